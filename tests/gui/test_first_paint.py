"""The window is painted first; what nobody sees then is made afterwards, or sooner where somebody wants it."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from circuitgrad.circuit.edits import SetValue
from circuitgrad.formats.examples import load_example
from circuitgrad.gui import main_window, quick_start
from circuitgrad.gui.actions import ACTIONS, MENUS
from circuitgrad.gui.app import make_application
from circuitgrad.gui.garbage import Garbage
from circuitgrad.gui.main_window import MainWindow
from circuitgrad.gui.settings import Settings
from tests.gui.conftest import Answers


@pytest.fixture
def unseen(
    qapp: QApplication, answers: Answers, settings_path: Path, recovery_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    """A window on the neuron that has not been shown."""
    monkeypatch.setattr(main_window, "warm_up", lambda: None)
    make_application()
    window = MainWindow(Settings(settings_path), answers, recovery_folder)
    window.open(load_example("neuron"), example="neuron")
    yield window
    window.document.history.setClean()
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.setStyleSheet("")


def press_in_the_window(window: MainWindow) -> None:
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier)
    QCoreApplication.sendEvent(window, event)


def press(window: MainWindow) -> None:
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier)
    QCoreApplication.sendEvent(window.view, event)


def press_once_painted(window: MainWindow) -> None:
    window.view.grab()
    press(window)


def show_menu(window: MainWindow) -> None:
    window.menuBar().actions()[0].menu().aboutToShow.emit()


def ask(window: MainWindow) -> None:
    assert window.menus.actions["forward"].isEnabled()


def change(window: MainWindow) -> None:
    window.document.do(SetValue("w0", 5.0), "Change")
    window.complete()
    assert window.keeper._soon.isActive(), "unsaved work is not kept"


@pytest.mark.parametrize(
    "hurry", [press, press_in_the_window, press_once_painted, show_menu, ask, change], ids=lambda hurry: hurry.__name__
)
def test_who_comes_early_finds_everything(unseen: MainWindow, hurry: Callable[[MainWindow], None]) -> None:
    assert len(unseen._menus.actions) < len(ACTIONS)
    hurry(unseen)
    assert unseen._menus.actions.keys() == {action.key for action in ACTIONS}
    for menu in MENUS:
        if menu.key != "recent":
            assert not unseen._menus.menus[menu.key].isEmpty()


def test_everything_is_there_once_it_is_painted(unseen: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(unseen.stands):
        unseen.show()
    assert unseen._menus.is_complete
    stood: list[None] = []
    unseen.stands.connect(lambda: stood.append(None))
    unseen.view.viewport().update()
    qtbot.wait(50)
    assert not stood


def test_a_window_that_is_never_painted_is_complete_soon(
    unseen: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(main_window, "SETTLING", 1)
    unseen._waits.deleteLater()
    unseen.show()
    qtbot.waitUntil(lambda: unseen._menus.is_complete)


def test_actions_made_late_are_marked_as_the_others(unseen: MainWindow) -> None:
    unseen.settings["snap"] = False
    unseen.view.snaps = False
    actions = unseen.menus.actions
    assert not actions["snap"].isChecked()
    assert not actions["delete"].isEnabled()
    assert actions["backward"].isEnabled()
    assert actions["theme_system"].isChecked()


def test_garbage_is_collected_by_the_windows_thread_once_the_window_stands(qapp: QApplication) -> None:
    quick_start.begin()
    assert not gc.isenabled()
    quick_start.end()
    assert not gc.isenabled(), "no other thread collects"
    assert len(qapp.findChildren(Garbage)) == 1
    gc.unfreeze()


def test_without_a_window_python_collects_by_itself() -> None:
    was = gc.isenabled()
    quick_start.begin()
    quick_start.give_up()
    assert gc.isenabled()
    if not was:
        gc.disable()


WAITING = (
    "ast",
    "dataclasses",
    "inspect",
    "msgspec",
    "networkx",
    "numpy",
    "platformdirs",
    "circuitgrad.cli",
    "circuitgrad.formats.formula",
    "circuitgrad.gui.canvas.accessible",
    "circuitgrad.gui.panels.inputs",
)
"""Modules that take long to import, with all that makes frozen dataclasses, which take 0.5 ms each to make."""


def imported_by(script: str) -> list[str]:
    """All modules that Python has imported after a script."""
    text = f"import os, sys\n{script}\nprint(*sys.modules, flush=True)\nos._exit(0)\n"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True, env=environment)
    return done.stdout.split()


def test_what_the_first_picture_does_not_need_is_not_imported() -> None:
    imported = imported_by(
        "from tests.benchmarks.start_child import STARTED, program\nos.environ[STARTED] = '0'\nprogram({})"
    )
    by_qt = imported_by("import PySide6.QtWidgets, traceback")  # some versions of Python need more for these
    assert "circuitgrad.gui.canvas.view" in imported
    assert "numpy" not in by_qt
    assert [module for module in WAITING if module in imported and module not in by_qt] == []
