"""The marks round the labels that an exercise asks for: where they stand, and how they look."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem

from circuitgrad.circuit import Asks, Question
from circuitgrad.gui.canvas.detail import is_readable
from circuitgrad.gui.canvas.node_item import NodeItem
from circuitgrad.gui.canvas.wire_item import WireItem
from circuitgrad.gui.exercise.places import Key, keys_of, label_rect
from circuitgrad.gui.exercise.session import Session

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.view import CanvasView

TICK: Final = "✓"
BADGE: Final = 16.0
ARROWS: Final = {"raises": "▲", "lowers": "▼", "none": "–"}
WHICH: Final = "▲▼"
MARGIN: Final = 48.0
"""Labels stand so far beside their nodes and wires at most, in scene units."""


class QuestionMarks:
    """Finds and paints the labels of open questions among what is in view, however many there are.

    Args:
        view: the canvas.
        session: the exercise as it is gone through.

    Attributes:
        ticked: what was answered just now, None for nothing.
    """

    def __init__(self, view: CanvasView, session: Session) -> None:
        self.view, self.session = view, session
        self.ticked: Question | None = None
        self._index: dict[Key, list[Question]] | None = None

    def forget(self) -> None:
        """Other questions are open now."""
        self._index = None

    def _asked_at(self) -> dict[Key, list[Question]]:
        """The open questions by the nodes and wires at which their labels stand."""
        if self._index is None:
            self._index = {}
            for question in self.session.sitting.open:
                for key in keys_of(question, self.view.document.circuit):
                    self._index.setdefault(key, []).append(question)
        return self._index

    def _labels_in(self, area: QRectF) -> Iterator[tuple[Question, QRectF, str]]:
        """The open questions whose labels stand in a part of the scene, what each label covers, and what it says."""
        scene, asked = self.view.canvas, self._asked_at()
        for item in scene.near(area.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)) if asked else ():
            key = item.wire if isinstance(item, WireItem) else item.node.id if isinstance(item, NodeItem) else ""
            for question in asked.get(key, ()):
                rect = label_rect(question, key, scene)
                if rect.intersects(area):
                    yield question, rect, _shown_text(question, item)

    def rect(self, question: Question) -> QRectF:
        """What the label covers at which a question is answered."""
        return label_rect(question, keys_of(question, self.view.document.circuit)[0], self.view.canvas)

    def at(self, spot: QPointF, reach: float) -> Question | None:
        """The open question whose label is here, or nearly."""
        near = QRectF(spot.x() - reach, spot.y() - reach, 2 * reach, 2 * reach)
        found = list(self._labels_in(near))
        return min(found, key=lambda each: abs(each[1].center().y() - spot.y()))[0] if found else None

    def paint(self, painter: QPainter) -> None:
        """Paints the marks, in the scene's coordinates."""
        if not is_readable(painter):
            return
        area = self.view.mapToScene(self.view.viewport().rect()).boundingRect()
        for question, rect, text in self._labels_in(area):
            self._paint_mark(painter, rect, question, text)
        for question in self._told_effects():
            if question.node in self.view.canvas.stage.nodes:
                self._paint_effect(painter, question)
        if self.ticked is not None and self.ticked.fits(self.view.document.circuit):
            self._paint_tick(painter, self.rect(self.ticked))

    def _paint_mark(self, painter: QPainter, rect: QRectF, question: Question, text: str) -> None:
        style = self.view.canvas.canvas_style
        is_current = question == self.session.current
        painter.setPen(style.accent_line if is_current else QPen(style.accent.color(), 1.0))
        painter.setBrush(style.chosen_ground)
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        pen = style.value if question.asks is Asks.VALUE else style.gradient
        painter.setPen(style.ink if text == WHICH else pen)
        painter.setFont(style.value_font)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)

    def _told_effects(self) -> list[Question]:
        """Effects that have been told, of inputs whose gradient is still asked for: their arrows do not wait for it."""
        sitting, lens = self.session.sitting, self.view.document.lenses.seen
        done = sitting.right | sitting.shown
        return [each for each in done if each.asks is Asks.EFFECT and not lens.shows_gradient(each.node)]

    def _paint_effect(self, painter: QPainter, question: Question) -> None:
        effect, style = self.session.right_answer(question), self.view.canvas.canvas_style
        painter.setPen(style.effect(str(effect)))
        painter.setFont(style.value_font)
        painter.drawText(self.rect(question), Qt.AlignmentFlag.AlignCenter, ARROWS.get(str(effect), "?"))

    def _paint_tick(self, painter: QPainter, rect: QRectF) -> None:
        """A tick beside a label, over whatever is there for this moment."""
        style = self.view.canvas.canvas_style
        is_arrow = self.ticked is not None and self.ticked.asks is Asks.EFFECT  # on its right stands the input
        left = rect.left() - BADGE if is_arrow else rect.right()
        badge = QRectF(left, rect.center().y() - BADGE / 2, BADGE, BADGE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.accent)
        painter.drawEllipse(badge)
        painter.setPen(style.accent_ink)
        painter.setFont(style.value_font)
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, TICK)


def _shown_text(question: Question, item: QGraphicsItem) -> str:
    """What stands on the label of an open question."""
    if not isinstance(item, NodeItem):
        return "?"
    is_sum = item.feeds > 0 and question.asks is Asks.GRADIENT
    return WHICH if question.asks is Asks.EFFECT else "Σ ?" if is_sum else "?"
