"""Random circuits for hypothesis, over the whole table of operators: shared by the tests of every room."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Final

from hypothesis import strategies as st

from circuitgrad.circuit import (
    Asks,
    Attempt,
    Bends,
    Circuit,
    Exercise,
    Fragment,
    Frame,
    Node,
    Note,
    Question,
    Range,
    Rect,
    Remark,
    Scenario,
    Spread,
    Tolerance,
    Wire,
)
from circuitgrad.circuit.names import check_name, is_name_part, is_name_start
from circuitgrad.errors import CircuitError
from circuitgrad.operators import OPERATORS, Operator, Role

EDGE_NUMBERS: Final = (
    0.0, -0.0, 1.0, -1.0, 0.1, 1 / 3, 5e-324, -5e-324, 2.2250738585072014e-308, 1e308, -1.7976931348623157e308,
    1e16, 2**53 + 2.0, 1e-300, 123456789.123456789,
)  # fmt: skip
NOT_FINITE: Final = (float("nan"), float("inf"), float("-inf"))
ALPHABET: Final = "xyzwfq_′αβγθЖшאبगあ入가ñéßØ₀₁²7Ⅳ0123456789"
PLAIN_NAMES: Final = (
    "x", "y", "z", "w0", "w₁", "αβ", "Скорость", "重さ", "입력", "ערך", "قيمة", "गति", "f′", "_", "naïve", "w′₁",
)  # fmt: skip


def numbers(*, finite: bool = True) -> st.SearchStrategy[float]:
    """Any float64 with the awkward ones often among them; NaN and infinities if `finite` is off."""
    edges = EDGE_NUMBERS if finite else EDGE_NUMBERS + NOT_FINITE
    return st.sampled_from(edges) | st.floats(allow_nan=not finite, allow_infinity=not finite)


def names() -> st.SearchStrategy[str]:
    """Names that a node may have, in several scripts."""
    starts = st.sampled_from([character for character in ALPHABET if is_name_start(character)])
    parts = st.text(st.sampled_from([character for character in ALPHABET if is_name_part(character)]), max_size=8)
    return st.sampled_from(PLAIN_NAMES) | st.tuples(starts, parts).map("".join).filter(_is_name)


def _is_name(text: str) -> bool:
    try:
        check_name(text)
    except CircuitError:
        return False
    return True


def ids() -> st.SearchStrategy[str]:
    """Ids: any text of one character or more that UTF-8 can hold, mostly short and plain."""
    return st.text("abcxyz0123456789", min_size=1, max_size=4) | st.text(
        st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6
    )


@st.composite
def circuits(
    draw: st.DrawFn,
    *,
    max_nodes: int = 10,
    complete: bool = False,
    values: st.SearchStrategy[float] | None = None,
    operators: Collection[str] | None = None,
    any_ids: bool = True,
    bypass: bool = False,
    marked: bool = False,
) -> Circuit:
    """Acyclic circuits, with names, roles, values, constants, positions and mostly an objective.

    Args:
        max_nodes: at most so many nodes; without `complete` there may be none.
        complete: every leaf has a value and every port a wire, so that the circuit can be run.
        values: where leaf values and constants come from; `numbers` if none are given.
        operators: names of the operators to draw from; all if none are given.
        any_ids: ids may hold any characters; else they are n0, n1, n2 …
        bypass: some operators are bypassed.
        marked: some nodes are pinned, some wires bend, and there may be remarks, holds, ranges, spreads, scenarios,
            an exercise.
    """
    number = numbers() if values is None else values
    records = [OPERATORS[name] for name in (OPERATORS if operators is None else operators)]
    computing = [record for record in records if not record.is_leaf]
    count = draw(st.integers(1 if complete else 0, max_nodes))
    leaf_count = draw(st.integers(min(1, count), max(1, (count + 1) // 2))) if count else 0
    labels = _labels(draw, count, any_ids=any_ids)
    nodes: list[Node] = []
    wires: list[Wire] = []
    for place, (id, name) in enumerate(labels):
        if place < leaf_count or not computing:
            nodes.append(_leaf(draw, id, name, number, complete=complete))
        else:
            node, incoming = _operator_node(draw, id, name, computing, number, nodes, complete=complete)
            nodes.append(replace(node, bypassed=bypass and draw(st.integers(0, 2)) == 0))
            wires += incoming
    objective = draw(st.none() | st.sampled_from([node.id for node in nodes])) if nodes else None
    in_some_order: list[Node] = draw(st.permutations(nodes)) if draw(st.booleans()) else nodes
    marks = draw(remarks()) if marked else []
    if marked and nodes:
        pinned = draw(st.sets(st.sampled_from([node.id for node in nodes])))
        in_some_order = [replace(node, pinned=node.id in pinned) for node in in_some_order]
        in_some_order = [_asked_about(draw, node) if node.is_leaf else node for node in in_some_order]
    pinned_values = _scenarios(draw, in_some_order) if marked else []
    baseline = draw(st.none() | st.sampled_from(pinned_values)) if pinned_values else None
    exercise = draw(st.none() | exercises(in_some_order, wires)) if marked else None
    bends = tuple(_bends(draw, wires)) if marked else ()
    marked_so = objective, tuple(marks), tuple(pinned_values), baseline, exercise, bends
    return Circuit(Fragment(tuple(in_some_order), tuple(wires), *marked_so))


def _bends(draw: st.DrawFn, wires: Sequence[Wire]) -> Iterator[tuple[Wire, Bends]]:
    """Some of the wires with bends anywhere on the canvas, in the order in which a circuit tells them."""
    along = st.sampled_from((0.0, -0.0, 1 / 3, 8.0)) | st.floats(-1e9, 1e9)
    places = st.lists(st.tuples(along, along), min_size=1, max_size=3)
    for wire in wires:
        if draw(st.integers(0, 2)) == 0:
            yield wire, tuple(draw(places))


@st.composite
def exercises(draw: st.DrawFn, nodes: Sequence[Node], wires: Sequence[Wire]) -> Exercise:
    """Exercises with questions that can be asked of these nodes and wires."""
    can_ask = [Question(Asks.GRADIENT, at) for at in (*(node.id for node in nodes), *wires)]
    can_ask += [Question(Asks.EFFECT if node.is_leaf else Asks.VALUE, node.id) for node in nodes]
    asked = draw(st.lists(st.sampled_from(can_ask), unique=True, max_size=6)) if can_ask else []
    shares = st.floats(0.0, 0.5)
    attempts = st.integers(0, 9).flatmap(
        lambda right: st.builds(
            Attempt,
            asked=st.integers(20, 30),
            right=st.just(right),
            first_try=st.integers(0, right),
            shown=st.integers(0, 9),
            wrong=st.integers(0, 99),
            seconds=st.none() | st.floats(0.0, 1e6),
        )
    )
    return Exercise(
        tuple(asked),
        draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=20)),
        draw(st.builds(Tolerance, shares, shares, st.integers(1, 17))),
        draw(st.booleans()),
        draw(st.booleans()),
        tuple(draw(st.lists(attempts, max_size=2))),
    )


def _asked_about(draw: st.DrawFn, leaf: Node) -> Node:
    """The leaf with a hold, a range or a spread, or with none."""
    held = draw(st.sampled_from([None, True] if leaf.role is Role.CONSTANT else [None, True, False]))
    return replace(leaf, held=held, range=draw(st.none() | ranges()), spread=draw(st.none() | spreads()))


def ranges() -> st.SearchStrategy[Range]:
    """Ranges, linear and logarithmic."""
    ends = st.lists(st.floats(-1e9, 1e9), min_size=2, max_size=2, unique=True).map(sorted)
    steps = st.none() | st.floats(1e-6, 10.0)
    return st.tuples(ends, steps, st.booleans()).map(
        lambda parts: Range(*parts[0], parts[1], parts[2] and parts[0][0] > 0.0)
    )


def spreads() -> st.SearchStrategy[Spread]:
    """Distributions of every kind."""
    numbers = st.lists(st.integers(-1000, 1000), min_size=3, max_size=3, unique=True).map(sorted)
    return numbers.flatmap(
        lambda three: st.sampled_from(
            [
                Spread("normal", (float(three[0]), 0.5 + abs(three[1]))),
                Spread("uniform", (float(three[0]), float(three[1]))),
                Spread("triangular", (float(three[0]), float(three[1]), float(three[2]))),
                Spread("lognormal", (0.5 + abs(three[0]), 1.5 + abs(three[1]))),
            ]
        )
    )


def _scenarios(draw: st.DrawFn, nodes: Sequence[Node]) -> list[Scenario]:
    leaves = [node.id for node in nodes if node.is_leaf]
    own = draw(st.lists(ids(), max_size=3, unique=True))
    titles = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
    some = st.lists(st.sampled_from(leaves), unique=True) if leaves else st.just([])
    return [Scenario(id, draw(titles), tuple((leaf, draw(numbers())) for leaf in draw(some))) for id in own]


def rects() -> st.SearchStrategy[Rect]:
    """Places and sizes of remarks, on the grid and off it."""
    sizes = st.integers(1, 100).map(lambda steps: 8.0 * steps) | st.floats(1e-3, 1e6)
    return st.tuples(_positions(), sizes, sizes).map(lambda parts: (*parts[0], parts[1], parts[2]))


@st.composite
def remarks(draw: st.DrawFn, *, most: int = 3) -> list[Remark]:
    """Frames and notes with ids of their own, mostly few."""
    texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
    own = draw(st.lists(ids(), max_size=most, unique=True))
    kinds: st.SearchStrategy[type[Frame] | type[Note]] = st.sampled_from([Frame, Note])
    return [draw(kinds)(id, draw(texts), draw(rects())) for id in own]


def _labels(draw: st.DrawFn, count: int, *, any_ids: bool) -> list[tuple[str, str]]:
    """Pairs of id and name, the name often empty; ids differ, and no two nodes are called the same."""
    some = st.lists(ids(), min_size=count, max_size=count, unique=True)
    own = draw(some) if any_ids else [f"n{i}" for i in range(count)]
    called = draw(st.lists(names(), min_size=count, max_size=count, unique=True))
    return [(id, name if draw(st.booleans()) and name not in own else "") for id, name in zip(own, called, strict=True)]


def _positions() -> st.SearchStrategy[tuple[float, float]]:
    along = st.integers(-500, 500).map(lambda steps: 8.0 * steps) | st.floats(-1e6, 1e6)
    return st.tuples(along, along)


def _leaf(draw: st.DrawFn, id: str, name: str, number: st.SearchStrategy[float], *, complete: bool) -> Node:
    operator = draw(st.sampled_from(["input", "input", "constant"]))
    role = Role.CONSTANT if operator == "constant" else draw(st.sampled_from(Role))
    value = draw(number if complete else st.none() | number)
    return Node.new(operator, id=id, name=name, value=value, role=role, position=draw(_positions()))


def _operator_node(
    draw: st.DrawFn,
    id: str,
    name: str,
    computing: Sequence[Operator],
    number: st.SearchStrategy[float],
    before: Sequence[Node],
    *,
    complete: bool,
) -> tuple[Node, list[Wire]]:
    """An operator fed by nodes before it; a node may feed it twice, and ports may stay free."""
    record = draw(st.sampled_from(computing))
    constants = tuple(draw(number) for _ in record.constants)
    ports = range(draw(st.integers(1, 4))) if record.any_number else range(len(record.ports))
    wired = [port for port in ports if complete or draw(st.integers(0, 4)) > 0]
    sources = st.sampled_from([node.id for node in before])
    node = Node.new(record.name, id=id, name=name, constants=constants, position=draw(_positions()))
    return node, [Wire(draw(sources), id, port) for port in wired]
