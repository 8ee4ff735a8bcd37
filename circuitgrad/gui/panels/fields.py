"""Fields and labels for names and numbers: what is wrong is said, Escape restores, copying gives every digit."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QTableWidget, QTableWidgetItem, QWidget

from circuitgrad.formats.numbers import (
    full_number,
    input_number,
    plain_number,
    read_number,
    short_number,
    shorter_numbers,
    signed_number,
)

FULL = Qt.ItemDataRole.UserRole
NO_NUMBER = "—"
MARGINS = 22
"""Pixels of a field's width that are not for its text."""
QUIET_MARGINS = 6
"""The same for a field that looks like a label."""


class TextField(QLineEdit):
    """A line that tells what was typed when Enter is pressed or the focus leaves, and that Escape restores.

    Signals:
        entered (str): a text other than the one shown before.
        refused (str): why the text cannot be; empty when all is well again.
    """

    entered = Signal(str)
    refused = Signal(str)

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._shown = ""
        self.editingFinished.connect(self._finish)
        self.textEdited.connect(self._clear_mark)

    @property
    def is_being_edited(self) -> bool:
        """Whether somebody is typing here."""
        return self.isModified()

    def show_text(self, text: str, tip: str = "") -> None:
        """Shows a text, unless somebody is typing another."""
        self._shown = text
        if not self.isModified() and self.text() != text:
            self.setText(text)
            self.setCursorPosition(0)
        if self.toolTip() != tip and not self.property("wrong"):
            self.setToolTip(tip)

    def restore(self) -> None:
        """Forgets what was typed."""
        self._clear_mark()
        self.setText(self._shown)
        self.selectAll()

    def forget(self) -> None:
        """Forgets what was typed, as the field is to show something else now."""
        self._clear_mark()
        self.setModified(False)

    def refuse(self, why: str) -> None:
        """Marks what was typed as wrong; it stays to be corrected."""
        self._mark(True)
        self.setToolTip(why)
        self.setAccessibleDescription(why)
        self.setModified(True)
        self.refused.emit(why)

    def _finish(self) -> None:
        if not self.isModified():
            return
        text = self.text()
        self.setModified(False)
        if text != self._shown:
            self._enter(text)
        if self.hasFocus() and not self.property("wrong"):
            self.selectAll()  # Enter was pressed: what is typed next takes the place of it

    def _enter(self, text: str) -> None:
        self.entered.emit(text)

    def _clear_mark(self) -> None:
        if self.property("wrong"):
            self._mark(False)
            self.setToolTip("")
            self.setAccessibleDescription("")
            self.refused.emit("")

    def _mark(self, wrong: bool) -> None:
        self.setProperty("wrong", wrong)
        self.style().unpolish(self)
        self.style().polish(self)

    def event(self, event: QEvent) -> bool:
        """Keeps Escape from the window while there is something to restore."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._restores(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape restores."""
        if self._restores(event):
            self.restore()
        else:
            super().keyPressEvent(event)

    def _restores(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_Escape and self.isModified()


class NumberField(TextField):
    """A field for one number, or for none where that is allowed.

    Signals:
        number_entered (object): a float, or None for an empty field.
    """

    number_entered = Signal(object)

    def __init__(self, name: str, title: str, parent: QWidget | None = None, *, may_be_empty: bool = True) -> None:
        super().__init__(name, title, parent)
        self._may_be_empty = may_be_empty
        self._digits: int | None = None
        self._full = self._short = ""
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    @property
    def number(self) -> float | None:
        """The number that is there now, None where there is none."""
        try:
            return read_number(self._full if not self.isModified() and not self.hasFocus() else self.text())
        except ValueError:
            return None

    def show_number(self, value: float | None, digits: int | None = None) -> None:
        """Shows a number with all its digits; with only so many while nobody is at the field."""
        self._digits = digits
        self._full = "" if value is None else full_number(value)
        self._short = self._full if value is None or digits is None else input_number(value, digits)
        self._show()

    def _show(self) -> None:
        short = self._fitting()
        self.show_text(self._full if self.hasFocus() else short, "" if short == self._full else self._full)

    def _fitting(self) -> str:
        """The short form, with as many digits as there is room for."""
        if self._digits is None or not self._short:
            return self._short
        margins = QUIET_MARGINS if self.property("quiet") else MARGINS
        room, width = self.width() - margins, self.fontMetrics().horizontalAdvance
        if width(self._short) <= room:
            return self._short
        forms = shorter_numbers(self._short)
        return next((form for form in forms if width(form) <= room), forms[-1])

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """All digits are there to be edited and copied."""
        self._show()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """What was typed is entered."""
        super().focusOutEvent(event)
        self._show()

    def _enter(self, text: str) -> None:
        if not text.strip() and self._may_be_empty:
            self.number_entered.emit(None)
            return
        try:
            number = read_number(text)
        except ValueError:
            self.refuse(self.tr("“{text}” is no number: type one such as −0.5 or 1e-3.").format(text=text.strip()))
        else:
            self.show_number(number, self._digits)
            self.number_entered.emit(number)


class NumberLabel(QLabel):
    """A number that can be selected; hovering shows all its digits, copying takes them.

    Args:
        name: its object name.
        grows: whether it takes the room that it needs (`keep_room`); otherwise a number that has no room is shortened.
    """

    def __init__(self, name: str, parent: QWidget | None = None, *, grows: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._full = ""
        self._grows = grows

    def show_number(self, value: float | None, digits: int) -> None:
        """Shows a number, or a dash where there is none."""
        shown, self._full = shown_and_full(value, digits)
        while not self._grows and digits > 1 and self.fontMetrics().horizontalAdvance(shown) > self.maximumWidth():
            digits -= 1  # a shorter number is true, a clipped one is another number
            shown, _ = shown_and_full(value, digits)
        if self.text() != shown:
            self.setText(shown)
        tip = "" if value is None else full_number(value)
        if self.toolTip() != tip:
            self.setToolTip(tip)

    def keep_room(self, *, may_shrink: bool) -> None:
        """Gives the number as much room as it needs; with a size of its own another number lays nothing out anew.

        Args:
            may_shrink: whether room that it no longer needs goes, as it must not while numbers follow a hand.
        """
        metrics, before = self.fontMetrics(), self.minimumWidth()
        wanted = metrics.horizontalAdvance(self.text()) + 2
        if wanted > before or (may_shrink and wanted < before):
            self.setFixedSize(wanted, metrics.height() + 2)

    def show_color(self, color: str) -> None:
        """Shows the number in this colour."""
        palette, wanted = self.palette(), QColor(color)
        if palette.color(self.foregroundRole()) != wanted:
            palette.setColor(self.foregroundRole(), wanted)
            self.setPalette(palette)

    def copy(self) -> None:
        """Puts all digits on the clipboard."""
        QGuiApplication.clipboard().setText(self._full)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Offers to copy."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Copy all digits")).triggered.connect(self.copy)
        menu.popup(event.globalPos())

    def event(self, event: QEvent) -> bool:
        """Takes the copy shortcut from the window while this has the focus."""
        return _takes_copy(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Copies."""
        if _is_copy(event):
            self.copy()
        else:
            super().keyPressEvent(event)


class Difference(float):
    """A number that tells how far something has moved: a table shows it with its sign."""


class NumberTable(QTableWidget):
    """A table of names and numbers that is as high as its rows; copying gives every digit, with tabs between."""

    def __init__(self, name: str, title: str, headings: list[str], parent: QWidget | None = None) -> None:
        super().__init__(0, len(headings), parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setHorizontalHeaderLabels(headings)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(header.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, header.ResizeMode.Stretch)
        header.setMinimumSectionSize(24)
        header.setMaximumSectionSize(120)

    def show_rows(self, rows: list[list[str | float | None]], digits: int) -> None:
        """Shows these rows: names to the left, numbers to the right."""
        if self.rowCount() != len(rows):
            self.setRowCount(len(rows))
        for i, cells in enumerate(rows):
            for j, cell in enumerate(cells):
                self._show_cell(i, j, cell, digits)
        header = self.horizontalHeader()
        widths = [max(self.sizeHintForColumn(j), header.sectionSizeHint(j)) for j in range(self.columnCount())]
        self.setMinimumWidth(sum(min(width, header.maximumSectionSize()) for width in widths))
        height = self.horizontalHeader().sizeHint().height() + sum(self.rowHeight(i) for i in range(len(rows))) + 2
        if self.height() != height:
            self.setFixedHeight(height)

    def _show_cell(self, i: int, j: int, cell: str | float | None, digits: int) -> None:
        item = self.item(i, j)
        if item is None:
            item = QTableWidgetItem()
            self.setItem(i, j, item)
        shown, full = shown_and_full(cell, digits)
        if item.text() == shown and item.data(FULL) == full:
            return
        item.setText(shown)
        item.setData(FULL, full)
        item.setToolTip(full_number(cell) if isinstance(cell, float) else shown)
        side = Qt.AlignmentFlag.AlignLeft if isinstance(cell, str) else Qt.AlignmentFlag.AlignRight
        heading = self.horizontalHeaderItem(j)
        if heading is not None:
            heading.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)

    def copy(self) -> None:
        """Puts the selected cells on the clipboard, numbers with all their digits."""
        rows: dict[int, list[str]] = {}
        for index in sorted(self.selectedIndexes(), key=lambda index: (index.row(), index.column())):
            rows.setdefault(index.row(), []).append(str(index.data(FULL)))
        if rows:
            QGuiApplication.clipboard().setText("\n".join("\t".join(cells) for cells in rows.values()))

    def event(self, event: QEvent) -> bool:
        """Takes the copy shortcut from the window while this has the focus."""
        return _takes_copy(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Copies."""
        if _is_copy(event):
            self.copy()
        else:
            super().keyPressEvent(event)


def shown_and_full(cell: str | float | None, digits: int) -> tuple[str, str]:
    """A cell as it is shown, and as it is copied.

    Example:
        >>> shown_and_full(-0.19661193324148185, 3), shown_and_full("q", 3), shown_and_full(None, 3)
        (('−0.197', '-0.19661193324148185'), ('q', 'q'), ('—', ''))
        >>> shown_and_full(Difference(0.25), 3)
        ('+0.250', '0.25')
    """
    if cell is None:
        return NO_NUMBER, ""
    if isinstance(cell, str):
        return cell, cell
    shown = signed_number(cell, digits) if isinstance(cell, Difference) else short_number(cell, digits)
    return shown, plain_number(cell)


def _takes_copy(event: QEvent) -> bool:
    """Whether this is the copy shortcut, asked for before the window has it; then the window does not."""
    taken = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_copy(event)
    if taken:
        event.accept()
    return taken


def _is_copy(event: QKeyEvent) -> bool:
    return bool(event.matches(QKeySequence.StandardKey.Copy))
