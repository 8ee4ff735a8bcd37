"""``paths`` on the command line."""

from __future__ import annotations

import json

import pytest

from tests.unit.test_cli_what_if import out, refused

FORMULA = "f = x*y + relu(x)*z - sin(x*x)"
VALUES = ("--set", "x=-1", "y=2", "z=3")


def test_paths_are_listed_with_their_products_and_sum_to_the_gradient(capsys: pytest.CaptureFixture[str]) -> None:
    told = out(capsys, "paths", "--formula", FORMULA, "x", *VALUES, "--most", "3")
    assert told.splitlines()[0] == "4 paths lead from “x” to “f”; their products sum to ∂f/∂x = 3.08060"
    assert "x → mul3 [1] → sin1 → f  (−1.00) × 0.540 × (−1.00)  0.540302  17.5 %" in told
    assert "1 other path" in told
    rows = [line.split() for line in told.splitlines()]
    assert ["sum", "3.08060"] in rows


def test_what_stops_a_path_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    told = out(capsys, "paths", "--formula", FORMULA, "z", *VALUES)
    assert "its product is ∂f/∂z = 0" in told
    assert told.rstrip().endswith("z → mul2: its local derivative is 0.")


def test_a_node_inside_and_one_that_leads_nowhere(capsys: pytest.CaptureFixture[str]) -> None:
    assert "One path leads from “a” to “f”" in out(capsys, "paths", "neuron", "a")
    told = out(capsys, "paths", "--formula", "a = x*y; f = 2*x", "y", "--objective", "f", *("--set", "x=1", "y=1"))
    assert told == "No path leads from “y” to “f”: ∂f/∂y = 0\n"


def test_json_has_every_number(capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(out(capsys, "paths", "--formula", FORMULA, "x", *VALUES, "--json", "--most", "1"))
    assert (told["count"], len(told["paths"]), told["gradient"]) == (4, 1, told["sum"])
    assert told["paths"][0] == {
        "nodes": ["x", "mul1", "add1", "f"],
        "ports": [0, 0, 0],
        "local_derivatives": [2.0, 1.0, 1.0],
        "product": 2.0,
    }


def test_long_paths_are_shortened_and_huge_numbers_of_them_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    levels = "; ".join(f"a{i + 1} = a{i} + a{i}" for i in range(60))
    told = out(capsys, "paths", "--formula", levels, "a0", "--set", "a0=1", "--most", "1")
    assert told.startswith("about 1.15×10¹⁸ paths lead")
    assert "… 51 more …" in told
    assert isinstance(json.loads(
        out(capsys, "paths", "--formula", levels, "a0", "--set", "a0=1", "--json")
    )["count"], str)  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["paths", "neuron"], "Say where the paths begin"),
        (["paths", "neuron", "nobody"], "nobody"),
        (["paths", "--formula", "x*y", "x"], "No value is given"),
        (["paths", "neuron", "w0", "--most", "-1"], "0 or more"),
    ],
)
def test_what_cannot_be_is_one_sentence(capsys: pytest.CaptureFixture[str], words: list[str], said: str) -> None:
    assert said in refused(capsys, *words)
