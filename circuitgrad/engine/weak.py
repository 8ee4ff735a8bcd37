"""Finds gradients that say less than they seem to: exactly 0 where they should not be, at a tie, huge or tiny."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from math import isfinite
from typing import Final

from circuitgrad.engine.advice import Check
from circuitgrad.engine.findings import Findings, advise, consumers_of, make_problem, numbers_at, told_of
from circuitgrad.engine.interpreted import KinkedNode, KinkScan, kink_scan, slopes_at
from circuitgrad.engine.passes import leaves
from circuitgrad.engine.results import Problem, Told
from circuitgrad.engine.search import zeros
from circuitgrad.engine.sentences import DEAD, EXTREME, TIE, listed, number_text
from circuitgrad.engine.signs import EXPLODING, VANISHING
from circuitgrad.engine.tape import Tape

MOST_ADVISED: Final = 10
"""For so many dead nodes it is tried out what would help; nobody reads the same advice fifty times."""
NUDGE: Final = 0.1
"""How far a nudge moves an input: what that can cure is curable."""


def dead(findings: Findings) -> Iterator[Problem]:
    """Nodes that have a gradient and, by a local derivative of exactly 0, leave a source that can move without one."""
    tape, gradients = findings.tape, findings.gradients
    told = 0
    for i in reversed(findings.in_order(_beside_silent(findings))):
        if not findings.needed[i] or gradients.nodes[i] == 0.0:
            continue
        derivatives = gradients.locals_of(i)
        if 0.0 not in derivatives:
            continue
        positions = [
            position
            for position, (source, derivative) in enumerate(zip(tape.sources[i], derivatives, strict=True))
            if derivative == 0.0 and gradients.nodes[source] == 0.0 and tape.movable[source]
        ]
        if positions:
            told += 1
            starved = list(dict.fromkeys([tape.sources[i][position] for position in positions]))
            tell = partial(_dead_at, findings, i, positions, advising=told <= MOST_ADVISED)
            yield make_problem(tape, i, "zero", starved, tell)


def _beside_silent(findings: Findings) -> Collection[int]:
    """Nodes that may leave a source without a gradient: what is fed by one, or has a local derivative of 0."""
    tape, gradients = findings.tape, findings.gradients
    if not isinstance(gradients.nodes, list):
        flat: Collection[int] = gradients.forward.zero_slopes()
        return flat
    consumers, needed = consumers_of(tape), findings.needed
    silent = [i for i in zeros(gradients.nodes) if needed[i] and tape.movable[i]]
    return {i for source in silent for i in consumers[source]}


def _dead_at(findings: Findings, i: int, positions: Sequence[int], *, advising: bool) -> Told:
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
    return told_of(tape, i, DEAD[how], fields, curable=curable)


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
        if is_well([float(moved[source]) for source in tape.sources[i]]):
            return True
    return False


def ties(findings: Findings) -> Iterator[Problem]:
    """Nodes exactly where their slope jumps. One source at all ports (max(x, x)) is no tie."""
    tape, values = findings.tape, findings.values
    if not isinstance(values, list):
        values = list(map(float, values))  # NumPy's numbers would warn of ∞ − ∞
    for i in findings.in_order([i for scan, nodes in _kinked(tape) for i in scan(values, tape.nodes, nodes)]):
        sources = tape.sources[i]
        if not findings.needed[i] or (len(sources) > 1 and len(set(sources)) == 1):
            continue
        if any(tape.movable[source] for source in sources):
            yield make_problem(tape, i, "tie", sources, partial(_tie_at, tape, values, i))


def _tie_at(tape: Tape, values: Sequence[float], i: int) -> Told:
    sources = tape.sources[i]
    curable = any(tape.trainable[source] for source in sources)
    how = "many" if len(sources) > 1 else "one"
    return told_of(tape, i, TIE[how], numbers_at(tape, values, i), curable=curable)


def _kinked(tape: Tape) -> list[tuple[KinkScan, list[KinkedNode]]]:
    """The nodes with a corner or a tie somewhere, by the scan that tells; kept with the tape's structure."""
    found: list[tuple[KinkScan, list[KinkedNode]]] | None = tape.kept.get("kinked")
    if found is None:
        by_scan: dict[KinkScan, list[KinkedNode]] = {}
        for i, operator in enumerate(tape.operators):
            if operator.kinks and tape.complete[i]:
                sources = tape.sources[i]
                by_scan.setdefault(kink_scan(operator, len(sources)), []).append((i, sources))
        found = tape.kept["kinked"] = list(by_scan.items())
    return found


def extremes(findings: Findings) -> Iterator[Problem]:
    """Inputs whose gradient is finite and huge, or tiny, or so tiny that float64 made it 0."""
    tape, gradients = findings.tape, findings.gradients
    odd = [i for i in _odd_leaves(findings) if tape.movable[i] and findings.needed[i]]
    underflown = _underflown(findings, [i for i in odd if gradients.nodes[i] == 0.0])
    for i in odd:
        gradient = float(gradients.nodes[i])
        shown = {"gradient": number_text(gradient, 3)}
        if abs(gradient) >= EXPLODING:
            yield make_problem(tape, i, "exploding", (), partial(told_of, tape, i, EXTREME["exploding"], shown))
        elif gradient != 0.0:
            yield make_problem(tape, i, "vanishing", (), partial(told_of, tape, i, EXTREME["vanishing"], shown))
        elif i in underflown:
            yield make_problem(tape, i, "vanishing", (), partial(told_of, tape, i, EXTREME["underflow"]))


def _odd_leaves(findings: Findings) -> list[int]:
    """Leaves whose gradient is finite, and tiny or huge."""
    places, gradients = leaves(findings.tape), findings.gradients.nodes
    if not isinstance(gradients, list):
        import numpy as np

        sizes = np.abs(np.asarray(gradients)[places])
        is_odd = np.isfinite(sizes) & ~((sizes > VANISHING) & (sizes < EXPLODING))
        return [places[k] for k in np.flatnonzero(is_odd).tolist()]
    return [i for i in places if not VANISHING < abs(gradients[i]) < EXPLODING and isfinite(gradients[i])]


def _underflown(findings: Findings, silent: Sequence[int]) -> set[int]:
    """Which of these, and of what they feed, have gradient 0 only because a product of other numbers came out as 0."""
    if not silent:
        return set()
    tape, gradients, needed = findings.tape, findings.gradients, findings.needed
    consumers = consumers_of(tape)
    reached, waiting = set(silent), list(silent)
    while waiting:
        for i in consumers[waiting.pop()]:
            if needed[i] and gradients.nodes[i] == 0.0 and i not in reached:
                reached.add(i)
                waiting.append(i)
    found: set[int] = set()
    for place in reversed(findings.in_order(reached)):
        above = [i for i in consumers[place] if needed[i] and (gradients.nodes[i] != 0.0 or i in found)]
        if any(_loses(findings, i, place) for i in above):
            found.add(place)
    return found


def _loses(findings: Findings, i: int, source: int) -> bool:
    """Whether node i sends 0 to this source though its local derivative is not 0."""
    flows, slopes = findings.gradients.flows_of(i), findings.gradients.locals_of(i)
    wires = zip(findings.tape.sources[i], flows, slopes, strict=True)
    return any(place == source and flow == 0.0 and slope != 0.0 for place, flow, slope in wires)
