"""A slider dragged over a large circuit: the window goes on turning; `tests.benchmarks.what_if` says how smoothly."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median

import pytest

from circuitgrad.gui.main_window import MainWindow
from tests.benchmarks.what_if import LONGEST_GAP, drag_slider, make_sum, show_panel

SECONDS = 10.0
AT_WORST = 10 * LONGEST_GAP
"""Milliseconds of the window's own thread: the benchmark says the true figure, no machine is slower than this."""


@pytest.mark.parametrize("panel", ["what_if", "contour"])
def test_ten_seconds_of_a_slider_hold_the_window_never_for_long(
    make_window: Callable[..., MainWindow], panel: str, record_property: Callable[[str, object], None]
) -> None:
    window = make_window(make_sum(1_000))
    show_panel(window, panel)
    seen: list[float] = []
    window.document.evaluated.connect(lambda: seen.append(window.document.run.value))
    before = window.document.run.value
    gaps = drag_slider(window, SECONDS)
    record_property("longest gap, ms", max(gaps.wall))
    record_property("median gap, ms", median(gaps.wall))
    assert len(seen) > 0.5 * len(gaps.wall), "the numbers follow nearly every move of the hand"
    assert len(set(seen)) > 50
    assert max(gaps.thread) < AT_WORST, f"longest {max(gaps.thread):.1f} ms of {len(gaps.thread)} turns"
    assert window.document.run.value == before, "one undo takes the whole drag back"
    for each in window.docks.panels.values():
        each.stop()
