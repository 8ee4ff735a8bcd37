"""The inputs, strongest first: how much each would move the objective, and which way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from circuitgrad.circuit import Node
from circuitgrad.circuit.changes import Change, NodeChanged, ScenarioChanged
from circuitgrad.circuit.compose import set_held
from circuitgrad.circuit.edits import SetRange
from circuitgrad.formats.numbers import signed_number
from circuitgrad.gui.document import Document
from circuitgrad.gui.fonts import STRONG
from circuitgrad.gui.names import pretty_name
from circuitgrad.gui.panels.fields import NumberLabel
from circuitgrad.gui.panels.input_rows import InputRow
from circuitgrad.gui.panels.line_label import LineLabel
from circuitgrad.gui.panels.moving import InputMoves
from circuitgrad.gui.panels.panel import (
    GAP,
    ROWS_AT_ONCE,
    Column,
    LazyRefresh,
    hairline,
    label,
    row,
    scrolled,
    show_if,
    show_style,
    show_text,
    stack,
)
from circuitgrad.gui.panels.pass_hint import objective_name, pass_hint
from circuitgrad.gui.panels.range_menu import range_menu
from circuitgrad.gui.panels.ranking import Ranked, ranked_as_they_stand, ranked_inputs, seen_ranking
from circuitgrad.gui.panels.refusals import tell_refusals
from circuitgrad.gui.theme import Theme
from circuitgrad.operators import Role

MOST_ROWS = 60
REST = 150
"""Milliseconds after which rows that are scrolled away get their numbers too."""
SOON = 20
"""Milliseconds after which the order follows when the hand has let go, which has work enough of its own."""
MOST_NAMES = 8
LONGEST_NAME = 160
"""Pixels of the objective's name, before it is elided."""
LONGEST_WORD = 24
"""Letters of a name in the advice, likewise."""


class InputsPanel(LazyRefresh):
    """The objective's value, a row for each input, and one word of advice.

    Signals:
        reveal (str): the id of the node whose row was chosen.
    """

    reveal = Signal(str)

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, parent)
        self.setObjectName("inputs")
        self._name = label("objective_name")
        self._value = NumberLabel("objective_value", grows=True)
        self._value.setAccessibleName(self.tr("Value of the objective"))
        self._change, self._prediction = LineLabel("objective_change"), LineLabel("inputs_prediction", soft=True)
        self._hint = label("inputs_hint", soft=True, wrap=True)
        self._title = label("inputs_title", heading=True)
        self._title.setText(self.tr("Inputs, strongest first"))
        self.moves = InputMoves(document, self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._catch_up_rows)
        self._order_waits = False
        """A row was clicked: it stays under the mouse until that has left the panel."""
        self._rows: list[InputRow] = []
        self._ids: list[str] = []
        self._behind: list[tuple[int, Ranked]] | None = []
        """What the rows that are scrolled away do not show yet; None after a move, which says it of all of them."""
        self._more = label("inputs_more", soft=True, wrap=True)
        self._line = hairline()
        self._advice = {name: label(f"advice_{name}", wrap=True) for name in ("title", "raise", "lower", "movable")}
        self._lay_out()
        document.reset.connect(self._forget)
        document.changed.connect(self._on_changed)
        document.baseline_changed.connect(self._note)
        self.moves.playing_changed.connect(self._note)
        self.follow()

    def _on_changed(self, changes: tuple[Change, ...]) -> None:
        """Ranges and the baseline change no result, and yet they show here."""
        if any(isinstance(change, ScenarioChanged) or _is_range(change) for change in changes):
            self._note()

    def _lay_out(self) -> None:
        for shown, size in ((self._name, 1.25), (self._value, 1.5)):
            font = shown.font()
            font.setPixelSize(round(self.fontInfo().pixelSize() * size))
            font.setWeight(STRONG)
            font.setItalic(shown is self._name)
            shown.setFont(font)
        font = self._advice["title"].font()
        font.setWeight(STRONG)
        self._advice["title"].setFont(font)
        self._advice["movable"].setProperty("soft", True)
        column = scrolled(self)
        self._area = self.findChildren(Column)[0]
        self._area.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        column.addLayout(row(self._name, self._value, self._change, stretch=2))
        stack(column, self._prediction, self._hint, self._title)
        self._column = QVBoxLayout()
        self._column.setSpacing(GAP)
        column.addLayout(self._column)
        stack(column, self._more, self._line, *self._advice.values())
        column.addStretch(1)

    def refresh(self) -> None:
        """Shows values, gradients and order; the order waits while a number is being typed."""
        circuit, ids = self.document.circuit, self._ids
        if self.moves.is_moving and ids and all(id in circuit for id in ids):
            self._show_header()
            self._follow_hand()
        else:
            self._refresh_all()

    def _refresh_all(self) -> None:
        lens = self.document.lenses.seen
        ranked = seen_ranking(ranked_inputs(self.document.circuit, self.document.run), lens)
        if self._order_waits or self.moves.is_moving or any(shown.is_being_edited for shown in self._rows):
            place = {id: i for i, id in enumerate(self._ids)}
            ranked = sorted(ranked, key=lambda each: place.get(each.node.id, len(place)))
        self._show_header()
        now = self.rows_now(len(self._rows), min(len(ranked), MOST_ROWS))
        self._show_rows(ranked[:now])
        rest = len(ranked) - MOST_ROWS
        show_text(self._more, self.tr("… and {count} more, all weaker.").format(count=rest) if rest > 0 else "")
        self._show_advice(ranked)

    def _follow_hand(self) -> None:
        """While a hand moves an input nobody looks at the rows that are scrolled away: they follow when it rests."""
        document, sight = self.document, self._in_sight()
        ids = self._ids[sight.start : sight.stop]
        lens = document.lenses.seen
        known = ranked_as_they_stand(ids, document.circuit, document.run)
        shown = [each if lens.shows_gradient(each.node.id) else Ranked(each.node) for each in known]
        self._show_some(zip(sight, shown, strict=True))
        self._behind = None
        self._rest.start(REST)

    def _catch_up_rows(self) -> None:
        """Shows the rows that are scrolled away, a few at a time."""
        if self._behind is None:
            self._refresh_all()
            return
        now, self._behind = self._behind[:ROWS_AT_ONCE], self._behind[ROWS_AT_ONCE:]
        self._show_some(now)
        if self._behind:
            self._rest.start(0)

    def _on_scrolled(self) -> None:
        """Other rows are in sight: they have their numbers at once."""
        if self._behind is None:
            self._follow_hand()
            return
        sight = self._in_sight()
        now = [pair for pair in self._behind if pair[0] in sight]
        self._behind = [pair for pair in self._behind if pair[0] not in sight]
        self._show_some(now)

    def _in_sight(self) -> range:
        """The places of the rows that are not scrolled away; all of them while the panel is hidden."""
        count = min(len(self._ids), len(self._rows))
        if not self.isVisible():
            return range(count)
        top = self._area.verticalScrollBar().value()
        bottom = top + self._area.viewport().height()
        rows = enumerate(self._rows[:count])
        seen = [at for at, shown in rows if shown.y() < bottom and shown.geometry().bottom() >= top]
        return range(seen[0], seen[-1] + 1) if seen else range(0)

    def _show_header(self) -> None:
        run, name = self.document.run, objective_name(self.document)
        known = run is not None and run.objective is not None and self.document.lenses.seen.shows_value(run.objective)
        short = self._name.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, LONGEST_NAME)
        show_text(self._name, short, name)
        self._value.show_number(run.value if run is not None and known else None, self.digits)
        self._value.keep_room(may_shrink=not self.moves.is_moving)
        self._value.show_color(self.theme.value)
        show_if(self._value, bool(name) and known)
        show_text(self._hint, pass_hint(self.document))
        self._show_change()

    def _show_change(self) -> None:
        """What the last move, or all since the baseline, did to the objective, and what the gradient predicted.

        The line is there from the start: rows that made room for it would run away from under the hand.
        """
        covered, run = self.document.lenses.seen.covers, self.document.run
        can_be_foretold = run is not None and run.backward is not None and bool(run.tape.input_places())
        show_if(self._prediction, can_be_foretold and not covered)
        told = None if covered else self.document.last_move.prediction()
        if told is None:
            self._change.setText("")
            self._prediction.setText(self.tr("Move a slider: does the gradient foretell the change?"))
            return
        predicted, actual = (signed_number(number, self.digits) for number in (told.predicted, told.actual))
        self._change.setText(f"Δ{actual}")
        pinned = self.document.circuit.baseline is not None
        since = self.tr("since the baseline") if pinned else self.tr("with the last move")
        if self._change.toolTip() != since:
            self._change.setToolTip(since)
        show_style(self._change, f"color: {self.theme.value}")
        text = self.tr("gradient predicts {predicted}, actual {actual}").format(predicted=predicted, actual=actual)
        self._prediction.setText(text + (self.tr(": only local") if told.is_local else ""))

    def _show_rows(self, ranked: Sequence[Ranked]) -> None:
        """Shows the inputs in the rows in sight now, and in those that are scrolled away a moment later."""
        while len(self._rows) < len(ranked):
            self._add_row()
        self._ids = [each.node.id for each in ranked]
        pairs, sight = list(enumerate(ranked)), self._in_sight()
        self._show_some(pairs[sight.start : sight.stop])
        self._behind = [*pairs[: sight.start], *pairs[sight.stop :]]
        if self._behind:
            self._rest.start(REST)
        for i, shown in enumerate(self._rows):
            show_if(shown, i < len(ranked))
        self._title.setVisible(bool(ranked))

    def _show_some(self, rows: Iterable[tuple[int, Ranked]]) -> None:
        """Shows inputs in the rows at these places."""
        ranges, baseline = self.document.ranges, self.document.circuit.baseline
        pinned = {} if baseline is None else dict(baseline.values)
        for at, each in rows:
            id = each.node.id
            plays = self.moves.playing == id
            own = ranges.of(each.node)
            self._rows[at].show_input(each, own, pinned.get(id), self.theme, self.digits, plays=plays)

    def _add_row(self) -> None:
        shown = InputRow(self)
        shown.chosen.connect(self._choose)
        shown.value_entered.connect(self._set_value)
        shown.hold_asked.connect(self._toggle_hold)
        shown.ends_entered.connect(self._set_ends)
        shown.drag_started.connect(self._start_drag)
        shown.dragged.connect(lambda _, value: self.moves.move(value))
        shown.drag_ended.connect(self._end_drag)
        shown.stepped.connect(self._step)
        shown.play_asked.connect(self._toggle_play)
        shown.roll_asked.connect(self._roll)
        shown.menu_asked.connect(self._show_menu)
        for field in (shown.field, shown.low, shown.high, shown.slider):
            field.installEventFilter(self)
        tell_refusals(self.document, shown.field, shown.low, shown.high)
        self._column.addWidget(shown)
        self._rows.append(shown)

    def _show_advice(self, ranked: Sequence[Ranked]) -> None:
        name = objective_name(self.document)
        movable = [each for each in ranked if each.node.may_move]
        free = [each for each in ranked if each.gradient and each.node.role is not Role.CONSTANT]
        up = [each.node for each in free if each.gradient is not None and each.gradient > 0]
        down = [each.node for each in free if each.gradient is not None and each.gradient < 0]
        told = bool(name and (up or down))
        texts = {
            "title": self.tr("To raise {name}").format(name=_short(name)) if told else "",
            "raise": self.tr("▲ raise {names}").format(names=_names(up)) if up else "",
            "lower": self.tr("▼ lower {names}").format(names=_names(down)) if down else "",
            "movable": self._movable_text([each.node for each in movable], len(up) + len(down)) if told else "",
        }
        for key, text in texts.items():
            show_text(self._advice[key], text)
        show_style(self._advice["raise"], f"color: {self.theme.raises}")
        show_style(self._advice["lower"], f"color: {self.theme.lowers}")
        self._line.setVisible(told)

    def _movable_text(self, movable: Sequence[Node], named: int) -> str:
        if not movable:
            return self.tr("No parameter may move: all inputs are held.")
        if len(movable) >= named:
            return ""
        in_order = sorted(movable, key=lambda node: node.label)
        return self.tr("Only parameters may move: {names}").format(names=_names(in_order))

    def _forget(self) -> None:
        self._order_waits, self._behind = False, []
        for shown in self._rows:
            shown.forget()

    def _choose(self, id: str) -> None:
        self.document.select([id])
        self.reveal.emit(id)

    def _set_value(self, id: str, value: float | None) -> None:
        circuit = self.document.circuit
        if id in circuit and circuit.node(id).value != value:
            self.moves.enter(id, value, self.tr("Set the value"))
        self.refresh()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """The order that waited for the mouse may follow."""
        super().leaveEvent(event)
        if self._order_waits:
            self._order_waits = False
            self._note()

    # Sliders

    def _called(self, id: str) -> str:
        circuit = self.document.circuit
        return pretty_name(circuit.node(id).label) if id in circuit else ""

    def _start_drag(self, id: str) -> None:
        self._order_waits = True
        self.moves.start(id, self.tr("Move {name}").format(name=self._called(id)))

    def _toggle_play(self, id: str) -> None:
        self._order_waits = True
        if id in self.document.circuit:
            self.moves.toggle_play(id, self.tr("Play {name}").format(name=self._called(id)))

    def _end_drag(self, _id: str, kept: bool) -> None:
        self.moves.end(kept)
        self._behind = None
        self._rest.start(SOON)

    def _step(self, id: str, value: float) -> None:
        if id in self.document.circuit:
            self.moves.step_to(id, value, self.tr("Move {name}").format(name=self._called(id)))

    def _roll(self, id: str) -> None:
        self._order_waits = True
        if id in self.document.circuit:
            own = self.document.ranges.of(self.document.circuit.node(id))
            self.moves.roll(id, own, self.tr("Roll the dice for {name}").format(name=self._called(id)))

    def _toggle_hold(self, id: str) -> None:
        self._order_waits = True
        if id not in self.document.circuit:
            return
        moves = self.document.circuit.node(id).may_move
        edit = set_held(self.document.circuit, [id], moves)
        self.document.do(edit, self.tr("Hold") if moves else self.tr("Release"))

    def _set_ends(self, id: str, low: float, high: float) -> None:
        if id not in self.document.circuit:
            return
        own = self.document.ranges.of(self.document.circuit.node(id))
        if (low, high) != (own.low, own.high):
            chosen = replace(own, low=low, high=high, logarithmic=own.logarithmic and low > 0.0)
            self.document.do(SetRange(id, chosen), self.tr("Set the range"))
        self.refresh()

    def _show_menu(self, id: str, place: QPoint) -> None:
        if id in self.document.circuit:
            range_menu(self.document, id, self).popup(place)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """When a field is left, the order that waited for it may follow."""
        if event.type() == QEvent.Type.FocusOut:
            self._note()
        return super().eventFilter(watched, event)


def _is_range(change: Change) -> bool:
    return isinstance(change, NodeChanged) and change.before.range != change.after.range


def _names(nodes: Sequence[Node]) -> str:
    shown = ", ".join(_short(pretty_name(node.label)) for node in nodes[:MOST_NAMES])
    return f"{shown} …" if len(nodes) > MOST_NAMES else shown


def _short(name: str) -> str:
    """A name that fits a line of a narrow panel: a word that cannot be wrapped would widen it."""
    return name if len(name) <= LONGEST_WORD else f"{name[: LONGEST_WORD - 1]}…"
