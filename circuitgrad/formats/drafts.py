"""A circuit while its formula is being read: nodes in reading order, names that may be defined later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.circuit.edits import ChooseObjective, Move
from circuitgrad.circuit.names import LONGEST as LONGEST_NAME
from circuitgrad.errors import FormulaError
from circuitgrad.formats.tokens import Token
from circuitgrad.operators import OPERATORS, Operator

Operand = float | int | str
"""A bare number (float), a draft by its number (int), or a name that is defined somewhere in the text (str)."""

MOST_TIDY: Final = 3_000
MOST_SPAN: Final = 10_000
"""How many columns all wires together may pass: the time of the tidy layout grows with it."""

COLUMN, ROW = 136.0, 104.0


@dataclass(slots=True)
class _Draft:
    operator: Operator
    inputs: Sequence[Operand]
    constants: tuple[float, ...] | None
    position: int
    name: str = ""
    value: float | None = None


class Drafts:
    """The nodes of a formula.

    Args:
        defined: the names that the text defines.
        text: the formula, for errors.
        most: how many nodes it may have.
    """

    def __init__(self, defined: set[str], text: str, most: int) -> None:
        self.defined = defined
        self._text, self._most = text, most
        self._drafts: list[_Draft] = []
        self._named: dict[str, int] = {}

    def _add(self, draft: _Draft) -> int:
        if len(self._drafts) >= self._most:
            raise FormulaError(
                "A formula makes at most {most} nodes; this one makes more.",
                self._text,
                draft.position,
                most=self._most,
            )
        self._drafts.append(draft)
        return len(self._drafts) - 1

    def check_length(self, token: Token) -> None:
        """Raises if a name is longer than names may be."""
        if len(token.text) > LONGEST_NAME:
            raise FormulaError(
                "A name has at most {longest} characters.", self._text, token.position, longest=LONGEST_NAME
            )

    def name(self, token: Token) -> Operand:
        """The operand for a name: a definition, or the input of that name."""
        self.check_length(token)
        if token.text in self.defined:
            return token.text
        if token.text not in self._named:
            self._named[token.text] = self._add(_Draft(OPERATORS["input"], (), None, token.position, token.text))
        return self._named[token.text]

    def literal(self, value: float, position: int) -> int:
        """A node for a bare number."""
        return self._add(_Draft(OPERATORS["constant"], (), None, position, value=value))

    def node(self, operator: Operator, inputs: Sequence[Operand], constants: Mapping[str, float], position: int) -> int:
        """A node for an operator; bare numbers among its inputs become nodes of their own before it."""
        wired = [self.literal(operand, position) if isinstance(operand, float) else operand for operand in inputs]
        own = tuple(constants.get(constant.name, constant.default) for constant in operator.constants)
        return self._add(_Draft(operator, wired, own, position))

    def define(self, name: Token, root: Operand) -> None:
        """Gives the root of an expression its name.

        Raises:
            FormulaError: the name is defined already, or the right side is only another name.
        """
        self.check_length(name)
        if name.text in self._named:
            raise FormulaError("“{name}” is defined twice.", self._text, name.position, name=name.text)
        if isinstance(root, float):
            self._named[name.text] = self._add(_Draft(OPERATORS["input"], (), None, name.position, name.text, root))
        elif isinstance(root, str) or self._drafts[root].name:
            raise FormulaError(
                "“{name}” would only be another name for the same: write what is done to it.",
                self._text,
                name.position,
                name=name.text,
            )
        else:
            self._drafts[root].name = name.text
            self._named[name.text] = root

    def place_of(self, ids: Sequence[str]) -> int:
        """Where in the text the first of these nodes stands."""
        return min(self._drafts[self._named[id]].position for id in ids if id in self._named)

    def shown_cycle(self, ids: Sequence[str]) -> str:
        """A cycle as the text has it: its definitions, the middle left out of a long one."""
        names = [id for id in ids if id in self._named]
        shown = names if len(names) <= 8 else [*names[:4], "…", *names[-3:]]
        return " → ".join([*shown, names[0]])

    def circuit(self, default: float | None, last: int | str, *, is_asked_for: bool) -> Circuit:
        """The circuit.

        Args:
            default: the value of inputs without one.
            last: the objective where several nodes feed nothing, unless it is a leaf.
            is_asked_for: `last` is the objective in any case.
        """
        ids = self._ids()
        circuit = Circuit(Fragment(tuple(self._nodes(ids, default)), tuple(self._wires(ids))))
        root = self._named[last] if isinstance(last, str) else last
        sinks = [node.id for node in circuit.sinks()]
        is_unclear = len(sinks) > 1 and not self._drafts[root].operator.is_leaf
        if is_unclear or (is_asked_for and sinks != [ids[root]]):
            ChooseObjective(ids[root]).apply(circuit)
        _lay_out(circuit)
        return circuit

    def _ids(self) -> list[str]:
        """Names for what has one, else the operator's name and a number."""
        taken = {draft.name for draft in self._drafts}
        counts: dict[str, int] = {}
        ids = []
        for draft in self._drafts:
            label = draft.name
            stem = "c" if draft.operator.is_leaf else draft.operator.name
            while not label or (not draft.name and label in taken):
                counts[stem] = counts.get(stem, 0) + 1
                label = f"{stem}{'_' if stem[-1].isdigit() else ''}{counts[stem]}"
            ids.append(label)
        return ids

    def _nodes(self, ids: Sequence[str], default: float | None) -> list[Node]:
        return [
            Node.new(
                draft.operator.name,
                id=id,
                name=draft.name,
                value=(default if draft.value is None else draft.value) if draft.operator.is_leaf else None,
                constants=draft.constants,
            )
            for id, draft in zip(ids, self._drafts, strict=True)
        ]

    def _wires(self, ids: Sequence[str]) -> list[Wire]:
        return [
            Wire(ids[self._named[source] if isinstance(source, str) else int(source)], id, port)
            for id, draft in zip(ids, self._drafts, strict=True)
            for port, source in enumerate(draft.inputs)
        ]


def _lay_out(circuit: Circuit) -> None:
    """Tidy where that is quick, which wires that pass many columns forbid; else columns by depth."""
    from circuitgrad.layout.tidy import lay_out

    depths = _depths(circuit)
    span = sum(depths[wire.target] - depths[wire.source] for wire in circuit.wires())
    is_quick = len(circuit) <= MOST_TIDY and span <= MOST_SPAN
    edit = lay_out(circuit).edit(circuit) if is_quick else Move(tuple(_columns(depths).items()))
    if edit is not None:
        edit.apply(circuit)


def _depths(circuit: Circuit) -> dict[str, int]:
    """The column of each node: one more than the last that feeds it."""
    depths: dict[str, int] = {}
    for id in circuit.order():
        depths[id] = 1 + max((depths[wire.source] for wire in circuit.incoming(id)), default=-1)
    return depths


def _columns(depths: Mapping[str, int]) -> dict[str, tuple[float, float]]:
    heights: dict[int, int] = {}
    places = {}
    for id, depth in depths.items():
        row = heights[depth] = heights.get(depth, -1) + 1
        places[id] = (COLUMN * depth, ROW * row)
    return places
