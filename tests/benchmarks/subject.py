"""What batches are timed on: the logistic loss of a small network, 59 nodes with 10 parameters, over rows of data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

import circuitgrad as cg
from circuitgrad.circuit import Circuit

Column = npt.NDArray[np.float64]
Functions = Mapping[str, Callable[[Any], Any]]

FORMULA: Final = """
u0 = (x0 - 0.5)*2; u1 = (x1 - 0.5)*2; u2 = (x2 - 0.5)*2; u3 = (x3 - 0.5)*2; u4 = (x4 - 0.5)*2
h0 = tanh(w0*u0 + w1*u1 + w2*u2)
h1 = tanh(w3*u2 + w4*u3 + w5*u4)
z = w6*h0 + w7*h1 + w8*(h0*h1) + w9
p = 1/(1 + exp(-z))
loss = -(t*log(p) + (1 - t)*log(1 - p))
"""
DATA: Final = ("x0", "x1", "x2", "x3", "x4", "t")
PARAMETERS: Final = tuple(f"w{place}" for place in range(10))


@dataclass(frozen=True, slots=True, eq=False)
class BatchData:
    """Rows of data and values of the parameters.

    Args:
        columns: a float64 column for each of `DATA`: x between 0 and 1, t 0 or 1.
        parameters: a value for each of `PARAMETERS`, within ±1.
    """

    columns: dict[str, Column]
    parameters: dict[str, float]

    @property
    def rows(self) -> int:
        """The length of the columns."""
        return len(self.columns["t"])


def make_data(rows: int, seed: int = 1) -> BatchData:
    """Seeded random data.

    Example:
        >>> data = make_data(4)
        >>> data.rows, list(data.columns)
        (4, ['x0', 'x1', 'x2', 'x3', 'x4', 't'])
    """
    random = np.random.default_rng(seed)
    columns = {name: random.random(rows) for name in DATA}
    columns["t"] = np.round(columns["t"])
    return BatchData(columns, {name: float(random.uniform(-1.0, 1.0)) for name in PARAMETERS})


def make_circuit(data: BatchData) -> Circuit:
    """The loss of one row as a circuit, the parameters at their values.

    Example:
        >>> len(make_circuit(make_data(4)))
        59
    """
    circuit = cg.from_formula(FORMULA)
    for name, value in data.parameters.items():
        cg.edits.SetValue(circuit.find(name).id, value).apply(circuit)
    return circuit


def loss(numbers: Mapping[str, Any], functions: Functions) -> Any:
    """The same loss, operation by operation, in the arrays or symbols of another package.

    Args:
        numbers: the package's array or symbol for each of `DATA` and `PARAMETERS`.
        functions: the package's tanh, exp and log.
    """
    x0, x1, x2, x3, x4, t = (numbers[name] for name in DATA)
    w0, w1, w2, w3, w4, w5, w6, w7, w8, w9 = (numbers[name] for name in PARAMETERS)
    tanh, exp, log = functions["tanh"], functions["exp"], functions["log"]
    u0, u1, u2, u3, u4 = ((x - 0.5) * 2.0 for x in (x0, x1, x2, x3, x4))
    h0 = tanh(w0 * u0 + w1 * u1 + w2 * u2)
    h1 = tanh(w3 * u2 + w4 * u3 + w5 * u4)
    z = w6 * h0 + w7 * h1 + w8 * (h0 * h1) + w9
    p = 1.0 / (1.0 + exp(-z))
    return -(t * log(p) + (1.0 - t) * log(1.0 - p))
