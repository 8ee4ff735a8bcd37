"""The backward pass beside differences and complex steps, for every input and every wire: does it say the truth?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isclose, isfinite, isnan
from typing import TYPE_CHECKING, Final

from circuitgrad.analysis.shifting import OWN, Ground, Shift, complex_steps
from circuitgrad.analysis.slopes import Slopes, find_slopes
from circuitgrad.analysis.verdicts import SENTENCES, Evidence, Judgement, Verdict, judge
from circuitgrad.circuit import Circuit, Wire
from circuitgrad.engine import Run, Tape, evaluate
from circuitgrad.engine.passes import Gradients
from circuitgrad.engine.run import check_runnable, tape_at
from circuitgrad.engine.sentences import number_text
from circuitgrad.errors import BatchStopped, ObjectiveError

if TYPE_CHECKING:
    from circuitgrad.engine.batch import Progress

_NUMBERS: Final = 2**22
_FEWEST, _MOST = 24, 1_024
"""How many numbers a block computes, its nodes times its columns, and how many shifts it has."""
_COLUMNS: Final = 5
_OTHER_STEP: Final = 2.0**-100
_SAME: Final = 1e-8


@dataclass(frozen=True, slots=True)
class GradientCheck:
    """One gradient, and what other ways to the same number give.

    Args:
        id: the input's id; for a wire that of the node where it ends.
        wire: the wire, None for an input.
        label: what people call the input; for a wire "source → target", with the port where there are several.
        value: the number that was moved.
        gradient: what the backward pass says.
        left: the difference to the left, (f(x) − f(x − h))/h.
        right: the difference to the right, (f(x + h) − f(x))/h.
        central: the central difference, (f(x + h) − f(x − h))/2h.
        step: h.
        complex_step: Im f(x + ih)/h; None where an operator on the way has none.
        numeric: the best of these, which the gradient is measured against.
        doubt: how far it may be off.
        absolute_error: |gradient − numeric|; 0 between the two slopes of a kink.
        relative_error: that over the larger of |gradient| and |numeric|.
        verdict: what comes of it.
        reason: a key of `verdicts.SENTENCES`.
        fields: what stands in the sentence's fields, as pairs.
        corner: the id of the node whose kink this is; None for none.
        kinks: how many kinks meet just here.
    """

    id: str
    wire: Wire | None
    label: str
    value: float
    gradient: float
    left: float
    right: float
    central: float
    step: float
    complex_step: float | None
    numeric: float
    doubt: float
    absolute_error: float
    relative_error: float
    verdict: Verdict
    reason: str
    fields: tuple[tuple[str, str], ...] = ()
    corner: str | None = None
    kinks: int = 0

    @property
    def sentence(self) -> str:
        """What the verdict rests on, in English."""
        return SENTENCES[self.reason].format(**dict(self.fields))


@dataclass(frozen=True, eq=False)
class GradientChecks:
    """All checks of a run.

    Args:
        objective: the objective's id.
        objective_label: what people call it.
        rows: the checks, the worst verdict first, among equal ones inputs first, and then the largest relative error.
        suspects: wires whose gradient is wrong though that of the node where they end is right: the local derivative is
            to blame, which is the operator's rule. Only known where wires were checked.
    """

    objective: str
    objective_label: str
    rows: tuple[GradientCheck, ...]
    suspects: tuple[Wire, ...]

    @cached_property
    def counts(self) -> Mapping[Verdict, int]:
        """How many checks have each verdict."""
        return {verdict: sum(row.verdict is verdict for row in self.rows) for verdict in Verdict}

    @property
    def has_wrong(self) -> bool:
        """Whether any gradient is wrong."""
        return self.counts[Verdict.WRONG] > 0

    def of_input(self, id: str) -> GradientCheck | None:
        """The check of this input, None where there is none."""
        return next((row for row in self.rows if row.wire is None and row.id == id), None)

    def of_wire(self, wire: Wire) -> GradientCheck | None:
        """The check of this wire, None where there is none."""
        return next((row for row in self.rows if row.wire == wire), None)


def check_gradients(
    circuit: Circuit,
    values: Mapping[str, float] | None = None,
    objective: str | None = None,
    wires: bool = True,
    *,
    progress: Progress | None = None,
) -> GradientChecks:
    """Compares the gradient of every input, and of every wire alone, with differences and complex steps.

    Central differences have a step of about ∛ε times the number, and a second one that says how far the first may be
    off; where that is too far, or a kink is near, other steps are tried. A wire is moved alone: its target gets a little
    more at that one port, and what else the source feeds stays as it is.

    Args:
        circuit: it is not changed.
        values: numbers for some inputs, by what people call them; the others keep the circuit's own.
        objective: what people call the node whose gradients are checked; None for the chosen one or the only sink.
        wires: whether wires are checked as well.
        progress: is told how many checks of how many are done; False stops it.

    Raises:
        UnknownNodeError: an input or the objective is not there.
        ValueProblem: a value is no number, or an input that has none was given none.
        ObjectiveError: no objective can be told, or nothing feeds it.
        BatchStopped: `progress` said so.

    Example:
        >>> import circuitgrad as cg
        >>> found = cg.check_gradients(cg.from_formula("f = relu(x) + x*y"), {"x": 0, "y": 3})
        >>> [(row.label, row.verdict.value) for row in found.rows if row.wire is None]
        [('x', 'kink'), ('y', 'agrees')]
        >>> found.of_input(found.rows[0].id).sentence
        '“relu1” (rectifier) stands at a kink: the gradient lies between the slope to the left, 3, and the one to the right, 4.'
    """  # noqa: E501 -- a doctest cannot be wrapped
    tape = tape_at(circuit, values)
    target = tape.place[circuit.find_objective(objective).id]
    check_runnable(tape, target)
    return check_run(evaluate(tape, target), wires=wires, progress=progress)


def check_run(run: Run, *, wires: bool = True, progress: Progress | None = None) -> GradientChecks:
    """The same for the gradients of a run.

    Args:
        run: a run with a backward pass.
        wires: whether wires are checked as well.
        progress: is told how many checks of how many are done; False stops it.

    Raises:
        ObjectiveError: there was no backward pass.
        BatchStopped: `progress` said so.
    """
    if run.backward is None or run.objective is None:
        raise ObjectiveError("There are no gradients yet: choose an objective and run both passes.")
    tape, objective = run.tape, run.tape.place[run.objective]
    ground = Ground.of(run, objective)
    shifts = list(_shifts(tape, ground, wires))
    magnitudes = _magnitudes(tape, run.backward, ground)
    rows = [_unwired(run, i) for i in tape.input_places() if not run.backward.needed[i]]
    size = max(_FEWEST, min(_MOST, _NUMBERS // (_COLUMNS * len(ground.order))))
    for start in range(0, len(shifts), size):
        if progress is not None and not progress(start, len(shifts)):
            raise BatchStopped("The check was stopped before its end.")
        rows += _checked(ground, shifts[start : start + size], magnitudes)
    rows.sort(key=_badness)
    return GradientChecks(run.objective, tape.labels[objective], tuple(rows), _suspects(run, rows))


def _shifts(tape: Tape, ground: Ground, wires: bool) -> Iterator[Shift]:
    """What can be moved, in the order of the tape: neighbours reach much the same nodes."""
    inputs = set(tape.input_places())
    for i in ground.order:
        if i in inputs:
            yield Shift(i, OWN)
        elif wires:
            yield from (Shift(i, position) for position in range(len(tape.sources[i])))


def _magnitudes(tape: Tape, backward: Gradients, ground: Ground) -> list[float]:
    """For each place Σ |product| over its paths to the objective."""
    sums = [0.0] * len(tape)
    sums[ground.objective] = 1.0
    for i in reversed(ground.order):
        if sums[i] and tape.sources[i]:
            for source, slope in zip(tape.sources[i], backward.locals_of(i), strict=True):
                product = sums[i] * abs(float(slope))
                sums[source] += 0.0 if isnan(product) else product
    return sums


def _checked(ground: Ground, shifts: Sequence[Shift], magnitudes: Sequence[float]) -> list[GradientCheck]:
    slopes = find_slopes(ground, shifts)
    claimed = [_claimed(ground, shift, magnitudes) for shift in shifts]
    complex_found = _complex(ground, shifts, [gradient for gradient, _ in claimed])
    rows = []
    for row, (shift, (gradient, magnitude)) in enumerate(zip(shifts, claimed, strict=True)):
        complex_step = complex_found[row]
        found = Evidence(
            gradient, magnitude, float(ground.run.values[ground.objective]), float(slopes.middle[row]),
            float(slopes.doubt[row]), (float(slopes.one_sided[row, 0]), float(slopes.one_sided[row, 1])),
            (float(slopes.one_sided_doubt[row, 0]), float(slopes.one_sided_doubt[row, 1])), complex_step,
            float(slopes.reach[row]),
        )  # fmt: skip
        rows.append(_row(ground, shift, slopes, row, found, judge(found)))
    return rows


def _complex(ground: Ground, shifts: Sequence[Shift], gradients: Sequence[float]) -> list[float | None]:
    """The slopes by a complex step. Where one differs from the gradient, another step has to give the same.

    Beside (x − 1)^1.5 at 1 it would not: there the derivative is a limit that depends on how small the step is.
    """
    found = [None if isnan(slope) else slope for slope in complex_steps(ground, shifts)[0].tolist()]
    doubtful = [
        row
        for row, (slope, gradient) in enumerate(zip(found, gradients, strict=True))
        if slope is not None and isfinite(gradient) and not isclose(slope, gradient, rel_tol=_SAME)
    ]
    if doubtful:
        again = complex_steps(ground, [shifts[row] for row in doubtful], _OTHER_STEP)[0].tolist()
        for row, slope in zip(doubtful, again, strict=True):
            first = found[row]
            if first is not None and not isclose(first, slope, rel_tol=_SAME):
                found[row] = None
    return found


def _claimed(ground: Ground, shift: Shift, magnitudes: Sequence[float]) -> tuple[float, float]:
    """What the backward pass says, and Σ |product| over the paths."""
    backward = ground.run.backward
    if backward is None:
        raise AssertionError("a run without a backward pass has no gradients")
    if shift.position == OWN:
        return float(backward.nodes[shift.place]), magnitudes[shift.place]
    slope = float(backward.locals_of(shift.place)[shift.position])
    size = magnitudes[shift.place] * abs(slope)
    return float(backward.flows_of(shift.place)[shift.position]), size if isfinite(size) else 0.0


def _row(ground: Ground, shift: Shift, slopes: Slopes, row: int, found: Evidence, judged: Judgement) -> GradientCheck:
    tape = ground.tape
    corner = int(slopes.corners[row]) if "{node}" in SENTENCES[judged.reason] else -1
    fields = {
        "gradient": number_text(found.gradient),
        "numeric": number_text(judged.numeric),
        "doubt": number_text(judged.doubt, 2),
        "left": _side(found, 0),
        "right": _side(found, 1),
    }
    if corner >= 0:
        fields.update(node=tape.labels[corner], title=tape.operators[corner].title)
    size = max(abs(found.gradient), abs(judged.numeric))
    relative = 0.0 if judged.error == 0.0 else judged.error / size if isfinite(judged.error) else judged.error
    wire = None if shift.position == OWN else tape.wire(shift.place, shift.position)
    needed = {name for name in fields if f"{{{name}}}" in SENTENCES[judged.reason]}
    return GradientCheck(
        tape.ids[shift.place], wire, _label(tape, shift), ground.value_at(shift), found.gradient,
        float(slopes.left[row]), float(slopes.right[row]), float(slopes.central[row]), float(slopes.steps[row]),
        found.complex_step, judged.numeric, judged.doubt, judged.error, relative, judged.verdict, judged.reason,
        tuple((name, text) for name, text in fields.items() if name in needed),
        tape.ids[corner] if corner >= 0 else None, int(slopes.meeting[row]),
    )  # fmt: skip


def _side(found: Evidence, side: int) -> str:
    """The slope to one side; what is nothing but rounding reads 0."""
    slope = found.sides[side]
    return number_text(0.0 if abs(slope) <= found.side_doubts[side] else slope)


def _label(tape: Tape, shift: Shift) -> str:
    if shift.position == OWN:
        return tape.labels[shift.place]
    sources = tape.sources[shift.place]
    port = f" [{tape.ports[shift.place][shift.position] + 1}]" if len(set(sources)) < len(sources) else ""
    return f"{tape.labels[sources[shift.position]]} → {tape.labels[shift.place]}{port}"


def _unwired(run: Run, place: int) -> GradientCheck:
    """An input that the objective does not depend on."""
    tape = run.tape
    return GradientCheck(
        tape.ids[place], None, tape.labels[place], float(run.values[place]), 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
        0.0, 0.0, Verdict.AGREES, "nothing",
    )  # fmt: skip


_RANK: Final = {verdict: rank for rank, verdict in enumerate(Verdict)}


def _badness(row: GradientCheck) -> tuple[int, bool, float]:
    error = row.relative_error
    return _RANK[row.verdict], row.wire is not None, 0.0 if isnan(error) else -error


def _suspects(run: Run, rows: Sequence[GradientCheck]) -> tuple[Wire, ...]:
    """Where several kinks meet no rule is to blame: there the chain rule does not hold."""
    wrong = [(row.wire, row.kinks) for row in rows if row.wire is not None and row.verdict is Verdict.WRONG]
    carries_on = {wire.source for wire, _ in wrong} - {run.objective}
    return tuple(wire for wire, kinks in wrong if wire.target not in carries_on and kinks <= 1)
