"""CircuitGrad: circuits of formulas, run forward and backward.

The names below are the public API; each is imported when it is first used.

Example:
    >>> import circuitgrad as cg
    >>> neuron = cg.from_formula("1 / (1 + exp(-(w0*x0 + w1*x1 + w2)))")
    >>> run = cg.run(neuron, {"w0": 2, "x0": -1, "w1": -3, "x1": -2, "w2": -3})
    >>> run.value
    0.7310585786300049
    >>> round(run.gradients["w1"], 4)
    -0.3932
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from circuitgrad.circuit import Circuit, Fragment, Node, Wire, edits
    from circuitgrad.engine.batch import BatchRun, run_batch
    from circuitgrad.engine.results import Problem, Run
    from circuitgrad.engine.run import run
    from circuitgrad.engine.second_order import Directional, Hessian, directional, hessian, hessian_vector_product
    from circuitgrad.engine.several import run_several
    from circuitgrad.errors import CircuitError
    from circuitgrad.formats.circuit_json import load, save
    from circuitgrad.formats.formula import from_formula
    from circuitgrad.formats.notation import to_formula
    from circuitgrad.operators import OPERATORS

__version__ = "0.1.0"

_HOMES: Final = {
    "OPERATORS": "circuitgrad.operators",
    "BatchRun": "circuitgrad.engine",
    "Directional": "circuitgrad.engine",
    "Hessian": "circuitgrad.engine",
    "directional": "circuitgrad.engine",
    "hessian": "circuitgrad.engine",
    "hessian_vector_product": "circuitgrad.engine",
    "run_several": "circuitgrad.engine",
    "Circuit": "circuitgrad.circuit",
    "CircuitError": "circuitgrad.errors",
    "Fragment": "circuitgrad.circuit",
    "Node": "circuitgrad.circuit",
    "Problem": "circuitgrad.engine",
    "Run": "circuitgrad.engine",
    "Wire": "circuitgrad.circuit",
    "edits": "circuitgrad.circuit",
    "from_formula": "circuitgrad.formats.formula",
    "load": "circuitgrad.formats.circuit_json",
    "run": "circuitgrad.engine",
    "run_batch": "circuitgrad.engine",
    "save": "circuitgrad.formats.circuit_json",
    "to_formula": "circuitgrad.formats.notation",
}

__all__ = [
    "OPERATORS", "BatchRun", "Circuit", "CircuitError", "Directional", "Fragment", "Hessian", "Node", "Problem", "Run",
    "Wire", "__version__", "directional", "edits", "from_formula", "hessian", "hessian_vector_product", "load", "run",
    "run_batch", "run_several", "save", "to_formula",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'circuitgrad' has no attribute {name!r}")
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
