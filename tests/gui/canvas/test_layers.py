"""What is painted in one go is found fast, and what changes together is painted as one part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

import pytest
from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtWidgets import QApplication

from circuitgrad.circuit import Circuit, Fragment, Node
from circuitgrad.circuit.edits import SetValue
from circuitgrad.gui.canvas.boxes import MOST_CELLS, SIDE, Boxes, Edges, edges_of
from circuitgrad.gui.canvas.layer import Repaints
from circuitgrad.gui.canvas.scene import CanvasScene
from tests.benchmarks.canvas_scenes import make_grid
from tests.gui.hands import Hands

WIDE = MOST_CELLS * SIDE


def some_box(random: Random) -> Edges:
    left, top = random.uniform(-2000, 2000), random.uniform(-2000, 2000)
    reach = random.choice([0.0, 40.0, 400.0, WIDE])
    return left, top, left + random.uniform(0, reach), top + random.uniform(0, reach)


def some_part(random: Random) -> QRectF:
    left, top, right, bottom = some_box(random)
    return QRectF(left, top, right - left + 1.0, bottom - top + 1.0)


def meet(one: Edges, other: Edges) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize("seed", range(20))
def test_just_what_meets_a_part_is_found_in_the_order_of_coming(seed: int) -> None:
    random, boxes, plain = Random(seed), Boxes[int](), dict[int, Edges]()
    for step in range(300):
        key = random.randrange(60)
        if random.random() < 0.2:
            boxes.remove(key)
            plain.pop(key, None)
        else:
            boxes[key] = plain[key] = some_box(random)
        if step % 5 == 0:
            parts = [some_part(random) for _ in range(random.randint(1, 3))]
            wanted = [key for key, box in plain.items() if any(meet(box, edges_of(part)) for part in parts)]
            assert boxes.meeting(parts) == wanted
            assert (key in boxes, boxes.get(key)) == (key in plain, plain.get(key))


def test_nothing_is_left_of_what_was_taken_away() -> None:
    boxes = Boxes[str]()
    boxes["a"], boxes["b"] = (0.0, 0.0, 900.0, 900.0), (0.0, 0.0, 2 * WIDE, 2 * WIDE)
    boxes.remove("a")
    boxes.remove("b")
    boxes.remove("b")
    assert not boxes._cells
    assert not boxes._wide
    assert boxes.meeting([QRectF(0, 0, 10, 10)]) == []


def test_neighbours_that_change_together_are_painted_as_one_part() -> None:
    painted: list[QRectF] = []
    repaints = Repaints(painted.append)
    left, right, far = (QRectF(x, 0.0, 10.0, 10.0) for x in (0.0, 10.0, 500.0))
    with repaints.together():
        repaints.add(left)
        with repaints.together():
            repaints.add(right)
        assert painted == []
    assert painted == [left.united(right)]
    painted.clear()
    with repaints.together():
        repaints.add(left)
        repaints.add(far)
    assert painted == [left, far]
    painted.clear()
    with repaints.together():
        pass
    assert painted == []
    repaints.add(left)
    assert painted == [left]


def test_what_was_told_is_painted_when_something_goes_wrong_afterwards() -> None:
    painted: list[QRectF] = []
    repaints = Repaints(painted.append)

    def fail() -> None:
        with repaints.together():
            repaints.add(QRectF(0, 0, 1, 1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert len(painted) == 1


def test_a_dragged_node_is_painted_as_one_part(product: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    exposed: list[Sequence[QRect]] = []
    expose = CanvasScene.expose

    def seen(scene: CanvasScene, parts: Sequence[QRectF] | None, pixels: Sequence[QRect] = ()) -> None:
        exposed.append(pixels)
        expose(scene, parts, pixels)

    place = product.body("q")
    product.drag(place, place, release=False)
    QApplication.processEvents()
    monkeypatch.setattr(CanvasScene, "expose", seen)
    for step in range(1, 5):
        product.move_to(place + QPoint(8 * step, 8 * step))
        QApplication.processEvents()
    painted = [pixels for pixels in exposed if pixels]
    assert painted
    assert {len(pixels) for pixels in painted} == {1}


def test_nothing_is_painted_where_nothing_looks_otherwise(product: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    canvas, document = product.view.canvas, product.document
    QApplication.processEvents()
    monkeypatch.setattr(CanvasScene, "expose", painted_again)
    canvas.show_run(document.run)
    canvas.show_changes(())
    canvas.mark_selection((), ())
    QApplication.processEvents()


def paintings(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[QRect]]:
    """Gets what is painted from now on: of each time the parts of the view."""
    painted: list[Sequence[QRect]] = []
    expose = CanvasScene.expose

    def seen(scene: CanvasScene, parts: Sequence[QRectF] | None, pixels: Sequence[QRect] = ()) -> None:
        painted.extend([pixels] if pixels else [])
        expose(scene, parts, pixels)

    monkeypatch.setattr(CanvasScene, "expose", seen)
    return painted


def painted_again(*_: object) -> None:
    pytest.fail("it is on the screen already")


def test_what_changes_in_all_that_is_in_view_is_painted_once(
    open_canvas: Callable[[Circuit], Hands], monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = open_canvas(make_grid(400)[0])
    hands.view.fit()
    for _ in range(3):
        QApplication.processEvents()
    painted = paintings(monkeypatch)
    hands.view.select_all()
    for _ in range(3):
        QApplication.processEvents()
    assert len(painted) == 1


def test_what_changes_beside_the_view_is_not_painted(
    open_canvas: Callable[[Circuit], Hands], monkeypatch: pytest.MonkeyPatch
) -> None:
    circuit = make_grid(400, joining="subtract")[0]
    hands = open_canvas(circuit)
    hands.view.centerOn(1500.0, 1200.0)
    while not hands.view.canvas.router.is_done:
        QApplication.processEvents()
    QApplication.processEvents()
    painted = paintings(monkeypatch)
    for node in circuit.inputs():
        SetValue(node.id, 0.123).apply(circuit)
    hands.document.settle()
    for _ in range(4):
        QApplication.processEvents()
    assert len(painted) == 1


def test_of_nodes_that_overlap_the_younger_lies_over_all_of_the_older(
    open_canvas: Callable[[Circuit], Hands],
) -> None:
    below = Node.new("exp", id="a", name="name_of_a", position=(0.0, 0.0))
    above = Node.new("exp", id="b", position=(0.0, 40.0))
    view = open_canvas(Circuit(Fragment((below, above)))).view
    view.centerOn(0.0, 0.0)
    view.canvas.show_run(None)
    with_both = view.viewport().grab().toImage()
    body = view.canvas.node_items["b"]
    inner = view.mapFromScene(body.mapRectToScene(body.body.adjusted(6, 2, -6, -2))).boundingRect()
    alone = open_canvas(Circuit(Fragment((above,)))).view
    alone.centerOn(0.0, 0.0)
    alone.canvas.show_run(None)
    assert with_both.copy(inner) == alone.viewport().grab().toImage().copy(inner)
