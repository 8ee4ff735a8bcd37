"""The history: every step that can be taken back or made again, and where the circuit was saved."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QUndoStack
from PySide6.QtWidgets import QFrame, QListView, QVBoxLayout, QWidget
from shiboken6 import isValid

from circuitgrad.gui.document import Document
from circuitgrad.gui.panels.panel import GAP, MARGIN, Panel
from circuitgrad.gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex


class HistoryPanel(Panel):
    """The steps of the document's history, oldest first; a click or Enter on one goes there.

    Signals:
        jump_asked (int): the circuit shall be as it was after so many steps.
    """

    jump_asked = Signal(int)

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, parent)
        self.setObjectName("history")
        self.model = HistoryModel(document.history, theme, self)
        self.list = QListView()
        self.list.setObjectName("history_list")
        self.list.setAccessibleName(self.tr("History"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setModel(self.model)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN - 6, GAP, MARGIN - 6, MARGIN)
        column.addWidget(self.list)
        self.list.clicked.connect(self._jump)
        self.list.activated.connect(self._jump)
        document.history.indexChanged.connect(self._on_step)
        document.history.cleanChanged.connect(self._on_step)
        document.reset.connect(self.refresh)
        self.refresh()

    def _on_step(self, _: object = None) -> None:
        if isValid(self.document.history):  # one that is being destroyed with its window tells a last step
            self.refresh()

    def refresh(self) -> None:
        """Shows the steps of now, and marks the one where the circuit is."""
        self.model.catch_up(self.theme)
        here = self.model.index(self.document.history.index(), 0)
        if here != self.list.currentIndex():
            self.list.setCurrentIndex(here)
            self.list.scrollTo(here)

    def _jump(self, index: QModelIndex) -> None:
        if index.isValid() and index.row() != self.document.history.index():
            self.jump_asked.emit(index.row())


class HistoryModel(QAbstractListModel):
    """A row for the circuit as it was opened, and one for each step; those that were taken back are soft."""

    def __init__(self, history: QUndoStack, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._history, self._theme = history, theme
        self._rows = 0
        self._font = QFont(parent.font())

    def catch_up(self, theme: Theme) -> None:
        """Tells the view how many steps there are now, and that any can look otherwise."""
        self._theme = theme
        rows = self._history.count() + 1
        if rows > self._rows:
            self.beginInsertRows(QModelIndex(), self._rows, rows - 1)
            self._rows = rows
            self.endInsertRows()
        elif rows < self._rows:
            self.beginRemoveRows(QModelIndex(), rows, self._rows - 1)
            self._rows = rows
            self.endRemoveRows()
        self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, 0))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else self._rows

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, history = index.row(), self._history
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            text = history.text(row - 1) if row else self.tr("As it was opened")
            return self.tr("{step}   ● saved").format(step=text) if row == history.cleanIndex() else text
        if role == Qt.ItemDataRole.AccessibleTextRole and row > history.index():
            return self.tr("{step}, taken back").format(step=index.data())
        if role == Qt.ItemDataRole.ForegroundRole and row > history.index():
            return QColor(self._theme.soft_ink)
        if role == Qt.ItemDataRole.SizeHintRole:
            return QSize(0, QFontMetrics(self._font).height() + GAP)
        if role == Qt.ItemDataRole.FontRole:
            font = QFont(self._font)
            font.setItalic(row > history.index())
            font.setWeight(QFont.Weight.DemiBold if row == history.index() else QFont.Weight.Normal)
            return font
        return None
