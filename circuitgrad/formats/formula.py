"""Formulas to circuits: a precedence parser with an explicit stack. Nothing that is typed is ever evaluated.

Dijkstra's shunting-yard: operands wait on one stack, signs and brackets on another, and a sign is carried out when
one that binds less tightly comes. What a sign becomes is read from the notations of the operator table.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Final

from circuitgrad.circuit import Circuit
from circuitgrad.errors import CycleError, FormulaError
from circuitgrad.formats.drafts import Drafts, Operand
from circuitgrad.formats.spellings import NUMBERS, Infix, functions, infix_for, prefixes
from circuitgrad.formats.tokens import Kind, Token, read_number, tokens
from circuitgrad.operators import Operator, Precedence

LONGEST: Final = 200_000
MOST_NODES: Final = 20_000
BINDING: Final = {
    "+": Precedence.SUM,
    "-": Precedence.SUM,
    "*": Precedence.PRODUCT,
    "/": Precedence.PRODUCT,
    "**": Precedence.POWER,
}


def from_formula(text: str, *, default: float | None = None) -> Circuit:
    """The circuit of a formula, laid out tidily.

    Python's signs and precedence (``^`` is ``**``); functions are the operators, by name or alias, inputs first, then
    constants as numbers; names are inputs, the same name the same input. Several definitions stand on lines of their
    own or between semicolons, in any order: ``q = x + y; f = q*z``. A definition by a mere number gives an input its
    value: ``x = 3``. A last line without a name is the objective; else the only node that feeds nothing is, and where
    there are several, the last definition that is no mere number.

    Args:
        text: the formula.
        default: the value of inputs that the text gives none.

    Returns:
        A circuit of inputs (parameters), named nodes for definitions, and unnamed ones.

    Raises:
        FormulaError: it cannot be read; the error tells the place, `FormulaError.caret` shows it.

    Example:
        >>> circuit = from_formula("2*(max(z, w) + x*y)")
        >>> [node.operator for node in circuit.nodes.values() if not node.is_leaf]
        ['max', 'mul', 'add', 'scale']
        >>> from_formula("2*(x + ")
        Traceback (most recent call last):
        ...
        circuitgrad.errors.FormulaError: The formula ends where a number, a name or a bracket should follow.
    """
    if len(text) > LONGEST:
        raise FormulaError(
            "A formula has at most {longest} characters; this one has {count}.",
            text,
            LONGEST,
            longest=LONGEST,
            count=len(text),
        )
    statements = _statements(list(tokens(text)), text)
    drafts = Drafts({name.text for name, _ in statements if name is not None}, text, MOST_NODES)
    roots = [_Statement(body, text, drafts).parse() for _, body in statements]
    for (name, _), root in zip(statements, roots, strict=True):
        if name is not None:
            drafts.define(name, root)
    last_name, last_body = statements[-1]
    computed = [name.text for (name, _), root in zip(statements, roots, strict=True) if name and _bare(root) is None]
    last = roots[-1] if last_name is None else (computed or [last_name.text])[-1]
    if isinstance(last, float):
        last = drafts.literal(last, last_body[0].position)
    try:
        return drafts.circuit(default, last, is_asked_for=last_name is None)
    except CycleError as error:
        place, cycle = drafts.place_of(error.nodes), drafts.shown_cycle(error.nodes)
        raise FormulaError("The definitions go round in a circle: {cycle}.", text, place, cycle=cycle) from None


def _statements(found: list[Token], text: str) -> list[tuple[Token | None, list[Token]]]:
    """The definitions: the name, None for a bare expression, and the tokens behind it with an END."""
    statements: list[tuple[Token | None, list[Token]]] = []
    start = 0
    for place, token in enumerate(found):
        if token.kind not in {Kind.BREAK, Kind.END}:
            continue
        body = found[start:place]
        start = place + 1
        if body:
            end = Token(Kind.END, "", token.position)
            is_definition = len(body) > 1 and body[0].kind is Kind.NAME and body[1].kind is Kind.EQUALS
            statements.append((body[0], [*body[2:], end]) if is_definition else (None, [*body, end]))
    if not statements:
        raise FormulaError("There is no formula yet: type one such as 2*(x + y).", text, 0)
    for name, body in statements[:-1]:
        if name is None:
            raise FormulaError("Only the last line may go without a name: write q = … here.", text, body[0].position)
    return statements


@dataclass(slots=True)
class _Bracket:
    """An open bracket on the stack; with a function's name before it, a call."""

    position: int
    function: Token | None
    first: int


@dataclass(slots=True)
class _Sign:
    """A sign that waits on the stack for its right side."""

    text: str
    position: int
    is_prefix: bool

    @property
    def binding(self) -> Precedence:
        return Precedence.SIGN if self.is_prefix else BINDING[self.text]

    def goes_before(self, text: str) -> bool:
        """Whether this sign, to the left, is carried out before another binary sign."""
        other = BINDING[text]
        return self.binding > other or (self.binding == other and other != Precedence.POWER)


class _Statement:
    """One expression being parsed."""

    def __init__(self, body: list[Token], text: str, drafts: Drafts) -> None:
        self._body, self._text, self._drafts = body, text, drafts
        self._operands: list[Operand] = []
        self._waiting: list[_Sign | _Bracket] = []

    def parse(self) -> Operand:
        """Reads the expression; what is left on the operand stack is its root."""
        wants_operand = True
        place = 0
        while self._body[place].kind is not Kind.END:
            token = self._body[place]
            if wants_operand:
                call = self._body[place + 1].kind is Kind.OPEN if token.kind is Kind.NAME else False
                wants_operand = self._operand(token, call)
                place += 2 if call else 1
            else:
                wants_operand = self._after_operand(token)
                place += 1
        return self._finish(self._body[place], wants_operand)

    def _fail(self, template: str, token: Token | _Bracket | _Sign, **fields: object) -> FormulaError:
        return FormulaError(template, self._text, token.position, **fields)

    # Where an operand may stand

    def _operand(self, token: Token, call: bool) -> bool:
        """Takes a token where an operand may start. Returns whether one is still wanted."""
        if token.kind is Kind.NUMBER:
            self._operands.append(read_number(token, self._text))
        elif token.kind is Kind.NAME and call:
            self._check_function(token)
            self._waiting.append(_Bracket(token.position, token, len(self._operands)))
            return True
        elif token.kind is Kind.NAME:
            self._operands.append(self._name(token))
        elif token.kind is Kind.OPEN:
            self._waiting.append(_Bracket(token.position, None, len(self._operands)))
            return True
        elif token.kind is Kind.SIGN and token.text in "+-":
            self._waiting.append(_Sign(token.text, token.position, is_prefix=True))
            return True
        elif token.kind is Kind.CLOSE and self._is_empty_call():
            raise self._fail("“{name}” needs something in its brackets.", token, name=self._function_name())
        else:
            raise self._fail("A number, a name or a bracket should stand before “{sign}”.", token, sign=token.text)
        return False

    def _name(self, token: Token) -> Operand:
        if token.text in NUMBERS and token.text not in self._drafts.defined:
            return NUMBERS[token.text]
        return self._drafts.name(token)

    def _check_function(self, token: Token) -> None:
        self._drafts.check_length(token)
        known = functions()
        if token.text in known:
            return
        close = difflib.get_close_matches(token.text, list(known), n=3, cutoff=0.6)
        if close:
            raise self._fail(
                "No function is called “{name}”; close to it: {close}.", token, name=token.text, close=", ".join(close)
            )
        raise self._fail("No function is called “{name}”; to multiply, write {name}*(…).", token, name=token.text)

    def _is_empty_call(self) -> bool:
        top = self._waiting[-1] if self._waiting else None
        return isinstance(top, _Bracket) and top.function is not None and len(self._operands) == top.first

    def _function_name(self) -> str:
        top = self._waiting[-1]
        return top.function.text if isinstance(top, _Bracket) and top.function else ""

    # Behind an operand

    def _after_operand(self, token: Token) -> bool:
        """Takes a token behind an operand. Returns whether an operand is wanted next."""
        if token.kind is Kind.SIGN:
            while self._waiting and isinstance(top := self._waiting[-1], _Sign) and top.goes_before(token.text):
                self._carry_out()
            self._waiting.append(_Sign(token.text, token.position, is_prefix=False))
            return True
        if token.kind is Kind.COMMA:
            self._to_bracket(token)
            if self._function_name() == "":
                raise self._fail("A comma stands only between the inputs of a function; decimals take a point.", token)
            return True
        if token.kind is Kind.CLOSE:
            self._close(token)
            return False
        if token.kind is Kind.EQUALS:
            raise self._fail("Only a single name may stand before “=”, at the start of a line.", token)
        before = self._body[self._body.index(token) - 1].text
        if before in functions():
            raise self._fail("“{name}” is a function: write {name}(…).", token, name=before)
        raise self._fail(
            "A sign is missing before “{found}”: to multiply, write {before}*{found}.",
            token,
            found=token.text[:40],
            before=before[:40],
        )

    def _to_bracket(self, token: Token) -> None:
        """Carries out all signs down to the open bracket."""
        while self._waiting and isinstance(self._waiting[-1], _Sign):
            self._carry_out()
        if not self._waiting:
            message = (
                "This bracket closes nothing."
                if token.kind is Kind.CLOSE
                else "A comma stands only between the inputs of a function; decimals take a point."
            )
            raise self._fail(message, token)

    def _close(self, token: Token) -> None:
        self._to_bracket(token)
        bracket = self._waiting.pop()
        assert isinstance(bracket, _Bracket)  # noqa: S101
        if bracket.function is not None:
            arguments = self._operands[bracket.first :]
            del self._operands[bracket.first :]
            self._operands.append(self._call(functions()[bracket.function.text], arguments, bracket.function))

    def _finish(self, end: Token, wants_operand: bool) -> Operand:
        if wants_operand:
            raise self._fail("The formula ends where a number, a name or a bracket should follow.", end)
        while self._waiting:
            top = self._waiting[-1]
            if isinstance(top, _Bracket):
                raise self._fail("This bracket is never closed.", top)
            self._carry_out()
        return self._operands.pop()

    # Carrying out

    def _carry_out(self) -> None:
        """Makes a node of the sign on top of the stack and its operands."""
        sign = self._waiting.pop()
        assert isinstance(sign, _Sign)  # noqa: S101
        right = self._operands.pop()
        if not sign.is_prefix:
            self._operands.append(self._infix(sign, self._operands.pop(), right))
        elif isinstance(right, float):
            self._operands.append(-right if sign.text == "-" else right)
        elif sign.text == "+":
            self._operands.append(right)
        else:
            row = prefixes()[sign.text]
            self._operands.append(self._drafts.node(row.operator, [right], dict(row.notation.fixed), sign.position))

    def _infix(self, sign: _Sign, left: Operand, right: Operand) -> Operand:
        row = infix_for(sign.text, _bare(left), _bare(right))
        return self._drafts.node(row.operator, _inputs(row, left, right), _constants(row, left, right), sign.position)

    def _call(self, operator: Operator, arguments: list[Operand], name: Token) -> Operand:
        if operator.any_number:
            return self._drafts.node(operator, arguments, {}, name.position)
        ports = len(operator.ports)
        inputs, numbers = arguments[:ports], arguments[ports:]
        if len(inputs) < ports or len(numbers) > len(operator.constants):
            raise self._fail(
                "“{name}” takes {expected}; {found} were given.",
                name,
                name=name.text,
                expected=", ".join([*operator.ports, *(f"[{constant.name}]" for constant in operator.constants)]),
                found=len(arguments),
            )
        constants: dict[str, float] = {}
        for constant, number in zip(operator.constants, numbers, strict=False):
            if not isinstance(number, float):
                raise self._fail(
                    "“{constant}” of “{name}” must be a plain number.", name, constant=constant.name, name=name.text
                )
            constants[constant.name] = number
        return self._drafts.node(operator, inputs, constants, name.position)


def _bare(operand: Operand) -> float | None:
    return operand if isinstance(operand, float) else None


def _inputs(row: Infix, left: Operand, right: Operand) -> list[Operand]:
    sides = ((row.left, left), (row.right, right))
    placed = {side.port: operand for side, operand in sides if side is not None and side.port is not None}
    return [placed[port] for port in sorted(placed)]


def _constants(row: Infix, left: Operand, right: Operand) -> dict[str, float]:
    found = dict(row.notation.fixed)
    for side, operand in ((row.left, left), (row.right, right)):
        if side is not None and side.constant is not None and isinstance(operand, float):
            found[side.constant] = -operand if side.turned else operand
    return found
