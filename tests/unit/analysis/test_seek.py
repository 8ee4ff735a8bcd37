"""Goal seek: known answers, published minima, what cannot be reached, and what is refused."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

import circuitgrad as cg
from circuitgrad.errors import SeekStopped, UnknownNodeError, ValueProblem
from circuitgrad.formats.examples import find_circuit

PI, E = math.pi, math.e
SQUARE = {"x": (-5.0, 5.0), "y": (-5.0, 5.0)}
HIMMELBLAU = "x = 0; y = 0; f = (x^2 + y - 11)^2 + (x + y^2 - 7)^2"


def formula(text: str) -> cg.Circuit:
    return cg.from_formula(text)


def values_of(found: cg.SeekResult, *labels: str) -> list[tuple[float, ...]]:
    return [tuple(each.values[label] for label in labels) for each in found.solutions]


def test_the_neuron_moves_along_its_data_as_little_as_can_be() -> None:
    circuit = find_circuit("neuron")
    found = cg.seek(circuit, 0.9)
    x = {"w0": -1.0, "w1": -2.0, "w2": 1.0}
    length = (math.log(9.0) - 1.0) / 6.0
    for label, start in {"w0": 2.0, "w1": -3.0, "w2": -3.0}.items():
        assert found.best.values[label] == pytest.approx(start + length * x[label], abs=1e-6)
    assert found.best.value == pytest.approx(0.9, rel=1e-12)
    assert found.best.move == pytest.approx(length * math.sqrt(6.0), rel=1e-9)
    assert found.reached
    assert len(found.solutions) == 1
    assert (found.start, round(found.start_value, 6)) == ({"w0": 2.0, "w1": -3.0, "w2": -3.0}, 0.731059)
    assert found.best.path[0].values == found.start
    assert found.best.path[-1].values == found.best.values


def test_the_way_to_a_minimum_begins_where_the_circuit_stands() -> None:
    found = cg.seek(formula(HIMMELBLAU), "min", bounds=SQUARE)
    path = next(each.path for each in found.solutions if each.values["x"] == pytest.approx(3.0))
    assert path[0].values == {"x": 0.0, "y": 0.0}  # not one of the spread starts, which comes closer by 1e-30
    assert len(path) > 3
    for each in found.solutions:
        assert each.path[-1].value == pytest.approx(each.value, abs=1e-9)


def test_a_saturated_slope_is_followed_to_the_ends() -> None:
    circuit, bounds = formula("w = 0; b = 0; f = sigmoid(b - w)"), {"w": (-20.0, 20.0), "b": (-20.0, 20.0)}
    assert cg.seek(circuit, "max", bounds=bounds).best.value >= 1.0 - 2.0**-50
    lowest = cg.seek(circuit, "min", bounds=bounds).best
    assert lowest.values == {"w": 20.0, "b": -20.0}
    assert lowest.value == cg.run(circuit, lowest.values).value < 1e-17


def test_held_inputs_stay_and_released_ones_move() -> None:
    found = cg.seek(find_circuit("neuron"), 0.9, hold=["w0", "w1", "w2"], release=["x0"])
    assert list(found.best.values) == ["x0"]
    assert found.best.values["x0"] == pytest.approx((math.log(9.0) - 3.0) / 2.0, rel=1e-9)


def test_bounds_hold_and_the_others_make_up_for_it() -> None:
    found = cg.seek(find_circuit("neuron"), 0.9, bounds={"w1": (-3.1, 5.0)})
    assert found.best.values["w1"] == pytest.approx(-3.1, abs=1e-12)
    rest = (math.log(9.0) - 1.0 - 0.2) / 2.0
    assert found.best.values["w0"] == pytest.approx(2.0 - rest, abs=1e-6)
    assert found.best.values["w2"] == pytest.approx(-3.0 + rest, abs=1e-6)


def test_a_weighted_input_moves_less() -> None:
    found = cg.seek(formula("x = 0; y = 0; f = x + y"), 1.0, weights={"x": 2.0})
    assert found.best.values == pytest.approx({"x": 0.2, "y": 0.8})
    assert found.best.move == pytest.approx(math.hypot(0.4, 0.8))


def test_values_are_where_it_starts_and_the_circuit_stays_as_it_is() -> None:
    circuit = find_circuit("neuron")
    before = circuit.version, circuit.fragment()
    found = cg.seek(circuit, 0.9, values={"w0": 1.9, "x0": -1.5})
    assert found.start["w0"] == 1.9
    assert cg.run(circuit, {"x0": -1.5, **found.best.values}).value == pytest.approx(0.9, rel=1e-12)
    assert (circuit.version, circuit.fragment()) == before


@pytest.mark.parametrize(
    ("text", "goal", "expected"),
    [
        ("x = 1; f = x*x", 4.0, [2.0, -2.0]),
        ("x = 3; f = (x - 1)^2 * (x + 1)^2", 0.0, [1.0, -1.0]),
        ("x = 1; f = sin(x)", 0.5, [PI / 6, 5 * PI / 6]),
        ("x = 0.3; f = abs(x)", 2.0, [2.0, -2.0]),
        ("x = -3; f = relu(x)", 5.0, [5.0]),
        ("x = 3; f = relu(x)", 0.0, [0.0]),
        ("x = 1; f = 2*x + 1", 50.0, [24.5]),
        ("x = 2; f = log(x)", 50.0, [math.exp(50.0)]),
    ],
)
def test_all_roots_of_one_input_are_found_nearest_first(text: str, goal: float, expected: list[float]) -> None:
    found = cg.seek(formula(text), goal)
    assert [each.values["x"] for each in found.solutions][: len(expected)] == pytest.approx(
        expected, rel=1e-9, abs=1e-6
    )
    if "sin" not in text:
        assert len(found.solutions) == len(expected)
    assert all(first.move <= second.move for first, second in pairwise(found.solutions))
    assert all(each.value == pytest.approx(goal, rel=1e-12, abs=1e-12) for each in found.solutions)


def test_corners_of_max_are_two_answers() -> None:
    found = cg.seek(formula("x = 1; y = 2; f = max(x, y)"), 5.0)
    assert values_of(found, "x", "y") == [pytest.approx((1.0, 5.0)), pytest.approx((5.0, 2.0))]


def test_a_sum_of_magnitudes_is_reached() -> None:
    found = cg.seek(formula("x = 0.2; y = 0.1; f = abs(x) + abs(y)"), 1.0)
    assert found.best.values == pytest.approx({"x": 0.55, "y": 0.45})


def test_the_far_side_of_a_circle_is_no_answer() -> None:
    found = cg.seek(formula("x = 1; y = 0; f = x*x + y*y"), 4.0)
    assert values_of(found, "x", "y") == [pytest.approx((2.0, 0.0), abs=1e-6)]


def test_a_fixed_node_keeps_its_value() -> None:
    circuit = formula("x = 0.2; y = 0.1; q = x + y; f = x*y")
    root = math.sqrt(0.5)
    found = cg.seek(circuit, 0.5, "f", fixed={"q": 2.0})
    assert values_of(found, "x", "y") == [pytest.approx((1 + root, 1 - root)), pytest.approx((1 - root, 1 + root))]
    top = cg.seek(circuit, "max", "f", fixed={"q": 2.0})
    assert (top.reached, top.sentence) == (True, "“f” is at most 1 while q = 2, at x = 1, y = 1.")
    short = cg.seek(circuit, 1.5, "f", fixed={"q": 2.0})
    assert short.sentence == "“f” was not found to reach 1.5 while q = 2: the nearest is 1, at x = 1, y = 1."
    never = cg.seek(formula("x = 0.2; q = x*x; f = 2*x"), 1.0, "f", fixed={"q": -2.0})
    assert never.sentence == "Nothing was found where q = −2: fix fewer nodes, or release inputs."


def test_what_is_there_already_stays() -> None:
    found = cg.seek(formula("x = 2; f = x*x"), 4.0)
    assert (found.best.move, found.sentence) == (0.0, "“f” is 4 already.")


@pytest.mark.parametrize(
    ("text", "goal", "bounds", "sentence"),
    [
        (
            "x = 4; f = sigmoid(x)",
            1.5,
            None,
            "“f” stays below 1 and never reaches 1.5; within the ranges it is at most 0.999955, at x = 10.",
        ),
        (
            "x = 1; f = exp(x)",
            0.0,
            None,
            "“f” stays above 0 and never reaches 0; within the ranges it is at least 0.135335, at x = −2.",
        ),
        ("x = 1; f = x*x", -1.0, None, "“f” does not reach −1: it is at least 0, at x = 0."),
        ("x = 0; f = min(x, 1)", 2.0, None, "“f” does not reach 2: it is at most 1, at x = 1."),
        (
            "x = 1; y = 1; f = x*y",
            50.0,
            {"x": (0.0, 2.0), "y": (0.0, 3.0)},
            "“f” does not reach 50 within the bounds: it is at most 6, at x = 2, y = 3.",
        ),
        ("x = 0.2; f = x/abs(x)", 0.5, None, "“f” was not found to reach 0.5: the nearest is 1, at x = 0.2."),
    ],
)
def test_what_cannot_be_reached_is_told(text: str, goal: float, bounds: Any, sentence: str) -> None:
    found = cg.seek(formula(text), goal, bounds=bounds)
    assert (found.reached, found.sentence) == (False, sentence)
    assert not found.best.reached


GOLDSTEIN_PRICE = (
    "x = 0.5; y = 0.5; f = (1 + (x + y + 1)^2*(19 - 14*x + 3*x^2 - 14*y + 6*x*y + 3*y^2))"
    " * (30 + (2*x - 3*y)^2*(18 - 32*x + 12*x^2 + 48*y - 36*x*y + 27*y^2))"
)
ACKLEY = (
    "x = 2.3; y = -1.7; f = -20*exp(-0.2*sqrt(0.5*(x^2 + y^2)))"
    f" - exp(0.5*(cos({2 * PI}*x) + cos({2 * PI}*y))) + {E} + 20"
)
BENCHMARKS = {
    "Rosenbrock": (
        "x = -1.2; y = 1; f = (1 - x)^2 + 100*(y - x^2)^2",
        SQUARE,
        0.0,
        [(1.0, 1.0)],
    ),
    "Himmelblau": (
        HIMMELBLAU,
        SQUARE,
        0.0,
        [(3.0, 2.0), (3.584428340, -1.848126527), (-2.805118087, 3.131312518), (-3.779310253, -3.283185991)],
    ),
    "Branin": (
        f"x = 0; y = 0; f = (y - {5.1 / (4 * PI**2)}*x^2 + {5 / PI}*x - 6)^2 + {10 - 10 / (8 * PI)}*cos(x) + 10",
        {"x": (-5.0, 10.0), "y": (0.0, 15.0)},
        0.397887357729738,
        [(PI, 2.275), (9.424777961, 2.475), (-PI, 12.275)],
    ),
    "Goldstein and Price": (
        GOLDSTEIN_PRICE,
        {"x": (-2.0, 2.0), "y": (-2.0, 2.0)},
        3.0,
        [(0.0, -1.0)],
    ),
    "Ackley": (
        ACKLEY,
        SQUARE,
        0.0,
        [(0.0, 0.0)],
    ),
    "Rastrigin": (
        f"x = 2.3; y = -1.7; f = 20 + x^2 - 10*cos({2 * PI}*x) + y^2 - 10*cos({2 * PI}*y)",
        {"x": (-5.12, 5.12), "y": (-5.12, 5.12)},
        0.0,
        [(0.0, 0.0)],
    ),
}


@pytest.mark.parametrize("name", BENCHMARKS)
def test_published_minima_are_found(name: str) -> None:
    text, bounds, least, places = BENCHMARKS[name]
    found = cg.seek(formula(text), "min", bounds=bounds)
    assert found.reached
    assert found.best.value == pytest.approx(least, abs=1e-9)
    lowest = [each for each in found.solutions if each.value < least + 1e-6]
    assert len(lowest) == len(places)
    for place in places:
        nearest = min(lowest, key=lambda each: math.dist((each.values["x"], each.values["y"]), place))
        assert (nearest.values["x"], nearest.values["y"]) == pytest.approx(place, abs=1e-6)


CLOSER = (
    "“f” comes ever closer to 0 with falling x, but stays above it; "
    "within the ranges it is at least 0.135335, at x = −2."
)


@pytest.mark.parametrize(
    ("text", "end", "reached", "sentence"),
    [
        (
            "x = 0; f = 2*x + 1",
            "max",
            False,
            "“f” grows without bound with rising x; within the ranges it is at most 3, at x = 1.",
        ),
        (
            "x = 1; f = log(x)",
            "max",
            False,
            "“f” grows without bound with rising x; within the ranges it is at most 0.693147, at x = 2.",
        ),
        (
            "x = 0; f = x^3 - 3*x",
            "max",
            False,
            "“f” grows without bound with rising x; within the ranges it is at most 2, at x = −1.",
        ),
        (
            "x = 1; f = exp(x)",
            "min",
            False,
            CLOSER,
        ),
        ("x = 1; f = 1/x", "max", False, "“f” grows without bound near x = 0; bound the inputs away from it."),
        ("x = 1; f = exp(-(x*x))", "max", True, "“f” is at most 1, at x = 0."),
        ("x = 0; f = min(x, 1)", "max", True, "“f” is at most 1, at x = 1."),
        ("x = 3; y = 1; f = abs(x - 1) + abs(y + 2)", "min", True, "“f” is at least 0, at x = 1, y = −2."),
        ("x = 1; f = 0*x", "max", True, "“f” is at most 0, at x = 1."),
    ],
)
def test_ends_and_what_has_none(text: str, end: Any, reached: bool, sentence: str) -> None:
    found = cg.seek(formula(text), end)
    assert (found.sentence, found.reached) == (sentence, reached)


def test_a_valley_of_equal_minima_is_not_told_point_by_point() -> None:
    assert len(cg.seek(formula("x = 1; y = 2; f = (x - y)^2"), "min").solutions) == 1
    assert len(cg.seek(formula("x = 1; y = 2; f = (x^2 + y^2 - 1)^2"), "min").solutions) <= 3


def test_a_seed_gives_the_same_result() -> None:
    one, other = (cg.seek(formula(HIMMELBLAU), "min", bounds=SQUARE, seed=3) for _ in range(2))
    assert one == other


def test_every_point_is_told_and_may_be_the_last() -> None:
    circuit = find_circuit("neuron")
    seen: list[cg.SeekPoint] = []

    def stop_at_the_third(point: cg.SeekPoint) -> bool:
        seen.append(point)
        return len(seen) < 3

    with pytest.raises(SeekStopped, match="stopped"):
        cg.seek(circuit, 0.9, progress=stop_at_the_third)
    assert len(seen) == 3
    assert [(point.start, point.step) for point in seen] == [(0, 0), (0, 1), (0, 2)]
    assert seen[0].value == pytest.approx(0.7310585786300049)


def test_it_can_be_stepped() -> None:
    steps = cg.seek_steps(formula("x = 1; f = x*x"), 4.0)
    first = next(steps)
    assert (first.start, first.values) == (0, {"x": 1.0})
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found = end.value
            break
    assert found == cg.seek(formula("x = 1; f = x*x"), 4.0)


def test_many_inputs_move_together() -> None:
    text = "; ".join(f"x{i} = {i % 7}" for i in range(250)) + "; f = " + " + ".join(f"x{i}*x{i}" for i in range(250))
    circuit = formula(text)
    found = cg.seek(circuit, 1000.0, starts=2)
    shrink = math.sqrt(1000.0 / cg.run(circuit).value)
    assert found.best.values == pytest.approx({f"x{i}": shrink * (i % 7) for i in range(250)}, abs=1e-5)


REFUSED: list[tuple[str, Callable[[cg.Circuit], object], str]] = [
    ("goal NaN", lambda c: cg.seek(c, math.nan), "The goal must be a finite number, “max” or “min”, not nan."),
    ("goal ∞", lambda c: cg.seek(c, math.inf), "The goal must be a finite number, “max” or “min”, not inf."),
    ("goal text", lambda c: cg.seek(c, "most"), "The goal must be a finite number, “max” or “min”, not “most”."),  # type: ignore[arg-type]
    (
        "bounds turned",
        lambda c: cg.seek(c, 0.9, bounds={"w0": (3, 1)}),
        "The bounds of “w0” are the wrong way round: 3 is not below 1.",
    ),
    (
        "bounds wide",
        lambda c: cg.seek(c, 0.9, bounds={"w0": (-1e308, 1e308)}),
        "The bounds of “w0” are too far apart for a search: leave them out, or bring them nearer.",
    ),
    (
        "bounds no pair",
        lambda c: cg.seek(c, 0.9, bounds={"w0": 3}),  # type: ignore[dict-item]
        "The bounds of “w0” must be two numbers, (low, high), not 3.",
    ),
    (
        "all held",
        lambda c: cg.seek(c, 0.9, hold=["w0", "w1", "w2"]),
        "Every input that “f” depends on is held (w0, x0, w1, x1, w2): release one of them.",
    ),
    ("start NaN", lambda c: cg.seek(c, 0.9, values={"w0": math.nan}), "“w0” starts at NaN: give it a finite value."),
    (
        "weight 0",
        lambda c: cg.seek(c, 0.9, weights={"w0": 0}),
        "The weight of “w0” must be above 0, not 0; to keep an input where it is, hold it.",
    ),
    (
        "weight < 0",
        lambda c: cg.seek(c, 0.9, weights={"w0": -1}),
        "The weight of “w0” must be above 0, not −1; to keep an input where it is, hold it.",
    ),
    ("tolerance", lambda c: cg.seek(c, 0.9, tolerance=0.0), "The tolerance must lie between 0 and 1, not at 0.0."),
    ("starts", lambda c: cg.seek(c, 0.9, starts=0), "A search needs a whole number of starts, 1 or more, not 0."),
    ("seed", lambda c: cg.seek(c, 0.9, seed=-1), "The seed must be a whole number, 0 or more, not -1."),
    (
        "fixed objective",
        lambda c: cg.seek(c, 0.9, fixed={"f": 1}),
        "“f” is the objective: it cannot be fixed as well.",
    ),
    (
        "fixed NaN",
        lambda c: cg.seek(c, 0.9, fixed={"e": math.nan}),
        "“e” must be fixed at a finite number, not at NaN.",
    ),
]


@pytest.mark.parametrize(("ask", "sentence"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_cannot_be_asked(ask: Callable[[cg.Circuit], object], sentence: str) -> None:
    circuit = find_circuit("neuron")
    before = circuit.fragment()
    with pytest.raises(cg.CircuitError) as refused:
        ask(circuit)
    assert refused.value.sentence == sentence
    assert circuit.fragment() == before


@pytest.mark.parametrize(
    "more", [{"weights": {"zz": 1}}, {"fixed": {"zz": 1}}, {"hold": ["zz"]}, {"values": {"zz": 1}}]
)
def test_names_that_are_not_there(more: dict[str, Any]) -> None:
    with pytest.raises(UnknownNodeError, match="“zz”"):
        cg.seek(find_circuit("neuron"), 0.9, **more)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x = -1; f = log(x)", "“f” (natural logarithm) is undefined at x = −1: raise “x” above 0."),
        ("x = 0; f = 1/x", "“f” (reciprocal) is infinite at x = 0: move “x” away from 0."),
        ("f = x*x", "“x” has no value: give it one."),
        ("f = 2*3", "No input reaches “f”: there is nothing to move."),
    ],
)
def test_where_it_cannot_start(text: str, sentence: str) -> None:
    with pytest.raises(cg.CircuitError) as refused:
        cg.seek(formula(text), 2.0)
    assert refused.value.sentence == sentence
    if "undefined" in sentence:
        assert isinstance(refused.value, ValueProblem)
        assert refused.value.nodes[0] == "f"


def test_scipy_comes_with_the_first_search_alone() -> None:
    program = (
        "import sys, circuitgrad as cg\n"
        "circuit = cg.from_formula('x = 1; f = x*x')\n"
        "import circuitgrad.analysis.seek, circuitgrad.analysis.descent, circuitgrad.cli.seek\n"
        "assert not [name for name in sys.modules if name.partition('.')[0] in ('numpy', 'scipy')]\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60, env=dict(os.environ))


def test_beside_a_pole_rounding_is_neither_a_root_nor_a_crash() -> None:
    circuit = formula("x = 2.436; y = -2.414; f = 1*min(1/x, max(y, 2))")
    for solution in cg.seek(circuit, 0.0, bounds={"x": (-4.0, 4.0)}).solutions:
        assert not solution.reached
    circuit = formula("y = 0.097; z = 0.872; f = cos(z)^min(2, y)")
    for solution in cg.seek(circuit, 100.0, bounds={"y": (-1.0, 7.0)}, starts=4).solutions:
        assert solution.value == pytest.approx(100.0, rel=1e-6) or not solution.reached
