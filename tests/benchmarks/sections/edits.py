"""From an edit to a new `Run`: one wire added, moved or removed, and one value changed, as by a slider.

What is timed is what a window does: the edit is applied to the circuit, whose notices patch the tape, which runs
forward and backward. The circuit's own part, and the questions whether a wire would close a cycle, are timed by
``python -m tests.benchmarks.edits``.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from time import perf_counter
from typing import Final, get_args

from circuitgrad.circuit import Circuit, Wire
from circuitgrad.circuit.changes import Change
from circuitgrad.circuit.edits import Connect, Disconnect, Edit, SetValue
from circuitgrad.engine import Run, Tape, evaluate
from circuitgrad.errors import CycleError
from tests.benchmarks import ours
from tests.benchmarks.circuits import Shape, make_fragment
from tests.benchmarks.peers.peer import NotInstalled
from tests.benchmarks.sections.options import Options
from tests.benchmarks.table import Table, as_time, measure, verdict

SIZES: Final = (1_000, 100_000)
EDITS: Final = 60
SEED: Final = 5
KINDS: Final = ("removed", "added", "moved", "refused", "value")
WANTED_MS: Final = {
    **{(1_000, kind): 1.0 for kind in KINDS},
    **{(100_000, kind): 15.0 for kind in KINDS if kind != "value"},
}
WANTED_PASSES_MS: Final = 0.4


class Follower:
    """A circuit whose tape and run follow its edits; `seconds` are what each edit took, by kind."""

    def __init__(self, circuit: Circuit) -> None:
        self.circuit = circuit
        self.seconds: dict[str, list[float]] = {kind: [] for kind in KINDS}
        self.rebuilt = 0
        self._changes: list[Change] = []
        circuit.subscribe(self._changes.append)
        self.tape = Tape.of(circuit)
        self.run = self._evaluated()

    def edit(self, kind: str, edit: Edit) -> Edit | None:
        """Applies an edit and brings the run up to date; None where the edit would close a cycle."""
        start = perf_counter()
        try:
            inverse = edit.apply(self.circuit)
        except CycleError:
            self.seconds["refused"].append(perf_counter() - start)
            return None
        self._follow()
        self.seconds[kind].append(perf_counter() - start)
        return inverse

    def undo(self, inverse: Edit) -> None:
        """Applies an edit without timing it."""
        inverse.apply(self.circuit)
        self._follow()

    def _follow(self) -> None:
        patched = self.tape.patched(self._changes)
        self._changes.clear()
        self.rebuilt += patched is None
        self.tape = patched or Tape.of(self.circuit)
        self.run = self._evaluated()

    def _evaluated(self) -> Run:
        return evaluate(self.tape, self.tape.place[self.circuit.find_objective().id])


def edit_tables(options: Options) -> Iterator[Table]:
    """Wires added, moved and removed."""
    table = Table("Edits: from one wire added, moved, removed or refused to a new Run", _HEADINGS)
    _load(table)
    for shape in get_args(Shape):
        for count in sorted(SIZES):
            if count > max(options.sizes):
                continue
            follower = Follower(Circuit(make_fragment(count, shape)))
            assert follower.circuit.graph is not None, "NetworkX's graph is there, so that it follows the edits"
            rewire(follower, EDITS, Random(SEED))
            _add_rows(table, f"{count:,} {shape}", count, follower)
    table.note("NetworkX's graph is updated with each edit. “refused” is a wire that would close a cycle.")
    table.note("Python's garbage collector is at work, as in a window: it makes the worst times.")
    table.note("The circuit's own part and the questions while dragging: python -m tests.benchmarks.edits")
    yield table


def slider_tables(options: Options) -> Iterator[Table]:
    """One value changed, and the plain passes that answer it."""
    table = Table("Slider: from one value changed in a circuit to a new Run", _HEADINGS)
    passes = Table("Plain passes, forward and backward", ("nodes", "time", "ms"))
    _load(table)
    for shape in get_args(Shape):
        follower = Follower(Circuit(make_fragment(1_000, shape)))
        slide(follower, 5 * EDITS, Random(SEED))
        _add_rows(table, f"1,000 {shape}", 1_000, follower)
        tape, objective = ours.tape_and_objective(make_fragment(1_000, shape))
        plain = ours.plain(tape, objective)
        timing = measure({"": plain.call}, options.runs, options.least_seconds)[""]
        passes.add(f"1,000 {shape}", as_time(timing.seconds), verdict(timing.seconds * 1e3, WANTED_PASSES_MS, "ms"))
    yield table
    yield passes


def rewire(follower: Follower, times: int, random: Random) -> None:
    """Removes random wires, adds them again, moves them to another source, and puts them back."""
    ids = list(follower.circuit.nodes)
    wires = list(follower.circuit.wires())
    for _ in range(times):
        wire = random.choice(wires)
        follower.edit("removed", Disconnect(wire))
        follower.edit("added", Connect(wire))
        source = random.choice(ids)
        if source not in (wire.source, wire.target):
            inverse = follower.edit("moved", Connect(Wire(source, wire.target, wire.port), replacing=True))
            if inverse is not None:
                follower.undo(inverse)


def slide(follower: Follower, times: int, random: Random) -> None:
    """Gives random inputs values a little beside their own."""
    inputs = follower.circuit.inputs()
    for _ in range(times):
        node = random.choice(inputs)
        assert node.value is not None
        follower.edit("value", SetValue(node.id, node.value + random.uniform(-0.01, 0.01)))


_HEADINGS: Final = ("nodes", "edit", "times", "median", "worst", "ms")


def _add_rows(table: Table, nodes: str, count: int, follower: Follower) -> None:
    for kind, seconds in follower.seconds.items():
        if seconds:
            middle = sorted(seconds)[len(seconds) // 2]
            ms = verdict(middle * 1e3, WANTED_MS.get((count, kind)), "ms")
            table.add(nodes, kind, str(len(seconds)), as_time(middle), as_time(max(seconds)), ms)
    if follower.rebuilt:
        table.note(f"{nodes}: {follower.rebuilt} edits could not be patched; the tape was made anew for them.")


def _load(table: Table) -> None:
    try:
        ours.load_compiled()
    except NotInstalled as missing:
        table.note(str(missing))
