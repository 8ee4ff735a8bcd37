"""What a lesson promises, checked by running it: numbers can be read, nothing is done before it is begun."""

from __future__ import annotations

import math
from typing import Final

from circuitgrad.circuit import Circuit
from circuitgrad.engine import Run, input_called
from circuitgrad.errors import CircuitError
from circuitgrad.formats.lessons.conditions import Situation, values_of
from circuitgrad.formats.lessons.fields import fields
from circuitgrad.formats.lessons.place import Place
from circuitgrad.formats.lessons.quantities import NodeGradient, Quantity, run_of
from circuitgrad.formats.lessons.records import Buttons, Lesson, Page, Prose, Question, Sliders, Task
from circuitgrad.operators import OPERATORS

WHOLE: Final = 1e-6
"""What is nearer to a whole number than this is one."""
SHARE: Final = 0.005
"""So far, as a share of the number, one with three significant digits may be off."""


def check_lesson(lesson: Lesson) -> None:
    """Raises if a lesson speaks of nodes that its circuits lack, or asks for what is so from the start.

    Raises:
        LessonError: names file, line, what is wrong and what to do.
    """
    made: set[str] = set()
    for page in lesson.pages:
        made.update(
            name for item in page.items if isinstance(item, Task) for each in item.conditions for name in each.makes
        )
        _PageCheck(page, made).check()


class _PageCheck:
    """One page, run as it starts."""

    def __init__(self, page: Page, made: set[str]) -> None:
        self._page, self._made = page, made
        self._circuit: Circuit = page.start.circuit()
        self._run: Run = run_of(self._circuit)
        self._labels = {node.label for node in self._circuit.nodes.values()}

    def check(self) -> None:
        """Checks everything on it."""
        for item in self._page.items:
            if isinstance(item, Prose):
                self._check_text(item.text, item.place)
            elif isinstance(item, Task):
                self._check_text(item.text, item.place.down(1))
                self._check_text(item.hint, item.place)
                self._check_task(item)
            elif isinstance(item, Question):
                self._check_question(item)
            elif isinstance(item, Sliders):
                for label in item.labels:
                    self._check_input(label, item.place)
            elif isinstance(item, Buttons):
                self._check_buttons(item)

    def _check_text(self, text: str, place: Place) -> None:
        for i, line in enumerate(text.split("\n")):
            for field in fields(line):
                self._number(field.quantity, place.down(i))

    def _number(self, quantity: Quantity, place: Place) -> float:
        try:
            number = quantity.of(self._circuit, self._run)
        except CircuitError as error:
            raise place.fault_of(error) from None
        if not math.isfinite(number):
            template = "“{text}” is {number} in this page's circuit: give its inputs values that lead to a number."
            raise place.fault(template, text=quantity.text, number=number)
        return number

    def _check_input(self, label: str, place: Place) -> None:
        try:
            input_called(self._circuit, label)
        except CircuitError as error:
            raise place.fault_of(error) from None

    def _check_task(self, task: Task) -> None:
        for condition in task.conditions:
            for name in condition.names:
                if name not in self._labels | self._made:
                    raise task.place.fault(
                        "this page's circuit has no node “{name}”: name one that it has, or that is made here.",
                        name=name,
                    )
            operator = getattr(condition, "operator", "")
            if operator and operator not in OPERATORS:
                raise task.place.fault("no operator is called “{name}”.", name=operator)
        passes = self._page.start.passes
        shown = None if passes == "none" else run_of(self._circuit, backward=passes == "backward")
        now = Situation(self._circuit, shown, frozenset(), values_of(self._circuit))
        if all(condition.holds(now) for condition in task.conditions):
            raise task.place.fault("this is done before it is begun: ask for something that is not so yet.")

    def _check_question(self, question: Question) -> None:
        for text in (question.text, question.hint, question.why, *(mistake.hint for mistake in question.mistakes)):
            self._check_text(text, question.place)
        for option in question.options:
            self._check_text(f"{option.text} {option.hint}", question.place)
        if question.effect:
            self._check_input(question.effect, question.place)
            self._number(Quantity(question.effect, NodeGradient(question.effect)), question.place)
        if question.answer is None:
            return
        right = self._number(question.answer, question.place)
        for mistake in question.mistakes:
            wrong = self._number(mistake.number, question.place)
            if is_answer(wrong, right, question.tolerance):
                template = "“on {text}:” is the right answer here: give the hint for a wrong one."
                raise question.place.fault(template, text=mistake.number.text)

    def _check_buttons(self, item: Buttons) -> None:
        for button in item.buttons:
            for label, _ in button.settings:
                self._check_input(label, item.place)
            if button.deed == "select":
                for label in button.what.split(","):
                    if label.strip() not in self._labels | self._made:
                        raise item.place.fault("no node is called “{name}”.", name=label.strip())


def is_answer(given: float, right: float, tolerance: float | None = None) -> bool:
    """Whether a number is the answer: within the tolerance, or what is left of it when it is written with three digits.

    A whole number is known exactly.

    Example:
        >>> is_answer(0.73, 0.7310585786300049), is_answer(-4.0, 4.0), is_answer(1000.0, 1001.0)
        (True, False, False)
        >>> is_answer(0.2, 0.25, 0.1)
        True
    """
    if tolerance is None:
        is_whole = abs(right - round(right)) < WHOLE
        tolerance = WHOLE if is_whole else SHARE * abs(right)
    return abs(given - right) <= tolerance
