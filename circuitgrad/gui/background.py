"""Work that takes longer than a person waits for without noticing: done beside the window's thread, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from circuitgrad.errors import CircuitError
from circuitgrad.gui.garbage import collect_in_window

T = TypeVar("T")


class _Job(Generic[T]):
    """One piece of work with what becomes of its outcome."""

    def __init__(
        self, work: Callable[[], T], then: Callable[[T], object], refused: Callable[[CircuitError], object]
    ) -> None:
        self._work, self._then, self._refused = work, then, refused
        self._outcome: list[T] = []
        self._fault: Exception | None = None

    def run(self) -> None:
        """Does the work, in the other thread."""
        try:
            self._outcome.append(self._work())
        except Exception as fault:  # noqa: BLE001 -- raised again by `deliver`, in the window's thread
            self._fault = fault

    def deliver(self) -> None:
        """Passes on what came of it, in the window's thread."""
        if isinstance(self._fault, CircuitError):
            self._refused(self._fault)
        elif self._fault is not None:
            raise self._fault
        else:
            self._then(self._outcome[0])


class Background(QObject):
    """Does one piece of work at a time in a thread of its own; what comes of it is told in the window's thread."""

    _ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: Thread | None = None
        self._job: _Job[object] | None = None
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether there is work whose outcome somebody waits for."""
        return self._job is not None

    def start(
        self, work: Callable[[], T], then: Callable[[T], object], refused: Callable[[CircuitError], object]
    ) -> None:
        """Starts some work; what was under way is finished first.

        Args:
            work: what to do; it touches nothing that the window may change meanwhile, and no Qt.
            then: is given what the work returned.
            refused: is given the error where the work raises a CircuitError; any other is raised in the window.
        """
        self.finish()
        job = _Job(work, then, refused)
        self._job = job  # type: ignore[assignment]  # what it gives, it takes itself
        collect_in_window()
        self._thread = Thread(target=self._run, args=(job,), name="circuitgrad-background")
        self._thread.start()

    def _run(self, job: _Job[object]) -> None:
        job.run()
        with suppress(RuntimeError):  # cancelled work may outlive the window, and Qt's half of this object with it
            self._ended.emit(job)

    def _deliver(self, job: _Job[object]) -> None:
        if job is self._job:
            self._job = None
            job.deliver()

    def cancel(self) -> None:
        """Forgets the work under way: it runs out, and nobody hears of it."""
        self._job = None

    def finish(self) -> None:
        """Waits for the work under way and tells its outcome before this returns."""
        if self._job is not None and self._thread is not None:
            self._thread.join()
            self._deliver(self._job)
