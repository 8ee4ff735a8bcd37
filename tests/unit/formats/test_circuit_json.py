"""The .cgrad file: what is saved comes back, NetworkX can read it, and nothing else gets in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from circuitgrad.circuit import (
    Asks,
    Attempt,
    Circuit,
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
)
from circuitgrad.circuit.edits import RemoveNode
from circuitgrad.circuit.what_if import SPREADS
from circuitgrad.errors import FileError
from circuitgrad.formats import FORMATS
from circuitgrad.formats.as_written import read_as_written
from circuitgrad.formats.circuit_json import FARTHEST, dumps, fragment_from_text, fragment_to_text, load, loads, save
from circuitgrad.operators import OPERATORS, Role
from tests.strategies import circuits, numbers

LINES = Fragment(
    (
        Node.new("input", id="n1", name="x", value=-0.0, role=Role.DATA, position=(8.0, -16.5)),
        Node.new("scale", id="n2", name="f", constants=(0.1,)),
    ),
    (Wire("n1", "n2", 0),),
    "n2",
)


MARKED = Fragment(
    (
        Node.new("input", id="x", pinned=True),
        Node.new("exp", id="f", bypassed=True, pinned=True),
    ),
    (Wire("x", "f", 0),),
    None,
    (
        Frame("frame1", "gates – “é”", (-8.0, 0.5, 200.0, 100.0)),
        Note("note1", "two\nlines", (0.0, 0.0, 80.0, 40.0)),
    ),
)


@pytest.fixture
def marked() -> dict[str, Any]:
    """A sound file with all that version 2 brought, to be spoilt."""
    found: dict[str, Any] = json.loads(fragment_to_text(MARKED))
    return found


@pytest.fixture
def data() -> dict[str, Any]:
    """A sound file as JSON, to be spoilt."""
    found: dict[str, Any] = json.loads(fragment_to_text(LINES))
    return found


def exactly(circuit: Circuit) -> str:
    """Everything that there is to a circuit, signs of zeros and NaN included."""
    return repr(circuit.fragment())


def test_the_text_is_readable_a_node_or_wire_a_line() -> None:
    assert fragment_to_text(LINES).splitlines()[3:14] == [
        '  "objective": "n2",',
        '  "circuit": {',
        '    "directed": true,',
        '    "multigraph": true,',
        '    "graph": {},',
        '    "nodes": [',
        (
            '      {"id": "n1", "operator": "input", "name": "x", "value": -0.0, "role": "data", "constants": {},'
            ' "position": [8.0, -16.5]},'
        ),
        (
            '      {"id": "n2", "operator": "scale", "name": "f", "value": null, "role": null, "constants": {"k": 0.1},'
            ' "position": [0.0, 0.0]}'
        ),
        "    ],",
        '    "edges": [',
        '      {"source": "n1", "target": "n2", "key": 0}',
    ]


def test_what_version_2_brought_is_written_where_there_is_any() -> None:
    assert fragment_to_text(MARKED).splitlines()[2:15] == [
        '  "version": 2,',
        '  "objective": null,',
        '  "remarks": [',
        '    {"kind": "frame", "id": "frame1", "title": "gates – “é”", "rect": [-8.0, 0.5, 200.0, 100.0]},',
        '    {"kind": "note", "id": "note1", "text": "two\\nlines", "rect": [0.0, 0.0, 80.0, 40.0]}',
        "  ],",
        '  "circuit": {',
        '    "directed": true,',
        '    "multigraph": true,',
        '    "graph": {},',
        '    "nodes": [',
        (
            '      {"id": "x", "operator": "input", "name": "", "value": null, "role": "parameter", "constants": {},'
            ' "position": [0.0, 0.0], "pinned": true},'
        ),
        (
            '      {"id": "f", "operator": "exp", "name": "", "value": null, "role": null, "constants": {},'
            ' "position": [0.0, 0.0], "bypassed": true, "pinned": true}'
        ),
    ]
    assert loads(fragment_to_text(MARKED)).fragment() == MARKED


@pytest.mark.parametrize(
    ("fragment", "version"),
    [
        (LINES, 1),
        (MARKED, 2),
        (Fragment((Node.new("input", id="x", pinned=True),)), 2),
        (Fragment((Node.new("add", id="f", bypassed=True),)), 2),
        (Fragment(remarks=(Note("n", "", (0.0, 0.0, 1.0, 1.0)),)), 2),
        (Fragment((Node.new("identity", id="f"),)), 1),
        (replace(LINES, bends=((LINES.wires[0], ((8.0, 0.5),)),)), 5),
    ],
)
def test_a_file_has_the_oldest_version_that_holds_it(fragment: Fragment, version: int) -> None:
    """A program that knows version 1 alone refuses version 2, and says that it wants an update."""
    assert json.loads(fragment_to_text(fragment))["version"] == version


def test_bends_are_written_with_their_wire() -> None:
    bent = replace(LINES, bends=((LINES.wires[0], ((8.0, 0.5), (40.0, -0.0))),))
    text = fragment_to_text(bent)
    assert '      {"source": "n1", "target": "n2", "key": 0, "bends": [[8.0, 0.5], [40.0, -0.0]]}' in text.splitlines()
    assert read_as_written(text.encode()) == loads(text).fragment() == bent
    assert repr(loads(text).fragment()) == repr(bent)
    none = fragment_to_text(LINES).replace('"key": 0', '"key": 0, "bends": []')
    assert loads(none) == Circuit(LINES)


def test_a_file_of_version_1_is_written_as_ever() -> None:
    text = fragment_to_text(LINES)
    assert not {"remarks", "bypassed", "pinned", "bends"} & {word.strip('"') for word in text.replace(":", " ").split()}


@given(circuits(values=numbers(finite=False), bypass=True, marked=True))
def test_what_is_saved_comes_back(circuit: Circuit) -> None:
    text = dumps(circuit)
    back = loads(text)
    assert exactly(back) == exactly(circuit)
    assert dumps(back) == text


@given(circuits(bypass=True, marked=True))
def test_networkx_loads_an_equal_graph_and_writes_equal_data(circuit: Circuit) -> None:
    inside = json.loads(dumps(circuit))["circuit"]
    graph = nx.node_link_graph(inside, edges="edges")
    assert type(graph) is nx.MultiDiGraph
    assert list(graph) == list(circuit.graph)
    assert sorted(graph.edges(keys=True)) == sorted(circuit.graph.edges(keys=True))
    for id, node in circuit.nodes.items():
        own = dict(zip((constant.name for constant in node.record.constants), node.constants, strict=True))
        assert graph.nodes[id] == {
            "operator": node.operator,
            "name": node.name,
            "value": node.value,
            "role": node.role,
            "constants": own,
            "position": list(node.position),
            **({"bypassed": True} if node.bypassed else {}),
            **({"pinned": True} if node.pinned else {}),
            **_what_if(node),
        }
    written = nx.node_link_data(graph, edges="edges")
    assert {**written, "edges": None} == {**inside, "edges": None}
    assert by_ends(written["edges"]) == by_ends(inside["edges"])


def _what_if(node: Node) -> dict[str, Any]:
    """What a file says of an input's hold, range and spread."""
    own: dict[str, Any] = {} if node.held is None else {"held": node.held}
    if node.range is not None:
        scale = {"logarithmic": True} if node.range.logarithmic else {}
        own["range"] = {"low": node.range.low, "high": node.range.high, "step": node.range.step, **scale}
    if node.spread is not None:
        numbers = dict(zip(SPREADS[node.spread.kind], node.spread.numbers, strict=True))
        own["spread"] = {"kind": node.spread.kind, **numbers}
    return own


def by_ends(edges: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """NetworkX writes edges by source, we by target: the order says nothing."""
    return sorted(edges, key=lambda edge: (edge["source"], edge["target"], edge["key"]))


@given(circuits(bypass=True, marked=True))
def test_a_fragment_comes_back_from_its_text(circuit: Circuit) -> None:
    fragment = circuit.fragment()
    assert fragment_from_text(fragment_to_text(fragment)) == fragment


def test_every_operator_comes_back() -> None:
    nodes = tuple(Node.new(name, id=name, constants=_odd_constants(name)) for name in OPERATORS)
    circuit = Circuit(Fragment(nodes))
    assert loads(dumps(circuit)) == circuit


def _odd_constants(name: str) -> tuple[float, ...]:
    return tuple(1 / 3 + place for place, _ in enumerate(OPERATORS[name].constants))


def test_a_file_is_saved_and_loaded(tmp_path: Path) -> None:
    circuit, path = Circuit(LINES), tmp_path / "입력 é.cgrad"
    save(circuit, path)
    assert load(path) == load(str(path)) == circuit
    assert path.read_text(encoding="utf-8") == dumps(circuit)
    assert b"\r" not in path.read_bytes()


def test_the_format_table_reads_and_writes_it(tmp_path: Path) -> None:
    (row,) = [row for row in FORMATS if row.extension == ".cgrad"]
    assert row.read is not None
    assert row.write is not None
    row.write(Circuit(LINES), tmp_path / "a.cgrad")
    assert row.read(tmp_path / "a.cgrad") == Circuit(LINES)


def test_what_is_left_out_is_as_in_a_new_node(data: dict[str, Any]) -> None:
    data["circuit"]["nodes"] = [{"id": "a", "operator": "input"}, {"id": "f", "operator": "scale"}]
    data["circuit"]["edges"] = []
    data["objective"] = None
    assert list(loads(json.dumps(data)).nodes.values()) == [Node.new("input", id="a"), Node.new("scale", id="f")]


def test_whole_numbers_are_numbers_and_keep_the_sign_of_zero(data: dict[str, Any]) -> None:
    text = json.dumps(data).replace("-0.0", "-0").replace("0.1", "7")
    circuit = loads(text)
    assert repr(circuit.node("n1").value) == "-0.0"
    assert repr(circuit.node("n2").constants) == "(7.0,)"


def test_a_view_is_passed_over(data: dict[str, Any]) -> None:
    data["view"] = {"zoom": 2, "middle": [0, 0]}
    assert loads(json.dumps(data)) == Circuit(LINES)


def test_a_node_lost_in_space_is_brought_back() -> None:
    lost = Circuit(Fragment((Node.new("input", id="x", position=(float("nan"), 2 * FARTHEST)),)))
    assert loads(dumps(lost)).node("x").position == (0.0, 0.0)


def test_a_remark_beyond_the_canvas_is_brought_back() -> None:
    vast = Circuit(Fragment(remarks=(Frame("a", "", (2 * FARTHEST, 8.0, 1e300, 16.0)),)))
    assert loads(dumps(vast)).remarks.find("a").rect == (0.0, 8.0, FARTHEST, 16.0)


def _set(*path: str | int, to: Any) -> Callable[[dict[str, Any]], None]:
    def spoil(data: Any) -> None:
        for step in path[:-1]:
            data = data[step]
        data[path[-1]] = to

    return spoil


def _drop(*path: str | int) -> Callable[[dict[str, Any]], None]:
    def spoil(data: Any) -> None:
        for step in path[:-1]:
            data = data[step]
        del data[path[-1]]

    return spoil


def _cycle(data: dict[str, Any]) -> None:
    data["circuit"]["nodes"].append({"id": "n3", "operator": "add"})
    data["circuit"]["edges"] = [
        {"source": "n3", "target": "n2", "key": 0},
        {"source": "n2", "target": "n3", "key": 0},
    ]


def _twice(key: str) -> Callable[[dict[str, Any]], None]:
    return lambda data: data["circuit"][key].append(data["circuit"][key][0])


N, F, E = ("circuit", "nodes", 0), ("circuit", "nodes", 1), ("circuit", "edges", 0)
SPOILT: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "another format": (_set("format", to="svg"), "is not a CircuitGrad file"),
    "no format": (_drop("format"), "is not a CircuitGrad file"),
    "no version": (_drop("version"), "version: a whole number from 1"),
    "version 0": (_set("version", to=0), "version: a whole number from 1"),
    "version true": (_set("version", to=True), "version: a whole number from 1"),
    "a newer version": (_set("version", to=7), "newer CircuitGrad (format version 7; this one reads 5)"),
    "no circuit": (_drop("circuit"), "at the top: “circuit” is missing"),
    "an unknown key": (_set("colour", to=1), "at the top: “colour” is not known here: take it out"),
    "an unknown key of a node": (_set(*N, "colour", to=1), "circuit.nodes[0]: “colour” is not known here"),
    "an unknown key of a wire": (_set(*E, "weight", to=1), "circuit.edges[0]: “weight” is not known here"),
    "an attribute of the graph": (_set("circuit", "graph", "a", to=1), "circuit.graph: “a” is not known here"),
    "undirected": (_set("circuit", "directed", to=False), "circuit: “directed” and “multigraph” must be true"),
    "no multigraph": (_set("circuit", "multigraph", to=False), "must be true"),
    "nodes as object": (_set("circuit", "nodes", to={}), "circuit.nodes: expected a list, got an object"),
    "no id": (_drop(*N, "id"), "circuit.nodes[0]: “id” is missing"),
    "an empty id": (_set(*N, "id", to=""), "circuit.nodes[0].id"),
    "an id that is a number": (_set(*N, "id", to=3), "circuit.nodes[0].id: expected text, got a whole number"),
    "an unknown operator": (_set(*N, "operator", to="warp"), "circuit.nodes[0].operator: no operator is called “warp”"),
    "a name with a blank": (_set(*N, "name", to="a b"), "“a b” cannot be a name"),
    "a name twice": (_set(*N, "name", to="f"), "called “f” already"),
    "an unknown role": (_set(*N, "role", to="hero"), "circuit.nodes[0].role: 'hero' is none of the words"),
    "a role on an operator": (_set(*F, "role", to="data"), "inputs have a role, operators have none"),
    "a value on an operator": (_set(*F, "value", to=1), "is computed"),
    "a value as text": (_set(*N, "value", to="two"), "circuit.nodes[0].value"),
    "a value that is true": (_set(*N, "value", to=True), "circuit.nodes[0].value: expected a number"),
    "an unknown constant": (_set(*N, "constants", to={"k": 1}), "circuit.nodes[0].constants: “input” has none"),
    "a missing constant": (_set(*F, "constants", to={}), "circuit.nodes[1].constants: “scale” has k"),
    "a place in one dimension": (_set(*N, "position", to=[1]), "circuit.nodes[0].position"),
    "a place out of the world": (_set(*N, "position", to=[0, 1e10]), "circuit.nodes[0].position[1]"),
    "a place that is not": (_set(*N, "position", to=[0, "NaN"]), "circuit.nodes[0].position[1]"),
    "an id twice": (_twice("nodes"), "The id “n1” is there twice"),
    "a wire twice": (_twice("edges"), "Input 1 of “f” is taken"),
    "a wire from nowhere": (_set(*E, "source", to="n9"), "“n9”"),
    "a wire to nowhere": (_set(*E, "target", to="n9"), "“n9”"),
    "a wire to an input": (_set(*E, "target", to="n1"), "is an input and takes no wire"),
    "a port too many": (_set(*E, "key", to=1), "has no input 2"),
    "a port far out": (_set(*E, "key", to=10**12), "has no input"),
    "a port below 0": (_set(*E, "key", to=-1), "circuit.edges[0].key"),
    "half a port": (_set(*E, "key", to=0.5), "circuit.edges[0].key: expected a whole number"),
    "a bend in one dimension": (_set(*E, "bends", to=[[1]]), "circuit.edges[0].bends[0]"),
    "a bend that is not": (_set(*E, "bends", to=[[1, "NaN"]]), "circuit.edges[0].bends[0][1]: expected a number"),
    "a bend out of the world": (_set(*E, "bends", to=[[0, 0], [1e10, 0]]), "circuit.edges[0].bends[1][0]"),
    "bends beyond number": (_set(*E, "bends", to=[[0, 0]] * 1001), "circuit.edges[0].bends"),
    "bends that are no list": (_set(*E, "bends", to="left"), "circuit.edges[0].bends: expected a list, got text"),
    "a cycle": (_cycle, "form a cycle"),
    "an objective that is not there": (_set("objective", to="n9"), "“n9”"),
    "an objective that is a number": (_set("objective", to=1), "objective: expected text or null"),
    "a view that is no object": (_set("view", to=3), "view: expected an object"),
}


R = ("remarks", 0)
SPOILT_MARKS: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "a bypassed input": (_set(*N, "bypassed", to=True), "“x” is an input: only an operator has a first input"),
    "a bypass that is a word": (_set(*F, "bypassed", to="yes"), "circuit.nodes[1].bypassed: expected true or false"),
    "a pin that is a number": (
        _set(*N, "pinned", to=1),
        "circuit.nodes[0].pinned: expected true or false, got a whole",
    ),
    "remarks as object": (_set("remarks", to={}), "remarks: expected a list, got an object"),
    "a remark of no kind": (_drop(*R, "kind"), "remarks[0]: “kind” is missing"),
    "a remark of another kind": (_set(*R, "kind", to="cloud"), "remarks[0].kind: 'cloud' is none of the words"),
    "a frame with a text": (_set(*R, "text", to="a"), "remarks[0]: “text” is not known here: take it out"),
    "a title that is a number": (_set(*R, "title", to=3), "remarks[0].title: expected text, got a whole number"),
    "a frame without a place": (_drop(*R, "rect"), "remarks[0]: “rect” is missing"),
    "a frame in one dimension": (_set(*R, "rect", to=[0, 1]), "remarks[0].rect"),
    "a frame without width": (_set(*R, "rect", to=[0, 0, 0, 9]), "remarks[0].rect[2]"),
    "a frame inside out": (_set(*R, "rect", to=[0, 0, 9, -9]), "remarks[0].rect[3]"),
    "a frame beyond the canvas": (_set(*R, "rect", to=[2e9, 0, 9, 9]), "remarks[0].rect[0]"),
    "a frame wider than the canvas": (_set(*R, "rect", to=[0, 0, 2e9, 9]), "remarks[0].rect[2]"),
    "a remark without id": (_set(*R, "id", to=""), "remarks[0].id"),
    "a remark's id twice": (_set("remarks", 1, "id", to="frame1"), "The id “frame1” is there twice"),
}


S = ("scenarios", 0)
SPOILT_WHAT_IF: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "a hold that is a word": (_set(*N, "held", to="yes"), "circuit.nodes[0].held: expected true or false or null"),
    "a hold on an operator": (_set(*F, "held", to=True), "is computed: only an input is held"),
    "a range without an end": (_drop(*N, "range", "high"), "circuit.nodes[0].range: “high” is missing"),
    "a range the wrong way round": (_set(*N, "range", "low", to=9.0), "wrong way round: 9 is not below 4"),
    "a range with a word": (_set(*N, "range", "low", to="NaN"), "circuit.nodes[0].range.low: expected a number"),
    "an unknown distribution": (
        _set(*N, "spread", "kind", to="cauchy"),
        "spread.kind: one of these is expected: normal",
    ),
    "a distribution that lacks a number": (_drop(*N, "spread", "mean"), "a normal distribution has the numbers mean"),
    "a distribution with a word": (_set(*N, "spread", "mean", to="big"), "a normal distribution has the numbers mean"),
    "a distribution that cannot be": (_set(*N, "spread", "deviation", to=0), "its deviation must be above 0"),
    "a scenario of an operator": (_set(*S, "values", to={"n2": 1.0}), "scenarios[0].values: no input has the id “n2”"),
    "a scenario twice": (_set("scenarios", 1, "id", to="s"), "The id “s” is there twice, for a scenario"),
    "a scenario with a word": (_set(*S, "values", "n1", to="two"), "scenarios[0].values"),
    "a baseline without values": (_drop("baseline", "values"), "baseline: “values” is missing"),
    "a baseline of nobody": (_set("baseline", "values", to={"n9": 1}), "baseline.values: no input has the id “n9”"),
}


@pytest.mark.parametrize("case", SPOILT_WHAT_IF)
def test_spoilt_ranges_and_scenarios_are_refused(case: str) -> None:
    own = Range(0.0, 4.0, 0.1), Spread("normal", (2.0, 0.5))
    x = Node.new("input", id="n1", name="x", value=2.0, held=True, range=own[0], spread=own[1])
    double = Node.new("scale", id="n2", name="f", constants=(2.0,))
    scenarios = Scenario("s", "one", (("n1", 1.0),)), Scenario("t", "", ())
    circuit = Circuit(Fragment((x, double), (Wire("n1", "n2", 0),), None, (), scenarios, scenarios[0]))
    text = dumps(circuit)
    assert loads(text) == circuit
    data = json.loads(text)
    assert data["version"] == 3
    spoil, reason = SPOILT_WHAT_IF[case]
    spoil(data)
    with pytest.raises(FileError) as caught:
        loads(json.dumps(data), name="a.cgrad")
    assert caught.value.sentence.startswith("“a.cgrad”")
    assert reason in caught.value.sentence


X = ("exercise",)
SPOILT_EXERCISE: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "an exercise that is a list": (_set(*X, to=[]), "exercise: expected an object"),
    "an unknown key": (_set(*X, "hints", to=True), "exercise: “hints” is not known here: take it out"),
    "an unknown question": (
        _set(*X, "questions", 0, "asks", to="colour"),
        "questions[0].asks: 'colour' is none",
    ),
    "a question of nothing": (_drop(*X, "questions", 0, "node"), "exercise.questions[0]: either “node” or “wire”"),
    "a question of nobody": (_set(*X, "questions", 0, "node", to="n9"), "questions[0].node: no node has the id “n9”"),
    "a value that is given": (
        _set(*X, "questions", 0, "node", to="n1"),
        "questions[0].asks: a “value” is asked",
    ),
    "an effect of an operator": (_set(*X, "questions", 2, "node", to="n2"), "questions[2].asks: a “value” is asked"),
    "a wire that is not there": (_set(*X, "questions", 1, "wire", "key", to=3), "questions[1].wire: there is no such"),
    "the value of a wire": (_set(*X, "questions", 1, "asks", to="value"), "questions[1].asks: of a wire only"),
    "a question twice": (
        lambda data: data["exercise"]["questions"].append(data["exercise"]["questions"][0]),
        "exercise.questions[3]: this is asked twice",
    ),
    "a tolerance of all": (_set(*X, "tolerance", "relative", to=1), "exercise.tolerance.relative"),
    "a tolerance below 0": (_set(*X, "tolerance", "absolute", to=-1), "exercise.tolerance.absolute"),
    "no digits": (_set(*X, "tolerance", "digits", to=0), "exercise.tolerance.digits"),
    "a score that is a word": (_set(*X, "keeps_score", to="yes"), "exercise.keeps_score: expected true or false"),
    "an attempt without counts": (_drop(*X, "attempts", 0, "right"), "exercise.attempts[0]: “right” is missing"),
    "more right than asked": (_set(*X, "attempts", 0, "right", to=7), "exercise.attempts[0]: An attempt at the"),
    "a time below 0": (_set(*X, "attempts", 0, "seconds", to=-1), "exercise.attempts[0].seconds"),
}


def asked() -> Circuit:
    """Doubles x, and asks for everything."""
    x, double = Node.new("input", id="n1", name="x", value=2.0), Node.new("scale", id="n2", constants=(2.0,))
    wire = Wire("n1", "n2", 0)
    questions = Question(Asks.VALUE, "n2"), Question(Asks.GRADIENT, wire), Question(Asks.EFFECT, "n1")
    exercise = Exercise(questions, "Guess!\n“α”", Tolerance(0.05, 0.0, 3), True, True, (Attempt(3, 2, 1, 1, 4, 61.5),))
    return Circuit(Fragment((x, double), (wire,), exercise=exercise))


def test_an_exercise_is_kept_in_version_4() -> None:
    text = dumps(asked())
    assert loads(text) == asked()
    assert json.loads(text)["version"] == 4
    assert '{"asks": "gradient", "wire": {"source": "n1", "target": "n2", "key": 0}}' in text


@pytest.mark.parametrize("case", SPOILT_EXERCISE)
def test_a_spoilt_exercise_is_refused(case: str) -> None:
    data = json.loads(dumps(asked()))
    spoil, reason = SPOILT_EXERCISE[case]
    spoil(data)
    with pytest.raises(FileError) as caught:
        loads(json.dumps(data), name="a.cgrad")
    assert caught.value.sentence.startswith("“a.cgrad”")
    assert reason in caught.value.sentence


def test_an_exercise_forgets_what_is_gone_when_it_is_saved() -> None:
    circuit = asked()
    back = RemoveNode("n2").apply(circuit)
    saved = loads(dumps(circuit)).exercise
    assert saved is not None
    assert saved.questions == (Question(Asks.EFFECT, "n1"),)
    back.apply(circuit)
    assert loads(dumps(circuit)) == asked()


def test_scenarios_forget_inputs_that_are_gone_when_they_are_saved() -> None:
    x, y = (Node.new("input", id=id, value=1.0) for id in "xy")
    circuit = Circuit(Fragment((x, y), scenarios=(Scenario("s", "both", (("x", 1.0), ("y", 2.0))),)))
    RemoveNode("y").apply(circuit)
    assert loads(dumps(circuit)).scenarios["s"].values == (("x", 1.0),)


@pytest.mark.parametrize("case", SPOILT_MARKS)
def test_spoilt_remarks_and_marks_are_refused(marked: dict[str, Any], case: str) -> None:
    spoil, reason = SPOILT_MARKS[case]
    spoil(marked)
    with pytest.raises(FileError) as caught:
        loads(json.dumps(marked), name="a.cgrad")
    assert caught.value.sentence.startswith("“a.cgrad”")
    assert reason in caught.value.sentence


@pytest.mark.parametrize("case", SPOILT)
def test_a_spoilt_file_is_refused_with_file_place_and_reason(data: dict[str, Any], case: str, tmp_path: Path) -> None:
    spoil, reason = SPOILT[case]
    spoil(data)
    path = tmp_path / "spoilt.cgrad"
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(FileError) as caught:
        load(path)
    assert str(path) in caught.value.sentence
    assert reason in caught.value.sentence


@pytest.mark.parametrize("text", ["[]", "3", "null", '"circuitgrad"', '{"directed": true, "nodes": []}'])
def test_other_json_is_no_circuit(text: str) -> None:
    with pytest.raises(FileError, match="is not a CircuitGrad file"):
        loads(text)


@given(circuits(max_nodes=5, bypass=True, marked=True), st.data())
def test_a_file_with_flipped_bytes_loads_or_is_refused(circuit: Circuit, draws: st.DataObject) -> None:
    spoilt = bytearray(dumps(circuit).encode())
    for _ in range(draws.draw(st.integers(1, 4))):
        at = draws.draw(st.integers(0, len(spoilt) - 1))
        if draws.draw(st.booleans()):
            spoilt[at] = draws.draw(st.integers(0, 255))
        else:
            spoilt[at : at + draws.draw(st.integers(1, 60))] = draws.draw(st.sampled_from([b"", b"{", b'"', b"9"]))
    _loads_or_is_refused(bytes(spoilt))


other_values: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        True,
        False,
        0,
        -1,
        2**80,
        1.5,
        "",
        "NaN",
        "add",
        "input",
        "data",
        [],
        {},
        [0, 0],
        [[]],
        {"k": 1},
        {"id": "x"},
    ]
)


@given(circuits(max_nodes=5, bypass=True, marked=True), st.data())
def test_a_file_with_swapped_values_loads_or_is_refused(circuit: Circuit, draws: st.DataObject) -> None:
    here: Any = json.loads(dumps(circuit))
    whole = here
    while True:
        step = draws.draw(st.sampled_from(sorted(here) if isinstance(here, dict) else range(len(here))))
        if draws.draw(st.booleans()) or not here[step] or not isinstance(here[step], dict | list):
            break
        here = here[step]
    here[step] = draws.draw(other_values)
    _loads_or_is_refused(json.dumps(whole).encode())


def _loads_or_is_refused(data: bytes) -> None:
    """Anything but a circuit that can be saved again, or a FileError, fails the test."""
    try:
        circuit = loads(data.decode("utf-8", "surrogateescape"), name="a")
    except FileError as error:
        circuit, sentence = None, error.sentence
    if circuit is None:
        assert sentence.startswith("“a”")
    else:
        assert exactly(loads(dumps(circuit))) == exactly(circuit)


def test_loading_needs_no_networkx() -> None:
    use = "from circuitgrad.formats.circuit_json import loads; loads(sys.stdin.read())"
    code = f"import sys; {use}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=fragment_to_text(LINES),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    assert not {"networkx", "numpy", "PySide6"} & set(done.stdout.split())
