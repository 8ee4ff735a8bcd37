"""The engine's speed beside its peers': ``python -m tests.benchmarks.engine``.

Sections, each with a table or more: ``single`` (value and gradient of every node of one circuit), ``problems``
(what finding them costs), ``building`` (what comes before), ``batch`` (one circuit over many rows), ``edits`` (from a
wire's change to a new run) and ``slider`` (from a value's change). Times are medians; the contenders of a table take
turns, so that whatever else the machine does hits all alike. Behind a ratio or a time stands the figure to reach, and
whether it is reached.

Peers are optional (``pip install circuitgrad[bench]``); tables say which are not installed. A peer is timed only
after it has computed the same value and gradients as ours.
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from tests.benchmarks.sections import batch, building, edits, problems, single
from tests.benchmarks.sections.options import QUICK_ROWS, QUICK_SIZES, ROWS, SIZES, THREADS, Options
from tests.benchmarks.table import LEAST_SECONDS, RUNS, Table

QUICK_LEAST_SECONDS: Final = 0.002


def _printed(tables: Callable[[Options], Iterator[Table]]) -> Callable[[Options], None]:
    def show(options: Options) -> None:
        for table in tables(options):
            print(f"{table}\n", flush=True)

    return show


SECTIONS: Final[dict[str, Callable[[Options], None]]] = {
    "single": _printed(single.tables),
    "problems": _printed(problems.tables),
    "building": _printed(building.tables),
    "batch": batch.print_tables,
    "edits": _printed(edits.edit_tables),
    "slider": _printed(edits.slider_tables),
}


def read_options(arguments: Sequence[str] | None = None) -> tuple[list[str], Options]:
    """The sections that are asked for, and how.

    Example:
        >>> read_options(["--only", "single", "--sizes", "100,1000"])[1].sizes
        (100, 1000)
    """
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=list(SECTIONS), action="append", help="this section; may be repeated")
    parser.add_argument("--quick", action="store_true", help="small sizes and short runs")
    parser.add_argument("--full", action="store_true", help="peers too that take minutes to build")
    parser.add_argument("--sizes", type=_numbers, help="numbers of nodes, with commas between")
    parser.add_argument("--rows", type=_numbers, help="numbers of rows")
    parser.add_argument("--threads", type=_numbers, default=THREADS, help="numbers of threads for batches")
    parser.add_argument("--runs", type=int, default=RUNS, help="how often each contender is timed")
    asked = parser.parse_args(arguments)
    options = Options(
        sizes=asked.sizes or (QUICK_SIZES if asked.quick else SIZES),
        rows=asked.rows or (QUICK_ROWS if asked.quick else ROWS),
        threads=asked.threads,
        runs=asked.runs,
        least_seconds=QUICK_LEAST_SECONDS if asked.quick else LEAST_SECONDS,
        full=asked.full,
    )
    return asked.only or list(SECTIONS), options


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part.replace("_", "")) for part in text.split(","))


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the tables of the sections that are asked for."""
    sections, options = read_options(arguments)
    processors = os.cpu_count()
    print(f"Python {platform.python_version()}, {platform.platform()}, {processors} processors, {options.runs} runs")
    print(f"{_load()}\n")
    for section in sections:
        SECTIONS[section](options)
    print(_load())


def _load() -> str:
    """How busy the machine is, which figures answer to: those of 1,000,000 nodes live on a cache that all share."""
    if not hasattr(os, "getloadavg"):
        return "How busy the machine is cannot be told here."
    return f"Processes at work over the last minute: {os.getloadavg()[0]:.1f} (1 is this benchmark alone)"


if __name__ == "__main__":
    main()
