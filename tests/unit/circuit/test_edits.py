"""Every edit is undone exactly, and a refused one leaves nothing behind."""

from __future__ import annotations

import pickle
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from circuitgrad.circuit import (
    Asks,
    Attempt,
    Circuit,
    Course,
    Exercise,
    Fragment,
    Frame,
    Node,
    Note,
    Question,
    Range,
    Scenario,
    Spread,
    Tolerance,
    Wire,
    compose,
)
from circuitgrad.circuit.changes import (
    Change,
    NodeAdded,
    NodeChanged,
    NodeRemoved,
    NodesMoved,
    ObjectiveChanged,
    RemarkChanged,
    WireAdded,
    WireBent,
    WireRemoved,
    concerns_results,
)
from circuitgrad.circuit.edits import (
    AddNode,
    AddRemark,
    AddScenario,
    Batch,
    Bend,
    ChooseObjective,
    Connect,
    Disconnect,
    Edit,
    Hold,
    Move,
    PinBaseline,
    RemoveNode,
    RemoveRemark,
    RemoveScenario,
    Rename,
    ReplaceNode,
    ReplaceRemark,
    ReplaceScenario,
    SetConstant,
    SetCourses,
    SetExercise,
    SetRange,
    SetRole,
    SetSpread,
    SetValue,
    add_fragment,
    remove,
)
from circuitgrad.errors import CircuitError, CycleError, UnknownNodeError, ValueProblem
from circuitgrad.operators import OPERATORS, Role
from tests.strategies import circuits


def exact(circuit: Circuit) -> str:
    """All that a circuit is, as text: tells −0 from 0 and takes NaN for itself."""
    return repr(circuit.fragment())


FRAME = Frame("frame1", "sum", (0.0, 0.0, 80.0, 40.0))
NOTE = Note("note1", "a\nnote", (8.0, 8.0, 40.0, 24.0))


def sum_times() -> Circuit:
    x, y, z = (Node.new("input", id=name, value=1.0) for name in "xyz")
    q, f = Node.new("add", id="q"), Node.new("mul", id="f")
    wires = (Wire("x", "q", 0), Wire("y", "q", 1), Wire("q", "f", 0), Wire("z", "f", 1))
    scenarios = Scenario("one", "as measured", (("x", 1.0), ("y", 2.0))), Scenario("two", "", (("z", -1.0),))
    return Circuit(
        Fragment(
            (x, y, z, q, f),
            wires,
            "f",
            (FRAME, NOTE),
            scenarios,
            Scenario("baseline", "", (("z", 0.0),)),
            Exercise((Question(Asks.GRADIENT, "x"),)),
            ((Wire("q", "f", 0), ((8.0, 24.0), (40.0, 24.0))),),
        )
    )


EDITS: list[Edit] = [
    AddNode(Node.new("square", id="new")),
    RemoveNode("q"),
    RemoveNode("f"),
    RemoveNode("x"),
    Connect(Wire("z", "q", 2)),
    Connect(Wire("x", "f", 0), replacing=True),
    Connect(Wire("q", "f", 0), replacing=True),
    Disconnect(Wire("q", "f", 0)),
    SetValue("x", -0.0),
    SetValue("x", None),
    SetRole("x", Role.DATA),
    Rename("q", "sum"),
    ReplaceNode(Node.new("mul", id="q")),
    Move((("x", (8.0, -16.0)), ("q", (1.0, 2.0)))),
    ChooseObjective("q"),
    ChooseObjective(None),
    Batch((SetValue("x", 5.0), RemoveNode("x"), Rename("y", "x"), Connect(Wire("z", "q", 0)))),
    remove(["q", "z"], [Wire("x", "q", 0)]),
    compose.set_values({"x": 2.0, "y": None}),
    compose.rewire(Wire("x", "q", 0), Wire("x", "f", 1)),
    compose.set_bypassed(sum_times(), ["x", "q", "f", "q"], True),
    compose.set_pinned(sum_times(), ["x", "q"], True),
    AddRemark(Note("n", "", (0.0, 0.0, 1.0, 1.0))),
    AddRemark(Note("n", "behind all", (0.0, 0.0, 1.0, 1.0)), 0),
    RemoveRemark("frame1"),
    RemoveRemark("note1"),
    ReplaceRemark(Frame("frame1", "another", (1.0, 2.0, 3.0, 4.0))),
    remove(["q"], [], ["note1", "frame1"]),
    add_fragment(Fragment(remarks=(Note("n", "", (0.0, 0.0, 1.0, 1.0)),))),
    SetRange("x", Range(-1.0, 4.0, 0.5)),
    SetSpread("x", Spread("normal", (1.0, 0.1))),
    Hold("x", True),
    Hold("x", False),
    AddScenario(Scenario("s", "", (("x", 2.0),))),
    AddScenario(Scenario("s", "before all", (("x", 2.0),)), 0),
    RemoveScenario("one"),
    ReplaceScenario(Scenario("two", "renamed", (("y", 2.0),))),
    PinBaseline(Scenario("baseline", "", (("x", 1.0),))),
    SetExercise(Exercise((Question(Asks.VALUE, "q"), Question(Asks.EFFECT, "x")), "What comes out?")),
    SetExercise(None),
    PinBaseline(None),
    Bend(((Wire("q", "f", 0), ((1.0, 2.0),)), (Wire("x", "q", 0), ((3.0, 4.0), (5.0, 6.0))))),
    Bend(((Wire("q", "f", 0), ()),)),
    Bend(((Wire("x", "q", 0), ((3.0, 4.0),)), (Wire("x", "q", 0), ((5.0, 6.0),)))),
    SetCourses(((Wire("q", "f", 0), None),)),
    Move((("q", (8.0, -16.0)), ("f", (8.0, -16.0)))),
    Move((("f", (8.0, -16.0)),)),
    Batch((Move((("f", (8.0, 0.0)),)), Disconnect(Wire("q", "f", 0)), Connect(Wire("q", "f", 0)))),
]


@pytest.mark.parametrize("edit", EDITS, ids=repr)
@pytest.mark.parametrize("with_graph", [False, True], ids=["graph later", "graph before"])
def test_an_edit_its_inverse_and_again(edit: Edit, with_graph: bool) -> None:
    circuit = sum_times()
    if with_graph:
        assert len(circuit.graph) == 5
    before = exact(circuit)
    back = edit.apply(circuit)
    after = exact(circuit)
    assert after != before or edit == Connect(Wire("q", "f", 0), replacing=True)
    forth = back.apply(circuit)
    assert exact(circuit) == before
    back_again = forth.apply(circuit)
    assert exact(circuit) == after
    back_again.apply(circuit)
    assert exact(circuit) == before
    assert_graph_follows(circuit)


def assert_graph_follows(circuit: Circuit) -> None:
    rebuilt = Circuit(circuit.fragment()).graph
    assert circuit.graph.nodes == rebuilt.nodes
    assert circuit.graph.adj == rebuilt.adj


@pytest.mark.parametrize(
    ("edit", "kind", "words"),
    [
        (AddNode(Node.new("square", id="x")), CircuitError, "there twice"),
        (AddNode(Node.new("square", id="a", name="x")), CircuitError, "choose another name"),
        (AddNode(Node.new("square", id="a"), place=0), CircuitError, "place 0"),
        (RemoveNode("nobody"), CircuitError, "nobody"),
        (Connect(Wire("f", "q", 2)), CycleError, "f → q → f"),
        (Connect(Wire("f", "q", 0), replacing=True), CycleError, "f → q → f"),
        (Connect(Wire("q", "q", 2)), CycleError, "q → q"),
        (Connect(Wire("z", "q", 0)), CircuitError, "taken by “x”"),
        (Connect(Wire("z", "x", 0)), CircuitError, "takes no wire"),
        (Connect(Wire("z", "q", -1)), CircuitError, "no input 0"),
        (Connect(Wire("z", "q", 10**9)), CircuitError, "no input 1000000001"),
        (Disconnect(Wire("z", "q", 0)), CircuitError, "no such wire"),
        (SetValue("q", 1.0), ValueProblem, "computed"),
        (SetRole("q", Role.DATA), ValueProblem, "computed"),
        (Rename("q", "x"), CircuitError, "choose another name"),
        (Rename("q", "1q"), CircuitError, "cannot be a name"),
        (SetConstant("q", "k", 1.0), CircuitError, "no constant"),
        (ReplaceNode(Node.new("square", id="q")), CircuitError, "input 2"),
        (ReplaceNode(Node.new("input", id="q")), CircuitError, "stand in"),
        (ChooseObjective("nobody"), CircuitError, "nobody"),
        (ReplaceNode(Node.new("input", id="x", bypassed=True)), CircuitError, "only an operator has a first input"),
        (SetRange("x", Range(1.0, 1.0)), ValueProblem, "wrong way round: 1 is not below 1"),
        (SetRange("x", Range(float("nan"), 1.0)), ValueProblem, "two finite ends"),
        (SetRange("x", Range(-1e308, 1.7e308)), ValueProblem, "two finite ends"),
        (SetRange("x", Range(0.0, 1.0, 0.0)), ValueProblem, "must be above 0, not 0"),
        (SetRange("x", Range(0.0, 1.0, None, True)), ValueProblem, "raise the lower end, which is 0"),
        (SetRange("q", Range(0.0, 1.0)), ValueProblem, "computed"),
        (SetSpread("x", Spread("cauchy", (0.0, 1.0))), ValueProblem, "there are: normal, uniform"),
        (SetSpread("x", Spread("normal", (0.0,))), ValueProblem, "finite numbers for: mean, deviation"),
        (SetSpread("x", Spread("normal", (0.0, 0.0))), ValueProblem, "deviation must be above 0"),
        (SetSpread("x", Spread("uniform", (1.0, 0.0))), ValueProblem, "low must be below its high"),
        (SetSpread("x", Spread("triangular", (0.0, 3.0, 2.0))), ValueProblem, "low ≤ mode ≤ high"),
        (SetSpread("x", Spread("lognormal", (1.0, 1.0))), ValueProblem, "factor above 1"),
        (Hold("q", True), ValueProblem, "computed"),
        (ReplaceNode(Node("q", "add", held=True)), CircuitError, "only an input is held"),
        (AddScenario(Scenario("one", "", ())), CircuitError, "is there twice, for a scenario"),
        (AddScenario(Scenario("", "", ())), ValueProblem, "has no id"),
        (AddScenario(Scenario("s", "two\nlines", ())), ValueProblem, "one line"),
        (AddScenario(Scenario("s", "a", (("x", 1.0), ("x", 2.0)))), ValueProblem, "an input twice"),
        (SetExercise(Exercise((Question(Asks.VALUE, "x"),))), CircuitError, "The value of “x” is given"),
        (SetExercise(Exercise((Question(Asks.EFFECT, "q"),))), CircuitError, "“q” is computed: only of an input"),
        (SetExercise(Exercise((Question(Asks.VALUE, Wire("x", "q", 0)),))), CircuitError, "only the gradient"),
        (SetExercise(Exercise((Question(Asks.VALUE, "q"),) * 2)), CircuitError, "one question twice"),
        (SetExercise(Exercise(tolerance=Tolerance(relative=1.0))), CircuitError, "below 1"),
        (SetExercise(Exercise(tolerance=Tolerance(digits=0))), CircuitError, "1 to 17 significant digits"),
        (SetExercise(Exercise(attempts=(Attempt(1, 2, 0, 0, 0),))), CircuitError, "counts that do not fit"),
        (SetExercise(Exercise(attempts=(Attempt(1, 1, 0, 0, 0, -1.0),))), CircuitError, "a time that cannot be"),
        (RemoveScenario("nobody"), CircuitError, "No scenario has the id “nobody”"),
        (AddRemark(FRAME), CircuitError, "is there twice, for a frame or note"),
        (AddRemark(Note("", "", (0.0, 0.0, 1.0, 1.0))), CircuitError, "note has no id"),
        (AddRemark(Frame("a", "", (0.0, 0.0, 0.0, 1.0))), CircuitError, "has no size"),
        (AddRemark(Frame("a", "", (0.0, 0.0, 1.0, -1.0))), CircuitError, "has no size"),
        (AddRemark(Note("a", "", (0.0, float("nan"), 1.0, 1.0))), CircuitError, "no finite number"),
        (AddRemark(Note("a", "", (0.0, 0.0, float("inf"), 1.0))), CircuitError, "no finite number"),
        (AddRemark(Note("a", "\ud83d", (0.0, 0.0, 1.0, 1.0))), CircuitError, "half a character"),
        (ReplaceRemark(Note("a", "", (0.0, 0.0, 1.0, 1.0))), CircuitError, "“a”"),
        (ReplaceRemark(Note("note1", "", (0.0, 0.0, 1.0, 0.0))), CircuitError, "has no size"),
        (RemoveRemark("a"), CircuitError, "“a”"),
        (Bend(((Wire("x", "q", 0), ((1.0, 2.0),)), (Wire("z", "q", 0), ((1.0, 2.0),)))), CircuitError, "no such wire"),
        (Bend(((Wire("nobody", "q", 0), ((1.0, 2.0),)),)), CircuitError, "nobody"),
        (Bend(((Wire("x", "q", 0), ((1.0, float("nan")),)),)), CircuitError, "no finite number"),
        (Bend(((Wire("x", "q", 0), ((1.0, 2.0),) * 1001),)), CircuitError, "has 1001 bends: from 1 to 1000"),
        (
            Connect(Wire("z", "q", 0), replacing=True, course=Course(((float("inf"), 0.0),), (0.0, 0.0), (0.0, 0.0))),
            CircuitError,
            "no finite number",
        ),
    ],
    ids=lambda argument: repr(argument)[:50],
)
def test_a_refused_edit_says_why_and_a_batch_with_it_changes_nothing(
    edit: Edit, kind: type[CircuitError], words: str
) -> None:
    circuit = sum_times()
    before = exact(circuit)
    with pytest.raises(kind) as refusal:
        edit.apply(circuit)
    assert words in refusal.value.sentence
    assert exact(circuit) == before
    mirror = Mirror(circuit)
    with pytest.raises(kind):
        Batch((SetValue("x", 7.0), RemoveNode("z"), AddNode(Node.new("square", id="last")), edit)).apply(circuit)
    assert exact(circuit) == before
    assert mirror.shows(circuit)


class Mirror:
    """Follows a circuit by its notices alone."""

    def __init__(self, circuit: Circuit) -> None:
        self.nodes = dict(circuit.nodes)
        self.wires = set(circuit.wires())
        self.objective = circuit.objective
        self.remarks = dict(circuit.remarks)
        self.bent = dict(circuit.courses)
        self.circuit = circuit
        self.changes: list[Change] = []
        circuit.subscribe(self.note)

    def note(self, change: Change) -> None:
        self.changes.append(change)
        match change:
            case NodeAdded(node):
                assert node.id not in self.nodes
                self.nodes[node.id] = node
            case NodeRemoved(node):
                assert self.nodes.pop(node.id) == node
                assert not any(node.id in wire[:2] for wire in self.wires), "its wires go before a node"
            case NodeChanged(before, after):
                assert self.nodes[before.id] == before
                self.nodes[before.id] = after
            case NodesMoved(earlier, later):
                assert [node.at(*new.position) for node, new in zip(earlier, later, strict=True)] == list(later)
                assert all(self.nodes[node.id] == node for node in earlier)
                self.nodes.update((node.id, node) for node in later)
            case WireAdded(wire):
                assert wire not in self.wires
                self.wires.add(wire)
                self._bend(wire)
            case WireBent(wire):
                assert wire in self.wires
                assert self.bent.get(wire) != self.circuit.courses.get(wire)
                self._bend(wire)
            case WireRemoved(wire):
                self.wires.remove(wire)
                self.bent.pop(wire, None)
            case ObjectiveChanged(before_id, after_id):
                assert self.objective == before_id
                self.objective = after_id
            case RemarkChanged(old, new):
                either = old or new
                assert either is not None
                assert self.remarks.pop(either.id, None) == old
                if new is not None:
                    self.remarks[new.id] = new

    def _bend(self, wire: Wire) -> None:
        course = self.circuit.courses.get(wire)
        self.bent = {**self.bent, wire: course} if course else {w: c for w, c in self.bent.items() if w != wire}

    def shows(self, circuit: Circuit) -> bool:
        mine = (self.nodes, self.wires, self.bent, self.objective, self.remarks)
        theirs = (dict(circuit.nodes), set(circuit.wires()), dict(circuit.courses))
        return mine == (*theirs, circuit.objective, dict(circuit.remarks))


def test_the_notices_of_a_removed_node_come_in_order() -> None:
    circuit = sum_times()
    mirror = Mirror(circuit)
    ChooseObjective("q").apply(circuit)
    RemoveNode("q").apply(circuit)
    kinds = [type(change).__name__ for change in mirror.changes]
    assert kinds == ["ObjectiveChanged", "ObjectiveChanged", *["WireRemoved"] * 3, "NodeRemoved"]


def test_all_that_move_together_are_told_in_one_notice_without_those_that_stay() -> None:
    circuit = sum_times()
    mirror = Mirror(circuit)
    there = circuit.node("y").position
    back = Move((("x", (8.0, 16.0)), ("y", there), ("q", (-8.0, 0.0)))).apply(circuit)
    (change,) = mirror.changes
    assert isinstance(change, NodesMoved)
    assert [node.id for node in change.after] == ["x", "q"]
    assert not concerns_results(change)
    back.apply(circuit)
    assert mirror.shows(circuit)
    assert circuit.fragment() == sum_times().fragment()
    back.apply(circuit)
    assert len(mirror.changes) == 2, "nothing moved"


def test_a_move_of_a_node_that_is_not_there_moves_none() -> None:
    circuit = sum_times()
    mirror = Mirror(circuit)
    with pytest.raises(UnknownNodeError):
        Move((("x", (8.0, 16.0)), ("nobody", (0.0, 0.0)))).apply(circuit)
    assert mirror.changes == []
    assert circuit.fragment() == sum_times().fragment()


def test_who_unsubscribes_hears_nothing_more() -> None:
    circuit = sum_times()
    heard: list[Change] = []
    unsubscribe = circuit.subscribe(heard.append)
    SetValue("x", 2.0).apply(circuit)
    unsubscribe()
    SetValue("x", 3.0).apply(circuit)
    assert [type(change) for change in heard] == [NodeChanged]


def test_a_change_from_0_to_minus_0_is_more_than_a_move() -> None:
    before = Node.new("input", id="x", value=0.0)
    after = Node.new("input", id="x", value=-0.0)
    assert not NodeChanged(before, after).only_looks
    assert NodeChanged(before, before.at(1.0, 2.0)).only_looks
    assert not NodeChanged(before, Node.new("input", id="x", name="w", value=0.0)).only_numbers
    assert concerns_results(NodeChanged(before, replace(after, position=(1.0, 2.0))))


@pytest.mark.parametrize("name", [field.name for field in fields(Node)])
def test_only_place_pin_range_and_spread_concern_no_result(name: str) -> None:
    before = Node("f", "scale", constants=(2.0,))
    other: dict[str, Any] = {
        "operator": "shift",
        "role": Role.DATA,
        "constants": (3.0,),
        "position": (1.0, 2.0),
        "value": 1.0,
    }
    after = replace(before, **{name: other.get(name, True)})
    if name != "id":
        assert concerns_results(NodeChanged(before, after)) is (name not in ("position", "pinned", "range", "spread"))


def test_remarks_and_pins_leave_results_as_they_are() -> None:
    circuit = sum_times()
    before = circuit.version
    for edit in (RemoveRemark("frame1"), AddRemark(FRAME), compose.set_pinned(circuit, ["q"], True)):
        edit.apply(circuit)
    assert circuit.version == before
    compose.set_bypassed(circuit, ["q"], True).apply(circuit)
    assert circuit.version > before


def bent() -> tuple[Circuit, Wire]:
    return sum_times(), Wire("q", "f", 0)


def test_bends_go_along_with_both_ends_and_rest_while_one_is_elsewhere() -> None:
    circuit, wire = bent()
    bends = circuit.bends(wire)
    assert bends == ((8.0, 24.0), (40.0, 24.0))
    Move((("q", (8.0, 16.0)), ("f", (8.0, 16.0)))).apply(circuit)
    assert circuit.bends(wire) == ((16.0, 40.0), (48.0, 40.0))
    Move((("f", (9.0, 16.0)),)).apply(circuit)
    assert circuit.bends(wire) == ()
    assert circuit.fragment().bends == ()
    Move((("q", (1.0, 0.0)),)).apply(circuit)
    assert circuit.bends(wire) == ()
    Move((("q", (0.0, 0.0)), ("f", (0.0, 0.0)))).apply(circuit)
    assert circuit.bends(wire) == bends


def test_a_wire_drawn_anew_has_no_bends() -> None:
    circuit, wire = bent()
    Disconnect(wire).apply(circuit)
    assert not circuit.courses
    Connect(wire).apply(circuit)
    assert circuit.bends(wire) == ()


def test_copies_bend_like_their_originals() -> None:
    circuit, wire = bent()
    copied, ids = compose.copies(circuit.fragment(["q", "f"]), circuit, shift=(16.0, -8.0))
    add_fragment(copied).apply(circuit)
    assert circuit.bends(Wire(ids["q"], ids["f"], 0)) == ((24.0, 16.0), (56.0, 16.0))
    assert circuit.bends(wire) == ((8.0, 24.0), (40.0, 24.0))
    alone, ids = compose.copies(circuit.fragment(["f"], feeding=True), circuit, shift=(16.0, -8.0), feeding=True)
    add_fragment(alone).apply(circuit)
    assert circuit.source(ids["f"], 0) == "q"
    assert circuit.bends(Wire("q", ids["f"], 0)) == ()


def test_bends_concern_no_result() -> None:
    circuit, wire = bent()
    before = circuit.version
    Bend(((wire, ((1.0, 1.0),)),)).apply(circuit)
    assert circuit.version == before
    assert circuit != bent()[0]


def test_another_remark_is_another_circuit() -> None:
    one, other = sum_times(), sum_times()
    assert one == other
    ReplaceRemark(replace(NOTE, text="")).apply(other)
    assert one != other
    Batch((ReplaceRemark(NOTE), RemoveRemark("frame1"), AddRemark(FRAME))).apply(other)
    assert one != other, "the frame is in front now"


def test_a_fragment_has_the_chosen_remarks_in_their_order() -> None:
    circuit = sum_times()
    assert circuit.fragment(["x"]).remarks == ()
    assert circuit.fragment([], remarks=["note1", "frame1"]).remarks == (FRAME, NOTE)
    assert circuit.fragment().remarks == (FRAME, NOTE)


def test_a_copied_remark_gets_an_id_and_a_place_of_its_own() -> None:
    circuit = sum_times()
    copied, _ = compose.copies(circuit.fragment(["x"], remarks=["frame1", "note1"]), circuit, shift=(16.0, -8.0))
    assert copied.remarks == (
        Frame("frame2", "sum", (16.0, -8.0, 80.0, 40.0)),
        Note("note2", "a\nnote", (24.0, 0.0, 40.0, 24.0)),
    )
    add_fragment(copied).apply(circuit)
    assert list(circuit.remarks) == ["frame1", "note1", "frame2", "note2"]


def test_a_frame_holds_the_nodes_whose_middle_is_inside() -> None:
    inside = [FRAME.holds(point) for point in ((0.0, 0.0), (80.0, 40.0), (80.1, 20.0), (40.0, -0.1))]
    assert inside == [True, True, False, False]


def test_a_constant_that_shall_move_becomes_an_input() -> None:
    circuit = Circuit(Fragment((Node.new("constant", id="c", value=2.0),)))
    back = SetRole("c", Role.PARAMETER).apply(circuit)
    assert [node.id for node in circuit.inputs()] == ["c"]
    back.apply(circuit)
    assert circuit.node("c").is_literal


def test_a_copy_shares_nothing() -> None:
    circuit = sum_times()
    heard: list[Change] = []
    circuit.subscribe(heard.append)
    copied = pickle.loads(pickle.dumps(circuit))  # noqa: S301
    assert copied == circuit
    SetValue("x", 9.0).apply(copied)
    assert circuit.node("x").value == 1.0
    assert not heard


@st.composite
def random_edits(draw: st.DrawFn, circuit: Circuit) -> Edit:
    """An edit that is likely, not sure, to be accepted by the circuit as it is."""
    ids = list(circuit.nodes)
    operator = st.sampled_from([name for name in OPERATORS if name not in ("input", "constant")])
    if not ids or draw(st.integers(0, 4)) == 0:
        name = draw(operator | st.just("input"))
        return AddNode(Node.new(name, id=compose.fresh_id(circuit, name)))
    some, other = draw(st.sampled_from(ids)), draw(st.sampled_from(ids))
    leaves = [node.id for node in circuit.inputs()] or ids
    wires = list(circuit.wires())
    kinds: list[st.SearchStrategy[Edit]] = [
        st.builds(Connect, st.builds(Wire, st.just(some), st.just(other), st.integers(0, 3)), st.booleans()),
        st.just(RemoveNode(some)),
        st.builds(SetValue, st.sampled_from(leaves), st.none() | st.floats()),
        st.builds(SetRole, st.sampled_from(leaves), st.sampled_from(Role)),
        st.builds(Rename, st.just(some), st.sampled_from(["", "a", "b", "c", "é", "2"])),
        st.just(Move(((some, (1.0, 2.0)), (other, (-3.0, 4.0))))),
        st.builds(ChooseObjective, st.none() | st.just(some)),
        operator.map(lambda name: compose.replace_operator(circuit, some, name)),
        st.just(compose.delete_and_reconnect(circuit, {some, other})),
        st.just(add_fragment(compose.copies(circuit.fragment({some, other}, feeding=True), circuit, feeding=True)[0])),
    ]
    kinds += [
        st.booleans().map(lambda bypassed: compose.set_bypassed(circuit, [some, other], bypassed)),
        st.booleans().map(lambda pinned: compose.set_pinned(circuit, [some, other], pinned)),
        st.just(AddRemark(Note(compose.fresh_remark_id(circuit, "note"), "new", (0.0, 0.0, 8.0, 8.0)), 0)),
    ]
    if wires:
        wire = draw(st.sampled_from(wires))
        (x0, y0), (x1, y1) = circuit.node(wire.source).position, circuit.node(wire.target).position
        places = st.lists(st.tuples(st.floats(-1e6, 1e6), st.sampled_from((0.0, 8.0))), max_size=3).map(tuple)
        kinds += [
            st.just(Disconnect(wire)),
            places.map(lambda bends: Bend(((wire, bends),))),
            st.just(Move(((wire.source, (x0 + 8.0, y0)), (wire.target, (x1 + 8.0, y1))))),
        ]
    if circuit.remarks:
        remark = st.sampled_from(list(circuit.remarks.values()))
        kinds += [remark.map(lambda chosen: RemoveRemark(chosen.id))]
        kinds += [remark.map(lambda chosen: ReplaceRemark(replace(chosen, rect=(1.0, 2.0, 3.0, 4.0))))]
        kinds += [
            remark.map(
                lambda chosen: add_fragment(
                    compose.copies(circuit.fragment([some], remarks=[chosen.id]), circuit)[0],
                )
            )
        ]
    return draw(st.one_of(kinds))


@settings(max_examples=150, deadline=None)
@given(st.data(), circuits(max_nodes=6, bypass=True, marked=True), st.booleans())
def test_undo_all_and_redo_all_are_exact(data: st.DataObject, circuit: Circuit, graph_first: bool) -> None:
    """Also: notices suffice to follow, the graph follows, and the circuit can be made again from its records."""
    if graph_first:
        assert len(circuit.graph) == len(circuit)
    mirror = Mirror(circuit)
    states, back = [exact(circuit)], []
    for _ in range(data.draw(st.integers(1, 12))):
        edit = data.draw(random_edits(circuit))
        try:
            back.append(edit.apply(circuit))
        except CircuitError:
            assert exact(circuit) == states[-1], f"refused, but not without a trace: {edit}"
        else:
            states.append(exact(circuit))
        assert repr(Circuit(circuit.fragment()).fragment()) == states[-1]
    forth = []
    for state in reversed(states[:-1]):
        forth.append(back.pop().apply(circuit))
        assert exact(circuit) == state
    for state in states[1:]:
        forth.pop().apply(circuit)
        assert exact(circuit) == state
    assert mirror.shows(circuit)
    assert_graph_follows(circuit)


def test_a_node_at_another_place_is_the_same_but_for_the_place() -> None:
    own = Range(0.0, 2.0), Spread("normal", (0.0, 1.0))
    node = Node("i", "input", "x", 1.5, Role.DATA, (2.0,), (3.0, 4.0), True, True, True, *own)
    plain = Node("j", "add")
    assert all(getattr(node, field.name) != getattr(plain, field.name) for field in fields(Node)), "none is a default"
    assert node.at(5.0, 6.0) == replace(node, position=(5.0, 6.0))
