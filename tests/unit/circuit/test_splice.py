"""Which loose nodes a wire can run through, and what becomes of the wire."""

from __future__ import annotations

import pytest

from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.circuit.splice import Chain, add_in_wire, loose_chain, splice

NODES = (
    Node.new("input", id="x", value=1.0),
    Node.new("exp", id="f"),
    Node.new("negate", id="n"),
    Node.new("add", id="s"),
    Node.new("exp", id="e"),
    Node.new("constant", id="c", value=2.0),
)
WIRE = Wire("x", "f", 0)


def circuit(*wires: Wire) -> Circuit:
    return Circuit(Fragment(NODES, (WIRE, *wires)))


@pytest.mark.parametrize(
    ("wires", "ids", "expected"),
    [
        ((), {"n"}, Chain("n", 0, "n")),
        ((Wire("n", "e", 0),), {"n", "e"}, Chain("n", 0, "e")),
        ((Wire("c", "s", 0), Wire("s", "e", 0)), {"c", "s", "e"}, Chain("s", 1, "e")),
        ((Wire("n", "s", 0), Wire("n", "s", 1)), {"n", "s"}, Chain("n", 0, "s")),
        ((), set(), None),
        ((), {"c"}, None),
        ((), {"f"}, None),
        ((), {"n", "e"}, None),
        ((Wire("n", "e", 0),), {"n"}, None),
        ((Wire("n", "e", 0),), {"e"}, None),
        ((Wire("c", "n", 0),), {"c", "n"}, None),
        ((Wire("n", "s", 0), Wire("e", "s", 1)), {"n", "e", "s"}, None),
    ],
)
def test_a_loose_chain_has_one_way_in_and_one_way_out(
    wires: tuple[Wire, ...], ids: set[str], expected: Chain | None
) -> None:
    assert loose_chain(circuit(*wires), ids) == expected


def test_splice_and_back() -> None:
    there = circuit(Wire("n", "e", 0))
    before = there.fragment()
    back = splice(Chain("n", 0, "e"), WIRE).apply(there)
    assert sorted(there.wires()) == [Wire("e", "f", 0), Wire("n", "e", 0), Wire("x", "n", 0)]
    back.apply(there)
    assert there.fragment() == before


def test_add_in_wire_and_back() -> None:
    there = circuit()
    before = there.fragment()
    back = add_in_wire(Node.new("tanh", id="t"), WIRE).apply(there)
    assert (there.source("t", 0), there.source("f", 0)) == ("x", "t")
    back.apply(there)
    assert there.fragment() == before
