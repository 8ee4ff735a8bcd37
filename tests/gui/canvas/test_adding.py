"""Adding by the search box and by formula: what is offered, where it goes, what is said."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QGraphicsPathItem

from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.circuit.edits import AddNode, Disconnect
from circuitgrad.engine import run
from circuitgrad.gui.canvas.node_texts import total_rect
from circuitgrad.operators import OPERATORS, Operator
from tests.gui.hands import Hands

Key, Modifier = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def said(product: Hands) -> list[str]:
    """What is said about what was done."""
    heard: list[str] = []
    product.view.said.connect(heard.append)
    return heard


def offered(hands: Hands) -> list[str]:
    rows = hands.view.search.list
    return [rows.item(row).data(Qt.ItemDataRole.UserRole) for row in range(rows.count())]


def test_what_is_used_most_comes_first(empty: Hands) -> None:
    for operator in ("tanh", "exp", "tanh"):
        empty.key(Key.Key_Tab)
        empty.type(operator)
        empty.key(Key.Key_Return)
        empty.document.select()
    empty.key(Key.Key_Tab)
    assert offered(empty)[:2] == ["tanh", "exp"]
    empty.type("t")
    assert offered(empty)[0] == "tanh"
    empty.key(Key.Key_Escape)


SIGNS = {"+": "add", "-": "subtract", "*": "mul", "/": "divide", "^": "power", "**": "power"}
FORMS = {"1/x": "reciprocal", "-x": "negate", "×k": "scale", "|x|": "abs", "multiply": "mul", "ln": "log"}


@pytest.mark.parametrize(("typed", "operator"), [*SIGNS.items(), *FORMS.items()])
def test_enter_takes_the_operator_that_is_written_so(empty: Hands, typed: str, operator: str) -> None:
    empty.key(Key.Key_Tab)
    empty.type(typed)
    empty.key(Key.Key_Return)
    assert [node.operator for node in empty.document.circuit.nodes.values()] == [operator]


@pytest.mark.parametrize("operator", OPERATORS.values(), ids=lambda operator: operator.name)
def test_every_operator_is_found_by_its_symbol(empty: Hands, operator: Operator) -> None:
    empty.view.search.open_at(QPoint(40, 40))
    empty.view.search.field.setText(operator.symbol.replace("−", "-"))
    assert operator.name in offered(empty)
    empty.key(Key.Key_Escape)


def test_the_search_box_opens_at_the_pointer_and_adds_there(empty: Hands) -> None:
    empty.point_at(empty.place(QPointF(120.0, -80.0)))
    empty.key(Key.Key_Tab)
    assert (empty.view.search.pos() - empty.place(QPointF(120.0, -80.0))).manhattanLength() <= 2
    empty.type("exp")
    empty.key(Key.Key_Return)
    (node,) = empty.document.circuit.nodes.values()
    assert node.position == (120.0, -80.0)


def test_the_bare_name_of_an_input_adds_it(empty: Hands) -> None:
    empty.key(Key.Key_Tab)
    empty.type("speed")
    empty.key(Key.Key_Return)
    (node,) = empty.document.circuit.nodes.values()
    assert (node.name, node.operator, node.value) == ("speed", "input", 1.0)


def test_a_name_that_is_there_is_gone_to_and_is_no_step(product: Hands) -> None:
    product.key(Key.Key_Tab)
    product.type("y")
    product.key(Key.Key_Return)
    assert product.document.selection.nodes == {"y"}
    assert product.document.history.count() == 0


def test_new_nodes_do_not_cover_others(product: Hands) -> None:
    for _ in range(3):
        product.document.select(["q"])
        product.key(Key.Key_Tab)
        product.type("exp")
        product.key(Key.Key_Return)
    items = [*product.view.canvas.node_items.values()]
    bodies = [item.mapRectToScene(item.body) for item in items]
    assert not [
        (one.node.id, other.node.id)
        for one, body in zip(items, bodies, strict=True)
        for other, area in zip(items, bodies, strict=True)
        if one is not other and body.intersects(area)
    ]


def test_a_value_in_a_formula_is_given_to_the_input_that_is_there(product: Hands, said: list[str]) -> None:
    before = product.fragment()
    product.view.add_formula("x = 9; x*z")
    product.document.settle()
    assert product.document.circuit.node("x").value == 9.0
    assert said == ["x was there already: its value is 9 now."]
    product.assert_one_step(before)


def test_a_formula_without_a_value_leaves_the_inputs(product: Hands, said: list[str]) -> None:
    product.view.add_formula("x*z")
    assert product.document.circuit.node("x").value == -2.0
    assert said == []


def test_a_value_for_what_is_computed_is_left_out_and_said(product: Hands, said: list[str]) -> None:
    product.view.add_formula("q = 9; sqrt(q)")
    assert product.document.circuit.node("q").operator == "add"
    assert said == ["q is computed here: the value that the formula gives it was left out."]


def test_a_taken_name_is_said(product: Hands, said: list[str]) -> None:
    product.view.add_formula("q = x*z; 2*q")
    assert said == ["q is taken here: what the formula calls so has got another name."]


def test_an_input_that_only_has_an_id_is_used_again(open_canvas: Callable[[Circuit], Hands]) -> None:
    hands = open_canvas(Circuit(Fragment((Node.new("input", id="a", value=3.0),))))
    hands.view.add_formula("sqrt(a)")
    hands.document.settle()
    assert [node.label for node in hands.document.circuit.inputs()] == ["a"]


def test_a_formula_goes_below_what_is_there(product: Hands) -> None:
    before = set(product.document.circuit.nodes)
    lowest = product.view.canvas.drawn_rect().bottom()
    product.view.add_formula("exp(u)/v")
    new = set(product.document.circuit.nodes) - before
    assert min(product.document.circuit.node(id).position[1] for id in new) > lowest


def test_adding_near_the_edge_does_not_move_the_view(empty: Hands) -> None:
    corner = empty.view.mapToScene(0, 0)
    empty.double_click(QPoint(70, 60))
    empty.type("speed")
    empty.key(Key.Key_Return)
    assert len(empty.document.circuit) == 1
    assert empty.view.mapToScene(0, 0) == corner


def test_a_pointer_that_rests_on_the_selected_node_is_no_aim(product: Hands) -> None:
    product.point_at(product.body("f"))
    product.click(product.body("f"))
    product.key(Key.Key_Tab)
    product.type("exp")
    product.key(Key.Key_Return)
    (new,) = product.document.selection.nodes
    assert product.document.circuit.node(new).position == (272.0, 0.0)
    assert product.document.circuit.source(new, 0) == "f"


def test_an_empty_canvas_says_how_to_begin(empty: Hands) -> None:
    view = empty.view
    assert view.first_hint is not None
    assert view.first_hint.isVisible()
    view.resize(view.width() + 200, view.height() + 100)
    middle = view.first_hint.geometry().center() - view.rect().center()
    assert middle.manhattanLength() <= 2
    assert not view.first_hint.geometry().intersects(view.legend.geometry())
    empty.document.do(AddNode(Node.new("add", id="a")), "Add")
    empty.document.settle()
    assert not view.first_hint.isVisible()
    empty.document.history.undo()
    empty.document.settle()
    assert view.first_hint.isVisible()


def test_the_box_does_not_stand_over_half_of_the_first_hint(empty: Hands) -> None:
    hint = empty.view.first_hint
    assert hint is not None
    empty.key(Key.Key_Tab)
    assert not hint.isVisible()
    empty.key(Key.Key_Escape)
    assert hint.isVisible()
    empty.key(Key.Key_Tab)
    empty.type("exp")
    empty.key(Key.Key_Return)
    assert not hint.isVisible()


def drop_wire(hands: Hands, port: QPoint, typed: str) -> QPointF:
    """Draws a wire from a port to the empty canvas and types into the box that opens. Returns where that was."""
    end = hands.place(QPointF(-60.0, 160.0))
    hands.drag(port, end)
    hands.type(typed)
    return hands.view.mapToScene(end)


@pytest.mark.parametrize(("typed", "value"), [("0", 0.0), ("-2", -2.0), ("0,5", 0.5), ("1e-3", 1e-3)])
def test_a_number_in_the_search_box_adds_a_constant(empty: Hands, typed: str, value: float) -> None:
    empty.key(Key.Key_Tab)
    empty.type(typed)
    empty.key(Key.Key_Return)
    (node,) = empty.document.circuit.nodes.values()
    assert (node.name, node.operator, node.value) == ("", "constant", value)
    assert empty.document.history.undoText() == "Add constant"


def test_a_letter_can_name_an_input_though_operators_begin_so(empty: Hands) -> None:
    empty.key(Key.Key_Tab)
    empty.type("a")
    assert offered(empty)[0] == "add"
    empty.key(Key.Key_Down)
    empty.key(Key.Key_Return)
    (node,) = empty.document.circuit.nodes.values()
    assert (node.name, node.operator) == ("a", "input")
    empty.key(Key.Key_Tab)
    empty.type("add")
    assert None not in offered(empty), "what is typed further is the name of an operator"
    empty.key(Key.Key_Escape)


@pytest.mark.parametrize(
    ("typed", "row", "value"), [("0", 0, 0.0), ("b", 1, 1.0), ("z", 0, -4.0), ("x", 1, -2.0), ("x*z + 1", 0, 9.0)]
)
def test_a_wire_from_an_input_port_ends_in_what_is_typed(product: Hands, typed: str, row: int, value: float) -> None:
    product.document.do(Disconnect(Wire("y", "q", 1)), "Free a port")
    before = product.fragment()
    drop_wire(product, product.input("q", 1), typed)
    for _ in range(row):
        product.key(Key.Key_Down)
    product.key(Key.Key_Return)
    assert run(product.document.circuit).node("q").value == -2.0 + value
    after = product.fragment()
    product.document.history.undo()
    assert product.fragment() == before, "one step"
    product.document.history.redo()
    assert product.fragment() == after


def test_a_formula_that_would_feed_itself_is_refused(product: Hands) -> None:
    product.document.do(Disconnect(Wire("y", "q", 1)), "Free a port")
    before = product.fragment()
    drop_wire(product, product.input("q", 1), "f")
    product.key(Key.Key_Return)
    assert product.fragment() == before
    assert "cycle" in product.refusals[0]


def test_an_output_takes_no_formula(product: Hands) -> None:
    drop_wire(product, product.output("x"), "0")
    assert None not in offered(product)
    product.key(Key.Key_Escape)


@pytest.mark.parametrize("key", [Key.Key_Escape, Key.Key_Return])
def test_the_wire_stays_to_be_seen_until_something_is_chosen(product: Hands, key: Qt.Key) -> None:
    def wires_drawn() -> list[QGraphicsPathItem]:
        return [item for item in product.view.canvas.items() if isinstance(item, QGraphicsPathItem)]

    assert not wires_drawn()
    spot = drop_wire(product, product.output("x"), "exp")
    (line,) = wires_drawn()
    assert line.path().currentPosition() == spot
    product.key(key)
    assert not wires_drawn()


def test_what_is_added_in_the_middle_keeps_off_captions(open_canvas: Callable[[Circuit], Hands]) -> None:
    hands = open_canvas(Circuit(Fragment((Node.new("input", id="x", name="x", value=1.0),))))
    for top in range(-12, 12):
        hands.view.centerOn(0.0, 56.0 + top)
        hands.view.add_operator("constant")
        hands.document.settle()
        new = hands.view.canvas.node_items[next(iter(hands.document.selection.nodes))]
        caption = hands.view.canvas.node_items["x"].mapRectToScene(total_rect(hands.view.canvas.node_items["x"]))
        assert new.mapRectToScene(new.body).top() >= caption.bottom(), top
        hands.undo_all()
