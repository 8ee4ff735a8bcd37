"""A circuit of 2,000 nodes on the canvas: what is painted from afar and from near, and that hands work at any zoom."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from circuitgrad.circuit import Circuit, Node, Wire
from circuitgrad.circuit.edits import AddNode, Batch, Bend, ChooseObjective, Connect, Disconnect, Move, SetValue, remove
from circuitgrad.gui.canvas.arrays import Box
from circuitgrad.gui.canvas.detail import FAR, LARGE
from circuitgrad.gui.canvas.scene import CanvasScene
from circuitgrad.gui.canvas.view import CanvasView
from circuitgrad.gui.document import Document
from circuitgrad.gui.picture import render
from circuitgrad.gui.theme import DARK, LIGHT
from circuitgrad.layout.routes import node_block
from tests.benchmarks.canvas_scenes import STEP_X, STEP_Y, make_grid
from tests.gui.canvas.test_repaint import SLIGHT
from tests.gui.hands import Hands

OpenCanvas = Callable[[Circuit], Hands]
COUNT = 2_000
NEAR, AFAR = 1.0, 0.05


@pytest.fixture
def large(open_canvas: OpenCanvas) -> Hands:
    return open_canvas(make_grid(COUNT, joining="subtract")[0])


def look_at(view: CanvasView, spot: QPointF, zoom: float) -> None:
    """Zooms, and brings a place of the scene into the middle."""
    view.zoom_at(view.viewport().rect().center(), zoom / view.zoom)
    view.centerOn(spot)
    settle(view)
    assert view.zoom == pytest.approx(zoom)


def settle(view: CanvasView) -> None:
    """Lets all be painted and all wires find their ways."""
    QApplication.processEvents()
    while not view.canvas.router.is_done:
        QApplication.processEvents()
    QApplication.processEvents()


def middle_of(circuit: Circuit) -> QPointF:
    xs, ys = zip(*(node.position for node in circuit.nodes.values()), strict=True)
    return QPointF((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)


def color_at(view: CanvasView, spot: QPointF) -> QColor:
    """What is painted at a place of the scene."""
    return view.viewport().grab().toImage().pixelColor(view.mapFromScene(spot))


def nearest(circuit: Circuit, spot: QPointF) -> Node:
    """The node nearest to a place that has two inputs and feeds something."""
    fitting = (node for node in circuit.nodes.values() if circuit.count_incoming(node.id) == 2)
    return min(
        (node for node in fitting if circuit.feeds_any(node.id)),
        key=lambda node: (QPointF(*node.position) - spot).manhattanLength(),
    )


# What is painted


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("zoom", [AFAR, 0.2, FAR - 0.01])
def test_from_afar_nodes_have_the_color_of_what_they_are(large: Hands, zoom: float, theme: object) -> None:
    view, document = large.view, large.document
    view.set_theme(theme)  # type: ignore[arg-type]
    circuit, run = document.circuit, document.run
    assert run is not None
    objective = circuit.find_objective()
    leaves = sorted(circuit.inputs(), key=lambda node: run.gradients[node.id])
    assert run.gradients[leaves[0].id] < 0 < run.gradients[leaves[-1].id]
    chosen = nearest(circuit, middle_of(circuit))
    document.select([chosen.id])
    plain = next(node for node in circuit.nodes.values() if not node.is_leaf and node is not chosen)
    wanted = {
        leaves[0].id: theme.lowers,  # type: ignore[attr-defined]
        leaves[-1].id: theme.raises,  # type: ignore[attr-defined]
        objective.id: theme.objective,  # type: ignore[attr-defined]
        chosen.id: theme.accent,  # type: ignore[attr-defined]
        plain.id: theme.node_line,  # type: ignore[attr-defined]
    }
    for id, color in wanted.items():
        spot = QPointF(*circuit.node(id).position)
        look_at(view, spot, zoom)
        assert color_at(view, spot).name() == color, id
    assert view.canvas.stage.nodes == {}, "nothing is made that nobody touches"


def test_from_afar_wires_are_straight(large: Hands) -> None:
    view, circuit = large.view, large.document.circuit
    target = nearest(circuit, middle_of(circuit))
    wire = circuit.incoming(target.id)[0]
    way = view.canvas.wire_items[wire].way
    spot = (QPointF(*way.start) + QPointF(*way.end)) / 2
    large.document.select((), [wire])
    look_at(view, spot, 0.3)
    image, place = view.viewport().grab().toImage(), view.mapFromScene(spot)
    around = {image.pixelColor(place + QPoint(dx, dy)).name() for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
    assert LIGHT.accent in around
    look_at(view, QPointF(*way.at(0.5)), NEAR)
    assert view.canvas.stage.wires[wire].selected


def test_from_near_there_are_items_for_what_is_in_view(large: Hands) -> None:
    view, canvas = large.view, large.view.canvas
    here, there = QPointF(0.0, 0.0), middle_of(large.document.circuit)
    look_at(view, here, NEAR)
    first = set(canvas.stage.nodes)
    look_at(view, there, NEAR)
    assert "n0" in first
    assert "n0" not in canvas.stage.nodes
    seen = view.mapToScene(view.viewport().rect()).boundingRect()
    assert set(canvas.ids_in(seen)) <= canvas.stage.nodes.keys()
    assert len(canvas.stage.nodes) < 200
    assert len(canvas.stage.wires) < 400
    assert all(canvas.stage.wires[wire].spot is not None for wire in canvas.wires_in(seen))
    assert len(canvas.node_items) == COUNT


def test_numbers_in_view_are_those_of_the_run(large: Hands) -> None:
    view, document = large.view, large.document
    look_at(view, middle_of(document.circuit), NEAR)
    for node in document.circuit.inputs():
        SetValue(node.id, 0.123).apply(document.circuit)
    document.settle()
    run = document.run
    assert run is not None
    for wire, item in view.canvas.stage.wires.items():
        result = run.of_wire(wire)
        assert result is not None
        assert view.canvas.looks.wire(wire)[:2] == (result.value, result.gradient)
        if view.canvas.stage.area.intersects(item.boundingRect()):
            assert item.value == view.canvas.looks.number(result.value, None)


def on_screen(view: CanvasView) -> QImage:
    """What a screen shows, with what is left of earlier paintings."""
    return view.screen().grabWindow(view.winId()).toImage()


def assert_alike(a: QImage, b: QImage) -> None:
    """Each pixel of one picture has one of nearly the same color in the other, at most a pixel away.

    A hairline that is clipped elsewhere may turn from one row of pixels to the next a pixel earlier.
    """
    for one, other in ((_channels(a), _channels(b)), (_channels(b), _channels(a))):
        inner = one[1:-1, 1:-1]
        height, width = inner.shape[:2]
        off = [
            np.abs(inner - other[dy : dy + height, dx : dx + width]).max(axis=2) for dx in range(3) for dy in range(3)
        ]
        assert np.min(off, axis=0).max() <= SLIGHT


def _channels(image: QImage) -> npt.NDArray[np.int16]:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return pixels[:, :, :3].astype(np.int16)


def compare_with_new(view: CanvasView, document: Document) -> None:
    """What is on the screen is what another canvas shows that opens on the same, but for wires that keep good ways."""
    view.canvas.route()
    settle(view)
    shown = view.viewport().grab().toImage()
    other = CanvasView(document, view.canvas.canvas_style.theme)
    other.animations = False
    other.resize(view.size())
    other.canvas.show_run(document.run)
    other.canvas.mark_selection(document.selection.nodes, document.selection.wires)
    other.show()
    look_at(other, view.middle(), view.zoom)
    other.horizontalScrollBar().setValue(view.horizontalScrollBar().value())
    other.verticalScrollBar().setValue(view.verticalScrollBar().value())
    settle(other)
    anew = other.viewport().grab().toImage()
    other.close()
    other.deleteLater()
    assert_alike(shown, anew)


@pytest.mark.parametrize("zoom", [0.1, 0.3, 0.4])
def test_nothing_is_stale_after_edits(large: Hands, zoom: float) -> None:
    view, document = large.view, large.document
    circuit = document.circuit
    middle = middle_of(circuit)
    node = nearest(circuit, middle)
    look_at(view, middle, zoom)
    fed = circuit.incoming(node.id)[0]
    new = Node.new("add", id="new", position=(middle.x() + 60.0, middle.y() - 70.0))
    steps = (
        lambda: document.do(Move(((node.id, (middle.x() + 30.0, middle.y() + 90.0)),)), "move"),
        lambda: document.do(Batch((AddNode(new), Connect(Wire(node.id, "new", 0)))), "add"),
        lambda: document.select([node.id, "new"], [fed]),
        lambda: document.do(Disconnect(fed), "cut"),
        lambda: document.do(ChooseObjective(node.id), "objective"),
        lambda: document.do(Batch(tuple(SetValue(each.id, -0.5) for each in circuit.inputs())), "values"),
        lambda: view.set_theme(DARK),
        lambda: document.do(remove([node.id], ()), "delete"),
        lambda: document.history.undo(),
        lambda: document.history.setIndex(0),
        lambda: document.history.setIndex(document.history.count()),
    )
    for step in steps:
        step()
        document.settle()
        settle(view)
        compare_with_new(view, document)


@pytest.mark.parametrize("count", [LARGE // 2, COUNT])
def test_wires_make_way_for_a_node_and_go_straight_again(open_canvas: OpenCanvas, count: int) -> None:
    hands = open_canvas(make_grid(count)[0])
    view, document, circuit = hands.view, hands.document, hands.document.circuit
    target = nearest(circuit, middle_of(circuit))
    look_at(view, QPointF(*target.position), NEAR)
    straight = (wire for wire in circuit.incoming(target.id) if not view.canvas.wire_items[wire].goes_round)
    wire = next(straight)
    x, y = view.canvas.wire_items[wire].way.at(0.5)
    before = view.canvas.wire_items[wire].way
    document.do(AddNode(Node.new("add", id="new", position=(x, y))), "add")
    document.settle()
    settle(view)
    left, top, right, bottom = node_block(circuit, "new")
    way = view.canvas.stage.wires[wire].way
    assert not any(left < x < right and top < y < bottom for x, y in way.samples())
    assert view.canvas.stage.wires[wire].goes_round
    document.history.undo()
    document.settle()
    settle(view)
    assert view.canvas.stage.wires[wire].way == before


def test_a_wire_between_nodes_in_view_is_there_at_once(large: Hands) -> None:
    view, document = large.view, large.document
    target = nearest(document.circuit, middle_of(document.circuit))
    look_at(view, QPointF(*target.position), NEAR)
    wire = next(wire for wire in document.circuit.incoming(target.id) if wire.source in view.canvas.stage.nodes)
    document.do(Disconnect(wire), "cut")
    document.settle()
    assert wire not in view.canvas.stage.wires
    document.do(Connect(wire), "wire")
    document.settle()
    assert wire in view.canvas.stage.wires


def test_numbers_on_the_screen_are_painted_anew(large: Hands) -> None:
    view, document = large.view, large.document
    look_at(view, middle_of(document.circuit), NEAR)
    before = view.viewport().grab().toImage()
    document.do(Batch(tuple(SetValue(each.id, 0.77) for each in document.circuit.inputs())), "values")
    document.settle()
    settle(view)
    shown = on_screen(view)
    view.viewport().repaint()
    again = on_screen(view)
    assert_alike(shown, again)
    assert before != view.viewport().grab().toImage()


def test_where_nothing_looks_otherwise_nothing_is_painted_anew(large: Hands) -> None:
    view, document = large.view, large.document
    look_at(view, middle_of(document.circuit), AFAR)
    settle(view)
    told: list[object] = []
    view.canvas.changed.connect(told.append)
    name = next(node.id for node in document.circuit.inputs())
    value = document.circuit.node(name).value
    assert value is not None
    document.do(SetValue(name, value * (1.0 + 1e-12)), "value")
    document.settle()
    settle(view)
    assert told == []
    document.do(SetValue(name, -value), "value")
    view.canvas.update()
    settle(view)
    assert told != [], "it tells what is painted"


def test_scrolling_leaves_nothing_behind(large: Hands) -> None:
    view = large.view
    for zoom in (NEAR, 0.3):
        look_at(view, middle_of(large.document.circuit), zoom)
        for dx, dy in ((7, 0), (0, -31), (-40, 23), (300, 200)):
            view.scroll_by(dx, dy)
            QApplication.processEvents()
        settle(view)
        shown = on_screen(view)
        view.viewport().repaint()
        again = on_screen(view)
        assert_alike(shown, again)


def test_everything_can_be_shown_however_large(large: Hands) -> None:
    far_away = Node.new("input", id="far", value=1.0, position=(200_000.0, 0.0))
    large.document.do(AddNode(far_away), "add")
    large.document.settle()
    large.view.fit()
    assert large.view.is_in_view(QPointF(200_000.0, 0.0))
    assert large.view.is_in_view(QPointF(0.0, 0.0))
    assert color_at(large.view, QPointF(200_000.0, 0.0)).name() == LIGHT.node_line


def test_a_circuit_becomes_large_while_it_is_open(open_canvas: OpenCanvas) -> None:
    hands = open_canvas(make_grid(LARGE - 1)[0])
    view, document = hands.view, hands.document
    look_at(view, QPointF(0.0, 0.0), 0.4)
    assert view.canvas.arrays is None
    document.do(AddNode(Node.new("input", id="one", value=1.0, position=(-200.0, 0.0))), "add")
    document.settle()
    settle(view)
    assert view.canvas.arrays is not None
    compare_with_new(view, document)
    document.history.undo()
    document.settle()
    settle(view)
    compare_with_new(view, document)


def test_a_picture_shows_all_of_it(tmp_path: Path) -> None:
    circuit = make_grid(LARGE + 50)[0]
    path = tmp_path / "all.png"
    render(circuit, None, path, scale=0.5)
    image = QImage(str(path))
    left = min(node.position[0] for node in circuit.nodes.values())
    painted = [
        QPoint(x, y)
        for x in range(0, image.width(), 6)
        for y in range(0, image.height(), 6)
        if image.pixelColor(x, y).name() != LIGHT.canvas
    ]
    columns = {round((spot.x() / 0.5 + left - STEP_X / 2) / STEP_X) for spot in painted}
    rows = {round((spot.y() / 0.5 - STEP_Y / 2) / STEP_Y) for spot in painted}
    assert len(columns) >= len({node.position[0] for node in circuit.nodes.values()})
    assert len(rows) >= len({node.position[1] for node in circuit.nodes.values()})


# Hands


@pytest.mark.parametrize("zoom", [AFAR, 0.3, 0.4, NEAR])
def test_what_is_hit_is_what_is_there(large: Hands, zoom: float) -> None:
    view, circuit = large.view, large.document.circuit
    look_at(view, middle_of(circuit), zoom)
    seen = view.mapToScene(view.viewport().rect()).boundingRect().adjusted(200, 200, -200, -200)
    ids = view.canvas.ids_in(seen)
    assert len(ids) >= 3
    for id in Random(1).sample(ids, min(12, len(ids))):
        item = view.canvas.node_at(QPointF(*circuit.node(id).position))
        assert item is not None
        assert item.node.id == id
        wire = circuit.incoming(id)[0]
        port = view.canvas.port_at(item.mapToScene(item.input_spot(wire.port)))
        assert port is not None
        assert (port[0].node.id, port[1]) == (id, wire.port)
        way = view.canvas.wire_items[wire].way
        spot = QPointF(*way.at(0.5)) if zoom >= FAR else (QPointF(*way.start) + QPointF(*way.end)) / 2
        found = view.canvas.wire_at(spot)
        assert found is not None
    assert view.canvas.node_at(QPointF(-5_000.0, -5_000.0)) is None
    assert view.canvas.wire_at(QPointF(-5_000.0, -5_000.0)) is None


@pytest.mark.parametrize("zoom", [AFAR, 0.3, NEAR])
def test_a_box_selects_what_it_touches(large: Hands, zoom: float) -> None:
    view, document = large.view, large.document
    middle = middle_of(document.circuit)
    look_at(view, QPointF(middle.x() + STEP_X / 2, middle.y() + STEP_Y / 2), zoom)
    gap = view.mapFromScene(_gap_near(view.canvas, view.middle()))
    end = gap + QPoint(150, 120)
    large.drag(gap, end)
    area = QRectF(view.mapToScene(gap), view.mapToScene(end)).normalized()
    wanted = {id for id in document.circuit.nodes if _body(view, id).intersects(area)}
    assert wanted
    assert document.selection.nodes == wanted
    large.drag(gap, gap + QPoint(-100, -90), modifiers=Qt.KeyboardModifier.ShiftModifier)
    assert document.selection.nodes > wanted


def _gap_near(canvas: CanvasScene, spot: QPointF) -> QPointF:
    """A place near this one where a hand meets nothing."""
    random = Random(3)
    while canvas.node_at(spot) or canvas.port_at(spot) or canvas.wire_at(spot):
        spot += QPointF(random.uniform(-STEP_X, STEP_X), random.uniform(-STEP_Y, STEP_Y))
    return spot


def _body(view: CanvasView, id: str) -> QRectF:
    assert view.canvas.arrays is not None
    left, top, right, bottom = view.canvas.arrays.boxes[view.canvas.arrays.nodes.row[id]].tolist()
    return QRectF(left, top, right - left, bottom - top)


@pytest.mark.parametrize("zoom", [AFAR, 0.3, NEAR])
def test_a_node_is_dragged(large: Hands, zoom: float) -> None:
    view, document = large.view, large.document
    node = nearest(document.circuit, middle_of(document.circuit))
    look_at(view, QPointF(*node.position), zoom)
    before = large.fragment()
    start = view.mapFromScene(QPointF(*node.position))
    large.drag(start, start + QPoint(60, 40), modifiers=Qt.KeyboardModifier.ShiftModifier)
    moved = document.circuit.node(node.id).position
    grip = QPointF(*node.position) - view.mapToScene(start)
    assert QPointF(*moved) == view.mapToScene(start + QPoint(60, 40)) + grip
    settle(view)
    color = color_at(view, QPointF(*moved)).name()
    assert color == LIGHT.accent if zoom < FAR else color != LIGHT.canvas
    large.assert_one_step(before)
    assert view.canvas.node_items[node.id].pos() == QPointF(*moved)


@pytest.mark.parametrize("zoom", [AFAR, 0.3, NEAR])
def test_wires_are_cut(large: Hands, zoom: float) -> None:
    view, document = large.view, large.document
    node = nearest(document.circuit, middle_of(document.circuit))
    wire = document.circuit.incoming(node.id)[0]
    way = view.canvas.wire_items[wire].way
    spot = (QPointF(*way.start) + QPointF(*way.end)) / 2
    look_at(view, spot, zoom)
    assert view.canvas.wire_at(spot) is not None
    before = large.fragment()
    place, reach = view.mapFromScene(spot), QPoint(0, 60)
    large.drag(
        place - reach,
        place + reach,
        button=Qt.MouseButton.RightButton,
        modifiers=Qt.KeyboardModifier.ControlModifier,
    )
    assert document.circuit.source_of(wire) is None
    large.assert_one_step(before)


@pytest.mark.parametrize("zoom", [0.1, 0.3, NEAR])
def test_a_wire_is_drawn(large: Hands, zoom: float) -> None:
    view, document = large.view, large.document
    circuit = document.circuit
    target = nearest(circuit, middle_of(circuit))
    look_at(view, QPointF(*target.position), zoom)
    source = next(
        node
        for node in circuit.nodes.values()
        if abs(node.position[0] - target.position[0] + STEP_X) < 1.0
        and abs(node.position[1] - target.position[1]) < 2 * STEP_Y
        and circuit.source(target.id, 1) != node.id
        and circuit.source(target.id, 0) != node.id
    )
    before = large.fragment()
    items = view.canvas.node_items
    start = view.mapFromScene(items[source.id].mapToScene(items[source.id].output_spot()))
    into = items[target.id]
    end = view.mapFromScene(into.mapToScene(into.input_spot(1)))
    view.scroll_by(0, 0)
    large.drag(start, end)
    assert source.id in {wire.source for wire in circuit.incoming(target.id)}
    large.assert_one_step(before)


def test_while_a_wire_is_drawn_what_comes_into_view_is_dimmed_too(large: Hands) -> None:
    view, circuit = large.view, large.document.circuit
    node = nearest(circuit, middle_of(circuit))
    look_at(view, QPointF(*node.position), NEAR)
    item = view.canvas.node_items[node.id]
    start = large.place(item.mapToScene(item.output_spot()))
    large.drag(start, start + QPoint(40, 160), release=False)
    before = set(view.canvas.stage.nodes)
    view.centerOn(QPointF(0.0, 0.0))
    new = view.canvas.stage.nodes.keys() - before
    assert new
    assert all(each.dimmed for id, each in view.canvas.stage.nodes.items() if id in new and each.node.is_leaf)
    large.key(Qt.Key.Key_Escape)
    assert not any(each.dimmed for each in view.canvas.stage.nodes.values())


def test_the_zoom_changes_in_the_middle_of_a_drag(large: Hands) -> None:
    view, document = large.view, large.document
    node = nearest(document.circuit, middle_of(document.circuit))
    look_at(view, QPointF(*node.position), NEAR)
    before = large.fragment()
    start = view.mapFromScene(QPointF(*node.position))
    large.drag(start, start + QPoint(50, 50), release=False, modifiers=Qt.KeyboardModifier.ShiftModifier)
    view.zoom_at(start, 0.2)
    large.move_to(start + QPoint(80, 20), modifiers=Qt.KeyboardModifier.ShiftModifier)
    view.zoom_at(start, 5.0)
    large.release(start + QPoint(80, 20), modifiers=Qt.KeyboardModifier.ShiftModifier)
    settle(view)
    assert view.canvas.node_items[node.id].pos() == QPointF(*document.circuit.node(node.id).position)
    large.assert_one_step(before)


def test_all_is_selected_dragged_and_brought_back(large: Hands) -> None:
    view, document = large.view, large.document
    node = nearest(document.circuit, middle_of(document.circuit))
    look_at(view, QPointF(*node.position), 0.2)
    before = large.fragment()
    view.select_all()
    start = view.mapFromScene(QPointF(*node.position))
    large.drag(start, start + QPoint(48, 32), modifiers=Qt.KeyboardModifier.ShiftModifier)
    arrays = view.canvas.arrays
    assert arrays is not None
    for each in document.circuit.nodes.values():
        left, top, right, bottom = arrays.boxes[arrays.nodes.row[each.id]].tolist()
        assert ((left + right) / 2, (top + bottom) / 2) == pytest.approx(each.position)
    large.assert_one_step(before)


# Arrays


def test_arrays_follow_any_edit(large: Hands) -> None:
    from circuitgrad.gui.canvas.arrays import CircuitArrays

    document, arrays, random = large.document, large.view.canvas.arrays, Random(7)
    assert arrays is not None
    circuit = document.circuit
    for number in range(120):
        ids = list(circuit.nodes)
        some = random.sample(ids, 3)
        match random.randrange(7):
            case 0:
                document.do(Move(tuple((id, (random.uniform(0, 900), 5.0)) for id in some)), "move")
            case 5:
                wires = [wire for id in some for wire in circuit.incoming(id)]
                bends = [tuple((random.uniform(0, 900), 9.0) for _ in range(random.randrange(4))) for _ in wires]
                document.do(Bend(tuple(zip(wires, bends, strict=True))), "bend")
            case 6:
                alike = {*some, *(wire.source for id in some for wire in circuit.incoming(id))}
                places = {id: circuit.node(id).position for id in alike}
                document.do(Move(tuple((id, (x + 8.0, y + 16.0)) for id, (x, y) in places.items())), "move alike")
            case 1:
                document.do(remove(some[:2], ()), "remove")
            case 2:
                document.do(AddNode(Node.new("add", id=f"new{number}", position=(number, 3.0))), "add")
            case 3:
                wires = [wire for id in some for wire in circuit.incoming(id)]
                document.do(remove((), wires), "cut")
            case _:
                port = circuit.free_port(some[0])
                if port is not None:
                    document.do(Connect(Wire(some[1], some[0], port)), "wire")
        if random.random() < 0.2:
            document.history.undo()
        if random.random() < 0.5:
            document.settle()
    document.settle()
    fresh = CircuitArrays(circuit)
    assert set(arrays.nodes.row) == set(fresh.nodes.row) == set(circuit.nodes)
    assert set(arrays.wires.row) == set(fresh.wires.row) == set(circuit.wires())
    for id, row in fresh.nodes.row.items():
        assert arrays.boxes[arrays.nodes.row[id]].tolist() == fresh.boxes[row].tolist()
    for wire, row in fresh.wires.row.items():
        pieces = arrays.lines_of([arrays.wires.row[wire]]).tolist()
        assert pieces == fresh.lines_of([row]).tolist()
        assert len(pieces) == 1 + len(circuit.bends(wire))
    assert any(map(circuit.bends, circuit.wires()))
    everywhere = Box(-1e6, -1e6, 1e6, 1e6)
    assert set(arrays.nodes_in(everywhere)) == set(circuit.nodes)
    assert set(arrays.wires_in(everywhere)) == set(circuit.wires())
