"""Rules over other primitives: they take all their names from the namespace, and are the same rules there."""

from __future__ import annotations

import dis
import math
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType
from typing import Any

import pytest

from circuitgrad.operators import Operator
from circuitgrad.operators.functions import SHARED
from circuitgrad.operators.ieee import PRIMITIVES
from circuitgrad.operators.rebind import namespace_with, rebound
from tests.unit.operators.sampling import COMPUTING, samples

each_operator = pytest.mark.parametrize("operator", COMPUTING, ids=lambda operator: operator.name)
SAME = {primitive.__name__: primitive for primitive in PRIMITIVES}


def rules_of(operator: Operator) -> Iterator[Any]:
    """The value's rule and those of the local derivatives."""
    yield operator.forward
    slopes = operator.local_derivatives
    yield from [slopes] if callable(slopes) else slopes


def global_names(code: CodeType) -> set[str]:
    """The names that a function looks up outside itself, those of its comprehensions included."""
    names, waiting = set(), [code]
    while waiting:
        part = waiting.pop()
        names |= {step.argval for step in dis.get_instructions(part) if step.opname in ("LOAD_GLOBAL", "LOAD_NAME")}
        waiting += [constant for constant in part.co_consts if isinstance(constant, CodeType)]
    return names


def allowed_names() -> set[str]:
    namespace = namespace_with(SAME)
    return {*namespace, *namespace["__builtins__"]}


def assert_can_be_rebound(rule: Any, what: str) -> None:
    assert isinstance(rule, FunctionType), what
    assert rule.__closure__ is None, what
    unknown = global_names(rule.__code__) - allowed_names()
    assert not unknown, f"{what} uses {sorted(unknown)}, which no namespace provides"


@each_operator
def test_a_rule_uses_only_names_that_a_namespace_provides(operator: Operator) -> None:
    for rule in rules_of(operator):
        assert_can_be_rebound(rule, operator.name)


@pytest.mark.parametrize("function", SHARED, ids=lambda function: function.__name__)
def test_a_shared_function_uses_only_names_that_a_namespace_provides(function: Callable[..., object]) -> None:
    assert_can_be_rebound(function, function.__name__)


def test_names_outside_the_namespace_are_found() -> None:
    with pytest.raises(AssertionError, match="uses \\['math'\\]"):
        assert_can_be_rebound(lambda xs: [math.pi * x for x in xs], "this rule")


@each_operator
def test_over_the_same_primitives_a_rule_gives_the_same(operator: Operator) -> None:
    namespace = namespace_with(SAME)
    for sample in samples(operator, count=5):
        arguments = (sample.inputs, *sample.constants) if operator.any_number else (*sample.inputs, *sample.constants)
        value = rebound(operator.forward, namespace)(*arguments) if operator.forward else None
        assert value == sample.found, f"{sample}: expected {sample.found}, found {value}"
        slopes = operator.local_derivatives
        if callable(slopes):
            found = rebound(slopes, namespace)(*arguments, value)
        else:
            found = [rebound(rule, namespace)(*arguments, value) for rule in slopes]
        assert list(found) == list(sample.found_slopes), sample


def test_replacements_reach_the_functions_that_rules_share() -> None:
    asked: list[float] = []
    namespace = namespace_with({**SAME, "exp": lambda x: asked.append(x) or 1.0})
    assert namespace["softplus"](2.0) == 2.0 + math.log1p(1.0)
    assert asked == [-2.0]


def test_a_primitive_left_out_or_made_up_is_named() -> None:
    without = {name: function for name, function in SAME.items() if name != "erfc"}
    with pytest.raises(ValueError, match="without a replacement: erfc"):
        namespace_with(without)
    with pytest.raises(ValueError, match="for no primitive: gamma"):
        namespace_with({**SAME, "gamma": math.gamma})


def test_a_closure_is_refused() -> None:
    factor = 2.0
    with pytest.raises(TypeError, match="closure"):
        rebound(lambda x: factor * x, namespace_with(SAME))
    with pytest.raises(TypeError, match="plain function"):
        rebound(math.sin, namespace_with(SAME))
