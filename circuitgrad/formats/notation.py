"""Circuits to formulas: the printer that every text of a circuit shares. It reads each operator's notation."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from circuitgrad.circuit import Circuit, Node
from circuitgrad.circuit.names import check_name
from circuitgrad.errors import CircuitError
from circuitgrad.formats.numbers import plain_number
from circuitgrad.formats.spellings import pieces
from circuitgrad.operators import Notation, Precedence

Printed = tuple[str, Precedence]
SPARE_NAMES: Final = "t"


def to_formula(circuit: Circuit, objective: str | None = None, *, longest: int | None = None) -> str:
    """The formula of a circuit's objective, which `from_formula` reads back as the same circuit.

    Nodes with a name, and nodes that feed several wires, stand as definitions before it: ``q = x + y; f = q*z``.

    Args:
        circuit: only what the objective depends on is written.
        objective: what people call the node; None for the chosen one or the only sink.
        longest: how many characters it may have.

    Raises:
        ObjectiveError: no objective can be told.
        CircuitError: a node has no name in formulas because an input of it is missing, or the formula is too long.

    Example:
        >>> from circuitgrad.formats.formula import from_formula
        >>> to_formula(from_formula("1/(1+exp(-(w0*x0 + w1*x1 + w2)))"))
        '1/(1 + exp(-(w0*x0 + w1*x1 + w2)))'
    """
    root = circuit.find_objective(objective)
    lines = _Lines(circuit, root, longest)
    whole = "; ".join(lines.written())
    if longest is not None and len(whole) > longest:
        raise _too_long(longest)
    return whole


class _Lines:
    """The lines of a formula: definitions first, then the objective's."""

    def __init__(self, circuit: Circuit, root: Node, longest: int | None) -> None:
        self._circuit, self._root, self._longest = circuit, root, longest
        self._needed = _needed(circuit, root.id)
        self._spare = _spare_names(circuit)
        self._names: dict[str, Printed] = {}
        self._texts: dict[str, Printed] = {}

    def written(self) -> Iterator[str]:
        """Line by line."""
        for id in self._circuit.order():
            if id in self._needed and (line := self._line(self._circuit.node(id))) is not None:
                yield line

    def _line(self, node: Node) -> str | None:
        """The line that this node stands on, None where it is written into the line of another."""
        if node.is_leaf:
            self._names[node.id] = _leaf(node)
            return self._names[node.id][0] if node is self._root else None
        text, precedence = _operator(self._circuit, node, self._take)
        if self._longest is not None and len(text) > self._longest:
            raise _too_long(self._longest)
        if node is self._root:
            return f"{node.name} = {text}" if node.name else text
        if not node.name and not _is_shared(self._circuit, node.id, self._needed):
            self._texts[node.id] = text, precedence
            return None
        name = node.name or next(self._spare)
        self._names[node.id] = name, Precedence.ATOM
        return f"{name} = {text}"

    def _take(self, id: str) -> Printed:
        """How a node is written where it is used; a text that is used once is let go."""
        return self._names[id] if id in self._names else self._texts.pop(id)


def _too_long(longest: int) -> CircuitError:
    return CircuitError("The formula is longer than {longest} characters.", longest=longest)


def _needed(circuit: Circuit, root: str) -> set[str]:
    needed, waiting = {root}, [root]
    while waiting:
        for wire in circuit.incoming(waiting.pop()):
            if wire.source not in needed:
                needed.add(wire.source)
                waiting.append(wire.source)
    return needed


def _is_shared(circuit: Circuit, id: str, needed: set[str]) -> bool:
    return sum(wire.target in needed for wire in circuit.outgoing(id)) > 1


def _spare_names(circuit: Circuit) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        name = f"{SPARE_NAMES}{number}"
        if circuit.is_label_free(name):
            yield name


def _leaf(node: Node) -> Printed:
    if not node.is_literal:
        check_name(node.label)
        return node.label, Precedence.ATOM
    if node.value is None:
        raise CircuitError("“{label}” has no value to write into the formula.", [node.id], label=node.label)
    return _number(node.value)


def _number(value: float) -> Printed:
    if value == math.pi:
        return "pi", Precedence.ATOM
    if not math.isfinite(value):
        raise CircuitError("A formula cannot hold the number {value}.", value=plain_number(value))
    text = plain_number(value)
    return text, Precedence.SIGN if text.startswith("-") else Precedence.ATOM


def _operator(circuit: Circuit, node: Node, take: Callable[[str], Printed]) -> Printed:
    incoming = circuit.incoming(node.id)
    if not node.record.accepts(len(incoming)):
        raise CircuitError("“{label}” lacks an input, so there is no formula yet.", [node.id], label=node.label)
    sides = [take(wire.source) for wire in incoming]
    constants = dict(zip((constant.name for constant in node.record.constants), node.constants, strict=True))
    for notation in node.record.notations:
        if _applies(notation, sides, constants):
            return _fill(notation, sides, constants), notation.precedence
    numbers = [_number(constants[constant.name])[0] for constant in node.record.constants]
    return f"{node.operator}({', '.join([*(text for text, _ in sides), *numbers])})", Precedence.CALL


def _applies(notation: Notation, sides: Sequence[Printed], constants: Mapping[str, float]) -> bool:
    """Whether the constants are what this notation fixes, and negative where it writes them with the sign turned."""
    if len(notation.slots) != len(sides) or notation.exactly not in {None, sides[0][1]}:
        return False
    if any(constants[name] != value for name, value in notation.fixed):
        return False
    turned = [field[1:] for field in pieces(notation.template)[1::2] if field.startswith("-")]
    return all(math.copysign(1.0, constants[name]) < 0.0 for name in turned)


def _fill(notation: Notation, sides: Sequence[Printed], constants: Mapping[str, float]) -> str:
    parts = list(pieces(notation.template))
    for place in range(1, len(parts), 2):
        field = parts[place]
        if field.isdigit():
            text, precedence = sides[int(field)]
            parts[place] = text if precedence >= notation.slots[int(field)] else f"({text})"
        else:
            value = constants[field.removeprefix("-")]
            parts[place] = _number(-value if field.startswith("-") else value)[0]
    return "".join(parts)
