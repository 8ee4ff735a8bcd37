"""Large files are read and written beside the window, which goes on meanwhile; nothing is lost on the way."""

from __future__ import annotations

import os
import time
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.engine import Tape, evaluate
from circuitgrad.errors import FileError
from circuitgrad.formats.circuit_json import dumps, save
from circuitgrad.formats.examples import load_example
from circuitgrad.gui import files
from circuitgrad.gui.background import Background
from circuitgrad.gui.dialogs import Answer
from circuitgrad.gui.main_window import MainWindow
from tests.gui.conftest import Answers, MakeWindow

NODES = 6_000
ROW = 200
PATIENCE = 60_000


def long_chain() -> Circuit:
    """An input and a row of tanh after it, laid out as a page."""
    places = [(float(160 * (place % ROW)), float(80 * (place // ROW))) for place in range(NODES)]
    nodes = [Node.new("input", id="n0", name="x", value=0.5, position=places[0])]
    nodes += [Node.new("tanh", id=f"n{place}", position=places[place]) for place in range(1, NODES)]
    wires = [Wire(f"n{place - 1}", f"n{place}", 0) for place in range(1, NODES)]
    return Circuit(Fragment(tuple(nodes), tuple(wires)))


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large") / "large.cgrad"
    save(long_chain(), path)
    assert path.stat().st_size > files.LARGE_FILE
    return path


class Gate:
    """Holds the work of the other thread until it is opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        self._open = Event()
        real = getattr(files, name)

        def held(*arguments: object) -> object:
            assert self._open.wait(PATIENCE / 1000)
            return real(*arguments)

        monkeypatch.setattr(files, name, held)

    def open(self) -> None:
        self._open.set()


def test_a_large_file_opens_in_the_background(
    window: MainWindow, qtbot: QtBot, large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch, "load")
    window.files.open_path(large)
    assert window.document.example == "neuron", "the window goes on meanwhile"
    assert window.message_bar.text == "Opening “large.cgrad” … Esc cancels."
    assert window.message_bar.isVisible()
    gate.open()
    qtbot.waitUntil(lambda: window.document.path == large, timeout=PATIENCE)
    assert len(window.document.circuit) == NODES
    assert not window.message_bar.isVisible()
    assert window.settings.recent == (large,)


def test_esc_cancels_opening(window: MainWindow, qtbot: QtBot, large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(monkeypatch, "load")
    window.files.open_path(large)
    QTest.keyClick(window.view, Qt.Key.Key_Escape)
    assert not window.files.is_opening
    assert not window.message_bar.isVisible()
    thread = window.files._background._thread
    gate.open()
    assert thread is not None
    thread.join()
    QTest.qWait(10)
    assert window.document.example == "neuron"


def test_esc_is_the_canvas_own_again_afterwards(window: MainWindow) -> None:
    window.view.select_all()
    QTest.keyClick(window.view, Qt.Key.Key_Escape)
    assert not window.document.selection


def test_another_file_opened_meanwhile_is_the_one_that_shows(
    window: MainWindow, qtbot: QtBot, large: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = tmp_path / "small.cgrad"
    save(Circuit(), small)
    gate = Gate(monkeypatch, "load")
    window.files.open_path(large)
    window.files.open_example("lens")
    thread = window.files._background._thread
    gate.open()
    assert thread is not None
    thread.join()
    QTest.qWait(10)
    assert window.document.example == "lens"


def test_a_large_file_that_is_broken_is_said(window: MainWindow, qtbot: QtBot, large: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.cgrad"
    broken.write_bytes(large.read_bytes()[:-100])
    window.files.open_path(broken)
    qtbot.waitUntil(lambda: "broken.cgrad" in window.message_bar.text and not window.files.is_opening)
    assert "line" in window.message_bar.text
    assert window.message_bar.isVisible()
    assert window.document.example == "neuron"


def test_unsaved_work_is_asked_about_when_the_file_is_there(
    window: MainWindow, qtbot: QtBot, answers: Answers, large: Path
) -> None:
    window.view.add_operator("exp")
    answers.unsaved = [Answer.CANCEL]
    window.files.open_path(large)
    qtbot.waitUntil(lambda: bool(answers.asked), timeout=PATIENCE)
    assert window.document.example == "neuron"
    assert window.isWindowModified()


@pytest.fixture
def large_window(make_window: MakeWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """A window with unsaved work in a circuit that has a file and counts as large."""
    monkeypatch.setattr(files, "LARGE_CIRCUIT", 3)
    circuit = load_example("neuron")
    save(circuit, tmp_path / "mine.cgrad")
    window = make_window(circuit, path=tmp_path / "mine.cgrad")
    window.view.add_operator("exp")
    return window


def test_a_large_circuit_is_saved_in_the_background(
    large_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch, "_write")
    large_window.files.save()
    assert large_window.isWindowModified()
    assert large_window.message_bar.text == "Saving “mine.cgrad” …"
    gate.open()
    qtbot.waitUntil(lambda: not large_window.isWindowModified(), timeout=PATIENCE)
    assert large_window.document.path is not None
    assert large_window.document.path.read_text(encoding="utf-8") == dumps(large_window.document.circuit)
    assert not large_window.message_bar.isVisible()


def test_what_is_edited_while_it_is_saved_stays_unsaved(
    large_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch, "_write")
    document = large_window.document
    at_save = dumps(document.circuit)
    large_window.files.save()
    large_window.view.add_operator("sin")
    gate.open()
    qtbot.waitUntil(lambda: not large_window.files._background.is_busy, timeout=PATIENCE)
    assert document.path is not None
    assert document.path.read_text(encoding="utf-8") == at_save
    assert document.is_modified
    document.history.undo()
    document.history.undo()
    assert document.is_modified, "the file holds what was undone"


def test_save_before_close_waits_for_the_file(large_window: MainWindow, answers: Answers) -> None:
    expected = dumps(large_window.document.circuit)
    answers.unsaved = [Answer.SAVE]
    large_window.close()
    assert not large_window.isVisible()
    assert large_window.document.path is not None
    assert large_window.document.path.read_text(encoding="utf-8") == expected


def test_a_large_save_that_fails_keeps_the_window_open(
    large_window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    large_window.document.path = tmp_path / "no such folder" / "a.cgrad"
    answers.unsaved = [Answer.SAVE]
    large_window.close()
    assert large_window.isVisible()
    assert "no such folder" in large_window.message_bar.text
    assert large_window.isWindowModified()


def test_leftovers_of_a_crash_are_swept_up(window: MainWindow, answers: Answers, tmp_path: Path) -> None:
    for step in ("save", "open"):
        leftover = tmp_path / f".circuitgrad-{'0' * 16}.tmp"
        leftover.write_bytes(b"half a file")
        old = time.time() - 7200
        os.utime(leftover, (old, old))
        answers.path = tmp_path / "a.cgrad"
        window.menus.actions["save_as" if step == "save" else "open"].trigger()
        assert not leftover.exists(), step


def test_a_fault_in_the_background_is_raised_and_a_refusal_told(qtbot: QtBot) -> None:
    told: list[object] = []

    def refuse() -> None:
        raise FileError("No.")

    background = Background()
    background.start(refuse, told.append, told.append)
    background.finish()
    assert [str(each) for each in told] == ["No."]
    background.start(lambda: 1 // 0, told.append, told.append)
    with pytest.raises(ZeroDivisionError):
        background.finish()
    assert len(told) == 1
    assert not background.is_busy


def test_results_worked_out_while_reading_are_those_that_the_window_would_find(
    window: MainWindow, qtbot: QtBot, large: Path
) -> None:
    window.files.open_path(large)
    qtbot.waitUntil(lambda: window.document.path == large, timeout=PATIENCE)
    run = window.document.run
    assert run is not None
    found = evaluate(Tape.of(window.document.circuit), run.tape.place[f"n{NODES - 1}"])
    assert run.value == found.value
    assert run.gradients == found.gradients
    arrays = window.view.canvas.arrays
    assert arrays is not None
    assert arrays.circuit is window.document.circuit
    assert len(arrays.boxes) == NODES


def test_what_shows_a_large_circuit_follows_turn_by_turn(window: MainWindow, qtbot: QtBot, large: Path) -> None:
    field = window.formula_bar.field
    before = field.text(), field.placeholderText()
    window.files.open_path(large)
    qtbot.waitUntil(lambda: window.document.path == large, timeout=PATIENCE)
    qtbot.waitUntil(lambda: (field.text(), field.placeholderText()) != before, timeout=PATIENCE)
    window.document.open(load_example("neuron"))
    qtbot.waitUntil(lambda: (field.text(), field.placeholderText()) == before, timeout=PATIENCE)


def test_a_circuit_that_follows_a_large_one_at_once_is_the_one_that_is_shown(
    window: MainWindow, qtbot: QtBot, large: Path
) -> None:
    field = window.formula_bar.field
    before = field.text()
    window.document.open(long_chain())
    window.document.open(load_example("neuron"))
    qtbot.wait(50)
    assert field.text() == before
    assert window.view.canvas.arrays is None
