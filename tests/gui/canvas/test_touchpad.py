"""Two fingers on a touchpad move the view, pinched they zoom; a wheel zooms, and loses nothing that is being typed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtWidgets import QApplication

from tests.gui.hands import NO_MODIFIER, Hands

Modifier, Button, Phase = Qt.KeyboardModifier, Qt.MouseButton, Qt.ScrollPhase
PLACE = QPointF(300.0, 200.0)


def scroll(
    hands: Hands,
    pixels: QPoint,
    units: QPoint,
    *,
    phase: Qt.ScrollPhase = Phase.ScrollUpdate,
    modifiers: Qt.KeyboardModifier = NO_MODIFIER,
    place: QPointF = PLACE,
) -> None:
    viewport = hands.view.viewport()
    there = QPointF(viewport.mapToGlobal(place.toPoint()))
    event = QWheelEvent(place, there, pixels, units, Button.NoButton, modifiers, phase, False)
    QApplication.sendEvent(viewport, event)
    hands.document.settle()


@pytest.mark.parametrize("pixels", [QPoint(-30, 12), QPoint()])
def test_two_fingers_move_the_view(product: Hands, pixels: QPoint) -> None:
    before, zoom = product.view.mapToScene(0, 0), product.view.zoom
    scroll(product, pixels, QPoint(-60, 24))
    assert product.view.mapToScene(0, 0) - before == QPointF(30.0, -12.0)
    assert product.view.zoom == zoom


def test_with_control_they_zoom_at_the_pointer(product: Hands) -> None:
    before = product.view.mapToScene(PLACE.toPoint())
    scroll(product, QPoint(0, 60), QPoint(0, 120), modifiers=Modifier.ControlModifier)
    assert product.view.zoom == pytest.approx(1.0015**120)
    assert (product.view.mapToScene(PLACE.toPoint()) - before).manhattanLength() < 3


def test_pinching_zooms_at_the_pointer(product: Hands) -> None:
    before, viewport = product.view.mapToScene(PLACE.toPoint()), product.view.viewport()
    there = QPointF(viewport.mapToGlobal(PLACE.toPoint()))
    pinch = Qt.NativeGestureType.ZoomNativeGesture
    event = QNativeGestureEvent(pinch, QPointingDevice.primaryPointingDevice(), 2, PLACE, PLACE, there, 0.25, QPointF())
    QApplication.sendEvent(viewport, event)
    assert product.view.zoom == pytest.approx(1.25)
    assert (product.view.mapToScene(PLACE.toPoint()) - before).manhattanLength() < 3


def test_what_is_dragged_stays_under_the_pointer_while_the_view_moves(product: Hands) -> None:
    product.view.snaps = False
    before = product.fragment()
    start = product.body("q")
    product.drag(start, start + QPoint(40, 40), release=False)
    scroll(product, QPoint(-80, -16), QPoint(-160, -32), place=QPointF(start + QPoint(40, 40)))
    assert product.document.circuit.node("q").position == (80.0, 8.0)
    product.release(start + QPoint(40, 40))
    product.assert_one_step(before)


@pytest.mark.parametrize("phase", [Phase.NoScrollPhase, Phase.ScrollUpdate])
def test_a_turn_of_the_wheel_takes_what_was_typed(product: Hands, phase: Qt.ScrollPhase) -> None:
    product.double_click(product.number("x"))
    product.type("7")
    scroll(product, QPoint(), QPoint(0, 120), phase=phase)
    assert not product.view.editor.isVisible()
    assert product.document.circuit.node("x").value == 7.0
