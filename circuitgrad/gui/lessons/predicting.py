"""Predict, then look: what a page asks for stands as a question mark on the canvas until it is answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from circuitgrad.circuit import Circuit, Wire
from circuitgrad.errors import CircuitError
from circuitgrad.formats.lessons.quantities import LocalDerivative, NodeGradient, NodeValue, WireEnds, WireGradient
from circuitgrad.formats.lessons.records import Question
from circuitgrad.gui.lens import Lens


@dataclass(frozen=True)
class Predicting(Lens):
    """Holds back the numbers that are asked for.

    Args:
        values: ids of the nodes whose value is.
        gradients: ids of the nodes whose own gradient is.
        flows: the wires whose gradient is.
    """

    values: frozenset[str] = frozenset()
    gradients: frozenset[str] = frozenset()
    flows: frozenset[Wire] = frozenset()

    placeholder = "?"
    covers = True

    def shows_value(self, id: str) -> bool:
        return id not in self.values

    def shows_gradient(self, id: str) -> bool:
        return id not in self.gradients

    def shows_flow(self, wire: Wire) -> bool:
        return wire not in self.flows


def predicting(circuit: Circuit, questions: Iterable[Question]) -> Predicting | None:
    """The lens that hides what these questions ask for in a circuit; None where that is nothing."""
    values: set[str] = set()
    gradients: set[str] = set()
    flows: set[Wire] = set()
    for question in questions:
        reading = None if question.answer is None or question.answer.settings else question.answer.reading
        if question.effect:
            reading = NodeGradient(question.effect)
        try:
            if isinstance(reading, NodeValue):
                values.add(circuit.find(reading.label).id)
            elif isinstance(reading, NodeGradient):
                id = circuit.find(reading.label).id
                gradients.add(id)
                flows.update(circuit.outgoing(id))
            elif isinstance(reading, WireGradient | LocalDerivative):
                wires = _wires(circuit, reading.wire)
                flows.update(wires)
                gradients.update(wire.source for wire in wires if len(circuit.outgoing(wire.source)) == 1)
        except CircuitError:
            continue  # the reader's circuit lacks what is asked for: there is nothing to hide
    lens = Predicting(frozenset(values), frozenset(gradients), frozenset(flows))
    return lens if values or gradients or flows else None


def _wires(circuit: Circuit, ends: WireEnds) -> list[Wire]:
    source = circuit.find(ends.source).id
    incoming = circuit.incoming(circuit.find(ends.target).id)
    return [wire for wire in incoming if wire.source == source and ends.port in (None, wire.port)]
