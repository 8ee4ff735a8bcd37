"""The help page on what operators do to a gradient: its words are those of the table, and its examples are run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

import circuitgrad as cg
from circuitgrad.operators import OPERATORS

PAGE = Path(__file__).parents[3] / "resources" / "help" / "patterns.md"
HEADINGS = ("Word", "What happens to the upstream gradient", "Operators", "Formula", "Inputs", "Gradients")
COPY = "sums"
"""What no operator does, but a node that feeds several wires."""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    word: str
    operators: frozenset[str]
    formula: str
    inputs: dict[str, float]
    gradients: dict[str, float]


def numbers(text: str, between: str) -> dict[str, float]:
    pairs = (entry.split(between) for entry in text.replace("−", "-").split(", "))
    return {name.strip(): float(number) for name, number in pairs}


def rows() -> list[Row]:
    lines = [line.strip().strip("|").split(" | ") for line in PAGE.read_text("utf-8").split("\n") if line[:1] == "|"]
    heading, _, *body = [[cell.strip() for cell in line] for line in lines]
    assert tuple(heading) == HEADINGS
    return [
        Row(word, frozenset(names.split(", ")), formula, numbers(inputs, "="), numbers(gradients, ":"))
        for word, _, names, formula, inputs, gradients in body
    ]


def test_every_word_stands_there_with_just_its_operators() -> None:
    words: dict[str, set[str]] = {}
    for operator in OPERATORS.values():
        if not operator.is_leaf:
            words.setdefault(operator.pattern, set()).add(operator.name)
    assert {row.word: row.operators for row in rows() if row.word != COPY} == words


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.word)
def test_its_example_is_true(row: Row) -> None:
    circuit = cg.from_formula(row.formula)
    assert cg.run(circuit, row.inputs).gradients == row.gradients
    if row.word != COPY:
        assert circuit.find_objective().operator in row.operators
