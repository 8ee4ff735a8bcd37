"""What a node shows besides its own record."""

from __future__ import annotations

from typing import NamedTuple

from circuitgrad.circuit import Node
from circuitgrad.frozen import frozen, replace
from circuitgrad.gui.canvas.style import share_step
from circuitgrad.gui.lens import Part, Tone


@frozen
class NodeLook:
    """Everything that a node shows besides its own record.

    Args:
        face: the text in the middle of an operator.
        caption: the line under the node, and the part of it in the gradient's colour (the sum over several wires).
        value: an input's number, or on a stub the node's value.
        gradient: on a stub, the node's gradient.
        effect: "raises", "lowers", "none" or "undefined"; None before a backward pass and for all but inputs.
        share: |gradient| relative to the largest, which is the strength of the halo.
        rank: the input's place by |gradient|, from 1.
        is_objective: whether this is the node whose gradients are shown.
        has_stub: whether a line leads out of it although it feeds nothing.
        troubled: whether a problem stands here.
        tone: how a lens lights it, None where none does.
        faint: whether it is painted faint, as others are lit.
        note: what stands above it besides, None for nothing.
    """

    face: str = ""
    caption: str = ""
    total: str = ""
    value: str = ""
    gradient: str = ""
    effect: str | None = None
    share: float = 0.0
    rank: int | None = None
    is_objective: bool = False
    has_stub: bool = False
    troubled: bool = False
    tone: Tone | None = None
    faint: bool = False
    note: tuple[Part, ...] | None = None

    @property
    def from_afar(self) -> tuple[object, ...]:
        """What can be told apart of it where no text is painted."""
        strength = share_step(self.share)
        lit = self.tone, self.faint
        return self.effect, strength, self.is_objective, self.has_stub, self.troubled, bool(self.gradient), lit


class Seen(NamedTuple):
    """What a lens says of a node.

    Args:
        value: whether its value may be read.
        gradient: whether its gradient may be read.
        placeholder: what stands in place of a number that may not.
        tone: how it is lit, None where it is not.
        faint: whether it is painted faint, as others are lit.
        note: what stands above it besides, None for nothing.
    """

    value: bool
    gradient: bool
    placeholder: str
    tone: Tone | None
    faint: bool
    note: tuple[Part, ...] | None = None


def seen_through(look: NodeLook, node: Node, seen: Seen) -> NodeLook:
    """The look without what may not be read of it, lit as the lens has it.

    Example:
        >>> x = Node.new("input", id="x", value=2.0)
        >>> look = NodeLook(value="2", total="Σ 4.00", effect="raises", share=1.0, rank=1)
        >>> hidden = seen_through(look, x, Seen(True, False, "?", None, False))
        >>> hidden.value, hidden.total, hidden.effect, hidden.share
        ('2', 'Σ ?', None, 0.0)
    """
    look = replace(look, tone=seen.tone, faint=seen.faint, note=seen.note)
    if not seen.value and not node.is_literal:
        look = replace(look, value=look.value and seen.placeholder)
    if seen.gradient:
        return look
    total = f"Σ {seen.placeholder}" if look.total and seen.placeholder else ""
    hidden = look.gradient and seen.placeholder
    return replace(look, total=total, gradient=hidden, effect=None, share=0.0, rank=None)
