"""The document: history, live and stepwise passes, what is told when."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from circuitgrad.circuit import Circuit, Fragment, Frame, Node, Note, Wire, compose
from circuitgrad.circuit.changes import NodeChanged
from circuitgrad.circuit.edits import (
    AddNode,
    AddRemark,
    Batch,
    ChooseObjective,
    Connect,
    Move,
    RemoveNode,
    RemoveRemark,
    SetValue,
)
from circuitgrad.gui.document import Document, Passes


@pytest.fixture
def document(qtbot: QtBot) -> Document:
    """x² at 3."""
    nodes = Node.new("input", id="x", name="x", value=3.0), Node.new("square", id="f")
    made = Document()
    made.open(Circuit(Fragment(nodes, (Wire("x", "f", 0),))))
    return made


def gradient(document: Document, label: str = "x") -> float | None:
    assert document.run is not None
    return document.run.node(label).gradient


def test_an_opened_circuit_has_run_already(document: Document) -> None:
    assert document.passes is Passes.BOTH
    assert document.run is not None
    assert (document.run.value, gradient(document)) == (9.0, 6.0)
    assert not document.is_modified


def test_live_edits_run_both_passes_once_per_turn(document: Document, qtbot: QtBot) -> None:
    runs: list[float] = []
    document.evaluated.connect(lambda: runs.append(document.run.value if document.run else -1.0))
    with qtbot.waitSignal(document.evaluated):
        for value in (4.0, 5.0, 6.0):
            document.do(SetValue("x", value), "")
    assert runs == [36.0]
    assert gradient(document) == 12.0


def test_moving_runs_nothing(document: Document, qtbot: QtBot) -> None:
    before = document.run
    with qtbot.waitSignal(document.changed):
        document.do(Move((("x", (8.0, 8.0)),)), "")
    assert document.run is before


def test_pins_and_remarks_run_nothing_and_bypass_does(document: Document, qtbot: QtBot) -> None:
    before = document.run
    with qtbot.waitSignal(document.changed):
        document.do(compose.set_pinned(document.circuit, ["f"], True), "")
        document.do(AddRemark(Note("n", "", (0.0, 0.0, 8.0, 8.0))), "")
    assert document.run is before
    with qtbot.waitSignal(document.evaluated):
        document.do(compose.set_bypassed(document.circuit, ["f"], True), "")
    assert document.run is not None
    assert (document.run.value, gradient(document)) == (3.0, 1.0)


def test_removed_remarks_leave_the_selection(document: Document) -> None:
    frames = [Frame(id, "", (0.0, 0.0, 8.0, 8.0)) for id in "abc"]
    document.do(Batch(tuple(map(AddRemark, frames))), "")
    document.select(["x"], (), ["a", "b", "c"])
    document.do(RemoveRemark("a"), "")
    document.do(Batch((RemoveRemark("b"), AddRemark(frames[1]))), "")
    document.settle()
    assert document.selection.remarks == {"b", "c"}
    assert document.selection.nodes == {"x"}


def test_forward_alone_shows_values_only(document: Document) -> None:
    document.run_passes(Passes.FORWARD)
    assert document.passes is Passes.FORWARD
    assert document.run is not None
    assert document.run.node("f").value == 9.0
    assert gradient(document) is None
    document.run_passes(Passes.BOTH)
    assert gradient(document) == 6.0


def test_without_live_an_edit_takes_stale_numbers_away(document: Document) -> None:
    document.live = False
    document.do(SetValue("x", 4.0), "")
    document.settle()
    assert document.run is None
    document.run_passes(Passes.FORWARD)
    assert document.run is not None
    assert document.run.node("f").value == 16.0


def test_several_sinks_run_forward_until_one_is_chosen(document: Document) -> None:
    refusals: list[str] = []
    document.refused.connect(lambda error: refusals.append(str(error)))
    document.do(AddNode(Node.new("negate", id="g")), "")
    document.do(Connect(Wire("x", "g", 0)), "")
    document.settle()
    assert document.passes is Passes.FORWARD
    document.run_passes(Passes.BOTH)
    assert refusals
    assert "f, g" in refusals[0]
    document.do(ChooseObjective("g"), "")
    document.settle()
    assert gradient(document) == -1.0


def test_a_refused_edit_is_told_and_no_step(document: Document, qtbot: QtBot) -> None:
    with qtbot.waitSignal(document.refused):
        assert not document.do(Connect(Wire("f", "x", 0)), "")
    assert document.history.count() == 0


def test_a_step_is_one_entry_and_undo_is_exact(document: Document) -> None:
    before = document.circuit.fragment()
    step = document.begin("Scrub")
    for value in (4.0, 5.0):
        step.apply(SetValue("x", value), key="value")
    step.commit()
    assert document.history.count() == 1
    document.history.undo()
    assert document.circuit.fragment() == before
    document.history.redo()
    assert document.circuit.node("x").value == 5.0


def test_a_cancelled_step_leaves_nothing(document: Document) -> None:
    before = document.circuit.fragment()
    step = document.begin("Scrub")
    step.apply(SetValue("x", 4.0), key="value")
    step.cancel()
    assert document.circuit.fragment() == before
    assert document.history.count() == 0


def test_a_step_that_did_nothing_is_no_entry(document: Document) -> None:
    document.begin("Nothing").commit()
    assert document.history.count() == 0


def test_removed_nodes_leave_the_selection(document: Document) -> None:
    document.select(["x", "f"], [Wire("x", "f", 0)])
    document.do(RemoveNode("x"), "")
    document.settle()
    assert document.selection.nodes == {"f"}
    assert not document.selection.wires


def test_changes_are_told_in_order(document: Document, qtbot: QtBot) -> None:
    document.do(SetValue("x", 1.0), "")
    document.do(SetValue("x", 2.0), "")
    with qtbot.waitSignal(document.changed) as told:
        document.settle()
    (changes,) = told.args
    assert [change.after.value for change in changes if isinstance(change, NodeChanged)] == [1.0, 2.0]


def test_an_emptied_circuit_has_no_results(document: Document) -> None:
    document.do(RemoveNode("f"), "")
    document.do(RemoveNode("x"), "")
    document.settle()
    assert document.run is None
    assert document.objective is None
