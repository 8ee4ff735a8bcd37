"""Files that are dropped on the window, as events: a circuit is opened, for the rest a sentence says what can be."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from circuitgrad.gui.main_window import MainWindow


def drop(window: MainWindow, *urls: QUrl) -> bool:
    """Drags over the window and lets go. Returns whether the window would take it."""
    data = QMimeData()
    data.setUrls(list(urls))
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(QPoint(200, 200), Qt.DropAction.CopyAction, data, left, none)
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDropEvent(QPointF(200, 200), Qt.DropAction.CopyAction, data, left, none))
    return enter.isAccepted()


def test_a_circuit_is_opened(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "a.CGRAD"
    path.write_text(Path("resources/examples/gates.cgrad").read_text(encoding="utf-8"), encoding="utf-8")
    assert drop(window, QUrl.fromLocalFile(str(path)))
    qtbot.waitUntil(lambda: window.document.path == path)


def test_a_lesson_is_opened_beside_the_canvas(window: MainWindow, qtbot: QtBot) -> None:
    path = Path("resources/lessons/01_slope.lesson.md").absolute()
    assert drop(window, QUrl.fromLocalFile(str(path)))
    qtbot.waitUntil(lambda: window.document.run is not None and window.document.example == "What a slope is")
    assert window.docks.panels["lessons"].isVisible()


@pytest.mark.parametrize(
    ("urls", "sentence"),
    [
        (
            [QUrl.fromLocalFile("/somewhere/photo.png")],
            "“photo.png” is no circuit: drop a file whose name ends in .cgrad, or type a formula above.",
        ),
        (
            [QUrl.fromLocalFile("/somewhere/a.cgrad"), QUrl.fromLocalFile("/somewhere/b.cgrad")],
            "“a.cgrad” and other files were dropped: drop one circuit at a time.",
        ),
        (
            [QUrl("https://example.org/a.cgrad")],
            "“https://example.org/a.cgrad” is not on this computer: save it as a file first, then drop that.",
        ),
    ],
)
def test_anything_else_is_told_of_in_one_sentence(window: MainWindow, urls: list[QUrl], sentence: str) -> None:
    before = window.document.circuit
    assert drop(window, *urls)
    assert window.message_bar.isVisible()
    assert window.message_bar.text == sentence
    assert window.document.circuit is before


def test_what_is_no_file_is_let_pass(window: MainWindow) -> None:
    assert not drop(window)
    assert not window.message_bar.isVisible()
