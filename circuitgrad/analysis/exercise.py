"""Checks an answer to a question of an exercise, and says what went wrong: a hint that leads on and gives nothing away.

The questions themselves are records of the circuit (`Question`, `Tolerance`, `Exercise`), as they stand in its file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite, isnan, nan
from typing import Final

from circuitgrad.analysis.hints import EFFECT_HINTS, GRADIENT_HINTS, RIGHT, VALUE_HINTS
from circuitgrad.analysis.mistakes import (
    Flow,
    Mistake,
    Scope,
    WrongAnswer,
    flow_of,
    flows_from,
    wrong_flows,
    wrong_gradients,
    wrong_values,
)
from circuitgrad.circuit import Asks, Question, Tolerance
from circuitgrad.circuit.exercise import rounded
from circuitgrad.engine import Run, effect
from circuitgrad.engine.results import Effect
from circuitgrad.errors import CircuitError

Answer = float | Effect
"""A number, NaN for “undefined”; or an effect: "raises", "lowers", "none" (or "undefined")."""
CLOSE: Final = 0.1
"""An answer that is off by less than this share of the number is told to be close."""

__all__ = ["Answer", "Asks", "Mistake", "Question", "Tolerance", "Verdict", "answer_of", "check"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer is worth.

    Args:
        right: whether it is right.
        hint_kind: what went wrong, None where nothing did.
        template: the sentence with ``{fields}``.
        fields: what stands in the fields, as pairs.
        nodes: ids of the nodes that the sentence speaks of, the one that was asked of first.
    """

    right: bool
    hint_kind: Mistake | None
    template: str
    fields: tuple[tuple[str, str], ...]
    nodes: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The whole sentence in English."""
        return self.template.format(**dict(self.fields))


def answer_of(question: Question, run: Run) -> Answer | None:
    """The right answer, None where the run does not tell it: a node that was not there, or no backward pass.

    Example:
        >>> import circuitgrad as cg
        >>> run = cg.run(cg.from_formula("q = x + y; f = q*z"), {"x": -2, "y": 5, "z": -4})
        >>> ids = {node.label: node.id for node in run.tape.nodes}
        >>> answer_of(Question(Asks.GRADIENT, ids["q"]), run), answer_of(Question(Asks.EFFECT, ids["z"]), run)
        (-4.0, 'raises')
    """
    if question.wire is not None:
        wire = run.of_wire(question.wire)
        return None if wire is None else wire.gradient
    node = run.of_node(question.node)
    if node is None or question.asks is Asks.VALUE:
        return None if node is None else node.value
    if node.gradient is None:
        return None
    return effect(node.gradient) if question.asks is Asks.EFFECT else node.gradient


def check(question: Question, answer: Answer, run: Run, tolerance: Tolerance | None = None) -> Verdict:
    """Checks an answer against a run.

    Args:
        question: what was asked.
        answer: what was answered; `circuitgrad.formats.answers.read_answer` reads it from a text.
        run: a run of the circuit with a backward pass.
        tolerance: how near the answer must come; None for the usual.

    Returns:
        Whether it is right, and a hint that fits the mistake where it is not.

    Raises:
        CircuitError: the run does not tell the answer, or the answer is an effect where a number is asked for, or the
            other way round.

    Example:
        >>> import circuitgrad as cg
        >>> run = cg.run(cg.from_formula("q = x + y; f = q*z"), {"x": -2, "y": 5, "z": -4})
        >>> question = Question(Asks.GRADIENT, run.tape.ids[run.tape.labels.index("x")])
        >>> check(question, -4.0, run).right, check(question, 4.0, run).hint_kind.name
        (True, 'SIGN')
        >>> check(question, 1.0, run).sentence
        'That is how “q” (add) moves with “x”, its local derivative. Multiply it by the gradient that arrives at “q”.'
    """
    known = answer_of(question, run)
    if known is None:
        raise CircuitError("What is asked for has not been computed: run both passes first.", [question.node])
    if isinstance(known, str) or isinstance(answer, str):
        if not isinstance(known, str) or not isinstance(answer, str):
            raise CircuitError("The answer is of another kind than the question.", [question.node])
        return _check_effect(question, answer, known, run)
    return _check_number(question, float(answer), known, run, tolerance or Tolerance())


def _check_number(question: Question, answer: float, known: float, run: Run, tolerance: Tolerance) -> Verdict:
    hints = VALUE_HINTS if question.asks is Asks.VALUE else GRADIENT_HINTS
    if tolerance.accepts(answer, known):
        return _verdict(question, run, None, RIGHT, right=True)
    found = next((wrong for wrong in _wrong_answers(question, run) if tolerance.accepts(answer, wrong.number)), None)
    if found is None or not (isfinite(answer) and isfinite(known)):
        found = WrongAnswer(answer, _other_mistake(answer, known, tolerance, found))
    if found.mistake is Mistake.OTHER and question.asks is Asks.GRADIENT:
        found = _lead_on(question, answer, known, run)
    return _verdict(question, run, found, hints[found.mistake, found.scope], digits=tolerance.digits)


def _wrong_answers(question: Question, run: Run) -> Iterable[WrongAnswer]:
    if question.wire is not None:
        flow = flow_of(run, question.wire)
        return () if flow is None else wrong_flows(run, flow)
    if question.asks is Asks.VALUE:
        return wrong_values(run, question.node)
    return wrong_gradients(run, question.node, flows_from(run, question.node))


def _other_mistake(answer: float, known: float, tolerance: Tolerance, found: WrongAnswer | None) -> Mistake:
    """What is wrong with an answer that no usual mistake leads to, or where something is not finite."""
    if not isfinite(known):
        is_sign = not isnan(known) and answer == -known
        return Mistake.SIGN if is_sign else Mistake.UNDEFINED
    if not isfinite(answer):
        return Mistake.FINITE
    coarse = any(rounded(known, digits) == answer for digits in range(1, tolerance.digits))
    is_close = abs(answer - known) <= max(CLOSE, 2.0 * tolerance.relative) * abs(known)
    return Mistake.ROUNDING if coarse or is_close else Mistake.OTHER


def _lead_on(question: Question, answer: float, known: float, run: Run) -> WrongAnswer:
    """What to look at, where nobody can tell what went wrong with a gradient."""
    if question.node == run.objective and question.wire is None:
        return WrongAnswer(answer, Mistake.OBJECTIVE)
    flows = [flow_of(run, question.wire)] if question.wire else list(flows_from(run, question.node))
    toward = [flow.wire.target for flow in flows if flow is not None]
    if not toward:
        return WrongAnswer(answer, Mistake.ZERO, Scope.NODE if question.wire is None else Scope.WIRE)
    return WrongAnswer(answer, Mistake.OTHER, Scope.WIRE if len(toward) == 1 else Scope.ALL, toward[0])


# Effects


def _check_effect(question: Question, answer: Effect, known: Effect, run: Run) -> Verdict:
    if answer == known or {answer, known} == {"none", "undefined"}:
        return _verdict(question, run, None, RIGHT, right=True)
    found = _wrong_effect(answer, known, flows_from(run, question.node), run, question.node)
    return _verdict(question, run, found, EFFECT_HINTS[found.mistake, found.scope])


def _wrong_effect(answer: Effect, known: Effect, flows: list[Flow], run: Run, id: str) -> WrongAnswer:
    """What went wrong with an effect, as far as the signs along the wires tell."""
    toward = flows[0].wire.target if flows else None
    if known == "undefined":
        return _effect_mistake(Mistake.UNDEFINED)
    if id == run.objective:
        return _effect_mistake(Mistake.OBJECTIVE)
    if known == "none":
        return _effect_mistake(Mistake.ZERO, toward)
    if answer in ("none", "undefined"):
        return _effect_mistake(Mistake.FINITE, toward)
    if len(flows) > 1:
        alone = next((flow.wire.target for flow in flows if effect(flow.gradient) == answer), None)
        return _effect_mistake(Mistake.SIGN if alone is None else Mistake.PATHS, alone)
    if effect(flows[0].local) == answer:
        return _effect_mistake(Mistake.UPSTREAM, toward)
    if effect(flows[0].upstream) == answer:
        return _effect_mistake(Mistake.LOCAL, toward)
    is_value = effect(flows[0].value) == answer
    return _effect_mistake(Mistake.VALUE if is_value else Mistake.SIGN)


def _effect_mistake(mistake: Mistake, toward: str | None = None) -> WrongAnswer:
    return WrongAnswer(nan, mistake, Scope.NODE if toward is None else Scope.WIRE, toward)


# Sentences


def _verdict(
    question: Question,
    run: Run,
    found: WrongAnswer | None,
    template: str,
    *,
    right: bool = False,
    digits: int = 0,
) -> Verdict:
    tape = run.tape
    place = tape.place[question.node]
    toward = None if found is None else found.toward
    at = tape.place[toward or question.node]
    other = "" if found is None else found.other
    fields = {
        "label": tape.labels[place],
        "objective": "" if run.objective is None else tape.labels[tape.place[run.objective]],
        "target": tape.labels[at],
        "title": tape.operators[at].title,
        "rule": tape.operators[at].gradient_text,
        "other": tape.labels[tape.place[other]] if other in tape.place else "",
        "operator": other,
        "count": str(len(flows_from(run, question.node))),
        "digits": str(digits),
    }
    nodes = dict.fromkeys(id for id in (question.node, toward, other) if id in tape.place)
    used = tuple((name, text) for name, text in fields.items() if "{" + name + "}" in template)
    return Verdict(right, None if found is None else found.mistake, template, used, tuple(filter(None, nodes)))
