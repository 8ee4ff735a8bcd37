"""What a textbook says of one node: its rule, its local derivatives, the chain rule, and the sum over its wires.

LaTeX wears the theme's colours by name: the gradient's for what comes from upstream, the accent for what is local.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Final

from circuitgrad.circuit import Circuit, Node, Wire
from circuitgrad.engine import Run
from circuitgrad.errors import CircuitError
from circuitgrad.formats.expression_printer import Printer, Shape
from circuitgrad.formats.infix_printer import PlainPrinter
from circuitgrad.formats.latex import LatexPrinter, number_shape
from circuitgrad.formats.latex_names import latex_name, latex_number
from circuitgrad.formats.numbers import short_number
from circuitgrad.formats.sympy_code import known_to_sympy, sympy_code
from circuitgrad.operators.written import WRITTEN
from circuitgrad.symbolic.algebra import Algebra
from circuitgrad.symbolic.expression import Expression, Function, uses
from circuitgrad.symbolic.rules import Rules, in_formulas, name_of_value, written_out

MOST_TERMS: Final = 8
"""Inputs and wires of a node that are shown."""
LONGEST: Final = 1_500
"""Characters of LaTeX beyond which a line is left out."""
UPSTREAM: Final = "gradient"
LOCAL: Final = "accent"


@dataclass(frozen=True, slots=True)
class Equation:
    """One line, typeset, as plain text, and as code for SymPy where there is any."""

    latex: str
    plain: str
    sympy: str = ""


@dataclass(frozen=True, slots=True)
class NodeMaths:
    """What is said of a node; what cannot be said yet is left out.

    Args:
        rule: what it computes, with names and with numbers.
        local_derivatives: of each of its inputs, in general and with numbers.
        chain: what flows back along each wire into it: upstream × local = gradient.
        total: its own gradient, as the sum over the wires out of it.
        left_out: how many inputs and wires are not shown.
    """

    rule: Equation | None = None
    local_derivatives: tuple[Equation, ...] = ()
    chain: tuple[Equation, ...] = ()
    total: Equation | None = None
    left_out: int = 0


def node_maths(
    circuit: Circuit, run: Run | None, id: str, objective: str | None, digits: int, *, code: bool = False
) -> NodeMaths:
    """What a textbook says of a node.

    Args:
        circuit: it is not changed.
        run: the results; None where there are none.
        id: the node.
        objective: the id of the objective; None where it cannot be told.
        digits: of numbers.
        code: whether rule and local derivatives come as code for SymPy too.

    Raises:
        CircuitError: the node lacks an input, so there is no rule to show.

    Example:
        >>> import circuitgrad as cg
        >>> circuit = cg.from_formula("x = -2; y = 5; z = -4; q = x + y; f = q*z")
        >>> told = node_maths(circuit, cg.run(circuit), "f", "f", 3)
        >>> told.rule.plain, [line.plain for line in told.local_derivatives]
        ('f = q*z = −12.0', ['∂f/∂q = z = −4.00', '∂f/∂z = q = 3.00'])
        >>> told.chain[0].plain
        '∂f/∂q = ∂f/∂f · ∂f/∂q = 1.00 · (−4.00) = −4.00'
    """
    return _Teller(circuit, run, objective, digits, code).told(circuit.node(id))


class _Teller:
    def __init__(self, circuit: Circuit, run: Run | None, objective: str | None, digits: int, code: bool) -> None:
        self._circuit, self._run, self._digits, self._code = circuit, run, digits, code
        self._objective = None if objective is None else circuit.node(objective)

    def told(self, node: Node) -> NodeMaths:
        incoming = self._circuit.incoming(node.id)
        outgoing = self._circuit.outgoing(node.id)
        hidden = max(0, len(incoming) - MOST_TERMS) + max(0, len(outgoing) - MOST_TERMS)
        rule, slopes = (None, ()) if node.is_leaf else self._rule(node, incoming)
        chain = tuple(filter(None, (self._chain(wire) for wire in incoming[:MOST_TERMS])))
        return NodeMaths(rule, slopes, chain, self._total(node, outgoing), hidden)

    # The rule and its local derivatives

    def _rule(self, node: Node, incoming: Sequence[Wire]) -> tuple[Equation | None, tuple[Equation, ...]]:
        incoming = incoming[:1] if node.bypassed else incoming
        if not (incoming if node.bypassed else node.record.accepts(len(incoming))):
            raise CircuitError("“{label}” lacks an input, so there is no formula yet.", [node.id], label=node.label)
        algebra = Algebra()
        rules = Rules.of(algebra)
        sources = [self._circuit.node(wire.source) for wire in incoming]
        inputs = [_symbol(algebra, source) for source in sources]
        shown = range(min(MOST_TERMS, len(incoming)))
        value, slopes = inputs[0], {0: algebra.one}
        if not node.bypassed:
            constants = [algebra.number(constant) for constant in node.constants]
            value = rules.value(node.record, inputs, constants)
            slopes = rules.slopes(node.record, inputs, constants, value, shown)
        labels, values = {source.id: source.label for source in sources}, self._values(sources)
        name, plain_name = latex_name(node.label), node.label
        printers = _Printers(labels, values, self._digits)
        forms = [written_out(rules, [value])[0], written_out(rules, [value], _opened(node))[0]]
        result = None if self._run is None else self._run.of_node(node.id)
        rule = printers.line(name, plain_name, forms, None if result is None else result.value)
        rule = self._with_code(rule, rules, value, labels, values)
        printers.name_value(value, node.label, None if result is None else result.value)
        lines = (
            self._with_code(
                printers.line(
                    _partial(name, latex_name(source.label), LOCAL),
                    f"∂{plain_name}/∂{source.label}",
                    [written_out(rules, [slopes[place]])[0]],
                    self._local(incoming[place]),
                    LOCAL,
                ),
                rules,
                slopes[place],
                labels,
                values,
            )
            for place, source in enumerate(sources[: len(shown)])
            if not source.is_literal
        )
        return rule, tuple(line for line in lines if line is not None)

    def _with_code(
        self,
        line: Equation | None,
        rules: Rules,
        formula: Expression,
        labels: Mapping[str, str],
        values: Mapping[str, float],
    ) -> Equation | None:
        if line is None or not self._code:
            return line
        plain = written_out(rules, [formula], known_to_sympy)[0]
        finite = {id: value for id, value in values.items() if isfinite(value)}
        return replace(line, sympy=sympy_code([("result", plain)], labels, values=finite))

    def _values(self, sources: Sequence[Node]) -> Mapping[str, float]:
        if self._run is None:
            return {}
        results = {source.id: self._run.of_node(source.id) for source in sources}
        return {id: result.value for id, result in results.items() if result is not None}

    def _local(self, wire: Wire) -> float | None:
        result = None if self._run is None else self._run.of_wire(wire)
        return None if result is None else result.local_derivative

    # The chain rule

    def _chain(self, wire: Wire) -> Equation | None:
        """``∂f/∂x = ∂f/∂q · ∂q/∂x = −4 · 1 = −4`` for one wire."""
        factors = self._factors(wire)
        source, target = self._circuit.node(wire.source), self._circuit.node(wire.target)
        if factors is None or source.is_literal or self._objective is None:
            return None
        objective = self._objective
        upstream, local, gradient = factors
        is_one_of_several = len(self._circuit.outgoing(wire.source)) > 1
        whole = _partial(latex_name(objective.label), latex_name(source.label))
        left = rf"\left. {whole} \right|_{{{latex_name(target.label)}}}" if is_one_of_several else whole
        symbols = self._product(wire)
        numbers = _times(_number(upstream, self._digits, UPSTREAM), _number(local, self._digits, LOCAL))
        latex = f"{left} = {symbols} = {numbers} = {_number(gradient, self._digits, UPSTREAM, bare=True)}"
        via = f" via {target.label}" if is_one_of_several else ""
        plain = (
            f"∂{objective.label}/∂{source.label}{via} = {self._plain_product(wire)} = "
            f"{_plain(upstream, self._digits)} · {_plain(local, self._digits)} = {short_number(gradient, self._digits)}"
        )
        return Equation(latex, plain)

    def _product(self, wire: Wire) -> str:
        source, target = self._circuit.node(wire.source), self._circuit.node(wire.target)
        above = "" if self._objective is None else latex_name(self._objective.label)
        upstream = _partial(above, latex_name(target.label), UPSTREAM)
        return _times(upstream, _partial(latex_name(target.label), latex_name(source.label), LOCAL))

    def _plain_product(self, wire: Wire) -> str:
        source, target = self._circuit.node(wire.source).label, self._circuit.node(wire.target).label
        above = "" if self._objective is None else self._objective.label
        return f"∂{above}/∂{target} · ∂{target}/∂{source}"

    def _factors(self, wire: Wire) -> tuple[float, float, float] | None:
        """Upstream gradient, local derivative and their product; None before a backward pass."""
        if self._run is None or self._objective is None:
            return None
        above, result = self._run.of_node(wire.target), self._run.of_wire(wire)
        if above is None or result is None or above.gradient is None:
            return None
        if result.local_derivative is None or result.gradient is None:
            return None
        return above.gradient, result.local_derivative, result.gradient

    def _total(self, node: Node, outgoing: Sequence[Wire]) -> Equation | None:
        """A node's own gradient as the sum over its wires."""
        result = None if self._run is None else self._run.of_node(node.id)
        known = [(wire, self._factors(wire)) for wire in outgoing[:MOST_TERMS]]
        if (
            self._objective is None
            or node.is_literal
            or node.id == self._objective.id
            or result is None
            or result.gradient is None
            or not known
            or any(factors is None for _, factors in known)
        ):
            return None
        more = " + …" if len(outgoing) > MOST_TERMS else ""
        symbols = " + ".join(self._product(wire) for wire, _ in known)
        numbers = " + ".join(
            _times(_number(factors[0], self._digits, UPSTREAM), _number(factors[1], self._digits, LOCAL))
            for _, factors in known
            if factors is not None
        )
        left = _partial(latex_name(self._objective.label), latex_name(node.label))
        end = _number(result.gradient, self._digits, UPSTREAM, bare=True)
        dots = more.replace("…", r"\dots")
        latex = f"{left} = {symbols}{dots} = {numbers}{dots} = {end}"
        plain_sum = " + ".join(self._plain_product(wire) for wire, _ in known)
        plain_numbers = " + ".join(
            f"{_plain(factors[0], self._digits)} · {_plain(factors[1], self._digits)}"
            for _, factors in known
            if factors is not None
        )
        plain = (
            f"∂{self._objective.label}/∂{node.label} = {plain_sum}{more} = {plain_numbers}{more} = "
            f"{short_number(result.gradient, self._digits)}"
        )
        return Equation(latex, plain)


class _Printers:
    """The same formula with names, with numbers and as plain text."""

    def __init__(self, labels: Mapping[str, str], values: Mapping[str, float], digits: int) -> None:
        self._names = LatexPrinter(labels, digits=digits, longest=LONGEST)
        self._numbers = LatexPrinter(labels, values=values, digits=digits, longest=LONGEST) if values else None
        self._plain = PlainPrinter(labels, longest=LONGEST)
        self._digits = digits
        self._value: Expression | None = None
        self._label = ""
        self._number: float | None = None

    def name_value(self, value: Expression, label: str, number: float | None) -> None:
        """From now on writes the node's own value by its name, where it stands in a formula more than once.

        Args:
            value: what the node computes.
            label: what people call it.
            number: its value; None where it is not known.
        """
        self._value, self._label, self._number = value, label, number

    def _write(self, printer: Printer, form: Expression) -> str:
        value = self._value
        if value is not None and uses([form]).get(value.index, 0) > 1:
            printer.named[value.index] = self._shape(printer)
            printer.shapes.clear()
        return printer.write(form)

    def _shape(self, printer: Printer) -> Shape:
        if printer is self._numbers and self._number is not None:
            return number_shape(short_number(self._number, self._digits))
        return Shape((latex_name(self._label) if printer is not self._plain else self._label,), rank=1)

    def line(
        self, left: str, plain_left: str, forms: Sequence[Expression], value: float | None, color: str = ""
    ) -> Equation | None:
        """``q = x + y = −2 + 5 = 3``; None where that would be too long to read.

        Args:
            left: what it is, in LaTeX.
            plain_left: the same as plain text.
            forms: the formula, and how it is written out; equal ones are said once.
            value: its value; None where it is not known.
            color: of the value.
        """
        try:
            written = list(dict.fromkeys(self._write(self._names, form) for form in forms))
            plain = list(dict.fromkeys(self._write(self._plain, form) for form in forms))
            numbers = [self._write(self._numbers, forms[-1])] if self._numbers is not None and value is not None else []
        except CircuitError:
            return None
        if value is not None:
            end = latex_number(short_number(value, self._digits))
            told = {end, *written}
            numbers = [number for number in numbers if number not in told and r"\begin{cases}" not in number]
            says_it = written[-1] in {end, latex_number(short_number(value, 17)), str(value).removesuffix(".0")}
            numbers = [] if says_it else [*numbers, rf"\textcolor{{{color or 'value'}}}{{{end}}}"]
            plain = plain if says_it else [*plain, short_number(value, self._digits)]
        return Equation(" = ".join([left, *written, *numbers]), " = ".join([plain_left, *plain]))


def _opened(node: Node) -> Callable[[Function], bool]:
    """Writes the node's own operator out, and leaves those within as they are."""

    how = WRITTEN.get(name_of_value(node.record))
    explains = how is None or how.explains

    def spelled(function: Function) -> bool:
        return in_formulas(function) and (function.operator is not node.record or not explains)

    return spelled


def _symbol(algebra: Algebra, source: Node) -> Expression:
    if source.is_literal and source.value is not None:
        return algebra.number(source.value)
    return algebra.symbol(source.id)


def _partial(above: str, below: str, color: str = "") -> str:
    text = rf"\frac{{\partial {above}}}{{\partial {below}}}"
    return rf"\textcolor{{{color}}}{{{text}}}" if color else text


def _times(a: str, b: str) -> str:
    return rf"{a} \cdot {b}"


def _number(value: float, digits: int, color: str, *, bare: bool = False) -> str:
    text = latex_number(short_number(value, digits))
    if text.startswith("-") and not bare:
        text = f"({text})"
    return rf"\textcolor{{{color}}}{{{text}}}"


def _plain(value: float, digits: int) -> str:
    text = short_number(value, digits)
    return f"({text})" if text.startswith("−") else text
