"""The fenced blocks of a lesson that are alive: tasks, questions, sliders, buttons. One reader each, in one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeVar

from circuitgrad.circuit import Circuit
from circuitgrad.errors import CircuitError
from circuitgrad.formats.lessons.block_text import BlockText, Entry, Line, sort_lines
from circuitgrad.formats.lessons.conditions import Condition, read_condition
from circuitgrad.formats.lessons.fields import check_text
from circuitgrad.formats.lessons.place import Place
from circuitgrad.formats.lessons.quantities import Quantity, read_quantity, read_settings
from circuitgrad.formats.lessons.records import (
    DEEDS,
    OPENED,
    PRESSED,
    Button,
    Buttons,
    Item,
    Mistake,
    Option,
    Question,
    Sliders,
    Task,
)
from circuitgrad.formats.lessons.starts import RangeEntry, read_range

Found = TypeVar("Found")
Read = Callable[[list[Line], Place, list[RangeEntry]], Item]


def read_task(lines: list[Line], place: Place, _ranges: list[RangeEntry]) -> Task:
    """A ``do`` block: what to do, and ``when:`` lines that tell when it is done.

    Raises:
        LessonError: a text or a condition is missing or cannot be read.
    """
    block = sort_lines(lines, place, ("when", "hint"))
    text = _text(block, "do", "what to do")
    conditions = tuple(_condition(entry) for entry in block.all("when"))
    if not conditions:
        raise place.fault("nobody can tell when this is done: add a line such as “when: value f > 0.9”.")
    return Task(text, conditions, _words(block.one("hint")), place)


def read_question(lines: list[Line], place: Place, _ranges: list[RangeEntry]) -> Question:
    """A ``question`` block: a question, and ``answer:`` or ``- [x]`` lines.

    Raises:
        LessonError: the question or its answer is missing or cannot be read.
    """
    block = sort_lines(lines, place, ("answer", "within", "on", "hint", "why"), choices=True)
    text = _text(block, "question", "the question")
    answer, hint, why = block.one("answer"), _words(block.one("hint")), _words(block.one("why"))
    if bool(block.choices) is (answer is not None):
        raise place.fault(
            "a question has one kind of answer: “answer: value f”, or lines “- [x] right”, “- [ ] wrong”."
        )
    if answer is None:
        return Question(text, place, options=_options(block), hint=hint, why=why)
    if answer.value.startswith("effect "):
        return Question(text, place, effect=answer.value.removeprefix("effect ").strip(), hint=hint, why=why)
    mistakes = tuple(Mistake(_quantity(entry.argument, entry.place), entry.value) for entry in block.all("on"))
    for entry in block.all("on"):
        check_text(entry.value, entry.place)
    within = block.one("within")
    tolerance = None if within is None else _number(within)
    return Question(text, place, _quantity(answer.value, answer.place), tolerance, mistakes, hint=hint, why=why)


def read_sliders(lines: list[Line], place: Place, ranges: list[RangeEntry]) -> Sliders:
    """A ``sliders`` block: a line for each input, ``x`` or ``x: -5 to 5 by 0.1``.

    Raises:
        LessonError: a line cannot be read.
    """
    labels = []
    for line in lines:
        label, colon, text = line.text.partition(":")
        if not line.text.strip():
            continue
        labels.append(label.strip())
        if colon:
            ranges.append(RangeEntry(label.strip(), _at(line.place, lambda text=text: read_range(text)), line.place))  # type: ignore[misc]
    if not labels:
        raise place.fault("this block moves nothing: write the name of an input on each line.")
    return Sliders(tuple(labels), place)


def read_buttons(lines: list[Line], place: Place, _ranges: list[RangeEntry]) -> Buttons:
    """A ``buttons`` block: a line for each, such as ``press forward`` or ``set h = 0.1: A smaller step``.

    Raises:
        LessonError: a line cannot be read, or names what a lesson may not press.
    """
    buttons = tuple(_button(line) for line in lines if line.text.strip())
    if not buttons:
        raise place.fault("this block has no button: write one on each line, such as “press forward”.")
    return Buttons(buttons, place)


def _button(line: Line) -> Button:
    deed, _, rest = line.text.strip().partition(" ")
    what, _, text = (part.strip() for part in rest.partition(":"))
    if deed not in DEEDS or not what:
        template = "“{text}” is no button: write press forward, open sweep, select f, or set x = 3."
        raise line.place.fault(template, text=line.text.strip())
    known = {"press": PRESSED, "open": OPENED}.get(deed)
    if known is not None and what not in known:
        template = "a lesson cannot {deed} “{what}”; it can {deed}: {known}."
        raise line.place.fault(template, deed=deed, what=what, known=", ".join(known))
    settings = _at(line.place, lambda: read_settings(what)) if deed == "set" else ()
    return Button(deed, what, text, settings)


BLOCKS: Final[Mapping[str, Read]] = MappingProxyType(
    {"do": read_task, "question": read_question, "sliders": read_sliders, "buttons": read_buttons}
)
"""What reads a block, by the word behind its fence; ``circuit`` is read by `starts`."""


def _at(place: Place, read: Callable[[], Found]) -> Found:
    try:
        return read()
    except CircuitError as error:
        raise place.fault_of(error) from None


def _text(block: BlockText, kind: str, what: str) -> str:
    if not block.text:
        raise block.place.fault("this {kind} block does not say {what}: write it first.", kind=kind, what=what)
    check_text("\n".join(line.text for line in block.words), block.words[0].place)
    return block.text


def _words(entry: Entry | None) -> str:
    if entry is None:
        return ""
    check_text(entry.value, entry.place)
    return entry.value


def _condition(entry: Entry) -> Condition:
    return _at(entry.place, lambda: read_condition(entry.value))


def _quantity(text: str, place: Place) -> Quantity:
    return _at(place, lambda: read_quantity(text))


def _number(entry: Entry) -> float:
    tolerance = _at(entry.place, lambda: read_quantity(entry.value).of(Circuit()))
    if not tolerance >= 0.0:
        raise entry.place.fault("“within: {text}” is no distance: write a number above 0.", text=entry.value)
    return tolerance


def _options(block: BlockText) -> tuple[Option, ...]:
    for choice in block.choices:
        check_text(f"{choice.text} {choice.hint}", choice.place)
    if sum(choice.right for choice in block.choices) != 1 or len(block.choices) < 2:
        raise block.place.fault("of two or more answers one is right: mark it “- [x]”, and the others “- [ ]”.")
    return tuple(Option(choice.text, choice.right, choice.hint) for choice in block.choices)
