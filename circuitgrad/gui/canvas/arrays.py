"""Where all nodes and wires of a large circuit are, as arrays: found and painted by the thousand at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from circuitgrad.circuit import Circuit, Node, Position, Wire
from circuitgrad.circuit.changes import (
    Change,
    NodeAdded,
    NodeChanged,
    NodeRemoved,
    NodesMoved,
    WireAdded,
    WireBent,
    WireRemoved,
)
from circuitgrad.engine import Run
from circuitgrad.gui.canvas.bows import Bows
from circuitgrad.gui.canvas.rows import Rows
from circuitgrad.gui.lens import CLEAR, Lens, Tone
from circuitgrad.layout.geometry import node_size, port_offset, shown_ports

Numbers = npt.NDArray[np.float64]

PLAIN, RAISES, LOWERS, OBJECTIVE = range(4)
"""What a node is from afar."""
FEW: Final = 64
"""Up to so many nodes that moved, only their own wires are measured again."""
BULGE, BULGE_BACK = 28.0, 168.0
"""How far a wire's curve reaches beyond its ends: one that runs to the right, and one that runs back."""


class Box(NamedTuple):
    """A part of the scene."""

    left: float
    top: float
    right: float
    bottom: float


class CircuitArrays:
    """Places and sizes of nodes, ends of wires, and what each node is from afar.

    Args:
        circuit: what is shown; `follow` is told of every change of it.

    Attributes:
        circuit: what is shown.
        nodes: the row of each node.
        wires: the row of each wire.
        version: goes up with everything that could be seen from afar.
    """

    def __init__(self, circuit: Circuit) -> None:
        self.circuit = circuit
        self.version = 0
        self.nodes: Rows[str] = Rows(circuit.nodes)
        ports = [shown_ports(node, circuit) for node in circuit.nodes.values()]
        sizes = list(map(node_size, circuit.nodes.values(), ports))
        self._places = self._column([node.position for node in circuit.nodes.values()], 2)
        self._halves = self._column(sizes, 2) / 2.0
        self._kinds = np.zeros(len(sizes), np.int8)
        self._chosen = np.zeros(len(sizes), np.bool_)
        self.wires: Rows[Wire] = Rows(circuit.wires())
        row = self.nodes.row
        self._sources = np.array([row[wire.source] for wire in self.wires.keys], np.int32)
        self._targets = np.array([row[wire.target] for wire in self.wires.keys], np.int32)
        self._offsets = self._all_offsets(np.array(ports, np.int32))
        self._leaves = {node.id for node in circuit.inputs()}
        self._inputs: tuple[object, npt.NDArray[np.int64], npt.NDArray[np.int64]] | None = None
        self._chosen_wires: list[Wire] = []
        self._lit: dict[Wire, Tone] = {}
        self._moved: set[str] = set()
        self._stale = True
        self._bows = Bows({}, {})
        self._bends_stale = True
        self._lines = self._wire_boxes = np.empty((0, 4))
        self._boxes = np.empty((0, 4))

    @staticmethod
    def _column(rows: Iterable[Any], width: int) -> Numbers:
        return np.array(list(rows), np.float64).reshape(-1, width)

    def _all_offsets(self, ports: npt.NDArray[np.int32]) -> Numbers:
        """How far below its target's middle each wire ends: `port_offset` of all of them."""
        heights: Numbers = 2.0 * self._halves[self._targets, 1]
        at = np.array([wire.port for wire in self.wires.keys], np.int32)
        offsets: Numbers = heights * (at + 1) / (ports[self._targets] + 1) - heights / 2.0
        return offsets

    # Following the circuit

    def follow(self, changes: Iterable[Change]) -> None:
        """Takes over what has changed in the circuit."""
        nodes: dict[str, None] = {}
        wires: dict[Wire, None] = {}
        for change in changes:
            match change:
                case NodeChanged(before, after):
                    if after.id in self.nodes.row and _is_as_large(before, after):
                        self._move(after.id, after.position)
                    else:
                        nodes[after.id] = None
                case NodesMoved(_, moved):
                    nodes.update(self._move_many({node.id: node.position for node in moved}))
                case NodeAdded(node) | NodeRemoved(node):
                    nodes[node.id] = None
                case WireAdded(wire) | WireRemoved(wire):
                    wires[wire] = None
                    nodes[wire.target] = None
                case WireBent():
                    self._stale = self._bends_stale = True
        self.version += 1
        self._bends_stale = self._bends_stale or bool(wires)
        gone = [wire for wire in wires if wire in self.wires.row and not self._is_there(wire)]
        self._drop_wires(gone)
        for id in nodes:
            self._bring_up(id)
        self._add_wires([wire for wire in wires if wire not in self.wires.row and self._is_there(wire)])
        for id in nodes:
            self._set_ports(id)
        self._stale = self._stale or bool(nodes)

    def _is_there(self, wire: Wire) -> bool:
        return self.circuit.source_of(wire) == wire.source

    def _move(self, id: str, place: Position) -> None:
        self._places[self.nodes.row[id]] = place
        self._moved.add(id)

    def _move_many(self, places: Mapping[str, Position]) -> dict[str, None]:
        """Moves nodes that are known. Returns the others."""
        row = self.nodes.row
        known = {id: place for id, place in places.items() if id in row}
        if known:
            self._places[[row[id] for id in known]] = np.array([*known.values()])
            self._moved.update(known)
        return {id: None for id in places if id not in row}

    def _bring_up(self, id: str) -> None:
        """Adds, measures again or removes a node."""
        self._inputs = None
        row = self.nodes.row.get(id)
        if id in self.circuit:
            if row is None:
                row = self.nodes.add(id)
                self._places = _roomy(self._places, row)
                self._halves = _roomy(self._halves, row)
                self._kinds, self._chosen = _roomy(self._kinds, row), _roomy(self._chosen, row)
                self._kinds[row], self._chosen[row] = PLAIN, False
            node = self.circuit.node(id)
            (self._leaves.add if node.is_leaf and not node.is_literal else self._leaves.discard)(id)
            width, height = _size(node, self.circuit)
            self._places[row], self._halves[row] = node.position, (width / 2, height / 2)
        elif row is not None:
            last = self.nodes.remove(id)
            self._leaves.discard(id)
            for column in (self._places, self._halves, self._kinds, self._chosen):
                column[row] = column[last]
            count = len(self.wires)
            for ends in (self._sources[:count], self._targets[:count]):
                ends[ends == last] = row
            self._moved.discard(id)

    def _add_wires(self, wires: Iterable[Wire]) -> None:
        for wire in wires:
            row = self.wires.add(wire)
            self._sources, self._targets = _roomy(self._sources, row), _roomy(self._targets, row)
            self._offsets = _roomy(self._offsets, row)
            self._sources[row], self._targets[row] = self.nodes.row[wire.source], self.nodes.row[wire.target]

    def _drop_wires(self, wires: Iterable[Wire]) -> None:
        for wire in wires:
            row, last = self.wires.row[wire], self.wires.remove(wire)
            for column in (self._sources, self._targets, self._offsets):
                column[row] = column[last]

    def _set_ports(self, id: str) -> None:
        if id in self.circuit:
            for wire in self.circuit.incoming(id):
                if wire in self.wires.row:
                    self._offsets[self.wires.row[wire]] = _offset(wire, self.circuit)

    def shift(self, places: Mapping[str, Position]) -> None:
        """Shows nodes elsewhere for the moment of an animation."""
        self._move_many(places)
        self.version += 1

    def show_run(self, run: Run | None, lens: Lens = CLEAR) -> bool:
        """Takes over what each node is in a run, seen through a lens. Returns whether any looks other than before."""
        kinds = np.zeros(len(self._kinds), np.int8)
        row = self.nodes.row
        if run is not None and run.backward is not None:
            rows, places = self._places_of_inputs(run, lens)
            gradients = np.array(run.backward.nodes)[places]
            kinds[rows] = np.where(gradients > 0, RAISES, np.where(gradients < 0, LOWERS, PLAIN))
        objective = None if run is None else run.objective
        if objective in row:
            kinds[row[objective]] = OBJECTIVE
        lit = {wire: tone for wire, tone in lens.lit_wires.items() if wire in self.wires.row}
        differ = not np.array_equal(kinds, self._kinds) or lit != self._lit
        self._kinds, self._lit = kinds, lit
        self.version += differ
        return differ

    def _places_of_inputs(self, run: Run, lens: Lens) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """The rows of the inputs whose gradients are shown, and their places in the tape: looked for once for all runs
        of one structure that are seen whole."""
        known = self._inputs
        if known is not None and known[0] is run.tape.kept and lens is CLEAR:
            return known[1], known[2]
        row, place = self.nodes.row, run.tape.place
        shown = [(row[id], place[id]) for id in self._leaves if id in place and lens.shows_gradient(id)]
        pairs = np.array(shown, np.int64).reshape(-1, 2)
        if lens is CLEAR:
            self._inputs = run.tape.kept, pairs[:, 0], pairs[:, 1]
        return pairs[:, 0], pairs[:, 1]

    def select(self, nodes: Collection[str], wires: Iterable[Wire]) -> None:
        """Takes over what is selected."""
        self._chosen[:] = False
        row = self.nodes.row
        self._chosen[[row[id] for id in nodes if id in row]] = True
        self._chosen_wires = list(wires)
        self.version += 1

    # What is where

    def _settle(self) -> None:
        """Measures again what has moved."""
        if self._stale or len(self._moved) > FEW:
            self._measure_all()
        elif self._moved:
            self._measure_some()
        self._moved.clear()
        self._stale = False

    def _measure_all(self) -> None:
        count = len(self.wires)
        places, halves = self._places[: len(self.nodes)], self._halves[: len(self.nodes)]
        self._boxes = np.hstack((places - halves, places + halves))
        self._lines = np.empty((count, 4))
        self._wire_boxes = np.empty((count, 4))
        self._measure_wires(slice(0, count))
        if self._bends_stale:
            self._bows = Bows(self.circuit.courses, self.wires.row)
            self._bends_stale = False
        self._bend_wires()

    def _measure_some(self) -> None:
        rows = [self.nodes.row[id] for id in self._moved]
        places, halves = self._places[rows], self._halves[rows]
        self._boxes[rows] = np.hstack((places - halves, places + halves))
        circuit, row = self.circuit, self.wires.row
        wires = {wire for id in self._moved for wire in (*circuit.incoming(id), *circuit.outgoing(id))}
        self._measure_wires([row[wire] for wire in wires])
        if not wires.isdisjoint(circuit.courses):
            self._measure_wires(self._bows.rows)
            self._bend_wires()

    def _bend_wires(self) -> None:
        rows = self._bows.rows
        if len(rows):
            ends = self._places[self._sources[rows]], self._places[self._targets[rows]]
            self._bows.lay(self._lines, self._wire_boxes, *ends)

    def _measure_wires(self, rows: Any) -> None:
        sources, targets = self._sources[rows], self._targets[rows]
        x0 = self._places[sources, 0] + self._halves[sources, 0]
        x1 = self._places[targets, 0] - self._halves[targets, 0]
        y0, y1 = self._places[sources, 1], self._places[targets, 1] + self._offsets[rows]
        bulge = np.where(x1 > x0, BULGE, BULGE_BACK)
        left, right = np.minimum(x0, x1) - bulge, np.maximum(x0, x1) + bulge
        self._lines[rows] = np.column_stack((x0, y0, x1, y1))
        self._wire_boxes[rows] = np.column_stack((left, np.minimum(y0, y1), right, np.maximum(y0, y1)))

    def lines_in(self, box: Box) -> Numbers:
        """The straight pieces of all wires that could run through a part of the scene: x and y of both ends."""
        self._settle()
        return _joined(*(lines if len(rows) == len(lines) else lines[rows] for rows, lines in self._pieces_in(box)))

    def lines_of(self, rows: Sequence[int]) -> Numbers:
        """The straight pieces of these wires."""
        self._settle()
        return _joined(self._lines[rows], self._bows.lines[np.isin(self._bows.line_rows, rows)])

    def _pieces_in(self, box: Box) -> tuple[tuple[npt.NDArray[np.intp], Numbers], tuple[npt.NDArray[np.intp], Numbers]]:
        """Which pieces meet a part of the scene, and all of them: those up to the first bend, and those behind it."""
        behind = self._bows.lines
        return (_lines_meeting(self._lines, box), self._lines), (_lines_meeting(behind, box), behind)

    def _run_past(self, box: Box) -> tuple[npt.NDArray[np.intp], Numbers]:
        """The rows of the wires whose pieces meet a part of the scene, one for each piece, and the pieces."""
        self._settle()
        (rows, lines), (others, behind) = self._pieces_in(box)
        return np.concatenate((rows, self._bows.line_rows[others])), _joined(lines[rows], behind[others])

    @property
    def boxes(self) -> Numbers:
        """The body of each node: left, top, right, bottom."""
        self._settle()
        return self._boxes

    @property
    def kinds(self) -> npt.NDArray[np.int8]:
        """What each node is: `PLAIN`, `RAISES`, `LOWERS` or `OBJECTIVE`."""
        return self._kinds[: len(self.nodes)]

    @property
    def chosen(self) -> npt.NDArray[np.bool_]:
        """Whether each node is selected."""
        return self._chosen[: len(self.nodes)]

    def chosen_wires(self) -> list[int]:
        """The rows of the selected wires."""
        return [self.wires.row[wire] for wire in self._chosen_wires if wire in self.wires.row]

    def lit_wires(self, tone: Tone) -> list[int]:
        """The rows of the wires that a lens lights so."""
        return [self.wires.row[wire] for wire, lit in self._lit.items() if lit is tone and wire in self.wires.row]

    def rows_of_nodes(self, box: Box) -> npt.NDArray[np.intp]:
        """The rows of the nodes whose body meets a part of the scene."""
        self._settle()
        return _meeting(self._boxes, box)

    def rows_of_wires(self, box: Box) -> npt.NDArray[np.intp]:
        """The rows of the wires that could run through a part of the scene."""
        self._settle()
        return _meeting(self._wire_boxes, box)

    def nodes_in(self, box: Box) -> list[str]:
        """The nodes whose body meets a part of the scene."""
        return self.nodes.at(self.rows_of_nodes(box))

    def wires_in(self, box: Box) -> list[Wire]:
        """The wires that could run through a part of the scene."""
        return self.wires.at(self.rows_of_wires(box))

    def straight_wires_at(self, x: float, y: float, reach: float) -> list[Wire]:
        """The wires that run, in straight pieces, past a place at most so far from it, the nearest first."""
        rows, pieces = self._run_past(Box(x - reach, y - reach, x + reach, y + reach))
        x0, y0, x1, y1 = pieces.T
        dx, dy = x1 - x0, y1 - y0
        length = np.maximum(dx * dx + dy * dy, 1e-9)
        share = np.clip(((x - x0) * dx + (y - y0) * dy) / length, 0.0, 1.0)
        off = np.hypot(x0 + share * dx - x, y0 + share * dy - y)
        near = np.flatnonzero(off <= reach)
        nearest = dict.fromkeys(rows[near[np.argsort(off[near])]].tolist())
        return [self.wires.keys[row] for row in nearest]

    def straight_wires_across(self, points: Sequence[Position]) -> list[Wire]:
        """The wires that, run in straight pieces, are crossed by a line through these points."""
        found: set[int] = set()
        for (ax, ay), (bx, by) in pairwise(points):
            box = Box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
            rows, pieces = self._run_past(box)
            x0, y0, x1, y1 = pieces.T
            sides = (bx - ax) * (y0 - ay) - (by - ay) * (x0 - ax), (bx - ax) * (y1 - ay) - (by - ay) * (x1 - ax)
            ends = (x1 - x0) * (ay - y0) - (y1 - y0) * (ax - x0), (x1 - x0) * (by - y0) - (y1 - y0) * (bx - x0)
            found.update(rows[(sides[0] * sides[1] <= 0.0) & (ends[0] * ends[1] <= 0.0)].tolist())
        return [self.wires.keys[row] for row in sorted(found)]

    def bounds(self, ids: Collection[str] | None = None) -> Box | None:
        """What the bodies of these nodes cover; for None those of all, and the wires."""
        self._settle()
        if ids is not None:
            boxes = self._boxes[[self.nodes.row[id] for id in ids if id in self.nodes.row]]
        else:
            boxes = np.vstack((self._boxes, self._wire_boxes))
        if not len(boxes):
            return None
        left, top = boxes[:, :2].min(axis=0).tolist()
        right, bottom = boxes[:, 2:].max(axis=0).tolist()
        return Box(left, top, right, bottom)


def _size(node: Node, circuit: Circuit) -> tuple[float, float]:
    return node_size(node, shown_ports(node, circuit))


def _offset(wire: Wire, circuit: Circuit) -> float:
    """How far below its target's middle a wire ends."""
    node = circuit.node(wire.target)
    ports = shown_ports(node, circuit)
    return port_offset(wire.port, ports, node_size(node, ports)[1])


def _is_as_large(before: Node, after: Node) -> bool:
    return before.operator == after.operator and before.name == after.name and before.role is after.role


def _roomy(column: Any, row: int) -> Any:
    """The column, or a longer one where it has no such row yet."""
    if row < len(column):
        return column
    longer = np.zeros((2 * row + 16, *column.shape[1:]), column.dtype)
    longer[: len(column)] = column
    return longer


def _meeting(boxes: Numbers, box: Box) -> npt.NDArray[np.intp]:
    left, top, right, bottom = boxes.T
    meets = (left <= box.right) & (right >= box.left) & (top <= box.bottom) & (bottom >= box.top)
    return np.flatnonzero(meets)


def _lines_meeting(lines: Numbers, box: Box) -> npt.NDArray[np.intp]:
    x0, y0, x1, y1 = lines.T
    outside = (
        (np.maximum(x0, x1) < box.left)
        | (np.minimum(x0, x1) > box.right)
        | (np.maximum(y0, y1) < box.top)
        | (np.minimum(y0, y1) > box.bottom)
    )
    return np.flatnonzero(~outside)


def _joined(lines: Numbers, others: Numbers) -> Numbers:
    return np.concatenate((lines, others)) if len(others) else lines


_ahead: list[CircuitArrays] = []
"""At most one, of a circuit that is about to be shown."""


def make_ahead(circuit: Circuit) -> None:
    """Makes the arrays of a circuit before it is shown, in a thread beside the window's."""
    _ahead[:] = [CircuitArrays(circuit)]


def arrays_of(circuit: Circuit) -> CircuitArrays:
    """The arrays of a circuit that is shown from now on: those that were made ahead, else new ones."""
    made, _ahead[:] = _ahead[:], []
    return made[0] if made and made[0].circuit is circuit else CircuitArrays(circuit)
