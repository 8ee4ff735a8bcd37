"""Every row of the table in the help page on numbers, run as a circuit: number by number, and as a column."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

import circuitgrad as cg

PAGE = Path(__file__).parents[3] / "resources" / "help" / "numbers.md"
HEADINGS = ("Formula", "Inputs", "Value", "Gradients", "Why")
FEWEST_ROWS = 120
NUMBER = re.compile(r"-?(\d+(\.\d+)?(e-?\d+)?|∞)|NaN")
ENTRY = re.compile(r"([a-z]\w*) = (\S+)")
GRADIENT = re.compile(r"([a-z]\w*): (≈ )?(\S+)")


@dataclass(frozen=True)
class Expected:
    """A number that a person wrote: exact, or rounded to the digits shown."""

    number: float
    is_rounded: bool = False
    digits: int = 0

    def is_met_by(self, found: float) -> bool:
        """Whether this number was meant: NaN by NaN, 0 by 0 and −0 by −0 only."""
        if math.isnan(self.number):
            return math.isnan(found)
        if self.is_rounded:
            return float(f"{found:.{self.digits - 1}e}") == self.number
        return found == self.number and math.copysign(1.0, found) == math.copysign(1.0, self.number)


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    formula: str
    inputs: dict[str, float]
    value: Expected
    gradients: dict[str, Expected]


def number(text: str) -> float:
    plain = text.replace("−", "-")
    if not NUMBER.fullmatch(plain):
        raise ValueError(f"“{text}” is no number")
    return float(plain.replace("∞", "inf"))


def expected(text: str) -> Expected:
    if not text.startswith("≈ "):
        return Expected(number(text))
    mantissa = text.removeprefix("≈ ").replace("−", "").partition("e")[0]
    digits = len(mantissa.replace(".", "").lstrip("0"))
    return Expected(number(text.removeprefix("≈ ")), is_rounded=True, digits=digits)


def entries(cell: str, pattern: re.Pattern[str]) -> list[re.Match[str]]:
    found = [pattern.fullmatch(part) for part in cell.split(", ")]
    if None in found:
        raise ValueError(f"“{cell}” cannot be read")
    return [match for match in found if match]


def row(line: str) -> Row:
    """A line as a row.

    Raises:
        ValueError: the line has not the form of the table.
    """
    cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
    if len(cells) != len(HEADINGS) or not all(cells) or not re.fullmatch(r"`[^`]+`", cells[0]):
        raise ValueError(f"“{line}” has not the columns {', '.join(HEADINGS)}")
    inputs = {match[1]: number(match[2]) for match in entries(cells[1], ENTRY)}
    gradients = {match[1]: expected((match[2] or "") + match[3]) for match in entries(cells[3], GRADIENT)}
    if gradients.keys() != inputs.keys():
        raise ValueError(f"“{line}” has not a gradient for each input")
    return Row(cells[0].strip("`"), inputs, expected(cells[2]), gradients)


LINES = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
each_line = pytest.mark.parametrize("line", LINES[2:], ids=lambda line: line.split("| ")[1] + line.split("| ")[2])


def assert_met(line: Row, value: float, gradients: dict[str, float]) -> None:
    assert line.value.is_met_by(value), f"{line.formula} at {line.inputs}: value {line.value}, found {value!r}"
    for name, gradient in line.gradients.items():
        found = gradients[name]
        assert gradient.is_met_by(found), f"{line.formula} at {line.inputs}: ∂/∂{name} {gradient}, found {found!r}"


def test_the_page_has_one_table_of_this_form() -> None:
    assert [cell.strip() for cell in LINES[0].strip("|").split("|")] == list(HEADINGS)
    assert set(LINES[1]) == set("| -")
    assert len(LINES) >= FEWEST_ROWS
    assert len(set(LINES)) == len(LINES)


@each_line
def test_a_row_holds_in_a_run(line: str) -> None:
    read = row(line)
    circuit = cg.from_formula(read.formula)
    assert {node.label for node in circuit.nodes.values() if node.operator == "input"} == set(read.inputs)
    run = cg.run(circuit, read.inputs)
    assert_met(read, run.value, dict(run.gradients))


@each_line
def test_a_row_holds_in_a_column(line: str) -> None:
    read = row(line)
    columns = {name: [0.5, number, 0.25] for name, number in read.inputs.items()}
    batch = cg.run_batch(cg.from_formula(read.formula), columns, gradients=list(columns))
    assert_met(read, float(batch.value[1]), {name: float(column[1]) for name, column in batch.gradients.items()})


@pytest.mark.parametrize(
    "line",
    [
        "| `x/x` | x = 0 | NaN | x: NaN |",
        "| x/x | x = 0 | NaN | x: NaN | no backticks |",
        "| `x/x` | x = nothing | NaN | x: NaN | no number |",
        "| `x/x` | x = 0 | about 1 | x: NaN | no number |",
        "| `x/x` | x = 0 | NaN | x NaN | no colon |",
        "| `x/y` | x = 0, y = 1 | 0 | x: 1 | y is missing |",
        "| `x/x` | x = 1_0 | NaN | x: NaN | Python would read it |",
    ],
)
def test_a_row_that_cannot_be_read_fails(line: str) -> None:
    with pytest.raises(ValueError, match="“"):
        row(line)


@pytest.mark.parametrize(
    ("text", "meant", "not_meant"),
    [
        ("0", 0.0, -0.0),
        ("−0", -0.0, 0.0),
        ("NaN", math.nan, 0.0),
        ("−∞", -math.inf, math.inf),
        ("0.5", 0.5, 0.5 + 2**-53),
        ("≈ 0.693147", math.log(2.0), 0.693146),
        ("≈ −9.86e−305", -9.859676543759771e-305, -9.87e-305),
    ],
)
def test_a_number_means_itself_and_no_other(text: str, meant: float, not_meant: float) -> None:
    assert expected(text).is_met_by(meant)
    assert not expected(text).is_met_by(not_meant)
