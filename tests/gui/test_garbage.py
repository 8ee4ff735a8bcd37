"""Cycles with widgets in them are never collected by a thread that computes beside the window."""

from __future__ import annotations

import gc
import weakref
from threading import Thread, current_thread

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from circuitgrad.gui.garbage import ALL, AT_REST, LONG, MANY, WAITS, Garbage, collect_in_window


class Looped(QWidget):
    """A widget in a cycle, which tells the thread that takes it away."""

    taken: list[str] = []  # noqa: RUF012 -- one list for all of them is what is wanted here

    def __init__(self) -> None:
        super().__init__()
        self.itself = self
        weakref.finalize(self, lambda: Looped.taken.append(current_thread().name))


@pytest.fixture(autouse=True)
def no_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """No mouse button is held, whatever tests before this one have left."""
    held = staticmethod(lambda: Qt.MouseButton.NoButton)
    monkeypatch.setattr("circuitgrad.gui.garbage.QGuiApplication.mouseButtons", held)


def make_much() -> None:
    """Far more objects than start a collection."""
    kept = [[number] for number in range(50_000)]
    assert len(kept) == 50_000


def test_a_thread_beside_the_window_collects_no_widget(qapp: QApplication, qtbot: QtBot) -> None:
    collect_in_window()
    collect_in_window()
    assert len(qapp.findChildren(Garbage)) == 1
    assert not gc.isenabled()
    Looped.taken.clear()
    for _ in range(20):
        Looped()
    thread = Thread(target=make_much, name="beside")
    thread.start()
    thread.join()
    assert Looped.taken == []
    garbage = qapp.findChild(Garbage)
    for _ in range(10):
        garbage.look()
    assert set(Looped.taken) == {current_thread().name}
    assert len(Looped.taken) == 20


def test_all_of_it_is_collected_the_more_seldom_the_longer_it_takes(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    collected: list[int] = []

    def collect(generation: int) -> None:
        collected.append(generation)
        now[0] += 0.2 if generation == 2 else 0.0

    garbage = Garbage(qapp)
    monkeypatch.setattr("circuitgrad.gui.garbage.perf_counter", lambda: now[0])
    monkeypatch.setattr("circuitgrad.gui.garbage.gc.collect", collect)
    monkeypatch.setattr("circuitgrad.gui.garbage.gc.get_count", lambda: (100, 0, 0))
    for _ in range(300):
        garbage.look()
    garbage.setParent(None)
    garbage.deleteLater()
    assert [place + 1 for place, each in enumerate(collected) if each == 2] == [60, 260]  # 0.2 s of 200 s
    assert collected[9] == 1
    assert collected[10] == 0


class Cycle:
    """Something that only the collector takes away."""

    def __init__(self) -> None:
        self.itself = self


def test_what_is_much_is_put_aside_unseen_and_looked_at_once_the_mouse_rests(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = [0]
    monkeypatch.setattr("circuitgrad.gui.garbage.QCursor.pos", staticmethod(lambda: (place[0], 0)))
    collect, collected = gc.collect, list[int]()
    monkeypatch.setattr("circuitgrad.gui.garbage.gc.collect", lambda each: (collected.append(each), collect(each))[1])
    monkeypatch.setattr("circuitgrad.gui.garbage.LONG", 1e9)
    garbage = Garbage(qapp)
    collect()
    gone = weakref.ref(Cycle())
    kept = [[number] for number in range(MANY + 100)]
    garbage.look()
    assert collected == []
    collect(1)
    assert gone() is not None, "it was put aside"
    for _ in range(ALL + WAITS * ALL):
        place[0] += 1
        garbage.look()
    assert 2 not in collected, "the mouse was on its way"
    assert gone() is not None
    for _ in range(AT_REST + 2):
        garbage.look()
    assert collected.count(2) == 1
    assert gone() is None
    assert len(kept) > MANY
    garbage.setParent(None)
    garbage.deleteLater()


def test_what_it_takes_long_to_look_at_is_not_looked_at_again(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, put_aside = [0.0], list[bool]()

    def collect(_generation: int) -> None:
        now[0] += 1.5 * LONG

    garbage = Garbage(qapp)
    monkeypatch.setattr("circuitgrad.gui.garbage.perf_counter", lambda: now[0])
    monkeypatch.setattr("circuitgrad.gui.garbage.gc.collect", collect)
    monkeypatch.setattr("circuitgrad.gui.garbage.gc.freeze", lambda: put_aside.append(True))
    monkeypatch.setattr("circuitgrad.gui.garbage.gc.get_count", lambda: (100, 0, 0))
    garbage.look()
    garbage.setParent(None)
    garbage.deleteLater()
    assert put_aside == [True]


def test_nothing_is_collected_under_a_hand(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    collect_in_window()
    collected: list[int] = []
    monkeypatch.setattr("circuitgrad.gui.garbage.gc.collect", collected.append)
    garbage = qapp.findChild(Garbage)
    monkeypatch.setattr(
        "circuitgrad.gui.garbage.QGuiApplication.mouseButtons", staticmethod(lambda: Qt.MouseButton.LeftButton)
    )
    garbage.look()
    assert collected == []


def test_nothing_is_collected_while_the_mouse_is_on_its_way_unless_it_never_rests(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = iter([*((x, 0) for x in range(15)), *[(14, 0)] * 3])
    monkeypatch.setattr("circuitgrad.gui.garbage.QCursor.pos", staticmethod(lambda: next(places)))
    collected: list[int] = []
    monkeypatch.setattr("circuitgrad.gui.garbage.gc.collect", collected.append)
    garbage = Garbage(qapp)
    found = []
    for _ in range(17):
        garbage.look()
        found.append(len(collected))
    garbage.setParent(None)
    garbage.deleteLater()
    assert found == [0] * 10 + [1] * 4 + [2, 3, 4]
