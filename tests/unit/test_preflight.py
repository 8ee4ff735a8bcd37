"""What the program says where the machine lacks something that Qt needs: one sentence, exit code 2, no traceback."""

from __future__ import annotations

import ctypes.util
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from circuitgrad.preflight import (
    LIBRARIES,
    Library,
    MissingError,
    check_display,
    check_libraries,
    check_modules,
    x_answers,
)

QT = ("PySide6", "PySide6.QtCore", "PySide6.QtGui")
CHECKOUT = Path(__file__).parents[2]
FOR_X = [library for library in LIBRARIES if library.for_x]
linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays are looked for on Linux alone")


def present(name: str) -> object:
    return name


def without(*names: str) -> Callable[[str], object]:
    """A loader on a machine that lacks these libraries."""

    def load(name: str) -> object:
        if name in names:
            raise OSError(f"{name}: cannot open shared object file: No such file or directory")
        return name

    return load


def failing(module: str, error: ImportError) -> Callable[[str], object]:
    """An importer on a machine where this module cannot be imported."""

    def import_one(name: str) -> object:
        if name == module:
            raise error
        return name

    return import_one


def sentence_of(check: Callable[[], None]) -> str:
    with pytest.raises(MissingError) as caught:
        check()
    sentence = caught.value.sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def test_no_library_stands_in_the_table_twice() -> None:
    names = [library.name for library in LIBRARIES]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("library", LIBRARIES, ids=lambda library: library.name)
def test_an_import_that_names_a_library_names_its_packages(library: Library) -> None:
    name = library.name
    error = ImportError(f"{name}: cannot open shared object file: No such file or directory")
    sentence = sentence_of(lambda: check_modules(QT, failing("PySide6.QtGui", error)))
    assert f"Qt needs {name}," in sentence
    assert f"sudo apt install {library.debian}”" in sentence
    assert f"sudo dnf install {library.fedora}”" in sentence


def test_pyside_that_is_not_there_is_told() -> None:
    error = ModuleNotFoundError("No module named 'PySide6'", name="PySide6")
    sentence = sentence_of(lambda: check_modules(QT, failing("PySide6", error)))
    assert "PySide6" in sentence
    assert "-m pip install PySide6-Essentials" in sentence


def test_pyside_that_is_broken_is_told_with_the_reason() -> None:
    error = ImportError("undefined symbol: _ZN5QtPriv\n in QtCore.abi3.so, version Qt_6")
    sentence = sentence_of(lambda: check_modules(QT, failing("PySide6.QtCore", error)))
    assert "undefined symbol: _ZN5QtPriv in QtCore" in sentence
    assert "--force-reinstall" in sentence


def test_without_a_display_the_command_line_is_offered() -> None:
    sentence = sentence_of(lambda: check_display({}, present, lambda display: True))
    assert "No display" in sentence
    assert "command line works" in sentence


@pytest.mark.parametrize("library", FOR_X, ids=lambda library: library.name)
def test_a_library_that_x_windows_lack_is_named(library: Library) -> None:
    name = library.name
    sentence = sentence_of(lambda: check_display({"DISPLAY": ":0"}, without(name), lambda display: True))
    assert f"Qt needs {name}," in sentence


def test_all_that_is_missing_is_named_at_once() -> None:
    names = [library.name for library in FOR_X]
    sentence = sentence_of(lambda: check_libraries(LIBRARIES, without(*names)))
    assert all(name in sentence for name in names)
    assert sentence.count("mesa") == 0
    assert sentence.count(" xcb-util-cursor ") == 1


def test_a_display_that_does_not_answer_is_named() -> None:
    sentence = sentence_of(lambda: check_display({"DISPLAY": ":7"}, present, lambda display: False))
    assert "“:7” does not answer" in sentence


@pytest.mark.parametrize(
    "environment",
    [
        {"QT_QPA_PLATFORM": "offscreen"},
        {"QT_QPA_PLATFORM": "minimal", "DISPLAY": ":7"},
        {"WAYLAND_DISPLAY": "wayland-0"},
    ],
)
def test_what_needs_no_x_is_not_asked_for_x(environment: dict[str, str]) -> None:
    asked: list[str] = []
    check_display(environment, lambda name: asked.append(name), lambda display: False)
    assert asked == []


def test_a_display_that_answers_is_enough() -> None:
    asked: list[str] = []
    check_display({"DISPLAY": ":0"}, lambda name: asked.append(name), lambda display: display == ":0")
    assert asked == [library.name for library in FOR_X]


@pytest.mark.skipif(ctypes.util.find_library("xcb") is None, reason="this machine has no libxcb")
def test_nobody_answers_at_a_display_that_is_not_there() -> None:
    assert not x_answers(":54321")


@linux_only
@pytest.mark.parametrize("words", [[], ["neuron"]])
def test_started_without_a_display_it_says_so(words: list[str]) -> None:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    done = subprocess.run(
        [sys.executable, "-m", "circuitgrad", *words],
        capture_output=True,
        encoding="utf-8",
        cwd=CHECKOUT,
        env={name: value for name, value in os.environ.items() if name not in hidden},
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(("No display is there", "Qt needs lib"))
