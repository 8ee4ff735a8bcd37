"""What comes before the passes: the circuit, its tape, the compiled layout, NetworkX's graph; and CasADi's function."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, get_args

from circuitgrad.circuit import Circuit
from circuitgrad.circuit.structure import make_graph
from circuitgrad.engine import Tape
from tests.benchmarks import ours
from tests.benchmarks.circuits import Shape, make_fragment
from tests.benchmarks.peers import casadi
from tests.benchmarks.peers.peer import NotInstalled
from tests.benchmarks.sections.options import Options
from tests.benchmarks.table import Table, Timing, as_timing, measure, verdict

LARGE: Final = 1_000_000
RUNS_OF_LARGE: Final = 3
WANTED: Final = 0.1
STEPS: Final = ("Circuit(fragment)", "Tape.of(circuit)", "tape, ready compiled", "circuit.graph", "CasADi's function")


def tables(options: Options) -> Iterator[Table]:
    """One table."""
    headings = ("nodes", *STEPS, "tape ÷ CasADi", "circuit, graph and tape ÷ CasADi")
    table = Table("Building", headings)
    for shape in get_args(Shape):
        for count in options.sizes:
            timings = _time(count, shape, options, table)
            tape = timings.get("tape, ready compiled") or timings["Tape.of(circuit)"]
            peer = timings.get("CasADi's function")
            alone = tape.ratio(peer) if peer else None
            all_ours = tape.seconds + timings["Circuit(fragment)"].seconds + timings["circuit.graph"].seconds
            everything = all_ours / peer.seconds if peer else None
            wanted = WANTED if count == 100_000 else None
            cells = [as_timing(timings.get(step)) for step in STEPS]
            table.add(f"{count:,} {shape}", *cells, verdict(alone, wanted), verdict(everything, None))
    table.note("“tape, ready compiled” is the tape from the circuit, and its layout for the compiled passes.")
    if max(options.sizes) >= LARGE:
        table.note(f"From {LARGE:,} nodes on: medians of {RUNS_OF_LARGE} runs.")
    yield table


def _time(count: int, shape: Shape, options: Options, table: Table) -> dict[str, Timing]:
    fragment = make_fragment(count, shape)
    circuit = Circuit(fragment)
    calls: dict[str, Callable[[], object]] = {
        "Circuit(fragment)": lambda: Circuit(fragment),
        "Tape.of(circuit)": lambda: Tape.of(circuit),
        "circuit.graph": lambda: make_graph(circuit),
    }
    try:
        ours.load_compiled()
        from circuitgrad.engine.compiled.evaluation import CompiledTape

        def ready() -> object:
            tape = Tape.of(circuit)
            return CompiledTape(tape, tape.place[circuit.find_objective().id])

        calls["tape, ready compiled"] = ready
    except NotInstalled as missing:
        table.note(str(missing))
    if count < LARGE or options.full:
        try:
            casadi.prepare(make_fragment(100, shape))
            calls["CasADi's function"] = lambda: casadi.prepare(fragment)
        except NotInstalled as missing:
            table.note(str(missing))
    return measure(calls, RUNS_OF_LARGE if count >= LARGE else options.runs, 0.0)
