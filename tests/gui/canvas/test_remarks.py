"""Frames and notes by hand: made, written on, moved with what they hold, resized, selected, copied, deleted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from circuitgrad.circuit import Circuit, Fragment, Frame, Node, Note, Rect, Wire
from circuitgrad.circuit.edits import AddRemark, SetValue
from circuitgrad.gui.canvas.frame_item import BAR, LEAST_HEIGHT, LEAST_WIDTH
from circuitgrad.gui.canvas.remark_item import written_on
from circuitgrad.gui.picture import render
from circuitgrad.gui.theme import DARK, LIGHT, THEMES, Theme
from circuitgrad.layout.geometry import GRID
from circuitgrad.layout.geometry import Rect as LayoutRect
from tests.gui.conftest import MakeWindow
from tests.gui.hands import Hands

Key, Modifier = Qt.Key, Qt.KeyboardModifier
NODES = (
    Node.new("input", id="x", value=1.0, position=(-160.0, 0.0)),
    Node.new("exp", id="e", position=(0.0, 0.0)),
    Node.new("sin", id="s", position=(240.0, 0.0)),
)
FRAME = Frame("frame1", "left", (-240.0, -96.0, 304.0, 160.0))
INNER = Note("note1", "inside", (-232.0, -56.0, 48.0, 32.0))
OUTER = Note("note2", "aside", (104.0, 96.0, 120.0, 64.0))


@pytest.fixture
def framed(open_canvas: Callable[[Circuit], Hands]) -> Hands:
    """x and e in a frame with a note, s and another note outside."""
    return open_canvas(Circuit(Fragment(NODES, remarks=(FRAME, INNER, OUTER))))


def bar(hands: Hands, id: str = "frame1") -> QPoint:
    """A place on a frame's bar."""
    left, top, width, _ = hands.document.circuit.remarks.find(id).rect
    return hands.place(QPointF(left + width / 2, top + BAR / 2))


def middle(hands: Hands, id: str) -> QPoint:
    return hands.place(QRectF(*hands.document.circuit.remarks.find(id).rect).center())


def corner(hands: Hands, id: str = "frame1") -> QPoint:
    left, top, width, height = hands.document.circuit.remarks.find(id).rect
    return hands.place(QPointF(left + width - 1, top + height - 1))


def rect(hands: Hands, id: str) -> Rect:
    return hands.document.circuit.remarks.find(id).rect


def places(hands: Hands) -> list[tuple[float, float]]:
    return [hands.document.circuit.node(id).position for id in ("x", "e", "s")]


def chosen(hands: Hands) -> list[str]:
    """All that is selected but wires."""
    return sorted(hands.document.selection.nodes | hands.document.selection.remarks)


def assert_shown(hands: Hands) -> None:
    """The canvas shows the circuit's remarks and no others."""
    items = hands.view.canvas.remarks.items
    assert {id: item.remark for id, item in items.items()} == dict(hands.document.circuit.remarks)
    for item in items.values():
        assert item.mapRectToScene(item.area) == QRectF(*item.remark.rect)


# Making


def test_c_frames_the_selection_and_asks_for_a_title(make_window: MakeWindow) -> None:
    window = make_window(Circuit(Fragment(NODES)))
    hands = Hands(window.view)
    window.document.select(["e", "s"])
    hands.key(Key.Key_C)
    (frame,) = window.document.circuit.remarks.values()
    assert isinstance(frame, Frame)
    assert [frame.holds(node.position) for node in NODES] == [False, True, True]
    assert window.document.selection.remarks == {frame.id}
    hands.type("the waves")
    hands.key(Key.Key_Return)
    assert window.document.circuit.remarks.find(frame.id) == Frame(frame.id, "the waves", frame.rect)
    assert window.document.history.count() == 1
    assert window.document.history.text(0) == "Add frame"
    assert_shown(hands)
    hands.undo_all()
    assert window.document.circuit.fragment() == Fragment(NODES)
    assert_shown(hands)
    hands.redo_all()
    assert_shown(hands)


def test_a_frame_of_nothing_is_empty_and_can_be_filled(empty: Hands) -> None:
    empty.view.add_frame()
    empty.key(Key.Key_Escape)
    (frame,) = empty.document.circuit.remarks.values()
    assert frame.rect[2:] == (320.0, 200.0)
    assert empty.document.history.count() == 1


def test_a_frame_round_a_frame_stands_behind_it(framed: Hands) -> None:
    framed.document.select(["s"], (), ["frame1"])
    framed.view.add_frame()
    framed.key(Key.Key_Escape)
    assert list(framed.document.circuit.remarks) == ["frame2", "frame1", "note1", "note2"]
    items = framed.view.canvas.remarks.items
    assert items["frame2"].zValue() < items["frame1"].zValue() < items["note1"].zValue() < 0.0
    assert QRectF(*rect(framed, "frame2")).contains(QRectF(*FRAME.rect))
    framed.click(bar(framed))
    assert framed.document.selection.remarks == {"frame1"}


def test_n_adds_a_note_at_the_pointer_and_what_is_written_stays(make_window: MakeWindow) -> None:
    window = make_window(Circuit(Fragment(NODES)))
    hands = Hands(window.view)
    hands.point_at(hands.place(QPointF(-80.0, 120.0)))
    QTest.keyClick(window.view, Key.Key_N)
    assert window.view.note_editor.hasFocus()
    hands.type("first")
    hands.key(Key.Key_Return)
    hands.type("second m c n")  # letters that mean something on the canvas
    hands.key(Key.Key_Return, Modifier.ControlModifier)
    (note,) = window.document.circuit.remarks.values()
    assert isinstance(note, Note)
    assert note.text == "first\nsecond m c n"
    assert note.rect[:2] == (-80.0, 120.0)
    assert window.view.hasFocus()
    assert window.document.history.count() == 1
    assert_shown(hands)
    hands.undo_all()
    assert not window.document.circuit.remarks
    hands.redo_all()
    assert list(window.document.circuit.remarks.values()) == [note]


def test_what_is_written_after_saving_is_a_step_of_its_own(empty: Hands) -> None:
    empty.view.add_frame()
    empty.document.history.setClean()
    empty.type("late")
    empty.key(Key.Key_Return)
    (frame,) = empty.document.circuit.remarks.values()
    assert written_on(frame) == "late"
    assert [empty.document.history.text(step) for step in (0, 1)] == ["Add frame", "Change title"]
    assert empty.document.is_modified


def test_a_click_elsewhere_takes_a_note_and_escape_gives_it_up(framed: Hands) -> None:
    framed.double_click(middle(framed, "note2"))
    framed.type(" and more")
    framed.click(framed.place(QPointF(0.0, 240.0)))
    assert written_on(framed.document.circuit.remarks.find("note2")) == "aside and more"
    framed.double_click(middle(framed, "note2"))
    framed.type(" nothing")
    framed.key(Key.Key_Escape)
    assert written_on(framed.document.circuit.remarks.find("note2")) == "aside and more"
    assert framed.document.history.count() == 1


def test_zooming_takes_a_note(framed: Hands) -> None:
    framed.double_click(middle(framed, "note2"))
    framed.type("!")
    framed.view.zoom_in()
    assert written_on(framed.document.circuit.remarks.find("note2")) == "aside!"
    assert not framed.view.note_editor.isVisible()


def test_undo_in_a_note_stays_in_the_note(make_window: MakeWindow) -> None:
    window = make_window(Circuit(Fragment(NODES, remarks=(OUTER,))))
    hands = Hands(window.view)
    window.document.do(SetValue("x", 2.0), "Change value")
    window.document.settle()
    hands.double_click(middle(hands, "note2"))
    hands.type("?")
    hands.key(Key.Key_Z, Modifier.ControlModifier)
    assert window.view.note_editor.toPlainText() == "aside"
    assert window.document.circuit.node("x").value == 2.0
    hands.key(Key.Key_Escape)


@pytest.mark.parametrize("way", ["double-click", "F2"])
def test_a_title_is_changed_in_place(make_window: MakeWindow, way: str) -> None:
    window = make_window(Circuit(Fragment(NODES, remarks=(FRAME,))))
    hands = Hands(window.view)
    before = hands.fragment()
    if way == "F2":
        hands.click(bar(hands))
        hands.key(Key.Key_F2)
    else:
        hands.double_click(bar(hands))
    assert window.view.editor.text() == "left"
    hands.type("inputs")
    hands.key(Key.Key_Return)
    assert hands.document.circuit.remarks.find("frame1") == Frame("frame1", "inputs", FRAME.rect)
    hands.assert_one_step(before)
    assert_shown(hands)


def test_a_double_click_inside_a_frame_opens_the_search_box(framed: Hands) -> None:
    framed.double_click(framed.place(QPointF(-80.0, 40.0)))
    assert framed.view.search.isVisible()


# Moving


def test_a_frame_moves_with_nodes_and_notes_in_it_as_one_step(framed: Hands) -> None:
    before = framed.fragment()
    start = bar(framed)
    framed.drag(start, start + QPoint(41, 78))
    assert places(framed) == [(-120.0, 80.0), (40.0, 80.0), (240.0, 0.0)]
    assert rect(framed, "frame1")[:2] == (-200.0, -16.0)
    assert rect(framed, "note1")[:2] == (-192.0, 24.0)
    assert rect(framed, "note2") == OUTER.rect
    framed.assert_one_step(before)
    assert_shown(framed)


def test_escape_puts_a_frame_and_its_nodes_back(framed: Hands) -> None:
    before = framed.fragment()
    start = bar(framed)
    framed.drag(start, start + QPoint(40, 80), release=False)
    assert places(framed)[0] != NODES[0].position
    framed.key(Key.Key_Escape)
    assert framed.fragment() == before
    assert framed.document.history.count() == 0
    framed.release(start)


def test_shift_keeps_a_frame_from_the_grid(framed: Hands) -> None:
    start = bar(framed)
    framed.drag(start, start + QPoint(13, 3), modifiers=Modifier.ShiftModifier)
    assert rect(framed, "frame1")[:2] == (-227.0, -93.0)


def test_nodes_and_remarks_that_are_selected_move_together(framed: Hands) -> None:
    before = framed.fragment()
    framed.document.select(["s"], (), ["note2"])
    start = framed.body("s")
    framed.drag(start, start + QPoint(16, 32), modifiers=Modifier.ShiftModifier)
    assert places(framed) == [(-160.0, 0.0), (0.0, 0.0), (256.0, 32.0)]
    assert rect(framed, "note2")[:2] == (120.0, 128.0)
    framed.assert_one_step(before)


def test_control_and_arrows_move_a_frame_and_what_it_holds(framed: Hands) -> None:
    framed.click(bar(framed))
    framed.key(Key.Key_Down, Modifier.ControlModifier)
    assert rect(framed, "frame1")[1] == FRAME.rect[1] + 8.0
    assert places(framed) == [(-160.0, 8.0), (0.0, 8.0), (240.0, 0.0)]


def test_a_click_is_no_step(framed: Hands) -> None:
    framed.click(bar(framed))
    framed.click(corner(framed))
    framed.click(middle(framed, "note2"))
    assert framed.document.history.count() == 0
    assert framed.document.selection.remarks == {"note2"}


# Resizing


@pytest.mark.parametrize(
    ("spot", "delta", "expected"),
    [
        ((1.0, 1.0), QPoint(-15, 9), (-256.0, -88.0, 320.0, 152.0)),
        ((303.0, 159.0), QPoint(24, 16), (-240.0, -96.0, 328.0, 176.0)),
        ((303.0, 80.0), QPoint(-24, 500), (-240.0, -96.0, 280.0, 160.0)),
        ((150.0, 1.0), QPoint(500, -16), (-240.0, -112.0, 304.0, 176.0)),
        ((150.0, 159.0), QPoint(0, -400), (-240.0, -96.0, 304.0, 32.0)),
    ],
    ids=["upper left", "lower right", "right", "top", "too far"],
)
def test_edges_resize_and_move_no_node(framed: Hands, spot: tuple[float, float], delta: QPoint, expected: Rect) -> None:
    before = framed.fragment()
    start = framed.place(QPointF(FRAME.rect[0] + spot[0], FRAME.rect[1] + spot[1]))
    framed.drag(start, start + delta)
    assert rect(framed, "frame1") == expected
    assert places(framed) == [node.position for node in NODES]
    framed.assert_one_step(before)
    assert_shown(framed)


def test_a_note_is_resized(framed: Hands) -> None:
    start = corner(framed, "note2")
    framed.drag(start, start + QPoint(40, 24))
    assert rect(framed, "note2") == (104.0, 96.0, 160.0, 88.0)


def test_the_pointer_says_what_can_be_dragged(framed: Hands) -> None:
    shapes = []
    for place in (bar(framed), corner(framed), framed.place(QPointF(-80.0, 40.0)), middle(framed, "note2")):
        framed.point_at(place)
        shapes.append(framed.view.viewport().cursor().shape())
    shape = Qt.CursorShape
    assert shapes == [shape.SizeAllCursor, shape.SizeFDiagCursor, shape.ArrowCursor, shape.SizeAllCursor]


# Selecting


def test_a_box_selects_frames_that_lie_in_it_and_notes_that_it_touches(framed: Hands) -> None:
    framed.drag(framed.place(QPointF(90.0, 110.0)), framed.place(QPointF(300.0, -60.0)))
    assert framed.document.selection.nodes == {"s"}
    assert framed.document.selection.remarks == {"note2"}
    framed.drag(framed.place(QPointF(-260.0, -120.0)), framed.place(QPointF(80.0, 80.0)))
    assert framed.document.selection.nodes == {"x", "e"}
    assert framed.document.selection.remarks == {"frame1", "note1"}


def test_a_box_that_starts_inside_a_frame_selects_nodes_and_not_the_frame(framed: Hands) -> None:
    framed.drag(framed.place(QPointF(-130.0, 40.0)), framed.place(QPointF(40.0, -40.0)))
    assert framed.document.selection.nodes == {"x", "e"}
    assert not framed.document.selection.remarks


def test_control_and_shift_click_add_and_take_away(framed: Hands) -> None:
    framed.click(framed.body("s"))
    framed.click(bar(framed), Modifier.ShiftModifier)
    framed.click(middle(framed, "note2"), Modifier.ControlModifier)
    assert framed.document.selection.nodes == {"s"}
    assert framed.document.selection.remarks == {"frame1", "note2"}
    framed.click(bar(framed), Modifier.ControlModifier)
    assert framed.document.selection.remarks == {"note2"}
    assert framed.view.canvas.remarks.items["note2"].selected
    assert not framed.view.canvas.remarks.items["frame1"].selected
    framed.click(framed.place(QPointF(0.0, 240.0)))
    assert not framed.document.selection


def test_a_click_on_a_node_adds_to_remarks_or_leaves_them(framed: Hands) -> None:
    framed.click(middle(framed, "note2"))
    framed.click(framed.body("s"), Modifier.ShiftModifier)
    assert chosen(framed) == ["note2", "s"]
    framed.click(framed.body("s"), Modifier.ControlModifier)
    assert chosen(framed) == ["note2"]
    framed.click(framed.body("s"), Modifier.ShiftModifier)
    framed.click(framed.body("s"))
    assert chosen(framed) == ["s"]


def test_f_shows_a_selected_note(framed: Hands) -> None:
    framed.document.select((), (), ["note2"])
    framed.view.fit_selection()
    assert (middle(framed, "note2") - framed.view.viewport().rect().center()).manhattanLength() < 4


def test_control_a_selects_remarks_too(make_window: MakeWindow) -> None:
    window = make_window(Circuit(Fragment(NODES, remarks=(FRAME,))))
    QTest.keyClick(window.view, Key.Key_A, Modifier.ControlModifier)
    assert window.document.selection.nodes == {"x", "e", "s"}
    assert window.document.selection.remarks == {"frame1"}


# Deleting and copying


def test_delete_takes_the_frame_and_leaves_its_nodes(make_window: MakeWindow) -> None:
    window = make_window(Circuit(Fragment(NODES, remarks=(FRAME, INNER))))
    hands = Hands(window.view)
    before = hands.fragment()
    hands.click(bar(hands))
    hands.key(Key.Key_Delete)
    assert hands.fragment() == Fragment(NODES, remarks=(INNER,))
    assert not window.document.selection
    hands.assert_one_step(before)
    assert_shown(hands)


def test_copies_of_a_frame_and_its_nodes(make_window: MakeWindow) -> None:
    window = make_window(Circuit(Fragment(NODES, remarks=(FRAME,))))
    hands = Hands(window.view)
    before = hands.fragment()
    window.document.select(["x", "e"], (), ["frame1"])
    hands.key(Key.Key_C, Modifier.ControlModifier)
    hands.key(Key.Key_V, Modifier.ControlModifier)
    pasted = window.document.circuit.remarks.find("frame2")
    assert isinstance(pasted, Frame)
    assert (pasted.title, pasted.rect[2:]) == (FRAME.title, FRAME.rect[2:])
    assert window.document.selection.remarks == {"frame2"}
    assert all(pasted.holds(window.document.circuit.node(id).position) for id in window.document.selection.nodes)
    assert len(window.document.selection.nodes) == 2
    hands.assert_one_step(before)
    assert_shown(hands)


@pytest.mark.parametrize("key", [Key.Key_D, Key.Key_X], ids=["duplicate", "cut and paste"])
def test_a_note_alone_is_copied(make_window: MakeWindow, key: Qt.Key) -> None:
    window = make_window(Circuit(Fragment(NODES, remarks=(OUTER,))))
    hands = Hands(window.view)
    hands.click(middle(hands, "note2"))
    hands.key(key, Modifier.ControlModifier)
    if key == Key.Key_X:
        assert not window.document.circuit.remarks
        hands.key(Key.Key_V, Modifier.ControlModifier)
    texts = [written_on(remark) for remark in window.document.circuit.remarks.values()]
    assert texts == ["aside"] * (1 if key == Key.Key_X else 2)


# Showing


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
@pytest.mark.parametrize("zoom", [1.0, 0.2], ids=["near", "far"])
def test_a_frame_can_be_seen(framed: Hands, theme: Theme, zoom: float) -> None:
    framed.view.set_theme(theme)
    framed.view.zoom_at(framed.view.viewport().rect().center(), zoom)
    without = framed.view.grab().toImage()
    framed.document.select((), (), ["frame1"])
    selected = framed.view.grab().toImage()
    edge = framed.place(QPointF(FRAME.rect[0], 0.0))
    ground = selected.pixelColor(framed.place(QPointF(-300.0, 200.0)))
    assert without.pixelColor(edge) not in (ground, selected.pixelColor(edge))
    assert selected.pixelColor(framed.place(QPointF(160.0, 130.0))) != ground, "the note's paper"


def test_a_picture_has_remarks_in_it(tmp_path: Path, qapp: QApplication) -> None:
    path = tmp_path / "a.svg"
    far = Note("note1", "far away", (600.0, 400.0, 120.0, 64.0))
    render(Circuit(Fragment(NODES, remarks=(FRAME, far))), None, path)
    written = path.read_text(encoding="utf-8")
    assert "far away" in written
    assert ">left<" in written
    render(Circuit(Fragment(NODES, remarks=(FRAME, far))), None, tmp_path / "a.png", theme="dark")
    picture = QImage(str(tmp_path / "a.png"))
    assert picture.width() > 900
    assert DARK.warning in {picture.pixelColor(x, picture.height() - 30).name() for x in range(picture.width())}


def test_a_view_from_afar_can_have_them_painted_without_items(framed: Hands) -> None:
    scene, area = framed.view.canvas, QRectF(-300.0, -150.0, 600.0, 400.0)
    images = [QImage(300, 200, QImage.Format.Format_RGB32) for _ in range(2)]
    for layer in scene.stage.layers:
        layer.hide()
    scene.dotted = False
    painter = QPainter(images[0])
    scene.render(painter, QRectF(0, 0, 300, 200), area)
    painter.end()
    images[1].fill(scene.canvas_style.canvas)
    painter = QPainter(images[1])
    painter.scale(0.5, 0.5)
    painter.translate(-area.topLeft())
    scene.remarks.paint(painter, area)
    painter.end()
    spots = [(x, y) for x in range(300) for y in range(200)]
    assert sum(images[0].pixelColor(*spot) != images[1].pixelColor(*spot) for spot in spots) < 600
    ground = scene.canvas_style.canvas
    assert sum(images[1].pixelColor(*spot) != ground for spot in spots) > 150 * 80


def test_the_theme_is_taken_over(framed: Hands) -> None:
    framed.view.set_theme(DARK)
    assert {item.canvas_style.theme for item in framed.view.canvas.remarks.items.values()} == {DARK}
    framed.view.set_theme(LIGHT)


def test_fit_shows_remarks_that_stand_far_out(open_canvas: Callable[[Circuit], Hands]) -> None:
    far = Note("note1", "far away", (2000.0, 400.0, 120.0, 64.0))
    hands = open_canvas(Circuit(Fragment(NODES, remarks=(far,))))
    hands.view.fit()
    assert hands.view.viewport().rect().contains(middle(hands, "note1"))


def test_by_keyboard_alone_frames_and_notes_are_chosen_moved_resized_named_and_deleted(
    make_window: MakeWindow,
) -> None:
    framed = Hands(make_window(Circuit(Fragment(NODES, remarks=(FRAME, INNER, OUTER)))).view)
    circuit, document = framed.document.circuit, framed.document
    chosen = []
    for _ in range(4):
        framed.key(Key.Key_C, Modifier.ShiftModifier)
        chosen.append(document.selection.remarks)
    assert chosen == [{"frame1"}, {"note1"}, {"note2"}, {"frame1"}]
    before, (left, top, width, height) = framed.fragment(), rect(framed, "frame1")
    framed.key(Key.Key_Right, Modifier.AltModifier)
    framed.assert_one_step(before)
    framed.key(Key.Key_Up, Modifier.AltModifier)
    assert rect(framed, "frame1") == (left, top, width + GRID, height - GRID)
    held = {id: node.position for id, node in circuit.nodes.items()}
    framed.key(Key.Key_Down, Modifier.ControlModifier)
    assert rect(framed, "frame1")[:2] == (left, top + GRID)
    assert any(circuit.node(id).position == (x, y + GRID) for id, (x, y) in held.items())
    framed.key(Key.Key_F2)
    framed.type("by keyboard")
    framed.key(Key.Key_Return)
    assert written_on(circuit.remarks.find("frame1")) == "by keyboard"
    framed.key(Key.Key_Delete)
    assert "frame1" not in circuit.remarks
    framed.undo_all()
    assert framed.fragment() == before


def test_a_note_by_keyboard_never_gets_too_small(framed: Hands) -> None:
    framed.document.select((), (), ["note2"])
    for _ in range(60):
        framed.key(Key.Key_Left, Modifier.AltModifier)
        framed.key(Key.Key_Up, Modifier.AltModifier)
    assert rect(framed, "note2")[2:] == (LEAST_WIDTH, LEAST_HEIGHT)


def test_the_next_frame_or_note_is_brought_into_view(framed: Hands) -> None:
    framed.view.centerOn(QPointF(9_000.0, 9_000.0))
    framed.view.next_remark()
    assert framed.view.is_in_view(QRectF(*rect(framed, "frame1")).center())


def test_a_wire_goes_round_a_note_that_is_put_on_it_and_back_when_that_is_gone(
    open_canvas: Callable[[Circuit], Hands],
) -> None:
    wire = Wire("x", "s", 0)
    hands = open_canvas(Circuit(Fragment((NODES[0], NODES[2]), (wire,))))
    document, items = hands.document, hands.view.canvas.wire_items
    way = items[wire].way
    assert not items[wire].goes_round
    x, y = way.at(0.5)
    document.do(AddRemark(Note("note1", "here", (x - 8.0, y - 8.0, 16.0, 16.0))), "Note")
    document.settle()
    note, spot = LayoutRect(x - 8.0, y - 8.0, x + 8.0, y + 8.0), items[wire].spot
    assert items[wire].goes_round
    assert not any(note.overlaps(LayoutRect(*point, *point).grown(0.5)) for point in items[wire].way.samples())
    assert spot is not None
    assert not any(note.overlaps(text) for text in spot[:2])
    document.history.undo()
    document.settle()
    assert items[wire].way == way


@pytest.mark.parametrize("zoom", [0.4, 0.5, 0.66, 0.8, 1.0, 2.0])
def test_a_title_seen_from_afar_is_not_cut_where_it_can_be_read_whole(
    open_canvas: Callable[[Circuit], Hands], zoom: float
) -> None:
    frame = Frame("frame1", "Products", (0.0, 0.0, 96.0, 352.0))
    hands = open_canvas(Circuit(Fragment((), remarks=(frame,))))
    written, place, shown = hands.view.canvas.remarks.items["frame1"].title_at(zoom)
    assert written.pixelSize() * zoom >= 8.0 or written.pixelSize() >= 14.0
    assert (shown == "Products") == (zoom >= 0.6)
    assert QFontMetricsF(written).horizontalAdvance(shown) <= place.width()
