"""Forward mode, Hessians and several objectives: against 80 digits, closed forms, themselves, and at the edges."""

from __future__ import annotations

from math import exp, inf, isnan, nan
from typing import Any

import mpmath
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from mpmath import mp

import circuitgrad as cg
from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.circuit.edits import ChooseObjective
from circuitgrad.engine import Tape, run
from circuitgrad.engine.passes import backward_pass, forward_pass
from circuitgrad.engine.second_order import directional, hessian, hessian_vector_product
from circuitgrad.engine.several import run_several
from circuitgrad.engine.tangent_passes import second_pass, tangent_pass
from circuitgrad.errors import ObjectiveError, UnknownNodeError, ValueProblem
from circuitgrad.operators import OPERATORS, Role
from tests.mp_evaluation import FUNCTIONS, value_of
from tests.strategies import circuits, numbers

SMOOTH = [name for name, operator in OPERATORS.items() if name in FUNCTIONS and not operator.kinks and name != "huber"]
NEITHER_HUGE_NOR_TINY = st.floats(0.25, 2.0).map(lambda number: round(number, 3))


def small(operator: str, *values: float | None, roles: tuple[Role, ...] = (), **fields: object) -> Circuit:
    """One operator, f, over inputs a, b, c … in order."""
    kinds = (*roles, *[Role.PARAMETER] * (len(values) - len(roles)))
    leaves = [Node.new("input", id=id, value=v, role=r) for id, v, r in zip("abcde", values, kinds, strict=False)]
    wires = tuple(Wire(leaf.id, "f", port) for port, leaf in enumerate(leaves))
    return Circuit(Fragment((*leaves, Node.new(operator, id="f", **fields)), wires))  # type: ignore[arg-type]


def second_difference(circuit: Circuit, objective: str, one: str, other: str) -> Any:
    """∂²objective/∂one∂other by a mixed central difference in 80 digits, right to about 38 of them."""
    with mpmath.workdps(80):
        step = mp.mpf(10) ** -20
        leaves = {node.id: mp.mpf(node.value) for node in circuit.nodes.values() if node.is_leaf}
        total = mp.mpf(0)
        for first in (1, -1):
            for second in (1, -1):
                moved = dict(leaves)
                moved[one] += first * step
                moved[other] += second * step
                total += first * second * value_of(circuit, objective, moved)
        return total / (4 * step * step)


def hessian_row(tape: Tape, objective: int, place: int) -> list[float]:
    forward = forward_pass(tape)
    gradients = backward_pass(tape, forward, objective)
    return second_pass(tape, forward, gradients, tangent_pass(tape, forward, {place: 1.0})).values


def sampled(interval: tuple[float, float]) -> list[float]:
    low, high = interval
    return [low + (high - low) * share for share in (0.07, 0.38, 0.5, 0.83)]


@pytest.mark.parametrize("name", SMOOTH)
def test_the_hessian_of_each_operator_against_80_digits(name: str) -> None:
    operator = OPERATORS[name]
    for count in (1, 2, 3, 5) if operator.any_number else (len(operator.ports),):
        for shift in range(4):
            domains = [operator.domain[min(port, len(operator.domain) - 1)] for port in range(count)]
            values = [sampled(domain)[(shift + port) % 4] for port, domain in enumerate(domains)]
            circuit = small(name, *values)
            found = hessian(circuit)
            size = max(abs(entry) for row in found.rows for entry in row) or 1.0
            for i, one in enumerate(found.labels):
                for j, other in enumerate(found.labels):
                    expected = second_difference(circuit, "f", one, other)
                    message = f"{name}{values}: ∂²/∂{one}∂{other} expected {expected}, found {found.rows[i][j]}"
                    assert abs(found.rows[i][j] - expected) <= 1e-13 * size, message


@settings(max_examples=120, deadline=None)
@given(circuits(complete=True, operators=SMOOTH, values=NEITHER_HUGE_NOR_TINY, any_ids=False, bypass=True), st.data())
def test_hessians_against_mixed_differences_in_80_digits(circuit: Circuit, data: st.DataObject) -> None:
    objective = data.draw(st.sampled_from([node.id for node in circuit.nodes.values()]))
    ChooseObjective(objective).apply(circuit)
    tape = Tape.of(circuit)
    forward = forward_pass(tape)
    gradients = backward_pass(tape, forward, tape.place[objective])
    slopes = [slope for slopes in gradients.locals for slope in slopes]
    assume(all(abs(number) < 1e3 for number in [*forward.values, *slopes, *gradients.nodes]))
    for one in (i for i, node in enumerate(tape.nodes) if node.is_leaf):
        tangents = tangent_pass(tape, forward, {one: 1.0})
        row = second_pass(tape, forward, gradients, tangents).values
        size = 1e-3 * max(1.0, *map(abs, row), *map(abs, tangents.values)) ** 2
        for other in (i for i, node in enumerate(tape.nodes) if node.is_leaf):
            try:
                expected = mp.re(second_difference(circuit, objective, tape.ids[one], tape.ids[other]))
            except (ValueError, ZeroDivisionError):
                continue
            message = (
                f"{circuit.fragment()}: ∂²{objective}/∂{tape.ids[one]}∂{tape.ids[other]} "
                f"expected {expected}, found {row[other]}"
            )
            assert abs(row[other] - expected) <= 1e-9 * max(abs(expected), size), message


@settings(max_examples=150, deadline=None)
@given(circuits(complete=True, values=NEITHER_HUGE_NOR_TINY, any_ids=False, bypass=True), st.data())
def test_forward_mode_gives_the_gradient_of_the_objective(circuit: Circuit, data: st.DataObject) -> None:
    objective = data.draw(st.sampled_from([node.id for node in circuit.nodes.values()]))
    result = run(circuit, objective=circuit.node(objective).label)
    assert result.backward is not None
    assume(all(abs(number) < 1e6 for number in [*result.values, *result.backward.nodes]))
    size = sum(abs(flow) for flows in result.backward.wires for flow in flows)
    for label, expected in result.gradients.items():
        along = directional(circuit, label)
        found = along.node(circuit.node(objective).label)
        assert found.value == result.value
        message = f"{circuit.fragment()}: ∂{objective}/∂{label} expected {expected}, found {found.derivative}"
        assert abs(found.derivative - expected) <= 1e-12 * max(abs(expected), size), message
        assert along.derivatives[label] == 1.0


@settings(max_examples=100, deadline=None)
@given(circuits(complete=True, operators=SMOOTH, values=NEITHER_HUGE_NOR_TINY, any_ids=False, bypass=True), st.data())
def test_products_are_symmetric_and_linear_in_the_direction(circuit: Circuit, data: st.DataObject) -> None:
    objective = data.draw(st.sampled_from([node.label for node in circuit.nodes.values()]))
    labels = [node.label for node in circuit.inputs()]
    rows = {label: hessian_vector_product(circuit, {label: 1.0}, objective=objective) for label in labels}
    assume(all(abs(entry) < 1e6 for row in rows.values() for entry in row.values()))
    tape = Tape.of(circuit)
    assume(all(abs(slope) < 1e3 for slopes in _slopes(tape) for slope in slopes))
    size = max((abs(entry) for row in rows.values() for entry in row.values()), default=0.0)
    for one in labels:
        for other in labels:
            pair = rows[one][other], rows[other][one]
            assert abs(pair[0] - pair[1]) <= 1e-9 * max(size, 1e-3), f"{circuit.fragment()}: {one}, {other}: {pair}"
    direction = {label: data.draw(st.sampled_from([-2.0, -0.5, 0.0, 1.0, 3.0])) for label in labels}
    product = hessian_vector_product(circuit, direction, objective=objective)
    for other in labels:
        expected = sum(direction[label] * rows[label][other] for label in labels)
        message = f"{circuit.fragment()}: {direction}, {other}: expected {expected}, found {product[other]}"
        assert abs(product[other] - expected) <= 1e-9 * max(size, 1e-3), message


def _slopes(tape: Tape) -> list[Any]:
    forward = forward_pass(tape)
    return [forward.locals_of(place, len(tape.sources[place])) for place in range(len(tape))]


@pytest.mark.parametrize(
    ("formula", "values", "rows"),
    [
        ("x*y", {"x": 3.0, "y": -2.0}, [[0.0, 1.0], [1.0, 0.0]]),
        ("x**3", {"x": 2.0}, [[12.0]]),
        ("x*x*x", {"x": 2.0}, [[12.0]]),
        ("x*x*y", {"x": 3.0, "y": -2.0}, [[-4.0, 6.0], [6.0, 0.0]]),
        ("x/y", {"x": 3.0, "y": 2.0}, [[0.0, -0.25], [-0.25, 0.75]]),
        ("x + 2*y", {"x": 3.0, "y": 2.0}, [[0.0, 0.0], [0.0, 0.0]]),
        ("exp(x)", {"x": 0.0}, [[1.0]]),
        ("sigmoid(x)", {"x": 0.0}, [[0.0]]),
        ("softplus(x)", {"x": 0.0}, [[0.25]]),
        ("silu(x)", {"x": 0.0}, [[0.5]]),
        ("tanh(x)", {"x": 0.0}, [[0.0]]),
    ],
)
def test_closed_forms(formula: str, values: dict[str, float], rows: list[list[float]]) -> None:
    found = hessian(cg.from_formula(formula), values=values)
    assert found.labels == tuple(values)
    assert found.rows == rows, f"{formula} at {values}: expected {rows}, found {found.rows}"


@pytest.mark.parametrize("x", [-40.0, -3.0, -1e-9, 0.0, 0.7, 5.0, 40.0])
def test_sigmoid_and_softplus_far_and_near(x: float) -> None:
    with mpmath.workdps(60):
        s = 1 / (1 + mp.exp(-mp.mpf(x)))
        truths = {"sigmoid": s * (1 - s) * (1 - 2 * s), "softplus": s * (1 - s)}
    for name, expected in truths.items():
        found = hessian(small(name, x)).rows[0][0]
        assert abs(found - expected) <= 2e-15 * abs(expected), f"{name}({x}): expected {expected}, found {found}"


@pytest.mark.parametrize("xs", [(0.0, 0.0), (1.0, 1.0, 1.0), (0.0, 2.0, 2.0), (-1.0, 40.0, 3.0, 0.5)])
def test_logsumexp_bends_as_diag_p_minus_p_p(xs: tuple[float, ...]) -> None:
    found = hessian(small("logsumexp", *xs)).rows
    with mpmath.workdps(60):
        weights = [mp.exp(mp.mpf(x)) for x in xs]
        p = [weight / mp.fsum(weights) for weight in weights]
        for i in range(len(xs)):
            for j in range(len(xs)):
                expected = p[i] * (1 - p[i]) if i == j else -p[i] * p[j]
                message = f"logsumexp{xs}[{i}][{j}]: expected {expected}, found {found[i][j]}"
                assert abs(found[i][j] - expected) <= 1e-15 * abs(expected), message


@pytest.mark.parametrize(
    ("operator", "values"),
    [
        ("abs", (0.0,)), ("relu", (0.0,)), ("leaky_relu", (0.0,)), ("clip", (0.0,)), ("clip", (1.0,)),
        ("max", (1.0, 1.0)), ("min", (1.0, 1.0, 1.0)), ("max", (2.0, 1.0, 2.0)), ("absolute_error", (3.0, 3.0)),
        ("hinge", (1.0, 1.0)), ("hinge", (2.0, 0.5)),
    ],
)  # fmt: skip
def test_a_kink_counts_as_straight(operator: str, values: tuple[float, ...]) -> None:
    constants = tuple(constant.default for constant in OPERATORS[operator].constants)
    rows = hessian(small(operator, *values, constants=constants)).rows
    assert rows == [[0.0] * len(values)] * len(values), f"{operator}{values}: found {rows}"


def test_where_a_rule_changes_over_it_bends_as_on_the_side_it_takes() -> None:
    bends = [hessian(small("huber", error, 0.0, constants=(1.0,))).rows[0][0] for error in (0.5, 1.0, -1.0, 1.5)]
    assert bends == [1.0, 1.0, 1.0, 0.0]
    assert [hessian(small("elu", x, constants=(2.0,))).rows[0][0] for x in (1.0, 0.0, -1.0)] == [0.0, 2.0, 2 * exp(-1)]


@pytest.mark.parametrize("target", [0.0, 1.0])
def test_cross_entropy_with_a_target_that_is_sure(target: float) -> None:
    found = hessian(small("cross_entropy", 0.75, target)).rows
    bend = (1 / 0.75**2) if target == 1.0 else 16.0
    assert found[0][0] == pytest.approx(bend, rel=1e-15)
    assert found[0][1] == pytest.approx(-16 / 3, rel=1e-15)
    assert found[1][1] == 0.0


@pytest.mark.parametrize("exponent", [0.0, 1.0, 2.0])
def test_power_with_a_whole_exponent_that_moves(exponent: float) -> None:
    circuit = small("power", 3.0, exponent)
    along_base = hessian_vector_product(circuit, {"a": 1.0})
    along_exponent = hessian_vector_product(circuit, {"b": 1.0})
    expected = second_difference(circuit, "f", "a", "b")
    for found in (along_base["b"], along_exponent["a"]):
        assert abs(found - expected) <= 1e-14, f"3**{exponent}: expected {expected}, found {found}"


@pytest.mark.parametrize(("exponent", "bend"), [(2.0, 2.0), (3.0, 0.0), (4.5, 0.0)])
def test_power_of_0_with_an_exponent_that_moves(exponent: float, bend: float) -> None:
    circuit = small("power", 0.0, exponent)
    assert hessian_vector_product(circuit, {"a": 1.0}) == {"a": bend, "b": 0.0}
    assert hessian_vector_product(circuit, {"b": 1.0}) == {"a": 0.0, "b": 0.0}


@pytest.mark.parametrize("exponent", [1.0, 0.5])
def test_power_of_0_is_infinitely_steep_in_both_at_once_up_to_exponent_1(exponent: float) -> None:
    rows = hessian(small("power", 0.0, exponent)).rows  # a^(b−1)·(1 + b·ln a), and a^b·(ln a)²
    assert (rows[0][1], rows[1][0], rows[1][1]) == (-inf, -inf, 0.0)


@pytest.mark.parametrize(("n", "bend"), [(0.0, 0.0), (1.0, 0.0), (2.0, 2.0), (3.0, 0.0), (4.0, 0.0)])
def test_power_n_at_0(n: float, bend: float) -> None:
    assert hessian(small("power_n", 0.0, constants=(n,))).rows == [[bend]]


def test_a_constant_exponent_asks_for_no_logarithm() -> None:
    circuit = small("power", -2.0, 3.0, roles=(Role.PARAMETER, Role.CONSTANT))
    assert hessian(circuit).labels == ("a",)
    assert hessian(circuit).rows == [[-12.0]]
    assert hessian_vector_product(circuit, {"a": 1.0}) == {"a": -12.0, "b": 0.0}
    assert directional(circuit, "a").node("f").derivative == 12.0


def test_a_moving_exponent_of_a_negative_base_is_undefined() -> None:
    circuit = small("power", -2.0, 3.0)
    found = hessian_vector_product(circuit, {"b": 1.0})
    assert isnan(found["a"])
    assert isnan(found["b"])
    assert hessian_vector_product(circuit, {"a": 1.0})["a"] == -12.0
    assert hessian(circuit, ["a"]).rows == [[-12.0]]


def test_constants_never_move() -> None:
    circuit = cg.from_formula("x*x*3 + log(0)*0 + 2**y")
    assert hessian(circuit, values={"x": 1.0, "y": 1.0}).labels == ("x", "y")
    along = directional(circuit, "x", {"x": 1.0, "y": 1.0})
    still = [along.tape.labels[i] for i, node in enumerate(along.tape.nodes) if node.is_literal]
    assert len(still) >= 2
    assert all(along.derivatives[label] == 0.0 for label in still)
    data = small("mul", 3.0, 4.0, roles=(Role.PARAMETER, Role.DATA))
    assert hessian(data).labels == ("a",)
    assert hessian(data, ["b", "a"]).rows == [[0.0, 1.0], [1.0, 0.0]]


def test_what_does_not_move_leaks_nothing() -> None:
    nodes = (
        Node.new("input", id="x", value=2.0), Node.new("input", id="zero", value=0.0), Node.new("log", id="pole"),
        Node.new("square", id="s"), Node.new("max", id="f"),
    )  # fmt: skip
    wires = (Wire("zero", "pole", 0), Wire("x", "s", 0), Wire("s", "f", 0), Wire("pole", "f", 1))
    circuit = Circuit(Fragment(nodes, wires))
    along = directional(circuit, "x")
    assert (along.node("f").derivative, along.node("pole").derivative) == (4.0, 0.0)
    assert hessian_vector_product(circuit, {"x": 1.0, "zero": 0.0}) == {"x": 2.0, "zero": 0.0}


def test_a_node_that_is_undefined_has_undefined_second_derivatives() -> None:
    for name in ("relu", "leaky_relu", "elu", "sigmoid", "sqrt", "abs"):
        circuit = small(name, nan)
        assert isnan(hessian(circuit).rows[0][0]), name
    assert isnan(hessian(small("sqrt", -1.0)).rows[0][0])
    assert hessian(small("sqrt", 0.0)).rows == [[-inf]]


def test_an_incomplete_node_is_undefined() -> None:
    nodes = (Node.new("input", id="x", value=1.0), Node.new("divide", id="f"), Node.new("square", id="g"))
    circuit = Circuit(Fragment(nodes, (Wire("x", "f", 0), Wire("f", "g", 0))))
    assert isnan(directional(circuit, "x").node("g").derivative)
    assert isnan(hessian(circuit).rows[0][0])


def test_forward_mode_reaches_every_node() -> None:
    along = directional(cg.from_formula("q = x + y; f = q*z; g = q*q"), "x", {"x": -2, "y": 5, "z": -4})
    assert along.input == "x"
    assert along.derivatives == {"x": 1.0, "y": 0.0, "z": 0.0, "q": 1.0, "f": -4.0, "g": 6.0}
    assert along.node("g") == along.of_node(along.tape.ids[along.tape.labels.index("g")])
    assert along.of_node("nobody") is None


def test_what_lies_aside_may_lack_values() -> None:
    nodes = (
        Node.new("input", id="x", value=3.0), Node.new("input", id="y"), Node.new("square", id="f"),
        Node.new("square", id="aside"),
    )  # fmt: skip
    circuit = Circuit(Fragment(nodes, (Wire("x", "f", 0), Wire("y", "aside", 0))))
    along = directional(circuit, "x")
    assert along.node("f").derivative == 6.0
    assert along.node("aside").derivative == 0.0
    assert isnan(along.node("aside").value)
    assert hessian(circuit, objective="f").labels == ("x",)


def test_an_input_twice_in_one_operator() -> None:
    nodes = (Node.new("input", id="x", value=3.0), Node.new("mul", id="f"))
    circuit = Circuit(Fragment(nodes, tuple(Wire("x", "f", port) for port in range(4))))
    assert directional(circuit, "x").node("f").derivative == 108.0
    assert hessian(circuit).rows == [[108.0]]


def test_many_inputs() -> None:
    count = 300
    leaves = tuple(Node.new("input", id=f"x{i}", value=0.0) for i in range(count))
    wires = tuple(Wire(leaf.id, "f", port) for port, leaf in enumerate(leaves))
    circuit = Circuit(Fragment((*leaves, Node.new("logsumexp", id="f")), wires))
    product = hessian_vector_product(circuit, {"x7": 1.0})
    assert product["x7"] == pytest.approx((1 - 1 / count) / count, rel=1e-14)
    assert product["x8"] == pytest.approx(-1 / count**2, rel=1e-14)


def test_a_seed_inside_the_circuit_takes_the_place_of_what_feeds_it() -> None:
    tape = Tape.of(cg.from_formula("x = 3; q = x*x; f = q*q"))
    place = tape.place
    tangents = tangent_pass(tape, forward_pass(tape), {place["q"]: 1.0})
    assert (tangents.of(place["f"]), tangents.of(place["x"])) == (18.0, None)
    assert hessian_row(tape, place["f"], place["q"])[place["q"]] == 2.0
    both = tangent_pass(tape, forward_pass(tape), {place["x"]: 1.0, place["q"]: 1.0})
    assert both.of(place["q"]) == 1.0


def test_a_deep_chain() -> None:
    depth = 100_000
    nodes = [Node.new("input", id="n0", value=3.0), Node.new("square", id="n1")]
    nodes += [Node.new("negate", id=f"n{i}") for i in range(2, depth)]
    circuit = Circuit(Fragment(tuple(nodes), tuple(Wire(f"n{i - 1}", f"n{i}", 0) for i in range(1, depth))))
    assert directional(circuit, "n0").node(f"n{depth - 1}").derivative == 6.0
    assert hessian(circuit).rows == [[2.0]]
    assert {label: result.gradients for label, result in run_several(circuit, ["n1", "n2"]).items()} == {
        "n1": {"n0": 6.0},
        "n2": {"n0": -6.0},
    }


@settings(max_examples=200, deadline=None)
@given(circuits(values=numbers(finite=False), bypass=True), st.data())
def test_no_number_raises_and_nothing_moves_without_a_seed(circuit: Circuit, data: st.DataObject) -> None:
    assume(len(circuit))
    tape = Tape.of(circuit)
    place, objective = data.draw(st.integers(0, len(tape) - 1)), data.draw(st.integers(0, len(tape) - 1))
    row = hessian_row(tape, objective, place)
    assert len(row) == len(tape)
    forward = forward_pass(tape)
    still = tangent_pass(tape, forward, {})
    assert still.values == [0.0] * len(tape)
    unmoved = second_pass(tape, forward, backward_pass(tape, forward, objective), still)
    undefined = [i for i, value in enumerate(forward.values) if isnan(value)]
    assert undefined or unmoved.values == [0.0] * len(tape)


@settings(max_examples=60, deadline=None)
@given(circuits(complete=True, any_ids=False), st.data())
def test_several_objectives_are_as_many_runs(circuit: Circuit, data: st.DataObject) -> None:
    labels = [node.label for node in circuit.nodes.values()]
    wanted = data.draw(st.lists(st.sampled_from(labels), min_size=1, max_size=4))
    runs = run_several(circuit, wanted)
    assert list(runs) == list(dict.fromkeys(wanted))
    for label, found in runs.items():
        expected = run(circuit, objective=label)
        assert repr(found.values) == repr(expected.values)
        assert found.backward is not None
        assert expected.backward is not None
        assert repr(found.backward.nodes) == repr(expected.backward.nodes)
        assert repr(found.backward.wires) == repr(expected.backward.wires)


def test_several_objectives_of_changed_values() -> None:
    runs = run_several(small("subtract", 1.0, None), ["f", "a"], {"b": 5})
    assert (runs["f"].value, runs["f"].gradients) == (-4.0, {"a": 1.0, "b": -1.0})
    assert runs["a"].gradients == {"a": 1.0, "b": 0.0}


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        (lambda c: directional(c, "nobody"), UnknownNodeError, "No input is called “nobody”; the inputs are: a, b"),
        (lambda c: directional(c, "f"), UnknownNodeError, "“f” is no input"),
        (lambda c: directional(c, "a"), ValueProblem, "“b” has no value"),
        (lambda c: directional(c, "a", {"b": "two"}), ValueProblem, "must be a number"),
        (lambda c: directional(c, "a", {"b": 2}).node("nobody"), UnknownNodeError, "“nobody”"),
        (lambda c: hessian_vector_product(c, {"z": 1}, {"b": 2}), UnknownNodeError, "No input is called “z”"),
        (lambda c: hessian_vector_product(c, {"a": "up"}, {"b": 2}), ValueProblem, "“a” must be a number"),
        (lambda c: hessian_vector_product(c, {"a": 1}), ValueProblem, "“b” has no value"),
        (lambda c: hessian_vector_product(c, {"a": 1}, {"b": 2}, "g"), UnknownNodeError, "“g”"),
        (lambda c: hessian(c, ["a", "z"], {"b": 2}), UnknownNodeError, "No input is called “z”"),
        (lambda c: hessian(c, "ab", {"b": 2}), ValueProblem, "Give the inputs as a list"),
        (lambda c: hessian(c, objective="g"), UnknownNodeError, "“g”"),
        (lambda c: hessian(c), ValueProblem, "“b” has no value"),
        (lambda c: hessian(c, ["a"], {"b": 2}).entry("a", "b"), UnknownNodeError, "no “b”; it is over: a"),
        (lambda c: run_several(c, []), ObjectiveError, "at least one objective"),
        (lambda c: run_several(c, "f"), ObjectiveError, "as a list"),
        (lambda c: run_several(c, ["f", "g"]), UnknownNodeError, "“g”"),
        (lambda c: run_several(c, ["a", "f"]), ValueProblem, "“b” has no value"),
        (lambda c: run_several(c, ["f"], {"z": 2}), UnknownNodeError, "No input is called “z”"),
    ],
)
def test_what_cannot_be_asked_is_said(call: Any, kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words):
        call(small("mul", 1.0, None))


def test_no_objective_and_no_direction() -> None:
    two = cg.from_formula("s = x + y; p = x*y")
    ChooseObjective(None).apply(two)
    with pytest.raises(ObjectiveError, match="2 outputs"):
        hessian(two, values={"x": 1, "y": 2})
    assert hessian_vector_product(two, {}, {"x": 1, "y": 2}, "p") == {"x": 0.0, "y": 0.0}
    assert hessian(two, [], {"x": 1, "y": 2}, "p").rows == []
    held = small("square", 3.0, roles=(Role.DATA,))
    assert (hessian(held).labels, hessian(held).rows) == ((), [])
