"""What happened to a circuit. Subscribers get one of these for each thing that changed, after it changed."""

from __future__ import annotations

from circuitgrad.circuit.exercise import Exercise
from circuitgrad.circuit.parts import Node, Remark, Wire
from circuitgrad.circuit.what_if import Scenario
from circuitgrad.frozen import frozen


@frozen
class NodeAdded:
    """A node is there now, without wires."""

    node: Node


@frozen
class NodeRemoved:
    """A node is gone; its wires went before it."""

    node: Node


@frozen
class NodeChanged:
    """A node has another record: name, value, operator, position …; its id and wires are the same."""

    before: Node
    after: Node

    @property
    def only_numbers(self) -> bool:
        """Whether the passes see new numbers at most: they can be written into the tape that there is."""
        before, after = self.before, self.after
        same_kind = (before.operator, before.role, before.bypassed) == (after.operator, after.role, after.bypassed)
        return same_kind and before.name == after.name and before.held is after.held

    @property
    def in_place(self) -> bool:
        """Whether numbers changed at most, and nothing on the canvas moves."""
        before, after = self.before, self.after
        return before.position == after.position and before.pinned == after.pinned and self.only_numbers

    @property
    def only_looks(self) -> bool:
        """Whether place, pin, range or spread changed at most: no result depends on them.

        Field by field, numbers by identity, as −0 equals 0.
        """
        before, after = self.before, self.after
        return (
            before.value is after.value
            and before.constants is after.constants
            and before.operator == after.operator
            and before.role is after.role
            and before.bypassed is after.bypassed
            and before.name == after.name
            and before.held is after.held
        )


@frozen
class NodesMoved:
    """Nodes stand elsewhere on the canvas, and nothing else of them changed; all that move together in one notice.

    Args:
        before: their records so far.
        after: their records now, in the same order.
    """

    before: tuple[Node, ...]
    after: tuple[Node, ...]

    @property
    def only_numbers(self) -> bool:
        """As `NodeChanged.only_numbers`: yes, the passes see not even those."""
        return True

    @property
    def only_looks(self) -> bool:
        """As `NodeChanged.only_looks`: yes, no result depends on a place."""
        return True


@frozen
class WireAdded:
    """A wire is there now."""

    wire: Wire


@frozen
class WireRemoved:
    """A wire is gone."""

    wire: Wire


@frozen
class WireBent:
    """A wire has other bends, or none any more."""

    wire: Wire


@frozen
class ObjectiveChanged:
    """Another node, or none, is chosen as the objective."""

    before: str | None
    after: str | None


@frozen
class RemarkChanged:
    """A frame or note came (`before` is None), went (`after` is None) or is another one under the same id."""

    before: Remark | None
    after: Remark | None


@frozen
class ScenarioChanged:
    """A scenario, or the baseline, came (`before` is None), went (`after` is None) or is another one."""

    before: Scenario | None
    after: Scenario | None


@frozen
class ExerciseChanged:
    """An exercise came (`before` is None), went (`after` is None) or is another one."""

    before: Exercise | None
    after: Exercise | None


NodeChange = NodeAdded | NodeRemoved | NodeChanged | NodesMoved
WireChange = WireAdded | WireRemoved | WireBent
Change = NodeChange | WireChange | ObjectiveChanged | RemarkChanged | ScenarioChanged | ExerciseChanged


def concerns_results(change: Change) -> bool:
    """Whether results can be others after this change: not after a move, a pin, a bend, a remark or the like.

    Example:
        >>> before = Node.new("input", id="x", value=0.0)
        >>> concerns_results(NodesMoved((before,), (before.at(1.0, 2.0),)))
        False
    """
    if isinstance(change, NodesMoved | WireBent | RemarkChanged | ScenarioChanged | ExerciseChanged):
        return False
    return not (isinstance(change, NodeChanged) and change.only_looks)
