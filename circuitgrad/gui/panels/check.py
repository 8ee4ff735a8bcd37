"""Check: every gradient beside differences and complex steps; and one input with ever smaller steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from circuitgrad.circuit import Circuit
from circuitgrad.engine import Run
from circuitgrad.errors import CircuitError
from circuitgrad.gui.dialogs import Dialogs
from circuitgrad.gui.document import Document
from circuitgrad.gui.messages import sentence
from circuitgrad.gui.names import pretty_name
from circuitgrad.gui.panels.choice import Choice
from circuitgrad.gui.panels.panel import GAP, MARGIN, label, row, selectable, show_if, show_text
from circuitgrad.gui.panels.plot_panel import PlotPanel
from circuitgrad.gui.plots.load import PlotLoader
from circuitgrad.gui.theme import Theme
from circuitgrad.gui.understand.rows import RowsTable
from circuitgrad.gui.what_if.newest import GoesOn, Newest

if TYPE_CHECKING:
    from circuitgrad.analysis.difference_table import DifferenceTable
    from circuitgrad.analysis.gradient_check import GradientChecks

SMALL: Final = 200
"""Up to this many nodes a circuit is checked by itself, once nothing has changed for a moment."""
REST: Final = 300
MOST_INPUTS: Final = 200
TABLE_WIDTH: Final = 440
ALL, ONE = 0, 1
"""The two pages."""


class CheckPanel(PlotPanel):
    """Two pages: all gradients, and one input over many steps.

    Signals:
        progressed (int, int): so many checks of so many are done.
    """

    progressed = Signal(int, int)

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, parent)
        self.setObjectName("check")
        self.newest, self.table_newest = Newest(self), Newest(self)
        self.loader = PlotLoader(self._make_plot, self)
        self.found: GradientChecks | None = None
        self.differences: DifferenceTable | None = None
        self.plot: Any = None
        self._dialogs: Dialogs | None = None
        self._checked: tuple[Run, bool] | None = None
        self._asked: tuple[object, ...] | None = None
        self._inputs: list[tuple[str, str]] = []
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(REST)
        self._wait.timeout.connect(self.check)
        self._make_head()
        self._make_pages()
        self._lay_out()
        self.newest.busy_changed.connect(self._on_busy)
        self.progressed.connect(self._on_progress)
        document.reset.connect(self._forget)
        document.lenses.changed.connect(self._on_lens)
        self._is_hidden = False
        self.follow(selection=True)

    def _make_head(self) -> None:
        self.pages = QButtonGroup(self)
        texts = {ALL: self.tr("All gradients"), ONE: self.tr("One input, many steps")}
        for page, text in texts.items():
            button = QToolButton()
            button.setText(text)
            button.setObjectName(f"check_page_{page}")
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.pages.addButton(button, page)
        self.pages.button(ALL).setChecked(True)
        self.pages.idToggled.connect(self._on_page)
        self.start = QPushButton(self.tr("Check"))
        self.start.setObjectName("check_start")
        self.start.setToolTip(self.tr("Compares every gradient with differences and complex steps"))
        self.start.clicked.connect(self.check)
        self.cancel = QPushButton(self.tr("Stop"))
        self.cancel.setObjectName("check_stop")
        self.cancel.clicked.connect(self._on_stop)
        self.cancel.hide()
        self.wires = QCheckBox(self.tr("Wires too"))
        self.wires.setObjectName("check_wires")
        self.wires.setChecked(True)
        self.wires.setToolTip(self.tr("Moves each wire alone as well: that shows which rule is wrong"))
        self.wires.toggled.connect(self._note_anew)
        self.progress = QProgressBar()
        self.progress.setObjectName("check_progress")
        self.progress.setAccessibleName(self.tr("Progress"))
        self.progress.setTextVisible(False)
        self.progress.setFixedSize(96, 6)
        self.progress.hide()
        self.told = selectable(label("check_told", soft=True))
        self.input = Choice("check_input", self.tr("Input"))
        self.input.activated.connect(self._on_input)
        self.export = QPushButton(self.tr("Export…"))
        self.export.setObjectName("check_export")
        self.export.setToolTip(self.tr("Writes the plot to a file: PNG, SVG, or CSV with every digit"))
        self.export.clicked.connect(self._on_export)

    def _make_pages(self) -> None:
        tr = self.tr
        headings = [tr("gradient of"), tr("verdict"), tr("backward pass"), tr("left"), tr("central"), tr("right")]
        self.table = RowsTable("check_table", tr("Checks"), [*headings, tr("complex step"), tr("relative error")])
        self.table.chosen.connect(self._on_row)
        self.sentence = selectable(label("check_sentence", wrap=True))
        self.steps = RowsTable(
            "check_steps", tr("Difference quotients"), [tr("h"), tr("forward"), tr("error"), tr("central"), tr("error")]
        )
        self.steps.setFixedWidth(TABLE_WIDTH)
        self.explanation = selectable(label("check_explanation", wrap=True))
        self.count = selectable(label("check_passes", soft=True, wrap=True))
        self._loading = label("check_loading", soft=True)
        self._loading.setText(tr("Loading the plots …"))
        self._loading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._plots = QStackedWidget()
        self._plots.addWidget(self._loading)
        self._hint = label("check_hint", soft=True, wrap=True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def _lay_out(self) -> None:
        one = QWidget()
        line = QHBoxLayout()
        line.setSpacing(MARGIN)
        line.addWidget(self.steps)
        line.addWidget(self._plots, 1)
        under = QVBoxLayout(one)
        under.setContentsMargins(0, 0, 0, 0)
        under.setSpacing(GAP // 2)
        under.addLayout(line, 1)
        under.addWidget(self.explanation)
        under.addWidget(self.count)
        every = QWidget()
        column = QVBoxLayout(every)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP // 2)
        column.addWidget(self.table, 1)
        column.addWidget(self.sentence)
        self._stack = QStackedWidget()
        for page in (every, one, self._hint):
            self._stack.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
        whole.setSpacing(GAP)
        buttons = [self.pages.button(page) for page in (ALL, ONE)]
        head = row(*buttons, self.start, self.cancel, self.wires, self.input, self.progress, self.told, stretch=7)
        head.addWidget(self.export)
        whole.addLayout(head)
        whole.addWidget(self._stack, 1)
        self.setMinimumHeight(200)

    def _make_plot(self) -> None:
        """The library is there."""
        from circuitgrad.gui.plots.difference_plot import DifferencePlot

        self.plot = DifferencePlot()
        self.plot.dress(self.theme, self.digits)
        self._plots.addWidget(self.plot)
        self._plots.setCurrentWidget(self.plot)
        self._show_differences()

    # Following the document

    @property
    def page(self) -> int:
        """Which page is shown."""
        return self.pages.checkedId()

    def plots_made(self) -> Sequence[Any]:
        """The plots that there are by now."""
        return [] if self.plot is None else [self.plot]

    def stop(self) -> None:
        """Gives up what is computed."""
        self._wait.stop()
        self.newest.stop()
        self.table_newest.stop()
        self._asked = None

    def _forget(self) -> None:
        self.stop()
        self.found = self.differences = self._checked = None

    def _note_anew(self) -> None:
        self._checked = None
        self._note()

    def _on_page(self, _page: int, shown: bool) -> None:
        if shown:
            self.refresh()

    def _on_lens(self) -> None:
        if self._may_be_read() is self._is_hidden:
            self._note()

    def _may_be_read(self) -> bool:
        """Whether no step or exercise hides numbers that checks would give away."""
        seen = self.document.lenses.seen
        return all(seen.shows_gradient(node.id) for node in list(self.document.circuit.inputs())[:MOST_INPUTS])

    def refresh(self) -> None:
        """Shows what is known, and checks anew when nothing has changed for a moment; large circuits when asked."""
        self._is_hidden = not self._may_be_read()
        refusal = self._refusal()
        for part, page in ((self.wires, ALL), (self.start, ALL), (self.input, ONE), (self.export, ONE)):
            show_if(part, self.page == page)
        if refusal:
            self.stop()
            self.found = self.differences = self._checked = None
            self._say(refusal)
            return
        self._stack.setCurrentIndex(self.page)
        if self.page == ONE:
            self._ask_differences()
        else:
            self._show_found()
            if self._checked is None or self._checked[0] is not self.document.run:
                self._check_soon()

    def _refusal(self) -> str:
        document = self.document
        if not len(document.circuit):
            return self.tr("The circuit is empty: there is nothing to check.")
        if document.objective is None:
            return self.tr("Choose an objective: its gradients are checked here.")
        if document.run is None or document.run.backward is None:
            return self.tr("Run the circuit forward and backward: then its gradients can be checked.")
        if self._is_hidden:
            return self.tr("The numbers are hidden for now, so they are not checked.")
        return ""

    def _say(self, text: str) -> None:
        show_text(self._hint, text)
        self._hint.show()
        self._stack.setCurrentWidget(self._hint)
        self.told.setText("")

    # All gradients

    def _check_soon(self) -> None:
        if len(self.document.circuit) <= SMALL:
            self._wait.start()
        elif self.found is None:
            self._say(self.tr("This circuit is large: press Check to check its gradients."))
        else:
            self.told.setText(self.tr("The circuit has changed since: press Check."))

    def check(self) -> None:
        """Checks all gradients now."""
        self._wait.stop()
        run, wires = self.document.run, self.wires.isChecked()
        if run is None or self._refusal():
            return
        self._checked = (run, wires)
        self.newest.ask(lambda goes_on: _check(run, wires, self._tells(goes_on)), self._on_found, self._on_refused)
        self._on_busy(True)  # said here too: a check that was stopped may still be on its way out

    def _tells(self, goes_on: GoesOn) -> GoesOn:
        """The same, which also shows how far it is; called in the other thread."""

        def told(done: int, of: int) -> bool:
            going = goes_on(done, of)
            if going:
                self.progressed.emit(done, of)
            return going

        return told

    def _on_stop(self) -> None:
        self.newest.stop()
        self.cancel.hide()  # what is under way may take a moment to notice
        self._checked = None
        if self.found is None:
            self._say(self.tr("The check was stopped."))

    def _on_busy(self, busy: bool) -> None:
        self.cancel.setVisible(busy and self.page == ALL)
        if not busy:
            self.progress.hide()

    def _on_progress(self, done: int, of: int) -> None:
        if done and self.newest.is_busy:
            self.progress.setRange(0, of)
            self.progress.setValue(done)
            self.progress.setVisible(self.page == ALL)

    def _on_found(self, found: GradientChecks) -> None:
        self.found = found
        if self.page == ALL and not self._is_hidden:
            self._stack.setCurrentIndex(ALL)
            self._show_found()

    def _on_refused(self, error: CircuitError) -> None:
        self._say(sentence(error))

    def _show_found(self) -> None:
        if self.found is None:
            return
        from circuitgrad.gui.understand.check_rows import check_rows, summary

        before = len(self.table.rows_model.rows)
        self.table.show_rows(check_rows(self.found, self.digits), self.theme)
        if before != len(self.found.rows):
            self.table.fit_columns(0)
        text = summary(self.found, self.document.circuit)
        self.told.setText(text)
        self.told.setToolTip(text)
        self._show_sentence()

    def _show_sentence(self) -> None:
        """Says what the verdict of the chosen row rests on; of the worst one where none is."""
        from circuitgrad.gui.understand.check_rows import check_sentence

        rows, at = () if self.found is None else self.found.rows, max(0, self.table.selected)
        show_text(self.sentence, f"{_pretty(rows[at].label)}: {check_sentence(rows[at])}" if at < len(rows) else "")

    def _on_row(self, at: int) -> None:
        """A row is chosen: its input, or wire, is selected on the canvas."""
        self._show_sentence()
        if self.found is None or not 0 <= at < len(self.found.rows):
            return
        chosen, circuit = self.found.rows[at], self.document.circuit
        if chosen.wire is None:
            if chosen.id in circuit:
                self.document.select([chosen.id])
        elif _is_there(circuit, chosen.wire):
            self.document.select((), [chosen.wire])

    # One input

    def _on_input(self) -> None:
        id = self.input.currentData()
        if id in self.document.circuit:
            self.document.select([id])
        self._ask_differences()

    def _ask_differences(self) -> None:
        self._fill_picker()
        self.loader.start()
        run, id = self.document.run, self.input.currentData()
        if run is None or id is None:
            self._say(self.tr("The circuit has no input that could be moved."))
            return
        if (run, id) == self._asked:
            self._show_differences()
            return
        self._asked = (run, id)
        self.table_newest.ask(lambda _: _tabulate(run, id), self._on_differences, self._on_refused)

    def _fill_picker(self) -> None:
        nodes = list(self.document.circuit.inputs())[:MOST_INPUTS]
        listed = [(node.id, pretty_name(node.label)) for node in nodes]
        if listed != self._inputs:
            self._inputs = listed
            self.input.clear()
            for id, name in listed:
                self.input.addItem(name, id)
        chosen = self.document.selection.nodes
        ids = [id for id, _ in listed]
        if len(chosen) == 1 and (id := next(iter(chosen))) in ids:
            self.input.setCurrentIndex(ids.index(id))

    def _on_differences(self, table: DifferenceTable) -> None:
        self.differences = table
        self._show_differences()

    def _show_differences(self) -> None:
        table = self.differences
        if table is None or self.page != ONE or self._is_hidden:
            return
        from circuitgrad.gui.understand.check_rows import difference_rows, explained, passes_text

        before = len(self.steps.rows_model.rows)
        self.steps.show_rows(difference_rows(table, self.digits), self.theme)
        if before != len(table.rows):
            self.steps.fit_columns(0)
        show_text(self.explanation, explained(table))
        show_text(self.count, passes_text(table))
        self.told.setText("")
        if self.plot is not None:
            self.plot.show_table(table)
            name = self.tr("Errors of difference quotients of {name}").format(name=pretty_name(table.label))
            self.plot.setAccessibleName(name)
            self.plot.setAccessibleDescription(explained(table))
        self.export.setEnabled(self.plot is not None)

    # Files

    def use_dialogs(self, dialogs: Dialogs) -> None:
        """Asks for files through these."""
        self._dialogs = dialogs

    def _on_export(self) -> None:
        if self.differences is None or self.plot is None:
            return
        from circuitgrad.gui.plots.export import ask_and_export

        ask_and_export(self.plot, self.differences, self._dialogs or Dialogs(self), self.document)


def _pretty(name: str) -> str:
    return " → ".join(pretty_name(part) for part in name.split(" → "))


def _is_there(circuit: Circuit, wire: Any) -> bool:
    return wire.target in circuit and circuit.source_of(wire) == wire.source


def _check(run: Run, wires: bool, goes_on: GoesOn) -> GradientChecks:
    from circuitgrad.analysis.gradient_check import check_run

    return check_run(run, wires=wires, progress=goes_on)


def _tabulate(run: Run, id: str) -> DifferenceTable:
    from circuitgrad.analysis.difference_table import table_of

    return table_of(run, id)
