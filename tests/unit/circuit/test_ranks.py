"""Ranks go up along every wire whatever is done to a circuit, and tell a cycle just where NetworkX finds one."""

from __future__ import annotations

import pickle
import random
from collections.abc import Iterator
from itertools import pairwise
from unittest import mock

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from circuitgrad.circuit import Circuit, Fragment, Node, Wire, compose, ranks
from circuitgrad.circuit.edits import AddNode, Batch, Connect, Disconnect, Edit, RemoveNode, SetValue, add_fragment
from circuitgrad.circuit.links import Links
from circuitgrad.errors import CircuitError, CycleError
from tests.benchmarks.circuits import Shape, make_fragment
from tests.strategies import circuits


def assert_ranks_go_up(circuit: Circuit) -> None:
    rank = circuit._ranks.numbers
    assert rank.keys() == circuit.nodes.keys()
    ends = [(wire, rank[wire.source], rank[wire.target]) for wire in circuit.wires()]
    assert not [(wire, low, high) for wire, low, high in ends if low >= high]


def assert_knows_what_closes_a_cycle(circuit: Circuit) -> None:
    graph = nx.DiGraph(list(wire[:2]) for wire in circuit.wires())
    graph.add_nodes_from(circuit.nodes)
    for target in circuit.nodes:
        if circuit.node(target).is_leaf or (port := circuit.free_port(target)) is None:
            continue
        reached = {target, *nx.descendants(graph, target)}
        refused = {source for source in circuit.nodes if not circuit.can_wire(Wire(source, target, port))}
        assert refused == reached, target
        for source in reached:
            with pytest.raises(CycleError) as refusal:
                circuit.check_wire(Wire(source, target, port))
            assert_is_shortest_cycle(graph, refusal.value.nodes, source, target)


def assert_is_shortest_cycle(graph: nx.DiGraph, cycle: tuple[str, ...], source: str, target: str) -> None:
    assert cycle[0] == source
    assert len(cycle) == len(nx.shortest_path(graph, target, source))
    path = [*cycle[1:], cycle[0]]
    assert path[0] == target
    assert all(graph.has_edge(*step) for step in pairwise(path))


def random_edit(circuit: Circuit, draw: random.Random, number: int) -> Edit:
    """Some edit, often one that is refused."""
    ids, wires = list(circuit.nodes), list(circuit.wires())
    kind = draw.choice(["add", "connect", "connect", "connect", "connect", "disconnect", "remove", "paste", "batch"])
    if kind == "add" or not ids:
        return AddNode(Node.new(draw.choice(["add", "negate", "input"]), id=f"new {number}"))
    if kind == "disconnect" and wires:
        return Disconnect(draw.choice(wires))
    if kind == "remove":
        return RemoveNode(draw.choice(ids))
    connect = Connect(Wire(draw.choice(ids), draw.choice(ids), draw.randrange(3)), replacing=draw.random() < 0.8)
    if kind == "paste":
        part = circuit.fragment(draw.sample(ids, min(3, len(ids))))
        return add_fragment(compose.copies(part, circuit, feeding=True)[0])
    return Batch((RemoveNode(draw.choice(ids)), connect)) if kind == "batch" else connect


@pytest.mark.parametrize("gap", [1, 3, ranks.GAP])
@settings(deadline=None, max_examples=40)
@given(circuits(max_nodes=12), st.randoms(use_true_random=False))
def test_ranks_hold_through_edits_refusals_and_undo(gap: int, circuit: Circuit, draw: random.Random) -> None:
    with mock.patch.object(ranks, "GAP", gap):
        undo: list[tuple[Edit, Fragment]] = []
        for number in range(30):
            before = circuit.fragment()
            if undo and draw.random() < 0.3:
                back, expected = undo.pop()
                back.apply(circuit)
                assert repr(circuit.fragment()) == repr(expected)
            else:
                try:
                    undo.append((random_edit(circuit, draw, number).apply(circuit), before))
                except CircuitError:
                    assert repr(circuit.fragment()) == repr(before)
            assert_ranks_go_up(circuit)
        assert_knows_what_closes_a_cycle(circuit)
        while undo:
            back, expected = undo.pop()
            back.apply(circuit)
            assert repr(circuit.fragment()) == repr(expected)
            assert_ranks_go_up(circuit)


@settings(deadline=None, max_examples=40)
@given(circuits(max_nodes=12))
def test_a_question_changes_no_answer(circuit: Circuit) -> None:
    ids = list(circuit.nodes)
    wires = [Wire(source, target, 0) for source in ids for target in ids]
    first = [circuit.can_wire(wire, replacing=True) for wire in wires]
    for wire, expected in zip(wires, first, strict=True):
        try:
            circuit.check_wire(wire, replacing=True)
        except CircuitError:
            assert not expected
        else:
            assert expected
        assert_ranks_go_up(circuit)
    assert [circuit.can_wire(wire, replacing=True) for wire in wires] == first


def nodes(operator: str, ids: Iterator[str]) -> tuple[Node, ...]:
    return tuple(Node.new(operator, id=id) for id in ids)


def test_ranks_are_no_part_of_what_a_circuit_is() -> None:
    start = Fragment(nodes("add", iter("ab")))
    one, other = Circuit(start), Circuit(start)
    Connect(Wire("b", "a", 0)).apply(one).apply(one)
    assert one._ranks.numbers["b"] < one._ranks.numbers["a"]
    assert other._ranks.numbers["a"] < other._ranks.numbers["b"]
    assert one == other
    assert pickle.dumps(one) == pickle.dumps(other)


def test_a_wire_to_and_fro_between_the_same_nodes_finds_room_again() -> None:
    circuit = Circuit(Fragment(nodes("add", iter("abcd")), (Wire("a", "d", 0),)))
    spread = mock.patch.object(ranks.Ranks, "_spread", autospec=True, side_effect=ranks.Ranks._spread)
    with spread as calls:
        for turn in range(500):
            source, target = "bc" if turn % 2 else "cb"
            edits = (Connect(Wire("a", source, 0)), Connect(Wire(source, target, 0)), Connect(Wire(target, "d", 1)))
            back = Batch(edits).apply(circuit)
            assert_ranks_go_up(circuit)
            back.apply(circuit)
    assert 0 < calls.call_count < 40


def test_many_random_wires_on_a_larger_circuit() -> None:
    draw = random.Random(11)
    ids = [f"n{i}" for i in range(400)]
    circuit, graph = Circuit(Fragment(nodes("add", iter(ids)))), nx.DiGraph()
    graph.add_nodes_from(ids)
    refused = 0
    for _ in range(1500):
        source, target = draw.sample(ids, 2)
        wire = Wire(source, target, circuit.count_incoming(target))
        if nx.has_path(graph, target, source):
            refused += 1
            assert not circuit.can_wire(wire), wire
        else:
            Connect(wire).apply(circuit)
            graph.add_edge(source, target)
    assert 200 < refused < 1200
    assert_ranks_go_up(circuit)


def test_a_node_that_feeds_very_many_is_waited_for_by_the_other_side() -> None:
    many = [f"n{i}" for i in range(20_000)]
    wires = tuple(Wire("hub", id, 0) for id in many)
    circuit = Circuit(Fragment(nodes("add", iter(["hub", *many, "late"])), wires))
    before = circuit._ranks.numbers["hub"]
    Connect(Wire("late", "hub", 0)).apply(circuit)
    assert circuit._ranks.numbers["hub"] == before
    assert_ranks_go_up(circuit)
    with pytest.raises(CycleError, match="n7 → late → hub → n7"):
        Connect(Wire("n7", "late", 0)).apply(circuit)


@pytest.mark.parametrize("forward", [True, False])
def test_a_node_of_the_same_rank_as_the_other_end_moves_too(forward: bool) -> None:
    many = [f"n{i}" for i in range(2 * ranks.FIRST_TURN)]
    links = Links(["same", "source", "target", *many] if forward else ["target", "source", "same", *many])
    kept = ranks.Ranks(links, links.incoming)
    low, high = ranks.GAP, 5 * ranks.GAP
    kept._rank.update(source=high, target=low, same=high if forward else low)
    if forward:
        links.add(Wire("target", "same", 0))
        for port, id in enumerate(many):  # so much that the other side ends first
            kept._rank[id] = low + 1
            links.add(Wire(id, "source", port))
    else:
        links.add(Wire("same", "source", 0))
    assert kept.admit("source", "target") == []
    links.add(Wire("source", "target", 0))
    rank = kept.numbers
    wires = [(source, target) for target, wired in links.incoming.items() for source in wired.values()]
    assert not [(source, target) for source, target in wires if rank[source] >= rank[target]]


def test_a_long_chain_is_turned_round_wire_by_wire() -> None:
    length = 20_000
    ids = [f"n{i}" for i in range(length)]
    circuit = Circuit(Fragment(nodes("negate", iter(ids))))
    for later, earlier in pairwise(ids):
        circuit.connect_(Wire(earlier, later, 0))
    assert_ranks_go_up(circuit)
    with pytest.raises(CycleError) as refusal:
        circuit.check_wire(Wire(ids[0], ids[-1], 0))
    assert len(refusal.value.nodes) == length
    assert len(circuit.downstream(ids[-1])) == length - 1
    assert circuit.order() == ids[::-1]
    assert Circuit(circuit.fragment()).order() == ids[::-1]


def test_the_version_counts_what_a_result_depends_on() -> None:
    circuit = Circuit(Fragment((Node.new("input", id="x", value=float("nan")), Node.new("add", id="a"))))
    versions = [circuit.version]
    for edit in (
        Connect(Wire("x", "a", 0)),
        SetValue("x", 2.0),
        AddNode(Node.new("add", id="b")),
        Disconnect(Wire("x", "a", 0)),
        RemoveNode("b"),
    ):
        edit.apply(circuit)
        versions.append(circuit.version)
    assert versions == sorted(set(versions))
    circuit.replace_(circuit.node("x").at(5.0, 6.0))
    with pytest.raises(CycleError):
        Connect(Wire("a", "a", 0)).apply(circuit)
    assert circuit.version == versions[-1]


@settings(deadline=None)
@given(circuits(), st.randoms(use_true_random=False))
def test_wiring_is_what_incoming_says_in_the_order_of_nodes(circuit: Circuit, draw: random.Random) -> None:
    for number in range(5):
        try:
            back = random_edit(circuit, draw, number).apply(circuit)
        except CircuitError:
            continue
        wiring = circuit.wiring()
        assert list(wiring) == list(circuit.nodes)
        assert [Wire(wired[port], id, port) for id, wired in wiring.items() for port in sorted(wired)] == list(
            circuit.wires()
        )
        if draw.random() < 0.5:
            back.apply(circuit)
            assert list(circuit.wiring()) == list(circuit.nodes)


@pytest.mark.parametrize("shape", ["wide", "deep"])
def test_a_cycle_through_a_large_circuit_is_one_even_where_it_is_not_the_shortest(shape: Shape) -> None:
    circuit = Circuit(make_fragment(20_000, shape))
    edges = {wire[:2] for wire in circuit.wires()}
    draw = random.Random(5)
    order = circuit.order()
    refused = 0
    for _ in range(300):
        early, late = draw.choice(order[2_500:6_000]), draw.choice(order[-6_000:])
        port = circuit.free_port(early)
        wire = Wire(late, early, port if port is not None else 0)
        try:
            circuit.check_wire(wire, replacing=True)
        except CycleError as refusal:
            refused += 1
            assert (refusal.nodes[0], refusal.nodes[1]) == (late, early)
            assert all(step in edges for step in pairwise([*refusal.nodes[1:], late])), refusal.nodes
            assert len(set(refusal.nodes)) == len(refusal.nodes)
    assert refused > 3
