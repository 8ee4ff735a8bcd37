"""Columns with the shortest links: as short as a linear program has them, and never backward."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from circuitgrad.circuit import Circuit
from circuitgrad.formats.formula import from_formula
from circuitgrad.layout.ranking import shortest_columns
from circuitgrad.layout.sketch import Box, Link, Sketch, sketch_of
from tests.benchmarks.circuits import Shape, make_fragment
from tests.benchmarks.drawings import count_drawn, draw_ours, edges_of
from tests.benchmarks.tidy import deep_network_text, network_text
from tests.unit.layout.circuits import random_circuit


def never() -> None:
    """Nobody gives up."""


def total(sketch: Sketch, column: dict[str, int]) -> int:
    """How far all links reach together."""
    return sum(column[link.target] - column[link.source] for links in sketch.incoming.values() for link in links)


def shortest_total(sketch: Sketch) -> float:
    """The same, as a linear program finds it."""
    number = {id: place for place, id in enumerate(sketch.boxes)}
    links = [link for id in number for link in sketch.incoming[id]]
    steps = np.zeros((len(links), len(number)))
    for row, link in enumerate(links):
        steps[row, number[link.source]], steps[row, number[link.target]] = 1.0, -1.0
    return float(linprog(-steps.sum(axis=0), A_ub=steps, b_ub=-np.ones(len(links)), bounds=(0, len(number))).fun)


@pytest.mark.parametrize("seed", range(30))
def test_no_columns_have_shorter_links(seed: int) -> None:
    circuit = random_circuit(seed)
    sketch = sketch_of(circuit, circuit.order())
    column = shortest_columns(sketch, never)
    assert all(column[link.source] < column[link.target] for id in column for link in sketch.incoming[id])
    assert min(column.values()) == 0
    assert total(sketch, column) == round(shortest_total(sketch))


@pytest.mark.parametrize("shape", ["wide", "deep"])
def test_links_of_a_large_circuit_are_as_short_as_can_be(shape: Shape) -> None:
    circuit = Circuit(make_fragment(300, shape))
    sketch = sketch_of(circuit, circuit.order())
    assert total(sketch, shortest_columns(sketch, never)) == round(shortest_total(sketch))


def test_what_only_backward_links_join_is_laid_out() -> None:
    boxes = [Box(id, 1.0, 1.0) for id in "abcd"]
    sketch = Sketch(boxes, [Link("a", "b"), Link("c", "d"), Link("d", "a")])
    assert shortest_columns(sketch, never) == {"a": 0, "b": 1, "c": 0, "d": 1}
    assert shortest_columns(Sketch([], []), never) == {}


@pytest.mark.parametrize(
    ("text", "by_dot"),
    [
        (network_text(6, 12), 534),
        (network_text(5, 10), 300),
        (deep_network_text(3, 4, 2, 3), 26),
        (deep_network_text(4, 3, 4, 3), 48),
    ],
)
def test_networks_are_drawn_with_no_more_crossings_than_graphviz_dot_has(text: str, by_dot: int) -> None:
    fragment = from_formula(text).fragment()
    ours = count_drawn(draw_ours(fragment), edges_of(fragment))
    assert ours is not None
    assert ours <= by_dot
