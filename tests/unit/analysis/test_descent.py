"""Descent: each rule against its own arithmetic, where it ends, and what is refused."""

from __future__ import annotations

import math
from itertools import islice
from typing import Any

import pytest

import circuitgrad as cg

BOWL = "x = 2; y = 1; f = x*x + 3*y*y"


def walked(text: str, steps: int = 200, **more: Any) -> list[cg.DescentPoint]:
    return list(islice(cg.descend(cg.from_formula(text), **more), steps + 1))


def test_plain_steps_go_down_the_gradient() -> None:
    points = walked(BOWL, 1, step_size=0.1)
    assert (points[0].number, points[0].value, points[0].steps) == (0, 7.0, {"x": 0.0, "y": 0.0})
    assert points[0].gradients == {"x": 4.0, "y": 6.0}
    assert points[1].values == pytest.approx({"x": 1.6, "y": 0.4})
    assert points[1].steps == pytest.approx({"x": -0.4, "y": -0.6})


def test_momentum_remembers_the_step_before() -> None:
    points = walked("x = 1; f = x*x", 2, way="momentum", step_size=0.1, momentum=0.5)
    assert points[1].values["x"] == pytest.approx(0.8)
    assert points[2].values["x"] == pytest.approx(0.8 + 0.5 * -0.2 - 0.1 * 1.6)


def test_adam_goes_about_a_step_size_at_first() -> None:
    points = walked("x = 1; f = 1000*x*x", 2, way="adam", step_size=0.1)
    assert points[1].values["x"] == pytest.approx(0.9, abs=1e-6)
    mean = (0.9 * 0.1 * 2000 + 0.1 * 1800) / (1 - 0.9**2)
    spread = math.sqrt((0.999 * 0.001 * 2000**2 + 0.001 * 1800**2) / (1 - 0.999**2))
    assert points[2].values["x"] == pytest.approx(0.9 - 0.1 * mean / spread, abs=1e-6)


@pytest.mark.parametrize("way", ["gradient", "momentum", "adam"])
def test_every_way_gets_to_the_bottom(way: str) -> None:
    assert walked(BOWL, 600, way=way, step_size=0.05)[-1].value < 1e-6


def test_it_ends_at_the_goal_at_the_bounds_and_where_nothing_slopes() -> None:
    up = walked("x = 0; f = sigmoid(x)", direction="up", goal=0.9, step_size=1.0)
    assert up[-2].value < 0.9 <= up[-1].value
    stopped = walked("x = 2; f = x*x", direction="up", bounds={"x": (0, 3)})
    assert stopped[-1].values == {"x": 3.0}
    assert len(walked("x = -2; f = relu(x)")) == 1


def test_a_bound_takes_the_speed() -> None:
    points = walked("x = 1; f = (x - 0.2)^2", 60, way="momentum", step_size=0.3, momentum=0.9, bounds={"x": (0, 1)})
    assert all(0.0 <= point.values["x"] <= 1.0 for point in points)


def test_held_inputs_stay() -> None:
    points = walked(BOWL, 3, hold=["y"], values={"x": 5.0, "y": 2.0})
    assert points[0].value == 37.0
    assert all(list(point.values) == ["x"] for point in points)


def test_what_runs_away_ends_with_a_sentence() -> None:
    points = []
    with pytest.raises(cg.CircuitError) as refused:
        points.extend(cg.descend(cg.from_formula("x = 1; f = x^4"), step_size=2.0))
    assert "finite no more after" in refused.value.sentence
    assert "step size below 2" in refused.value.sentence


def test_the_circuit_stays_as_it_is() -> None:
    circuit = cg.from_formula(BOWL)
    before = circuit.version
    list(islice(cg.descend(circuit), 5))
    assert circuit.version == before


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"way": "newton"}, "There is no way “newton” to descend; there are: gradient, momentum, adam."),
        ({"direction": "left"}, "The direction must be “down” or “up”, not “left”."),
        ({"step_size": 0}, "The step size must be a number above 0, not 0."),
        ({"step_size": math.nan}, "The step size must be a number above 0, not NaN."),
        ({"momentum": 1}, "The momentum must be at least 0 and below 1, not 1."),
        ({"goal": math.inf}, "The goal must be a finite number, not ∞."),
        ({"hold": ["x", "y"]}, "Every input that “f” depends on is held (x, y): release one of them."),
        ({"values": {"x": math.inf}}, "“x” starts at ∞: give it a finite value."),
        ({"bounds": {"x": (1, 0)}}, "The bounds of “x” are the wrong way round: 1 is not below 0."),
    ],
)
def test_what_cannot_be_asked_is_refused_at_once(more: dict[str, Any], sentence: str) -> None:
    with pytest.raises(cg.CircuitError) as refused:
        cg.descend(cg.from_formula(BOWL), **more)
    assert refused.value.sentence == sentence


def test_where_it_cannot_start() -> None:
    with pytest.raises(cg.CircuitError, match="undefined at x = −1: raise “x” above 0"):
        cg.descend(cg.from_formula("x = -1; f = log(x)"))
