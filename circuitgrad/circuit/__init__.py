"""Circuits: nodes, wires, the graph that holds them, and the edits that change it."""

from circuitgrad.circuit import compose, edits
from circuitgrad.circuit.circuit import Circuit
from circuitgrad.circuit.exercise import Asks, Attempt, Exercise, Question, Tolerance
from circuitgrad.circuit.parts import Bends, Course, Fragment, Frame, Node, Note, Position, Rect, Remark, Wire
from circuitgrad.circuit.what_if import Range, Scenario, Spread

__all__ = [
    "Asks", "Attempt", "Bends", "Circuit", "Course", "Exercise", "Fragment", "Frame", "Node", "Note", "Position",
    "Question", "Range", "Rect", "Remark", "Scenario", "Spread", "Tolerance", "Wire", "compose", "edits",
]  # fmt: skip
