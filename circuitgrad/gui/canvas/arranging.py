"""Where nodes go when they are aligned or distributed: numbers alone."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from circuitgrad.circuit import Position
from circuitgrad.layout.geometry import Rect


class Edge(Enum):
    """What is brought on one line."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"
    TOP = "top"
    MIDDLE = "middle"
    BOTTOM = "bottom"


def aligned(bodies: Mapping[str, Rect], edge: Edge) -> dict[str, Position]:
    """The middles of nodes once this edge of all is where the outermost one's is; for middles, where all's is.

    Example:
        >>> aligned({"a": Rect(0, 0, 40, 40), "b": Rect(100, 8, 120, 28)}, Edge.TOP)
        {'a': (20.0, 20.0), 'b': (110.0, 10.0)}
    """
    if not bodies:
        return {}
    left, right = min(body.left for body in bodies.values()), max(body.right for body in bodies.values())
    top, bottom = min(body.top for body in bodies.values()), max(body.bottom for body in bodies.values())
    return {id: _on_line(body, edge, Rect(left, top, right, bottom)) for id, body in bodies.items()}


def _on_line(body: Rect, edge: Edge, all: Rect) -> Position:
    (x, y), width, height = _middle(body), body.right - body.left, body.bottom - body.top
    match edge:
        case Edge.LEFT:
            return all.left + width / 2, y
        case Edge.CENTRE:
            return (all.left + all.right) / 2, y
        case Edge.RIGHT:
            return all.right - width / 2, y
        case Edge.TOP:
            return x, all.top + height / 2
        case Edge.MIDDLE:
            return x, (all.top + all.bottom) / 2
        case Edge.BOTTOM:
            return x, all.bottom - height / 2


def distributed(bodies: Mapping[str, Rect], *, across: bool) -> dict[str, Position]:
    """The middles of nodes once the gaps between them are alike, in the order in which they stand.

    The first and the last stay; with fewer than three nodes all do. Where there is no room for gaps,
    they overlap alike.

    Example:
        >>> row = {"a": Rect(0, 0, 40, 40), "b": Rect(50, 0, 90, 40), "c": Rect(160, 0, 200, 40)}
        >>> distributed(row, across=True)["b"]
        (100.0, 20.0)
    """
    spans = {id: (body.left, body.right) if across else (body.top, body.bottom) for id, body in bodies.items()}
    order = sorted(bodies, key=lambda each: sum(spans[each]))
    places = {id: _middle(body) for id, body in bodies.items()}
    if len(order) < 3:
        return places
    start, end = spans[order[0]][0], spans[order[-1]][1]
    gap = (end - start - sum(last - first for first, last in spans.values())) / (len(order) - 1)
    for id in order:
        size = spans[id][1] - spans[id][0]
        x, y = places[id]
        places[id] = (start + size / 2, y) if across else (x, start + size / 2)
        start += size + gap
    return places


def _middle(body: Rect) -> Position:
    return (body.left + body.right) / 2, (body.top + body.bottom) / 2
