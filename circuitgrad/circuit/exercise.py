"""Exercises: which numbers of a circuit are hidden and asked for, how near an answer must come, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from math import isfinite
from typing import TYPE_CHECKING, Final

from circuitgrad.errors import CircuitError
from circuitgrad.frozen import frozen, replace

if TYPE_CHECKING:
    from circuitgrad.circuit.circuit import Circuit
    from circuitgrad.circuit.parts import Node, Wire

MOST_DIGITS: Final = 17


class Asks(StrEnum):
    """What a question asks for: a value, a gradient, or whether raising an input raises or lowers the objective."""

    VALUE = "value"
    GRADIENT = "gradient"
    EFFECT = "effect"


@frozen
class Question:
    """A number that is hidden until somebody tells it.

    Args:
        asks: what is asked for.
        at: the id of the node that it is asked of; a wire, for the gradient that flows back along it.

    Example:
        >>> Question(Asks.GRADIENT, "q").node
        'q'
    """

    asks: Asks
    at: str | Wire

    @property
    def wire(self) -> Wire | None:
        """The wire that it is asked of, None where it is a node."""
        return None if isinstance(self.at, str) else self.at

    @property
    def node(self) -> str:
        """The id of the node that it is asked of; of a wire the one that it comes from."""
        return self.at if isinstance(self.at, str) else self.at.source

    def fits(self, circuit: Circuit) -> bool:
        """Whether its node or wire is there, and can be asked for this."""
        if not isinstance(self.at, str):
            return circuit.source_of(self.at) == self.at.source
        return self.at in circuit and self.suits(circuit.node(self.at))

    def suits(self, node: Node) -> bool:
        """Whether it can be asked of this node: values are asked of what is computed, effects of inputs."""
        return self.asks is Asks.GRADIENT or node.is_leaf is (self.asks is Asks.EFFECT)


@frozen
class Tolerance:
    """How near an answer must come.

    It is right within `relative` of the number's size or within `absolute`, or where it is the number itself,
    rounded to `digits` significant digits or more.

    Example:
        >>> tolerance = Tolerance()
        >>> tolerance.accepts(0.73, 0.7310586), tolerance.accepts(0.7, 0.7310586), tolerance.accepts(0.2, 0.1966119)
        (True, False, True)
    """

    relative: float = 0.01
    absolute: float = 1e-12
    digits: int = 2

    def accepts(self, answer: float, number: float) -> bool:
        """Whether this answer is right where `number` is: NaN for NaN, and an infinity for the same one."""
        if not isfinite(number) or not isfinite(answer):
            return answer == number or (answer != answer and number != number)
        if abs(answer - number) <= max(self.relative * abs(number), self.absolute):
            return True
        return any(rounded(number, digits) == answer for digits in range(self.digits, MOST_DIGITS + 1))


def rounded(number: float, digits: int) -> float:
    """The number with so many significant digits.

    Example:
        >>> rounded(0.1966, 2), rounded(-1234.0, 1)
        (0.2, -1000.0)
    """
    return float(f"{number:.{digits - 1}e}")


@frozen
class Attempt:
    """What came of an exercise that somebody went through.

    Args:
        asked: how many questions there were.
        right: how many were answered, whether at the first try or later.
        first_try: how many of those at the first try.
        shown: how many answers were shown instead.
        wrong: how many wrong answers were given on the way.
        seconds: how long it took; None where no time is kept.
    """

    asked: int
    right: int
    first_try: int
    shown: int
    wrong: int
    seconds: float | None = None


@frozen
class Exercise:
    """A circuit turned into questions.

    Args:
        questions: what is hidden, in the order in which it was; what is not there any more is passed over.
        prompt: what the author says to the learner; any number of lines, may be empty.
        tolerance: how near an answer must come.
        keeps_score: whether what came of an attempt is kept in the file.
        keeps_time: whether the time that it took is kept with it.
        attempts: what came of the attempts so far, where that is kept.

    Example:
        >>> Exercise((Question(Asks.VALUE, "q"), Question(Asks.EFFECT, "x"))).without(["x"]).questions
        (Question(asks=<Asks.VALUE: 'value'>, at='q'),)
    """

    questions: tuple[Question, ...] = ()
    prompt: str = ""
    tolerance: Tolerance = Tolerance()
    keeps_score: bool = False
    keeps_time: bool = False
    attempts: tuple[Attempt, ...] = ()

    def asked_in(self, circuit: Circuit) -> tuple[Question, ...]:
        """The questions that fit the circuit as it is."""
        return tuple(question for question in self.questions if question.fits(circuit))

    def with_questions(self, more: Iterable[Question]) -> Exercise:
        """The exercise with these questions at its end; none is asked twice."""
        return self._asking(dict.fromkeys([*self.questions, *more]))

    def without(self, at: Iterable[str | Wire]) -> Exercise:
        """The exercise without the questions asked of these nodes and wires."""
        gone = set(at)
        return self._asking(question for question in self.questions if question.at not in gone)

    def _asking(self, questions: Iterable[Question]) -> Exercise:
        return replace(self, questions=tuple(questions))


def check_exercise(exercise: Exercise, circuit: Circuit) -> None:
    """Raises if an exercise cannot be asked of a circuit.

    Raises:
        CircuitError: a question stands there twice or does not fit its node, or a tolerance or a text cannot be.
    """
    if len(set(exercise.questions)) < len(exercise.questions):
        raise CircuitError("The exercise asks one question twice: take one of them out.")
    for question in exercise.questions:
        check_question(question, circuit)
    check_tolerance(exercise.tolerance)
    if any("\ud800" <= character <= "\udfff" for character in exercise.prompt):
        raise CircuitError("The text of the exercise has half a character in it: type it anew.")
    for attempt in exercise.attempts:
        check_attempt(attempt)


def check_question(question: Question, circuit: Circuit) -> None:
    """Raises if a question does not fit the node that it is asked of; what is not there is passed over.

    Raises:
        CircuitError: the value of an input, the effect of what is no input, or something else than a wire's gradient.
    """
    if question.wire is not None and question.asks is not Asks.GRADIENT:
        raise CircuitError("Of a wire only the gradient can be asked.")
    if question.node not in circuit:
        return
    node = circuit.node(question.node)
    if question.asks is Asks.VALUE and node.is_leaf:
        raise CircuitError("The value of “{label}” is given: ask for what is computed.", [node.id], label=node.label)
    if question.asks is Asks.EFFECT and not node.is_leaf:
        template = "“{label}” is computed: only of an input can be asked whether it raises or lowers the objective."
        raise CircuitError(template, [node.id], label=node.label)


def check_tolerance(tolerance: Tolerance) -> None:
    """Raises if no answer could be judged by it.

    Raises:
        CircuitError: a number is out of its bounds.
    """
    if not (0.0 <= tolerance.relative < 1.0 and 0.0 <= tolerance.absolute < float("inf")):
        raise CircuitError("A tolerance is at least 0; a relative one is below 1, which is 100 %.")
    if not 1 <= tolerance.digits <= MOST_DIGITS:
        raise CircuitError("Answers are rounded to 1 to {most} significant digits.", most=MOST_DIGITS)


def check_attempt(attempt: Attempt) -> None:
    """Raises if nothing can have come of an exercise in this way.

    Raises:
        CircuitError: a count is below 0, or the counts do not fit together.
    """
    counts = (attempt.asked, attempt.first_try, attempt.right, attempt.shown, attempt.wrong)
    fits = min(counts) >= 0 and attempt.first_try <= attempt.right and attempt.right + attempt.shown <= attempt.asked
    if not fits:
        raise CircuitError("An attempt at the exercise has counts that do not fit together.")
    if attempt.seconds is not None and not 0.0 <= attempt.seconds < float("inf"):
        raise CircuitError("An attempt at the exercise took a time that cannot be.")
