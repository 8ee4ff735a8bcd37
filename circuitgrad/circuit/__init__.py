"""Circuits: nodes, wires, the graph that holds them, and the edits that change it."""

from circuitgrad.circuit import compose, edits
from circuitgrad.circuit.circuit import Circuit
from circuitgrad.circuit.parts import Fragment, Node, Position, Wire

__all__ = ["Circuit", "Fragment", "Node", "Position", "Wire", "compose", "edits"]
