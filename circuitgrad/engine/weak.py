"""Finds gradients that say less than they seem to: exactly 0 where they should not be, at a tie, huge or tiny."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from math import isfinite
from typing import Final

from circuitgrad.engine.advice import Check
from circuitgrad.engine.findings import Findings, advise, make_problem, numbers_at, told_of
from circuitgrad.engine.interpreted import KinkedNode, KinkScan, kink_scan, slopes_at
from circuitgrad.engine.passes import consumers_of, leaves
from circuitgrad.engine.results import Problem, Told
from circuitgrad.engine.sentences import DEAD, EXTREME, TIE, listed, number_text
from circuitgrad.engine.signs import EXPLODING, VANISHING
from circuitgrad.engine.tape import Tape
from circuitgrad.engine.watched import watched_in

MOST_ADVISED: Final = 10
"""For so many dead nodes it is tried out what would help; nobody reads the same advice fifty times."""
NUDGE: Final = 0.1
"""How far a nudge moves an input: what that can cure is curable."""


def dead(findings: Findings) -> Iterator[Problem]:
    """Nodes that have a gradient and, by a local derivative of exactly 0, leave a source that can move without one."""
    tape, gradients, nodes = findings.tape, findings.gradients, findings.gradients.nodes
    told = 0
    for i in reversed(findings.in_order(_starving(findings))):
        derivatives = gradients.locals_of(i)
        if 0.0 not in derivatives:
            continue
        starved = {
            source: None
            for source, derivative in zip(tape.sources[i], derivatives, strict=True)
            if derivative == 0.0 and nodes[source] == 0.0 and tape.movable[source]
        }
        if starved:
            told += 1
            yield make_problem(tape, i, "zero", starved, partial(_dead_at, findings, i, starved, told <= MOST_ADVISED))


def _starving(findings: Findings) -> Collection[int]:
    """Nodes that have a gradient and may leave a source without one: it has none, or they have a derivative of 0."""
    gradients = findings.gradients
    if isinstance(gradients.nodes, list):
        if gradients.starving is None:
            gradients.starving = watched_in(findings.tape, findings.needed).starving(gradients.nodes)
        return set(gradients.starving)
    flat = gradients.forward.zero_slopes()
    return [i for i in flat if findings.needed[i] and gradients.nodes[i] != 0.0]


def _dead_at(findings: Findings, i: int, starved: Collection[int], advising: bool) -> Told:
    tape, values = findings.tape, findings.values
    wires = enumerate(zip(tape.sources[i], findings.gradients.locals_of(i), strict=True))
    positions = [position for position, (source, derivative) in wires if source in starved and derivative == 0.0]
    is_well = partial(_passes_gradient, tape, i, positions)
    curable = _nudge_helps(tape, values, i, is_well)
    if advising and not curable:
        how, fields = advise(tape, values, i, is_well)
    else:
        how, fields = "nudge" if curable else "", numbers_at(tape, values, i)
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
    odd = _odd_inputs(findings)
    underflown = _underflown(findings, [i for i in odd if gradients.nodes[i] == 0.0])
    for i in odd:
        gradient = float(gradients.nodes[i])
        if abs(gradient) >= EXPLODING:
            yield make_problem(tape, i, "exploding", (), partial(_extreme_at, tape, i, EXTREME["exploding"], gradient))
        elif gradient != 0.0:
            yield make_problem(tape, i, "vanishing", (), partial(_extreme_at, tape, i, EXTREME["vanishing"], gradient))
        elif i in underflown:
            yield make_problem(tape, i, "vanishing", (), partial(told_of, tape, i, EXTREME["underflow"]))


def _extreme_at(tape: Tape, i: int, template: str, gradient: float) -> Told:
    return told_of(tape, i, template, {"gradient": number_text(gradient, 3)})


def _odd_inputs(findings: Findings) -> Sequence[int]:
    """Inputs that may move whose gradient is finite, and tiny or huge."""
    tape, gradients, needed = findings.tape, findings.gradients.nodes, findings.needed
    if not isinstance(gradients, list):
        import numpy as np

        places = leaves(tape)
        sizes = np.abs(np.asarray(gradients)[places])
        is_odd = np.isfinite(sizes) & ~((sizes > VANISHING) & (sizes < EXPLODING))
        odd = [places[k] for k in np.flatnonzero(is_odd).tolist()]
        return [i for i in odd if tape.movable[i] and needed[i]]
    if findings.gradients.extreme is not None:
        return findings.gradients.extreme
    watched = watched_in(tape, needed)
    sizes = map(abs, watched.of_inputs(gradients))
    return [
        i for i, size in zip(watched.inputs, sizes, strict=False) if not VANISHING < size < EXPLODING and isfinite(size)
    ]


def _underflown(findings: Findings, silent: Sequence[int]) -> set[int]:
    """Which of these, and of what they feed, have gradient 0 only because a product of other numbers came out as 0."""
    if not silent:
        return set()
    tape, nodes, needed = findings.tape, findings.gradients.nodes, findings.needed
    consumers = consumers_of(tape)
    reached, waiting = set(silent), list(silent)
    while waiting:
        for i in consumers[waiting.pop()]:
            if nodes[i] == 0.0 and needed[i] and i not in reached:
                reached.add(i)
                waiting.append(i)
    found: set[int] = set()
    for place in reversed(findings.in_order(reached)):
        if any(_loses(findings, i, place) for i in consumers[place] if nodes[i] != 0.0 or i in found):
            found.add(place)
    return found


def _loses(findings: Findings, i: int, source: int) -> bool:
    """Whether node i sends 0 to this source though its local derivative is not 0."""
    upstream = float(findings.gradients.nodes[i])
    wires = zip(findings.tape.sources[i], findings.gradients.locals_of(i), strict=True)
    return any(place == source and slope != 0.0 and upstream * slope == 0.0 for place, slope in wires)
