"""What an answer in a lesson is worth, and the hint that fits a wrong one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication

from circuitgrad.analysis.exercise import Asks, Mistake, Verdict, check
from circuitgrad.analysis.exercise import Question as Asked
from circuitgrad.circuit import Circuit, Wire
from circuitgrad.engine import Run, effect
from circuitgrad.errors import CircuitError
from circuitgrad.formats.answers import read_answer
from circuitgrad.formats.lessons.check import is_answer
from circuitgrad.formats.lessons.quantities import NodeGradient, NodeValue, Quantity, WireGradient
from circuitgrad.formats.lessons.records import Question
from circuitgrad.formats.numbers import short_number
from circuitgrad.gui.lessons.prose import Number, plain_text
from circuitgrad.gui.messages import sentence, translated_sentence

EFFECTS: Final = ("raises", "lowers", "none")
ANSWER_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class Judged:
    """What an answer is worth.

    Args:
        right: whether it is right.
        hint: what helps where it is not, in the reader's language.
        answer: the right one, as it is shown to those who give up.
        counts: whether it was an answer at all; one that cannot be read is none.
    """

    right: bool
    hint: str = ""
    answer: str = ""
    counts: bool = True


def judge(question: Question, given: str | int, circuit: Circuit, run: Run, number: Number) -> Judged:
    """Judges an answer.

    Args:
        question: what was asked.
        given: what was typed, an effect, or the place of the option that was chosen.
        circuit: what it is asked of.
        run: both passes over it.
        number: how numbers in hints are written.
    """
    if question.options:
        return _judge_option(question, given, number)
    try:
        if question.effect:
            return _judge_effect(question, str(given), circuit, run, number)
        return _judge_number(question, str(given), circuit, run, number)
    except CircuitError as error:
        return Judged(False, sentence(error), counts=False)


def _judge_option(question: Question, given: str | int, number: Number) -> Judged:
    answer = next(plain_text(option.text, number) for option in question.options if option.right)
    if not isinstance(given, int):
        return Judged(False, answer=answer)
    option = question.options[given]
    hint = option.hint or question.hint
    return Judged(option.right, plain_text(hint, number) if hint else _tr("Not this one: look again."), answer)


def _judge_effect(question: Question, given: str, circuit: Circuit, run: Run, number: Number) -> Judged:
    id = circuit.find(question.effect).id
    right = effect(NodeGradient(question.effect).read(run))
    names = {"raises": _tr("▲ raises"), "lowers": _tr("▼ lowers"), "none": _tr("neither")}
    answer = names.get(right, _tr("undefined"))
    if given not in EFFECTS:
        return Judged(False, answer=answer)
    verdict = check(Asked(Asks.EFFECT, id), given, run)  # type: ignore[arg-type]
    hint = plain_text(question.hint, number) if question.hint else _told(verdict)
    return Judged(verdict.right, hint, answer)


def _judge_number(question: Question, given: str, circuit: Circuit, run: Run, number: Number) -> Judged:
    quantity = question.answer
    assert quantity is not None  # noqa: S101
    right = quantity.of(circuit, run)
    answer = (
        short_number(right, ANSWER_DIGITS) if right != round(right) or abs(right) >= 1e6 else short_number(right, 1)
    )
    if not given.strip():
        return Judged(False, answer=answer)
    typed = read_answer(given, Asks.GRADIENT)
    assert isinstance(typed, float)  # noqa: S101
    if is_answer(typed, right, question.tolerance):
        return Judged(True, answer=answer)
    for mistake in question.mistakes:
        if is_answer(typed, mistake.number.of(circuit, run), question.tolerance):
            return Judged(False, plain_text(mistake.hint, number), answer)
    verdict = _verdict(quantity, typed, circuit, run)
    if verdict is not None and verdict.right and question.tolerance is None:
        return Judged(True, answer=answer)
    return Judged(False, _hint(question, typed, right, verdict, number), answer)


def _hint(question: Question, typed: float, right: float, verdict: Verdict | None, number: Number) -> str:
    if verdict is not None and not verdict.right and (verdict.hint_kind is not Mistake.OTHER or not question.hint):
        return _told(verdict)
    if right and is_answer(typed, -right):
        return _tr("The size is right: look at the sign.")
    if question.hint:
        return plain_text(question.hint, number)
    return _tr("Not yet: work it out from the numbers on the canvas.")


def _verdict(quantity: Quantity, typed: float, circuit: Circuit, run: Run) -> Verdict | None:
    """What the usual mistakes say of an answer; None for numbers of another kind."""
    reading = quantity.reading
    if quantity.settings:
        return None
    if isinstance(reading, NodeValue) and not circuit.find(reading.label).is_leaf:
        return check(Asked(Asks.VALUE, circuit.find(reading.label).id), typed, run)
    if isinstance(reading, NodeGradient):
        return check(Asked(Asks.GRADIENT, circuit.find(reading.label).id), typed, run)
    if isinstance(reading, WireGradient):
        wire = reading.wire
        ids = circuit.find(wire.source).id, circuit.find(wire.target).id
        return check(Asked(Asks.GRADIENT, Wire(*ids, wire.port_in(run))), typed, run)
    return None


def _told(verdict: Verdict) -> str:
    return translated_sentence(verdict.template, dict(verdict.fields))


def _tr(text: str) -> str:
    return QCoreApplication.translate("lessons", text)
