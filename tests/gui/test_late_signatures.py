"""Qt is imported without PySide's modules about signatures, and they are there as soon as something asks for them."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

QUICKLY = """
import sys
from circuitgrad.gui.late_signatures import import_quickly
finders = list(sys.meta_path)
for name in ("PySide6", "PySide6.QtCore", "PySide6.QtGui", "PySide6.QtWidgets"):
    import_quickly(name)
assert sys.meta_path == finders, sys.meta_path
"""
AS_EVER = "import PySide6.QtWidgets\n"
ASKS = {
    "a wrong argument": "QLabel().resize('wide')",
    "a wrong argument in a thread": "in_thread(lambda: QPointF('x'))",
    "a wrong attribute": "QLabel().nothing",
    "a text about a class": "print(QPointF.__doc__)",
    "a signature": "print(QLabel.setText.__signature__)",
    "the signature of a class": "print(inspect.signature(QPointF))",
    "help": "help(QLabel.setIndent)",
    "features": "import __feature__; print(__feature__.info())",
}
PRELUDE = """
import inspect
from threading import Thread
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication, QLabel
application = QApplication([])

def in_thread(call):
    def say():
        try:
            call()
        except TypeError as error:
            print(error)
    thread = Thread(target=say)
    thread.start()
    thread.join()

try:
    {asked}
except Exception as error:
    print(type(error).__name__, error)
"""


def said(script: str) -> str:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("asked", ASKS.values(), ids=ASKS.keys())
def test_whoever_asks_is_told_what_was_ever_told(asked: str) -> None:
    expected = said(AS_EVER + PRELUDE.replace("{asked}", asked))
    assert expected
    assert said(QUICKLY + PRELUDE.replace("{asked}", asked)) == expected


def test_nothing_of_it_is_read_before() -> None:
    listed = (
        "from circuitgrad.gui.late_signatures import LateModule\n"
        "print([name for name, module in sys.modules.items() if isinstance(module, LateModule) and module.is_late])\n"
    )
    late = said(QUICKLY + listed)
    assert "shibokensupport.signature.parser" in late, "PySide keeps its modules in another way now"
    assert "shibokensupport.feature" in late


def test_pyside_looks_into_no_module_that_is_imported() -> None:
    named = "import builtins; print(builtins.__import__.__name__)"
    assert said(AS_EVER + named) == "__feature_import__\n", "PySide looks in another way now"
    assert said(QUICKLY + named) != "__feature_import__\n"
    script = "import circuitgrad.gui.app, linecache\nprint([name for name in linecache.cache if 'circuitgrad' in name])"
    assert said(QUICKLY + script) == "[]\n"


def test_what_is_missing_is_said_and_nothing_stays_changed() -> None:
    script = (
        "import sys\n"
        "from circuitgrad.gui.late_signatures import import_quickly\n"
        "finders = sys.meta_path\n"
        "try:\n    import_quickly('PySide6.QtNowhere')\n"
        "except ModuleNotFoundError as error:\n    print(error)\n"
        "assert sys.meta_path is finders\n"
    )
    assert said(script) == "No module named 'PySide6.QtNowhere'\n"
