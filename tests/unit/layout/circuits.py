"""Circuits to lay out: random ones, and formulas."""

from __future__ import annotations

import random

from circuitgrad.circuit import Circuit, Fragment, Node, Position, Wire
from circuitgrad.layout.crossings import crossings, number
from circuitgrad.layout.reaches import choose_columns
from circuitgrad.layout.sketch import Direction, sketch_of
from circuitgrad.layout.tidy import lay_out

FORMULAS = (
    "1/(1 + exp(-(w0*x0 + w1*x1 + w2)))",
    "2*(max(z, w) + x*y)",
    "x*x",
    "logsumexp(z0, z1, z2) - z1",
    "q = x + y; q*q + q*z - sin(q)",
    "exp(sin(a*b + c*d)*log(e + g))/(h + i*j) - k",
    "h1 = tanh(a*x + b*y); h2 = tanh(c*x + d*y); squared_error(v*h1 + w*h2, t)",
)


def random_circuit(seed: int, most: int = 60) -> Circuit:
    """Five nodes or more, each operator fed by nodes before it, recent ones more often."""
    rng = random.Random(seed)
    nodes = [Node.new("input", id=f"x{i}", name=f"x{i}", value=1.0) for i in range(rng.randint(2, 6))]
    wires: list[Wire] = []
    for place in range(rng.randint(3, most - 6)):
        operator = rng.choice(("add", "mul", "sin", "exp", "max", "divide", "square"))
        count = 1 if operator in {"sin", "exp", "square"} else 2
        sources = rng.choices(nodes[-8:], k=count)
        node = Node.new(operator, id=f"n{place}", name="q" * rng.randint(0, 1) and f"q{place}")
        wires += [Wire(source.id, node.id, port) for port, source in enumerate(sources)]
        nodes.append(node)
    return Circuit(Fragment(tuple(nodes), tuple(wires)))


def tidied(circuit: Circuit, direction: Direction = "right") -> Circuit:
    """The circuit in the layout that tidy wants for it."""
    take_over(circuit, direction)
    return circuit


def take_over(circuit: Circuit, direction: Direction = "right") -> None:
    """Brings nodes, bends of wires and remarks to where tidy wants them."""
    edit = lay_out(circuit, direction=direction).edit(circuit)
    if edit is not None:
        edit.apply(circuit)


def places(circuit: Circuit) -> dict[str, Position]:
    """Where the nodes stand."""
    return {id: node.position for id, node in circuit.nodes.items()}


def crossings_of(circuit: Circuit) -> int:
    """How many wires cross in the order that tidy would choose."""
    sketch = sketch_of(circuit, circuit.order())
    columns = choose_columns(sketch, lambda: None)
    number(columns)
    return crossings(columns)
