"""Operators at their edges: ties, corners, poles, signed zeros, infinities and NaN, against closed forms."""

from __future__ import annotations

import math
from itertools import product

import pytest

from circuitgrad.operators import OPERATORS, Operator
from tests.unit.operators.sampling import COMPUTING

INF, NAN = math.inf, math.nan

POINTS = [
    # operator, inputs, constants, value, local derivatives
    ("abs", (0.0,), (), 0.0, (0.0,)),
    ("relu", (0.0,), (), 0.0, (0.0,)),
    ("relu", (-INF,), (), 0.0, (0.0,)),
    ("relu", (INF,), (), INF, (1.0,)),
    ("leaky_relu", (0.0,), (0.01,), 0.0, (0.01,)),
    ("max", (1.0, 1.0), (), 1.0, (0.5, 0.5)),
    ("max", (2.0, 1.0, 2.0), (), 2.0, (0.5, 0.0, 0.5)),
    ("max", (-INF, -INF), (), -INF, (0.5, 0.5)),
    ("max", (0.0, -0.0), (), 0.0, (0.5, 0.5)),
    ("min", (1.0, 1.0), (), 1.0, (0.5, 0.5)),
    ("min", (3.0, 1.0, 2.0), (), 1.0, (0.0, 1.0, 0.0)),
    ("mul", (0.0, 0.0), (), 0.0, (0.0, 0.0)),
    ("mul", (0.0, 5.0, 2.0), (), 0.0, (10.0, 0.0, 0.0)),
    ("add", (INF, -INF), (), NAN, (1.0, 1.0)),
    ("divide", (1.0, 0.0), (), INF, (INF, -INF)),
    ("divide", (1.0, -0.0), (), -INF, (-INF, -INF)),
    ("divide", (0.0, 0.0), (), NAN, (INF, NAN)),
    ("reciprocal", (0.0,), (), INF, (-INF,)),
    ("reciprocal", (-0.0,), (), -INF, (-INF,)),
    ("reciprocal", (INF,), (), 0.0, (-0.0,)),
    ("power", (0.0, 2.0), (), 0.0, (0.0, 0.0)),
    ("power", (-2.0, 3.0), (), -8.0, (12.0, NAN)),
    ("power", (-8.0, 1 / 3), (), NAN, (NAN, NAN)),
    ("power", (0.0, 0.0), (), 1.0, (0.0, -INF)),
    ("power", (2.0, 0.0), (), 1.0, (0.0, math.log(2.0))),
    ("power", (0.0, -1.0), (), INF, (-INF, -INF)),
    ("power", (0.0, 1.0), (), 0.0, (1.0, 0.0)),
    ("power", (0.0, 0.3), (), 0.0, (INF, 0.0)),
    ("power", (INF, 0.3), (), INF, (0.0, INF)),
    ("power", (-2.0, 0.3), (), NAN, (NAN, NAN)),
    ("power_n", (-2.0,), (3.0,), -8.0, (12.0,)),
    ("power_n", (0.0,), (0.0,), 1.0, (0.0,)),
    ("power_n", (0.0,), (1.0,), 0.0, (1.0,)),
    ("power_n", (0.0,), (0.5,), 0.0, (INF,)),
    ("square", (-3.0,), (), 9.0, (-6.0,)),
    ("sqrt", (0.0,), (), 0.0, (INF,)),
    ("sqrt", (-1.0,), (), NAN, (NAN,)),
    ("cbrt", (-8.0,), (), -2.0, (1 / 12,)),
    ("cbrt", (0.0,), (), 0.0, (INF,)),
    ("cbrt", (-0.0,), (), -0.0, (INF,)),
    ("cbrt", (INF,), (), INF, (0.0,)),
    ("cbrt", (-INF,), (), -INF, (0.0,)),
    ("cbrt", (NAN,), (), NAN, (NAN,)),
    ("log", (0.0,), (), -INF, (INF,)),
    ("log", (-1.0,), (), NAN, (-1.0,)),
    ("log1p", (-1.0,), (), -INF, (INF,)),
    ("exp", (710.0,), (), INF, (INF,)),
    ("exp", (-INF,), (), 0.0, (0.0,)),
    ("asin", (1.0,), (), math.pi / 2, (INF,)),
    ("asin", (1.5,), (), NAN, (NAN,)),
    ("sin", (INF,), (), NAN, (NAN,)),
    ("atan", (INF,), (), math.pi / 2, (0.0,)),
    ("sigmoid", (0.0,), (), 0.5, (0.25,)),
    ("sigmoid", (INF,), (), 1.0, (0.0,)),
    ("sigmoid", (-INF,), (), 0.0, (0.0,)),
    ("tanh", (INF,), (), 1.0, (0.0,)),
    ("softplus", (INF,), (), INF, (1.0,)),
    ("softplus", (-INF,), (), 0.0, (0.0,)),
    ("gelu", (-INF,), (), 0.0, (0.0,)),
    ("gelu", (INF,), (), INF, (1.0,)),
    ("gelu", (-1e200,), (), 0.0, (0.0,)),
    ("gelu", (1e305,), (), 1e305, (1.0,)),
    ("gelu", (NAN,), (), NAN, (NAN,)),
    ("silu", (-INF,), (), 0.0, (0.0,)),
    ("elu", (0.0,), (1.0,), 0.0, (1.0,)),
    ("clip", (0.0,), (0.0, 1.0), 0.0, (0.0,)),
    ("clip", (0.5,), (0.0, 1.0), 0.5, (1.0,)),
    ("clip", (7.0,), (0.0, 1.0), 1.0, (0.0,)),
    ("logsumexp", (INF, 0.0), (), INF, (1.0, 0.0)),
    ("logsumexp", (0.0, INF, -INF), (), INF, (0.0, 1.0, 0.0)),
    ("logsumexp", (INF, INF), (), INF, (0.5, 0.5)),
    ("logsumexp", (-INF, -INF), (), -INF, (0.5, 0.5)),
    ("logsumexp", (NAN, INF), (), NAN, (NAN, NAN)),
    ("logsumexp", (-INF, 0.0), (), 0.0, (0.0, 1.0)),
    ("logsumexp", (-1e308, 1e308), (), 1e308, (0.0, 1.0)),
    ("identity", (-0.0,), (), -0.0, (1.0,)),
    ("identity", (-INF,), (), -INF, (1.0,)),
    ("identity", (NAN,), (), NAN, (1.0,)),
    ("mean", (1.0, 2.0, 6.0), (), 3.0, (1 / 3, 1 / 3, 1 / 3)),
    ("absolute_error", (2.0, 2.0), (), 0.0, (0.0, 0.0)),
    ("squared_error", (3.0, 1.0), (), 2.0, (2.0, -2.0)),
    ("huber", (3.0, 0.0), (1.0,), 2.5, (1.0, -1.0)),
    ("huber", (0.5, 0.0), (1.0,), 0.125, (0.5, -0.5)),
    ("hinge", (2.0, 1.0), (), 0.0, (-0.0, -0.0)),
    ("hinge", (0.5, -1.0), (), 1.5, (1.0, -0.5)),
    ("cross_entropy", (0.0, 0.0), (), 0.0, (1.0, INF)),
    ("cross_entropy", (1.0, 1.0), (), 0.0, (-1.0, -INF)),
    ("cross_entropy", (0.0, 1.0), (), INF, (-INF, INF)),
    ("cross_entropy", (0.5, 0.5), (), math.log(2.0), (0.0, 0.0)),
    ("cross_entropy_logit", (700.0, 1.0), (), math.exp(-700.0), None),
]


def same(found: float, expected: float) -> bool:
    if math.isnan(expected):
        return math.isnan(found)
    return found == expected or math.isclose(found, expected, rel_tol=1e-15)


def test_the_loss_of_a_sure_and_right_answer_is_0_without_a_sign() -> None:
    for p, target in ((0.0, 0.0), (1.0, 1.0)):
        assert math.copysign(1.0, OPERATORS["cross_entropy"].value((p, target))) == 1.0, f"cross_entropy({p}, {target})"


@pytest.mark.parametrize(("name", "inputs", "constants", "value", "slopes"), POINTS)
def test_edge_points(
    name: str,
    inputs: tuple[float, ...],
    constants: tuple[float, ...],
    value: float,
    slopes: tuple[float, ...] | None,
) -> None:
    operator = OPERATORS[name]
    found = operator.value(inputs, constants)
    assert same(found, value), f"{name}{inputs}: expected {value}, found {found}"
    if slopes is not None:
        found_slopes = operator.derivatives(inputs, constants, found)
        wrong = [(a, b) for a, b in zip(found_slopes, slopes, strict=True) if not same(a, b)]
        assert not wrong, f"{name}{inputs}: slopes expected {slopes}, found {tuple(found_slopes)}"


EDGES = (0.0, -0.0, 1.0, -1.0, 0.5, 5e-324, 1e308, -1e308, 709.9, -745.5, INF, -INF, NAN)
each_operator = pytest.mark.parametrize("operator", COMPUTING, ids=lambda operator: operator.name)


@each_operator
def test_no_rule_raises_whatever_the_numbers(operator: Operator) -> None:
    count = 2 if operator.any_number else len(operator.ports)
    for inputs in product(EDGES, repeat=count):
        for constants in product((0.0, -1.5, INF, NAN), repeat=len(operator.constants)):
            value = operator.value(inputs, constants)
            slopes = operator.derivatives(inputs, constants, value)
            assert isinstance(value, float), f"{operator.name}{inputs}"
            assert len(slopes) == count
            assert all(isinstance(slope, float) for slope in slopes), f"{operator.name}{inputs}: {slopes}"


@each_operator
def test_nan_goes_through_every_port(operator: Operator) -> None:
    count = 3 if operator.any_number else len(operator.ports)
    constants = tuple(constant.default for constant in operator.constants)
    for port in range(count):
        inputs = [0.5] * count
        inputs[port] = NAN
        assert math.isnan(operator.value(inputs, constants)), f"{operator.name}{inputs}"
