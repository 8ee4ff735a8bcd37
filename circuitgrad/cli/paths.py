"""``circuitgrad paths``: a gradient taken apart into its paths."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from math import isfinite
from typing import TYPE_CHECKING, Final

from circuitgrad.cli.report import Json, json_number
from circuitgrad.cli.source import add_source, needed_tape, read_source
from circuitgrad.cli.tables import number, table
from circuitgrad.engine import evaluate
from circuitgrad.errors import CircuitError
from circuitgrad.formats.numbers import count_text, short_number

if TYPE_CHECKING:
    from circuitgrad.analysis.paths import Path, Paths

_MOST: Final = 20
_ENDS: Final = 5
"""How many nodes, and factors, of a long path are written at either end."""
_FACTOR_DIGITS: Final = 3


def add_paths(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments of ``paths``."""
    add_source(parser)
    parser.add_argument("input", nargs="?", metavar="INPUT", help="the input, or any other node, where the paths begin")
    parser.add_argument(
        "--most", type=int, default=_MOST, help=f"how many paths to list: {_MOST} where nothing is said"
    )
    parser.add_argument("--json", action="store_true", help="print JSON, with every number in full")


def paths_text(arguments: argparse.Namespace, _render: object) -> str:
    """Carries ``paths`` out.

    Raises:
        CircuitError: the circuit or the node cannot be.
    """
    from circuitgrad.analysis.paths import paths_of

    if arguments.formula is not None and arguments.input is None:
        arguments.source, arguments.input = None, arguments.source  # with a formula there is no file
    circuit = read_source(arguments)
    if arguments.input is None:
        raise CircuitError("Say where the paths begin: name an input, or another node.")
    start = circuit.find(arguments.input)
    found = paths_of(evaluate(*needed_tape(circuit)), start.id, arguments.most)
    if arguments.json:
        return json.dumps(paths_report(found), indent=2, allow_nan=False)
    return "\n\n".join(_parts(found))


def paths_report(found: Paths) -> Json:
    """Paths, ready for `json.dumps`; their number is a text where it has too many digits for other programs."""
    return {
        "node": found.label,
        "objective": found.objective_label,
        "gradient": json_number(found.gradient),
        "count": found.count if found.count < 2**53 else count_text(found.count),
        "paths": [
            {
                "nodes": list(path.labels),
                "ports": [wire.port for wire in path.wires],
                "local_derivatives": [json_number(factor) for factor in path.factors],
                "product": json_number(path.product),
            }
            for path in found.listed
        ],
        "others": json_number(found.others),
        "sum": json_number(found.total),
        "magnitude": json_number(found.magnitude),
    }


def _parts(found: Paths) -> Iterator[str]:
    slope = f"∂{found.objective_label}/∂{found.label} = {number(found.gradient)}"
    if not found.count:
        yield f"No path leads from “{found.label}” to “{found.objective_label}”: {slope}"
        return
    if found.count == 1:
        yield f"One path leads from “{found.label}” to “{found.objective_label}”; its product is {slope}"
    else:
        some = count_text(found.count)
        yield f"{some} paths lead from “{found.label}” to “{found.objective_label}”; their products sum to {slope}"
    rows = [[_way(path), _factors(path), number(path.product), _share(path.product, found)] for path in found.listed]
    if found.other_count:
        others = "1 other path" if found.other_count == 1 else f"{count_text(found.other_count)} others together"
        rows.append([others, "", number(found.others), ""])
    if found.count > 1:
        rows.append(["sum", "", number(found.total), ""])
    yield table(["path", "local derivatives", "product", "share"], rows, right=[2, 3])
    stopped = [_stop(path) for path in found.listed if path.stops_at is not None]
    if stopped:
        yield "\n  ".join(["Stopped", *dict.fromkeys(stopped)])


def _way(path: Path) -> str:
    return " → ".join(_shortened(list(path.told)))


def _factors(path: Path) -> str:
    return " × ".join(_shortened([_factor(factor) for factor in path.factors])) or "1"


def _factor(factor: float) -> str:
    text = short_number(factor, _FACTOR_DIGITS)
    return f"({text})" if text.startswith("−") else text


def _shortened(texts: list[str]) -> list[str]:
    left_out = len(texts) - 2 * _ENDS
    return texts if left_out <= 1 else [*texts[:_ENDS], f"… {left_out:,} more …", *texts[-_ENDS:]]


def _share(product: float, found: Paths) -> str:
    """How much of Σ |product| it is, in percent."""
    if not isfinite(product) or not isfinite(found.magnitude) or not found.magnitude:
        return ""
    return f"{100.0 * abs(product) / found.magnitude:.1f} %"


def _stop(path: Path) -> str:
    if path.stops_at is None:
        raise AssertionError("nothing stops this path")
    factor = short_number(path.factors[path.stops_at], _FACTOR_DIGITS)
    source, target = path.labels[path.stops_at], path.labels[path.stops_at + 1]
    return f"{source} → {target}: its local derivative is {factor}."
