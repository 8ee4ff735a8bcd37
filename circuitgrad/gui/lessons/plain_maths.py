"""LaTeX as a line of plain text: for those who listen, and where a formula is not typeset."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

_WORDS: Final = MappingProxyType(
    {
        "cdot": "·", "times": "×", "partial": "∂", "sigma": "σ", "Delta": "Δ", "delta": "δ", "eta": "η", "to": "→",
        "rightarrow": "→", "leftarrow": "←", "approx": "≈", "le": "≤", "leq": "≤", "ge": "≥",
        "geq": "≥", "ne": "≠", "neq": "≠",
        "infty": "∞", "sum": "∑", "alpha": "α", "beta": "β", "varepsilon": "ε", "epsilon": "ε", "pm": "±",
        "ldots": "…", "dots": "…", "quad": "  ", "prime": "′", "nabla": "∇", "sqrt": "√", "lambda": "λ", "mu": "μ",
        "left": "", "right": "", "displaystyle": "",
    }
)  # fmt: skip
_RAISED: Final = str.maketrans("0123456789-−+n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁺ⁿ")
_LOWERED: Final = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_GROUP: Final = r"\{((?:[^{}])*)\}"
_FRACTION: Final = re.compile(r"\\[dt]?frac\s*" + _GROUP + r"\s*" + _GROUP)
_TEXT: Final = re.compile(r"\\(?:text|mathrm|mathit|operatorname|mathbf)\s*" + _GROUP)
_SCRIPT: Final = re.compile(r"([\^_])(?:" + _GROUP + r"|(\S))")
_WORD: Final = re.compile(r"\\([A-Za-z]+)")
_CLINGING: Final = re.compile(r"([∂Δ∇√]) ")
_SPACE: Final = re.compile(r"\\[,;:! ]")
_SIMPLE: Final = re.compile(r"[^\W_]+|[^\W_]*[⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉]+|∂[^\W_]+")


def plain_maths(latex: str) -> str:
    """A formula as people write it in a line.

    Example:
        >>> plain_maths(r"\\frac{\\partial f}{\\partial x} = 2x^2"), plain_maths(r"\\frac{f(x+h)-f(x)}{h}")
        ('∂f/∂x = 2x²', '(f(x+h)−f(x))/h')
    """
    text = _TEXT.sub(lambda found: found[1].replace(" ", "\u00a0"), latex)
    text = _SPACE.sub(" ", text)
    text = _CLINGING.sub(r"\1", _WORD.sub(lambda found: _word(found[0], found[1]), text))
    while (changed := _SCRIPT.sub(_script, text)) != text:
        text = changed
    while (changed := _FRACTION.sub(lambda found: f"{_side(found[1])}/{_side(found[2])}", text)) != text:
        text = changed
    return text.replace("{", "").replace("}", "").replace("-", "−").replace("\\", "").strip()


def _word(whole: str, name: str) -> str:
    if name in ("frac", "dfrac", "tfrac"):
        return whole
    return _WORDS.get(name, name)


def _script(found: re.Match[str]) -> str:
    text = found[2] if found[2] is not None else found[3]
    moved = text.translate(_RAISED if found[1] == "^" else _LOWERED)
    if all(sign not in text for sign in moved) and text:
        return moved
    sign = "^" if found[1] == "^" else "_"
    return sign + (text if len(text) == 1 else f"({text})") if sign == "^" else "_" + text


def _side(text: str) -> str:
    text = text.strip()
    return text if _SIMPLE.fullmatch(text) else f"({text})"
