"""CasADi: its virtual machine, the C that it prints, and its map over rows. https://web.casadi.org

Functions are called through their buffers, so that no number is turned into a Python object while the clock runs.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from circuitgrad.circuit import Fragment
from tests.benchmarks.peers.peer import Answer, Contender, NotInstalled, Steps, built, package
from tests.benchmarks.subject import BatchData, loss


def prepare(fragment: Fragment) -> Contender:
    """The virtual machine, value and gradients of the leaves.

    Raises:
        NotInstalled: CasADi is missing.
    """
    ca = package("casadi")
    steps = Steps.of(fragment)
    return built(lambda: _contender("CasADi VM", _function(ca, steps), [_leaf_values(steps)]))


def prepare_compiled(fragment: Fragment) -> Contender:
    """The C code that CasADi prints, compiled with optimisation; for circuits of up to about 1,000 nodes.

    Raises:
        NotInstalled: CasADi or a C compiler is missing.
    """
    ca = package("casadi")
    compiler = shutil.which("gcc") or shutil.which("clang") or shutil.which("cc")
    if compiler is None:
        raise NotInstalled("A C compiler is not installed.")
    steps = Steps.of(fragment)

    def make() -> Contender:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            library = _compile(_function(ca, steps), Path(folder), compiler)
            return _contender("CasADi in C", ca.external("passes", str(library)), [_leaf_values(steps)])

    return built(make)


def prepare_batch(data: BatchData, threads: int) -> Contender:
    """CasADi's map over rows, with the rows' results summed by it.

    Raises:
        NotInstalled: CasADi is missing.
    """
    ca = package("casadi")
    row = ca.SX.sym("row", len(data.columns))
    parameters = ca.SX.sym("parameters", len(data.parameters))
    names = [*data.columns, *data.parameters]
    symbols = dict(zip(names, [*ca.vertsplit(row), *ca.vertsplit(parameters)], strict=True))
    functions = {"tanh": ca.tanh, "exp": ca.exp, "log": ca.log}
    value = loss(symbols, functions)
    one = ca.Function("row", [row, parameters], [ca.vertcat(value, ca.gradient(value, parameters))])

    def make() -> Contender:
        kind, workers = ("thread", [threads]) if threads > 1 else ("serial", [])
        rows = ca.MX.sym("rows", len(data.columns), data.rows)
        shared = ca.MX.sym("shared", len(data.parameters))
        every = one.map(data.rows, kind, *workers)(rows, ca.repmat(shared, 1, data.rows))
        function = ca.Function("passes", [rows, shared], [ca.sum2(every) / data.rows])
        columns = np.stack(list(data.columns.values()), axis=1)  # a row's numbers together, as CasADi has them
        return _contender("CasADi map", function, [columns, np.array(list(data.parameters.values()))])

    return built(make)


def _function(ca: Any, steps: Steps) -> Any:
    leaves = ca.SX.sym("leaves", len(steps.leaves))
    values: list[Any] = [None] * steps.count
    for (place, _), symbol in zip(steps.leaves, ca.vertsplit(leaves), strict=True):
        values[place] = symbol
    rules = _rules(ca)
    for place, operator, sources in steps.computed:
        values[place] = rules[operator](*[values[source] for source in sources])
    return ca.Function("passes", [leaves], [ca.vertcat(values[-1], ca.gradient(values[-1], leaves))])


def _rules(ca: Any) -> dict[str, Callable[..., Any]]:
    return {
        "add": lambda a, b: a + b,
        "subtract": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "max": ca.fmax,
        "negate": lambda a: -a,
        "tanh": ca.tanh,
        "sigmoid": lambda a: 1.0 / (1.0 + ca.exp(-a)),
        "exp": ca.exp,
        "reciprocal": lambda a: 1.0 / a,
        "square": lambda a: a**2,
    }


def _leaf_values(steps: Steps) -> Any:
    return np.array([value for _, value in steps.leaves])


def _contender(name: str, function: Any, inputs: list[Any]) -> Contender:
    buffer, call = function.buffer()
    for place, numbers in enumerate(inputs):
        buffer.set_arg(place, memoryview(numbers))
    result = np.zeros(function.size1_out(0))
    buffer.set_res(0, result.data)
    call.kept = (function, buffer, inputs, result)  # it holds bare pointers to them

    def answer() -> Answer:
        return Answer(float(result[0]), result[1:].tolist())

    return Contender(name, call, answer)


def _compile(function: Any, folder: Path, compiler: str) -> Path:
    generator = package("casadi").CodeGenerator("passes.c")
    generator.add(function)
    generator.generate(f"{folder}/")
    library = folder / "passes.so"
    source = str(folder / "passes.c")
    subprocess.run([compiler, "-O3", "-fPIC", "-shared", source, "-o", str(library), "-lm"], check=True)
    return library
