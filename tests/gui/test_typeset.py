"""Formulas become drawings, or stay plain text; nothing that stands in one raises."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from circuitgrad.gui.formula_lines import SMALLEST, laid_out, pieces_of
from circuitgrad.gui.theme import DARK, LIGHT, Theme
from circuitgrad.gui.typeset import LONGEST, Typeset, Typesetter, typeset, without_colors

FRACTION = r"\frac{\partial f}{\partial x} = \textcolor{gradient}{-4} \cdot \textcolor{accent}{\sqrt{x}}"


def painted(drawing: Typeset, theme: Theme, scale: float = 4.0) -> QImage:
    image = QImage(
        round(drawing.width * scale), round(drawing.height * scale), QImage.Format.Format_ARGB32_Premultiplied
    )
    image.fill(QColor(theme.panel))
    painter = QPainter(image)
    QSvgRenderer(QByteArray(drawing.colored(theme).encode())).render(painter, QRectF(image.rect()))
    painter.end()
    return image


def pixels(image: QImage, color: str) -> int:
    """How many pixels have just this colour."""
    wanted = QColor(color).rgb()
    return sum(image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height()))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_letters_and_bars_are_painted_in_the_colours_of_the_theme(theme: Theme, qtbot: QtBot) -> None:
    drawing = typeset(FRACTION, 17.0)
    assert drawing is not None
    image = painted(drawing, theme)
    for color in (theme.ink, theme.gradient, theme.accent):
        assert pixels(image, color) > 100, color
    assert "#fe00" not in drawing.colored(theme)


def test_letters_are_painted_not_only_fraction_bars(qtbot: QtBot) -> None:
    with_letters, bar = typeset(r"\frac{x}{y}", 17.0), typeset(r"\frac{\;}{\;}", 17.0)
    assert with_letters is not None
    assert bar is not None
    assert pixels(painted(with_letters, LIGHT), LIGHT.ink) > 2 * pixels(painted(bar, LIGHT), LIGHT.ink)


@pytest.mark.parametrize(
    "latex",
    [
        "",
        "  ",
        r"\frac{",
        r"\foo x",
        "x}",
        r"\text{입력}",
        r"\left( x",
        r"x_",
        "&",
        "\\",
        "x" * (LONGEST + 1),
        r"\begin{cases}",
    ],
)
def test_what_cannot_be_typeset_is_none(latex: str) -> None:
    drawing = typeset(latex, 17.0)
    assert drawing is None or drawing.width > 0.0
    if latex not in {"&", "x}", r"\left( x"}:  # which the library repairs
        assert drawing is None


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("x", ["x"]),
        ("a = b + c - d", ["a", "{} = b", "{} + c", "{} - d"]),
        (r"\frac{a + b}{c} (d - e) \left[x + y\right] + z", [r"\frac{a + b}{c} (d - e) \left[x + y\right]", "{} + z"]),
        (r"\left\{ a + b \right. + c", [r"\left\{ a + b \right.", "{} + c"]),
    ],
)
def test_a_line_breaks_before_signs_outside_of_brackets(line: str, pieces: list[str]) -> None:
    assert pieces_of(line) == pieces


def test_a_layout_fits_its_room_or_says_how_wide_it_is() -> None:
    piece = Typeset(100.0, 12.0, 4.0, "")
    narrow, wide = laid_out([[piece] * 4], 250.0), laid_out([[piece] * 4], 1000.0)
    assert wide.width == 400.0
    assert wide.height == 16.0
    assert narrow.width <= 250.0
    assert narrow.height > wide.height
    too_wide = laid_out([[piece]], 40.0)
    assert too_wide.placed[0].scale == SMALLEST
    assert too_wide.width == pytest.approx(100.0 * SMALLEST)


def test_pieces_of_a_line_stand_on_one_base_line() -> None:
    low, high = Typeset(10.0, 8.0, 2.0, ""), Typeset(10.0, 20.0, 12.0, "")
    layout = laid_out([[low, high]], 100.0)
    assert {each.y + each.piece.ascent for each in layout.placed} == {20.0}
    assert layout.height == 32.0


def test_colours_are_taken_out_for_copying() -> None:
    assert (
        without_colors(r"\textcolor{gradient}{\frac{a}{b}} + \textcolor{red}{c}") == r"\frac{a}{b} + \textcolor{red}{c}"
    )
    assert without_colors(r"\left\{ \textcolor{accent}{x} \right\}") == r"\left\{ x \right\}"


def test_formulas_are_typeset_beside_the_window(qtbot: QtBot) -> None:
    setter = Typesetter()
    told: list[bool] = []
    setter.ready.connect(lambda: told.append(True), Qt.ConnectionType.QueuedConnection)
    setter.ask(["x + y", r"\frac{"], 17.0, lambda: True)
    assert not told
    setter.finish()
    assert told
    done, drawing = setter.known("x + y", 17.0)
    assert done
    assert drawing is not None
    assert setter.known(r"\frac{", 17.0) == (True, None)


def test_what_nobody_wants_any_more_is_not_typeset(qtbot: QtBot) -> None:
    setter = Typesetter()
    setter.ask(["x"], 17.0, lambda: False)
    setter.finish()
    assert setter.known("x", 17.0) == (False, None)


def test_a_long_piece_breaks_within_its_round_brackets_but_no_table_does() -> None:
    long = r"f = 2 v_{1} \, (" + " + ".join(rf"\tanh (w_{{{i}}} x)" for i in range(9)) + ")"
    pieces = pieces_of(long)
    assert len(pieces) > 6
    assert "".join(piece.removeprefix("{}") for piece in pieces) == long
    cases = r"f = \begin{cases} 1 & x > y \\ \frac{1}{2} & x = y \\ 0 & x < y \end{cases} + \left( a + b \right)"
    assert len(pieces_of(cases)) == 3
    assert all(typeset(piece, 17.0) is not None for piece in (*pieces, *pieces_of(cases)))
