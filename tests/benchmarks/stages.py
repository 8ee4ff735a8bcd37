"""Where the time of a program goes: functions wrapped from outside, each second counted for the innermost one."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any


@dataclass(slots=True)
class Stages:
    """Seconds by stage. What a wrapped function spends in another wrapped one counts for that one alone.

    Example:
        >>> stages = Stages()
        >>> inner = stages.wrapped(lambda: None, "inner")
        >>> stages.wrapped(lambda: inner(), "outer")()
        >>> list(stages.take())
        ['inner', 'outer']
    """

    seconds: dict[str, float] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)
    _inner: list[float] = field(default_factory=list)

    def wrapped(self, function: Callable[..., Any], stage: str) -> Callable[..., Any]:
        """The same function, which tells its time."""
        inner, seconds, calls = self._inner, self.seconds, self.calls

        @functools.wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            inner.append(0.0)
            start = perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                taken = perf_counter() - start
                own = taken - inner.pop()
                seconds[stage] = seconds.get(stage, 0.0) + own
                calls[stage] = calls.get(stage, 0) + 1
                if inner:
                    inner[-1] += taken

        return timed

    def wrap(self, owner: Any, name: str, stage: str) -> None:
        """Puts the timed function in the place of an owner's: a class's method, a cached property, a module's function.

        Raises:
            LookupError: there is none of this name.
        """
        function = vars(owner).get(name)
        if function is None:
            raise LookupError(f"{owner.__name__} has no function {name!r} of its own: the program has changed")
        if isinstance(function, functools.cached_property):
            function.func = self.wrapped(function.func, stage)
        else:
            setattr(owner, name, self.wrapped(function, stage))

    def take(self) -> dict[str, float]:
        """The seconds since the last time, by stage."""
        taken = dict(self.seconds)
        self.seconds.clear()
        return taken

    def cost_of_call(self) -> float:
        """What the timing of one call itself costs, in seconds."""
        calls = 20_000
        probe = Stages().wrapped(_nothing, "")
        start = perf_counter()
        for _ in range(calls):
            probe()
        middle = perf_counter()
        for _ in range(calls):
            _nothing()
        return (2 * middle - start - perf_counter()) / calls


def _nothing() -> None:
    pass
