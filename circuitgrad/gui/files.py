"""The circuit and its file: new, open, save, recent files, examples, pictures. No unsaved work is lost unasked."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from circuitgrad.circuit import Circuit, Fragment
from circuitgrad.engine import Run
from circuitgrad.errors import CircuitError
from circuitgrad.formats.atomic import sweep_leftovers, write_atomically
from circuitgrad.formats.circuit_json import EXTENSION, fragment_to_text, load
from circuitgrad.formats.examples import EXAMPLES, load_example
from circuitgrad.gui.actions import translated
from circuitgrad.gui.background import Background
from circuitgrad.gui.canvas.detail import LARGE
from circuitgrad.gui.dialogs import Answer, Dialogs
from circuitgrad.gui.document import Document, run_of
from circuitgrad.gui.settings import Settings

LARGE_FILE: Final = 1_000_000
"""Bytes; reading more takes longer than a person waits without noticing."""
LARGE_CIRCUIT: Final = 5_000
"""Nodes; likewise for writing."""
_NOT_IN_NAMES: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
"""What some system does not allow in a file's name; a lesson, after which a circuit is called, may have any title."""
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
        busy (str): what takes a while now, in the reader's language; empty once it is done.
        recent_changed: the list of recent files is another one.
    """

    said = Signal(str)
    busy = Signal(str)
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
        self._background = Background(self)
        self._is_opening = self._edited_since = False
        document.history.indexChanged.connect(self._on_step)

    @property
    def title(self) -> str:
        """What the open circuit is called."""
        if self.document.path is not None:
            return self.document.path.name
        name = self.document.example or ""
        return translated(EXAMPLE_TITLES.get(name, "")) or name or self.tr("Untitled")

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
        """Opens a file, once unsaved work is safe; what cannot be read leaves all as it was.

        A large one is read in the background and shown when it is there. Returns whether it did, or has begun to.
        """
        self.cancel_opening()
        if _size(path) > LARGE_FILE:
            self._open_in_background(path)
            return True
        circuit = self._read(lambda: load(path))
        if circuit is None:
            self._forget(path)
            return False
        return self._show_if_safe(circuit, path)

    def _open_in_background(self, path: Path) -> None:
        def refused(error: CircuitError) -> None:
            self._end_opening()
            self.document.refused.emit(error)
            self._forget(path)

        def then(read: tuple[Circuit, Run | None]) -> None:
            self._end_opening()
            self._show_if_safe(read[0], path, read[1])

        live = self.document.live
        self._background.start(lambda: _read_ahead(path, live=live), then, refused)
        self._is_opening = True
        self.busy.emit(self.tr("Opening “{file}” … Esc cancels.").format(file=path.name))

    def _end_opening(self) -> None:
        self._is_opening = False
        self.busy.emit("")

    @property
    def is_opening(self) -> bool:
        """Whether a file is being read in the background."""
        return self._is_opening

    def cancel_opening(self) -> None:
        """Forgets the file that is being read in the background, where one is."""
        if self._is_opening:
            self._background.cancel()
            self._end_opening()

    def _show_if_safe(self, circuit: Circuit, path: Path, run: Run | None = None) -> bool:
        if not self.maybe_save():
            return False
        self.show(circuit, path, run)
        return True

    def _forget(self, path: Path) -> None:
        self.settings.forget_recent(path)
        self.recent_changed.emit()

    def open_example(self, name: str) -> bool:
        """Opens a circuit that ships, once unsaved work is safe. Returns whether it did."""
        circuit = self._read(lambda: load_example(name))
        if circuit is None or not self.maybe_save():
            return False
        self.document.open(circuit, example=name)
        return True

    def open_unsaved(self, circuit: Circuit, name: str) -> bool:
        """Opens a circuit that stands in no file under a name, once unsaved work is safe. Returns whether it did."""
        self.cancel_opening()
        if not self.maybe_save():
            return False
        self.document.open(circuit, example=name)
        return True

    def show(self, circuit: Circuit, path: Path, run: Run | None = None) -> None:
        """Shows a circuit that was read from a file, with its results where they have been worked out."""
        self.document.open(circuit, path.absolute(), run=run)
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
        """Saves to the circuit's file, or asks for one. Returns whether it did.

        A large circuit is written in the background: then it returns whether it has begun to.
        """
        return self.save_as() if self.document.path is None else self._save_to(self.document.path)

    def save_as(self) -> bool:
        """Asks for a file and saves to it. Returns as `save` does."""
        path = self.dialogs.path_to_save(self._folder() / (self._stem() + EXTENSION))
        return path is not None and self._save_to(
            path if path.suffix.lower() == EXTENSION else path.with_name(path.name + EXTENSION)
        )

    def _save_to(self, path: Path) -> bool:
        self.finish()
        fragment = self.document.circuit.fragment()
        self._edited_since = False
        if len(fragment.nodes) > LARGE_CIRCUIT:
            self.busy.emit(self.tr("Saving “{file}” …").format(file=path.name))
            self._background.start(
                lambda: _write(fragment, path), lambda _: self._on_saved(path), self._on_save_refused
            )
            return True
        try:
            _write(fragment, path)
        except CircuitError as error:
            self.document.refused.emit(error)
            return False
        self._on_saved(path)
        return True

    def _on_saved(self, path: Path) -> None:
        self.busy.emit("")
        self.document.saved(path.absolute())
        if self._edited_since:
            self.document.history.resetClean()
        self._note(path)

    def _on_save_refused(self, error: CircuitError) -> None:
        self.busy.emit("")
        self.document.refused.emit(error)

    def _on_step(self, _: int) -> None:
        self._edited_since = True

    def finish(self) -> None:
        """Waits until what is being saved in the background is saved; what is being opened is forgotten."""
        self.cancel_opening()
        self._background.finish()

    def maybe_save(self) -> bool:
        """Asks what to do with unsaved work, where there is any. Returns whether to go on."""
        self.finish()
        self.document.settle()
        if not self.document.is_modified:
            return True
        answer = self.dialogs.ask_unsaved(self.title)
        if answer is not Answer.SAVE:
            return answer is Answer.DISCARD
        if not self.save():
            return False
        self.finish()
        return not self.document.is_modified

    # Pictures

    def export(self) -> bool:
        """Asks for a file and draws the circuit into it as the window shows it. Returns whether it did."""
        path = self.dialogs.path_for_picture(self._folder() / f"{self._stem()}.svg")
        if path is None:
            return False
        from circuitgrad.gui.picture import render

        try:
            document, lens = self.document, self.document.lenses.seen
            render(document.circuit, document.run, path, theme=self._theme_name(), scale=2.0, lens=lens)
        except CircuitError as error:
            self.document.refused.emit(error)
            return False
        self.said.emit(self.tr("The picture is in “{file}”.").format(file=path))
        return True

    # Places

    def _note(self, path: Path) -> None:
        self.settings.note_recent(path)
        self.recent_changed.emit()
        # What a crash left there is tidied up in passing: it never raises OSError, and no fault there is the person's.
        sweep_leftovers(path.absolute().parent)

    def _folder(self) -> Path:
        """Where dialogs start: the folder of this circuit, else of the last one, else the user's own."""
        known = [path for path in (self.document.path, *self.settings.recent) if path is not None]
        return next((path.parent for path in known if path.parent.is_dir()), Path.home())

    def _stem(self) -> str:
        if self.document.path is not None:
            return self.document.path.stem
        return _NOT_IN_NAMES.sub(" ", self.document.example or "").strip() or self.tr("circuit")


def _size(path: Path) -> int:
    """How large a file is; 0 where that cannot be told, so that reading it says why."""
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return 0


def _write(fragment: Fragment, path: Path) -> None:
    write_atomically(path, fragment_to_text(fragment).encode())


def _read_ahead(path: Path, *, live: bool) -> tuple[Circuit, Run | None]:
    """Reads a large file, and works out beside the window what showing it needs: results, and where all is."""
    circuit = load(path)
    if len(circuit) >= LARGE:
        from circuitgrad.gui.canvas.arrays import make_ahead

        make_ahead(circuit)
    return circuit, run_of(circuit) if live else None
