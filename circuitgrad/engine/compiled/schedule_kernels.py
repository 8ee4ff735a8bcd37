"""In which order a circuit is computed: levels, within a level runs of equal operators, within those as they are read.

The functions take and return arrays; numba compiles them (`making`). Nothing here is called as Python.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def make_schedule(fed_from: Any, sources: Any, codes: Any, objective: int, code_count: int) -> Any:
    """Orders nodes by need, level and operator.

    Args:
        fed_from: where each node's wires start in `sources`; one longer than the nodes.
        sources: the place that each wire comes from.
        codes: each node's opcode, by place.
        objective: its place; negative where there is none, then all are needed.
        code_count: how many opcodes there are.

    Returns:
        The places in order; where each run starts (one longer than the runs); the number of runs, nodes and leaves
        that the objective needs, which come first; each node's level.
    """
    count = codes.size
    level = np.zeros(count, np.int32)
    order = np.empty(count, np.int32)
    missing = np.empty(count, np.int32)
    starts = np.zeros(count + 2, np.int32)
    for w in range(sources.size):
        starts[sources[w] + 2] += 1
    for i in range(count):
        starts[i + 2] += starts[i + 1]
    consumers = np.empty(sources.size, np.int32)
    for i in range(count):
        missing[i] = fed_from[i + 1] - fed_from[i]
        for w in range(fed_from[i], fed_from[i + 1]):
            source = sources[w]
            consumers[starts[source + 1]] = i
            starts[source + 1] += 1
    done = 0
    for i in range(count):
        if missing[i] == 0:
            order[done] = i
            done += 1
    k = 0
    deepest = 0
    while k < done:
        i = order[k]
        k += 1
        below = level[i] + 1
        for w in range(starts[i], starts[i + 1]):
            target = consumers[w]
            if level[target] < below:
                level[target] = below
                if below > deepest:
                    deepest = below
            missing[target] -= 1
            if missing[target] == 0:
                order[done] = target
                done += 1
    needless = np.zeros(count, np.bool_)
    if objective >= 0:
        needless[:] = True
        needless[objective] = False
        for k in range(count - 1, -1, -1):
            i = order[k]
            if not needless[i]:
                for w in range(fed_from[i], fed_from[i + 1]):
                    needless[sources[w]] = False
    # Two stable counting sorts, the finer key first.
    by_code = np.zeros(code_count + 1, np.int32)
    for i in range(count):
        by_code[codes[i] + 1] += 1
    for c in range(code_count):
        by_code[c + 1] += by_code[c]
    half = np.empty(count, np.int32)
    for k in range(count):
        i = order[k]
        half[by_code[codes[i]]] = i
        by_code[codes[i]] += 1
    levels = deepest + 1
    by_level = np.zeros(2 * levels + 1, np.int32)
    needed = 0
    leaves = 0
    for i in range(count):
        by_level[level[i] + levels * needless[i] + 1] += 1
        if not needless[i]:
            needed += 1
            if codes[i] == 0:
                leaves += 1
    for c in range(2 * levels):
        by_level[c + 1] += by_level[c]
    for k in range(count):
        i = half[k]
        key = level[i] + levels * needless[i]
        order[by_level[key]] = i
        by_level[key] += 1
    runs = 0
    needed_runs = 0
    for k in range(count):
        i = order[k]
        j = order[k - 1]
        if k == 0 or codes[i] != codes[j] or level[i] != level[j] or needless[i] != needless[j]:
            runs += 1
            if not needless[i]:
                needed_runs += 1
    run_starts = np.empty(runs + 1, np.int32)
    r = 0
    for k in range(count):
        i = order[k]
        j = order[k - 1]
        if k == 0 or codes[i] != codes[j] or level[i] != level[j] or needless[i] != needless[j]:
            run_starts[r] = k
            r += 1
    run_starts[runs] = count
    return order, run_starts, needed_runs, needed, leaves, level


def place_as_used(
    order: Any,
    level: Any,
    starts: Any,
    needed: int,
    leaves: int,
    fed_from: Any,
    sources: Any,
    codes: Any,
    by_runs: bool,
) -> None:
    """Moves nodes within their runs, so that what is read together stands together in memory.

    Leaves stand as they are used first. In other runs, those that levels far above read again come first, where they
    stay in the cache for random reads; all others stand as the next level comes to them.

    Args:
        order: the places in order; it is changed.
        level: each node's level.
        starts: where each run starts.
        needed: how many nodes the objective needs, which come first; the others stay.
        leaves: how many of them are leaves.
        fed_from: where each node's wires start in `sources`.
        sources: the place that each wire comes from.
        codes: each node's opcode.
        by_runs: whether more than the leaves are moved.
    """
    count = order.size
    placed = np.zeros(count, np.bool_)
    moved = np.empty(count, np.int32)
    if by_runs:
        is_far = np.zeros(count, np.bool_)
        for k in range(leaves, needed):
            i = order[k]
            for w in range(fed_from[i], fed_from[i + 1]):
                if level[sources[w]] < level[i] - 1:
                    is_far[sources[w]] = True
        run_of = np.empty(count, np.int32)
        room = np.empty((starts.size, 2), np.int32)
        r = 0
        while starts[r] < needed:
            far = 0
            for k in range(starts[r], starts[r + 1]):
                run_of[order[k]] = r
                far += is_far[order[k]]
            room[r, 0] = starts[r] + far
            room[r, 1] = starts[r]
            r += 1
        end = needed
        start = needed
        while start > leaves:
            end = start
            above = level[order[end - 1]]
            while start > 0 and level[order[start - 1]] == above:
                start -= 1
            low = start
            while low > 0 and level[order[low - 1]] == above - 1:
                low -= 1
            for k in range(start, end):
                i = order[k]
                for w in range(fed_from[i], fed_from[i + 1]):
                    source = sources[w]
                    if level[source] == above - 1 and not placed[source]:
                        placed[source] = True
                        side = 1 if is_far[source] else 0
                        moved[room[run_of[source], side]] = source
                        room[run_of[source], side] += 1
            for k in range(low, start):
                source = order[k]
                if not placed[source]:
                    side = 1 if is_far[source] else 0
                    moved[room[run_of[source], side]] = source
                    room[run_of[source], side] += 1
            order[low:start] = moved[low:start]
        placed[:] = False
    done = 0
    for k in range(leaves, needed):
        i = order[k]
        for w in range(fed_from[i], fed_from[i + 1]):
            source = sources[w]
            if codes[source] == 0 and not placed[source]:
                placed[source] = True
                moved[done] = source
                done += 1
    if done == leaves:  # else the objective is a leaf
        order[:leaves] = moved[:leaves]


def arrange(
    order: Any, at: Any, fed_from: Any, sources: Any, codes: Any, first: Any, second: Any, more_sources: Any
) -> Any:
    """Fills what the kernels read, by place in the order.

    Args:
        order: the places in order.
        at: filled with where each place stands in the order.
        fed_from: where each node's wires start in `sources`.
        sources: the place that each wire comes from.
        codes: each node's opcode.
        first: filled with the first source; with where its wires start in `more_sources` for nodes with many inputs.
        second: filled with the second source; with the number of inputs for nodes with many.
        more_sources: filled with the sources of nodes with many inputs, as long as `sources` will do.

    Returns:
        How many of `more_sources` are used.
    """
    count = order.size
    for k in range(count):
        at[order[k]] = k
    used = 0
    for k in range(count):
        i = order[k]
        start = fed_from[i]
        wires = fed_from[i + 1] - start
        if wires == 0:
            first[k] = count
            second[k] = count
            if codes[i] == 1:
                first[k] = used
                second[k] = 0
        elif wires > 2 or codes[i] == 1:
            first[k] = used
            second[k] = wires
            for w in range(wires):
                more_sources[used] = at[sources[start + w]]
                used += 1
        else:
            first[k] = at[sources[start]]
            second[k] = at[sources[start + 1]] if wires == 2 else count
    return used


def address_of(array: Any) -> Any:
    """Where an array starts in memory."""
    return array.ctypes.data
