"""Tidy layout and label places, measured on every example and on random circuits."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations, pairwise
from random import Random

import pytest

from circuitgrad.circuit import Circuit, Fragment, Node, Position, Wire
from circuitgrad.formats.examples import EXAMPLES, load_example
from circuitgrad.formats.formula import from_formula
from circuitgrad.layout.geometry import CAPTION_HEIGHT, GRID, Rect, has_caption, node_rect, shown_ports
from circuitgrad.layout.labels import bounds, occupied, place_labels, stub_spots
from circuitgrad.layout.routes import routes
from circuitgrad.layout.tidy import tidy
from circuitgrad.operators import OPERATORS
from tests.unit.layout.circuits import FORMULAS, crossings_of, random_circuit, tidied


@cache
def circuits() -> tuple[tuple[str, Circuit], ...]:
    """Every example and formula, and two hundred random circuits, tidied; tests leave them as they are."""
    return tuple(_made())


def _made() -> Iterator[tuple[str, Circuit]]:
    for example in EXAMPLES:
        yield example.name, load_example(example.name)
        yield f"{example.name}, tidied", tidied(load_example(example.name))
    for formula in FORMULAS:
        yield formula, from_formula(formula)
    for seed in range(200):
        yield f"seed {seed}", tidied(random_circuit(seed))


def footprint(circuit: Circuit, id: str) -> Rect:
    node = circuit.node(id)
    body = node_rect(node, shown_ports(node, circuit))
    return body._replace(bottom=body.bottom + CAPTION_HEIGHT) if has_caption(node) else body


def test_no_node_covers_another() -> None:
    for name, circuit in circuits():
        rects = {id: footprint(circuit, id) for id in circuit.nodes}
        for (a, one), (b, other) in combinations(rects.items(), 2):
            assert not one.overlaps(other), f"{name}: {a} and {b}"


def test_nodes_stand_on_the_grid_and_wires_run_to_the_right() -> None:
    for name, circuit in circuits():
        for node in circuit.nodes.values():
            assert all(place % GRID == 0 for place in node.position), f"{name}: {node}"
        for wire in circuit.wires():
            left, right = circuit.node(wire.source).position[0], circuit.node(wire.target).position[0]
            assert left < right, f"{name}: {wire}"


@pytest.mark.parametrize("source", [*(example.name for example in EXAMPLES), *FORMULAS])
def test_labels_of_examples_and_formulas_cover_nothing(source: str) -> None:
    circuit = load_example(source) if source in {example.name for example in EXAMPLES} else from_formula(source)
    assert label_overlaps(circuit) == []


def label_overlaps(circuit: Circuit) -> list[str]:
    """Each label that covers a node, a caption, an arrow or another label."""
    spots = place_labels(circuit)
    assert set(spots) == set(circuit.wires())
    found = [
        f"{wire} covers {id}"
        for wire, spot in spots.items()
        for id in circuit.nodes
        for rect in occupied(circuit, id)
        if rect.overlaps(spot.value) or rect.overlaps(spot.gradient)
    ]
    for (a, one), (b, other) in combinations(spots.items(), 2):
        if any(line.overlaps(text) for line in one[:2] for text in other[:2]):
            found.append(f"{a} covers {b}")
    return found


def test_labels_of_random_circuits_cover_nothing() -> None:
    found = {name: label_overlaps(circuit) for name, circuit in circuits()}
    assert not {name: overlaps for name, overlaps in found.items() if overlaps}


@pytest.mark.parametrize("seed", range(200))
def test_labels_on_wires_through_dots_cover_nothing(seed: int) -> None:
    assert label_overlaps(tidied(dotted(random_circuit(seed), Random(seed)))) == []


@pytest.mark.parametrize("example", [example.name for example in EXAMPLES])
def test_labels_on_wires_of_examples_through_dots_cover_nothing(example: str) -> None:
    for seed in range(4):
        assert label_overlaps(tidied(dotted(load_example(example), Random(seed)))) == []


def dotted(circuit: Circuit, random: Random) -> Circuit:
    """The circuit with a reroute dot in every third wire."""
    dot = next(operator.name for operator in OPERATORS.values() if operator.dot)
    fragment = circuit.fragment()
    nodes, wires = list(fragment.nodes), list[Wire]()
    for number, wire in enumerate(fragment.wires):
        if random.random() < 1 / 3:
            nodes.append(Node.new(dot, id=f"dot{number}"))
            wires += Wire(wire.source, f"dot{number}", 0), Wire(f"dot{number}", wire.target, wire.port)
        else:
            wires.append(wire)
    return Circuit(Fragment(tuple(nodes), tuple(wires), fragment.objective))


def test_the_name_at_the_end_of_a_stub_covers_nothing() -> None:
    for name, circuit in circuits():
        for id in (sink.id for sink in circuit.sinks() if not sink.is_leaf):
            stub = occupied(circuit, id)[-1]
            for other in circuit.nodes.keys() - {id}:
                assert not stub.overlaps(footprint(circuit, other)), f"{name}: {id} over {other}"


def test_wires_pass_behind_no_node() -> None:
    for name, circuit in circuits():
        bodies = {id: node_rect(node, shown_ports(node, circuit)) for id, node in circuit.nodes.items()}
        for wire, path in routes(circuit, circuit.wires()).items():
            for id in bodies.keys() - {wire.source, wire.target}:
                body = bodies[id]
                if not body.overlaps(path.box.grown(1.0)):
                    continue
                hit = [spot for spot in path.samples() if body.overlaps(Rect(*spot, *spot).grown(0.5))]
                assert not hit, f"{name}: {wire} runs through {id}"


def test_a_chain_is_a_straight_line() -> None:
    circuit = from_formula("exp(sin(cos(sqrt(x))))")
    assert len({node.position[1] for node in circuit.nodes.values()}) == 1


def test_the_neuron_has_no_crossing_and_its_inputs_stand_in_reading_order() -> None:
    circuit = from_formula(FORMULAS[0])
    assert crossings_of(circuit) == 0
    inputs = sorted(circuit.inputs(), key=lambda node: node.position[1])
    assert [node.label for node in inputs] == ["w0", "x0", "w1", "x1", "w2"]
    assert len({node.position[0] for node in inputs}) == 1


def test_a_tree_has_no_crossing() -> None:
    circuit = from_formula("(a*b + c*d)*(e/g - h**i) + max(j, k)/(l + m)")
    assert crossings_of(circuit) == 0


@pytest.mark.parametrize(
    "formula",
    [
        "exp(sin(a*b + c*d)*log(e + g))/(h + i*j) - k",
        "max(a, b, c, d)*mean(e, g, h) - sqrt(i + 1/j)",
        "u = a*b; v = c*d; sin(u) + cos(u) + exp(v) + log(v)",
    ],
)
def test_circuits_that_can_be_drawn_without_a_crossing_are(formula: str) -> None:
    circuit = from_formula(formula)
    assert crossings_of(circuit) == 0
    assert drawn_crossings(circuit) == []


def drawn_crossings(circuit: Circuit) -> list[tuple[Wire, Wire]]:
    """Pairs of wires whose drawn lines cross."""
    lines = {wire: list(pairwise(path.samples())) for wire, path in routes(circuit, circuit.wires()).items()}
    return [
        (one, other)
        for one, other in combinations(lines, 2)
        if any(cross(a, b, c, d) for a, b in lines[one] for c, d in lines[other])
    ]


def cross(a: Position, b: Position, c: Position, d: Position) -> bool:
    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def side(a: Position, b: Position, c: Position) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def test_chains_within_a_circuit_are_level() -> None:
    """A wire between two operators, each the only neighbour of the other on that side, is a level line."""
    names = "1/(1 + exp(-(w0*x0 + w1*x1 + w2)))", "h1 = tanh(a*x + b*y); h2 = tanh(c*x + d*y); u*h1 + v*h2", FORMULAS[5]
    for formula in names:
        circuit = from_formula(formula)
        for wire in circuit.wires():
            source, target = circuit.node(wire.source), circuit.node(wire.target)
            alone = len(circuit.outgoing(source.id)) == len(circuit.incoming(target.id)) == 1
            if alone and not source.is_leaf and not target.is_leaf:
                assert source.position[1] == target.position[1], f"{formula}: {wire}"


def test_a_node_stands_midway_between_two_sources_that_feed_it_alone() -> None:
    circuit = from_formula("sin(a)*cos(b)")
    (target,) = circuit.sinks()
    heights = [circuit.node(wire.source).position[1] for wire in circuit.incoming(target.id)]
    assert abs(target.position[1] - sum(heights) / 2) <= GRID


def test_parts_that_no_wire_joins_stand_below_each_other() -> None:
    pairs = ("a", "b"), ("c", "d"), ("e", "f")
    nodes = tuple(Node.new("exp", id=id, name=id) for pair in pairs for id in pair)
    circuit = tidied(Circuit(Fragment(nodes, tuple(Wire(*pair, 0) for pair in pairs))))
    parts = [[footprint(circuit, id) for id in pair] for pair in pairs]
    for upper, lower in pairwise(parts):
        assert max(rect.bottom for rect in upper) < min(rect.top for rect in lower)
    assert len({circuit.node(pair[0]).position[0] for pair in pairs}) == 1


def test_a_bare_number_stands_next_to_where_it_is_used_and_inputs_in_the_first_column() -> None:
    circuit = from_formula("sin(x*y)/7 + z")
    (number,) = (node for node in circuit.nodes.values() if node.is_literal)
    inputs = {node.position[0] for node in circuit.inputs() if not node.is_literal}
    assert inputs == {0.0}
    assert number.position[0] > 0.0


def test_ten_thousand_nodes_in_a_row_are_laid_out() -> None:
    nodes = tuple(Node.new("sin", id=f"n{i}") for i in range(10_000))
    circuit = Circuit(Fragment(nodes, tuple(Wire(f"n{i}", f"n{i + 1}", 0) for i in range(9_999))))
    places = tidy(circuit)
    assert {y for _, y in places.values()} == {0.0}
    assert [places[f"n{i}"][0] for i in range(10_000)] == sorted(x for x, _ in places.values())


def test_all_that_is_drawn_is_within_the_bounds() -> None:
    for example in EXAMPLES:
        circuit = load_example(example.name)
        spots = place_labels(circuit)
        frame = bounds(circuit, spots)
        assert frame is not None
        drawn = [rect for id in circuit.nodes for rect in occupied(circuit, id)]
        drawn += [line for spot in (*spots.values(), *stub_spots(circuit).values()) for line in spot[:2]]
        drawn += [path.box for path in routes(circuit, circuit.wires()).values()]
        assert all(rect.united(frame) == frame for rect in drawn), example.name
        assert set(stub_spots(circuit)) == {node.id for node in circuit.sinks() if not node.is_leaf}


def test_an_empty_circuit_has_no_bounds() -> None:
    assert bounds(Circuit(), {}) is None


def test_tidy_gives_the_same_every_time() -> None:
    assert tidy(random_circuit(7)) == tidy(random_circuit(7))


def test_a_part_is_tidied_around_its_old_middle() -> None:
    circuit = tidied(random_circuit(3))
    chosen = list(circuit.nodes)[:4]
    before = [circuit.node(id).position for id in chosen]
    after = tidy(circuit, chosen)
    assert set(after) == set(chosen)
    for axis in (0, 1):
        old, new = (sum(place[axis] for place in places) / 4 for places in (before, after.values()))
        assert abs(old - new) <= GRID


def test_nothing_is_tidied_to_nothing() -> None:
    assert tidy(Circuit()) == {}


def test_labels_that_stay_are_not_covered() -> None:
    circuit = from_formula(FORMULAS[0])
    spots = place_labels(circuit)
    wire = next(iter(spots))
    again = place_labels(circuit, [wire], {other: spot for other, spot in spots.items() if other != wire})
    assert list(again) == [wire]
    others = [line for other, spot in spots.items() if other != wire for line in spot[:2]]
    assert not any(line.overlaps(other) for line in again[wire][:2] for other in others)
