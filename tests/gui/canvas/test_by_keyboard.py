"""The whole editor by keyboard alone: adding, wiring, walking, changing, reading."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from circuitgrad.circuit import Circuit, Wire
from circuitgrad.gui.canvas.keys import ARROWS
from circuitgrad.gui.canvas.walk import nearest_along_wires
from circuitgrad.gui.document import Passes
from tests.gui.conftest import MakeWindow
from tests.gui.hands import Hands

Key = Qt.Key
Modifier = Qt.KeyboardModifier


def add(hands: Hands, text: str, modifiers: Qt.KeyboardModifier = Modifier.NoModifier) -> str:
    """Adds by the search box; returns the id of what is selected then."""
    hands.key(Key.Key_Tab)
    assert hands.view.search.isVisible()
    hands.type(text)
    hands.key(Key.Key_Return, modifiers)
    (id,) = hands.document.selection.nodes
    return id


def walk_to(hands: Hands, id: str) -> None:
    """Goes to a node with the arrow keys by the shortest way, as somebody does who sees the canvas."""
    start = hands.view.focus.current
    assert start is not None
    ways: dict[str, list[Key]] = {start: []}
    waiting = [start]
    while id not in ways:
        here = waiting.pop(0)  # the walk ends here if nothing leads to the node
        for key, (dx, dy) in ARROWS.items():
            there = nearest_along_wires(hands.document.circuit, here, dx, dy)
            if there is not None and there not in ways:
                ways[there] = [*ways[here], key]
                waiting.append(there)
    if not ways[id] and hands.document.selection.nodes != {id}:
        hands.key(Key.Key_Escape)
        hands.key(Key.Key_Left)
    for key in ways[id]:
        hands.key(key)
    assert hands.document.selection.nodes == {id}


def spoken(hands: Hands) -> str:
    """What a screen reader says of the current node."""
    part = QAccessible.queryAccessibleInterface(hands.view).focusChild()
    assert part is not None
    return part.text(QAccessible.Text.Name)


def test_the_neuron_from_nothing(make_window: MakeWindow) -> None:
    window = make_window(Circuit())
    hands, circuit = Hands(window.view), window.document.circuit
    window.view.zoom_reset()

    ids = {}
    for name, value in (("w0", "2"), ("x0", "-1"), ("w1", "-3"), ("x1", "-2"), ("w2", "-3")):
        ids[name] = add(hands, name)
        hands.type(value)
        hands.key(Key.Key_Return)

    # The products: the first fed by what is selected, the second wired by W from several to the one selected last.
    walk_to(hands, ids["w0"])
    hands.key(Key.Key_Down, Modifier.ShiftModifier)
    assert hands.document.selection.nodes == {ids["w0"], ids["x0"]}
    first = add(hands, "multiply")
    second = add(hands, "multiply", Modifier.AltModifier)
    for name in ("w1", "x1"):
        walk_to(hands, ids[name])
        hands.key(Key.Key_W)
        assert window.view.wire_box.isVisible()
        hands.type("multiply")
        _choose(hands, second)
    assert [wire.source for wire in circuit.incoming(second)] == [ids["w1"], ids["x1"]]

    # The sum: from the first product by Tab, the others by W.
    walk_to(hands, first)
    total = add(hands, "add")
    for id in (second, ids["w2"]):
        walk_to(hands, id)
        hands.key(Key.Key_W)
        hands.type("add")
        _choose(hands, total)
    walk_to(hands, total)
    for operator in ("negate", "exp"):
        last = add(hands, operator)
    last = add(hands, "add")
    add(hands, "constant")  # 1
    hands.key(Key.Key_W)
    _choose(hands, last)
    walk_to(hands, last)
    last = add(hands, "reciprocal")
    hands.key(Key.Key_F2)
    hands.type("f")
    hands.key(Key.Key_Return)
    hands.key(Key.Key_O)
    assert circuit.objective == last

    window.document.live = False
    hands.key(Key.Key_F5)
    assert window.document.passes is Passes.FORWARD
    hands.key(Key.Key_F6)
    assert window.document.passes.name == "BOTH"
    run = window.document.run
    assert run is not None
    assert run.value == pytest.approx(0.7310585786300049)
    assert run.gradients == pytest.approx(
        {"w0": -0.1966119, "x0": 0.3932239, "w1": -0.3932239, "x1": -0.5898358, "w2": 0.1966119}, abs=1e-7
    )
    assert spoken(hands) == "f, value 0.731, gradient 1.00, objective"
    walk_to(hands, ids["w0"])
    assert spoken(hands) == "w₀, value 2.00, gradient −0.197, feeds multiply"
    assert hands.refusals == []

    drawn = circuit.fragment()
    hands.undo_all()
    assert len(circuit) == 0
    hands.redo_all()
    assert circuit.fragment() == drawn


def _choose(hands: Hands, target: str) -> None:
    """Goes down in the list of ports to the first of this node, and takes it."""
    rows = hands.view.wire_box.list
    for _ in range(rows.count()):
        if Wire(*rows.currentItem().data(Qt.ItemDataRole.UserRole)).target == target:
            break
        hands.key(Key.Key_Down)
    assert Wire(*rows.currentItem().data(Qt.ItemDataRole.UserRole)).target == target
    hands.key(Key.Key_Return)
    assert not hands.view.wire_box.isVisible()
