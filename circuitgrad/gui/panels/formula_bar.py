"""The formula bar: the objective's formula, to read and to type."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QFontDatabase, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from circuitgrad.circuit.changes import Change, NodeChanged, NodesMoved
from circuitgrad.errors import CircuitError, FormulaError
from circuitgrad.gui.document import Document
from circuitgrad.gui.messages import sentence
from circuitgrad.gui.names import pretty_name
from circuitgrad.gui.panels.formula_edit import Shown, replacing_all, shown_formula
from circuitgrad.gui.panels.panel import GAP
from circuitgrad.gui.theme import Theme

LONGEST_NAME = 160
"""Pixels of the objective's name, before it is elided."""


class FormulaBar(QWidget):
    """ "f =" and a line with the formula. Enter makes a circuit of it, Escape restores what stood there.

    Signals:
        formula_entered: the circuit is another one, made from what was typed.
    """

    formula_entered = Signal()

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("formula_bar")
        self._document = document
        self._shown = Shown("", "")
        self._name = QLabel()
        self._name.setObjectName("formula_objective")
        self.field = FormulaField()
        self.field.setAccessibleName(self.tr("Formula of the objective"))
        self.note = FormulaNote(self.field)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP)
        line.addWidget(self._name)
        line.addWidget(self.field, 1)
        self.field.returnPressed.connect(self.enter)
        self.field.textEdited.connect(self._clear_mark)
        self.field.restore_asked.connect(self.restore)
        self.field.left.connect(self._leave)
        document.reset.connect(self._on_reset)
        document.changed.connect(self._follow)
        self.set_theme(theme)
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Shows it in other colours."""
        self.note.set_theme(theme)

    def _on_reset(self) -> None:
        if self._document.is_large:
            self._document.turns.later(self.restore)
        else:
            self.restore()

    def _follow(self, changes: tuple[Change, ...]) -> None:
        if any(map(_rewrites, changes)):
            self.refresh()

    def refresh(self) -> None:
        """Shows the formula of now, or why there is none; what somebody is typing stays."""
        shown = self._shown = shown_formula(self._document.circuit)
        name = pretty_name(shown.name)
        short = self._name.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, LONGEST_NAME)
        self._name.setText(self.tr("{name} =").format(name=short) if name else "")
        self._name.setToolTip(name)
        self._name.setVisible(bool(shown.name))
        self.field.setPlaceholderText(shown.hint)
        text = shown.text
        if not self.field.isModified() and self.field.text() != text:
            self.field.setText(text)
            self.field.setCursorPosition(0)
        if not self.field.isModified():
            self.field.setToolTip(text)

    def restore(self) -> None:
        """Forgets what was typed."""
        self._clear_mark()
        self.field.setModified(False)
        self.refresh()

    def enter(self) -> None:
        """Makes the circuit of what was typed, as one step of the history; or says where it cannot be read."""
        text = self.field.text()
        if not text.strip() or text == self._shown.text:
            self.restore()
            return
        try:
            edit = replacing_all(self._document.circuit, text, self._shown.name)
        except FormulaError as error:
            self._refuse(error, error.position)
            return
        except CircuitError as error:
            self._refuse(error, len(text))
            return
        if self._document.do(edit, self.tr("Enter a formula")):
            self._document.settle()
            self.restore()
            self.formula_entered.emit()

    def _refuse(self, error: CircuitError, position: int) -> None:
        self.field.mark(True)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        if position < len(self.field.text()):
            self.field.setSelection(position, 1)
        else:
            self.field.setCursorPosition(position)
        self.note.say(sentence(error))
        self.field.setAccessibleDescription(self.note.text())

    def _clear_mark(self) -> None:
        self.field.mark(False)
        self.field.setAccessibleDescription("")
        self.note.hide()

    def _leave(self) -> None:
        if self.field.text() == self._shown.text or not self.field.text().strip():
            self.restore()
        self.note.hide()


def _rewrites(change: Change) -> bool:
    """Whether the formula may read otherwise now: neither a move nor an input's value is written in it."""
    if isinstance(change, NodeChanged | NodesMoved) and change.only_looks:
        return False
    if not isinstance(change, NodeChanged):
        return True
    before, after = change.before, change.after
    if after.is_literal or before.is_literal:
        return before.value != after.value or before.name != after.name
    return (before.operator, before.label, before.constants) != (after.operator, after.label, after.constants)


class FormulaField(QLineEdit):
    """The line itself: undo, redo and Escape stay within it while somebody types.

    Signals:
        restore_asked: Escape was pressed on what was typed.
        left: the focus has gone elsewhere.
    """

    restore_asked = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("formula")
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(self.fontInfo().pixelSize())
        self.setFont(font)
        self.setMinimumWidth(160)
        self.setMaxLength(100_000)

    def mark(self, wrong: bool) -> None:
        """Marks what stands there as wrong, or no more."""
        if bool(self.property("wrong")) != wrong:
            self.setProperty("wrong", wrong)
            self.style().unpolish(self)
            self.style().polish(self)

    def event(self, event: QEvent) -> bool:
        """Keeps the shortcuts of the window from what is typed here."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undoes = event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)
            if undoes or (event.key() == Qt.Key.Key_Escape and self._has_more_to_say()):
                event.accept()
                return True
        return super().event(event)

    def _has_more_to_say(self) -> bool:
        return self.isModified() or bool(self.property("wrong"))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape restores."""
        if event.key() == Qt.Key.Key_Escape and self._has_more_to_say():
            self.restore_asked.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: object) -> None:  # noqa: N802
        """Tells that the focus has gone."""
        super().focusOutEvent(event)  # type: ignore[arg-type]
        self.left.emit()


class FormulaNote(QLabel):
    """What is wrong with a formula, under the field; it floats over what is below."""

    def __init__(self, field: QLineEdit) -> None:
        super().__init__(field)
        self.setObjectName("formula_note")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self._field = field
        self.hide()

    def say(self, text: str) -> None:
        """Shows a sentence under the field."""
        self.setParent(self._field.window())
        self.setText(text)
        self.setFixedWidth(max(240, self._field.width()))
        self.adjustSize()
        self.move(self._place())
        self.show()
        self.raise_()

    def _place(self) -> QPoint:
        below = self._field.mapTo(self._field.window(), QPoint(0, self._field.height() + 4))
        return QPoint(max(0, min(below.x(), self._field.window().width() - self.width())), below.y())

    def set_theme(self, theme: Theme) -> None:
        """Shows it in other colours."""
        self.setStyleSheet(
            f"background: {theme.warning}; color: {theme.warning_ink}; border: 1px solid {theme.warning_line};"
            "border-radius: 5px; padding: 6px 8px;"
        )
