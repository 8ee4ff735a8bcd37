"""The menus of examples and of recent files."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from circuitgrad.formats.examples import EXAMPLES
from circuitgrad.gui.actions import translated
from circuitgrad.gui.files import Files
from circuitgrad.gui.menus import Menus
from circuitgrad.gui.settings import Settings


class FileMenus(QObject):
    """Fills them, and opens what is chosen there.

    Args:
        menus: the window's.
        files: opens.
        settings: knows the recent files.
    """

    def __init__(self, menus: Menus, files: Files, settings: Settings) -> None:
        super().__init__(menus)
        self._files, self._settings = files, settings
        self._examples, self._recent = menus.menus["examples"], menus.menus["recent"]
        self._fill_examples()
        self._fill_recent()
        files.recent_changed.connect(self._fill_recent)

    def _fill_examples(self) -> None:
        for example in EXAMPLES:
            action = self._examples.addAction(translated(example.title))
            action.setData(example.name)
            action.setToolTip(translated(example.sentence))
            action.triggered.connect(self._open_example)
        self._examples.setToolTipsVisible(True)

    @Slot()
    def _open_example(self) -> None:
        self._files.open_example(self.sender().data())  # type: ignore[attr-defined]

    def _fill_recent(self) -> None:
        self._recent.clear()
        for path in self._settings.recent:
            action = self._recent.addAction(path.name.replace("&", "&&"))
            action.setData(str(path))
            action.setToolTip(str(path))
            action.triggered.connect(self._open_recent)
        self._recent.setToolTipsVisible(True)
        self._recent.setEnabled(not self._recent.isEmpty())

    @Slot()
    def _open_recent(self) -> None:
        self._files.open_path(Path(self.sender().data()))  # type: ignore[attr-defined]
