"""Names and numbers in LaTeX."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from circuitgrad.formats.numbers import MINUS

_GREEK: Final = (
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
    "omicron", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
)  # fmt: skip
_LETTERS: Final = {
    unicodedata.lookup(f"GREEK SMALL LETTER {'LAMDA' if name == 'lambda' else name.upper()}"): name for name in _GREEK
}
_CAPITALS: Final = {
    "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Υ": "Upsilon",
    "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
}  # fmt: skip
_COMMANDS: Final = {**_LETTERS, **_CAPITALS}
_LOWERED: Final = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_POWERS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_NAME: Final = re.compile(r"^([^\W\d_]+|_)_?([0-9]*)(?:_(\w+?))?(′*)$")


def latex_name(label: str) -> str:
    """A node's name as mathematics writes it: digits lowered, Greek letters as such, words in one piece.

    Example:
        >>> latex_name("w0"), latex_name("alpha"), latex_name("x_max"), latex_name("price"), latex_name("β₁")
        ('w_{0}', '\\\\alpha', 'x_{\\\\mathit{max}}', '\\\\mathit{price}', '\\\\beta_{1}')
        >>> latex_name("f′"), latex_name("learning_rate_2")
        ("f'", '\\\\mathit{learning\\\\_rate\\\\_2}')
    """
    plain = label.translate(_LOWERED)
    found = _NAME.match(plain)
    if found is None:
        return _word(plain)
    stem, digits, lower, primes = found.groups()
    if lower and len(stem) > 1 and stem not in _GREEK:
        return _word(plain)
    below = ", ".join(part for part in (digits, _word(lower) if lower else "") if part)
    return _word(stem) + (f"_{{{below}}}" if below else "") + "'" * len(primes)


def _word(text: str) -> str:
    if text in _GREEK and text != "omicron":
        return f"\\{text}"
    if len(text) == 1:
        return f"\\{_COMMANDS[text]} ".rstrip() if text in _COMMANDS else text.replace("_", r"\_")
    escaped = text.replace("_", r"\_").replace("′", "'")
    return f"\\mathit{{{escaped}}}"


def latex_number(text: str) -> str:
    """A number as it is shown, in LaTeX.

    Example:
        >>> latex_number("−1.20×10⁻⁵"), latex_number("−∞"), latex_number("NaN"), latex_number("1e-07")
        ('-1.20 \\\\times 10^{-5}', '-\\\\infty', '\\\\mathrm{NaN}', '1 \\\\times 10^{-7}')
    """
    plain = text.replace(MINUS, "-")
    if "×10" in plain:
        mantissa, power = plain.split("×10")
        return rf"{mantissa} \times 10^{{{power.translate(_POWERS)}}}"
    if "e" in plain:
        mantissa, power = plain.split("e")
        return rf"{mantissa} \times 10^{{{int(power)}}}"
    return plain.replace("∞", r"\infty").replace("NaN", r"\mathrm{NaN}")
