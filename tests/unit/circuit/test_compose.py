"""Copies, insertions and reconnections give circuits that keep all rules, and edits that are undone exactly."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.circuit.compose import (
    copies,
    delete_and_reconnect,
    fresh_id,
    fresh_name,
    insert_in_wire,
    replace_operator,
    rewire,
    swap_inputs,
)
from circuitgrad.circuit.edits import Move, SetConstant, add_fragment
from circuitgrad.errors import CircuitError, CycleError, WireError
from tests.strategies import circuits


def line() -> Circuit:
    """x → a → b → c, and y → b at its second port."""
    nodes = [Node.new("input", id=id, value=1.0) for id in "xy"] + [Node.new("add", id=id) for id in "abc"]
    wires = (Wire("x", "a", 0), Wire("a", "b", 0), Wire("y", "b", 1), Wire("b", "c", 0))
    return Circuit(Fragment(tuple(nodes), wires))


@settings(deadline=None)
@given(circuits())
def test_a_copy_is_the_same_circuit_under_other_ids_and_names(circuit: Circuit) -> None:
    before = circuit.fragment()
    copied, ids = copies(before, circuit, shift=(16.0, 24.0))
    add_fragment(copied).apply(circuit)
    assert len(circuit) == 2 * len(before.nodes)
    assert circuit.fragment(node.id for node in before.nodes).nodes == before.nodes
    assert {wire._replace(source=ids[wire.source], target=ids[wire.target]) for wire in before.wires} == set(
        copied.wires
    )
    for old, new in zip(before.nodes, copied.nodes, strict=True):
        assert (new.operator, repr(new.value), new.role) == (old.operator, repr(old.value), old.role)
        assert bool(new.name) == bool(old.name)
        assert new.position == (old.position[0] + 16.0, old.position[1] + 24.0)


def test_a_copy_into_an_empty_circuit_keeps_every_name() -> None:
    copied, ids = copies(line().fragment(), Circuit())
    assert copied == line().fragment()
    assert ids == {id: id for id in "xyabc"}


def test_a_copy_can_keep_the_wires_that_feed_it() -> None:
    circuit = line()
    copied, ids = copies(circuit.fragment(["b"], feeding=True), circuit, feeding=True)
    assert copied.wires == (Wire("a", ids["b"], 0), Wire("y", ids["b"], 1))
    copied, _ = copies(circuit.fragment(["b"], feeding=True), circuit)
    assert copied.wires == ()


def test_fresh_ids_and_names_count_on() -> None:
    circuit = Circuit(Fragment((Node.new("input", id="add1"), Node.new("input", id="a", name="w9"))))
    assert fresh_id(circuit, "add") == "add2"
    assert fresh_id(circuit, "log2") == "log2_1"
    assert fresh_name(circuit, "w9") == "w1"
    assert fresh_name(circuit, "a") == "a1"
    assert len(fresh_name(Circuit(Fragment((Node.new("input", id="a", name="v" * 100),))), "v" * 100)) <= 100


def test_another_operator_keeps_wires_name_and_what_constants_it_knows() -> None:
    circuit = Circuit(Fragment((Node.new("input", id="x"), Node.new("scale", id="f", name="f")), (Wire("x", "f", 0),)))
    SetConstant("f", "k", 7.0).apply(circuit)
    replace_operator(circuit, "f", "shift").apply(circuit)
    assert circuit.node("f") == Node.new("shift", id="f", name="f", constants=(7.0,))
    assert circuit.incoming("f") == [Wire("x", "f", 0)]
    with pytest.raises(CircuitError, match="No operator is called “telepathy”"):
        replace_operator(circuit, "f", "telepathy")


def test_rewiring_replaces_what_is_there() -> None:
    circuit = line()
    rewire(Wire("y", "b", 1), Wire("y", "b", 0)).apply(circuit)
    assert circuit.incoming("b") == [Wire("y", "b", 0)]


def test_inputs_are_swapped_also_where_one_is_free() -> None:
    circuit = line()
    swap_inputs(circuit, "b").apply(circuit)
    assert circuit.incoming("b") == [Wire("y", "b", 0), Wire("a", "b", 1)]
    swap_inputs(circuit, "c").apply(circuit)
    assert circuit.incoming("c") == [Wire("b", "c", 1)]


def test_a_node_is_inserted_in_a_wire() -> None:
    circuit = line()
    add_fragment(Fragment((Node.new("square", id="s"),))).apply(circuit)
    insert_in_wire(circuit, "s", Wire("a", "b", 0)).apply(circuit)
    assert circuit.incoming("s") == [Wire("a", "s", 0)]
    assert circuit.incoming("b") == [Wire("s", "b", 0), Wire("y", "b", 1)]
    with pytest.raises(WireError, match="no free input"):
        insert_in_wire(circuit, "s", Wire("b", "c", 0))
    with pytest.raises(WireError, match="no free input"):
        insert_in_wire(circuit, "x", Wire("b", "c", 0))
    before = circuit.fragment()
    with pytest.raises(CycleError):
        insert_in_wire(circuit, "c", Wire("x", "a", 0)).apply(circuit)
    assert circuit.fragment() == before


def test_deleting_reconnects_through_all_that_goes() -> None:
    circuit = line()
    back = delete_and_reconnect(circuit, ["b", "a"]).apply(circuit)
    assert list(circuit.wires()) == [Wire("x", "c", 0)]
    back.apply(circuit)
    assert circuit == line()
    delete_and_reconnect(circuit, ["x", "a"]).apply(circuit)
    assert list(circuit.wires()) == [Wire("y", "b", 1), Wire("b", "c", 0)]


def test_moves_merge_into_one() -> None:
    first, later = Move((("x", (1.0, 1.0)), ("y", (2.0, 2.0)))), Move((("y", (3.0, 3.0)), ("a", (4.0, 4.0))))
    step_by_step, at_once = line(), line()
    back_first, back_later = first.apply(step_by_step), later.apply(step_by_step)
    first.then(later).apply(at_once)
    assert at_once == step_by_step
    assert isinstance(back_first, Move)
    assert isinstance(back_later, Move)
    back_later.then(back_first).apply(at_once)
    assert at_once == line()
