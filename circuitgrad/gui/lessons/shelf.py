"""The list of lessons: those that ship, and a way to open another one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from circuitgrad.formats.lessons.records import About
from circuitgrad.gui.lessons.card import Tick
from circuitgrad.gui.panels.panel import GAP, label, show_style, show_text
from circuitgrad.gui.theme import Theme


class Shelf(QWidget):
    """Shows the lessons.

    Signals:
        chosen (Path): the lesson in this file shall be read.
        file_asked: another shall be opened from a file.
    """

    chosen = Signal(object)
    file_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lesson_shelf")
        self.rows: list[ShelfRow] = []
        self._lead = label("lesson_lead", soft=True, wrap=True)
        self._lead.setText(self.tr("Short lessons beside the live canvas. Each takes a few minutes; do what it says."))
        self.refusal = label("lesson_refusal", wrap=True)
        self.refusal.hide()
        self._column = QVBoxLayout()
        self._column.setSpacing(GAP // 2)
        self.open_file = QPushButton(self.tr("Open lesson file…"))
        self.open_file.setObjectName("lesson_open_file")
        self.open_file.clicked.connect(self.file_asked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self._lead)
        column.addLayout(self._column)
        column.addWidget(self.open_file, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.refusal)

    def put(self, lessons: Sequence[tuple[Path, About]]) -> None:
        """Lists these."""
        for place, (path, about) in enumerate(lessons, 1):
            made = ShelfRow(place, about)
            made.title.clicked.connect(lambda _=False, path=path: self.chosen.emit(path))
            self.rows.append(made)
            self._column.addWidget(made)

    def show_shelf(self, finished: Collection[str], theme: Theme) -> None:
        """Shows which ones have been read."""
        for row in self.rows:
            row.show_row(row.about.file in finished, theme)
        show_style(self.refusal, f"color: {theme.lowers}")

    def refuse(self, why: str) -> None:
        """Says why a lesson could not be opened; nothing where it could."""
        show_text(self.refusal, why)


class ShelfRow(QWidget):
    """A lesson: number, title, how long it takes, what it is about, and whether it has been read."""

    def __init__(self, place: int, about: About, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.about = about
        self.tick = Tick()
        self.title = QPushButton(f"{place}  {about.title}")
        self.title.setObjectName(f"lesson_{place}")
        self.title.setProperty("flat", True)
        self.title.setStyleSheet("text-align: left; font-weight: 600; padding: 3px 6px;")
        minutes = "" if about.minutes is None else self.tr("{count} min").format(count=about.minutes)
        self._minutes = label("lesson_minutes", soft=True)
        self._minutes.setText(minutes)
        self._summary = label("lesson_summary", soft=True, wrap=True)
        self._summary.setText(about.summary)
        self._summary.setIndent(7)
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(self.title, 1)
        head.addWidget(self._minutes)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addLayout(head)
        words.addWidget(self._summary)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP // 2)
        line.addWidget(self.tick, 0, Qt.AlignmentFlag.AlignTop)
        line.setContentsMargins(0, 4, 0, 4)
        line.addLayout(words, 1)

    def show_row(self, is_finished: bool, theme: Theme) -> None:
        """Shows whether it has been read."""
        self.tick.show_done(is_finished, theme)
        state = self.tr("{title}, read") if is_finished else "{title}"
        self.title.setAccessibleName(state.format(title=self.title.text()))
        self.title.setAccessibleDescription(f"{self._summary.text()} {self._minutes.text()}".strip())
