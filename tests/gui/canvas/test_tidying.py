"""Tidying by its key: small circuits at once, large ones beside the window, with Esc and one undo."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from threading import Event

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

import circuitgrad.layout.tidy as layout
from circuitgrad.circuit import Circuit, Fragment, Frame, Node, Position, Wire
from circuitgrad.circuit.edits import Move, SetValue
from circuitgrad.formats.circuit_json import dumps, loads
from circuitgrad.formats.formula import from_formula
from circuitgrad.gui.canvas import tidying
from circuitgrad.gui.canvas.node_texts import caption_width, total_rect
from circuitgrad.gui.main_window import MainWindow
from circuitgrad.layout.tidy import Tidied, TidyCancelled
from tests.benchmarks.circuits import make_fragment
from tests.gui.conftest import MakeWindow
from tests.gui.hands import Hands

PATIENCE = 60_000
SHIFT = Qt.KeyboardModifier.ShiftModifier


def heap() -> Circuit:
    """A small circuit whose nodes lie in a heap."""
    nodes = tuple(
        Node.new("input" if id == "x" else "exp", id=id, position=(0.0, float(i))) for i, id in enumerate("xabc")
    )
    return Circuit(Fragment(nodes, (Wire("x", "a", 0), Wire("a", "b", 0), Wire("x", "c", 0))))


def places(window: MainWindow) -> dict[str, Position]:
    return {id: node.position for id, node in window.document.circuit.nodes.items()}


class Gate:
    """Holds the layout in the other thread until it is opened, or until the layout is given up."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._open, self.given_up = Event(), Event()
        real = layout.lay_out

        def held(circuit: Circuit, *others: object, cancelled: Callable[[], bool], **rest: object) -> Tidied:
            while not self._open.wait(0.005):
                if cancelled():
                    self.given_up.set()
                    raise TidyCancelled
            return real(circuit, *others, cancelled=cancelled, **rest)  # type: ignore[arg-type]

        monkeypatch.setattr(layout, "lay_out", held)

    def open(self) -> None:
        self._open.set()


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    return make_window(heap())


@pytest.fixture
def gate(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """Every circuit counts as large, and waits."""
    monkeypatch.setattr(tidying, "MOST_AT_ONCE", 1)
    return Gate(monkeypatch)


def test_a_small_circuit_is_tidy_at_once_and_one_undo_restores_it(window: MainWindow) -> None:
    before = places(window)
    QTest.keyClick(window.view, Qt.Key.Key_L)
    after = places(window)
    assert after["x"][0] < after["a"][0] < after["b"][0]
    assert not window.view.tidying.is_busy
    assert window.document.history.count() == 1
    window.undo()
    assert places(window) == before
    window.redo()
    assert places(window) == after


def bent(window: MainWindow) -> Wire:
    """A wire that bends, once the circuit is tidied."""
    QTest.keyClick(window.view, Qt.Key.Key_L)
    window.document.settle()
    circuit = window.document.circuit
    return max(circuit.courses, key=lambda wire: len(circuit.bends(wire)))


def runs_through(window: MainWindow, wire: Wire) -> list[Position]:
    return [piece.end for piece in window.view.canvas.wire_items[wire].way.pieces[:-1]]


@pytest.fixture
def lanes(make_window: MakeWindow) -> MainWindow:
    return make_window(Circuit(make_fragment(40, "deep", 3)))


def test_tidying_bends_wires_in_its_one_step(lanes: MainWindow) -> None:
    before = lanes.document.circuit.fragment()
    wire = bent(lanes)
    bends = lanes.document.circuit.bends(wire)
    assert runs_through(lanes, wire) == list(bends)
    assert lanes.document.history.count() == 1
    lanes.undo()
    lanes.document.settle()
    assert lanes.document.circuit.fragment() == before
    assert not set(bends) & set(runs_through(lanes, wire))
    lanes.redo()
    lanes.document.settle()
    assert runs_through(lanes, wire) == list(bends)


def test_a_saved_circuit_bends_when_it_is_opened_again(lanes: MainWindow) -> None:
    wire = bent(lanes)
    bends = lanes.document.circuit.bends(wire)
    lanes.open(loads(dumps(lanes.document.circuit)))
    assert lanes.document.circuit.bends(wire) == bends
    assert runs_through(lanes, wire) == list(bends)


def test_a_wire_dragged_with_both_ends_keeps_its_bends_and_with_one_lets_go(lanes: MainWindow) -> None:
    wire, hands = bent(lanes), Hands(lanes.view)
    circuit = lanes.document.circuit
    bends = circuit.bends(wire)
    lanes.document.select([wire.source, wire.target])
    lanes.view.fit_selection()
    start = hands.place(QPointF(*circuit.node(wire.target).position))
    hands.drag(start, start + QPoint(24, 40), release=False)
    (dx, dy) = (a - b for a, b in zip(circuit.bends(wire)[0], bends[0], strict=True))
    assert (dx, dy) != (0.0, 0.0)
    assert runs_through(lanes, wire) == [(x + dx, y + dy) for x, y in bends], "while it is dragged"
    hands.release(start + QPoint(24, 40))
    assert [place for place in runs_through(lanes, wire) if place in circuit.bends(wire)]
    assert lanes.document.history.count() == 2
    lanes.document.select([wire.target])
    hands.drag(start := hands.place(QPointF(*circuit.node(wire.target).position)), start + QPoint(-16, 56))
    assert circuit.bends(wire) == ()
    assert not set(bends) & set(runs_through(lanes, wire))
    while lanes.document.history.canUndo():
        lanes.undo()
    lanes.redo()
    lanes.document.settle()
    assert circuit.bends(wire) == bends


def test_a_wire_cut_and_brought_back_bends_as_before(lanes: MainWindow) -> None:
    wire = bent(lanes)
    bends = lanes.document.circuit.bends(wire)
    lanes.document.select((), [wire])
    QTest.keyClick(lanes.view, Qt.Key.Key_Delete)
    assert lanes.document.circuit.source_of(wire) is None
    lanes.undo()
    lanes.document.settle()
    assert runs_through(lanes, wire) == list(bends) == list(lanes.document.circuit.bends(wire))


def test_copies_bend_as_their_originals(lanes: MainWindow) -> None:
    bent(lanes)
    circuit = lanes.document.circuit
    many = len(circuit.courses)
    QTest.keyClick(lanes.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(lanes.view, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert len(circuit.courses) == 2 * many
    assert all(map(circuit.bends, circuit.courses))


def test_what_is_tidy_makes_no_step(window: MainWindow) -> None:
    QTest.keyClick(window.view, Qt.Key.Key_L)
    QTest.keyClick(window.view, Qt.Key.Key_L)
    assert window.document.history.count() == 1


def test_shift_tidies_downward(window: MainWindow) -> None:
    QTest.keyClick(window.view, Qt.Key.Key_L, SHIFT)
    after = places(window)
    assert after["x"][1] < after["a"][1] < after["b"][1]


def test_only_what_is_selected_is_tidied(window: MainWindow) -> None:
    before = places(window)
    window.document.select(["x", "a"])
    QTest.keyClick(window.view, Qt.Key.Key_L)
    after = places(window)
    assert after["x"] != before["x"]
    assert (after["b"], after["c"]) == (before["b"], before["c"])


def test_a_frame_is_fitted_anew_in_the_same_step(make_window: MakeWindow) -> None:
    fragment = heap().fragment()
    frame = Frame("frame", "inner", (-100.0, 0.5, 200.0, 2.0))  # round a and b
    window = make_window(Circuit(Fragment(fragment.nodes, fragment.wires, remarks=(frame,))))
    QTest.keyClick(window.view, Qt.Key.Key_L)
    fitted = window.document.circuit.remarks.find("frame")
    assert isinstance(fitted, Frame)
    assert [id for id, place in places(window).items() if fitted.holds(place)] == ["a", "b"]
    assert window.document.history.count() == 1
    window.undo()
    assert window.document.circuit.remarks.find("frame") == frame


def test_a_large_circuit_is_tidied_beside_the_window(window: MainWindow, qtbot: QtBot, gate: Gate) -> None:
    before = places(window)
    QTest.keyClick(window.view, Qt.Key.Key_L)
    assert window.view.tidying.is_busy
    assert window.message_bar.text == "Tidying 4 nodes … Esc cancels."
    assert places(window) == before
    QTest.keyClick(window.view, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert window.view.zoom > 1.0, "the window answers meanwhile"
    gate.open()
    qtbot.waitUntil(lambda: not window.view.tidying.is_busy, timeout=PATIENCE)
    assert places(window) != before
    assert not window.message_bar.isVisible()
    assert window.document.history.count() == 1
    window.undo()
    assert places(window) == before


def test_esc_gives_it_up(window: MainWindow, gate: Gate) -> None:
    before = places(window)
    QTest.keyClick(window.view, Qt.Key.Key_L)
    QTest.keyClick(window.view, Qt.Key.Key_Escape)
    assert not window.view.tidying.is_busy
    assert not window.message_bar.isVisible()
    assert gate.given_up.wait(PATIENCE / 1000), "the thread ends"
    QTest.qWait(20)
    assert places(window) == before
    assert window.document.history.count() == 0


def test_esc_gives_it_up_from_a_panel(window: MainWindow, gate: Gate) -> None:
    QTest.keyClick(window.view, Qt.Key.Key_L)
    window.formula_bar.setFocus()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.view.tidying.is_busy
    assert gate.given_up.wait(PATIENCE / 1000)


def test_a_layout_of_what_the_circuit_was_is_dropped(window: MainWindow, qtbot: QtBot, gate: Gate) -> None:
    QTest.keyClick(window.view, Qt.Key.Key_L)
    window.document.do(Move((("a", (400.0, 400.0)),)), "Move")
    before = places(window)
    gate.open()
    qtbot.waitUntil(lambda: not window.view.tidying.is_busy, timeout=PATIENCE)
    assert places(window) == before
    assert window.message_bar.text == "The circuit has changed meanwhile: tidy it again."
    assert window.document.history.count() == 1


def test_new_numbers_do_not_matter_to_a_layout(window: MainWindow, qtbot: QtBot, gate: Gate) -> None:
    before = places(window)
    QTest.keyClick(window.view, Qt.Key.Key_L)
    window.document.do(SetValue("x", 0.5), "Change value")
    gate.open()
    qtbot.waitUntil(lambda: not window.view.tidying.is_busy, timeout=PATIENCE)
    assert places(window) != before
    assert window.document.circuit.node("x").value == 0.5


def test_another_circuit_ends_it(window: MainWindow, gate: Gate) -> None:
    QTest.keyClick(window.view, Qt.Key.Key_L)
    window.document.history.setClean()
    window.open(Circuit())
    assert not window.view.tidying.is_busy
    assert gate.given_up.wait(PATIENCE / 1000)


def test_a_window_that_closes_ends_it(window: MainWindow, gate: Gate) -> None:
    QTest.keyClick(window.view, Qt.Key.Key_L)
    window.document.history.setClean()
    window.close()
    assert gate.given_up.wait(PATIENCE / 1000)


@pytest.mark.parametrize("links", [4, 40])
def test_what_could_all_be_seen_can_all_be_seen_once_it_is_tidy(make_window: MakeWindow, links: int) -> None:
    ids = [f"n{i}" for i in range(links)]
    nodes = tuple(Node.new("exp" if i else "input", id=id, position=(0.0, 8.0 * i)) for i, id in enumerate(ids))
    wires = tuple(Wire(a, b, 0) for a, b in pairwise(ids))
    view = make_window(Circuit(Fragment(nodes, wires))).view
    view.centerOn(200.0, 60.0)
    zoom = view.zoom
    assert view.shows_all
    view.tidy()
    assert view.shows_all
    assert (view.zoom == zoom) == (links == 4), "zoomed out only where there is no room"


def test_a_view_of_a_part_stays_where_it_is(window: MainWindow) -> None:
    window.view.centerOn(4000.0, 60.0)
    corner = window.view.mapToScene(0, 0)
    window.view.tidy()
    assert window.view.mapToScene(0, 0) == corner


def test_long_names_under_operators_have_their_room(make_window: MakeWindow) -> None:
    window = make_window(
        from_formula(
            "weighted_sum_total = w*x + bias; squared_error_value = (weighted_sum_total - y)^2;"
            " penalized_loss_value = squared_error_value + w^2 + weighted_sum_total/2"
        )
    )
    QTest.keyClick(window.view, Qt.Key.Key_L)
    window.document.settle()
    canvas = window.view.canvas
    captions = {}
    for item in canvas.node_items.values():
        if item.look.caption and not item.node.is_leaf:
            line, half = total_rect(item), caption_width(item) / 2
            captions[item.node.name] = item.mapRectToScene(QRectF(-half, line.top(), 2 * half, line.height()))
    assert set(captions) == {"weighted_sum_total", "squared_error_value"}
    placed = [wire for wire, item in canvas.wire_items.items() if item.spot is not None]
    grounds = [(wire, canvas.stage.labels.ground(wire, which)) for wire in placed for which in (0, 1)]
    assert len(grounds) > 20
    assert [(name, wire) for name, area in captions.items() for wire, seen in grounds if area.intersects(seen)] == []
