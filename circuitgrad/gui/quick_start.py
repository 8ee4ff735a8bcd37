"""What can wait until the window is painted waits: the collector of garbage, and what PySide wants to know of modules.

Nothing of Qt is imported here, as this is asked for before Qt is.
"""

from __future__ import annotations

import gc
import sys
from typing import Any


def begin() -> None:
    """Before Qt and the window's modules are imported: all that they make stays, so nothing is looked for to free.

    Looking takes some 25 ms of the start, as every class that is made counts.
    """
    gc.disable()


def spare_sources() -> None:
    """Keeps PySide, which must be imported, from reading the source of every module that is imported after it.

    It looks there for "PySide6", to know where ``from __feature__ import snake_case`` may hold, which is used nowhere
    here. Reading takes 0.2 ms a module, and every line read is kept. Where another version of PySide does not work
    that way, nothing is changed.
    """
    feature: Any = sys.modules.get("shibokensupport.feature")
    if hasattr(feature, "_mod_uses_pyside"):
        feature._mod_uses_pyside = lambda module: module.__name__.startswith("circuitgrad.gui")


def end() -> None:
    """Once the window stands: cycles are collected again, in its thread alone, but for what the window is made of."""
    from circuitgrad.gui.garbage import collect_in_window

    gc.freeze()
    collect_in_window()


def give_up() -> None:
    """There will be no window: Python collects cycles by itself again."""
    gc.enable()
