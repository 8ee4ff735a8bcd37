"""A table of rows that can be chosen and hovered: texts, numbers, and bars to both sides of a middle line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from circuitgrad.gui.panels.table_rows import set_up_rows
from circuitgrad.gui.theme import LIGHT, Theme

ROW: Final = 26
BAR: Final = 9.0
Index = QModelIndex | QPersistentModelIndex
ItemRole = Qt.ItemDataRole
SHARE: Final = int(ItemRole.UserRole)
"""The length of a bar, −1 (to the left) to 1; None for none."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Args:
        text: what stands there.
        full: what copying gives; the text where it is empty.
        tip: on hover; what copying gives where it is empty.
        color: the name of a colour of the theme.
        is_number: whether it stands to the right.
        share: the length of its bar, −1 to 1; None for none.
    """

    text: str
    full: str = ""
    tip: str = ""
    color: str = "ink"
    is_number: bool = False
    share: float | None = None


@dataclass(frozen=True, slots=True)
class RowContent:
    """One row.

    Args:
        cells: from the left.
        told: what a screen reader says of it; its cells where it is empty.
        strong: whether it is set in bold, as sums are.
    """

    cells: tuple[Cell, ...]
    told: str = ""
    strong: bool = False


class RowsModel(QAbstractTableModel):
    """Rows as Qt's views read them."""

    def __init__(self, headings: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: tuple[RowContent, ...] = ()
        self._headings = tuple(headings)
        self._theme = LIGHT
        self._font = QFont(parent.font())
        self._font.setWeight(QFont.Weight.DemiBold)

    def show_rows(self, rows: Sequence[RowContent], theme: Theme) -> None:
        """Shows other rows; as many as before keep what is selected."""
        before, self._theme = self.rows, theme
        if len(before) == len(rows):
            self.rows = tuple(rows)
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(self._headings) - 1))
        else:
            self.beginResetModel()
            self.rows = tuple(rows)
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self._headings)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = ItemRole.DisplayRole) -> object:  # noqa: N802
        if orientation is Qt.Orientation.Horizontal and 0 <= section < len(self._headings):
            if role in (ItemRole.DisplayRole, ItemRole.AccessibleTextRole):
                return self._headings[section]
            if role == ItemRole.TextAlignmentRole:
                is_number = bool(self.rows) and self.rows[0].cells[section].is_number
                side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
                return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = ItemRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        cell = row.cells[index.column()]
        side = Qt.AlignmentFlag.AlignRight if cell.is_number else Qt.AlignmentFlag.AlignLeft
        found: dict[int, object] = {
            ItemRole.DisplayRole: cell.text,
            ItemRole.ToolTipRole: cell.tip or cell.full or cell.text,
            ItemRole.TextAlignmentRole: int(side | Qt.AlignmentFlag.AlignVCenter),
            ItemRole.ForegroundRole: QColor(getattr(self._theme, cell.color)),
            ItemRole.AccessibleTextRole: row.told if row.told and not index.column() else cell.text,
            SHARE: cell.share,
        }
        if row.strong:
            found[ItemRole.FontRole] = self._font
        return found.get(role)


class RowsTable(QTableView):
    """Shows rows. Selecting and hovering tell which.

    Signals:
        chosen (int): the row was clicked, or the keyboard went there; −1 once none is.
        hovered (int): the pointer is on the row; −1 once it is on none.
    """

    chosen = Signal(int)
    hovered = Signal(int)

    def __init__(self, name: str, title: str, headings: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.rows_model = RowsModel(headings, self)
        self.setModel(self.rows_model)
        self._cells = Cells(self)
        self.setItemDelegate(self._cells)
        set_up_rows(self, ROW)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setMinimumHeight(3 * ROW)
        self.horizontalHeader().setMinimumSectionSize(40)
        self.selectionModel().selectionChanged.connect(self._on_selection)
        self.rows_model.modelReset.connect(self._on_reset)
        self.entered.connect(lambda index: self._hover(index.row()))
        self._hovered = -1
        self._told = -1

    @property
    def selected(self) -> int:
        """The row that is selected; −1 where none is."""
        rows = self.selectionModel().selectedRows()
        return rows[0].row() if rows else -1

    def show_rows(self, rows: Sequence[RowContent], theme: Theme) -> None:
        """Shows other rows."""
        self._cells.theme = theme
        self.rows_model.show_rows(rows, theme)
        self.viewport().update()

    def fit_columns(self, stretched: int, most: int = 220) -> None:
        """Makes each column as wide as what stands in it; one takes the room that is left."""
        header = self.horizontalHeader()
        for column in range(self.rows_model.columnCount()):
            if column != stretched:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
                width = max(self.sizeHintForColumn(column), header.sectionSizeHint(column)) + 10
                self.setColumnWidth(column, min(width, most))
        header.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)

    def _on_reset(self) -> None:
        self._hover(-1)
        self._tell(-1)

    def _on_selection(self) -> None:
        self._tell(self.selected)

    def _tell(self, row: int) -> None:
        if row != self._told:
            self._told = row
            self.chosen.emit(row)

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.hovered.emit(row)

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        """Notes that the pointer has left the rows."""
        if event.type() == QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def copy(self) -> None:
        """Puts the selected row on the clipboard, or all rows where none is, numbers with all their digits."""
        rows = self.rows_model.rows
        chosen = rows if self.selected < 0 else rows[self.selected : self.selected + 1]
        lines = ("\t".join(cell.full or cell.text for cell in row.cells) for row in chosen)
        QGuiApplication.clipboard().setText("\n".join(lines))

    def event(self, event: QEvent) -> bool:
        """Takes the copy shortcut from the window while the table has the focus."""
        is_override = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_override and event.matches(QKeySequence.StandardKey.Copy):  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Copies; Escape selects nothing."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() == Qt.Key.Key_Escape and self.selected >= 0:
            self.clearSelection()
        else:
            super().keyPressEvent(event)


class Cells(QStyledItemDelegate):
    """Paints the cells."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = LIGHT

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802
        """Long texts lose their middle."""
        super().initStyleOption(option, index)
        option.textElideMode = Qt.TextElideMode.ElideMiddle
        option.state &= ~QStyle.StateFlag.State_HasFocus  # whole rows are chosen, and look so

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draws the text, the bar and the line below the row."""
        super().paint(painter, option, index)
        painter.save()
        area = option.rect
        painter.setPen(QPen(QColor(self.theme.line), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        share = index.data(SHARE)
        if share is not None:
            self._paint_bar(painter, QRectF(area).adjusted(6, 0, -6, 0), float(share))
        painter.restore()

    def _paint_bar(self, painter: QPainter, room: QRectF, share: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        axis, middle, length = room.center().x(), room.center().y(), abs(share) * room.width() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.raises if share > 0 else self.theme.lowers))
        if length > 0.0:
            painter.drawRoundedRect(
                QRectF(axis if share > 0 else axis - length, middle - BAR / 2, max(length, 1.0), BAR), 2, 2
            )
        painter.setPen(QPen(QColor(self.theme.node_line), 1))
        painter.drawLine(QPointF(axis, middle - BAR / 2 - 3), QPointF(axis, middle + BAR / 2 + 3))
