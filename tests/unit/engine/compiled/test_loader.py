"""Kernels are loaded behind people's backs, or not at all: nobody waits, and nothing breaks without them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from circuitgrad.engine.compiled import loader, making

KERNELS: Any = object()


@pytest.fixture(autouse=True)
def nothing_loaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A loader that has loaded nothing, keeps its files apart and makes no real kernels."""
    monkeypatch.setattr(loader, "_kernels", None)
    monkeypatch.setattr(loader, "_loading", None)
    monkeypatch.setattr(making, "_folder", lambda: tmp_path)
    monkeypatch.setattr(making, "make_kernels", lambda: KERNELS)
    monkeypatch.delenv(loader.SWITCH)
    yield
    if loader._loading is not None:
        loader._loading.join(10)


def test_they_are_loaded_in_a_thread_of_their_own(tmp_path: Path) -> None:
    (tmp_path / making._DONE).touch()
    loader.start_loading()
    assert loader._loading is not None
    loader._loading.join(10)
    assert loader.kernels_now() is KERNELS


def test_a_process_compiles_them_first_where_they_are_not_on_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []

    def run(arguments: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        started.append(arguments)
        return subprocess.CompletedProcess(arguments, 0)

    monkeypatch.setattr(subprocess, "run", run)
    loader.start_loading()
    assert loader._loading is not None
    loader._loading.join(10)
    assert started == [[sys.executable, "-m", "circuitgrad.engine.compiled"]]
    assert loader.kernels_now() is KERNELS


def test_where_they_cannot_be_compiled_the_plain_passes_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", lambda arguments, **_: subprocess.CompletedProcess(arguments, 1))
    loader.start_loading()
    assert loader._loading is not None
    loader._loading.join(10)
    assert loader.kernels_now() is None


@pytest.mark.parametrize("reason", ["switched off", "numba is missing"])
def test_nothing_is_started_where_they_are_not_wanted_or_cannot_be(
    monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    if reason == "switched off":
        monkeypatch.setenv(loader.SWITCH, "off")
    else:
        monkeypatch.setattr(loader, "find_spec", lambda name: None)
    loader.start_loading()
    assert loader._loading is None
    assert loader.kernels_now() is None


def test_importing_and_running_a_small_circuit_loads_no_numba() -> None:
    program = "import sys, circuitgrad as cg; cg.run(cg.from_formula('x = 2; x*x')); print('numba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False"
