"""Keeps a document's unsaved work safe: writes the copy now and then, removes it when it is of no use any more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QDateTime, QLocale, QObject, QTimer, Signal

from circuitgrad.errors import CircuitError
from circuitgrad.gui.background import Background
from circuitgrad.gui.dialogs import Dialogs, Found
from circuitgrad.gui.document import Document
from circuitgrad.gui.messages import sentence
from circuitgrad.gui.recovery import Copy, left_behind

PAUSE: Final = 3000
"""Milliseconds from one copy to the next, at least."""


class Keeper(QObject):
    """Keeps the unsaved work of one window.

    Args:
        document: whose work it is.
        folder: where copies lie.
        title: tells what the circuit is called.
        in_gesture: tells whether a gesture is under way, in which the circuit may be half changed.
        parent: Qt's owner.

    Signals:
        said (str): something a person should know, in the reader's language.
    """

    said = Signal(str)

    def __init__(
        self,
        document: Document,
        folder: Path,
        title: Callable[[], str],
        in_gesture: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._folder, self._title, self._in_gesture = document, folder, title, in_gesture
        self._copy: Copy | None = None
        self._wanted = self._has_complained = self._is_closed = False
        self._background = Background(self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._write)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._write_if_wanted)
        document.history.indexChanged.connect(self._on_step)
        document.history.cleanChanged.connect(self._on_step)
        if document.is_modified:
            self._on_step()

    # Writing

    def _on_step(self, _: object = None) -> None:
        self._wanted = self._document.is_modified
        if not self._wanted:
            self._soon.stop()
            self.discard()
        elif not self._pause.isActive():
            self._soon.start(0)

    def _write_if_wanted(self) -> None:
        if self._wanted:
            self._write()

    def _write(self) -> None:
        """Writes the copy in the background, unless hands are at work or the last one is not done: then later."""
        self._pause.start()
        if self._in_gesture() or self._background.is_busy:
            return
        self._wanted = False
        try:
            if self._copy is None:
                self._copy = Copy.new(self._folder)
        except CircuitError as error:
            self._complain(error)
            return
        copy, name, path, fragment = self._copy, self._title(), self._document.path, self._document.circuit.fragment()
        self._background.start(lambda: copy.write(name, path, fragment), lambda _: None, self._complain)

    def _complain(self, error: CircuitError) -> None:
        """Says once that nothing can be kept; not every three seconds."""
        if not self._has_complained:
            self._has_complained = True
            self.said.emit(sentence(error))

    def discard(self) -> None:
        """Removes the copy: the work is saved, or nobody wants it."""
        self._background.finish()
        if self._copy is not None:
            self._copy.remove()
            self._copy = None

    def close(self) -> None:
        """Ends the keeping at a normal close; a history that is taken down tells a last step, to nobody then."""
        if not self._is_closed:
            self._is_closed = True
            self._document.history.indexChanged.disconnect(self._on_step)
            self._document.history.cleanChanged.disconnect(self._on_step)
        self._soon.stop()
        self._pause.stop()
        self.discard()

    # Coming back

    def offer(self, dialogs: Dialogs) -> None:
        """Asks about the work that crashes left behind, newest first, until one is opened."""
        found = left_behind(self._folder)
        while found:
            if self._offer_one(found.pop(0), dialogs):
                break
        for copy in found:
            copy.let_go()

    def _offer_one(self, copy: Copy, dialogs: Dialogs) -> bool:
        """Asks about one copy. Returns whether it is open now."""
        try:
            unsaved = copy.read()
            when = QLocale().toString(QDateTime.fromSecsSinceEpoch(int(copy.written.timestamp())), _when(copy))
            answer = dialogs.ask_recovery(unsaved.name or self.tr("Untitled"), when)
            if answer is Found.OPEN:
                circuit = unsaved.circuit()
        except CircuitError as error:
            self.said.emit(sentence(copy.put_aside(error)))
            return False
        if answer is Found.OPEN:
            self._document.open(circuit, unsaved.path)
            self._copy = copy
            self._document.history.resetClean()
        elif answer is Found.DISCARD:
            copy.remove()
        else:
            copy.let_go()
        return answer is Found.OPEN


def _when(copy: Copy) -> str:
    """How to write its time: the hour, and the day where it is not today's."""
    today = QDateTime.currentDateTime().date().toPython() == copy.written.date()
    return "HH:mm" if today else "yyyy-MM-dd HH:mm"
