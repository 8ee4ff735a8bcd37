"""Stepping through the passes by real keys and mouse: each number at its step, back and forth, through edits."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from circuitgrad.circuit import Circuit, Wire
from circuitgrad.circuit.edits import Connect, Disconnect, Rename, SetValue, remove
from circuitgrad.engine.passes import forward_pass
from circuitgrad.engine.steps import backward_steps, forward_steps
from circuitgrad.formats.examples import EXAMPLES, load_example
from circuitgrad.formats.formula import from_formula
from circuitgrad.formats.numbers import short_number
from circuitgrad.gui.canvas.wire_item import WireItem
from circuitgrad.gui.lens import CLEAR, Tone
from circuitgrad.gui.main_window import MainWindow
from circuitgrad.gui.panels.steps import StepsPanel
from tests.benchmarks.canvas_scenes import make_grid
from tests.gui.conftest import MakeWindow

CONTROL = Qt.KeyboardModifier.ControlModifier
FAN_OUT = "x = -3; y = 2; q = x*y; f = q + x"


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    return open_steps(make_window())


def open_steps(window: MainWindow) -> MainWindow:
    """Lets the panel have its place, so that the canvas does not change its size under a comparison."""
    window.docks.bring("steps")
    settle(window)
    window.view.setFocus()
    return window


def panel_of(window: MainWindow) -> StepsPanel:
    panel = window.docks.panels["steps"]
    assert isinstance(panel, StepsPanel)
    return panel


def settle(window: MainWindow) -> None:
    for _ in range(3):
        QApplication.processEvents()
    window.document.settle()
    window.view.canvas.rest()
    QApplication.processEvents()


def step(window: MainWindow, times: int = 1) -> None:
    for _ in range(times):
        QTest.keyClick(window.view, Qt.Key.Key_F10)
    settle(window)


def step_back(window: MainWindow, times: int = 1) -> None:
    for _ in range(times):
        QTest.keyClick(window.view, Qt.Key.Key_F9)
    settle(window)


def seen_on(window: MainWindow) -> dict[object, tuple[str, ...]]:
    """All numbers that can be read on the canvas, by wire and node."""
    canvas = window.view.canvas
    found: dict[object, tuple[str, ...]] = {wire: item.texts for wire, item in canvas.wire_items.items()}
    for id, item in canvas.node_items.items():
        look = item.look
        found[id] = look.value, look.gradient, look.total, look.effect or ""
    return found


def chips_on(window: MainWindow) -> list[str]:
    return sorted("".join(part.text for part in chip.parts) for chip in window.view.canvas.stage.chips.chips)


def picture(window: MainWindow) -> QImage:
    settle(window)
    return window.view.grab().toImage()


def titles(window: MainWindow) -> str:
    found = panel_of(window).findChild(QLabel, "steps_title")
    assert found is not None
    return found.text()


def test_f10_through_a_whole_neuron_shows_each_number_exactly_at_its_step(window: MainWindow) -> None:
    document = window.document
    run, circuit = document.run, document.circuit
    assert run is not None
    tape, objective = run.tape, run.tape.place[run.objective or ""]
    forward = forward_pass(tape)
    computed = [each for each in forward_steps(tape) if not tape.operators[each.place].is_leaf]
    flows = list(backward_steps(tape, forward, objective))
    known = {tape.ids[i] for i, operator in enumerate(tape.operators) if operator.is_leaf}
    gradients: dict[Wire, float] = {}

    def check() -> None:
        canvas = window.view.canvas
        for wire, item in canvas.wire_items.items():
            value, gradient = item.texts
            assert value == (short_number(run.values[tape.place[wire.source]]) if wire.source in known else "")
            is_active = canvas.node_items[wire.target].look.tone is Tone.ACTIVE and wire in gradients
            expected = "" if wire not in gradients or is_active else short_number(gradients[wire])
            assert gradient == expected, wire
        for id, item in canvas.node_items.items():
            outgoing = circuit.outgoing(id)
            has_all = bool(outgoing) and all(wire in gradients for wire in outgoing)
            if circuit.node(id).is_leaf:
                assert (item.look.effect is not None) is has_all

    for each in computed:
        step(window)
        known.add(tape.ids[each.place])
        assert panel_of(window).player.active == tape.ids[each.place]
        check()
    step(window)
    assert panel_of(window).player.active == run.objective
    check()
    while flows:
        step(window)
        target = flows[0].target
        texts = []
        while flows and flows[0].target == target:
            flow = flows.pop(0)
            gradients[tape.wire(target, flow.position)] = flow.gradient
            numbers = (flow.upstream, flow.local_derivative, flow.gradient)
            texts.append("{} × {} = {}".format(*map(short_number, numbers)))
        check()
        assert set(texts) <= set(chips_on(window))
        lit = {wire for wire, item in window.view.canvas.wire_items.items() if item.is_lit}
        assert lit == set(circuit.incoming(tape.ids[target]))
    assert titles(window) == "Backward pass · step 9 of 9"
    step(window)
    assert titles(window) == "Backward pass · step 9 of 9"


def test_stepping_is_no_part_of_the_history(window: MainWindow) -> None:
    before = window.document.history.count(), window.document.history.index(), window.document.is_modified
    run, version = window.document.run, window.document.circuit.version
    step(window, 12)
    step_back(window, 5)
    assert (window.document.history.count(), window.document.history.index(), window.document.is_modified) == before
    assert window.document.run is run
    assert window.document.circuit.version == version


def test_scrubbing_back_and_forth_shows_the_same_picture(window: MainWindow) -> None:
    player = panel_of(window).player
    assert player.timeline is not None
    last = player.timeline.last
    all_shown = picture(window)
    forth = []
    for at in range(last + 1):
        player.go(at)
        forth.append((picture(window), seen_on(window), panel_of(window).texts))
    assert len({tuple(sorted(map(str, seen.items()))) for _, seen, _ in forth}) > last / 2
    for at in [*range(last, -1, -1), 3, last, 0, 7, 7, 2]:
        player.go(at)
        image, seen, texts = forth[at]
        assert seen_on(window) == seen
        assert panel_of(window).texts == texts
        assert picture(window) == image, f"step {at} looks other on the way back"
    player.leave()
    assert picture(window) == all_shown


def test_the_slider_scrubs_under_the_mouse_and_escape_gives_the_drag_up(window: MainWindow) -> None:
    panel = panel_of(window)
    step(window, 4)
    slider, middle = panel.slider, panel.slider.height() // 2
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 3, middle))
    assert titles(window) == "Backward pass · step 9 of 9"
    QTest.keyClick(slider, Qt.Key.Key_Escape)
    assert titles(window) == "Forward pass · step 4 of 8"
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 3, middle))
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(3, middle))
    assert titles(window) == "Forward pass · the start"
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(3, middle))
    QTest.mouseMove(slider, QPoint(slider.width() // 2, middle))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2, middle))
    at = panel.player.at
    assert at is not None
    assert 6 <= at <= 11


def test_the_keys_of_the_panel_step_and_play(window: MainWindow, qtbot: QtBot) -> None:
    panel = panel_of(window)
    for widget in (panel.slider, panel.buttons["back"]):
        panel.player.go(5)
        widget.setFocus()
        for key, expected in (
            (Qt.Key.Key_Left, 4), (Qt.Key.Key_Right, 5), (Qt.Key.Key_Right, 6), (Qt.Key.Key_End, 17),
            (Qt.Key.Key_Left, 16), (Qt.Key.Key_Home, 0),
        ):  # fmt: skip
            QTest.keyClick(widget, key)
            assert panel.player.at == expected, (widget.objectName(), key)
    panel.player.speed = 64.0
    panel.slider.setFocus()
    QTest.keyClick(panel.slider, Qt.Key.Key_Space)
    assert panel.player.is_playing
    qtbot.waitUntil(lambda: not panel.player.is_playing, timeout=5000)
    assert panel.player.at == 17
    QTest.keyClick(panel.slider, Qt.Key.Key_Escape)
    assert panel.player.at is None


def test_it_plays_and_pauses_by_key_and_button_and_starts_over_at_the_end(window: MainWindow, qtbot: QtBot) -> None:
    panel = panel_of(window)
    panel.player.speed = 40.0
    QTest.keyClick(window.view, Qt.Key.Key_F10, CONTROL)
    assert panel.player.is_playing
    assert panel.buttons["play"].accessibleName() == "Pause"
    qtbot.waitUntil(lambda: (panel.player.at or 0) >= 3)
    QTest.mouseClick(panel.buttons["play"], Qt.MouseButton.LeftButton)
    assert not panel.player.is_playing
    assert panel.buttons["play"].accessibleName() == "Play"
    at = panel.player.at
    qtbot.wait(120)
    assert panel.player.at == at
    panel.player.last()
    QTest.mouseClick(panel.buttons["play"], Qt.MouseButton.LeftButton)
    assert panel.player.at == 0
    assert panel.player.is_playing


def test_every_button_does_what_it_says(window: MainWindow) -> None:
    panel = panel_of(window)
    for name, expected in (("step", 1), ("step", 2), ("last", 17), ("back", 16), ("first", 0), ("step", 1)):
        QTest.mouseClick(panel.buttons[name], Qt.MouseButton.LeftButton)
        assert panel.player.at == expected
    QTest.mouseClick(panel.show_all, Qt.MouseButton.LeftButton)
    assert panel.player.at is None
    assert window.document.lenses.seen is CLEAR
    QTest.mouseClick(panel.buttons["back"], Qt.MouseButton.LeftButton)
    assert panel.player.at == 17


def test_the_speed_is_dragged_from_a_quarter_to_64_steps_a_second(window: MainWindow) -> None:
    panel = panel_of(window)
    middle = panel.speed.height() // 2
    QTest.mouseClick(panel.speed, Qt.MouseButton.LeftButton, pos=QPoint(panel.speed.width() - 2, middle))
    assert panel.player.speed == 64.0
    QTest.mouseClick(panel.speed, Qt.MouseButton.LeftButton, pos=QPoint(1, middle))
    assert panel.player.speed == 0.25
    told = panel.findChild(QLabel, "steps_speed_text")
    assert told is not None
    assert told.text() == "0.25×"


# Edits while stepping


def test_another_value_keeps_the_place_and_shows_the_new_numbers(window: MainWindow) -> None:
    step(window, 10)
    before = titles(window)
    id = window.document.circuit.find("w0").id
    assert window.document.do(SetValue(id, 3.0), "Change value")
    settle(window)
    assert titles(window) == before == "Backward pass · step 2 of 9"
    run = window.document.run
    assert run is not None
    assert any(short_number(run.wire("p", "f", 0).gradient or 0.0) in text for text in chips_on(window))
    QTest.keyClick(window.view, Qt.Key.Key_Z, CONTROL)
    settle(window)
    assert titles(window) == before
    assert panel_of(window).player.at == 10


def test_another_wire_keeps_the_node_of_the_step(window: MainWindow) -> None:
    circuit = window.document.circuit
    panel = panel_of(window)
    step(window, 10)
    active = panel.player.active
    w2 = circuit.find("w2")
    (wire,) = circuit.outgoing(w2.id)
    step_count = panel.player.timeline.last if panel.player.timeline else 0
    assert window.document.do(Disconnect(wire), "Cut")
    settle(window)
    assert panel.player.active == active
    assert panel.player.timeline is not None
    assert window.document.do(Connect(wire), "Wire")
    settle(window)
    assert (panel.player.active, panel.player.timeline.last) == (active, step_count)


def test_a_node_that_is_deleted_under_the_step_ends_it(window: MainWindow) -> None:
    panel = panel_of(window)
    step(window, 3)
    active = panel.player.active
    assert active is not None
    window.document.do(remove([active]), "Delete")
    settle(window)
    assert panel.player.at is None
    assert window.document.lenses.seen is CLEAR
    step(window)
    assert panel.player.at == 1


def test_a_name_is_said_at_once(window: MainWindow) -> None:
    step(window, 10)
    window.document.do(Rename(window.document.circuit.find("p").id, "base"), "Rename")
    settle(window)
    assert "base" in panel_of(window).texts.spoken


def test_without_live_passes_stepping_runs_them(window: MainWindow) -> None:
    window.document.live = False
    panel, circuit = panel_of(window), window.document.circuit
    assert window.document.do(SetValue(circuit.find("w0").id, 1.0), "Change value")
    settle(window)
    assert window.document.run is None
    step(window, 2)
    assert panel.player.at == 2
    assert window.document.do(SetValue(circuit.find("w0").id, 0.5), "Change value")
    settle(window)
    assert panel.player.at == 2
    run = window.document.run
    assert run is not None
    assert run.node("w0").value == 0.5


def test_forward_alone_leaves_a_backward_step_and_keeps_a_forward_one(window: MainWindow) -> None:
    panel = panel_of(window)
    step(window, 3)
    QTest.keyClick(window.view, Qt.Key.Key_F5)
    settle(window)
    assert panel.player.at == 3
    step(window, 7)
    assert titles(window) == "Backward pass · step 2 of 9"
    QTest.keyClick(window.view, Qt.Key.Key_F5)
    settle(window)
    assert panel.player.at is None


def test_another_circuit_ends_the_steps(window: MainWindow) -> None:
    step(window, 5)
    window.document.open(load_example("gates"))
    settle(window)
    assert panel_of(window).player.at is None
    assert window.document.lenses.seen is CLEAR


def test_without_one_objective_there_are_forward_steps_alone(make_window: MakeWindow) -> None:
    circuit = from_formula("x = 2; f = x*x")
    window = open_steps(make_window(circuit))
    window.view.add_operator("exp")
    settle(window)
    x, loose = circuit.find("x").id, next(node.id for node in circuit.nodes.values() if node.operator == "exp")
    window.document.do(Connect(Wire(x, loose, 0)), "Wire")
    settle(window)
    assert window.document.objective is None
    step(window, 5)
    assert titles(window) == "Forward pass · step 2 of 2"


# Leaving


def test_escape_lets_the_selection_go_first_and_then_the_steps(window: MainWindow) -> None:
    panel = panel_of(window)
    step(window, 4)
    window.document.select([window.document.circuit.find("f").id])
    QTest.keyClick(window.view, Qt.Key.Key_Escape)
    assert panel.player.at == 4
    assert not window.document.selection
    QTest.keyClick(window.view, Qt.Key.Key_Escape)
    assert panel.player.at is None


def test_the_lens_goes_with_the_panel_and_comes_back_with_it(window: MainWindow, qtbot: QtBot) -> None:
    step(window, 4)
    assert window.document.lenses.of("steps") is not None
    window.docks.docks["problems"].raise_()
    qtbot.waitUntil(lambda: window.document.lenses.of("steps") is None)
    step(window)
    qtbot.waitUntil(lambda: window.document.lenses.of("steps") is not None)
    assert panel_of(window).player.at == 5
    window.docks.docks["steps"].close()
    settle(window)
    assert window.document.lenses.of("steps") is None
    assert window.document.lenses.seen is CLEAR


def test_leaving_can_be_chosen_while_stepping_only(window: MainWindow) -> None:
    leave = window.menus.actions["leave_steps"]
    assert not leave.isEnabled()
    step(window, 2)
    assert leave.isEnabled()
    leave.trigger()
    assert panel_of(window).player.at is None
    assert not leave.isEnabled()


def test_a_circuit_that_is_in_view_as_a_whole_stays_so_when_the_panel_opens(
    make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window(load_example("two_layer_network"))
    window.view.fit()
    assert window.view.shows_all
    height = window.view.height()
    QTest.keyClick(window.view, Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: window.view.height() < height - 50 and window.view.shows_all)
    assert panel_of(window).player.at == 1


# What is said


def test_the_formula_of_a_step_is_the_books(window: MainWindow) -> None:
    panel = panel_of(window)
    step(window, 10)
    assert panel.formula.text == "∂f/∂p = ∂f/∂f · ∂f/∂p = 1.00 × (−1/p²) = 1.00 × −0.534 = −0.534"
    assert "upstream × local derivative of 1/x at p = 1.37. Raising p lowers f." in panel.texts.spoken
    assert "1/x multiplies it by −1/x²" in panel.texts.spoken
    assert panel.slider.accessibleDescription() == panel.texts.spoken


def test_a_forward_step_says_operator_inputs_and_result(make_window: MakeWindow) -> None:
    window = open_steps(make_window(from_formula("x = -2; y = 5; z = -4; q = x + y; f = q*z")))
    step(window)
    assert panel_of(window).formula.text == "q = x + y = −2.00 + 5.00 = 3.00"
    step(window)
    assert panel_of(window).formula.text == "f = q·z = 3.00 × (−4.00) = −12.0"
    step(window)
    assert panel_of(window).formula.text == "∂f/∂f = 1.00"


def test_arriving_gradients_add_up_on_the_canvas_and_in_the_panel(make_window: MakeWindow) -> None:
    window = open_steps(make_window(from_formula(FAN_OUT)))
    circuit = window.document.circuit
    x = window.view.canvas.node_items[circuit.find("x").id]
    step(window, 4)
    assert "∂f/∂x = 1.00 + …  (1 of 2 wires)" in panel_of(window).formula.text
    assert "sums  1.00 + …" in chips_on(window)
    assert x.look.total == ""
    step(window)
    assert "∂f/∂x through q = ∂f/∂q · ∂q/∂x = 1.00 × y = 1.00 × 2.00 = 2.00" in panel_of(window).formula.text
    assert "∂f/∂x = 1.00 + 2.00 = 3.00  (2 of 2 wires)" in panel_of(window).formula.text
    assert "sums  1.00 + 2.00 = 3.00" in chips_on(window)
    assert "A copy sums: x feeds 2 wires" in panel_of(window).texts.spoken
    assert x.look.total == "Σ 3.00"


def test_one_node_that_feeds_another_twice_is_told_by_its_inputs(make_window: MakeWindow) -> None:
    window = open_steps(make_window(from_formula("x = 3; f = x*x")))
    step(window, 3)
    shown = panel_of(window).formula.text.split("\n")
    assert shown[0].startswith("∂f/∂x through f, input 1 = ")
    assert shown[1].startswith("∂f/∂x through f, input 2 = ")
    assert shown[2] == "∂f/∂x = 3.00 + 3.00 = 6.00  (2 of 2 wires)"


@pytest.mark.parametrize(
    ("formula", "pattern"),
    [("x + y", "shares"), ("x*y", "swaps"), ("max(x, y)", "routes"), ("3*x", "scales"), ("exp(x)", "× slope")],
)
def test_the_active_node_says_what_it_does_to_the_gradient(make_window: MakeWindow, formula: str, pattern: str) -> None:
    window = open_steps(
        make_window(from_formula(f"x = 2; y = 5; f = {formula}" if "y" in formula else f"x = 2; f = {formula}"))
    )
    panel_of(window).player.last()
    settle(window)
    assert pattern in chips_on(window)
    record = window.document.circuit.find("f").record
    assert record.gradient_text in panel_of(window).texts.spoken


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_every_step_of_every_example_can_be_shown_and_said(make_window: MakeWindow, example: object) -> None:
    window = open_steps(make_window(load_example(example.name)))  # type: ignore[attr-defined]
    panel = panel_of(window)
    for _ in range(200):
        QTest.keyClick(window.view, Qt.Key.Key_F10)
        assert panel.texts.title
        assert panel.player.at is not None
        if panel.player.timeline is None or panel.player.at == panel.player.timeline.last:
            break
    settle(window)
    panel.player.leave()
    assert window.document.lenses.seen is CLEAR


def test_steps_are_announced_to_those_who_listen(window: MainWindow) -> None:
    told: list[str] = []
    panel = panel_of(window)
    panel.announced.connect(told.append)
    step(window, 2)
    assert told == [panel.texts.spoken] or len(told) == 2
    assert told[-1].startswith("Forward pass · step 2 of 8")
    assert QAccessible.queryAccessibleInterface(panel.slider).text(QAccessible.Text.Name) == "Step"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_both_themes_show_the_factors_in_their_colours(window: MainWindow, theme: str) -> None:
    window.menus.actions[f"theme_{theme}"].trigger()
    step(window, 10)
    panel = panel_of(window)
    image = panel.formula.grab().toImage()
    colors = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert {window.theme.gradient, window.theme.accent} <= colors
    assert window.theme.gradient in panel.meaning.text()
    assert window.theme.accent in panel.meaning.text()


# Large circuits


def test_a_step_in_a_large_circuit_does_not_stall(make_window: MakeWindow) -> None:
    from time import process_time

    window = open_steps(make_window(make_grid(10_000, joining="subtract")[0]))
    panel = panel_of(window)
    panel.player.step()
    settle(window)
    worst = 0.0
    timeline = panel.player.timeline
    assert timeline is not None
    assert timeline.last > 10_000
    for at in (5, 5_000, timeline.last - 3, 20, timeline.last):
        start = process_time()
        panel.player.go(at)
        QApplication.processEvents()
        worst = max(worst, process_time() - start)
    assert worst < 1.0, worst


def test_a_node_out_of_view_is_brought_into_view(make_window: MakeWindow) -> None:
    window = open_steps(make_window(make_grid(400, joining="subtract")[0]))
    for _ in range(12):
        window.view.zoom_in()
    player = panel_of(window).player
    for at in (1, 300, 2):
        player.go(at)
        settle(window)
        assert player.active is not None
        item = window.view.canvas.node_items[player.active]
        body = window.view.mapFromScene(item.mapRectToScene(item.body)).boundingRect()
        assert window.view.viewport().rect().contains(body)
    assert not window.document.selection


def test_an_empty_circuit_has_no_steps(make_window: MakeWindow) -> None:
    window = open_steps(make_window(Circuit()))
    step(window, 2)
    assert panel_of(window).player.at is None
    assert titles(window) == "Nothing to step through"


@pytest.mark.parametrize("example", ["neuron", "sum_times", "gates", "one_source_two_wires", "two_layer_network"])
def test_what_is_said_on_the_canvas_covers_no_node_and_nothing_else_that_is_said(
    make_window: MakeWindow, example: str
) -> None:
    window = open_steps(make_window(load_example(example)))
    canvas, player = window.view.canvas, panel_of(window).player
    assert player.timeline is not None
    for at in range(player.timeline.schedule.seed + 1, player.timeline.last + 1):
        player.go(at)
        settle(window)
        chips = [chip.rect for chip in canvas.stage.chips.chips]
        bodies = [item.mapRectToScene(item.body) for item in canvas.node_items.values()]
        numbers = [number for item in canvas.wire_items.values() for number in shown_numbers(item)]
        assert chips
        assert not [(a, b) for i, a in enumerate(chips) for b in chips[:i] if a.intersects(b)], at
        assert not [(chip, body) for chip in chips for body in bodies if chip.intersects(body)], at
        assert not [(chip, number) for chip in chips for number in numbers if chip.intersects(number)], at


def shown_numbers(item: WireItem) -> list[QRectF]:
    """Where the numbers of a wire stand, less the air around them."""
    if item.spot is None:
        return []
    found = zip((item.spot.value, item.spot.gradient), item.texts, strict=True)
    return [QRectF(QPointF(*rect[:2]), QPointF(*rect[2:])).adjusted(6, 2, -6, -2) for rect, text in found if text]
