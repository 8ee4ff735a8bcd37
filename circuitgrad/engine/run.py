"""The public way to run a circuit: one set of values, forward and backward."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, SupportsFloat

from circuitgrad.circuit import Circuit, Node
from circuitgrad.engine.compiled.loader import kernels_now, start_loading
from circuitgrad.engine.memory import tape_of
from circuitgrad.engine.passes import Forward, backward_pass, forward_again, forward_pass
from circuitgrad.engine.results import Run
from circuitgrad.engine.sentences import MISSING
from circuitgrad.engine.tape import Tape
from circuitgrad.errors import ObjectiveError, UnknownNodeError, ValueProblem
from circuitgrad.frozen import replace

LARGE: Final = 5_000
"""From this many nodes on compiled passes are worth waiting for."""


def run(circuit: Circuit, values: Mapping[str, float] | None = None, objective: str | None = None) -> Run:
    """Runs a circuit forward and backward.

    Args:
        circuit: it is not changed.
        values: numbers for some inputs, by what people call them; the others keep the circuit's own.
        objective: what people call the node whose gradients are asked for; None for the chosen one or the only sink.

    Returns:
        Values and gradients of every node and wire, as float64.

    Raises:
        UnknownNodeError: an input or the objective is not there.
        ValueProblem: a value is no number, or an input that has none was given none.
        ObjectiveError: no objective can be told, or nothing feeds it.

    Example:
        >>> import circuitgrad as cg
        >>> cg.run(cg.from_formula("x*x"), {"x": 3}).gradients
        {'x': 6.0}
    """
    tape = tape_at(circuit, values)
    target = tape.place[circuit.find_objective(objective).id]
    check_runnable(tape, target)
    return evaluate(tape, target)


def tape_at(circuit: Circuit, values: Mapping[str, float] | None) -> Tape:
    """The circuit's tape with these numbers in some inputs.

    Raises:
        UnknownNodeError: an input is not there.
        ValueProblem: a value is no number.
    """
    given = (values or {}).items()
    nodes = [replace(input_called(circuit, label), value=as_number(label, value)) for label, value in given]
    return tape_of(circuit).with_numbers(nodes) if nodes else tape_of(circuit)


def check_fed(tape: Tape, objective: int) -> None:
    """Raises if the objective is an operator that nothing feeds.

    Raises:
        ObjectiveError: it is, or it is bypassed and its first input has no wire.
    """
    node = tape.nodes[objective]
    if not node.is_leaf and not tape.sources[objective]:
        if node.bypassed:
            raise ObjectiveError(MISSING["bypassed"], [node.id], label=node.label, title=node.record.title)
        raise ObjectiveError(
            "Nothing feeds “{label}” ({title}): wire its inputs, or choose another objective.",
            [node.id],
            label=node.label,
            title=node.record.title,
        )


def check_runnable(tape: Tape, objective: int) -> None:
    """Raises if the objective cannot have a value.

    Raises:
        ObjectiveError: it is an operator that nothing feeds.
        ValueProblem: an input that it depends on has no value; the sentence names the first.
    """
    check_fed(tape, objective)
    check_values(tape, tape.needed_by(objective))


def check_values(tape: Tape, needed: Sequence[bool]) -> None:
    """Raises if an input that is needed has no value.

    Raises:
        ValueProblem: the sentence names the first.
    """
    for i, node in enumerate(tape.nodes):
        if node.value is None and node.is_leaf and needed[i]:
            raise ValueProblem("“{label}” has no value: give it one.", [node.id], label=node.label)


def evaluate(tape: Tape, objective: int | None, *, backward: bool = True, before: Run | None = None) -> Run:
    """Runs a tape as it is.

    Small circuits are answered by the plain passes at once; large ones by compiled code, as soon as that is there.

    Args:
        tape: what runs.
        objective: its place; without one the forward pass runs alone.
        backward: whether the backward pass runs too.
        before: the last run; where only a few nodes depend on what has changed since, the others are not computed
            again. The numbers are the same to the last bit.
    """
    if len(tape) >= LARGE:
        kernels = kernels_now()
        if kernels is not None:
            from circuitgrad.engine.compiled.evaluation import run_compiled

            target = objective if backward else None
            values, gradients = run_compiled(tape, target, kernels)
            return Run(tape, values, objective, gradients)
        start_loading()
    known = _forward_before(tape, before)
    forward = forward_pass(tape) if known is None else forward_again(tape, known, tape.numbers.changed)
    gradients = backward_pass(tape, forward, objective) if backward and objective is not None else None
    return Run(tape, forward.values, objective, gradients)


def _forward_before(tape: Tape, before: Run | None) -> Forward | None:
    """The forward pass that this one differs from in `tape.numbers.changed` alone, where there is one at hand."""
    if before is None or before.backward is None or before.tape.kept is not tape.kept:
        return None
    forward = before.backward.forward
    same_start = tape.numbers.before is not None and tape.numbers.before is before.tape.numbers
    return forward if same_start and isinstance(forward, Forward) else None


def input_called(circuit: Circuit, label: str) -> Node:
    """The input that people call this.

    Raises:
        UnknownNodeError: there is none; the sentence lists what there is.
    """
    id = circuit.labelled(label)
    if id is not None and circuit.node(id).is_leaf and not circuit.node(id).is_literal:
        return circuit.node(id)
    names = [node.label for node in circuit.inputs()]
    shown = ", ".join(names[:12]) + (" …" if len(names) > 12 else "")
    template = (
        "No input is called “{label}”; the inputs are: {names}."
        if id is None
        else "“{label}” is no input and takes no value; the inputs are: {names}."
    )
    raise UnknownNodeError(template, [] if id is None else [id], label=label, names=shown or "none")


def as_number(label: str, value: object) -> float:
    """The value as float64.

    Raises:
        ValueProblem: it is no single number.
    """
    if isinstance(value, (str, bytes)) or not isinstance(value, SupportsFloat) or hasattr(value, "__len__"):
        raise ValueProblem("The value of “{label}” must be a number, not {value}.", label=label, value=repr(value)[:60])
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueProblem("The value of “{label}” must be a number: {error}.", label=label, error=error) from None
