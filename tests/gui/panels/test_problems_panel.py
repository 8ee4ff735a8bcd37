from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from circuitgrad.circuit import Circuit
from circuitgrad.circuit.edits import Batch, SetRole, SetValue
from circuitgrad.gui.document import Document
from circuitgrad.gui.messages import problem_sentence
from circuitgrad.gui.panels.problems import ProblemRow, ProblemsPanel
from circuitgrad.gui.theme import LIGHT
from circuitgrad.operators import Role


@pytest.fixture
def problems(document: Document, qtbot: QtBot) -> ProblemsPanel:
    panel = ProblemsPanel(document, LIGHT)
    qtbot.addWidget(panel)
    panel.resize(360, 300)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


@pytest.fixture
def dead(fan_out: Circuit) -> Circuit:
    """The product of zeros: no gradient reaches its factors through it."""
    Batch((SetValue("id_x", 0.0), SetValue("id_y", 0.0))).apply(fan_out)
    return fan_out


def rows(problems: ProblemsPanel) -> list[ProblemRow]:
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
        button for row in rows(problems) if (button := row.findChild(QPushButton, "problem_nudge")).isVisible()
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
