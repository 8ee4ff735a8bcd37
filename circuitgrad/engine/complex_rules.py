"""The operators' rules over complex columns, for derivatives by a complex step.

A real rule is moved by i·h. The imaginary part of what comes of it, over h, is the derivative, and nothing is
subtracted: h can be so small that nothing of h² is left (Squire and Trapp, SIAM Review 40, 1998). Larger and smaller
are asked of the real parts, and |x| turns x round where its real part is negative, so that every rule stays on the
branch on which it is (Martins, Sturdza and Alonso, The complex-step derivative approximation, ACM TOMS 29, 2003).
Equal, however, is what is equal in both parts: a rule that gives 0 for t·ln p where t is exactly 0 shall see a t that
moves.

An operator whose rule needs a function that is not in `_made` has no complex step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, reduce
from typing import Any

from circuitgrad.operators import Operator
from circuitgrad.operators.ieee import PRIMITIVES
from circuitgrad.operators.rebind import Namespace, namespace_with, rebound

ComplexRule = Callable[[Sequence[Any], Sequence[float]], Any]
"""From the inputs, floats or `Complex`, in port order, and the constants."""


class NoComplexStep(Exception):  # noqa: N818 -- it says what is so, and ends up nowhere as an error
    """A function has no complex meaning here."""


class Complex:
    """A column of complex numbers that compares as the complex step wants it.

    Args:
        column: of complex128.
    """

    __slots__ = ("column",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, column: Any) -> None:
        self.column = column

    def __neg__(self) -> Complex:
        return Complex(-self.column)

    def __abs__(self) -> Complex:
        return _absolute(self)

    def __add__(self, other: Any) -> Complex:
        return Complex(self.column + raw(other))

    __radd__ = __add__

    def __sub__(self, other: Any) -> Complex:
        return Complex(self.column - raw(other))

    def __rsub__(self, other: Any) -> Complex:
        return Complex(raw(other) - self.column)

    def __mul__(self, other: Any) -> Complex:
        return Complex(self.column * raw(other))

    __rmul__ = __mul__

    def __lt__(self, other: Any) -> Any:
        return self.column.real < real(other)

    def __le__(self, other: Any) -> Any:
        return self.column.real <= real(other)

    def __gt__(self, other: Any) -> Any:
        return self.column.real > real(other)

    def __ge__(self, other: Any) -> Any:
        return self.column.real >= real(other)

    def __eq__(self, other: object) -> Any:
        return self.column == raw(other)

    def __ne__(self, other: object) -> Any:
        return self.column != raw(other)


def raw(number: Any) -> Any:
    """The column of complex numbers, or the number itself."""
    return number.column if isinstance(number, Complex) else number


def real(number: Any) -> Any:
    """The real part."""
    return number.column.real if isinstance(number, Complex) else number


@cache
def complex_rule(operator: Operator) -> ComplexRule | None:
    """The rule of an operator over complex columns; None where it has no complex meaning.

    Example:
        >>> import numpy as np
        >>> from circuitgrad.operators import OPERATORS
        >>> moved = Complex(np.array([3.0 + 2.0**-200 * 1j]))
        >>> rule = complex_rule(OPERATORS["square"])
        >>> float(rule([moved], ()).column.imag[0] * 2.0**200)
        6.0
        >>> complex_rule(OPERATORS["gelu"]) is None
        True
    """
    if operator.forward is None:
        raise TypeError(f"{operator.name} computes nothing")
    forward = rebound(operator.forward, _namespace())

    def rule(inputs: Sequence[Any], constants: Sequence[float]) -> Any:
        return forward(inputs, *constants) if operator.any_number else forward(*inputs, *constants)

    return rule if _works(operator, rule) else None


def _works(operator: Operator, rule: ComplexRule) -> bool:
    """Tries it out once: a rule runs through all its functions, whatever the numbers are."""
    import numpy as np

    middles = [0.5 * (low + high) for low, high in operator.domain]
    inputs = [Complex(np.array([middle + 0j])) for middle in (middles * 2 if operator.any_number else middles)]
    try:
        with np.errstate(all="ignore"):
            rule(inputs, [constant.default for constant in operator.constants])
    except NoComplexStep:
        return False
    return True


@cache
def _namespace() -> Namespace:
    made = _made()
    missing = {primitive.__name__ for primitive in PRIMITIVES} - set(made)
    namespace = namespace_with({**made, **{name: _refused(name) for name in missing}})
    namespace["abs"] = made["absolute"]
    namespace["log_sum_exp"] = _log_sum_exp  # the one that stands there tells ties apart, for the sake of rounding
    return namespace


def _refused(name: str) -> Callable[..., Any]:
    def refuse(*_operands: Any) -> Any:
        raise NoComplexStep(name)

    return refuse


@cache
def _made() -> dict[str, Callable[..., Any]]:
    """The primitives that have a complex meaning."""
    import numpy as np

    entire = "exp expm1 sin cos tan sinh cosh tanh"
    made: dict[str, Callable[..., Any]] = {name: _plain(getattr(np, name)) for name in entire.split()}
    made.update(divide=_plain(np.divide), atan=_plain(np.arctan))
    made.update({name: _cut(getattr(np, name), lambda x: x) for name in ("log", "log2", "log10", "sqrt")})
    made["log1p"] = _cut(np.log1p, lambda x: 1.0 + x)
    made.update({name: _cut(getattr(np, f"arc{name[1:]}"), lambda x: 1.0 - abs(x)) for name in ("asin", "acos")})
    made.update(absolute=_absolute, sign=lambda a: Complex(np.sign(real(a)) + 0j), where=_where)
    made.update(maximum=_maximum, minimum=_minimum, cbrt=_cbrt, power=_power)
    return made


def _plain(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *operands: Complex(function(*map(_complex, operands)))


def _complex(number: Any) -> Any:
    import numpy as np

    return np.asarray(raw(number), np.complex128)


def _cut(function: Callable[..., Any], room: Callable[[Any], Any]) -> Callable[..., Any]:
    """A function that is undefined where its room is negative, and not differentiable where it is 0."""

    def inside(a: Any) -> Complex:
        import numpy as np

        z = _complex(a)
        left = room(z.real)
        return Complex(np.where((left > 0.0) | ((left == 0.0) & (z.imag == 0.0)), function(z), np.nan))

    return inside


def _where(condition: Any, a: Any, b: Any) -> Complex:
    import numpy as np

    return Complex(np.where(condition, raw(a), raw(b)))


def _absolute(a: Any) -> Complex:
    return _where(real(a) < 0.0, -raw(a), raw(a))


def _maximum(a: Any, b: Any) -> Complex:
    return _where((real(a) >= real(b)) | (real(a) != real(a)), a, b)


def _minimum(a: Any, b: Any) -> Complex:
    return _where((real(a) <= real(b)) | (real(a) != real(a)), a, b)


def _cbrt(a: Any) -> Complex:
    import numpy as np

    z = _complex(a)
    side = np.where(z.real < 0.0, -1.0, 1.0)
    at_zero = np.where(z == 0.0, 0.0, np.nan)
    return Complex(np.where(z.real == 0.0, at_zero, side * (side * z) ** (1.0 / 3.0)))


def _power(a: Any, b: Any) -> Complex:
    """a to the b as the real rule has it: negative bases for whole exponents that stay as they are."""
    import numpy as np

    base, exponent = np.broadcast_arrays(_complex(a), _complex(b))
    x, n = base.real, exponent.real
    fixed = exponent.imag == 0.0
    side = np.where(x < 0.0, -1.0, 1.0)
    size = np.exp(exponent * np.log(side * base))
    turned = np.where(fixed & (n % 2.0 == 1.0), side, 1.0)
    whole = np.where((x > 0.0) | (fixed & (n == np.floor(n))), turned * size, np.nan)
    moves = base.imag != 0.0
    from_zero = np.where(moves & (n == 1.0), base, np.where(n > 1.0, 0.0, np.where(n == 0.0, 1.0, np.nan)))
    at_zero = np.where(fixed, np.where(moves, from_zero, np.power(0.0, n)), np.where(n > 0.0, 0.0, np.nan))
    return Complex(np.where(x == 0.0, at_zero, whole))


def _log_sum_exp(xs: Sequence[Any]) -> Complex:
    """The largest real part, plus the logarithm of the sum of what is left."""
    import numpy as np

    top = reduce(np.maximum, [real(x) for x in xs])
    below = sum(np.exp(_complex(x) - top) for x in xs)
    return Complex(top + np.log(below))
