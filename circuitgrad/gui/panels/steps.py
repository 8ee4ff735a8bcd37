"""Steps: plays the passes forth and back, one node at a time, with the formula of each step and what it means."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from circuitgrad.circuit import Range
from circuitgrad.engine.timeline import Timeline
from circuitgrad.formats.numbers import short_number
from circuitgrad.gui.document import Document
from circuitgrad.gui.panels.glyphs import GlyphButton
from circuitgrad.gui.panels.panel import GAP, MARGIN, Column, LazyRefresh, label, row, selectable, show_text
from circuitgrad.gui.panels.slider import Slider
from circuitgrad.gui.stepping.player import Player
from circuitgrad.gui.stepping.step_formulas import StepFormulas
from circuitgrad.gui.stepping.step_texts import StepTeller, StepTexts
from circuitgrad.gui.theme import Theme

SPEEDS: Final = Range(0.25, 64.0, None, True)
"""Steps a second."""
BUTTON: Final = (34, 28)
Key = Qt.Key


class StepButton(GlyphButton):
    """A button of the player; the keys that step are left to the panel."""

    def __init__(self, name: str, sign: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(name, sign, title, parent)
        self.setProperty("flat", False)
        self.setFixedSize(*BUTTON)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Space and Enter press it."""
        if event.key() in (Key.Key_Left, Key.Key_Right, Key.Key_Home, Key.Key_End):
            event.ignore()
        else:
            super().keyPressEvent(event)


class StepsPanel(LazyRefresh):
    """Buttons and a slider to go through the passes, and what the step that is shown computes.

    Signals:
        looks_at (str): the id of the node of another step, which should be in view.
        announced (str): what those who listen are told of another step.
    """

    looks_at = Signal(str)
    announced = Signal(str)

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, parent)
        self.setObjectName("steps")
        self.player = Player(document, self)
        self._seen: tuple[int | None, str | None] = (None, None)
        self._before_drag: int | None = None
        self._said = ""
        self.texts = StepTexts("")
        self._make_controls()
        self._make_texts()
        self._lay_out()
        self.player.moved.connect(self._note)
        self.player.moved.connect(self._look)
        self.player.playing_changed.connect(self._show_playing)
        self.follow()

    def _make_controls(self) -> None:
        player = self.player
        self.buttons = {
            "first": StepButton("steps_first", "first", self.tr("To the start")),
            "back": StepButton("steps_back", "back", self.tr("One step back")),
            "play": StepButton("steps_play", "play", self.tr("Play")),
            "step": StepButton("steps_step", "step", self.tr("One step on")),
            "last": StepButton("steps_last", "last", self.tr("To the last step")),
        }
        for name, act in (
            ("first", player.first),
            ("back", player.back),
            ("play", player.toggle_play),
            ("step", player.step),
            ("last", player.last),
        ):
            self.buttons[name].clicked.connect(act)
        self.slider, self.speed = Slider(), Slider()
        self.slider.setObjectName("steps_slider")
        self.slider.setAccessibleName(self.tr("Step"))
        self.slider.setToolTip(self.tr("Drag to any step; arrow keys, Home and End step"))
        self.slider.drag_started.connect(self._start_drag)
        self.slider.dragged.connect(self._scrub)
        self.slider.stepped.connect(self._scrub)
        self.slider.drag_ended.connect(self._end_drag)
        self.speed.setObjectName("steps_speed")
        self.speed.setAccessibleName(self.tr("Speed"))
        self.speed.setToolTip(self.tr("How many steps a second it plays"))
        self.speed.setFixedWidth(96)
        self.speed.dragged.connect(self._on_speed)
        self.speed.stepped.connect(self._on_speed)
        self.show_all = QPushButton(self.tr("Show all"))
        self.show_all.setObjectName("steps_show_all")
        self.show_all.setToolTip(self.tr("Leaves the steps: all numbers are shown again"))
        self.show_all.clicked.connect(player.leave)

    def _make_texts(self) -> None:
        self.title = label("steps_title", heading=True)
        self._speed_text = label("steps_speed_text", soft=True)
        self._speed_text.setFixedWidth(self.fontMetrics().horizontalAdvance("0.25×") + GAP)
        self.formula = StepFormulas("steps_formula")
        self.meaning, self.pattern = (selectable(_rich(name)) for name in ("steps_meaning", "steps_pattern"))

    def _lay_out(self) -> None:
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(MARGIN, GAP // 2, MARGIN, GAP)
        inner.setSpacing(GAP)
        for shown in (self.formula, self.meaning, self.pattern):
            inner.addWidget(shown)
        inner.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GAP, 0, 0)
        column.setSpacing(GAP)
        head = row(self.title, self.show_all, stretch=0)
        speed_title = label("steps_speed_title", soft=True)
        speed_title.setText(self.tr("Speed"))
        speed_title.setBuddy(self.speed)
        controls = row(*self.buttons.values(), self.slider, speed_title, self.speed, self._speed_text, stretch=5)
        for line in (head, controls):
            line.setContentsMargins(MARGIN, 0, MARGIN, 0)
            column.addLayout(line)
        column.addWidget(Column(content), 1)

    # The hands

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Left and Right step, Home and End go to the ends, Space plays and stops."""
        player = self.player
        acts = {
            Key.Key_Left: player.back, Key.Key_Right: player.step, Key.Key_Home: player.first,
            Key.Key_End: player.last, Key.Key_Space: player.toggle_play, Key.Key_Escape: player.leave,
        }  # fmt: skip
        act = acts.get(Key(event.key())) if not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier else None
        if act is None:
            super().keyPressEvent(event)
        else:
            act()

    def _start_drag(self) -> None:
        self._before_drag = self.player.at

    def _scrub(self, value: float) -> None:
        self.player.go(round(value))

    def _end_drag(self, kept: bool) -> None:
        if kept:
            return
        if self._before_drag is None:
            self.player.leave()
        else:
            self.player.go(self._before_drag)

    def _on_speed(self, speed: float) -> None:
        self.player.speed = speed
        self._show_speed()

    # What is seen

    def stop(self) -> None:
        """Leaves the steps, as the window closes."""
        self.player.leave()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """The canvas shows the step again that it stood at."""
        super().showEvent(event)
        self.player.hide(self._is_behind)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """The canvas shows all while nobody sees where it stands."""
        super().hideEvent(event)
        self.player.hide(True)

    def _on_dock_visible(self, visible: bool) -> None:
        super()._on_dock_visible(visible)
        self.player.hide(not visible)

    def _look(self) -> None:
        """Has the node of another step brought into view."""
        seen = self.player.at, self.player.active
        if seen != self._seen:
            self._seen = seen
            if seen[1] is not None:
                self.looks_at.emit(seen[1])

    def refresh(self) -> None:
        """Shows the step."""
        timeline, at = self.player.timeline, self.player.at
        if timeline is not None and at is not None and not self._is_as_it_ran(timeline):
            return  # an edit whose results come in a moment
        self.texts = self._texts(timeline, at)
        self.title.setText(self.texts.title)
        self.formula.show_formulas(self.texts.formulas, self.theme)
        show_text(self.meaning, self.texts.meaning)
        show_text(self.pattern, self.texts.pattern)
        self._show_controls(timeline, at)
        self._say(at)

    def _texts(self, timeline: Timeline | None, at: int | None) -> StepTexts:
        if timeline is not None and at is not None:
            return StepTeller(timeline, self.document.circuit, self.theme, self.digits).at(at)
        if not len(self.document.circuit):
            return StepTexts(self.tr("Nothing to step through"), meaning=self.tr("The circuit is empty."))
        told = self.tr(
            "A step shows one node at a time: forward its value, then backward the gradients of its wires."
            " The numbers that are not computed yet are hidden."
        )
        return StepTexts(self.tr("All numbers are shown"), meaning=told)

    def _is_as_it_ran(self, timeline: Timeline) -> bool:
        """Whether the node of the step and its wires are still what ran."""
        circuit, tape, moment = self.document.circuit, timeline.tape, self.player.moment
        if moment is None or moment.place < 0:
            return True
        if any(tape.ids[place] not in circuit for place in (moment.place, *tape.sources[moment.place])):
            return False
        wires = (tape.wire(moment.place, position) for position in range(len(tape.sources[moment.place])))
        return all(circuit.source(wire.target, wire.port) == wire.source for wire in wires)

    def _show_controls(self, timeline: Timeline | None, at: int | None) -> None:
        last = 0 if timeline is None else timeline.last
        can_step = len(self.document.circuit) > 0
        at_end = at is not None and at >= last
        for name, button in self.buttons.items():
            button.setEnabled(can_step and not (at == 0 and name in ("first", "back")))
            if name in ("step", "last") and at_end:
                button.setEnabled(False)
        self.slider.setEnabled(last > 0)
        shown = float(last if at is None else at)
        seed = float(timeline.schedule.seed) if timeline is not None and timeline.schedule.backward else None
        self.slider.show_value(Range(0.0, float(max(1, last)), 1.0), shown, seed, self.theme)
        self.slider.setAccessibleDescription(self.texts.spoken or self.texts.title)
        self.show_all.setEnabled(at is not None)
        self._show_speed()
        self._show_playing()

    def _show_playing(self) -> None:
        playing = self.player.is_playing
        self.buttons["play"].show_sign("pause" if playing else "play", self.tr("Pause") if playing else self.tr("Play"))

    def _show_speed(self) -> None:
        self.speed.show_value(SPEEDS, self.player.speed, None, self.theme)
        self._speed_text.setText(f"{short_number(self.player.speed, 2)}×")

    def _say(self, at: int | None) -> None:
        """Tells another step to those who listen; of one that goes by too fast they hear the last."""
        if at is None or self.texts.spoken == self._said:
            return
        self._said = self.texts.spoken
        self.announced.emit(self._said)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.title, self._said))


def _rich(name: str) -> QLabel:
    made = label(name, wrap=True)
    made.setTextFormat(Qt.TextFormat.RichText)
    return made
