"""What the shipped examples must give, written out by hand and computed by mpmath, far from the project's engine.

Run as a script it writes the numbers to example_numbers.json, for whoever checks an installed program:
``python -m tests.unit.formats.example_formulas``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import mpmath

DIGITS: Final = 50
"""Derivatives are differences: this many digits leave more than 30 of them right."""

NUMBERS_FILE: Final = Path(__file__).parent / "example_numbers.json"


@dataclass(frozen=True, slots=True)
class Written:
    """An example as a formula of its inputs, with the values that it ships with."""

    formula: Callable[..., Any]
    inputs: dict[str, float]

    def value(self) -> mpmath.mpf:
        """The objective."""
        with mpmath.workdps(DIGITS):
            return +self.formula(*map(mpmath.mpf, self.inputs.values()))

    def gradients(self) -> dict[str, mpmath.mpf]:
        """∂objective/∂input for each input."""
        with mpmath.workdps(DIGITS):
            at = tuple(map(mpmath.mpf, self.inputs.values()))
            orders = [tuple(int(place == i) for place in range(len(at))) for i in range(len(at))]
            return {name: mpmath.diff(self.formula, at, order) for name, order in zip(self.inputs, orders, strict=True)}


def _neuron(w0: Any, x0: Any, w1: Any, x1: Any, w2: Any) -> Any:
    return 1 / (1 + mpmath.exp(-(w0 * x0 + w1 * x1 + w2)))


def _two_layers(
    w11: Any, x1: Any, w12: Any, x2: Any, b1: Any, w21: Any, w22: Any, b2: Any, v1: Any, v2: Any, c: Any, target: Any
) -> Any:
    h1 = mpmath.tanh(w11 * x1 + w12 * x2 + b1)
    h2 = mpmath.tanh(w21 * x1 + w22 * x2 + b2)
    return (v1 * h1 + v2 * h2 + c - target) ** 2


def _softmax_cross_entropy(z0: Any, z1: Any, z2: Any) -> Any:
    """−ln of the probability that softmax gives to the second class."""
    return -mpmath.log(mpmath.exp(z1) / (mpmath.exp(z0) + mpmath.exp(z1) + mpmath.exp(z2)))


def _compound_interest(principal: Any, rate: Any, years: Any) -> Any:
    return principal * (1 + rate / 12) ** (12 * years)


def _lens(focal_length: Any, object_distance: Any) -> Any:
    """Magnification −f/(d − f), which 1/f = 1/d + 1/i and m = −i/d come to."""
    return -focal_length / (object_distance - focal_length)


def _projectile_range(speed: Any, angle: Any, g: Any) -> Any:
    return speed**2 * mpmath.sin(2 * angle) / g


WRITTEN: Final = {
    "sum_times": Written(lambda x, y, z: (x + y) * z, {"x": -2.0, "y": 5.0, "z": -4.0}),
    "gates": Written(lambda x, y, z, w: 2 * (max(z, w) + x * y), {"x": 3.0, "y": -4.0, "z": 2.0, "w": -1.0}),
    "neuron": Written(_neuron, {"w0": 2.0, "x0": -1.0, "w1": -3.0, "x1": -2.0, "w2": -3.0}),
    "dead_product": Written(lambda x, y: x * y, {"x": 0.0, "y": 0.0}),
    "one_source_two_wires": Written(lambda x: x * x, {"x": 3.0}),
    "tie": Written(lambda x, y: (x + y) / 2 + abs(x - y) / 2, {"x": 1.0, "y": 1.0}),
    "two_layer_network": Written(
        _two_layers,
        {
            "w11": 0.5,
            "x1": 0.6,
            "w12": -0.4,
            "x2": -0.3,
            "b1": 0.1,
            "w21": -0.7,
            "w22": 0.2,
            "b2": -0.2,
            "v1": 0.8,
            "v2": -1.1,
            "c": 0.05,
            "target": 0.5,
        },
    ),
    "softmax_cross_entropy": Written(_softmax_cross_entropy, {"z0": 1.2, "z1": -0.3, "z2": 2.1}),
    "compound_interest": Written(_compound_interest, {"principal": 1000.0, "rate": 0.05, "years": 10.0}),
    "lens": Written(_lens, {"focal_length": 50.0, "object_distance": 200.0}),
    "projectile_range": Written(_projectile_range, {"speed": 20.0, "angle": 0.6, "g": 9.81}),
}


def numbers() -> dict[str, dict[str, Any]]:
    """Objective and gradients of every example, as float64."""
    return {
        name: {
            "value": float(example.value()),
            "gradients": {input: float(mpmath.chop(slope, 1e-30)) for input, slope in example.gradients().items()},
        }
        for name, example in WRITTEN.items()
    }


if __name__ == "__main__":
    NUMBERS_FILE.write_text(json.dumps(numbers(), indent=1) + "\n", encoding="utf-8")
