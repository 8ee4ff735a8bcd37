"""Windows of tests stay off the screen, unless `--headed` asks to see them."""

from __future__ import annotations

import gc
import os

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--headed", action="store_true", help="show the windows of the tests on the display")


def pytest_configure(config: pytest.Config) -> None:
    if not config.getoption("--headed"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["CIRCUITGRAD_KERNELS"] = "off"  # the tests of the kernels load them; no window does so behind their back


def pytest_runtest_teardown() -> None:
    """Where the window's thread collects cycles on a clock, as in the program, it hardly comes to it between tests."""
    if not gc.isenabled():
        gc.collect(1)
