"""JAX: value and gradient of the loss over columns, compiled by XLA, in float64. https://docs.jax.dev

Its threads are set when it is first used, for the whole process: see `thread_environment`.
"""

from __future__ import annotations

from typing import Any

from tests.benchmarks.peers.peer import Answer, Contender, built, package
from tests.benchmarks.subject import DATA, PARAMETERS, BatchData, loss


def thread_environment(threads: int) -> dict[str, str]:
    """The environment in which a process has JAX compute with so many threads."""
    flags = {"XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false"} if threads == 1 else {}
    return {"NPROC": str(threads), "JAX_PLATFORMS": "cpu", **flags}


def prepare_batch(data: BatchData, threads: int) -> Contender:
    """The compiled function; the first call, which compiles, counts as building.

    Raises:
        NotInstalled: JAX is missing.
    """
    jax = package("jax")
    numpy = package("jax.numpy")
    jax.config.update("jax_enable_x64", True)
    columns = [numpy.asarray(data.columns[name]) for name in DATA]
    parameters = numpy.asarray([data.parameters[name] for name in PARAMETERS])
    functions = {"tanh": numpy.tanh, "exp": numpy.exp, "log": numpy.log}

    def mean_loss(weights: Any, *given: Any) -> Any:
        # One vector of parameters, not ten scalars: JAX takes half the time to look at its arguments then.
        named = dict(zip(DATA, given, strict=True)) | {name: weights[i] for i, name in enumerate(PARAMETERS)}
        return loss(named, functions).mean()

    last: list[Any] = []

    def make() -> Contender:
        function = jax.jit(jax.value_and_grad(mean_loss))

        def call() -> None:
            last[:] = jax.block_until_ready(function(parameters, *columns))

        def answer() -> Answer:
            value, gradients = last
            return Answer(float(value), gradients.tolist())

        call()
        return Contender("JAX jit", call, answer)

    return built(make)
