"""What a benchmark is asked to do, and how far it may go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tests.benchmarks.table import LEAST_SECONDS, RUNS

SIZES: Final = (100, 1_000, 10_000, 100_000, 1_000_000)
QUICK_SIZES: Final = (100, 1_000, 10_000)
ROWS: Final = (1_000, 100_000, 1_000_000)
QUICK_ROWS: Final = (1_000, 100_000)
THREADS: Final = (1, 2)


@dataclass(frozen=True, slots=True)
class Options:
    """The command line's, in numbers.

    Args:
        sizes: numbers of nodes.
        rows: numbers of rows.
        threads: numbers of threads for batches.
        runs: how often each contender is timed.
        least_seconds: how long such a run lasts at least.
        full: time peers too that take minutes to build.
    """

    sizes: tuple[int, ...] = SIZES
    rows: tuple[int, ...] = ROWS
    threads: tuple[int, ...] = THREADS
    runs: int = RUNS
    least_seconds: float = LEAST_SECONDS
    full: bool = False
