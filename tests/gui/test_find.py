"""Finding nodes by name, operator and condition, in the box and by its keys."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import circuitgrad as cg
from circuitgrad.circuit import Circuit, Frame, Note
from circuitgrad.circuit.edits import AddRemark, SetValue
from circuitgrad.formats.formula import from_formula
from circuitgrad.gui.finding.box import FindBox
from circuitgrad.gui.finding.hits import Finder
from circuitgrad.gui.finding.query import Condition, Quantity, Query, QueryError, parse_query
from circuitgrad.gui.main_window import MainWindow
from tests.gui.conftest import MakeWindow

CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
V, G = Quantity.VALUE, Quantity.GRADIENT


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("", Query()),
        ("  w0 ", Query("w0")),
        ("value", Query("value")),
        ("|x|", Query("|x|")),
        ("> 3", Query("", (Condition(V, ">", 3.0),))),
        ("gradient<0", Query("", (Condition(G, "<", 0.0),))),
        ("|gradient| < 1e-6", Query("", (Condition(G, "<", 1e-6, size=True),))),
        ("abs(grad) ≥ −.5", Query("", (Condition(G, ">=", -0.5, size=True),))),
        ("mul > 2", Query("mul", (Condition(V, ">", 2.0),))),
        ("mul gradient != inf", Query("mul", (Condition(G, "!=", math.inf),))),
        ("3 < value", Query("", (Condition(V, ">", 3.0),))),
        ("0 < gradient <= 1", Query("", (Condition(G, ">", 0.0), Condition(G, "<=", 1.0)))),
        ("x, > 2, gradient < 0", Query("x", (Condition(V, ">", 2.0), Condition(G, "<", 0.0)))),
        ("value == -∞", Query("", (Condition(V, "=", -math.inf),))),
    ],
)
def test_what_is_typed_is_read(typed: str, query: Query) -> None:
    assert parse_query(typed) == query


def test_nan_is_a_number_to_ask_for() -> None:
    (condition,) = parse_query("value = nan").conditions
    assert math.isnan(condition.number)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (">", "In “>” a number is missing: write one, as in gradient < 0.5."),
        ("gradient <", "In “gradient <” a number is missing: write one, as in gradient < 0.5."),
        ("> a", "In “> a” “a” is no number: write one, as in gradient < 0.5."),
        (
            "> __import__('os')",
            "In “> __import__('os')” “__import__('os')” is no number: write one, as in gradient < 0.5.",
        ),
        ("1 < 2 < 3 < 4", "“1 < 2 < 3 < 4” has too many comparisons: put a comma between conditions."),
    ],
)
def test_what_cannot_be_read_is_one_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(typed)
    assert str(caught.value) == sentence


@pytest.fixture
def circuit() -> Circuit:
    """Values: a 2, b 3, q 6, c −1, f 5, n NaN."""
    return from_formula("q = a*b; f = q + c; n = log(c)")


def found(circuit: Circuit, typed: str, *, run: bool = True) -> list[str]:
    results = cg.run(circuit, {"a": 2, "b": 3, "c": -1}, objective="f") if run else None
    return [circuit.node(id).label for id in Finder(circuit, results).find(parse_query(typed))]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("q", ["q"]),
        ("×", ["q"]),
        ("product", ["q"]),
        ("multi", ["q"]),
        ("ln", ["n"]),
        ("> 4", ["q", "f"]),
        ("value = nan", ["n"]),
        ("value != nan", ["a", "b", "q", "c", "f"]),
        ("= 3", ["b"]),
        ("|value| <= 1", ["c"]),
        ("gradient > 1", ["a", "b"]),
        ("mul > 2", ["q"]),
        ("mul > 7", []),
        ("2 < value < 6", ["b", "f"]),
        ("nothing like it", []),
        ("", []),
    ],
)
def test_it_finds(circuit: Circuit, typed: str, names: list[str]) -> None:
    assert sorted(found(circuit, typed)) == sorted(names)


def test_an_exact_name_comes_first(circuit: Circuit) -> None:
    assert found(circuit, "a")[0] == "a"
    assert found(circuit, "mul")[0] == "q"


def test_without_numbers_it_says_what_to_press(circuit: Circuit) -> None:
    with pytest.raises(QueryError, match="Forward"):
        found(circuit, "> 1", run=False)


def test_numbers_belong_to_nodes_whatever_the_order_of_the_run(circuit: Circuit) -> None:
    run = cg.run(circuit, {"a": 2, "b": 3, "c": -1}, objective="f")
    other = Circuit(circuit.fragment().__class__(tuple(reversed(circuit.fragment().nodes)), circuit.fragment().wires))
    names = [other.node(id).label for id in Finder(other, run).find(parse_query("> 4"))]
    assert sorted(names) == ["f", "q"]


# The box


@pytest.fixture
def window(make_window: MakeWindow, circuit: Circuit) -> MainWindow:
    """A window on the circuit, with values."""
    window = make_window(circuit)
    for name, value in {"a": 2.0, "b": 3.0, "c": -1.0}.items():
        window.document.do(SetValue(circuit.find(name).id, value), "Set")
    window.document.settle()
    return window


@pytest.fixture
def box(window: MainWindow) -> FindBox:
    QTest.keyClick(window.view, Qt.Key.Key_F, CONTROL)
    assert window.overlays.find is not None
    assert QApplication.focusWidget() is window.overlays.find.field
    return window.overlays.find


def labels(window: MainWindow) -> set[str]:
    return {window.document.circuit.node(id).label for id in window.document.selection.nodes}


def test_enter_and_f3_walk_round(window: MainWindow, box: FindBox) -> None:
    QTest.keyClicks(box.field, "value > 2")
    assert box.count.text() == "3"
    order = []
    for key, modifier in (
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F3, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F3, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Return, SHIFT),
        (Qt.Key.Key_F3, SHIFT),
    ):
        QTest.keyClick(box.field, key, modifier)
        order.append((labels(window).pop(), box.count.text()))
    first, second, third = order[:3]
    assert {name for name, _ in order[:3]} == {"b", "q", "f"}
    assert [count for _, count in order[:3]] == ["1 of 3", "2 of 3", "3 of 3"]
    assert order[3:] == [first, third, second]


def test_a_hit_is_brought_into_view(window: MainWindow, box: FindBox) -> None:
    for _ in range(6):
        window.view.zoom_in()
    QTest.keyClicks(box.field, "f")
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    item = window.view.canvas.node_items[window.document.circuit.find("f").id]
    assert window.view.viewport().rect().contains(window.view.mapFromScene(item.pos()))


@pytest.mark.parametrize("name", ["a", "b", "c", "q", "f", "n"])
def test_no_hit_is_left_under_a_box(window: MainWindow, box: FindBox, name: str) -> None:
    view = window.view
    for _ in range(4):
        view.zoom_in()
    QTest.keyClicks(box.field, name)
    item = view.canvas.node_items[window.document.circuit.find(name).id]
    at = view.mapFromScene(item.pos())
    view.scroll_by(at.x() - box.geometry().center().x(), at.y() - box.geometry().center().y())
    assert box.geometry().contains(view.mapFromScene(item.pos()))
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    body = view.mapFromScene(item.mapRectToScene(item.body)).boundingRect()
    assert view.viewport().rect().contains(body)
    assert not any(box.geometry().intersects(body) for box in (box, view.legend))


def test_escape_on_the_canvas_closes_it_before_the_selection(window: MainWindow, box: FindBox) -> None:
    QTest.keyClicks(box.field, "f")
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    window.view.setFocus()
    QTest.keyClick(window.view, Qt.Key.Key_Escape)
    assert box.isHidden()
    assert labels(window) == {"f"}
    QTest.keyClick(window.view, Qt.Key.Key_Escape)
    assert labels(window) == set()


def test_frames_and_notes_are_found_by_what_is_written_on_them(window: MainWindow, box: FindBox) -> None:
    document = window.document
    document.do(AddRemark(Frame("q", "Quotients", (4000.0, 0.0, 300.0, 200.0))), "Add frame")
    document.do(AddRemark(Note("n", "q is a product\nof two", (0.0, 3000.0, 200.0, 100.0))), "Add note")
    document.settle()
    QTest.keyClicks(box.field, "q")
    assert box.count.text() == "3"
    shown = [str(box.model.index(row, 0).data()).split("  ")[0] for row in range(3)]
    assert shown == ["q", "frame Quotients", "note: q is a product of two"]
    for chosen, spot in (((), (0.0, 0.0)), (("q",), (4150.0, 100.0)), (("n",), (100.0, 3050.0))):
        QTest.keyClick(box.field, Qt.Key.Key_Return)
        assert document.selection.remarks == set(chosen)
        assert not chosen or window.view.is_in_view(QPointF(*spot))
    box.select_all()
    assert document.selection.remarks == {"q", "n"}
    assert labels(window) == {"q"}
    QTest.keyClicks(box.field, " > 1")
    assert box.count.text() == "1", "what is written has no numbers"


def test_f3_goes_on_after_the_box_was_closed(window: MainWindow, box: FindBox) -> None:
    QTest.keyClicks(box.field, "> 4")
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    before = labels(window)
    QTest.keyClick(box.field, Qt.Key.Key_Escape)
    assert box.isHidden()
    assert window.view.hasFocus()
    QTest.keyClick(window.view, Qt.Key.Key_F3)
    assert labels(window) == {"q", "f"} - before
    assert box.isHidden()


def test_all_hits_are_selected(window: MainWindow, box: FindBox) -> None:
    QTest.keyClicks(box.field, "> 4")
    QTest.mouseClick(box.all, Qt.MouseButton.LeftButton)
    assert labels(window) == {"q", "f"}
    window.document.select()
    QTest.keyClick(box.field, Qt.Key.Key_Return, ALT)
    assert labels(window) == {"q", "f"}


def test_the_list_shows_names_and_numbers_and_a_click_goes_there(window: MainWindow, box: FindBox) -> None:
    QTest.keyClicks(box.field, "mul")
    assert box.model.index(0, 0).data() == "q  ·  multiply  ·  6.00  ·  gradient 0"
    place = box.list.visualRect(box.model.index(0, 0)).center()
    QTest.mouseClick(box.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert labels(window) == {"q"}


def test_the_hits_follow_the_numbers(window: MainWindow, box: FindBox, qtbot: QtBot) -> None:
    QTest.keyClicks(box.field, "> 4")
    window.document.do(SetValue(window.document.circuit.find("a").id, -5.0), "Set")
    window.document.settle()
    qtbot.waitUntil(lambda: box.count.text() == "0")
    assert box.note.text() == "No node fits “> 4”."


def test_a_fault_is_told_while_typing(box: FindBox) -> None:
    QTest.keyClicks(box.field, "> x")
    assert box.note.text() == "In “> x” “x” is no number: write one, as in gradient < 0.5."
    assert box.field.accessibleDescription() == box.note.text()
    assert not box.next.isEnabled()


def test_typing_into_it_does_nothing_to_the_circuit(window: MainWindow, box: FindBox) -> None:
    before = window.document.history.count()
    QTest.keyClicks(box.field, "slfr.?")
    QTest.keyClick(box.field, Qt.Key.Key_Z, CONTROL)
    assert window.document.history.count() == window.document.history.index() == before


def test_in_a_narrow_window_what_is_typed_can_be_read(make_window: MakeWindow) -> None:
    window = make_window()
    window.resize(800, 560)
    window.overlays.show_find()
    box = window.overlays.find
    box.field.setText("gradient < 0")
    QApplication.processEvents()
    typed = box.field.fontMetrics().horizontalAdvance("gradient < 0")
    for width in (240, 1000):
        window.view.setMinimumWidth(width)
        window.resize(800 if width == 240 else 1800, 560)
        QApplication.processEvents()
        assert box.field.width() > typed + 16
        in_row = [abs(each.y() - box.field.y()) < box.field.height() for each in (box.previous, box.next, box.all)]
        assert in_row == [width == 1000] * 3
        for widget in (box.field, box.count, box.previous, box.next, box.all, box.close_button):
            assert box.rect().contains(widget.geometry())
