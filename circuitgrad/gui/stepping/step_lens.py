"""What the canvas shows at one step: numbers that are computed by then, and how those of this step come about."""

from __future__ import annotations

from typing import Final

from circuitgrad.circuit import Wire
from circuitgrad.engine.steps import BackwardStep
from circuitgrad.engine.timeline import Phase, Timeline
from circuitgrad.formats.numbers import short_number
from circuitgrad.gui.lens import Ink, Lens, Part, Tone
from circuitgrad.gui.messages import operator_text
from circuitgrad.gui.stepping.step_texts import sum_parts, text

MOST_TEXTS: Final = 24
"""So many wires of a step say how their gradient comes about; more would hide each other."""


class StepLens(Lens):
    """A timeline as it is after one step.

    Args:
        timeline: the steps.
        step: which one.
    """

    def __init__(self, timeline: Timeline, step: int) -> None:
        self._timeline, self._step = timeline, step
        self._moment = timeline.moment(step)
        place, tape = self._moment.place, timeline.tape
        self._active = place
        self._flows: dict[Wire, BackwardStep] = {
            tape.wire(flow.target, flow.position): flow for flow in timeline.flows(step, MOST_TEXTS)
        }
        self._reached = {flow.source for flow in self._flows.values()}
        if place >= 0:
            self.lit_nodes = {tape.ids[place]: Tone.ACTIVE}
        if self._moment.phase in (Phase.FORWARD, Phase.BACKWARD):
            wires = (tape.wire(place, position) for position in range(len(tape.sources[place])))
            self.lit_wires = dict.fromkeys(wires, Tone.ACTIVE)

    def shows_value(self, id: str) -> bool:
        """From the step on in which it is computed."""
        place = self._timeline.place(id)
        return place is not None and self._timeline.has_value(place, self._step)

    def shows_gradient(self, id: str) -> bool:
        """Once all has come that will."""
        place = self._timeline.place(id)
        return place is not None and self._timeline.has_gradient(place, self._step)

    def shows_flow(self, wire: Wire) -> bool:
        """From the step on in which its target passes the gradient on."""
        return self._timeline.wire_flows(wire, self._step)

    def flow_text(self, wire: Wire, digits: int) -> tuple[Part, ...] | None:
        """Upstream × local = gradient on the wires of this step."""
        flow = self._flows.get(wire)
        if flow is None:
            return None
        numbers = (flow.upstream, flow.local_derivative, flow.gradient)
        upstream, local, gradient = (short_number(number, digits) for number in numbers)
        return (
            Part(upstream, Ink.GRADIENT), Part(" × "), Part(local, Ink.LOCAL), Part(" = "), Part(gradient, Ink.GRADIENT)
        )  # fmt: skip

    def node_note(self, id: str, digits: int) -> tuple[Part, ...] | None:
        """What the active node does to the gradient; at a node that feeds several wires, the sum that has come."""
        place = self._timeline.place(id)
        if place is None or not self._moment.is_backward:
            return None
        if place == self._active and self._moment.phase is Phase.BACKWARD:
            return (Part(operator_text(self._timeline.tape.operators[place].pattern)),)
        return self._sum_note(place, digits)

    def _sum_note(self, place: int, digits: int) -> tuple[Part, ...] | None:
        arrived, awaited = self._timeline.arrived(place, self._step)
        if awaited < 2 or not arrived or (arrived == awaited and place not in self._reached):
            return None
        parts = sum_parts(self._timeline, place, self._step, digits)
        if arrived == awaited:
            total = self._timeline.sum(place, self._step).total
            parts += Part(" = "), Part(short_number(total, digits), Ink.GRADIENT)
        return Part(text("sums") + "  "), *parts
