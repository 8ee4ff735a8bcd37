"""The Steps panel over random circuits: every step has its texts, and no edit leaves it where nothing is."""

from __future__ import annotations

from dataclasses import replace
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from circuitgrad.circuit import Circuit
from circuitgrad.circuit.edits import ChooseObjective, Disconnect, Rename, ReplaceNode, SetValue, remove
from circuitgrad.engine.timeline import Phase
from circuitgrad.formats.formula import from_formula
from circuitgrad.gui.document import Document
from circuitgrad.gui.lens import CLEAR, Ink
from circuitgrad.gui.panels.steps import StepsPanel
from circuitgrad.gui.stepping.formula import Word, plain
from circuitgrad.gui.stepping.step_formulas import Fonts, StepFormulas, set_formulas
from circuitgrad.gui.stepping.step_lens import StepLens
from circuitgrad.gui.stepping.step_texts import StepTeller
from circuitgrad.gui.theme import DARK, LIGHT
from tests.gui.panels.showing import show_active
from tests.strategies import circuits, numbers

QUIET = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def panel(document: Document, qtbot: QtBot) -> StepsPanel:
    shown = StepsPanel(document, LIGHT)
    qtbot.addWidget(shown)
    shown.resize(800, 260)
    show_active(shown, qtbot)
    return shown


def without_names(circuit: Circuit) -> Circuit:
    """The circuit in Latin letters: to find fonts for all others takes Qt seconds."""
    drawn = circuit.fragment()
    return Circuit(replace(drawn, nodes=tuple(replace(node, name="") for node in drawn.nodes)))


def show(panel: StepsPanel, formula: str, at: int | None = None) -> StepsPanel:
    panel.document.open(from_formula(formula))
    if at is None:
        panel.player.last()
    else:
        panel.player.go(at)
    panel.catch_up()
    return panel


@QUIET
@given(circuits(values=numbers(finite=False), bypass=True))
def test_every_step_of_any_circuit_has_its_texts(panel: StepsPanel, circuit: Circuit) -> None:
    document = panel.document
    document.open(circuit)
    timeline = panel.player.timeline
    if timeline is None:
        assert not len(circuit)
        return
    teller = StepTeller(timeline, circuit, LIGHT, 3)
    for at in range(timeline.last + 1):
        texts, moment = teller.at(at), timeline.moment(at)
        assert texts.title
        assert texts.spoken.startswith(texts.title)
        assert bool(texts.formulas) is (moment.phase is not Phase.GIVEN)
        assert bool(texts.pattern) is (moment.phase is Phase.BACKWARD)
        if moment.phase is Phase.FORWARD:
            assert texts.formulas[0][-1].ink is Ink.VALUE
        lens = StepLens(timeline, at)
        for id in circuit.nodes:
            assert lens.shows_gradient(id) <= lens.shows_value(id)
            note = lens.node_note(id, 3)
            assert note is None or all(part.text for part in note)
        for wire in circuit.wires():
            text = lens.flow_text(wire, 3)
            assert text is None or (lens.shows_flow(wire) and wire in lens.lit_wires)


@QUIET
@given(circuits(bypass=True, any_ids=False).map(without_names), st.data())
def test_no_edit_leaves_it_where_nothing_is(panel: StepsPanel, circuit: Circuit, data: st.DataObject) -> None:
    document, player = panel.document, panel.player
    document.open(circuit)
    document.live = data.draw(st.booleans())
    for _ in range(12):
        act = data.draw(st.sampled_from(["step", "back", "go", "edit", "edit", "undo", "leave", "theme"]))
        if act == "edit":
            edit_somewhere(document, data)
        elif act == "undo":
            document.history.undo()
        elif act == "theme":
            panel.set_theme(data.draw(st.sampled_from([LIGHT, DARK])))  # before the edit has been settled
        elif act == "go":
            player.go(data.draw(st.integers(0, 40)))
        else:
            getattr(player, act)()
        if data.draw(st.booleans()):
            for _ in range(3):  # the edit is heard of, the passes run, and all that follows is shown
                QApplication.processEvents()
            assert document.run is not None or not len(document.circuit) or player.at is None
            lens = document.lenses.of("steps")
            assert (lens is None) is (player.at is None)
            if player.at is not None:
                timeline = player.timeline
                assert timeline is not None
                assert timeline.run is document.run
                assert 0 <= player.at <= timeline.last
                assert player.active is None or player.active in document.circuit
    player.leave()
    document.live = True
    assert document.lenses.seen is CLEAR


def edit_somewhere(document: Document, data: st.DataObject) -> None:
    circuit = document.circuit
    nodes, wires = list(circuit.nodes.values()), list(circuit.wires())
    if not nodes:
        return
    node = data.draw(st.sampled_from(nodes))
    kinds = ["remove", "objective"]
    kinds += ["value"] if node.is_leaf else ["bypass"]
    kinds += ["cut"] if wires else []
    kind = data.draw(st.sampled_from(kinds))
    edit = (
        remove([node.id])
        if kind == "remove"
        else ChooseObjective(node.id)
        if kind == "objective"
        else SetValue(node.id, 2.5)
        if kind == "value"
        else ReplaceNode(replace(node, bypassed=not node.bypassed))
        if kind == "bypass"
        else Disconnect(data.draw(st.sampled_from(wires)))
    )
    document.do(edit, kind)


@pytest.mark.parametrize(
    ("formula", "rule"),
    [
        ("x = 3; f = relu(x)", "of relu (1 above 0, else 0) at x = 3.00"),
        ("x = 3; y = 1; f = max(x, y)", "of max (1 for the largest input, else 0) at x = 3.00, y = 1.00"),
        ("x = 3; f = x + 4", "of +4 at x = 3.00"),
    ],
)
def test_rules_that_are_words_are_told_in_words(panel: StepsPanel, formula: str, rule: str) -> None:
    show(panel, formula)
    assert rule in panel.texts.spoken


def test_the_other_factor_of_a_product_stands_in_the_formula(panel: StepsPanel) -> None:
    show(panel, "x = -2; y = 4; f = x*y")
    assert plain(panel.texts.formulas[0]) == "∂f/∂x = ∂f/∂f · ∂f/∂x = 1.00 × y = 1.00 × 4.00 = 4.00"
    show(panel, "a = 1; b = 2; c = 3; f = mul(a, b, c)")
    assert plain(panel.texts.formulas[0]) == "∂f/∂a = ∂f/∂f · ∂f/∂a = 1.00 × (b·c) = 1.00 × 6.00 = 6.00"
    show(panel, "a = 1; b = 2; c = 3; d = 4; e = 5; f = mul(a, b, c, d, e)")
    assert plain(panel.texts.formulas[0]) == "∂f/∂a = ∂f/∂f · ∂f/∂a = 1.00 × 120 = 120"
    assert "of × (product of the other inputs) at a = 1.00" in panel.texts.spoken


def test_a_name_that_is_a_word_is_no_clause(panel: StepsPanel) -> None:
    show(panel, "x = -2; where = 4; f = x*where")
    assert "1.00 × where = 1.00 × 4.00" in plain(panel.texts.formulas[0])


def test_a_gradient_that_stops_is_told(panel: StepsPanel) -> None:
    show(panel, "x = -3; f = relu(x)")
    assert plain(panel.texts.formulas[0]) == "∂f/∂x = ∂f/∂f · ∂f/∂x = 1.00 × 0 = 0"
    assert "Moving x a little does not move f." in panel.texts.spoken


def test_many_wires_are_cut_short(panel: StepsPanel) -> None:
    names = [f"x{i}" for i in range(20)]
    values = "; ".join(f"{name} = {i}" for i, name in enumerate(names))
    show(panel, f"{values}; f = add({', '.join(names)})")
    assert len(panel.texts.formulas) == 6
    assert "And so on for 14 more wires." in panel.texts.spoken
    panel.player.go(1)
    assert plain(panel.texts.formulas[0]).startswith("f = x₀ + x₁ + x₂ + x₃ + x₄ + x₅ + … = 0 + 1.00 +")


def test_names_cannot_bring_marks_into_the_texts(panel: StepsPanel) -> None:
    document = panel.document
    document.open(from_formula("x = 1; f = exp(x)"))
    assert document.do(Rename(document.circuit.find("x").id, "Ж"), "Rename")
    document.settle()
    panel.player.last()
    assert "<i>Ж</i>" in panel.texts.meaning
    assert "Ж" in unescape(panel.texts.spoken)


def test_a_formula_that_is_too_long_breaks_before_an_equals_sign(panel: StepsPanel) -> None:
    show(panel, "x = 2; f = 1/x")
    fonts = Fonts(15)
    wide, narrow = (set_formulas(panel.texts.formulas, fonts, width) for width in (900.0, 240.0))
    assert narrow.size.height() > wide.size.height()
    assert narrow.size.width() <= 240
    assert len({start.y() for start, _ in wide.boxes}) == 1
    assert len({start.y() for start, _ in narrow.boxes}) > 1


def test_formulas_stand_beside_each_other_where_there_is_room(panel: StepsPanel) -> None:
    show(panel, "x = 2; y = 3; f = x*y")
    fonts = Fonts(15)
    assert set_formulas(panel.texts.formulas, fonts, 2000.0).size.height() < (
        set_formulas(panel.texts.formulas, fonts, 400.0).size.height()
    )


def test_a_formula_is_copied_as_text(qtbot: QtBot) -> None:
    view = StepFormulas("formula")
    qtbot.addWidget(view)
    view.show_formulas([(Word("q"), Word(" = "), Word("3.00"))], LIGHT)
    assert view.text == view.accessibleName() == "q = 3.00"
    assert view.sizeHint() != QSize(0, 0)
    view.show_formulas((), LIGHT)
    assert view.isHidden()


def test_more_digits_are_shown_at_once(panel: StepsPanel) -> None:
    show(panel, "x = 3; f = 1/x", 1)
    panel.set_digits(6)
    assert plain(panel.texts.formulas[0]) == "f = 1/x = 1/3.00000 = 0.333333"


def test_nothing_is_written_while_nobody_sees_it(panel: StepsPanel) -> None:
    show(panel, "x = 3; f = 1/x", 1)
    before = panel.texts
    panel.hide()
    panel.player.go(3)
    assert panel.texts is before
    assert panel.document.lenses.of("steps") is None
    panel.show()
    assert panel.texts is not before
    assert panel.document.lenses.of("steps") is not None
