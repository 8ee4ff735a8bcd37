"""The compiled passes are the plain ones: the same rules, held together node by node."""

from __future__ import annotations

import gc
import math
from collections.abc import Callable, Sequence
from itertools import pairwise, product
from random import Random

import mpmath
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.circuit.edits import Connect, Disconnect, SetValue
from circuitgrad.engine import Run, Tape, evaluate
from circuitgrad.engine.compiled.arrays import FlatTape
from circuitgrad.engine.compiled.evaluation import CompiledTape, machine_for, run_compiled
from circuitgrad.engine.compiled.light import LIGHT, light_opcodes
from circuitgrad.engine.compiled.loader import Kernels, load_kernels
from circuitgrad.engine.compiled.machine import Layout
from circuitgrad.engine.compiled.opcodes import MANY, opcodes
from circuitgrad.engine.passes import backward_pass, consumers_of, forward_pass
from circuitgrad.engine.problems import find_problems
from circuitgrad.engine.signs import Flag
from circuitgrad.engine.trace import traced
from circuitgrad.operators import OPERATORS, Operator
from tests.benchmarks.circuits import Shape, make_fragment
from tests.strategies import circuits, numbers
from tests.unit.operators.sampling import ulps

ULPS = 4.0
"""Exponential, logarithm and tanh are not the system's own here: 2 ulp each, and some rules use two of them."""


@pytest.fixture(scope="module")
def kernels() -> Kernels:
    return load_kernels()


def close(found: float, expected: float, scale: float = 0.0) -> bool:
    """Whether two numbers are the same to some ulp of the larger of the expected one and a scale."""
    if math.isnan(expected) or math.isinf(expected):
        return repr(float(found)) == repr(expected)
    return abs(found - expected) <= ULPS * math.ulp(max(abs(expected), scale))


def check_node(run: Run, tape: Tape, place: int) -> None:
    """A node of a compiled run against its operator's rules at the very inputs that it got there."""
    operator, inputs = tape.operators[place], [float(run.values[source]) for source in tape.sources[place]]
    if operator.is_leaf or not tape.complete[place]:
        return
    constants = tape.nodes[place].constants
    value = operator.value(inputs, constants)
    shown = f"{operator.name}{tuple(inputs)}, constants {constants}"
    found = float(run.values[place])
    assert close(found, value, cancelled(operator, inputs)), f"{shown}: value expected {value!r}, found {found!r}"
    assert run.backward is not None
    slopes = operator.derivatives(inputs, constants, value)
    for port, (source, slope) in enumerate(zip(tape.sources[place], slopes, strict=True)):
        expected = 0.0 if math.isnan(slope) and not math.isnan(value) and not tape.movable[source] else slope
        got = run.backward.locals_of(place)[port]
        message = f"{shown}: ∂/∂{port} expected {expected!r}, found {got!r}"
        assert close(got, expected, cancelled(operator, inputs)), message


def cancelled(operator: Operator, inputs: Sequence[float]) -> float:
    """How large the parts of a sum are whose difference a rule gives; 2 ulp of a part may be many of the rest."""
    if not all(map(math.isfinite, inputs)):
        return 0.0
    return {"softplus": 1.0, "logsumexp": max(inputs, key=abs)}.get(operator.name, 0.0) if inputs else 0.0


@settings(max_examples=300, deadline=None)
@given(circuits(values=numbers(finite=False), bypass=True), st.data())
def test_every_node_is_what_its_rule_says(kernels: Kernels, circuit: Circuit, data: st.DataObject) -> None:
    assume(len(circuit))
    tape = Tape.of(circuit)
    objective = data.draw(st.integers(0, len(tape) - 1))
    values, gradients = run_compiled(tape, objective, kernels)
    run = Run(tape, values, objective, gradients)
    plain = evaluate(tape, objective)
    assert gradients is not None
    assert plain.backward is not None
    for place in range(len(tape)):
        check_node(run, tape, place)
    assert list(gradients.needed) == list(plain.backward.needed)
    assert [len(slopes) for slopes in gradients.locals] == [len(fed) for fed in tape.sources]


POLYNOMIALS = {"exp", "expm1", "log", "log1p", "tanh"}


def uses_the_same_functions(operator: Operator) -> bool:
    if operator.is_leaf or operator.any_number:
        return operator.name in ("add", "mul", "max", "min", "mean")
    rules = traced(operator, len(operator.ports))
    return not POLYNOMIALS & {step.name for step in rules.trace.steps}


SAME = tuple(operator.name for operator in OPERATORS.values() if uses_the_same_functions(operator))


@pytest.mark.parametrize(
    ("long_runs", "beyond"), [(0.0, 1e9), (0.0, 0), (1e9, 0)], ids=["by runs", "by runs, moved", "by nodes"]
)
@settings(max_examples=200, deadline=None)
@given(circuits(operators=[*SAME, "input", "constant"], values=numbers(finite=False), bypass=True), st.data())
def test_bit_for_bit_where_the_functions_are_the_same(
    kernels: Kernels, long_runs: float, beyond: float, circuit: Circuit, data: st.DataObject
) -> None:
    assume(len(circuit))
    tape = Tape.of(circuit)
    objective = data.draw(st.integers(0, len(tape) - 1))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("circuitgrad.engine.compiled.machine.LONG_RUNS", long_runs)
        patch.setattr("circuitgrad.engine.compiled.machine.BEYOND_THE_CACHE", beyond)
        values, gradients = run_compiled(tape, objective, kernels)
    assert gradients is not None
    in_that_order = Tape.of(circuit)
    in_that_order.__dict__["order"] = tape.kept["machine"].layout.order.tolist()
    forward = forward_pass(in_that_order)
    expected = backward_pass(in_that_order, forward, objective)
    shown = str(circuit.fragment())
    assert list(map(repr, values.tolist())) == list(map(repr, forward.values)), shown
    for place in range(len(tape)):
        if expected.needed[place]:
            assert repr(float(gradients.nodes[place])) == repr(expected.nodes[place]), shown
        assert [repr(slope) for slope in gradients.locals_of(place)] == [
            repr(float(slope)) for slope in expected.locals_of(place)
        ], shown


SPECIAL = (0.0, -0.0, 1.0, -1.0, 1.5, -3.0, 5e-324, -1e-310, 1e-200, 1.7e308, -1.7e308, math.inf, -math.inf, math.nan)


@pytest.mark.parametrize("number", sorted(light_opcodes()))
def test_light_operators_do_what_their_rules_say_to_the_last_bit(
    kernels: Kernels, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("circuitgrad.engine.compiled.machine.LONG_RUNS", 1e9)
    check_at_special_numbers(number, kernels)


@pytest.mark.parametrize(
    "number", [code.number for code in opcodes() if code.count != MANY and code.operator.name in SAME]
)
def test_long_runs_do_what_their_rules_say_to_the_last_bit(
    kernels: Kernels, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("circuitgrad.engine.compiled.machine.LONG_RUNS", 0.0)
    check_at_special_numbers(number, kernels)


def check_at_special_numbers(number: int, kernels: Kernels) -> None:
    """Values and local derivatives of one operator, as many nodes beside each other, against the plain passes."""
    code = next(code for code in opcodes() if code.number == number)
    nodes, wires = [], []
    for place, (a, b) in enumerate(product(SPECIAL, SPECIAL)):
        constants = tuple(b for _ in code.operator.constants)
        nodes += [Node.new("input", id=f"a{place}", value=a), Node.new("input", id=f"b{place}", value=b)]
        nodes.append(Node.new(code.operator.name, id=f"f{place}", constants=constants))
        wires += [Wire(f"{name}{place}", f"f{place}", port) for port, name in enumerate("ab"[: code.count])]
    tape = Tape.of(Circuit(Fragment(tuple(nodes), tuple(wires))))
    values, gradients = run_compiled(tape, len(tape) - 1, kernels)
    expected = forward_pass(tape)
    assert gradients is not None
    assert list(map(repr, values.tolist())) == list(map(repr, expected.values))
    for place, fed in enumerate(tape.sources):
        slopes = [repr(float(slope)) for slope in expected.locals_of(place, len(fed))]
        assert [repr(slope) for slope in gradients.locals_of(place)] == slopes, tape.nodes[place]


@pytest.mark.parametrize("long_runs", [0.0, 1e9], ids=["by runs", "by nodes"])
@pytest.mark.parametrize(
    ("operator", "truth", "low", "high"),
    [
        ("exp", mpmath.exp, -745.0, 709.0),
        ("tanh", mpmath.tanh, -22.0, 22.0),
        ("log", mpmath.log, 5e-324, 1.7e308),
        ("sqrt", mpmath.sqrt, 5e-324, 1.7e308),
        ("sin", mpmath.sin, -1e6, 1e6),
    ],
)
def test_functions_hold_to_2_ulp(
    kernels: Kernels,
    operator: str,
    truth: Callable[[float], object],
    low: float,
    high: float,
    long_runs: float,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("circuitgrad.engine.compiled.machine.LONG_RUNS", long_runs)
    random = Random(7)
    inputs = [random.uniform(low, high) for _ in range(500)] + [low, high, 1.0 - 2**-53, 1.0 + 2**-52]
    inputs += [x for x in ((10.0 ** random.uniform(-320, 2)) * random.choice((1, -1)) for _ in range(500)) if x >= low]
    nodes = [Node.new("input", id=f"x{i}", value=x) for i, x in enumerate(inputs)]
    nodes += [Node.new(operator, id=f"f{i}") for i in range(len(inputs))]
    wires = tuple(Wire(f"x{i}", f"f{i}", 0) for i in range(len(inputs)))
    tape = Tape.of(Circuit(Fragment(tuple(nodes), wires)))
    values, _ = run_compiled(tape, None, kernels)
    with mpmath.workdps(60):
        worst = max((ulps(float(values[tape.place[f"f{i}"]]), truth(x)), x) for i, x in enumerate(inputs))
    assert worst[0] <= 2.0, worst


@pytest.mark.parametrize("shape", ["wide", "deep"])
def test_nodes_stand_as_they_are_read(kernels: Kernels, shape: Shape, monkeypatch: pytest.MonkeyPatch) -> None:
    tape = Tape.of(Circuit(make_fragment(3_000, shape)))
    before = Layout(FlatTape.of(tape), 2_999, kernels)
    monkeypatch.setattr("circuitgrad.engine.compiled.machine.LONG_RUNS", 0.0)
    monkeypatch.setattr("circuitgrad.engine.compiled.machine.BEYOND_THE_CACHE", 0)
    moved = Layout(FlatTape.of(tape), 2_999, kernels)
    level = [0] * len(tape)
    for place in tape.order:
        level[place] = 1 + max((level[source] for source in tape.sources[place]), default=-1)
    readers = consumers_of(tape)
    for start, end in pairwise(moved.starts.tolist()):
        run = moved.order[start:end].tolist()
        assert set(run) == set(before.order[start:end].tolist())
        if level[run[0]] > 0:
            is_read_late = [any(level[reader] > level[place] + 1 for reader in readers[place]) for place in run]
            next_ones = [[r for r in readers[place] if level[r] == level[place] + 1] for place in run]
            first = [min((int(moved.at[r]) for r in found), default=len(tape)) for found in next_ones]
            keys = [(not late, at) for late, at in zip(is_read_late, first, strict=True)]
            assert keys == sorted(keys)
    leaves = moved.order[: moved.needed_leaves].tolist()
    first_reads = [min(int(moved.at[reader]) for reader in readers[place]) for place in leaves]
    assert first_reads == sorted(first_reads)


def test_there_is_room_for_the_mark_of_light_operators() -> None:
    assert max(code.number for code in opcodes()) < LIGHT


def chain(count: int) -> Circuit:
    """x, then tanh and add in turn; the adds take x too."""
    nodes = [Node.new("input", id="x", value=0.5)]
    wires = []
    for i in range(1, count):
        nodes.append(Node.new("add" if i % 2 else "tanh", id=f"n{i}"))
        wires.append(Wire(nodes[i - 1].id, nodes[i].id, 0))
        if i % 2:
            wires.append(Wire("x", nodes[i].id, 1))
    return Circuit(Fragment(tuple(nodes), tuple(wires), f"n{count - 1}"))


def test_a_run_keeps_its_numbers_when_the_next_one_comes(kernels: Kernels) -> None:
    circuit = chain(50)
    tape = Tape.of(circuit)
    first = Run(tape, *_run(tape, 49, kernels))
    before = [list(slopes) for slopes in (first.backward.locals if first.backward else [])]
    moved = tape.with_numbers([Node.new("input", id="x", value=-1.0)])
    second = Run(moved, *_run(moved, 49, kernels))
    assert first.backward is not None
    assert [list(first.backward.locals_of(place)) for place in range(50)] == before
    assert (first.node("x").value, second.node("x").value) == (0.5, -1.0)
    machine = machine_for(tape, 49, kernels)
    del first, second
    gc.collect()
    assert len(machine._spare) <= 2


@pytest.mark.parametrize("long_runs", [0.0, 1e9], ids=["by runs", "by nodes"])
def test_new_constants_are_those_of_the_next_run(
    kernels: Kernels, long_runs: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("circuitgrad.engine.compiled.machine.LONG_RUNS", long_runs)
    x = Node.new("input", id="x", value=3.0)
    scales = [Node.new("scale", id="f", constants=(k,)) for k in (2.0, -5.0, 7.0)]
    tape = Tape.of(Circuit(Fragment((x, scales[0]), (Wire("x", "f", 0),))))
    runs = [Run(tape, *_run(tape, 1, kernels))]
    for changed in ([scales[1]], [x.at(1.0, 1.0)], [scales[2], Node.new("input", id="x", value=1.0)]):
        tape = tape.with_numbers(changed)
        runs.append(Run(tape, *_run(tape, 1, kernels)))
    assert [(run.value, run.gradients["x"]) for run in runs] == [(6.0, 2.0), (-15.0, -5.0), (-15.0, -5.0), (7.0, 7.0)]
    assert [run.wire("x", "f", 0).local_derivative for run in runs] == [2.0, -5.0, -5.0, 7.0]


def _run(tape: Tape, objective: int, kernels: Kernels) -> tuple[object, int, object]:
    values, gradients = run_compiled(tape, objective, kernels)
    return values, objective, gradients


@pytest.mark.parametrize("count", [3, 40])
def test_a_patched_tape_is_the_one_made_anew(kernels: Kernels, count: int) -> None:
    circuit = chain(count)
    tape = Tape.of(circuit)
    run_compiled(tape, count - 1, kernels)
    changes: list[object] = []
    circuit.subscribe(changes.append)
    for edit in (
        Disconnect(Wire("x", "n1", 1)),
        SetValue("x", 2.0),
        Connect(Wire("x", "n1", 5)),
    ):
        changes.clear()
        edit.apply(circuit)
        patched = tape.patched(changes)
        assert patched is not None
        tape = patched
        fresh = Tape.of(circuit)
        assert (tape.sources, tape.ports, tape.nodes) == (fresh.sources, fresh.ports, fresh.nodes)
        flat, made = tape.kept.get("flat") or FlatTape.of(tape), FlatTape.of(fresh)
        assert [list(row) for row in (flat.codes, flat.fed_from, flat.sources)] == [
            list(row) for row in (made.codes, made.fed_from, made.sources)
        ]
        found, expected = evaluate(fresh, count - 1), Run(tape, *_run(tape, count - 1, kernels))
        assert found.value == pytest.approx(expected.value, rel=1e-12)
        assert found.gradients == pytest.approx(expected.gradients, rel=1e-12)


def test_an_infinite_gradient_times_0_is_nan_without_a_warning(kernels: Kernels) -> None:
    a, b = Node.new("input", id="a", value=0.0), Node.new("input", id="b", value=0.0)
    nodes = (a, b, Node.new("mul", id="m"), Node.new("log", id="f"))
    tape = Tape.of(Circuit(Fragment(nodes, (Wire("a", "m", 0), Wire("b", "m", 1), Wire("m", "f", 0)))))
    run = Run(tape, *_run(tape, 3, kernels))
    assert math.isnan(run.wire("a", "m", 0).gradient or 0.0)


def test_what_never_moves_is_asked_for_no_slope(kernels: Kernels) -> None:
    nodes = (
        Node.new("input", id="x", value=-2.0),
        Node.new("constant", id="c", value=3.0),
        Node.new("power", id="f"),
    )
    tape = Tape.of(Circuit(Fragment(nodes, (Wire("x", "f", 0), Wire("c", "f", 1)))))
    run = Run(tape, *_run(tape, 2, kernels))
    assert run.wire("c", "f", 1).local_derivative == 0.0
    assert run.gradients == {"x": 12.0}
    assert run.node("c").gradient == 0.0


def test_the_compiled_tape_gives_arrays_and_flags() -> None:
    tape = Tape.of(chain(9))
    compiled = CompiledTape(tape, 8)
    assert compiled.passes() == 0
    plain = evaluate(tape, 8)
    assert plain.backward is not None
    np.testing.assert_allclose(compiled.values, plain.values, rtol=1e-14)
    np.testing.assert_allclose(compiled.gradients, plain.backward.nodes, rtol=1e-14)


@pytest.mark.parametrize(
    ("operator", "values", "flag"),
    [
        ("log", (0.0,), Flag.NOT_FINITE),
        ("max", (1.0, 1.0), Flag.TIE),
        ("abs", (0.0,), Flag.TIE),
        ("relu", (-1.0,), Flag.EXTREME),
        ("mul", (0.0, 2.0), Flag.EXTREME),
        ("exp", (30.0,), Flag.EXTREME),
        ("divide", (0.0, 0.0), Flag.UNDEFINED),
    ],
)
def test_a_pass_flags_what_it_has_seen(operator: str, values: tuple[float, ...], flag: Flag) -> None:
    leaves = [Node.new("input", id=id, value=value) for id, value in zip("ab", values, strict=False)]
    wires = tuple(Wire(leaf.id, "f", port) for port, leaf in enumerate(leaves))
    tape = Tape.of(Circuit(Fragment((*leaves, Node.new(operator, id="f")), wires)))
    assert CompiledTape(tape, len(leaves)).passes() & flag


@settings(max_examples=200, deadline=None)
@given(circuits(values=numbers(finite=False), bypass=True), st.data())
def test_compiled_passes_flag_whatever_the_finders_find(
    kernels: Kernels, circuit: Circuit, data: st.DataObject
) -> None:
    assume(len(circuit))
    tape = Tape.of(circuit)
    objective = data.draw(st.none() | st.integers(0, len(tape) - 1))
    values, gradients = run_compiled(tape, objective, kernels)
    found = find_problems(tape, values, objective, gradients)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("circuitgrad.engine.problems.flags_of", lambda *_: int(sum(Flag)))
        patch.setattr("circuitgrad.engine.problems.all_finite", lambda _: False)
        assert found == find_problems(tape, values, objective, gradients)


def test_a_node_without_a_gradient_is_flagged_too() -> None:
    nodes = (Node.new("input", id="x", value=1.0), Node.new("negate", id="n"), Node.new("relu", id="f"))
    wires = (Wire("x", "n", 0), Wire("n", "f", 0))
    assert CompiledTape(Tape.of(Circuit(Fragment(nodes, wires))), 2).passes() & Flag.SILENT
