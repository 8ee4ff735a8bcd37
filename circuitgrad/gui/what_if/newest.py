"""Work that follows a hand: done beside the window's thread, and of several requests only the newest is carried out.

While one piece of work is done, at most one other waits: a newer request takes its place. What comes of the work is
told in the order of the requests, so that a curve follows a slider even where it cannot keep up with every value.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from threading import Lock, Thread
from typing import Any, Final

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal

from circuitgrad.errors import BatchStopped, CircuitError, SeekStopped
from circuitgrad.gui.garbage import collect_in_window

GoesOn = Callable[[int, int], bool]
"""Told how much of how much is done; False once the work shall stop. It fits the `progress` of every analysis."""
SWITCH: Final = 0.0005
"""Seconds after which a thread that computes in Python lets the window's thread go on, in place of Python's 0.005."""


class _Request:
    """What somebody asked for.

    Args:
        work: what to do.
        then: is given what came of it.
        refused: is given why it could not be done.
        is_wanted: whether anybody still waits for it.
    """

    def __init__(
        self,
        work: Callable[[GoesOn], Any],
        then: Callable[[Any], object],
        refused: Callable[[CircuitError], object],
        is_wanted: Callable[[], bool],
    ) -> None:
        self._work, self._then, self._refused, self._is_wanted = work, then, refused, is_wanted
        self._outcome: Any = None
        self._fault: Exception | None = None

    def carry_out(self) -> None:
        """Does it, in the other thread."""
        try:
            self._outcome = self._work(lambda _done, _of: self._is_wanted())
        except Exception as fault:  # noqa: BLE001 -- told, or raised again, in the window's thread
            self._fault = fault

    def deliver(self) -> None:
        """Tells what came of it, in the window's thread."""
        if not self._is_wanted() or isinstance(self._fault, BatchStopped | SeekStopped):
            return
        if isinstance(self._fault, CircuitError):
            self._refused(self._fault)
        elif self._fault is not None:
            raise self._fault
        else:
            self._then(self._outcome)


class Newest(QObject):
    """Carries out the newest request.

    Signals:
        busy_changed (bool): there is work under way, or none any more.
    """

    busy_changed = Signal(bool)
    _done = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = Lock()
        self._waiting: _Request | None = None
        self._thread: Thread | None = None
        self._open = 0
        self._era = 0
        self._done.connect(self._receive, Qt.ConnectionType.QueuedConnection)
        self._arrived: list[_Request] = []
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self._deliver)

    @property
    def is_busy(self) -> bool:
        """Whether there is work that somebody waits for."""
        return self._open > 0

    def ask(
        self,
        work: Callable[[GoesOn], Any],
        then: Callable[[Any], object],
        refused: Callable[[CircuitError], object],
    ) -> None:
        """Asks for some work; a request that still waits is dropped for it.

        Args:
            work: what to do, given what tells it whether to go on; it touches nothing that the window may change
                meanwhile, and no Qt.
            then: is given what the work returned.
            refused: is given the error where the work raises a CircuitError; any other is raised in the window.
        """
        era = self._era
        request = _Request(work, then, refused, lambda: era == self._era)
        with self._lock:
            self._open += 0 if self._waiting is not None else 1
            self._waiting = request
            if self._thread is None:
                collect_in_window()
                self._thread = Thread(target=self._work, name="circuitgrad-what-if", daemon=True)
                self._thread.start()
        if self._open == 1:
            self.busy_changed.emit(True)

    def stop(self) -> None:
        """Forgets all that was asked for: what is under way stops as soon as it can, and nobody hears of it."""
        self._era += 1
        with self._lock:
            self._open -= 0 if self._waiting is None else 1
            self._waiting = None
        self._tell()

    def finish(self) -> None:
        """Waits for all that was asked for, and tells it, before this returns."""
        while (thread := self._thread) is not None:
            thread.join()
        QCoreApplication.sendPostedEvents(self)
        self._deliver()

    def _work(self) -> None:
        """Carries out what waits until nothing does; then the thread ends."""
        sys.setswitchinterval(SWITCH)
        while True:
            with self._lock:
                request, self._waiting = self._waiting, None
                if request is None:
                    self._thread = None
                    return
            request.carry_out()
            with suppress(RuntimeError):  # the window, and Qt's half of this object with it, may be gone
                self._done.emit(request)

    def _receive(self, request: _Request) -> None:
        """Tells of it after all that this turn of the event loop still paints: what comes of it is painted in the next.

        A hand's event and an answer in one turn would hold the window for as long as both together.
        """
        self._arrived.append(request)
        self._turn.start(0)

    def _deliver(self) -> None:
        """Tells all that has come; what one raises is raised, and the others are told in the next turn."""
        try:
            while self._arrived:
                request = self._arrived.pop(0)
                with self._lock:
                    self._open -= 1
                self._tell()
                request.deliver()
        finally:
            if self._arrived:
                self._turn.start(0)

    def _tell(self) -> None:
        if self._open == 0:
            self.busy_changed.emit(False)
