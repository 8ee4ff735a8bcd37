"""The circuit and its file: new, open, save, recent files, examples, pictures. No unsaved work is lost unasked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from circuitgrad.circuit import Circuit
from circuitgrad.errors import CircuitError
from circuitgrad.formats.circuit_json import EXTENSION, load, save
from circuitgrad.formats.examples import EXAMPLES, load_example
from circuitgrad.gui.actions import translated
from circuitgrad.gui.dialogs import Answer, Dialogs
from circuitgrad.gui.document import Document
from circuitgrad.gui.settings import Settings

EXAMPLE_TITLES: Final = {example.name: example.title for example in EXAMPLES}


class Files(QObject):
    """What the File menu does to a document.

    Args:
        document: what is opened into and saved from.
        settings: where recent files are remembered.
        dialogs: asks the questions.
        theme_name: tells the theme that pictures are drawn in.
        parent: Qt's owner.

    Signals:
        said (str): something was done that a person should know, in the reader's language.
        recent_changed: the list of recent files is another one.
    """

    said = Signal(str)
    recent_changed = Signal()

    def __init__(
        self,
        document: Document,
        settings: Settings,
        dialogs: Dialogs,
        theme_name: Callable[[], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.document = document
        self.settings = settings
        self.dialogs = dialogs
        self._theme_name = theme_name

    @property
    def title(self) -> str:
        """What the open circuit is called."""
        if self.document.path is not None:
            return self.document.path.name
        return translated(EXAMPLE_TITLES.get(self.document.example or "", "")) or self.tr("Untitled")

    # Opening

    def new(self) -> bool:
        """Opens an empty circuit, once unsaved work is safe. Returns whether it did."""
        if not self.maybe_save():
            return False
        self.document.open(Circuit())
        return True

    def open(self) -> bool:
        """Asks for a file and opens it. Returns whether it did."""
        path = self.dialogs.path_to_open(self._folder())
        return path is not None and self.open_path(path)

    def open_path(self, path: Path) -> bool:
        """Opens a file, once unsaved work is safe; what cannot be read leaves all as it was. Returns whether it did."""
        circuit = self._read(lambda: load(path))
        if circuit is None:
            self.settings.forget_recent(path)
            self.recent_changed.emit()
            return False
        if not self.maybe_save():
            return False
        self.show(circuit, path)
        return True

    def open_example(self, name: str) -> bool:
        """Opens a circuit that ships, once unsaved work is safe. Returns whether it did."""
        circuit = self._read(lambda: load_example(name))
        if circuit is None or not self.maybe_save():
            return False
        self.document.open(circuit, example=name)
        return True

    def show(self, circuit: Circuit, path: Path) -> None:
        """Shows a circuit that was read from a file."""
        self.document.open(circuit, path.absolute())
        self._note(path)

    def _read(self, reader: Callable[[], Circuit]) -> Circuit | None:
        """What the reader gives; None where it refuses, and `Document.refused` has said why."""
        try:
            return reader()
        except CircuitError as error:
            self.document.refused.emit(error)
            return None

    # Saving

    def save(self) -> bool:
        """Saves to the circuit's file, or asks for one. Returns whether it did."""
        return self.save_as() if self.document.path is None else self._save_to(self.document.path)

    def save_as(self) -> bool:
        """Asks for a file and saves to it. Returns whether it did."""
        path = self.dialogs.path_to_save(self._folder() / (self._stem() + EXTENSION))
        return path is not None and self._save_to(path if path.suffix else path.with_suffix(EXTENSION))

    def _save_to(self, path: Path) -> bool:
        try:
            save(self.document.circuit, path)
        except CircuitError as error:
            self.document.refused.emit(error)
            return False
        self.document.saved(path.absolute())
        self._note(path)
        return True

    def maybe_save(self) -> bool:
        """Asks what to do with unsaved work, where there is any. Returns whether to go on."""
        self.document.settle()
        if not self.document.is_modified:
            return True
        answer = self.dialogs.ask_unsaved(self.title)
        return self.save() if answer is Answer.SAVE else answer is Answer.DISCARD

    # Pictures

    def export(self) -> bool:
        """Asks for a file and draws the circuit into it as the window shows it. Returns whether it did."""
        path = self.dialogs.path_for_picture(self._folder() / f"{self._stem()}.svg")
        if path is None:
            return False
        from circuitgrad.gui.picture import render

        try:
            render(self.document.circuit, self.document.run, path, theme=self._theme_name(), scale=2.0)
        except CircuitError as error:
            self.document.refused.emit(error)
            return False
        self.said.emit(self.tr("The picture is in “{file}”.").format(file=path))
        return True

    # Places

    def _note(self, path: Path) -> None:
        self.settings.note_recent(path)
        self.recent_changed.emit()

    def _folder(self) -> Path:
        """Where dialogs start: the folder of this circuit, else of the last one, else the user's own."""
        known = [path for path in (self.document.path, *self.settings.recent) if path is not None]
        return next((path.parent for path in known if path.parent.is_dir()), Path.home())

    def _stem(self) -> str:
        if self.document.path is not None:
            return self.document.path.stem
        return self.document.example or self.tr("circuit")
