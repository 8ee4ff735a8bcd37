"""Documents to look at: the book's neuron, and a circuit in which one input feeds several wires."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.gui.document import Document
from circuitgrad.operators import Role


def leaf(name: str, value: float | None, role: Role = Role.PARAMETER) -> Node:
    return Node.new("input", id=f"id_{name}", name=name, value=value, role=role)


def wires(*ends: str) -> tuple[Wire, ...]:
    """Wires from texts such as ``"id_x q 0"``."""
    return tuple(Wire(source, target, int(port)) for source, target, port in (each.split() for each in ends))


@pytest.fixture
def neuron() -> Circuit:
    """w0·x0 + w1·x1 + w2 in two steps, times −1, plus 1, over one."""
    leaves = (
        leaf("w0", 2.0),
        leaf("x0", -1.0, Role.DATA),
        leaf("w1", -3.0),
        leaf("x1", -2.0, Role.DATA),
        leaf("w2", -3.0),
    )
    operators = (
        Node.new("mul", id="m0"),
        Node.new("mul", id="m1"),
        Node.new("add", id="s", name="s"),
        Node.new("scale", id="n", name="n", constants=(-1.0,)),
        Node.new("shift", id="p", name="p", constants=(3.0,)),
        Node.new("reciprocal", id="f", name="f"),
    )
    drawn = (
        "id_w0 m0 0",
        "id_x0 m0 1",
        "id_w1 m1 0",
        "id_x1 m1 1",
        "m0 s 0",
        "m1 s 1",
        "id_w2 s 2",
        "s n 0",
        "n p 0",
        "p f 0",
    )
    return Circuit(Fragment((*leaves, *operators), wires(*drawn)))


@pytest.fixture
def fan_out() -> Circuit:
    """q = x·y; f = x + q + x."""
    nodes = (leaf("x", -3.0), leaf("y", 2.0), Node.new("mul", id="q", name="q"), Node.new("add", id="f", name="f"))
    return Circuit(Fragment(nodes, wires("id_x q 0", "id_y q 1", "id_x f 0", "q f 1", "id_x f 2")))


@pytest.fixture
def document(qapp: object) -> Document:
    """An empty document, live."""
    return Document()
