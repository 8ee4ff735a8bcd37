"""The canvas as paths are talked about: all wires on any of them, or a single path with its running product."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from typing import Final

from circuitgrad.analysis.health import Factor
from circuitgrad.analysis.paths import Path
from circuitgrad.circuit import Wire
from circuitgrad.formats.numbers import short_number
from circuitgrad.gui.lens import Ink, Lens, Part, Tone
from circuitgrad.gui.story_lens import product_text

MOST_PRODUCTS: Final = 8
"""Along a longer path wires say only what the product is so far, not what it is made of."""


class UnionLens(Lens):
    """Lights every wire on any path.

    Args:
        wires: those wires.
    """

    dims = True

    def __init__(self, wires: Iterable[Wire]) -> None:
        self.lit_wires = dict.fromkeys(wires, Tone.PATH)


class PathLens(Lens):
    """Lights one path, as its product raises or lowers, and writes the product along it, from the objective back.

    Args:
        path: it.
    """

    dims = True

    def __init__(self, path: Path) -> None:
        self.lit_wires = dict.fromkeys(path.wires, tone_of(path.product))
        upstream = (*path.running[1:], 1.0)
        numbers = zip(path.wires, upstream, path.factors, path.running, strict=True)
        self._factors = {wire: Factor(wire, *others) for wire, *others in numbers}
        self._stop = None if path.stops_at is None else path.wires[path.stops_at]

    def flow_text(self, wire: Wire, digits: int) -> tuple[Part, ...] | None:
        """The product so far × the local derivative = the product from here on."""
        factor = self._factors.get(wire)
        if factor is None:
            return None
        if len(self._factors) > MOST_PRODUCTS and wire != self._stop:
            return (Part(short_number(factor.gradient, digits), Ink.GRADIENT),)
        return product_text(factor, digits, marked=wire == self._stop)


def tone_of(product: float) -> Tone:
    """How a path with this product is lit.

    Example:
        >>> tone_of(-2.0), tone_of(0.0)
        (<Tone.LOWERS: 'lowers'>, <Tone.DEAD: 'dead'>)
    """
    if not isfinite(product) or product == 0.0:
        return Tone.DEAD
    return Tone.RAISES if product > 0.0 else Tone.LOWERS
