"""The rules of a circuit, each with the one sentence that says why something cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from math import isfinite
from typing import TYPE_CHECKING, Final

from circuitgrad.circuit.parts import Course, Frame, Node, Remark, Wire
from circuitgrad.circuit.what_if import check_range, check_spread
from circuitgrad.errors import CircuitError, CycleError, ObjectiveError, UnknownNodeError, WireError
from circuitgrad.operators import OPERATORS, Operator, Role

if TYPE_CHECKING:
    from circuitgrad.circuit.circuit import Circuit

MOST_INPUTS: Final = 100_000
"""How many inputs an operator with any number of them may have: a port number beyond is a mistake in a file."""
MOST_BENDS: Final = 1_000
"""How many bends a wire may have."""


def check_record(node: Node) -> None:
    """Raises if a node does not fit its own operator, whatever the circuit.

    Raises:
        CircuitError: an unknown operator, a role, value or bypass where none can be, or another number of constants.
    """
    record = OPERATORS.get(node.operator)
    if record is None:
        raise CircuitError(
            "“{label}” has an operator that is not known here: “{operator}”.",
            label=node.label,
            operator=node.operator,
        )
    if not node.id:
        raise CircuitError("A node ({title}) has no id: every node needs one.", title=record.title)
    if record.is_leaf != node.is_leaf:
        raise CircuitError(
            "“{label}” ({title}): inputs have a role, operators have none.", label=node.label, title=record.title
        )
    if node.operator == "constant" and node.role is not Role.CONSTANT:
        raise CircuitError("“{label}” is a constant and never moves: make it an input first.", label=node.label)
    if not record.is_leaf and node.value is not None:
        raise CircuitError("“{label}” is computed: it cannot be given a value.", label=node.label)
    if node.bypassed and record.is_leaf:
        raise CircuitError(
            "“{label}” is an input: only an operator has a first input to pass through.", label=node.label
        )
    if node.held is not None or node.range is not None or node.spread is not None:
        _check_what_if(node)
    if len(node.constants) != len(record.constants):
        raise CircuitError(
            "“{label}” ({title}) takes {expected} numbers of its own, not {found}.",
            label=node.label,
            title=record.title,
            expected=len(record.constants),
            found=len(node.constants),
        )


def _check_what_if(node: Node) -> None:
    if not node.is_leaf:
        template = "“{label}” is computed: only an input is held, has a range or scatters."
        raise CircuitError(template, label=node.label)
    if node.role is Role.CONSTANT and node.held is False:
        raise CircuitError("“{label}” is a constant and never moves: make it an input first.", label=node.label)
    if node.range is not None:
        check_range(node.label, node.range)
    if node.spread is not None:
        check_spread(node.label, node.spread)


def id_twice(id: str) -> CircuitError:
    """The error for an id that another node has."""
    return CircuitError("The id “{id}” is there twice.", [id], id=id)


def check_remark(remark: Remark) -> None:
    """Raises if a remark cannot be on a canvas, whatever the circuit.

    Raises:
        CircuitError: it has no id, a place or size that is no number, no extent, or a text that no file can hold.
    """
    kind = "frame" if isinstance(remark, Frame) else "note"
    text = remark.title if isinstance(remark, Frame) else remark.text
    if not remark.id:
        raise CircuitError("A {kind} has no id: every remark needs one.", kind=kind)
    if not all(map(isfinite, remark.rect)):
        raise CircuitError("The {kind} “{id}” has a place or size that is no finite number.", kind=kind, id=remark.id)
    if not (remark.rect[2] > 0.0 and remark.rect[3] > 0.0):
        raise CircuitError("The {kind} “{id}” has no size: width and height are above 0.", kind=kind, id=remark.id)
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise CircuitError(
            "The text of the {kind} “{id}” has half a character in it: type it again.", kind=kind, id=remark.id
        )


def check_course(wire: Wire, course: Course) -> None:
    """Raises if a wire cannot bend like this.

    Raises:
        CircuitError: a place is no number, or there are none, or too many.
    """
    if not 0 < len(course.bends) <= MOST_BENDS:
        raise CircuitError(
            "The wire from “{source}” to “{target}” has {count} bends: from 1 to {most} can be.",
            wire[:2],
            source=wire.source,
            target=wire.target,
            count=len(course.bends),
            most=MOST_BENDS,
        )
    if not all(isfinite(x) and isfinite(y) for x, y in course.bends):
        raise CircuitError(
            "The wire from “{source}” to “{target}” has a bend at a place that is no finite number.",
            wire[:2],
            source=wire.source,
            target=wire.target,
        )


def check_stand_in(circuit: Circuit, before: Node, after: Node) -> None:
    """Raises if `after` cannot take the place of `before` with the wires that are there."""
    check_record(after)
    if after.is_leaf != before.is_leaf:
        raise CircuitError(
            "“{label}” is {kind}: an input and an operator cannot stand in for each other.",
            [before.id],
            label=before.label,
            kind="an input" if before.is_leaf else "an operator",
        )
    if after.operator == before.operator:
        return
    unfit = [wire for wire in circuit.incoming(before.id) if not after.record.has_port(wire.port)]
    if unfit:
        raise WireError(
            "“{label}” is wired at input {port}, which “{title}” does not have: take that wire off first.",
            [before.id, unfit[0].source],
            label=before.label,
            port=unfit[0].port + 1,
            title=after.record.title,
        )


def check_label_free(circuit: Circuit, label: str, id: str) -> None:
    """Raises if another node than the one with this id is called this."""
    holder = circuit.labelled(label)
    if holder is not None and holder != id:
        raise CircuitError("Another node is called “{label}” already: choose another name.", [holder], label=label)


def unknown_label(label: str, labels: Iterable[str]) -> UnknownNodeError:
    """The error for a label that no node has; it offers the nearest of the first few thousand labels."""
    import difflib

    close = ", ".join(difflib.get_close_matches(label, islice(labels, 5000), n=3, cutoff=0.5))
    if close:
        return UnknownNodeError("No node is called “{label}”; close to it: {close}.", label=label, close=close)
    return UnknownNodeError("No node is called “{label}”.", label=label)


def no_single_sink(sinks: Sequence[Node]) -> ObjectiveError:
    """The error for a circuit whose objective cannot be told by its sinks: there is none, or several."""
    if not sinks:
        return ObjectiveError("The circuit is empty: there is nothing to compute.")
    names = ", ".join(node.label for node in sinks[:6]) + (" …" if len(sinks) > 6 else "")
    return ObjectiveError(
        "The circuit has {count} outputs ({names}): choose one as the objective.",
        [node.id for node in sinks],
        count=len(sinks),
        names=names,
    )


def port_count(record: Operator) -> int:
    """How many input ports a node with this operator can have at most; 0 for a leaf."""
    return 0 if record.is_leaf else MOST_INPUTS if record.any_number else len(record.ports)


def check_ends(circuit: Circuit, wire: Wire, *, replacing: bool = False) -> None:
    """Raises if an end of a wire is not there, or its port is missing or taken. Cycles are not looked for."""
    circuit.node(wire.source)
    target = circuit.node(wire.target)
    if target.is_leaf:
        raise WireError("“{label}” is an input and takes no wire.", [target.id], label=target.label)
    if not target.record.has_port(wire.port) or wire.port >= MOST_INPUTS:
        raise WireError(
            "“{label}” ({title}) has no input {port}.",
            [target.id],
            label=target.label,
            title=target.record.title,
            port=wire.port + 1,
        )
    taken_by = circuit.source(wire.target, wire.port)
    if taken_by is not None and not replacing:
        raise WireError(
            "Input {port} of “{label}” is taken by “{other}”: take that wire off first.",
            [target.id, taken_by],
            port=wire.port + 1,
            label=target.label,
            other=circuit.node(taken_by).label,
        )


def would_close(circuit: Circuit, cycle: Sequence[str]) -> CycleError:
    """The error for a wire from the first to the second of these nodes, which form a cycle with it."""
    template = "This wire would close a cycle: {cycle}. A circuit only runs forward."
    return CycleError(template, cycle, cycle=_shown(circuit, cycle))


def has_cycle(circuit: Circuit, cycle: Sequence[str]) -> CycleError:
    """The error for wires that form a cycle when a circuit is made from them."""
    template = "These wires form a cycle: {cycle}. A circuit only runs forward: take one of them out."
    return CycleError(template, cycle, cycle=_shown(circuit, cycle))


def _shown(circuit: Circuit, cycle: Sequence[str]) -> str:
    def labels(ids: Sequence[str]) -> list[str]:
        return [circuit.node(id).label for id in ids]

    shown = labels(cycle) if len(cycle) <= 8 else [*labels(cycle[:4]), "…", *labels(cycle[-3:])]
    return " → ".join([*shown, shown[0]])
