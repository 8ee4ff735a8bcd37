"""How long tidying takes and how many wires cross, beside Graphviz dot and fast-sugiyama.

    python -m tests.benchmarks.tidy
    python -m tests.benchmarks.tidy --sizes 300,3000 --seeds 3

Peers are optional: `dot` from Graphviz, fast-sugiyama from PyPI; a table says which are not installed. Crossings are
counted in two ways: "straight", each wire a line from middle to middle, which is what the places alone tell; and
"drawn", each wire as it is drawn. Pairs that share a node do not count. dot is told of the ports that wires end at.
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Callable, Iterator, Sequence
from statistics import median
from typing import Final

import circuitgrad as cg
from circuitgrad.circuit import Fragment
from circuitgrad.formats.examples import EXAMPLES, load_example
from tests.benchmarks.circuits import Shape, make_fragment
from tests.benchmarks.drawings import (
    Drawing,
    count_drawn,
    count_straight,
    draw_by_dot,
    draw_by_sugiyama,
    draw_ours,
    edges_of,
)
from tests.benchmarks.table import DASH, Table, as_time, digits, verdict

SIZES: Final = (100, 300, 1_000, 3_000, 30_000)
SHAPES: Final[tuple[Shape, ...]] = ("wide", "deep")
MOST_FOR_PEERS: Final = 3_000
MOST_COUNTED: Final = 10_000
RUNS: Final = 5
WANTED_SECONDS: Final = {300: 0.03, 3_000: 0.5, 30_000: 6.0}
WANTED_CROSSINGS: Final = 1.1
HEADINGS: Final = (
    "circuit", "nodes", "wires", "ours", "straight", "drawn",
    "dot", "straight", "drawn", "straight/dot", "drawn/dot", "fast-sugiyama", "straight", "drawn",
)  # fmt: skip

Draw = Callable[[Fragment], Drawing | None]


def network_text(inputs: int = 4, hidden: int = 6) -> str:
    """A small neural network as a formula.

    Example:
        >>> network_text(1, 1)
        'h0 = tanh(w0_0*x0 + b0); v0*h0'
    """
    layer = (
        f"h{unit} = tanh({' + '.join(f'w{unit}_{k}*x{k}' for k in range(inputs))} + b{unit})" for unit in range(hidden)
    )
    return "; ".join((*layer, " + ".join(f"v{unit}*h{unit}" for unit in range(hidden))))


def deep_network_text(*widths: int) -> str:
    """A neural network of some layers as a formula; the first width is the number of its inputs.

    Example:
        >>> deep_network_text(1, 2)
        'h1_0 = tanh(w1_0_0*x0 + b1_0); h1_1 = tanh(w1_1_0*x0 + b1_1); h1_0 + h1_1'
    """
    before, lines = [f"x{k}" for k in range(widths[0])], []
    for layer, width in enumerate(widths[1:], 1):
        names = [f"h{layer}_{unit}" for unit in range(width)]
        for unit, name in enumerate(names):
            terms = [f"w{layer}_{unit}_{k}*{source}" for k, source in enumerate(before)]
            lines.append(f"{name} = tanh({' + '.join(terms)} + b{layer}_{unit})")
        before = names
    return "; ".join((*lines, " + ".join(before)))


def realistic() -> Iterator[tuple[str, Fragment]]:
    """The examples, a long sum, and some neural networks; not laid out."""
    for example in EXAMPLES:
        yield example.name, _heaped(load_example(example.name).fragment())
    terms = " + ".join(f"a{k}*sin(x{k})" if k % 3 else f"b{k}" for k in range(60))
    yield "sum of 60 terms", _heaped(cg.from_formula(terms).fragment())
    yield "small network", _heaped(cg.from_formula(network_text()).fragment())
    yield "wide network", _heaped(cg.from_formula(network_text(6, 12)).fragment())
    yield "deep network", _heaped(cg.from_formula(deep_network_text(3, 4, 2, 3)).fragment())


def _heaped(fragment: Fragment) -> Fragment:
    """The same with all nodes at one place, so that nothing is known of a layout."""
    nodes = tuple(node.at(0.0, 0.0) for node in fragment.nodes)
    return Fragment(nodes, fragment.wires, fragment.objective)


def measured(draw: Draw, fragment: Fragment) -> Drawing | None:
    """A drawing with the median time of some runs; one run where a run takes long."""
    first = draw(fragment)
    if first is None or first.seconds > 1.0:
        return first
    again = [drawing.seconds for _ in range(RUNS) if (drawing := draw(fragment)) is not None]
    return Drawing(median(again), first.places, first.lines)


class _Counts:
    """A drawing's crossings, straight and drawn, and its cells in the table."""

    def __init__(self, drawing: Drawing | None, fragment: Fragment) -> None:
        self.seconds = None if drawing is None else drawing.seconds
        self.straight: int | None = None
        self.drawn: int | None = None
        if drawing is not None and len(fragment.nodes) <= MOST_COUNTED:
            edges = edges_of(fragment)
            self.straight, self.drawn = count_straight(drawing, edges), count_drawn(drawing, edges)

    def cells(self) -> tuple[str, str, str]:
        """Time, and crossings of both kinds."""
        return (DASH if self.seconds is None else as_time(self.seconds), _number(self.straight), _number(self.drawn))


def _number(count: int | None) -> str:
    return DASH if count is None else f"{count:,}"


def _ratio(ours: int | None, theirs: int | None) -> float | None:
    return None if not ours or not theirs else ours / theirs


def add_row(table: Table, name: str, fragment: Fragment) -> _Counts:
    """Lays out one circuit by all hands, as a row of the table. Returns our own counts."""
    small = len(fragment.nodes) <= MOST_FOR_PEERS
    ours = _Counts(measured(draw_ours, fragment), fragment)
    dot = _Counts(measured(draw_by_dot, fragment) if small else None, fragment)
    sugiyama = _Counts(measured(draw_by_sugiyama, fragment) if small else None, fragment)
    if small:
        for peer, counts in (("dot", dot), ("fast-sugiyama", sugiyama)):
            if counts.seconds is None:
                table.note(f"{peer} is not installed, or did not finish.")
    ratios = [_ratio(ours.straight, dot.straight), _ratio(ours.drawn, dot.drawn)]
    table.add(
        name, f"{len(fragment.nodes):,}", f"{len(fragment.wires):,}", *ours.cells(), *dot.cells(),
        *(DASH if ratio is None else digits(ratio) for ratio in ratios), *sugiyama.cells(),
    )  # fmt: skip
    return ours


def random_table(sizes: Sequence[int], seeds: int) -> Table:
    """Random circuits, wide and deep."""
    table = Table("Random circuits", HEADINGS)
    for size in sizes:
        times = []
        for shape in SHAPES:
            for seed in range(1, seeds + 1):
                ours = add_row(table, f"{shape} {seed}", make_fragment(size, shape, seed))
                times.append(ours.seconds or 0.0)
        wanted = WANTED_SECONDS.get(size)
        if wanted is not None:
            table.note(f"{size:,} nodes at most: {verdict(1000 * max(times), 1000 * wanted, 'ms')}")
    return table


def realistic_table() -> Table:
    """The circuits that ship, and the like."""
    table = Table("Real circuits", HEADINGS)
    for name, fragment in realistic():
        add_row(table, name, fragment)
    return table


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=_numbers, default=SIZES, help="numbers of nodes, with commas between")
    parser.add_argument("--seeds", type=int, default=1, help="how many circuits of each size and shape")
    asked = parser.parse_args(arguments)
    print(f"Python {platform.python_version()}, {platform.platform()}, {os.cpu_count()} processors\n")
    print(f"{realistic_table()}\n", flush=True)
    print(random_table(asked.sizes, asked.seeds))


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part.replace("_", "")) for part in text.split(","))


if __name__ == "__main__":
    main()
