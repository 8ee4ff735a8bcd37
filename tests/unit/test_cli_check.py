"""``check`` on the command line: tables, notes, exit codes, the table of difference quotients."""

from __future__ import annotations

import json
from math import cos

import pytest

from circuitgrad import cli
from tests.unit.test_cli_what_if import never, out, refused

KINKS = ("--formula", "f = relu(x) + max(y, z)*gelu(z)", "--set", "x=0", "y=1", "z=1")
WRONG = ("--formula", "f = relu(x) - relu(-x)", "--set", "x=0")


def test_all_agree_and_the_program_ends_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    told = out(capsys, "check", "neuron", "--wires")
    assert told.startswith("“f”: 17 gradients checked; 17 agree\n")
    assert told.count("✓ agrees") == 17
    assert "w0 → w0x0" in told
    assert "Notes" not in told
    assert "w0 → w0x0" not in out(capsys, "check", "neuron")


def test_kinks_are_accepted_and_said(capsys: pytest.CaptureFixture[str]) -> None:
    told = out(capsys, "check", *KINKS)
    assert told.startswith("“f”: 3 gradients checked; 3 at a kink\n")
    expected = (
        "x: “relu1” (rectifier) stands at a kink: the gradient lies between the slope to the left, 0, and the one to"
    )
    assert expected in told


def test_a_wrong_gradient_ends_with_1_and_is_told_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    for words in ((), ("--json",)):
        assert cli.main(["check", *WRONG, *words], never) == 1
        said = capsys.readouterr()
        assert said.err == ""
        assert "wrong" in said.out


def test_json_has_every_number(capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(out(capsys, "check", *KINKS, "--json", "--wires"))
    assert told["verdicts"]["wrong"] == 0
    assert sum(told["verdicts"].values()) == len(told["checks"])
    (own,) = [check for check in told["checks"] if check["name"] == "x"]
    assert (own["kind"], own["verdict"], own["gradient"], own["relative_error"]) == ("input", "kink", 0.0, 0.0)
    gelu = next(check for check in told["checks"] if check["name"] == "z → gelu1")
    assert gelu["complex_step"] is None


def test_the_table_of_difference_quotients(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("check", "--formula", "f = sin(x)*y", "--set", "x=1", "y=2", "--table", "x")
    told = out(capsys, *words)
    assert told.startswith("∂f/∂x = 1.08060 at x = 1.00000\n")
    assert "1e-16" in told
    assert "takes 3 forward passes by forward differences and 4 by central ones" in told
    numbers = json.loads(out(capsys, *words, "--json"))
    assert len(numbers["rows"]) == 17
    assert numbers["exact"] == 2.0 * cos(1.0)
    assert numbers["passes"] == {"forward": 3, "central": 4, "backward": 2}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check"], "Say which circuit"),
        (["check", "neuron", "--table", "nobody"], "nobody"),
        (["check", "neuron", "--table", "a"], "is no input"),
        (["check", "--formula", "x*y"], "No value is given"),
        (["check", "nowhere.cgrad"], "nowhere.cgrad"),
    ],
)
def test_what_cannot_be_checked_ends_with_2(capsys: pytest.CaptureFixture[str], words: list[str], said: str) -> None:
    assert said in refused(capsys, *words)
