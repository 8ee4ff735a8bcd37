"""A task of a lesson: what to do, ticked off when the circuit says that it is done."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from circuitgrad.formats.lessons.records import Task
from circuitgrad.gui.lessons.card import Card
from circuitgrad.gui.lessons.prose import Number, plain_text
from circuitgrad.gui.panels.panel import label, selectable, show_if, show_text
from circuitgrad.gui.theme import Theme


class TaskCard(Card):
    """Shows a task, and its hint when it is asked for."""

    def __init__(self, task: Task, parent: QWidget | None = None) -> None:
        super().__init__("task", task.text, parent)
        self.task = task
        self.ask = QPushButton(self.tr("Hint"))
        self.ask.setObjectName("task_ask")
        self.ask.setProperty("flat", True)
        self.ask.setStyleSheet("padding: 2px 8px;")
        self.ask.clicked.connect(self._show_hint)
        self.hint = selectable(label("task_hint", soft=True, wrap=True))
        self.hint.hide()
        if task.hint:
            self.column.addWidget(self.ask, 0, Qt.AlignmentFlag.AlignLeft)
            self.column.addWidget(self.hint)
        self._number: Number | None = None

    def show_task(self, is_done: bool, number: Number, theme: Theme) -> None:
        """Shows whether it is done."""
        self._number = number
        self.show_card(is_done, number, theme)
        show_if(self.ask, bool(self.task.hint) and not is_done and self.hint.isHidden())

    def _show_hint(self) -> None:
        if self._number is not None:
            show_text(self.hint, plain_text(self.task.hint, self._number))
            self.ask.hide()
