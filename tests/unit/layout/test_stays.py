"""What tidy leaves alone: what is tidy already, pinned nodes, what stands together in a frame."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import reduce
from itertools import combinations, pairwise
from statistics import median

import pytest

from circuitgrad.circuit import Circuit, Fragment, Frame, Node, Position, Wire
from circuitgrad.circuit.compose import delete_and_reconnect
from circuitgrad.circuit.edits import Batch, Edit, Move
from circuitgrad.formats.examples import EXAMPLES, load_example
from circuitgrad.formats.formula import from_formula
from circuitgrad.layout.geometry import GRID, OPERATOR_SIDE, Rect
from circuitgrad.layout.room import occupied
from circuitgrad.layout.sketch import Direction
from circuitgrad.layout.tidy import TidyCancelled, lay_out, tidy
from tests.benchmarks.circuits import Shape, make_fragment
from tests.benchmarks.tidy import realistic
from tests.unit.layout.circuits import FORMULAS, crossings_of, places, random_circuit, take_over, tidied

DIRECTIONS: tuple[Direction, ...] = ("right", "down")


# What is tidy already


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("seed", range(30))
def test_what_is_tidy_stays(seed: int, direction: Direction) -> None:
    circuit = tidied(random_circuit(seed), direction)
    assert lay_out(circuit, direction=direction).edit(circuit) is None


@pytest.mark.parametrize("source", [*(example.name for example in EXAMPLES), *FORMULAS])
def test_examples_and_formulas_are_tidy_after_one_time(source: str) -> None:
    circuit = load_example(source) if source in {example.name for example in EXAMPLES} else from_formula(source)
    assert lay_out(tidied(circuit)).edit(circuit) is None


@pytest.mark.parametrize("shape", ["wide", "deep"])
@pytest.mark.parametrize("count", [100, 300])
def test_large_circuits_are_tidy_after_one_time(count: int, shape: Shape) -> None:
    circuit = tidied(Circuit(make_fragment(count, shape)))
    assert lay_out(circuit).edit(circuit) is None


@pytest.mark.parametrize("shape", ["wide", "deep"])
def test_a_node_more_moves_the_others_little_and_keeps_their_order(shape: Shape) -> None:
    before = tidied(Circuit(make_fragment(100, shape)))
    for source in ("n12", "n35", "n70"):
        x, y = before.node(source).position
        new = Node.new("exp", id="new", position=(x + 100.0, y + 30.0))
        fragment = before.fragment()
        after = Circuit(Fragment((*fragment.nodes, new), (*fragment.wires, Wire(source, "new", 0)), fragment.objective))
        found = tidy(after)
        for axis in (0, 1):
            assert median([abs(found[id][axis] - place[axis]) for id, place in places(before).items()]) <= 96.0
        assert list(columns(found, before.nodes)) == list(columns(places(before), before.nodes))


@pytest.mark.parametrize("name", ["two_layer_network", "small network"])
def test_a_node_more_moves_no_input_to_another_column(name: str) -> None:
    """Also where inputs stand next to where they are used, and the new node uses one of them sooner."""
    before = tidied(Circuit(next(fragment for title, fragment in realistic() if title == name)))
    for leaf in before.inputs()[::5]:
        x, y = leaf.position
        new = Node.new("exp", id="new", position=(x + 100.0, y + 30.0))
        fragment = before.fragment()
        wires = (*fragment.wires, Wire(leaf.id, "new", 0))
        found = tidy(Circuit(Fragment((*fragment.nodes, new), wires, fragment.objective)))
        assert list(columns(found, before.nodes)) == list(columns(places(before), before.nodes))


def test_a_node_less_leaves_no_gap() -> None:
    circuit = tidied(from_formula("exp(sin(cos(a*x + b*y))) + exp(sin(a*y))"))
    first = circuit.find("a").id
    chain = [node.id for node in circuit.nodes.values() if node.operator == "cos"]
    delete_and_reconnect(circuit, chain).apply(circuit)
    found = tidy(circuit)
    assert found == tidy(Circuit(replace_places(circuit, found)))
    assert len({x for x, _ in found.values()}) == 1 + longest(circuit)
    assert found[first][0] == 0.0


def replace_places(circuit: Circuit, found: dict[str, Position]) -> Fragment:
    fragment = circuit.fragment()
    nodes = tuple(node.at(*found[node.id]) for node in fragment.nodes)
    return Fragment(nodes, fragment.wires, fragment.objective)


def longest(circuit: Circuit) -> int:
    """How many wires the longest way through the circuit has."""
    depth: dict[str, int] = {}
    for id in circuit.order():
        depth[id] = max((1 + depth[wire.source] for wire in circuit.incoming(id)), default=0)
    return max(depth.values())


def columns(found: dict[str, Position], ids: Iterable[str]) -> Iterator[list[str]]:
    """The nodes that stand above each other, from top to bottom."""
    by_column: dict[float, list[str]] = {}
    for id in sorted(ids, key=found.__getitem__):
        by_column.setdefault(found[id][0], []).append(id)
    yield from by_column.values()


def test_a_tidy_circuit_stays_where_it_is() -> None:
    circuit = tidied(random_circuit(5))
    Move(tuple((id, (x + 800.0, y - 400.0)) for id, (x, y) in places(circuit).items())).apply(circuit)
    assert tidy(circuit) == places(circuit)


def test_the_order_of_two_that_could_change_places_is_the_persons() -> None:
    circuit = from_formula("sin(a) + cos(b)")
    upper, lower = (circuit.find(name).id for name in "ab")
    assert tidy(circuit)[upper][1] < tidy(circuit)[lower][1]
    single = Circuit(Fragment(tuple(Node.new("exp", id=id, position=(0.0, y)) for id, y in (("a", 90.0), ("b", 0.0)))))
    assert set(tidy(single)) == {"a", "b"}


def test_a_swap_that_makes_wires_cross_is_mended() -> None:
    circuit = from_formula("a*b + c*d")
    first, second = (wire.source for wire in circuit.incoming(circuit.sinks()[0].id))
    one, other = circuit.node(first).position, circuit.node(second).position
    Move(((first, other), (second, one))).apply(circuit)
    assert crossings_of(tidied(circuit)) == 0


# Giving up


def test_a_layout_is_given_up_when_somebody_says_so() -> None:
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > 3

    with pytest.raises(TidyCancelled):
        lay_out(Circuit(make_fragment(300, "wide")), cancelled=cancelled)
    assert asked == 4


# From top to bottom


@pytest.mark.parametrize("seed", range(20))
def test_downward_each_node_stands_below_what_feeds_it(seed: int) -> None:
    circuit = tidied(random_circuit(seed, 30), "down")
    for wire in circuit.wires():
        assert circuit.node(wire.source).position[1] < circuit.node(wire.target).position[1]
    no_overlaps(circuit)


def test_downward_a_chain_falls_in_even_steps_without_a_loop() -> None:
    circuit = tidied(from_formula("exp(sin(cos(x*x)))"), "down")
    chain = [circuit.node(id).position for id in circuit.order()]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(chain[1:])]
    assert {right for right, _ in steps} == {OPERATOR_SIDE}, "the ports are above each other"
    assert all(down > 2 * OPERATOR_SIDE for _, down in steps)


def no_overlaps(circuit: Circuit) -> None:
    rects = {id: bodies(circuit, id) for id in circuit.nodes}
    for (a, one), (b, other) in combinations(rects.items(), 2):
        assert not one.overlaps(other), f"{a} and {b}"


def bodies(circuit: Circuit, id: str) -> Rect:
    """A node's body with its caption."""
    return reduce(Rect.united, occupied(circuit, id)[: 1 if circuit.node(id).is_literal else 2])


# Pinned nodes


def pinned(circuit: Circuit, pins: dict[str, Position]) -> Circuit:
    """The circuit with these nodes pinned at these places."""
    fragment = circuit.fragment()
    nodes = tuple(replace(node.at(*pins[node.id]), pinned=True) if node.id in pins else node for node in fragment.nodes)
    return Circuit(Fragment(nodes, fragment.wires, fragment.objective, fragment.remarks))


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("seed", range(20))
def test_pinned_nodes_stay_and_others_keep_clear_of_them(seed: int, direction: Direction) -> None:
    circuit = tidied(random_circuit(seed, 30), direction)
    ids = list(circuit.nodes)
    x, y = circuit.node(ids[-1]).position
    pins = {ids[2]: (x - 11.0, y + 35.5), ids[-1]: (x + 130.0, y + 60.0)}
    circuit = pinned(circuit, pins)
    found = tidy(circuit, direction=direction)
    assert {id: found[id] for id in pins} == pins
    Move(tuple(found.items())).apply(circuit)
    if not bodies(circuit, ids[2]).overlaps(bodies(circuit, ids[-1])):
        no_overlaps(circuit)
    assert all(place % GRID == 0 for id in found.keys() - pins.keys() for place in found[id])


def test_all_else_comes_to_where_a_pinned_node_is() -> None:
    circuit = from_formula(FORMULAS[0])
    (sink,) = circuit.sinks()
    found = tidy(pinned(circuit, {sink.id: (5000.0, 3000.0)}))
    assert found[sink.id] == (5000.0, 3000.0)
    assert all(3000.0 < x < 5000.0 and 2000.0 < y < 4000.0 for id, (x, y) in found.items() if id != sink.id)


def test_where_all_are_pinned_all_stay() -> None:
    circuit = random_circuit(3)
    pins = {id: (float(7 * place), float(place * place)) for place, id in enumerate(circuit.nodes)}
    assert tidy(pinned(circuit, pins)) == pins


# Frames


def framed(circuit: Circuit, *members: Iterable[str]) -> Circuit:
    """A tidy circuit in which each of these groups of nodes is moved aside, with a frame round it."""
    moves: list[Edit] = []
    frames = []
    for place, ids in enumerate(members):
        left = 5000.0 * (place + 1)
        ids = list(ids)
        moves.append(Move(tuple((id, (left + 60.0 * k, 100.0 * k)) for k, id in enumerate(ids))))
        frames.append(Frame(f"frame{place}", f"part {place}", (left - 50.0, -50.0, 4000.0, 100.0 * len(ids))))
    Batch(tuple(moves)).apply(circuit)
    fragment = circuit.fragment()
    return Circuit(Fragment(fragment.nodes, fragment.wires, fragment.objective, tuple(frames)))


def held(circuit: Circuit, frame: str) -> set[str]:
    remark = circuit.remarks.find(frame)
    assert isinstance(remark, Frame)
    return {id for id, node in circuit.nodes.items() if remark.holds(node.position)}


def rect_of(circuit: Circuit, frame: str) -> Rect:
    left, top, width, height = circuit.remarks.find(frame).rect
    return Rect(left, top, left + width, top + height)


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("seed", range(20))
def test_what_stands_in_a_frame_stays_together_and_no_stranger_comes_in(seed: int, direction: Direction) -> None:
    circuit = tidied(random_circuit(seed, 40))
    order = circuit.order()
    third = len(order) // 3
    groups = order[third : 2 * third], order[2 * third :: 2]
    circuit = framed(circuit, *groups)
    take_over(circuit, direction)
    for number, ids in enumerate(groups):
        frame = rect_of(circuit, f"frame{number}")
        assert held(circuit, f"frame{number}") == set(ids)
        for id in circuit.nodes:
            for rect in occupied(circuit, id):
                if id in ids:
                    assert rect.united(frame) == frame, f"{id} sticks out of its frame"
                else:
                    assert not rect.overlaps(frame), f"{id} reaches into a frame"
    assert not rect_of(circuit, "frame0").overlaps(rect_of(circuit, "frame1"))
    no_overlaps(circuit)


def test_frames_are_tidy_after_one_time() -> None:
    circuit = tidied(random_circuit(4, 40))
    circuit = framed(circuit, circuit.order()[5:15])
    take_over(circuit)
    found = lay_out(circuit)
    assert found.positions == places(circuit)
    assert found.rects == {"frame0": circuit.remarks.find("frame0").rect}


def test_a_frame_within_a_frame_stays_within() -> None:
    circuit = from_formula("exp(sin(cos(a + b))) + c")
    chain = [node.id for node in circuit.nodes.values() if node.operator in {"cos", "sin", "exp"}]
    circuit = framed(circuit, chain)
    inner = Frame("inner", "", (4990.0, -20.0, 20.0, 40.0))
    fragment = circuit.fragment()
    circuit = Circuit(Fragment(fragment.nodes, fragment.wires, fragment.objective, (*fragment.remarks, inner)))
    assert len(held(circuit, "inner")) == 1
    before = held(circuit, "inner")
    take_over(circuit)
    assert held(circuit, "inner") == before
    outer = rect_of(circuit, "frame0")
    assert rect_of(circuit, "inner").united(outer) == outer
    assert held(circuit, "frame0") == set(chain)


def test_wires_between_two_frames_in_both_directions_are_no_obstacle() -> None:
    circuit = from_formula("exp(sin(cos(tanh(x))))")
    chain = circuit.order()[1:]
    circuit = framed(circuit, chain[::2], chain[1::2])
    take_over(circuit)
    assert held(circuit, "frame0") == set(chain[::2])
    assert held(circuit, "frame1") == set(chain[1::2])


def test_a_frame_with_a_pinned_node_stays_round_it() -> None:
    circuit = from_formula("exp(sin(cos(a + b))) + c")
    chain = [node.id for node in circuit.nodes.values() if node.operator in {"cos", "sin", "exp"}]
    circuit = framed(circuit, chain)
    circuit = pinned(circuit, {chain[1]: circuit.node(chain[1]).position})
    before = circuit.node(chain[1]).position
    take_over(circuit)
    assert circuit.node(chain[1]).position == before
    assert held(circuit, "frame0") == set(chain)


def test_a_frame_of_which_only_a_part_is_tidied_stays() -> None:
    circuit = from_formula("exp(sin(cos(a + b))) + c")
    chain = [node.id for node in circuit.nodes.values() if node.operator in {"cos", "sin", "exp"}]
    circuit = framed(circuit, chain)
    assert lay_out(circuit, chain[:2]).rects == {}
