"""What fits where: numbers get shorter until they have room, and are still the number; symbols get smaller."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication

from circuitgrad.circuit import Circuit, Fragment, Node
from circuitgrad.formats.numbers import short_number, shorter_numbers
from circuitgrad.gui.canvas.fitting import fitted
from circuitgrad.gui.canvas.looks import Looks, face
from circuitgrad.gui.canvas.node_item import NodeItem
from circuitgrad.gui.canvas.node_paint import FACE_MARGIN, face_font
from circuitgrad.gui.canvas.node_texts import PILL_MARGIN, input_texts
from circuitgrad.gui.canvas.style import CanvasStyle
from circuitgrad.gui.theme import LIGHT
from circuitgrad.layout.geometry import OPERATOR_SIDE
from circuitgrad.operators import OPERATORS
from tests.gui.hands import Hands

ROOM = 48.0


@pytest.mark.parametrize("value", [1.23e300, -1.23e300, 123456789.0, -123456.789, 0.000123456, 5e-324, -2.5, 0.3, 0.0])
def test_a_number_fits_into_its_room_unless_no_form_does(qapp: QApplication, value: float) -> None:
    style = CanvasStyle(LIGHT)
    fonts = style.input_number_font, style.number_font
    text = short_number(value)
    form, font = fitted(text, ROOM, fonts)
    widths = [QFontMetricsF(style.number_font).horizontalAdvance(each) for each in shorter_numbers(text)]
    assert QFontMetricsF(font).horizontalAdvance(form) <= max(ROOM, min(widths))
    assert form in shorter_numbers(text)


def test_where_there_is_room_nothing_is_left_out(qapp: QApplication) -> None:
    style = CanvasStyle(LIGHT)
    fonts = style.input_number_font, style.number_font
    assert fitted("−1.23×10⁵", 200.0, fonts) == ("−1.23×10⁵", style.input_number_font)


@given(st.floats(-1e307, 1e307), st.integers(2, 6))
def test_a_shorter_form_is_the_number_with_fewer_digits(value: float, digits: int) -> None:
    forms = shorter_numbers(short_number(value, digits))
    assert all(len(form) <= len(forms[0]) for form in forms)
    for form in forms:
        mantissa, _, exponent = form.replace("−", "-").partition("×10")
        power = exponent.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")) or "0"
        assert float(f"{mantissa}e{power}") == pytest.approx(value, rel=0.51, abs=1e-300)


@pytest.mark.parametrize("text", ["NaN", "∞", "−∞", "?", "1.80×10³⁰⁸"])
def test_what_is_no_float_stays(text: str) -> None:
    assert shorter_numbers(text) == [text]


@pytest.mark.parametrize("name", [name for name, operator in OPERATORS.items() if not operator.is_leaf])
def test_every_symbol_fits_into_its_box(qapp: QApplication, name: str) -> None:
    symbol = face(Node.new(name, id="n"))
    font = face_font(CanvasStyle(LIGHT), symbol, OPERATOR_SIDE - 2 * FACE_MARGIN)
    assert QFontMetricsF(font).horizontalAdvance(symbol) <= OPERATOR_SIDE - 2 * FACE_MARGIN


@pytest.mark.parametrize("name", ["x", "learning_rate_of_the_first_layer", "W" * 40])
@pytest.mark.parametrize("value", [0.5, -1.23456789e-300, 123456789.0, -98765.4321])
def test_name_and_number_of_an_input_do_not_meet(qapp: QApplication, name: str, value: float) -> None:
    circuit = Circuit(Fragment((Node.new("input", id="x", name=name, value=value),)))
    style = CanvasStyle(LIGHT)
    node = circuit.node("x")
    item = NodeItem(node, 0, style, lambda *_: None)
    item.show_look(Looks(circuit, None).node(node, 1))
    texts = input_texts(item)
    taken = QFontMetricsF(texts.font).horizontalAdvance(texts.number) + style.name_metrics.horizontalAdvance(texts.name)
    assert texts.number
    assert texts.name
    assert taken < item.body.width() - 2 * PILL_MARGIN


def test_what_is_fitted_does_not_lie_under_the_legend(open_canvas: Callable[[Circuit], Hands]) -> None:
    nodes = tuple(Node.new("input", id=f"x{k}", value=1.0, position=(0.0, 80.0 * k)) for k in range(14))
    view = open_canvas(Circuit(Fragment(nodes))).view
    view.fit()
    assert view.legend.isVisible()
    for node in nodes:
        body = view.canvas.node_items[node.id].sceneBoundingRect()
        assert not view.mapFromScene(body).boundingRect().intersects(view.legend.geometry())
        assert view.viewport().rect().contains(view.mapFromScene(body).boundingRect())
