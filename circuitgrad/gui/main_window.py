"""The window: puts canvas, panels, menus and toolbar together, and passes on what they say.

It is longer than other files, as each action of the table ends in a short method here.
"""

from __future__ import annotations

import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QByteArray, QCoreApplication, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QToolBar, QVBoxLayout, QWidget

from circuitgrad.circuit import Circuit
from circuitgrad.errors import CircuitError
from circuitgrad.formats.lessons import is_lesson
from circuitgrad.gui.action_marks import ActionMarks
from circuitgrad.gui.actions import Action
from circuitgrad.gui.canvas.view import CanvasView
from circuitgrad.gui.dialogs import Dialogs
from circuitgrad.gui.docks import Docks
from circuitgrad.gui.document import Document
from circuitgrad.gui.exercise.watch import ExerciseWatch
from circuitgrad.gui.file_drop import dropped
from circuitgrad.gui.files import Files
from circuitgrad.gui.first_paint import FirstPaint
from circuitgrad.gui.menus import Menus
from circuitgrad.gui.messages import sentence
from circuitgrad.gui.overlays import Overlays
from circuitgrad.gui.panels.formula_bar import FormulaBar
from circuitgrad.gui.panels.message_bar import MessageBar
from circuitgrad.gui.panels.objective_picker import ObjectivePicker
from circuitgrad.gui.settings import Settings
from circuitgrad.gui.shortcuts import Shortcuts
from circuitgrad.gui.theme import THEMES, Theme, qt_palette, stylesheet
from circuitgrad.gui.understand.follower import PathFollower
from circuitgrad.gui.warm_up import warm_up

if TYPE_CHECKING:
    from circuitgrad.gui.keeper import Keeper
    from circuitgrad.gui.panels.check import CheckPanel
    from circuitgrad.gui.panels.panel import Panel
    from circuitgrad.gui.panels.steps import StepsPanel
    from circuitgrad.gui.stepping.player import Player

STATE_VERSION: Final = 4
"""Another number where docks and toolbar are no longer what a remembered state speaks of."""
FIRST_SIZE: Final = (1440, 880)
NARROW: Final = 1240
"""Below this width the formula has a line of its own."""
PANELS_FIRST: Final = 200
"""Milliseconds in which the panels are made once the window is painted; other modules are loaded beside it then."""
SETTLING: Final = 500
"""Milliseconds in which the system may still change a new window's size, as it does for one that fills the screen."""


class MainWindow(QMainWindow):
    """The editor's window over one document.

    Args:
        settings: what is remembered.
        dialogs: asks the questions about files; None for windows of its own.
        recovery: the folder for copies of unsaved work; None for the user's own.

    Signals:
        stands: it has been painted, and all that belongs to it is there.
    """

    stands = Signal()

    document: Document
    files: Files
    view: CanvasView
    overlays: Overlays
    exercise: ExerciseWatch

    def __init__(self, settings: Settings, dialogs: Dialogs | None = None, recovery: Path | None = None) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.settings = settings
        self._settling = True
        self.document = Document(self)
        self.document.live = settings["live"]
        self.files = Files(self.document, settings, dialogs or Dialogs(self), lambda: self.theme.name, self)
        self.theme = self._wanted_theme()
        self._dress()
        self.view = CanvasView(self.document, self.theme, self)
        self.view.animations = settings["animations"] != "off"
        self.view.snaps = settings["snap"]
        self._recovery = recovery
        self.follower = PathFollower(self.view, enabled=settings["follow_paths"])
        self.message_bar = MessageBar(self.theme, self)
        self.docks = Docks(self, self.document, self.theme)
        self.shortcuts = Shortcuts(settings, self)
        self._menus = Menus(self._do, self, self.view, self.shortcuts)
        self.overlays = Overlays(self)
        self.marks = ActionMarks(self, self._menus)
        self.exercise = ExerciseWatch(self)
        self._lay_out()
        self._connect()
        self.set_digits(settings["digits"])
        self._restore_places()
        self.marks.refresh()
        self._show_title()
        self._waits = FirstPaint(self.view, self.complete)

    # Building

    def complete(self) -> None:
        """Makes what nobody sees in the first picture: called once that is painted, and by whoever wants it sooner."""
        if self._menus.is_complete:
            return
        from circuitgrad.gui.file_menus import FileMenus

        self._menus.complete()
        self._menus.menus["panels"].addActions(self.docks.toggles())
        self.file_menus = FileMenus(self._menus, self.files, self.settings)
        _ = self.keeper
        self.marks.on_clipboard()
        QTimer.singleShot(PANELS_FIRST, self, lambda: warm_up())
        self.stands.emit()

    @property
    def menus(self) -> Menus:
        """All actions and menus."""
        self.complete()
        return self._menus

    @cached_property
    def keeper(self) -> Keeper:
        """Keeps unsaved work."""
        from circuitgrad.gui.keeper import Keeper
        from circuitgrad.gui.recovery import default_folder

        folder = self._recovery or default_folder()
        made = Keeper(self.document, folder, lambda: self.files.title, lambda: self.view.in_gesture, self)
        made.said.connect(self._say_lastingly)
        return made

    def _lay_out(self) -> None:
        centre = QWidget(self)
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addWidget(self.message_bar)
        self.setCentralWidget(centre)
        self._menus.fill_bar(self.menuBar())
        self.toolbar = QToolBar(self.tr("Toolbar"), self)
        self.toolbar.setObjectName("toolbar")
        self.toolbar.setMovable(False)
        self.toolbar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.toolbar.toggleViewAction().setEnabled(False)
        self._menus.fill_toolbar(self.toolbar)
        self.formula_bar = FormulaBar(self.document, self.theme, self)
        self.objective_picker = ObjectivePicker(self.document, self)
        self.formula_toolbar = QToolBar(self.tr("Formula"), self)
        self.formula_toolbar.setObjectName("formula_toolbar")
        self.formula_toolbar.setMovable(False)
        self.formula_toolbar.toggleViewAction().setEnabled(False)
        self.formula_toolbar.addWidget(self.formula_bar)
        self.formula_toolbar.addWidget(self.objective_picker)
        self.addToolBar(self.toolbar)
        self.addToolBar(self.formula_toolbar)
        self.setAcceptDrops(True)
        self._cancel = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.files.cancel_opening)
        self._cancel.setEnabled(False)

    def _connect(self) -> None:
        document, history = self.document, self.document.history
        self._menus.asked.connect(self.complete)
        document.title_changed.connect(self._show_title)
        document.refused.connect(self.message_bar.show_error)
        history.indexChanged.connect(self.message_bar.hide_message)
        document.reset.connect(self.message_bar.hide_message)
        self.files.said.connect(self.message_bar.show_text)
        self.files.busy.connect(self._on_busy)
        self.view.tidying.busy.connect(self._on_busy)
        self._cancel.activated.connect(self.view.tidying.cancel)
        self.view.said.connect(self.message_bar.show_text)
        self.formula_bar.formula_entered.connect(self._on_formula)
        self.docks.operator_chosen.connect(self._on_operator)
        self.docks.reveal.connect(self.view.reveal)
        self.docks.looks_at.connect(self.view.look_at)
        self.view.escaped.connect(self.leave_steps)
        self.docks.jump_asked.connect(self.go_to_step)
        self.docks.said.connect(self.message_bar.show_text)
        self.docks.made.connect(self._on_panel)
        self.docks.circuit_asked.connect(self.files.open_unsaved)
        self.docks.action_asked.connect(self._do_by_key)
        self.docks.grows.connect(self._keep_all_in_view)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_theme)

    def _on_busy(self, text: str) -> None:
        """Says what takes a while, until it is done; Esc gives it up where that can be."""
        self._cancel.setEnabled(self.files.is_opening or self.view.tidying.is_busy)
        if text:
            self.message_bar.show_text(text, stays=True)
        else:
            self.message_bar.hide_message()

    def _say_lastingly(self, text: str) -> None:
        self.message_bar.show_text(text, stays=True)

    def _keep_all_in_view(self) -> None:
        """A panel takes room: a circuit that was in view as a whole stays so."""
        if self.view.shows_all:
            QTimer.singleShot(0, self.view, lambda: QTimer.singleShot(0, self.view, self.view.fit))

    def _on_formula(self) -> None:
        self.view.fit()
        self.view.setFocus()

    def _on_operator(self, name: str) -> None:
        self.view.add_operator(name)
        self.view.setFocus()

    # Doing

    def _do(self, action: Action) -> None:
        self.view.editor.take()
        action.handler(self)

    def _on_panel(self, panel: Panel) -> None:
        """Lets a panel that remembers something do so."""
        if hasattr(panel, "take_settings"):
            panel.take_settings(self.settings)

    def _do_by_key(self, key: str) -> None:
        """Does an action that a panel asks for, unless it is greyed out."""
        self.menus.actions[key].trigger()

    def undo(self) -> None:
        """Takes back the last step of the history, and a gesture under way with it."""
        self.view.cancel_gesture()
        self.document.interrupted.emit()
        self.document.go_back()

    def redo(self) -> None:
        """Makes the step again that was taken back."""
        self.view.cancel_gesture()
        self.document.interrupted.emit()
        self.document.go_forth()

    def go_to_step(self, step: int) -> None:
        """Takes back or makes again as many steps as it takes until just the first `step` ones are made."""
        self.view.editor.take()
        self.view.cancel_gesture()
        self.document.interrupted.emit()
        self.document.history.setIndex(step)

    def open_steps(self) -> Player:
        """Brings the panel of the steps to the front, and gives what steps through the passes."""
        return cast("StepsPanel", self.docks.bring("steps")).player

    def leave_steps(self) -> None:
        """Shows all numbers again, if steps were being gone through."""
        if "steps" in self.docks.panels:
            cast("StepsPanel", self.docks.panels["steps"]).player.leave()

    def check_gradients(self) -> None:
        """Brings the panel of the check to the front, and checks."""
        cast("CheckPanel", self.docks.bring("check")).check()

    def show_paths(self) -> None:
        """Brings the panel of the paths to the front."""
        self.docks.bring("paths")

    def toggle_live(self) -> None:
        """Switches live mode on or off."""
        self.document.live = not self.document.live
        self.settings["live"] = self.document.live
        self.marks.mark()

    def pin_baseline(self) -> None:
        """Shows differences from the values that the inputs have now."""
        if self.document.pin_baseline():
            self.view.show_differences(True)
            self.marks.mark()

    def pin_scenario(self) -> None:
        """Keeps the values that the inputs have now as a scenario."""
        from circuitgrad.gui.what_if.scenario_steps import pin_scenario

        pin_scenario(self.document)

    def toggle_differences(self) -> None:
        """Wires say how they differ from the baseline, or their own numbers."""
        self.view.show_differences(not self.view.differences)
        self.marks.mark()

    def toggle_snap(self) -> None:
        """Makes dragged nodes snap, or no more."""
        self.view.snaps = not self.view.snaps
        self.settings["snap"] = self.view.snaps
        self.marks.mark()

    def toggle_follow_paths(self) -> None:
        """Lights the paths of an input that the pointer rests on, or no more."""
        self.settings["follow_paths"] = not self.settings["follow_paths"]
        self._apply("follow_paths")

    def show_keyboard_sheet(self) -> None:
        """Opens the sheet of keys and gestures."""
        from circuitgrad.gui.keyboard_sheet import KeyboardSheet

        self._open_dialog(KeyboardSheet(self.shortcuts, self))

    def toggle_minimap(self) -> None:
        """Shows the small map, or no more."""
        self.settings["minimap"] = not self.settings["minimap"]
        self._apply("minimap")

    def show_settings(self) -> None:
        """Opens the dialog of the settings."""
        from circuitgrad.gui.settings_dialog import SettingsDialog

        self._open_dialog(SettingsDialog(self.settings, self.shortcuts, self._apply, self))

    def _apply(self, key: str) -> None:
        """Makes a setting felt that has another value now."""
        value = self.settings[key]
        if key == "theme":
            self.choose_theme(value)
        elif key == "live":
            self.document.live = value
        elif key == "digits":
            self.set_digits(value)
        elif key == "snap":
            self.view.snaps = value
            self.marks.mark()
        elif key == "follow_paths":
            self.follower.switch(value)
            self.marks.mark()
        elif key == "minimap":
            self.overlays.show_minimap(value)
            self.marks.mark()
        elif key == "animations":
            self._ask_for_motion()

    def show_lessons(self) -> None:
        """Brings the lessons to the front."""
        self.docks.bring("lessons").setFocus()

    def open_lesson(self, path: Path) -> bool:
        """Opens the lesson in a file, once unsaved work is safe. Returns whether it did."""
        from circuitgrad.gui.panels.lessons import LessonsPanel

        panel = self.docks.bring("lessons")
        return isinstance(panel, LessonsPanel) and panel.open_path(path)

    def show_about(self) -> None:
        """Opens the box that tells version and licence."""
        from circuitgrad.gui.about import AboutBox

        self._open_dialog(AboutBox(self))

    def _open_dialog(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def set_digits(self, digits: int) -> None:
        """Shows numbers with so many significant digits everywhere."""
        self.view.set_digits(digits)
        self.docks.set_digits(digits)

    def _show_title(self) -> None:
        self.setWindowTitle(self.tr("{name}[*] — CircuitGrad").format(name=self.files.title.replace("[*]", "[*][*]")))
        self.setWindowModified(self.document.is_modified)

    # Looks

    def _wanted_theme(self) -> Theme:
        chosen = self.settings["theme"]
        if chosen == "system":
            dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
            chosen = "dark" if dark else "light"
        return THEMES[chosen]

    def choose_theme(self, name: str) -> None:
        """Takes a theme: "light", "dark", or "system" for what the system has."""
        self.settings["theme"] = name
        self._on_system_theme()
        self.marks.mark()

    def _on_system_theme(self, *_: object) -> None:
        theme = self._wanted_theme()
        if theme is not self.theme:
            self.theme = theme
            self._dress()
            for part in (self.view, self.docks, self.message_bar, self.formula_bar, self.overlays):
                part.set_theme(theme)

    def _dress(self) -> None:
        application = QCoreApplication.instance()
        sheet = stylesheet(self.theme)
        if isinstance(application, QApplication) and application.styleSheet() != sheet:
            application.setPalette(qt_palette(self.theme))
            application.setStyleSheet(sheet)

    # Coming and going

    def _restore_places(self) -> None:
        if not self.restoreGeometry(_bytes(self.settings["geometry"])):
            self.resize(QSize(*FIRST_SIZE).boundedTo(self.screen().availableSize()))
        if not self.settings["state"]:
            self.docks.size_first()
        elif not self.restoreState(_bytes(self.settings["state"]), STATE_VERSION):
            self.docks.place_first()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Shows the whole circuit, and takes the keys."""
        super().showEvent(event)
        self.view.setFocus()
        self.view.fit()
        self._show_complaints()
        QTimer.singleShot(SETTLING, self._on_settled)

    def _show_complaints(self) -> None:
        """Says what of the settings cannot be used; once, when there is somebody to read it."""
        found = [self.settings.complaint, *self.shortcuts.complaints]
        self.settings.complaint, self.shortcuts.complaints = None, []
        texts = [sentence(each) for each in found if each is not None]
        if texts:
            self._say_lastingly("\n".join(texts))

    def _on_settled(self) -> None:
        self._settling = False
        self.complete()  # a window that is put away at once is not painted
        self.overlays.show_minimap(self.settings["minimap"])
        if self.view.animations:
            self._ask_for_motion()

    def _ask_for_motion(self) -> None:
        """Lets nodes glide, or not; the system is asked once the window stands, as Qt's styles take a while to load."""
        from circuitgrad.gui.motion import wants_motion

        self.view.animations = wants_motion(self.settings["animations"])

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keeps the circuit in view while the system still finds the window's size."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        if narrow != self.toolBarBreak(self.formula_toolbar):
            (self.insertToolBarBreak if narrow else self.removeToolBarBreak)(self.formula_toolbar)
        if self._settling:
            QTimer.singleShot(0, self.view.fit)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Closes once unsaved work is safe, and remembers how the window stood."""
        if not self.files.maybe_save():
            event.ignore()
            return
        self.view.tidying.cancel()
        for panel in self.docks.panels.values():
            panel.stop()
        self.keeper.close()
        self.settings["geometry"] = _text(self.saveGeometry())
        self.settings["state"] = _text(self.saveState(STATE_VERSION))
        try:
            self.settings.save()
        except CircuitError as error:
            print(sentence(error), file=sys.stderr)
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Takes files that are dragged over the window."""
        if dropped(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Opens a circuit or a lesson that is dropped on the window; of anything else it says what can be."""
        found = dropped(event.mimeData())
        if found is None:
            return
        event.acceptProposedAction()
        path = found.path
        if path is None:
            self.message_bar.show_text(found.refusal)
        else:
            QTimer.singleShot(0, self, lambda: (self.open_lesson if is_lesson(path) else self.files.open_path)(path))

    def open(self, circuit: Circuit, path: Path | None = None, example: str | None = None) -> None:
        """Shows a circuit at the start, when there is nothing to lose yet."""
        if path is None:
            self.document.open(circuit, example=example)
        else:
            self.files.show(circuit, path)

    def offer_unsaved(self) -> None:
        """Asks about unsaved work that a crash left behind, where there is any."""
        self.keeper.offer(self.files.dialogs)


def _text(data: QByteArray) -> str:
    return bytes(data.toBase64().data()).decode("ascii")


def _bytes(text: str) -> QByteArray:
    return QByteArray.fromBase64(QByteArray(text.encode("utf-8")))
