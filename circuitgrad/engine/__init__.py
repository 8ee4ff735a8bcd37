"""The engine: a circuit as a tape, the passes over it, and what they give.

Batches and second derivatives are imported when they are first used: a window stands before anybody asks for them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from circuitgrad.engine.results import NodeResult, Problem, Run, WireResult, effect
from circuitgrad.engine.run import as_number, check_fed, evaluate, input_called, run
from circuitgrad.engine.tape import Tape

if TYPE_CHECKING:
    from circuitgrad.engine.batch import BatchRun, run_batch
    from circuitgrad.engine.second_order import (
        Directional,
        Hessian,
        NodeTangent,
        directional,
        hessian,
        hessian_vector_product,
    )
    from circuitgrad.engine.several import run_several
    from circuitgrad.engine.steps import BackwardStep, ForwardStep, backward_steps, forward_steps

_HOMES: Final = {
    "batch": ("BatchRun", "run_batch"),
    "second_order": ("Directional", "Hessian", "NodeTangent", "directional", "hessian", "hessian_vector_product"),
    "several": ("run_several",),
    "steps": ("BackwardStep", "ForwardStep", "backward_steps", "forward_steps"),
}

__all__ = [
    "BackwardStep", "BatchRun", "Directional", "ForwardStep", "Hessian", "NodeResult", "NodeTangent", "Problem", "Run",
    "Tape", "WireResult", "as_number", "backward_steps", "check_fed", "directional", "effect", "evaluate",
    "forward_steps", "hessian", "hessian_vector_product", "input_called", "run", "run_batch", "run_several",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            found = globals()[name] = getattr(import_module(f"{__name__}.{home}"), name)
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
