"""Loads the compiled kernels without anybody waiting.

Compiling (`making`) takes most of a minute, once for each version of the operators and of numba: a process of its
own does that, so that a window stays quick meanwhile. Loading what it left takes under a second, in a thread.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from typing import Any, Final

from circuitgrad.frozen import frozen

SWITCH: Final = "CIRCUITGRAD_KERNELS"
"""The environment variable that keeps compiled kernels from being loaded in the background, if it is "off"."""


@frozen
class Kernels:
    """The compiled functions.

    Args:
        pass_by_runs: both passes over one circuit, run by run (`kernel_text`).
        pass_by_nodes: the same, node by node.
        make_schedule: orders a circuit (`schedule_kernels`).
        place_as_used: moves nodes that are read together side by side.
        arrange: lays its arrays out in that order.
        batch: both passes over one circuit for many rows (`batch_text`).
        address_of: where a contiguous, writable float64 array starts in memory; quicker than NumPy tells it.
    """

    pass_by_runs: Callable[[Any], int]
    pass_by_nodes: Callable[[Any], int]
    make_schedule: Callable[..., Any]
    place_as_used: Callable[..., None]
    arrange: Callable[..., int]
    batch: Callable[[Any], int]
    address_of: Callable[[Any], int]


_lock: Final = threading.Lock()
_kernels: Kernels | None = None
_loading: threading.Thread | None = None


def kernels_now() -> Kernels | None:
    """The kernels, if they are there already."""
    return _kernels


def load_kernels() -> Kernels:
    """The kernels; compiles them first where they are not on disk. For benchmarks, tests and threads of their own.

    Raises:
        ImportError: numba is not installed.
    """
    global _kernels
    from circuitgrad.engine.compiled.making import make_kernels

    with _lock:
        if _kernels is None:
            _kernels = make_kernels()
    return _kernels


def start_loading() -> None:
    """Loads the kernels in the background, unless they are there, on the way, switched off, or numba is missing."""
    global _loading
    if _kernels is not None or _loading is not None or os.environ.get(SWITCH) == "off" or find_spec("numba") is None:
        return
    _loading = threading.Thread(target=_load_in_background, name="load kernels", daemon=True)
    _loading.start()


def _load_in_background() -> None:
    import subprocess

    from circuitgrad.engine.compiled.making import is_made

    if not is_made() and not getattr(sys, "frozen", False):
        process = subprocess.run(
            [sys.executable, "-m", "circuitgrad.engine.compiled"],
            check=False,
            capture_output=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows would open a console
        )
        if process.returncode != 0:
            return  # the plain passes go on serving
    with suppress(ImportError, OSError):  # a numba that does not fit, a folder that cannot be read: likewise
        load_kernels()
