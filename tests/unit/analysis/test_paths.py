"""Paths: their number, the strongest of them, and that their sum is the gradient, in every circuit."""

from __future__ import annotations

import math
from itertools import islice
from time import perf_counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import circuitgrad as cg
from circuitgrad.analysis.path_search import Hop, between, count_paths, strongest_paths
from circuitgrad.analysis.paths import Paths, exact_sum, paths_of, places_on_paths
from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.engine import Run, Tape, evaluate
from circuitgrad.errors import CircuitError
from tests.strategies import circuits, numbers

EPSILON = 2.0**-52
MOST = 200


def every_path(tape: Tape, start: int, objective: int) -> list[tuple[Hop, ...]]:
    """By brute force: all ways from the start to the objective."""
    found, waiting = [], [((), start)]
    while waiting:
        hops, place = waiting.pop()
        if place == objective:
            found.append(hops)
            continue
        for target, sources in enumerate(tape.sources):
            for position, source in enumerate(sources):
                if source == place:
                    waiting.append(((*hops, (target, position)), target))
    return found


def run_of(circuit: Circuit) -> Run:
    tape = Tape.of(circuit)
    objective = circuit.objective or max(range(len(tape)), key=lambda i: list(tape.order).index(i))
    return evaluate(tape, tape.place[objective] if isinstance(objective, str) else objective)


def bound(found: Paths, run: Run) -> float:
    """What rounding can do: as many operations as nodes and wires, each half an ulp of the whole magnitude."""
    operations = sum(len(sources) + 1 for sources in run.tape.sources)
    return 2.0 * operations * EPSILON * found.magnitude + 1e-300


@given(circuits(max_nodes=12, complete=True, values=st.floats(-2.0, 2.0)))
@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_sum_over_the_paths_is_the_gradient(circuit: Circuit) -> None:
    run = run_of(circuit)
    for node in circuit.nodes.values():
        found = paths_of(run, node.id, MOST)
        assert len(found.listed) == min(MOST, found.count)
        if found.other_count == 0:
            assert found.others == 0.0
        if math.isfinite(found.magnitude):
            said = f"{found.label}: {found.count} paths, sum {found.total!r}, gradient {found.gradient!r}"
            assert abs(found.total - found.gradient) <= bound(found, run), said
            few = paths_of(run, node.id, 3)
            assert abs(few.total - found.gradient) <= bound(found, run), f"the strongest 3 and the others of {said}"


@given(circuits(max_nodes=10, complete=True, values=st.floats(-2.0, 2.0) | st.sampled_from([0.0, 1.0])), st.data())
@settings(max_examples=200, deadline=None)
def test_the_strongest_paths_are_the_strongest(circuit: Circuit, data: st.DataObject) -> None:
    run = run_of(circuit)
    node = data.draw(st.sampled_from(list(circuit.nodes)))
    objective = run.tape.place[run.objective or ""]
    ways = every_path(run.tape, run.tape.place[node], objective)
    found = paths_of(run, node, MOST)
    assert found.count == len(ways)
    assert len({path.hops for path in found.listed}) == len(found.listed)
    assert {path.hops for path in found.listed} <= set(ways)
    backward = run.backward
    assert backward is not None
    products = [math.prod(backward.locals_of(place)[position] for place, position in way) for way in ways]
    if all(map(math.isfinite, products)):
        largest = sorted(map(abs, products), reverse=True)[:MOST]
        listed = [abs(path.product) for path in found.listed]
        assert all(math.isclose(*pair, rel_tol=1e-9, abs_tol=1e-300) for pair in zip(listed, largest, strict=True))
        for most in (0, 1, 2, 5):
            few = [abs(path.product) for path in paths_of(run, node, most).listed]
            assert all(math.isclose(*pair, rel_tol=1e-9, abs_tol=1e-300) for pair in zip(few, largest, strict=False))
            assert len(few) == min(most, len(ways))


@given(circuits(max_nodes=8, complete=True, values=numbers(finite=False)))
@settings(deadline=None)
def test_whatever_the_numbers_nothing_raises_and_broken_paths_stand_first(circuit: Circuit) -> None:
    run = run_of(circuit)
    for node in circuit.nodes:
        found = paths_of(run, node, 5)
        ranks = [2 if path.product != path.product else 1 if math.isinf(path.product) else 0 for path in found.listed]
        assert ranks == sorted(ranks, reverse=True)
        for path in found.listed:
            broken = [factor for factor in path.factors if not math.isfinite(factor) or factor == 0.0]
            assert (path.stops_at is None) == (not broken)


def test_a_path_is_written_out_with_its_factors_from_the_input_on() -> None:
    neuron = cg.from_formula("q = w*x; z = -(q + b); f = 1/(1 + exp(z))")
    found = cg.paths(neuron, "w", values={"w": 2.0, "x": -1.0, "b": 3.0})
    (path,) = found.listed
    assert path.labels[0] == "w"
    assert path.labels[-1] == "f"
    assert path.factors[:3] == (-1.0, 1.0, -1.0)
    assert path.product == found.gradient
    assert path.running[0] == path.product
    assert path.running[-1] == path.factors[-1]
    assert [wire.source for wire in path.wires][1:] == [wire.target for wire in path.wires][:-1]


def test_a_node_that_feeds_another_twice_has_two_paths() -> None:
    found = cg.paths(cg.from_formula("x*x"), "x", values={"x": 3})
    assert [(path.product, path.wires[0].port) for path in found.listed] == [(3.0, 0), (3.0, 1)]
    assert [path.told for path in found.listed] == [("x", "mul1 [1]"), ("x", "mul1 [2]")]
    assert found.total == found.gradient == 6.0


def test_paths_that_cancel_are_known_by_their_magnitude() -> None:
    found = cg.paths(cg.from_formula("f = 3*x - 3*x"), "x", values={"x": 1})
    assert (found.gradient, found.total, found.magnitude) == (0.0, 0.0, 6.0)


def test_what_stops_a_path_is_named() -> None:
    found = cg.paths(cg.from_formula("f = relu(x)*y + log(z)"), "x", values={"x": -1, "y": 2, "z": 0})
    (path,) = found.listed
    assert path.stops_at == 0
    assert path.product == 0.0
    broken = cg.paths(cg.from_formula("f = relu(log(x))"), "x", values={"x": 0})
    assert broken.listed[0].stops_at == 0, "an infinite factor decides even where a zero follows"
    assert math.isnan(broken.listed[0].product)


def test_one_bad_path_among_many_is_listed_first() -> None:
    found = cg.paths(cg.from_formula("f = 100*x + sqrt(x) + 0*x"), "x", values={"x": 0}, most=2)
    assert [path.product for path in found.listed] == [math.inf, 100.0]
    assert found.others == 0.0
    assert found.gradient == math.inf


def test_the_objective_itself_and_what_does_not_feed_it() -> None:
    circuit = cg.from_formula("a = x*y; f = sin(x)")
    itself = cg.paths(circuit, "f", "f", values={"x": 1, "y": 1})
    assert (itself.count, itself.listed[0].product, itself.gradient) == (1, 1.0, 1.0)
    aside = cg.paths(circuit, "y", "f", values={"x": 1, "y": 1})
    assert (aside.count, aside.listed, aside.others, aside.gradient, aside.magnitude) == (0, (), 0.0, 0.0, 0.0)


def test_a_bypassed_node_passes_its_first_wire_alone() -> None:
    nodes = (
        Node.new("input", id="x", value=2.0), Node.new("input", id="y", value=5.0),
        Node.new("mul", id="m", bypassed=True), Node.new("square", id="f"),
    )  # fmt: skip
    circuit = Circuit(Fragment(nodes, (Wire("x", "m", 0), Wire("y", "m", 1), Wire("m", "f", 0))))
    assert [path.factors for path in cg.paths(circuit, "x").listed] == [(1.0, 4.0)]
    assert cg.paths(circuit, "y").count == 0


def doubling(depth: int) -> Circuit:
    nodes, wires = [Node.new("input", id="x", value=1.0)], []
    for level in range(depth):
        nodes.append(Node.new("mean", id=f"n{level}"))
        wires += [Wire(nodes[-2].id, nodes[-1].id, port) for port in (0, 1)]
    return Circuit(Fragment(tuple(nodes), tuple(wires)))


def test_more_paths_than_atoms_are_counted_exactly_and_summed() -> None:
    circuit = doubling(2_000)
    start = perf_counter()
    found = cg.paths(circuit, "x", most=5)
    assert perf_counter() - start < 10.0
    assert found.count == 2**2000
    assert found.other_count == 2**2000 - 5
    assert found.gradient == 1.0
    assert math.isclose(found.total, 1.0, rel_tol=1e-12)
    assert all(path.product == 0.0 or path.product == 2.0**-2000 for path in found.listed)


def test_a_deep_circuit_does_not_exhaust_the_stack() -> None:
    tape = Tape.of(doubling(20_000))
    part = between(tape, 0, 20_000)
    assert count_paths(part) == 2**20_000
    slopes = dict.fromkeys(part.wires, (0.5, 0.25))
    first, second = islice(strongest_paths(part, slopes), 2)
    assert all(position == 0 for _, position in first)
    assert sum(position for _, position in second) == 1


def test_the_wires_on_any_path() -> None:
    circuit = cg.from_formula("a = x + y; b = y*y; f = a*b")
    tape = Tape.of(circuit)
    ids = {label: tape.ids[place] for place, label in enumerate(tape.labels)}
    found = places_on_paths(tape, ids["x"], ids["f"])
    assert found == {(tape.place[ids["a"]], 0), (tape.place[ids["f"]], 0)}
    assert places_on_paths(tape, ids["f"], ids["x"]) == frozenset()


def test_sums_are_rounded_once_and_infinities_are_as_the_standard_has_them() -> None:
    assert exact_sum([0.1] * 10) == 1.0
    assert math.isnan(exact_sum([math.inf, -math.inf]))
    assert exact_sum([1e308, 1e308]) == math.inf


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda c: cg.paths(c, "q"), "No node"),
        (lambda c: cg.paths(c, "x", "q"), "“q”"),
        (lambda c: cg.paths(c, "x"), "has no value"),
        (lambda c: cg.paths(c, "x", most=-1, values={"x": 1, "y": 1}), "0 or more"),
    ],
)  # type: ignore[misc]
def test_what_cannot_be_asked_is_said(ask: object, said: str) -> None:
    with pytest.raises(CircuitError, match=said):
        ask(cg.from_formula("x*y"))  # type: ignore[operator]
