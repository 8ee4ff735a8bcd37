"""Answers are judged right and wrong, and a wrong one gets the hint that fits the mistake behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import inf, isfinite, isnan, nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import circuitgrad as cg
from circuitgrad.analysis import hints
from circuitgrad.analysis.exercise import Answer, Asks, Mistake, Question, Tolerance, Verdict, answer_of, check
from circuitgrad.analysis.mistakes import Scope, flows_from, wrong_flows, wrong_gradients, wrong_values
from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.circuit.exercise import rounded
from circuitgrad.engine import Run
from circuitgrad.errors import CircuitError
from circuitgrad.operators import OPERATORS
from tests.strategies import circuits
from tests.unit.engine.test_worked_examples import CASES, built

EXACT = Tolerance(relative=1e-9, absolute=1e-15, digits=17)


def run_of(formula: str, **values: float) -> Run:
    return cg.run(cg.from_formula(formula), values)


def id_of(run: Run, label: str) -> str:
    return run.tape.ids[run.tape.labels.index(label)]


def asked(run: Run, asks: Asks, label: str, toward: str | None = None, port: int = 0) -> Question:
    node = id_of(run, label)
    return Question(asks, node if toward is None else Wire(node, id_of(run, toward), port))


def every_question(run: Run) -> Iterator[Question]:
    """Everything that can be asked of a circuit."""
    for place, id in enumerate(run.tape.ids):
        is_leaf = run.tape.operators[place].is_leaf
        yield Question(Asks.EFFECT if is_leaf else Asks.VALUE, id)
        yield Question(Asks.GRADIENT, id)
        for position in range(len(run.tape.sources[place])):
            yield Question(Asks.GRADIENT, run.tape.wire(place, position))


# Right answers


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_numbers_of_the_worked_examples_are_right(case: dict[str, object]) -> None:
    run = cg.run(built(case))
    for question in every_question(run):
        answer = answer_of(question, run)
        assert answer is not None
        assert check(question, answer, run).right, question


@given(circuits(complete=True, values=st.floats(-3.0, 3.0), any_ids=False), st.integers(2, 8))
@settings(max_examples=150, deadline=None)
def test_any_number_is_right_when_it_is_rounded_to_the_digits_asked_for(circuit: Circuit, digits: int) -> None:
    circuit_run = cg.run(circuit, objective=circuit.sinks()[0].label)
    for question in every_question(circuit_run):
        answer = answer_of(question, circuit_run)
        assert answer is not None
        if isinstance(answer, float) and isfinite(answer):
            answer = rounded(answer, digits)
        tolerance = Tolerance(relative=0.0, absolute=0.0, digits=2)
        if isinstance(answer, str) or not isnan(answer):
            assert check(question, answer, circuit_run, tolerance).right, (question, answer)


@pytest.mark.parametrize(
    ("answer", "number", "right"),
    [
        (0.73, 0.7310585786300049, True),
        (0.731, 0.7310585786300049, True),
        (0.7, 0.7310585786300049, False),
        (0.74, 0.7310585786300049, False),
        (-0.2, -0.19661193324148185, True),
        (-0.19, -0.19661193324148185, False),
        (0.0, 1e-17, True),
        (0.0, 1e-3, False),
        (inf, inf, True),
        (-inf, inf, False),
        (nan, nan, True),
        (1e300, inf, False),
        (nan, 1.0, False),
    ],
)
def test_how_near_is_near_enough(answer: float, number: float, right: bool) -> None:
    assert Tolerance().accepts(answer, number) is right


# Hints


@pytest.mark.parametrize(
    ("label", "answer", "mistake", "said"),
    [
        ("q", 4.0, Mistake.SIGN, "“f” back to “q”"),
        ("x", 1.0, Mistake.UPSTREAM, "arrives at “q”"),
        ("q", 1.0, Mistake.LOCAL, "what arrives at “f”"),
        ("q", 3.0, Mistake.FACTOR, "it has “z” in the place of “q”"),
        ("x", -3.0, Mistake.ADDED, "multiplies them"),
        ("x", -2.0, Mistake.VALUE, "the value of “x”"),
        ("x", 77.0, Mistake.OTHER, "shares it"),
        ("f", 8.0, Mistake.OBJECTIVE, "the objective itself"),
        ("x", inf, Mistake.FINITE, "finite"),
        ("x", -4.3, Mistake.ROUNDING, "2 significant digits"),
    ],
)
def test_the_hint_fits_the_mistake(label: str, answer: float, mistake: Mistake, said: str) -> None:
    run = run_of("q = x + y; f = q*z", x=-2, y=5, z=-4)
    verdict = check(asked(run, Asks.GRADIENT, label), answer, run)
    assert (verdict.right, verdict.hint_kind) == (False, mistake)
    assert said in verdict.sentence
    assert verdict.nodes[0] == id_of(run, label)


def two_paths() -> Run:
    """x feeds a product and a sum: ∂f/∂x = 5·1 + 1 = 6, by two wires."""
    return run_of("p = x*y; f = p + x + z", x=3, y=5, z=7)


@pytest.mark.parametrize(
    ("answer", "mistake", "scope"),
    [(5.0, Mistake.PATHS, "alone"), (1.0, Mistake.PATHS, "alone"), (-6.0, Mistake.SIGN, "The size is right")],
)
def test_paths_that_were_not_added(answer: float, mistake: Mistake, scope: str) -> None:
    run = two_paths()
    verdict = check(asked(run, Asks.GRADIENT, "x"), answer, run)
    assert verdict.hint_kind is mistake
    assert scope in verdict.sentence


def test_a_path_left_out_of_three() -> None:
    run = run_of("a = 2*x; b = 7*x; c = 19*x; f = a + b + c", x=1.5)
    verdict = check(asked(run, Asks.GRADIENT, "x"), 21.0, run)
    assert verdict.hint_kind is Mistake.PATHS
    assert verdict.sentence.startswith("The wire to “b” is left out")
    assert "feeds 3 wires" in verdict.sentence


def test_paths_multiplied_instead_of_added() -> None:
    run = run_of("a = 2*x; b = 7*x; f = a + b", x=1.5)
    assert check(asked(run, Asks.GRADIENT, "x"), 14.0, run).sentence.startswith("Multiply along a path")


def test_the_sum_instead_of_one_wire() -> None:
    run = two_paths()
    question = asked(run, Asks.GRADIENT, "x", "p")
    assert check(question, 6.0, run).hint_kind is Mistake.SUM
    assert check(question, 5.0, run).right


@pytest.mark.parametrize(
    ("answer", "mistake", "said"),
    [
        (8.0, Mistake.OPERATOR, "“add”"),
        (-15.0, Mistake.SIGN, "signs"),
        (3.0, Mistake.PASSED, "“x”, which comes into “p”"),
        (1.0, Mistake.GRADIENT, "the gradient of “p”"),
        (15.4, Mistake.ROUNDING, "Close"),
        (400.0, Mistake.OTHER, "multiply"),
        (inf, Mistake.FINITE, "finite"),
    ],
)
def test_hints_for_values(answer: float, mistake: Mistake, said: str) -> None:
    run = two_paths()
    verdict = check(asked(run, Asks.VALUE, "p"), answer, run)
    assert verdict.hint_kind is mistake
    assert said in verdict.sentence


@pytest.mark.parametrize(
    ("formula", "values", "label", "answer", "mistake"),
    [
        ("q = x + y; f = q*z", {"x": -2, "y": 5, "z": -4}, "x", "raises", Mistake.UPSTREAM),
        ("q = 3 - x; f = q*z", {"x": -2, "z": 4}, "x", "raises", Mistake.LOCAL),
        ("q = 3 - x; f = q*z", {"x": -2, "z": 4}, "x", "none", Mistake.FINITE),
        ("f = max(x, y)", {"x": 1, "y": 5}, "x", "raises", Mistake.ZERO),
        ("p = 5*x; q = -2*x; f = p + q", {"x": 2}, "x", "lowers", Mistake.PATHS),
        ("f = sqrt(x)", {"x": -1}, "x", "raises", Mistake.UNDEFINED),
    ],
)
def test_hints_for_effects(
    formula: str, values: dict[str, float], label: str, answer: Answer, mistake: Mistake
) -> None:
    run = run_of(formula, **values)
    verdict = check(asked(run, Asks.EFFECT, label), answer, run)
    assert (verdict.right, verdict.hint_kind) == (answer_of(asked(run, Asks.EFFECT, label), run) == answer, mistake)


def test_neither_is_right_of_an_undefined_gradient() -> None:
    run = run_of("f = sqrt(x)", x=-1)
    assert check(asked(run, Asks.EFFECT, "x"), "none", run).right


@pytest.mark.parametrize(
    ("answer", "mistake"), [(3.0, Mistake.UNDEFINED), (-inf, Mistake.SIGN), (nan, Mistake.UNDEFINED)]
)
def test_what_is_infinite_is_not_a_number(answer: float, mistake: Mistake) -> None:
    run = run_of("f = 1/x", x=0.0)
    question = asked(run, Asks.VALUE, "f")
    assert check(question, inf, run).right
    assert check(question, answer, run).hint_kind is mistake


# Every mistake, on circuits that nobody chose


def mistaken(run: Run, question: Question) -> Iterator[tuple[float, Mistake]]:
    """The numbers that the usual mistakes lead to."""
    flows = flows_from(run, question.node)
    if question.wire is not None:
        wrong = [each for flow in flows if flow.wire == question.wire for each in wrong_flows(run, flow)]
    elif question.asks is Asks.VALUE:
        wrong = list(wrong_values(run, question.node))
    else:
        wrong = list(wrong_gradients(run, question.node, flows))
    return ((each.number, each.mistake) for each in wrong)


def check_hints(run: Run) -> set[Mistake]:
    """Whether each mistake gets its own hint, or that of another which leads to the same number. Returns those seen."""
    seen = set()
    for question in every_question(run):
        known = answer_of(question, run)
        if not isinstance(known, float) or not isfinite(known):
            continue
        answers = list(mistaken(run, question))
        for number, mistake in answers:
            verdict = check(question, number, run, EXACT)
            if EXACT.accepts(number, known):
                assert verdict.right
            elif isfinite(number):
                alike = {other for each, other in answers if EXACT.accepts(number, each)}
                assert verdict.hint_kind in alike, (question, number, mistake, verdict)
                seen.add(mistake if verdict.hint_kind is mistake else Mistake.OTHER)
            check_sentence(run, verdict)
    return seen


def check_sentence(run: Run, verdict: Verdict) -> None:
    """Whole, and without the answer or any other number of the circuit."""
    assert "{" not in verdict.sentence
    assert verdict.sentence[-1] in ".?"
    assert all(id in run.tape.place for id in verdict.nodes)
    for _, text in verdict.fields:
        assert not re.fullmatch(r"−?\d+\.\d+", text)


def test_every_mistake_is_seen_in_the_worked_examples() -> None:
    seen = set().union(*(check_hints(cg.run(built(case))) for case in CASES))
    assert seen >= {
        Mistake.SIGN, Mistake.UPSTREAM, Mistake.LOCAL, Mistake.PATHS, Mistake.FACTOR, Mistake.ADDED, Mistake.VALUE,
        Mistake.GRADIENT, Mistake.PASSED, Mistake.OPERATOR, Mistake.SUM,
    }  # fmt: skip


@given(circuits(complete=True, values=st.floats(-3.0, 3.0), any_ids=False, bypass=True))
@settings(max_examples=200, deadline=None)
def test_every_mistake_gets_its_hint_on_random_circuits(circuit: Circuit) -> None:
    check_hints(cg.run(circuit, objective=circuit.sinks()[-1].label))


@given(
    circuits(complete=True, any_ids=False, bypass=True),
    st.floats() | st.sampled_from(["raises", "lowers", "none", "undefined"]),
)
@settings(max_examples=200, deadline=None)
def test_any_answer_gets_a_sentence(circuit: Circuit, answer: Answer) -> None:
    run = cg.run(circuit, objective=circuit.sinks()[0].label)
    for question in every_question(run):
        if isinstance(answer, str) is (question.asks is Asks.EFFECT):
            check_sentence(run, check(question, answer, run))


def test_slopes_whose_sum_float64_cannot_hold_are_no_mistake_that_anybody_makes() -> None:
    circuit = cg.from_formula("a = 1.7e308; b = 1.7e308; x = 1e-10; f = 1e-308*(x*a) + 1e-308*(x*b)")
    run = cg.run(circuit)
    assert run.gradients["x"] == pytest.approx(3.4)
    for question in every_question(run):
        if question.asks is not Asks.EFFECT:
            check_sentence(run, check(question, 0.5, run))


@pytest.mark.parametrize("name", [record.name for record in OPERATORS.values() if not record.is_leaf])
def test_hints_of_every_operator(name: str) -> None:
    """The hints know no operator by name, so each one of the table must get along with them."""
    record = OPERATORS[name]
    count = 3 if record.any_number else len(record.ports)
    middles = [sum(record.domain[0 if record.any_number else port]) / 2 + 0.37 for port in range(count)]
    leaves = [Node.new("input", id=f"x{port}", value=middle) for port, middle in enumerate(middles)]
    nodes = (*leaves, Node.new(name, id="y"), Node.new("scale", id="f", constants=(1.7,)))
    wires = (*(Wire(leaf.id, "y", port) for port, leaf in enumerate(leaves)), Wire("y", "f", 0))
    assert check_hints(cg.run(Circuit(Fragment(nodes, wires))))


def test_the_tables_of_hints_are_whole() -> None:
    fields = {"label", "objective", "target", "title", "rule", "other", "operator", "count", "digits"}
    for table in (hints.GRADIENT_HINTS, hints.VALUE_HINTS, hints.EFFECT_HINTS):
        for (_, scope), sentence in table.items():
            used = set(re.findall(r"{(\w+)}", sentence))
            assert used <= fields
            assert scope in (Scope.WIRE, Scope.ONE, Scope.LEFT_OUT) or "target" not in used


# What cannot be checked


def test_an_answer_of_the_wrong_kind_is_refused() -> None:
    run = two_paths()
    with pytest.raises(CircuitError, match="another kind"):
        check(asked(run, Asks.GRADIENT, "x"), "raises", run)


def test_nothing_is_asked_of_what_is_not_there() -> None:
    with pytest.raises(CircuitError, match="run both passes"):
        check(Question(Asks.VALUE, "nowhere"), 1.0, two_paths())
