"""What it costs to find problems: NaN, infinities, ties, and gradients that are 0, tiny or huge."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, get_args

from circuitgrad.circuit import Fragment
from circuitgrad.engine import evaluate
from circuitgrad.engine.passes import backward_pass, forward_pass
from circuitgrad.engine.problems import find_problems
from circuitgrad.engine.signs import flags_of
from tests.benchmarks import ours
from tests.benchmarks.circuits import Shape, make_fragment
from tests.benchmarks.peers.peer import NotInstalled
from tests.benchmarks.sections.options import Options
from tests.benchmarks.table import Table, Timing, as_time, as_timing, measure, verdict

WANTED: Final = 0.1
LARGE: Final = 5_000
SEEDS: Final = 4
STOPS_GRADIENTS: Final = "max"
"""This operator stops gradients on purpose."""


def tables(options: Options) -> Iterator[Table]:
    """Passes with and without looking for problems, and what it takes to list them afterwards; then what one costs."""
    yield _shares(options)
    yield _each(options)


def _shares(options: Options) -> Table:
    title = "Finding problems: the share of a pass that it takes, in circuits that have none or few"
    table = Table(title, ("nodes", "problems", "passes alone", "looking too", "share", "list read later", "its share"))
    try:
        bare = _kernels_that_do_not_look()
    except NotInstalled as missing:
        bare = None
        table.note(str(missing))
    for shape in get_args(Shape):
        for count in options.sizes:
            fragment = _nearly_well(count, shape)
            if count < LARGE:
                alone, found = _plain(fragment, options)
            elif bare is not None:
                alone, found = _compiled(fragment, bare, options)
            else:
                continue
            share = verdict(found.ratio(alone) - 1.0, WANTED)
            way = "plain" if count < LARGE else "compiled"
            problems, reading = _read(fragment, options)
            row = (f"{count:,} {shape}, {way}", f"{problems}", as_timing(alone), as_timing(found), share)
            table.add(*row, as_timing(reading), verdict(reading.ratio(alone), WANTED))
    table.note("Looking: passes flag whether there may be problems of a kind; without a flag nothing more is done.")
    table.note(
        "The list looks too; where there is a flag it is made when it is read first, each sentence when it is read."
    )
    table.note(f"Plain: of {SEEDS} circuits the one with the fewest problems; deep ones of 1,000 nodes all have some.")
    return table


def _each(options: Options) -> Table:
    """Circuits with many problems: an operator that stops gradients on purpose is among the others."""
    table = Table("Listing problems where there are many", ("nodes", "problems", "list read later", "a problem"))
    for shape in get_args(Shape):
        for count in options.sizes:
            if count < LARGE:
                problems, reading = _read(make_fragment(count, shape), options)
                table.add(f"{count:,} {shape}", f"{problems}", as_timing(reading), as_time(reading.seconds / problems))
    return table


def _nearly_well(count: int, shape: Shape) -> Fragment:
    """A circuit with few problems: of some small ones, the first that has the fewest."""
    seeds = range(1, SEEDS + 1 if count < LARGE else 2)
    fragments = (make_fragment(count, shape, seed, without=STOPS_GRADIENTS) for seed in seeds)
    return min(fragments, key=lambda fragment: len(evaluate(*ours.tape_and_objective(fragment)).problems))


def _read(fragment: Fragment, options: Options) -> tuple[int, Timing]:
    """How many problems a run has, and what it takes to list them once it is there."""
    tape, objective = ours.tape_and_objective(fragment)
    run = evaluate(tape, objective)

    def read() -> None:
        find_problems(tape, run.values, objective, run.backward)

    return len(run.problems), measure({"": read}, options.runs, options.least_seconds)[""]


def _plain(fragment: Fragment, options: Options) -> tuple[Timing, Timing]:
    tape, objective = ours.tape_and_objective(fragment)

    def alone() -> Any:
        forward = forward_pass(tape)
        return forward, backward_pass(tape, forward, objective)

    def looking() -> None:
        forward, gradients = alone()
        flags_of(tape, forward.values, objective, gradients)

    times = measure({"alone": alone, "found": looking}, options.runs, options.least_seconds)
    return times["alone"], times["found"]


def _compiled(fragment: Fragment, bare: Callable[[str], Any], options: Options) -> tuple[Timing, Timing]:
    from circuitgrad.engine.compiled.evaluation import CompiledTape, machine_for
    from circuitgrad.engine.compiled.loader import load_kernels

    tape, objective = ours.tape_and_objective(fragment)
    passes = CompiledTape(tape, objective).passes
    machine = machine_for(tape, objective, load_kernels())
    kernel = bare("pass_by_runs" if machine.layout.by_runs else "pass_by_nodes")
    frame = machine.frame
    times = measure({"alone": lambda: kernel(frame), "found": passes}, options.runs, options.least_seconds)
    return times["alone"], times["found"]


def _kernels_that_do_not_look() -> Callable[[str], Any]:
    """The same kernels without their eyes, by name; compiled for this run alone."""
    ours.load_compiled()
    from circuitgrad.engine.compiled.making import compile_passes

    by_name = compile_passes(flagging=False)
    return by_name.__getitem__
