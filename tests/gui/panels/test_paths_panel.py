"""The Paths panel: rows that add up to the gradient, lit on the canvas by pointer and by keyboard; real events."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from circuitgrad.circuit import Wire
from circuitgrad.circuit.edits import SetValue
from circuitgrad.formats.formula import from_formula
from circuitgrad.gui.document import Document, Passes
from circuitgrad.gui.lens import Lens, Tone
from circuitgrad.gui.panels.paths import PathsPanel
from circuitgrad.gui.theme import DARK, LIGHT
from tests.gui.panels.showing import show_active

FORMULA = "x = -1; y = 2; z = 3; f = x*y + relu(x)*z - sin(x*x)"


@pytest.fixture
def panel(document: Document, qtbot: QtBot) -> PathsPanel:
    shown = PathsPanel(document, LIGHT)
    qtbot.addWidget(shown)
    shown.resize(860, 300)
    show_active(shown, qtbot)
    document.open(from_formula(FORMULA))
    return shown


def settle(panel: PathsPanel) -> None:
    panel.document.settle()
    panel.catch_up()
    panel.newest.finish()
    QApplication.processEvents()


def texts(panel: PathsPanel) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in panel.table.rows_model.rows]


def spot(panel: PathsPanel, row: int) -> QPoint:
    index = panel.table.rows_model.index(row, 1)
    return panel.table.visualRect(index).center()


def lit(document: Document) -> dict[tuple[str, str, int], Tone]:
    label = {id: node.label for id, node in document.circuit.nodes.items()}
    seen = document.lenses.seen
    return {(label[wire.source], label[wire.target], wire.port): tone for wire, tone in seen.lit_wires.items()}


def test_the_strongest_input_is_asked_about_and_its_products_sum_to_its_gradient(panel: PathsPanel) -> None:
    settle(panel)
    assert panel.start.currentText() == "x"
    assert panel.told.text() == "to f: 4 paths; their products sum to the gradient, 3.08"
    shown = texts(panel)
    assert [row[:3] for row in shown] == [
        ["x → × → + → f", "2.00 × 1.00 × 1.00", "2.00"],
        ["x → × [1] → sin → f", "(−1.00) × 0.540 × (−1.00)", "0.540"],
        ["x → × [2] → sin → f", "(−1.00) × 0.540 × (−1.00)", "0.540"],
        ["x → relu → × → + → f", "0 × 3.00 × 1.00 × 1.00", "0"],
        ["Sum over all paths = ∂f/∂x", "", "3.08"],
    ]
    shares = [row.cells[3].share for row in panel.table.rows_model.rows]
    assert shares[-1] == 1.0
    assert sum(share for share in shares[:-1] if share is not None) == pytest.approx(1.0)
    assert "Stopped between x and relu₁" in panel.table.rows_model.rows[3].told
    assert panel.document.lenses.seen.lit_wires == {}, "nothing is lit before anybody points at anything"


def test_a_selected_node_is_asked_about_and_all_its_paths_are_lit(panel: PathsPanel, document: Document) -> None:
    settle(panel)
    document.select([document.circuit.find("z").id])
    settle(panel)
    assert panel.start.currentText() == "z"
    assert lit(document) == {
        ("z", "mul2", 1): Tone.PATH, ("mul2", "add1", 1): Tone.PATH, ("add1", "f", 0): Tone.PATH,
    }  # fmt: skip
    document.select([document.circuit.find("add1").id])
    settle(panel)
    assert panel.start.currentText() == "add₁"
    assert lit(document) == {("add1", "f", 0): Tone.PATH}
    document.select()
    assert lit(document) == {}


def test_a_chosen_row_lights_its_path_and_writes_the_product_along_it(panel: PathsPanel, document: Document) -> None:
    settle(panel)
    QTest.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=spot(panel, 0))
    assert lit(document) == {
        ("x", "mul1", 0): Tone.RAISES, ("mul1", "add1", 0): Tone.RAISES, ("add1", "f", 0): Tone.RAISES,
    }  # fmt: skip
    circuit, seen = document.circuit, document.lenses.seen
    first = Wire(circuit.find("x").id, circuit.find("mul1").id, 0)
    assert written(seen, first) == "1.00 × 2.00 = 2.00"
    QTest.keyClick(panel.table, Qt.Key.Key_Down)
    assert ("x", "mul3", 0) in lit(document)
    assert ("x", "mul3", 1) not in lit(document)
    QTest.keyClick(panel.table, Qt.Key.Key_Escape)
    assert lit(document) == {}


def written(seen: Lens, wire: Wire) -> str:
    parts = seen.flow_text(wire, 3)
    assert parts is not None
    return "".join(part.text for part in parts)


def test_a_hovered_row_is_lit_until_the_pointer_leaves(panel: PathsPanel, document: Document) -> None:
    settle(panel)
    viewport = panel.table.viewport()
    QTest.mouseMove(viewport, spot(panel, 1))
    QTest.mouseMove(viewport, spot(panel, 3))
    assert set(lit(document).values()) == {Tone.DEAD}
    QApplication.sendEvent(viewport, QEvent(QEvent.Type.Leave))
    assert lit(document) == {}


def test_numbers_follow_the_document(panel: PathsPanel, document: Document) -> None:
    settle(panel)
    document.do(SetValue(document.circuit.find("y").id, -5.0), "Set")
    settle(panel)
    assert texts(panel)[0][2] == "−5.00"
    panel.set_digits(5)
    settle(panel)
    assert texts(panel)[0][2] == "−5.0000"
    panel.set_theme(DARK)


def test_many_paths_are_summed_and_more_can_be_listed(panel: PathsPanel, document: Document) -> None:
    levels = "; ".join(f"a{i + 1} = a{i} + a{i}" for i in range(60))
    document.open(from_formula(f"a0 = 1; b = 2*a0; {levels.replace('a1 = a0 + a0', 'a1 = b + b')}"))
    settle(panel)
    document.select([document.circuit.find("a0").id])
    settle(panel)
    assert "about 1.15×10¹⁸ paths" in panel.told.text()
    assert len(texts(panel)) == 22
    assert texts(panel)[20][0] == "about 1.15×10¹⁸ other paths together"
    QTest.mouseClick(panel.more, Qt.MouseButton.LeftButton)
    settle(panel)
    assert len(texts(panel)) == 102


def test_another_input_can_be_picked_and_rows_copied(panel: PathsPanel, document: Document) -> None:
    settle(panel)
    panel.start.setFocus()
    QTest.keyClick(panel.start, Qt.Key.Key_Down)
    settle(panel)
    assert panel.start.currentText() == "y"
    assert texts(panel)[0][0] == "y → × → + → f"
    panel.table.setFocus()
    QTest.keyClick(panel.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().splitlines()[0] == "y → × → + → f\t(−1.00) × 1.00 × 1.00\t-1\t-1"


def test_nothing_stays_lit_once_nobody_sees_the_panel(panel: PathsPanel, document: Document) -> None:
    settle(panel)
    document.select([document.circuit.find("x").id])
    settle(panel)
    assert lit(document)
    panel.hide()
    assert lit(document) == {}
    panel.show()
    settle(panel)
    assert lit(document)
    document.open(from_formula("u = 1; f = u*u"))
    assert lit(document) == {}


class Hides(Lens):
    def shows_gradient(self, id: str) -> bool:
        return False


def test_hidden_numbers_are_not_given_away(panel: PathsPanel, document: Document) -> None:
    settle(panel)
    assert "3.08" in panel.told.text()
    document.lenses.put("exercise", Hides())
    settle(panel)
    assert panel.told.text() == ""
    assert not panel.table.isVisible()
    document.lenses.put("exercise", None)
    settle(panel)
    assert "3.08" in panel.told.text()
    assert panel.table.isVisible()


def test_what_is_lacking_is_said(panel: PathsPanel, document: Document) -> None:
    document.live = False
    document.run_passes(Passes.FORWARD)
    settle(panel)
    assert panel._hint.text().startswith("Run the circuit forward and backward")
    document.run_passes(Passes.BOTH)
    settle(panel)
    assert not panel._hint.isVisible()
    document.open(from_formula("x"))
    settle(panel)
    assert panel._hint.isVisible()


def test_a_node_that_leads_nowhere_is_said_to(panel: PathsPanel, document: Document) -> None:
    document.open(from_formula("x = 1; y = 1; a = x*y; f = 2*x"))
    document.select([document.circuit.find("f").id])
    from circuitgrad.circuit.edits import ChooseObjective

    document.do(ChooseObjective(document.circuit.find("f").id), "Choose")
    document.select([document.circuit.find("y").id])
    settle(panel)
    assert panel._hint.text() == "No path leads from y to f: its gradient is 0."
