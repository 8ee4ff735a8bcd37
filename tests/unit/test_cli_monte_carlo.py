"""``circuitgrad monte-carlo``: what it prints, as tables and as JSON, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import circuitgrad as cg
from circuitgrad import cli
from circuitgrad.circuit import Circuit, Spread
from circuitgrad.circuit.edits import SetSpread
from circuitgrad.cli.source import joined
from circuitgrad.engine import Run

LINEAR = ("--formula", "x + 2*y", "--spread", "x=normal:1:3", "y=normal:2:2")


def never(circuit: Circuit, run: Run, path: str, theme: str, scale: float) -> None:
    raise AssertionError(f"nothing should be drawn, but {path} was")


def out(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What the command prints that must succeed."""
    code = cli.main(["monte-carlo", *words], never)
    said = capsys.readouterr()
    assert (code, said.err) == (0, ""), said.err
    return said.out


def report(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    """What it prints as JSON; a bare NaN or Infinity is no JSON and fails."""
    return json.loads(out(capsys, *words, "--json"), parse_constant=lambda name: pytest.fail(f"bare {name}"))


def test_json_says_what_the_library_says(capsys: pytest.CaptureFixture[str]) -> None:
    found = report(capsys, *LINEAR, "--samples", "5000", "--seed", "3", "--sobol")
    spreads = {"x": Spread("normal", (1.0, 3.0)), "y": Spread("normal", (2.0, 2.0))}
    circuit = cg.from_formula("x + 2*y")
    expected = cg.monte_carlo(circuit, spreads=spreads, samples=5000, seed=3)
    assert (found["samples"], found["undefined"]) == (5000, 0)
    assert (found["mean"], found["standard_error"]) == (expected.mean, expected.standard_error)
    assert (found["value_at_means"], found["first_order_deviation"]) == (5.0, 5.0)
    assert found["quantiles"]["0.975"] == expected.quantiles[0.975]
    assert sum(found["histogram"]["counts"]) == 5000
    assert found["convergence"]["counts"][-1] == 5000
    assert found["inputs"]["y"]["share"] == pytest.approx(0.64)
    sobol = cg.sobol_indices(circuit, spreads=spreads, seed=3)
    assert found["sobol"]["inputs"]["x"]["total"] == sobol.inputs[0].total


def test_the_tables_are_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    text = out(capsys, *LINEAR, "--sobol")
    found = cg.monte_carlo(
        cg.from_formula("x + 2*y"), spreads={"x": Spread("normal", (1.0, 3.0)), "y": Spread("normal", (2.0, 2.0))}
    )
    lines = [line.split() for line in text.splitlines()]
    (mean,) = [line for line in lines if line[:1] == ["mean"]]
    assert float(mean[1]) == pytest.approx(found.mean, rel=1e-5)
    assert mean[2] == "±"
    assert float(mean[3]) == pytest.approx(found.standard_error, rel=1e-5)
    assert ["samples", "100,000"] in lines
    assert "Sobol’ indices" in text
    shares = text[text.index("Inputs, by what they contribute") :].splitlines()
    assert [line.split()[0] for line in shares[2:4]] == ["y", "x"]
    assert "64.0 %" in shares[2]
    histogram = text[text.index("Histogram") : text.index("Inputs,")].strip().splitlines()[2:]
    assert 10 <= len(histogram) <= 20
    assert max(line.count("#") for line in histogram) == 40


def test_spreads_of_a_file_count_and_undefined_samples_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    circuit = cg.from_formula("x = 5; f = log(x)")
    SetSpread(circuit.find("x").id, Spread("normal", (1.0, 1.0))).apply(circuit)
    path = tmp_path / "scattering.cgrad"
    cg.save(circuit, path)
    text = out(capsys, str(path), "--samples", "1e3")
    assert ", left out" in text
    assert "1,000" in text


@pytest.mark.parametrize(
    "words",
    [
        ["--spread", "x=normal:0:1", "y=uniform:−1:0,5", "--formula", "-x*y*k", "--set", "k=2"],
        ["--spread=x=normal:0:1", "--spread", "y = uniform:-1:0.5", "--set", "k=2", "--formula", "-x*y*k"],
        ["--set", "k=2", "--spread", "x=Normal:0:1", "y=uniform:-1:.5", "--formula=-x*y*k"],
    ],
)
def test_spreads_are_read_however_they_are_spelt(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    found = report(capsys, *words, "--samples", "10")
    assert list(found["inputs"]) == ["x", "y"]
    assert found["inputs"]["y"]["mean"] == -0.25


def test_settings_and_spreads_keep_apart() -> None:
    words = ["--set", "x=1", "y=2", "--spread", "a=normal:0:1", "b=normal:0:1", "file", "--json", "c=3"]
    assert joined(words) == [
        "--set=x=1", "--set=y=2", "--spread=a=normal:0:1", "--spread=b=normal:0:1", "file", "--json", "c=3",
    ]  # fmt: skip


def test_a_constant_objective_is_still_json(capsys: pytest.CaptureFixture[str]) -> None:
    found = report(capsys, "--formula", "x - x", "--spread", "x=normal:0:1", "--samples", "10")
    assert found["inputs"]["x"]["rank_correlation"] == "NaN"
    assert "samples" in out(capsys, "--formula", "x - x", "--spread", "x=normal:0:1", "--samples", "10")


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["neuron"], "No input scatters"),
        (["neuron", "--spread", "nope=normal:0:1"], "No input is called “nope”"),
        (["neuron", "--spread", "w0"], "“w0” is no distribution: write it as --spread x=normal:0:1."),
        (["neuron", "--spread", "w0="], "is no distribution"),
        (["neuron", "--spread", "w0=cauchy:0:1"], "unknown distribution, “cauchy”"),
        (["neuron", "--spread", "w0=normal:0"], "takes finite numbers for: mean, deviation"),
        (["neuron", "--spread", "w0=normal:0:inf"], "takes finite numbers for: mean, deviation"),
        (["neuron", "--spread", "w0=normal:a:1"], "has “a” where a number belongs"),
        (["neuron", "--spread", "w0=normal:0:1", "--samples", "0"], "whole number from 1 on"),
        (["neuron", "--spread", "w0=normal:0:1", "--seed", "-1"], "The seed must be"),
        (["--spread", "w0=normal:0:1"], "Say which circuit"),
    ],
)
def test_what_cannot_be_is_one_line_and_exit_code_2(
    words: list[str], part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["monte-carlo", *words], never) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert part in said.err
    assert len(said.err.splitlines()) == 1
    assert said.err.strip().endswith(".")
