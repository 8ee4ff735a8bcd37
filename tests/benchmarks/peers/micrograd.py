"""micrograd: one Python object a node, made anew for every pass. https://github.com/karpathy/micrograd

It has sums, products and powers; the other operators are written here as its author writes them in his lecture.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from circuitgrad.circuit import Fragment
from tests.benchmarks.peers.peer import Answer, Contender, Steps, package


def prepare(fragment: Fragment) -> Contender:
    """Ready to run the circuit; gradients are the leaves', in order.

    Raises:
        NotInstalled: micrograd is missing.
    """
    value_class = package("micrograd.engine").Value
    rules = _rules(value_class)
    steps = Steps.of(fragment)
    program = [(place, rules[operator], sources) for place, operator, sources in steps.computed]
    last: list[Any] = []

    def call() -> None:
        values: list[Any] = [None] * steps.count
        for place, number in steps.leaves:
            values[place] = value_class(number)
        for place, rule, sources in program:
            values[place] = rule(*[values[source] for source in sources])
        with _deep_recursion(10 * steps.count):
            values[-1].backward()
        last[:] = values

    def answer() -> Answer:
        return Answer(last[-1].data, [last[place].grad for place, _ in steps.leaves])

    return Contender("micrograd", call, answer)


@contextmanager
def _deep_recursion(limit: int) -> Iterator[None]:
    """micrograd sorts its nodes by recursion, as deep as the circuit."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, limit))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _rules(value_class: Any) -> dict[str, Callable[..., Any]]:
    def of_one(function: Callable[[float], float], slope: Callable[[float, float], float]) -> Callable[[Any], Any]:
        def rule(a: Any) -> Any:
            out = value_class(function(a.data), (a,))

            def backward() -> None:
                a.grad += slope(a.data, out.data) * out.grad

            out._backward = backward
            return out

        return rule

    def maximum(a: Any, b: Any) -> Any:
        out = value_class(max(a.data, b.data), (a, b))

        def backward() -> None:
            larger = a if a.data >= b.data else b
            larger.grad += out.grad

        out._backward = backward
        return out

    return {
        "add": lambda a, b: a + b,
        "subtract": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "negate": lambda a: -a,
        "reciprocal": lambda a: a**-1,
        "square": lambda a: a**2,
        "max": maximum,
        "tanh": of_one(math.tanh, lambda _x, y: 1.0 - y * y),
        "exp": of_one(math.exp, lambda _x, y: y),
        "sigmoid": of_one(lambda x: 1.0 / (1.0 + math.exp(-x)), lambda _x, y: y * (1.0 - y)),
    }
