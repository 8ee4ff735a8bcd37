"""Problems are found where they arose, with the cause and what helps; and nothing is said of what is well."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.engine import Problem, Tape, evaluate, run
from circuitgrad.engine.advice import find_advice
from circuitgrad.engine.signs import Flag
from circuitgrad.operators import Role
from tests.strategies import circuits, numbers

P, D, K = Role.PARAMETER, Role.DATA, Role.CONSTANT


def chain(operators: list[str], *leaves: tuple[float, Role], scale: float = 2.0) -> list[Problem]:
    """The problems of the first operator over leaves a, b …, and each other operator over the one before."""
    nodes = [
        Node.new("input", id=id, value=value, role=role) for id, (value, role) in zip("abcd", leaves, strict=False)
    ]
    wires = [Wire(node.id, "f0", port) for port, node in enumerate(nodes)]
    for i, operator in enumerate(operators):
        nodes.append(Node.new(operator, id=f"f{i}", constants=(scale,) if operator == "scale" else None))
        if i:
            wires.append(Wire(f"f{i - 1}", f"f{i}", 0))
    return list(run(Circuit(Fragment(tuple(nodes), tuple(wires)))).problems)


@pytest.mark.parametrize(
    ("operators", "leaves", "kind", "words", "curable"),
    [
        (["sqrt", "square"], [(-2.0, P)], "undefined", "undefined at a = −2: raise “a” above 0", False),
        (["reciprocal", "square"], [(0.0, P)], "infinite", "infinite at a = 0: move “a” away from 0", False),
        (["sqrt"], [(0.0, P)], "infinite", "infinitely steep toward “a” at a = 0: raise “a” above 0", False),
        (["divide"], [(0.0, P), (0.0, P)], "undefined", "move “b” away from 0", False),
        (["divide"], [(0.0, P), (0.0, K)], "undefined", "undefined at a = 0, b = 0.", False),
        (["mul"], [(0.0, P), (0.0, P)], "zero", "no gradient to “a” and “b”, because another input is 0", True),
        (["mul"], [(2.0, P), (0.0, D)], "zero", "no gradient to “a”, because another input is 0", False),
        (["mul"], [(2.0, P), (0.0, P)], "zero", "nudge the inputs that may move", True),
        (["square"], [(0.0, P)], "zero", "because a square is flat at 0", True),
        (["relu"], [(-3.0, P)], "zero", "raise “a” above 0", False),
        (["max"], [(2.0, P), (-1.0, P)], "zero", "no gradient to “b”", False),
        (["sigmoid"], [(800.0, P)], "zero", "no gradient to “a”", False),
        (["exp"], [(1000.0, P)], "infinite", "lower “a” below 709.78", False),
        (["log"], [(-1.0, P)], "undefined", "raise “a” above 0", False),
        (["max"], [(1.0, P), (1.0, P)], "tie", "tie or corner, at a = 1, b = 1", True),
        (["square"], [(1e9, P)], "exploding", "explodes to 2e+09", False),
        (["square"], [(1e-13, P)], "vanishing", "all but vanished, to 2e−13", False),
    ],
)
def test_one_trouble_one_problem_with_cause_and_cure(
    operators: list[str], leaves: list[tuple[float, Role]], kind: str, words: str, curable: bool
) -> None:
    problems = chain(operators, *leaves)
    assert [(problem.node, problem.kind) for problem in problems if problem.kind == kind][:1], problems
    first = problems[0]
    assert first.kind == kind
    assert words in first.sentence
    assert first.curable is curable
    if kind not in ("exploding", "vanishing"):
        assert first.node == "f0"
        assert [problem.node for problem in problems] == ["f0"]


def test_an_abs_at_its_corner_is_flagged_as_such() -> None:
    assert "tie" in [problem.kind for problem in chain(["abs"], (0.0, P))]


def test_what_never_moves_is_no_trouble() -> None:
    assert chain(["mul"], (3.0, P), (0.5, K)) == []
    assert chain(["power"], (-3.0, P), (2.0, K)) == []
    assert [problem.kind for problem in chain(["mul"], (0.0, K), (0.0, K))] == []


def test_one_source_at_all_ports_is_no_tie() -> None:
    x, f = Node.new("input", id="x", value=1.0), Node.new("max", id="f")
    result = run(Circuit(Fragment((x, f), (Wire("x", "f", 0), Wire("x", "f", 1)))))
    assert result.gradients == {"x": 1.0}
    assert result.problems == ()


def test_a_gradient_that_overflows_is_said_where() -> None:
    problems = chain(["scale", "scale"], (1e-300, P), scale=1e200)
    assert [(problem.node, problem.kind) for problem in problems] == [("f0", "exploding")]
    assert "overflows between “f0” (scale) and “a”" in problems[0].sentence


def test_a_gradient_that_underflows_is_not_called_dead() -> None:
    problems = chain(["scale", "scale"], (1.0, P), scale=1e-200)
    assert [(problem.node, problem.kind) for problem in problems] == [("a", "vanishing")]


def test_very_many_troubles_are_told_by_the_first_few() -> None:
    nodes = [Node.new("input", id=f"x{i}", value=-1.0) for i in range(500)] + [Node.new("add", id="f")]
    roots = [Node.new("sqrt", id=f"r{i}") for i in range(500)]
    wires = [wire for i in range(500) for wire in (Wire(f"x{i}", f"r{i}", 0), Wire(f"r{i}", "f", i))]
    assert len(run(Circuit(Fragment((*nodes, *roots), tuple(wires)))).problems) == 50


def test_advice_takes_the_smallest_move_and_gives_up_where_none_helps() -> None:
    advice = find_advice([5.0, 0.0], [0, 1], lambda xs: xs[0] < 1.0 or xs[1] > 3.0)
    assert advice is not None
    assert (advice.position, advice.direction, advice.bound) == (1, "raise", pytest.approx(3.0))
    assert find_advice([5.0], [0], lambda xs: False) is None
    assert find_advice([5.0], [], lambda xs: True) is None


EVERY_FLAG = int(sum(Flag))


@settings(max_examples=300, deadline=None)
@given(circuits(values=numbers(finite=False), bypass=True), st.data())
def test_a_glance_misses_nothing_that_the_finders_find(circuit: Circuit, data: st.DataObject) -> None:
    assume(len(circuit))
    tape = Tape.of(circuit)
    objective = data.draw(st.none() | st.integers(0, len(tape) - 1))
    found = evaluate(tape, objective).problems
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("circuitgrad.engine.problems.flags_of", lambda *_: EVERY_FLAG)
        patch.setattr("circuitgrad.engine.problems.all_finite", lambda _: False)
        assert found == evaluate(tape, objective).problems


@settings(max_examples=300, deadline=None)
@given(circuits(values=st.sampled_from([0.0, -0.0, 1.0, -2.0, 800.0, -800.0, 1e-200]), bypass=True), st.data())
def test_every_node_that_stops_a_gradient_is_told(circuit: Circuit, data: st.DataObject) -> None:
    assume(len(circuit))
    tape = Tape.of(circuit)
    result = evaluate(tape, data.draw(st.integers(0, len(tape) - 1)))
    gradients = result.backward
    assert gradients is not None
    stopping = {
        tape.ids[i]
        for i, sources in enumerate(tape.sources)
        for source, slope in zip(sources, gradients.locals_of(i), strict=True)
        if gradients.nodes[i] != 0.0 and slope == 0.0 and gradients.nodes[source] == 0.0 and tape.movable[source]
    }
    assert {problem.node for problem in result.problems if problem.kind == "zero"} == stopping


def test_a_gradient_that_cancels_out_stops_nowhere() -> None:
    x, y = Node.new("input", id="x", value=2.0), Node.new("input", id="y", value=3.0)
    nodes = (x, y, Node.new("negate", id="n"), Node.new("add", id="s"), Node.new("mul", id="f"))
    wires = (Wire("x", "n", 0), Wire("x", "s", 0), Wire("n", "s", 1), Wire("s", "f", 0), Wire("y", "f", 1))
    tape = Tape.of(Circuit(Fragment(nodes, wires)))
    result = evaluate(tape, 4)
    assert result.backward is not None
    assert (result.gradients, result.backward.starving) == ({"x": 0.0, "y": 0.0}, None)
    assert [(problem.node, problem.kind) for problem in result.problems] == [("f", "zero")]
    assert result.backward.starving == [4]


def test_what_helps_is_tried_out_when_somebody_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def advise(*arguments: object) -> tuple[str, dict[str, str]]:
        asked.append(arguments)
        return "", {"numbers": "a = −2"}

    monkeypatch.setattr("circuitgrad.engine.broken.advise", advise)
    (problem,) = chain(["sqrt", "square"], (-2.0, P))
    assert (problem.node, problem.kind, problem.nodes, asked) == ("f0", "undefined", ("f0", "a"), [])
    assert problem.sentence == problem.sentence == "“f0” (square root) is undefined at a = −2."
    assert len(asked) == 1


def test_problems_are_equal_where_all_that_is_said_is() -> None:
    here, there = (chain(["sqrt"], (value, P)) for value in (-2.0, -3.0))
    assert here == chain(["sqrt"], (-2.0, P))
    assert len({*here, *chain(["sqrt"], (-2.0, P))}) == 1
    assert here != there
    assert here[0] != "f0"
    assert repr(here[0]).startswith("Problem('f0', 'undefined', '“f0” (square root) is undefined at a = −2: raise")
