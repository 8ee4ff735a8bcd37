"""Small framed texts over everything else: how a wire's gradient comes about, and what a node does to it.

There are few of them at any time, as only what a lens talks about has one.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from circuitgrad.gui.canvas.detail import is_readable
from circuitgrad.gui.canvas.layer import Layer, Repaints
from circuitgrad.gui.canvas.node_item import NodeItem
from circuitgrad.gui.canvas.style import CanvasStyle
from circuitgrad.gui.canvas.wire_item import WireItem
from circuitgrad.gui.lens import Part

PAD: Final = 6.0
HEIGHT: Final = 20.0
GAP: Final = 10.0
SHIFTS: Final = (0.0, 22.0, 40.0, 58.0, 76.0, -46.0, -64.0, -82.0)
"""How far below its natural place a chip may stand."""
SHARES: Final = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9)
"""Where along its wire else it may stand, a little above or below the line."""
ASIDE: Final = (18.0, -18.0, 30.0, -30.0, 42.0, -42.0, 58.0, -58.0)
COVERED: Final = 40.0
"""What it costs to cover a square unit of a node or another chip; other texts cost half as much."""
FAR: Final = 8.0
"""What it costs to stand a unit away from where one looks for it."""


class Chip(NamedTuple):
    """A text, where it stands, and where each of its parts begins."""

    rect: QRectF
    parts: tuple[Part, ...]
    starts: tuple[QPointF, ...]


class ChipLayer(Layer):
    """Paints the chips of wires and nodes.

    Args:
        style: what it is painted with.
        taken: gives, of what meets a part of the scene, the bodies of nodes and the texts at nodes and wires.
        repaints: has parts of them painted anew.
    """

    def __init__(
        self,
        style: CanvasStyle,
        taken: Callable[[QRectF], tuple[list[QRectF], list[QRectF]]],
        repaints: Repaints,
    ) -> None:
        super().__init__(3.0, repaints)
        self.canvas_style = style
        self._taken = taken
        self._items: dict[Hashable, WireItem | NodeItem] = {}
        self._placed: dict[Hashable, Chip] = {}

    def show_wire(self, item: WireItem) -> None:
        """Takes over what is to stand beside a wire, or that nothing is."""
        self._show(item.wire, item, None if item.marks is None else item.marks.parts)

    def show_node(self, item: NodeItem) -> None:
        """Takes over what is to stand above a node, or that nothing is."""
        self._show(item.node.id, item, item.look.note)

    def _show(self, key: Hashable, item: WireItem | NodeItem, parts: tuple[Part, ...] | None) -> None:
        if parts is None:
            self.drop(key)
        else:
            self._items[key] = item
            self.move()

    def drop(self, key: Hashable) -> None:
        """A wire or node has no chip any more."""
        if self._items.pop(key, None) is not None:
            self.move()

    def move(self) -> None:
        """Something that chips stand at has moved: they find their places anew."""
        if self._items or self._placed:
            self._placed.clear()
            self.repaint_all()

    def show_style(self, style: CanvasStyle) -> None:
        """Takes over a style."""
        self.canvas_style = style
        self.move()

    @property
    def chips(self) -> list[Chip]:
        """All chips at their places; those of nodes first, as they have less choice."""
        if not self._placed:
            for key, item in sorted(self._items.items(), key=lambda each: isinstance(each[1], WireItem)):
                chip = self._placed_chip(item)
                if chip is not None:
                    self._placed[key] = chip
        return list(self._placed.values())

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if not self._items or not is_readable(painter):
            return
        style = self.canvas_style
        for chip in self.chips:
            painter.setPen(style.chip_line)
            painter.setBrush(style.node)
            painter.drawRoundedRect(chip.rect, 5.0, 5.0)
            painter.setFont(style.number_font)
            for part, start in zip(chip.parts, chip.starts, strict=True):
                painter.setPen(style.ink_of(part.ink))
                painter.drawText(start, part.text)

    def _placed_chip(self, item: WireItem | NodeItem) -> Chip | None:
        parts, middle = self._wanted(item)
        if parts is None or middle is None:
            return None
        metrics = self.canvas_style.number_metrics
        widths = [metrics.horizontalAdvance(part.text) for part in parts]
        width = sum(widths) + 2 * PAD
        natural = QRectF(middle.x() - width / 2, middle.y() - HEIGHT / 2, width, HEIGHT)
        rect = self._free(natural, self._other_places(item, natural))
        baseline = rect.center().y() - metrics.height() / 2 + metrics.ascent()
        starts = tuple(QPointF(rect.left() + PAD + sum(widths[:i]), baseline) for i in range(len(parts)))
        return Chip(rect, parts, starts)

    def _wanted(self, item: WireItem | NodeItem) -> tuple[tuple[Part, ...] | None, QPointF | None]:
        """What is to stand there, and around which place."""
        if isinstance(item, NodeItem):
            return item.look.note, item.pos() + QPointF(0.0, item.body.top() - GAP - HEIGHT / 2)
        if item.spot is not None:
            left, top, right, bottom = item.spot.gradient
            place: QPointF | None = QPointF((left + right) / 2, (top + bottom) / 2)
        else:
            place = None if item.middle is None else QPointF(*item.middle)
        return None if item.marks is None else item.marks.parts, place

    def _other_places(self, item: WireItem | NodeItem, natural: QRectF) -> list[QRectF]:
        """Where else a chip may stand: above and below, and along its wire."""
        places = [natural.translated(0.0, shift) for shift in SHIFTS]
        if isinstance(item, WireItem) and item.middle is not None:
            for share in SHARES:
                x, y = item.way.at(share)
                away = QPointF(x, y) - natural.center()
                places += [natural.translated(away.x(), away.y() + aside) for aside in ASIDE]
        return places

    def _free(self, natural: QRectF, places: Sequence[QRectF]) -> QRectF:
        """The place where it covers least, near where one looks for it."""
        reach = natural
        for place in places:
            reach = reach.united(place)
        bodies, numbers = self._taken(reach)
        solid = [*bodies, *(chip.rect for chip in self._placed.values())]

        def cost(place: QRectF) -> float:
            covered = sum(_area(place.intersected(each)) for each in solid)
            covered += sum(_area(place.intersected(each)) for each in numbers) / 2
            return COVERED * covered + FAR * (place.center() - natural.center()).manhattanLength()

        return min(places, key=cost)


def _area(rect: QRectF) -> float:
    return rect.width() * rect.height() if rect.isValid() else 0.0
