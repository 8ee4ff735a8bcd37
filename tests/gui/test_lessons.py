"""What others paid for, each a test; and the keys of the view in the real window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from circuitgrad.gui.main_window import MainWindow
from tests.gui.conftest import MakeWindow
from tests.gui.hands import Hands

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def hands(window: MainWindow) -> Hands:
    """Hands on the neuron, with one step in the history."""
    hands = Hands(window.view)
    hands.click(hands.body("w0"))
    hands.key(Key.Key_Right, CONTROL)
    assert window.document.history.count() == 1
    return hands


@pytest.mark.parametrize("opening", [Key.Key_Return, Key.Key_F2, Key.Key_Tab, Key.Key_R, Key.Key_W])
def test_undo_never_reaches_from_a_text_field_into_the_circuit(hands: Hands, opening: Qt.Key) -> None:
    if opening == Key.Key_R:
        hands.document.select([hands.document.circuit.sinks()[0].id])
    before = hands.fragment()
    QTest.keyClick(hands.view, opening)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "12")
    for _ in range(4):
        QTest.keyClick(field, Key.Key_Z, CONTROL)
    QTest.keyClick(field, Key.Key_Z, CONTROL | SHIFT)
    QTest.keyClick(field, Key.Key_Delete)
    QTest.keyClick(field, Key.Key_A, CONTROL)
    QTest.keyClick(field, Key.Key_Backspace)
    QTest.keyClick(field, Key.Key_Escape)
    assert hands.fragment() == before
    assert hands.document.history.index() == 1
    assert hands.view.hasFocus()


def test_a_bare_backspace_clears_nothing(hands: Hands) -> None:
    before = hands.fragment()
    QTest.keyClick(hands.view, Key.Key_A, CONTROL)
    for modifiers in (Qt.KeyboardModifier.NoModifier, CONTROL, SHIFT):
        QTest.keyClick(hands.view, Key.Key_Backspace, modifiers)
    assert hands.fragment() == before


def test_a_deletion_is_undone_with_every_wire_and_made_again(hands: Hands) -> None:
    before = hands.fragment()
    QTest.keyClick(hands.view, Key.Key_A, CONTROL)
    QTest.keyClick(hands.view, Key.Key_Delete)
    assert len(hands.document.circuit) == 0
    QTest.keyClick(hands.view, Key.Key_Z, CONTROL)
    assert hands.fragment() == before
    QTest.keyClick(hands.view, Key.Key_Z, CONTROL | SHIFT)
    assert len(hands.document.circuit) == 0
    QTest.keyClick(hands.view, Key.Key_Z, CONTROL)
    assert hands.fragment() == before
    hands.document.settle()
    assert hands.labels("w0", "w0x0", 0)[0] == "2.00"


def test_snapping_is_in_the_menu_in_the_settings_and_on_the_sheet(window: MainWindow, make_window: MakeWindow) -> None:
    entry = window.menus.actions["snap"]
    assert entry in window.menus.menus["view"].actions()
    assert (entry.isChecked(), window.view.snaps) == (True, True)
    entry.trigger()
    assert (entry.isChecked(), window.view.snaps, window.settings["snap"]) == (False, False, False)
    window.settings.save()
    assert make_window().view.snaps is False


def test_fit_and_home_and_zoom_by_key(window: MainWindow) -> None:
    hands = Hands(window.view)
    view, far = window.view, QPointF(5000.0, 5000.0)
    view.centerOn(far)
    QTest.keyClick(view, Key.Key_Home)
    assert all(view.is_in_view(QPointF(*node.position)) for node in window.document.circuit.nodes.values())
    for key in (Key.Key_F, Key.Key_Period):
        hands.document.select([hands.id("w0")])
        view.centerOn(far)
        QTest.keyClick(view, key)
        assert view.is_in_view(QPointF(*window.document.circuit.find("w0").position))
    before = view.zoom
    QTest.keyClick(view, Key.Key_Plus, CONTROL)
    assert view.zoom > before
    QTest.keyClick(view, Key.Key_0, CONTROL)
    assert view.zoom == pytest.approx(1.0)


def test_w_and_o_by_key(window: MainWindow) -> None:
    hands = Hands(window.view)
    hands.click(hands.body("w0x0"))
    QTest.keyClick(window.view, Key.Key_O)
    assert window.document.circuit.objective == hands.id("w0x0")
    QTest.keyClick(window.view, Key.Key_W)
    assert window.view.wire_box.isVisible()
    hands.key(Key.Key_Escape)
    assert window.view.hasFocus()
