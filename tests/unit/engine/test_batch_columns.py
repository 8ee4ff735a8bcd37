"""What a batch takes and gives: columns of every kind, blocks, parts of a circuit, and what is refused."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import circuitgrad as cg
from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.engine.numpy_batch import MOST_ROWS
from circuitgrad.errors import BatchStopped, CircuitError, ObjectiveError, UnknownNodeError, ValueProblem
from circuitgrad.operators import Role

pytestmark = pytest.mark.usefixtures("way")


@pytest.mark.parametrize("rows", [0, 1, MOST_ROWS - 1, MOST_ROWS, MOST_ROWS + 1, 2 * MOST_ROWS + 1])
def test_blocks_leave_no_seam(rows: int) -> None:
    x = np.arange(rows, dtype=np.float64)
    batch = cg.run_batch(cg.from_formula("x*x + 3*k"), {"x": x, "k": 0.5}, gradients=["x", "k"])
    assert np.array_equal(batch.value, x * x + 1.5)
    assert np.array_equal(batch.gradients["x"], 2.0 * x)
    assert np.array_equal(batch.gradients["k"], np.full(rows, 3.0))


def test_a_block_keeps_fewer_rows_where_nodes_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("circuitgrad.engine.numpy_batch._NUMBERS_KEPT", 1)
    monkeypatch.setattr("circuitgrad.engine.compiled.batch_runner._NUMBERS_IN_CACHE", 1)
    x = np.linspace(-1.0, 1.0, 200)
    assert np.array_equal(cg.run_batch(cg.from_formula("x + x"), {"x": x}).value, x + x)


def test_the_answer_is_float64_in_one_piece_and_the_columns_stay_as_they_are() -> None:
    x = np.arange(12.0).reshape(6, 2)[:, 0]
    before = x.copy()
    batch = cg.run_batch(cg.from_formula("x"), {"x": x}, gradients=["x"])
    for array in (batch.value, batch.gradients["x"]):
        assert array.dtype == np.float64
        assert array.flags.c_contiguous
    batch.value[:] = 7.0
    assert np.array_equal(x, before)


@pytest.mark.parametrize(
    "column",
    [
        [1, 2, 3],
        (1.0, 2.0, 3.0),
        range(1, 4),
        np.array([1, 2, 3], dtype=np.int8),
        np.array([1, 2, 3], dtype=np.float32),
        np.array([1, 2, 3], dtype=">f8"),
        [Fraction(1), Fraction(2), 3],
        np.ma.array([1.0, 2.0, 3.0]),
    ],
    ids=str,
)
def test_columns_of_any_kind_of_number(column: Any) -> None:
    assert cg.run_batch(cg.from_formula("2*x"), {"x": column}).value.tolist() == [2.0, 4.0, 6.0]


def test_a_column_that_the_objective_does_not_need_gives_the_length_and_no_gradient() -> None:
    circuit = cg.from_formula("f = x*x; g = sqrt(y)")
    batch = cg.run_batch(circuit, {"y": [-1.0, 4.0], "x": 3.0}, "f", ["x", "y", "g"])
    assert batch.value.tolist() == [9.0, 9.0]
    assert {label: array.tolist() for label, array in batch.gradients.items()} == {
        "x": [6.0, 6.0],
        "y": [0.0, 0.0],
        "g": [0.0, 0.0],
    }


def test_gradients_are_given_for_any_node_and_for_a_single_name() -> None:
    circuit = cg.from_formula("q = x + y; f = q*q")
    assert cg.run_batch(circuit, {"x": [1.0], "y": [2.0]}, gradients="q").gradients["q"].tolist() == [6.0]
    assert cg.run_batch(circuit, {"x": [1.0], "y": [2.0]}, gradients=["f"]).gradients["f"].tolist() == [1.0]
    assert cg.run_batch(circuit, {"x": [1.0], "y": [2.0]}).gradients == {}


def power_of(role: Role) -> Circuit:
    base, exponent = Node.new("input", id="a"), Node.new("input", id="b", value=3.0, role=role)
    return Circuit(Fragment((base, exponent, Node.new("power", id="f")), (Wire("a", "f", 0), Wire("b", "f", 1))))


def test_toward_what_never_moves_a_slope_that_is_not_there_counts_as_0() -> None:
    bases = [-2.0, math.nan, 2.0]
    still = cg.run_batch(power_of(Role.CONSTANT), {"a": bases}, gradients=["a", "b"])
    assert still.gradients["a"][0] == 12.0
    assert still.gradients["b"][0] == 0.0
    assert math.isnan(still.gradients["b"][1])
    assert still.gradients["b"][2] == pytest.approx(8.0 * math.log(2.0), rel=1e-15)
    moving = cg.run_batch(power_of(Role.PARAMETER), {"a": bases}, gradients=["a", "b"])
    assert np.isnan(moving.gradients["b"]).tolist() == [True, True, False]


def test_what_is_incomplete_is_nan_in_every_row() -> None:
    nodes = (Node.new("input", id="x", value=1.0), Node.new("divide", id="f"))
    batch = cg.run_batch(Circuit(Fragment(nodes, (Wire("x", "f", 0),))), {"x": [1.0, 2.0]}, gradients=["x"])
    assert np.isnan(batch.value).all()
    assert np.isnan(batch.gradients["x"]).all()


def test_a_deep_chain_runs() -> None:
    depth = 20_000
    nodes = (Node.new("input", id="n0"), *(Node.new("negate", id=f"n{i}") for i in range(1, depth)))
    circuit = Circuit(Fragment(nodes, tuple(Wire(f"n{i - 1}", f"n{i}", 0) for i in range(1, depth))))
    batch = cg.run_batch(circuit, {"n0": [1.0, -2.0]}, gradients=["n0"])
    assert batch.value.tolist() == [-1.0, 2.0]
    assert batch.gradients["n0"].tolist() == [-1.0, -1.0]


@pytest.mark.parametrize(
    ("columns", "kind", "words"),
    [
        ({}, ValueProblem, "A batch needs a column"),
        ({"x": 1.0, "y": 2.0}, ValueProblem, "A batch needs a column"),
        ({"x": [1.0]}, ValueProblem, "“y” has no value: give it one"),
        ({"x": [1.0], "nobody": [1.0]}, UnknownNodeError, "“nobody”; the inputs are: x, y"),
        ({"x": [1.0], "f": [1.0]}, UnknownNodeError, "“f” is no input"),
        ({"x": [1.0, 2.0], "y": [1.0]}, ValueProblem, "“x” has 2 rows, “y” has 1"),
        ({"x": [[1.0, 2.0]], "y": 1.0}, ValueProblem, "“x” must have one dimension, not 1 × 2"),
        ({"x": [[1.0], [1.0, 2.0]], "y": 1.0}, ValueProblem, "“x” must be one row of numbers"),
        ({"x": "12", "y": [1.0]}, ValueProblem, "“x” must be a number, not '12'"),
        ({"x": ["1", "2"], "y": [1.0]}, ValueProblem, "“x” must hold numbers"),
        ({"x": [1.0, None], "y": 1.0}, ValueProblem, "“x” must be a number, not None"),
        ({"x": [1.0, 10**400], "y": 1.0}, ValueProblem, "“x” must be a number"),
        ({"x": [1j], "y": 1.0}, ValueProblem, "“x” must hold numbers, not complex128"),
        ({"x": {1.0}, "y": [1.0]}, ValueProblem, "“x” must be a number"),
        ({"x": None, "y": [1.0]}, ValueProblem, "“x” must be a number, not None"),
        ({"x": np.array("one"), "y": [1.0]}, ValueProblem, "“x” must be a number"),
        ({"x": np.ma.array([1.0, 2.0], mask=[False, True]), "y": 1.0}, ValueProblem, "“x” lacks numbers"),
        ({"x": np.array(["2020-01-01"], dtype="datetime64[D]"), "y": 1.0}, ValueProblem, "“x” must hold numbers"),
    ],
)
def test_columns_that_do_not_fit_are_refused(columns: dict[str, Any], kind: type[CircuitError], words: str) -> None:
    with pytest.raises(kind, match=words) as refusal:
        cg.run_batch(cg.from_formula("f = x - y"), columns)
    assert refusal.value.sentence.endswith(".")


def test_what_is_asked_for_must_be_there() -> None:
    nodes = (Node.new("input", id="x"), Node.new("square", id="f"), Node.new("negate", id="g"))
    circuit = Circuit(Fragment(nodes, (Wire("x", "f", 0), Wire("x", "g", 0))))
    with pytest.raises(ObjectiveError, match="2 outputs"):
        cg.run_batch(circuit, {"x": [1.0]})
    with pytest.raises(UnknownNodeError, match="nobody"):
        cg.run_batch(circuit, {"x": [1.0]}, "nobody")
    with pytest.raises(UnknownNodeError, match="nobody"):
        cg.run_batch(circuit, {"x": [1.0]}, "f", ["nobody"])


def neuron_columns(rows: int) -> dict[str, Any]:
    random = np.random.default_rng(7)
    return {"x": random.normal(size=rows), "y": random.normal(size=rows), "t": random.uniform(size=rows)}


NEURON = "h = tanh(w0*x + w1*y + w2); q = h*h; loss = softplus(w3*h) - t*w3*h + q"
WEIGHTS = {"w0": 0.5, "w1": -1.25, "w2": 0.1, "w3": 2.0}


@pytest.mark.parametrize("reduce", ["sum", "mean"])
@pytest.mark.parametrize("rows", [1, 700, 40_000])
def test_sums_and_means_are_those_of_the_rows(reduce: str, rows: int) -> None:
    circuit, columns = cg.from_formula(NEURON), {**neuron_columns(rows), **WEIGHTS}
    asked = ["w0", "w2", "w3", "x", "h", "q", "loss"]
    by_row = cg.run_batch(circuit, columns, gradients=asked)
    found = cg.run_batch(circuit, columns, gradients=asked, reduce=reduce)  # type: ignore[arg-type]
    scale = rows if reduce == "mean" else 1
    for label, array, number in [("value", by_row.value, found.value)] + [
        (label, by_row.gradients[label], found.gradients[label]) for label in asked
    ]:
        expected = math.fsum(array) / scale
        assert isinstance(number, float)
        assert number == pytest.approx(expected, rel=1e-12, abs=1e-13 * rows / scale), f"{reduce} of {label}"


def test_sums_are_the_same_to_the_last_bit_whatever_the_number_of_threads() -> None:
    circuit, columns = cg.from_formula(NEURON), {**neuron_columns(300_001), **WEIGHTS}
    one, two, five = (
        cg.run_batch(circuit, columns, gradients=["w0", "w3", "x"], reduce="sum", threads=threads)
        for threads in (1, 2, 5)
    )
    assert (one.value, one.gradients) == (two.value, two.gradients) == (five.value, five.gradients)


def test_rows_are_the_same_whatever_the_number_of_threads() -> None:
    circuit, columns = cg.from_formula(NEURON), {**neuron_columns(300_001), **WEIGHTS}
    one, three = (cg.run_batch(circuit, columns, gradients=["w0"], threads=threads) for threads in (1, 3))
    assert np.array_equal(one.value, three.value)
    assert np.array_equal(one.gradients["w0"], three.gradients["w0"])


def test_nan_stays_in_its_rows() -> None:
    x = np.linspace(-2.0, 2.0, 2000)
    x[[3, 1500]] = math.nan
    batch = cg.run_batch(cg.from_formula("exp(x)*k + x"), {"x": x, "k": 2.0}, gradients=["x", "k"])
    for array in (batch.value, *batch.gradients.values()):
        assert np.flatnonzero(np.isnan(array)).tolist() == [3, 1500]


@pytest.mark.parametrize("threads", [1, 2])
def test_a_batch_tells_how_far_it_is_and_can_be_stopped(threads: int) -> None:
    circuit, columns = cg.from_formula(NEURON), {**neuron_columns(500_000), **WEIGHTS}
    told: list[tuple[int, int]] = []

    def go_on(done: int, rows: int) -> bool:
        told.append((done, rows))
        return True

    cg.run_batch(circuit, columns, gradients=["w0"], reduce="sum", threads=threads, progress=go_on)
    assert len(told) > 1
    assert max(told) == (500_000, 500_000)
    told.clear()
    with pytest.raises(BatchStopped, match="stopped"):
        cg.run_batch(circuit, columns, threads=threads, progress=lambda done, rows: told.append((done, rows)) or False)
    assert max(told)[0] < 500_000


def test_the_same_batch_again_sees_changed_numbers_and_a_changed_circuit() -> None:
    circuit = cg.from_formula("f = x*k")
    ask = lambda k: cg.run_batch(circuit, {"x": [1.0, 2.0], "k": k}, gradients=["x"])  # noqa: E731
    assert (ask(3.0).value.tolist(), ask(-4.0).value.tolist()) == ([3.0, 6.0], [-4.0, -8.0])
    keep = cg.run_batch(circuit, {"x": [1.0, 2.0], "k": [5.0, 6.0]}, gradients=["k"])
    assert keep.gradients["k"].tolist() == [1.0, 2.0]
    cg.edits.Rename(circuit.find("k").id, "factor").apply(circuit)
    with pytest.raises(UnknownNodeError, match="k"):
        ask(3.0)


def test_columns_that_cannot_be_written_or_are_spread_out_are_read() -> None:
    fixed = np.arange(4.0)
    fixed.flags.writeable = False
    spread = np.arange(8.0)[::2]
    assert cg.run_batch(cg.from_formula("x*y"), {"x": fixed, "y": spread}).value.tolist() == [0.0, 2.0, 8.0, 18.0]


@pytest.mark.parametrize(
    ("options", "words"),
    [({"reduce": "median"}, "“rows”, “sum” or “mean”, not 'median'"), ({"threads": 0}, "at least one thread, not 0")],
)
def test_options_that_do_not_exist_are_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueProblem, match=words):
        cg.run_batch(cg.from_formula("x*x"), {"x": [1.0]}, **options)
