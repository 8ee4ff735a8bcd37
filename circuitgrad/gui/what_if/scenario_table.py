"""The table of scenarios: numbers that always fit their columns, names and numbers typed in place."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from circuitgrad.gui.panels.table_rows import set_up_rows
from circuitgrad.gui.theme import LIGHT, Theme
from circuitgrad.gui.what_if.scenario_model import FORMS, NAME, ScenarioModel

ROW: Final = 28
NAME_WIDTHS: Final = (112, 176)
"""Pixels of the names: as many as the numbers leave, within these."""
LEAST_WIDTH: Final = 64
MOST_WIDTH: Final = 180
PADDING: Final = 22
"""Pixels beside the text of a cell."""
WIDEST: Final = "−0.000"
"""What a number has beside its significant digits, at its longest."""

Index = QModelIndex | QPersistentModelIndex


class ScenarioTable(QTableView):
    """Shows a `ScenarioModel`; rows are selected as wholes and dragged to another place.

    Signals:
        applied (int): the row was double-clicked outside of its name.
    """

    applied = Signal(int)

    def __init__(self, model: ScenarioModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scenario_table")
        self.setAccessibleName(self.tr("Scenarios"))
        self.setModel(model)
        self.cells = Cells(self)
        self.setItemDelegate(self.cells)
        set_up_rows(self, ROW)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.AnyKeyPressed)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDragDropOverwriteMode(False)
        self.setMinimumHeight(2 * ROW)
        self.doubleClicked.connect(self._on_double_click)
        model.modelReset.connect(self.fit_columns)
        self._digits = 3

    def dress(self, theme: Theme, digits: int) -> None:
        """Takes over colours and digits."""
        if digits != self._digits:
            self._digits = digits
            self.fit_columns()
        if theme != self.cells.theme:
            self.cells.theme = theme
            self.viewport().update()

    def fit_columns(self) -> None:
        """Makes each column as wide as its title, and any number with so many digits."""
        model, metrics = self.model(), self.fontMetrics()
        number = metrics.horizontalAdvance(WIDEST + "0" * self._digits)
        for section in range(NAME + 1, model.columnCount()):
            title = metrics.horizontalAdvance(str(model.headerData(section, Qt.Orientation.Horizontal)))
            width = min(max(title, number), MOST_WIDTH - PADDING) + PADDING
            self.setColumnWidth(section, max(LEAST_WIDTH, width))
        self._fit_names()

    def _fit_names(self) -> None:
        """Gives names the room that numbers leave, so that a small table need not be scrolled."""
        numbers = sum(self.columnWidth(section) for section in range(NAME + 1, self.model().columnCount()))
        least, most = NAME_WIDTHS
        self.setColumnWidth(NAME, min(max(least, self.viewport().width() - numbers), most))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """There is more room, or less."""
        super().resizeEvent(event)
        self._fit_names()

    def selected_rows(self) -> list[int]:
        """The rows that are selected, from the top."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def select_rows(self, rows: list[int]) -> None:
        """Selects these rows, the last of them current."""
        flags = self.selectionModel().SelectionFlag
        column = max(0, self.currentIndex().column())
        self.clearSelection()
        for row in rows:
            index = self.model().index(row, column)
            self.selectionModel().setCurrentIndex(index, flags.Select | flags.Rows)
            self.scrollTo(index)

    def _on_double_click(self, index: QModelIndex) -> None:
        if index.column() == NAME and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)
        else:
            self.applied.emit(index.row())


class Cells(QStyledItemDelegate):
    """Paints and edits the cells."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = LIGHT

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802
        """Writes a number shorter where it would not fit."""
        super().initStyleOption(option, index)
        forms = index.data(FORMS)
        if forms:
            room, width = option.rect.width() - PADDING + 8, option.fontMetrics.horizontalAdvance
            option.text = next((form for form in forms if width(form) <= room), forms[-1])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Marks the cell that typing goes to, and draws the line below the row; Δ keeps its colour when selected."""
        option = QStyleOptionViewItem(option)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(self.theme.accent_soft))
            option.state &= ~QStyle.StateFlag.State_Selected
        super().paint(painter, option, index)
        painter.save()
        painter.setPen(QPen(QColor(self.theme.line), 1))
        area = option.rect
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(self.theme.accent), 1))
            painter.drawRect(area.adjusted(0, 0, -1, -1))
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: N802
        """A line that fills the cell."""
        editor = super().createEditor(parent, option, index)
        if isinstance(editor, QLineEdit):
            editor.setObjectName("scenario_editor")
            editor.setAccessibleName(str(index.model().headerData(index.column(), Qt.Orientation.Horizontal)))
            editor.setAlignment(Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole)))
            editor.setStyleSheet("padding: 0 4px; border-radius: 0;")
        return editor
