"""One circuit over many rows: the mean of a logistic loss, and of its ten gradients.

Each number of threads runs in a process of its own, since some peers read it when they are imported.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Sequence
from typing import Final

import circuitgrad as cg
from tests.benchmarks import ours
from tests.benchmarks.peers import casadi, jax, numpy, torch
from tests.benchmarks.peers.peer import Answer, Contender, NotInstalled, check_same
from tests.benchmarks.sections.options import Options
from tests.benchmarks.subject import PARAMETERS, BatchData, make_circuit, make_data
from tests.benchmarks.table import Table, as_time, as_timing, digits, measure, verdict

PREPARE: Final = {
    "NumPy by hand": numpy.prepare_batch,
    "CasADi map": casadi.prepare_batch,
    "torch eager": torch.prepare_batch,
    "torch.compile": torch.prepare_compiled_batch,
    "JAX jit": jax.prepare_batch,
}
LARGE: Final = 1_000_000
WANTED: Final = {
    (1_000, "JAX jit"): 0.6,
    (100_000, "JAX jit"): 1.0,
    (LARGE, "JAX jit"): 0.4,
    (LARGE, "torch.compile"): 0.65,
}


def print_tables(options: Options) -> None:
    """A table for each number of threads, printed by processes of their own.

    Raises:
        CalledProcessError: one of them failed.
    """
    for threads in options.threads:
        command = [sys.executable, "-m", __name__, "--threads", str(threads), "--runs", str(options.runs)]
        command += ["--least-seconds", str(options.least_seconds), "--rows", *map(str, options.rows)]
        number = str(threads)
        limits = {"OMP_NUM_THREADS": number, "MKL_NUM_THREADS": number, "OPENBLAS_NUM_THREADS": number}
        environment = {**os.environ, **limits, **jax.thread_environment(threads)}
        sys.stdout.flush()
        subprocess.run(command, env=environment, check=True)


def table_of(rows_to_time: Sequence[int], threads: int, runs: int, least_seconds: float) -> Table:
    """The table for one number of threads."""
    title = f"Batch: mean loss and its {len(PARAMETERS)} gradients, threads: {threads}"
    table = Table(title, ("rows", "contender", "time", "ready after", "ours ÷ peer"))
    try:
        ours.load_compiled()
    except NotInstalled as missing:
        table.note(str(missing))
    for rows in rows_to_time:
        data = make_data(rows)
        own = our_batch(data, threads)
        own.call()
        contenders = {own.name: own, **_peers(own.answer(), data, threads, table)}
        timings = measure({name: each.call for name, each in contenders.items()}, runs, least_seconds)
        for name, contender in contenders.items():
            peer = timings[name]
            ratio = None if contender is own else timings[own.name].ratio(peer)
            ready = as_time(contender.build_seconds) if contender.build_seconds else ""
            table.add(f"{rows:,}", name, as_timing(peer), ready, verdict(ratio, WANTED.get((rows, name))))
        table.note(_memory(data, threads))
    table.note(
        "NumPy by hand knows that the loss's slope toward z is p − t; the others find the derivatives themselves."
    )
    return table


def our_batch(data: BatchData, threads: int) -> Contender:
    """`run_batch` over the data."""
    circuit = make_circuit(data)
    last: list[cg.BatchRun] = []

    def call() -> None:
        last[:] = [cg.run_batch(circuit, data.columns, gradients=PARAMETERS, reduce="mean", threads=threads)]

    def answer() -> Answer:
        return Answer(last[0].value, [last[0].gradients[name] for name in PARAMETERS])

    return Contender("ours", call, answer)


def _peers(expected: Answer, data: BatchData, threads: int, table: Table) -> dict[str, Contender]:
    found = {}
    for name, prepare in PREPARE.items():
        if threads > 1 and name == "NumPy by hand":
            table.note("NumPy has one thread for this: see the table of one thread.")
            continue
        try:
            contender = prepare(data, threads)
        except NotInstalled as missing:
            table.note(str(missing))
            continue
        check_same(expected, contender)
        found[name] = contender
    return found


def _memory(data: BatchData, threads: int) -> str:
    """What a first call of ours allocates at most; it is not timed."""
    own = our_batch(data, threads)
    tracemalloc.start()
    try:
        own.call()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    most, every = (digits(size / 1e6) for size in (peak, 8 * data.rows * len(make_circuit(data))))
    return f"{data.rows:,} rows: ours allocates {most} MB at most; rows × nodes are {every} MB."


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the table for one number of threads."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--rows", type=int, nargs="+", required=True)
    parser.add_argument("--runs", type=int, default=Options().runs)
    parser.add_argument("--least-seconds", type=float, default=Options().least_seconds)
    asked = parser.parse_args(arguments)
    print(f"{table_of(asked.rows, asked.threads, asked.runs, asked.least_seconds)}\n")


if __name__ == "__main__":
    main()
