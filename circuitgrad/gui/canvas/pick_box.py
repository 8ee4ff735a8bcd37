"""A small box over the canvas with a field and a list of what fits: arrow keys choose, Enter takes, Esc closes."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from circuitgrad.gui.theme import Theme

ROWS = 9
STEPS: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: ROWS, Qt.Key.Key_PageUp: -ROWS}
TAKING: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
OWN_KEYS: Final = frozenset({*STEPS, *TAKING, Qt.Key.Key_Escape})


class PickBox(QFrame):
    """What all such boxes are. One kind of box says what is in the list (`fill`) and what is done (`take_row`).

    Signals:
        closed: it was closed without a choice.
    """

    closed = Signal()
    WIDTH = 280

    def __init__(self, parent: QWidget, theme: Theme, name: str) -> None:
        super().__init__(parent)
        self._room = parent
        self.setObjectName(f"{name}_box")
        self.field = QLineEdit(self)
        self.field.setObjectName(f"{name}_field")
        self.field.textChanged.connect(self._refill)
        self.field.installEventFilter(self)
        self.list = QListWidget(self)
        self.list.setObjectName(f"{name}_list")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.itemClicked.connect(lambda _item: self._take())
        self.list.currentItemChanged.connect(lambda item, _before: self.look_at(item))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Paints with another palette."""
        self.setStyleSheet(
            f"#{self.objectName()} {{ background: {theme.panel}; border: 1px solid {theme.node_line};"
            " border-radius: 8px; }"
        )

    # What one kind of box says

    def fill(self, text: str) -> None:
        """Adds the rows that fit what was typed."""
        raise NotImplementedError

    def take_row(self, item: QListWidgetItem, modifiers: Qt.KeyboardModifier) -> None:
        """Does what was chosen; the box is hidden already."""
        raise NotImplementedError

    def look_at(self, item: QListWidgetItem | None) -> None:
        """This row is the current one."""

    # What they have in common

    def show_at(self, place: QPoint, *, or_above: int | None = None) -> None:
        """Opens near a place of the parent, empty; the box stays inside the parent.

        Args:
            place: where its upper left corner goes.
            or_above: where its lower edge goes where there is no room below the place, but enough above this.
        """
        self.field.clear()
        self._refill("")
        area = self._room.rect().adjusted(8, 8, -8, -8)
        top = place.y()
        if or_above is not None and top + self.height() > area.bottom() and or_above - self.height() >= area.top():
            top = or_above - self.height()
        x = max(area.left(), min(place.x(), area.right() - self.width()))
        y = max(area.top(), min(top, area.bottom() - self.height()))
        self.move(x, y)
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _refill(self, text: str) -> None:
        self.list.blockSignals(True)  # rows that go away must not be looked at: what they stand for may be gone
        self.list.clear()
        self.fill(text)
        self.list.blockSignals(False)
        self.list.setCurrentRow(0)
        self.look_at(self.list.currentItem())
        self._fit_rows()

    def add_row(self, text: str, data: object, tip: str = "") -> None:
        """Adds a row."""
        item = QListWidgetItem(text)
        item.setData(Qt.ItemDataRole.UserRole, data)
        item.setToolTip(tip)
        self.list.addItem(item)

    def _fit_rows(self) -> None:
        """As high as the rows need, and at most so high that it stays a small box."""
        rows = min(ROWS, self.list.count())
        height = max(1, self.list.sizeHintForRow(0)) * rows + 4
        self.list.setFixedHeight(height)
        self.list.setVisible(rows > 0)
        self.resize(self.WIDTH, self.field.sizeHint().height() + (height + 6 if rows else 0) + 16)

    def _take(self, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.hide()
            self.take_row(item, modifiers)

    def dismiss(self) -> None:
        """Closes it without a choice."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if watched is self.field:
            if event.type() == QEvent.Type.FocusOut and not self.list.underMouse():
                self.dismiss()
            elif isinstance(event, QKeyEvent) and event.key() in OWN_KEYS:
                if event.type() == QEvent.Type.ShortcutOverride:
                    event.accept()  # whatever shortcut has these keys, here they are the box's
                    return True
                if event.type() == QEvent.Type.KeyPress:
                    self._key(event)
                    return True
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> None:
        rows, key = self.list.count(), event.key()
        if key in STEPS and rows:
            self.list.setCurrentRow(max(0, min(rows - 1, self.list.currentRow() + STEPS[Qt.Key(key)])))
        elif key in TAKING:
            self._take(event.modifiers())
        elif key == Qt.Key.Key_Escape:
            self.dismiss()
