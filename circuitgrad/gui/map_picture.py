"""The picture of a whole circuit in a few hundred pixels: a small box for each node, frames and notes under them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QImage

from circuitgrad.circuit import Circuit, Frame, Node, Remark
from circuitgrad.circuit.changes import Change, NodeAdded, NodeChanged, NodeRemoved, NodesMoved, RemarkChanged
from circuitgrad.engine import Run, effect
from circuitgrad.gui.lens import CLEAR, Lens
from circuitgrad.gui.theme import Theme
from circuitgrad.layout.geometry import LEAF_HEIGHT, LEAF_LEAST_WIDTH, OPERATOR_SIDE

OPERATOR, NONE, RAISES, LOWERS, OBJECTIVE, SELECTED = range(6)
LEAST: Final = 2
"""Pixels of a node's side, however many there are."""
FRAME_OPACITY: Final = 0.25


class MapPicture:
    """Where the nodes are and what they are, kept up to date by what changes.

    Attributes:
        area: what nodes, frames and notes cover, in scene units; empty without any.
    """

    def __init__(self) -> None:
        self._place: dict[str, int] = {}
        self._ids: list[str] = []
        self._xs: list[float] = []
        self._ys: list[float] = []
        self._leaves: dict[int, str] = {}
        self._remarks: dict[str, Remark] = {}
        self.area = QRectF()

    def gather(self, circuit: Circuit) -> None:
        """Takes all nodes anew."""
        nodes = list(circuit.nodes.values())
        self._ids = [node.id for node in nodes]
        self._place = {id: i for i, id in enumerate(self._ids)}
        self._xs, self._ys = [node.position[0] for node in nodes], [node.position[1] for node in nodes]
        self._leaves = {i: node.id for i, node in enumerate(nodes) if node.is_leaf}
        self._remarks = dict(circuit.remarks)
        self._measure()

    def follow(self, changes: Iterable[Change]) -> bool:
        """Takes over what has changed, one by one. Returns whether any came, went or moved."""
        differs = False
        for change in changes:
            match change:
                case NodeAdded(node):
                    self._add(node)
                case NodeRemoved(node):
                    self._remove(node.id)
                case NodesMoved(_, moved):
                    self._move(moved)
                case NodeChanged(before, after) if before.position != after.position:
                    self._move((after,))
                case RemarkChanged(before, None) if before is not None:
                    del self._remarks[before.id]
                case RemarkChanged(_, after) if after is not None:
                    self._remarks[after.id] = after
                case _:
                    continue
            differs = True
        if differs:
            self._measure()
        return differs

    def _move(self, nodes: Iterable[Node]) -> None:
        place, xs, ys = self._place, self._xs, self._ys
        for node in nodes:
            i = place[node.id]
            xs[i], ys[i] = node.position

    def _add(self, node: Node) -> None:
        i = self._place[node.id] = len(self._xs)
        self._ids.append(node.id)
        self._xs.append(node.position[0])
        self._ys.append(node.position[1])
        if node.is_leaf:
            self._leaves[i] = node.id

    def _remove(self, id: str) -> None:
        """Takes a node away; the last one has its place then, as order is nothing to a map."""
        i, last = self._place.pop(id), len(self._xs) - 1
        self._leaves.pop(i, None)
        x, y, moved = self._xs.pop(), self._ys.pop(), self._ids.pop()
        if i == last:
            return
        self._xs[i], self._ys[i], self._ids[i] = x, y, moved
        self._place[moved] = i
        if last in self._leaves:
            self._leaves[i] = self._leaves.pop(last)

    def _measure(self) -> None:
        self.area = QRectF()
        if self._xs:
            left, right, top, bottom = min(self._xs), max(self._xs), min(self._ys), max(self._ys)
            self.area = QRectF(left, top, right - left, bottom - top)
            self.area.adjust(-LEAF_LEAST_WIDTH / 2, -OPERATOR_SIDE / 2, LEAF_LEAST_WIDTH / 2, OPERATOR_SIDE / 2)
        for remark in self._remarks.values():
            self.area = self.area.united(QRectF(*remark.rect))

    def draw(
        self, size: QSize, shown: QRectF, run: Run | None, selected: Iterable[str], theme: Theme, lens: Lens = CLEAR
    ) -> QImage:
        """The picture.

        Args:
            size: in pixels of the screen.
            shown: the part of the scene that fills it.
            run: tells what each input does to the objective; None where nothing has run.
            selected: ids of the selected nodes.
            theme: the colours: grey operators, inputs in the colour of what raising them does, as on the canvas.
            lens: what of the run may be read.
        """
        import numpy as np

        height, width = size.height(), size.width()
        pixels = np.zeros((height, width), dtype=np.uint32)
        scale = width / shown.width()
        for remark in self._remarks.values():  # in the order of painting on the canvas: frames behind notes
            x, y, wide, high = remark.rect
            columns = slice(*_within(x - shown.left(), wide, scale, width))
            rows = slice(*_within(y - shown.top(), high, scale, height))
            pixels[rows, columns] = _remark_color(remark, theme)
        kinds = np.zeros(len(self._xs), dtype=np.int8)
        for i, id in self._leaves.items():
            kinds[i] = _kind(run if lens.shows_gradient(id) else None, id)
        objective = None if run is None or run.objective is None else self._place.get(run.objective)
        if objective is not None:
            kinds[objective] = OBJECTIVE
        chosen = [self._place[id] for id in selected if id in self._place]
        kinds[chosen] = SELECTED
        leaf = np.zeros(len(self._xs), dtype=bool)
        leaf[list(self._leaves)] = True
        xs = (np.array(self._xs) - shown.left()) * scale
        ys = (np.array(self._ys) - shown.top()) * scale
        for kind, color in enumerate(_colors(theme)):
            for of_leaves, wide, high in (
                (False, OPERATOR_SIDE, OPERATOR_SIDE),
                (True, LEAF_LEAST_WIDTH, LEAF_HEIGHT),
            ):
                among = np.flatnonzero((kinds == kind) & (leaf == of_leaves))
                across, down = max(LEAST, round(wide * scale)), max(LEAST, round(high * scale))
                left = np.clip((xs[among] - across / 2).astype(np.intp), 0, max(0, width - across))
                top = np.clip((ys[among] - down / 2).astype(np.intp), 0, max(0, height - down))
                for dx in range(min(across, width)):
                    for dy in range(min(down, height)):
                        pixels[top + dy, left + dx] = color
        return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied).copy()


def _within(start: float, length: float, scale: float, pixels: int) -> tuple[int, int]:
    """The first pixel and the one after the last of a stretch of the scene, within the picture."""
    first = min(max(0, round(start * scale)), pixels)
    return first, min(max(first, round((start + length) * scale)), pixels)


def _remark_color(remark: Remark, theme: Theme) -> int:
    """Multiplied with its opacity, as the picture is."""
    if not isinstance(remark, Frame):
        return QColor(theme.warning_line).rgba()
    color = QColor(theme.node_line)
    red, green, blue = (round(part * FRAME_OPACITY) for part in (color.red(), color.green(), color.blue()))
    return QColor(red, green, blue, round(255 * FRAME_OPACITY)).rgba()


def _kind(run: Run | None, id: str) -> int:
    result = None if run is None else run.of_node(id)
    if result is None or result.gradient is None:
        return NONE
    return {"raises": RAISES, "lowers": LOWERS, "none": NONE, "undefined": NONE}[effect(result.gradient)]


def _colors(theme: Theme) -> list[int]:
    """By kind, in the order in which they are drawn: what matters more lies above."""
    names = (theme.wire, theme.node_line, theme.raises, theme.lowers, theme.objective, theme.accent)
    return [QColor(name).rgba() for name in names]
