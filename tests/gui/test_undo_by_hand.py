"""Hands that do anything at random in the real window, by real mouse and key events; then undo all, redo all."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from circuitgrad.circuit import Fragment
from tests.gui.conftest import MakeWindow
from tests.gui.hands import Hands
from tests.gui.random_steps import Step, start_circuit

Key = Qt.Key
Modifier = Qt.KeyboardModifier
Button = Qt.MouseButton
NONE, SHIFT, CONTROL, ALT = (
    Modifier.NoModifier,
    Modifier.ShiftModifier,
    Modifier.ControlModifier,
    Modifier.AltModifier,
)
SEQUENCES = 900
PARTS = 6


def _somewhere(hands: Hands, random: Random) -> QPoint:
    area = hands.view.viewport().rect()
    return QPoint(random.randrange(30, area.width() - 30), random.randrange(30, area.height() - 30))


def _label(hands: Hands, random: Random) -> str | None:
    labels = [node.label for node in hands.document.circuit.nodes.values()]
    return random.choice(labels) if labels else None


def _port(hands: Hands, random: Random) -> QPoint:
    """A port of any node; any place where there is none."""
    label = _label(hands, random)
    if label is None:
        return _somewhere(hands, random)
    item = hands.view.canvas.node_items[hands.id(label)]
    if item.ports and random.random() < 0.5:
        return hands.input(label, random.randrange(item.ports))
    return hands.output(label)


def _drag(
    hands: Hands,
    random: Random,
    start: QPoint,
    end: QPoint,
    *,
    button: Qt.MouseButton = Button.LeftButton,
    modifiers: Qt.KeyboardModifier = NONE,
) -> None:
    """Drags; now and then Esc gives it up."""
    gives_up = random.random() < 0.15
    hands.drag(start, end, button=button, modifiers=modifiers, release=False)
    if gives_up:
        hands.key(Key.Key_Escape)
    hands.release(end, button, modifiers)


def _drag_node(hands: Hands, random: Random) -> None:
    label = _label(hands, random)
    if label is not None:
        end = _somewhere(hands, random)
        _drag(hands, random, hands.body(label), end, modifiers=random.choice((NONE, NONE, SHIFT, CONTROL, ALT)))


def _draw_wire(hands: Hands, random: Random) -> None:
    end = _port(hands, random) if random.random() < 0.8 else _somewhere(hands, random)
    _drag(hands, random, _port(hands, random), end, modifiers=random.choice((NONE, NONE, ALT)))
    if hands.view.search.isVisible():
        hands.type(random.choice(("exp", "add", "mul", "input")))
        hands.key(random.choice((Key.Key_Return, Key.Key_Escape)))
        if hands.view.search.isVisible():
            hands.key(Key.Key_Escape)


def _cut(hands: Hands, random: Random) -> None:
    start, end = _somewhere(hands, random), _somewhere(hands, random)
    _drag(hands, random, start, end, button=Button.RightButton, modifiers=CONTROL)


def _box(hands: Hands, random: Random) -> None:
    start, end = _somewhere(hands, random), _somewhere(hands, random)
    _drag(hands, random, start, end, modifiers=random.choice((NONE, SHIFT, CONTROL)))
    _leave_search(hands)


def _leave_search(hands: Hands) -> None:
    """A drag that began on a port, by chance, has drawn a wire."""
    if hands.view.search.isVisible():
        hands.key(Key.Key_Escape)


def _click_node(hands: Hands, random: Random) -> None:
    label = _label(hands, random)
    if label is not None:
        hands.click(hands.body(label), random.choice((NONE, SHIFT, CONTROL)))


def _scrub(hands: Hands, random: Random) -> None:
    labels = [node.label for node in hands.document.circuit.inputs()]
    if labels:
        start = hands.number(random.choice(labels))
        _drag(
            hands, random, start, start + QPoint(random.randrange(-60, 60), 0), modifiers=random.choice((NONE, SHIFT))
        )


def _type_value(hands: Hands, random: Random) -> None:
    hands.type(random.choice("0123456789-"))
    if hands.view.editor.isVisible():
        hands.type(random.choice(("5", "", "e", ".25")))
        hands.key(random.choice((Key.Key_Return, Key.Key_Return, Key.Key_Escape)))
        if hands.view.editor.isVisible():
            hands.key(Key.Key_Escape)


def _rename(hands: Hands, random: Random) -> None:
    hands.key(Key.Key_F2)
    if hands.view.note_editor.isVisible():
        _write(hands, random)
    elif hands.view.editor.isVisible():
        hands.type(random.choice(("x", "speed", "k", "1")))
        hands.key(Key.Key_Return)
        if hands.view.editor.isVisible():
            hands.key(Key.Key_Escape)


def _search(hands: Hands, random: Random) -> None:
    hands.key(random.choice((Key.Key_Tab, Key.Key_Space)))
    hands.type(random.choice(("exp", "add", "multiply", "input", "x*y", "t")))
    hands.key(Key.Key_Return, random.choice((NONE, ALT)))


def _by_list(hands: Hands, random: Random, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """A key that opens a list at the selected node; something in it is taken, or nothing."""
    hands.key(key, modifiers)
    for box in (hands.view.wire_box, hands.view.search):
        if box.isVisible():
            for _ in range(random.randrange(3)):
                hands.key(Key.Key_Down)
            hands.key(random.choice((Key.Key_Return, Key.Key_Return, Key.Key_Escape)))
            box.dismiss()


def _frame(hands: Hands, random: Random) -> None:
    """C, and a title, or none."""
    QTest.keyClick(hands.view, Key.Key_C)
    if hands.view.editor.isVisible():
        hands.type(random.choice(("gates", "", "layer 1")))
        hands.key(random.choice((Key.Key_Return, Key.Key_Escape)))


def _note(hands: Hands, random: Random) -> None:
    QTest.keyClick(hands.view, Key.Key_N)
    _write(hands, random)


def _write(hands: Hands, random: Random) -> None:
    hands.type(random.choice(("why", "", "two words")))
    hands.key(*random.choice(((Key.Key_Return, CONTROL), (Key.Key_Escape, NONE))))


def _dots(hands: Hands, random: Random) -> None:
    start, end = _somewhere(hands, random), _somewhere(hands, random)
    _drag(hands, random, start, end, button=Button.RightButton, modifiers=SHIFT)


def _drag_remark(hands: Hands, random: Random) -> None:
    """A frame or note moved by its upper edge, or resized at a corner."""
    remarks = list(hands.document.circuit.remarks.values())
    if remarks:
        left, top, width, height = random.choice(remarks).rect
        grip = random.choice((QPointF(left + width / 3, top + 10), QPointF(left + width, top + height)))
        start = hands.view.mapFromScene(grip)
        if hands.view.viewport().rect().contains(start):
            _drag(hands, random, start, _somewhere(hands, random))
            _leave_search(hands)


KEYS: dict[str, tuple[Qt.Key, Qt.KeyboardModifier]] = {
    "delete": (Key.Key_Delete, NONE),
    "delete and reconnect": (Key.Key_Delete, CONTROL),
    "duplicate": (Key.Key_D, CONTROL),
    "copy": (Key.Key_C, CONTROL),
    "cut": (Key.Key_X, CONTROL),
    "paste": (Key.Key_V, CONTROL),
    "paste keeping wires": (Key.Key_V, CONTROL | SHIFT),
    "swap": (Key.Key_S, NONE),
    "objective": (Key.Key_O, NONE),
    "align": (Key.Key_Left, CONTROL | SHIFT),
    "align down": (Key.Key_Down, CONTROL | SHIFT),
    "distribute": (Key.Key_H, ALT | SHIFT),
    "upstream": (Key.Key_U, ALT),
    "downstream": (Key.Key_D, ALT),
    "bypass": (Key.Key_M, NONE),
    "pin": (Key.Key_P, NONE),
    "tidy": (Key.Key_L, NONE),
    "tidy down": (Key.Key_L, SHIFT),
    "next remark": (Key.Key_C, SHIFT),
    "widen": (Key.Key_Right, ALT),
    "nudge": (Key.Key_Right, CONTROL),
    "walk": (Key.Key_Right, NONE),
    "walk on": (Key.Key_Down, SHIFT),
    "undo": (Key.Key_Z, CONTROL),
    "redo": (Key.Key_Z, CONTROL | SHIFT),
}

HANDS: dict[str, Callable[[Hands, Random], object]] = {
    "drag": _drag_node,
    "wire": _draw_wire,
    "cut wires": _cut,
    "box": _box,
    "click": _click_node,
    "scrub": _scrub,
    "value": _type_value,
    "rename": _rename,
    "search": _search,
    "frame": _frame,
    "note": _note,
    "dots": _dots,
    "drag remark": _drag_remark,
    "W": lambda hands, random: _by_list(hands, random, Key.Key_W),
    "shift W": lambda hands, random: _by_list(hands, random, Key.Key_W, SHIFT),
    "replace": lambda hands, random: _by_list(hands, random, Key.Key_R),
}


def _do(hands: Hands, step: Step) -> None:
    if step.name in KEYS:
        QTest.keyClick(hands.view, *KEYS[step.name])
    else:
        HANDS[step.name](hands, Random(step.seed))
    hands.document.settle()


def trouble(hands: Hands, start: int, steps: list[Step]) -> str:
    """What is wrong once all is undone and made again; empty where nothing is."""
    hands.document.open(start_circuit(Random(start)))
    hands.view.setFocus()
    before = hands.fragment()
    for step in steps:
        _do(hands, step)
        view = hands.view
        if view.in_gesture or any(box.isVisible() for box in (view.search, view.editor, view.note_editor)):
            return f"{step} left something open"
    while hands.document.history.canRedo():
        hands.document.history.redo()
    after = hands.fragment()
    hands.undo_all()
    return _difference(hands, before) or (hands.redo_all() or _difference(hands, after))


def _difference(hands: Hands, expected: Fragment) -> str:
    if hands.fragment() != expected:
        return f"it is\n{hands.fragment()}\nand not\n{expected}"
    scene, circuit = hands.view.canvas, hands.document.circuit
    if set(scene.node_items) != set(circuit.nodes) or set(scene.wire_items) != set(circuit.wires()):
        return "the canvas shows something else"
    if any(scene.node_items[node.id].pos().toTuple() != node.position for node in expected.nodes):
        return "a node stands elsewhere on the canvas"
    return ""


def shortened(hands: Hands, start: int, steps: list[Step]) -> list[Step]:
    """The same trouble with fewer steps."""
    at = 0
    while at < len(steps):
        fewer = steps[:at] + steps[at + 1 :]
        steps, at = (fewer, 0) if trouble(hands, start, fewer) else (steps, at + 1)
    return steps


@pytest.mark.parametrize("part", range(PARTS))
def test_undo_all_and_redo_all(make_window: MakeWindow, part: int) -> None:
    window = make_window()
    window.document.live = False
    hands = Hands(window.view)
    for number in range(part, SEQUENCES, PARTS):
        random = Random(number)
        names = [*HANDS, *HANDS, *KEYS]
        steps = [Step(random.choice(names), random.getrandbits(32)) for _ in range(random.randrange(3, 9))]
        if trouble(hands, number, steps):
            fewest = shortened(hands, number, steps)
            pytest.fail(f"trouble(hands, {number}, {fewest})\n{trouble(hands, number, fewest)}")
