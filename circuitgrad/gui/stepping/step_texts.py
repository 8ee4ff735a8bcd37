"""What a step says: its title, its formula with the numbers in, what it means, and what the operator does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from PySide6.QtCore import QCoreApplication

from circuitgrad.circuit import Circuit
from circuitgrad.engine.results import effect
from circuitgrad.engine.steps import BackwardStep
from circuitgrad.engine.timeline import Moment, Phase, Timeline
from circuitgrad.formats.numbers import MINUS, full_number, short_number
from circuitgrad.formats.operation import Operand, operation
from circuitgrad.gui.canvas.looks import face
from circuitgrad.gui.lens import Ink, Part
from circuitgrad.gui.messages import operator_text
from circuitgrad.gui.names import node_name
from circuitgrad.gui.panels.chain_rule import derivative_text, is_told_in_words, port_name
from circuitgrad.gui.stepping.formula import EQUALS, Derivative, Formula, Word, plain
from circuitgrad.gui.theme import Theme

MOST_WIRES: Final = 6
"""So many wires of a step have a formula of their own."""
MOST_TERMS: Final = 4
"""So many gradients of a sum are written out; of more only what they come to."""
_COMPOSED: Final = re.compile(r"[+−·/ ]")


@dataclass(frozen=True, slots=True)
class StepTexts:
    """All that a panel shows of a step.

    Args:
        title: where it stands.
        formulas: what is computed, with the numbers in.
        meaning: what that means, in rich text.
        pattern: what the operator does to a gradient, in rich text; empty where nothing flows back.
        spoken: all of it in one text for those who listen.
    """

    title: str
    formulas: tuple[Formula, ...] = ()
    meaning: str = ""
    pattern: str = ""
    spoken: str = ""


def text(words: str) -> str:
    """A text of this module in the reader's language."""
    return QCoreApplication.translate("steps", words)


def title_of(moment: Moment) -> str:
    """Where a step stands.

    Example:
        >>> title_of(Moment(Phase.BACKWARD, 0, 2, 9)), title_of(Moment(Phase.GIVEN, -1))
        ('Backward pass · step 2 of 9', 'Forward pass · the start')
    """
    if moment.phase is Phase.GIVEN:
        return text("Forward pass · the start")
    template = text(
        "Backward pass · step {number} of {count}" if moment.is_backward else "Forward pass · step {number} of {count}"
    )
    return template.format(number=moment.number, count=moment.count)


class StepTeller:
    """Says what happens in the steps of a timeline.

    Args:
        timeline: the steps.
        circuit: what ran, as it still is.
        theme: the colours of words.
        digits: significant digits of numbers.
    """

    def __init__(self, timeline: Timeline, circuit: Circuit, theme: Theme, digits: int) -> None:
        self._timeline, self._circuit, self._theme, self._digits = timeline, circuit, theme, digits

    def at(self, step: int) -> StepTexts:
        """What a step says."""
        moment = self._timeline.moment(step)
        title = title_of(moment)
        if moment.phase is Phase.GIVEN:
            return self._told(title, (), text("The inputs are given. Each step computes one node from what feeds it."))
        if moment.phase is Phase.FORWARD:
            return self._told(title, (self._forward(moment.place),), self._forward_meaning(moment.place))
        if moment.phase is Phase.SEED:
            return self._told(title, (self._seed(moment.place),), self._seed_meaning(moment.place))
        flows = self._timeline.flows(step, MOST_WIRES)
        formulas = [*(self._chain(flow) for flow in flows), *self._sums(flows, step)]
        meaning = self._chain_meaning(moment.place, flows, step)
        return self._told(title, tuple(formulas), meaning, self._pattern(moment.place, flows))

    def _told(self, title: str, formulas: tuple[Formula, ...], meaning: str, pattern: str = "") -> StepTexts:
        lines = [title, *map(plain, formulas), unmarked(meaning), unmarked(pattern)]
        return StepTexts(title, formulas, meaning, pattern, ". ".join(line.removesuffix(".") for line in lines if line))

    # Names and numbers

    def _name(self, place: int) -> str:
        return node_name(self._timeline.tape.nodes[place])

    def _number(self, value: float) -> str:
        return short_number(value, self._digits)

    @property
    def _objective(self) -> str:
        place = self._timeline.objective
        return "" if place is None else self._name(place)

    # Forward

    def _forward(self, place: int) -> Formula:
        """``q = x + y = −2.00 + 5.00 = 3.00``; just the value where an input is missing."""
        tape, values = self._timeline.tape, self._timeline.run.values
        result = Word(self._number(float(values[place])), Ink.VALUE, is_result=True)
        name = Word(self._name(place), is_name=True)
        if not tape.complete[place]:
            return name, Word(EQUALS), result
        sources = tape.sources[place]
        names = [self._name(source) for source in sources]
        numbers = [self._number(float(values[source])) for source in sources]
        symbols, filled = self._operation(place, names, "·"), self._operation(place, numbers, "×")
        written = tuple(
            Word(each.text, is_name=not _is_number(each.text)) if isinstance(each, Operand) else Word(each)
            for each in symbols
        )
        numeric = tuple(Word(each.text, Ink.VALUE) if isinstance(each, Operand) else Word(each) for each in filled)
        return name, Word(EQUALS), *written, Word(EQUALS), *numeric, Word(EQUALS), result

    def _operation(self, place: int, inputs: Sequence[str], times: str) -> list[str | Operand]:
        tape = self._timeline.tape
        return operation(tape.operators[place], tape.nodes[place].constants, inputs, times=times)

    def _forward_meaning(self, place: int) -> str:
        tape = self._timeline.tape
        record, name = tape.operators[place], escape(self._name(place))
        if not tape.complete[place]:
            return text("{name} lacks an input, so it has no value.").format(name=_name(name))
        template = text("{name} is computed: {title}. {help}")
        return template.format(
            name=_name(name), title=escape(operator_text(record.title)), help=escape(operator_text(record.help))
        )

    # Backward

    def _seed(self, place: int) -> Formula:
        name = self._name(place)
        result = Word(self._number(1.0), Ink.GRADIENT, is_result=True)
        return Derivative(name, name, Ink.GRADIENT), Word(EQUALS), result

    def _seed_meaning(self, place: int) -> str:
        template = text("The backward pass begins at the objective: {name} moves as much as it is moved itself.")
        return template.format(name=_name(escape(self._name(place))))

    def _chain(self, flow: BackwardStep) -> Formula:
        """``∂f/∂p = ∂f/∂q · ∂q/∂p = 1.00 × (−1/p²) = 1.00 × −0.534 = −0.534``, the factors in their colours."""
        source, target, objective = self._name(flow.source), self._name(flow.target), self._objective
        upstream = Word(self._number(flow.upstream), Ink.GRADIENT)
        times = Word(" × ")
        pieces: list[Word | Derivative] = [Derivative(objective, source)]
        if self._awaited(flow.source) > 1:
            pieces += self._via(flow)
        pieces += [Word(EQUALS), Derivative(objective, target, Ink.GRADIENT), Word(" · ")]
        pieces += [Derivative(target, source, Ink.LOCAL), Word(EQUALS)]
        general = self._general(flow)
        if general:
            is_name = general in map(self._name, self._timeline.tape.sources[flow.target][:MOST_WIRES])
            pieces += [upstream, times, Word(general, Ink.LOCAL, is_name=is_name), Word(EQUALS)]
        pieces += [upstream, times, Word(self._number(flow.local_derivative), Ink.LOCAL), Word(EQUALS)]
        return *pieces, Word(self._number(flow.gradient), Ink.GRADIENT, is_result=True)

    def _via(self, flow: BackwardStep) -> tuple[Word, ...]:
        """Which of several wires it is: through what it goes, and into which input where there are several of them."""
        if self._timeline.tape.sources[flow.target].count(flow.source) < 2:
            before, after = text("through {name}").split("{name}")
        else:
            wire = self._timeline.tape.wire(flow.target, flow.position)
            port = port_name(self._circuit.node(wire.target), wire.port)
            before, after = text("through {name}, input {port}").replace("{port}", port).split("{name}")
        return Word(f" {before}"), Word(self._name(flow.target), is_name=True), Word(after)

    def _general(self, flow: BackwardStep) -> str:
        """The local derivative in letters, in brackets where it needs them; empty where it is a number, or words."""
        formula = self._rule(flow)
        if not formula or formula == full_number(flow.local_derivative) or self._is_told_in_words(flow):
            return ""
        return f"({formula})" if _COMPOSED.search(formula) else formula

    def _rule(self, flow: BackwardStep) -> str:
        return derivative_text(self._circuit, self._timeline.tape.wire(flow.target, flow.position))

    def _is_told_in_words(self, flow: BackwardStep) -> bool:
        return is_told_in_words(self._circuit, self._timeline.tape.wire(flow.target, flow.position))

    def _awaited(self, place: int) -> int:
        return self._timeline.arrived(place, 0)[1]

    def _sums(self, flows: Sequence[BackwardStep], step: int) -> list[Formula]:
        """For each source that feeds several wires, what has come to it so far."""
        shared = dict.fromkeys(flow.source for flow in flows if self._awaited(flow.source) > 1)
        return [self._sum(place, step) for place in shared]

    def _sum(self, place: int, step: int) -> Formula:
        """``∂f/∂x = −1.00 + (−3.00) = −4.00 (2 of 2 wires)``."""
        total = self._timeline.sum(place, step)
        terms = sum_parts(self._timeline, place, step, self._digits)
        counted = text("({arrived} of {awaited} wires)").format(arrived=total.arrived, awaited=total.awaited)
        words = tuple(Word(part.text, part.ink) for part in terms)
        pieces: tuple[Word | Derivative, ...] = (Derivative(self._objective, self._name(place)), Word(EQUALS), *words)
        if total.is_whole and total.arrived > 1:
            pieces += Word(EQUALS), Word(self._number(total.total), Ink.GRADIENT, is_result=True)
        return *pieces, Word(f"  {counted}")

    def _chain_meaning(self, place: int, flows: Sequence[BackwardStep], step: int) -> str:
        """``upstream × local derivative of 1/x at p = 1.37. Raising p lowers f.``"""
        sources = dict.fromkeys(flow.source for flow in flows)
        values = self._timeline.run.values
        shown = ", ".join(
            f"{_name(escape(self._name(source)))} = {self._number(float(values[source]))}" for source in sources
        )
        rules = dict.fromkeys(self._rule(flow) for flow in flows if self._is_told_in_words(flow))
        rule = f" ({escape('; '.join(rules))})" if rules else ""
        template = text("{upstream} × {local} of {operator}{rule} at {values}.")
        told = template.format(
            upstream=_colored(text("upstream"), self._theme.gradient),
            local=_colored(text("local derivative"), self._theme.accent),
            operator=escape(self._face(place)), rule=rule, values=shown,
        )  # fmt: skip
        rest = len(self._timeline.tape.sources[place]) - len(flows)
        more = [text("And so on for {count} more wires.").format(count=rest)] if rest else []
        return " ".join([told, *self._effects(sources, step), *more])

    def _effects(self, sources: Sequence[int] | dict[int, None], step: int) -> list[str]:
        """What raising each source does to the objective, of those whose gradient is whole."""
        templates = {
            "raises": text("Raising {name} raises {objective}."),
            "lowers": text("Raising {name} lowers {objective}."),
            "none": text("Moving {name} a little does not move {objective}."),
            "undefined": text("What {name} does to {objective} cannot be told: the gradient is no number."),
        }
        told = []
        for source in sources:
            total = self._timeline.sum(source, step)
            if total.is_whole and not self._timeline.tape.nodes[source].is_literal:
                name, objective = _name(escape(self._name(source))), _name(escape(self._objective))
                told.append(templates[effect(total.total)].format(name=name, objective=objective))
        return told

    def _face(self, place: int) -> str:
        tape = self._timeline.tape
        return tape.operators[place].symbol if tape.operators[place].dot else face(tape.nodes[place])

    def _pattern(self, place: int, flows: Sequence[BackwardStep]) -> str:
        """``× swaps: every input gets …``, and that a copy sums where a source feeds several wires."""
        record = self._timeline.tape.operators[place]
        name = f'<span style="font-weight:600">{escape(self._face(place))}</span>'
        lines = [f"{name} {escape(operator_text(record.gradient_text))}."]
        for source in dict.fromkeys(flow.source for flow in flows):
            count = self._awaited(source)
            if count > 1:
                template = text("A copy sums: {name} feeds {count} wires, and what they bring is added up.")
                lines.append(template.format(name=_name(escape(self._name(source))), count=count))
        return " ".join(lines)


def sum_parts(timeline: Timeline, place: int, step: int, digits: int) -> tuple[Part, ...]:
    """What has come to a node as a sum; dots stand for what is still to come, and for terms too many to write."""
    total = timeline.sum(place, step)
    terms = timeline.arrivals(place, step, MOST_TERMS)
    parts: list[Part] = []
    for i, term in enumerate(terms):
        number = short_number(term.gradient, digits)
        if i:
            parts.append(Part(" + "))
            number = f"({number})" if number.startswith(MINUS) else number
        parts.append(Part(number, Ink.GRADIENT))
    if total.arrived > len(terms) or not total.is_whole:
        parts.append(Part(" + …"))
    return tuple(parts)


def unmarked(rich: str) -> str:
    """Rich text without its marks.

    Example:
        >>> unmarked("<b>×</b> swaps &amp; so on")
        '× swaps & so on'
    """
    from html import unescape

    return unescape(re.sub(r"<[^>]*>", "", rich))


def _is_number(name: str) -> bool:
    return name.lstrip(MINUS)[:1].isdigit()


def _name(name: str) -> str:
    return f"<i>{name}</i>"


def _colored(words: str, color: str) -> str:
    return f'<span style="color:{color}">{words}</span>'
