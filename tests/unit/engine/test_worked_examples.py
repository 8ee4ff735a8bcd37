"""The worked examples, node by node and wire by wire."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.engine import run

CASES = json.loads((Path(__file__).parents[2] / "cases" / "worked_examples.json").read_text(encoding="utf-8"))["cases"]


def built(case: dict[str, Any]) -> Circuit:
    """The circuit of a case, straight from its nodes."""
    nodes, wires = [], []
    for id, entry in case["nodes"].items():
        constants = (float(entry["constant"]),) if "constant" in entry else None
        given = float(entry["value_given"]) if "value_given" in entry else None
        nodes.append(Node.new(entry["op"], id=id, name=id, value=given, constants=constants))
        wires += [Wire(source, id, port) for port, source in enumerate(entry["inputs"])]
    return Circuit(Fragment(tuple(nodes), tuple(wires), case["objective"]))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_every_node_and_wire(case: dict[str, Any]) -> None:
    result = run(built(case))
    for id, entry in case["nodes"].items():
        node = result.node(id)
        assert node.value == pytest.approx(entry["value"], rel=1e-12, abs=1e-15), id
        assert node.gradient == pytest.approx(entry["gradient"], rel=1e-12, abs=1e-15), id
        for port, (source, gradient) in enumerate(zip(entry["inputs"], entry["wire_gradients"], strict=True)):
            wire = result.wire(source, id, port)
            assert wire.value == result.node(source).value
            assert wire.gradient == pytest.approx(gradient, rel=1e-12, abs=1e-15), (source, id, port)


def test_the_dead_product_is_found_and_curable() -> None:
    problems = run(built(next(case for case in CASES if case["name"] == "dead product"))).problems
    assert [(problem.node, problem.kind, problem.curable) for problem in problems] == [("f", "zero", True)]
    assert problems[0].nodes == ("f", "x", "y")


def test_the_tie_is_flagged() -> None:
    problems = run(built(next(case for case in CASES if case["name"] == "tie"))).problems
    assert [(problem.node, problem.kind, problem.curable) for problem in problems] == [("f", "tie", True)]
