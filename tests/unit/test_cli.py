"""The command line: what it prints, what it refuses and how, and that it needs no Qt."""

from __future__ import annotations

import io
import json
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from circuitgrad import __main__, __version__, cli
from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.cli.tables import width
from circuitgrad.engine import Run
from circuitgrad.errors import FileError
from circuitgrad.formats.circuit_json import save
from circuitgrad.formats.examples import EXAMPLES, load_example
from circuitgrad.operators import OPERATORS

CHECKOUT = Path(__file__).parents[2]
CASES = json.loads((CHECKOUT / "tests/cases/worked_examples.json").read_text(encoding="utf-8"))["cases"]
NEURON = next(case for case in CASES if case["name"] == "neuron")


class Drawn:
    """Stands for the window's side: notes what it is asked to draw."""

    def __init__(self) -> None:
        self.calls: list[tuple[Circuit, Run, str, str, float]] = []

    def __call__(self, circuit: Circuit, run: Run, path: str, theme: str, scale: float) -> None:
        self.calls.append((circuit, run, path, theme, scale))


def never(circuit: Circuit, run: Run, path: str, theme: str, scale: float) -> None:
    raise AssertionError(f"nothing should be drawn, but {path} was")


def out(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a command prints that must succeed."""
    code = cli.main(words, never)
    said = capsys.readouterr()
    assert (code, said.err) == (0, ""), said.err
    return said.out


def report(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    """What a command prints as JSON; a bare NaN or Infinity is no JSON and fails."""
    return json.loads(out(capsys, *words, "--json"), parse_constant=lambda name: pytest.fail(f"bare {name}"))


def started(*words: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """The program as a person starts it."""
    return subprocess.run(
        [sys.executable, "-m", "circuitgrad", *words],
        capture_output=True,
        encoding="utf-8",
        cwd=CHECKOUT,
        check=False,
        timeout=60,
        **{"env": {**os.environ, "PYTHONIOENCODING": "utf-8"}, **more},
    )


def assert_close(found: float, expected: float, what: str) -> None:
    close = math.isclose(found, expected, rel_tol=1e-12, abs_tol=1e-15)
    assert close, f"{what}: expected {expected!r}, found {found!r}"


def test_the_neuron_as_json_is_the_worked_example(capsys: pytest.CaptureFixture[str]) -> None:
    found = report(capsys, "run", "neuron")
    assert found["objective"]["node"] == "f"
    assert found["problems"] == []
    assert found["nodes"].keys() == NEURON["nodes"].keys()
    wires = {(wire["source"], wire["target"], wire["port"]): wire for wire in found["wires"]}
    for id, expected in NEURON["nodes"].items():
        assert_close(found["nodes"][id]["value"], expected["value"], f"value of {id}")
        assert_close(found["nodes"][id]["gradient"], expected["gradient"], f"gradient of {id}")
        assert found["nodes"][id]["operator"] == expected["op"]
        for port, (source, gradient) in enumerate(zip(expected["inputs"], expected["wire_gradients"], strict=True)):
            wire = wires.pop((source, id, port))
            assert_close(wire["gradient"], gradient, f"gradient of {source} → {id}")
            assert_close(wire["value"], NEURON["nodes"][source]["value"], f"value of {source} → {id}")
            assert_close(wire["local_derivative"] * expected["gradient"], gradient, f"product of {source} → {id}")
    assert not wires


def test_inputs_stand_strongest_first_with_role_and_effect(capsys: pytest.CaptureFixture[str]) -> None:
    inputs = report(capsys, "run", "neuron")["inputs"]
    assert list(inputs) == ["x1", "x0", "w1", "w0", "w2"]
    assert {name: row["effect"] for name, row in inputs.items()} == {
        "x1": "lowers", "x0": "raises", "w1": "lowers", "w0": "lowers", "w2": "raises",
    }  # fmt: skip
    assert {row["role"] for row in inputs.values()} == {"data", "parameter"}


def test_numbers_are_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    assert '"value": 0.7310585786300049' in out(capsys, "run", "neuron", "--json")


def test_what_is_not_finite_is_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    found = report(capsys, "run", "--formula", "log(x) + sqrt(y)", "--set", "x=0", "y=-1", "--objective", "log1")
    assert found["objective"] == {"node": "log1", "value": "-Infinity"}
    assert found["nodes"]["sqrt1"]["value"] == "NaN"
    assert found["inputs"]["x"]["gradient"] == "Infinity"
    kinds = {problem["node"]: problem["kind"] for problem in found["problems"]}
    assert kinds["log1"] == "infinite"
    assert all(problem["sentence"].endswith(".") for problem in found["problems"])


@pytest.mark.parametrize(
    "words",
    [
        ["--formula", "-x*y", "--set", "x=1.5", "y=-2"],
        ["--formula=-x*y", "--set", "x=1.5", "--set", "y=−2"],
        ["--set", "x=1.5", "y=-2", "--formula", "-x*y"],
        ["--set=x=1,5", "--formula", "y = -2; -x*y"],
    ],
)
def test_values_are_set_however_they_are_spelt(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    found = report(capsys, "run", *words)
    assert found["objective"]["value"] == 3.0
    assert {name: row["gradient"] for name, row in found["inputs"].items()} == {"x": 2.0, "y": -1.5}


def test_a_setting_and_an_objective_change_what_an_example_gives(capsys: pytest.CaptureFixture[str]) -> None:
    found = report(capsys, "run", "--set", "w2=1", "--objective", "b", "neuron")
    assert found["objective"] == {"node": "b", "value": 5.0}
    assert found["nodes"]["f"]["gradient"] == 0.0


def test_only_the_inputs_that_the_objective_needs_must_have_values(capsys: pytest.CaptureFixture[str]) -> None:
    found = report(capsys, "run", "--formula", "q = x + 1; f = q*y", "--set", "x=1", "--objective", "q")
    assert found["objective"]["value"] == 2.0
    assert found["nodes"]["f"]["value"] == "NaN"


def test_a_file_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "마이 circuit.cgrad"
    save(load_example("sum_times"), path)
    assert report(capsys, "run", str(path))["objective"]["value"] == -12.0


def test_the_table_says_all_that_the_json_says(capsys: pytest.CaptureFixture[str]) -> None:
    text = out(capsys, "run", "neuron")
    lines = [line.split() for line in text.splitlines()]
    assert lines[0] == ["f", "=", "0.731059"]
    assert ["x1", "▼", "lowers", "−0.589836", "−2.00000", "data"] in lines
    assert ["w2", "▲", "raises", "0.196612", "−3.00000", "parameter"] in lines
    assert ["e", "exponential", "0.367879", "−0.534447"] in lines
    assert ["x1", "→", "w1x1", "1", "−2.00000", "−0.589836", "−3.00000"] in lines


def test_columns_are_aligned(capsys: pytest.CaptureFixture[str]) -> None:
    text = out(capsys, "run", "--formula", "값 * a_long_name", "--set", "값=1000", "a_long_name=-0.5")
    section = text.split("\n\n")[2].splitlines()[1:]
    ends = {width(line) for line in section}
    assert len(ends) == 1, "\n".join(section)


def test_problems_are_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    text = out(capsys, "run", "dead_product")
    assert text.count("– none") == 2
    assert "\nProblems\n  “f” (multiply) passes no gradient" in text


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1"])
@pytest.mark.parametrize("words", [["run", "tie"], ["run", "tie", "--json"], ["operators"], ["examples"]])
def test_a_plain_terminal_gets_plain_signs(words: list[str], encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
    assert cli.main(words, never) == 0
    text = raw.getvalue().decode(encoding)
    assert "▲" not in text
    if words == ["run", "tie"]:
        assert "x -> f" in text
        assert "^ raises" in text


def test_examples_lists_all(capsys: pytest.CaptureFixture[str]) -> None:
    lines = out(capsys, "examples").splitlines()[1:]
    assert [line.split()[0] for line in lines] == [example.name for example in EXAMPLES]
    assert all(example.sentence in line for example, line in zip(EXAMPLES, lines, strict=True))


def test_operators_lists_all(capsys: pytest.CaptureFixture[str]) -> None:
    text = out(capsys, "operators")
    listed = [line.split()[0] for line in text.splitlines() if line.startswith("  ")]
    assert set(listed) - {"name"} == set(OPERATORS)
    rows = report(capsys, "operators")
    assert [row["name"] for row in rows] == list(OPERATORS)
    assert next(row for row in rows if row["name"] == "scale")["constants"].keys() == {"k"}
    assert {row["name"]: row["pattern"] for row in rows if row["pattern"]} == {
        name: operator.pattern for name, operator in OPERATORS.items() if not operator.is_leaf
    }
    assert "swaps" in text


def test_render_hands_over_circuit_run_and_looks(capsys: pytest.CaptureFixture[str]) -> None:
    drawn = Drawn()
    words = ["render", "neuron", "--set", "w2=1", "f.svg", "--theme", "dark", "--scale", "2", "--objective", "b"]
    assert cli.main(words, drawn) == 0
    ((circuit, run, *looks),) = drawn.calls
    assert looks == ["f.svg", "dark", 2.0]
    assert (run.value, run.gradients["w2"], circuit.objective) == (5.0, 1.0, "b")
    assert capsys.readouterr().out == "The picture is in f.svg.\n"


def test_render_draws_a_circuit_without_values_as_the_window_does() -> None:
    drawn = Drawn()
    assert cli.main(["render", "f.PNG", "--formula", "x*y"], drawn) == 0
    assert math.isnan(drawn.calls[0][1].node("x").value)


def test_several_sinks_are_drawn_forward_only_and_not_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    x, up, down = Node.new("input", id="x", value=2.0), Node.new("exp", id="up"), Node.new("negate", id="down")
    path = tmp_path / "two.cgrad"
    save(Circuit(Fragment((x, up, down), (Wire("x", "up", 0), Wire("x", "down", 0)))), path)
    drawn = Drawn()
    assert cli.main(["render", str(path), "f.pdf"], drawn) == 0
    assert (drawn.calls[0][1].node("down").value, drawn.calls[0][1].backward) == (-2.0, None)
    assert cli.main(["run", str(path)], never) == 2
    assert "up" in capsys.readouterr().err
    assert report(capsys, "run", str(path), "--objective", "down")["inputs"]["x"]["gradient"] == -1.0


REFUSALS = [
    (["run", "neuronn"], "neuronn", 1),
    (["run"], "Say which circuit", 1),
    (["run", "neuron", "--formula", "x"], "Say which circuit", 1),
    (["run", "neuron", "--set", "nope=1"], "No input is called “nope”", 1),
    (["run", "neuron", "--set", "f=1"], "“f” is no input", 1),
    (["run", "neuron", "--set", "w0"], "“w0” sets nothing", 1),
    (["run", "neuron", "--set", "w0=much"], "“much”, which is no number", 1),
    (["run", "neuron", "--set", "w0="], "which is no number", 1),
    (["run", "neuron", "--objective", "q"], "q", 1),
    (["run", "--formula", "x*y + z", "--set", "y=1"], "“x”, “z”: add --set x=… z=….", 1),
    (["run", "--formula", "2*(x + "], "The formula ends", 3),
    (["render", "neuron"], "“neuron” is no name for a picture", 1),
    (["render", "neuron", "f.bmp"], "“f.bmp” is no name for a picture", 1),
]


@pytest.mark.parametrize(("words", "part", "lines"), REFUSALS, ids=[" ".join(words) for words, *_ in REFUSALS])
def test_a_refusal_is_one_sentence_and_exit_code_2(
    words: list[str], part: str, lines: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(words, never) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert part in said.err
    assert len(said.err.splitlines()) == lines
    assert said.err.splitlines()[0].endswith(".")


@pytest.mark.parametrize(
    "words",
    [["run", "--set"], ["run", "a", "b"], ["run", "--nope"], ["render"], ["render", "tie", "f.svg", "--scale", "nan"],
     ["render", "tie", "f.svg", "--theme", "pink"], ["examples", "neuron"], ["--nope"], ["a", "b"]],
)  # fmt: skip
def test_what_cannot_be_understood_is_exit_code_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert __main__.main(words) == 2
    said = capsys.readouterr()
    assert "circuitgrad" in said.err
    assert "error: " in said.err.splitlines()[-1]


def test_the_place_in_a_formula_has_a_caret(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", "--formula", "x + $"], never) == 2
    _, line, caret = capsys.readouterr().err.splitlines()
    assert line[caret.index("^")] == "$"


def test_help_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert __main__.main(["--version"]) == 0
    assert capsys.readouterr().out.split() == ["CircuitGrad", __version__]
    assert __main__.main(["--help"]) == 0
    text = capsys.readouterr().out
    assert all(command.help in text for command in cli.COMMANDS)


def test_ctrl_c_ends_quietly(capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(circuit: Circuit, run: Run, path: str, theme: str, scale: float) -> None:
        raise KeyboardInterrupt

    assert cli.main(["render", "tie", "f.svg"], interrupted) == 130
    assert capsys.readouterr() == ("", "")


def test_a_picture_that_cannot_be_written_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    def full(circuit: Circuit, run: Run, path: str, theme: str, scale: float) -> None:
        raise FileError("“{name}” cannot be written: the disk is full.", name=path)

    assert cli.main(["render", "tie", "f.svg"], full) == 2
    assert capsys.readouterr().err == "“f.svg” cannot be written: the disk is full.\n"


def test_started_from_outside_it_runs_without_qt() -> None:
    code = (
        "import sys; from circuitgrad.__main__ import main; code = main(sys.argv[1:]);"
        "heavy = [name for name in ('PySide6', 'networkx', 'numpy') if name in sys.modules];"
        "sys.exit(f'imported {heavy}' if heavy else code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "run", "neuron", "--json"],
        capture_output=True, encoding="utf-8", cwd=CHECKOUT, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["objective"] == {"node": "f", "value": 0.7310585786300049}


def test_started_from_outside_it_refuses_without_a_traceback() -> None:
    done = started("run", "--formula", "x*(y")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.splitlines() == ["This bracket is never closed.", "x*(y", "  ^"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGPIPE")
def test_a_reader_that_goes_is_no_trouble() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    done = subprocess.run(
        [sys.executable, "-m", "circuitgrad", "operators"],
        stdout=write_end, stderr=subprocess.PIPE, cwd=CHECKOUT, check=False, timeout=60,
    )  # fmt: skip
    os.close(write_end)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_a_full_disk_is_one_sentence() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "circuitgrad", "examples"],
            stdout=full, stderr=subprocess.PIPE, cwd=CHECKOUT, check=False, timeout=60,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith(b"The output cannot be written: ")
    assert done.stderr.count(b"\n") == 1


def test_a_picture_is_drawn_by_the_whole_program(tmp_path: Path) -> None:
    target = tmp_path / "neuron.svg"
    done = started("render", "neuron", str(target))
    assert (done.returncode, done.stderr) == (0, "")
    assert "<svg" in target.read_text(encoding="utf-8")
