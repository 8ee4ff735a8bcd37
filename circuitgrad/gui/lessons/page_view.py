"""A page of a lesson as it is read: its heading, and everything on it from top to bottom."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from circuitgrad.circuit import Circuit
from circuitgrad.engine import Run
from circuitgrad.errors import CircuitError
from circuitgrad.formats.lessons.fields import Field
from circuitgrad.formats.lessons.records import Button, Buttons, Item, Page, Prose, Question, Sliders, Task
from circuitgrad.formats.numbers import input_number, short_number
from circuitgrad.gui.actions import BY_KEY, translated
from circuitgrad.gui.document import Document
from circuitgrad.gui.fonts import STRONG
from circuitgrad.gui.lessons.checking import Judged, judge
from circuitgrad.gui.lessons.prose import Prose as ProseView
from circuitgrad.gui.lessons.question_card import QuestionCard
from circuitgrad.gui.lessons.session import LessonSession
from circuitgrad.gui.lessons.slider_rows import SliderRows
from circuitgrad.gui.lessons.task_card import TaskCard
from circuitgrad.gui.names import pretty_name
from circuitgrad.gui.panels import PANELS
from circuitgrad.gui.panels.moving import InputMoves
from circuitgrad.gui.panels.panel import GAP, label, row
from circuitgrad.gui.theme import Theme

TITLE_SIZE = 1.3
NO_NUMBER = "—"
MOST_IN_ROW = 3


class PageView(QWidget):
    """Shows one page.

    Args:
        page: what to show.
        session: knows what has been done.
        document: what the circuits are opened in.
        moves: moves inputs.

    Signals:
        pressed (Button): a button of the page was pressed.
    """

    pressed = Signal(object)

    def __init__(
        self, page: Page, session: LessonSession, document: Document, moves: InputMoves, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("lesson_page")
        self.page, self._session, self._document, self._moves = page, session, document, moves
        self._circuit, self._run = session.page_run()
        self._digits = 3
        self._known: dict[Field, str] = {}
        """Numbers of the page's own circuit, which does not change."""
        self.heading = label("lesson_heading", wrap=True)
        self.heading.setText(page.title)
        font = self.heading.font()
        font.setPixelSize(round(self.fontInfo().pixelSize() * TITLE_SIZE))
        font.setWeight(STRONG)
        self.heading.setFont(font)
        self.parts: list[QWidget] = [self._part(i, item) for i, item in enumerate(page.items)]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP + GAP // 2)
        column.addWidget(self.heading)
        for part in self.parts:
            column.addWidget(part)

    def _part(self, place: int, item: Item) -> QWidget:
        if isinstance(item, Prose):
            return ProseView(item.text)
        if isinstance(item, Task):
            return TaskCard(item)
        if isinstance(item, Sliders):
            return SliderRows(item, self._document, self._moves)
        if isinstance(item, Question):
            card = QuestionCard(item, self._judge)
            card.answered.connect(lambda: self._session.tick(place))
            return card
        return self._buttons(item)

    def _buttons(self, item: Buttons) -> QWidget:
        made = QWidget()
        made.setObjectName("lesson_buttons")
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        buttons = [self._button(button) for button in item.buttons]
        for first in range(0, len(buttons), MOST_IN_ROW):
            column.addLayout(row(*buttons[first : first + MOST_IN_ROW]))
        return made

    def _button(self, button: Button) -> QPushButton:
        made = QPushButton(button.text or self._button_text(button))
        made.setObjectName(f"lesson_{button.deed}_{button.what}")
        made.clicked.connect(lambda: self.pressed.emit(button))
        return made

    def _button_text(self, button: Button) -> str:
        if button.deed == "press":
            action = BY_KEY[button.what]
            return translated(action.short or action.text).replace("&", "").removesuffix("…")
        if button.deed == "open":
            title = next(record.translated_title for record in PANELS if record.key == button.what)
            return self.tr("Show {panel}").format(panel=title)
        if button.deed == "select":
            return self.tr("Select {names}").format(names=button.what)
        texts = (f"{pretty_name(name)} = {input_number(value)}" for name, value in button.settings)
        return ", ".join(texts)

    # Showing

    def show_page(self, theme: Theme, digits: int) -> None:
        """Shows what has been done, and the numbers of now."""
        if digits != self._digits:
            self._digits = digits
            self._known.clear()
        for place, part in enumerate(self.parts):
            is_done = self._session.is_ticked(place)
            if isinstance(part, ProseView):
                part.show_text(self.number, theme)
            elif isinstance(part, TaskCard):
                part.show_task(is_done, self.number, theme)
            elif isinstance(part, QuestionCard):
                part.show_question(is_done, self.number, theme)
            elif isinstance(part, SliderRows):
                part.show_rows(theme, digits)

    def number(self, field: Field) -> str:
        """A number of the text: from the page's own circuit, or from the one on the canvas."""
        if field.follows:
            run = self._document.run
            return NO_NUMBER if run is None else self._written(field, self._document.circuit, run)
        known = self._known.get(field)
        if known is None:
            known = self._known[field] = self._written(field, self._circuit, self._run)
        return known

    def _written(self, field: Field, circuit: Circuit, run: Run) -> str:
        try:
            value = field.quantity.of(circuit, run)
        except CircuitError:
            return NO_NUMBER
        return input_number(value, self._digits) if field.digits is None else short_number(value, field.digits)

    def _judge(self, question: Question, given: str | int) -> Judged:
        circuit, run = self._session.run_for_answers()
        return judge(question, given, circuit, run, self.number)

    def stops(self) -> list[QWidget]:
        """What the Tab key stops at, in the order in which it is read."""
        inside = (each for part in self.parts for each in part.findChildren(QWidget))
        return [each for each in inside if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
