"""Unsaved work survives a crash, is offered once, and no window takes what another one still works on."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from circuitgrad.formats.circuit_json import dumps, load, save
from circuitgrad.formats.examples import load_example
from circuitgrad.gui import keeper
from circuitgrad.gui.dialogs import Answer, Found
from circuitgrad.gui.main_window import MainWindow
from circuitgrad.gui.recovery import Copy, left_behind
from tests.gui.conftest import Answers, MakeWindow
from tests.gui.hands import Hands

WORKER = """
import sys
from pathlib import Path
from circuitgrad.formats.circuit_json import load
from circuitgrad.gui.app import make_application
from circuitgrad.gui.main_window import MainWindow
from circuitgrad.gui.settings import Settings

folder, file = map(Path, sys.argv[1:])
application = make_application()
window = MainWindow(Settings(folder / "settings.json"), recovery=folder / "state" / "recovery")
window.open(load(file), path=file)
window.show()
window.view.add_operator("tanh")
application.exec()
"""
PATIENCE = 30.0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "sum.cgrad"
    save(load_example("sum_times"), path)
    return path


@pytest.fixture
def worker(tmp_path: Path, file: Path, recovery_folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process with unsaved work, whose copy is written."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    process = subprocess.Popen([sys.executable, "-c", WORKER, str(tmp_path), str(file)], env=environment)
    ends = time.monotonic() + PATIENCE
    while not list(recovery_folder.glob("*.unsaved")):
        assert process.poll() is None, "the other window did not stay open"
        assert time.monotonic() < ends, "no copy was written"
        time.sleep(0.05)
    yield process
    process.kill()
    process.wait()


def crash(worker: subprocess.Popen[bytes]) -> None:
    worker.kill()
    worker.wait()


def operators(window: MainWindow) -> list[str]:
    return [node.operator for node in window.document.circuit.nodes.values()]


def copies(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.unsaved"))


def test_work_of_a_killed_process_opens_as_unsaved(
    worker: subprocess.Popen[bytes], make_window: MakeWindow, answers: Answers, file: Path, recovery_folder: Path
) -> None:
    crash(worker)
    window = make_window()
    answers.found = [Found.OPEN]
    window.offer_unsaved()
    assert [asked.split()[0] for asked in answers.asked] == ["sum.cgrad"]
    assert "tanh" in operators(window)
    assert window.document.path == file
    assert window.isWindowModified()
    assert "tanh" not in file.read_text(encoding="utf-8")
    assert len(copies(recovery_folder)) == 1, "it is still unsaved, so it is still kept"
    window.menus.actions["save"].trigger()
    assert not window.isWindowModified()
    assert dumps(load(file)) == dumps(window.document.circuit)
    assert copies(recovery_folder) == []


def test_work_of_a_living_process_is_not_offered(
    worker: subprocess.Popen[bytes], window: MainWindow, answers: Answers, recovery_folder: Path
) -> None:
    window.offer_unsaved()
    assert answers.asked == []
    assert len(copies(recovery_folder)) == 1
    assert worker.poll() is None


def test_later_asks_again_and_discard_does_not(
    worker: subprocess.Popen[bytes], window: MainWindow, answers: Answers, recovery_folder: Path
) -> None:
    crash(worker)
    answers.found = [Found.LATER, Found.DISCARD]
    window.offer_unsaved()
    window.offer_unsaved()
    window.offer_unsaved()
    assert len(answers.asked) == 2
    assert copies(recovery_folder) == []
    assert window.document.example == "neuron"


def keep(window: MainWindow, qtbot: QtBot, folder: Path) -> Path:
    """Makes unsaved work and waits for its copy."""
    window.view.add_operator("exp")
    qtbot.waitUntil(lambda: bool(copies(folder)))
    return copies(folder)[0]


def test_each_window_keeps_its_own(
    make_window: MakeWindow, qtbot: QtBot, answers: Answers, recovery_folder: Path
) -> None:
    first = make_window()
    keep(first, qtbot, recovery_folder)
    second = make_window()
    second.view.add_operator("tanh")
    qtbot.waitUntil(lambda: len(copies(recovery_folder)) == 2)
    second.offer_unsaved()
    assert answers.asked == []


@pytest.mark.parametrize("way", ["save", "undo", "new", "close"])
def test_the_copy_goes_with_its_reason(
    window: MainWindow, qtbot: QtBot, answers: Answers, tmp_path: Path, recovery_folder: Path, way: str
) -> None:
    keep(window, qtbot, recovery_folder)
    answers.path, answers.unsaved = tmp_path / "kept.cgrad", [Answer.DISCARD]
    if way == "close":
        window.close()
    else:
        window.menus.actions[way].trigger()
    assert list(recovery_folder.iterdir()) == []


def test_recovered_work_that_is_given_up_leaves_a_clean_window(
    worker: subprocess.Popen[bytes], window: MainWindow, answers: Answers, recovery_folder: Path
) -> None:
    crash(worker)
    answers.found, answers.unsaved = [Found.OPEN], [Answer.DISCARD]
    window.offer_unsaved()
    window.menus.actions["new"].trigger()
    assert not window.isWindowModified()
    assert copies(recovery_folder) == []


def test_nothing_is_written_inside_a_gesture(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, recovery_folder: Path
) -> None:
    window.keeper._pause.setInterval(1)
    hands = Hands(window.view)
    path = keep(window, qtbot, recovery_folder)
    label = window.document.circuit.inputs()[0].label
    before = path.read_bytes()
    start = hands.body(label)
    hands.drag(start, start + QPoint(0, 60), release=False)
    window.view.add_operator("tanh")
    QTest.qWait(50)
    assert window.view.in_gesture
    assert path.read_bytes() == before
    window.view.cancel_gesture()
    qtbot.waitUntil(lambda: b"tanh" in path.read_bytes())


def test_there_is_a_pause_between_two_copies(window: MainWindow, qtbot: QtBot, recovery_folder: Path) -> None:
    path = keep(window, qtbot, recovery_folder)
    before = path.read_bytes()
    assert window.keeper._pause.isActive()
    assert window.keeper._pause.interval() == keeper.PAUSE
    window.view.add_operator("tanh")
    QTest.qWait(50)
    assert path.read_bytes() == before
    window.keeper._pause.setInterval(1)
    qtbot.waitUntil(lambda: b"tanh" in path.read_bytes())


@pytest.mark.parametrize("broken", [b"", b"{", b"[]\n{}", b'{"name": "a", "path": null}\n{', b"\xff\xfe\n\x00"])
def test_a_broken_copy_is_told_and_put_aside(
    window: MainWindow, answers: Answers, recovery_folder: Path, broken: bytes
) -> None:
    recovery_folder.mkdir(parents=True)
    (recovery_folder / "1-a.unsaved").write_bytes(broken)
    before = dumps(window.document.circuit)
    answers.found = [Found.OPEN]
    window.offer_unsaved()
    assert "1-a.unsaved.broken" in window.message_bar.text
    assert window.message_bar.isVisible()
    assert (recovery_folder / "1-a.unsaved.broken").read_bytes() == broken
    assert left_behind(recovery_folder) == []
    assert dumps(window.document.circuit) == before


def test_a_folder_that_cannot_be_written_is_said_once(window: MainWindow, qtbot: QtBot, recovery_folder: Path) -> None:
    recovery_folder.parent.mkdir(parents=True)
    recovery_folder.write_text("in the way", encoding="utf-8")
    window.view.add_operator("exp")
    qtbot.waitUntil(window.message_bar.isVisible)
    assert str(recovery_folder) in window.message_bar.text
    window.message_bar.hide_message()
    window.keeper._write()
    assert not window.message_bar.isVisible()


def test_a_name_that_is_no_text_is_kept_without_its_file(tmp_path: Path) -> None:
    copy = Copy.new(tmp_path)
    copy.write("a\udcff", Path("/a\udcff"), load_example("neuron").fragment())
    unsaved = copy.read()
    assert (unsaved.name, unsaved.path) == ("", None)
    assert dumps(unsaved.circuit()) == dumps(load_example("neuron"))
    copy.remove()
    assert list(tmp_path.iterdir()) == []
