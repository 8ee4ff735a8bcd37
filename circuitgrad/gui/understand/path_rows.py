"""Paths as rows of a table: what they lead through, the product written out, and how much of the gradient they are."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Final

from PySide6.QtCore import QCoreApplication

from circuitgrad.analysis.paths import Path, Paths
from circuitgrad.formats.numbers import count_text, full_number, plain_number, short_number
from circuitgrad.gui.canvas.looks import face
from circuitgrad.gui.names import node_name, pretty_name
from circuitgrad.gui.understand.rows import Cell, RowContent

ENDS: Final = 6
"""How many nodes, or factors, of a long path are written at either end."""
MOST_TOLD: Final = 200
"""And of how many a tooltip tells."""


def path_rows(found: Paths, digits: int) -> list[RowContent]:
    """A row for each path that is listed, one for the others, and one for the sum."""
    largest = max((abs(each) for each in _numbers(found) if isfinite(each)), default=0.0)
    rows = [_path_row(path, digits, largest) for path in found.listed]
    if found.other_count:
        rows.append(_row(others_text(found), "", found.others, digits, largest))
    if found.count:
        slope = f"∂{pretty_name(found.objective_label)}/∂{pretty_name(found.label)}"
        text = _tr("Sum over all paths = {slope}").format(slope=slope)
        rows.append(_row(text, "", found.gradient, digits, largest, strong=True))
    return rows


def others_text(found: Paths) -> str:
    """What the row of the paths that are not listed is called."""
    if found.other_count == 1:
        return _tr("1 other path")
    return _tr("{count} other paths together").format(count=count_text(found.other_count))


def names_of(path: Path) -> list[str]:
    """The nodes of a path as the canvas shows them: by name, or by the sign of what they compute.

    Example:
        >>> import circuitgrad as cg
        >>> names_of(cg.paths(cg.from_formula("x1 = 3; f = sin(x1*x1)"), "x1").listed[0])
        ['x₁', '× [1]', 'f']
    """
    nodes, names = path.tape.nodes, []
    for place, told in zip((path.start, *(hop[0] for hop in path.hops)), path.told, strict=True):
        node = nodes[place]
        is_named = node.is_leaf or bool(node.name)
        port = told[len(path.tape.labels[place]) :]
        names.append((node_name(node) if is_named else face(node)) + port)
    return names


def product_text(factors: Sequence[float], digits: int) -> str:
    """Factors as a product that can be read.

    Example:
        >>> product_text([-1.0, 0.19661193], 3), product_text([], 3)
        ('(−1.00) × 0.197', '1')
    """
    texts = [short_number(factor, digits) for factor in factors]
    return " × ".join(shortened([f"({text})" if text.startswith("−") else text for text in texts])) or "1"


def shortened(texts: list[str], ends: int = ENDS) -> list[str]:
    """The texts, those in the middle of many left out.

    Example:
        >>> shortened(list("abcdefg"), 2)
        ['a', 'b', '… 3 more …', 'f', 'g']
    """
    left_out = len(texts) - 2 * ends
    if left_out <= 1:
        return texts
    return [*texts[:ends], _tr("… {count} more …").format(count=f"{left_out:,}"), *texts[-ends:]]


def _path_row(path: Path, digits: int, largest: float) -> RowContent:
    names = names_of(path)
    tip = " → ".join(shortened([pretty_name(label) for label in path.told], MOST_TOLD))
    way = " → ".join(shortened(names))
    made = _row(way, product_text(path.factors, digits), path.product, digits, largest, tip=tip)
    if path.stops_at is None:
        return made
    factor = short_number(path.factors[path.stops_at], digits)
    text = _tr("Stopped between {source} and {target}, whose local derivative is {factor}.")
    ends = (pretty_name(path.labels[path.stops_at + side]) for side in (0, 1))
    source, target = ends
    stop = text.format(source=source, target=target, factor=factor)
    cells = (made.cells[0], Cell(made.cells[1].text, tip=stop, color="soft_ink"), *made.cells[2:])
    return RowContent(cells, f"{made.told}. {stop}")


def _row(
    way: str, product: str, number: float, digits: int, largest: float, *, tip: str = "", strong: bool = False
) -> RowContent:
    share = number / largest if largest and isfinite(number) else None
    shown = short_number(number, digits)
    cells = (
        Cell(way, tip=tip),
        Cell(product),
        Cell(shown, full=plain_number(number), tip=full_number(number), color="gradient", is_number=True),
        Cell("", full="" if share is None else plain_number(share), tip=full_number(number), share=share),
    )
    return RowContent(cells, f"{way}: {product} = {shown}" if product else f"{way}: {shown}", strong)


def _numbers(found: Paths) -> list[float]:
    return [*(path.product for path in found.listed), found.others, found.gradient]


def _tr(text: str) -> str:
    return QCoreApplication.translate("path_rows", text)
