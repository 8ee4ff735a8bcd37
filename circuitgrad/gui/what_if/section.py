"""Parts of the What if panel: a heading and what stands under it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from circuitgrad.gui.document import Document
from circuitgrad.gui.panels.panel import GAP, label, show_if
from circuitgrad.gui.theme import LIGHT, Theme
from circuitgrad.gui.what_if.bar_row import Bar, BarRow, BarTexts


class Section(QWidget):
    """A part of the panel.

    Args:
        name: its object name.
        title: its heading.
        document: what it asks about.
    """

    def __init__(self, name: str, title: str, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.document, self.theme, self.digits = document, LIGHT, 3
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(GAP)
        heading = label(f"{name}_title", heading=True)
        heading.setText(title)
        self.column.addWidget(heading)

    def dress(self, theme: Theme, digits: int) -> None:
        """Takes over colours and digits."""
        self.theme, self.digits = theme, digits


class BarRows(QWidget):
    """Rows of bars under each other, made as they are needed.

    Signals:
        chosen (str): the id of the input whose row was clicked.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.rows: list[BarRow] = []

    @property
    def shown(self) -> list[BarRow]:
        """The rows that show something."""
        return [row for row in self.rows if not row.isHidden()]

    def show_rows(self, rows: Sequence[tuple[str, BarTexts, tuple[Bar, ...]]], theme: Theme) -> None:
        """Shows these rows: id, texts, bars."""
        while len(self.rows) < len(rows):
            made = BarRow(self)
            made.chosen.connect(self.chosen)
            self._column.addWidget(made)
            self.rows.append(made)
        for shown, (id, texts, bars) in zip(self.rows, rows, strict=False):
            shown.show_bars(id, texts, bars, theme)
        for place, shown in enumerate(self.rows):
            show_if(shown, place < len(rows))
