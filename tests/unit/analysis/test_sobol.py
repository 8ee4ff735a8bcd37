"""Sobol' indices against closed forms, within the confidence that is shown."""

from __future__ import annotations

import math
from typing import Any

import pytest

import circuitgrad as cg
from circuitgrad.analysis.sobol import sobol_indices
from circuitgrad.circuit import Spread
from circuitgrad.errors import BatchStopped, CircuitError

NORMAL = Spread("normal", (0.0, 1.0))
CIRCLE = Spread("uniform", (-math.pi, math.pi))


def ishigami(a: float, b: float) -> tuple[list[float], list[float]]:
    """First-order and total indices of sin x + a·sin² y + b·z⁴·sin x, all uniform on (−π, π).

    Ishigami and Homma, An importance quantification technique in uncertainty analysis for computer models (1990):
    V₁ = (1 + b·π⁴/5)²/2, V₂ = a²/8, V₃ = 0, V₁₃ = 8·b²·π⁸/225, and V is their sum.
    """
    first, second, mixed = (1.0 + b * math.pi**4 / 5.0) ** 2 / 2.0, a * a / 8.0, 8.0 * b * b * math.pi**8 / 225.0
    whole = first + second + mixed
    alone, total = (first, second, 0.0), (first + mixed, second, mixed)
    return [each / whole for each in alone], [each / whole for each in total]


def test_the_closed_form_is_the_published_one() -> None:
    alone, total = ishigami(7.0, 0.1)
    assert alone == pytest.approx([0.3139, 0.4424, 0.0], abs=5e-5)
    assert total == pytest.approx([0.5576, 0.4424, 0.2437], abs=5e-5)


@pytest.mark.parametrize("seed", range(4))
def test_ishigami_lies_within_the_confidence(seed: int) -> None:
    circuit = cg.from_formula("sin(x) + 7*sin(y)^2 + 0.1*z^4*sin(x)")
    found = sobol_indices(circuit, spreads=dict.fromkeys("xyz", CIRCLE), seed=seed)
    assert [each.label for each in found.inputs] == ["x", "y", "z"]
    for each, alone, total in zip(found.inputs, *ishigami(7.0, 0.1), strict=True):
        assert each.first_low <= alone <= each.first_high, each
        assert each.total_low <= total <= each.total_high, each
        assert each.first_low < each.first < each.first_high
        assert each.total_low < each.total < each.total_high
        assert each.first_high - each.first_low < 0.1
        assert (each.first, each.total) == pytest.approx((alone, total), abs=0.02)


def test_more_samples_are_nearer_and_surer() -> None:
    circuit = cg.from_formula("sin(x) + 7*sin(y)^2 + 0.1*z^4*sin(x)")
    few, many = (sobol_indices(circuit, spreads=dict.fromkeys("xyz", CIRCLE), samples=n) for n in (2**8, 2**14))
    for rough, fine in zip(few.inputs, many.inputs, strict=True):
        assert fine.total_high - fine.total_low < (rough.total_high - rough.total_low) / 4.0


def test_a_linear_circuit_shares_out_its_variance() -> None:
    # Sᵢ = Tᵢ = (cᵢ·σᵢ)² / Σ (cⱼ·σⱼ)², far from 0 too
    spreads = {"x": Spread("normal", (1e3, 1.0)), "y": Spread("uniform", (0.0, 6.0)), "z": NORMAL}
    found = sobol_indices(cg.from_formula("1e6 + x + 2*y + 0*z"), spreads=spreads)
    for each, share in zip(found.inputs, (1.0 / 13.0, 12.0 / 13.0, 0.0), strict=True):
        assert (each.first, each.total) == pytest.approx((share, share), abs=0.01), each


def test_the_seed_decides() -> None:
    circuit = cg.from_formula("x*y + x")
    spreads = {"x": NORMAL, "y": NORMAL}
    first, again, other = (sobol_indices(circuit, spreads=spreads, samples=256, seed=seed) for seed in (1, 1, 2))
    assert first == again != other


def test_undefined_rows_are_counted_and_left_out() -> None:
    found = sobol_indices(cg.from_formula("log(x) + y"), spreads={"x": Spread("normal", (2.0, 1.0)), "y": NORMAL})
    assert 0 < found.undefined < found.samples / 5
    assert all(math.isfinite(each.total) for each in found.inputs)


def test_the_other_inputs_take_given_values() -> None:
    found = sobol_indices(cg.from_formula("x + k*y"), spreads={"x": NORMAL, "y": NORMAL}, values={"k": 3.0})
    assert [each.total for each in found.inputs] == pytest.approx([0.1, 0.9], abs=0.02)


@pytest.mark.parametrize(
    ("formula", "options", "part"),
    [
        ("x + y", {}, "No input scatters"),
        ("2*x", {"spreads": {"x": NORMAL}, "samples": 1000}, "power of two as the number of samples, such as 1024"),
        ("2*x", {"spreads": {"x": NORMAL}, "samples": 1}, "whole number from 2 on"),
        ("2*x", {"spreads": {"x": NORMAL}, "resamples": 0}, "The number of resamples must be a whole number from 1 on"),
        ("2*x", {"spreads": {"x": NORMAL}, "seed": 0.5}, "The seed must be"),
        ("x - x", {"spreads": {"x": NORMAL}}, "the same at all samples"),
        ("log(x)", {"spreads": {"x": Spread("uniform", (-2.0, -1.0))}}, "undefined at 4,096 of 4,096 samples"),
        ("x + y", {"spreads": {"x": NORMAL}}, "“y” has no value"),
    ],
)
def test_what_cannot_be_is_one_sentence(formula: str, options: Any, part: str) -> None:
    with pytest.raises(CircuitError) as caught:
        sobol_indices(cg.from_formula(formula), **options)
    assert part in caught.value.sentence
    assert caught.value.sentence.endswith(".")


def test_progress_counts_all_runs_and_can_stop_them() -> None:
    told: list[tuple[int, int]] = []

    def go_on(done: int, rows: int) -> bool:
        told.append((done, rows))
        return True

    sobol_indices(cg.from_formula("x*y"), spreads={"x": NORMAL, "y": NORMAL}, samples=64, progress=go_on)
    assert told[-1] == (256, 256)
    assert sorted(told) == told
    with pytest.raises(BatchStopped):
        sobol_indices(cg.from_formula("2*x"), spreads={"x": NORMAL}, samples=64, progress=lambda done, rows: False)
