"""Dead inputs: what stops them, in which words, and cures that work when they are tried."""

from __future__ import annotations

import pytest

import circuitgrad as cg
from circuitgrad.analysis.dead import DeadInput, dead_inputs
from circuitgrad.analysis.nudge import nudge
from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.circuit.edits import ChooseObjective, Hold, SetRole
from circuitgrad.engine import Tape, evaluate
from circuitgrad.errors import BatchStopped
from circuitgrad.formats.examples import load_example
from circuitgrad.operators import Role


def dead(formula: str, **values: float) -> dict[str, DeadInput]:
    """The dead inputs of a formula, by label; what the formula says last is the objective."""
    circuit = cg.from_formula(formula)
    found = dead_inputs(circuit, cg.run(circuit, values))
    assert all(each.sentence.endswith(".") for each in found)
    return {each.label: each for each in found}


def test_the_dead_product_is_cured_by_a_nudge() -> None:
    circuit = load_example("dead_product")
    found = dead_inputs(circuit, cg.run(circuit))
    assert [(each.id, each.label, each.is_held, each.stops_at, each.cure, each.jump_to) for each in found] == [
        ("x", "x", False, "f", "nudge", None),
        ("y", "y", False, "f", "nudge", None),
    ]
    assert found[0].sentence == (
        "“f” (multiply) passes no gradient to “x” and “y”, because another input is 0, at x = 0, y = 0. "
        "Nudge the inputs that may move."
    )
    nudge(circuit).apply(circuit)
    assert dead_inputs(circuit, cg.run(circuit)) == []


@pytest.mark.parametrize(
    ("formula", "label", "stops_at", "reason"),
    [
        ("x = 50; f = sigmoid(x)", "x", "f", "hardly any gradient to “x”: its slope is 1.93e−22"),
        ("x = -50; f = sigmoid(x)", "x", "f", "hardly any gradient"),
        ("x = 1e4; f = sigmoid(x)", "x", "f", "the sigmoid is saturated"),
        ("x = 40; f = tanh(2*x)", "x", "f", "hardly any gradient to “scale1”"),
        ("x = -3; f = relu(x)", "x", "f", "its input is not above 0"),
        ("x = -3; y = 2; f = y + relu(x)", "x", "relu1", "its input is not above 0"),
        ("x = -1; f = 1e-15*relu(x)", "x", "relu1", "its input is not above 0"),
        ("x = 1; y = 5; f = max(x, y)", "x", "f", "another input is larger"),
        ("x = 7; y = 5; f = min(x, y)", "x", "f", "another input is smaller"),
        ("x = -800; f = exp(x)", "x", "f", "the exponential has vanished"),
    ],
)
def test_a_jump_wakes_the_gradient(formula: str, label: str, stops_at: str, reason: str) -> None:
    circuit = cg.from_formula(formula)
    (each,) = dead_inputs(circuit, cg.run(circuit))
    assert (each.label, each.cure) == (label, "jump")
    assert each.stops_at == stops_at
    assert reason in each.sentence
    assert each.jump_to is not None
    assert f"Set “{label}” to" in each.sentence
    after = cg.run(circuit, {label: each.jump_to})
    assert abs(after.gradients[label]) > 0.0
    assert [still.label for still in dead_inputs(circuit, after) if still.label == label] == []


def test_a_jump_stays_near_and_clear_of_the_tie() -> None:
    assert dead("x = 1; y = 5; f = max(x, y)")["x"].jump_to == 5.2
    assert dead("x = -3; f = relu(x)")["x"].jump_to == 0.2


@pytest.mark.parametrize(
    ("formula", "label", "stops_at", "reason"),
    [
        ("x = 3; f = x*0", "x", "f", "because the factor is 0"),
        ("x = 3; y = 2; f = x*(1 - 1)*y", "x", "mul1", "because another input is 0"),
        ("x = 3; f = x - x", "x", "x", "it undoes on another"),
        ("x = 1; f = exp(-400)*exp(-400)*x", "x", "f", "because another input is 0"),
    ],
)
def test_where_nothing_helps_it_says_so(formula: str, label: str, stops_at: str, reason: str) -> None:
    each = dead(formula)[label]
    assert (each.cure, each.jump_to) == ("constant", None)
    assert each.stops_at == stops_at
    assert reason in each.sentence
    assert each.sentence.endswith("No value of the inputs that may move was found to help.")


def literal_zero() -> Circuit:
    x, zero, product = Node.new("input", id="x", value=2.0), Node.new("constant", id="c", value=0.0), "f"
    nodes = (x, zero, Node.new("mul", id=product))
    return Circuit(Fragment(nodes, (Wire("x", product, 0), Wire("c", product, 1))))


def test_a_product_with_a_literal_0_is_constant() -> None:
    circuit = literal_zero()
    (each,) = dead_inputs(circuit, cg.run(circuit))
    assert (each.label, each.stops_at, each.cure) == ("x", "f", "constant")
    assert "another input is 0, at x = 2, c = 0." in each.sentence


def test_data_that_are_held_at_0_cannot_be_helped_until_they_are_released() -> None:
    circuit = cg.from_formula("x = 2; d = 0; f = x*d")
    SetRole(circuit.find("d").id, Role.DATA).apply(circuit)
    assert [(each.label, each.cure) for each in dead_inputs(circuit, cg.run(circuit))] == [("x", "constant")]
    Hold(circuit.find("d").id, held=False).apply(circuit)
    (each,) = dead_inputs(circuit, cg.run(circuit))
    assert each.cure == "nudge"


def test_a_held_input_is_flagged_and_its_jump_asks_for_its_release() -> None:
    circuit = cg.from_formula("x = -3; f = relu(x)")
    Hold(circuit.find("x").id, held=True).apply(circuit)
    (each,) = dead_inputs(circuit, cg.run(circuit))
    assert (each.is_held, each.cure, each.jump_to) == (True, "jump", 0.2)
    assert each.sentence.endswith("Release “x” and set it to 0.2.")


def test_constants_are_no_inputs_that_could_be_dead() -> None:
    circuit = cg.from_formula("x = 0; y = 3; f = x*y")
    SetRole(circuit.find("y").id, Role.CONSTANT).apply(circuit)
    assert dead_inputs(circuit, cg.run(circuit)) == []


def test_an_unwired_input_and_one_beside_the_way() -> None:
    nodes = (
        Node.new("input", id="x", value=1.0),
        Node.new("input", id="lone", value=1.0),
        Node.new("input", id="aside", value=1.0),
        Node.new("exp", id="f"),
        Node.new("exp", id="middle"),
        Node.new("negate", id="end"),
    )
    wires = (Wire("x", "f", 0), Wire("aside", "middle", 0), Wire("middle", "end", 0))
    circuit = Circuit(Fragment(nodes, wires, objective="f"))
    lone, aside = dead_inputs(circuit, cg.run(circuit))
    assert (lone.label, lone.stops_at, lone.cure) == ("lone", "lone", "constant")
    assert lone.sentence == "“lone” is wired to nothing, so that “f” does not depend on it: wire it."
    assert (aside.label, aside.stops_at, aside.cure) == ("aside", "end", "constant")
    assert "No way leads from “aside” to “f”" in aside.sentence


def test_the_objective_can_be_another_than_the_runs() -> None:
    circuit = cg.from_formula("x = 2; y = -3; q = relu(y); f = x*x + q")
    ChooseObjective(circuit.find("f").id).apply(circuit)
    run = cg.run(circuit)
    assert [each.label for each in dead_inputs(circuit, run)] == ["y"]
    found = {each.label: each for each in dead_inputs(circuit, run, "q")}
    assert (found["x"].cure, found["y"].cure) == ("constant", "jump")


def test_a_bypassed_node_stops_all_but_its_first_input() -> None:
    x, y = (Node.new("input", id=id, value=2.0) for id in "xy")
    product = Node.new("mul", id="f", bypassed=True)
    circuit = Circuit(Fragment((x, y, product), (Wire("x", "f", 0), Wire("y", "f", 1))))
    (each,) = dead_inputs(circuit, cg.run(circuit))
    assert (each.label, each.stops_at, each.cure) == ("y", "f", "constant")
    assert "is bypassed" in each.sentence


def test_others_have_to_move_where_this_one_does_not() -> None:
    found = dead("x = 3; y = -5; f = x*relu(y)")
    assert (found["x"].cure, found["x"].jump_to) == ("jump", None)
    assert found["x"].sentence.endswith("Move other inputs: no value of “x” alone helps.")
    assert found["y"].cure == "jump"


def test_two_have_to_move_together() -> None:
    found = dead("x = -3; y = -5; f = relu(x)*relu(y)")
    for each in found.values():
        assert each.cure == "jump"
        assert each.jump_to is not None
        assert each.jump_to > 0.0
        assert "and move other inputs as well" in each.sentence


def test_the_first_of_several_that_stop_it_is_named() -> None:
    found = dead("x = -1; w = 2; f = relu(w*x)*0 + x")
    assert found["w"].stops_at == "relu1"


def test_the_values_of_the_run_count() -> None:
    assert not dead("x = -3; f = relu(x)", x=3.0)
    assert dead("x = 3; f = relu(x)", x=-3.0)["x"].cure == "jump"


@pytest.mark.parametrize(
    "formula",
    ["x = 2; y = 3; f = x*y", "x = 1; f = x*1e-15", "x = 0; f = 1e15 + x", "x = -1; f = log(x)", "x = 0; f = 1/x"],
)
def test_what_is_small_everywhere_or_undefined_is_not_dead(formula: str) -> None:
    assert dead(formula) == {}


def test_a_number_that_underflows_is_told_from_a_flat_spot() -> None:
    each = dead("x = 1; f = 1e-200*(1e-200*x)")["x"]
    assert (each.stops_at, each.cure) == ("scale1", "constant")
    assert "becomes too small for a number" in each.sentence


def test_where_a_value_is_missing_nothing_is_called_dead_that_is_undefined() -> None:
    circuit = cg.from_formula("x = 1; f = x*0 + y")
    assert [each.label for each in dead_inputs(circuit, cg.run(circuit, {"y": 1.0}))] == ["x"]
    tape = Tape.of(circuit)
    assert dead_inputs(circuit, evaluate(tape, tape.place["f"])) == []


def test_a_run_without_a_backward_pass_gets_one() -> None:
    circuit = load_example("dead_product")
    assert len(dead_inputs(circuit, evaluate(Tape.of(circuit), None))) == 2


def test_progress_goes_on_to_the_end_and_can_stop_it() -> None:
    circuit = cg.from_formula("x = 0; y = 0; z = -3; f = x*y + relu(z) + 0*v")
    told: list[tuple[int, int]] = []

    def note(done: int, count: int) -> bool:
        told.append((done, count))
        return len(told) < 9

    run = cg.run(circuit, {"v": 1.0})
    assert len(dead_inputs(circuit, run, progress=note)) == 4
    assert told == sorted(told)
    assert told[-1] == (4, 4)
    with pytest.raises(BatchStopped):
        dead_inputs(circuit, run, progress=lambda done, count: False)


@pytest.mark.parametrize("name", ["neuron", "gates", "two_layer_network", "sum_times", "lens"])
def test_living_examples_have_no_dead_input(name: str) -> None:
    circuit = load_example(name)
    run = cg.run(circuit)
    zero = {label for label, gradient in run.gradients.items() if gradient == 0.0}
    assert {each.label for each in dead_inputs(circuit, run)} == zero
