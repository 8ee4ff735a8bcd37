"""What a screen reader finds on the canvas, and what it is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface

from circuitgrad.circuit import Circuit, Frame, Note, Wire
from circuitgrad.circuit.edits import AddRemark
from circuitgrad.gui.canvas import accessible
from tests.gui.hands import Hands

Key = Qt.Key
Text = QAccessible.Text
Event = QAccessible.Event


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[Event, str]]]:
    """What is told, while an assistive technology is there: the event, and the name of the thing."""
    heard: list[tuple[Event, str]] = []

    def tell(event: QAccessibleEvent) -> None:
        thing = event.accessibleInterface()
        heard.append((event.type(), thing.text(Text.Name)))

    monkeypatch.setattr(accessible, "tell", tell)
    QAccessible.setActive(True)
    yield heard
    QAccessible.setActive(False)


def canvas(hands: Hands) -> QAccessibleInterface:
    return QAccessible.queryAccessibleInterface(hands.view)


def children(hands: Hands) -> list[QAccessibleInterface]:
    found = canvas(hands)
    return [found.child(place) for place in range(found.childCount())]


def names(hands: Hands) -> list[str]:
    return [child.text(Text.Name) for child in children(hands)]


def test_nodes_and_wires_have_names_with_their_numbers(product: Hands) -> None:
    assert canvas(product).text(Text.Name) == "Canvas"
    assert names(product) == [
        "x, value −2.00, gradient −4.00, feeds q",
        "y, value 5.00, gradient −4.00, feeds q",
        "z, value −4.00, gradient 3.00, feeds f",
        "q, value 3.00, gradient −4.00, feeds f",
        "f, value −12.0, gradient 1.00, objective",
        "wire from x to q, input 1, value −2.00, gradient −4.00",
        "wire from y to q, input 2, value 5.00, gradient −4.00",
        "wire from q to f, input 1, value 3.00, gradient −4.00",
        "wire from z to f, input 2, value −4.00, gradient 3.00",
    ]


def test_a_node_nobody_named_is_called_by_its_operator(empty: Hands) -> None:
    empty.view.add_formula("exp(x*2)")
    empty.document.settle()
    assert [name.partition(",")[0] for name in names(empty)][:3] == ["x", "scale", "exponential"]


def test_roles_states_and_values(product: Hands) -> None:
    product.click(product.body("q"))
    parts = children(product)
    assert {part.role() for part in parts} == {QAccessible.Role.ListItem}
    assert canvas(product).role() == QAccessible.Role.List
    assert [bool(part.state().selected) for part in parts[:5]] == [False, False, False, True, False]
    assert [bool(part.state().focused) for part in parts[:5]] == [False, False, False, True, False]
    assert all(part.state().focusable and part.state().selectable for part in parts)
    assert [part.text(Text.Value) for part in parts[:5]] == ["−2", "5", "−4", "3", "−12"]
    assert "gradient −4" in parts[0].text(Text.Description)
    assert parts[7].text(Text.Value) == "3"


def test_each_is_found_where_it_is(product: Hands) -> None:
    found = canvas(product)
    for place, part in enumerate(children(product)[:5]):
        middle = part.rect().center()
        assert found.childAt(middle.x(), middle.y()) is part
        assert found.indexOfChild(part) == place
        assert part.parent().object() is product.view
    spot = product.view.canvas.wire_items[Wire("z", "f", 1)].way.at(0.5)
    there = product.view.viewport().mapToGlobal(product.place(QPointF(*spot)))
    assert found.childAt(there.x(), there.y()).text(Text.Name).startswith("wire from z to f")


def test_the_focus_is_at_the_current_node(product: Hands) -> None:
    assert canvas(product).focusChild() is None
    product.key(Key.Key_Right)
    assert canvas(product).focusChild().text(Text.Name).startswith("x,")
    product.key(Key.Key_Tab)
    search = canvas(product).focusChild()
    assert search is not None
    assert search.object() is product.view.search


def test_walking_tells_the_focus(product: Hands, told: list[tuple[Event, str]]) -> None:
    product.key(Key.Key_Right)
    product.key(Key.Key_Right)
    walked = [name.partition(",")[0] for event, name in told if event == Event.Focus]
    assert walked[0] == "x"
    assert walked[-1] == "q"


def test_a_new_value_is_told(product: Hands, told: list[tuple[Event, str]]) -> None:
    product.click(product.body("x"))
    told.clear()
    product.type("7")
    product.key(Key.Key_Return)
    assert (Event.ValueChanged, "x, value 7.00, gradient −4.00, feeds q") in told


def test_what_is_deleted_is_no_longer_there(product: Hands, told: list[tuple[Event, str]]) -> None:
    part = children(product)[4]
    product.document.select(["f"])
    product.view.delete_selection()
    product.document.settle()
    assert canvas(product).childCount() == 6
    assert (Event.ObjectReorder, "Canvas") in told
    assert names(product)[-1].startswith("wire from y to q")
    del part
    product.undo_all()
    assert canvas(product).childCount() == 9


def test_another_circuit_has_other_children(product: Hands) -> None:
    assert canvas(product).childCount() == 9
    product.document.open(Circuit())
    assert canvas(product).childCount() == 0
    product.view.add_formula("a + b")
    product.document.settle()
    assert names(product)[0].startswith("a,")


def test_without_assistive_technology_nothing_is_told_or_made(product: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []
    monkeypatch.setattr(accessible, "tell", told.append)
    assert not QAccessible.isActive()
    product.key(Key.Key_Right)
    product.type("7")
    product.key(Key.Key_Return)
    assert told == []
    assert "accessibility" not in vars(product.view)


def test_frames_and_notes_are_there(product: Hands, told: list[tuple[Event, str]]) -> None:
    x = product.document.circuit.nodes[product.id("x")]
    area = (x.position[0] - 100.0, x.position[1] - 60.0, 200.0, 120.0)
    product.document.do(AddRemark(Frame("x", "weights", area)), "Add frame")
    product.document.do(AddRemark(Note("n", "why", (2000.0, 0.0, 100.0, 80.0))), "Add note")
    product.document.settle()
    assert names(product)[-2:] == ["frame weights, around x", "note: why"]
    frame = children(product)[-2]
    assert not frame.state().selected
    product.view.setFocus()
    product.view.next_remark()
    assert frame.state().selected
    assert frame.state().focused
    assert (Event.Focus, "frame weights, around x") in told
    assert frame.rect().contains(product.view.viewport().mapToGlobal(product.view.mapFromScene(QPointF(*x.position))))
    product.document.history.undo()
    product.document.settle()
    assert names(product)[-1] == "frame weights, around x"
