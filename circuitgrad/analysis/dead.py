"""Which inputs cannot move the objective, what stops them, and what would help."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from math import isfinite
from typing import TYPE_CHECKING, Final

from circuitgrad.analysis.trials import find_wakings
from circuitgrad.analysis.waking import Cure, Waking, is_asleep, scale_of
from circuitgrad.circuit import Circuit
from circuitgrad.engine import Run, Tape, evaluate
from circuitgrad.engine.findings import numbers_at, told_of
from circuitgrad.engine.passes import Gradients
from circuitgrad.engine.sentences import DEAD, number_text
from circuitgrad.operators import Role

if TYPE_CHECKING:
    from circuitgrad.engine.batch import Progress

FADED: Final = "“{label}” ({title}) passes hardly any gradient to “{toward}”: its slope is {slope}, at {numbers}."
CANCELS: Final = "What “{label}” does to “{objective}” on one way, it undoes on another: its wires' gradients sum to 0."
UNDERFLOWS: Final = "The gradient becomes too small for a number between “{label}” ({title}) and “{toward}”."
UNWIRED: Final = "“{label}” is wired to nothing, so that “{objective}” does not depend on it: wire it."
ASIDE: Final = "No way leads from “{toward}” to “{objective}”: it ends at “{label}” ({title}); wire that on."
BYPASSED: Final = "“{label}” ({title}) is bypassed and passes on its first input alone, not “{toward}”: end the bypass."

HELP: Final = {
    "nudge": "Nudge the inputs that may move.",
    "jump": "Set “{label}” to {jump_to}.",
    "release and jump": "Release “{label}” and set it to {jump_to}.",
    "jump jointly": "Set “{label}” to {jump_to}, and move other inputs as well.",
    "others": "Move other inputs: no value of “{label}” alone helps.",
    "constant": "No value of the inputs that may move was found to help.",
}
"""What stands behind the diagnosis: what helps, as it was tried out."""


@dataclass(frozen=True, slots=True)
class DeadInput:
    """An input that cannot move the objective where it stands.

    Args:
        id: the input's id.
        label: what people call it.
        is_held: whether what-if may not move it; what would help then helps once it is released.
        stops_at: id of the node that stops it, the first on its way; its own where it is wired to nothing.
        sentence: where and why, in plain words.
        cure: "nudge" where a little noise on the inputs that may move helps, "jump" where other values do,
            "constant" where nothing does that was tried: no way leads there, or the gradient is 0 wherever it was
            asked for, whatever the other inputs that may move are.
        jump_to: after "jump", the value of this input at which its gradient wakes up; None where the other inputs
            have to move instead.
    """

    id: str
    label: str
    is_held: bool
    stops_at: str
    sentence: str
    cure: Cure
    jump_to: float | None


def dead_inputs(
    circuit: Circuit, run: Run, objective: str | None = None, *, progress: Progress | None = None
) -> list[DeadInput]:
    """The inputs, parameters and data, that cannot move the objective, in the order of the document.

    Those are the inputs whose gradient is exactly 0, and those that are saturated: moving them by their own size
    moves the objective by less than 10⁻¹² of its size (or of 1), and elsewhere it would do more.

    Args:
        circuit: what ran.
        run: a run of it; its values are the ones that count.
        objective: what people call the node; None for the run's own objective.
        progress: is told how many inputs of how many are done; False stops it.

    Raises:
        UnknownNodeError: the objective is not there.
        ObjectiveError: no objective can be told.
        BatchStopped: `progress` said so.

    Example:
        >>> import circuitgrad as cg
        >>> circuit = cg.from_formula("x = 0; y = 0; f = x*y")
        >>> [(each.label, each.stops_at, each.cure) for each in dead_inputs(circuit, cg.run(circuit))]
        [('x', 'f', 'nudge'), ('y', 'f', 'nudge')]
        >>> circuit = cg.from_formula("x = -3; f = relu(x)")
        >>> dead_inputs(circuit, cg.run(circuit))[0].jump_to
        0.2
    """
    tape = run.tape
    chosen = run.objective if objective is None else circuit.find(objective).id
    target = tape.place[circuit.find_objective().id if chosen is None else chosen]
    if run.backward is None or chosen != run.objective:
        run = evaluate(tape, target)
    ways = _Ways(run, target)
    places = [i for i in tape.input_places() if tape.nodes[i].role is not Role.CONSTANT]
    asleep = {i: float(ways.gradients.nodes[i]) for i in places if ways.needed[i] and ways.is_asleep(i)}
    wakings = find_wakings(circuit, tape, target, asleep, progress) if asleep else {}
    found = (ways.dead(i, wakings.get(i)) for i in places)
    return [each for each in found if each is not None]


class _Ways:
    """The ways from the inputs of a run to its objective."""

    def __init__(self, run: Run, objective: int) -> None:
        if run.backward is None:
            raise AssertionError("a run without a backward pass has no gradients")
        self.run = run
        self.tape: Tape = run.tape
        self.gradients: Gradients = run.backward
        self.objective = objective
        self.needed = self.tape.needed_by(objective)
        self.rank = {place: rank for rank, place in enumerate(self.tape.order)}
        self.targets: list[list[int]] = [[] for _ in self.tape.ids]
        for target, sources in enumerate(self.tape.sources):
            for source in dict.fromkeys(sources):
                self.targets[source].append(target)

    def is_asleep(self, place: int) -> bool:
        """Whether the input at this place has next to no effect on the objective."""
        gradient, value = float(self.gradients.nodes[place]), float(self.run.values[self.objective])
        if not (isfinite(gradient) and isfinite(value)):
            return False
        return is_asleep(gradient, value, scale_of(self.tape.nodes[place]))

    def dead(self, place: int, waking: Waking | None) -> DeadInput | None:
        """The input at this place, with what wakes it where it is asleep; None where it is not dead."""
        if not self.needed[place]:
            return self._dead(place, *self._aside(place), Waking("constant"))
        if waking is None:
            return None
        if self.gradients.nodes[place] == 0.0:
            return self._helped(place, *self._stop(place), waking)
        if waking.cure == "constant":
            return None  # it is small wherever it was asked for, not saturated here
        return self._helped(place, *self._flattest(place), waking)

    def _helped(self, place: int, stop: int, sentence: str, waking: Waking) -> DeadInput:
        """The input with what helps in its sentence."""
        node, how = self.tape.nodes[place], str(waking.cure)
        if waking.cure == "jump" and waking.jump_to is None:
            how = "others"
        elif waking.cure == "jump":
            how = "jump jointly" if not waking.alone else "jump" if node.may_move else "release and jump"
        jump_to = "" if waking.jump_to is None else number_text(waking.jump_to)
        return self._dead(place, stop, f"{sentence} {HELP[how].format(label=node.label, jump_to=jump_to)}", waking)

    def _dead(self, place: int, stop: int, sentence: str, waking: Waking) -> DeadInput:
        node, stops_at = self.tape.nodes[place], self.tape.ids[stop]
        return DeadInput(node.id, node.label, not node.may_move, stops_at, sentence, waking.cure, waking.jump_to)

    def _downstream(self, place: int, *, only_needed: bool = True) -> Iterator[int]:
        """This place and all that depend on it, as the forward pass comes to them."""
        waiting, seen = [(self.rank[place], place)], {place}
        while waiting:
            _, source = heappop(waiting)
            yield source
            for target in self.targets[source]:
                if target not in seen and (self.needed[target] or not only_needed):
                    seen.add(target)
                    heappush(waiting, (self.rank[target], target))

    def _wires(self, place: int) -> Iterator[tuple[int, int, float, float]]:
        """Source, target, local derivative and gradient of each wire on the ways from this place to the objective."""
        reached: set[int] = set()
        for target in self._downstream(place):
            if reached:
                slopes, flows = self.gradients.locals_of(target), self.gradients.flows_of(target)
                for source, slope, flow in zip(self.tape.sources[target], slopes, flows, strict=True):
                    if source in reached:
                        yield source, target, float(slope), float(flow)
            reached.add(target)

    def _stop(self, place: int) -> tuple[int, str]:
        """The first node on the way of an input without a gradient that stops it, and why."""
        for source, target, slope, _ in self._wires(place):
            if slope == 0.0:
                return target, self._zero_sentence(source, target)
        for source, target, _, flow in self._wires(place):
            if flow != 0.0 and self.gradients.nodes[source] == 0.0:
                return source, self._sentence(source, CANCELS)
            if flow == 0.0 and self.gradients.nodes[target] != 0.0:
                return target, self._sentence(target, UNDERFLOWS, toward=self.tape.labels[source])
        raise AssertionError(f"nothing stops {self.tape.ids[place]}")

    def _zero_sentence(self, source: int, target: int) -> str:
        """The engine's diagnosis of a local derivative of 0, without its advice, which is for that node alone.

        The engine does not speak of nodes that have no gradient themselves; of those the same is said.
        """
        tape = self.tape
        for problem in self.run.problems:
            if problem.kind == "zero" and problem.node == tape.ids[target] and tape.ids[source] in problem.nodes:
                return DEAD[""].format(**dict(problem.fields))
        reason = tape.operators[target].zero_text or "its local derivative is 0"
        fields = numbers_at(tape, self.run.values, target)
        return self._sentence(target, DEAD[""], toward=f"“{tape.labels[source]}”", reason=reason, **fields)

    def _flattest(self, place: int) -> tuple[int, str]:
        """The node on the way of a saturated input whose slope is the smallest."""
        source, target, slope, _ = min(self._wires(place), key=lambda wire: abs(wire[2]))
        if slope == 0.0:
            return target, self._zero_sentence(source, target)
        fields = numbers_at(self.tape, self.run.values, target)
        toward = self.tape.labels[source]
        return target, self._sentence(target, FADED, toward=toward, slope=number_text(slope, 3), **fields)

    def _aside(self, place: int) -> tuple[int, str]:
        """Where the way of an input ends that does not reach the objective."""
        tape, reached = self.tape, list(self._downstream(place, only_needed=False))
        ends = set(reached)
        for bypassed, wired in tape.idle.items():
            source = next((source for source in wired.values() if source in ends), None)
            if source is not None and self.needed[bypassed]:
                return bypassed, self._sentence(bypassed, BYPASSED, toward=tape.labels[source])
        if len(reached) == 1:
            return place, self._sentence(place, UNWIRED)
        end = next(i for i in reached if not self.targets[i])
        return end, self._sentence(end, ASIDE, toward=tape.labels[place])

    def _sentence(self, place: int, template: str, **fields: str) -> str:
        objective = self.tape.labels[self.objective]
        return told_of(self.tape, place, template, {"objective": objective, **fields}).sentence
