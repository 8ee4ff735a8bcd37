"""The canvas as a problem is talked about: the way that the gradient came, the factor that kills it, who gets none."""

from __future__ import annotations

from typing import Final

from circuitgrad.analysis.health import Factor, Story
from circuitgrad.circuit import Wire
from circuitgrad.formats.numbers import short_number
from circuitgrad.gui.lens import Ink, Lens, Part, Tone

MOST_TEXTS: Final = 8
"""Along a longer way only the factor that matters is written out."""


class StoryLens(Lens):
    """Lights what a story tells of.

    Args:
        story: what became of the gradient, or of the value.
    """

    dims = True

    def __init__(self, story: Story) -> None:
        self.lit_nodes = {story.problem.node: Tone.DEAD}
        ill = Tone.PATH if story.problem.kind == "tie" else Tone.DEAD
        lit: dict[Wire, Tone] = dict.fromkeys((*story.silent, *story.spread), Tone.DEAD)
        lit.update(dict.fromkeys((factor.wire for factor in story.way), Tone.PATH))
        lit.update(dict.fromkeys((factor.wire for factor in story.culprits), ill))
        self.lit_wires = lit
        told = story.way if len(story.way) <= MOST_TEXTS else ()
        self._factors: dict[Wire, Factor] = {factor.wire: factor for factor in (*told, *story.culprits)}
        self._culprits = {factor.wire for factor in story.culprits}

    def flow_text(self, wire: Wire, digits: int) -> tuple[Part, ...] | None:
        """Upstream × local derivative = gradient; the factor that kills it in the colour of what is dead."""
        factor = self._factors.get(wire)
        return None if factor is None else product_text(factor, digits, marked=wire in self._culprits)


def product_text(factor: Factor, digits: int, *, marked: bool = False) -> tuple[Part, ...]:
    """``1.00 × −0.534 = −0.534`` with its factors coloured.

    Args:
        factor: the numbers.
        digits: significant digits.
        marked: whether the local derivative is what kills the gradient.

    Example:
        >>> from circuitgrad.circuit import Wire
        >>> parts = product_text(Factor(Wire("p", "q", 0), 1.0, -0.25, -0.25), 3)
        >>> "".join(part.text for part in parts)
        '1.00 × (−0.250) = −0.250'
    """
    local = short_number(factor.local, digits)
    shown = f"({local})" if local.startswith("−") else local
    return (
        Part(short_number(factor.upstream, digits), Ink.GRADIENT),
        Part(" × "),
        Part(shown, Ink.DEAD if marked else Ink.LOCAL),
        Part(" = "),
        Part(short_number(factor.gradient, digits), Ink.GRADIENT),
    )
