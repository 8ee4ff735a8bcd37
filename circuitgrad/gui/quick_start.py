"""What can wait until the window is painted waits: here, the collector of garbage.

Nothing of Qt is imported here, as this is asked for before Qt is.
"""

from __future__ import annotations

import gc


def begin() -> None:
    """Before Qt and the window's modules are imported: all that they make stays, so nothing is looked for to free.

    Looking takes some 25 ms of the start, as every class that is made counts.
    """
    gc.disable()


def end() -> None:
    """Once the window stands: cycles are collected again, in its thread alone, but for what the window is made of."""
    from circuitgrad.gui.garbage import collect_in_window

    gc.freeze()
    collect_in_window()


def give_up() -> None:
    """There will be no window: Python collects cycles by itself again."""
    gc.enable()
