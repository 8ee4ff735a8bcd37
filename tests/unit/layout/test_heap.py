"""Nodes that nobody has placed yet lie in a heap: that must not take the window's time."""

from __future__ import annotations

import pytest

from circuitgrad.circuit import Circuit
from circuitgrad.layout.labels import place_labels
from circuitgrad.layout.room import Room
from tests.benchmarks.circuits import make_fragment


def test_in_a_heap_no_better_place_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    circuit = Circuit(make_fragment(100, "wide", 1))
    assert len({node.position for node in circuit.nodes.values()}) == 1

    def price(*_: object) -> float:
        raise AssertionError("it takes 40 s in a heap of 1,000 nodes to find that there is no room")

    monkeypatch.setattr(Room, "price", price)
    spots = place_labels(circuit)
    assert spots.keys() == set(circuit.wires())
    assert all(abs(spot.value.bottom) < 200.0 for spot in spots.values()), "they stand at their wires"
