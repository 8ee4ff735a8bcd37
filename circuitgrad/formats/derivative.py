"""The derivative of an objective by an input as one formula, and a circuit's own formula in LaTeX and SymPy."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from circuitgrad.circuit import Circuit, Node
from circuitgrad.engine import as_number, input_called
from circuitgrad.errors import ValueProblem
from circuitgrad.formats.latex_names import latex_name
from circuitgrad.formats.sympy_code import NAMES, name_of
from circuitgrad.formats.written_formula import WrittenFormula
from circuitgrad.symbolic.derivation import Derivation
from circuitgrad.symbolic.evaluation import evaluated
from circuitgrad.symbolic.expression import Expression, Kind, parts_of
from circuitgrad.symbolic.simplify import SECONDS, simplified

GoesOn = Callable[[int, int], bool]


def _goes_on(_done: int, _of: int) -> bool:
    return True


class Derivative:
    """∂objective/∂input as a formula. Made by `derivative`.

    Attributes:
        input: what people call the input.
        objective: what people call the objective.
    """

    def __init__(
        self, made: Derivation, circuit: Circuit, input: Node, objective: Node, expression: Expression | None = None
    ) -> None:
        self.input, self.objective = input.label, objective.label
        self.expression = made.derivative(input.id) if expression is None else expression
        self._made = made, circuit, input, objective
        self._circuit_values = {node.id: node.value for node in circuit.nodes.values() if node.is_leaf}
        self._labels = {id: node.label for id, node in circuit.nodes.items()}
        self._ids = {node.label: node.id for node in circuit.inputs()}
        self.written = WrittenFormula(made.rules, self.expression, self._labels, known_values(made, circuit))

    @property
    def formula(self) -> str:
        """In plain text, as the formula bar reads it where there are no cases; definitions first."""
        return self.written.plain

    @property
    def latex(self) -> str:
        """In LaTeX, the right side alone; definitions behind."""
        return self.written.latex()

    @property
    def sympy(self) -> str:
        """As a program for SymPy that runs as it stands; the last line gives ``result``."""
        return self.written.sympy

    @property
    def equation(self) -> str:
        """In LaTeX with its left side, a line for each definition."""
        return self.rounded_equation(None)

    def rounded_equation(self, digits: int | None) -> str:
        """The same with numbers of so many digits at most; None for all of them."""
        formula, *definitions = self.written.latex_lines(digits)
        left = rf"\frac{{\partial {latex_name(self.objective)}}}{{\partial {latex_name(self.input)}}}"
        return "\n".join([f"{left} = {formula.text}", *(f"{line.name} = {line.text}" for line in definitions)])

    def value(self, values: Mapping[str, float] | None = None) -> float:
        """The formula's value, in float64.

        Args:
            values: numbers for some inputs, by what people call them; the others keep the circuit's own.

        Raises:
            ValueProblem: an input that the formula needs has no value.
        """
        numbers = dict(self._circuit_values)
        for label, value in (values or {}).items():
            if label in self._ids:
                numbers[self._ids[label]] = as_number(label, value)
        known = {id: number for id, number in numbers.items() if number is not None}
        for part in parts_of([self.expression]):
            if part.kind is Kind.SYMBOL and part.data not in known:
                label = self._labels[part.data]
                raise ValueProblem("“{label}” has no value: give it one.", [part.data], label=label)
        return evaluated([self.expression], known)[0]

    def simplified(self, goes_on: GoesOn = _goes_on, seconds: float = SECONDS) -> Derivative:
        """The same, simplified further by SymPy: in a process of its own, and taken only if it has the same value.

        Args:
            goes_on: is asked again and again; False stops it.
            seconds: after which it is given up.

        Raises:
            CircuitError: it took too long, is too large, or SymPy gave something that does not hold.
            BatchStopped: `goes_on` said so.

        Example:
            >>> import circuitgrad as cg
            >>> cg.derivative(cg.from_formula("f = (x - y)/(x + y)"), "x").simplified().formula
            '2*y/(x + y)**2'
        """
        made, circuit, input, objective = self._made
        found = simplified(made.rules, self.expression, NAMES, name_of, goes_on, seconds)
        return Derivative(made, circuit, input, objective, found)

    def __repr__(self) -> str:
        return f"<Derivative ∂{self.objective}/∂{self.input} = {self.formula}>"


def derivative(circuit: Circuit, input: str, objective: str | None = None) -> Derivative:
    """The derivative of the objective by an input, as one formula, by the chain rule over the operators' own rules.

    Like terms and factors are gathered; where the formula would be long, parts that stand in it more than once get
    a name. At a tie or corner it has the value that the backward pass has.

    Args:
        circuit: it is not changed.
        input: what people call the input.
        objective: what people call the node to derive; None for the chosen one or the only sink.

    Raises:
        UnknownNodeError: the input or the objective is not there.
        ObjectiveError: no objective can be told.
        CircuitError: an operator lacks an input, or the formula would be too long.

    Example:
        >>> import circuitgrad as cg
        >>> found = cg.derivative(cg.from_formula("x = 2; f = x**2*sin(y)"), "x")
        >>> found.formula, found.latex, found.value({"y": 0.0})
        ('2*x*sin(y)', '2 x \\\\, \\\\sin y', 0.0)
    """
    node, target = input_called(circuit, input), circuit.find_objective(objective)
    return Derivative(Derivation(circuit, target.id), circuit, node, target)


def known_values(made: Derivation, circuit: Circuit) -> dict[str, Expression]:
    """What the named operators of a circuit compute, by name."""
    return {node.name: made.value(id) for id in made.order if (node := circuit.node(id)).name and not node.is_leaf}


def circuit_formula(circuit: Circuit, objective: str | None = None) -> list[WrittenFormula]:
    """The formulas of a circuit, named nodes each on its own, the objective last."""
    target = circuit.find_objective(objective)
    made = Derivation(circuit, target.id, named=True)
    labels = {id: node.label for id, node in circuit.nodes.items()}
    root = made.stands_for(target.id)
    bodies = {id: body for id, body in made.bodies.items() if id != root and circuit.node(id).name}
    last = made.bodies.get(root, made.value(root))
    return [
        *(WrittenFormula(made.rules, body, labels, {}, labels[id]) for id, body in bodies.items()),
        WrittenFormula(made.rules, last, labels, {}, target.label),
    ]


def to_latex(circuit: Circuit, objective: str | None = None) -> str:
    """The formula of a circuit's objective in LaTeX, a line for each named node, the objective first.

    Raises:
        ObjectiveError: no objective can be told.
        CircuitError: an operator lacks an input, or the formula would be too long.

    Example:
        >>> import circuitgrad as cg
        >>> print(to_latex(cg.from_formula("q = x + y; f = q/z")))
        f = \\frac{q}{z}
        q = x + y
    """
    *inner, last = circuit_formula(circuit, objective)
    lines = [f"{latex_name(each.name)} = {each.latex()}" for each in (last, *inner)]
    return "\n".join(lines)


def to_sympy(circuit: Circuit, objective: str | None = None) -> str:
    """A program for SymPy that makes the formula of a circuit's objective; its last line gives ``result``.

    Raises:
        ObjectiveError: no objective can be told.
        CircuitError: an operator lacks an input, or the formula would be too long.

    Example:
        >>> import circuitgrad as cg
        >>> print(to_sympy(cg.from_formula("q = x + y; f = exp(q)*z")))
        from sympy import Symbol, exp
        x = Symbol("x", real=True)
        y = Symbol("y", real=True)
        z = Symbol("z", real=True)
        result = z*exp(x + y)
    """
    target = circuit.find_objective(objective)
    made = Derivation(circuit, target.id)
    labels = {id: node.label for id, node in circuit.nodes.items()}
    return WrittenFormula(made.rules, made.value(target.id), labels, known_values(made, circuit)).sympy
