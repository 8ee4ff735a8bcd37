"""What can be done from menus, toolbar and keys: one table. Menus, toolbar, keyboard sheet and tests read it."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence

from circuitgrad.frozen import frozen
from circuitgrad.gui.canvas.arranging import Edge
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


@frozen
class Action:
    """One thing that can be done.

    Args:
        key: its permanent name.
        text: what menus call it, in English; dots where it asks something first.
        menu: the key of the menu that it stands in.
        shortcuts: the keys at first, as Qt writes them; the first is shown. `Shortcuts` knows those of now.
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

    def button_text(self, key: str) -> str:
        """What its button says: its name and, where it is a plain one, its key as the system writes it."""
        name = translated(self.short or self.text).replace("&", "")
        return f"{name}  {key}" if key.isalnum() else name


@frozen
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
    Menu("arrange", "Arran&ge", parent="circuit", after="tidy"),
    Menu("exercise", "E&xercise", parent="circuit", after="tidy_down"),
    Menu("run", "&Run"),
    Menu("what_if", "&What if"),
    Menu("help", "&Help"),
)

_CANVAS: Final = Scope.CANVAS


def _theme(key: str, text: str, tip: str) -> Action:
    return Action(f"theme_{key}", text, "theme", (), lambda window: window.choose_theme(key), tip, checkable=True)


def _role(role: Role, text: str, tip: str) -> Action:
    return Action(
        f"mark_{role}", text, "circuit", (), lambda window: window.view.set_role(role), tip, needs=Need.INPUTS
    )


def _align(edge: Edge, text: str, keys: tuple[str, ...], tip: str, *, ends_group: bool = False) -> Action:
    return Action(f"align_{edge.value}", text, "arrange", keys, lambda window: window.view.align(edge), tip, _CANVAS,
                  ends_group=ends_group, needs=Need.SEVERAL)  # fmt: skip


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

    Action("undo", "&Undo", "edit", ("Ctrl+Z",), lambda w: w.undo(), "Takes back the last step.",
           needs=Need.STEP_BACK),
    Action("redo", "&Redo", "edit", ("Ctrl+Shift+Z", "Ctrl+Y"), lambda w: w.redo(),
           "Makes the step again that was taken back.", ends_group=True, needs=Need.STEP_AHEAD),
    Action("cut", "Cu&t", "edit", ("Ctrl+X",), lambda w: w.view.cut(),
           "Puts what is selected on the clipboard and deletes it.", _CANVAS, needs=Need.PIECES),
    Action("copy", "&Copy", "edit", ("Ctrl+C",), lambda w: w.view.copy(),
           "Puts the selected nodes, frames and notes on the clipboard.", _CANVAS, needs=Need.PIECES),
    Action("paste", "&Paste", "edit", ("Ctrl+V",), lambda w: w.view.paste(),
           "Adds what is on the clipboard: nodes, or a formula.", _CANVAS, needs=Need.CLIPBOARD),
    Action("paste_keeping_wires", "Paste &keeping wires", "edit", ("Ctrl+Shift+V",),
           lambda w: w.view.paste_keeping_wires(), "Adds what is on the clipboard, fed by what feeds the originals.",
           _CANVAS, needs=Need.CLIPBOARD),
    Action("duplicate", "&Duplicate", "edit", ("Ctrl+D",), lambda w: w.view.duplicate(),
           "Adds a copy of the selected nodes, frames and notes.", _CANVAS, ends_group=True, needs=Need.PIECES),
    Action("delete", "De&lete", "edit", ("Del",), lambda w: w.view.delete_selection(),
           "Deletes what is selected.", _CANVAS, needs=Need.SELECTION),
    Action("delete_and_reconnect", "Delete and reco&nnect", "edit", ("Ctrl+Del",),
           lambda w: w.view.delete_and_reconnect(), "Deletes the selected nodes and closes the gap with wires.",
           _CANVAS, ends_group=True, needs=Need.NODES),
    Action("select_all", "Select &all", "edit", ("Ctrl+A",), lambda w: w.view.select_all(),
           "Selects every node, frame and note.", _CANVAS, needs=Need.NODES_IN_CIRCUIT),
    Action("select_upstream", "Select up&stream", "edit", ("Alt+U",), lambda w: w.view.select_upstream(),
           "Adds to the selection all that the selected nodes depend on.", _CANVAS, needs=Need.NODES),
    Action("select_downstream", "Select do&wnstream", "edit", ("Alt+D",), lambda w: w.view.select_downstream(),
           "Adds to the selection all that depends on the selected nodes.", _CANVAS, needs=Need.NODES),
    Action("next_remark", "Select next fra&me or note", "edit", ("Shift+C",), lambda w: w.view.next_remark(),
           "Goes from frame to note to frame; Alt and the arrow keys resize the selected one.", _CANVAS,
           ends_group=True, needs=Need.REMARKS_IN_CIRCUIT),
    Action("find", "&Find…", "edit", ("Ctrl+F",), lambda w: w.overlays.show_find(),
           "Finds nodes by name, operator, or a condition such as gradient < 0; frames and notes too.",
           needs=Need.NODES_IN_CIRCUIT),
    Action("find_next", "Find ne&xt", "edit", ("F3",), lambda w: w.overlays.show_find(step=1),
           "Goes to the next node that was found.", needs=Need.NODES_IN_CIRCUIT),
    Action("find_previous", "Find pre&vious", "edit", ("Shift+F3",), lambda w: w.overlays.show_find(step=-1),
           "Goes to the node that was found before.", needs=Need.NODES_IN_CIRCUIT),
    Action("select_hits", "Select all &hits", "edit", ("Alt+Return",), lambda w: w.overlays.select_hits(),
           "Selects all nodes that were found.", ends_group=True, needs=Need.NODES_IN_CIRCUIT),
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
    Action("minimap", "&Minimap", "view", (), lambda w: w.toggle_minimap(),
           "Shows a small map of the circuit while not all of it is in view.", checkable=True),
    Action("command_palette", "&Command palette…", "view", ("Ctrl+Shift+P",),
           lambda w: w.overlays.show_command_palette(), "Finds every action by its name and runs it."),
    Action("snap", "S&nap while dragging", "view", (), lambda w: w.toggle_snap(),
           "Dragged nodes snap to the grid and to each other; Shift does the opposite.", checkable=True),
    Action("follow_paths", "Paths on ho&ver", "view", (), lambda w: w.toggle_follow_paths(),
           "Resting the pointer on an input lights all its paths to the objective.", checkable=True),
    _theme("system", "As the &system", "Light or dark, as the system is."),
    _theme("light", "&Light", "Dark ink on white."),
    _theme("dark", "&Dark", "Light ink on black."),

    Action("add", "&Add…", "circuit", ("Shift+A",), lambda w: w.view.open_search(),
           "Finds an operator by name, or takes a formula; Tab and Space on the canvas do the same.", _CANVAS,
           ends_group=True),
    Action("rename", "Re&name", "circuit", ("F2",), lambda w: w.view.rename(),
           "Names the selected node, or opens the text of a frame or note.", _CANVAS, needs=Need.NAMEABLE),
    Action("edit_value", "Change &value", "circuit", ("Return", "Enter"), lambda w: w.view.answer_or_edit(),
           "Types another value into the selected node.", _CANVAS, needs=Need.NUMBER),
    Action("connect", "W&ire to…", "circuit", ("W",), lambda w: w.view.connect_selection(),
           "Wires the selected node to one of a list, or several to the one that was selected last.", _CANVAS,
           needs=Need.NODES),
    Action("choose_wire", "Se&lect a wire…", "circuit", ("Shift+W",), lambda w: w.view.choose_wire(),
           "Selects one of the wires of the selected node.", _CANVAS, needs=Need.NODE),
    Action("swap_inputs", "S&wap inputs", "circuit", ("S",), lambda w: w.view.swap_inputs(),
           "Swaps the first two inputs of the selected operator.", _CANVAS, needs=Need.SWAPPABLE),
    Action("replace", "&Replace by…", "circuit", ("R",), lambda w: w.view.replace_by_search(),
           "Finds another operator for the selected one, which keeps its wires.", _CANVAS, needs=Need.OPERATOR),
    Action("bypass", "&Bypass", "circuit", ("M",), lambda w: w.view.toggle_bypass(),
           "The selected operators pass their first input through, or compute again.", _CANVAS, needs=Need.OPERATORS),
    Action("insert_dot", "Insert rero&ute dot", "circuit", (), lambda w: w.view.insert_dots(),
           "Puts a dot into each selected wire, to lead it around things.", _CANVAS, ends_group=True,
           needs=Need.WIRES),
    _role(Role.PARAMETER, "Mark as &parameter", "The selected inputs may be moved."),
    _role(Role.DATA, "Mark as &data", "The selected inputs are given by the world, and held."),
    _role(Role.CONSTANT, "Mark as &constant", "The selected inputs never move."),
    Action("hold", "Hold or relea&se", "circuit", ("H",), lambda w: w.view.toggle_hold(),
           "What if may no longer move the selected inputs, or may move them again.", _CANVAS, needs=Need.INPUTS),
    Action("choose_objective", "Make it the &objective", "circuit", ("O",), lambda w: w.view.choose_objective(),
           "Asks for the gradients of the selected node.", _CANVAS, ends_group=True, needs=Need.NODE),
    Action("add_frame", "&Frame", "circuit", ("C",), lambda w: w.view.add_frame(),
           "Puts a titled frame round what is selected; nodes in it move with it.", _CANVAS),
    Action("add_note", "Add not&e", "circuit", ("N",), lambda w: w.view.add_note(),
           "Puts a note for a few lines of text on the canvas.", _CANVAS, ends_group=True),
    Action("pin", "Pin &here", "circuit", ("P",), lambda w: w.view.toggle_pin(),
           "Tidying leaves the selected nodes where they are, or may move them again.", _CANVAS, needs=Need.NODES),
    Action("tidy", "&Tidy", "circuit", ("L",), lambda w: w.view.tidy(),
           "Lays out the selected nodes, or all where fewer than two are selected; long wires get lanes.", _CANVAS,
           needs=Need.NODES_IN_CIRCUIT),
    Action("tidy_down", "Tid&y downward", "circuit", ("Shift+L",), lambda w: w.view.tidy("down"),
           "Lays out the selected nodes, or all, from top to bottom.", _CANVAS, needs=Need.NODES_IN_CIRCUIT),

    _align(Edge.LEFT, "Align &left edges", ("Ctrl+Shift+Left",), "Brings the left edges of the nodes on one line."),
    _align(Edge.CENTRE, "Align &centres", ("Ctrl+Shift+C",), "Brings the middles of the nodes on one upright line."),
    _align(Edge.RIGHT, "Align &right edges", ("Ctrl+Shift+Right",), "Brings the right edges of the nodes on one line.",
           ends_group=True),
    _align(Edge.TOP, "Align &top edges", ("Ctrl+Shift+Up",), "Brings the upper edges of the nodes on one line."),
    _align(Edge.MIDDLE, "Align &middles", ("Ctrl+Shift+M",), "Brings the middles of the nodes on one level line."),
    _align(Edge.BOTTOM, "Align &bottom edges", ("Ctrl+Shift+Down",), "Brings the lower edges of the nodes on one line.",
           ends_group=True),
    Action("distribute_across", "Distribute &across", "arrange", ("Alt+Shift+H",),
           lambda w: w.view.distribute(across=True), "Makes the gaps between the selected nodes alike, left to right.",
           _CANVAS, needs=Need.SEVERAL),
    Action("distribute_down", "Distribute &down", "arrange", ("Alt+Shift+V",),
           lambda w: w.view.distribute(across=False), "Makes the gaps between the selected nodes alike, top to bottom.",
           _CANVAS, needs=Need.SEVERAL),

    Action("hide_and_ask", "&Hide and ask", "exercise", ("Q",), lambda w: w.exercise.hide_and_ask(),
           "Hides the numbers of what is selected, and asks for them.", _CANVAS, needs=Need.NODES_OR_WIRES),
    Action("hide_values", "Hide all &values", "exercise", (), lambda w: w.exercise.hide_values(),
           "Hides the value of everything that is computed, and asks for it.", needs=Need.NODES_IN_CIRCUIT),
    Action("hide_gradients", "Hide all &gradients", "exercise", (), lambda w: w.exercise.hide_gradients(),
           "Hides the gradient of every wire and every sum of them, and asks for it.", needs=Need.NODES_IN_CIRCUIT),
    Action("ask_effects", "Ask &which way", "exercise", (), lambda w: w.exercise.ask_effects(),
           "Asks of every input whether raising it raises or lowers the objective.", needs=Need.NODES_IN_CIRCUIT),
    Action("stop_hiding", "&Stop hiding", "exercise", ("Shift+Q",), lambda w: w.exercise.stop_hiding(),
           "Asks no more of what is selected, or nothing at all where nothing is selected.", _CANVAS, ends_group=True,
           needs=Need.EXERCISE),
    Action("answer_next", "&Answer the next", "exercise", ("Ctrl+Return",), lambda w: w.exercise.answer_next(),
           "Opens the next number that is asked for; Tab on the canvas does the same.", needs=Need.QUESTION),
    Action("show_answer", "Show the a&nswer", "exercise", ("Ctrl+Shift+Return",), lambda w: w.exercise.show_answer(),
           "Shows the number that is asked for, and counts it as shown.", needs=Need.QUESTION),
    Action("start_over", "Start &over", "exercise", (), lambda w: w.exercise.start_over(),
           "Hides every number of the exercise again.", needs=Need.EXERCISE),

    Action("forward", "&Forward", "run", ("F5",), partial(_run, passes=Passes.FORWARD),
           "Computes the value of every node.", primary=True, needs=Need.NODES_IN_CIRCUIT),
    Action("backward", "&Backward", "run", ("F6",), partial(_run, passes=Passes.BOTH),
           "Computes the values, and then the gradient of every wire and node.", primary=True, ends_group=True,
           needs=Need.NODES_IN_CIRCUIT),
    Action("step", "&Step", "run", ("F10",), lambda w: w.open_steps().step(),
           "Goes one step on in the passes: one node at a time, first its value, then its gradients.",
           needs=Need.NODES_IN_CIRCUIT),
    Action("step_back", "Step bac&k", "run", ("F9",), lambda w: w.open_steps().back(),
           "Goes one step back in the passes.", needs=Need.NODES_IN_CIRCUIT),
    Action("play_steps", "&Play or pause", "run", ("Ctrl+F10",), lambda w: w.open_steps().toggle_play(),
           "Plays the passes step by step, or stops.", needs=Need.NODES_IN_CIRCUIT),
    Action("leave_steps", "Lea&ve the steps", "run", (), lambda w: w.leave_steps(),
           "Shows all numbers again; Esc on the canvas does the same while nothing is selected.", ends_group=True,
           needs=Need.STEPS),
    Action("check", "&Check the gradients", "run", ("F7",), lambda w: w.check_gradients(),
           "Compares every gradient with differences and complex steps.", needs=Need.NODES_IN_CIRCUIT),
    Action("show_paths", "Show the p&aths", "run", ("F8",), lambda w: w.show_paths(),
           "Takes the gradient of the selected node apart into its paths to the objective.",
           needs=Need.NODES_IN_CIRCUIT),
    Action("live", "&Live", "run", (), lambda w: w.toggle_live(), "Every edit runs both passes.", checkable=True),

    Action("pin_baseline", "&Pin baseline", "what_if", ("Ctrl+B",), lambda w: w.pin_baseline(),
           "From now on shows how everything differs from the values that the inputs have now.",
           needs=Need.NODES_IN_CIRCUIT),
    Action("unpin_baseline", "&Unpin baseline", "what_if", ("Ctrl+Shift+B",), lambda w: w.document.unpin_baseline(),
           "Shows no differences any more.", needs=Need.BASELINE),
    Action("back_to_baseline", "&Back to baseline", "what_if", (), lambda w: w.document.back_to_baseline(),
           "Gives every input the value that it has in the baseline.", needs=Need.BASELINE),
    Action("pin_scenario", "Pin &scenario", "what_if", ("Ctrl+Shift+K",), lambda w: w.pin_scenario(),
           "Keeps the values that the inputs have now as a scenario.", needs=Need.NODES_IN_CIRCUIT),
    Action("differences", "&Differences on wires", "what_if", ("Alt+B",), lambda w: w.toggle_differences(),
           "Wires say how they differ from the baseline, or their own numbers.", checkable=True, ends_group=True,
           needs=Need.BASELINE),

    Action("lessons", "&Lessons", "help", (), lambda w: w.show_lessons(),
           "Shows the lessons: short pages to read beside the canvas, with things to do."),
    Action("keyboard_sheet", "&Keys and gestures", "help", ("?",), lambda w: w.show_keyboard_sheet(),
           "Lists every key and what the mouse does.", _CANVAS),
    Action("about", "&About CircuitGrad", "help", (), lambda w: w.show_about(), "Tells version and licence."),
)
# fmt: on

BY_KEY: Final = {action.key: action for action in ACTIONS}

TOOLBAR: Final = (
    ("open", "save"),
    ("undo", "redo"),
    ("forward", "backward", "step", "live"),
    ("tidy", "fit_selection"),
)
"""The buttons of the toolbar, by group."""
