"""What the finders of problems look at, and how they put what they find into a `Problem`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from circuitgrad.engine.advice import Check, find_advice
from circuitgrad.engine.passes import Gradients
from circuitgrad.engine.results import Problem, Told
from circuitgrad.engine.sentences import number_text
from circuitgrad.engine.tape import Tape, inputs_of
from circuitgrad.frozen import frozen

Fields = dict[str, str]
MOST_TRIED: Final = 8
"""How many inputs of a node are tried for advice."""


@frozen
class Findings:
    """A run that went both ways.

    Args:
        tape: what ran.
        values: what the forward pass gave, by place.
        gradients: what the backward pass gave.
        needed: whether the objective depends on each node.
    """

    tape: Tape
    values: Sequence[float]
    gradients: Gradients
    needed: Sequence[bool]

    def in_order(self, places: Collection[int]) -> list[int]:
        """These places as the passes come to them."""
        return in_order(self.tape, places)


def in_order(tape: Tape, places: Collection[int]) -> list[int]:
    """These places as the forward pass comes to them."""
    if isinstance(tape.order, range) or len(places) < 2:
        return sorted(places)
    return sorted(places, key=_turns(tape).__getitem__)


def _turns(tape: Tape) -> list[int]:
    """When the forward pass comes to each place; kept with the tape's structure."""
    turns: list[int] | None = tape.kept.get("turns")
    if turns is None:
        turns = tape.kept["turns"] = [0] * len(tape)
        for turn, place in enumerate(tape.order):
            turns[place] = turn
    return turns


def make_problem(tape: Tape, i: int, kind: str, others: Collection[int], tell: Callable[[], Told]) -> Problem:
    """A problem at node i; `others` are the places of the other nodes concerned."""
    ids = tape.ids
    nodes = (ids[i], *dict.fromkeys([ids[j] for j in others])) if others else (ids[i],)
    return Problem(ids[i], kind, nodes, tell)


def told_of(
    tape: Tape, i: int, template: str, fields: Mapping[str, str] | None = None, *, curable: bool = False
) -> Told:
    """What is said of a problem at node i: the fields are those given, and what node i is called."""
    all_fields = {"label": tape.labels[i], "title": tape.nodes[i].record.title, **(fields or {})}
    return Told(template, tuple(all_fields.items()), curable)


def numbers_at(tape: Tape, values: Sequence[float], i: int) -> Fields:
    """The numbers that arrive at a node and its own, as the field that all sentences about it have."""
    sources = list(dict.fromkeys(tape.sources[i]))
    shown = [f"{tape.labels[source]} = {number_text(values[source])}" for source in sources[:4]]
    if len(sources) > 4:
        shown.append("…")
    own = zip(tape.operators[i].constants, tape.nodes[i].constants, strict=True)
    shown += [f"{constant.name} = {number_text(number)}" for constant, number in own]
    return {"numbers": ", ".join(shown)}


def advise(tape: Tape, values: Sequence[float], i: int, is_well: Check) -> tuple[str, Fields]:
    """Which input of a node to move so that all is well: the key of the sentence, and its fields.

    The key is empty where no single move helps, or where one source feeds several ports.
    """
    sources, fields = tape.sources[i], numbers_at(tape, values, i)
    positions = [position for position, source in enumerate(sources[:MOST_TRIED]) if tape.movable[source]]
    if len(set(sources)) < len(sources):
        return "", fields
    advice = find_advice(list(map(float, inputs_of(sources, values))), positions, is_well)  # NumPy's would warn
    if advice is None:
        return "", fields
    which = tape.labels[sources[advice.position]]
    return advice.direction, {**fields, "which": which, "bound": number_text(advice.bound)}
