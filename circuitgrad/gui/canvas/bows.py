"""The bends of very many wires as arrays: where those run, as straight pieces, that are seen from afar."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from circuitgrad.circuit import Course, Wire
from circuitgrad.circuit.parts import ALIKE

Numbers = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]


class Bows:
    """Bends that a circuit keeps, and the pieces that come of them.

    Args:
        courses: what is kept, by wire.
        row: the row of each wire.

    Attributes:
        rows: the rows of the wires that have bends.
        lines: the pieces behind the first bend of each wire that bends now: x and y of both ends.
        line_rows: the row of the wire that each of them is of.

    Example:
        >>> wire, course = Wire("x", "f", 0), Course(((50.0, 40.0),), (0.0, 0.0), (100.0, 0.0))
        >>> bows, lines = Bows({wire: course}, {wire: 0}), np.array([[20.0, 0.0, 80.0, 0.0]])
        >>> bows.lay(lines, lines.copy(), np.array([[0.0, 8.0]]), np.array([[100.0, 8.0]]))
        >>> lines.tolist(), bows.lines.tolist()
        ([[20.0, 0.0, 50.0, 48.0]], [[50.0, 48.0, 80.0, 0.0]])
    """

    def __init__(self, courses: Mapping[Wire, Course], row: Mapping[Wire, int]) -> None:
        kept = [(row[wire], course) for wire, course in courses.items() if wire in row]
        self.rows: Rows = np.array([place for place, _ in kept], np.intp)
        many = np.array([len(course.bends) for _, course in kept], np.intp)
        self._places = np.array([bend for _, course in kept for bend in course.bends], np.float64).reshape(-1, 2)
        self._sources = np.array([course.source for _, course in kept], np.float64).reshape(-1, 2)
        self._targets = np.array([course.target for _, course in kept], np.float64).reshape(-1, 2)
        self._owner = np.repeat(np.arange(len(kept)), many)
        self._last = np.cumsum(many) - 1
        self._first = self._last - many + 1
        self.lines = np.empty((0, 4))
        self.line_rows: Rows = np.empty(0, np.intp)

    def lay(self, lines: Numbers, boxes: Numbers, sources: Numbers, targets: Numbers) -> None:
        """Lets wires bend whose ends stand to each other as when they got their bends.

        Args:
            lines: each wire from port to port; then only up to its first bend.
            boxes: what each wire can cover; then with its bends.
            sources: the middle of the node that each wire of `rows` leaves.
            targets: the middle of the node that it goes to.
        """
        moved = sources - self._sources
        parted = np.abs(targets - self._targets - moved)
        bends = (parted[:, 0] <= ALIKE) & (parted[:, 1] <= ALIKE)
        places = self._places + moved[self._owner]
        ends = np.roll(places, -1, axis=0)
        ends[self._last] = lines[self.rows, 2:]
        shown = bends[self._owner]
        self.lines = np.hstack((places, ends))[shown]
        self.line_rows = self.rows[self._owner[shown]]
        lines[self.rows[bends], 2:] = places[self._first[bends]]
        x, y = places[shown].T
        for edge, reach, along in ((0, np.minimum, x), (1, np.minimum, y), (2, np.maximum, x), (3, np.maximum, y)):
            reach.at(boxes[:, edge], self.line_rows, along)
