"""PyTorch: eager, one tensor a node made anew for every pass, and compiled for batches. https://pytorch.org"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from circuitgrad.circuit import Fragment
from tests.benchmarks.peers.peer import Answer, Contender, Steps, built, package
from tests.benchmarks.subject import BatchData, loss


def prepare(fragment: Fragment) -> Contender:
    """Ready to run the circuit over float64 scalars; gradients are the leaves', in order.

    Raises:
        NotInstalled: torch is missing.
    """
    torch = package("torch")
    steps = Steps.of(fragment)
    rules = {
        "add": torch.add,
        "subtract": torch.sub,
        "mul": torch.mul,
        "max": torch.maximum,
        "negate": torch.neg,
        "tanh": torch.tanh,
        "sigmoid": torch.sigmoid,
        "exp": torch.exp,
        "reciprocal": torch.reciprocal,
        "square": torch.square,
    }
    program = [(place, rules[operator], sources) for place, operator, sources in steps.computed]
    leaves = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for _, value in steps.leaves]
    last: list[Any] = []

    def call() -> None:
        values: list[Any] = [None] * steps.count
        for (place, _), leaf in zip(steps.leaves, leaves, strict=True):
            values[place] = leaf
        for place, rule, sources in program:
            values[place] = rule(*[values[source] for source in sources])
        gradients = torch.autograd.grad(values[-1], leaves, allow_unused=True)
        last[:] = values[-1], gradients

    def answer() -> Answer:
        value, gradients = last
        return Answer(value.item(), [0.0 if gradient is None else gradient.item() for gradient in gradients])

    return Contender("torch eager", call, answer)


def prepare_batch(data: BatchData, threads: int) -> Contender:
    """The loss over columns, eager.

    Raises:
        NotInstalled: torch is missing.
    """
    return _batch(data, threads, "torch eager", lambda function: function)


def prepare_compiled_batch(data: BatchData, threads: int) -> Contender:
    """The loss over columns through torch.compile; the first call, which compiles, counts as building.

    Raises:
        NotInstalled: torch is missing.
    """
    torch = package("torch")

    def make() -> Contender:
        torch.compiler.reset()
        contender = _batch(data, threads, "torch.compile", lambda function: torch.compile(function, dynamic=False))
        contender.call()
        return contender

    return built(make)


def _batch(data: BatchData, threads: int, name: str, compiled: Callable[[Any], Any]) -> Contender:
    torch = package("torch")
    torch.set_num_threads(threads)
    columns = {name: torch.from_numpy(column) for name, column in data.columns.items()}
    parameters = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in data.parameters.values()]
    functions = {"tanh": torch.tanh, "exp": torch.exp, "log": torch.log}

    def mean_loss(*numbers: Any) -> Any:
        named = dict(zip(data.parameters, numbers, strict=True))
        return loss(columns | named, functions).mean()

    function = compiled(mean_loss)
    last: list[Any] = []

    def call() -> None:
        value = function(*parameters)
        last[:] = value, torch.autograd.grad(value, parameters)

    def answer() -> Answer:
        value, gradients = last
        return Answer(value.item(), [gradient.item() for gradient in gradients])

    return Contender(name, call, answer)
