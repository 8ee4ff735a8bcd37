"""What the maths panel has worked out beside the window: formulas of the whole circuit, and their values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from circuitgrad.circuit import Circuit
from circuitgrad.engine import Run, evaluate
from circuitgrad.errors import BatchStopped, ValueProblem
from circuitgrad.formats.derivative import Derivative, circuit_formula, derivative, to_sympy
from circuitgrad.formats.latex_names import latex_name, latex_number
from circuitgrad.formats.node_maths import Equation
from circuitgrad.formats.numbers import short_number
from circuitgrad.gui.what_if.newest import GoesOn

_STEP: Final = 2.0**-17
"""About ∛ε: there the truncation and the rounding of a central difference are of one size."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which derivative is asked for, and at which numbers.

    Args:
        id: of the input.
        input: what people call it.
        objective: what people call the objective.
        values: the values of the inputs, by what people call them.
        run: the results that are shown; None where there are none.
        digits: of numbers.
    """

    id: str
    input: str
    objective: str
    values: Mapping[str, float]
    run: Run | None
    digits: int


@dataclass(frozen=True, slots=True)
class Told:
    """A formula that was worked out beside the window.

    Args:
        equations: the formula, then its definitions.
        sympy: the same as code.
        copied: the same with all digits.
        found: the derivative itself, where it is one.
        objective: what people call the objective.
        input: what people call the input.
        values: what the formula gives, and what a central difference gives; empty where there are no numbers.
        step: the h of the difference.
    """

    equations: tuple[Equation, ...]
    sympy: str
    copied: tuple[Equation, ...]
    found: Derivative | None = None
    objective: str = ""
    input: str = ""
    values: tuple[float, ...] = ()
    step: float = 0.0

    def rows(self, digits: int) -> tuple[Equation, Equation]:
        """The value of the formula, and of the difference quotient."""
        exact, numeric = (short_number(value, digits) for value in self.values)
        f, x = latex_name(self.objective), latex_name(self.input)
        g, y = self.objective, self.input
        quotient = rf"\frac{{{f}({x} + h) - {f}({x} - h)}}{{2 h}}"
        return (
            Equation(
                rf"\frac{{\partial {f}}}{{\partial {x}}} = \textcolor{{gradient}}{{{latex_number(exact)}}}",
                f"∂{g}/∂{y} = {exact}",
            ),
            Equation(f"{quotient} = {latex_number(numeric)}", f"({g}({y} + h) − {g}({y} − h))/(2·h) = {numeric}"),
        )


def objective_formula(circuit: Circuit, objective: str, digits: int) -> Told:
    """A circuit's formula, its numbers with so many digits."""
    *inner, last = circuit_formula(circuit, objective)
    shown, copied = (
        tuple(
            Equation(f"{latex_name(each.name)} = {each.latex(count)}", f"{each.name} = {each.plain}")
            for each in (last, *inner)
        )
        for count in (digits, None)
    )
    return Told(shown, to_sympy(circuit, objective), with_definitions(copied))


def derivative_by_input(
    circuit: Callable[[], Circuit],
    wanted: Wanted,
    known: Derivative | None,
    goes_on: GoesOn,
) -> Told:
    """A derivative as a formula, with its value and that of a difference where there are numbers.

    Args:
        circuit: makes the circuit.
        wanted: what is asked for.
        known: the derivative, where it has been worked out before.
        goes_on: False once nobody wants it any more.

    Raises:
        CircuitError: there is no formula.
    """
    found = derivative(circuit(), wanted.input, wanted.objective) if known is None else known
    if not goes_on(1, 3):
        raise BatchStopped("Another formula is asked for.")
    told = as_told(found, wanted.digits)
    run = wanted.run
    if run is None or run.objective is None or not goes_on(2, 3):
        return told
    numbers = _by_differences(run, wanted.id)
    try:
        value = found.value(wanted.values)
    except ValueProblem:
        return told  # an input without a value: the formula holds nevertheless
    if numbers is None:
        return told
    return replace(told, objective=found.objective, input=found.input, values=(value, numbers[0]), step=numbers[1])


def with_definitions(lines: tuple[Equation, ...]) -> tuple[Equation, ...]:
    """The lines as they are copied: the first one brings its definitions along.

    Example:
        >>> with_definitions((Equation("f = q z", "f = q*z"), Equation("q = x", "q = x")))[0].plain
        'f = q*z\\nq = x'
    """
    if len(lines) < 2:
        return lines
    rows = r" \\ ".join(line.latex.replace(" = ", " &= ", 1) for line in lines)
    whole = Equation(rf"\begin{{aligned}} {rows} \end{{aligned}}", "\n".join(line.plain for line in lines))
    return (whole, *lines[1:])


def as_told(found: Derivative, digits: int) -> Told:
    """A derivative as it is shown, its numbers with so many digits."""
    left = f"∂{found.objective}/∂{found.input}"
    *definitions, formula = found.written.plain_lines
    plain = [f"{left} = {formula.text}", *(f"{line.name} = {line.text}" for line in definitions)]
    shown, copied = (tuple(map(Equation, found.rounded_equation(count).split("\n"), plain)) for count in (digits, None))
    return Told(shown, found.sympy, with_definitions(copied), found)


def _by_differences(run: Run, input: str) -> tuple[float, float] | None:
    """The central difference by an input at the numbers of a run, and its h; None where the input has no value."""
    tape = run.tape
    node, place = tape.nodes[tape.place[input]], tape.place[run.objective or ""]
    if node.value is None:
        return None
    step = _STEP * max(1.0, abs(node.value))
    above, below = (
        evaluate(tape.with_numbers([replace(node, value=node.value + move)]), place, backward=False).value
        for move in (step, -step)
    )
    return (above - below) / (2.0 * step), step
