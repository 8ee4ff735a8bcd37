"""What stands between results and the eye: numbers that are not shown yet, or shall be guessed, and what is lit.

A lens is a value: whoever wants to show something else makes a new one. It changes nothing of the results, so that it
can be thrown away at any moment.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import cached_property
from typing import Final, NamedTuple

from PySide6.QtCore import QObject, Signal

from circuitgrad.circuit import Wire
from circuitgrad.engine import Problem, Run


class Tone(Enum):
    """How something is lit."""

    ACTIVE = "active"
    """What is computed right now."""
    PATH = "path"
    """On the way that is talked about."""
    RAISES = "raises"
    LOWERS = "lowers"
    DEAD = "dead"
    """Where a gradient died."""


class Ink(Enum):
    """What a part of a text is, which gives it its colour."""

    PLAIN = "plain"
    VALUE = "value"
    GRADIENT = "gradient"
    LOCAL = "local"
    DEAD = "dead"


class Part(NamedTuple):
    """A part of a text in one colour."""

    text: str
    ink: Ink = Ink.PLAIN


class Lens:
    """Shows everything and lights nothing; those who want otherwise override what they need.

    Attributes:
        placeholder: what stands where a hidden number would.
        dims: whether all that is neither lit nor at the end of a lit wire is painted faint.
        covers: whether panels that cannot hold single numbers back show none at all.
        lit_nodes: how each lit node is lit.
        lit_wires: how each lit wire is lit.
    """

    placeholder: str = ""
    dims: bool = False
    covers: bool = False
    lit_nodes: Mapping[str, Tone] = {}
    lit_wires: Mapping[Wire, Tone] = {}

    def shows_value(self, id: str) -> bool:
        """Whether a node's value may be read: on it, on its stub and on the wires out of it."""
        return True

    def shows_gradient(self, id: str) -> bool:
        """Whether a node's own gradient may be read: its sum, its stub, and what an input does to the objective."""
        return True

    def shows_flow(self, wire: Wire) -> bool:
        """Whether the gradient on a wire may be read."""
        return True

    def flow_text(self, wire: Wire, digits: int) -> tuple[Part, ...] | None:
        """What stands at a wire in place of its gradient, such as upstream × local = gradient; None for that alone."""
        return None

    def node_note(self, id: str, digits: int) -> tuple[Part, ...] | None:
        """What stands at a node besides, such as what it does to a gradient; None for nothing."""
        return None

    def node_tone(self, id: str) -> Tone | None:
        """How a node is lit."""
        return self.lit_nodes.get(id)

    def wire_tone(self, wire: Wire) -> Tone | None:
        """How a wire is lit."""
        return self.lit_wires.get(wire)

    def is_faint(self, id: str) -> bool:
        """Whether a node steps back."""
        return self.dims and self.node_tone(id) is None and id not in self._lit_ends

    @cached_property
    def _lit_ends(self) -> frozenset[str]:
        return frozenset(id for wire in self.lit_wires for id in (wire.source, wire.target))


CLEAR: Final = Lens()
"""Shows all there is."""


class _Together(Lens):
    """Several at once: shows what all of them show; where several say something the latest is heard."""

    def __init__(self, lenses: tuple[Lens, ...]) -> None:
        self._lenses = lenses
        self.placeholder = next((lens.placeholder for lens in reversed(lenses) if lens.placeholder), "")
        self.dims = any(lens.dims for lens in lenses)
        self.covers = any(lens.covers for lens in lenses)
        self.lit_nodes = {id: tone for lens in lenses for id, tone in lens.lit_nodes.items()}
        self.lit_wires = {wire: tone for lens in lenses for wire, tone in lens.lit_wires.items()}

    def shows_value(self, id: str) -> bool:
        return all(lens.shows_value(id) for lens in self._lenses)

    def shows_gradient(self, id: str) -> bool:
        return all(lens.shows_gradient(id) for lens in self._lenses)

    def shows_flow(self, wire: Wire) -> bool:
        return all(lens.shows_flow(wire) for lens in self._lenses)

    def flow_text(self, wire: Wire, digits: int) -> tuple[Part, ...] | None:
        if self.covers and not self.shows_flow(wire):
            return None  # an exercise asks for it: how it comes about would tell it
        texts = (lens.flow_text(wire, digits) for lens in reversed(self._lenses))
        return next((text for text in texts if text is not None), None)

    def node_note(self, id: str, digits: int) -> tuple[Part, ...] | None:
        if self.covers and not (self.shows_value(id) and self.shows_gradient(id)):
            return None
        notes = (lens.node_note(id, digits) for lens in reversed(self._lenses))
        return next((note for note in notes if note is not None), None)

    def node_tone(self, id: str) -> Tone | None:
        tones = (lens.node_tone(id) for lens in reversed(self._lenses))
        return next((tone for tone in tones if tone is not None), None)

    def wire_tone(self, wire: Wire) -> Tone | None:
        tones = (lens.wire_tone(wire) for lens in reversed(self._lenses))
        return next((tone for tone in tones if tone is not None), None)


class Lenses(QObject):
    """The lenses through which a document is seen, each put there by an owner of its own.

    Signals:
        changed: `seen` is another one.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lenses: dict[str, Lens] = {}
        self.seen: Lens = CLEAR

    def put(self, owner: str, lens: Lens | None) -> None:
        """Sees through this lens from now on, in place of the owner's last one.

        Args:
            owner: whose it is, such as a panel's key.
            lens: None for none.
        """
        if lens is self._lenses.get(owner):
            return
        self._lenses.pop(owner, None)
        if lens is not None:
            self._lenses[owner] = lens
        lenses = tuple(self._lenses.values())
        self.seen = CLEAR if not lenses else lenses[0] if len(lenses) == 1 else _Together(lenses)
        self.changed.emit()

    def of(self, owner: str) -> Lens | None:
        """The lens that an owner has put there."""
        return self._lenses.get(owner)

    def clear(self) -> None:
        """Sees all again: another circuit is open."""
        if self._lenses:
            self._lenses.clear()
            self.seen = CLEAR
            self.changed.emit()


def may_be_read(problem: Problem, lens: Lens) -> bool:
    """Whether a lens hides none of the numbers that a problem is about; one about what is missing is about none."""
    if lens is CLEAR or problem.kind == "missing":
        return True
    return all(lens.shows_value(id) and lens.shows_gradient(id) for id in (problem.nodes or (problem.node,)))


def node_numbers(run: Run | None, id: str, lens: Lens) -> tuple[float | None, float | None]:
    """Value and gradient of a node as far as there are such and they may be read."""
    result = None if run is None else run.of_node(id)
    if result is None:
        return None, None
    return (
        result.value if lens.shows_value(id) else None,
        result.gradient if lens.shows_gradient(id) else None,
    )


def wire_numbers(run: Run | None, wire: Wire, lens: Lens) -> tuple[float | None, float | None, float | None]:
    """Value, gradient and local derivative of a wire as far as there are such and they may be read."""
    result = None if run is None else run.of_wire(wire)
    if result is None:
        return None, None, None
    value = result.value if lens.shows_value(wire.source) else None
    return (value, result.gradient, result.local_derivative) if lens.shows_flow(wire) else (value, None, None)
