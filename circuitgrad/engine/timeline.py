"""The passes of a run as a list of steps that can be entered anywhere: what is known after each of them.

Step 0 is what is given: the inputs. Then come the forward steps, one a node that computes, and the backward steps:
first the objective's own gradient, which is 1, then one a node, whose wires all get their gradients. What `steps`
yields one after the other is here at random access, and the numbers are the run's own.

Nothing is computed for a step. When a node gets its value and passes its gradient on depends on the structure alone:
that is worked out once and kept with the tape, so that a new number costs nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import accumulate
from sys import maxsize
from typing import Final, NamedTuple

from circuitgrad.circuit import Wire
from circuitgrad.engine.results import Run
from circuitgrad.engine.steps import BackwardStep
from circuitgrad.engine.tape import Tape

NEVER: Final = maxsize
"""The step at which a wire gets a gradient that takes no part in the backward pass."""


class Phase(Enum):
    """Where a step belongs."""

    GIVEN = "given"
    FORWARD = "forward"
    SEED = "seed"
    """The backward pass begins: ∂objective/∂objective = 1."""
    BACKWARD = "backward"


@dataclass(frozen=True, slots=True)
class Moment:
    """One step of a timeline.

    Args:
        phase: what happens.
        place: the place of the node where it happens, −1 for what is given.
        number: which step of its pass it is, from 1; the seed counts as the backward pass's first.
        count: how many steps its pass has.
    """

    phase: Phase
    place: int
    number: int = 0
    count: int = 0

    @property
    def is_backward(self) -> bool:
        """Whether it belongs to the backward pass."""
        return self.phase in (Phase.SEED, Phase.BACKWARD)


class Arrival(NamedTuple):
    """A gradient that has come to a node along one of its wires.

    Args:
        target: the place of the node that the wire goes to.
        position: which of the target's wires it is, in port order.
        gradient: what has come.
    """

    target: int
    position: int
    gradient: float


@dataclass(frozen=True, slots=True)
class Sum:
    """A node's gradient as far as it is known.

    Args:
        total: the sum of what has come.
        arrived: how many wires have brought something.
        awaited: how many will, all in all.
    """

    total: float
    arrived: int
    awaited: int

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing any more."""
        return self.arrived == self.awaited


class Schedule:
    """When each node gets its value and passes its gradient on: what a timeline knows without any number.

    Args:
        tape: what runs.
        objective: its place, None for a forward pass alone.

    Attributes:
        forward: the places of the nodes that compute, in order.
        backward: the places of those that pass a gradient on, in order.
        valued: for each place, the step from which on it has a value.
        passed: for each place, the step from which on its wires have gradients; `NEVER` where they take no part.
    """

    def __init__(self, tape: Tape, objective: int | None) -> None:
        self._tape, self._objective = tape, objective
        self._arrivals: dict[int, list[int]] = {}
        operators, sources = tape.operators, tape.sources
        self.forward = [i for i in tape.order if not operators[i].is_leaf]
        self.valued = [0] * len(tape)
        for step, i in enumerate(self.forward, 1):
            self.valued[i] = step
        needed = [False] * len(tape) if objective is None else tape.needed_by(objective)
        self.backward = [i for i in reversed(tape.order) if needed[i] and sources[i]]
        self.passed = [NEVER] * len(tape)
        for step, i in enumerate(self.backward, self.seed + 1):
            self.passed[i] = step

    @property
    def seed(self) -> int:
        """The step at which the backward pass begins."""
        return len(self.forward) + 1

    @property
    def last(self) -> int:
        """The last step."""
        return len(self.forward) if self._objective is None else self.seed + len(self.backward)

    @cached_property
    def _feeds(self) -> tuple[list[int], list[int], list[int]]:
        """All wires of the backward pass, those from one node behind each other: targets, positions, where each begins.

        Flat lists of numbers: a list for each of many nodes would wake the garbage collector, which takes a second.
        """
        sources = self._tape.sources
        starts = [0] * (len(self._tape) + 1)
        for target in self.backward:
            for source in sources[target]:
                starts[source + 1] += 1
        starts = list(accumulate(starts))
        free = starts.copy()
        targets, positions = [0] * starts[-1], [0] * starts[-1]
        for target in self.backward:
            for position, source in enumerate(sources[target]):
                at = free[source]
                targets[at], positions[at], free[source] = target, position, at + 1
        return targets, positions, starts

    def feeds(self, place: int) -> list[tuple[int, int]]:
        """The wires of a node in the order in which they bring gradients: target and position."""
        targets, positions, starts = self._feeds
        begin, end = starts[place], starts[place + 1]
        return list(zip(targets[begin:end], positions[begin:end], strict=True))

    def arrivals(self, place: int) -> list[int]:
        """The steps at which something comes to a node, in order."""
        known = self._arrivals.get(place)
        if known is None:
            known = self._arrivals[place] = [self.passed[target] for target, _ in self.feeds(place)]
        return known


class Timeline:
    """The steps of a run.

    Args:
        run: whose numbers it shows. Without a backward pass there are forward steps alone.

    Example:
        >>> import circuitgrad as cg
        >>> run = cg.run(cg.from_formula("q = x + y; f = q*z"), {"x": -2, "y": 5, "z": -4})
        >>> timeline = Timeline(run)
        >>> [(run.tape.ids[moment.place], moment.phase.value) for moment in map(timeline.moment, range(1, 6))]
        [('q', 'forward'), ('f', 'forward'), ('f', 'seed'), ('f', 'backward'), ('q', 'backward')]
        >>> [step.gradient for step in timeline.flows(4)]
        [-4.0, 3.0]
        >>> timeline.sum(run.tape.place["q"], 3), timeline.sum(run.tape.place["q"], 4).total
        (Sum(total=0.0, arrived=0, awaited=1), -4.0)
    """

    def __init__(self, run: Run) -> None:
        self.run, self.tape = run, run.tape
        objective = None if run.backward is None or run.objective is None else self.tape.place[run.objective]
        kept = self.tape.kept.get(Schedule)
        if kept is None or kept[0] != objective:
            kept = self.tape.kept[Schedule] = objective, Schedule(self.tape, objective)
        self.objective: int | None = objective
        self.schedule: Schedule = kept[1]
        self._totals: dict[int, list[float]] = {}

    @property
    def last(self) -> int:
        """The last step; the first is 0."""
        return self.schedule.last

    def moment(self, step: int) -> Moment:
        """What happens at a step.

        Raises:
            IndexError: there is no such step.
        """
        schedule = self.schedule
        if not 0 <= step <= schedule.last:
            raise IndexError(f"step {step} of {schedule.last}")
        if step == 0:
            return Moment(Phase.GIVEN, -1)
        if step < schedule.seed:
            return Moment(Phase.FORWARD, schedule.forward[step - 1], step, len(schedule.forward))
        number, count = step - schedule.seed + 1, len(schedule.backward) + 1
        if number == 1:
            return Moment(Phase.SEED, self._objective_place, number, count)
        return Moment(Phase.BACKWARD, schedule.backward[number - 2], number, count)

    @property
    def _objective_place(self) -> int:
        if self.objective is None:
            raise IndexError("a run without an objective has no backward pass")
        return self.objective

    def step_of(self, phase: Phase, place: int) -> int | None:
        """The step at which this happens, None where it does not; the other way round than `moment`."""
        schedule = self.schedule
        if phase is Phase.GIVEN:
            return 0
        if not 0 <= place < len(self.tape):
            return None
        if phase is Phase.FORWARD:
            return schedule.valued[place] or None
        if phase is Phase.SEED:
            return schedule.seed if place == self.objective else None
        return None if schedule.passed[place] == NEVER else schedule.passed[place]

    # What is known after a step

    def has_value(self, place: int, step: int) -> bool:
        """Whether a node has its value."""
        return self.schedule.valued[place] <= step

    def has_flow(self, target: int, step: int) -> bool:
        """Whether the wires into a node have their gradients."""
        return self.schedule.passed[target] <= step

    def arrived(self, place: int, step: int) -> tuple[int, int]:
        """How many of a node's wires have brought a gradient, and how many will; the objective gets its own, one."""
        if place == self.objective:
            return int(step >= self.schedule.seed), 1
        when = self.schedule.arrivals(place)
        return bisect_right(when, step), len(when)

    def has_gradient(self, place: int, step: int) -> bool:
        """Whether a node's gradient is whole; one that takes no part never has any."""
        arrived, awaited = self.arrived(place, step)
        return 0 < arrived == awaited

    def sum(self, place: int, step: int) -> Sum:
        """A node's gradient so far, added up in the order in which the backward pass adds."""
        arrived, awaited = self.arrived(place, step)
        return Sum(1.0 if place == self.objective else self._totals_of(place)[arrived], arrived, awaited)

    def arrivals(self, place: int, step: int, most: int | None = None) -> list[Arrival]:
        """What has come to a node, in order; no more than `most` of them."""
        arrived = bisect_right(self.schedule.arrivals(place), step)
        shown = self.schedule.feeds(place)[: arrived if most is None else min(arrived, most)]
        return [Arrival(target, position, self._flow(target, position)) for target, position in shown]

    def flows(self, step: int, most: int | None = None) -> Sequence[BackwardStep]:
        """What a backward step does, wire by wire as the engine's own steps; nothing for any other step.

        Args:
            step: which step.
            most: no more wires than this; None for all.
        """
        moment = self.moment(step)
        if moment.phase is not Phase.BACKWARD or self.run.backward is None:
            return ()
        target, backward = moment.place, self.run.backward
        upstream, slopes = float(backward.nodes[target]), backward.locals_of(target)
        found = []
        seen: dict[int, int] = {}
        for position, source in enumerate(self.tape.sources[target][:most]):
            seen[source] = seen.get(source, self.arrived(source, step - 1)[0]) + 1
            flow, total = self._flow(target, position), self._totals_of(source)[seen[source]]
            found.append(BackwardStep(target, position, source, upstream, float(slopes[position]), flow, total))
        return found

    def _flow(self, target: int, position: int) -> float:
        if self.run.backward is None:
            raise IndexError("a run without a backward pass has no gradients")
        return float(self.run.backward.nodes[target]) * float(self.run.backward.locals_of(target)[position])

    def _totals_of(self, place: int) -> list[float]:
        """What a node has before anything has come, and after each arrival."""
        known = self._totals.get(place)
        if known is None:
            flows = (self._flow(target, position) for target, position in self.schedule.feeds(place))
            known = self._totals[place] = list(accumulate(flows, initial=0.0))
        return known

    # By what the circuit calls things

    def place(self, id: str) -> int | None:
        """The place of a node, None where it was not in the circuit that ran."""
        return self.tape.place.get(id)

    def wire_flows(self, wire: Wire, step: int) -> bool:
        """Whether a wire has its gradient; one that takes no part never has."""
        target = self.tape.place.get(wire.target)
        return target is not None and self.has_flow(target, step) and not self.tape.is_idle(wire)
