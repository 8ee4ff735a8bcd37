"""What a node shows besides its own record."""

from __future__ import annotations

from dataclasses import dataclass

from circuitgrad.gui.canvas.style import share_step


@dataclass(frozen=True, slots=True)
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

    @property
    def from_afar(self) -> tuple[object, ...]:
        """What can be told apart of it where no text is painted."""
        strength = share_step(self.share)
        return self.effect, strength, self.is_objective, self.has_stub, self.troubled, bool(self.gradient)
