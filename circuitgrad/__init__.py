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
    from circuitgrad.analysis.dead import DeadInput, dead_inputs
    from circuitgrad.analysis.descent import DescentPoint, descend
    from circuitgrad.analysis.difference_table import DifferenceTable, difference_table
    from circuitgrad.analysis.explain import Contribution, Explanation, explain_change
    from circuitgrad.analysis.gradient_check import GradientCheck, GradientChecks, check_gradients
    from circuitgrad.analysis.kinks import Kink
    from circuitgrad.analysis.monte_carlo import Uncertainty, monte_carlo
    from circuitgrad.analysis.paths import Path, Paths, paths
    from circuitgrad.analysis.prediction import Prediction, predict_change
    from circuitgrad.analysis.seek import seek, seek_steps
    from circuitgrad.analysis.seek_results import SeekPoint, SeekResult, SeekSolution
    from circuitgrad.analysis.sobol import SobolIndices, sobol_indices
    from circuitgrad.analysis.sweep import Sweep, sweep
    from circuitgrad.analysis.tornado import Sway, sensitivity
    from circuitgrad.analysis.undefined import Undefined
    from circuitgrad.circuit import Circuit, Fragment, Node, Spread, Wire, edits
    from circuitgrad.engine.batch import BatchRun, run_batch
    from circuitgrad.engine.results import Problem, Run
    from circuitgrad.engine.run import run
    from circuitgrad.engine.second_order import Directional, Hessian, directional, hessian, hessian_vector_product
    from circuitgrad.engine.several import run_several
    from circuitgrad.errors import CircuitError
    from circuitgrad.formats.circuit_json import load, save
    from circuitgrad.formats.derivative import Derivative, derivative, to_latex, to_sympy
    from circuitgrad.formats.formula import from_formula
    from circuitgrad.formats.notation import to_formula
    from circuitgrad.operators import OPERATORS

__version__ = "0.1.0"

_HOMES: Final = {
    "OPERATORS": "circuitgrad.operators",
    "BatchRun": "circuitgrad.engine",
    "Contribution": "circuitgrad.analysis.explain",
    "Explanation": "circuitgrad.analysis.explain",
    "Kink": "circuitgrad.analysis.kinks",
    "DifferenceTable": "circuitgrad.analysis.difference_table",
    "GradientCheck": "circuitgrad.analysis.gradient_check",
    "GradientChecks": "circuitgrad.analysis.gradient_check",
    "Path": "circuitgrad.analysis.paths",
    "Paths": "circuitgrad.analysis.paths",
    "Prediction": "circuitgrad.analysis.prediction",
    "Sway": "circuitgrad.analysis.tornado",
    "Sweep": "circuitgrad.analysis.sweep",
    "Undefined": "circuitgrad.analysis.undefined",
    "explain_change": "circuitgrad.analysis.explain",
    "paths": "circuitgrad.analysis.paths",
    "predict_change": "circuitgrad.analysis.prediction",
    "sensitivity": "circuitgrad.analysis.tornado",
    "sweep": "circuitgrad.analysis.sweep",
    "Directional": "circuitgrad.engine",
    "Hessian": "circuitgrad.engine",
    "directional": "circuitgrad.engine",
    "hessian": "circuitgrad.engine",
    "hessian_vector_product": "circuitgrad.engine",
    "run_several": "circuitgrad.engine",
    "DescentPoint": "circuitgrad.analysis.descent",
    "SeekPoint": "circuitgrad.analysis.seek_results",
    "SeekResult": "circuitgrad.analysis.seek_results",
    "SeekSolution": "circuitgrad.analysis.seek_results",
    "descend": "circuitgrad.analysis.descent",
    "seek": "circuitgrad.analysis.seek",
    "seek_steps": "circuitgrad.analysis.seek",
    "DeadInput": "circuitgrad.analysis.dead",
    "SobolIndices": "circuitgrad.analysis.sobol",
    "Spread": "circuitgrad.circuit",
    "Uncertainty": "circuitgrad.analysis.monte_carlo",
    "check_gradients": "circuitgrad.analysis.gradient_check",
    "difference_table": "circuitgrad.analysis.difference_table",
    "dead_inputs": "circuitgrad.analysis.dead",
    "monte_carlo": "circuitgrad.analysis.monte_carlo",
    "sobol_indices": "circuitgrad.analysis.sobol",
    "Circuit": "circuitgrad.circuit",
    "CircuitError": "circuitgrad.errors",
    "Fragment": "circuitgrad.circuit",
    "Node": "circuitgrad.circuit",
    "Problem": "circuitgrad.engine",
    "Run": "circuitgrad.engine",
    "Wire": "circuitgrad.circuit",
    "edits": "circuitgrad.circuit",
    "Derivative": "circuitgrad.formats.derivative",
    "derivative": "circuitgrad.formats.derivative",
    "from_formula": "circuitgrad.formats.formula",
    "load": "circuitgrad.formats.circuit_json",
    "run": "circuitgrad.engine",
    "run_batch": "circuitgrad.engine",
    "save": "circuitgrad.formats.circuit_json",
    "to_formula": "circuitgrad.formats.notation",
    "to_latex": "circuitgrad.formats.derivative",
    "to_sympy": "circuitgrad.formats.derivative",
}

__all__ = [
    "OPERATORS", "BatchRun", "Circuit", "CircuitError", "Contribution", "DeadInput", "Derivative", "DescentPoint",
    "DifferenceTable", "Directional", "Explanation", "Fragment", "GradientCheck", "GradientChecks", "Hessian", "Kink",
    "Node", "Path", "Paths", "Prediction", "Problem", "Run", "SeekPoint", "SeekResult", "SeekSolution", "SobolIndices",
    "Spread", "Sway", "Sweep", "Uncertainty", "Undefined", "Wire", "__version__", "check_gradients", "dead_inputs",
    "derivative", "descend", "difference_table", "directional", "edits", "explain_change", "from_formula", "hessian",
    "hessian_vector_product", "load", "monte_carlo", "paths", "predict_change", "run", "run_batch", "run_several",
    "save", "seek", "seek_steps", "sensitivity", "sobol_indices", "sweep", "to_formula", "to_latex", "to_sympy",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'circuitgrad' has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(home), name)  # asked once: the next time it is there
    return found


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
