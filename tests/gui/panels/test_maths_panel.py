"""The maths panel in a real window: it follows the selection, is typeset, and what it shows can be copied."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

import circuitgrad as cg
from circuitgrad.circuit import Circuit
from circuitgrad.gui.document import Document
from circuitgrad.gui.formula_lines import pieces_of
from circuitgrad.gui.formula_view import FormulaView
from circuitgrad.gui.lens import Lens
from circuitgrad.gui.main_window import MainWindow
from circuitgrad.gui.panels.maths import MathsPanel
from circuitgrad.gui.theme import DARK, LIGHT
from circuitgrad.gui.typeset import typeset, typesetter
from circuitgrad.operators import Operator
from tests.gui.conftest import MakeWindow
from tests.gui.hands import Hands
from tests.unit.formats.test_node_maths import each_operator, one_node


def settled(panel: MathsPanel) -> MathsPanel:
    """Everything that was asked for is there."""
    for _ in range(3):
        panel.catch_up()
        panel.newest.finish()
        typesetter().finish()
        QApplication.processEvents()
    return panel


def shown(panel: MathsPanel) -> list[str]:
    return [view.plain for view in panel.findChildren(FormulaView) if view.isVisibleTo(panel)]


def note(panel: MathsPanel, name: str) -> str:
    found = panel.findChild(QLabel, name)
    assert found is not None
    return found.text() if found.isVisibleTo(panel) else ""


@pytest.fixture
def panel(qtbot: QtBot, document: Document) -> MathsPanel:
    made = MathsPanel(document, LIGHT)
    qtbot.addWidget(made)
    made.resize(368, 700)
    made.show()
    return made


def opened(panel: MathsPanel, circuit: Circuit, selected: str = "") -> MathsPanel:
    panel.document.open(circuit)
    panel.document.select([circuit.find(selected).id] if selected else [])
    return settled(panel)


def test_without_a_selection_it_shows_the_objectives_formula(panel: MathsPanel, neuron: Circuit) -> None:
    opened(panel, neuron)
    assert shown(panel)[0] == "f = 1/p"
    assert "Select a node" in note(panel, "maths_hint")
    opened(panel, Circuit())
    assert shown(panel) == []
    assert "empty" in note(panel, "maths_formula_note")


def test_a_node_shows_its_rule_local_derivatives_and_the_chain_rule(panel: MathsPanel, neuron: Circuit) -> None:
    opened(panel, neuron, "f")
    assert shown(panel) == [
        "f = 1/p = 0.500",
        "∂f/∂p = -1/p**2 = −0.250",
        "∂f/∂p = ∂f/∂f · ∂f/∂p = 1.00 · (−0.250) = −0.250",
    ]
    assert all(view.is_typeset for view in panel.findChildren(FormulaView) if view.isVisibleTo(panel))


def test_an_input_shows_the_derivative_as_one_formula_beside_the_difference(panel: MathsPanel, neuron: Circuit) -> None:
    opened(panel, neuron, "w0")
    formula, value, difference, *_ = shown(panel)
    assert formula == "∂f/∂w0 = x0/(3 - w0*x0 - w1*x1 - w2)**2"
    assert cg.run(neuron).gradients["w0"] == -0.25
    assert value == "∂f/∂w0 = −0.250"
    assert difference.startswith("(f(w0 + h) − f(w0 − h))/(2·h) = −0.")
    assert difference.rsplit("= ", 1)[1] == value.rsplit("= ", 1)[1]
    assert "2 forward passes" in note(panel, "maths_values_note")
    assert f"{2 * len(neuron.inputs())} for all" in note(panel, "maths_values_note")
    view = panel.formula.views[0]
    assert view.sympy.splitlines()[-1].startswith("result = ")


def test_numbers_have_the_digits_of_the_setting(panel: MathsPanel, neuron: Circuit) -> None:
    opened(panel, neuron, "f")
    panel.set_digits(5)
    settled(panel)
    assert shown(panel)[0] == "f = 1/p = 0.50000"


def test_values_are_followed_and_the_formula_stays(panel: MathsPanel, neuron: Circuit) -> None:
    from circuitgrad.circuit.edits import SetValue

    opened(panel, neuron, "w0")
    before = shown(panel)
    panel.document.do(SetValue(neuron.find("x0").id, 3.0), "Set")
    panel.document.settle()
    settled(panel)
    after = shown(panel)
    assert after[0] == before[0]
    assert after[1] != before[1]


def test_another_number_in_the_formula_gives_another_formula(panel: MathsPanel) -> None:
    from circuitgrad.circuit.edits import SetValue

    circuit = cg.from_formula("x = 2; f = max(x, 7)")
    opened(panel, circuit)
    assert shown(panel) == ["f = max(x, 7)"]
    literal = next(node for node in circuit.nodes.values() if node.is_literal)
    panel.document.do(SetValue(literal.id, 8.0), "Set")
    panel.document.settle()
    settled(panel)
    assert shown(panel) == ["f = max(x, 8)"]


def test_what_cannot_be_written_is_said(panel: MathsPanel) -> None:
    from circuitgrad.circuit import Fragment, Node, Wire

    nodes = (Node.new("input", id="x", name="x", value=1.0), Node.new("divide", id="f", name="f"))
    circuit = Circuit(Fragment(nodes, (Wire("x", "f", 0),)))
    opened(panel, circuit, "x")
    assert "lacks an input" in note(panel, "maths_formula_note")
    opened(panel, circuit, "f")
    assert "lacks an input" in note(panel, "maths_hint")


def test_before_a_backward_pass_it_says_what_is_missing(panel: MathsPanel, neuron: Circuit) -> None:
    panel.document.live = False
    opened(panel, neuron, "f")
    assert shown(panel) == ["f = 1/p", "∂f/∂p = -1/p**2"]
    assert "Press Forward" in note(panel, "maths_hint")


def test_themes_change_the_colours(panel: MathsPanel, neuron: Circuit) -> None:
    opened(panel, neuron, "f")
    before = panel.rule.views[0].grab().toImage()
    panel.set_theme(DARK)
    settled(panel)
    assert panel.rule.views[0].theme is DARK
    assert panel.rule.views[0].grab().toImage() != before


@each_operator
def test_every_operator_is_typeset(operator: Operator, qtbot: QtBot) -> None:
    from circuitgrad.formats.node_maths import node_maths

    circuit = one_node(operator)
    told = node_maths(circuit, cg.run(circuit), "f", "f", 3)
    lines = [told.rule, *told.local_derivatives, *told.chain]
    derivative = cg.derivative(circuit, "x0").equation
    for latex in (*(line.latex for line in lines if line is not None), derivative, cg.to_latex(circuit)):
        for piece in pieces_of(latex):
            assert typeset(piece, 17.0) is not None, piece


def test_it_follows_the_hand_in_the_window(make_window: MakeWindow, qtbot: QtBot) -> None:
    window: MainWindow = make_window()
    window.docks.docks["maths"].raise_()
    window.docks.docks["maths"].show()
    QApplication.processEvents()
    panel = window.docks.panels["maths"]
    assert isinstance(panel, MathsPanel)
    hands = Hands(window.view)
    hands.click(hands.body("f"))
    settled(panel)
    assert shown(panel)[0].startswith("f = ")
    view = panel.rule.views[0]
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == view.latex
    assert "textcolor" not in view.latex


def test_what_is_copied_has_all_digits(panel: MathsPanel) -> None:
    circuit = cg.from_formula("x = 0.123456789; q = 0.987654321*x; f = q*x")
    opened(panel, circuit, "q")
    assert "0.988" in panel.rule.views[0]._latex
    assert panel.rule.views[0].latex.startswith("q = 0.987654321 x = 0.987654321 ")
    opened(panel, circuit)
    assert "0.987654321" in panel.formula.views[1].latex


def test_signs_that_not_every_reader_knows_are_explained(panel: MathsPanel) -> None:
    opened(panel, cg.from_formula("x = 1; f = relu(x)"), "f")
    assert note(panel, "maths_local_note") == "[…] is 1 where the condition holds, else 0."
    opened(panel, cg.from_formula("x = 1; f = gelu(x)"), "f")
    assert "normal distribution" in note(panel, "maths_local_note")
    opened(panel, cg.from_formula("x = 1; f = sin(x)"), "f")
    assert note(panel, "maths_local_note") == ""


def pressed(panel: MathsPanel) -> None:
    QTest.mouseClick(panel.simplify.button, Qt.MouseButton.LeftButton)


def test_simplify_shows_the_shorter_formula_below(panel: MathsPanel) -> None:
    circuit = cg.from_formula("x = 2; y = 3; f = (x - y)/(x + y)")
    opened(panel, circuit, "x")
    assert panel.simplify.isVisibleTo(panel)
    pressed(panel)
    assert panel.simplify.button.text() == "Stop"
    panel.simplifier.finish()
    settled(panel)
    assert panel.simplify.button.text() == "Simplify"
    assert panel.shorter.views[0].plain == "∂f/∂x = 2*y/(x + y)**2"
    panel.document.select([circuit.find("f").id])
    settled(panel)
    assert not panel.shorter.isVisibleTo(panel)
    assert not panel.simplify.isVisibleTo(panel)


def test_simplify_can_be_stopped(panel: MathsPanel) -> None:
    opened(panel, cg.from_formula("x = 2; f = tanh(x*tanh(x*tanh(x)))*exp(x)"), "x")
    pressed(panel)
    pressed(panel)
    assert panel.simplify.button.text() == "Simplify"
    panel.simplifier.finish()
    settled(panel)
    assert not panel.shorter.isVisibleTo(panel)


def test_simplify_says_where_there_is_nothing_shorter(panel: MathsPanel) -> None:
    opened(panel, cg.from_formula("x = 2; f = x**3"), "x")
    pressed(panel)
    panel.simplifier.finish()
    settled(panel)
    assert note(panel, "maths_shorter_note") == "SymPy finds nothing shorter."


def test_an_input_without_a_value_leaves_the_formula(panel: MathsPanel) -> None:
    opened(panel, cg.from_formula("f = x*sin(y)"), "x")
    assert shown(panel)[0] == "∂f/∂x = sin(y)"
    assert not panel.values.isVisibleTo(panel)


def test_a_moved_slider_works_no_formula_out_again(panel: MathsPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    from circuitgrad.circuit.edits import SetValue
    from circuitgrad.gui.panels import maths_work

    circuit = cg.from_formula("x = 2; f = x**3")
    opened(panel, circuit, "x")
    monkeypatch.setattr(maths_work, "derivative", lambda *_: pytest.fail("the formula has not changed"))
    panel.document.do(SetValue(circuit.find("x").id, 3.0), "Set")
    panel.document.settle()
    settled(panel)
    assert shown(panel)[:2] == ["∂f/∂x = 3*x**2", "∂f/∂x = 27.0"]


def test_a_very_large_circuit_is_told_so_and_not_copied(panel: MathsPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    from circuitgrad.gui.panels import maths

    monkeypatch.setattr(maths, "MOST_NODES", 3)
    opened(panel, cg.from_formula("f = x*y + z", default=1.0))
    assert "too many for a formula" in note(panel, "maths_formula_note")


class Half(Lens):
    """Hides every gradient, and the value of what is named."""

    def __init__(self, hidden: str = "") -> None:
        self.hidden = hidden

    def shows_value(self, id: str) -> bool:
        return id != self.hidden

    def shows_gradient(self, id: str) -> bool:
        return False


def test_numbers_that_a_lens_hides_are_not_told(panel: MathsPanel, neuron: Circuit) -> None:
    opened(panel, neuron, "f")
    panel.document.lenses.put("test", Half())
    settled(panel)
    assert shown(panel) == ["f = 1/p = 0.500", "∂f/∂p = -1/p**2 = −0.250"]
    panel.document.lenses.put("test", Half("f"))
    settled(panel)
    assert shown(panel) == ["f = 1/p", "∂f/∂p = -1/p**2"]
    panel.document.select([neuron.find("w0").id])
    settled(panel)
    assert len(shown(panel)) == 1
    panel.document.lenses.put("test", None)
    settled(panel)
    assert len(shown(panel)) > 2


def test_the_formula_is_copied_with_its_definitions(panel: MathsPanel) -> None:
    opened(panel, cg.from_formula("x = 1; y = 2; z = 3; q = x + y; f = q*z"))
    first, second = panel.formula.views[:2]
    assert first.plain == "f = q*z"
    assert first.latex == r"\begin{aligned} f &= q z \\ q &= x + y \end{aligned}"
    assert second.latex == "q = x + y"
    first.copy_plain()
    assert QGuiApplication.clipboard().text() == "f = q*z\nq = x + y"
