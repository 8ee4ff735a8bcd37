"""The operators' own rules, run on expressions in place of numbers: so a formula is what the passes compute.

A rule names primitives and shared functions. Here most of these names give a call in the formula, as they stand;
how a person writes such a call is another question, and `written_out` answers it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, Final

from circuitgrad.operators import OPERATORS, Operator
from circuitgrad.operators.functions import SHARED
from circuitgrad.operators.ieee import CONSTANTS, PRIMITIVES
from circuitgrad.operators.rebind import Namespace, namespace_with, rebound
from circuitgrad.operators.written import HELPERS, WRITTEN
from circuitgrad.symbolic.algebra import Algebra
from circuitgrad.symbolic.expression import Expression, Function, Kind, parts_of

_SEVERAL: Final = frozenset({"softmax", "tie_shares"})
"""Functions that give a number for each of several."""
_KEPT: Final = frozenset({*(name for name in WRITTEN if name != "times"), "largest", "smallest"})
"""Functions that stay calls; all others are worked out by what they are made of."""
Spelled = Callable[[Function], bool]
_PLAIN: Final = frozenset({Kind.NUMBER, Kind.PI, Kind.SYMBOL, Kind.SUM, Kind.PRODUCT})


class Term:
    """An expression, or a condition, as a rule meets it."""

    __slots__ = ("algebra", "expression")

    def __init__(self, algebra: Algebra, expression: Expression) -> None:
        self.algebra, self.expression = algebra, expression

    def _with(self, other: Any, operation: Callable[[Expression, Expression], Expression]) -> Term:
        return Term(self.algebra, operation(self.expression, expression_of(self.algebra, other)))

    def __add__(self, other: Any) -> Term:
        return self._with(other, lambda a, b: self.algebra.add([a, b]))

    def __radd__(self, other: Any) -> Term:
        return self._with(other, lambda a, b: self.algebra.add([b, a]))

    def __sub__(self, other: Any) -> Term:
        return self._with(other, self.algebra.subtract)

    def __rsub__(self, other: Any) -> Term:
        return self._with(other, lambda a, b: self.algebra.subtract(b, a))

    def __mul__(self, other: Any) -> Term:
        return self._with(other, lambda a, b: self.algebra.mul([a, b]))

    def __rmul__(self, other: Any) -> Term:
        return self._with(other, lambda a, b: self.algebra.mul([b, a]))

    def __neg__(self) -> Term:
        return Term(self.algebra, self.algebra.negative(self.expression))

    def _compared(self, sign: str, other: Any) -> Term:
        return self._with(other, lambda a, b: self.algebra.compare(sign, a, b))

    def __lt__(self, other: Any) -> Term:
        return self._compared("<", other)

    def __le__(self, other: Any) -> Term:
        return self._compared("<=", other)

    def __gt__(self, other: Any) -> Term:
        return self._compared(">", other)

    def __ge__(self, other: Any) -> Term:
        return self._compared(">=", other)

    def __eq__(self, other: object) -> Any:
        return self._compared("==", other)

    def __ne__(self, other: object) -> Any:
        return self._compared("!=", other)

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        raise TypeError("a rule must not branch on a number: use where")


def expression_of(algebra: Algebra, value: Any) -> Expression:
    """What a rule gave, as an expression."""
    return value.expression if isinstance(value, Term) else algebra.number(float(value))


def _namespace(algebra: Algebra, called: Callable[[str, int | None, Sequence[Expression]], Expression]) -> Namespace:
    """What the names in a rule mean.

    Args:
        algebra: makes the expressions.
        called: makes a call of a function, or one place of it, with these inputs.
    """

    def one(name: str) -> Callable[..., Term]:
        def function(*inputs: Any) -> Term:
            several = inputs[0] if isinstance(inputs[0], list | tuple) else inputs
            return Term(algebra, called(name, None, [expression_of(algebra, each) for each in several]))

        return function

    def for_each(name: str) -> Callable[..., list[Term]]:
        def function(xs: Sequence[Any], *more: Any) -> list[Term]:
            inputs = [expression_of(algebra, each) for each in (*xs, *more)]
            return [Term(algebra, called(name, place, inputs)) for place in range(len(xs))]

        return function

    def power(a: Any, b: Any) -> Term:
        base, exponent = expression_of(algebra, a), expression_of(algebra, b)
        known = algebra.power(base, exponent)
        return Term(algebra, called("power", None, [base, exponent]) if known is None else known)

    def where(condition: Any, a: Any, b: Any) -> Term:
        parts = [expression_of(algebra, each) for each in (condition, a, b)]
        return Term(algebra, algebra.where(*parts))

    def divide(a: Any, b: Any) -> Term:
        return Term(algebra, algebra.divide(expression_of(algebra, a), expression_of(algebra, b)))

    def times(a: Any, b: Any) -> Term:
        return Term(algebra, algebra.mul([expression_of(algebra, a), expression_of(algebra, b)]))

    primitives: dict[str, Callable[..., Any]] = {each.__name__: one(each.__name__) for each in PRIMITIVES}
    primitives |= {"power": power, "where": where, "divide": divide}
    primitives |= {"maximum": one("largest"), "minimum": one("smallest")}
    namespace = namespace_with(primitives)
    names = {each.__name__ for each in SHARED} & _KEPT
    namespace.update({name: for_each(name) if name in _SEVERAL else one(name) for name in names})
    namespace["times"] = times
    namespace.update({helper.__name__: rebound(helper, namespace) for helper in HELPERS})
    namespace.update(_constants(namespace))
    return namespace


def _constants(namespace: Namespace) -> Namespace:
    """Numbers that have a formula of their own."""
    log, sqrt, pi = namespace["log"], namespace["sqrt"], CONSTANTS["PI"]
    return {"LN2": log(2.0), "LN10": log(10.0), "SQRT_2PI": sqrt(namespace["times"](2.0, pi))}


@cache
def _values_of_functions() -> dict[str, Operator]:
    """The operators whose value is a single function of their inputs as they come, by that function's name."""
    found: dict[str, Operator] = {}
    for operator in OPERATORS.values():
        inputs, value = _sample(operator)
        if value is not None and value.kind is Kind.CALL and value.parts == inputs:
            found[value.data.name] = operator
    return found


@cache
def _is_arithmetic(operator: Operator) -> bool:
    """Whether the value is sums and products of the inputs alone, so that a formula need not name the operator."""
    _, value = _sample(operator)
    return value is not None and all(part.kind in _PLAIN for part in parts_of([value]))


@cache
def _sample(operator: Operator) -> tuple[tuple[Expression, ...], Expression | None]:
    """The value with two inputs, or as many as it takes, in bare names of functions; None for a leaf."""
    if operator.forward is None:
        return (), None
    algebra = Algebra()
    inputs = tuple(algebra.symbol(f"x{place}") for place in range(len(operator.ports) or 2))
    constants = tuple(algebra.number(constant.default) for constant in operator.constants)
    namespace = _namespace(algebra, lambda name, place, parts: algebra.call(Function(name, None, place), parts))
    return inputs, Rules(algebra, namespace).run(operator.forward, operator, inputs, constants)


class Rules:
    """The operators' rules in one algebra.

    Example:
        >>> algebra = Algebra()
        >>> rules = Rules.of(algebra)
        >>> x = algebra.symbol("x")
        >>> rules.value(OPERATORS["square"], [x], []) is algebra.mul([x, x])
        True
    """

    def __init__(self, algebra: Algebra, namespace: Namespace) -> None:
        self.algebra, self._namespace = algebra, namespace
        self._rebound: dict[Callable[..., Any], Callable[..., Any]] = {}

    @classmethod
    def of(cls, algebra: Algebra) -> Rules:
        """The rules, with operators in place of the functions that they are the value of."""

        def called(name: str, place: int | None, parts: Sequence[Expression]) -> Expression:
            operator = _values_of_functions().get(name) if place is None else None
            return folded(algebra, Function(name if operator is None else operator.name, operator, place), parts)

        return cls(algebra, _namespace(algebra, called))

    def function(self, name: str) -> Function:
        """What a primitive or shared function of this name is called as: the operator whose value it is, if any."""
        operator = _values_of_functions().get(name)
        return Function(name if operator is None else operator.name, operator)

    def run(
        self, rule: Callable[..., Any], operator: Operator, inputs: Sequence[Expression], more: Iterable[Expression]
    ) -> Any:
        """What a rule of this operator gives: an expression, or a list of them."""
        if rule not in self._rebound:
            self._rebound[rule] = rebound(rule, self._namespace)
        terms = [Term(self.algebra, each) for each in inputs]
        rest = [Term(self.algebra, each) for each in more]
        given = self._rebound[rule](*([terms] if operator.any_number else terms), *rest)
        if isinstance(given, list | tuple):
            return [expression_of(self.algebra, each) for each in given]
        return expression_of(self.algebra, given)

    def value(self, operator: Operator, inputs: Sequence[Expression], constants: Sequence[Expression]) -> Expression:
        """What an operator computes of these inputs."""
        if operator.forward is not None and _is_arithmetic(operator):
            made: Expression = self.run(operator.forward, operator, inputs, constants)
            return made
        return folded(self.algebra, Function(operator.name, operator), [*inputs, *constants])

    def slopes(
        self,
        operator: Operator,
        inputs: Sequence[Expression],
        constants: Sequence[Expression],
        output: Expression,
        wanted: Iterable[int],
    ) -> dict[int, Expression]:
        """∂output/∂input for the wanted inputs, by place."""
        if operator.written_derivatives:
            parts = [*inputs, *constants]
            return {
                place: self.algebra.call(Function(operator.name, operator, place, is_slope=True), parts)
                for place in wanted
            }
        return self._by_rules(operator.local_derivatives, operator, inputs, [*constants, output], wanted)

    def _by_rules(
        self, rules: Any, operator: Operator, inputs: Sequence[Expression], more: Sequence[Expression], wanted: Any
    ) -> dict[int, Expression]:
        if callable(rules):
            every = self.run(rules, operator, inputs, more)
            return {place: every[place] for place in wanted}
        return {place: self.run(rules[place], operator, inputs, more) for place in wanted}

    # As a person writes it

    def written(self, function: Function, parts: Sequence[Expression], spelled: Spelled) -> Expression | None:
        """A call as a formula in plainer functions; None where it is written under its own name.

        Args:
            function: what is called.
            parts: its inputs, then its constants.
            spelled: whether a function is written under its own name.
        """
        if spelled(function):
            return None
        operator = function.operator
        if operator is None:
            return self._formula(function, parts)
        inputs, constants = cut(operator, parts)
        if function.is_slope:
            output, place = self.value(operator, inputs, constants), function.place or 0
            return self._by_rules(operator.written_derivatives, operator, inputs, [*constants, output], [place])[place]
        name = name_of_value(operator)
        if name in WRITTEN:
            return self._formula(Function(name), parts)
        if operator.forward is None or name:
            return None
        made: Expression = self.run(operator.forward, operator, inputs, constants)
        return made

    def _formula(self, function: Function, parts: Sequence[Expression]) -> Expression:
        how = WRITTEN[function.name]
        terms: list[Any] = [Term(self.algebra, part) for part in parts]
        made = rebound(how.rule, self._namespace)
        if how.any_number:
            count = len(terms) - (made.__code__.co_argcount - 1)
            terms = [terms[:count], *terms[count:]]
        given = made(*terms)
        return expression_of(self.algebra, given if function.place is None else given[function.place])


@cache
def name_of_value(operator: Operator) -> str:
    """The function that this operator's value is, as rules call it; empty where it is more than one function."""
    return next((name for name, each in _values_of_functions().items() if each is operator), "")


def in_formulas(function: Function) -> bool:
    """Whether a function is written under its own name in a formula for people: operators, and what has a sign."""
    if function.operator is not None:
        how = WRITTEN.get(name_of_value(function.operator))
        return not function.is_slope and not (how is not None and how.always)
    return function.name not in WRITTEN or bool(WRITTEN[function.name].latex)


def cut(operator: Operator, parts: Sequence[Any]) -> tuple[Sequence[Any], Sequence[Any]]:
    """What an operator is called with, as inputs and constants."""
    count = len(parts) - len(operator.constants)
    return parts[:count], parts[count:]


def folded(algebra: Algebra, function: Function, parts: Sequence[Expression]) -> Expression:
    """A call; as a number where 0 and 1 give 0 or 1: sin 0, exp 0, ln 1."""
    operator = function.operator
    numbers = [part.number for part in parts]
    if operator is not None and all(number in (0, 1) for number in numbers):
        count = len(parts) - len(operator.constants)
        plain = [float(number) for number in numbers if number is not None]
        value = operator.value(plain[:count], plain[count:])
        if value in (0.0, 1.0):
            return algebra.number(value)
    return algebra.call(function, parts)


def written_out(rules: Rules, roots: Sequence[Expression], spelled: Spelled = in_formulas) -> list[Expression]:
    """The same formulas, in functions that are written under their own name alone.

    Example:
        >>> rules = Rules.of(Algebra())
        >>> x = rules.algebra.symbol("x")
        >>> slope = rules.slopes(OPERATORS["tanh"], [x], [], rules.value(OPERATORS["tanh"], [x], []), [0])[0]
        >>> slope.kind, written_out(rules, [slope])[0].kind
        (<Kind.CALL: 6>, <Kind.SUM: 4>)
    """
    now = list(roots)
    for _ in range(_MOST_ROUNDS):
        before, now = now, _once(rules, now, spelled)
        if all(a is b for a, b in zip(before, now, strict=True)):
            break
    return now


_MOST_ROUNDS: Final = 12


def _once(rules: Rules, roots: Sequence[Expression], spelled: Spelled) -> list[Expression]:
    done: dict[int, Expression] = {}
    for each in parts_of(roots):
        parts = [done[part.index] for part in each.parts]
        if each.kind is Kind.CALL:
            plainer = rules.written(each.data, parts, spelled)
            done[each.index] = folded(rules.algebra, each.data, parts) if plainer is None else plainer
        else:
            done[each.index] = remade(rules.algebra, each, parts)
    return [done[root.index] for root in roots]


def remade(algebra: Algebra, each: Expression, parts: Sequence[Expression]) -> Expression:
    """An expression with other parts, simplified anew; for calls see `folded`."""
    if all(a is b for a, b in zip(each.parts, parts, strict=True)):
        return each
    match each.kind:
        case Kind.SUM:
            coefficients, constant = each.data
            return algebra.weighted([*zip(coefficients, parts, strict=True), (constant, algebra.one)])
        case Kind.PRODUCT:
            exponents, coefficient = each.data
            powers = [algebra.raised(part, exponent) for part, exponent in zip(parts, exponents, strict=True)]
            return algebra.mul([*powers, algebra.of(coefficient)])
        case Kind.COMPARE:
            return algebra.compare(each.data, parts[0], parts[1])
        case Kind.WHERE:
            return algebra.where(*parts)
        case Kind.CALL:
            return folded(algebra, each.data, parts)
        case _:
            return each
