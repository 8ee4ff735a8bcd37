"""``sweep`` and ``tornado`` on the command line, and intervals as people type them."""

from __future__ import annotations

import csv
import io
import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import circuitgrad as cg
from circuitgrad import cli
from circuitgrad.circuit import Circuit
from circuitgrad.cli.intervals import Interval, read_interval
from circuitgrad.cli.source import joined
from circuitgrad.engine import Run
from circuitgrad.errors import ValueProblem
from circuitgrad.formats.examples import load_example

CHECKOUT = Path(__file__).parents[2]


def never(circuit: Circuit, run: Run, path: str, theme: str, scale: float) -> None:
    raise AssertionError(f"nothing should be drawn, but {path} was")


def out(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a command prints that must succeed."""
    code = cli.main(words, never)
    said = capsys.readouterr()
    assert (code, said.err) == (0, ""), said.err
    return said.out


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """The one sentence of a command that must be refused."""
    assert cli.main(words, never) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1, said.err
    return said.err.strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("w0=-5:5", Interval("w0", -5.0, 5.0, None)),
        ("w0=-5:5:201", Interval("w0", -5.0, 5.0, 201)),
        (" w₀ = −5 : 0,5 : 2 ", Interval("w₀", -5.0, 0.5, 2)),
        ("x=1e-3:1E3", Interval("x", 0.001, 1000.0, None)),
        ("x=-inf:∞", Interval("x", -math.inf, math.inf, None)),
    ],
)
def test_an_interval_is_read(text: str, expected: Interval) -> None:
    assert read_interval(text) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("w0", "“w0” is no interval"),
        ("w0=", "“w0=” is no interval"),
        ("w0=5", "“w0=5” is no interval"),
        ("=1:2", "“=1:2” is no interval"),
        ("w0=1:2:3:4", "is no interval"),
        ("w0=a:2", "has the end “a”, which is no number"),
        ("w0=1:", "has the end “”, which is no number"),
        ("w0=nan:2", "has the end “nan”, which is no number"),
        ("w0=2:1", "the wrong way round: 2 is not below 1"),
        ("w0=1:1", "the wrong way round"),
        ("w0=1:2:1", "has “1” points: ask for a whole number, 2 or more"),
        ("w0=1:2:3.5", "has “3.5” points"),
        ("w0=1:2:many", "has “many” points"),
    ],
)
def test_an_interval_that_cannot_be_is_one_sentence(text: str, words: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        read_interval(text)
    assert words in caught.value.sentence, caught.value.sentence
    assert caught.value.sentence.endswith(".")


def test_an_interval_after_settings_is_no_setting() -> None:
    assert joined(["--set", "x=1", "y=2", "w=-5:5"]) == ["--set=x=1", "--set=y=2", "w=-5:5"]


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_csv_holds_every_point_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    text = out(capsys, "sweep", "neuron", "w0=-5:5:201", "--csv", "--nodes", "w1", "f")
    assert "\r" not in text
    assert text.splitlines()[0] == "w0,f,d(f)/d(w0),w1"
    rows = rows_of(text)
    expected = cg.sweep(load_example("neuron"), {"w0": (-5, 5, 201)})
    assert len(rows) == 201
    for head, column in (("w0", expected.axes["w0"]), ("f", expected.value), ("d(f)/d(w0)", expected.gradients["w0"])):
        np.testing.assert_array_equal([float(row[head]) for row in rows], column)


def test_two_axes_are_printed_point_by_point(capsys: pytest.CaptureFixture[str]) -> None:
    rows = rows_of(out(capsys, "sweep", "--formula", "f = x*x*y", "x=0:2:3", "y=1:2:2", "--csv"))
    found = [tuple(float(row[head]) for head in ("x", "y", "f", "d(f)/d(x)", "d(f)/d(y)")) for row in rows]
    assert found == [(x, y, x * x * y, 2 * x * y, x * x) for y in (1.0, 2.0) for x in (0.0, 1.0, 2.0)]


@pytest.mark.parametrize(
    "words",
    [
        ["--formula", "f = -x*y", "x=-1:1:3", "--set", "y=2"],
        ["x=-1:1:3", "--formula", "f = -x*y", "--set", "y=2"],
        ["--set", "y=2", "x=−1:1:3", "--formula", "f = -x*y"],
    ],
)
def test_an_axis_may_stand_anywhere_beside_a_formula(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert [float(row["f"]) for row in rows_of(out(capsys, "sweep", *words, "--csv"))] == [2.0, 0.0, -2.0]


def test_the_table_is_short_and_tells_kinks_and_gaps_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    text = out(capsys, "sweep", "--formula", "f = max(x, 1) + log(x)", "x=-5:5", "--set", "x=2")
    parts = text.split("\n\n")
    assert parts[0] == "Now f = 2.69315 at x = 2.00000; slope 1.50000 along x"
    assert len(parts[1].splitlines()) <= 22
    assert parts[1].splitlines()[-1].split() == ["5.00000", "6.60944", "1.20000"]
    assert parts[2] == "Kinks\n  x = 1.00000: the slope jumps from 1.00000 to 2.00000 at “max1” (maximum)."
    assert parts[3].startswith("Undefined\n  x = −5.00000 to 0: “log1” (natural logarithm) is undefined at x = ")


def test_a_surface_is_a_table_of_the_objective(capsys: pytest.CaptureFixture[str]) -> None:
    text = out(capsys, "sweep", "--formula", "f = log(x) + y", "x=-1:1:3", "y=0:1:2")
    lines = text.splitlines()
    assert lines[0] == "f"
    assert lines[1].split("  ")[-1] == "x = 1.00000"
    assert lines[3].split() == ["1.00000", "NaN", "−∞", "1.00000"]
    assert lines[5] == "f has no finite value at 4 of 6 points."


def test_many_kinks_are_cut_short(capsys: pytest.CaptureFixture[str]) -> None:
    text = out(capsys, "sweep", "--formula", "abs(sin(x))", "x=1:100:2001")
    assert "… and 11 more" in text


def test_a_logarithmic_axis(capsys: pytest.CaptureFixture[str]) -> None:
    rows = rows_of(out(capsys, "sweep", "--formula", "log10(x)", "x=0.01:100:5", "--logarithmic", "x", "--csv"))
    assert [float(row["x"]) for row in rows] == pytest.approx([0.01, 0.1, 1.0, 10.0, 100.0])


def report(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    return json.loads(out(capsys, *words, "--json"), parse_constant=lambda name: pytest.fail(f"bare {name}"))


def test_the_tornado_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    found = report(capsys, "tornado", "neuron", "--by", "percent", "--hold", "w1", "--release", "x0", "--all")
    assert found["objective"] == {"node": "f", "value": 0.7310585786300049}
    assert found["by"] == "percent"
    assert {label: row["held"] for label, row in found["inputs"].items()} == {
        "x1": True, "w1": True, "w2": False, "w0": False, "x0": False
    }  # fmt: skip
    sizes = [max(abs(row["predicted_low"]), abs(row["predicted_high"])) for row in found["inputs"].values()]
    assert sizes == sorted(sizes, reverse=True)
    w0 = found["inputs"]["w0"]
    assert w0["high_change"] == cg.run(load_example("neuron"), {"w0": 2.02}).value - found["objective"]["value"]
    assert w0["predicted_high"] == w0["gradient"] * (2.02 - 2.0)


def test_a_sweep_as_json_holds_every_point_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    found = report(
        capsys, "sweep", "--formula", "f = max(x, 1) + log(x)", "x=-1:2:7", "--set", "x=2", "--nodes", "max1"
    )
    expected = cg.sweep(cg.from_formula("x = 2; f = max(x, 1) + log(x)"), {"x": (-1, 2, 7)})
    assert found["objective"] == "f"
    assert found["axes"]["x"] == expected.axes["x"].tolist()
    assert found["value"][:3] == ["NaN", "NaN", "-Infinity"]
    assert found["value"][3:] == expected.value[3:].tolist()
    assert found["gradients"]["x"][3:] == expected.gradients["x"][3:].tolist()
    assert found["nodes"]["max1"] == [1.0, 1.0, 1.0, 1.0, 1.0, 1.5, 2.0]
    assert found["here"] == {"position": {"x": 2.0}, "value": 2.0 + math.log(2.0), "gradient": {"x": 1.5}}
    (kink,) = found["kinks"]
    assert kink["node"] == "max1"
    assert (kink["position"], kink["left"], kink["right"]) == pytest.approx((1.0, 1.0, 2.0), abs=1e-9)
    assert [(each["low"], each["high"]) for each in found["undefined"]] == [(-1.0, 0.0)]


def test_a_surface_as_json_has_a_row_for_each_point_of_the_second_axis(capsys: pytest.CaptureFixture[str]) -> None:
    found = report(capsys, "sweep", "--formula", "f = x*x*y", "x=0:2:3", "y=1:2:2", "--set", "x=1", "y=1")
    assert found["value"] == [[0.0, 1.0, 4.0], [0.0, 2.0, 8.0]]
    assert found["gradients"]["y"] == [[0.0, 1.0, 4.0], [0.0, 1.0, 4.0]]


def test_what_is_not_finite_is_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    found = report(capsys, "tornado", "--formula", "log(x)", "--set", "x=0.5")
    assert found["inputs"]["x"]["low_change"] == "NaN"
    assert found["inputs"]["x"]["high_change"] == pytest.approx(math.log(3.0))


def test_bars_reach_as_far_as_the_changes(capsys: pytest.CaptureFixture[str]) -> None:
    text = out(capsys, "tornado", "--formula", "f = 2*a - b", "--set", "a=1", "b=1")
    assert (
        text.splitlines()[0] == "f = 1.00000; each input alone goes down and up by one unit; bars: gradient × the way"
    )
    bars = {line.split()[0]: line.split()[-1] for line in text.splitlines()[3:]}
    assert bars == {"a": "<" * 16 + "|" + ">" * 16, "b": ">" * 8 + "|" + "<" * 8}


def test_a_bar_to_one_side_shows_both_ends(capsys: pytest.CaptureFixture[str]) -> None:
    text = out(capsys, "tornado", "--formula", "f = (x - 0.25)^2", "--set", "x=0.25", "--by", "range")
    assert text.splitlines()[0].endswith("to the ends of its range; bars: the true change")
    assert text.splitlines()[-1].endswith("|" + ">" * 2 + "<" * 14)  # changes of 0.5625 and 0.0625


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["sweep", "neuron"], "Say what to sweep: one input, or two"),
        (["sweep"], "Say which circuit"),
        (["sweep", "neuron", "--formula", "x*y", "x=0:1"], "Say which circuit"),
        (["sweep", "neuron", "w0=5:1"], "the wrong way round"),
        (["sweep", "neuron", "w0=0:1", "w0=2:3"], "“w0” is swept twice"),
        (["sweep", "neuron", "w0=0:1", "w1=0:1", "w2=0:1"], "one input or two, not 3"),
        (["sweep", "neuron", "q=0:1"], "No input is called “q”"),
        (["sweep", "neuron", "w0=0:inf"], "“w0” needs two finite ends"),
        (["sweep", "neuron", "w0=0:1", "--logarithmic", "w0"], "only be logarithmic above 0"),
        (["sweep", "neuron", "w0=0:1", "--nodes", "q"], "No node is called “q”"),
        (["sweep", "neuron", "w0=0:1:9999999999999"], "memory"),
        (["sweep", "--formula", "x*y", "x=0:1"], "“y” has no value"),
        (["tornado", "--formula", "x*y", "--set", "x=1"], "No value is given for “y”: add --set y=…."),
        (["tornado", "neuron", "--hold", "q"], "No input is called “q”"),
        (["tornado", "neuron", "--hold", "w0", "w1", "w2"], "release one of them"),
        (["tornado", "neuron", "--by", "deviation"], "has a spread"),
    ],
)
def test_a_refusal_is_one_sentence_and_exit_code_2(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refused(capsys, *words)
    assert sentence in said, said


@pytest.mark.parametrize("command", ["sweep", "tornado"])
def test_help_is_there(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "usage: circuitgrad " + command in out(capsys, command, "--help")


def test_a_sweep_is_printed_in_one_way(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sweep", "neuron", "w0=0:1", "--csv", "--json"], never) == 2
    assert "--json: not allowed with argument --csv" in capsys.readouterr().err


def test_the_commands_that_need_no_numpy_stay_without_it() -> None:
    code = "import sys; from circuitgrad import cli; cli.main(['run', 'neuron'], None); print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=CHECKOUT, check=True)
    assert done.stdout.splitlines()[-1] == "False"
