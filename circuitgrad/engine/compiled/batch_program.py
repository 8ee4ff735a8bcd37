"""What the batch kernel does for one circuit: which slot holds what, and the steps of both sweeps."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from math import nan
from typing import TYPE_CHECKING, Final

import numpy as np

from circuitgrad.engine.compiled.batch_text import Back, given_slope, stored_slopes
from circuitgrad.engine.compiled.fusing import with_steps_fused
from circuitgrad.engine.compiled.opcodes import MANY, opcode_of
from circuitgrad.engine.compiled.slot_reuse import with_slots_reused
from circuitgrad.engine.trace import Term, traced

if TYPE_CHECKING:
    import numpy.typing as npt

    from circuitgrad.engine.tape import Tape


_SAME: Final = (Back.WRITE_SAME, Back.ADD_SAME, Back.SUM_SAME)
_SCALED: Final = (Back.WRITE_SCALED, Back.ADD_SCALED, Back.SUM_SCALED)
_PRODUCT: Final = (Back.WRITE_PRODUCT, Back.ADD_PRODUCT, Back.SUM_PRODUCT)
_SETTLED: Final = (Back.WRITE_SETTLED, Back.ADD_SETTLED, Back.SUM_SETTLED)
"""What to do with a slot that is written first, with one that has its first part already, and with a sum."""


@dataclass(frozen=True, slots=True, eq=False)
class BatchProgram:
    """The steps for a batch, for any numbers of the same circuit.

    Args:
        columns: the places whose numbers come as columns, and their slots.
        scalars: the places with one number for all rows, and their slots; operators among them lack inputs: NaN.
        slots: how many slots there are.
        steps: the forward steps in a row.
        back_steps: the backward steps.
        factors: numbers that backward steps multiply with.
        constants: the operators' own numbers.
        more: slots of nodes with many inputs.
        widest: the most inputs of a node.
        value: the slot of the objective's value.
        gradients: for each place that was asked for the slot of its gradient, or the number of its sum where sums
            are wanted; None where it is 0.
        slot_sums: the slots that are summed as they are, each with the number of its sum; 0 is the value's.
        sums: how many sums there are.
    """

    columns: dict[int, int]
    scalars: dict[int, int]
    slots: int
    steps: npt.NDArray[np.int32]
    back_steps: npt.NDArray[np.int32]
    factors: npt.NDArray[np.float64]
    constants: npt.NDArray[np.float64]
    more: npt.NDArray[np.int32]
    widest: int
    value: int
    gradients: dict[int, int | None]
    slot_sums: list[tuple[int, int]]
    sums: int


def make_batch_program(
    tape: Tape, objective: int, columns: Collection[int], wanted: Collection[int], *, summed: bool = False
) -> BatchProgram:
    """The steps for this objective.

    Args:
        tape: what runs.
        objective: its place.
        columns: the places of leaves whose numbers come as columns.
        wanted: the places whose gradients are asked for.
        summed: whether sums over all rows are wanted instead of numbers by row.
    """
    needed = tape.needed_by(objective)
    planner = _Planner(tape, frozenset(columns), [i for i in tape.order if needed[i]])
    planner.plan_forward()
    if summed:
        leaves = [i for i in dict.fromkeys(wanted) if tape.operators[i].is_leaf and i != objective]
        planner.sum_of = {place: number for number, place in enumerate(leaves, start=1)}
    gradients = planner.plan_backward(objective, frozenset(wanted))
    slot_sums = []
    if summed:
        slot_sums.append((planner.slot_of[objective], 0))
        for number, (place, slot) in enumerate(gradients.items(), start=1 + len(planner.sum_of)):
            if place in planner.sum_of:
                gradients[place] = planner.sum_of[place]
            elif slot is not None:
                slot_sums.append((slot, number))
                gradients[place] = number
    program = BatchProgram(
        {place: planner.slot_of[place] for place in columns if needed[place]},
        planner.scalars,
        planner.slots,
        np.array(planner.steps or [0], np.int32),
        np.array(planner.back_steps or [0], np.int32),
        np.array(planner.factors or [0.0]),
        np.array(planner.constants or [0.0]),
        np.array(planner.more or [0], np.int32),
        max((len(fed) for fed in tape.sources), default=1) or 1,
        planner.slot_of[objective],
        gradients,
        slot_sums,
        1 + len(planner.sum_of) + len(gradients) if summed else 0,
    )
    return with_slots_reused(with_steps_fused(program))


@dataclass(slots=True)
class _Planner:
    """Hands out slots and writes steps down. Slot 0 is for what nobody reads."""

    tape: Tape
    columns: frozenset[int]
    forward: Sequence[int]
    slots: int = 1
    slot_of: dict[int, int] = field(default_factory=dict)
    slopes_of: dict[int, list[int]] = field(default_factory=dict)
    scalars: dict[int, int] = field(default_factory=dict)
    steps: list[int] = field(default_factory=list)
    back_steps: list[int] = field(default_factory=list)
    factors: list[float] = field(default_factory=list)
    constants: list[float] = field(default_factory=list)
    more: list[int] = field(default_factory=list)
    free: list[int] = field(default_factory=list)
    sum_of: dict[int, int] = field(default_factory=dict)
    on_path: set[int] = field(default_factory=set)
    wires_out: dict[int, int] = field(default_factory=dict)
    gradient_of: dict[int, int] = field(default_factory=dict)
    even: dict[int, float] = field(default_factory=dict)
    users: dict[int, int] = field(default_factory=dict)

    def new_slot(self) -> int:
        self.slots += 1
        return self.slots - 1

    def plan_forward(self) -> None:
        """A slot for every value, and for every local derivative that is no number, input or output anyway."""
        tape = self.tape
        for i in self.forward:
            slot = self.slot_of[i] = self.new_slot()
            if not tape.operators[i].is_leaf and tape.complete[i]:
                self._plan_step(i, slot)
            elif i not in self.columns:
                self.scalars[i] = slot

    def _plan_step(self, i: int, slot: int) -> None:
        operator, constants = self.tape.operators[i], self.tape.nodes[i].constants
        inputs = [self.slot_of[source] for source in self.tape.sources[i]]
        count = len(inputs)
        at = len(self.constants)
        self.constants += constants
        if count >= MANY:
            slopes = [self.new_slot() for _ in inputs]
            first, second, slope_slots = len(self.more), 0, [0, 0]
            self.more += [*inputs, *slopes]
        else:
            rules = traced(operator, count)
            stored = stored_slopes(rules)
            slope_slots = [self.new_slot() if side in stored else 0 for side in range(2)]
            slopes = [self._slope_slot(i, side, slope_slots[side]) for side in range(count)]
            first, second = inputs[0], inputs[-1]
        self.slopes_of[i] = slopes
        self.steps += [opcode_of(operator, count), first, second, slot, *slope_slots, at, count]

    def _slope_slot(self, i: int, side: int, stored: int) -> int:
        rules = traced(self.tape.operators[i], len(self.tape.sources[i]))
        given = given_slope(rules, side)
        if given is None:
            return stored
        return self.slot_of[i if given < 0 else self.tape.sources[i][given]]

    def plan_backward(self, objective: int, wanted: frozenset[int]) -> dict[int, int | None]:
        """The backward steps; the slots of the gradients that are wanted."""
        for i in self.forward:
            if i in wanted or not self.on_path.isdisjoint(self.tape.sources[i]):
                self.on_path.add(i)
            for source in self.tape.sources[i]:
                self.wires_out[source] = self.wires_out.get(source, 0) + 1
        if objective in self.on_path:
            self.even[objective] = 1.0
        for i in reversed(self.forward):
            if i in self.even and (i in wanted or not self._plan_evenly(i)):
                self._fill(i)
            if i in self.gradient_of:
                if i in wanted:
                    self.users[self.gradient_of[i]] += 1
                self._plan_node(i)
        return {place: self.gradient_of.get(place) for place in wanted}

    def _plan_evenly(self, i: int) -> bool:
        """Plans a node whose gradient is one number for all rows; False where that cannot be used."""
        upstream, sources = self.even[i], self.tape.sources[i]
        wires = [(side, source) for side, source in enumerate(sources) if source in self.on_path]
        numbers = [self._number(i, side) for side, _ in wires]
        for (_, source), number in zip(wires, numbers, strict=True):
            movable = self.tape.movable[source] and source not in self.sum_of
            if not movable or (number is not None and self.wires_out[source] > 1):
                return False
        for (side, source), number in zip(wires, numbers, strict=True):
            if number is not None:
                self.even[source] = upstream * number + 0.0
            else:
                way = int(source in self.gradient_of)
                target = self.gradient_of.setdefault(source, self.gradient_of.get(source) or self._take())
                self._scaled(way, target, self.slopes_of[i][side], upstream)
        return True

    def _fill(self, i: int) -> None:
        self.gradient_of[i] = self._take()
        self.factors.append(self.even[i])
        self._back(Back.FILL, self.gradient_of[i], factor=len(self.factors) - 1)

    def _plan_node(self, i: int) -> None:
        sources, upstream = self.tape.sources[i], self.gradient_of[i]
        sharers = self._sharers(i)
        for side, source in enumerate(sources):
            if source in self.on_path and source not in sharers:
                self._plan_wire(i, side, upstream)
        for source in sharers:
            self.gradient_of[source] = upstream
            self.users[upstream] += 1
        self.users[upstream] -= 1
        if not self.users[upstream]:
            self.free.append(upstream)

    def _sharers(self, i: int) -> set[int]:
        """Sources that get this node's gradient whole, and nothing else ever: they read its slot as it is.

        Where there is none, one source that gets it first may take the slot over, if nobody else reads it.
        """
        whole = [
            source
            for side, source in enumerate(self.tape.sources[i])
            if source in self.on_path
            and source not in self.gradient_of
            and source not in self.sum_of
            and self._number(i, side) == 1.0
        ]
        alone = {source for source in whole if self.wires_out[source] == 1}
        sources = self.tape.sources[i]
        if alone or self.users[self.gradient_of[i]] > 1 or len(set(sources)) < len(sources):
            return alone
        return set(whole[:1])

    def _number(self, i: int, side: int) -> float | None:
        """A local derivative that is one number for all rows, None where it is not."""
        if not self.tape.complete[i]:
            return nan
        count = len(self.tape.sources[i])
        if count >= MANY:
            return None
        slope = traced(self.tape.operators[i], count).local_derivatives[side]
        return None if isinstance(slope, Term) and not self._constant(slope) else self._literal(i, slope)

    @staticmethod
    def _constant(slope: Term) -> bool:
        return slope.trace.steps[slope.place].text.startswith("k")

    def _literal(self, i: int, slope: Term | float) -> float:
        if isinstance(slope, Term):
            return self.tape.nodes[i].constants[int(slope.trace.steps[slope.place].text[1:])]
        return float(slope)

    def _plan_wire(self, i: int, side: int, upstream: int) -> None:
        source = self.tape.sources[i][side]
        if source in self.sum_of:
            way, target = 2, self.sum_of[source]
        else:
            way = int(source in self.gradient_of)
            target = self.gradient_of[source] if way else self._take()
            self.gradient_of[source] = target
        number = self._number(i, side)
        if number == 1.0:
            self._back(_SAME[way], target, upstream)
        elif number is not None:
            self._scaled(way, target, upstream, number)
        elif self.tape.movable[source]:
            self._back(_PRODUCT[way], target, upstream, self.slopes_of[i][side])
        else:
            self._back(_SETTLED[way], target, upstream, self.slopes_of[i][side], self.slot_of[i])

    def _scaled(self, way: int, target: int, slot: int, factor: float) -> None:
        self.factors.append(factor)
        self._back(_SCALED[way], target, slot, len(self.factors) - 1)

    def _take(self) -> int:
        slot = self.free.pop() if self.free else self.new_slot()
        self.users[slot] = 1
        return slot

    def _back(self, what: Back, target: int, upstream: int = 0, factor: int = 0, value: int = 0) -> None:
        self.back_steps += [what, target, upstream, factor, value]
