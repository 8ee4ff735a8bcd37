"""Typeset formulas within a line of text: drawn as vectors, so that they are crisp at every scale."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QByteArray, QObject, QPointF, QRect, QRectF, QSizeF
from PySide6.QtGui import (
    QFont,
    QFontInfo,
    QFontMetricsF,
    QPainter,
    QPyTextObject,
    QTextCharFormat,
    QTextDocument,
    QTextFormat,
)

from circuitgrad.gui.theme import Theme
from circuitgrad.gui.typeset import Typeset

KIND: Final = QTextFormat.ObjectTypes.UserObject.value + 1
OBJECT: Final = "\ufffc"
"""The character that stands for an object in a text."""
_DRAWING: Final = QTextFormat.Property.UserProperty.value + 1
_PLAIN: Final = QTextFormat.Property.UserProperty.value + 2
_THEME: Final = QTextFormat.Property.UserProperty.value + 3
LARGER: Final = 1.18
"""How much larger the letters of a formula are set, so that an x is as high as in the text around it."""


def letter_size(font: QFont) -> float:
    """How large the letters of a formula are beside a text in this font, in pixels."""
    return round(QFontInfo(font).pixelSize() * LARGER, 1)


def formula_format(drawing: Typeset, plain: str, theme: Theme, font: QFont) -> QTextCharFormat:
    """The format of the character that stands for a formula."""
    style = QTextCharFormat()
    style.setObjectType(KIND)
    style.setFont(font)
    style.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
    style.setProperty(_DRAWING, drawing)
    style.setProperty(_PLAIN, plain)
    style.setProperty(_THEME, theme)
    return style


def plain_of(style: QTextFormat) -> str:
    """A formula as plain text."""
    return str(style.property(_PLAIN) or "")


def formula_height(style: QTextFormat) -> float:
    """How high a formula is, 0 for what is none."""
    return float(style.property(_DRAWING).height) if style.objectType() == KIND else 0.0


class FormulaObject(QPyTextObject):
    """Tells Qt's text layout how large a formula is, and draws it.

    Qt makes room for such an object as if its middle stood a quarter of an x above the base line, and so it is made as
    high as it takes for the formula to fit. Then Qt puts its middle into the middle of the line.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._renderers: dict[tuple[str, str], object] = {}

    def intrinsicSize(self, document: QTextDocument, _position: int, style: QTextFormat) -> QSizeF:  # noqa: N802
        """How much room it takes; one that is wider than the text is made smaller."""
        drawing: Typeset = style.property(_DRAWING)
        lift, scale = _lift(style), _scale(document, drawing)
        return QSizeF(drawing.width, 0.0) * scale + QSizeF(
            0.0, max(2.0 * drawing.descent * scale + lift, 2.0 * drawing.ascent * scale - lift)
        )

    def drawObject(  # noqa: N802
        self, painter: QPainter, rect: QRectF | QRect, document: QTextDocument, position: int, style: QTextFormat
    ) -> None:
        """Draws it with its base line on that of the text."""
        from PySide6.QtSvg import QSvgRenderer

        drawing: Typeset = style.property(_DRAWING)
        theme: Theme = style.property(_THEME)
        key = (drawing.drawing, theme.name)
        renderer = self._renderers.get(key)
        if not isinstance(renderer, QSvgRenderer):
            renderer = self._renderers[key] = QSvgRenderer(QByteArray(drawing.colored(theme).encode()))
        line = _base_line(document, position, QRectF(rect).center().y())
        scale = _scale(document, drawing)
        corner = QPointF(rect.left(), line - drawing.ascent * scale)
        renderer.render(painter, QRectF(corner, QSizeF(drawing.width, drawing.height) * scale))


def _scale(document: QTextDocument, drawing: Typeset) -> float:
    width = document.textWidth()
    return min(1.0, width / drawing.width) if width > 0.0 else 1.0


def _base_line(document: QTextDocument, position: int, middle: float) -> float:
    """Where the base line of the text is, from the middle of an object in it."""
    block = document.findBlock(position)
    line = block.layout().lineForTextPosition(position - block.position())
    return middle + (line.ascent() - line.descent()) / 2.0


def _lift(style: QTextFormat) -> float:
    return QFontMetricsF(style.toCharFormat().font()).xHeight() / 2.0
