"""Long numbers on nodes: shorter until they fit, and still the number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication

from circuitgrad.formats.numbers import short_number
from circuitgrad.gui.canvas.fitting import fitted, shorter_numbers
from circuitgrad.gui.canvas.style import CanvasStyle
from circuitgrad.gui.theme import LIGHT

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
