"""Paths: the gradient of an input taken apart into all ways to the objective, each with its product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from circuitgrad.engine import Run
from circuitgrad.errors import CircuitError
from circuitgrad.formats.numbers import count_text, short_number
from circuitgrad.gui.document import Document
from circuitgrad.gui.lens import Lens
from circuitgrad.gui.messages import sentence
from circuitgrad.gui.names import pretty_name
from circuitgrad.gui.panels.choice import Choice
from circuitgrad.gui.panels.panel import GAP, MARGIN, LazyRefresh, label, row, show_text
from circuitgrad.gui.theme import Theme
from circuitgrad.gui.understand.rows import RowsTable
from circuitgrad.gui.what_if.newest import GoesOn, Newest

if TYPE_CHECKING:
    from circuitgrad.analysis.paths import Paths

OWNER: Final = "paths"
"""Whose the lens is."""
PASSING: Final = "path_hover"
"""Whose lens the pointer on the canvas puts there; as long as it does this panel lights nothing."""
MOST_INPUTS: Final = 200
FEW: Final = 20
"""How many paths are listed at first; each time that more are asked for, so many times as many."""
MORE: Final = 5
MOST: Final = 2_500
BARS: Final = 108
"""Pixels of the column with the bars: as wide as what stands over it, so that the products have the rest."""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What was found.

    Args:
        run: the run that was asked about.
        found: its paths.
        union: lights all wires on any of them.
    """

    run: Run
    found: Paths
    union: Lens


class PathsPanel(LazyRefresh):
    """A picker, the table of paths, and what lights them on the canvas."""

    CALM = 100

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, parent)
        self.setObjectName("paths")
        self.newest = Newest(self)
        self._start: str | None = None
        self._most = FEW
        self._listed: list[tuple[str, str]] = []
        self._key: tuple[object, ...] | None = None
        self._answer: Answer | None = None
        self._lit: tuple[object, ...] | None = None
        self._hovered = -1
        self._is_covered = self._is_hidden = False
        self._make_parts()
        self._lay_out()
        self.start.activated.connect(self._on_choice)
        self.more.clicked.connect(self._on_more)
        self.table.chosen.connect(self._on_row)
        self.table.hovered.connect(self._on_hover)
        document.reset.connect(self._forget)
        document.selection_changed.connect(self._on_selection)
        document.lenses.changed.connect(self._on_lens)
        self.follow()

    def _make_parts(self) -> None:
        self._from = label("paths_from")
        self._from.setText(self.tr("Paths from"))
        self.start = Choice("paths_start", self.tr("Input"))
        self._from.setBuddy(self.start)
        self.told = label("paths_told", soft=True)
        self.more = QPushButton(self.tr("List more"))
        self.more.setObjectName("paths_more")
        self.more.setToolTip(self.tr("Lists more paths one by one"))
        headings = [self.tr("path"), self.tr("local derivatives"), self.tr("product"), self.tr("lowers | raises")]
        self.table = RowsTable("paths_table", self.tr("Paths"), headings)
        self.table.setToolTip("")
        self._hint = label("paths_hint", soft=True, wrap=True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        self._stack.addWidget(self._hint)
        self._stack.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
        column.setSpacing(GAP)
        column.addLayout(row(self._from, self.start, self.told, self.more, stretch=2))
        column.addWidget(self._stack, 1)
        self.setMinimumHeight(140)

    # Following the document

    def stop(self) -> None:
        """Gives up what is computed."""
        self.newest.stop()
        self._key = None

    def _forget(self) -> None:
        self.stop()
        self._start, self._answer, self._most = None, None, FEW
        self._relight()

    def _on_selection(self) -> None:
        """A node that is selected alone is asked about; another selection ends the choice of a row."""
        chosen = self.document.selection.nodes
        if len(chosen) == 1 and (id := next(iter(chosen))) != self._start:
            self._start = id
            self.table.clearSelection()
            self._note()
        elif self.isVisible():
            self._relight()

    def _on_choice(self) -> None:
        self._start = self.start.currentData()
        self.table.clearSelection()
        self.refresh()

    def _on_more(self) -> None:
        self._most = min(MOST, self._most * MORE)
        self.refresh()

    def refresh(self) -> None:
        """Asks for the paths of now; what is shown stays until they are there."""
        self._fill_picker()
        self._is_hidden = not self._may_be_read()
        refusal = self._refusal()
        run, start = self.document.run, self.start.currentData()
        if refusal or run is None or start is None:
            self._say(refusal)
            return
        key = (run, start, self._most)
        if key == self._key:
            self._show()
            return
        self._key, most = key, self._most
        self.newest.ask(lambda goes_on: _find(run, start, most, goes_on), self._on_answer, self._on_refused)

    def _fill_picker(self) -> None:
        circuit, start = self.document.circuit, self._start
        nodes = [*circuit.inputs()][:MOST_INPUTS]
        if start is not None and start in circuit and all(node.id != start for node in nodes):
            nodes.insert(0, circuit.node(start))
        listed = [(node.id, pretty_name(node.label)) for node in nodes]
        if listed != self._listed:
            self._listed = listed
            self.start.clear()
            for id, name in listed:
                self.start.addItem(name, id)
        ids = [id for id, _ in listed]
        wanted = start if start in ids else self._strongest(ids)
        self.start.setCurrentIndex(ids.index(wanted) if wanted in ids else -1)

    def _strongest(self, ids: list[str]) -> str | None:
        """The input that moves the objective most."""
        run = self.document.run
        if run is None or run.backward is None:
            return ids[0] if ids else None
        gradients, place = run.backward.nodes, run.tape.place
        return max(ids, key=lambda own: abs(gradients[place[own]]) if own in place else -1.0, default=None)

    def _refusal(self) -> str:
        document = self.document
        if not len(document.circuit):
            return self.tr("The circuit is empty: there are no paths.")
        if document.objective is None:
            return self.tr("Choose an objective: paths lead there from the inputs.")
        if document.run is None or document.run.backward is None:
            return self.tr("Run the circuit forward and backward: paths are products of local derivatives.")
        if self._is_hidden:
            return self.tr("The numbers are hidden for now, so their paths are not told.")
        return ""

    def _may_be_read(self) -> bool:
        """Whether no step or exercise hides the numbers that paths would give away."""
        id, seen = self.start.currentData(), self.document.lenses.seen
        return id is None or seen.shows_gradient(id)

    def _say(self, text: str) -> None:
        self.stop()
        self._answer = None
        show_text(self._hint, text)
        self._hint.show()
        self._stack.setCurrentWidget(self._hint)
        self.told.setText("")
        self.more.hide()
        self._relight()

    def _on_answer(self, answer: Answer) -> None:
        self._answer = answer
        if self._stack.currentWidget() is self._hint or not self._is_hidden:
            self._show()

    def _on_refused(self, error: CircuitError) -> None:
        self._say(sentence(error))

    def _show(self) -> None:
        """Shows the paths that were found last."""
        answer = self._answer
        if answer is None:
            return
        from circuitgrad.gui.understand.path_rows import path_rows

        found = answer.found
        if not found.count:
            text = self.tr("No path leads from {name} to {objective}: its gradient is 0.")
            names = {"name": pretty_name(found.label), "objective": pretty_name(found.objective_label)}
            show_text(self._hint, text.format(**names))
            self._stack.setCurrentWidget(self._hint)
        else:
            columns = len(self.table.rows_model.rows)
            self.table.show_rows(path_rows(found, self.digits), self.theme)
            if columns != len(self.table.rows_model.rows):
                self._fit()
            self._stack.setCurrentWidget(self.table)
        self.told.setText(self._told(found))
        self.more.setVisible(found.other_count > 0 and self._most < MOST)
        self._relight()

    def _fit(self) -> None:
        self.table.fit_columns(1, most=max(220, self.width() * 2 // 5))
        self.table.setColumnWidth(3, BARS)

    def _told(self, found: Paths) -> str:
        slope = short_number(found.gradient, self.digits)
        objective = pretty_name(found.objective_label)
        if found.count == 1:
            text = self.tr("to {objective}: one path; its product is the gradient, {slope}")
        else:
            text = self.tr("to {objective}: {count} paths; their products sum to the gradient, {slope}")
        return text.format(objective=objective, count=count_text(found.count), slope=slope)

    # Lighting

    def _on_hover(self, row: int) -> None:
        self._hovered = row
        self._on_row(row)

    def _on_row(self, row: int) -> None:
        """A row is pointed at, or the keyboard goes there: that counts more than a pointer that rests on the canvas."""
        if row >= 0:
            self.document.lenses.put(PASSING, None)
        self._relight()

    def _on_lens(self) -> None:
        """Somebody else lights or hides something."""
        covered = self.document.lenses.of(PASSING) is not None
        if covered != self._is_covered:
            self._is_covered = covered
            QTimer.singleShot(0, self, self._relight)  # not within what tells it: another circuit may be coming
        if self._may_be_read() is self._is_hidden:
            self._note()

    def _relight(self) -> None:
        """Lights the path whose row is hovered or chosen, or all of them while their node is selected."""
        key, lens = self._wanted()
        if key != self._lit:
            self._lit = key
            self.document.lenses.put(OWNER, lens)

    def _wanted(self) -> tuple[tuple[object, ...] | None, Lens | None]:
        answer = self._answer
        if answer is None or self._is_covered or self._is_behind or not self.isVisible():
            return None, None
        from circuitgrad.gui.understand.path_lens import PathLens

        at = self._hovered if self._hovered >= 0 else self.table.selected
        if 0 <= at < len(answer.found.listed):
            return (answer, at), PathLens(answer.found.listed[at])
        if at >= 0 or self.document.selection.nodes == {answer.found.id}:
            return (answer, -1), answer.union
        return None, None

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Lights again what is chosen."""
        super().showEvent(event)
        self._relight()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Nobody looks at the paths any more."""
        super().hideEvent(event)
        self._relight()

    def _on_dock_visible(self, visible: bool) -> None:
        super()._on_dock_visible(visible)
        self._relight()


def _find(run: Run, start: str, most: int, _goes_on: GoesOn) -> Answer:
    """Finds the paths, in the other thread."""
    from circuitgrad.analysis.paths import paths_of, places_on_paths
    from circuitgrad.gui.understand.path_lens import UnionLens

    found = paths_of(run, start, most)
    hops = places_on_paths(run.tape, start, found.objective)
    return Answer(run, found, UnionLens(run.tape.wire(*hop) for hop in hops))
