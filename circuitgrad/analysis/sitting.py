"""Somebody goes through an exercise: what has been answered, what has not, and in which order it is asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from circuitgrad.analysis.hiding import Hidden, hidden_by
from circuitgrad.circuit import Asks, Attempt, Circuit, Question


@dataclass(frozen=True, slots=True)
class Sitting:
    """How far somebody has come with an exercise; each answer gives another one.

    Args:
        questions: what is asked, in the order in which it is best answered.
        right: what has been answered.
        shown: what was given up: the answer was shown.
        wrong: the questions that were answered wrongly, once for each such answer.

    Attributes:
        open: what has still to be answered, in order.

    Example:
        >>> value, effect = Question(Asks.VALUE, "f"), Question(Asks.EFFECT, "x")
        >>> sitting = Sitting((value, effect)).after_wrong(value).after_right(value)
        >>> sitting.open, sitting.done, sitting.next_after(value) == effect
        ((Question(asks=<Asks.EFFECT: 'effect'>, at='x'),), 1, True)
        >>> sitting.after_shown(effect).attempt(61.0)
        Attempt(asked=2, right=1, first_try=0, shown=1, wrong=1, seconds=61.0)
    """

    questions: tuple[Question, ...]
    right: frozenset[Question] = frozenset()
    shown: frozenset[Question] = frozenset()
    wrong: tuple[Question, ...] = ()
    open: tuple[Question, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        left = tuple(question for question in self.questions if self.is_open(question))
        object.__setattr__(self, "open", left)  # worked out once, as many ask for it

    @property
    def done(self) -> int:
        """How many questions have been answered or given up."""
        return len(self.right) + len(self.shown)

    @property
    def is_over(self) -> bool:
        """Whether nothing is open."""
        return bool(self.questions) and not self.open

    @property
    def has_begun(self) -> bool:
        """Whether anything has been answered, rightly or wrongly, or given up."""
        return bool(self.right or self.shown or self.wrong)

    def is_open(self, question: Question) -> bool:
        """Whether this has still to be answered."""
        return question not in self.right and question not in self.shown

    def next_after(self, question: Question | None, step: int = 1) -> Question | None:
        """The open question that follows, round to the first; −1 for the one before. None where nothing else is open.

        A question that is answered has still its place in the order.
        """
        if question not in self.questions:
            return next(iter(self.open if step > 0 else reversed(self.open)), None)
        at = self.questions.index(question)
        count = len(self.questions)
        others = (self.questions[(at + step * far) % count] for far in range(1, count))
        return next((other for other in others if self.is_open(other)), None)

    def after_right(self, question: Question) -> Sitting:
        """This was answered rightly."""
        return replace(self, right=self.right | {question}) if self.is_open(question) else self

    def after_wrong(self, question: Question) -> Sitting:
        """This was answered wrongly."""
        return replace(self, wrong=(*self.wrong, question))

    def after_shown(self, question: Question) -> Sitting:
        """This was given up."""
        return replace(self, shown=self.shown | {question}) if self.is_open(question) else self

    def asking(self, questions: Iterable[Question]) -> Sitting:
        """The same answers where other questions are asked: those that stay keep theirs."""
        asked = tuple(questions)
        kept = frozenset(asked)
        wrong = tuple(question for question in self.wrong if question in kept)
        return Sitting(asked, self.right & kept, self.shown & kept, wrong)

    def attempt(self, seconds: float | None = None) -> Attempt:
        """What has come of it so far."""
        first_try = sum(question not in self.wrong for question in self.right)
        counts = len(self.questions), len(self.right), first_try, len(self.shown), len(self.wrong)
        return Attempt(*counts, seconds)


def hidden_while_open(sitting: Sitting, circuit: Circuit) -> Hidden:
    """What is hidden while so much is still open; whoever has told a gradient has told what its sign says too.

    Example:
        >>> import circuitgrad as cg
        >>> circuit = cg.from_formula("f = 2*x")
        >>> x, gradient = circuit.find("x").id, Question(Asks.GRADIENT, circuit.outgoing(circuit.find("x").id)[0])
        >>> sitting = Sitting((gradient, Question(Asks.EFFECT, x)))
        >>> [len(hidden_while_open(each, circuit).flows) for each in (sitting, sitting.after_right(gradient))]
        [1, 0]
    """
    told = hidden_by((each for each in sitting.right | sitting.shown if each.asks is Asks.GRADIENT), circuit)
    asked = (each for each in sitting.open if each.asks is not Asks.EFFECT or each.node not in told.gradients)
    return hidden_by(asked, circuit)


def in_learning_order(questions: Iterable[Question], circuit: Circuit) -> tuple[Question, ...]:
    """Questions in the order in which they are best answered: values forward, then gradients and effects backward.

    Example:
        >>> import circuitgrad as cg
        >>> circuit = cg.from_formula("q = x + y; f = q*z")
        >>> id = {node.label: node.id for node in circuit.nodes.values()}
        >>> asked = [Question(Asks.GRADIENT, id["x"]), Question(Asks.VALUE, id["f"]), Question(Asks.VALUE, id["q"])]
        >>> [circuit.node(question.node).label for question in in_learning_order(asked, circuit)]
        ['q', 'f', 'x']
    """
    rank = {id: place for place, id in enumerate(circuit.order())}

    def key(question: Question) -> tuple[int, ...]:
        if question.asks is Asks.VALUE:
            return 0, rank[question.node]
        wire = question.wire
        if wire is not None:
            return 1, -2 * rank[wire.target], 0, wire.port
        # A node's own gradient is there once those of all that it feeds are.
        fed = [rank[each.target] for each in circuit.outgoing(question.node)]
        latest = -2 * min(fed) if fed else -2 * rank[question.node] - 1
        return 1, latest, 1, -rank[question.node], int(question.asks is Asks.EFFECT)

    return tuple(sorted((question for question in questions if question.fits(circuit)), key=key))
