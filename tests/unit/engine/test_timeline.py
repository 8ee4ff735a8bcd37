"""The passes at random access: every step in any order, and all of it equal to the engine's own steps bit for bit."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import circuitgrad as cg
from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.engine import Run, Tape, evaluate
from circuitgrad.engine.compiled.evaluation import run_compiled
from circuitgrad.engine.compiled.loader import load_kernels
from circuitgrad.engine.passes import forward_pass
from circuitgrad.engine.steps import backward_steps, forward_steps
from circuitgrad.engine.timeline import Phase, Timeline
from tests.strategies import circuits, numbers


def same(a: float, b: float) -> bool:
    """Equal to the last bit, NaN included."""
    return repr(a) == repr(b)


def picture(timeline: Timeline, step: int) -> str:
    """All that is known after a step."""
    places = range(len(timeline.tape))
    wires = [timeline.tape.wire(i, at) for i in places for at in range(len(timeline.tape.sources[i]))]
    return repr(
        (
            timeline.moment(step),
            [timeline.has_value(i, step) for i in places],
            [timeline.wire_flows(wire, step) for wire in wires],
            [timeline.sum(i, step) for i in places],
            [timeline.arrivals(i, step) for i in places],
            timeline.flows(step),
        )
    )


@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(circuits(values=numbers(finite=False), bypass=True), st.data())
def test_every_step_is_the_engines_to_the_last_bit(circuit: Circuit, data: st.DataObject) -> None:
    assume(len(circuit))
    tape = Tape.of(circuit)
    objective = data.draw(st.integers(0, len(tape) - 1))
    run = evaluate(tape, objective)
    timeline = Timeline(run)
    forward = forward_pass(tape)
    moments = [timeline.moment(step) for step in range(timeline.last + 1)]

    computed = [step for step in forward_steps(tape) if not tape.operators[step.place].is_leaf]
    shown = [moment.place for moment in moments if moment.phase is Phase.FORWARD]
    assert shown == [step.place for step in computed]
    assert all(same(run.values[step.place], step.value) for step in computed)

    engine = list(backward_steps(tape, forward, objective))
    flows = [flow for step in range(timeline.last + 1) for flow in timeline.flows(step)]
    assert list(map(repr, flows)) == list(map(repr, engine))

    known: set[int] = {i for i, operator in enumerate(tape.operators) if operator.is_leaf}
    totals, arrived = {objective: 1.0}, dict.fromkeys(range(len(tape)), 0)
    waiting = iter(engine)
    for step, moment in enumerate(moments):
        if moment.phase is Phase.FORWARD:
            known.add(moment.place)
        for _ in timeline.flows(step):
            flow = next(waiting)
            totals[flow.source] = flow.total
            arrived[flow.source] += 1
        assert {i for i in range(len(tape)) if timeline.has_value(i, step)} == known
        for i in range(len(tape)):
            total = timeline.sum(i, step)
            begun = i != objective or step >= timeline.schedule.seed
            assert not begun or same(total.total, totals.get(i, 0.0))
            assert i == objective or total.arrived == arrived[i] == len(timeline.arrivals(i, step))
    backward = run.backward
    assert backward is not None
    assert all(same(timeline.sum(i, timeline.last).total, float(backward.nodes[i])) for i in range(len(tape)))
    assert all(timeline.sum(i, timeline.last).is_whole for i in range(len(tape)))


@settings(max_examples=150, deadline=None)
@given(circuits(values=numbers(finite=False), bypass=True), st.data())
def test_scrubbing_in_any_order_shows_the_same(circuit: Circuit, data: st.DataObject) -> None:
    assume(len(circuit))
    tape = Tape.of(circuit)
    run = evaluate(tape, data.draw(st.integers(0, len(tape) - 1)))
    timeline = Timeline(run)
    in_order = [picture(Timeline(run), step) for step in range(timeline.last + 1)]
    for step in data.draw(st.lists(st.integers(0, timeline.last), max_size=20)):
        assert picture(timeline, step) == in_order[step]


@settings(max_examples=150, deadline=None)
@given(circuits(bypass=True), st.data())
def test_a_step_is_found_by_what_happens(circuit: Circuit, data: st.DataObject) -> None:
    assume(len(circuit))
    tape = Tape.of(circuit)
    timeline = Timeline(evaluate(tape, data.draw(st.integers(0, len(tape) - 1))))
    for step in range(timeline.last + 1):
        moment = timeline.moment(step)
        assert timeline.step_of(moment.phase, moment.place) == step
    for step in (-1, timeline.last + 1):
        with pytest.raises(IndexError):
            timeline.moment(step)


@settings(max_examples=100, deadline=None)
@given(circuits(values=numbers(finite=False), bypass=True), st.data())
def test_what_adds_up_is_what_compiled_passes_have_too(circuit: Circuit, data: st.DataObject) -> None:
    assume(len(circuit))
    tape = Tape.of(circuit)
    objective = data.draw(st.integers(0, len(tape) - 1))
    values, gradients = run_compiled(tape, objective, load_kernels())
    timeline = Timeline(Run(tape, values, objective, gradients))
    assert all(same(timeline.sum(i, timeline.last).total, float(gradients.nodes[i])) for i in range(len(tape)))


def neuron() -> Run:
    values = {"w0": 2, "x0": -1, "w1": -3, "x1": -2, "w2": -3}
    return cg.run(cg.from_formula("f = 1/(1 + exp(-(w0*x0 + w1*x1 + w2)))"), values)


def test_the_neuron_has_nine_steps_back_as_the_book_counts_them() -> None:
    timeline = Timeline(neuron())
    backward = [timeline.moment(step) for step in range(timeline.last + 1) if timeline.moment(step).is_backward]
    assert [moment.number for moment in backward] == list(range(1, len(backward) + 1))
    assert {moment.count for moment in backward} == {len(backward)} == {9}
    (flow,) = timeline.flows(timeline.schedule.seed + 1)
    assert (flow.upstream, round(flow.local_derivative, 2), round(flow.gradient, 2)) == (1.0, -0.53, -0.53)


def test_what_the_objective_does_not_need_takes_no_part_in_the_backward_pass() -> None:
    nodes = (Node.new("input", id="x", value=3.0), Node.new("square", id="f"), Node.new("negate", id="aside"))
    circuit = Circuit(Fragment(nodes, (Wire("x", "f", 0), Wire("x", "aside", 0)), "f"))
    timeline = Timeline(evaluate(Tape.of(circuit), 1))
    assert [timeline.moment(step).place for step in range(timeline.last + 1)] == [-1, 1, 2, 1, 1]
    assert timeline.wire_flows(Wire("x", "f", 0), timeline.last)
    assert not timeline.wire_flows(Wire("x", "aside", 0), timeline.last)
    assert timeline.sum(0, timeline.last).awaited == 1
    assert timeline.step_of(Phase.BACKWARD, 2) is None
    assert timeline.step_of(Phase.SEED, 2) is None
    assert timeline.step_of(Phase.FORWARD, 9) is None


def test_a_forward_run_has_forward_steps_alone() -> None:
    tape = neuron().tape
    timeline = Timeline(evaluate(tape, tape.place["f"], backward=False))
    assert {timeline.moment(step).phase for step in range(timeline.last + 1)} == {Phase.GIVEN, Phase.FORWARD}
    assert timeline.step_of(Phase.SEED, tape.place["f"]) is None
    assert timeline.flows(timeline.last) == ()


def test_gradients_that_add_up_are_there_one_after_the_other() -> None:
    run = cg.run(cg.from_formula("q = x*y; f = q + x + x"), {"x": -3, "y": 2})
    timeline, x = Timeline(run), run.tape.place["x"]
    totals = [timeline.sum(x, step) for step in range(timeline.last + 1)]
    assert [(each.total, each.arrived) for each in totals if each.arrived] == [(1.0, 1), (2.0, 2), (4.0, 3)]
    assert totals[-1].is_whole
    assert [arrival.gradient for arrival in timeline.arrivals(x, timeline.last)] == [1.0, 1.0, 2.0]
    assert [arrival.gradient for arrival in timeline.arrivals(x, timeline.last, 2)] == [1.0, 1.0]


def test_a_new_number_keeps_the_schedule() -> None:
    run = neuron()
    timeline = Timeline(run)
    node = run.tape.nodes[run.tape.place["x0"]]
    moved = evaluate(run.tape.with_numbers([node]), run.tape.place["f"])
    assert Timeline(moved).schedule is timeline.schedule
    assert Timeline(evaluate(run.tape, run.tape.place["x0"])).schedule is not timeline.schedule


def test_one_node_that_feeds_ten_thousand_is_added_up_once() -> None:
    """A total at any step is looked up; were it added up anew, 2,000 of them would take half a minute."""
    count = 10_000
    nodes = [Node.new("input", id="x", value=0.5), *(Node.new("negate", id=f"n{i}") for i in range(count))]
    wires = [*(Wire("x", f"n{i}", 0) for i in range(count)), *(Wire(f"n{i}", "f", i) for i in range(count))]
    circuit = Circuit(Fragment((*nodes, Node.new("add", id="f")), tuple(wires)))
    timeline = Timeline(evaluate(Tape.of(circuit), count + 1))
    start = process_time()
    for step in range(timeline.last - 2_000, timeline.last + 1):
        assert timeline.sum(0, step).total == -float(step - timeline.schedule.seed - 1)
    assert process_time() - start < 3.0
