"""What the table of scenarios shows: now and every scenario as a row, the inputs as columns, and what comes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from circuitgrad.circuit import Circuit, Node, Scenario
from circuitgrad.engine.batch import run_batch
from circuitgrad.errors import BatchStopped, CircuitError
from circuitgrad.formats.scenarios_csv import ScenarioLine
from circuitgrad.gui.what_if.copies import Asked
from circuitgrad.gui.what_if.newest import GoesOn

NOW: Final = ""
"""The id of the row that shows the values of now."""
BASELINE: Final = None
MOST_COLUMNS: Final = 60
MOST_OUTPUTS: Final = 8


@dataclass(frozen=True, slots=True)
class Row:
    """Now, or a scenario.

    Args:
        scenario: its record; with the id `NOW` for the values of now.
        values: its own values, by the input's id.
    """

    scenario: Scenario
    values: Mapping[str, float] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Column:
    """An input.

    Args:
        id: the input's.
        label: what people call it.
    """

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Content:
    """All that does not have to be computed.

    Args:
        rows: now first, then the scenarios in their order.
        columns: the inputs that are shown, those that differ among the rows first.
        hidden: how many inputs are not shown.
        objective: what people call it; empty where there is none.
        has_baseline: whether results are told from a baseline, or from now.
        outputs: what people call the other outputs.
    """

    rows: tuple[Row, ...] = ()
    columns: tuple[Column, ...] = ()
    hidden: int = 0
    objective: str = ""
    has_baseline: bool = False
    outputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """What comes of each row.

    Args:
        objective: what people call it.
        values: the objective in each row, by the scenario's id; at `BASELINE` in the baseline, where there is one.
        others: the other outputs likewise, by what people call them.
    """

    objective: str
    values: Mapping[str | None, float]
    others: Mapping[str, Mapping[str | None, float]] = field(default_factory=dict)

    def delta(self, id: str, *, has_baseline: bool) -> float | None:
        """How a row differs from the baseline, or from now."""
        own, reference = self.values.get(id), self.values.get(BASELINE if has_baseline else NOW)
        return None if own is None or reference is None else own - reference


class RowMaker:
    """Makes rows, and remembers what it made of scenarios that are still the same."""

    def __init__(self) -> None:
        self._known: dict[str, Row] = {}
        self._differing: dict[str, tuple[Row, Row, set[str]]] = {}

    def rows(self, now: Scenario, scenarios: Sequence[Scenario]) -> tuple[Row, ...]:
        """Now and the scenarios."""
        known = self._known
        self._known = {each.id: self._row(known, each) for each in scenarios}
        return (Row(now, dict(now.values)), *self._known.values())

    @staticmethod
    def _row(known: Mapping[str, Row], scenario: Scenario) -> Row:
        before = known.get(scenario.id)
        if before is not None and before.scenario is scenario:
            return before
        return Row(scenario, dict(scenario.values))

    def columns(self, inputs: Sequence[Node], rows: Sequence[Row]) -> tuple[tuple[Column, ...], int]:
        """The inputs that differ among the rows and then the others, and how many are left out."""
        differing: set[str] = set()
        for row in rows[2:]:
            differing |= self._difference(rows[1], row)
        if len(rows) > 1:
            differing |= _differing(rows[0], rows[1])
        first = [node for node in inputs if node.id in differing][:MOST_COLUMNS]
        rest = (node for node in inputs if node.id not in differing)
        shown = [*first, *(node for _, node in zip(range(MOST_COLUMNS - len(first)), rest, strict=False))]
        return tuple(Column(node.id, node.label) for node in shown), len(inputs) - len(shown)

    def _difference(self, one: Row, other: Row) -> set[str]:
        known = self._differing.get(other.scenario.id)
        if known is not None and known[0] is one and known[1] is other:
            return known[2]
        found = _differing(one, other)
        self._differing[other.scenario.id] = (one, other, found)
        return found


def _differing(one: Row, other: Row) -> set[str]:
    """The inputs that two rows do not have alike; one of which a scenario says nothing is as it is now."""
    if one.scenario.id == NOW:
        return {id for id, value in other.values.items() if one.values.get(id) != value}
    return {id for id, _ in one.values.items() ^ other.values.items()}


def other_outputs(circuit: Circuit, objective: str) -> tuple[str, ...]:
    """What people call the outputs beside the objective: operators that feed nothing else."""
    sinks = [node for node in circuit.sinks() if not node.is_leaf and node.label != objective]
    return tuple(node.label for node in sinks[:MOST_OUTPUTS])


def compute(
    asked: Asked,
    now: Row,
    scenarios: Sequence[Row],
    baseline: Scenario | None,
    goes_on: GoesOn,
    outputs: Sequence[str] = (),
) -> Results:
    """Runs all rows in one go for each output, in the other thread.

    Raises:
        CircuitError: the batch cannot be run.
        BatchStopped: `goes_on` said so.
    """
    import numpy as np

    circuit = asked.circuit()
    pinned = [] if baseline is None else [Row(baseline, dict(baseline.values))]
    rows = [now, *scenarios, *pinned]
    columns = {}
    for node in circuit.inputs():
        own = now.values.get(node.id, np.nan)
        columns[node.label] = np.array([row.values.get(node.id, own) for row in rows])
    ids: list[str | None] = [row.scenario.id for row in (now, *scenarios)] + [BASELINE for _ in pinned]

    def values_of(label: str) -> dict[str | None, float]:
        return dict(zip(ids, run_batch(circuit, columns, label, progress=goes_on).value.tolist(), strict=True))

    others: dict[str, Mapping[str | None, float]] = {}
    for label in outputs:
        try:
            others[label] = values_of(label)
        except BatchStopped:
            raise
        except CircuitError:  # an operator that is not wired yet: its cells say that there is no number
            others[label] = {}
    return Results(asked.objective, values_of(asked.objective), others)


def csv_line(row: Row, now: Row, results: Results | None, *, has_baseline: bool, complete: bool) -> ScenarioLine:
    """A row as it is written.

    Args:
        row: what to write.
        now: fills in what the row says nothing of, if it shall be complete.
        results: what comes of the rows, None as long as nobody knows.
        has_baseline: whether results are told from a baseline.
        complete: whether inputs of which the scenario says nothing have the value of now.
    """
    scenario = row.scenario
    if complete:
        scenario = Scenario(scenario.id, scenario.name, tuple({**now.values, **row.values}.items()))
    if results is None:
        return ScenarioLine(scenario)
    id = row.scenario.id
    others = {label: values[id] for label, values in results.others.items() if id in values}
    return ScenarioLine(scenario, results.values.get(id), results.delta(id, has_baseline=has_baseline), others)
