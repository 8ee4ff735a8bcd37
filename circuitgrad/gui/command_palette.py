"""The command palette: every entry of the menus by name, found by typing a part of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from circuitgrad.gui.commands import Command, all_commands, found_commands
from circuitgrad.gui.menus import Menus
from circuitgrad.gui.overlay import Overlay
from circuitgrad.gui.panels.panel import label, show_text
from circuitgrad.gui.settings import Settings
from circuitgrad.gui.shortcuts import Shortcuts
from circuitgrad.gui.theme import Theme

WIDTH: Final = 620
ROWS: Final = 12
ROW_HEIGHT: Final = 30
GAP: Final = 12
TOP: Final = 44
"""Pixels from the window's upper edge."""
AROUND: Final = 96
"""Pixels of the box that are not its list, and of the window under it."""
MOST_RECENT: Final = 30
COMMAND: Final = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class CommandPalette(Overlay):
    """The box at the top of the window. Arrow keys choose, Enter runs, Esc closes.

    Args:
        window: where it stands.
        menus: what it lists.
        shortcuts: the keys that it shows.
        settings: where what was run last is remembered.
        theme: its colours.
    """

    def __init__(self, window: QWidget, menus: Menus, shortcuts: Shortcuts, settings: Settings, theme: Theme) -> None:
        self._delegate: CommandDelegate | None = None
        super().__init__(window, "command_palette", theme)
        self._menus, self._shortcuts, self._settings = menus, shortcuts, settings
        self._commands: list[Command] = []
        self.model = CommandModel(self)
        self.field.setPlaceholderText(self.tr("Type what you want to do"))
        self.field.setAccessibleName(self.tr("Find an action"))
        self.list.setModel(self.model)
        self.list.setAccessibleName(self.tr("Actions"))
        self._delegate = CommandDelegate(self)
        self.list.setItemDelegate(self._delegate)
        self.note = label("command_palette_note", soft=True, wrap=True)
        for widget in (self.field, self.list, self.note):
            self.column.addWidget(widget)
        self.field.textChanged.connect(self._fill)
        self.list.clicked.connect(self._run)
        self.list.selectionModel().currentChanged.connect(self._tell)

    def set_theme(self, theme: Theme) -> None:
        """Shows it in other colours."""
        super().set_theme(theme)
        self.list.viewport().update()

    def open(self) -> None:
        """Opens it with everything that there is to do now."""
        self._commands = all_commands(self._menus, self._shortcuts)
        self.field.clear()
        self._fill("")
        self.appear()

    def _fill(self, typed: str) -> None:
        self.model.show_commands(found_commands(self._commands, typed, self._settings["commands"]))
        self.list.setCurrentIndex(self.model.index(0, 0))
        self.list.scrollToTop()
        nothing = self.tr("No action fits “{text}”: try a part of its name.").format(text=typed.strip())
        show_text(self.note, "" if self.model.rowCount() else nothing)
        self.settle()

    def settle(self) -> None:
        """Stands at the top of the window, in the middle."""
        fitting = (self.room.height() - TOP - AROUND) // ROW_HEIGHT
        rows = min(ROWS, max(1, fitting), self.model.rowCount())
        self.list.setVisible(rows > 0)
        self.list.setFixedHeight(max(1, rows) * ROW_HEIGHT)
        self.setFixedWidth(min(WIDTH, self.room.width() - 16))
        self.column.activate()
        self.resize(self.width(), self.column.heightForWidth(self.width()))
        self.adjustSize()
        self.move((self.room.width() - self.width()) // 2, TOP)

    def _tell(self, index: QModelIndex) -> None:
        """Lets a screen reader say the row that would be run."""
        self.field.setAccessibleDescription(str(index.data(Qt.ItemDataRole.AccessibleTextRole) or ""))

    def key(self, event: QKeyEvent) -> bool:
        """Enter runs."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.list.currentIndex())
            return True
        return super().key(event)

    def _run(self, index: QModelIndex) -> None:
        command: Command | None = index.data(COMMAND)
        if command is None:
            return
        if command.reason:
            show_text(self.note, self.tr("{name}: {reason}.").format(name=command.name, reason=command.reason))
            self.settle()
            return
        others = [key for key in self._settings["commands"] if key != command.key]
        self._settings["commands"] = (command.key, *others)[:MOST_RECENT]
        self.dismiss()
        command.action.trigger()

    def focus_moved(self, now: QWidget | None) -> None:
        """Closes when the focus goes elsewhere in the window."""
        if self.isVisible() and now is not None and now is not self.field and not self.isAncestorOf(now):
            self.dismiss()

    def appear(self) -> None:
        """Shows it, and listens for the focus to go elsewhere."""
        super().appear()
        QApplication.instance().focusChanged.connect(self._on_focus)  # type: ignore[union-attr]

    def dismiss(self) -> None:
        """Hides it."""
        if not self.isHidden():
            QApplication.instance().focusChanged.disconnect(self._on_focus)  # type: ignore[union-attr]
        super().dismiss()

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        self.focus_moved(now)


class CommandModel(QAbstractListModel):
    """The commands that fit what was typed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: Sequence[Command] = ()

    def show_commands(self, commands: Sequence[Command]) -> None:
        """Shows these."""
        self.beginResetModel()
        self._rows = commands
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        command = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return command.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (command.name, command.path, command.keys, command.reason)))
        return command if role == COMMAND else None


class CommandDelegate(QStyledItemDelegate):
    """Paints a row: the name with the letters that fit, where it stands or what it needs, and its key."""

    def __init__(self, palette: CommandPalette) -> None:
        super().__init__(palette)
        self._palette = palette

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: N802
        return QSize(100, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        command: Command = index.data(COMMAND)
        theme, row = self._palette.theme, option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(QColor(theme.accent), 1))
            painter.setBrush(QColor(theme.accent_soft))
            painter.drawRoundedRect(row.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        row = row.adjusted(GAP, 0, -GAP, 0)
        side = Qt.AlignmentFlag.AlignVCenter
        metrics = QFontMetrics(painter.font())
        soft, ink = QColor(theme.soft_ink), QColor(theme.soft_ink if command.reason else theme.ink)
        painter.setPen(soft)
        painter.drawText(row, side | Qt.AlignmentFlag.AlignRight, command.keys)
        row.setRight(row.right() - (metrics.horizontalAdvance(command.keys) + GAP if command.keys else 0))
        left = self._paint_name(painter, row, command, ink)
        painter.setPen(soft)
        rest = row.adjusted(left + GAP, 0, 0, 0)
        behind = command.reason or (f"✓  {command.path}" if command.action.isChecked() else command.path)
        painter.drawText(rest, side, metrics.elidedText(behind, Qt.TextElideMode.ElideRight, rest.width()))
        painter.restore()

    def _paint_name(self, painter: QPainter, row: QRect, command: Command, ink: QColor) -> int:
        """Paints the name, the letters that fit in the accent and bold. Returns how wide it is."""
        plain, bold = QFont(painter.font()), QFont(painter.font())
        bold.setWeight(QFont.Weight.DemiBold)
        name, fits = command.name, set(command.places)
        if QFontMetrics(bold).horizontalAdvance(name) > row.width():
            name = QFontMetrics(bold).elidedText(name, Qt.TextElideMode.ElideRight, row.width())
        left = 0
        for fitting, run in groupby(range(len(name)), fits.__contains__):
            part = "".join(name[place] for place in run)
            painter.setFont(bold if fitting else plain)
            painter.setPen(QColor(self._palette.theme.accent) if fitting and not command.reason else ink)
            painter.drawText(row.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, part)
            left += painter.fontMetrics().horizontalAdvance(part)
        painter.setFont(plain)
        return left
