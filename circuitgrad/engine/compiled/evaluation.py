"""A run by the compiled passes: the same results as those of `engine.passes`, read from arrays."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np

from circuitgrad.engine.compiled.arrays import FlatTape
from circuitgrad.engine.compiled.loader import Kernels, load_kernels
from circuitgrad.engine.compiled.machine import Layout, Machine
from circuitgrad.engine.compiled.opcodes import LACKING, MANY, opcodes
from circuitgrad.engine.passes import Gradients
from circuitgrad.engine.signs import Flag

if TYPE_CHECKING:
    from circuitgrad.engine.tape import Tape


def machine_for(tape: Tape, objective: int | None, kernels: Kernels) -> Machine:
    """The machine for a tape and an objective; it is kept with the tape's structure, the last one only."""
    machine: Machine | None = tape.kept.get("machine")
    if machine is not None and machine.layout.objective == objective:
        machine.take(tape)
        return machine
    if "flat" not in tape.kept:
        tape.kept["flat"] = FlatTape.of(tape)
    machine = tape.kept["machine"] = Machine(tape, Layout(tape.kept["flat"], objective, kernels))
    return machine


def run_compiled(tape: Tape, objective: int | None, kernels: Kernels) -> tuple[Any, Gradients | None]:
    """The values by place, and what the backward pass gave; None without an objective."""
    machine = machine_for(tape, objective, kernels)
    flags = machine.passes()
    values = machine.values
    if objective is None:
        return values, None
    return values, Gradients(tape, CompiledForward(tape, machine, flags), machine.gradients, machine.layout.is_needed)


class CompiledForward:
    """The local derivatives of a compiled run; the counterpart of `engine.passes.Forward`.

    Args:
        tape: what ran.
        machine: what ran it.
        flags: what its passes have seen.
    """

    def __init__(self, tape: Tape, machine: Machine, flags: int) -> None:
        self.flags = flags | Flag.SILENT if flags & Flag.EXTREME else flags  # of the leaves' gradients
        self._tape = tape
        self._layout = machine.layout
        self._buffers = machine.lend(self)

    def locals_of(self, place: int, count: int) -> Sequence[float]:
        """∂node/∂source for each of a node's wires, in port order."""
        layout, buffers = self._layout, self._buffers
        k = int(layout.at[place])
        if count > 2 or layout.codes[k] == LACKING:
            start = int(layout.first[k])
            slopes: list[float] = buffers.more_slopes[start : start + count].tolist()
        else:
            slopes = [float(buffers.first_slopes[k]), float(buffers.second_slopes[k])][:count]
        if any(map(isnan, slopes)) and not isnan(buffers.values[k]):
            movable = self._tape.movable
            pairs = zip(slopes, self._tape.sources[place], strict=True)
            return [0.0 if isnan(slope) and not movable[source] else slope for slope, source in pairs]
        return slopes

    def not_finite_slopes(self) -> set[int]:
        """The places of nodes with a local derivative that is NaN or infinite."""
        return self._places_where(lambda slopes: ~np.isfinite(slopes))

    def zero_slopes(self) -> set[int]:
        """The places of nodes with a local derivative that is exactly 0."""
        return self._places_where(lambda slopes: slopes == 0.0)

    def largest_flow(self, gradients: Any) -> float:
        """The largest finite |gradient| of any wire, given the gradient of every node by place."""
        layout, buffers = self._layout, self._buffers
        upstream = np.where(layout.is_needed, gradients, 0.0)[layout.order]
        counts = np.diff(layout.flat.fed_from)[layout.order]
        many = _nodes_with_many(layout)
        counts[many] = 0
        owners = np.repeat(many, layout.second[many])
        with np.errstate(invalid="ignore", over="ignore"):
            flows = (
                upstream[counts > 0] * buffers.first_slopes[:-1][counts > 0],
                upstream[counts > 1] * buffers.second_slopes[:-1][counts > 1],
                upstream[owners] * buffers.more_slopes[: len(owners)],
            )
            sizes = np.abs(np.concatenate(flows))
        return float(sizes[np.isfinite(sizes)].max(initial=0.0))

    def _places_where(self, holds: Any) -> set[int]:
        layout, buffers = self._layout, self._buffers
        found = set(np.flatnonzero(holds(buffers.first_slopes[:-1]) | holds(buffers.second_slopes[:-1])).tolist())
        wired_many = _nodes_with_many(layout)
        if len(wired_many):
            owners = np.repeat(wired_many, layout.second[wired_many])
            found.update(owners[holds(buffers.more_slopes[: len(owners)])].tolist())
        return set(layout.order[list(found)].tolist())


def _nodes_with_many(layout: Layout) -> Any:
    """The nodes whose wires stand in a row of their own, in the order of those rows."""
    is_many = np.zeros(256, np.bool_)
    is_many[[LACKING, *(code.number for code in opcodes() if code.count == MANY)]] = True
    return np.flatnonzero(is_many[layout.codes])


class CompiledTape:
    """The compiled passes over one tape, for those who want the arrays and no `Run`.

    Args:
        tape: what runs.
        objective: its place, None for a forward pass.

    Raises:
        ImportError: numba is not installed.
    """

    def __init__(self, tape: Tape, objective: int | None) -> None:
        self._machine = machine_for(tape, objective, load_kernels())
        self.passes = self._machine.passes
        """Runs both passes; returns a sum of `kernel_text.Flag`."""

    @property
    def values(self) -> Any:
        """The value of every node, by place."""
        return self._machine.values

    @property
    def gradients(self) -> Any:
        """∂objective/∂node for every node, by place."""
        return self._machine.gradients
