"""A guard answers for one end of wires what the circuit answers for any, also while the circuit changes."""

from __future__ import annotations

from itertools import pairwise
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from circuitgrad.circuit import Circuit, Fragment, Node, Wire, guard
from circuitgrad.circuit.edits import Connect, Disconnect
from circuitgrad.circuit.links import Links
from circuitgrad.errors import CycleError, UnknownNodeError, WireError
from tests.strategies import circuits


@pytest.mark.parametrize("step", [1, guard.STEP])
@settings(deadline=None, max_examples=60)
@given(circuits(max_nodes=12), st.data())
def test_a_guard_says_what_the_circuit_says(step: int, circuit: Circuit, data: st.DataObject) -> None:
    with mock.patch.object(guard, "STEP", step):
        for held in circuit.nodes:
            for is_source in (True, False):
                asked = circuit.cycle_guard(held, is_source=is_source)
                for other in data.draw(st.permutations(list(circuit.nodes))):
                    wire = Wire(held, other, 0) if is_source else Wire(other, held, 0)
                    assert_same_answer(circuit, wire, asked)


def assert_same_answer(circuit: Circuit, wire: Wire, asked: guard.CycleGuard) -> None:
    allowed = circuit.can_wire(wire, replacing=True)
    assert circuit.can_wire(wire, replacing=True, guard=asked) == allowed, wire
    plain, guarded = reason(circuit, wire, None), reason(circuit, wire, asked)
    assert (plain is None) == (guarded is None) == allowed, wire
    if isinstance(plain, CycleError):
        assert isinstance(guarded, CycleError)
        assert_is_cycle(circuit, wire, guarded.nodes)
        assert len(guarded.nodes) == len(plain.nodes)
    else:
        assert str(guarded) == str(plain)


def reason(circuit: Circuit, wire: Wire, asked: guard.CycleGuard | None) -> WireError | None:
    try:
        circuit.check_wire(wire, replacing=True, guard=asked)
    except WireError as error:
        return error
    return None


def assert_is_cycle(circuit: Circuit, wire: Wire, cycle: tuple[str, ...]) -> None:
    assert cycle[0] == wire.source
    path = [*cycle[1:], cycle[0]]
    assert path[0] == wire.target
    wired = {found[:2] for found in circuit.wires()}
    assert all(step in wired for step in pairwise(path))


def diamond() -> Circuit:
    nodes = (Node.new("input", id="x"), *(Node.new("add", id=id) for id in "abcd"))
    ends = [("x", "a"), ("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")]
    wires = [Wire(source, target, sum(end == target for _, end in ends[:i])) for i, (source, target) in enumerate(ends)]
    return Circuit(Fragment(nodes, tuple(wires)))


@pytest.mark.parametrize("is_source", [True, False])
def test_a_guard_follows_edits(is_source: bool) -> None:
    circuit = diamond()
    held, other = ("d", "a") if is_source else ("a", "d")
    wire = Wire("d", "a", 1)
    asked = circuit.cycle_guard(held, is_source=is_source)
    assert asked.closes(wire)
    back = [Disconnect(cut).apply(circuit) for cut in (Wire("b", "d", 0), Wire("c", "d", 1))]
    assert not asked.closes(wire)
    back[0].apply(circuit)
    assert asked.closes(wire)
    assert len(asked.cycle(wire)) == 3
    Connect(Wire("a", "d", 2)).apply(circuit)
    assert asked.cycle(wire) == ["d", "a"]
    with pytest.raises(ValueError, match="other wires"):
        asked.closes(Wire(other, held, 1) if is_source else Wire(held, other, 1))


@pytest.mark.parametrize(("held", "is_source"), [("b", True), ("c", False)])
def test_a_guard_names_no_cycle_where_there_is_none(held: str, is_source: bool) -> None:
    circuit = diamond()
    with pytest.raises(ValueError, match="closes no cycle"):
        circuit.cycle_guard(held, is_source=is_source).cycle(Wire("b", "c", 1))


def test_a_guard_of_a_node_that_is_not_there() -> None:
    with pytest.raises(UnknownNodeError):
        diamond().cycle_guard("gone", is_source=True)


def test_a_guard_walks_only_as_far_as_needed_and_once() -> None:
    length = 20_000
    ids = [f"n{i}" for i in range(length)]
    nodes = tuple(Node.new("add", id=id) for id in ids)
    circuit = Circuit(Fragment(nodes, tuple(Wire(ids[i], ids[i + 1], 0) for i in range(length - 1))))
    asked = circuit.cycle_guard(ids[-2], is_source=True)
    assert not asked.closes(Wire(ids[-2], ids[-1], 1))
    assert not asked._toward, "the ranks know this without a walk"
    assert asked.closes(Wire(ids[-2], ids[-5], 1))
    assert not asked.is_complete
    assert len(asked._toward) == guard.STEP
    assert len(asked.cycle(Wire(ids[-2], ids[0], 1))) == length - 1
    assert asked.closes(Wire(ids[-2], ids[0], 1))
    with mock.patch.object(Links, "walk_back", side_effect=AssertionError("walks again")):
        assert not circuit.can_wire(Wire(ids[-2], ids[77], 1), guard=asked)
