"""A question of a lesson: a number to type, an effect or an answer to choose; a wrong one gets a hint that fits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QMouseEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from circuitgrad.formats.lessons.records import Question
from circuitgrad.gui.lessons.card import Card
from circuitgrad.gui.lessons.checking import EFFECTS, Judged
from circuitgrad.gui.lessons.prose import Number, plain_text
from circuitgrad.gui.panels.panel import GAP, label, row, selectable, show_if, show_style, show_text
from circuitgrad.gui.theme import Theme

PATIENCE: Final = 2
"""After so many wrong answers the right one can be shown."""
FIELD_WIDTH: Final = 120
RIGHT: Final = "QPushButton {{ padding: {padding}; color: {ink}; border: 2px solid {line}; font-weight: 600; }}"
"""How the right answer looks once it is known."""
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
Judge = Callable[[Question, str | int], Judged]


class QuestionCard(Card):
    """Asks, and says what an answer is worth.

    Args:
        question: what is asked.
        judge: tells whether an answer is right: the text that was typed, an effect, or the place of an option.

    Signals:
        answered: the answer was right, or was shown.
    """

    answered = Signal()

    def __init__(self, question: Question, judge: Judge, parent: QWidget | None = None) -> None:
        super().__init__("question", question.text, parent)
        self.question, self._judge = question, judge
        self.field: QLineEdit | None = None
        self.buttons: list[QPushButton] = []
        self._labels: list[OptionText] = []
        self.wrong = 0
        self._number: Number | None = None
        if question.options:
            self._offer_options()
        elif question.effect:
            self._offer_effects()
        else:
            self._offer_field()
        self.feedback = selectable(label("question_feedback", wrap=True))
        self.show_answer = QPushButton(self.tr("Show the answer"))
        self.show_answer.setObjectName("question_show")
        self.show_answer.setProperty("flat", True)
        self.show_answer.setStyleSheet("padding: 2px 8px;")
        self.show_answer.clicked.connect(self._show_right_one)
        self.column.addWidget(self.feedback)
        self.column.addWidget(self.show_answer, 0, Qt.AlignmentFlag.AlignLeft)
        self.feedback.hide()
        self.show_answer.hide()

    # What can be answered

    def _offer_field(self) -> None:
        self.field = QLineEdit()
        self.field.setObjectName("question_field")
        self.field.setAccessibleName(self.tr("Answer"))
        self.field.setFixedWidth(FIELD_WIDTH)
        self.field.returnPressed.connect(self._on_typed)
        check = QPushButton(self.tr("Check"))
        check.setObjectName("question_check")
        check.clicked.connect(self._on_typed)
        self.buttons.append(check)
        self.column.addLayout(row(self.field, check))

    def _offer_effects(self) -> None:
        texts = {
            "raises": self.tr("▲ raises"),
            "lowers": self.tr("▼ lowers"),
            "none": self.tr("neither"),
        }
        for effect in EFFECTS:
            button = QPushButton(texts[effect])
            button.setObjectName(f"question_{effect}")
            button.clicked.connect(lambda _=False, effect=effect: self._give(effect))
            self.buttons.append(button)
        self.column.addLayout(row(*self.buttons))

    def _offer_options(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GAP)
        grid.setColumnStretch(1, 1)
        for place, _ in enumerate(self.question.options):
            button = QPushButton(LETTERS[place])
            button.setObjectName(f"question_option_{place}")
            button.setFixedWidth(32)
            button.setStyleSheet("padding: 3px 0;")
            button.clicked.connect(lambda _=False, place=place: self._give(place))
            text = OptionText(button)
            text.setObjectName(f"question_option_text_{place}")
            self.buttons.append(button)
            self._labels.append(text)
            grid.addWidget(button, place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text, place, 1, Qt.AlignmentFlag.AlignVCenter)
        self.column.addLayout(grid)

    # Showing

    def show_question(self, is_done: bool, number: Number, theme: Theme) -> None:
        """Shows whether it is answered."""
        self._number = number
        self.show_card(is_done, number, theme)
        for option, button, shown in zip(self.question.options, self.buttons, self._labels, strict=False):
            text = plain_text(option.text, number)
            shown.setText(text)
            button.setAccessibleName(f"{button.text()}: {text}")
        for widget in (*self.buttons, *([self.field] if self.field is not None else [])):
            widget.setEnabled(not is_done)
        if is_done:
            self.show_answer.hide()
            self._show_what_was_right()
        self._show_color()

    def _show_what_was_right(self) -> None:
        """The right answer stays there to be read, also when one comes back to the page."""
        answer = self._judge(self.question, "").answer
        right = next((place for place, option in enumerate(self.question.options) if option.right), None)
        padding = "3px 0" if self.question.options else "5px 12px"
        sheet = RIGHT.format(padding=padding, ink=self.theme.ink, line=self.theme.value)
        for place, button in enumerate(self.buttons):
            if place == right or button.text() == answer:
                show_style(button, sheet)
        if self.field is not None and not self.field.text().strip():
            self.field.setText(answer)

    def _show_color(self) -> None:
        if self.field is not None:
            line = f"QLineEdit {{ background: {self.theme.panel}; border-color: {self.theme.node_line}; }}"
            show_style(self.field, f"{line} QLineEdit:focus {{ border-color: {self.theme.accent}; }}")
        show_style(self.feedback, f"color: {self.theme.value if self.is_done else self.theme.lowers}")

    # Answering

    def _on_typed(self) -> None:
        if self.field is not None and self.field.text().strip():
            self._give(self.field.text())

    def _give(self, answer: str | int) -> None:
        judged = self._judge(self.question, answer)
        if judged.right:
            self._end(self.tr("Right."))
            return
        self.wrong += judged.counts
        self._say(judged.hint)
        show_if(self.show_answer, self.wrong >= PATIENCE)
        if self.field is not None:
            self.field.selectAll()

    def _show_right_one(self) -> None:
        self._end(self.tr("The answer is {answer}.").format(answer=self._judge(self.question, "").answer))

    def _end(self, said: str) -> None:
        why = plain_text(self.question.why, self._number) if self._number is not None and self.question.why else ""
        self.answered.emit()
        self._say(f"{said} {why}".strip())

    def _say(self, text: str) -> None:
        show_text(self.feedback, text)
        self._show_color()
        self.feedback.setAccessibleName(text)
        QAccessible.updateAccessibility(QAccessibleEvent(self.feedback, QAccessible.Event.Alert))


class OptionText(QLabel):
    """The words of an answer; a click on them presses its button."""

    def __init__(self, button: QPushButton, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self._button = button

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Presses the button."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._button.click()
