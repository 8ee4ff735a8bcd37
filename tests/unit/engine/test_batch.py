"""Batches against `run`, row by row: random circuits to the last bit, every operator within a few ulp."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import circuitgrad as cg
from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.operators import Operator, Role
from tests.strategies import EDGE_NUMBERS, NOT_FINITE, circuits, numbers
from tests.unit.operators.sampling import COMPUTING, DIGITS, Sample, allowed_ulps, samples, ulps

EXACT = (
    "add", "subtract", "mul", "divide", "negate", "reciprocal", "scale", "shift", "square", "sqrt", "abs", "relu",
    "leaky_relu", "max", "min", "clip", "mean", "identity", "squared_error", "absolute_error", "huber",
    "hinge",
)  # fmt: skip
"""Operators of plain arithmetic, whose rounding IEEE 754 fixes: NumPy and Python may not differ in a bit."""
NEAR = 2.0
pytestmark = pytest.mark.usefixtures("way")
each_operator = pytest.mark.parametrize("operator", COMPUTING, ids=lambda operator: operator.name)


def circuit_of(operator: Operator, count: int, constants: Sequence[float], roles: Sequence[Role] = ()) -> Circuit:
    """The operator, f, over inputs x0, x1 …"""
    kinds = (*roles, *[Role.PARAMETER] * (count - len(roles)))
    leaves = [Node.new("input", id=f"x{i}", value=0.0, role=role) for i, role in enumerate(kinds)]
    root = Node.new(operator.name, id="f", constants=tuple(constants))
    return Circuit(Fragment((*leaves, root), tuple(Wire(leaf.id, "f", i) for i, leaf in enumerate(leaves))))


def assert_rows_equal_runs(circuit: Circuit, columns: dict[str, list[float]], rows: int) -> None:
    """Every value and every node's gradient has the same bits as `run` gives for that row."""
    labels = [node.label for node in circuit.nodes.values()]
    objective = circuit.find_objective(labels[-1] if circuit.objective is None else None).label
    batch = cg.run_batch(circuit, columns, objective, labels)
    for row in range(rows):
        expected = cg.run(circuit, {label: column[row] for label, column in columns.items()}, objective)
        assert repr(float(batch.value[row])) == repr(expected.value), f"row {row} of {circuit.fragment()}"
        for node in circuit.nodes.values():
            found = float(batch.gradients[node.label][row])
            wanted = expected.node(node.label).gradient
            assert repr(found) == repr(wanted), f"∂/∂{node.label} in row {row} of {circuit.fragment()}, {columns}"


@settings(max_examples=150, deadline=None)
@given(circuits(complete=True, operators=EXACT, values=numbers(finite=False), any_ids=False, bypass=True), st.data())
def test_a_batch_is_many_runs_to_the_last_bit(circuit: Circuit, data: st.DataObject) -> None:
    labels = [node.label for node in circuit.inputs()]
    if not labels:
        return
    chosen = data.draw(st.lists(st.sampled_from(labels), min_size=1, unique=True))
    rows = data.draw(st.integers(0, 4))
    column = st.lists(numbers(finite=False), min_size=rows, max_size=rows)
    assert_rows_equal_runs(circuit, {label: data.draw(column) for label in chosen}, rows)


def assert_near(sample: Sample, found: float, expected: float, port: int | None) -> None:
    """Within 2 ulp of the scalar rule; else as near to the truth as the scalar rule is asked to be."""
    what = "value" if port is None else f"∂/∂input {port + 1}"
    if abs(found - expected) <= NEAR * math.ulp(expected):
        return
    with mpmath.workdps(DIGITS):
        truth = sample.truth() if port is None else sample.slope(port)
        assert ulps(found, truth) <= allowed_ulps(sample, port), (
            f"{sample}: {what} expected {expected!r}, found {found!r}"
        )


@each_operator
def test_every_operator_over_its_domain(operator: Operator) -> None:
    for constants_seed in range(3):
        first, *rest = samples(operator, count=20, seed=10 + constants_seed)
        drawn = [first, *(Sample(operator, sample.inputs, first.constants) for sample in rest)]
        circuit = circuit_of(operator, len(first.inputs), first.constants)
        names = [f"x{i}" for i in range(len(first.inputs))]
        columns = {name: np.array([sample.inputs[i] for sample in drawn]) for i, name in enumerate(names)}
        batch = cg.run_batch(circuit, columns, gradients=names)
        for row, sample in enumerate(drawn):
            assert_near(sample, float(batch.value[row]), sample.found, None)
            for port, name in enumerate(names):
                assert_near(sample, float(batch.gradients[name][row]), sample.found_slopes[port], port)


def kind_of(number: float) -> str:
    """NaN, an infinity with its sign, or finite."""
    return "finite" if math.isfinite(number) else repr(number)


@each_operator
def test_every_operator_at_edges_keeps_nan_and_infinities_in_their_rows(operator: Operator) -> None:
    count = 2 if operator.any_number else len(operator.ports)
    constants = [constant.default for constant in operator.constants]
    roles = [Role.PARAMETER, Role.CONSTANT][:count]
    circuit = circuit_of(operator, count, constants, roles)
    edges = [*EDGE_NUMBERS, *NOT_FINITE, 0.5, 709.9, -745.5]
    points = list(product(edges, repeat=count))
    names = [f"x{i}" for i in range(count)]
    batch = cg.run_batch(circuit, dict(zip(names, map(list, zip(*points, strict=True)), strict=True)), "f", names)
    for row, point in enumerate(points):
        expected = cg.run(circuit, dict(zip(names, point, strict=True)))
        found = [batch.value[row], *(batch.gradients[name][row] for name in names)]
        wanted = [expected.value, *(expected.gradients.get(name, expected.node(name).gradient) for name in names)]
        for a, b in zip(map(float, found), wanted, strict=True):
            assert b is not None
            shown = repr if operator.name in EXACT else kind_of
            assert shown(a) == shown(b), f"{operator.name}{point}: expected {wanted}, found {found}"
