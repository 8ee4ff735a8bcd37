"""Nodes that glide from where they were to where they are, so that nothing jumps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEasingCurve, QObject, QPointF, QVariantAnimation

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.view import CanvasView

MILLISECONDS = 170
MOST_NODES = 400
"""Above this many nodes a glide would stutter; they are there at once."""


class Glide(QObject):
    """The animation of one tidy. The circuit has the new places all the while."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._paths: dict[str, tuple[QPointF, QPointF]] = {}
        self._animation = QVariantAnimation(self)
        self._animation.setDuration(MILLISECONDS)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self._show)
        self._animation.finished.connect(self._land)

    @property
    def is_running(self) -> bool:
        """Whether nodes are on their way."""
        return self._animation.state() != QVariantAnimation.State.Stopped

    def start(self, before: dict[str, QPointF]) -> None:
        """Starts from these places toward the circuit's."""
        self.finish()
        circuit = self._view.document.circuit
        after = {id: QPointF(*circuit.node(id).position) for id in before if id in circuit}
        self._paths = {id: (before[id], place) for id, place in after.items() if before[id] != place}
        if 0 < len(self._paths) <= MOST_NODES:
            self._view.canvas.set_labels_visible(False)
            self._animation.start()

    def finish(self) -> None:
        """Ends it at once."""
        if self.is_running:
            self._animation.stop()
            self._land()

    def _show(self, share: object) -> None:
        t = float(share)  # type: ignore[arg-type]
        self._view.canvas.glide({id: a + (b - a) * t for id, (a, b) in self._paths.items()})

    def _land(self) -> None:
        circuit = self._view.document.circuit
        self._view.canvas.glide({id: QPointF(*circuit.node(id).position) for id in self._paths if id in circuit})
        self._view.canvas.route()
        self._view.canvas.set_labels_visible(True)
        self._paths = {}
