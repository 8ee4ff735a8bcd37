"""A field that opens on a node to type a value, a constant or a name in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from circuitgrad.gui.canvas.node_item import NodeItem
from circuitgrad.gui.canvas.remark_item import RemarkItem

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.view import CanvasView


LEAST = QSize(96, 30)
WIDEST = 320
SQUARE_RADIUS, LEAST_ROOM = 8, 6
CURSOR = 8
"""Room for the frame and the cursor, at either end."""


class InlineEditor(QLineEdit):
    """Enter, Tab or a click elsewhere takes what was typed, Esc gives it up. What is wrong is marked and stays."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view.viewport())
        self.setObjectName("inline_editor")
        self._view = view
        self._take: Callable[[str], bool] | None = None
        self._before = ""
        self._area, self._room = QRect(), LEAST_ROOM
        self.textEdited.connect(lambda _text: self._cover())
        self.textEdited.connect(lambda _text: self._mark(wrong=False))
        self.hide()

    def open_on(
        self,
        item: NodeItem | RemarkItem,
        asked: str,
        before: str,
        take: Callable[[str], bool],
        typed: str | None = None,
    ) -> None:
        """Opens on a node or on a frame's bar.

        Args:
            item: where.
            asked: what is asked for, in the reader's language: the empty field and assistive technology say it.
            before: what stands there now; it is selected, so that typing replaces it.
            take: gets what was typed; False keeps the field open and marks it.
            typed: what has been typed already, instead of `before`.
        """
        self._area = self._view.mapFromScene(item.mapRectToScene(item.body)).boundingRect()
        self._look_like(item)
        self._take, self._before = take, before
        self.setText(before if typed is None else typed)
        self._cover()
        self._mark(wrong=False)
        self.setAccessibleName(asked)
        self.setPlaceholderText(asked)
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if typed is None:
            self.selectAll()

    def _look_like(self, item: NodeItem | RemarkItem) -> None:
        """Takes the shape of an input or a frame's bar; over an operator it is as low as can be."""
        is_input = isinstance(item, NodeItem) and item.node.is_leaf
        if isinstance(item, NodeItem) and not is_input:
            middle = self._area.center().y()
            self._area.setTop(middle - LEAST.height() // 2 + 1)
            self._area.setHeight(LEAST.height())
        height = max(self._area.height(), LEAST.height())
        radius = height // 2 if is_input else SQUARE_RADIUS
        self._room = max(LEAST_ROOM, radius * 2 // 3)
        self.setStyleSheet(f"border-radius: {radius}px; padding: 0 {self._room}px;")

    def _cover(self) -> None:
        """Lies over its item, wider where what is typed needs it."""
        typed = self.fontMetrics().horizontalAdvance(self.text()) + 2 * (self._room + CURSOR)
        size = self._area.size().expandedTo(LEAST).expandedTo(QSize(min(typed, WIDEST), 0))
        left, top = (
            self._area.center().x() - (size.width() - 1) // 2,
            self._area.center().y() - (size.height() - 1) // 2,
        )
        self.setGeometry(QRect(QPoint(left, top), size))

    def take(self) -> None:
        """Takes what was typed; a wrong text is given up here, as nobody is left to mend it."""
        if self._take is not None:
            take, self._take = self._take, None
            if self.text().strip() != self._before:
                take(self.text().strip())
            self._close()

    def give_up(self) -> None:
        """Closes without a change."""
        if self._take is not None:
            self._take = None
            self._close()

    def _close(self) -> None:
        had_focus = self.hasFocus()
        self.hide()
        if had_focus:
            self._view.setFocus()

    def _try(self) -> None:
        take, text = self._take, self.text().strip()
        if take is None:
            return
        self._take = None
        if text == self._before or take(text):
            self._close()
        else:
            self._take = take
            self._mark(wrong=True)

    def _mark(self, *, wrong: bool) -> None:
        if self.property("wrong") != wrong:
            self.setProperty("wrong", wrong)
            self.style().unpolish(self)
            self.style().polish(self)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab}:
                self._try()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.give_up()
                return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        self.take()
