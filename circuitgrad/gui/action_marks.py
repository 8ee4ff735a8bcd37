"""Keeps the actions of a window true: which can be chosen now, which are on, and what undo would take back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QMimeData, QObject
from PySide6.QtGui import QGuiApplication
from shiboken6 import isValid

from circuitgrad.gui.actions import BY_KEY, translated
from circuitgrad.gui.needs import Need, met

if TYPE_CHECKING:
    from circuitgrad.gui.main_window import MainWindow
    from circuitgrad.gui.menus import Menus


class ActionMarks(QObject):
    """Follows document, history, clipboard and settings of a window.

    Args:
        window: whose.
        menus: the actions; those that have not been made yet are marked once all are there.
    """

    def __init__(self, window: MainWindow, menus: Menus) -> None:
        super().__init__(window)
        self._window, self._actions, self._has_text = window, menus.actions, True
        self._possible: dict[Need, bool] = {}
        """What was there when the actions were last marked: most changes of a circuit leave it as it is."""
        menus.completed.connect(self.refresh)
        document, history = window.document, window.document.history
        lenses = document.lenses.changed
        for signal in (document.reset, document.changed, document.selection_changed, lenses):
            signal.connect(self._grey_out)
        for signal in (document.live_changed, history.canUndoChanged, history.canRedoChanged, history.indexChanged):
            signal.connect(self._on_change)
        QGuiApplication.clipboard().dataChanged.connect(self.on_clipboard)

    def refresh(self) -> None:
        """Brings everything up to date."""
        self._possible = {}
        self.mark()
        self._grey_out()

    def _on_change(self, _: object) -> None:
        if isValid(self._window.document.history):  # one that is being destroyed with its window tells a last step
            self.mark()

    def mark(self) -> None:
        """Brings the marks, and undo and redo, up to date."""
        window, actions = self._window, self._actions
        history = window.document.history
        actions["live"].setChecked(window.document.live)
        actions["minimap"].setChecked(window.settings["minimap"])
        actions["snap"].setChecked(window.view.snaps)
        actions["follow_paths"].setChecked(window.follower.enabled)
        actions["differences"].setChecked(window.view.differences)
        actions[f"theme_{window.settings['theme']}"].setChecked(True)
        actions["undo"].setEnabled(history.canUndo())
        actions["redo"].setEnabled(history.canRedo())
        self._name_step("undo", history.undoText())
        self._name_step("redo", history.redoText())

    def _grey_out(self, *_: object) -> None:
        """Lets only those actions be chosen that find what they need."""
        possible = {need: met(need, self._window.document, clipboard=self._has_text) for need in Need}
        if possible == self._possible:
            return
        self._possible = possible
        for key, action in self._actions.items():
            needs = BY_KEY[key].needs
            if needs is not Need.NOTHING:
                action.setEnabled(possible[needs])

    def on_clipboard(self) -> None:
        """There may be another thing on the clipboard now."""
        content: QMimeData | None = QGuiApplication.clipboard().mimeData()  # None on some systems while it is empty
        self._has_text = content is not None and content.hasText()
        self._grey_out()

    def _name_step(self, key: str, step: str) -> None:
        """Says in the menu what would be taken back or made again; the button stays as it is."""
        action, name = self._actions[key], translated(BY_KEY[key].text)
        button = action.iconText()
        text = QCoreApplication.translate("ActionMarks", "{name}: {step}")
        action.setText(text.format(name=name, step=step) if step else name)
        action.setIconText(button)
