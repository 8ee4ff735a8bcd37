"""Text of a lesson as it is read: Markdown, numbers in the colours of values and gradients, formulas."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Final

from PySide6.QtCore import QMimeData, QSize, Qt, QUrl
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

from circuitgrad.formats.lessons.fields import Field, Kind, Piece, filled, pieces
from circuitgrad.gui.fonts import STRONG
from circuitgrad.gui.lessons.formula_object import (
    KIND,
    OBJECT,
    FormulaObject,
    formula_format,
    formula_height,
    letter_size,
    plain_of,
)
from circuitgrad.gui.lessons.plain_maths import plain_maths
from circuitgrad.gui.theme import LIGHT, Theme
from circuitgrad.gui.typeset import typesetter

MARKS: Final = 0xE000
"""Characters that no text has stand for numbers and formulas while Qt reads the Markdown."""
NO_BREAK: Final = "\u00a0"
LONGEST_UNBROKEN: Final = 20
"""A formula as plain text that is longer may be broken at its spaces."""
LINE_HEIGHT: Final = 1.3
GAP: Final = 8.0
_FEATURES: Final = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML
Number = Callable[[Field], str]


@dataclass(frozen=True, slots=True)
class Look:
    """How numbers are written, in which colours, and how large the letters of formulas are; 0 for plain text."""

    number: Number
    theme: Theme
    letters: float = 0.0


class Prose(QTextEdit):
    """A text that is as high as it needs to be.

    Args:
        text: Markdown with fields and formulas.
        name: its object name.
    """

    def __init__(self, text: str, name: str = "prose", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.source = text
        self._look: Look | None = None
        self._shown = ""
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setStyleSheet("QTextEdit { background: transparent; border: 0; padding: 0; }")
        self.document().setDocumentMargin(0)
        self._formulas = FormulaObject(self)
        self.document().documentLayout().registerHandler(KIND, self._formulas)
        typesetter().ready.connect(self._on_typeset, Qt.ConnectionType.QueuedConnection)
        self.viewport().setAutoFillBackground(False)

    @property
    def follows(self) -> bool:
        """Whether numbers in it follow the circuit."""
        return "{now " in self.source

    def show_text(self, number: Number, theme: Theme) -> None:
        """Shows the text with these numbers; an equal one costs next to nothing."""
        said = f"{theme.name} {filled(self.source, number)}"
        if said == self._shown:
            return
        self._shown, self._look = said, Look(number, theme, letter_size(self.font()))
        formulas = [latex(piece.text, number) for piece in pieces(self.source) if piece.kind is Kind.MATHS]
        typesetter().ask(formulas, self._look.letters, lambda: self._shown == said)
        self._fill()

    def _fill(self) -> None:
        if self._look is not None:
            fill(self.document(), self.source, self._look, self.font())
            self.setAccessibleName(self.plain)
            self._fit()

    def _on_typeset(self) -> None:
        """Formulas that stood there as plain text become drawings."""
        if any(piece.kind is Kind.MATHS for piece in pieces(self.source)):
            self._fill()

    @property
    def plain(self) -> str:
        """What is shown, without looks."""
        return plain_of_document(self.document())

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802
        """Copies plain text, formulas too."""
        selected, data = QTextDocument(), QMimeData()
        QTextCursor(selected).insertFragment(self.textCursor().selection())
        data.setText(plain_of_document(selected))
        return data

    def loadResource(self, _type: int, _name: QUrl | str) -> object:  # noqa: N802
        """Loads nothing: a lesson comes from a stranger."""
        return None

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(120, 20)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(240, ceil(self.document().size().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.document().setTextWidth(self.viewport().width())
        height = ceil(self.document().size().height())
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)


def fill(document: QTextDocument, text: str, look: Look, font: QFont) -> None:
    """Puts a text of a lesson into a document."""
    marked: list[Piece] = []
    markdown = "".join(_marked(piece, marked) for piece in pieces(text))
    document.setDefaultFont(font)
    document.setMarkdown(markdown, _FEATURES)
    _make_strong(document)
    for place, piece in enumerate(marked):
        cursor = document.find(chr(MARKS + place))
        if not cursor.isNull():
            _set(cursor, piece, look)
    _set_rhythm(document, look.theme)


def _make_strong(document: QTextDocument) -> None:
    """What Markdown has in bold gets the weight that ships."""
    strong = QTextCharFormat()
    strong.setFontWeight(STRONG)
    for number in range(document.blockCount()):
        pieces_of_block = document.findBlockByNumber(number).begin()
        while not pieces_of_block.atEnd():
            fragment = pieces_of_block.fragment()
            if fragment.charFormat().fontWeight() > STRONG:
                cursor = QTextCursor(document)
                cursor.setPosition(fragment.position())
                cursor.setPosition(fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor)
                cursor.mergeCharFormat(strong)
            pieces_of_block += 1


def plain_text(text: str, number: Number) -> str:
    """A text of a lesson without looks, for labels and for those who listen."""
    document = QTextDocument()
    fill(document, text, Look(number, LIGHT), QFont())
    return document.toPlainText().strip()


def _marked(piece: Piece, marked: list[Piece]) -> str:
    if piece.kind is Kind.WORDS:
        return piece.text.replace("\\$", "$").replace(" = ", f"{NO_BREAK}={NO_BREAK}")
    marked.append(piece)
    return chr(MARKS + len(marked) - 1)


def _set(cursor: QTextCursor, piece: Piece, look: Look) -> None:
    """Writes a number or a formula where its mark stands."""
    style = QTextCharFormat(cursor.charFormat())
    if piece.field is not None:
        style.setForeground(QBrush(QColor(_color(piece.field, look.theme))))
        style.setFontWeight(QFont.Weight.DemiBold)
        cursor.insertText(look.number(piece.field), style)
        return
    plain = plain_maths(filled(piece.text, look.number))
    drawing = typesetter().known(latex(piece.text, look.number), look.letters)[1] if look.letters else None
    if drawing is not None:
        cursor.insertText(OBJECT, formula_format(drawing, plain, look.theme, style.font()))
        return
    style.setFontItalic(True)
    cursor.insertText(plain if len(plain) > LONGEST_UNBROKEN else plain.replace(" ", NO_BREAK), style)


def latex(text: str, number: Number) -> str:
    """A formula with its numbers filled in, in the colours of values and gradients, as it is typeset."""
    return filled(text, lambda field: _in_color(field, number(field))).replace("−", "-")


def _in_color(field: Field, number: str) -> str:
    kind = field.quantity.kind
    return rf"\textcolor{{{kind}}}{{{number}}}" if kind in ("value", "gradient") else number


def plain_of_document(document: QTextDocument) -> str:
    """The text of a document, with formulas as plain text."""
    lines = []
    block = document.begin()
    while block.isValid():
        parts, place = [], block.begin()
        while not place.atEnd():
            style, text = place.fragment().charFormat(), place.fragment().text()
            parts.append(text.replace(OBJECT, plain_of(style)) if style.objectType() == KIND else text)
            place += 1
        lines.append("".join(parts))
        block = block.next()
    return "\n".join(lines)


def _color(field: Field, theme: Theme) -> str:
    kinds = {"value": theme.value, "gradient": theme.gradient}
    return kinds.get(field.quantity.kind, theme.ink)


def _set_rhythm(document: QTextDocument, theme: Theme) -> None:
    """Even gaps and lines; hairlines in tables."""
    block, is_first = document.begin(), True
    least = QFontMetricsF(document.defaultFont()).lineSpacing() * LINE_HEIGHT
    while block.isValid():
        cursor = QTextCursor(block)
        style = QTextBlockFormat(block.blockFormat())
        in_list, in_table = block.textList() is not None, cursor.currentTable() is not None
        kinds = QTextBlockFormat.LineHeightTypes  # a fixed height sets all base lines alike, and would clip a fraction
        kind = kinds.MinimumHeight if _tallest(block) > least else kinds.FixedHeight
        style.setLineHeight(least, kind.value)
        style.setTopMargin(0.0 if is_first or in_table else GAP / 2 if in_list else GAP)
        style.setBottomMargin(0.0)
        cursor.setBlockFormat(style)
        is_first = False
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _set_table(frame, theme)


def _tallest(block: QTextBlock) -> float:
    """How high the highest formula of a paragraph is."""
    tallest, place = 0.0, block.begin()
    while not place.atEnd():
        tallest = max(tallest, formula_height(place.fragment().charFormat()))
        place += 1
    return tallest


def _set_table(table: QTextTable, theme: Theme) -> None:
    style = table.format()
    style.setBorder(1.0)
    style.setBorderCollapse(True)
    style.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    style.setBorderBrush(QBrush(QColor(theme.line)))
    style.setCellPadding(5.0)
    style.setCellSpacing(0.0)
    style.setTopMargin(GAP)
    style.setBottomMargin(GAP / 2)
    style.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    table.setFormat(style)
    if table.rows() > 1:  # Qt aligns the numbers, and leaves their heads where they are
        for column in range(table.columns()):
            below = table.cellAt(1, column).firstCursorPosition().blockFormat().alignment()
            head = table.cellAt(0, column).firstCursorPosition()
            aligned = QTextBlockFormat(head.blockFormat())
            aligned.setAlignment(below)
            head.setBlockFormat(aligned)
