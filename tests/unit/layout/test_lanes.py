"""Wires that pass columns keep to their lanes: they cross what the order says, run into nothing, and bend seldom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from circuitgrad.circuit import Circuit, Fragment, Frame, Node, Wire
from circuitgrad.circuit.edits import AddNode, Bend, Move
from circuitgrad.formats.examples import EXAMPLES, load_example
from circuitgrad.formats.formula import from_formula
from circuitgrad.layout import calm, layered
from circuitgrad.layout.crossings import number
from circuitgrad.layout.geometry import Rect, node_rect, shown_ports
from circuitgrad.layout.lanes import Gate, taut
from circuitgrad.layout.layers import Columns, Place
from circuitgrad.layout.routes import Path, routes
from circuitgrad.layout.sketch import Direction
from circuitgrad.layout.smooth import curves_through
from circuitgrad.layout.tidy import lay_out
from tests.benchmarks.circuits import Shape, make_fragment
from tests.benchmarks.drawings import count_drawn, draw_ours, edges_of
from tests.unit.layout.circuits import FORMULAS, random_circuit, tidied

BY_DOT: dict[tuple[int, Shape, int], int] = {
    (30, "deep", 3): 8, (60, "deep", 3): 18, (100, "wide", 7): 104, (100, "deep", 14): 17, (200, "wide", 10): 271,
    (300, "deep", 4): 100, (300, "wide", 5): 734, (1_000, "deep", 1): 462,
}  # fmt: skip
"""Crossings as Graphviz 2.43 drew them, told of the ports: where one curve a wire had 1.13 to 1.89 times as many."""


@pytest.mark.parametrize(("size", "shape", "seed"), BY_DOT)
def test_wires_as_they_are_drawn_cross_hardly_more_often_than_with_dot(size: int, shape: Shape, seed: int) -> None:
    fragment = make_fragment(size, shape, seed)
    drawn = count_drawn(draw_ours(fragment), edges_of(fragment))
    assert drawn is not None
    assert drawn <= 1.1 * BY_DOT[size, shape, seed]


def fragments() -> Iterator[Fragment]:
    for seed in range(40):
        yield random_circuit(seed).fragment()
    shapes: tuple[Shape, ...] = ("wide", "deep")
    for seed in range(1, 11):
        for shape in shapes:
            yield make_fragment(40 + 6 * seed, shape, seed)


def test_wires_cross_as_often_as_the_order_of_the_columns_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """With one curve a wire there were up to 27 crossings more."""
    chosen: list[Columns] = []
    real = layered.choose_columns
    monkeypatch.setattr(layered, "choose_columns", lambda *told: chosen.append(real(*told)) or chosen[-1])
    for place, fragment in enumerate(fragments()):
        chosen.clear()
        drawn = count_drawn(draw_ours(fragment), edges_of(fragment))
        assert drawn is not None
        assert drawn <= sum(map(crossings_between_strangers, chosen)) + 2, place


def crossings_between_strangers(columns: Columns) -> int:
    """How often wires cross in this order that share no node."""
    number(columns)
    found = 0
    for column in columns:
        steps: dict[tuple[str, str], tuple[float, float]] = {}
        for place in column:
            for target, leaves, arrives in place.targets:
                ends = first_box(place), last_box(target)
                if ends[1]:
                    steps.setdefault(ends, (place.rank + leaves / 2, target.rank + arrives / 2))
        for (one, (a, b)), (other, (c, d)) in combinations(steps.items(), 2):
            found += (a - c) * (b - d) < 0.0 and not set(one) & set(other)
    return found


def first_box(place: Place) -> str:
    while place.id is None:
        place = place.sources[0][0]
    return place.id


def last_box(place: Place) -> str:
    while place.id is None:
        if not place.targets:
            return ""  # the end of a stub
        place = place.targets[0][0]
    return place.id


def test_wires_run_into_no_node() -> None:
    assert count_hits("right") == (0, True)


def test_downward_hardly_a_wire_runs_into_a_node() -> None:
    """One in thirty did when each was one curve: a wire leaves to the right, where its neighbours stand."""
    found, bends = count_hits("down")
    assert bends
    assert found <= 5


def count_hits(direction: Direction) -> tuple[int, bool]:
    """How often wires of random circuits run through a node, and whether many of them bend."""
    found = bent = 0
    for seed in range(40):
        circuit = tidied(random_circuit(seed), direction)
        bodies = {id: node_rect(node, shown_ports(node, circuit)) for id, node in circuit.nodes.items()}
        bent += len(circuit.courses)
        for wire, path in routes(circuit, circuit.wires()).items():
            found += sum(hits(path, bodies[id]) for id in bodies.keys() - {wire.source, wire.target})
    return found, bent > 100


def hits(path: Path, body: Rect) -> bool:
    return body.overlaps(path.box.grown(1.0)) and any(
        body.overlaps(Rect(*spot, *spot).grown(0.5)) for spot in path.samples()
    )


@pytest.mark.parametrize("name", [example.name for example in EXAMPLES])
def test_examples_are_as_calm_as_they_were(name: str) -> None:
    """At most one wire in six of them bends; one that bends does so where it would run into something else."""
    circuit = tidied(load_example(name))
    assert len(circuit.courses) <= max(1, len(list(circuit.wires())) // 6)


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_wire_to_the_next_column_is_one_curve(formula: str) -> None:
    circuit = from_formula(formula)
    columns = sorted({node.position[0] for node in circuit.nodes.values()})
    for wire in circuit.courses:
        left, right = (columns.index(circuit.node(id).position[0]) for id in wire[:2])
        assert right - left > 1


def test_a_small_drawing_does_without_bends_that_save_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def bends() -> int:
        return sum(len(places) for seed in range(20) for places in lay_out(random_circuit(seed)).bends.values())

    few = bends()
    monkeypatch.setattr(layered, "FEW_BOXES", 0)
    assert few < 0.9 * bends()


# What it stands on


@st.composite
def rows_of_gates(draw: st.DrawFn) -> list[Gate]:
    gates, along = [], 0.0
    for _ in range(draw(st.integers(0, 12))):
        along += draw(st.integers(1, 40))
        low = draw(st.integers(-200, 200))
        gates.append((along, float(low), float(low + draw(st.integers(0, 120)))))
    return gates


@given(rows_of_gates(), st.integers(-200, 200), st.integers(-200, 200))
def test_a_taut_line_passes_all_gates_and_bends_only_at_them(gates: list[Gate], first: int, last: int) -> None:
    begin, end = (-30.0, float(first)), ((gates[-1][0] if gates else 0.0) + 30.0, float(last))
    bends = taut(begin, gates, end)
    line = [begin, *bends, end]
    for along, low, high in gates:
        assert low - 1e-6 <= calm.height_at(line, along) <= high + 1e-6
    posts = {(along, edge) for along, *edges in gates for edge in edges}
    assert posts.issuperset(bends)


@given(rows_of_gates())
def test_a_taut_line_turns_only_round_the_post_it_touches(gates: list[Gate]) -> None:
    begin, end = (-30.0, 0.0), (600.0, 0.0)
    line = [begin, *taut(begin, gates, end), end]
    for before, here, after in zip(line, line[1:], line[2:], strict=False):
        straight = calm.height_at([before, after], here[0])
        (edges,) = [edges for along, *edges in gates if along == here[0]]
        assert here[1] == pytest.approx(straight) or here[1] == edges[0 if straight < here[1] else 1]


SPOTS = st.tuples(st.integers(-500, 500), st.integers(-500, 500)).map(lambda spot: (float(spot[0]), float(spot[1])))


@given(st.lists(SPOTS, min_size=3, max_size=8, unique=True))
def test_a_smooth_line_swings_no_farther_than_its_points_and_has_no_corner(spots: list[tuple[float, float]]) -> None:
    start, *bends, end = spots
    pieces = curves_through(start, bends, end)
    assert [piece.start for piece in pieces] == spots[:-1]
    assert [piece.end for piece in pieces] == spots[1:]
    for piece in pieces[1:-1]:
        for axis in (0, 1):
            low, high = sorted((piece.start[axis], piece.end[axis]))
            assert all(low - 1e-9 <= point[axis] <= high + 1e-9 for point in piece)
    for before, after in pairwise(pieces):
        (x0, y0), (x1, y1) = before.arrive, before.end
        (x2, y2), (x3, y3) = after.start, after.leave
        turn = (x1 - x0) * (y3 - y2) - (y1 - y0) * (x3 - x2)
        assert turn == pytest.approx(0.0, abs=1e-6)
        assert (x1 - x0) * (x3 - x2) + (y1 - y0) * (y3 - y2) >= 0.0


# Wires with bends among nodes


def pair() -> Circuit:
    """Two nodes far apart with a wire that bends twice."""
    nodes = Node.new("input", id="x", value=1.0), Node.new("exp", id="f", position=(800.0, 0.0))
    wire = Wire("x", "f", 0)
    return Circuit(Fragment(nodes, (wire,), bends=((wire, ((200.0, 160.0), (600.0, 160.0))),)))


def test_a_wire_runs_through_its_bends() -> None:
    circuit = pair()
    (path,) = routes(circuit, circuit.wires()).values()
    assert [piece.end for piece in path.pieces] == [(200.0, 160.0), (600.0, 160.0), (776.0, 0.0)]
    assert path.at(0.5)[1] == pytest.approx(160.0)


def test_a_wire_goes_round_what_is_put_in_its_lane() -> None:
    circuit = pair()
    for x in (200.0, 400.0, 590.0):
        node = Node.new("sin", id="n", position=(x, 160.0))
        there = Circuit(replace(circuit.fragment(), nodes=(*circuit.fragment().nodes, node)))
        (path,) = routes(there, there.wires()).values()
        assert not hits(path, node_rect(node, 1)), x
        assert len(path.pieces) > 3


def test_many_wires_go_through_their_bends_and_round_nodes_as_few_do() -> None:
    circuit = tidied(Circuit(make_fragment(200, "wide", 3)))
    wires = list(circuit.wires())
    random, ids = Random(3), list(circuit.nodes)
    Bend(tuple((wire, bends) for wire in wires[::9] if (bends := between(circuit, wire, random)))).apply(circuit)
    together = routes(circuit, wires)
    assert len(ids) > 150
    for wire in wires[::3]:
        assert together[wire] == routes(circuit, [wire])[wire]


def between(circuit: Circuit, wire: Wire, random: Random) -> tuple[tuple[float, float], ...]:
    (x0, y0), (x1, y1) = circuit.node(wire.source).position, circuit.node(wire.target).position
    if x1 - x0 < 200.0:
        return ()
    return (((x0 + x1) / 2, (y0 + y1) / 2 + random.choice((-40.0, 40.0))),)


# What tidy makes of them


def with_bends() -> Circuit:
    circuit = tidied(Circuit(make_fragment(60, "deep", 3)))
    assert len(circuit.courses) > 3
    return circuit


def test_one_edit_moves_nodes_and_bends_wires_and_is_undone_whole() -> None:
    circuit = Circuit(make_fragment(60, "deep", 3))
    before = circuit.fragment()
    edit = lay_out(circuit).edit(circuit)
    assert edit is not None
    back = edit.apply(circuit)
    after = circuit.fragment()
    assert after.bends
    forth = back.apply(circuit)
    assert circuit.fragment() == before
    forth.apply(circuit)
    assert circuit.fragment() == after


def test_bends_that_rest_are_gone_after_tidying() -> None:
    circuit = with_bends()
    wire = next(iter(circuit.courses))
    for other in list(circuit.wires()):
        Bend(((other, ()),)).apply(circuit)
    Bend(((wire, ((0.0, 0.0),)),)).apply(circuit)
    Move(((wire.target, (9000.0, 0.0)),)).apply(circuit)
    assert circuit.bends(wire) == ()
    edit = lay_out(circuit).edit(circuit)
    assert edit is not None
    edit.apply(circuit)
    assert all(circuit.bends(each) for each in circuit.courses), "none rests"
    assert lay_out(circuit).edit(circuit) is None


def test_a_selection_keeps_the_bends_of_other_wires() -> None:
    circuit = with_bends()
    wire = next(iter(circuit.courses))
    new = [Node.new("exp", id=f"new{k}", position=(5000.0 + k, 9000.0)) for k in range(3)]
    for node in new:
        AddNode(node).apply(circuit)
    bends = circuit.bends(wire)
    edit = lay_out(circuit, [node.id for node in new]).edit(circuit)
    assert edit is not None
    edit.apply(circuit)
    assert circuit.bends(wire) == bends


def test_wires_whose_ends_pins_have_parted_do_not_bend() -> None:
    circuit = with_bends()
    wire = next(iter(circuit.courses))
    x, y = circuit.node(wire.target).position
    fragment = circuit.fragment()
    pins = {wire.source: circuit.node(wire.source).position, wire.target: (x + 40.0, y - 600.0)}
    nodes = tuple(replace(node.at(*pins[node.id]), pinned=True) if node.id in pins else node for node in fragment.nodes)
    pinned = Circuit(replace(fragment, nodes=nodes, bends=()))
    found = lay_out(pinned)
    assert {id: found.positions[id] for id in pins} == pins
    assert wire not in found.bends
    assert found.bends
    for each, bends in found.bends.items():
        left, right = found.positions[each.source][0], found.positions[each.target][0]
        assert all(left < x < right for x, _ in bends)


def test_wires_within_a_frame_bend_where_the_frame_stands() -> None:
    inner = with_bends().fragment()
    frame = Frame("frame", "inner", (-2000.0, -2000.0, 8000.0, 4000.0))
    outer = tuple(Node.new("input", id=f"o{k}", value=0.0, position=(-3000.0, 3000.0 + 80.0 * k)) for k in range(4))
    circuit = tidied(Circuit(Fragment((*inner.nodes, *outer), inner.wires, remarks=(frame,))))
    left, top, width, height = circuit.remarks.find("frame").rect
    places = [place for wire in circuit.courses for place in circuit.bends(wire)]
    assert places
    assert all(left < x < left + width and top - 60.0 < y < top + height + 60.0 for x, y in places)
    assert lay_out(circuit).edit(circuit) is None
