"""Finds what is missing, undefined or infinite: at the first node where it arose, never at those it reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from math import isfinite, isnan

from circuitgrad.engine.findings import Findings, advise, in_order, make_problem, told_of
from circuitgrad.engine.interpreted import slopes_at
from circuitgrad.engine.passes import incomplete, leaves
from circuitgrad.engine.results import Problem, Told
from circuitgrad.engine.search import not_finite
from circuitgrad.engine.sentences import BROKEN_SLOPE, BROKEN_VALUE, EXTREME, MISSING
from circuitgrad.engine.tape import Tape, inputs_of


def missing(tape: Tape) -> Iterator[Problem]:
    """Inputs without a value and operators without the inputs that they need."""
    lacking = [i for i in leaves(tape) if tape.nodes[i].value is None]
    for i in in_order(tape, [*lacking, *incomplete(tape)]):
        operator = tape.operators[i]
        if operator.is_leaf:
            yield make_problem(tape, i, "missing", (), partial(told_of, tape, i, MISSING["value"]))
        else:
            if tape.nodes[i].bypassed:
                yield make_problem(tape, i, "missing", (), partial(told_of, tape, i, MISSING["bypassed"]))
                continue
            free = [name for port, name in enumerate(operator.ports) if port not in tape.ports[i]]
            how = "all" if len(free) == len(operator.ports) else "some"
            fields = {"ports": ", ".join(free)}
            yield make_problem(tape, i, "missing", (), partial(told_of, tape, i, MISSING[how], fields))


def broken_values(tape: Tape, values: Sequence[float]) -> Iterator[Problem]:
    """Nodes where NaN or an infinity arises: it comes out, and did not come in."""
    for i in in_order(tape, not_finite(values)):
        value = values[i]
        kind = "undefined" if isnan(value) else "infinite"
        if tape.operators[i].is_leaf:
            if tape.nodes[i].value is not None:
                yield make_problem(tape, i, kind, (), partial(told_of, tape, i, BROKEN_VALUE[kind, "given"]))
        elif tape.complete[i] and not _came_in(kind, inputs_of(tape.sources[i], values)):
            yield make_problem(tape, i, kind, tape.sources[i], partial(_broken_value, tape, values, i, kind))


def _broken_value(tape: Tape, values: Sequence[float], i: int, kind: str) -> Told:
    how, fields = advise(tape, values, i, partial(_has_finite_value, tape, i))
    return told_of(tape, i, BROKEN_VALUE[kind, how], fields)


def _came_in(kind: str, arriving: Sequence[float]) -> bool:
    """Whether the trouble is older than the node: NaN comes from NaN, an infinity from anything not finite."""
    return any(map(isnan, arriving)) if kind == "undefined" else not all(map(isfinite, arriving))


def _has_finite_value(tape: Tape, i: int, inputs: Sequence[float]) -> bool:
    return isfinite(slopes_at(tape.operators[i], inputs, tape.nodes[i].constants)[0])


def broken_slopes(findings: Findings) -> Iterator[Problem]:
    """Nodes with a finite value whose local derivative is not finite toward something that can move."""
    tape, values = findings.tape, findings.values
    for i in findings.in_order(findings.gradients.forward.not_finite_slopes()):
        derivatives = findings.gradients.locals_of(i)
        if not findings.needed[i] or all(map(isfinite, derivatives)) or not isfinite(values[i]):
            continue
        for position, (source, derivative) in enumerate(zip(tape.sources[i], derivatives, strict=True)):
            if not isfinite(derivative) and tape.movable[source] and isfinite(values[source]):
                kind = "undefined" if isnan(derivative) else "infinite"
                tell = partial(_broken_slope, tape, values, i, position, kind)
                yield make_problem(tape, i, kind, [source], tell)


def _broken_slope(tape: Tape, values: Sequence[float], i: int, position: int, kind: str) -> Told:
    how, fields = advise(tape, values, i, partial(_has_finite_slope, tape, i, position))
    fields["toward"] = tape.labels[tape.sources[i][position]]
    return told_of(tape, i, BROKEN_SLOPE[kind, how], fields)


def _has_finite_slope(tape: Tape, i: int, position: int, inputs: Sequence[float]) -> bool:
    output, *slopes = slopes_at(tape.operators[i], inputs, tape.nodes[i].constants)
    return isfinite(output) and isfinite(slopes[position])


def overflows(findings: Findings) -> Iterator[Problem]:
    """Where finite gradients and slopes make a product or a sum that is beyond float64."""
    tape, gradients = findings.tape, findings.gradients
    reached: set[int] = set()
    broken = set(not_finite(gradients.nodes))
    if not broken:
        return
    above = {i for i, fed in enumerate(tape.sources) if not broken.isdisjoint(fed)}
    for i in reversed(findings.in_order(broken | above)):
        if not findings.needed[i]:
            continue
        if not isfinite(gradients.nodes[i]) and i not in reached:
            yield make_problem(tape, i, "exploding", (), partial(told_of, tape, i, EXTREME["sum"]))
        if all(map(isfinite, gradients.flows_of(i))):
            continue
        for source, flow, derivative in zip(
            tape.sources[i], gradients.flows_of(i), gradients.locals_of(i), strict=True
        ):
            if isfinite(flow):
                continue
            reached.add(source)
            if isfinite(gradients.nodes[i]) and isfinite(derivative) and tape.movable[source]:
                tell = partial(told_of, tape, i, EXTREME["product"], {"toward": tape.labels[source]})
                yield make_problem(tape, i, "exploding", [source], tell)
