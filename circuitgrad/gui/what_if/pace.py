"""Lets work in another thread wait: paused, a step at a time, or stopped."""

from __future__ import annotations

from threading import Condition


class Pace:
    """What a search asks at every point whether it may go on.

    Args:
        paused: whether it waits at its first point.

    Example:
        >>> pace = Pace()
        >>> pace.goes_on()
        True
        >>> pace.stop()
        >>> pace.goes_on()
        False
    """

    def __init__(self, *, paused: bool = False) -> None:
        self._changed = Condition()
        self._paused, self._stopped = paused, False
        self._steps = 0

    @property
    def is_paused(self) -> bool:
        """Whether the work waits."""
        return self._paused

    def goes_on(self) -> bool:
        """Waits while the work is paused. Returns whether it shall go on; called in the other thread."""
        with self._changed:
            while self._paused and not self._stopped and not self._steps:
                self._changed.wait()
            self._steps = max(0, self._steps - 1)
            return not self._stopped

    def pause(self, paused: bool) -> None:
        """Lets the work wait, or go on."""
        with self._changed:
            self._paused, self._steps = paused, 0
            self._changed.notify_all()

    def step(self) -> None:
        """Lets the work that waits go on by one point."""
        with self._changed:
            self._steps += 1
            self._changed.notify_all()

    def stop(self) -> None:
        """Lets the work end."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
