"""Nothing in the window tells what an exercise asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from circuitgrad.circuit import Asks, Question
from circuitgrad.formats.examples import load_example
from circuitgrad.formats.numbers import short_number
from circuitgrad.gui.canvas.hover import node_hover_text, wire_hover_text
from circuitgrad.gui.main_window import MainWindow
from circuitgrad.gui.panels import PANELS
from circuitgrad.gui.picture import render
from tests.gui.conftest import MakeWindow
from tests.gui.exercise.exercising import (
    do,
    hands_on,
)


def texts_of(interface: QAccessibleInterface | None, deep: int = 12) -> Iterator[str]:
    """All that a screen reader can reach from here, as far as it can be seen."""
    if interface is None or not interface.isValid() or deep == 0:
        return
    kinds = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value, QAccessible.Text.Help)
    yield from (interface.text(kind) for kind in kinds)
    for i in range(interface.childCount()):
        child = interface.child(i)
        if child is not None and not child.state().invisible:
            yield from texts_of(child, deep - 1)


def shown_texts(window: MainWindow) -> Iterator[str]:
    """Labels, fields, tooltips and accessible texts of all that can be seen, and the canvas' own texts."""
    for widget in window.findChildren(QWidget):
        if not widget.isVisible():
            continue
        yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
        if isinstance(widget, QLabel | QPushButton | QLineEdit):
            yield widget.text()
    scene = window.view.canvas
    for id in window.document.circuit.nodes:
        node, item = window.document.circuit.node(id), scene.node_items[id]
        yield node_hover_text(scene, node)
        yield from (item.look.value, item.look.gradient, item.look.total)
    for wire in window.document.circuit.wires():
        yield wire_hover_text(scene, wire)
        yield from scene.wire_items[wire].texts
    yield from texts_of(QAccessible.queryAccessibleInterface(window.view))


def hidden_numbers(window: MainWindow) -> set[str]:
    """The numbers that are asked for, as they would be shown; the values of inputs are no secret."""
    run = window.document.run
    assert run is not None
    given = {short_number(node.value) for node in window.document.circuit.inputs() if node.value is not None}
    given |= {"1.00"}  # where the backward pass begins
    found = set()
    for question in window.document.exercise.sitting.open:
        answer = window.document.exercise.right_answer(question)
        if isinstance(answer, float):
            found |= {short_number(answer), short_number(answer, 5), short_number(abs(answer))}
    return found - given - {number.removeprefix("−") for number in given} - {"0"}


def told(window: MainWindow) -> set[str]:
    """Which of the numbers that are asked for can be read somewhere."""
    everything = "\n".join(shown_texts(window))
    return {number for number in hidden_numbers(window) if re.search(rf"(?<![\d.]){re.escape(number)}", everything)}


def test_no_panel_tells_what_is_asked(asked: MainWindow, qtbot: QtBot) -> None:
    document, circuit = asked.document, asked.document.circuit
    assert hidden_numbers(asked)
    single = [*(([id], []) for id in circuit.nodes), *(([], [wire]) for wire in circuit.wires())]
    for record in PANELS:
        dock = asked.docks.docks[record.key]
        dock.show()
        dock.raise_()
        qtbot.waitUntil(lambda key=record.key: key in asked.docks.panels)  # type: ignore[misc]
        QApplication.processEvents()
        for nodes, wires in [(list(circuit.nodes), []), *(single if record.key == "inspector" else ())]:
            document.select(nodes, wires)
            QApplication.processEvents()
            assert told(asked) == set(), (record.key, nodes, wires)


def test_the_same_numbers_are_told_once_nothing_is_asked(asked: MainWindow) -> None:
    """The walk over all texts finds numbers where they are shown: so it would find one that leaks."""
    numbers = hidden_numbers(asked)
    asked.document.select()
    do(asked, "stop_hiding")
    everything = "\n".join(shown_texts(asked))
    assert len([number for number in numbers if number in everything]) > len(numbers) / 2


def test_no_arrow_halo_or_rank_tells_which_way(asked: MainWindow) -> None:
    for node in asked.document.circuit.inputs():
        look = asked.view.canvas.node_items[node.id].look
        assert (look.effect, look.share, look.rank) == (None, 0.0, None)
    assert all(item.marks is not None for item in asked.view.canvas.wire_items.values())


def test_ranks_leave_no_gap_where_one_is_hidden(window: MainWindow) -> None:
    looks = {node.label: window.view.canvas.node_items[node.id].look for node in window.document.circuit.inputs()}
    second = next(label for label, look in looks.items() if look.rank == 2)
    window.document.select([window.document.circuit.find(second).id])
    do(window, "hide_and_ask")
    shown = [window.view.canvas.node_items[node.id].look for node in window.document.circuit.inputs()]
    assert sorted(look.rank for look in shown if look.rank is not None) == [1, 2, 3, 4]
    assert max(look.share for look in shown) == 1.0


def test_a_picture_tells_nothing_either(asked: MainWindow, tmp_path: Path) -> None:
    document = asked.document
    hidden, open_ = tmp_path / "hidden.svg", tmp_path / "open.svg"
    render(document.circuit, document.run, hidden, lens=document.lenses.seen)
    render(document.circuit, document.run, open_)
    assert len(hidden.read_bytes()) < len(open_.read_bytes())


def test_panels_that_tell_too_much_are_covered_and_come_back(asked: MainWindow, qtbot: QtBot) -> None:
    dock = asked.docks.docks["what_if"]
    panel = asked.docks.panels["what_if"]
    assert not panel.isVisible()
    asked.document.select()
    do(asked, "stop_hiding")
    dock.raise_()
    qtbot.waitUntil(panel.isVisible)
    assert dock.widget() is panel


def test_nodes_cannot_be_found_by_what_is_hidden(asked: MainWindow) -> None:
    hands = hands_on(asked)
    do(asked, "find")
    box = asked.overlays.find
    assert box is not None
    box.field.setText("gradient < 0")
    box.search()
    assert box.model.rowCount() == 0
    assert not hands.refusals


def test_no_dashed_outline_or_problem_tells_that_nothing_flows(make_window: MakeWindow, qtbot: QtBot) -> None:
    """The maximum passes nothing to one of its inputs: that is a problem, and just what is asked for."""
    window = make_window(load_example("gates"))
    node = window.document.circuit.find("m").id
    assert window.view.canvas.node_items[node].look.troubled
    do(window, "ask_effects")
    qtbot.waitUntil(lambda: "problems" in window.docks.panels)
    assert not window.view.canvas.node_items[node].look.troubled
    assert "passes no gradient" not in "\n".join(shown_texts(window))
    effect = Question(Asks.EFFECT, window.document.circuit.find("w").id)
    window.document.exercise.answer_text(effect, "neither")
    window.document.exercise.answer_text(Question(Asks.EFFECT, window.document.circuit.find("z").id), "raises")
    assert window.view.canvas.node_items[node].look.troubled
