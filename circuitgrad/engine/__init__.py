"""The engine: a circuit as a tape, the passes over it, and what they give."""

from circuitgrad.engine.batch import BatchRun, run_batch
from circuitgrad.engine.results import NodeResult, Problem, Run, WireResult, effect
from circuitgrad.engine.run import as_number, check_fed, evaluate, input_called, run
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
from circuitgrad.engine.tape import Tape

__all__ = [
    "BackwardStep", "BatchRun", "Directional", "ForwardStep", "Hessian", "NodeResult", "NodeTangent", "Problem", "Run",
    "Tape", "WireResult", "as_number", "backward_steps", "check_fed", "directional", "effect", "evaluate",
    "forward_steps", "hessian", "hessian_vector_product", "input_called", "run", "run_batch", "run_several",
]  # fmt: skip
