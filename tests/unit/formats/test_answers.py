"""Answers are read as people type them, and what is none is refused in one sentence."""

from __future__ import annotations

from math import inf, isnan

import pytest

from circuitgrad.circuit import Asks
from circuitgrad.engine.results import Effect
from circuitgrad.errors import ValueProblem
from circuitgrad.formats.answers import read_answer


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.73", 0.73), (" −0,5 ", -0.5), ("1e-3", 0.001), ("1/4", 0.25), ("-3 / 2", -1.5), ("0/5", 0.0),
        ("∞", inf), ("−∞", -inf), ("inf", inf), ("-Infinity", -inf), ("+2", 2.0),
    ],
)  # fmt: skip
def test_numbers(text: str, number: float) -> None:
    assert read_answer(text, Asks.VALUE) == number
    assert read_answer(text, Asks.GRADIENT) == number


@pytest.mark.parametrize("text", ["nan", "NaN", " Undefined "])
def test_undefined(text: str) -> None:
    answer = read_answer(text, Asks.GRADIENT)
    assert isinstance(answer, float)
    assert isnan(answer)


@pytest.mark.parametrize(
    ("text", "effect"),
    [("raises", "raises"), ("▲", "raises"), ("Lowers", "lowers"), ("-", "lowers"), ("neither", "none"), ("0", "none")],
)
def test_effects(text: str, effect: Effect) -> None:
    assert read_answer(text, Asks.EFFECT) == effect


@pytest.mark.parametrize("text", ["", "abc", "1/", "/2", "1/2/3", "raises", "1,000.5", "2x", "0x10"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueProblem, match="is no number: type one such as"):
        read_answer(text, Asks.VALUE)


def test_a_division_by_0_is_refused() -> None:
    with pytest.raises(ValueProblem, match="divides by 0"):
        read_answer("1/0", Asks.VALUE)


def test_a_number_is_no_effect() -> None:
    with pytest.raises(ValueProblem, match="“raises”, “lowers” or “neither”"):
        read_answer("0.5", Asks.EFFECT)
