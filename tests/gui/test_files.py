"""Files through the window: nothing unsaved is lost unasked, and a bad file leaves all as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from circuitgrad.circuit import Circuit
from circuitgrad.formats.circuit_json import dumps, load, save
from circuitgrad.formats.examples import EXAMPLES, load_example
from circuitgrad.gui.dialogs import Answer
from circuitgrad.gui.main_window import MainWindow
from tests.gui.conftest import Answers, MakeWindow

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with the sum times example."""
    path = tmp_path / "sum.cgrad"
    save(load_example("sum_times"), path)
    return path


def contents(window: MainWindow) -> str:
    return dumps(window.document.circuit)


def test_new_opens_an_empty_circuit(window: MainWindow) -> None:
    QTest.keyClick(window.view, Qt.Key.Key_N, CONTROL)
    assert not len(window.document.circuit)
    assert window.windowTitle() == "Untitled[*] — CircuitGrad"
    assert window.document.path is None


def test_open_shows_the_file_run_and_remembers_it(window: MainWindow, answers: Answers, file: Path) -> None:
    answers.path = file
    QTest.keyClick(window.view, Qt.Key.Key_O, CONTROL)
    assert contents(window) == file.read_text(encoding="utf-8")
    assert window.document.run is not None
    assert window.windowTitle() == "sum.cgrad[*] — CircuitGrad"
    assert window.settings.recent == (file,)
    entries = window.menus.menus["recent"].actions()
    assert [entry.text() for entry in entries] == ["sum.cgrad"]


def test_opening_nothing_changes_nothing(window: MainWindow, answers: Answers) -> None:
    before = contents(window)
    window.menus.actions["open"].trigger()
    assert answers.asked == ["open"]
    assert contents(window) == before
    assert window.document.example == "neuron"


def test_a_recent_file_opens(window: MainWindow, file: Path) -> None:
    window.files.open_path(file)
    window.files.new()
    window.menus.menus["recent"].actions()[0].trigger()
    assert window.document.path == file


def test_a_recent_file_that_is_gone_is_said_and_forgotten(window: MainWindow, file: Path) -> None:
    window.files.open_path(file)
    file.unlink()
    before = contents(window)
    window.menus.menus["recent"].actions()[0].trigger()
    assert "sum.cgrad" in window.message_bar.text
    assert contents(window) == before
    assert window.settings.recent == ()
    assert not window.menus.menus["recent"].isEnabled()


def test_every_example_opens_from_the_menu(window: MainWindow) -> None:
    entries = window.menus.menus["examples"].actions()
    assert [entry.text() for entry in entries] == [example.title for example in EXAMPLES]
    for entry, example in zip(entries, EXAMPLES, strict=True):
        entry.trigger()
        assert contents(window) == dumps(load_example(example.name)), example.name
        assert window.files.title == example.title
        assert window.document.path is None, "saving must ask where to"


def test_an_example_is_saved_where_the_person_says(window: MainWindow, answers: Answers, tmp_path: Path) -> None:
    answers.path = tmp_path / "mine.cgrad"
    QTest.keyClick(window.view, Qt.Key.Key_S, CONTROL)
    assert answers.asked == ["neuron.cgrad"]
    assert dumps(load(answers.path)) == contents(window)
    assert window.windowTitle() == "mine.cgrad[*] — CircuitGrad"


def test_save_writes_to_the_open_file_without_a_question(window: MainWindow, answers: Answers, file: Path) -> None:
    window.files.open_path(file)
    window.view.add_operator("exp")
    assert window.isWindowModified()
    window.menus.actions["save"].trigger()
    assert not answers.asked
    assert not window.isWindowModified()
    assert file.read_text(encoding="utf-8") == contents(window)


def test_save_as_takes_another_file_and_leaves_the_first(
    window: MainWindow, answers: Answers, file: Path, tmp_path: Path
) -> None:
    window.files.open_path(file)
    before = file.read_bytes()
    window.view.add_operator("exp")
    answers.path = tmp_path / "other"
    QTest.keyClick(window.view, Qt.Key.Key_S, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert window.document.path == tmp_path / "other.cgrad"
    assert file.read_bytes() == before
    assert window.settings.recent == (tmp_path / "other.cgrad", file)


def test_a_save_that_fails_is_said_and_leaves_the_work_unsaved(
    window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    window.view.add_operator("exp")
    answers.path = tmp_path / "no such folder" / "a.cgrad"
    window.menus.actions["save_as"].trigger()
    assert "no such folder" in window.message_bar.text
    assert window.isWindowModified()
    assert window.document.path is None


@pytest.mark.parametrize("bad", ["", "{", "[]", '{"format": "circuitgrad", "version": 999}'])
def test_a_bad_file_leaves_all_as_it_was(window: MainWindow, answers: Answers, tmp_path: Path, bad: str) -> None:
    window.view.add_operator("exp")
    before, steps, run = contents(window), window.document.history.count(), window.document.run
    path = tmp_path / "bad.cgrad"
    path.write_text(bad, encoding="utf-8")
    assert not window.files.open_path(path)
    assert not answers.asked, "nothing is lost, so nothing is asked"
    assert (contents(window), window.document.history.count(), window.document.run) == (before, steps, run)
    assert "bad.cgrad" in window.message_bar.text
    assert window.message_bar.isVisible()
    assert window.isWindowModified()
    assert window.settings.recent == ()


@pytest.mark.parametrize("way", ["new", "open", "example", "close"])
def test_cancel_keeps_unsaved_work(window: MainWindow, answers: Answers, file: Path, way: str) -> None:
    window.view.add_operator("exp")
    before = contents(window)
    answers.path, answers.unsaved = file, [Answer.CANCEL]
    leave(window, way)
    assert "A neuron" in answers.asked
    assert contents(window) == before
    assert window.isVisible()
    assert window.isWindowModified()


@pytest.mark.parametrize("way", ["new", "open", "example", "close"])
def test_discard_goes_on_without_saving(window: MainWindow, answers: Answers, file: Path, way: str) -> None:
    window.view.add_operator("exp")
    before, stored = contents(window), file.read_bytes()
    answers.path, answers.unsaved = file, [Answer.DISCARD]
    leave(window, way)
    assert file.read_bytes() == stored
    assert not window.isVisible() if way == "close" else contents(window) != before


def test_save_before_new_saves_first(window: MainWindow, answers: Answers, tmp_path: Path) -> None:
    window.view.add_operator("exp")
    before = contents(window)
    answers.path, answers.unsaved = tmp_path / "kept.cgrad", [Answer.SAVE]
    leave(window, "new")
    assert answers.path.read_text(encoding="utf-8") == before
    assert not len(window.document.circuit)


def test_a_save_given_up_before_new_keeps_the_work(window: MainWindow, answers: Answers) -> None:
    window.view.add_operator("exp")
    before = contents(window)
    answers.unsaved = [Answer.SAVE]
    leave(window, "new")
    assert contents(window) == before


def leave(window: MainWindow, way: str) -> None:
    """Does what would lose unsaved work."""
    if way == "close":
        window.close()
    elif way == "example":
        window.menus.menus["examples"].actions()[1].trigger()
    else:
        window.menus.actions[way].trigger()


def test_a_dropped_file_opens(window: MainWindow, qtbot: QtBot, file: Path) -> None:
    assert drop(window, file)
    qtbot.waitUntil(lambda: window.document.path == file)


def test_what_is_no_circuit_is_told_of_and_leaves_the_open_one(window: MainWindow, tmp_path: Path) -> None:
    assert drop(window, tmp_path / "picture.png")
    assert "picture.png" in window.message_bar.text
    assert window.document.example == "neuron"


def drop(window: MainWindow, path: Path) -> bool:
    """Drags a file over the canvas and lets it go. Returns whether it was taken."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    over = QDragEnterEvent(QPoint(300, 200), Qt.DropAction.CopyAction, data, buttons, none)
    QApplication.sendEvent(window.view.viewport(), over)
    if not over.isAccepted():
        return False
    let_go = QDropEvent(QPointF(600, 300), Qt.DropAction.CopyAction, data, buttons, none)
    QApplication.sendEvent(window, let_go)
    return let_go.isAccepted()


def test_a_file_given_at_the_start_is_open_and_remembered(make_window: MakeWindow, file: Path) -> None:
    window = make_window(load(file), path=file)
    assert window.document.path == file
    assert window.settings.recent == (file,)


@pytest.mark.parametrize("ending", ["svg", "png", "pdf"])
def test_a_picture_is_drawn_into_the_file(window: MainWindow, answers: Answers, tmp_path: Path, ending: str) -> None:
    answers.path = tmp_path / f"picture.{ending}"
    window.menus.actions["export"].trigger()
    assert answers.asked == ["neuron.svg"]
    head = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}[ending]
    assert answers.path.read_bytes().startswith(head)
    assert str(answers.path) in window.message_bar.text


def test_a_picture_of_nothing_is_refused(make_window: MakeWindow, answers: Answers, tmp_path: Path) -> None:
    window = make_window(Circuit())
    answers.path = tmp_path / "picture.svg"
    window.files.export()
    assert not answers.path.exists()
    assert "empty" in window.message_bar.text
