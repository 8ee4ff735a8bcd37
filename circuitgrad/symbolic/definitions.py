"""Which parts of a formula get a name of their own, so that it stays readable and grows like the circuit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from circuitgrad.symbolic.expression import Expression, Kind, parts_of, tree_sizes, uses

WRITTEN_WHOLE: Final = 160
"""Parts up to which a formula is written out as one."""
WORTH_A_NAME: Final = 6
_LEAVES: Final = frozenset({Kind.NUMBER, Kind.PI, Kind.SYMBOL, Kind.COMPARE})


def shared_parts(roots: Sequence[Expression], whole: int = WRITTEN_WHOLE) -> list[Expression]:
    """The parts that are better written once: none while all of the formulas are short.

    Args:
        roots: the formulas.
        whole: how many parts they may have, written out, to need no names.

    Returns:
        Parts that stand in the formulas twice or more, those first that others are made of.
    """
    sizes = tree_sizes(roots)
    if sum(sizes[root.index] for root in roots) <= whole:
        return []
    count = uses(roots)
    own = {root.index for root in roots}
    return [
        part
        for part in parts_of(roots)
        if part.kind not in _LEAVES
        and part.index not in own
        and count[part.index] > 1
        and sizes[part.index] >= WORTH_A_NAME
    ]
