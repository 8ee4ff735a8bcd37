"""Plays the passes of a document: where it stands, forth and back, by hand or by itself.

The circuit, its history and its results know nothing of it: a step shows less of what there is, through a lens.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from circuitgrad.engine.timeline import Moment, Phase, Timeline
from circuitgrad.gui.document import Document, Passes
from circuitgrad.gui.stepping.step_lens import StepLens

OWNER: Final = "steps"
"""Whose the lens is."""
PACE: Final = 1000
"""Milliseconds for a step at speed 1."""


class Player(QObject):
    """Where somebody stands in the passes, or that all numbers are shown.

    A changed number or wire leaves it at the node where it stands, as long as that is there and does the same.

    Signals:
        moved: it stands elsewhere, or the numbers are others.
        playing_changed: it has begun to play by itself, or has stopped.
    """

    moved = Signal()
    playing_changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._timeline: Timeline | None = None
        self._at: int | None = None
        self._kept: tuple[Phase, str] = (Phase.GIVEN, "")
        self._hidden = False
        self._speed = 1.0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._play_on)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._run_again)
        document.reset.connect(self.leave)
        document.evaluated.connect(self._follow)

    # Where it stands

    @property
    def timeline(self) -> Timeline | None:
        """The steps of the results that are shown; None where nothing has run."""
        run = self._document.run
        if run is None:
            self._timeline = None
        elif self._timeline is None or self._timeline.run is not run:
            self._timeline = Timeline(run)
        return self._timeline

    @property
    def at(self) -> int | None:
        """The step, None while all numbers are shown."""
        return self._at

    @property
    def moment(self) -> Moment | None:
        """What happens at the step."""
        timeline = self.timeline
        return None if timeline is None or self._at is None else timeline.moment(self._at)

    @property
    def active(self) -> str | None:
        """The id of the node where it happens."""
        timeline, moment = self.timeline, self.moment
        return None if timeline is None or moment is None or moment.place < 0 else timeline.tape.ids[moment.place]

    # By hand

    def step(self) -> None:
        """Goes one step on; from where all is shown, to the first."""
        timeline = self._ready()
        if timeline is not None:
            self._go(timeline, 1 if self._at is None else self._at + 1)

    def back(self) -> None:
        """Goes one step back; from where all is shown, to the last."""
        timeline = self._ready()
        if timeline is not None:
            self._go(timeline, timeline.last if self._at is None else self._at - 1)

    def first(self) -> None:
        """Goes to the start: nothing is computed yet."""
        self.go(0)

    def last(self) -> None:
        """Goes to the last step: all is computed."""
        timeline = self._ready()
        if timeline is not None:
            self._go(timeline, timeline.last)

    def go(self, step: int) -> None:
        """Goes to any step; beyond the ends, to the end."""
        timeline = self._ready()
        if timeline is not None:
            self._go(timeline, step)

    def leave(self) -> None:
        """Shows all numbers again."""
        self._stop()
        self._again.stop()
        if self._at is not None:
            self._at = None
            self._document.lenses.put(OWNER, None)
            self.moved.emit()

    def hide(self, hidden: bool) -> None:
        """Nobody sees the panel that steps: all numbers are shown meanwhile, and the place is kept."""
        if hidden:
            self._stop()
        if hidden != self._hidden:
            self._hidden = hidden
            self._show()

    def _go(self, timeline: Timeline, step: int) -> None:
        step = min(max(step, 0), timeline.last)
        if step != self._at:
            self._at = step
            moment = timeline.moment(step)
            self._kept = moment.phase, "" if moment.place < 0 else timeline.tape.ids[moment.place]
            self._show()
            self.moved.emit()
        if step == timeline.last:
            self._stop()

    def _show(self) -> None:
        timeline = self.timeline
        is_shown = timeline is not None and self._at is not None and not self._hidden
        self._document.lenses.put(
            OWNER, StepLens(timeline, self._at) if is_shown and timeline and self._at is not None else None
        )

    def _ready(self) -> Timeline | None:
        """The steps of both passes; they are run where they have not."""
        document = self._document
        document.settle()
        lacks = document.run is None or (document.run.backward is None and document.objective is not None)
        if lacks and len(document.circuit):
            document.run_passes(Passes.BOTH)
        return self.timeline

    # Following the circuit

    def _follow(self) -> None:
        """The results are others: it stays at the node where it stands, or shows all where that is gone."""
        if self._at is None:
            self.moved.emit()
            return
        if self._document.run is None and len(self._document.circuit):
            self._again.start(0)  # an edit without live passes: the steps run them, once all have heard of the edit
            return
        timeline = self.timeline
        phase, id = self._kept
        place = None if timeline is None else -1 if phase is Phase.GIVEN else timeline.place(id)
        step = None if timeline is None or place is None else timeline.step_of(phase, place)
        if step is None:
            self.leave()
            return
        self._at = step
        self._show()
        self.moved.emit()

    def _run_again(self) -> None:
        if self._at is not None and self._document.run is None:
            self._document.run_passes(Passes.BOTH)

    # By itself

    @property
    def is_playing(self) -> bool:
        """Whether it goes on by itself."""
        return self._timer.isActive()

    @property
    def speed(self) -> float:
        """Steps a second."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        self._speed = speed
        self._timer.setInterval(max(1, round(PACE / speed)))

    def toggle_play(self) -> None:
        """Goes on by itself, from the start where it stands at the end; or stops."""
        if self.is_playing:
            self._stop()
            return
        timeline = self._ready()
        if timeline is None or not timeline.last:
            return
        if self._at is None or self._at >= timeline.last:
            self._go(timeline, 0)
        self.speed = self._speed
        self._timer.start()
        self.playing_changed.emit()

    def _play_on(self) -> None:
        if self._document.run is not None:
            self.step()

    def _stop(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self.playing_changed.emit()
