"""A line of text that follows a hand lays out nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from circuitgrad.gui.panels.line_label import LineLabel
from tests.gui.panels.showing import show_active


class Requests(QObject):
    """Counts how often a widget is asked to lay itself out."""

    count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


def shown_in_window(qtbot: QtBot) -> tuple[QWidget, LineLabel]:
    window = QWidget()
    qtbot.addWidget(window)
    shown = LineLabel("line")
    QVBoxLayout(window).addWidget(shown)
    window.resize(300, 60)
    show_active(window, qtbot)
    QApplication.processEvents()
    return window, shown


def test_another_text_is_painted_and_lays_out_nothing(qtbot: QtBot) -> None:
    window, shown = shown_in_window(qtbot)
    requests, empty, size = Requests(), shown.grab().toImage(), shown.size()
    window.installEventFilter(requests)
    for text in ("one", "another, much longer one", "x" * 500, ""):
        shown.setText(text)
        QApplication.processEvents()
        assert shown.text() == text
        assert (shown.grab().toImage() == empty) is (text == "")
        assert shown.size() == size
    assert requests.count == 0


def test_what_has_no_room_is_elided_and_read_out_whole(qtbot: QtBot) -> None:
    window, shown = shown_in_window(qtbot)
    shown.setText("short")
    assert not shown.is_elided
    text = "a long sentence that has no room at all in so narrow a window as this one is"
    shown.setText(text)
    assert shown.is_elided
    assert QAccessible.queryAccessibleInterface(shown).text(QAccessible.Text.Name) == text
    window.resize(1200, 60)
    QApplication.processEvents()
    assert not shown.is_elided


def test_no_number_is_cut_where_a_clause_has_room(qtbot: QtBot) -> None:
    _, shown = shown_in_window(qtbot)
    shown.setText("f = 0.858 at w0 = 1.20, slope −0.1234567; and as much again to say of w1 = −3.00, slope −0.987654")
    assert shown.shown_text() in ("f = 0.858 at w0 = 1.20 …", "f = 0.858 at w0 = 1.20, slope −0.1234567 …")
    shown.setText("x" * 100)
    assert shown.shown_text().endswith("…")
    shown.setText("f = 0.858, whole")
    assert shown.shown_text() == "f = 0.858, whole"
