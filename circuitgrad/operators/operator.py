"""What an operator is: one frozen record that palette, parser, printers, engine, help and tests all read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum, StrEnum

from circuitgrad.frozen import frozen

Rule = Callable[..., float]
SequenceRule = Callable[..., Sequence[float]]
Interval = tuple[float, float]


class Category(StrEnum):
    """The headings of the palette, in the order in which it shows them."""

    INPUTS = "Inputs"
    ARITHMETIC = "Arithmetic"
    ELEMENTARY = "Functions"
    TRIGONOMETRY = "Trigonometry"
    ACTIVATION = "Activation"
    ROUTING = "Routing"
    LOSS = "Loss"


class Role(StrEnum):
    """What may happen to an input: a parameter moves, data are held unless released, a constant never moves."""

    PARAMETER = "parameter"
    DATA = "data"
    CONSTANT = "constant"


class Precedence(IntEnum):
    """How tightly a notation binds, loosest first (Python's order)."""

    SUM = 1
    PRODUCT = 2
    SIGN = 3
    POWER = 4
    CALL = 5
    ATOM = 6


@frozen
class Notation:
    """How an operator is written in a formula, and so how the parser recognises it.

    Args:
        template: the text, with ``{0}``, ``{1}`` … for the inputs in port order and ``{k}`` for the constant of
            that name; ``{-k}`` is the constant with its sign turned (``{0} - {-k}`` writes shift by −2 as ``x - 2``).
        precedence: how tightly the whole binds.
        slots: for each ``{0}``, ``{1}`` … the least precedence that may stand there without brackets.
        exactly: where given, the notation is used only for an input that binds just so (``1 + exp(x)``, but ``x + 1``).
        fixed: constants that must have just this value for the notation to apply (``-{0}`` is scale with k = −1).

    A notation without infix, such as ``exp({0})``, need not be declared: every operator can be called by its
    name or an alias, inputs first, then constants.
    """

    template: str
    precedence: Precedence
    slots: tuple[Precedence, ...] = ()
    fixed: tuple[tuple[str, float], ...] = ()
    exactly: Precedence | None = None


@frozen
class Constant:
    """A number that belongs to the operator itself, such as the k of scale; it is edited on the node.

    Args:
        name: its name in files and formulas.
        default: its value in a new node.
        help: one sentence.
        domain: where tests sample it.
    """

    name: str
    default: float
    help: str
    domain: Interval = (-3.0, 3.0)


@frozen
class Operator:
    """One operator: what it computes, how it passes a gradient on, how it is written, and where it is tested.

    Rules are functions of the inputs in port order, then the constants in order; local derivatives get the
    output ``y`` after those. They use plain ``+ − *`` and the names of `ieee` and `functions` only. An operator
    that takes any number of inputs has rules over one sequence ``xs``, and one rule that returns the local
    derivatives of all ports.

    Args:
        name: the permanent key in files.
        title: what people call it, lower case.
        symbol: what stands on the node, at most about four characters.
        category: its heading in the palette.
        ports: the names of its input ports; empty for a leaf and for any number of inputs.
        any_number: takes one input or more, in order.
        forward: the value. A leaf has none.
        local_derivatives: ∂value/∂input, a rule a port; one rule for all where any number of inputs is taken.
        written_derivatives: the same as a person writes them, where that is plainer than how they are best computed
            (σ(z) − t); empty where it is not.
        constants: numbers of its own.
        notations: infix spellings, the one that the printer prefers first; it takes the first that fits.
        latex: LaTeX template with ``{0}``-style fields written as ``<0>``, ``<k>``; ``<*>`` all inputs with commas.
        derivative_texts: each local derivative as a person writes it, with ``{0}``, ``{k}``, ``{y}``; one a port,
            or one for all where any number of inputs is taken, with ``{others}`` for the product of the other inputs.
        gradient_text: one short phrase: what it does to a gradient ("shares it", "swaps factors").
        pattern: the same in a word or two, for where there is little room ("swaps"); help explains each of them.
        zero_text: why a local derivative of it can be exactly 0, as a clause ("another input is 0"); empty where
            it cannot.
        help: one sentence, or two.
        aliases: other names under which the parser and the search find it.
        domain: for each port (one for all where any number is taken) the interval that tests sample.
        kinks: functions of inputs and constants that are 0 exactly where the rule is not differentiable.
        role: for a leaf, the role of a new one.
        dot: it changes nothing: the canvas draws it as a dot on a wire, and formulas leave it out.
    """

    name: str
    title: str
    symbol: str
    category: Category
    help: str
    ports: tuple[str, ...] = ()
    any_number: bool = False
    forward: Rule | None = None
    local_derivatives: tuple[Rule, ...] | SequenceRule = ()
    written_derivatives: tuple[Rule, ...] | SequenceRule = ()
    constants: tuple[Constant, ...] = ()
    notations: tuple[Notation, ...] = ()
    latex: str = ""
    derivative_texts: tuple[str, ...] = ()
    gradient_text: str = ""
    pattern: str = ""
    zero_text: str = ""
    aliases: tuple[str, ...] = ()
    domain: tuple[Interval, ...] = ()
    kinks: tuple[Rule, ...] = ()
    role: Role | None = None
    dot: bool = False

    __eq__ = object.__eq__  # there is one of each
    __hash__ = object.__hash__

    @property
    def is_leaf(self) -> bool:
        """Whether it is an input or a constant: it has no ports and computes nothing."""
        return self.forward is None

    def accepts(self, count: int) -> bool:
        """Whether this number of inputs can be computed with."""
        return count >= 1 if self.any_number else count == len(self.ports)

    def has_port(self, port: int) -> bool:
        """Whether a wire may end at this port number."""
        return port >= 0 and (self.any_number or port < len(self.ports))

    def value(self, inputs: Sequence[float], constants: Sequence[float] = ()) -> float:
        """The output for these inputs, in port order.

        Example:
            >>> from circuitgrad.operators import OPERATORS
            >>> OPERATORS["mul"].value([2.0, 3.0])
            6.0
        """
        if self.forward is None:
            raise TypeError(f"{self.name} computes nothing")
        return self.forward(inputs, *constants) if self.any_number else self.forward(*inputs, *constants)

    def derivatives(self, inputs: Sequence[float], constants: Sequence[float], output: float) -> Sequence[float]:
        """∂output/∂input for each input, at these numbers.

        Example:
            >>> from circuitgrad.operators import OPERATORS
            >>> list(OPERATORS["mul"].derivatives([2.0, 3.0], (), 6.0))
            [3.0, 2.0]
        """
        rules = self.local_derivatives
        if callable(rules):
            return rules(inputs, *constants, output)
        return [rule(*inputs, *constants, output) for rule in rules]

    def at_kink(self, inputs: Sequence[float], constants: Sequence[float] = ()) -> bool:
        """Whether these inputs lie exactly where the derivative jumps: a tie, the corner of |x|."""
        return any(self.kink_values(inputs, constants, zero_only=True))

    def kink_values(
        self, inputs: Sequence[float], constants: Sequence[float] = (), *, zero_only: bool = False
    ) -> list[float] | list[bool]:
        """The kink functions at these inputs, or only whether each is zero."""
        arguments = (inputs, *constants) if self.any_number else (*inputs, *constants)
        values = [kink(*arguments) for kink in self.kinks]
        return [value == 0.0 for value in values] if zero_only else values
