"""A nudge moves the parameters alone, the same way for the same seed, and cures a dead product."""

from __future__ import annotations

import pytest

from circuitgrad.analysis.nudge import nudge
from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.engine import run
from circuitgrad.errors import CircuitError
from circuitgrad.operators import Role


def dead_product(role: Role = Role.PARAMETER) -> Circuit:
    nodes = (
        Node.new("input", id="x", value=0.0, role=role),
        Node.new("input", id="y", value=0.0, role=role),
        Node.new("input", id="d", value=1.0, role=Role.DATA),
        Node.new("constant", id="c", value=1.0),
        Node.new("mul", id="f"),
    )
    return Circuit(Fragment(nodes, tuple(Wire(id, "f", port) for port, id in enumerate("xydc"))))


def test_it_cures_a_dead_product_and_is_undone_exactly() -> None:
    circuit = dead_product()
    assert [problem.kind for problem in run(circuit).problems] == ["zero"] * 1
    back = nudge(circuit).apply(circuit)
    assert run(circuit).problems == ()
    assert (circuit.node("d").value, circuit.node("c").value) == (1.0, 1.0)
    back.apply(circuit)
    assert circuit == dead_product()


def test_the_seed_and_the_size_decide() -> None:
    circuit = dead_product()
    assert nudge(circuit, seed=1) == nudge(circuit, seed=1) != nudge(circuit, seed=2)
    small, large = dead_product(), dead_product()
    nudge(small, size=0.1).apply(small)
    nudge(large, size=0.2).apply(large)
    assert large.node("x").value == 2.0 * (small.node("x").value or 0.0)


@pytest.mark.parametrize("size", [0.0, -1.0, float("nan"), float("inf")])
def test_a_size_that_is_none_is_refused(size: float) -> None:
    with pytest.raises(CircuitError, match="size above 0"):
        nudge(dead_product(), size=size)


def test_where_nothing_may_move_it_says_so() -> None:
    with pytest.raises(CircuitError, match="mark an input as parameter"):
        nudge(dead_product(Role.DATA))
