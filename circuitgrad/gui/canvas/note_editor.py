"""A field that opens on a note to write several lines in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit

from circuitgrad.gui.canvas.note_item import TEXT_SIZE
from circuitgrad.gui.canvas.remark_item import RemarkItem, written_on
from circuitgrad.gui.canvas.style import font

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.view import CanvasView

LEAST_WIDTH, LEAST_HEIGHT = 160, 64
SMALLEST_TEXT = 11.0


class NoteEditor(QPlainTextEdit):
    """Ctrl+Enter or a click elsewhere takes what was written, Esc gives it up; Enter starts a new line."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view.viewport())
        self.setObjectName("note_editor")
        self.setAccessibleName(self.tr("Note"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self._view = view
        self._item: RemarkItem | None = None
        self._take: Callable[[str], object] | None = None
        self.hide()
        view.zoomed.connect(self.take)
        view.horizontalScrollBar().valueChanged.connect(self.take)
        view.verticalScrollBar().valueChanged.connect(self.take)

    def open_on(self, item: RemarkItem, take: Callable[[str], object]) -> None:
        """Opens on a note.

        Args:
            item: the note.
            take: gets what was written, if it is another text.
        """
        self._item, self._take = item, take
        area = self._view.mapFromScene(item.mapRectToScene(item.area)).boundingRect()
        size = area.size().expandedTo(self.minimumSize()).expandedTo(QRect(0, 0, LEAST_WIDTH, LEAST_HEIGHT).size())
        self.setGeometry(QRect(area.topLeft(), size))
        self.setFont(font(max(SMALLEST_TEXT, TEXT_SIZE * self._view.zoom)))
        self.setPlainText(written_on(item.remark))
        self.moveCursor(QTextCursor.MoveOperation.End)
        item.mark(edited=True)
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def take(self) -> None:
        """Takes what was written."""
        item, take = self._item, self._take
        if item is not None and take is not None:
            written = self.toPlainText()
            self._close()
            if written != written_on(item.remark):
                take(written)

    def give_up(self) -> None:
        """Closes without a change."""
        if self._take is not None:
            self._close()

    def _close(self) -> None:
        had_focus = self.hasFocus()
        if self._item is not None:
            self._item.mark(edited=False)
        self._item, self._take = None, None
        self.hide()
        if had_focus:
            self._view.setFocus()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.give_up()
                return True
            enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.take()
                return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:  # its own context menu
            self.take()
