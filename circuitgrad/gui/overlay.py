"""A box with a field and a list that stands over the window, and gives the focus back when it goes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QListView, QVBoxLayout, QWidget
from shiboken6 import isValid

from circuitgrad.gui.theme import Theme

STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


class Overlay(QFrame):
    """The frame, the field and the list; arrow keys go through the list while the field has the focus.

    Args:
        room: the widget that it stands in.
        name: its object's name.
        theme: its colours.
    """

    def __init__(self, room: QWidget, name: str, theme: Theme) -> None:
        super().__init__(room)
        self.setObjectName(name)
        self.room, self.theme = room, theme
        self._before: QWidget | None = None
        self.field = QLineEdit()
        self.field.setObjectName(f"{name}_field")
        self.field.installEventFilter(self)
        self.list = QListView()
        self.list.setObjectName(f"{name}_list")
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(8, 8, 8, 8)
        self.column.setSpacing(8)
        room.installEventFilter(self)
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Shows it in other colours."""
        self.theme = theme
        self.setStyleSheet(
            f"#{self.objectName()} {{ background: {theme.panel}; border: 1px solid {theme.node_line};"
            " border-radius: 8px; }"
        )

    def settle(self) -> None:
        """Takes its place in the room."""
        raise NotImplementedError

    def appear(self) -> None:
        """Shows it and gives the field the focus, with its text selected."""
        if not self.isVisible():
            self._before = QApplication.focusWidget()
        self.show()
        self.settle()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)
        self.field.selectAll()

    def dismiss(self) -> None:
        """Hides it; the focus goes back to where it was."""
        if self.isHidden():
            return
        focus, before = QApplication.focusWidget(), self._before
        gives_back = focus is None or self.isAncestorOf(focus)
        self.hide()
        if gives_back and before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)
        self._before = None

    def go(self, steps: int) -> None:
        """Goes on in the list by so many rows."""
        rows = self.list.model().rowCount()
        if rows:
            row = max(0, min(rows - 1, self.list.currentIndex().row() + steps))
            self.list.setCurrentIndex(self.list.model().index(row, 0))

    def key(self, event: QKeyEvent) -> bool:
        """A key that was pressed in the field. Returns whether it was meant for the box."""
        if event.key() in STEPS:
            self.go(STEPS[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            return False
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Hears the keys of the field, and follows the size of the room."""
        if watched is self.room and event.type() == QEvent.Type.Resize and self.isVisible():
            self.settle()
        if watched is self.field and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and self.key(event):
                return True
        return super().eventFilter(watched, event)
