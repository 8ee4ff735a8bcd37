"""Sweeps: every point is what a run gives; undefined stretches and the current point are told; bad axes refused."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import circuitgrad as cg
from circuitgrad.circuit import Circuit, Fragment
from circuitgrad.errors import BatchStopped, CircuitError, TooLargeError, UnknownNodeError
from circuitgrad.operators import Role
from tests.strategies import circuits

MILD = st.floats(-3.0, 3.0)


def circuit_of(formula: str) -> Circuit:
    return cg.from_formula(formula)


def test_a_curve_is_its_closed_form() -> None:
    found = cg.sweep(circuit_of("y = 3; f = x*x*y"), {"x": (-2, 2, 401)}, nodes=["y"])
    x = np.linspace(-2.0, 2.0, 401)
    assert (found.objective, list(found.axes), list(found.gradients), list(found.nodes)) == ("f", ["x"], ["x"], ["y"])
    np.testing.assert_array_equal(found.axes["x"], x)
    np.testing.assert_allclose(found.value, 3.0 * x * x, rtol=1e-15)
    np.testing.assert_allclose(found.gradients["x"], 6.0 * x, rtol=1e-15)
    np.testing.assert_array_equal(found.nodes["y"], np.full(401, 3.0))
    assert (found.kinks, found.undefined) == ((), ())


def test_a_surface_has_a_row_for_each_point_of_the_second_axis() -> None:
    found = cg.sweep(circuit_of("f = x*x + 10*y"), {"x": (0, 2, 3), "y": (0, 3, 4)}, nodes=["f"])
    x, y = np.meshgrid([0.0, 1.0, 2.0], [0.0, 1.0, 2.0, 3.0])
    np.testing.assert_array_equal(found.value, x * x + 10.0 * y)
    np.testing.assert_array_equal(found.gradients["x"], 2.0 * x)
    np.testing.assert_array_equal(found.gradients["y"], np.full((4, 3), 10.0))
    np.testing.assert_array_equal(found.nodes["f"], found.value)
    assert found.here is None
    assert found.tangent() is None


@given(circuits(complete=True, values=MILD, any_ids=False, bypass=True), st.data())
@settings(max_examples=60, deadline=None)
def test_every_point_is_what_a_run_gives(circuit: Circuit, data: st.DataObject) -> None:
    swept = [node for node in circuit.inputs() if node.role is not Role.CONSTANT]
    assume(swept)
    label = data.draw(st.sampled_from([node.label for node in swept]))
    objective = data.draw(st.sampled_from([node.label for node in circuit.nodes.values()]))
    found = cg.sweep(circuit, {label: (-3.0, 3.0, 7)}, objective)
    for place, x in enumerate(found.axes[label].tolist()):
        run = cg.run(circuit, {label: x}, objective)
        for what, one, other in (
            ("value", found.value[place], run.value),
            ("gradient", found.gradients[label][place], run.gradients[label]),
        ):
            same = math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12) or (math.isnan(one) and math.isnan(other))
            said = f"{circuit.find(objective).operator} at {label} = {x}: {what} expected {other}, found {one}"
            assert same or abs(other) > 1e15 or not math.isfinite(other), said


def test_the_current_point_and_the_tangent_line() -> None:
    circuit = circuit_of("x = 1; k = 2; f = k*exp(x)")
    found = cg.sweep(circuit, {"x": (0, 3, 4)}, values={"k": 3})
    assert found.here is not None
    assert found.here.position == {"x": 1.0}
    assert found.here.value == 3.0 * math.e
    assert found.here.gradient == {"x": 3.0 * math.e}
    np.testing.assert_allclose(found.tangent(), 3.0 * math.e * found.axes["x"], rtol=1e-14, atol=1e-14)
    elsewhere = cg.sweep(circuit, {"x": (0, 3, 4)}, values={"x": 2})
    assert elsewhere.here is not None
    assert elsewhere.here.position == {"x": 2.0}


def test_the_tangent_plane_touches_at_the_current_point() -> None:
    found = cg.sweep(circuit_of("x = 1; y = 2; f = x*y"), {"x": (0, 2, 3), "y": (0, 4, 5)})
    x, y = np.meshgrid(found.axes["x"], found.axes["y"])
    np.testing.assert_allclose(found.tangent(), 2.0 + 2.0 * (x - 1.0) + (y - 2.0))


def test_a_held_input_is_swept_when_it_is_named() -> None:
    circuit = circuit_of("x = 1; f = x*x")
    node = circuit.find("x")
    held = Circuit(Fragment((replace(node, held=True), circuit.find("f")), tuple(circuit.wires())))
    assert cg.sweep(held, {"x": (0, 2, 3)}).value.tolist() == [0.0, 1.0, 4.0]


def test_an_input_that_the_objective_does_not_need_gives_a_flat_line() -> None:
    found = cg.sweep(circuit_of("x = 1; y = 2; f = x*x; g = 2*y"), {"y": (0, 2, 3)}, "f")
    assert (found.value.tolist(), found.gradients["y"].tolist()) == ([1.0] * 3, [0.0] * 3)


def test_a_logarithmic_axis_has_equal_ratios() -> None:
    found = cg.sweep(circuit_of("log10(x)"), {"x": (0.01, 100, 5)}, logarithmic=["x"])
    np.testing.assert_allclose(found.value, [-2.0, -1.0, 0.0, 1.0, 2.0], atol=1e-15)


@pytest.mark.parametrize(
    ("formula", "stretches"),
    [
        ("f = log(x)", [(-5.0, 0.0)]),
        ("f = log(-x)", [(0.0, 5.0)]),
        ("f = sqrt(x*x - 2)", [(-math.sqrt(2.0), math.sqrt(2.0))]),
        ("f = log(1 - x*x)", [(-5.0, -1.0), (1.0, 5.0)]),
        ("f = 1/x", [(0.0, 0.0)]),
        ("f = exp(1000*x)", [(math.log(1.7976931348623157e308) / 1000.0, 5.0)]),
        ("f = log(x - 100)", [(-5.0, 5.0)]),
        ("f = 2*x", []),
    ],
)
def test_undefined_stretches_have_exact_ends(formula: str, stretches: list[tuple[float, float]]) -> None:
    found = [(each.low, each.high) for each in cg.sweep(circuit_of(formula), {"x": (-5, 5, 201)}).undefined]
    said = f"{formula} over x = −5 to 5: expected {stretches}, found {found}"
    assert len(found) == len(stretches), said
    for ends, expected in zip(found, stretches, strict=True):
        assert ends == pytest.approx(expected, rel=1e-14, abs=1e-15), said


def test_a_stretch_names_the_first_node_and_why() -> None:
    (stretch,) = cg.sweep(circuit_of("q = x - 1; l = log(q); f = l*l + 1"), {"x": (-4, 4, 33)}).undefined
    assert stretch.problem is not None
    assert stretch.problem.node == "l"
    assert "raise “q” above 0" in stretch.sentence


def test_progress_tells_of_all_batches_and_stops() -> None:
    circuit = circuit_of("q = x*x; f = q + 1")
    told: list[tuple[int, int]] = []
    cg.sweep(circuit, {"x": (0, 1, 11)}, nodes=["q"], progress=lambda *done: told.append(done) is None)
    assert told == [(11, 22), (22, 22)]
    with pytest.raises(BatchStopped):
        cg.sweep(circuit, {"x": (0, 1, 11)}, progress=lambda _done, _all: False)


@pytest.mark.parametrize(
    ("axes", "more", "kind", "words"),
    [
        ({}, {}, CircuitError, "one input or two, not 0"),
        ({"x": (0, 1, 2), "y": (0, 1, 2), "z": (0, 1, 2)}, {}, CircuitError, "one input or two, not 3"),
        ({"q": (0, 1, 2)}, {}, UnknownNodeError, "No input is called “q”; the inputs are: x, y, k, z."),
        ({"f": (0, 1, 2)}, {}, UnknownNodeError, "“f” is no input"),
        ({"k": (0, 1, 2)}, {}, CircuitError, "“k” is a constant, which never moves"),
        ({"x": (1, 0, 2)}, {}, CircuitError, "the wrong way round: 1 is not below 0"),
        ({"x": (1, 1, 2)}, {}, CircuitError, "the wrong way round"),
        ({"x": (0, math.inf, 2)}, {}, CircuitError, "“x” needs two finite ends"),
        ({"x": (math.nan, 1, 2)}, {}, CircuitError, "“x” needs two finite ends"),
        ({"x": (-1.7e308, 1.7e308, 2)}, {}, CircuitError, "“x” needs two finite ends"),
        ({"x": ("a", 1, 2)}, {}, CircuitError, "The value of “x” must be a number"),
        ({"x": (0, 1, 1)}, {}, CircuitError, "2 points or more, not 1"),
        ({"x": (0, 1, 2.5)}, {}, CircuitError, "2 points or more, not 2.5"),
        ({"x": (0, 1, math.nan)}, {}, CircuitError, "2 points or more, not nan"),
        ({"x": (0, 1, 10**15)}, {}, TooLargeError, "memory"),
        ({"x": (0, 1, 2)}, {"logarithmic": ["x"]}, CircuitError, "only be logarithmic above 0"),
        ({"x": (0, 1, 2)}, {"logarithmic": ["y"]}, CircuitError, "“y” is not swept"),
        ({"x": (0, 1, 2)}, {"nodes": ["q"]}, UnknownNodeError, "No node is called “q”"),
        ({"x": (0, 1, 2)}, {"values": {"q": 1}}, UnknownNodeError, "No input is called “q”"),
        ({"x": (0, 1, 2)}, {"values": {"y": [1, 2]}}, CircuitError, "The value of “y” must be a number"),
        ({"x": (0, 1, 2)}, {"objective": "q"}, UnknownNodeError, "No node is called “q”"),
        ({"x": (0, 1, 2)}, {"objective": "g"}, CircuitError, "“z” has no value"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    axes: dict[str, Any], more: dict[str, Any], kind: type[CircuitError], words: str
) -> None:
    with pytest.raises(kind) as caught:
        cg.sweep(_circuit(), axes, **{"objective": "f", **more})
    sentence = caught.value.sentence
    assert words in sentence, sentence
    assert sentence.endswith((".", "smaller.")), sentence
    assert "\n" not in sentence


def _circuit() -> Circuit:
    """f = x·y + k with a constant k, and g = x + z, where z has no value."""
    nodes = (
        cg.Node.new("input", id="x", value=1.0),
        cg.Node.new("input", id="y", value=2.0),
        cg.Node.new("constant", id="c", name="k", value=3.0),
        cg.Node.new("input", id="z"),
        cg.Node.new("mul", id="q0"),
        cg.Node.new("add", id="f"),
        cg.Node.new("add", id="g"),
    )
    ends = [("x", "q0"), ("y", "q0"), ("q0", "f"), ("c", "f"), ("x", "g"), ("z", "g")]
    return Circuit(Fragment(nodes, tuple(cg.Wire(source, target, i % 2) for i, (source, target) in enumerate(ends))))
