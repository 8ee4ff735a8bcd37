"""Tidy layout and label places, measured on every example and on random circuits."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import combinations

import pytest

from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.circuit.edits import Move
from circuitgrad.formats.examples import EXAMPLES, load_example
from circuitgrad.formats.formula import from_formula
from circuitgrad.layout.geometry import CAPTION_HEIGHT, GRID, Rect, has_caption, node_rect, shown_ports
from circuitgrad.layout.labels import occupied, place_labels
from circuitgrad.layout.layers import crossings, places_by_column
from circuitgrad.layout.routes import routes
from circuitgrad.layout.tidy import tidy

FORMULAS = (
    "1/(1 + exp(-(w0*x0 + w1*x1 + w2)))",
    "2*(max(z, w) + x*y)",
    "x*x",
    "logsumexp(z0, z1, z2) - z1",
    "q = x + y; q*q + q*z - sin(q)",
    "exp(sin(a*b + c*d)*log(e + g))/(h + i*j) - k",
    "h1 = tanh(a*x + b*y); h2 = tanh(c*x + d*y); squared_error(v*h1 + w*h2, t)",
)


def random_circuit(seed: int) -> Circuit:
    """Five to thirty nodes, each operator fed by nodes before it, recent ones more often."""
    rng = random.Random(seed)
    nodes = [Node.new("input", id=f"x{i}", name=f"x{i}", value=1.0) for i in range(rng.randint(2, 6))]
    wires: list[Wire] = []
    for number in range(rng.randint(3, 24)):
        operator = rng.choice(("add", "mul", "sin", "exp", "max", "divide", "square"))
        count = 1 if operator in {"sin", "exp", "square"} else 2
        sources = rng.choices(nodes[-8:], k=count)
        node = Node.new(operator, id=f"n{number}", name="q" * rng.randint(0, 1) and f"q{number}")
        wires += [Wire(source.id, node.id, port) for port, source in enumerate(sources)]
        nodes.append(node)
    return Circuit(Fragment(tuple(nodes), tuple(wires)))


def tidied(circuit: Circuit) -> Circuit:
    Move(tuple(tidy(circuit).items())).apply(circuit)
    return circuit


def circuits() -> Iterator[tuple[str, Circuit]]:
    for example in EXAMPLES:
        yield example.name, load_example(example.name)
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


def test_labels_of_random_circuits_cover_next_to_nothing() -> None:
    """Two hundred random tangles: no label on a node; labels of parallel wires may touch in one of a hundred."""
    labels = overlaps = 0
    for seed in range(200):
        circuit = tidied(random_circuit(seed))
        found = label_overlaps(circuit)
        labels += len(list(circuit.wires()))
        overlaps += len(found)
    assert overlaps <= labels // 100, f"{overlaps} of {labels}"


def test_wires_pass_behind_no_node() -> None:
    for name, circuit in circuits():
        for wire, path in routes(circuit, circuit.wires()).items():
            for id in circuit.nodes:
                if id in {wire.source, wire.target}:
                    continue
                node = circuit.node(id)
                body = node_rect(node, shown_ports(node, circuit))
                hit = [spot for spot in path.samples() if body.overlaps(Rect(*spot, *spot).grown(0.5))]
                assert not hit, f"{name}: {wire} runs through {id}"


def test_a_chain_is_a_straight_line() -> None:
    circuit = from_formula("exp(sin(cos(sqrt(x))))")
    assert len({node.position[1] for node in circuit.nodes.values()}) == 1


def test_the_neuron_has_no_crossing_and_its_inputs_stand_in_reading_order() -> None:
    circuit = from_formula(FORMULAS[0])
    assert crossings(places_by_column(circuit, circuit.order())) == 0
    inputs = sorted(circuit.inputs(), key=lambda node: node.position[1])
    assert [node.label for node in inputs] == ["w0", "x0", "w1", "x1", "w2"]
    assert len({node.position[0] for node in inputs}) == 1


def test_a_tree_has_no_crossing() -> None:
    circuit = from_formula("(a*b + c*d)*(e/g - h**i) + max(j, k)/(l + m)")
    assert crossings(places_by_column(circuit, circuit.order())) == 0


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
