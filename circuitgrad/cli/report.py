"""A run as JSON: every number in full, NaN and infinities as words, nodes by what people call them."""

from __future__ import annotations

import math
from typing import Any

from circuitgrad.analysis.sensitivity import rank_inputs
from circuitgrad.circuit import Circuit
from circuitgrad.engine import Run
from circuitgrad.operators import OPERATORS

Json = dict[str, Any]


def json_number(value: float | None) -> float | str | None:
    """A number as JSON can hold it.

    Example:
        >>> json_number(0.1), json_number(float("-inf")), json_number(float("nan"))
        (0.1, '-Infinity', 'NaN')
    """
    if value is None or math.isfinite(value):
        return value
    if math.isnan(value):
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"


def run_report(circuit: Circuit, run: Run) -> Json:
    """Everything that a run says, ready for `json.dumps`; inputs stand strongest first.

    Example:
        >>> import circuitgrad as cg
        >>> circuit = cg.from_formula("x*y")
        >>> run_report(circuit, cg.run(circuit, {"x": 3, "y": 2}))["inputs"]["y"]
        {'value': 2.0, 'gradient': 3.0, 'role': 'parameter', 'effect': 'raises'}
    """
    label = {id: node.label for id, node in circuit.nodes.items()}
    return {
        "objective": {"node": label[run.objective or ""], "value": json_number(run.value)},
        "inputs": _inputs(circuit, run),
        "nodes": {label[id]: _node(circuit, run, id) for id in circuit.nodes},
        "wires": _wires(circuit, run),
        "problems": [
            {"node": label[problem.node], "kind": problem.kind, "sentence": problem.sentence}
            for problem in run.problems
        ],
    }


def _inputs(circuit: Circuit, run: Run) -> Json:
    return {
        row.label: {
            "value": json_number(row.value),
            "gradient": json_number(row.gradient),
            "role": str(row.role),
            "effect": row.effect,
        }
        for row in rank_inputs(run, circuit)
    }


def _node(circuit: Circuit, run: Run, id: str) -> Json:
    node = circuit.node(id)
    result = run.node(node.label)
    return {
        "operator": node.operator,
        "name": node.name,
        "value": json_number(result.value),
        "gradient": json_number(result.gradient),
    }


def _wires(circuit: Circuit, run: Run) -> list[Json]:
    found = []
    for wire in circuit.wires():
        source, target = circuit.node(wire.source).label, circuit.node(wire.target).label
        result = run.wire(source, target, wire.port)
        found.append(
            {
                "source": source,
                "target": target,
                "port": wire.port,
                "value": json_number(result.value),
                "gradient": json_number(result.gradient),
                "local_derivative": json_number(result.local_derivative),
            }
        )
    return found


def operators_report() -> list[Json]:
    """The table of operators, ready for `json.dumps`."""
    return [
        {
            "name": operator.name,
            "title": operator.title,
            "symbol": operator.symbol,
            "category": str(operator.category),
            "ports": list(operator.ports),
            "any_number": operator.any_number,
            "constants": {constant.name: constant.default for constant in operator.constants},
            "aliases": list(operator.aliases),
            "help": operator.help,
            "gradient": operator.gradient_text,
            "pattern": operator.pattern,
        }
        for operator in OPERATORS.values()
    ]
