"""A tape in flat NumPy arrays, by place: what the compiled kernels are laid out from, and how a new wire changes it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from math import nan
from typing import TYPE_CHECKING, Any

from circuitgrad.engine.compiled.opcodes import opcode_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from circuitgrad.engine.tape import Tape

    Places = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class FlatTape:
    """The structure of a circuit in arrays.

    Args:
        codes: each node's opcode.
        fed_from: where each node's wires start in `sources`; one longer than the nodes.
        sources: the place that each wire comes from, node after node, in port order.
    """

    codes: npt.NDArray[np.uint8]
    fed_from: Places
    sources: Places

    @classmethod
    def of(cls, tape: Tape) -> FlatTape:
        """The arrays of a tape."""
        import numpy as np

        counts = np.fromiter(map(len, tape.sources), np.int32, len(tape))
        fed_from = np.zeros(len(tape) + 1, np.int32)
        np.cumsum(counts, out=fed_from[1:])
        sources = np.fromiter(chain.from_iterable(tape.sources), np.int32, int(fed_from[-1]))
        known: dict[tuple[Any, int], int] = {}
        for pair in set(zip(tape.operators, counts.tolist(), strict=True)):
            known[pair] = opcode_of(*pair)
        pairs = zip(tape.operators, counts.tolist(), strict=True)
        return cls(np.fromiter(map(known.__getitem__, pairs), np.uint8, len(tape)), fed_from, sources)

    def with_inputs(self, tape: Tape, target: int) -> FlatTape:
        """The arrays after the wires of one node changed to those of this tape."""
        import numpy as np

        start, end = int(self.fed_from[target]), int(self.fed_from[target + 1])
        new = tape.sources[target]
        sources = np.concatenate([self.sources[:start], np.array(new, np.int32), self.sources[end:]])
        fed_from = self.fed_from.copy()
        fed_from[target + 1 :] += len(new) - (end - start)
        codes = self.codes.copy()
        codes[target] = opcode_of(tape.operators[target], len(new))
        return FlatTape(codes, fed_from, sources)


def leaf_values(tape: Tape) -> npt.NDArray[np.float64]:
    """The values of leaves, NaN elsewhere."""
    import numpy as np

    return np.array([nan if node.value is None else node.value for node in tape.nodes], np.float64)
