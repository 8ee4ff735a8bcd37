"""Tries out what might give dead inputs a gradient again.

Three batches of runs, each for the inputs that the one before did not help: a small noise on everything that may
move; each input alone over its span, and ten and a hundred times as far; and random values of all at once, where
some inputs stay as they are, so that a row tells of them what the others do and of the rest what all do together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from circuitgrad.analysis.waking import Trial, Waking, scale_of
from circuitgrad.circuit import Circuit, Node
from circuitgrad.engine import Tape
from circuitgrad.engine.weak import NUDGE
from circuitgrad.errors import BatchStopped

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from circuitgrad.engine.batch import BatchRun, Progress

    Column = npt.NDArray[np.float64]

WIDTHS: Final = (1.0, 10.0, 100.0)
"""How many times its span an input is moved."""
_SEED: Final = 0
_NUDGES: Final = 16
_GRID: Final = 201
_STEPS: Final = 25
_AT_ONCE: Final = 16
"""So many inputs are moved in one batch, one after the other: their rows are a block of the engine's."""
_DRAWS: Final = 256
_STAYING: Final = 0.125
"""The share of inputs that stay as they are in a random row."""
_MOST_MOVED: Final = 10_000
"""So many inputs are moved at random at most: their columns have to fit into memory."""


def find_wakings(
    circuit: Circuit,
    tape: Tape,
    objective: int,
    gradients: Mapping[int, float],
    progress: Progress | None = None,
) -> dict[int, Waking]:
    """What wakes the gradients of some inputs, by place.

    Args:
        circuit: what ran.
        tape: the same with the values of the run.
        objective: its place.
        gradients: the gradients of the inputs, by place; the objective depends on each of them.
        progress: is told how many inputs of how many are done; False stops it.

    Raises:
        BatchStopped: `progress` said so.
    """
    needed = tape.needed_by(objective)
    inputs = [tape.nodes[i] for i in tape.input_places() if needed[i] and tape.nodes[i].value is not None]
    trials = _Trials(circuit, tape, objective, inputs, {place: Trial(tape.nodes[place]) for place in gradients})
    for done in trials.stages():
        if progress is not None and not progress(done, len(gradients)):
            raise BatchStopped("The search for dead inputs was stopped before the last one.")
    wakings = {}
    for place, trial in trials.of.items():
        waking = trial.waking() or (trial.waking_in_tiny_units() if gradients[place] == 0.0 else None)
        wakings[place] = waking or Waking("constant")
    return wakings


@dataclass(slots=True)
class _Trials:
    """The batches, for all inputs together.

    Args:
        circuit: what ran.
        tape: the same with the values of the run.
        objective: its place.
        inputs: all that it depends on.
        of: what was tried for each dead one, by place.
    """

    circuit: Circuit
    tape: Tape
    objective: int
    inputs: list[Node]
    of: dict[int, Trial]

    def stages(self) -> Iterator[int]:
        """Tries one thing after the other, and says after each batch how many inputs have had their turn."""
        self._nudge()
        left = self._left()
        helped = len(self.of) - len(left)
        yield helped
        for start in range(0, len(left), _AT_ONCE):
            chunk = left[start : start + _AT_ONCE]
            self._sweep(chunk)
            yield helped + start + len(chunk) - 1
        left = self._left()
        if left:
            self._draw(left)
        for place in self._left():
            if not self.tape.nodes[place].may_move:
                self._draw([place], [place])
                yield len(self.of) - 1
        yield len(self.of)

    def _left(self) -> list[int]:
        return [place for place, trial in self.of.items() if trial.waking() is None]

    def _nudge(self) -> None:
        import numpy as np

        generator = np.random.Generator(np.random.PCG64(_SEED))
        columns = {
            node.label: (node.value or 0.0) + NUDGE * scale_of(node) * generator.standard_normal(_NUDGES)
            for node in self._moving()
        }
        if columns:
            for place, effects in self._effects(columns, self.of).items():
                self.of[place].nudged.append(effects)

    def _sweep(self, places: Sequence[int]) -> None:
        import numpy as np

        parts = [(place, part) for place in places for part in _sweep_of(self.tape.nodes[place])]
        ends = np.cumsum([0, *(len(part) for _, part in parts)]).tolist()
        columns = {self.tape.labels[place]: np.full(ends[-1], self.tape.nodes[place].value) for place in places}
        for (place, part), start in zip(parts, ends, strict=False):
            columns[self.tape.labels[place]][start : start + len(part)] = part
        found = self._effects(columns, places)
        for (place, part), start in zip(parts, ends, strict=False):
            self.of[place].swept.append((part, found[place][start : start + len(part)]))

    def _draw(self, places: Iterable[int], released: Iterable[int] = ()) -> None:
        import numpy as np

        generator = np.random.Generator(np.random.PCG64(_SEED))
        columns: dict[str, Column] = {}
        for node in [*self._moving(), *(self.tape.nodes[place] for place in released)]:
            column = np.concatenate([_drawn(node, width, generator) for width in WIDTHS])
            columns[node.label] = np.where(generator.random(len(column)) < _STAYING, node.value or 0.0, column)
        if not columns:
            return
        for place, effects in self._effects(columns, places).items():
            trial = self.of[place]
            points = columns.get(trial.node.label)
            for start in range(0, len(effects), _DRAWS):
                part = slice(start, start + _DRAWS)
                stays = np.full(_DRAWS, True) if points is None else points[part] == trial.node.value
                trial.others.append(effects[part][stays])
                if points is not None:
                    trial.joint.append((points[part][~stays], effects[part][~stays]))

    def _moving(self) -> list[Node]:
        """The inputs that may move and that the objective depends on."""
        return [node for node in self.inputs if node.may_move][:_MOST_MOVED]

    def _effects(self, columns: Mapping[str, Column], places: Iterable[int]) -> dict[int, Column]:
        """The effect of each of these inputs in each row."""
        from circuitgrad.engine.batch import run_batch

        tape = self.tape
        numbers = {node.label: node.value or 0.0 for node in self.inputs if node.label not in columns}
        labels = {place: tape.labels[place] for place in places}
        found = run_batch(self.circuit, {**columns, **numbers}, tape.labels[self.objective], list(labels.values()))
        return {place: _effects(found, label, scale_of(tape.nodes[place])) for place, label in labels.items()}


def _effects(found: BatchRun, label: str, scale: float) -> Column:
    import numpy as np

    with np.errstate(over="ignore", invalid="ignore"):
        effects = np.abs(found.gradients[label]) * scale / np.maximum(np.abs(found.value), 1.0)
    return np.where(np.isfinite(effects), effects, 0.0)


def _sweep_of(node: Node) -> Iterator[Column]:
    """Values over ever wider spans: evenly spaced ones, then others ever closer to the middle and the input's own."""
    import numpy as np

    for width in WIDTHS:
        middle, half = _middle_and_half(node, width)
        steps = half * np.geomspace(1e-6, 1.0, _STEPS)
        value = node.value or 0.0
        near = np.sort(np.concatenate([value - steps, value + steps, middle - steps, middle + steps]))
        yield _rounded(np.linspace(middle - half, middle + half, _GRID))
        yield _rounded(near[abs(near - middle) <= half])


def _drawn(node: Node, width: float, generator: np.random.Generator) -> Column:
    middle, half = _middle_and_half(node, width)
    return _rounded(middle + half * generator.uniform(-1.0, 1.0, _DRAWS))


def _rounded(points: Column) -> Column:
    """The points with six digits: one of them may be told to people."""
    import numpy as np

    return np.array([float(f"{point:.6g}") for point in points.tolist()])


def _middle_and_half(node: Node, width: float) -> tuple[float, float]:
    low, high = node.span.low, node.span.high
    return low / 2.0 + high / 2.0, (high / 2.0 - low / 2.0) * width
