"""Scenarios: sets of values beside each other, with what comes of each; to apply, compare, keep and share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from circuitgrad.circuit import Circuit, Scenario
from circuitgrad.circuit.changes import Change, ScenarioChanged, concerns_results
from circuitgrad.circuit.edits import SetValue
from circuitgrad.errors import BatchStopped, CircuitError, ValueProblem
from circuitgrad.formats.atomic import read_whole, write_atomically
from circuitgrad.formats.scenarios_csv import MOST_BYTES, scenarios_from_csv, scenarios_to_csv, text_of
from circuitgrad.gui.background import Background
from circuitgrad.gui.dialogs import Dialogs
from circuitgrad.gui.document import Document
from circuitgrad.gui.messages import sentence
from circuitgrad.gui.names import pretty_name
from circuitgrad.gui.panels.panel import GAP, MARGIN, LazyRefresh, label, show_if, show_text
from circuitgrad.gui.panels.pass_hint import objective_id, pass_hint
from circuitgrad.gui.theme import Theme
from circuitgrad.gui.what_if.copies import Copies
from circuitgrad.gui.what_if.fitting_buttons import FittingButtons
from circuitgrad.gui.what_if.newest import Newest
from circuitgrad.gui.what_if.scenario_model import NAME, ScenarioModel
from circuitgrad.gui.what_if.scenario_rows import NOW, Content, Row, RowMaker, compute, csv_line, other_outputs
from circuitgrad.gui.what_if.scenario_steps import (
    add_scenarios,
    duplicate_scenarios,
    make_baseline,
    move_scenarios,
    pin_scenario,
    remove_scenarios,
    rename_scenario,
    set_scenario_value,
)
from circuitgrad.gui.what_if.scenario_table import ScenarioTable


@dataclass(frozen=True, slots=True)
class Deed:
    """What can be done to scenarios.

    Args:
        key: its permanent name, and that of the panel's method.
        text: what menu and button call it, in English.
        tip: one sentence on what it does, in English.
        keys: heard while the table has the focus, as Qt writes them.
        rows: how many scenarios have to be selected: 0 for any number, 1 for one, 2 for at least one.
        button: whether it has a button beside its entry in the menu.
        ends_group: whether a line stands below it in the menu.
    """

    key: str
    text: str
    tip: str
    keys: tuple[str, ...] = ()
    rows: int = 0
    button: bool = False
    ends_group: bool = False


def _tip(text: str) -> str:
    return str(QT_TRANSLATE_NOOP("scenarios", text))


# fmt: off
DEEDS: Final = (
    Deed("pin", "Pin now", "Keeps the values that the inputs have now as a scenario.", button=True),
    Deed("apply", "Apply", "Gives the inputs the values of the scenario, as one step.", ("Return", "Enter"), 1, True),
    Deed("make_baseline", "Make baseline", "Shows differences from this scenario from now on.", (), 1, True, True),
    Deed("duplicate", "Duplicate", "Adds a copy of each selected scenario.", ("Ctrl+D",), 2, True),
    Deed("rename", "Rename", "Gives the scenario another name.", ("F2",), 1),
    Deed("move_up", "Move up", "Puts the selected scenarios one row higher.", ("Alt+Up",), 2),
    Deed("move_down", "Move down", "Puts the selected scenarios one row lower.", ("Alt+Down",), 2),
    Deed("delete", "Delete", "Deletes the selected scenarios.", ("Del",), 2, True, True),
    Deed("copy", "Copy", "Copies the selected rows, or all, for a spreadsheet, with all digits.", ("Ctrl+C",)),
    Deed("paste", "Paste", "Adds scenarios from the clipboard, such as rows of a spreadsheet.", ("Ctrl+V",), 0, False,
         True),
    Deed("save", "Save as CSV…", "Writes all scenarios to a file that spreadsheets read."),
    Deed("load", "Load from CSV…", "Adds the scenarios in a file."),
)
# fmt: on


class ScenariosPanel(LazyRefresh):
    """The table of scenarios, with what can be done to them.

    Signals:
        said (str): something was done that a person should know, in the reader's language.
    """

    CALM = 120
    said = Signal(str)

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, parent)
        self.setObjectName("scenarios")
        self.dialogs: Dialogs = Dialogs(self)
        self.newest = Newest(self)
        self.background = Background(self)
        self._copies = Copies(document, self)
        self._maker = RowMaker()
        self._wanted: list[str] | None = None
        self.model = ScenarioModel(self)
        self.table = ScenarioTable(self.model, self)
        self.actions_by_key = {deed.key: self._action(deed) for deed in DEEDS}
        self.buttons = FittingButtons([self.actions_by_key[deed.key] for deed in DEEDS if deed.button])
        self._hint = label("scenarios_hint", soft=True, wrap=True)
        self._lay_out()
        self._connect()
        self.follow()

    def _action(self, deed: Deed) -> QAction:
        action = QAction(_tr(deed.text), self)
        action.setObjectName(f"scenario_{deed.key}")
        action.setShortcuts([QKeySequence(keys) for keys in deed.keys])
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(_tr(deed.tip).removesuffix(".") + (f" ({key})" if key else ""))
        action.triggered.connect(getattr(self, deed.key))
        self.table.addAction(action)
        if deed.ends_group:
            line = QAction(self.table)
            line.setSeparator(True)
            self.table.addAction(line)
        return action

    def _lay_out(self) -> None:
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.buttons.add_menu(self.table.actions())
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
        column.setSpacing(GAP)
        column.addWidget(self.buttons)
        column.addWidget(self.table, 1)
        column.addWidget(self._hint)

    def _connect(self) -> None:
        document, model = self.document, self.model
        document.reset.connect(self._forget)
        document.changed.connect(self._on_changed)
        document.baseline_changed.connect(self._note)
        self.table.applied.connect(self._apply_row)
        self.table.selectionModel().selectionChanged.connect(self._grey_out)
        model.modelReset.connect(self._select_again)
        model.modelAboutToBeReset.connect(self._remember_selection)
        model.renamed.connect(self._rename)
        model.value_entered.connect(self._set_value)
        model.refused.connect(self._refuse_text)
        model.moved.connect(self._move)

    def stop(self) -> None:
        """Gives up what is computed or read; what is being written is written."""
        self.newest.stop()
        self.background.finish()

    def _forget(self) -> None:
        self.newest.stop()
        self.background.cancel()
        self._maker = RowMaker()
        self.model.show_results(None)

    def _on_changed(self, changes: tuple[Change, ...]) -> None:
        """Scenarios change no result, and yet they show here."""
        if any(isinstance(change, ScenarioChanged) for change in changes) and not any(map(concerns_results, changes)):
            self._note()

    # Showing

    def refresh(self) -> None:
        """Shows the rows at once, and asks for what comes of them."""
        document = self.document
        circuit, inputs = document.circuit, document.circuit.inputs()
        rows = self._maker.rows(document.scenario_now(NOW, self.tr("now")), tuple(circuit.scenarios.values()))
        columns, hidden = self._maker.columns(inputs, rows)
        id = objective_id(document)
        objective = "" if id is None else circuit.node(id).label
        outputs = other_outputs(circuit, objective)
        self.table.dress(self.theme, self.digits)
        self.model.show(
            Content(rows if inputs else (), columns, hidden, objective, circuit.baseline is not None, outputs),
            self.theme,
            self.digits,
        )
        self._select_wanted()
        self._grey_out()
        show_if(self.table, bool(inputs))
        self._ask()

    def _ask(self) -> None:
        content, asked = self.model.content, self._copies.asked()
        if asked is None or not content.rows:
            self.newest.stop()
            self.model.show_results(None)
            self._show_hint("")
            return
        self._show_hint("")
        now, *scenarios = content.rows
        baseline = self.document.circuit.baseline
        self.newest.ask(
            lambda goes_on: compute(asked, now, scenarios, baseline, goes_on, content.outputs),
            self.model.show_results,
            self._on_refused,
        )

    def _on_refused(self, error: CircuitError) -> None:
        if not isinstance(error, BatchStopped):
            self.model.show_results(None)
            self._show_hint(sentence(error))

    def _show_hint(self, refusal: str) -> None:
        content = self.model.content
        lines = [refusal]
        if not content.rows:
            lines.append(self.tr("There is no input yet: a scenario is a set of their values."))
        elif self.document.run is None or not content.objective:
            lines.append(pass_hint(self.document))
        if len(content.rows) == 1:
            lines.append(self.tr("No scenario yet: “Pin now” keeps the values of now as one."))
        if content.hidden:
            lines.append(self.tr("{count} more inputs are not shown.").format(count=f"{content.hidden:,}"))
        show_text(self._hint, " ".join(line for line in lines if line))

    # What is selected

    @property
    def selected(self) -> list[str]:
        """The ids of the scenarios that are selected, from the top."""
        ids = (self.model.row(row).scenario.id for row in self.table.selected_rows())
        return [id for id in ids if id != NOW]

    def select(self, ids: Sequence[str]) -> None:
        """Selects scenarios, as soon as they are shown."""
        self._wanted = list(ids)
        self._select_wanted()

    def _remember_selection(self) -> None:
        if self._wanted is None:
            self._wanted = self.selected

    def _select_again(self) -> None:
        self._select_wanted()

    def _select_wanted(self) -> None:
        if self._wanted is None:
            return
        places = [place for id in self._wanted if (place := self.model.place_of(id)) >= 0]
        if places or not self._wanted:
            self._wanted = None
            self.table.select_rows(places)

    def _grey_out(self, *_: object) -> None:
        count, all_rows = len(self.selected), self.model.rowCount()
        for deed in DEEDS:
            possible = {0: True, 1: count == 1, 2: count > 0}[deed.rows]
            self.actions_by_key[deed.key].setEnabled(possible and (all_rows > 0 or deed.key in ("load", "paste")))
        self.actions_by_key["save"].setEnabled(all_rows > 1)

    # Doing

    def pin(self) -> None:
        """Keeps the values of now as a scenario."""
        scenario = pin_scenario(self.document)
        if scenario is not None:
            self.select([scenario.id])

    def apply(self) -> None:
        """Gives the inputs the values of the selected scenario."""
        chosen = self.selected
        if len(chosen) == 1:
            self._apply(self.document.circuit.scenarios[chosen[0]])

    def _apply_row(self, row: int) -> None:
        scenario = self.model.row(row).scenario
        if scenario.id != NOW:
            self._apply(scenario)

    def _apply(self, scenario: Scenario) -> None:
        name = scenario.name or self.tr("a scenario")
        self.document.apply_scenario(scenario, self.tr("Apply {name}").format(name=name))

    def make_baseline(self) -> None:
        """Shows differences from the selected scenario."""
        for id in self.selected[:1]:
            make_baseline(self.document, id)

    def duplicate(self) -> None:
        """Adds a copy of each selected scenario."""
        if self.selected:
            self.select(duplicate_scenarios(self.document, self.selected))

    def rename(self) -> None:
        """Opens the name of the selected scenario."""
        for id in self.selected[:1]:
            index = self.model.index(self.model.place_of(id), NAME)
            self.table.setCurrentIndex(index)
            self.table.setFocus()
            self.table.edit(index)

    def move_up(self) -> None:
        """Puts the selected scenarios one row higher."""
        self._move_by(-1)

    def move_down(self) -> None:
        """Puts the selected scenarios one row lower."""
        self._move_by(1)

    def _move_by(self, step: int) -> None:
        ids, order = self.selected, list(self.document.circuit.scenarios)
        places = [order.index(id) for id in ids]
        if places:
            target = places[0] - 1 if step < 0 else places[-1] + 2
            self._move(ids, max(0, min(target, len(order))))

    def _move(self, ids: Sequence[str], place: int) -> None:
        if ids:
            move_scenarios(self.document, ids, place)
            self.select(ids)

    def delete(self) -> None:
        """Deletes the selected scenarios; the one below them is selected then."""
        ids, order = self.selected, list(self.document.circuit.scenarios)
        if not ids:
            return
        at = order.index(ids[-1])
        rest = [id for id in order[at + 1 :] + order[at::-1] if id not in ids]
        remove_scenarios(self.document, ids)
        self.select(rest[:1])

    def _rename(self, id: str, name: str) -> None:
        rename_scenario(self.document, id, name)

    def _set_value(self, id: str, input: str, value: float | None) -> None:
        document = self.document
        if input not in document.circuit:
            return
        if id != NOW:
            set_scenario_value(document, id, input, value)
        elif value is not None:
            name = pretty_name(document.circuit.node(input).label)
            document.do(SetValue(input, value), self.tr("Set {name}").format(name=name))

    def _refuse_text(self, text: str) -> None:
        template = "“{text}” is no number: type one such as −0.5 or 1e-3."
        self.document.refused.emit(ValueProblem(template, text=text))

    # Sharing

    def copy(self) -> None:
        """Puts the selected rows, or all, on the clipboard: with tabs between the columns and all digits."""
        rows = [self.model.row(row) for row in self.table.selected_rows()] or list(self.model.content.rows)
        if rows:
            QGuiApplication.clipboard().setText(self._table_text(rows, complete=True, separator="\t"))

    def _table_text(self, rows: Sequence[Row], *, complete: bool, separator: str = ",") -> str:
        content, results = self.model.content, self.model.results
        lines = [
            csv_line(row, content.rows[0], results, has_baseline=content.has_baseline, complete=complete)
            for row in rows
        ]
        return scenarios_to_csv(self.document.circuit, lines, separator=separator)

    def paste(self) -> None:
        """Adds the scenarios on the clipboard."""
        text = QGuiApplication.clipboard().text()
        self._read(lambda circuit: scenarios_from_csv(text, circuit, _tr("clipboard")), _tr("Paste scenarios"))

    def save(self) -> None:
        """Asks for a file and writes all scenarios to it."""
        stem = self.document.path.stem if self.document.path is not None else self.document.example or "circuit"
        path = self.dialogs.path_for_table(self._folder() / f"{stem}-scenarios.csv")
        if path is None:
            return
        text = self._table_text(self.model.content.rows[1:], complete=False)
        self.background.start(
            lambda: write_atomically(path, text.encode()),
            lambda _: self.said.emit(self.tr("The scenarios are in “{file}”.").format(file=path)),
            self.document.refused.emit,
        )

    def load(self) -> None:
        """Asks for a file and adds the scenarios in it."""
        path = self.dialogs.path_to_open_table(self._folder())
        if path is None:
            return
        self._read(
            lambda circuit: scenarios_from_csv(
                text_of(read_whole(path, most=MOST_BYTES), path.name), circuit, path.name
            ),
            self.tr("Load scenarios"),
        )

    def _read(self, reader: Callable[[Circuit], list[Scenario]], text: str) -> None:
        fragment = self.document.circuit.fragment()

        def then(scenarios: list[Scenario]) -> None:
            self.select(add_scenarios(self.document, scenarios, text))

        self.background.start(lambda: reader(Circuit(fragment)), then, self.document.refused.emit)

    def _folder(self) -> Path:
        path = self.document.path
        return path.parent if path is not None and path.parent.is_dir() else Path.home()


def _tr(text: str) -> str:
    return QCoreApplication.translate("scenarios", text)
