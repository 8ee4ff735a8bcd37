"""The engine: a circuit as a tape, the passes over it, and what they give."""

from circuitgrad.engine.batch import BatchRun, run_batch
from circuitgrad.engine.results import NodeResult, Problem, Run, WireResult, effect
from circuitgrad.engine.run import as_number, evaluate, input_called, run
from circuitgrad.engine.steps import BackwardStep, ForwardStep, backward_steps, forward_steps
from circuitgrad.engine.tape import Tape

__all__ = [
    "BackwardStep", "BatchRun", "ForwardStep", "NodeResult", "Problem", "Run", "Tape", "WireResult",
    "as_number", "backward_steps", "effect", "evaluate", "forward_steps", "input_called", "run", "run_batch",
]  # fmt: skip
