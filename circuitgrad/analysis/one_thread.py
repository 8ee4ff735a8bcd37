"""SciPy for small problems: its linear algebra on one thread."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Final

_SWITCH: Final = "OPENBLAS_NUM_THREADS"


def load_scipy() -> None:
    """Loads SciPy's linear algebra so that it stays on one thread, unless it is loaded or somebody chose a number.

    The matrices of a search have a handful of rows. A second thread has nothing to do there but to wait for a core,
    and where other programs keep the cores busy L-BFGS-B takes ten times as long for it. OpenBLAS reads the number when
    it is loaded; the environment is as before afterwards.
    """
    if "scipy.linalg" in sys.modules or _SWITCH in os.environ:
        return
    os.environ[_SWITCH] = "1"
    try:
        import_module("scipy.linalg")
    finally:
        os.environ.pop(_SWITCH, None)
