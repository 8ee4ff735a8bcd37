"""The minimap: there while something is out of view, moved and zoomed by hand, and out of the way else."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from circuitgrad.circuit import Circuit, Fragment, Frame, Node, Note
from circuitgrad.circuit.changes import NodeAdded, NodeChanged, NodeRemoved, NodesMoved, RemarkChanged
from circuitgrad.circuit.edits import remove
from circuitgrad.gui.main_window import MainWindow
from circuitgrad.gui.map_picture import MapPicture
from circuitgrad.gui.minimap import Minimap
from circuitgrad.gui.overlays import Overlays
from circuitgrad.gui.settings import Settings
from circuitgrad.gui.theme import LIGHT
from tests.gui.conftest import MakeWindow
from tests.gui.hands import Hands


@pytest.fixture
def minimap(window: MainWindow, qtbot: QtBot) -> Minimap:
    """The map of a window in which three nodes out of four are out of view."""
    qtbot.waitUntil(lambda: window.overlays.minimap is not None)
    found = window.overlays.minimap
    assert found is not None
    for _ in range(6):
        window.view.zoom_in()
    assert found.isVisible()
    return found


def near(one: QPointF, other: QPointF, within: float) -> bool:
    return abs(one.x() - other.x()) <= within and abs(one.y() - other.y()) <= within


def test_it_is_there_only_while_something_is_out_of_view(window: MainWindow, minimap: Minimap) -> None:
    window.view.fit()
    assert minimap.isHidden()
    window.view.zoom_in()
    window.view.zoom_in()
    window.view.zoom_in()
    assert minimap.isVisible()
    window.document.do(remove(list(window.document.circuit.nodes)), "Delete all")
    window.document.settle()
    assert minimap.isHidden()


def test_it_comes_only_once_nothing_is_dragged_any_more(window: MainWindow, minimap: Minimap) -> None:
    hands = Hands(window.view)
    window.view.fit()
    assert minimap.isHidden()
    start = hands.output("w0")
    hands.drag(start, start + QPoint(80, 40), release=False)
    window.view.scroll_by(400, 0)
    assert minimap.isHidden(), "it would lie over what the wire is drawn to"
    hands.key(Qt.Key.Key_Escape)
    hands.release(start)
    assert minimap.isVisible()
    window.view.fit()
    place = QPoint(40, 40)
    hands.drag(place, place + QPoint(-400, 0), button=Qt.MouseButton.MiddleButton, release=False)
    assert minimap.isVisible(), "on the way it shows where one goes"
    hands.release(place, Qt.MouseButton.MiddleButton)


def test_a_change_that_was_not_told_yet_does_not_confuse_it(window: MainWindow) -> None:
    overlays = Overlays(window)
    window.document.do(remove(["w0"]), "Delete")
    overlays.show_minimap(True)  # as half a second after the start, in the midst of whatever goes on
    window.document.settle()
    window.document.history.undo()
    window.document.settle()
    assert overlays.minimap is not None


def test_it_stands_in_the_lower_right_corner_and_not_on_the_legend(
    window: MainWindow, minimap: Minimap, qtbot: QtBot
) -> None:
    view = window.view
    for size, above in (((1500, 900), False), ((1040, 700), True)):
        window.resize(*size)
        qtbot.wait(50)

        def bottom(above: bool = above) -> int:
            return (view.legend.y() - 8 if above else view.height() - 16) - 1

        qtbot.waitUntil(lambda: minimap.geometry().bottomRight() == QPoint(view.width() - 17, bottom()))
        assert view.legend.isVisible()
        assert not minimap.geometry().intersects(view.legend.geometry())


def test_a_click_centres_the_view(window: MainWindow, minimap: Minimap) -> None:
    for spot in (QPoint(40, 60), QPoint(150, 90)):
        wanted = minimap.to_scene(QPointF(spot))
        QTest.mouseClick(minimap, Qt.MouseButton.LeftButton, pos=spot)
        assert near(window.view.middle(), wanted, 2.0)


def test_a_drag_of_the_frame_moves_the_view_along(window: MainWindow, minimap: Minimap) -> None:
    before = window.view.middle()
    start = minimap.frame().center().toPoint() + QPoint(3, 2)
    QTest.mousePress(minimap, Qt.MouseButton.LeftButton, pos=start)
    assert near(window.view.middle(), before, 3.0), "to take hold of it moves nothing"
    end = QPointF(start + QPoint(-20, 6))
    wanted = minimap.to_scene(end) - minimap.to_scene(QPointF(start))
    left = Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(
        minimap, QMouseEvent(QEvent.Type.MouseMove, end, minimap.mapToGlobal(end), Qt.MouseButton.NoButton, left, none)
    )
    QTest.mouseRelease(minimap, left, pos=end.toPoint())
    assert near(window.view.middle() - before, wanted, 4.0)
    assert wanted.x() < -100


def test_the_wheel_and_keys_zoom_and_move(window: MainWindow, minimap: Minimap) -> None:
    zoom = window.view.zoom
    place = QPointF(100, 60)
    event = QWheelEvent(
        place,
        minimap.mapToGlobal(place),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(minimap, event)
    assert window.view.zoom == pytest.approx(zoom / 1.25)
    minimap.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(minimap, Qt.Key.Key_Plus)
    assert window.view.zoom == pytest.approx(zoom)
    before = window.view.middle()
    QTest.keyClick(minimap, Qt.Key.Key_Right)
    assert window.view.middle().x() > before.x() + 10
    QTest.keyClick(minimap, Qt.Key.Key_Escape)
    assert window.view.hasFocus()


def test_it_can_be_closed_and_brought_back_and_that_is_remembered(
    window: MainWindow, minimap: Minimap, settings_path: object
) -> None:
    action = window.menus.actions["minimap"]
    assert action.isChecked()
    close = minimap._close
    QTest.mouseClick(close, Qt.MouseButton.LeftButton)
    assert minimap.isHidden()
    assert not action.isChecked()
    window.view.zoom_in()
    assert minimap.isHidden()
    action.trigger()
    assert minimap.isVisible()
    action.trigger()
    window.close()
    assert Settings(window.settings.path)["minimap"] is False


def test_it_is_painted_once_a_change_and_not_once_a_pan(
    window: MainWindow, minimap: Minimap, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []
    draw = MapPicture.draw
    monkeypatch.setattr(MapPicture, "draw", lambda self, *rest: (drawn.append(1), draw(self, *rest))[1])
    qtbot.wait(150)
    drawn.clear()
    for step in range(20):
        window.view.horizontalScrollBar().setValue(window.view.horizontalScrollBar().value() + step)
        QApplication.processEvents()
    assert drawn == []
    window.view.add_operator("exp")
    window.document.settle()
    qtbot.waitUntil(lambda: drawn == [1])


def test_a_window_of_many_sees_the_same_map_as_one_made_anew(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    qtbot.waitUntil(lambda: window.overlays.minimap is not None)
    view, document = window.view, window.document
    view.add_operator("exp", QPointF(900, 900))
    document.settle()
    document.do(remove([next(iter(document.circuit.nodes))]), "Delete")
    document.settle()
    document.history.undo()
    document.settle()
    assert window.overlays.minimap is not None
    followed, anew = window.overlays.minimap._picture, MapPicture()
    anew.gather(document.circuit)
    size, shown = QSize(120, 80), QRectF(-200, -300, 1500, 1000)
    one, other = (each.draw(size, shown, document.run, ["exp1"], LIGHT) for each in (followed, anew))
    assert followed.area == anew.area
    assert one == other


# The picture


def picture(*nodes: Node) -> MapPicture:
    made = MapPicture()
    made.gather(Circuit(Fragment(nodes)))
    return made


def colors(image: QImage) -> set[str]:
    return {
        QColor(image.pixel(x, y)).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha()
    }


def test_a_node_is_where_it_is_and_never_smaller_than_can_be_seen() -> None:
    made = picture(Node.new("exp", id="e", position=(5000.0, 2500.0)))
    image = made.draw(QSize(100, 50), QRectF(0, 0, 10000, 5000), None, [], LIGHT)
    assert [image.pixelColor(x, 25).alpha() for x in (40, 50, 60)] == [0, 255, 0]
    assert colors(image) == {LIGHT.wire}
    assert colors(made.draw(QSize(100, 50), QRectF(0, 0, 10000, 5000), None, ["e"], LIGHT)) == {LIGHT.accent}


def test_what_is_partly_out_of_the_picture_is_drawn_at_its_edge() -> None:
    made = picture(Node.new("exp", id="e", position=(0.0, 0.0)), Node.new("exp", id="f", position=(990.0, 990.0)))
    image = made.draw(QSize(50, 50), QRectF(0, 0, 1000, 1000), None, [], LIGHT)
    assert colors(image) == {LIGHT.wire}


def test_changes_are_followed_node_by_node() -> None:
    first, second, third = (
        Node.new("exp", id=name, position=(x, 0.0)) for name, x in (("a", 0.0), ("b", 100.0), ("c", 900.0))
    )
    made = picture(first, second)
    assert made.follow([NodeAdded(third)])
    right = made.area.right()
    assert made.follow([NodeRemoved(first)])
    assert made.area.right() == right
    assert made.follow([NodeChanged(third, third.at(200.0, 0.0))])
    assert made.area.right() == right - 700
    assert made.follow([NodesMoved((third.at(200.0, 0.0), second), (third.at(300.0, 0.0), second.at(150.0, 8.0)))])
    assert made.area.right() == right - 600
    assert not made.follow([NodeChanged(second, second)])
    made.follow([NodeRemoved(second), NodeRemoved(third)])
    assert made.area.isEmpty()


def test_frames_and_notes_are_on_the_map_under_the_nodes() -> None:
    circuit = Circuit(Fragment((Node.new("exp", id="e", position=(500.0, 500.0)),)))
    frame, note = Frame("f", "", (0.0, 0.0, 1000.0, 1000.0)), Note("n", "", (1500.0, 0.0, 500.0, 500.0))
    made = MapPicture()
    made.gather(circuit)
    small = QRectF(made.area)
    assert made.follow([RemarkChanged(None, frame), RemarkChanged(None, note)])
    assert made.area == QRectF(0.0, 0.0, 2000.0, 1000.0)
    image = made.draw(QSize(200, 100), made.area, None, [], LIGHT)
    assert image.pixelColor(50, 50).name() == LIGHT.wire
    assert 0 < image.pixelColor(10, 10).alpha() < 255
    assert image.pixelColor(170, 20).name() == LIGHT.warning_line
    assert image.pixelColor(120, 80).alpha() == 0
    assert made.follow([RemarkChanged(frame, None), RemarkChanged(note, None)])
    assert made.area == small
