"""Going through an exercise: the order of the questions, what counts, and what has to be hidden."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

import circuitgrad as cg
from circuitgrad.analysis.hiding import hidden_by
from circuitgrad.analysis.sitting import Sitting, in_learning_order
from circuitgrad.circuit import Asks, Circuit, Fragment, Node, Question, Wire
from circuitgrad.circuit.exercise import check_attempt
from tests.strategies import circuits


def everything(circuit: Circuit) -> list[Question]:
    nodes = circuit.nodes.values()
    return [
        *(Question(Asks.EFFECT if node.is_leaf else Asks.VALUE, node.id) for node in nodes),
        *(Question(Asks.GRADIENT, node.id) for node in nodes),
        *(Question(Asks.GRADIENT, wire) for wire in circuit.wires()),
    ]


@given(circuits(any_ids=False))
@settings(deadline=None)
def test_nothing_is_asked_before_what_it_is_worked_out_from(circuit: Circuit) -> None:
    asked = in_learning_order(everything(circuit), circuit)
    assert set(asked) == set(everything(circuit))
    place = {question: i for i, question in enumerate(asked)}
    for wire in circuit.wires():
        flow = place[Question(Asks.GRADIENT, wire)]
        assert place[Question(Asks.GRADIENT, wire.target)] < flow < place[Question(Asks.GRADIENT, wire.source)]
        if not circuit.node(wire.source).is_leaf:
            assert place[Question(Asks.VALUE, wire.source)] < place[Question(Asks.VALUE, wire.target)] < flow


@given(circuits(any_ids=False), st.data())
@settings(deadline=None)
def test_any_way_through_counts_each_question_once(circuit: Circuit, data: st.DataObject) -> None:
    sitting = Sitting(in_learning_order(everything(circuit), circuit))
    current = sitting.next_after(None)
    rounds = 0
    while current is not None:
        what = data.draw(st.sampled_from(["right", "wrong", "shown", "skip"])) if rounds < 60 else "right"
        rounds += 1
        if what == "wrong":
            sitting = sitting.after_wrong(current)
            continue
        if what != "skip":
            sitting = sitting.after_right(current) if what == "right" else sitting.after_shown(current)
        following = sitting.next_after(current)
        current = following if following is not None or not sitting.is_open(current) else current
        attempt = sitting.attempt()
        check_attempt(attempt)
        assert attempt.right + attempt.shown + len(sitting.open) == attempt.asked
    assert sitting.is_over == bool(len(circuit))


def test_the_order_goes_round_and_back() -> None:
    a, b, c = (Question(Asks.GRADIENT, id) for id in "abc")
    sitting = Sitting((a, b, c)).after_right(b)
    assert sitting.next_after(None) == a
    assert sitting.next_after(None, -1) == c
    assert sitting.next_after(c) == a
    assert sitting.next_after(a) == c
    assert sitting.next_after(b, -1) == a
    assert sitting.after_right(a).after_shown(c).next_after(c) is None


def test_answers_stay_where_other_questions_are_asked() -> None:
    a, b, c = (Question(Asks.GRADIENT, id) for id in "abc")
    sitting = Sitting((a, b)).after_wrong(a).after_right(a).asking((a, c))
    assert (sitting.open, sitting.right, sitting.wrong) == ((c,), {a}, (a,))


def number_text(number: float | None) -> str:
    """A number exactly; −0 is 0, as a sum of one wire with −0 on it gives."""
    assert number is not None
    return repr(number + 0.0)


@given(circuits(any_ids=False, complete=True, bypass=True, values=st.floats(-3.0, 3.0)))
@settings(deadline=None)
def test_what_is_hidden_besides_is_the_very_same_number(circuit: Circuit) -> None:
    run = cg.run(circuit, objective=circuit.sinks()[0].label)
    for question in everything(circuit):
        hidden = hidden_by([question], circuit)
        nodes = [run.of_node(id) for id in hidden.values | hidden.gradients]
        same = {number_text(node.value) for node in nodes if node and question.asks is Asks.VALUE}
        same |= {number_text(result.gradient) for result in map(run.of_wire, hidden.flows) if result}
        for id in hidden.gradients - {run.objective}:  # the objective's is 1, whatever it feeds
            result = run.of_node(str(id))
            same |= {number_text(result.gradient)} if result else set()
        assert len(same) <= 1 or question.node == run.objective, (question, hidden)
        assert question.asks is not Asks.VALUE or question.node in hidden.values
        assert question.asks is Asks.VALUE or question.at in hidden.gradients | hidden.flows


def test_a_dot_on_the_way_tells_nothing() -> None:
    x, dot, f = Node.new("input", id="x"), Node.new("identity", id="d"), Node.new("exp", id="f")
    circuit = Circuit(Fragment((x, dot, f), (Wire("x", "d", 0), Wire("d", "f", 0))))
    if dot.record.dot:
        assert hidden_by([Question(Asks.EFFECT, "x")], circuit).gradients == {"x", "d"}
        assert hidden_by([Question(Asks.EFFECT, "x")], circuit).flows == set(circuit.wires())
