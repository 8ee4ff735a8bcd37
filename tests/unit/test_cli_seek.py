"""``circuitgrad seek``: what it prints and what it refuses."""

from __future__ import annotations

import json

import pytest

from circuitgrad import cli
from circuitgrad.circuit import Circuit
from circuitgrad.engine import Run


def never(circuit: Circuit, run: Run, path: str, theme: str, scale: float) -> None:
    raise AssertionError("nothing should be drawn")


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = cli.main(["seek", *words], never)
    spoken = capsys.readouterr()
    return code, spoken.out, spoken.err


def test_the_neuron(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(capsys, "neuron", "--goal", "0.9")
    assert (code, err) == (0, "")
    assert out == (
        "“f” is 0.9 at w0 = 1.80046, w1 = −3.39907, w2 = −2.80046.\n\n"
        "  input      from        to       move\n"
        "  w0      2.00000   1.80046  −0.199537\n"
        "  w1     −3.00000  −3.39907  −0.399075\n"
        "  w2     −3.00000  −2.80046   0.199537\n\n"
        "f: 0.731059 → 0.900000, by a move of 0.488765\n"
    )


def test_json_holds_every_number_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        "neuron",
        "--goal",
        "0,9",
        "--hold",
        "w1",
        "w2",
        "--release",
        "x0",
        "--bound",
        "w0=1:5",
        "x0=-9:9",
        "--json",
    ]
    code, out, _ = said(capsys, *words)
    found = json.loads(out)
    assert (code, found["goal"], found["reached"]) == (0, 0.9, True)
    moved = found["solutions"][0]["inputs"]
    assert list(moved) == ["w0", "x0"]
    assert all(each["from"] + each["move"] == pytest.approx(each["to"]) for each in moved.values())
    assert found["objective"]["to"] == pytest.approx(0.9, rel=1e-12)


def test_other_solutions_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "--formula", "-x*x", "--set", "x=1", "--goal", "-4")
    assert code == 0
    assert "Other solutions\n" in out
    assert "−2.00000  −4.00000  3.00000" in out


def test_weights_and_fixed_nodes(capsys: pytest.CaptureFixture[str]) -> None:
    sums = ["--formula", "x = 0; y = 0; f = x + y", "--goal", "1", "--weight", "x=2", "y=1", "--json"]
    assert json.loads(said(capsys, *sums)[1])["solutions"][0]["inputs"]["x"]["to"] == pytest.approx(0.2)
    products = ["--formula", "x = 1; y = 2; f = x*y", "--goal", "12", "--fix", "x=3", "--json"]
    assert json.loads(said(capsys, *products)[1])["solutions"][0]["inputs"]["y"]["to"] == pytest.approx(4.0)


def test_a_maximum_and_what_has_none(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "--formula", "x = 1; f = exp(-(x*x))", "--goal", "max")
    assert (code, out.splitlines()[0]) == (0, "“f” is at most 1, at x = 0.")
    code, out, _ = said(capsys, "--formula", "x = 0; f = 2*x + 1", "--goal", "max")
    assert code == 0
    assert out.startswith("“f” grows without bound with rising x; within the ranges it is at most 3, at x = 1.\n")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["--formula", "x = 0; f = sigmoid(x)", "--goal", "1.5"],
            "“f” stays below 1 and never reaches 1.5; within the ranges it is at most 0.731059, at x = 1.",
        ),
        (["neuron", "--goal", "best"], "“best” is no goal: give a number, or max, or min."),
        (["neuron", "--goal", "1", "--bound", "w0"], "“w0” is no interval"),
        (["neuron", "--goal", "1", "--bound", "w0=1:2:3"], "A bound has two ends and no number of points"),
        (["neuron", "--goal", "1", "--weight", "w0"], "“w0” sets nothing: write it as --weight NAME=NUMBER."),
        (["neuron", "--goal", "1", "--fix", "q=x"], "which is no number: write it as --fix q=1.5."),
        (["neuron", "--goal", "1", "--hold", "zz"], "No input is called “zz”"),
        (["neuron", "--goal", "max", "--starts", "0"], "A search needs a whole number of starts"),
        (["--formula", "x = 1; q = x*x; f = 2*x", "--objective", "f", "--goal", "max", "--fix", "q=-1"], "Nothing was"),
    ],
)
def test_what_is_refused_is_one_sentence(capsys: pytest.CaptureFixture[str], words: list[str], sentence: str) -> None:
    code, out, err = said(capsys, *words)
    assert (code, out) == (2, "")
    assert sentence in err
    assert err.count("\n") == 1
