"""Keys, the search box, fields in place, and the commands on what is selected."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication

from circuitgrad.circuit import Wire
from circuitgrad.circuit.edits import Rename
from circuitgrad.operators import Role
from tests.gui.hands import Hands

Key, Modifier = Qt.Key, Qt.KeyboardModifier


def test_tab_opens_the_search_box_and_enter_adds(empty: Hands) -> None:
    empty.key(Key.Key_Tab)
    assert empty.view.search.isVisible()
    empty.type("recip")
    empty.key(Key.Key_Return)
    assert [node.operator for node in empty.document.circuit.nodes.values()] == ["reciprocal"]
    assert not empty.view.search.isVisible()


def test_space_opens_the_search_box_and_escape_closes_it(empty: Hands) -> None:
    empty.key(Key.Key_Space)
    assert empty.view.search.isVisible()
    empty.key(Key.Key_Escape)
    assert not empty.view.search.isVisible()
    assert len(empty.document.circuit) == 0


def test_double_click_on_empty_canvas_opens_the_search_box(empty: Hands) -> None:
    empty.double_click(empty.place(QPointF(100, 60)))
    empty.type("+")
    empty.key(Key.Key_Return)
    (node,) = empty.document.circuit.nodes.values()
    assert node.operator == "add"
    assert node.position == (96.0, 64.0) or node.position == (104.0, 56.0)


def test_a_formula_in_the_search_box_adds_its_circuit_and_reuses_inputs(product: Hands) -> None:
    product.key(Key.Key_Tab)
    product.type("x*t + 3")
    product.key(Key.Key_Return)
    circuit = product.document.circuit
    assert circuit.find("t").value == 1.0
    assert [node.label for node in circuit.nodes.values()].count("x") == 1
    assert product.document.history.count() == 1
    product.undo_all()
    assert len(circuit) == 5


def test_releasing_a_wire_on_empty_canvas_offers_what_fits_and_wires_it(product: Hands) -> None:
    product.drag(product.output("f"), product.place(QPointF(320, 120)))
    assert product.view.search.isVisible()
    rows = product.view.search.list
    names = [rows.item(row).data(Qt.ItemDataRole.UserRole) for row in range(rows.count())]
    assert "square" in names
    assert "input" not in names
    product.type("square")
    product.key(Key.Key_Return)
    circuit = product.document.circuit
    (new,) = [id for id in circuit.nodes if id not in {"x", "y", "z", "q", "f"}]
    assert circuit.source(new, 0) == "f"
    assert product.document.history.count() == 1


def test_alt_release_just_drops_the_wire(product: Hands) -> None:
    product.drag(product.output("f"), product.place(QPointF(320, 120)), modifiers=Modifier.AltModifier)
    assert not product.view.search.isVisible()
    assert product.document.history.count() == 0


def test_typing_a_digit_edits_the_selected_input(product: Hands) -> None:
    product.click(product.body("x"))
    product.type("7.5")
    assert product.view.editor.isVisible()
    product.key(Key.Key_Return)
    assert product.document.circuit.node("x").value == 7.5
    assert product.labels("x", "q", 0) == ("7.50", "−4.00")


def test_double_click_on_the_number_edits_it_and_escape_gives_up(product: Hands) -> None:
    product.double_click(product.number("x"))
    assert product.view.editor.text() == "-2"
    product.type("9")
    product.key(Key.Key_Escape)
    assert product.document.circuit.node("x").value == -2.0
    assert product.document.history.count() == 0


def test_a_wrong_number_is_marked_and_stays(product: Hands) -> None:
    product.click(product.body("x"))
    product.view.edit_value()
    product.type("abc")
    product.key(Key.Key_Return)
    assert product.view.editor.isVisible()
    assert product.view.editor.property("wrong") is True
    assert "abc" in product.refusals[0]
    assert product.document.circuit.node("x").value == -2.0


def test_rename_in_place_and_the_taken_name_is_refused(product: Hands) -> None:
    product.click(product.body("x"))
    product.view.rename()
    product.type("speed")
    product.key(Key.Key_Return)
    assert product.document.circuit.node("x").name == "speed"
    product.view.rename()
    product.type("y")
    product.key(Key.Key_Return)
    assert product.document.circuit.node("x").name == "speed"
    assert product.refusals


def test_delete_takes_nodes_and_their_wires_and_undo_brings_all_back(product: Hands) -> None:
    before = product.document.circuit.fragment()
    product.click(product.body("q"))
    product.view.delete_selection()
    product.document.settle()
    assert "q" not in product.document.circuit
    assert not product.document.selection
    product.undo_all()
    assert product.document.circuit.fragment() == before
    assert product.labels("q", "f", 0) == ("3.00", "−4.00")


def test_delete_and_reconnect(product: Hands) -> None:
    product.click(product.body("q"))
    product.view.delete_and_reconnect()
    assert product.document.circuit.source("f", 0) == "x"


def test_duplicate_copy_cut_paste(product: Hands) -> None:
    product.document.select(["x", "y", "q"])
    product.view.duplicate()
    circuit = product.document.circuit
    assert len(circuit) == 8
    assert len(product.document.selection.nodes) == 3
    product.undo_all()
    product.document.select(["x", "y", "q"])
    product.view.copy()
    assert "circuitgrad" in QGuiApplication.clipboard().text()
    product.view.cut()
    assert len(circuit) == 2
    product.view.paste()
    assert len(circuit) == 5
    assert {circuit.node(id).operator for id in product.document.selection.nodes} == {"input", "add"}


def test_pasting_rubbish_is_refused(product: Hands) -> None:
    QGuiApplication.clipboard().setText('{"this is": "not a circuit"}')
    product.view.paste()
    assert len(product.document.circuit) == 5
    assert product.refusals


def test_roles_objective_swap(product: Hands) -> None:
    circuit = product.document.circuit
    product.document.select(["x", "y"])
    product.view.set_role(Role.DATA)
    assert [circuit.node(id).role for id in "xyz"] == [Role.DATA, Role.DATA, Role.PARAMETER]
    product.document.select(["q"])
    product.view.choose_objective()
    product.document.settle()
    assert circuit.objective == "q"
    assert product.labels("x", "q", 0) == ("−2.00", "1.00")
    product.view.swap_inputs()
    assert (circuit.source("q", 0), circuit.source("q", 1)) == ("y", "x")
    product.undo_all()
    assert circuit.objective is None


def test_replace_keeps_wires(product: Hands) -> None:
    product.document.select(["q"])
    product.view.replace_selected("mul")
    product.document.settle()
    assert product.document.circuit.node("q").operator == "mul"
    assert product.labels("q", "f", 0) == ("−10.0", "−4.00")


def test_arrows_walk_along_wires_and_control_arrows_nudge(product: Hands) -> None:
    product.click(product.body("x"))
    product.key(Key.Key_Right)
    assert product.document.selection.nodes == {"q"}
    product.key(Key.Key_Right)
    assert product.document.selection.nodes == {"f"}
    product.key(Key.Key_Left)
    assert product.document.selection.nodes == {"q"}
    product.key(Key.Key_Right, Modifier.ControlModifier)
    assert product.document.circuit.node("q").position == (-32.0, -48.0)


def test_tidy_is_one_step(product: Hands) -> None:
    before = product.document.circuit.fragment()
    product.view.tidy()
    assert product.document.circuit.fragment() != before
    assert product.document.history.count() == 1
    product.undo_all()
    assert product.document.circuit.fragment() == before


def test_the_sum_over_several_wires_stands_on_the_node(empty: Hands) -> None:
    empty.view.add_formula("x*x")
    empty.document.settle()
    empty.document.select()
    (x,) = empty.document.circuit.inputs()
    empty.click(empty.body("x"))
    empty.type("3")
    empty.key(Key.Key_Return)
    assert empty.view.canvas.node_items[x.id].look.total == "Σ 6.00"
    (target,) = {wire.target for wire in empty.document.circuit.wires()}
    assert [empty.view.canvas.wire_items[Wire(x.id, target, port)].gradient for port in (0, 1)] == ["3.00", "3.00"]


def test_hover_tells_all_digits(product: Hands) -> None:
    from circuitgrad.gui.canvas.hover import hover_text

    scene = product.view.canvas
    item = scene.node_items["x"]
    assert "gradient −4" in hover_text(scene, item.mapToScene(QPointF(0, 0)))
    middle = scene.wire_items[Wire("q", "f", 0)].way.at(0.5)
    assert hover_text(scene, QPointF(*middle)).splitlines()[1:] == ["value 3", "gradient −4", "local derivative −4"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_both_themes_paint_every_node(product: Hands, theme: str) -> None:
    from circuitgrad.gui.theme import THEMES

    product.view.set_theme(THEMES[theme])
    image = product.view.grab().toImage()
    assert THEMES[theme].canvas == image.pixelColor(3, 3).name()
    body = product.place(product.view.canvas.node_items["q"].mapToScene(QPointF(-18, -20)))
    assert image.pixelColor(body).name() == THEMES[theme].node


def hold(hands: Hands, key: Qt.Key, modifiers: Qt.KeyboardModifier, times: int) -> None:
    """Keeps a key down so long that it repeats."""
    for turn in range(times):
        event = QKeyEvent(QEvent.Type.KeyPress, key, modifiers, "", turn > 0)
        QApplication.sendEvent(hands.view, event)
    hands.document.settle()


@pytest.mark.parametrize("modifier", [Modifier.ControlModifier, Modifier.AltModifier])
def test_an_arrow_that_is_held_is_one_step(product: Hands, modifier: Qt.KeyboardModifier) -> None:
    before = product.fragment()
    product.document.select(["q"])
    if modifier == Modifier.AltModifier:
        product.view.add_frame()
        product.view.editor.take()
        before = product.fragment()
    steps = product.document.history.count()
    hold(product, Key.Key_Right, modifier, 1500)
    after = product.fragment()
    assert product.document.history.count() == steps + 1
    hold(product, Key.Key_Right, modifier, 2)
    assert product.document.history.count() == steps + 2, "pressed again it is another step"
    product.document.history.undo()
    assert product.fragment() == after
    product.document.history.undo()
    assert product.fragment() == before
    product.document.history.redo()
    assert product.fragment() == after


def test_a_double_click_on_a_bare_number_asks_for_its_value(empty: Hands) -> None:
    empty.view.add_operator("constant", QPointF(0.0, 0.0))
    empty.document.settle()
    item = next(iter(empty.view.canvas.node_items.values()))
    empty.double_click(empty.place(item.mapToScene(item.body.topLeft() + QPointF(12.0, 12.0))))
    assert (empty.view.editor.text(), empty.view.editor.accessibleName()) == ("1", "Value")
    empty.type("2.5")
    empty.key(Key.Key_Return)
    assert [node.value for node in empty.document.circuit.nodes.values()] == [2.5]


def test_an_empty_field_says_what_it_asks_for(product: Hands) -> None:
    product.document.do(Rename("q", ""), "Rename")
    product.document.settle()
    product.document.select(["q"])
    product.view.rename()
    assert product.view.editor.placeholderText() == "Name"
    product.key(Key.Key_Escape)


def test_the_field_of_a_value_lies_over_the_input_and_grows_with_what_is_typed(product: Hands) -> None:
    item = product.view.canvas.node_items["x"]
    body = product.view.mapFromScene(item.mapRectToScene(item.body)).boundingRect()
    product.double_click(product.number("x"))
    field = product.view.editor
    assert field.geometry() == body
    product.type("-0.1234567890123")
    text = field.fontMetrics().horizontalAdvance("-0.1234567890123")
    assert field.width() > text + 16
    assert abs(field.geometry().center().x() - body.center().x()) <= 1
    product.key(Key.Key_Escape)
    product.double_click(product.body("q"))
    assert field.height() == 30, "low, as an operator's ports stand at its sides"
    assert abs(field.geometry().center().y() - product.place(product.view.canvas.node_items["q"].pos()).y()) <= 1
    product.key(Key.Key_Escape)
