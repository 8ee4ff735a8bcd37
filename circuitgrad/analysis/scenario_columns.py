"""The columns of the table of scenarios as data: how far the values of each input scatter from row to row."""

from __future__ import annotations

from math import hypot, isfinite, sqrt

from circuitgrad.circuit import Circuit


def column_deviations(circuit: Circuit) -> dict[str, float]:
    """The standard deviation of each input's values in the scenarios, by what people call the input.

    It is that of a sample, √(Σ(value − mean)²/(n − 1)). An input is left out that fewer than two scenarios name, or
    that has the same value in all of them.

    Args:
        circuit: whose scenarios are the rows, such as those loaded from a file of measurements.

    Example:
        >>> import circuitgrad as cg
        >>> from circuitgrad.circuit import Scenario
        >>> from circuitgrad.circuit.edits import AddScenario
        >>> circuit = cg.from_formula("x*y")
        >>> for name, value in (("Monday", 1.0), ("Tuesday", 3.0)):
        ...     _ = AddScenario(Scenario(name, name, ((circuit.find("x").id, value),))).apply(circuit)
        >>> column_deviations(circuit)
        {'x': 1.4142135623730951}
    """
    columns: dict[str, list[float]] = {}
    for scenario in circuit.scenarios.values():
        for id, value in scenario.values:
            columns.setdefault(id, []).append(value)
    found = {node.label: _deviation(columns.get(node.id, [])) for node in circuit.inputs()}
    return {label: deviation for label, deviation in found.items() if deviation > 0.0}


def _deviation(column: list[float]) -> float:
    """0 where it cannot be told."""
    if len(column) < 2:
        return 0.0
    mean = sum(value / len(column) for value in column)
    deviation = hypot(*(value - mean for value in column)) / sqrt(len(column) - 1)
    return deviation if isfinite(deviation) else 0.0
