"""What happened to a circuit. Subscribers get one of these for each thing that changed, after it changed."""

from __future__ import annotations

from dataclasses import dataclass

from circuitgrad.circuit.parts import Node, Wire


@dataclass(frozen=True, slots=True)
class NodeAdded:
    """A node is there now, without wires."""

    node: Node


@dataclass(frozen=True, slots=True)
class NodeRemoved:
    """A node is gone; its wires went before it."""

    node: Node


@dataclass(frozen=True, slots=True)
class NodeChanged:
    """A node has another name, value, role, constant, operator or position; its id and wires are the same."""

    before: Node
    after: Node

    @property
    def moved_only(self) -> bool:
        """Whether the place on the canvas changed, and nothing else."""
        return self.before.position != self.after.position and self.before.at(*self.after.position) == self.after

    @property
    def only_numbers(self) -> bool:
        """Whether the passes see new numbers at most: they can be written into the tape that there is."""
        before, after = self.before, self.after
        return (before.operator, before.role, before.name) == (after.operator, after.role, after.name)


@dataclass(frozen=True, slots=True)
class WireAdded:
    """A wire is there now."""

    wire: Wire


@dataclass(frozen=True, slots=True)
class WireRemoved:
    """A wire is gone."""

    wire: Wire


@dataclass(frozen=True, slots=True)
class ObjectiveChanged:
    """Another node, or none, is chosen as the objective."""

    before: str | None
    after: str | None


Change = NodeAdded | NodeRemoved | NodeChanged | WireAdded | WireRemoved | ObjectiveChanged
