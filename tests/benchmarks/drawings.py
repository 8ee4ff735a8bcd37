"""Drawings of one circuit by several hands: places and lines, how many lines cross, and how long it took."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from time import perf_counter
from typing import Any, Final

import numpy as np

from circuitgrad.circuit import Circuit, Fragment, Position
from circuitgrad.layout.routes import routes
from circuitgrad.layout.tidy import lay_out

Line = list[Position]
Edge = tuple[int, int]
LONGEST_SECONDS: Final = 100.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """Where a layout puts the nodes of a circuit, by number, and its lines, one for each pair of joined nodes.

    Args:
        seconds: how long the layout took, without the drawing of lines where that can be told apart.
        places: the middle of each node.
        lines: for each edge the points of the line as it is drawn; None where the layout gives none.
    """

    seconds: float
    places: list[Position]
    lines: dict[Edge, Line] | None


def edges_of(fragment: Fragment) -> list[Edge]:
    """Each pair of joined nodes once, by number.

    Example:
        >>> import circuitgrad as cg
        >>> edges_of(cg.from_formula("x*x").fragment())
        [(0, 1)]
    """
    number = {node.id: place for place, node in enumerate(fragment.nodes)}
    return sorted({(number[wire.source], number[wire.target]) for wire in fragment.wires})


def draw_ours(fragment: Fragment) -> Drawing:
    """Tidied here, with the wires as the canvas draws them."""
    circuit = Circuit(fragment)
    start = perf_counter()
    found = lay_out(circuit)
    seconds = perf_counter() - start
    edit = found.edit(circuit)
    if edit is not None:
        edit.apply(circuit)
    number = {node.id: place for place, node in enumerate(fragment.nodes)}
    lines: dict[Edge, Line] = {}
    for wire, path in routes(circuit, circuit.wires()).items():
        lines.setdefault((number[wire.source], number[wire.target]), path.samples())
    return Drawing(seconds, [found.positions[node.id] for node in fragment.nodes], lines)


def draw_by_dot(fragment: Fragment) -> Drawing | None:
    """Laid out by Graphviz, which is told of the ports, and as large as ours; None where it is missing or too slow."""
    program = shutil.which("dot")
    if program is None:
        return None
    start = perf_counter()
    try:
        done = subprocess.run(
            [program, "-Tplain"],
            input=_dot_text(fragment), capture_output=True, text=True, check=True, timeout=LONGEST_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    seconds = perf_counter() - start
    places = [(0.0, 0.0)] * len(fragment.nodes)
    lines: dict[Edge, Line] = {}
    for words in map(str.split, done.stdout.splitlines()):
        if words[0] == "node":
            places[int(words[1])] = float(words[2]), float(words[3])
        elif words[0] == "edge":
            numbers = list(map(float, words[4 : 4 + 2 * int(words[3])]))
            knots = list(zip(numbers[::2], numbers[1::2], strict=True))[::3]
            lines.setdefault((int(words[1]), int(words[2])), knots)
    return Drawing(seconds, places, lines)


def _dot_text(fragment: Fragment) -> str:
    number = {node.id: place for place, node in enumerate(fragment.nodes)}
    ports = dict.fromkeys(number, 1)
    for wire in fragment.wires:
        ports[wire.target] = max(ports[wire.target], wire.port + 1)
    head = (
        "digraph { rankdir=LR; nodesep=0.5; ranksep=1.2; node [shape=record, width=0.66, height=0.66, fixedsize=true];"
    )
    nodes = (
        f'{place} [label="{{{{{"|".join(f"<p{port}>" for port in range(ports[id]))}}}|<out>}}"];'
        for id, place in number.items()
    )
    wires = (f"{number[wire.source]}:out:e -> {number[wire.target]}:p{wire.port}:w;" for wire in fragment.wires)
    return "\n".join((head, *nodes, *wires, "}"))


def draw_by_sugiyama(fragment: Fragment) -> Drawing | None:
    """Laid out by fast-sugiyama, which knows no ports; None where it is not installed."""
    try:
        import fast_sugiyama
    except ImportError:
        return None
    edges = edges_of(fragment)
    start = perf_counter()
    layouts: list[Any] = list(fast_sugiyama.from_edges(edges, vertex_spacing=100, dummy_vertices=True))
    seconds = perf_counter() - start
    places: dict[int, Position] = {}
    after: dict[int, list[int]] = {}
    shift = 0.0
    for found, width, _, pieces in layouts:
        left = min(x for _, (x, _) in found)
        places |= {vertex: (-y, x - left + shift) for vertex, (x, y) in found}
        shift += width + 100.0
        for source, target in pieces:
            after.setdefault(source, []).append(target)
    lines: dict[Edge, Line] = {}
    count = len(fragment.nodes)
    for source in range(count):
        for first in after.get(source, ()):
            chain = [source, first]
            while chain[-1] >= count:
                chain.append(after[chain[-1]][0])
            lines[source, chain[-1]] = [places[vertex] for vertex in chain]
    return Drawing(seconds, [places.get(vertex, (0.0, 0.0)) for vertex in range(count)], lines)


def count_straight(drawing: Drawing, edges: Sequence[Edge]) -> int:
    """How many lines cross if each is drawn straight from middle to middle: what the places alone tell."""
    return count_crossings([[drawing.places[a], drawing.places[b]] for a, b in edges], edges)


def count_drawn(drawing: Drawing, edges: Sequence[Edge]) -> int | None:
    """How many lines cross as they are drawn."""
    if drawing.lines is None:
        return None
    return count_crossings([drawing.lines[edge] for edge in edges], edges)


def count_crossings(lines: Sequence[Line], edges: Sequence[Edge]) -> int:
    """How often lines cross that share no node.

    Example:
        >>> count_crossings([[(0, 0), (1, 1)], [(0, 1), (1, 0)]], [(0, 1), (2, 3)])
        1
    """
    rows = list(_segments(lines, edges))
    if not rows:
        return 0
    segments = np.array(rows, dtype=np.float64)
    segments = segments[np.argsort(segments[:, 0], kind="stable")]
    return int(_counter()(segments))


def _segments(lines: Sequence[Line], edges: Sequence[Edge]) -> Iterator[tuple[float, ...]]:
    for line, (source, target) in zip(lines, edges, strict=True):
        for one, other in pairwise(line):
            yield (*min(one, other), *max(one, other), source, target)


@cache
def _counter() -> Callable[[Any], int]:
    from numba import njit

    compiled: Callable[[Any], int] = njit(_count)
    return compiled


def _count(segments: Any) -> int:
    found = 0
    for i in range(len(segments)):
        ax, ay, bx, by, a, b = segments[i]
        for j in range(i + 1, len(segments)):
            cx, cy, dx, dy, c, d = segments[j]
            if cx > bx:
                break
            if a in (c, d) or b in (c, d):
                continue
            if max(cy, dy) < min(ay, by) or min(cy, dy) > max(ay, by):
                continue
            one = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
            other = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax)
            third = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx)
            fourth = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx)
            if one * other < 0 and third * fourth < 0:
                found += 1
    return found
