"""Finds gradients that say less than they seem to: exactly 0 where they should not be, at a tie, huge or tiny."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from math import isfinite
from typing import Final

from circuitgrad.engine.advice import Check
from circuitgrad.engine.findings import Findings, advise, make_problem, numbers_at
from circuitgrad.engine.interpreted import kink_rule, slopes_at
from circuitgrad.engine.passes import leaves
from circuitgrad.engine.results import Problem
from circuitgrad.engine.search import zeros
from circuitgrad.engine.sentences import DEAD, EXTREME, TIE, listed, number_text
from circuitgrad.engine.tape import Tape

EXPLODING: Final = 1e8
VANISHING: Final = 1e-12
MOST_ADVISED: Final = 10
"""For so many dead nodes it is tried out what would help; nobody reads the same advice fifty times."""
NUDGE: Final = 0.1
"""How far a nudge moves an input: what that can cure is curable."""


def dead(findings: Findings) -> Iterator[Problem]:
    """Nodes that have a gradient and, by a local derivative of exactly 0, leave a source that can move without one."""
    tape, gradients = findings.tape, findings.gradients
    told = 0
    for i in reversed(findings.in_order(gradients.forward.zero_slopes())):
        if not findings.needed[i] or gradients.nodes[i] == 0.0:
            continue
        derivatives = gradients.locals_of(i)
        positions = [
            position
            for position, (source, derivative) in enumerate(zip(tape.sources[i], derivatives, strict=True))
            if derivative == 0.0 and gradients.nodes[source] == 0.0 and tape.movable[source]
        ]
        if positions:
            told += 1
            yield _dead_at(findings, i, positions, advising=told <= MOST_ADVISED)


def _dead_at(findings: Findings, i: int, positions: Sequence[int], *, advising: bool) -> Problem:
    tape, values = findings.tape, findings.values
    is_well = partial(_passes_gradient, tape, i, positions)
    curable = _nudge_helps(tape, values, i, is_well)
    if advising and not curable:
        how, fields = advise(tape, values, i, is_well)
    else:
        how, fields = "nudge" if curable else "", numbers_at(tape, values, i)
    starved = list(dict.fromkeys(tape.sources[i][position] for position in positions))
    fields["toward"] = listed([f"“{tape.labels[source]}”" for source in starved])
    fields["reason"] = tape.operators[i].zero_text or "its local derivative is 0"
    return make_problem(tape, i, "zero", DEAD[how], fields, starved, curable=curable)


def _passes_gradient(tape: Tape, i: int, positions: Sequence[int], inputs: Sequence[float]) -> bool:
    """Whether any of these positions would get a gradient at these inputs."""
    derivatives = slopes_at(tape.operators[i], inputs, tape.nodes[i].constants)[1:]
    return any(derivatives[position] != 0.0 and isfinite(derivatives[position]) for position in positions)


def _nudge_helps(tape: Tape, values: Sequence[float], i: int, is_well: Check) -> bool:
    """Whether a small move, up or down, of what parameters reach cures a node; no two move equally far."""
    sources = list(dict.fromkeys(tape.sources[i]))
    for way in (NUDGE, -NUDGE):
        moved = {
            source: values[source] + way * (1.0 + rank / len(sources)) if tape.trainable[source] else values[source]
            for rank, source in enumerate(sources)
        }
        if is_well([moved[source] for source in tape.sources[i]]):
            return True
    return False


def ties(findings: Findings) -> Iterator[Problem]:
    """Nodes exactly where their slope jumps. One source at all ports (max(x, x)) is no tie."""
    tape, values = findings.tape, findings.values
    for i, at_kink in _kinked(tape):
        sources = tape.sources[i]
        if at_kink([values[source] for source in sources], tape.nodes[i].constants) and findings.needed[i]:
            if (len(sources) > 1 and len(set(sources)) == 1) or not any(tape.movable[source] for source in sources):
                continue
            curable = any(tape.trainable[source] for source in sources)
            how = "many" if len(sources) > 1 else "one"
            yield make_problem(tape, i, "tie", TIE[how], numbers_at(tape, values, i), sources, curable=curable)


def _kinked(tape: Tape) -> list[tuple[int, Callable[..., bool]]]:
    """The nodes with a corner or a tie somewhere, and the rule that tells; kept with the tape's structure."""
    found: list[tuple[int, Callable[..., bool]]] | None = tape.kept.get("kinked")
    if found is None:
        found = tape.kept["kinked"] = [
            (i, kink_rule(tape.operators[i], len(tape.sources[i])))
            for i in tape.order
            if tape.operators[i].kinks and tape.complete[i]
        ]
    return found


def extremes(findings: Findings) -> Iterator[Problem]:
    """Inputs whose gradient is finite and huge, or tiny, or so tiny that float64 made it 0."""
    tape, gradients = findings.tape, findings.gradients
    underflown = _underflown(findings)
    for i in leaves(tape):
        gradient = gradients.nodes[i]
        if (VANISHING < abs(gradient) < EXPLODING) or not isfinite(gradient):
            continue
        if not tape.movable[i] or not findings.needed[i]:
            continue
        shown = {"gradient": number_text(gradient, 3)}
        if abs(gradient) >= EXPLODING:
            yield make_problem(tape, i, "exploding", EXTREME["exploding"], shown)
        elif 0.0 < abs(gradient) <= VANISHING:
            yield make_problem(tape, i, "vanishing", EXTREME["vanishing"], shown)
        elif i in underflown:
            yield make_problem(tape, i, "vanishing", EXTREME["underflow"])


def _underflown(findings: Findings) -> set[int]:
    """Places whose gradient is 0 only because a product of numbers that are not 0 came out as 0."""
    tape, gradients = findings.tape, findings.gradients
    found: set[int] = set()
    silent = set(zeros(gradients.nodes))
    if not any(i in silent and findings.needed[i] and tape.movable[i] for i in leaves(tape)):
        return found
    for i in reversed(tape.order):
        if not findings.needed[i] or (gradients.nodes[i] == 0.0 and i not in found):
            continue
        if silent.isdisjoint(tape.sources[i]):
            continue
        flows = gradients.flows_of(i)
        for source, flow, derivative in zip(tape.sources[i], flows, gradients.locals_of(i), strict=True):
            if flow == 0.0 and derivative != 0.0 and gradients.nodes[source] == 0.0:
                found.add(source)
    return found
