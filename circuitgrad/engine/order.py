"""The order in which nodes can be computed, and how one new wire changes it."""

from __future__ import annotations

from collections.abc import Sequence


def topological_order(sources: Sequence[Sequence[int]]) -> Sequence[int]:
    """Places so that every node comes after all that feed it.

    Where the places are in such an order already, as in circuits from files and formulas, nothing is sorted.
    Otherwise this is the order in which a depth-first walk from each node in turn leaves the nodes.

    Example:
        >>> list(topological_order([(1,), (2,), ()]))
        [2, 1, 0]
    """
    if all([not fed or max(fed) < i for i, fed in enumerate(sources)]):  # noqa: C419 - a list is faster here
        return range(len(sources))
    order: list[int] = []
    entered = bytearray(len(sources))
    for start in range(len(sources)):
        waiting = [start]
        while waiting:
            i = waiting[-1]
            if entered[i] == 0:
                entered[i] = 1
                waiting += [source for source in sources[i] if not entered[source]]
            else:
                waiting.pop()
                if entered[i] == 1:
                    entered[i] = 2
                    order.append(i)
    return order


def moved_behind(order: Sequence[int], source: int, target: int, sources: Sequence[Sequence[int]]) -> Sequence[int]:
    """The order after a wire from source to target came: what follows from the target moves behind the source.

    Only nodes between the two are looked at, and their order among themselves stays (after Pearce and Kelly 2007).

    Args:
        order: one that was right before.
        source: where the wire comes from.
        target: where it ends.
        sources: by place, with the new wire.

    Example:
        >>> moved_behind([0, 1, 2, 3], 3, 1, [(), (0, 3), (0,), ()])
        [0, 2, 3, 1]
    """
    first = order.index(target)
    try:
        last = first + order[first:].index(source)
    except ValueError:
        return order
    late = {target}
    window = order[first : last + 1]
    for i in window:
        if not late.isdisjoint(sources[i]):
            late.add(i)
    return [
        *order[:first],
        *(i for i in window if i not in late),
        *(i for i in window if i in late),
        *order[last + 1 :],
    ]
