"""How much memory is free, asked before something very large is made: a message is better than a killed program."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from circuitgrad.errors import TooLargeError

_KEPT_FREE: Final = 0.1
"""The share of what is free that is left alone."""
_UNLIMITED: Final = 2**60


def check_room(needed: int, what: str) -> None:
    """Raises if this many bytes are not free.

    Args:
        needed: how many bytes it will take, about.
        what: what will take them, in words that stand before “needs”.

    Raises:
        TooLargeError: it says how much is needed and how much is free.

    Example:
        >>> check_room(10**15, "A circuit of 500,000,000 nodes")
        Traceback (most recent call last):
        ...
        circuitgrad.errors.TooLargeError: A circuit of 500,000,000 nodes needs about 1,000,000 GB of memory, ...
    """
    free = free_memory()
    if free is not None and needed > free * (1.0 - _KEPT_FREE):
        raise TooLargeError(
            "{what} needs about {needed} of memory, and {free} is free: close other programs, or make it smaller.",
            what=what,
            needed=_size(needed),
            free=_size(free),
        )


def _size(bytes_: int) -> str:
    return f"{bytes_ / 1e9:,.0f} GB" if bytes_ >= 10e9 else f"{bytes_ / 1e9:,.1f} GB"


def free_memory() -> int | None:
    """How many bytes this process can still get without swapping; None where the system does not say."""
    if sys.platform == "win32":
        return _free_on_windows()
    if sys.platform == "linux":
        limits = [number for number in (_free_on_linux(), _free_in_container()) if number is not None]
        return min(limits, default=None)
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2  # all there is, half of it as a guess
    except (ValueError, OSError):
        return None


def _free_on_linux() -> int | None:
    with suppress(OSError, ValueError):
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return None


def _free_in_container() -> int | None:
    """What the control group that the process runs in still allows."""
    group = Path("/sys/fs/cgroup")
    with suppress(OSError, ValueError):
        limit = int((group / "memory.max").read_text(encoding="ascii"))
        if limit < _UNLIMITED:
            return limit - int((group / "memory.current").read_text(encoding="ascii"))
    return None


def _free_on_windows() -> int | None:
    import ctypes

    class Status(ctypes.Structure):
        _fields_ = (
            ("length", ctypes.c_uint32),
            ("load", ctypes.c_uint32),
            *((name, ctypes.c_uint64) for name in ("total", "free", "page", "free_page", "virtual", "free_virtual")),
            ("extended", ctypes.c_uint64),
        )

    status = Status()
    status.length = ctypes.sizeof(Status)
    windows = getattr(ctypes, "windll", None)
    if windows is None or not windows.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)):
        return None
    return int(status.free)
