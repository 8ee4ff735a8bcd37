"""Checks an installed CircuitGrad from outside its checkout, by the command alone: examples, lessons, pictures.

Run it with the Python that CircuitGrad is installed in, from a folder that is not the checkout:
``python …/tests/check_wheel.py``. It ends with 1 at the first thing that is wrong, and says what.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parent
NUMBERS = json.loads((TESTS / "unit" / "formats" / "example_numbers.json").read_text(encoding="utf-8"))
CASES = json.loads((TESTS / "cases" / "worked_examples.json").read_text(encoding="utf-8"))["cases"]
PROGRAM = Path(sysconfig.get_path("scripts")) / ("circuitgrad.exe" if sys.platform == "win32" else "circuitgrad")


def fail(sentence: str) -> None:
    """Ends the check."""
    sys.exit(f"check_wheel: {sentence}")


def circuitgrad(*words: str) -> str:
    """What the installed command prints; it must succeed."""
    done = subprocess.run([PROGRAM, *words], capture_output=True, encoding="utf-8", check=False, timeout=120)
    if done.returncode != 0 or done.stderr:
        fail(f"circuitgrad {' '.join(words)} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def check_close(what: str, found: Any, expected: float) -> None:
    """The two numbers agree to 1e-12."""
    if not isinstance(found, float) or not math.isclose(found, expected, rel_tol=1e-12, abs_tol=1e-15):
        fail(f"{what}: expected {expected!r}, found {found!r}")


def check_numbers(name: str, report: Any) -> None:
    """An example's value and gradients are those of its formula, computed by other means."""
    expected = NUMBERS[name]
    check_close(f"{name}: value", report["objective"]["value"], expected["value"])
    if report["inputs"].keys() != expected["gradients"].keys():
        fail(f"{name}: the inputs are {list(report['inputs'])}, expected {list(expected['gradients'])}")
    for label, gradient in expected["gradients"].items():
        check_close(f"{name}: gradient of {label}", report["inputs"][label]["gradient"], gradient)


def check_case(name: str, report: Any, case: Any) -> None:
    """An example agrees node by node and wire by wire with the worked example."""
    wires = {(wire["target"], wire["port"]): wire for wire in report["wires"]}
    for label, expected in case["nodes"].items():
        node = report["nodes"][label]
        check_close(f"{name}: value of {label}", node["value"], expected["value"])
        check_close(f"{name}: gradient of {label}", node["gradient"], expected["gradient"])
        for port, gradient in enumerate(expected["wire_gradients"]):
            check_close(f"{name}: wire {port} into {label}", wires[label, port]["gradient"], gradient)


def check_examples() -> None:
    """Every example that ships runs and gives its numbers."""
    names = [line.split()[0] for line in circuitgrad("examples").splitlines()[1:]]
    if set(names) != NUMBERS.keys():
        fail(f"the examples are {names}, expected {list(NUMBERS)}")
    cases = {case["name"].replace(" ", "_").replace(",", ""): case for case in CASES}
    if not cases.keys() <= set(names):
        fail(f"no example is called {sorted(cases.keys() - set(names))}")
    for name in names:
        report = json.loads(circuitgrad("run", name, "--json"))
        check_numbers(name, report)
        if name in cases:
            check_case(name, report, cases[name])
        print(f"{name} gives its numbers")


def check_lessons() -> None:
    """The lessons ship with the program, and each of them is whole."""
    import circuitgrad as installed

    folder = Path(installed.__file__).parent / "resources" / "lessons"
    paths = sorted(folder.glob("*.lesson.md"))
    listed = circuitgrad("lessons").splitlines()[1:]
    if not paths or len(listed) != len(paths):
        fail(f"circuitgrad lessons lists {len(listed)} lessons, and {len(paths)} are in {folder}")
    for path in paths:
        circuitgrad("lessons", "--check", str(path))
    print(f"{len(paths)} lessons are whole")


def check_pictures() -> None:
    """A picture of each kind is drawn and is of that kind."""
    with tempfile.TemporaryDirectory() as folder:
        for ending, beginning in ((".svg", b"<?xml"), (".png", b"\x89PNG"), (".pdf", b"%PDF")):
            picture = Path(folder) / f"neuron{ending}"
            circuitgrad("render", "neuron", str(picture))
            if not picture.read_bytes().startswith(beginning):
                fail(f"{picture.name} is no {ending} file")
    print("render draws .svg, .png and .pdf")


def main() -> None:
    """Checks all."""
    import circuitgrad as installed

    if Path(installed.__file__).is_relative_to(TESTS.parent):
        fail("this is the checkout, not the wheel")
    check_examples()
    check_lessons()
    if "sigmoid" not in circuitgrad("operators"):
        fail("circuitgrad operators does not list sigmoid")
    check_pictures()


if __name__ == "__main__":
    main()
