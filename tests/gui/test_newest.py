"""Answers from beside the window: each is told once, in a turn of its own, whatever another one raises."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from circuitgrad.errors import CircuitError
from circuitgrad.gui.what_if.newest import Newest


def fail(reason: CircuitError) -> None:
    raise AssertionError(str(reason))


def tell(newest: Newest, then: Callable[[Any], object]) -> None:
    """Has an answer come in, and stops before it is told."""
    newest.ask(lambda _: 1, then, fail)
    while (thread := newest._thread) is not None:
        thread.join()


def test_what_one_answer_raises_keeps_no_other_from_being_told(qtbot: QtBot) -> None:
    newest, told = Newest(), list[str]()

    def break_down(_: object) -> None:
        raise RuntimeError("first")

    tell(newest, break_down)
    tell(newest, lambda _: told.append("second"))
    with qtbot.captureExceptions() as raised:
        qtbot.waitUntil(lambda: not newest.is_busy)
    assert [str(error) for _, error, _ in raised] == ["first"]
    assert told == ["second"]


def test_what_is_raised_while_finishing_keeps_no_other_from_being_told(qtbot: QtBot) -> None:
    newest, told = Newest(), list[str]()

    def break_down(_: object) -> None:
        raise RuntimeError("first")

    tell(newest, break_down)
    tell(newest, lambda _: told.append("second"))
    with pytest.raises(RuntimeError, match="first"):
        newest.finish()
    qtbot.waitUntil(lambda: not newest.is_busy)
    assert told == ["second"]
