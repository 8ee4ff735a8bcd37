"""The scenarios as Qt's views read them: name, objective, difference, a column for each other output and each input."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QWidget

from circuitgrad.formats.numbers import (
    full_number,
    input_number,
    plain_number,
    read_number,
    short_number,
    shorter_numbers,
    signed_number,
)
from circuitgrad.gui.names import pretty_name
from circuitgrad.gui.panels.fields import NO_NUMBER
from circuitgrad.gui.theme import LIGHT, Theme
from circuitgrad.gui.what_if.scenario_rows import NOW, Content, Results, Row

Index = QModelIndex | QPersistentModelIndex
ItemRole = Qt.ItemDataRole
NAME, OBJECTIVE, DELTA, FIRST_OUTPUT = range(4)
MIME: Final = "application/x-circuitgrad-scenarios"
FORMS: Final = int(ItemRole.UserRole)
"""A number in ever shorter forms: one that does not fit its column is written shorter, not cut off."""


class ScenarioModel(QAbstractTableModel):
    """A row for now, and one for each scenario.

    Signals:
        renamed (str, str): a scenario's id and the name that was typed.
        value_entered (str, str, object): a row's id, an input's, and the number that was typed, None for none.
        refused (str): a text that was typed is no number.
        moved (list of str, int): rows were dropped where so many scenarios stand before.
    """

    renamed = Signal(str, str)
    value_entered = Signal(str, str, object)
    refused = Signal(str)
    moved = Signal(list, int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.content, self.results = Content(), None
        self._theme, self._digits = LIGHT, 3
        self._font = QFont(parent.font())

    content: Content
    results: Results | None

    # What it shows

    def show(self, content: Content, theme: Theme, digits: int) -> None:
        """Shows other rows and columns, or other numbers in those that are there."""
        before, looks = self.content, (self._theme, self._digits)
        self._theme, self._digits = theme, digits
        if self.results is not None and self.results.objective != content.objective:
            self.results = None
        same_columns = (content.columns, content.outputs) == (before.columns, before.outputs)
        if _ids(content) != _ids(before) or not same_columns:
            self.beginResetModel()
            self.content = content
            self.endResetModel()
            return
        self.content = content
        if (theme, digits) != looks or _looks(content) != _looks(before):
            self._tell(range(self.columnCount()))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)
        else:
            self._tell(self._changed_inputs(before))

    def show_results(self, results: Results | None) -> None:
        """Shows what comes of each row."""
        self.results = results
        self._tell(range(OBJECTIVE, self.first_input))

    def _changed_inputs(self, before: Content) -> list[int]:
        """The columns of the inputs that have another value in any row: the others need not be painted anew."""
        pairs = [(old.values, new.values) for old, new in zip(before.rows, self.content.rows, strict=True)]
        pairs = [(old, new) for old, new in pairs if old != new]
        ids = [column.id for column in self.content.columns]
        changed = [place for place, id in enumerate(ids) if any(old.get(id) != new.get(id) for old, new in pairs)]
        return [self.first_input + place for place in changed]

    def _tell(self, columns: Iterable[int]) -> None:
        """All rows of these columns show something else; neighbours are told of together."""
        if not self.content.rows:
            return
        wanted, last = sorted(columns), self.rowCount() - 1
        starts = [column for column in wanted if column - 1 not in wanted]
        ends = [column for column in wanted if column + 1 not in wanted]
        for start, end in zip(starts, ends, strict=True):
            self.dataChanged.emit(self.index(0, start), self.index(last, end))

    @property
    def first_input(self) -> int:
        """The column of the first input, behind those of the outputs."""
        return FIRST_OUTPUT + len(self.content.outputs)

    def row(self, place: int) -> Row:
        """What a row shows."""
        return self.content.rows[place]

    def place_of(self, id: str) -> int:
        """The row of a scenario; −1 where there is none."""
        return next((place for place, row in enumerate(self.content.rows) if row.scenario.id == id), -1)

    def delta(self, row: Row) -> float | None:
        """How a row's result differs from the baseline's, or from that of now; None where it is that itself."""
        if self.results is None or (row.scenario.id == NOW and not self.content.has_baseline):
            return None
        return self.results.delta(row.scenario.id, has_baseline=self.content.has_baseline)

    def number(self, row: Row, column: int) -> float | None:
        """The number in a cell; of what a scenario says nothing is as it is now."""
        if column == OBJECTIVE:
            return None if self.results is None else self.results.values.get(row.scenario.id)
        if column == DELTA:
            return self.delta(row)
        if column < self.first_input:
            others = {} if self.results is None else self.results.others
            return others.get(self.content.outputs[column - FIRST_OUTPUT], {}).get(row.scenario.id)
        id = self.content.columns[column - self.first_input].id
        own = row.values.get(id)
        return self.row(0).values.get(id) if own is None else own

    # As Qt asks for it

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.content.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else self.first_input + len(self.content.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = ItemRole.DisplayRole) -> object:  # noqa: N802
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < self.columnCount():
            return None
        if role == ItemRole.TextAlignmentRole:
            return _side(section)
        if role in (ItemRole.DisplayRole, ItemRole.ToolTipRole, ItemRole.AccessibleTextRole):
            return self.title(section)
        return None

    def title(self, section: int) -> str:
        """What a column is called."""
        if section == NAME:
            return self.tr("scenario")
        if section == OBJECTIVE:
            return pretty_name(self.content.objective) or self.tr("objective")
        if section == DELTA:
            return self.tr("Δ to baseline") if self.content.has_baseline else self.tr("Δ to now")
        if section < self.first_input:
            return pretty_name(self.content.outputs[section - FIRST_OUTPUT])
        return pretty_name(self.content.columns[section - self.first_input].label)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        is_now, column = self.row(index.row()).scenario.id == NOW, index.column()
        if column >= self.first_input or (column == NAME and not is_now):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags if is_now else flags | Qt.ItemFlag.ItemIsDragEnabled

    def data(self, index: Index, role: int = ItemRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = self.row(index.row()), index.column()
        if role == ItemRole.TextAlignmentRole:
            return _side(column)
        if role == ItemRole.FontRole:
            font = QFont(self._font)
            font.setItalic(row.scenario.id == NOW or (column == NAME and not row.scenario.name))
            return font
        if role == ItemRole.ForegroundRole:
            return QColor(self._color(row, column))
        if column == NAME:
            return self._name(row, role)
        return self._cell(row, column, role)

    def _name(self, row: Row, role: int) -> object:
        scenario = row.scenario
        if role == ItemRole.EditRole:
            return scenario.name
        if role in (ItemRole.DisplayRole, ItemRole.ToolTipRole, ItemRole.AccessibleTextRole):
            return scenario.name or self.tr("unnamed")
        return None

    def _cell(self, row: Row, column: int, role: int) -> object:
        number = self.number(row, column)
        if role == ItemRole.AccessibleTextRole:
            text = NO_NUMBER if number is None else full_number(number)
            return self.tr("{title}: {value}").format(title=self.title(column), value=text)
        if role == ItemRole.DisplayRole:
            return NO_NUMBER if number is None else self._short(number, column)
        if number is None:
            return "" if role == ItemRole.EditRole else None
        if role == FORMS:
            _, plus, digits = self._short(number, column).rpartition("+")
            return [plus + form for form in shorter_numbers(digits)]
        if role == ItemRole.ToolTipRole:
            return full_number(number)
        return plain_number(number) if role == ItemRole.EditRole else None

    def _short(self, number: float, column: int) -> str:
        if column == DELTA:
            return signed_number(number, self._digits)
        return (input_number if column >= self.first_input else short_number)(number, self._digits)

    def _color(self, row: Row, column: int) -> str:
        """Deltas as raising and lowering; inputs stand out where they are another than now."""
        theme, is_now = self._theme, row.scenario.id == NOW
        if column == NAME:
            return theme.ink if row.scenario.name else theme.soft_ink
        if column == OBJECTIVE or FIRST_OUTPUT <= column < self.first_input:
            return theme.ink
        number = self.number(row, column)
        if column == DELTA:
            return theme.raises if number and number > 0.0 else theme.lowers if number else theme.soft_ink
        as_now = number == self.number(self.row(0), column)
        return theme.soft_ink if as_now and not is_now else theme.ink

    def setData(self, index: Index, value: object, role: int = ItemRole.EditRole) -> bool:  # noqa: N802
        """Tells what was typed; the document decides."""
        if role != ItemRole.EditRole or not index.isValid():
            return False
        id, text = self.row(index.row()).scenario.id, str(value)
        if index.column() == NAME:
            self.renamed.emit(id, text)
            return True
        if text == index.data(ItemRole.EditRole):
            return False
        try:
            number = read_number(text) if text.strip() else None
        except ValueError:
            self.refused.emit(text.strip())
            return False
        self.value_entered.emit(id, self.content.columns[index.column() - self.first_input].id, number)
        return True

    # Rows that are dragged

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:  # noqa: N802
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802
        """Which rows."""
        data = QMimeData()
        data.setData(MIME, " ".join(sorted({str(index.row()) for index in indexes})).encode())
        return data

    def dropMimeData(self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, parent: Index) -> bool:  # noqa: N802
        """Tells where rows shall go; the view need not take them away, as the document says what is there."""
        rows = sorted(map(int, bytes(data.data(MIME).data()).split()))
        ids = [self.row(each).scenario.id for each in rows if 0 < each < self.rowCount()]
        onto = parent.row() if parent.isValid() else self.rowCount()
        place = row if row >= 0 else onto
        self.moved.emit(ids, max(0, place - 1))
        return False


def _ids(content: Content) -> list[str]:
    return [row.scenario.id for row in content.rows]


def _looks(content: Content) -> tuple[object, ...]:
    """What titles and names say, beside the numbers."""
    names = [(row.scenario.id, row.scenario.name) for row in content.rows]
    return content.objective, content.has_baseline, names


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column == NAME else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
