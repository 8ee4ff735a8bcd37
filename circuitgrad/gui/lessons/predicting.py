"""Predict, then look: what a page asks for stands as a question mark on the canvas until it is answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from circuitgrad.analysis.hiding import Hidden, hidden_by
from circuitgrad.circuit import Asks, Circuit, Wire
from circuitgrad.circuit import Question as Asked
from circuitgrad.errors import CircuitError
from circuitgrad.formats.lessons.quantities import LocalDerivative, NodeGradient, NodeValue, WireGradient
from circuitgrad.formats.lessons.records import Question

NOTHING = Hidden()


def hidden_on(circuit: Circuit, questions: Iterable[Question]) -> Hidden:
    """The numbers of a circuit that these questions of a lesson hide; what it lacks hides nothing."""
    return hidden_by([asked for question in questions for asked in _asked(circuit, question)], circuit)


def _asked(circuit: Circuit, question: Question) -> Iterator[Asked]:
    """The number that a question asks for, as one of the circuit's own questions; none where it is another number."""
    reading = None if question.answer is None or question.answer.settings else question.answer.reading
    try:
        if question.effect:
            yield Asked(Asks.EFFECT, circuit.find(question.effect).id)
        elif isinstance(reading, NodeValue):
            yield Asked(Asks.VALUE, circuit.find(reading.label).id)
        elif isinstance(reading, NodeGradient):
            yield Asked(Asks.GRADIENT, circuit.find(reading.label).id)
        elif isinstance(reading, WireGradient | LocalDerivative):
            source = circuit.find(reading.wire.source).id
            for wire in circuit.incoming(circuit.find(reading.wire.target).id):
                if wire.source == source and reading.wire.port in (None, wire.port):
                    yield Asked(Asks.GRADIENT, Wire(*wire))
    except CircuitError:
        return  # the reader has taken the node away: there is nothing to hide
