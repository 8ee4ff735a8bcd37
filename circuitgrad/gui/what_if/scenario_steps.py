"""What people do to the scenarios of a document, each as one step of its history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from circuitgrad.circuit import Scenario
from circuitgrad.circuit.edits import AddScenario, Batch, PinBaseline, RemoveScenario, ReplaceScenario
from circuitgrad.errors import ValueProblem
from circuitgrad.gui.document import Document


def pin_scenario(document: Document) -> Scenario | None:
    """Keeps the values that the inputs have now as a new scenario. Returns it; None where there is nothing to keep."""
    taken = {scenario.name for scenario in document.circuit.scenarios.values()}
    number = 1
    while (name := _tr("scenario {number}").format(number=number)) in taken:
        number += 1
    scenario = document.scenario_now(fresh_ids(document, 1)[0], name)
    if not scenario.values:
        document.refused.emit(ValueProblem("There is nothing to pin: no input has a value."))
        return None
    return scenario if document.do(AddScenario(scenario), _tr("Pin {name}").format(name=name)) else None


def add_scenarios(document: Document, scenarios: Sequence[Scenario], text: str, place: int | None = None) -> list[str]:
    """Adds scenarios under free ids. Returns those ids.

    Args:
        document: where to.
        scenarios: what to add; their own ids do not matter.
        text: what the step is called.
        place: how many scenarios stand before them; None for all.
    """
    ids = fresh_ids(document, len(scenarios))
    added = [replace(scenario, id=id) for id, scenario in zip(ids, scenarios, strict=True)]
    edits = (AddScenario(each, None if place is None else place + i) for i, each in enumerate(added))
    return ids if document.do(Batch(tuple(edits)), text) else []


def duplicate_scenarios(document: Document, ids: Iterable[str]) -> list[str]:
    """Adds a copy of each below the last of them. Returns the ids of the copies."""
    known = document.circuit.scenarios
    chosen = [known[id] for id in ids]
    copies = [replace(each, name=_tr("{name} copy").format(name=each.name).strip()) for each in chosen]
    places = list(known)
    place = max(places.index(each.id) for each in chosen) + 1
    return add_scenarios(document, copies, _tr("Duplicate {name}").format(name=_named(chosen)), place)


def remove_scenarios(document: Document, ids: Iterable[str]) -> None:
    """Takes scenarios out of the list."""
    chosen = [document.circuit.scenarios[id] for id in ids]
    edits = tuple(RemoveScenario(each.id) for each in chosen)
    document.do(Batch(edits), _tr("Delete {name}").format(name=_named(chosen)))


def move_scenarios(document: Document, ids: Iterable[str], place: int) -> None:
    """Puts scenarios, in their order, where now so many scenarios stand before them."""
    known = document.circuit.scenarios
    order, moved = list(known), [id for id in known if id in set(ids)]
    wanted = [id for id in order[:place] if id not in moved] + moved
    wanted += [id for id in order[place:] if id not in moved]
    if wanted != order:
        off = (RemoveScenario(id) for id in moved)
        on = (AddScenario(known[id], wanted.index(id)) for id in moved)
        document.do(Batch((*off, *on)), _tr("Move {name}").format(name=_named([known[id] for id in moved])))


def rename_scenario(document: Document, id: str, name: str) -> None:
    """Gives a scenario another name."""
    before = document.circuit.scenarios[id]
    if name != before.name:
        document.do(ReplaceScenario(replace(before, name=name)), _tr("Rename {name}").format(name=_named([before])))


def set_scenario_value(document: Document, id: str, input: str, value: float | None) -> None:
    """Gives an input another value in a scenario; None if the scenario shall say nothing of it."""
    before = document.circuit.scenarios[id]
    if value == before.value_of(input):
        return
    values = {**dict(before.values), input: value}
    own = [node.id for node in document.circuit.inputs()]
    order = [*own, *(each for each in values if each not in set(own))]
    kept = tuple((each, number) for each in order if (number := values.get(each)) is not None)
    document.do(ReplaceScenario(replace(before, values=kept)), _tr("Change {name}").format(name=_named([before])))


def make_baseline(document: Document, id: str) -> None:
    """Shows differences from a scenario from now on; inputs of which it says nothing are pinned as they are now."""
    scenario = document.circuit.scenarios[id]
    values = {**dict(document.scenario_now("", "").values), **dict(scenario.values)}
    edit = PinBaseline(Scenario("baseline", scenario.name, tuple(values.items())))
    document.do(edit, _tr("Make {name} the baseline").format(name=_named([scenario])))


def fresh_ids(document: Document, count: int) -> list[str]:
    """Ids for so many new scenarios."""
    taken, number = document.circuit.scenarios, 0
    ids: list[str] = []
    while len(ids) < count:
        number += 1
        if (id := f"scenario{number}") not in taken:
            ids.append(id)
    return ids


def _named(scenarios: Sequence[Scenario]) -> str:
    """What a step calls them."""
    if len(scenarios) == 1:
        return scenarios[0].name or _tr("a scenario")
    return _tr("{count} scenarios").format(count=len(scenarios))


def _tr(text: str) -> str:
    return QCoreApplication.translate("scenarios", text)
