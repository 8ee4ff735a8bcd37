"""Questions as sentences, and results of an exercise in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from circuitgrad.analysis.exercise import Verdict
from circuitgrad.circuit import Asks, Attempt, Circuit, Node, Question
from circuitgrad.gui.messages import translated_sentence
from circuitgrad.gui.names import node_name

if TYPE_CHECKING:
    from circuitgrad.analysis.sitting import Sitting


def question_text(question: Question, circuit: Circuit) -> str:
    """What is asked, as one sentence.

    Example:
        >>> import circuitgrad as cg
        >>> circuit = cg.from_formula("f = 2*x")
        >>> question_text(Question(Asks.EFFECT, circuit.find("x").id), circuit)
        'Does raising “x” raise or lower “f”?'
    """
    if question.wire is not None:
        source, target = (name_of(circuit.node(id)) for id in question.wire[:2])
        return _tr("Which gradient flows back from “{target}” to “{source}”?").format(source=source, target=target)
    sinks = [circuit.objective] if circuit.objective is not None else [sink.id for sink in circuit.sinks()]
    objective = name_of(circuit.node(sinks[0])) if len(sinks) == 1 else _tr("the objective")
    texts = {
        Asks.VALUE: _tr("What is the value of “{label}”?"),
        Asks.GRADIENT: _tr("What is the gradient of “{label}”, all its wires together?"),
        Asks.EFFECT: _tr("Does raising “{label}” raise or lower “{objective}”?"),
    }
    return texts[question.asks].format(label=name_of(circuit.node(question.node)), objective=objective)


def name_of(node: Node) -> str:
    """What hints and questions call a node: as hints do, and a bare number by itself."""
    return node_name(node) if node.is_leaf else node.label


def verdict_text(verdict: Verdict) -> str:
    """What an answer is worth, in the reader's language."""
    return translated_sentence(verdict.template, dict(verdict.fields))


def progress_text(sitting: Sitting) -> str:
    """How far somebody has come.

    Example:
        >>> from circuitgrad.analysis.sitting import Sitting
        >>> progress_text(Sitting((Question(Asks.VALUE, "f"), Question(Asks.VALUE, "q"))))
        '0 of 2 done'
    """
    return _tr("{done} of {asked} done").format(done=sitting.done, asked=len(sitting.questions))


def score_text(attempt: Attempt) -> str:
    """What has come of it so far, without the time.

    Example:
        >>> score_text(Attempt(9, 7, 5, 1, 3))
        '5 right on the first try, 2 later, 1 shown, 3 wrong answers'
    """
    parts = [_tr("{count} right on the first try").format(count=attempt.first_try)]
    later = attempt.right - attempt.first_try
    parts += [_tr("{count} later").format(count=later)] if later else []
    parts += [_tr("{count} shown").format(count=attempt.shown)] if attempt.shown else []
    if attempt.wrong:
        parts.append(_tr("1 wrong answer") if attempt.wrong == 1 else _tr("{n} wrong answers").format(n=attempt.wrong))
    return ", ".join(parts)


def time_text(seconds: float) -> str:
    """A time in minutes and seconds.

    Example:
        >>> time_text(61.4), time_text(3600.0)
        ('1:01', '60:00')
    """
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def hidden_text(questions: Sequence[Question]) -> str:
    """How much is hidden, by kind.

    Example:
        >>> hidden_text([Question(Asks.VALUE, "q"), Question(Asks.VALUE, "f"), Question(Asks.EFFECT, "x")])
        'Hidden: 2 values, 1 input’s effect'
    """
    counts = {asks: sum(question.asks is asks for question in questions) for asks in Asks}
    one = {Asks.VALUE: _tr("1 value"), Asks.GRADIENT: _tr("1 gradient"), Asks.EFFECT: _tr("1 input’s effect")}
    more = {
        Asks.VALUE: _tr("{count} values"),
        Asks.GRADIENT: _tr("{count} gradients"),
        Asks.EFFECT: _tr("{count} inputs’ effects"),
    }
    parts = [one[asks] if count == 1 else more[asks].format(count=count) for asks, count in counts.items() if count]
    return _tr("Hidden: {parts}").format(parts=", ".join(parts)) if parts else _tr("Nothing is hidden.")


def _tr(text: str) -> str:
    return QCoreApplication.translate("exercise", text)
