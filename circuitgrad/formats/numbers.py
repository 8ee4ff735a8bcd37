"""Numbers as people read them: short, with a true minus. Copying and hovering give all digits by `full_number`."""

from __future__ import annotations

import math
from typing import Final

MINUS: Final = "−"
MOST_PLAIN: Final = 5
_EXPONENT_DIGITS: Final = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_EXPONENT_READ: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def short_number(value: float, digits: int = 3) -> str:
    """A number with so many significant digits, trailing zeros kept; whole digits are never made zeros.

    Args:
        value: any float64.
        digits: significant digits, 1 to 17.

    Example:
        >>> short_number(-0.19661193), short_number(2.0), short_number(6.02214076e23), short_number(1234.4)
        ('−0.197', '2.00', '6.02×10²³', '1234')
        >>> short_number(float("nan")), short_number(float("-inf")), short_number(-0.0)
        ('NaN', '−∞', '0')
        >>> short_number(1.7976931348623157e308)
        '1.80×10³⁰⁸'
    """
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else MINUS + "∞"
    if value == 0.0:
        return "0"
    exponent = int(f"{value:.{digits - 1}e}".partition("e")[2])
    if -4 <= exponent < max(digits, 5):
        text = f"{value:.{max(0, digits - 1 - exponent)}f}"
    else:
        text = _with_power(value, digits)
    return text.replace("-", MINUS)


def _with_power(value: float, digits: int) -> str:
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    return f"{mantissa}×10{str(int(exponent)).translate(_EXPONENT_DIGITS)}"


def signed_number(value: float, digits: int = 3) -> str:
    """A short number with its sign, as changes are written.

    Example:
        >>> signed_number(0.269), signed_number(-2.0), signed_number(0.0)
        ('+0.269', '−2.00', '0')
    """
    text = short_number(value, digits)
    return f"+{text}" if value > 0.0 else text


def plain_number(value: float) -> str:
    """The shortest text that reads back as the same float64, without a needless ``.0``.

    Example:
        >>> plain_number(2.0), plain_number(-0.1), plain_number(1e22)
        ('2', '-0.1', '1e+22')
    """
    text = repr(float(value))
    return text.removesuffix(".0")


def full_number(value: float) -> str:
    """All digits, with a true minus: what hovering shows.

    Example:
        >>> full_number(-0.5344466453885229)
        '−0.5344466453885229'
    """
    return plain_number(value).replace("-", MINUS)


def input_number(value: float, digits: int = 3) -> str:
    """An input's number: as it was typed where that is short, otherwise with so many significant digits.

    Example:
        >>> input_number(-0.5), input_number(2.0), input_number(0.1556789)
        ('−0.5', '2', '0.156')
    """
    plain = full_number(value)
    return plain if len(plain) <= MOST_PLAIN else short_number(value, digits)


def shorter_numbers(text: str) -> list[str]:
    """A number as it is written, and then with ever fewer digits; just the text where it is no number.

    Example:
        >>> shorter_numbers("−1.23×10⁵"), shorter_numbers("0.000123"), shorter_numbers("x")
        (['−1.23×10⁵', '−1.2×10⁵', '−1×10⁵'], ['0.000123', '0.00012', '0.0001', '1×10⁻⁴'], ['x'])
    """
    mantissa, _, exponent = text.replace(MINUS, "-").partition("×10")
    try:
        value = float(f"{mantissa}e{exponent.translate(_EXPONENT_READ) or 0}")
    except ValueError:
        return [text]
    if not math.isfinite(value):
        return [text]  # rounded up beyond the largest float: shorter it would read as infinite
    digits = sum(character.isdigit() for character in mantissa.lstrip("-0."))
    forms = [text, *(short_number(value, count) for count in range(digits - 1, 0, -1)), _one_digit(value)]
    return [form for place, form in enumerate(forms) if form not in forms[:place] and len(form) <= len(text)]


def _one_digit(value: float) -> str:
    """With a single digit and its power of ten."""
    sign, exponent = (MINUS if value < 0 else ""), f"{abs(value):.0e}"
    if not exponent[0].isdigit() or value == 0.0:
        return short_number(value)
    digit, power = exponent.split("e")
    raised = str(int(power)).translate(_EXPONENT_DIGITS)
    return f"{sign}{digit}×10{raised}"


def count_text(count: int) -> str:
    """A whole number of things, exactly while it can be read, else about so many.

    Example:
        >>> count_text(12_345), count_text(2**60), count_text(2**40_000)
        ('12,345', 'about 1.15×10¹⁸', 'about 1.58×10¹²⁰⁴¹')
    """
    if count < 10**15:
        return f"{count:,}"
    logarithm = math.log10(count)  # such a number can have more digits than Python cares to write
    exponent = math.floor(logarithm)
    raised = str(exponent).translate(_EXPONENT_DIGITS)
    return f"about {10.0 ** (logarithm - exponent):.2f}×10{raised}"


def read_number(text: str) -> float:
    """A number as people type it: true minus, decimal comma, spaces around it and ∞ are welcome.

    Raises:
        ValueError: it is no number; the message is one sentence.

    Example:
        >>> read_number(" −0,5 "), read_number("1e-3")
        (-0.5, 0.001)
    """
    cleaned = text.strip().replace(MINUS, "-").replace("∞", "inf")
    if cleaned.count(",") == 1 and "." not in cleaned:
        cleaned = cleaned.replace(",", ".")
    refusal = f"“{text.strip()}” is no number: type one such as −0.5 or 1e-3."
    try:
        value = float(cleaned)
    except ValueError:
        raise ValueError(refusal) from None
    if math.isnan(value):
        raise ValueError(refusal)
    return value
