"""Real windows with settings of their own, and somebody who answers the questions."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from circuitgrad.circuit import Circuit
from circuitgrad.formats.examples import load_example
from circuitgrad.gui import main_window
from circuitgrad.gui.app import make_application
from circuitgrad.gui.dialogs import Answer, Dialogs, Found
from circuitgrad.gui.main_window import MainWindow
from circuitgrad.gui.settings import Settings


class Answers(Dialogs):
    """Answers in a person's place; a question that no test expects fails it."""

    def __init__(self) -> None:
        self.unsaved: list[Answer] = []
        self.path: Path | None = None
        self.asked: list[str] = []
        self.found: list[Found] = []

    def ask_unsaved(self, name: str) -> Answer:
        self.asked.append(name)
        return self.unsaved.pop(0)

    def ask_recovery(self, name: str, when: str) -> Found:
        self.asked.append(f"{name} {when}")
        return self.found.pop(0)

    def path_to_open(self, folder: Path) -> Path | None:
        self.asked.append("open")
        return self.path

    def path_to_save(self, proposed: Path) -> Path | None:
        self.asked.append(proposed.name)
        return self.path

    def path_for_picture(self, proposed: Path) -> Path | None:
        self.asked.append(proposed.name)
        return self.path


MakeWindow = Callable[..., MainWindow]


@pytest.fixture
def answers() -> Answers:
    """What is answered; tests put their answers in."""
    return Answers()


@pytest.fixture
def settings_path(tmp_path: Path) -> Path:
    """A file of settings that nobody else has."""
    return tmp_path / "configuration" / "settings.json"


@pytest.fixture
def recovery_folder(tmp_path: Path) -> Path:
    """A folder for unsaved work that nobody else has."""
    return tmp_path / "state" / "recovery"


@pytest.fixture
def make_window(
    qtbot: QtBot,
    qapp: QApplication,
    answers: Answers,
    settings_path: Path,
    recovery_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[MakeWindow]:
    """Opens windows, by default on the neuron; at the end they close without a question."""
    monkeypatch.setattr(main_window, "warm_up", lambda: None)
    made: list[MainWindow] = []

    def make(circuit: Circuit | None = None, path: Path | None = None) -> MainWindow:
        make_application()
        window = MainWindow(Settings(settings_path), answers, recovery_folder)
        window.view.animations = False
        made.append(window)
        if circuit is None:
            window.open(load_example("neuron"), example="neuron")
        else:
            window.open(circuit, path=path)
        window.resize(1440, 880)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        window.view.setFocus()
        return window

    yield make
    for window in made:
        window.document.history.setClean()
        window.close()
        window.deleteLater()
    # Otherwise they stay until the next event loop, and every new stylesheet is applied to all of them.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.setStyleSheet("")


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    """A window on the neuron."""
    return make_window()
