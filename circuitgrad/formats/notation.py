"""Circuits to formulas: the printer that every text of a circuit shares. It reads each operator's notation."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from circuitgrad.circuit import Circuit, Node
from circuitgrad.circuit.names import check_name
from circuitgrad.circuit.seen_through import seen_through
from circuitgrad.errors import CircuitError
from circuitgrad.formats.numbers import plain_number
from circuitgrad.formats.spellings import NUMBERS, Side, infix_for, infix_of, pieces
from circuitgrad.operators import Notation, Precedence

SPARE_NAMES: Final = "t"
BETWEEN: Final = "; "


def to_formula(circuit: Circuit, objective: str | None = None, *, longest: int | None = None) -> str:
    """The formula of a circuit's objective, which `from_formula` reads back as the same circuit.

    Nodes with a name, and nodes that feed several wires, stand as definitions before it: ``q = x + y; f = q*z``.
    Reroute dots and bypassed operators are left out: what feeds them stands in their place.

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
    plain, stands_for = seen_through(circuit)
    lines = _Lines(plain, plain.node(stands_for.get(root.id, root.id)), longest)
    written, length = [], -len(BETWEEN)
    for line in lines.written():
        written.append(line)
        length += len(BETWEEN) + len(line)
        if longest is not None and length > longest:
            raise _too_long(longest)
    return BETWEEN.join(written)


class _Source(NamedTuple):
    """The place in a text where a node is written."""

    id: str


Piece = str | _Source


class _Lines:
    """The lines of a formula: definitions first, then the objective's.

    Going up the circuit, each node gets pieces and precedence; a line's text is put together once, from a stack.
    """

    def __init__(self, circuit: Circuit, root: Node, longest: int | None) -> None:
        self._circuit, self._root, self._longest = circuit, root, longest
        self._needed = _needed(circuit, root.id)
        self._spare = _spare_names(circuit)
        self._pi = "pi" if circuit.is_label_free("pi") else plain_number(math.pi)
        self._pieces: dict[str, Sequence[Piece]] = {}
        self._precedence: dict[str, Precedence] = {}

    def written(self) -> Iterator[str]:
        """Line by line."""
        for id in self._circuit.order():
            if id in self._needed:
                node = self._circuit.node(id)
                line = self._leaf(node) if node.is_leaf else self._line(node)
                if line is not None:
                    yield line

    def _name(self, id: str, text: str, precedence: Precedence = Precedence.ATOM) -> None:
        self._pieces[id], self._precedence[id] = (text,), precedence

    def _leaf(self, node: Node) -> str | None:
        """The line of an input, which it has if it is the objective, or called like a number."""
        if node.is_literal:
            if node.value is None:
                raise CircuitError("“{label}” has no value to write into the formula.", [node.id], label=node.label)
            number = self._number(node.value)
            self._name(node.id, number, Precedence.SIGN if number.startswith("-") else Precedence.ATOM)
            return number if node is self._root else None
        check_name(node.label)
        self._name(node.id, node.label)
        if node.label not in NUMBERS:
            return node.label if node is self._root else None
        if node.value is None:
            raise CircuitError(
                "“{label}” is a number in formulas: give the input another name.", [node.id], label=node.label
            )
        return f"{node.label} = {self._number(node.value)}"

    def _number(self, value: float) -> str:
        if value == math.pi:
            return self._pi
        if not math.isfinite(value):
            raise CircuitError("A formula cannot hold the number {value}.", value=plain_number(value))
        return plain_number(value)

    def _line(self, node: Node) -> str | None:
        """The line that this node stands on, None where it is written into the line of another."""
        self._pieces[node.id], self._precedence[node.id] = self._operator(node)
        is_inner = node is not self._root and not node.name
        if is_inner and not _is_shared(self._circuit, node.id, self._needed):
            return None
        text = self._text(node.id)
        name = node.name or (next(self._spare) if is_inner else "")
        self._name(node.id, name)
        return f"{name} = {text}" if name else text

    def _text(self, id: str) -> str:
        waiting: list[Piece] = [_Source(id)]
        parts: list[str] = []
        length = 0
        while waiting:
            piece = waiting.pop()
            if isinstance(piece, _Source):
                waiting += reversed(self._pieces[piece.id])
                continue
            parts.append(piece)
            length += len(piece)
            if self._longest is not None and length > self._longest:
                raise _too_long(self._longest)
        return "".join(parts)

    def _operator(self, node: Node) -> tuple[Sequence[Piece], Precedence]:
        """An operator in the first of its notations that reads back as it is, else as a call."""
        sources = [wire.source for wire in self._circuit.incoming(node.id)]
        if not node.record.accepts(len(sources)):
            raise CircuitError("“{label}” lacks an input, so there is no formula yet.", [node.id], label=node.label)
        sides = [self._precedence[source] for source in sources]
        bare = [node.value if node.is_literal else None for node in map(self._circuit.node, sources)]
        constants = dict(zip((constant.name for constant in node.record.constants), node.constants, strict=True))
        for notation in node.record.notations:
            if _applies(notation, sides, constants) and _reads_back(notation, bare, constants):
                return self._filled(notation, sources, constants), notation.precedence
        arguments: list[Piece] = [*map(_Source, sources), *map(self._number, constants.values())]
        inner = [piece for argument in arguments for piece in (", ", argument)][1:]
        return [f"{node.operator}(", *inner, ")"], Precedence.CALL

    def _filled(self, notation: Notation, sources: Sequence[str], constants: Mapping[str, float]) -> list[Piece]:
        filled: list[Piece] = []
        for place, piece in enumerate(pieces(notation.template)):
            if place % 2 == 0:
                filled.append(piece)
            elif piece.isdigit():
                source = sources[int(piece)]
                fits = self._precedence[source] >= notation.slots[int(piece)]
                filled += [_Source(source)] if fits else ["(", _Source(source), ")"]
            else:
                value = constants[piece.removeprefix("-")]
                filled.append(self._number(-value if piece.startswith("-") else value))
        return filled


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


def _applies(notation: Notation, sides: Sequence[Precedence], constants: Mapping[str, float]) -> bool:
    """Whether the constants are what this notation fixes, and negative where it writes them with the sign turned."""
    if len(notation.slots) != len(sides) or notation.exactly not in {None, sides[0]}:
        return False
    if any(constants[name] != value for name, value in notation.fixed):
        return False
    turned = [field[1:] for field in pieces(notation.template)[1::2] if field.startswith("-")]
    return all(math.copysign(1.0, constants[name]) < 0.0 for name in turned)


def _reads_back(notation: Notation, bare: Sequence[float | None], constants: Mapping[str, float]) -> bool:
    """Whether the parser takes this notation for these inputs: bare numbers, or None for all else."""
    row = infix_of(notation)
    if row is None or row.left is None:
        return bare == [None]

    def found(side: Side) -> float | None:
        if side.port is not None:
            return bare[side.port]
        return constants[side.constant] if side.constant is not None else side.number

    return infix_for(row.sign, found(row.left), found(row.right)) is row
