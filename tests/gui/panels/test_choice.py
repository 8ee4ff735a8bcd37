"""Lists that drop down: one frame, whole rows, a hairline between groups."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from circuitgrad.gui.main_window import MainWindow
from circuitgrad.gui.panels.choice import LINE, Choice
from circuitgrad.gui.theme import DARK, LIGHT, Theme

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
"""The offscreen platform says it of every window that pops up."""


def opened(window: MainWindow, qtbot: QtBot, texts: list[str]) -> Choice:
    """A box in a window, with its list open; an empty text is a separator."""
    box = Choice("box", "Box", window)
    for text in texts:
        if text:
            box.addItem(text, text)
        else:
            box.insertSeparator(box.count())
    box.setGeometry(40, 40, 80, 30)
    box.show()
    box.showPopup()
    qtbot.waitUntil(lambda: box.view().isVisible())
    return box


def picture(box: Choice) -> QImage:
    return box.view().window().grab().toImage()


@pytest.mark.parametrize(("name", "theme"), [("light", LIGHT), ("dark", DARK)])
def test_a_list_has_one_frame_of_a_hairline(
    make_window: Callable[..., MainWindow], qtbot: QtBot, name: str, theme: Theme
) -> None:
    window = make_window()
    window.choose_theme(name)
    box = opened(window, qtbot, ["one", "two", "three"])
    image = picture(box)
    ratio = image.devicePixelRatio()
    right, bottom = image.width() - 1, image.height() - 1
    inside = [QColor(theme.panel).rgb(), QColor(theme.accent_soft).rgb()]
    for x, y in ((0, bottom // 2), (right, bottom // 2), (right // 2, 0), (right // 2, bottom)):
        assert image.pixelColor(x, y) == QColor(theme.line), (x, y)
    step = round(ratio)
    assert image.pixel(step, bottom // 2) in inside
    assert {image.pixel(x, step) for x in range(step, right - step)} == {QColor(theme.panel).rgb()}
    box.hidePopup()


def test_a_list_is_as_wide_as_its_longest_row_and_a_separator_is_a_line(
    make_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = make_window()
    longest = "a row that is far longer than the box is wide"
    box = opened(window, qtbot, ["one", "", longest])
    view = box.view()
    room = view.viewport().width()
    assert room >= box.fontMetrics().horizontalAdvance(longest)
    line: QRect = view.visualRect(box.model().index(1, 0))
    assert line.height() == LINE
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(box.model().index(2, 0)).center())
    assert box.currentText() == longest
