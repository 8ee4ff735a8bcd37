"""Batches run in two ways, which must not differ: over NumPy columns, and by the compiled kernels."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from circuitgrad.engine.compiled.loader import load_kernels


@pytest.fixture(scope="module", params=["numpy", "compiled"])
def way(request: pytest.FixtureRequest) -> Iterator[str]:
    """Which of the two runs the batches of a module."""
    kernels = load_kernels() if request.param == "compiled" else None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("circuitgrad.engine.batch.kernels_now", lambda: kernels)
        yield request.param
