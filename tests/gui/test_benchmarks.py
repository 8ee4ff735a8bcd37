"""The benchmarks of the window time what is there."""

from __future__ import annotations

import subprocess
import sys
from functools import cached_property
from pathlib import Path

import pytest

from tests.benchmarks import canvas
from tests.benchmarks.slider import timed_functions
from tests.benchmarks.stages import Stages


def test_the_slider_benchmark_times_functions_that_are_there() -> None:
    missing = [f"{owner.__name__}.{name}" for owner, name, _ in timed_functions() if name not in vars(owner)]
    assert missing == []


def test_stages_time_methods_and_cached_properties() -> None:
    class Owner:
        def method(self) -> int:
            return 1

        @cached_property
        def number(self) -> int:
            return self.method() + 1

    stages = Stages()
    stages.wrap(Owner, "method", "methods")
    stages.wrap(Owner, "number", "properties")
    owner = Owner()
    assert (owner.number, owner.number, stages.calls) == (2, 2, {"methods": 1, "properties": 1})


SMALL = (
    ("accuracy", "--samples", "2", "--only", "exp"),
    ("slider", "--nodes", "60", "--drags", "2"),
    ("start", "--runs", "1"),
    ("tidy", "--sizes", "30", "--seeds", "1"),
)


@pytest.mark.parametrize("command", SMALL, ids=[command[0] for command in SMALL])
def test_a_benchmark_runs_to_its_end(command: tuple[str, ...]) -> None:
    name, *arguments = command
    ended = subprocess.run(
        [sys.executable, "-m", f"tests.benchmarks.{name}", *arguments],
        cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert len(ended.stdout.splitlines()) > 3


def test_the_benchmark_of_the_canvas_runs_to_its_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(canvas, "TIDY_SIZES", {30: (None, 12.0, 30.0)})
    monkeypatch.setattr(canvas, "START_RUNS", 1)
    canvas.main(["--sizes", "60", "--platforms", "offscreen"])
    told = capsys.readouterr().out
    assert "process start to first paint" in told
    assert "drag a node with 4 wires" in told
    assert "Tidy (ms)" in told
