"""A circuit checks what it is made from, and finds its way however deep it is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.circuit.edits import Connect, Disconnect, RemoveNode
from circuitgrad.errors import CircuitError, CycleError, ObjectiveError, UnknownNodeError
from circuitgrad.operators import Role
from tests.strategies import circuits

X = Node.new("input", id="x", value=1.0)
A, B, C = (Node.new("add", id=id, name=name) for id, name in (("a", "first"), ("b", ""), ("c", "third")))
DEEP = 100_000


@pytest.mark.parametrize(
    ("fragment", "words"),
    [
        (Fragment((X, X)), "there twice"),
        (Fragment((X, Node.new("add", id="a", name="x"))), "“x” already"),
        (Fragment((Node.new("add", id="a", name="x"), X)), "“x” already"),
        (Fragment((Node.new("input", id=""),)), "no id"),
        (Fragment((Node("a", "telepathy"),)), "not known here: “telepathy”"),
        (Fragment((Node("a", "add", value=1.0),)), "cannot be given a value"),
        (Fragment((Node("a", "add", role=Role.DATA),)), "inputs have a role"),
        (Fragment((Node("a", "input"),)), "inputs have a role"),
        (Fragment((Node("a", "constant", role=Role.DATA),)), "make it an input first"),
        (Fragment((Node("a", "scale"),)), "takes 1 numbers of its own, not 0"),
        (Fragment((X, A), (Wire("x", "gone", 0),)), "no node has the id “gone”"),
        (Fragment((X, A), (Wire("gone", "a", 0),)), "no node has the id “gone”"),
        (Fragment((X, A), (Wire("x", "a", -1),)), "no input 0"),
        (Fragment((X, Node.new("square", id="s")), (Wire("x", "s", 1),)), "no input 2"),
        (Fragment((X, A), (Wire("a", "x", 0),)), "takes no wire"),
        (Fragment((X, A, B), (Wire("x", "a", 0), Wire("b", "a", 0))), "taken by “x”"),
        (Fragment((X,), (), "gone"), "no node has the id “gone”"),
        (Fragment((Node.new("input", id="x", name="a b"),)), "cannot be a name"),
        (Fragment((Node.new("input", id="x", name="a" * 101),)), "at most 100 characters"),
    ],
)
def test_a_fragment_that_breaks_a_rule_is_refused(fragment: Fragment, words: str) -> None:
    with pytest.raises(CircuitError) as refusal:
        Circuit(fragment)
    assert words.lower() in refusal.value.sentence.lower()


def test_a_cycle_is_named_with_what_people_call_its_nodes_and_nothing_beside_it() -> None:
    wires = (Wire("x", "a", 0), Wire("a", "b", 0), Wire("b", "c", 0), Wire("c", "a", 1), Wire("c", "d", 0))
    with pytest.raises(CycleError) as refusal:
        Circuit(Fragment((X, Node.new("add", id="d"), A, B, C), wires))
    ids = refusal.value.nodes
    assert sorted(ids) == ["a", "b", "c"]
    assert "".join(ids) in "abcab"
    assert "first → b" in refusal.value.sentence + " → b"
    assert refusal.value.sentence.count("→") == 3


def test_a_wire_that_would_close_a_cycle_is_refused_with_the_cycle() -> None:
    circuit = Circuit(Fragment((X, A, B, C), (Wire("x", "a", 0), Wire("a", "b", 0), Wire("b", "c", 0))))
    with pytest.raises(CycleError, match="third → first → b → third") as refusal:
        circuit.check_wire(Wire("c", "a", 1))
    assert refusal.value.nodes == ("c", "a", "b")
    assert not circuit.can_wire(Wire("c", "a", 1))
    assert circuit.can_wire(Wire("a", "c", 1))


def test_the_objective_is_the_one_named_the_chosen_or_the_only_sink() -> None:
    circuit = Circuit(Fragment((X, A, B), (Wire("x", "a", 0), Wire("a", "b", 0))))
    assert circuit.find_objective().id == "b"
    assert circuit.find_objective("first").id == "a"
    circuit.choose_objective_("a")
    assert circuit.find_objective().id == "a"
    with pytest.raises(UnknownNodeError, match="close to it: first"):
        circuit.find_objective("frist")
    with pytest.raises(ObjectiveError, match="empty"):
        Circuit().find_objective()
    with pytest.raises(ObjectiveError, match=r"2 outputs \(first, b\)"):
        Circuit(Fragment((X, A, B), (Wire("x", "a", 0), Wire("x", "b", 0)))).find_objective()


@settings(deadline=None)
@given(circuits())
def test_the_order_puts_every_node_behind_what_feeds_it(circuit: Circuit) -> None:
    order = circuit.order()
    place = {id: i for i, id in enumerate(order)}
    assert sorted(order) == sorted(circuit.nodes)
    assert all(place[wire.source] < place[wire.target] for wire in circuit.wires())


@settings(deadline=None)
@given(circuits(max_nodes=8))
def test_a_wire_is_refused_just_where_it_would_close_a_cycle(circuit: Circuit) -> None:
    for target in [node.id for node in circuit.nodes.values() if not node.is_leaf]:
        port = circuit.free_port(target)
        if port is None:
            continue
        reached = circuit.downstream(target) | {target}
        refused = {source for source in circuit.nodes if not circuit.can_wire(Wire(source, target, port))}
        assert refused == reached


def chain(length: int) -> Circuit:
    nodes = (Node.new("input", id="n0", value=1.0), *(Node.new("negate", id=f"n{i}") for i in range(1, length)))
    return Circuit(Fragment(nodes, tuple(Wire(f"n{i - 1}", f"n{i}", 0) for i in range(1, length))))


def test_depth_is_no_trouble_for_order_cycles_and_edits() -> None:
    circuit = chain(DEEP)
    last = f"n{DEEP - 1}"
    assert circuit.order()[-1] == last
    assert len(circuit.upstream(last)) == DEEP - 1
    back = Disconnect(Wire("n0", "n1", 0)).apply(circuit)
    with pytest.raises(CycleError) as refusal:
        Connect(Wire(last, "n1", 0)).apply(circuit)
    assert len(refusal.value.nodes) == DEEP - 1
    assert "…" in refusal.value.sentence
    back.apply(circuit)
    assert circuit == chain(DEEP)


def test_removing_a_deep_chain_is_undone() -> None:
    circuit = chain(2_000)
    back = [RemoveNode(id).apply(circuit) for id in list(circuit.nodes)]
    assert len(circuit) == 0
    for edit in reversed(back):
        edit.apply(circuit)
    assert circuit == chain(2_000)


def test_a_deep_cycle_in_a_fragment_is_found() -> None:
    fragment = chain(DEEP).fragment()
    wires = (*fragment.wires[1:], Wire(f"n{DEEP - 1}", "n1", 0))
    with pytest.raises(CycleError) as refusal:
        Circuit(Fragment(fragment.nodes, wires))
    assert len(refusal.value.nodes) == DEEP - 1
