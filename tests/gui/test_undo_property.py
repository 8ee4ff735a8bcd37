"""Whatever is done to a document: undone it is what it was, made again it is what it became, to the last bit."""

from __future__ import annotations

from random import Random

import pytest
from PySide6.QtWidgets import QApplication

from circuitgrad.circuit.edits import Move
from tests.gui.random_steps import STEPS, Desk, Step, effective_steps, random_steps, shortened, trouble

SEQUENCES = 10_000
PARTS = 10
"""So many tests share them, so that they can run beside each other."""


@pytest.mark.parametrize("part", range(PARTS))
def test_undo_all_and_redo_all(qapp: QApplication, part: int) -> None:
    for number in range(part, SEQUENCES, PARTS):
        steps = random_steps(Random(number))
        if trouble(number, steps):
            fewest = shortened(number, steps)
            pytest.fail(f"trouble({number}, {fewest})\n{trouble(number, fewest)}")


def test_each_kind_of_step_does_something_somewhere(qapp: QApplication) -> None:
    """No kind is there in name only: among a tenth of the sequences each changes the circuit."""
    effective = {
        name for number in range(0, SEQUENCES, 10) for name in effective_steps(number, random_steps(Random(number)))
    }
    assert set(STEPS) - effective == {"select", "select one", "select all", "refused"}


def test_a_change_past_the_history_is_found_and_the_sequence_shortened(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sneak(desk: Desk, _random: Random) -> None:
        Move((("x", (1.5, 2.5)),)).apply(desk.document.circuit)

    monkeypatch.setitem(STEPS, "sneak", sneak)
    steps = [Step("add", 1), Step("sneak", 2), Step("add", 3), Step("select", 4)]
    assert "undone it is" in trouble(0, steps)
    assert shortened(0, steps) == [Step("sneak", 2)]
