"""The window: puts canvas, panels, menus and toolbar together, and passes on what they say."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QCoreApplication, QMimeData, QSize, Qt, QTimer, Slot
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
from circuitgrad.formats.circuit_json import EXTENSION
from circuitgrad.formats.examples import EXAMPLES
from circuitgrad.gui.about import AboutBox
from circuitgrad.gui.actions import ACTIONS, Action, translated
from circuitgrad.gui.canvas.view import CanvasView
from circuitgrad.gui.dialogs import Dialogs
from circuitgrad.gui.docks import Docks
from circuitgrad.gui.document import Document
from circuitgrad.gui.files import Files
from circuitgrad.gui.keeper import Keeper
from circuitgrad.gui.keyboard_sheet import KeyboardSheet
from circuitgrad.gui.menus import Menus
from circuitgrad.gui.messages import sentence
from circuitgrad.gui.needs import Need, met
from circuitgrad.gui.panels.formula_bar import FormulaBar
from circuitgrad.gui.panels.message_bar import MessageBar
from circuitgrad.gui.panels.objective_picker import ObjectivePicker
from circuitgrad.gui.recovery import default_folder
from circuitgrad.gui.settings import Settings
from circuitgrad.gui.settings_dialog import SettingsDialog
from circuitgrad.gui.theme import THEMES, Theme, qt_palette, stylesheet
from circuitgrad.gui.warm_up import warm_up

STATE_VERSION: Final = 2
"""Another number where docks and toolbar are no longer what a remembered state speaks of."""
FIRST_SIZE: Final = (1440, 880)
NARROW: Final = 1240
"""Below this width the formula has a line of its own."""
SETTLING: Final = 500
"""Milliseconds in which the system may still change a new window's size, as it does for one that fills the screen."""


class MainWindow(QMainWindow):
    """The editor's window over one document.

    Args:
        settings: what is remembered.
        dialogs: asks the questions about files; None for windows of its own.
        recovery: the folder for copies of unsaved work; None for the user's own.
    """

    document: Document
    files: Files
    view: CanvasView

    def __init__(self, settings: Settings, dialogs: Dialogs | None = None, recovery: Path | None = None) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.settings = settings
        self._settling = True
        self._has_text = True
        self.document = Document(self)
        self.document.live = settings["live"]
        self.files = Files(self.document, settings, dialogs or Dialogs(self), lambda: self.theme.name, self)
        self.theme = self._wanted_theme()
        self._dress()
        self.view = CanvasView(self.document, self.theme, self)
        self.view.animations = settings["animations"]
        self.keeper = Keeper(
            self.document, recovery or default_folder(), lambda: self.files.title, lambda: self.view.in_gesture, self
        )
        self.message_bar = MessageBar(self.theme, self)
        self.docks = Docks(self, self.document, self.theme)
        self.menus = Menus(self._do, self, self.view)
        self._lay_out()
        self._connect()
        self.set_digits(settings["digits"])
        self._restore_places()
        self._mark_actions()
        self._grey_out()
        self._show_title()
        if settings.complaint is not None:
            self.message_bar.show_text(sentence(settings.complaint), stays=True)

    # Building

    def _lay_out(self) -> None:
        centre = QWidget(self)
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addWidget(self.message_bar)
        self.setCentralWidget(centre)
        self.menus.fill_bar(self.menuBar())
        self.menus.menus["panels"].addActions(self.docks.toggles())
        self._fill_examples()
        self._fill_recent()
        self.toolbar = QToolBar(self.tr("Toolbar"), self)
        self.toolbar.setObjectName("toolbar")
        self.toolbar.setMovable(False)
        self.toolbar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.toolbar.toggleViewAction().setEnabled(False)
        self.menus.fill_toolbar(self.toolbar)
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
        document.title_changed.connect(self._show_title)
        document.refused.connect(self.message_bar.show_error)
        for signal in (document.reset, document.changed, document.selection_changed):
            signal.connect(self._grey_out)
        QGuiApplication.clipboard().dataChanged.connect(self._on_clipboard)
        document.live_changed.connect(self._mark_actions)
        history.canUndoChanged.connect(self._mark_actions)
        history.canRedoChanged.connect(self._mark_actions)
        history.indexChanged.connect(self._mark_actions)
        history.indexChanged.connect(self.message_bar.hide_message)
        document.reset.connect(self.message_bar.hide_message)
        self.files.said.connect(self.message_bar.show_text)
        self.files.busy.connect(self._on_busy)
        self.keeper.said.connect(self._say_lastingly)
        self.files.recent_changed.connect(self._fill_recent)
        self.formula_bar.formula_entered.connect(self._on_formula)
        self.docks.operator_chosen.connect(self._on_operator)
        self.docks.reveal.connect(self.view.reveal)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_theme)

    def _on_busy(self, text: str) -> None:
        """Says what takes a while, until it is done; Esc gives it up where that can be."""
        self._cancel.setEnabled(self.files.is_opening)
        if text:
            self.message_bar.show_text(text, stays=True)
        else:
            self.message_bar.hide_message()

    def _say_lastingly(self, text: str) -> None:
        self.message_bar.show_text(text, stays=True)

    def _on_formula(self) -> None:
        self.view.fit()
        self.view.setFocus()

    def _on_operator(self, name: str) -> None:
        self.view.add_operator(name)
        self.view.setFocus()

    def _fill_examples(self) -> None:
        for example in EXAMPLES:
            action = self.menus.menus["examples"].addAction(translated(example.title))
            action.setData(example.name)
            action.setToolTip(translated(example.sentence))
            action.triggered.connect(self._open_example)
        self.menus.menus["examples"].setToolTipsVisible(True)

    @Slot()
    def _open_example(self) -> None:
        self.files.open_example(self.sender().data())  # type: ignore[attr-defined]

    def _fill_recent(self) -> None:
        menu = self.menus.menus["recent"]
        menu.clear()
        for path in self.settings.recent:
            action = menu.addAction(path.name.replace("&", "&&"))
            action.setData(str(path))
            action.setToolTip(str(path))
            action.triggered.connect(self._open_recent)
        menu.setToolTipsVisible(True)
        menu.setEnabled(not menu.isEmpty())

    @Slot()
    def _open_recent(self) -> None:
        self.files.open_path(Path(self.sender().data()))  # type: ignore[attr-defined]

    # Doing

    def _do(self, action: Action) -> None:
        self.view.editor.take()
        action.handler(self)

    def undo(self) -> None:
        """Takes back the last step of the history, and a gesture under way with it."""
        self.view.cancel_gesture()
        self.document.history.undo()

    def redo(self) -> None:
        """Makes the step again that was taken back."""
        self.view.cancel_gesture()
        self.document.history.redo()

    def toggle_live(self) -> None:
        """Switches live mode on or off."""
        self.document.live = not self.document.live
        self.settings["live"] = self.document.live
        self._mark_actions()

    def show_keyboard_sheet(self) -> None:
        """Opens the sheet of keys and gestures."""
        self._open_dialog(KeyboardSheet(self))

    def show_settings(self) -> None:
        """Opens the dialog of the settings."""
        self._open_dialog(SettingsDialog(self.settings, self._apply, self))

    def _apply(self, key: str) -> None:
        """Makes a setting felt that has another value now."""
        value = self.settings[key]
        if key == "theme":
            self.choose_theme(value)
        elif key == "live":
            self.document.live = value
        elif key == "digits":
            self.set_digits(value)
        elif key == "animations":
            self.view.animations = value

    def show_about(self) -> None:
        """Opens the box that tells version and licence."""
        self._open_dialog(AboutBox(self))

    def _open_dialog(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def set_digits(self, digits: int) -> None:
        """Shows numbers with so many significant digits everywhere."""
        self.view.set_digits(digits)
        self.docks.set_digits(digits)

    def _mark_actions(self, *_: object) -> None:
        """Brings marks, and what can be done, up to date."""
        actions, history = self.menus.actions, self.document.history
        actions["live"].setChecked(self.document.live)
        actions[f"theme_{self.settings['theme']}"].setChecked(True)
        actions["undo"].setEnabled(history.canUndo())
        actions["redo"].setEnabled(history.canRedo())
        self._name_step("undo", history.undoText())
        self._name_step("redo", history.redoText())

    def _grey_out(self, *_: object) -> None:
        """Lets only those actions be chosen that find what they need."""
        clipboard = self._has_text
        possible = {need: met(need, self.document, clipboard=clipboard) for need in Need}
        for record in ACTIONS:
            if record.needs is not Need.NOTHING:
                self.menus.actions[record.key].setEnabled(possible[record.needs])

    def _on_clipboard(self) -> None:
        content: QMimeData | None = QGuiApplication.clipboard().mimeData()  # None on some systems while it is empty
        self._has_text = content is not None and content.hasText()
        self._grey_out()

    def _name_step(self, key: str, step: str) -> None:
        """Says in the menu what would be taken back or made again; the button stays as it is."""
        action, name = self.menus.actions[key], translated({"undo": "&Undo", "redo": "&Redo"}[key])
        button = action.iconText()
        action.setText(self.tr("{name}: {step}").format(name=name, step=step) if step else name)
        action.setIconText(button)

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
        self._mark_actions()

    def _on_system_theme(self, *_: object) -> None:
        theme = self._wanted_theme()
        if theme is not self.theme:
            self.theme = theme
            self._dress()
            for part in (self.view, self.docks, self.message_bar, self.formula_bar):
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
        if not self.restoreState(_bytes(self.settings["state"]), STATE_VERSION):
            self.docks.place_first()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Lets what the first edit needs be imported once the window stands."""
        super().showEvent(event)
        self.view.setFocus()
        self.view.fit()
        QTimer.singleShot(0, warm_up)
        QTimer.singleShot(0, self._on_clipboard)
        QTimer.singleShot(SETTLING, self._on_settled)

    def _on_settled(self) -> None:
        self._settling = False

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
        self.keeper.close()
        self.settings["geometry"] = _text(self.saveGeometry())
        self.settings["state"] = _text(self.saveState(STATE_VERSION))
        try:
            self.settings.save()
        except CircuitError as error:
            print(sentence(error), file=sys.stderr)
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Takes a file that is dragged over the window."""
        if _dropped_file(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Opens a file that is dropped on the window."""
        path = _dropped_file(event)
        if path is not None:
            event.acceptProposedAction()
            QTimer.singleShot(0, self, lambda: self.files.open_path(path))

    def open(self, circuit: Circuit, path: Path | None = None, example: str | None = None) -> None:
        """Shows a circuit at the start, when there is nothing to lose yet."""
        if path is None:
            self.document.open(circuit, example=example)
        else:
            self.files.show(circuit, path)

    def offer_unsaved(self) -> None:
        """Asks about unsaved work that a crash left behind, where there is any."""
        self.keeper.offer(self.files.dialogs)


def _dropped_file(event: QDropEvent) -> Path | None:
    """The circuit's file that is carried, None for anything else."""
    files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
    return Path(files[0]) if len(files) == 1 and files[0].lower().endswith(EXTENSION) else None


def _text(data: QByteArray) -> str:
    return bytes(data.toBase64().data()).decode("ascii")


def _bytes(text: str) -> QByteArray:
    return QByteArray.fromBase64(QByteArray(text.encode("utf-8")))
