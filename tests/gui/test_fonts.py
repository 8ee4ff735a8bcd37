"""The font that ships: it is found, has digits of one width and the signs that the window shows."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF, QRawFont
from PySide6.QtWidgets import QApplication

from circuitgrad.gui.canvas.style import font
from circuitgrad.gui.fonts import FAMILY, load_fonts, ui_font
from circuitgrad.operators import OPERATORS
from circuitgrad.resource_files import resource_root

pytestmark = pytest.mark.usefixtures("qapp")


def test_the_window_has_the_font_that_ships(qapp: QApplication) -> None:
    assert load_fonts()
    assert QFontInfo(ui_font()).family() == FAMILY


def test_tabular_digits_have_one_width(qapp: QApplication) -> None:
    load_fonts()
    tabular = QFontMetricsF(font(40, digits=True))
    widths = {digit: tabular.horizontalAdvance(digit) for digit in "0123456789"}
    assert len(set(widths.values())) == 1, widths
    proportional = QFontMetricsF(font(40))
    assert proportional.horizontalAdvance("1") != proportional.horizontalAdvance("0"), "the test could not fail"


@pytest.mark.parametrize("italic", [False, True])
@pytest.mark.parametrize("weight", [QFont.Weight.Normal, QFont.Weight.Medium, QFont.Weight.DemiBold])
def test_every_weight_is_a_face_of_its_own(qapp: QApplication, weight: QFont.Weight, italic: bool) -> None:
    load_fonts()
    info = QFontInfo(font(14, weight=weight, italic=italic))
    assert (info.family(), info.weight(), info.italic()) == (FAMILY, weight, italic)


@pytest.mark.parametrize("file", sorted((resource_root() / "fonts").glob("*.otf")), ids=lambda file: file.stem)
def test_every_face_has_the_signs_that_the_window_shows(qapp: QApplication, file: object) -> None:
    face = QRawFont(str(file), 14.0)
    missing = [
        sign for sign in "aZ09ßéőłŒαΩβжЯ−×÷·≈≤≥→←↑↓▲▼◆●“”„…–—½²³⁻ⁿˣʸ₀₁√σ∂∑∞" if not face.supportsCharacter(ord(sign))
    ]
    assert not missing


IN_NO_FACE = {"∛"}
"""Signs that Inter does not have: the system's fonts draw them."""


def test_the_symbols_of_operators_are_drawn_in_the_font_that_ships(qapp: QApplication) -> None:
    face = QRawFont(str(resource_root() / "fonts" / "Inter-Medium.otf"), 14.0)
    missing = {sign for record in OPERATORS.values() for sign in record.symbol if not face.supportsCharacter(ord(sign))}
    assert missing == IN_NO_FACE
