"""Imports in the background what the first edit and the first file need, so that neither waits."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from threading import Thread
from typing import Final

LATE: Final = (
    "networkx",
    "numpy",
    "circuitgrad.engine.finders",
    "circuitgrad.formats.circuit_schema",
    "circuitgrad.formats.formula",
    "circuitgrad.layout.tidy",
    "circuitgrad.analysis.sensitivity",
    "circuitgrad.formats.lessons.reader",
)


@cache
def warm_up() -> Thread:
    """Starts the imports, once, in a thread that does not keep the program alive."""
    thread = Thread(target=_import_all, name="warm-up", daemon=True)
    thread.start()
    return thread


def _import_all() -> None:
    for name in LATE:
        import_module(name)
