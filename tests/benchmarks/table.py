"""Timing of several contenders side by side, and tables of plain text."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from statistics import median, quantiles
from time import perf_counter, sleep
from typing import Final

Call = Callable[[], object]

RUNS: Final = 7
LEAST_SECONDS: Final = 0.05
PAUSE: Final = 0.005
"""So long, in seconds, other contenders' threads may go on waiting for work, which keeps a processor busy."""
DASH: Final = "–"


@dataclass(frozen=True, slots=True)
class Timing:
    """How long one call took, in seconds, in each run; a run is many calls where one is short."""

    runs: tuple[float, ...]

    @property
    def seconds(self) -> float:
        """The median over the runs."""
        return median(self.runs)

    @property
    def spread(self) -> float:
        """The distance between the quartiles, as a share of the median."""
        low, _, high = quantiles(self.runs, n=4, method="inclusive")
        return (high - low) / self.seconds

    def ratio(self, peer: Timing) -> float:
        """The median, over the rounds that both ran in, of this time over the peer's.

        A round's ratio compares two runs that followed each other, so that a slow moment of the machine hits both.

        Example:
            >>> Timing((1.0, 2.0, 9.0)).ratio(Timing((2.0, 4.0, 18.0)))
            0.5
        """
        return median(own / other for own, other in zip(self.runs, peer.runs, strict=True))


def measure(
    contenders: Mapping[str, Call], runs: int = RUNS, least_seconds: float = LEAST_SECONDS
) -> dict[str, Timing]:
    """Times all contenders in turn, round by round, after one call each to warm up.

    Args:
        contenders: what to call, by name.
        runs: how many rounds.
        least_seconds: a contender is called as often in a round as it takes to last so long.

    Returns:
        Seconds a call, by name. The garbage collector rests while a run lasts, as in `timeit`; what a run left
        behind is collected after it.
    """
    if runs < 2:
        raise ValueError(f"quartiles need at least two runs, not {runs}")
    calls = {name: _calls_for(call, least_seconds) for name, call in contenders.items()}
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    gc.collect()
    gc.freeze()  # so that what is alive now need not be looked through after every run
    gc.disable()
    try:
        for _ in range(runs):
            for name, call in contenders.items():
                sleep(PAUSE)
                if calls[name] > 1:
                    call()  # its memory is far from the processor after the others' turns
                taken[name].append(_seconds(call, calls[name]) / calls[name])
                gc.collect()
    finally:
        gc.enable()
        gc.unfreeze()
    return {name: Timing(tuple(times)) for name, times in taken.items()}


def measure_once(call: Call, runs: int = RUNS) -> Timing:
    """Times one thing that is slow to do."""
    return measure({"": call}, runs, 0.0)[""]


def _calls_for(call: Call, least_seconds: float) -> int:
    """How many calls last at least so long, after a first one, which may compile something."""
    call()
    calls = 1
    if least_seconds <= 0.0:
        return calls
    while (taken := _seconds(call, calls)) < least_seconds:
        calls = max(2 * calls, min(int(1.1 * calls * least_seconds / max(taken, 1e-9)), 100 * calls))
    return calls


def _seconds(call: Call, calls: int) -> float:
    rounds = repeat(None, calls)
    start = perf_counter()
    for _ in rounds:
        call()
    return perf_counter() - start


@dataclass(slots=True)
class Table:
    """Rows of text under headings, printed in aligned columns; below them, notes.

    Example:
        >>> table = Table("Speed", ("nodes", "ns"))
        >>> table.add("100", "8.5")
        >>> table.add("1,000", "19")
        >>> print(table)
        Speed
        nodes   ns
        -----  ---
          100  8.5
        1,000   19
    """

    title: str
    headings: Sequence[str]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, *cells: str) -> None:
        """A row more."""
        if len(cells) != len(self.headings):
            raise ValueError(f"{len(cells)} cells under {len(self.headings)} headings")
        self.rows.append(cells)

    def note(self, sentence: str) -> None:
        """A line below the table, once however often it is said."""
        if sentence not in self.notes:
            self.notes.append(sentence)

    def __str__(self) -> str:
        columns = list(zip(self.headings, *self.rows, strict=True))
        widths = [max(map(len, column)) for column in columns]
        rule = ["-" * width for width in widths]
        lines = (
            "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
            for row in (self.headings, rule, *self.rows)
        )
        return "\n".join([self.title, *lines, *self.notes])


def as_time(seconds: float) -> str:
    """Seconds in the unit that suits, with three digits.

    Example:
        >>> as_time(0.0123), as_time(4.2e-6)
        ('12.3 ms', '4.2 µs')
    """
    for factor, unit in ((1.0, "s"), (1e3, "ms"), (1e6, "µs")):
        if seconds * factor >= 1.0:
            return f"{digits(seconds * factor)} {unit}"
    return f"{digits(seconds * 1e9)} ns"


def digits(number: float) -> str:
    """A number as tables show it: three digits, or all whole ones.

    Example:
        >>> digits(0.123456), digits(12590.4)
        ('0.123', '12,590')
    """
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"


def as_timing(timing: Timing | None) -> str:
    """A median with its spread, a dash where nothing was timed."""
    return DASH if timing is None else f"{as_time(timing.seconds)} ±{50 * timing.spread:.0f} %"


def verdict(number: float | None, wanted: float | None, unit: str = "×") -> str:
    """A number beside the one to reach.

    Example:
        >>> verdict(0.14, 0.15), verdict(2.0, 1.0), verdict(0.7, None), verdict(None, 1.0)
        ('0.14 × (≤ 0.15 wanted: yes)', '2 × (≤ 1 wanted: NO)', '0.7 ×', '–')
    """
    if number is None:
        return DASH
    if wanted is None:
        return f"{digits(number)} {unit}"
    return f"{digits(number)} {unit} (≤ {digits(wanted)} wanted: {'yes' if number <= wanted else 'NO'})"
