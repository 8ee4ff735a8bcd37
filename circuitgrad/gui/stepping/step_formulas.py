"""Where the formulas of a step are set and painted: fractions with their bars, each factor in its colour.

They are set at once, in well under a millisecond, as steps may go by 64 a second: `gui.typeset` takes up to a tenth of
a second for a formula, and would flicker. `StepFormulas.show_formulas` is the one way in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from circuitgrad.gui.canvas.style import font
from circuitgrad.gui.lens import Ink
from circuitgrad.gui.stepping.formula import Formula, Word, phrases, plain_lines
from circuitgrad.gui.theme import LIGHT, Theme

SIZE: Final = 15
LINE_GAP: Final = 8.0
INDENT: Final = 24.0
COLUMN_GAP: Final = 40.0
BAR_OVERHANG: Final = 2.0
BAR_GAP: Final = 3.0
BEARING: Final = 1.5


@dataclass(frozen=True, slots=True)
class Glyphs:
    """A text at its place, in scene pixels; `at` is where its baseline begins."""

    text: str
    at: QPointF
    font: QFont
    ink: Ink


@dataclass(frozen=True, slots=True)
class Bar:
    """The line of a fraction."""

    start: QPointF
    end: QPointF
    ink: Ink


@dataclass(slots=True)
class Box:
    """A phrase that is set: what is in it, relative to the start of its baseline, and how far it reaches."""

    marks: list[Glyphs | Bar]
    width: float
    above: float
    below: float


class Fonts:
    """The fonts of formulas.

    Args:
        size: of the text, in pixels.
    """

    def __init__(self, size: int) -> None:
        self.plain, self.name = font(size, digits=True), font(size, italic=True)
        self.result = font(size, weight=QFont.Weight.DemiBold, digits=True)
        self.metrics = {id(each): QFontMetricsF(each) for each in (self.plain, self.name, self.result)}

    def of(self, word: Word) -> QFont:
        """The font of a word."""
        return self.result if word.is_result else self.name if word.is_name else self.plain

    def width(self, text: str, chosen: QFont) -> float:
        """How wide a text is in one of them."""
        return self.metrics[id(chosen)].horizontalAdvance(text)


def set_phrase(phrase: Formula, fonts: Fonts) -> Box:
    """Sets a phrase on one line: words on the baseline, fractions around the height of a minus."""
    marks: list[Glyphs | Bar] = []
    metrics = fonts.metrics[id(fonts.plain)]
    x, above, below = 0.0, metrics.ascent(), metrics.descent()
    axis = -metrics.strikeOutPos()
    for piece in phrase:
        if isinstance(piece, Word):
            marks.append(Glyphs(piece.text, QPointF(x, 0.0), fonts.of(piece), piece.ink))
            x += fonts.width(piece.text, fonts.of(piece))
            continue
        halves = [(("∂", fonts.plain), (name, fonts.name)) for name in (piece.above, piece.below)]
        widths = [sum(fonts.width(*each) for each in half) for half in halves]
        width = max(widths) + 2 * BAR_OVERHANG
        x += BEARING
        lines = axis - BAR_GAP - metrics.descent(), axis + BAR_GAP + metrics.ascent()
        for half, half_width, y in zip(halves, widths, lines, strict=True):
            left = x + (width - half_width) / 2
            for text, chosen in half:
                marks.append(Glyphs(text, QPointF(left, y), chosen, piece.ink))
                left += fonts.width(text, chosen)
        marks.append(Bar(QPointF(x, axis), QPointF(x + width, axis), piece.ink))
        x += width + BEARING
        above, below = max(above, metrics.ascent() - lines[0]), max(below, metrics.descent() + lines[1])
    return Box(marks, x, above, below)


@dataclass(frozen=True, slots=True)
class Setting:
    """Formulas set into a width: each box with the start of its baseline."""

    boxes: tuple[tuple[QPointF, Box], ...]
    size: QSize


def set_formulas(formulas: Sequence[Formula], fonts: Fonts, width: float) -> Setting:
    """Sets formulas beside each other as far as they fit; one that is too long goes on below, behind an indent."""
    placed: list[tuple[QPointF, Box]] = []
    line: list[tuple[float, Box]] = []
    x, y, widest = 0.0, 0.0, 0.0
    for formula in formulas:
        boxes = [set_phrase(phrase, fonts) for phrase in phrases(formula)]
        if line and x + COLUMN_GAP + sum(box.width for box in boxes) > width:
            y += _place(line, y, placed)
            line, x = [], 0.0
        elif line:
            x += COLUMN_GAP
        for first, box in zip((True, *[False] * len(boxes)), boxes, strict=False):
            if not first and x + box.width > width:
                y += _place(line, y, placed)
                line, x = [], INDENT
            line.append((x, box))
            x += box.width
            widest = max(widest, x)
    if line:
        y += _place(line, y, placed)
    return Setting(tuple(placed), QSize(round(widest + 0.5), round(max(0.0, y - LINE_GAP) + 0.5)))


def _place(line: list[tuple[float, Box]], y: float, placed: list[tuple[QPointF, Box]]) -> float:
    """Puts a line of boxes on one baseline, and returns how much room it takes."""
    above = max((box.above for _, box in line), default=0.0)
    below = max((box.below for _, box in line), default=0.0)
    placed += [(QPointF(x, y + above), box) for x, box in line]
    return above + below + LINE_GAP


class StepFormulas(QWidget):
    """Shows formulas under each other; its menu copies them as text.

    Args:
        name: its object name.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self._formulas: tuple[Formula, ...] = ()
        self._theme = LIGHT
        self._fonts = Fonts(SIZE)
        self._setting: Setting | None = None
        self._known_width = -1

    def show_formulas(self, formulas: Sequence[Formula], theme: Theme) -> None:
        """Shows these; equal ones cost nothing."""
        formulas = tuple(formulas)
        if formulas == self._formulas and theme is self._theme:
            return
        self._formulas, self._theme, self._setting = formulas, theme, None
        self.setAccessibleName(plain_lines(formulas))
        self.setVisible(bool(formulas))
        self.updateGeometry()
        self.update()

    @property
    def text(self) -> str:
        """What is shown, as plain text."""
        return plain_lines(self._formulas)

    def _open_menu(self, spot: object) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Copy as text"), lambda: QGuiApplication.clipboard().setText(self.text))
        menu.popup(self.mapToGlobal(spot))  # type: ignore[call-overload]

    def _set(self, width: int) -> Setting:
        if self._setting is None or width != self._known_width:
            self._known_width = width
            self._setting = set_formulas(self._formulas, self._fonts, width)
        return self._setting

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        return self._set(width).size.height()

    def sizeHint(self) -> QSize:  # noqa: N802
        return self._set(max(self.width(), 320)).size

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """As narrow as its longest phrase lets it be."""
        boxes = [set_phrase(phrase, self._fonts) for formula in self._formulas for phrase in phrases(formula)]
        return QSize(round(min(max((box.width for box in boxes), default=0.0) + INDENT, 320.0)), SIZE)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for start, box in self._set(self.width()).boxes:
            painter.save()
            painter.translate(start)
            for mark in box.marks:
                color = QColor(ink_color(mark.ink, self._theme))
                if isinstance(mark, Bar):
                    painter.fillRect(QRectF(mark.start - QPointF(0.0, 0.6), mark.end + QPointF(0.0, 0.6)), color)
                    continue
                painter.setPen(QPen(color))
                painter.setFont(mark.font)
                painter.drawText(mark.at, mark.text)
            painter.restore()


def ink_color(ink: Ink, theme: Theme) -> str:
    """The colour of a part of a formula."""
    colors = {Ink.VALUE: theme.value, Ink.GRADIENT: theme.gradient, Ink.LOCAL: theme.accent, Ink.DEAD: theme.lowers}
    return colors.get(ink, theme.ink)
