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
from tests.benchmarks.table import Table, Timing, as_timing, measure, verdict

WANTED: Final = 0.1
LARGE: Final = 5_000


def tables(options: Options) -> Iterator[Table]:
    """One table: passes with and without looking for problems, and what it takes to list them afterwards."""
    title = "Finding problems: the share of a pass that it takes, in circuits that have none or few"
    table = Table(title, ("nodes", "problems", "passes alone", "looking too", "share", "list read later", "its share"))
    try:
        bare = _kernels_that_do_not_look()
    except NotInstalled as missing:
        bare = None
        table.note(str(missing))
    for shape in get_args(Shape):
        for count in options.sizes:
            fragment = make_fragment(count, shape, without="max")  # which stops gradients on purpose
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
    table.note("Where there is a flag, the list is made when it is read first, and each sentence when it is read.")
    yield table


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
