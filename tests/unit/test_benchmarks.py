"""The benchmark programs: their circuits are right, peers may be missing, tables print. Small sizes only."""

from __future__ import annotations

import math
from collections.abc import Callable
from importlib.util import find_spec
from random import Random

import pytest

import circuitgrad as cg
from circuitgrad.circuit import Circuit, Fragment
from circuitgrad.engine import evaluate
from tests.benchmarks import circuits, engine, ours, subject, table
from tests.benchmarks.peers import casadi, jax, micrograd, numpy, peer, torch
from tests.benchmarks.sections import batch, building, edits, problems, single
from tests.benchmarks.sections.options import Options

SMALL = Options(sizes=(100,), rows=(64,), threads=(1,), runs=2, least_seconds=0.0)


@pytest.mark.parametrize("shape", ["wide", "deep"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_random_circuit_is_finite_and_all_of_it_is_needed(shape: circuits.Shape, seed: int) -> None:
    fragment = circuits.make_fragment(1_000, shape, seed)
    circuit = Circuit(fragment)
    run = cg.run(circuit)
    assert len(circuit) == 1_000
    assert [node.id for node in circuit.sinks()] == [fragment.objective]
    assert run.backward is not None
    assert all(map(math.isfinite, run.values))
    assert all(map(math.isfinite, run.backward.nodes))
    assert sum(run.backward.needed) > 950
    assert any(run.gradients.values())


def test_a_random_circuit_has_the_shape_that_is_asked_for() -> None:
    wide, deep = (circuits.depth_of(circuits.make_fragment(2_000, shape)) for shape in ("wide", "deep"))
    assert 2 * math.log2(2_000) < wide < 4 * math.log2(2_000)
    assert 2_000 / 5 < deep < 2_000 / 3


@pytest.mark.parametrize("shape", ["wide", "deep"])
def test_a_random_circuit_uses_all_its_operators_and_a_tenth_are_leaves(shape: circuits.Shape) -> None:
    fragment = circuits.make_fragment(2_000, shape)
    used = [node.operator for node in fragment.nodes]
    assert used.count("input") == 200
    assert set(used) == {"input", *circuits.OPERATORS_USED}
    assert min(used.count(operator) for operator in circuits.OPERATORS_USED) > 80


@pytest.mark.parametrize("shape", ["wide", "deep"])
def test_a_random_circuit_stands_in_topological_order(shape: circuits.Shape) -> None:
    fragment = circuits.make_fragment(500, shape)
    place = {node.id: i for i, node in enumerate(fragment.nodes)}
    assert all(place[wire.source] < place[wire.target] for wire in fragment.wires)


def test_the_same_seed_gives_the_same_circuit() -> None:
    assert circuits.make_fragment(300, "deep", 4) == circuits.make_fragment(300, "deep", 4)
    assert circuits.make_fragment(300, "deep", 4) != circuits.make_fragment(300, "deep", 5)


def test_too_small_a_circuit_is_refused() -> None:
    with pytest.raises(ValueError, match="20 nodes at least, not 3"):
        circuits.make_fragment(3, "wide")


def _no_package(name: str) -> object:
    raise ImportError(name)


@pytest.mark.parametrize("prepare", [micrograd.prepare, torch.prepare, casadi.prepare, casadi.prepare_compiled])
def test_a_missing_peer_says_so(monkeypatch: pytest.MonkeyPatch, prepare: Callable[[Fragment], peer.Contender]) -> None:
    monkeypatch.setattr(peer, "import_module", _no_package)
    with pytest.raises(peer.NotInstalled, match=r"^(micrograd|torch|casadi) is not installed\.$"):
        prepare(circuits.make_fragment(20, "wide"))


@pytest.mark.parametrize(
    "prepare", [torch.prepare_batch, torch.prepare_compiled_batch, casadi.prepare_batch, jax.prepare_batch]
)
def test_a_missing_batch_peer_says_so(
    monkeypatch: pytest.MonkeyPatch, prepare: Callable[[subject.BatchData, int], peer.Contender]
) -> None:
    monkeypatch.setattr(peer, "import_module", _no_package)
    with pytest.raises(peer.NotInstalled, match=r"^(torch|casadi|jax) is not installed\.$"):
        prepare(subject.make_data(4), 1)


@pytest.mark.parametrize(
    ("package", "prepare"),
    [("micrograd", micrograd.prepare), ("casadi", casadi.prepare)],
)
@pytest.mark.parametrize("shape", ["wide", "deep"])
def test_a_peer_computes_the_same(
    package: str, prepare: Callable[[Fragment], peer.Contender], shape: circuits.Shape
) -> None:
    if find_spec(package) is None:
        pytest.skip(f"{package} is not installed")
    fragment = circuits.make_fragment(400, shape)
    own = ours.plain(*ours.tape_and_objective(fragment))
    own.call()
    peer.check_same(own.answer(), prepare(fragment))


def test_numpy_by_hand_computes_the_same_batch() -> None:
    data = subject.make_data(100)
    own = batch.our_batch(data, 1)
    own.call()
    peer.check_same(own.answer(), numpy.prepare_batch(data, 1))


def test_the_loss_for_other_packages_is_the_formula() -> None:
    data = subject.make_data(1)
    numbers = {name: float(column[0]) for name, column in data.columns.items()}
    functions = {"tanh": math.tanh, "exp": math.exp, "log": math.log}
    expected = cg.run(subject.make_circuit(data), numbers).value
    assert subject.loss(numbers | data.parameters, functions) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    ("theirs", "what"), [(peer.Answer(1.0, [2.0, 3.1]), "gradient 1"), (peer.Answer(1.1, [2.0, 3.0]), "the value")]
)
def test_a_peer_that_computes_something_else_is_not_timed(theirs: peer.Answer, what: str) -> None:
    contender = peer.Contender("other", lambda: None, lambda: theirs)
    with pytest.raises(peer.Disagreement, match=f"^other: {what} is "):
        peer.check_same(peer.Answer(1.0, [2.0, 3.0]), contender)


def test_contenders_take_turns() -> None:
    called: list[str] = []
    timings = table.measure(
        {"a": lambda: called.append("a"), "b": lambda: called.append("b")}, runs=3, least_seconds=0.0
    )
    assert "".join(called) == 4 * "ab"  # once each to warm up, then in turns
    assert all(len(timing.runs) == 3 for timing in timings.values())
    assert all(seconds > 0 for timing in timings.values() for seconds in timing.runs)


def test_a_short_call_is_repeated_until_a_run_lasts() -> None:
    called: list[int] = []
    timing = table.measure({"short": lambda: called.append(0)}, runs=2, least_seconds=0.002)["short"]
    assert len(called) > 100
    assert timing.seconds < 0.001


def test_a_timing_has_its_median_and_spread() -> None:
    timing = table.Timing((4.0, 1.0, 2.0, 3.0, 9.0))
    assert timing.seconds == 3.0
    assert timing.spread == pytest.approx((4.0 - 2.0) / 3.0)


def test_a_table_aligns_its_columns() -> None:
    printed = table.Table("Title", ("nodes", "ns"))
    printed.add("1,000 wide", "8.5")
    printed.note("Once.")
    printed.note("Once.")
    assert str(printed).splitlines() == ["Title", "     nodes   ns", "----------  ---", "1,000 wide  8.5", "Once."]
    with pytest.raises(ValueError, match="1 cells under 2 headings"):
        printed.add("too few")


def test_a_verdict_says_whether_the_figure_is_reached() -> None:
    assert table.verdict(0.15, 0.15) == "0.15 × (≤ 0.15 wanted: yes)"
    assert table.verdict(0.16, 0.15) == "0.16 × (≤ 0.15 wanted: NO)"
    assert table.verdict(1.2, 1.0, "ms") == "1.2 ms (≤ 1 wanted: NO)"


def test_without_any_peer_the_tables_print_and_say_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(peer, "import_module", _no_package)
    monkeypatch.setattr(ours, "load_compiled", _not_loaded)
    for tables in (single.tables, problems.tables, building.tables, edits.edit_tables, edits.slider_tables):
        for printed in tables(SMALL):
            print(printed)
    print(batch.table_of(SMALL.rows, 1, SMALL.runs, SMALL.least_seconds))
    text = capsys.readouterr().out
    for missing in ("casadi", "micrograd", "torch", "jax", "numba"):
        assert f"{missing} is not installed" in text
    assert "100 wide" in text
    assert "100 deep, plain" in text
    assert "NumPy by hand" in text


def _not_loaded() -> None:
    raise peer.NotInstalled("numba is not installed: ours compiled is left out.")


@pytest.mark.parametrize("shape", ["wide", "deep"])
def test_edits_that_are_timed_end_in_the_right_run(shape: circuits.Shape) -> None:
    follower = edits.Follower(Circuit(circuits.make_fragment(200, shape)))
    edits.rewire(follower, 10, Random(1))
    edits.slide(follower, 10, Random(1))
    assert {len(follower.seconds[kind]) for kind in ("removed", "added", "value")} == {10}
    again = cg.run(follower.circuit)
    assert follower.run.gradients == again.gradients
    assert follower.run.value == again.value


def test_the_wanted_ratios_are_those_of_the_figures() -> None:
    assert [single.wanted_ratio(size, "wide") for size in (100, 1_000, 10_000, 1_000_000)] == [1.0, None, 0.15, 0.15]
    assert [single.wanted_ratio(size, "deep") for size in (100, 1_000, 10_000, 1_000_000)] == [1.0, None, 0.5, 0.5]
    assert batch.WANTED[1_000_000, "torch.compile"] == 0.65


def test_the_command_line_chooses_sections_and_sizes() -> None:
    sections, options = engine.read_options(["--quick", "--only", "single", "--only", "edits", "--rows", "10,20"])
    assert sections == ["single", "edits"]
    assert options.sizes == (100, 1_000, 10_000)
    assert options.rows == (10, 20)
    assert engine.read_options([])[0] == ["single", "problems", "building", "batch", "edits", "slider"]


def test_the_answers_that_are_compared_are_those_of_a_run() -> None:
    tape, objective = ours.tape_and_objective(circuits.make_fragment(60, "wide"))
    own = ours.run(tape, objective)
    own.call()
    assert list(own.answer().gradients) == list(evaluate(tape, objective).gradients.values())
