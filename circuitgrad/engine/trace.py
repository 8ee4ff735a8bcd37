"""An operator's rules as straight lines of single steps: what every faster way to run them is generated from.

A rule is called once with terms instead of numbers; what it does with them is written down, equal steps once. So
value and local derivatives of an operator share their work (the exponential of a sigmoid and of its slope), and
the text made from the steps does, step by step and bit by bit, what the rule does.
"""

from __future__ import annotations

import math
import operator as python_operator
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final

from circuitgrad.frozen import frozen
from circuitgrad.operators import Operator
from circuitgrad.operators.ieee import PRIMITIVES
from circuitgrad.operators.rebind import Namespace, namespace_with, rebound

_INFIX: Final[dict[str, tuple[str, Callable[[Any, Any], Any]]]] = {
    "add": ("+", python_operator.add),
    "subtract": ("-", python_operator.sub),
    "multiply": ("*", python_operator.mul),
    "less": ("<", python_operator.lt),
    "at_most": ("<=", python_operator.le),
    "more": (">", python_operator.gt),
    "at_least": (">=", python_operator.ge),
    "equal": ("==", python_operator.eq),
    "unequal": ("!=", python_operator.ne),
    "both": ("&", python_operator.and_),
    "either": ("|", python_operator.or_),
}
MOST_TRACED: Final = 16
"""Rules that take any number of inputs are traced for so many at most; the text would be endless."""
_NUMERIC: Final = {primitive.__name__: primitive for primitive in PRIMITIVES}


class Term:
    """A number, or a condition, that is not known yet: an input, a constant of the operator, or a step."""

    __slots__ = ("place", "trace")

    def __init__(self, trace: Trace, place: int) -> None:
        self.trace = trace
        self.place = place

    def __neg__(self) -> Any:
        return self.trace.step("negate", self)

    def __abs__(self) -> Any:
        return self.trace.step("absolute", self)

    def __hash__(self) -> int:
        return id(self)

    def __bool__(self) -> bool:
        raise TypeError("a rule must not branch on a number: use where")


def _infix(name: str, *, turned: bool = False) -> Callable[[Term, Any], Any]:
    if turned:
        return lambda self, other: self.trace.step(name, other, self)
    return lambda self, other: self.trace.step(name, self, other)


for _method, _name in (
    ("add", "add"), ("sub", "subtract"), ("mul", "multiply"), ("lt", "less"), ("le", "at_most"), ("gt", "more"),
    ("ge", "at_least"), ("eq", "equal"), ("ne", "unequal"), ("and", "both"), ("or", "either"),
):  # fmt: skip
    setattr(Term, f"__{_method}__", _infix(_name))
for _method, _name in (("add", "add"), ("sub", "subtract"), ("mul", "multiply")):
    setattr(Term, f"__r{_method}__", _infix(_name, turned=True))


@frozen
class Step:
    """One single operation.

    Args:
        name: a primitive's name, or that of an infix operation; empty for a name that is given from outside.
        operands: places of earlier steps, or numbers.
        text: for what is given from outside, its name.
    """

    name: str
    operands: tuple[int | float, ...]
    text: str = ""


class Trace:
    """The steps of one operator, in an order in which they can be made."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._known: dict[object, Term] = {}

    def given(self, text: str) -> Term:
        """A number that comes from outside under this name."""
        return self._term(("given", text), Step("", (), text))

    def step(self, name: str, *operands: Any) -> Any:
        """What this operation gives: a term, or a number where all operands are numbers."""
        if not any(isinstance(operand, Term) for operand in operands):
            return _computed(name, operands)
        if name == "multiply" and 1.0 in (numbers := [o for o in operands if not isinstance(o, Term)]) and numbers:
            return next(operand for operand in operands if isinstance(operand, Term))
        places = tuple(operand.place if isinstance(operand, Term) else float(operand) for operand in operands)
        key = (name, *((type(place), repr(place)) for place in places))
        return self._term(key, Step(name, places))

    def _term(self, key: object, step: Step) -> Term:
        if key not in self._known:
            self.steps.append(step)
            self._known[key] = Term(self, len(self.steps) - 1)
        return self._known[key]

    def namespace(self) -> Namespace:
        """What a rule's names mean here."""

        def primitive(name: str) -> Callable[..., Any]:
            return lambda *operands: self.step(name, *operands)

        return namespace_with({name: primitive(name) for name in _NUMERIC})

    def lines(self, wanted: Sequence[Any], spellings: Spellings) -> tuple[list[str], list[str]]:
        """The steps that these terms need, as assignments, and how each of the terms is then written."""
        needed = [False] * len(self.steps)
        for term in wanted:
            if isinstance(term, Term):
                needed[term.place] = True
        for place in range(len(self.steps) - 1, -1, -1):
            if needed[place]:
                for operand in self.steps[place].operands:
                    if isinstance(operand, int):
                        needed[operand] = True
        lines = [
            f"t{place} = {spellings.of(step.name, [self._text(operand) for operand in step.operands])}"
            for place, step in enumerate(self.steps)
            if needed[place] and step.name
        ]
        return lines, [self._text(term.place) if isinstance(term, Term) else _literal(term) for term in wanted]

    def _text(self, operand: int | float) -> str:
        if isinstance(operand, float):
            return _literal(operand)
        return self.steps[operand].text or f"t{operand}"


def _computed(name: str, operands: Sequence[Any]) -> Any:
    if name == "negate":
        return -operands[0]
    return _INFIX[name][1](*operands) if name in _INFIX else _NUMERIC[name](*operands)


def _literal(number: float) -> str:
    if math.isfinite(number):
        return repr(float(number)) if math.copysign(1.0, number) > 0.0 else f"({float(number)!r})"
    return "NAN" if math.isnan(number) else ("INF" if number > 0.0 else "(-INF)")


@frozen
class Spellings:
    """How steps are written for whoever runs the text.

    Args:
        own: for some primitives a template with {0}, {1} …; the others are called by their name.
    """

    own: dict[str, str]

    def of(self, name: str, operands: Sequence[str]) -> str:
        """One step on these operands."""
        if name in _INFIX:
            return f"{operands[0]} {_INFIX[name][0]} {operands[1]}"
        if name == "negate":
            return f"-{operands[0]}"
        template = self.own.get(name)
        return f"{name}({', '.join(operands)})" if template is None else template.format(*operands)


@frozen
class Traced:
    """An operator's rules for a fixed number of inputs.

    Args:
        operator: whose.
        count: the number of inputs.
        trace: the steps; inputs are given as x0, x1 …, the operator's constants as k0, k1 ….
        value: the output.
        local_derivatives: one for each input; a plain number where it never changes.
        kinks: what is 0 exactly where the rule has a corner or a tie.
    """

    operator: Operator
    count: int
    trace: Trace
    value: Any
    local_derivatives: tuple[Any, ...]
    kinks: tuple[Any, ...]


@cache
def traced(operator: Operator, count: int) -> Traced:
    """The rules of an operator that computes, traced for this number of inputs.

    Raises:
        ValueError: the operator does not take this number of inputs.

    Example:
        >>> from circuitgrad.operators import OPERATORS
        >>> rules = traced(OPERATORS["mul"], 2)
        >>> rules.trace.lines([rules.value, *rules.local_derivatives], Spellings({}))
        (['t2 = x0 * x1'], ['t2', 'x1', 'x0'])
    """
    if operator.forward is None or not operator.accepts(count):
        raise ValueError(f"{operator.name} does not take {count} inputs")
    trace = Trace()
    namespace = trace.namespace()
    inputs = [trace.given(f"x{place}") for place in range(count)]
    constants = [trace.given(f"k{place}") for place in range(len(operator.constants))]
    arguments = ([inputs] if operator.any_number else inputs) + constants
    value = rebound(operator.forward, namespace)(*arguments)
    rules = operator.local_derivatives
    if callable(rules):
        slopes = rebound(rules, namespace)(*arguments, value)
    else:
        slopes = [rebound(rule, namespace)(*arguments, value) for rule in rules]
    kinks = tuple(rebound(kink, namespace)(*arguments) for kink in operator.kinks)
    return Traced(operator, count, trace, value, tuple(slopes), kinks)
