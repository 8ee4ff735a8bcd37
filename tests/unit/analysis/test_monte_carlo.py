"""Monte Carlo against closed forms and SciPy, within five times the error that it shows itself."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

import circuitgrad as cg
from circuitgrad.analysis.monte_carlo import CHANCES, Uncertainty, monte_carlo
from circuitgrad.analysis.samples import make_histogram, rank_correlations, running_mean
from circuitgrad.analysis.spreads import deviation_of, mean_of
from circuitgrad.circuit import Spread
from circuitgrad.circuit.edits import SetSpread
from circuitgrad.errors import BatchStopped, CircuitError, TooLargeError

NORMAL = Spread("normal", (0.0, 1.0))
KINDS = [
    NORMAL,
    Spread("uniform", (-1.0, 3.0)),
    Spread("triangular", (0.0, 1.0, 5.0)),
    Spread("lognormal", (2.0, 1.5)),
]
TIMES = 5.0
"""By how many of its own standard errors a result may be off: once in two million by chance."""


@pytest.mark.parametrize("spread", KINDS, ids=[spread.kind for spread in KINDS])
def test_a_linear_circuit_agrees_with_the_closed_form(spread: Spread) -> None:
    # E[2x − 3y + 1] = 2·E[x] − 3·E[y] + 1, and its variance is 4·Var x + 9·Var y
    second = Spread("normal", (1.0, 0.5))
    found = monte_carlo(cg.from_formula("2*x - 3*y + 1"), spreads={"x": spread, "y": second})
    mean = 2.0 * mean_of(spread) - 3.0 + 1.0
    deviation = math.hypot(2.0 * deviation_of(spread), 3.0 * 0.5)
    assert abs(found.mean - mean) < TIMES * found.standard_error
    assert found.standard_error == pytest.approx(found.deviation / math.sqrt(100_000))
    assert found.deviation == pytest.approx(deviation, rel=0.02)
    assert found.value_at_means == pytest.approx(mean)
    assert found.first_order_deviation == pytest.approx(deviation)
    assert [each.contribution for each in found.inputs] == pytest.approx([2.0 * deviation_of(spread), 1.5])
    assert sum(each.share for each in found.inputs) == pytest.approx(1.0)
    assert [each.gradient for each in found.inputs] == [2.0, -3.0]


@pytest.mark.parametrize("spread", KINDS, ids=[spread.kind for spread in KINDS])
def test_quantiles_are_the_distributions(spread: Spread) -> None:
    # the error of a quantile is √(p·(1 − p)/n) / density there (Cramér 1946, 28.5)
    frozen = {
        "normal": stats.norm(0.0, 1.0),
        "uniform": stats.uniform(-1.0, 4.0),
        "triangular": stats.triang(0.2, 0.0, 5.0),
        "lognormal": stats.lognorm(math.log(1.5), scale=2.0),
    }[spread.kind]
    found = monte_carlo(cg.from_formula("f = 1*x"), spreads={"x": spread})
    assert tuple(found.quantiles) == CHANCES
    for chance, value in [*found.quantiles.items(), (0.9, found.quantile(0.9))]:
        expected = frozen.ppf(chance)
        error = math.sqrt(chance * (1.0 - chance) / found.samples) / frozen.pdf(expected)
        assert abs(value - expected) < TIMES * error, chance
    assert found.quantile(0.5) == found.quantiles[0.5]


def test_a_product_scatters_more_than_the_gradient_says() -> None:
    # Var(x·y) of independent x and y with mean 0 is Var x · Var y; the gradient at the means is 0
    found = monte_carlo(cg.from_formula("x*y"), spreads={"x": NORMAL, "y": NORMAL})
    assert found.deviation == pytest.approx(1.0, rel=0.02)
    assert found.first_order_deviation == 0.0
    assert [each.share for each in found.inputs] == [0.0, 0.0]
    assert all(abs(each.rank_correlation) < TIMES / math.sqrt(found.samples) for each in found.inputs)


def same(first: Uncertainty, second: Uncertainty) -> bool:
    return first.values.tobytes() == second.values.tobytes() and first.inputs == second.inputs


def test_the_same_seed_gives_the_same_bytes_and_another_does_not() -> None:
    circuit = cg.from_formula("exp(x) + y")
    spreads = {"x": NORMAL, "y": Spread("uniform", (0.0, 1.0))}
    first, again, other = (monte_carlo(circuit, spreads=spreads, samples=1000, seed=seed) for seed in (7, 7, 8))
    assert same(first, again)
    assert not same(first, other)
    assert first.mean == again.mean != other.mean


def test_the_circuits_own_spreads_count_and_the_other_inputs_take_given_values() -> None:
    circuit = cg.from_formula("x = 99; k = 1; f = x + k")
    SetSpread(circuit.find("x").id, NORMAL).apply(circuit)
    before = circuit.fragment()
    assert monte_carlo(circuit, samples=100).value_at_means == 1.0
    assert monte_carlo(circuit, samples=100, values={"k": 5.0, "x": 3.0}).value_at_means == 5.0
    assert circuit.fragment() == before


def test_undefined_samples_are_counted_and_left_out() -> None:
    found = monte_carlo(cg.from_formula("log(x)"), spreads={"x": Spread("normal", (1.0, 1.0))}, samples=10_000)
    # P(x < 0) = Φ(−1) = 0.1587
    assert abs(found.undefined - 1587) < TIMES * math.sqrt(10_000 * 0.1587 * 0.8413)
    assert len(found.values) == found.samples - found.undefined == found.convergence.counts[-1]
    assert np.isfinite(found.values).all()
    assert found.inputs[0].rank_correlation == pytest.approx(1.0)
    assert sum(found.histogram.counts) + found.histogram.below + found.histogram.above == len(found.values)


def test_an_objective_that_never_changes_is_no_trouble() -> None:
    found = monte_carlo(cg.from_formula("x - x + 2"), spreads={"x": NORMAL}, samples=100)
    assert (found.mean, found.deviation, found.standard_error, found.first_order_deviation) == (2.0, 0.0, 0.0, 0.0)
    assert found.histogram.counts == (100,)
    assert math.isnan(found.inputs[0].rank_correlation)


def test_a_single_sample_has_no_deviation() -> None:
    found = monte_carlo(cg.from_formula("2*x"), spreads={"x": NORMAL}, samples=1)
    assert math.isnan(found.deviation)
    assert found.mean == found.values[0] == found.quantiles[0.5]
    assert found.convergence.counts == (1,)


def test_the_running_mean_ends_at_the_mean_and_its_error_shrinks() -> None:
    found = monte_carlo(cg.from_formula("x + 1e6"), spreads={"x": NORMAL})
    steps = found.convergence
    assert 40 <= len(steps.counts) == len(steps.means) == len(steps.errors) <= 50
    assert (steps.counts[0], steps.counts[-1]) == (10, 100_000)
    assert steps.means[-1] == pytest.approx(found.mean, rel=1e-15)
    assert steps.errors[-1] == pytest.approx(found.standard_error, rel=1e-9)
    first = found.values[: steps.counts[5]]
    assert steps.means[5] == pytest.approx(first.mean(), rel=1e-15)
    assert steps.errors[5] == pytest.approx(first.std(ddof=1) / math.sqrt(len(first)), rel=1e-6)
    assert steps.errors[-1] < steps.errors[0] / 30.0


def test_rank_correlations_are_scipys_with_and_without_ties() -> None:
    generator = np.random.default_rng(1)
    x, y = generator.normal(size=(2, 500))
    for numbers in (x + y, np.maximum(x - y, 0.0), np.round(x)):
        expected = [stats.spearmanr(column, numbers).statistic for column in (x, y)]
        assert rank_correlations([x, y], numbers) == pytest.approx(expected, rel=1e-12)


def test_a_histogram_ends_where_hardly_anything_is() -> None:
    generator = np.random.default_rng(2)
    heavy = generator.standard_cauchy(10_000)
    found = make_histogram(heavy)
    assert found.below > 0
    assert found.above > 0
    assert sum(found.counts) + found.below + found.above == 10_000
    assert found.edges[-1] - found.edges[0] < 30.0
    light = make_histogram(generator.normal(size=10_000))
    assert (light.below, light.above, sum(light.counts)) == (0, 0, 10_000)


@pytest.mark.parametrize("samples", [[1.0, 1.0 + 2e-16], [-1.7e308, 1.7e308], [5e-324, 0.0], [3.0]])
def test_samples_at_the_edge_of_float64_make_one_bin(samples: list[float]) -> None:
    column = np.array(samples)
    assert make_histogram(column).counts == (len(samples),)
    assert running_mean(column).counts == (len(samples),)


@pytest.mark.parametrize(
    ("formula", "options", "part"),
    [
        ("x + y", {}, "No input scatters"),
        ("x + y", {"spreads": {"x": NORMAL}}, "“y” has no value"),
        ("x", {"spreads": {"x": NORMAL}, "samples": 0}, "The number of samples must be a whole number from 1 on"),
        ("x", {"spreads": {"x": NORMAL}, "samples": math.nan}, "The number of samples must be a whole number"),
        ("x", {"spreads": {"x": NORMAL}, "seed": -1}, "The seed must be a whole number from 0 on"),
        ("x", {"spreads": {"x": Spread("cauchy", (0.0, 1.0))}}, "unknown distribution, “cauchy”"),
        ("x", {"spreads": {"x": Spread("normal", (math.nan, 1.0))}}, "takes finite numbers"),
        ("x*y", {"spreads": {"x": NORMAL}, "values": {"y": math.nan}}, "undefined at every one of 100,000 samples"),
        ("x", {"spreads": {"x": NORMAL}, "values": {"nope": 1.0}}, "No input is called “nope”"),
        ("q = x + y; f = z*z", {"objective": "f", "spreads": {"x": NORMAL}}, "No input that scatters reaches “f”"),
    ],
)
def test_what_cannot_be_is_one_sentence(formula: str, options: Any, part: str) -> None:
    with pytest.raises(CircuitError) as caught:
        monte_carlo(cg.from_formula(formula), **options)
    assert part in caught.value.sentence
    assert caught.value.sentence.endswith(".")
    assert "\n" not in caught.value.sentence


def test_too_many_samples_are_refused_before_memory_runs_out() -> None:
    with pytest.raises(TooLargeError, match="samples of 1 inputs"):
        monte_carlo(cg.from_formula("2*x"), spreads={"x": NORMAL}, samples=10**15)


def test_a_quantile_of_no_chance_is_refused() -> None:
    found = monte_carlo(cg.from_formula("2*x"), spreads={"x": NORMAL}, samples=10)
    with pytest.raises(CircuitError, match="from 0 to 1"):
        found.quantile(1.5)


def test_progress_is_told_and_can_stop_it() -> None:
    told: list[tuple[int, int]] = []

    def stop(done: int, rows: int) -> bool:
        told.append((done, rows))
        return False

    with pytest.raises(BatchStopped):
        monte_carlo(cg.from_formula("2*x"), spreads={"x": NORMAL}, progress=stop)
    assert told[0][1] == 100_000


def test_it_is_a_public_name() -> None:
    assert cg.monte_carlo is monte_carlo
    assert cg.Spread is Spread
