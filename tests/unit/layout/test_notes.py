"""Notes in the way: after tidy nothing lies under one, and what is tidy stays."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from circuitgrad.circuit import Circuit, Fragment, Frame, Note, Remark
from circuitgrad.circuit.edits import Move
from circuitgrad.formats.examples import EXAMPLES, load_example
from circuitgrad.layout.geometry import Rect
from circuitgrad.layout.labels import bounds, occupied, place_labels, stub_spots
from circuitgrad.layout.routes import note_rects, routes
from circuitgrad.layout.sketch import Direction
from circuitgrad.layout.tidy import lay_out
from tests.benchmarks.circuits import Shape, make_fragment
from tests.unit.layout.circuits import random_circuit, take_over, tidied

DIRECTIONS: tuple[Direction, ...] = ("right", "down")


def with_remarks(circuit: Circuit, *remarks: Remark) -> Circuit:
    """The circuit with these remarks alone."""
    return Circuit(replace(circuit.fragment(), remarks=remarks, exercise=None))


def noted(circuit: Circuit, random: Random, many: int = 1) -> Circuit:
    """The circuit with notes anywhere on what is drawn of it."""
    left, top, right, bottom = bounds(circuit, place_labels(circuit)) or Rect(0.0, 0.0, 1.0, 1.0)
    notes = [
        Note(
            f"note{number}",
            "Why this is so",
            (round(random.uniform(left, right - 160.0)), round(random.uniform(top, bottom - 60.0)), 160.0, 60.0),
        )
        for number in range(many)
    ]
    return with_remarks(circuit, *notes)


def under_notes(circuit: Circuit) -> list[str]:
    """Nodes and labels that a note touches."""
    rects = [(id, rect) for id in circuit.nodes for rect in occupied(circuit, id)]
    rects += [(str(wire), line) for wire, spot in place_labels(circuit).items() for line in spot[:2]]
    rects += [(id, line) for id, spot in stub_spots(circuit).items() for line in spot[:2]]
    return [name for note in note_rects(circuit).values() for name, rect in rects if rect.overlaps(note)]


def wires_under_notes(circuit: Circuit) -> list[str]:
    """Wires that run through a note."""
    return [
        str(wire)
        for wire, path in routes(circuit, circuit.wires()).items()
        for note in note_rects(circuit).values()
        if any(note.overlaps(Rect(*spot, *spot).grown(0.5)) for spot in path.samples())
    ]


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("example", [example.name for example in EXAMPLES])
def test_nothing_of_an_example_lies_under_a_note(example: str, direction: Direction) -> None:
    for seed in range(3):
        circuit = noted(load_example(example), Random(seed))
        take_over(circuit, direction)
        assert under_notes(circuit) == []
        if direction == "right":
            assert wires_under_notes(circuit) == []


@pytest.mark.parametrize("seed", range(60))
def test_nothing_of_a_random_circuit_lies_under_a_note(seed: int) -> None:
    circuit = noted(tidied(random_circuit(seed, 40)), Random(seed), 1 + seed % 3)
    take_over(circuit, DIRECTIONS[seed % 2])
    assert under_notes(circuit) == []
    if DIRECTIONS[seed % 2] == "right":
        assert wires_under_notes(circuit) == []


@pytest.mark.parametrize("seed", range(30))
def test_what_is_tidy_round_notes_stays(seed: int) -> None:
    circuit = noted(tidied(random_circuit(seed, 40)), Random(seed), 1 + seed % 2)
    take_over(circuit)
    assert lay_out(circuit).positions == {id: node.position for id, node in circuit.nodes.items()}


@pytest.mark.parametrize("shape", ["wide", "deep"])
def test_where_notes_lie_all_over_each_node_finds_a_place_between(shape: Shape) -> None:
    fragment = make_fragment(120, shape)
    circuit = tidied(Circuit(Fragment(fragment.nodes, fragment.wires, fragment.objective)))
    xs, ys = ([node.position[axis] for node in circuit.nodes.values()] for axis in (0, 1))
    spots = [(x, y) for x in range(int(min(xs)), int(max(xs)), 500) for y in range(int(min(ys)), int(max(ys)), 300)]
    circuit = with_remarks(circuit, *(Note(f"note{x} {y}", "here", (x, y, 160.0, 60.0)) for x, y in spots))
    before = {id: node.position for id, node in circuit.nodes.items()}
    take_over(circuit)
    assert 0 < sum(before[id] != node.position for id, node in circuit.nodes.items()) < 60
    assert not [name for name in under_notes(circuit) if name in circuit.nodes]


def test_a_note_in_the_way_of_nothing_moves_nothing() -> None:
    circuit = tidied(random_circuit(3))
    before = lay_out(circuit).positions
    circuit = with_remarks(circuit, Note("note1", "far off", (-5000.0, -5000.0, 100.0, 40.0)))
    assert lay_out(circuit).positions == before


def test_a_pinned_node_stays_and_the_others_keep_clear_of_the_note() -> None:
    circuit = noted(tidied(random_circuit(8, 40)), Random(1))
    note = circuit.remarks.find("note0").rect
    id = next(id for id in circuit.nodes if not any(rect.overlaps(Rect(*note[:2], note[0] + 160.0, note[1] + 60.0))
                                                    for rect in occupied(circuit, id)))  # fmt: skip
    fragment = circuit.fragment()
    nodes = tuple(replace(node, pinned=node.id == id) for node in fragment.nodes)
    circuit = Circuit(replace(fragment, nodes=nodes))
    before = circuit.node(id).position
    take_over(circuit)
    assert circuit.node(id).position == before
    assert not [name for name in under_notes(circuit) if name in circuit.nodes]


def test_a_frame_takes_its_note_along_below_its_nodes() -> None:
    circuit = tidied(random_circuit(5, 30))
    ids = circuit.order()[-3:]
    Move(tuple((id, (5000.0 + 100.0 * k, 0.0)) for k, id in enumerate(ids))).apply(circuit)
    frame = Frame("frame1", "end", (4900.0, -100.0, 600.0, 400.0))
    circuit = with_remarks(circuit, frame, Note("note1", "so it ends", (5000.0, -20.0, 200.0, 60.0)))
    take_over(circuit)
    (left, top, width, height), note = circuit.remarks.find("frame1").rect, note_rects(circuit)["note1"]
    assert Rect(left, top, left + width, top + height).united(note) == Rect(left, top, left + width, top + height)
    assert (note.right - note.left, note.bottom - note.top) == (200.0, 60.0)
    assert under_notes(circuit) == []
    found = lay_out(circuit)
    assert found.positions == {id: node.position for id, node in circuit.nodes.items()}
    assert found.rects["note1"] == circuit.remarks.find("note1").rect


def test_an_empty_frame_is_kept_off_too() -> None:
    circuit = tidied(random_circuit(3, 30))
    x, y = circuit.node(circuit.order()[-2]).position
    rect = (x + 30.0, y + 30.0, 200.0, 100.0)
    circuit = with_remarks(circuit, Frame("frame1", "later", rect))
    if any(circuit.remarks.find("frame1").holds(node.position) for node in circuit.nodes.values()):
        pytest.fail("the frame should be empty")
    take_over(circuit)
    assert circuit.remarks.find("frame1").rect == rect
    frame = Rect(rect[0], rect[1], rect[0] + rect[2], rect[1] + rect[3])
    assert not [id for id in circuit.nodes for covered in occupied(circuit, id) if covered.overlaps(frame)]
