"""Tapes that are patched after edits are the ones made anew, whatever the edits and the order of the document."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from circuitgrad.circuit import Circuit, Node, Wire
from circuitgrad.circuit.changes import Change
from circuitgrad.circuit.edits import AddNode, Connect, Disconnect, Edit, SetConstant, SetValue
from circuitgrad.engine import Tape, evaluate
from circuitgrad.engine.order import moved_behind, topological_order
from tests.strategies import circuits, numbers


def is_in_order(tape: Tape) -> bool:
    position = {place: k for k, place in enumerate(tape.order)}
    return len(position) == len(tape) and all(
        position[source] < position[target] for target, fed in enumerate(tape.sources) for source in fed
    )


def some_edit(circuit: Circuit, data: st.DataObject) -> Edit | None:
    """A wire more or less, another number, a node more: what may come up, None where it may not."""
    ids = list(circuit.nodes)
    kind = data.draw(st.sampled_from(["connect", "connect", "disconnect", "value", "constant", "node"]))
    if kind == "connect":
        wire = Wire(data.draw(st.sampled_from(ids)), data.draw(st.sampled_from(ids)), data.draw(st.integers(0, 3)))
        return Connect(wire) if circuit.can_wire(wire) else None
    wires = list(circuit.wires())
    if kind == "disconnect" and wires:
        return Disconnect(data.draw(st.sampled_from(wires)))
    leaves = [node.id for node in circuit.nodes.values() if node.is_leaf]
    if kind == "value" and leaves:
        return SetValue(data.draw(st.sampled_from(leaves)), data.draw(numbers()))
    scales = [node.id for node in circuit.nodes.values() if node.operator == "scale"]
    if kind == "constant" and scales:
        return SetConstant(data.draw(st.sampled_from(scales)), "k", data.draw(numbers()))
    if kind == "node":
        return AddNode(Node.new("add", id=f"added{len(ids)}", bypassed=data.draw(st.booleans())))
    return None


@settings(max_examples=200, deadline=None)
@given(circuits(any_ids=False, bypass=True), st.data())
def test_a_patched_tape_gives_what_a_new_one_gives(circuit: Circuit, data: st.DataObject) -> None:
    if not len(circuit):
        return
    changes: list[Change] = []
    circuit.subscribe(changes.append)
    tape = Tape.of(circuit)
    run = evaluate(tape, 0)
    for _ in range(6):
        changes.clear()
        edit = some_edit(circuit, data)
        if edit is None:
            continue
        edit.apply(circuit)
        patched = tape.patched(changes)
        assert patched is not None, edit
        tape, fresh = patched, Tape.of(circuit)
        assert (tape.ids, tape.nodes, tape.sources, tape.ports) == (fresh.ids, fresh.nodes, fresh.sources, fresh.ports)
        assert (tape.operators, tape.idle) == (fresh.operators, fresh.idle)
        assert is_in_order(tape), (edit, tape.sources, list(tape.order))
        objective = data.draw(st.integers(0, len(tape) - 1))
        run = evaluate(tape, objective, before=run)
        expected = evaluate(Tape.of(circuit), objective)
        assert repr(run.values) == repr(expected.values), edit
        assert run.backward is not None
        assert expected.backward is not None
        assert list(run.backward.needed) == list(expected.backward.needed)
        assert set(run.gradients) == set(expected.gradients)


@given(st.data())
def test_one_wire_more_keeps_an_order(data: st.DataObject) -> None:
    count = data.draw(st.integers(2, 9))
    sources = [tuple(data.draw(st.sets(st.integers(0, i - 1), max_size=3))) if i else () for i in range(count)]
    source, target = data.draw(st.integers(0, count - 1)), data.draw(st.integers(0, count - 1))
    reached = {target}
    for i in range(count):
        if not reached.isdisjoint(sources[i]):
            reached.add(i)
    if source in reached:
        return
    wired = [(*fed, source) if i == target else fed for i, fed in enumerate(sources)]
    for order in (range(count), list(range(count)), list(topological_order(sources))):
        moved = list(moved_behind(order, source, target, wired))
        assert sorted(moved) == list(range(count))
        assert all(moved.index(s) < moved.index(i) for i, fed in enumerate(wired) for s in fed), (order, wired, moved)
