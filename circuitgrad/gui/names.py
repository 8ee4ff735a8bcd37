"""How names are shown: the digits at the end of a name are its index, and stand below the line."""

from __future__ import annotations

import re
from typing import Final

from circuitgrad.circuit import Node
from circuitgrad.formats.numbers import full_number

_SUBSCRIPTS: Final = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_INDEXED: Final = re.compile(r"(.*?[^\W\d])_?([0-9]+)", re.DOTALL)


def pretty_name(label: str) -> str:
    """A name as a book sets it: the digits after its letters are a subscript. Only for showing.

    Example:
        >>> pretty_name("w0"), pretty_name("x_12"), pretty_name("rate"), pretty_name("x1_max"), pretty_name("2.5")
        ('w₀', 'x₁₂', 'rate', 'x1_max', '2.5')
    """
    found = _INDEXED.fullmatch(label)
    return found[1] + found[2].translate(_SUBSCRIPTS) if found else label


def node_name(node: Node) -> str:
    """What a node is called where it is shown: its name, or the number itself where it is a bare number.

    Example:
        >>> node_name(Node.new("input", id="w0")), node_name(Node.new("constant", id="c1", value=-2.0))
        ('w₀', '−2')
    """
    if node.is_literal and node.value is not None:
        return full_number(node.value)
    return pretty_name(node.label)
