"""Pens, brushes and fonts of the canvas, made once for a theme and shared by all items."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPen, QPixmap

from circuitgrad.gui.canvas.sprites import Sprites
from circuitgrad.gui.fonts import FAMILY
from circuitgrad.gui.lens import Ink, Tone
from circuitgrad.gui.theme import Theme

NUMBER_SIZE = 11.5
NAME_SIZE = 15.0
FACE_SIZES = (20.0, 17.0, 15.0, 13.0, 11.0)
"""Of symbols that are words; the largest in which a word has room is taken."""
CAPTION_SIZE = 10.5
_ANY_DIGIT = str.maketrans("123456789", "000000000")
MOST_WIDTHS = 20_000
"""So many texts are remembered with their width."""
FAINT = 0.35
"""The opacity of what steps back."""
SHARE_STEPS = 64
"""So many widths a wire can have between none and the largest gradient; a step is a thirtieth of a pixel at 100 %."""


def share_step(share: float) -> int:
    """The step of a share from 0 to 1: what differs by less looks the same, and need not be painted again.

    Example:
        >>> share_step(0.0), share_step(0.5), share_step(0.501), share_step(1.0)
        (0, 32, 32, 64)
    """
    return round(share * SHARE_STEPS)


def font(
    size: float, *, weight: QFont.Weight = QFont.Weight.Normal, italic: bool = False, digits: bool = False
) -> QFont:
    """The canvas font at a size in scene units; `digits` for digits of one width."""
    made = QFont(FAMILY)
    made.setPixelSize(max(1, round(size)))
    made.setWeight(weight)
    made.setItalic(italic)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if digits:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def with_alpha(color: str, alpha: float) -> QColor:
    """A colour with an opacity from 0 to 1."""
    made = QColor(color)
    made.setAlphaF(alpha)
    return made


def line(color: str | QColor, width: float = 1.0) -> QPen:
    """A solid pen with round ends."""
    return QPen(QColor(color), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def fill(color: str) -> QBrush:
    """A solid brush; without its style Qt would try whether the colour is a picture, and make classes for that."""
    return QBrush(QColor(color), Qt.BrushStyle.SolidPattern)


def _hairline(color: str) -> QPen:
    pen = QPen(QColor(color), 1.0)
    pen.setCosmetic(True)
    return pen


class CanvasStyle:
    """What the items paint with under one theme."""

    def __init__(self, theme: Theme) -> None:
        weight = QFont.Weight
        self.theme = theme
        self._wire_pens: dict[tuple[int, bool, bool], QPen] = {}
        self._hairlines = [_hairline(color) for color in (theme.wire, theme.soft_ink, theme.accent)]
        self.canvas, self.ground = QColor(theme.canvas), fill(theme.canvas)
        self.dots = QPen(QColor(theme.dots), 2.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        self.ink, self.soft_ink = QPen(QColor(theme.ink)), QPen(QColor(theme.soft_ink))
        self.value, self.gradient = QPen(QColor(theme.value)), QPen(QColor(theme.gradient))
        self.node = fill(theme.node)
        self.node_line = line(theme.node_line, 1.2)
        self.chip_line = line(theme.line, 1.0)
        self.objective = fill(theme.objective)
        self.objective_ink = QPen(QColor(theme.objective_ink))
        self.sprites = Sprites()
        self.dot_rows: dict[tuple[int, float, float, float], QPixmap] = {}
        self.far_wire = QPen(QColor(theme.wire), 0.0)
        self.accent_line = line(theme.accent, 2.0)
        self.accent = fill(theme.accent)
        self.accent_ink, self.chosen_ground = QPen(QColor(theme.accent_ink)), fill(theme.accent_soft)
        self.accent_glow = with_alpha(theme.accent, 0.22)
        self.label_ground = with_alpha(theme.canvas, 0.86)
        self.warning_line = line(theme.warning_line, 1.2)
        self.warning, self.warning_ink = fill(theme.warning), QPen(QColor(theme.warning_ink))
        self.number_font = font(NUMBER_SIZE, weight=weight.Medium, digits=True)
        self.value_font = font(NUMBER_SIZE, weight=weight.DemiBold, digits=True)
        self.number_metrics, self.value_metrics = QFontMetricsF(self.number_font), QFontMetricsF(self.value_font)
        self._widths: dict[tuple[str, int], float] = {}
        self.name_font = font(NAME_SIZE, weight=weight.DemiBold, italic=True)
        self.name_metrics = QFontMetricsF(self.name_font)
        self.input_number_font = font(13.0, weight=weight.Medium, digits=True)
        self.sign_font = font(24.0, weight=weight.Medium)
        self.face_fonts = tuple(font(size, weight=weight.DemiBold) for size in FACE_SIZES)
        self.small_symbol_font = font(14.0, weight=weight.DemiBold)
        self.tiny_symbol_font = font(10.0, weight=weight.DemiBold)
        self.caption_font = font(CAPTION_SIZE)
        self.caption_metrics = QFontMetricsF(self.caption_font)
        self.caption_name_font = font(12.0, weight=weight.Medium, italic=True)
        self.caption_name_metrics = QFontMetricsF(self.caption_name_font)
        self.rank_font = font(9.5, weight=weight.DemiBold, digits=True)

    def effect(self, effect: str) -> QColor:
        """The colour of an input that raises or lowers the objective."""
        return QColor({"raises": self.theme.raises, "lowers": self.theme.lowers}.get(effect, self.theme.node_line))

    def tone(self, tone: Tone) -> QColor:
        """The colour of what is lit."""
        theme = self.theme
        return QColor(
            {Tone.RAISES: theme.raises, Tone.LOWERS: theme.lowers, Tone.DEAD: theme.lowers}.get(tone, theme.accent)
        )

    def ink_of(self, ink: Ink) -> QPen:
        """The pen of a part of a text."""
        theme = self.theme
        colors = {
            Ink.VALUE: theme.value, Ink.GRADIENT: theme.gradient, Ink.LOCAL: theme.accent, Ink.DEAD: theme.lowers,
        }  # fmt: skip
        return QPen(QColor(colors.get(ink, theme.soft_ink)))

    def lit_pen(self, tone: Tone | None, share: float) -> QPen:
        """The pen of a wire that a lens lights, or of one that steps back where it lights others: None."""
        width = 1.3 + 2.2 * share_step(share) / SHARE_STEPS
        pen = line(with_alpha(self.theme.wire, FAINT), width) if tone is None else line(self.tone(tone), width + 1.4)
        pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if tone is Tone.DEAD:
            pen.setStyle(Qt.PenStyle.DashLine)
        return pen

    def hairline(self, *, selected: bool, hovered: bool) -> QPen:
        """The pen of a wire that would be hardly wider than a pixel: four times as fast as any other."""
        return self._hairlines[2 if selected else 1 if hovered else 0]

    def far_pen(self, color: QColor, *, dotted: bool = False) -> QPen:
        """The pen of a wire that stands out from afar: two pixels wide at any zoom."""
        pen = line(color, 2.0)
        pen.setCosmetic(True)
        if dotted:
            pen.setStyle(Qt.PenStyle.DotLine)
        return pen

    def width(self, text: str, metrics: QFontMetricsF) -> float:
        """How wide a text is in one of the style's fonts, whose digits are all of one width."""
        key = text.translate(_ANY_DIGIT), id(metrics)
        width = self._widths.get(key)
        if width is None:
            if len(self._widths) > MOST_WIDTHS:
                self._widths.clear()
            width = self._widths[key] = metrics.horizontalAdvance(text)
        return width

    def wire_pen(self, share: float, *, selected: bool, hovered: bool) -> QPen:
        """The pen of a wire, shared by all that look the same: a copy can be changed, the pen itself not.

        Args:
            share: |gradient| relative to the largest, 0 where there is none.
            selected: whether the wire is selected.
            hovered: whether the pointer is over it.
        """
        key = share_step(share), selected, hovered
        pen = self._wire_pens.get(key)
        if pen is None:
            width = 1.3 + 2.2 * key[0] / SHARE_STEPS
            color = self.theme.accent if selected else self.theme.soft_ink if hovered else self.theme.wire
            pen = self._wire_pens[key] = line(color, width + 1.0 if selected else width)
            # A curve is painted as many short lines: round joins between them take thrice the time and show nowhere.
            pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        return pen
