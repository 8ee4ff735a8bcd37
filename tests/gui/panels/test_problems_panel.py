from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from circuitgrad.circuit import Circuit
from circuitgrad.circuit.edits import Batch, SetRole, SetValue
from circuitgrad.formats.formula import from_formula
from circuitgrad.gui.document import Document
from circuitgrad.gui.lens import CLEAR, Tone
from circuitgrad.gui.messages import problem_sentence
from circuitgrad.gui.panels.problems import ProblemRow, ProblemsPanel
from circuitgrad.gui.theme import LIGHT
from circuitgrad.operators import Role
from tests.gui.panels.showing import show_active


@pytest.fixture
def problems(document: Document, qtbot: QtBot) -> ProblemsPanel:
    panel = ProblemsPanel(document, LIGHT)
    qtbot.addWidget(panel)
    panel.resize(360, 300)
    show_active(panel, qtbot)
    return panel


@pytest.fixture
def dead(fan_out: Circuit) -> Circuit:
    """The product of zeros: no gradient reaches its factors through it."""
    Batch((SetValue("id_x", 0.0), SetValue("id_y", 0.0))).apply(fan_out)
    return fan_out


def rows(problems: ProblemsPanel) -> list[ProblemRow]:
    """The rows as soon as they follow, which they do a moment after the canvas."""
    problems.catch_up()
    return [row for row in problems.findChildren(ProblemRow) if row.isVisible()]


def test_all_is_well(problems: ProblemsPanel, document: Document, neuron: Circuit) -> None:
    document.open(neuron)
    assert rows(problems) == []
    assert problems.findChild(QLabel, "problems_empty").text() == "No problems."
    assert problems.title() == "Problems"


def test_each_problem_has_its_sentence_and_the_title_counts(
    problems: ProblemsPanel, document: Document, dead: Circuit, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(problems.title_changed) as title:
        document.open(dead)
    assert document.run.problems
    assert [row.accessibleName() for row in rows(problems)] == [
        problem_sentence(each) for each in document.run.problems
    ]
    assert title.args == [f"Problems ({len(document.run.problems)})"]


@pytest.mark.parametrize("by_key", [False, True])
def test_a_row_selects_and_reveals(
    problems: ProblemsPanel, document: Document, dead: Circuit, qtbot: QtBot, by_key: bool
) -> None:
    document.open(dead)
    row, problem = rows(problems)[0], document.run.problems[0]
    with qtbot.waitSignal(problems.reveal) as revealed:
        if by_key:
            qtbot.keyClick(row, Qt.Key.Key_Return)
        else:
            qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert revealed.args == [problem.node]
    assert document.selection.nodes == set(problem.nodes)


def test_a_nudge_cures_a_product_of_zeros_in_one_step(
    problems: ProblemsPanel, document: Document, dead: Circuit, qtbot: QtBot
) -> None:
    document.open(dead)
    button = next(
        button for row in rows(problems) if (button := row.findChild(QPushButton, "problem_cure")).isVisible()
    )
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    document.settle()
    assert document.circuit.node("id_x").value != 0.0
    assert rows(problems) == []
    assert document.history.count() == 1


def test_a_nudge_without_anything_to_move_is_refused_in_words(
    problems: ProblemsPanel, document: Document, dead: Circuit, qtbot: QtBot
) -> None:
    Batch((SetRole("id_x", Role.DATA), SetRole("id_y", Role.DATA))).apply(dead)
    document.open(dead)
    with qtbot.waitSignal(document.refused) as refused:
        problems._nudge()
    assert "parameter" in str(refused.args[0])
    assert document.history.count() == 0


def test_choosing_a_problem_lights_the_way_that_the_gradient_took_and_says_where_it_ended(
    problems: ProblemsPanel, document: Document, qtbot: QtBot
) -> None:
    document.open(from_formula("x = 0; y = 0; q = (2*x)*(3*y); f = 5*q"))
    row = rows(problems)[0]
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    lens, circuit = document.lenses.seen, document.circuit
    tones = {(circuit.node(wire.source).label, circuit.node(wire.target).label): lens.wire_tone(wire)
             for wire in circuit.wires()}  # fmt: skip
    assert tones[("q", "f")] is Tone.PATH
    assert {tone for ends, tone in tones.items() if ends != ("q", "f")} == {Tone.DEAD}
    killed = next(wire for wire in circuit.wires() if circuit.node(wire.target).label == "q")
    assert "".join(part.text for part in lens.flow_text(killed, 3)) == "5.00 × 0 = 0"
    assert "get no gradient" in row.findChild(QLabel, "problem_story").text()


def test_the_light_goes_out_with_the_problem_and_with_another_selection(
    problems: ProblemsPanel, document: Document, dead: Circuit, qtbot: QtBot
) -> None:
    document.open(dead)
    qtbot.mouseClick(rows(problems)[0], Qt.MouseButton.LeftButton)
    assert document.lenses.seen is not CLEAR
    document.select(["id_x"])
    assert document.lenses.seen is CLEAR
    qtbot.mouseClick(rows(problems)[0], Qt.MouseButton.LeftButton)
    Batch((SetValue("id_x", 2.0), SetValue("id_y", 3.0))).apply(document.circuit)
    document.settle()
    assert document.lenses.seen is CLEAR
    document.open(dead)
    problems.hide()
    assert document.lenses.seen is CLEAR


def test_an_input_is_moved_as_the_sentence_advises_in_one_step(
    problems: ProblemsPanel, document: Document, qtbot: QtBot
) -> None:
    document.open(from_formula("x = -2; f = log(x)"))
    button = rows(problems)[0].findChild(QPushButton, "problem_cure")
    assert button.text() == "Raise x"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    document.settle()
    assert document.circuit.find("x").value > 0.0
    assert rows(problems) == []
    assert document.history.count() == 1


def test_a_saturated_gradient_leads_to_what_if(problems: ProblemsPanel, document: Document, qtbot: QtBot) -> None:
    document.open(from_formula("x = 40; f = sigmoid(x)"))
    with qtbot.waitSignal(problems.panel_asked) as asked:
        qtbot.mouseClick(rows(problems)[0].findChild(QPushButton, "problem_cure"), Qt.MouseButton.LeftButton)
    assert asked.args == ["what_if"]
