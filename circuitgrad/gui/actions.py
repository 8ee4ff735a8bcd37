"""What can be done from menus, toolbar and keys: one table. Menus, toolbar, keyboard sheet and tests read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence

from circuitgrad.gui.document import Passes
from circuitgrad.gui.needs import Need
from circuitgrad.operators import Role

if TYPE_CHECKING:
    from circuitgrad.gui.main_window import MainWindow


class Scope(Enum):
    """Where an action's keys are heard."""

    WINDOW = "window"
    CANVAS = "canvas"
    """Only while the canvas has the focus: a letter typed into a field stays a letter."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done.

    Args:
        key: its permanent name.
        text: what menus call it, in English; dots where it asks something first.
        menu: the key of the menu that it stands in.
        shortcuts: the keys, as Qt writes them; the first is shown.
        handler: does it, given the window.
        tip: one sentence on what it does, in English.
        scope: where the keys are heard.
        checkable: whether it is on or off; the window keeps its mark right.
        primary: whether the toolbar shows it in the accent colour.
        ends_group: whether a line stands below it in the menu.
        short: what its button is called where that is shorter.
        needs: what has to be there; greyed out without it.
    """

    key: str
    text: str
    menu: str
    shortcuts: tuple[str, ...]
    handler: Callable[[MainWindow], object]
    tip: str
    scope: Scope = Scope.WINDOW
    checkable: bool = False
    primary: bool = False
    ends_group: bool = False
    short: str = ""
    needs: Need = Need.NOTHING

    @property
    def button_text(self) -> str:
        """What its button says: its name and, where it is a single one, its key."""
        name = translated(self.short or self.text).replace("&", "")
        key = native_key(self.shortcuts[0]) if self.shortcuts else ""
        return f"{name}  {key}" if key.isalnum() else name


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu.

    Args:
        key: its permanent name.
        text: what it is called, in English.
        parent: the key of the menu that it stands in; empty for the menu bar.
        after: the key of the action in that menu that it follows.
    """

    key: str
    text: str
    parent: str = ""
    after: str = ""


def translated(text: str) -> str:
    """A text of this table in the reader's language."""
    return QCoreApplication.translate("actions", text) if text else ""


def native_key(shortcut: str) -> str:
    """A key as this system writes it."""
    return QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)


MENUS: Final = (
    Menu("file", "&File"),
    Menu("recent", "Open &recent", parent="file", after="open"),
    Menu("examples", "Open e&xample", parent="file", after="open"),
    Menu("edit", "&Edit"),
    Menu("view", "&View"),
    Menu("theme", "&Theme", parent="view", after="zoom_reset"),
    Menu("panels", "&Panels", parent="view", after="zoom_reset"),
    Menu("circuit", "&Circuit"),
    Menu("run", "&Run"),
    Menu("help", "&Help"),
)

_CANVAS: Final = Scope.CANVAS


def _theme(key: str, text: str, tip: str) -> Action:
    return Action(f"theme_{key}", text, "theme", (), lambda window: window.choose_theme(key), tip, checkable=True)


def _role(role: Role, text: str, tip: str) -> Action:
    return Action(
        f"mark_{role}", text, "circuit", (), lambda window: window.view.set_role(role), tip, needs=Need.INPUTS
    )


def _run(window: MainWindow, passes: Passes) -> None:
    window.document.run_passes(passes)


# fmt: off
ACTIONS: Final = (
    Action("new", "&New", "file", ("Ctrl+N",), lambda w: w.files.new(), "Starts an empty circuit."),
    Action("open", "&Open…", "file", ("Ctrl+O",), lambda w: w.files.open(), "Opens a circuit from a file.",
           short="Open"),
    Action("save", "&Save", "file", ("Ctrl+S",), lambda w: w.files.save(), "Writes the circuit to its file."),
    Action("save_as", "Save &as…", "file", ("Ctrl+Shift+S",), lambda w: w.files.save_as(),
           "Writes the circuit to another file."),
    Action("export", "&Export picture…", "file", (), lambda w: w.files.export(),
           "Draws the circuit with its numbers as SVG, PNG or PDF.", ends_group=True, needs=Need.NODES_IN_CIRCUIT),
    Action("quit", "&Quit", "file", ("Ctrl+Q",), lambda w: w.close(), "Closes the window."),

    Action("undo", "&Undo", "edit", ("Ctrl+Z",), lambda w: w.undo(), "Takes back the last step."),
    Action("redo", "&Redo", "edit", ("Ctrl+Shift+Z", "Ctrl+Y"), lambda w: w.redo(),
           "Makes the step again that was taken back.", ends_group=True),
    Action("cut", "Cu&t", "edit", ("Ctrl+X",), lambda w: w.view.cut(),
           "Puts the selected nodes on the clipboard and deletes them.", _CANVAS, needs=Need.NODES),
    Action("copy", "&Copy", "edit", ("Ctrl+C",), lambda w: w.view.copy(),
           "Puts the selected nodes on the clipboard.", _CANVAS, needs=Need.NODES),
    Action("paste", "&Paste", "edit", ("Ctrl+V",), lambda w: w.view.paste(),
           "Adds what is on the clipboard: nodes, or a formula.", _CANVAS, needs=Need.CLIPBOARD),
    Action("duplicate", "&Duplicate", "edit", ("Ctrl+D",), lambda w: w.view.duplicate(),
           "Adds a copy of the selected nodes.", _CANVAS, ends_group=True, needs=Need.NODES),
    Action("delete", "De&lete", "edit", ("Del",), lambda w: w.view.delete_selection(),
           "Deletes what is selected.", _CANVAS, needs=Need.SELECTION),
    Action("delete_and_reconnect", "Delete and reco&nnect", "edit", ("Ctrl+Del",),
           lambda w: w.view.delete_and_reconnect(), "Deletes the selected nodes and closes the gap with wires.",
           _CANVAS, ends_group=True, needs=Need.NODES),
    Action("select_all", "Select &all", "edit", ("Ctrl+A",), lambda w: w.view.select_all(), "Selects every node.",
           _CANVAS, needs=Need.NODES_IN_CIRCUIT),
    Action("select_upstream", "Select up&stream", "edit", ("Alt+U",), lambda w: w.view.select_upstream(),
           "Adds to the selection all that the selected nodes depend on.", _CANVAS, needs=Need.NODES),
    Action("select_downstream", "Select do&wnstream", "edit", ("Alt+D",), lambda w: w.view.select_downstream(),
           "Adds to the selection all that depends on the selected nodes.", _CANVAS, ends_group=True, needs=Need.NODES),
    Action("settings", "Settin&gs…", "edit", ("Ctrl+,",), lambda w: w.show_settings(),
           "Shows what can be set: theme, digits and more."),

    Action("fit_selection", "&Fit selection", "view", ("F", "."), lambda w: w.view.fit_selection(),
           "Shows the selected nodes, or all where none is selected.", _CANVAS, short="Fit",
           needs=Need.NODES_IN_CIRCUIT),
    Action("fit", "Fit &all", "view", ("Home",), lambda w: w.view.fit(), "Shows the whole circuit.", _CANVAS,
           ends_group=True, needs=Need.NODES_IN_CIRCUIT),
    Action("zoom_in", "Zoom &in", "view", ("Ctrl++", "Ctrl+="), lambda w: w.view.zoom_in(), "Shows it larger."),
    Action("zoom_out", "Zoom &out", "view", ("Ctrl+-",), lambda w: w.view.zoom_out(), "Shows it smaller."),
    Action("zoom_reset", "&100 %", "view", ("Ctrl+0",), lambda w: w.view.zoom_reset(), "Shows it at 100 %.",
           ends_group=True),
    _theme("system", "As the &system", "Light or dark, as the system is."),
    _theme("light", "&Light", "Dark ink on white."),
    _theme("dark", "&Dark", "Light ink on black."),

    Action("add", "&Add…", "circuit", ("Shift+A",), lambda w: w.view.open_search(),
           "Finds an operator by name, or takes a formula; Tab and Space on the canvas do the same.", _CANVAS,
           ends_group=True),
    Action("rename", "Re&name", "circuit", ("F2",), lambda w: w.view.rename(), "Names the selected node.", _CANVAS,
           needs=Need.NODE),
    Action("edit_value", "Change &value", "circuit", ("Return", "Enter"), lambda w: w.view.edit_value(),
           "Types another value into the selected node.", _CANVAS, needs=Need.NUMBER),
    Action("swap_inputs", "S&wap inputs", "circuit", ("S",), lambda w: w.view.swap_inputs(),
           "Swaps the first two inputs of the selected operator.", _CANVAS, needs=Need.SWAPPABLE),
    Action("replace", "&Replace by…", "circuit", ("R",), lambda w: w.view.replace_by_search(),
           "Finds another operator for the selected one, which keeps its wires.", _CANVAS, ends_group=True,
           needs=Need.OPERATOR),
    _role(Role.PARAMETER, "Mark as &parameter", "The selected inputs may be moved."),
    _role(Role.DATA, "Mark as &data", "The selected inputs are given by the world, and held."),
    _role(Role.CONSTANT, "Mark as &constant", "The selected inputs never move."),
    Action("choose_objective", "Make it the &objective", "circuit", (), lambda w: w.view.choose_objective(),
           "Asks for the gradients of the selected node.", ends_group=True, needs=Need.NODE),
    Action("tidy", "&Tidy", "circuit", ("L",), lambda w: w.view.tidy(),
           "Lays out the selected nodes, or all where fewer than two are selected.", _CANVAS,
           needs=Need.NODES_IN_CIRCUIT),

    Action("forward", "&Forward", "run", ("F5",), partial(_run, passes=Passes.FORWARD),
           "Computes the value of every node.", primary=True, needs=Need.NODES_IN_CIRCUIT),
    Action("backward", "&Backward", "run", ("F6",), partial(_run, passes=Passes.BOTH),
           "Computes the values, and then the gradient of every wire and node.", primary=True, ends_group=True,
           needs=Need.NODES_IN_CIRCUIT),
    Action("live", "&Live", "run", (), lambda w: w.toggle_live(), "Every edit runs both passes.", checkable=True),

    Action("keyboard_sheet", "&Keys and gestures", "help", ("?",), lambda w: w.show_keyboard_sheet(),
           "Lists every key and what the mouse does.", _CANVAS),
    Action("about", "&About CircuitGrad", "help", (), lambda w: w.show_about(), "Tells version and licence."),
)
# fmt: on

BY_KEY: Final = {action.key: action for action in ACTIONS}

TOOLBAR: Final = (
    ("open", "save"),
    ("undo", "redo"),
    ("forward", "backward", "live"),
    ("tidy", "fit_selection"),
)
"""The buttons of the toolbar, by group."""
