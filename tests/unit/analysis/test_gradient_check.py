"""The gradient check: it accepts what is right, kinks included, and rejects a wrong rule in every operator."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import circuitgrad as cg
from circuitgrad.analysis.gradient_check import GradientCheck, GradientChecks, check_gradients, check_run
from circuitgrad.analysis.paths import paths_of
from circuitgrad.analysis.verdicts import SENTENCES, Verdict
from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.engine import Run, Tape
from circuitgrad.engine.compiled.evaluation import run_compiled
from circuitgrad.engine.compiled.loader import load_kernels
from circuitgrad.engine.complex_rules import complex_rule
from circuitgrad.engine.passes import backward_pass, forward_pass
from circuitgrad.errors import BatchStopped, CircuitError
from circuitgrad.operators import OPERATORS, Operator
from circuitgrad.operators.ieee import sin
from tests.strategies import circuits, numbers

COMPUTING = [operator for operator in OPERATORS.values() if not operator.is_leaf]
names = [operator.name for operator in COMPUTING]
WRONGS: dict[str, Callable[[float], float]] = {
    "scaled by 1.001": lambda slope: 1.001 * slope,
    "shifted by 0.01": lambda slope: slope + 0.01,
    "turned round": lambda slope: -slope,
    "forgotten": lambda _: 0.0,
}


def told(row: GradientCheck) -> str:
    return (
        f"{row.label}: {row.verdict}, gradient {row.gradient!r}, left {row.left!r}, central {row.central!r}, right "
        f"{row.right!r}, complex {row.complex_step!r}, doubt {row.doubt!r}, step {row.step!r}: {row.sentence}"
    )


def sampled(operator: Operator, seed: int) -> Circuit:
    """sin(1 + the operator) at a point of its domain that lies off its kinks."""
    pick = random.Random(f"{operator.name} {seed}")
    count = pick.randint(1, 4) if operator.any_number else len(operator.ports)
    domain = list(operator.domain) * (count if operator.any_number else 1)
    values = [round(pick.uniform(*interval), 3) for interval in domain]
    constants = tuple(round(pick.uniform(*constant.domain), 3) for constant in operator.constants)
    leaves = [Node.new("input", id=f"x{i}", value=value) for i, value in enumerate(values)]
    own = Node.new(operator.name, id="op", constants=constants)
    nodes = (*leaves, own, Node.new("shift", id="s", constants=(1.0,)), Node.new("sin", id="f"))
    wires = (*(Wire(leaf.id, "op", i) for i, leaf in enumerate(leaves)), Wire("op", "s", 0), Wire("s", "f", 0))
    return Circuit(Fragment(nodes, wires))


def run_with_wrong(circuit: Circuit, position: int, wrong: Callable[[float], float]) -> tuple[Run, float, float]:
    """A run in which one local derivative of “op” is another, and what it was and is."""
    tape = Tape.of(circuit)
    forward = forward_pass(tape)
    place, objective = tape.place["op"], tape.place["f"]
    slopes = list(forward.locals_of(place, len(tape.sources[place])))
    before, slopes[position] = slopes[position], wrong(slopes[position])
    if place in forward.more:
        forward.more[place] = slopes
    else:
        forward.first[place] = slopes[0]
        if len(slopes) > 1:
            forward.second[place] = slopes[1]
    run = Run(tape, forward.values, objective, backward_pass(tape, forward, objective))
    return run, before, slopes[position]


@pytest.mark.parametrize("name", names)
def test_every_operator_is_right_at_points_of_its_domain(name: str) -> None:
    for seed in range(20):
        circuit = sampled(OPERATORS[name], seed)
        for row in check_gradients(circuit).rows:
            assert row.verdict is Verdict.AGREES, f"{circuit.fragment()}\n{told(row)}"
            assert row.relative_error < 1e-6 or row.absolute_error < 1e-12, told(row)


@pytest.mark.parametrize("wrong", WRONGS)
@pytest.mark.parametrize("name", names)
def test_a_wrong_rule_is_rejected_in_every_operator(name: str, wrong: str) -> None:
    rejected = 0
    for seed in range(6):
        circuit = sampled(OPERATORS[name], seed)
        for position in range(len(circuit.incoming("op"))):
            run, before, after = run_with_wrong(circuit, position, WRONGS[wrong])
            passed_on = abs(math.cos(run.values[run.tape.place["s"]]))
            if abs(after - before) < 1e-4 * abs(before) or after == before or passed_on < 1e-3:
                continue
            found = check_run(run)
            wire = Wire(f"x{position}", "op", position)
            row, own = found.of_wire(wire), found.of_input(f"x{position}")
            assert row is not None
            assert own is not None
            said = f"{name}, {wrong}, local derivative {before!r} became {after!r}: "
            assert row.verdict is Verdict.WRONG, said + told(row)
            assert own.verdict is Verdict.WRONG, said + told(own)
            assert found.suspects == (wire,), said + repr(found.suspects)
            assert found.rows[0].verdict is Verdict.WRONG
            others = [other for other in found.rows if other not in (row, own)]
            assert all(other.verdict is Verdict.AGREES for other in others), said + "\n".join(map(told, others))
            rejected += 1
    assert rejected or wrong in ("forgotten", "turned round", "scaled by 1.001"), f"{name} was never tried"


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("sin", lambda a, y: sin(a)),
        ("tanh", lambda a, y: 1.0 - y),
        ("square", lambda a, y: a),
        ("mul", lambda xs, y: [1.0 * x for x in xs]),
    ],
)
def test_a_wrong_record_in_the_table_is_found(name: str, rule: Callable[..., object]) -> None:
    circuit = sampled(OPERATORS[name], 3)
    tape = Tape.of(circuit)
    place = tape.place["op"]
    right = tape.operators[place]
    made = replace(right, local_derivatives=rule if right.any_number else (rule,))
    tape.operators[place] = made
    forward = forward_pass(tape)
    objective = tape.place["f"]
    found = check_run(Run(tape, forward.values, objective, backward_pass(tape, forward, objective)))
    assert found.has_wrong
    assert {wire.target for wire in found.suspects} == {"op"}


@given(circuits(max_nodes=12, complete=True, values=st.floats(-2.0, 2.0).map(lambda number: round(number, 2))))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_random_circuits_have_no_wrong_wire(circuit: Circuit) -> None:
    """Every single rule is right; only an input on which several kinks meet may have no slope between."""
    circuit = with_usual_constants(circuit)
    found = checked(circuit)
    for row in found.rows:
        several = row.verdict is Verdict.WRONG and row.corner is not None
        assert row.verdict is not Verdict.WRONG or several, f"{circuit.fragment()}\n{told(row)}"
    assert not found.suspects, f"{circuit.fragment()}\n" + "\n".join(map(told, found.rows))


def with_usual_constants(circuit: Circuit) -> Circuit:
    """Constants that the operators are meant for: a Huber loss whose δ is negative is no function with one slope."""
    fragment = circuit.fragment()
    nodes = tuple(
        replace(node, constants=tuple(
            min(max(value, constant.domain[0]), constant.domain[1])
            for value, constant in zip(node.constants, node.record.constants, strict=True)
        ))
        for node in fragment.nodes
    )  # fmt: skip
    return Circuit(replace(fragment, nodes=nodes))


def checked(circuit: Circuit) -> GradientChecks:
    tape = Tape.of(circuit)
    objective = circuit.objective or max(tape.ids, key=lambda own: list(tape.order).index(tape.place[own]))
    return check_gradients(circuit, None, circuit.node(objective).label)


@given(circuits(max_nodes=8, complete=True, values=numbers(finite=False)))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_the_numbers_nothing_raises(circuit: Circuit) -> None:
    for row in checked(circuit).rows:
        assert row.sentence
        assert row.verdict is not Verdict.AGREES or math.isfinite(row.gradient)


def test_smooth_operators_alone_agree_nearly_always() -> None:
    """Accepted by a complex step or by differences; what cannot be told is rare, and no row is wrong."""
    counts = dict.fromkeys(Verdict, 0)
    for operator in COMPUTING:
        for seed in range(100, 110):
            for row in check_gradients(sampled(operator, seed)).rows:
                counts[row.verdict] += 1
    assert counts[Verdict.WRONG] == counts[Verdict.UNCLEAR] == 0, counts


@pytest.mark.parametrize(
    ("formula", "values", "node", "left", "right", "gradient"),
    [
        ("f = relu(x)", {"x": 0}, "f", 0.0, 1.0, 0.0),
        ("f = abs(x)", {"x": 0}, "f", -1.0, 1.0, 0.0),
        ("f = 3*abs(x - 2)", {"x": 2}, "abs1", -3.0, 3.0, 0.0),
        ("f = max(x, y)", {"x": 1, "y": 1}, "f", 0.0, 1.0, 0.5),
        ("f = min(x, y)", {"x": 1, "y": 1}, "f", 1.0, 0.0, 0.5),
        ("f = -2*max(x, y, 1)", {"x": 1, "y": 0}, "max1", 0.0, -2.0, -1.0),
        ("f = clip(x)", {"x": 1}, "f", 1.0, 0.0, 0.0),
        ("f = hinge(x, t)", {"x": 1, "t": 1}, "f", -1.0, 0.0, 0.0),
        ("f = leaky_relu(x)", {"x": 0}, "f", 0.01, 1.0, 0.01),
        ("f = relu(x) + x*y", {"x": 0, "y": 3}, "relu1", 3.0, 4.0, 3.0),
    ],
)
def test_a_kink_is_accepted_between_its_slopes_and_said(
    formula: str, values: dict[str, float], node: str, left: float, right: float, gradient: float
) -> None:
    circuit = cg.from_formula(formula)
    found = check_gradients(circuit, values)
    row = found.of_input(circuit.find("x").id)
    assert row is not None
    assert row.verdict is Verdict.KINK, told(row)
    assert row.gradient == gradient
    assert row.corner == circuit.find(node).id
    assert row.absolute_error == 0.0
    assert math.isclose(row.left, left, rel_tol=1e-4, abs_tol=1e-4), told(row)
    assert math.isclose(row.right, right, rel_tol=1e-4, abs_tol=1e-4), told(row)
    title = circuit.find(node).record.title
    assert row.sentence.startswith(f"“{node}” ({title}) stands at a kink: the gradient lies between"), row.sentence


@pytest.mark.parametrize(
    ("formula", "values", "slope"),
    [
        ("relu(x)", {"x": 0}, 1.5),
        ("abs(x)", {"x": 0}, -1.01),
        ("max(x, y)", {"x": 1, "y": 1}, -0.2),
    ],
)
def test_a_wrong_rule_is_rejected_at_a_kink_too(formula: str, values: dict[str, float], slope: float) -> None:
    circuit = cg.from_formula(formula)
    for label, value in values.items():
        cg.edits.SetValue(circuit.find(label).id, value).apply(circuit)
    tape = Tape.of(circuit)
    forward = forward_pass(tape)
    objective = tape.place[circuit.find_objective().id]
    forward.first[objective] = slope
    found = check_run(Run(tape, forward.values, objective, backward_pass(tape, forward, objective)))
    row = found.of_input(circuit.find("x").id)
    assert row is not None
    assert (row.verdict, row.reason) == (Verdict.WRONG, "wrong kink"), told(row)


@pytest.mark.parametrize(
    ("formula", "values", "verdict", "reason"),
    [
        ("max(x, x)", {"x": 1}, Verdict.AGREES, "complex"),
        ("relu(x)*relu(x)", {"x": 0}, Verdict.AGREES, "differences"),
        ("relu(x)", {"x": 1e-9}, Verdict.AGREES, "complex"),
        ("relu(x)", {"x": 1e-300}, Verdict.AGREES, "complex"),
        ("relu(x) - relu(-x)", {"x": 0}, Verdict.WRONG, "wrong kinks"),
        ("relu(x) - 2*relu(-x)", {"x": 0}, Verdict.WRONG, "wrong kink"),
        ("(x + 100000000) - 100000000", {"x": 1}, Verdict.AGREES, "complex"),
        ("gelu(x) + 1e20", {"x": 1}, Verdict.UNCLEAR, "cancels"),
        ("gelu(x)", {"x": 1}, Verdict.AGREES, "differences"),
        ("sin(1000000*x)", {"x": 1}, Verdict.AGREES, "complex"),
        ("x**2.5", {"x": 0}, Verdict.AGREES, "complex"),
        ("gelu(x)*0 + x + x**1.5", {"x": 0}, Verdict.AGREES, "right"),
        ("abs(sqrt(x)*x)", {"x": 0}, Verdict.UNCLEAR, "undefined gradient"),
        ("abs(x + x**1.5)", {"x": 0}, Verdict.UNCLEAR, "edge kink"),
        ("log(x)", {"x": 1e-12}, Verdict.AGREES, "complex"),
        ("log(p)**x", {"p": 0, "x": 0}, Verdict.UNCLEAR, "undefined gradient"),
        ("log(x)**1.5", {"x": 1}, Verdict.UNCLEAR, "cancels"),
        ("log(x)", {"x": -1}, Verdict.UNCLEAR, "undefined value"),
        ("log(x)*0", {"x": 0}, Verdict.UNCLEAR, "undefined value"),
        ("sqrt(x)", {"x": 0}, Verdict.UNCLEAR, "infinite gradient"),
        ("cbrt(x)*0", {"x": 0}, Verdict.UNCLEAR, "undefined gradient"),
        ("sigmoid(x)", {"x": 800}, Verdict.AGREES, "complex"),
        ("relu(x) + 5", {"x": -1}, Verdict.AGREES, "complex"),
        ("cross_entropy(p, x)", {"p": 0.3, "x": 0}, Verdict.AGREES, "complex"),
        ("bce(z, x)", {"z": 0.3, "x": 1}, Verdict.AGREES, "complex"),
        ("lse(x, y)", {"x": 1, "y": 1}, Verdict.AGREES, "complex"),
        ("y = 2*z; f = 3*x", {"x": 1, "z": 1}, Verdict.AGREES, "complex"),
    ],
)
def test_edges(formula: str, values: dict[str, float], verdict: Verdict, reason: str) -> None:
    circuit = cg.from_formula(formula)
    found = check_gradients(circuit, values)
    row = found.of_input(circuit.find("x").id)
    assert row is not None
    assert (row.verdict, row.reason) == (verdict, reason), told(row)


def test_where_kinks_meet_no_rule_is_to_blame() -> None:
    circuit = cg.from_formula("q = 2*x; f = relu(q) - relu(-q)")
    found = check_gradients(circuit, {"x": 0})
    assert found.has_wrong
    assert found.suspects == ()
    assert "cancels with another" in found.rows[0].sentence
    nested = check_gradients(cg.from_formula("m = min(x, x); f = max(m, x, y)"), {"x": 1, "y": -1})
    assert nested.suspects == ()


def test_a_wire_is_moved_alone() -> None:
    circuit = cg.from_formula("f = x*x + x")
    found = check_gradients(circuit, {"x": 3})
    wires = {row.label: row.gradient for row in found.rows if row.wire is not None}
    assert wires == {"x → mul1 [1]": 3.0, "x → mul1 [2]": 3.0, "mul1 → f": 1.0, "x → f": 1.0}
    assert all(math.isclose(row.central, row.gradient, rel_tol=1e-9) for row in found.rows)


def test_inputs_that_lead_nowhere_are_said_to() -> None:
    circuit = cg.from_formula("g = y*y; f = x*x")
    found = check_gradients(circuit, {"x": 1, "y": 1}, "f", wires=False)
    assert [(row.label, row.reason) for row in found.rows] == [("y", "nothing"), ("x", "complex")]


def test_the_worst_come_first() -> None:
    circuit = cg.from_formula("f = relu(x) - relu(-x) + relu(y) + z + sqrt(u)")
    found = check_gradients(circuit, {"x": 0, "y": 0, "z": 1, "u": 0})
    ranks = [list(Verdict).index(row.verdict) for row in found.rows]
    assert ranks == sorted(ranks)
    assert found.rows[0].label == "x"
    assert sum(found.counts.values()) == len(found.rows)


def test_progress_is_told_and_can_stop_it() -> None:
    circuit = cg.from_formula("f = x*y")
    asked: list[tuple[int, int]] = []

    def go_on(done: int, of: int) -> bool:
        asked.append((done, of))
        return False

    with pytest.raises(BatchStopped):
        check_gradients(circuit, {"x": 1, "y": 1}, progress=go_on)
    assert asked == [(0, 4)]


def test_the_numbers_are_the_same_in_many_blocks_and_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    circuit = cg.from_formula("; ".join(f"a{i} = sin(x{i})*y{i}" for i in range(30)) + "; f = " + " + ".join(
        f"a{i}" for i in range(30)
    ))  # fmt: skip
    values = {f"{name}{i}": 0.1 * i + 0.05 for name in "xy" for i in range(30)}
    whole = check_gradients(circuit, values)
    monkeypatch.setattr("circuitgrad.analysis.gradient_check._MOST", 7)
    monkeypatch.setattr("circuitgrad.analysis.gradient_check._FEWEST", 7)
    parts = check_gradients(circuit, values)
    assert {row.label: row.central for row in parts.rows} == {row.label: row.central for row in whole.rows}


def test_operators_without_a_complex_step_are_few_and_say_so_themselves() -> None:
    refused = [operator.name for operator in COMPUTING if complex_rule(operator) is None]
    assert refused == ["gelu"], "erfc of a complex number needs another library"


def test_every_sentence_has_its_fields() -> None:
    fields = dict.fromkeys(("node", "title", "left", "right", "gradient", "numeric", "doubt"), "1")
    assert all(sentence.format(**fields) for sentence in SENTENCES.values())


@pytest.mark.parametrize("values", [{}, {"x": "one"}, {"q": 1}])
def test_what_cannot_be_checked_is_said(values: dict[str, object]) -> None:
    with pytest.raises(CircuitError):
        check_gradients(cg.from_formula("x*y"), values)  # type: ignore[arg-type]


def test_a_compiled_run_is_checked_and_taken_apart_like_a_plain_one() -> None:
    kernels = load_kernels()
    circuit = cg.from_formula("f = relu(x)*y + max(x, y, z)*sin(z) + x*x")
    values = {"x": 1.5, "y": -0.5, "z": 2.0}
    plain = cg.run(circuit, values)
    tape = plain.tape
    objective = tape.place[plain.objective or ""]
    numbers_of, gradients = run_compiled(tape, objective, kernels)
    compiled = Run(tape, numbers_of, objective, gradients)
    checks = [check_run(run) for run in (plain, compiled)]
    assert [row.verdict for row in checks[1].rows] == [row.verdict for row in checks[0].rows]
    assert checks[1].counts[Verdict.AGREES] == len(checks[1].rows)
    for label in values:
        first, second = (paths_of(run, circuit.find(label).id) for run in (plain, compiled))
        assert [path.product for path in second.listed] == pytest.approx([path.product for path in first.listed])
        assert second.total == pytest.approx(second.gradient, rel=1e-14)
