"""How long edits of wires and questions for cycles take in the circuit alone: ``python -m tests.benchmarks.edits``.

Circuits are random, from a fixed seed, at 1,000 and 100,000 nodes, wide and deep. No window listens and no pass runs.
Each row gives the median and the worst time in milliseconds:

- ``added``, ``moved``, ``removed``: one wire by an edit, at a random node. A wire that moves gets another source.
- ``moved, ranks mended``: those of the moved wires that went against the ranks of the circuit.
- ``refused``: an edit that would close a cycle, with the sentence that names the nodes of the cycle.
- ``can_wire``: questions about random wires, without the sentence.
- ``hover``: the questions of a drag, about random nodes, from a held source and from a held target; ``first`` until
  the guard knows all that it can reach, ``refused`` where the answer is the sentence.
- ``build``, ``order``, ``upstream``, ``graph``: a circuit from a fragment, its topological order, all nodes that a
  node depends on, the NetworkX graph.

With ``--graph`` the NetworkX graph is made before the edits and follows them.
"""

from __future__ import annotations

import argparse
import gc
import random
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Final, TypeVar

from circuitgrad.circuit import Circuit, Wire
from circuitgrad.circuit.edits import Connect, Disconnect, Edit
from circuitgrad.errors import CycleError
from tests.benchmarks.circuits import Shape, make_fragment

Result = TypeVar("Result")
RUNS: Final = 400
SLOW_RUNS: Final = 7
SEED: Final = 7


class Times:
    """Seconds by the name of what was timed, told by a clock."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.rows: dict[str, list[float]] = {}

    def take(self, action: Callable[[], Result], name: str | Callable[[Result], str]) -> Result:
        """Runs the action and notes how long it took, under a name that may depend on what came of it."""
        start = self.clock()
        result = action()
        taken = self.clock() - start
        self.rows.setdefault(name if isinstance(name, str) else name(result), []).append(taken)
        return result

    def show(self, title: str) -> None:
        """Prints a table: median and worst in milliseconds, and how many runs."""
        print(f"\n{title:<34} {'median ms':>10} {'worst ms':>10} {'runs':>6}")
        for name, taken in self.rows.items():
            print(f"{name:<34} {statistics.median(taken) * 1e3:>10.4f} {max(taken) * 1e3:>10.3f} {len(taken):>6}")


class Picker:
    """Draws wires at random from a circuit whose nodes stay."""

    def __init__(self, circuit: Circuit, seed: int = SEED) -> None:
        self.circuit, self.random = circuit, random.Random(seed)
        self.ids = list(circuit.nodes)
        self.fed = [id for id in self.ids if circuit.is_fed(id)]

    def wire(self) -> Wire:
        """A wire that is there."""
        return self.random.choice(self.circuit.incoming(self.random.choice(self.fed)))

    def another_source(self, wire: Wire) -> Wire:
        """The wire to the same port from any other node, cycle or not."""
        source = self.random.choice(self.ids)
        return wire._replace(source=source) if source not in wire[:2] else self.another_source(wire)


def refused(action: Callable[[], object]) -> bool:
    """Whether the action is refused for a cycle."""
    try:
        action()
    except CycleError as error:
        return bool(error.sentence)
    return False


def time_edits(circuit: Circuit, times: Times, runs: int) -> None:
    """Removes wires and adds them again, then gives wires other sources, some of which close a cycle."""
    pick = Picker(circuit)
    for _ in range(runs):
        off = Disconnect(pick.wire())
        back: Edit = times.take(partial(off.apply, circuit), "removed")
        times.take(partial(back.apply, circuit), "added")
    rank = circuit._ranks.numbers
    for _ in range(2 * runs):
        wire = pick.another_source(pick.wire())
        upwards = rank[wire.source] < rank[wire.target]
        names = {False: "moved" if upwards else "moved, ranks mended", True: "refused"}
        times.take(partial(refused, partial(Connect(wire, replacing=True).apply, circuit)), names.__getitem__)


def time_questions(circuit: Circuit, times: Times, runs: int) -> None:
    """Asks about random wires one by one, then as drags do: many about one end."""
    pick = Picker(circuit)
    for _ in range(runs):
        wire = pick.another_source(pick.wire())
        times.take(partial(circuit.can_wire, wire, replacing=True), "can_wire")
    for drag in range(SLOW_RUNS):
        held = pick.fed[len(pick.fed) * (drag + 1) // (SLOW_RUNS + 1)]
        for end in ("source", "target"):
            guard = circuit.cycle_guard(held, is_source=end == "source")
            name = f"hover, held {end}, first"
            for _ in range(runs // SLOW_RUNS):
                other = pick.random.choice(pick.fed)
                wire = Wire(held, other, 0) if end == "source" else Wire(other, held, 0)
                ask = partial(circuit.check_wire, wire, replacing=True, guard=guard)
                names = {False: name, True: f"{name}, refused"}
                times.take(partial(refused, ask), names.__getitem__)
                if guard.is_complete:
                    name = f"hover, held {end}"


def time_wholes(count: int, shape: Shape, times: Times, runs: int) -> None:
    """Makes whole circuits, and walks over all of one."""
    fragment = make_fragment(count, shape)
    for _ in range(runs):
        circuit = times.take(partial(Circuit, fragment), "build")
        times.take(circuit.order, "order")
        times.take(partial(circuit.upstream, fragment.nodes[-1].id), "upstream")
        times.take(partial(getattr, circuit, "graph"), "graph")


def main() -> None:
    """Prints one table for each size and shape."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, nargs="+", default=[1_000, 100_000], help="numbers of nodes")
    parser.add_argument("--runs", type=int, default=RUNS, help="how many edits of each kind")
    parser.add_argument("--graph", action="store_true", help="with the NetworkX graph made, so that edits change it")
    parser.add_argument("--cpu", action="store_true", help="processor time, for a machine that others keep busy")
    given = parser.parse_args()
    shapes: tuple[Shape, ...] = ("wide", "deep")
    for count in given.count:
        for shape in shapes:
            circuit = Circuit(make_fragment(count, shape))
            if given.graph:
                len(circuit.graph)
            times = Times(time.thread_time if given.cpu else time.perf_counter)
            gc.collect()
            time_edits(circuit, times, given.runs)
            time_questions(circuit, times, given.runs)
            time_wholes(count, shape, times, SLOW_RUNS)
            times.show(f"{count:,} nodes, {shape}")


if __name__ == "__main__":
    main()
