"""The order within the columns of a large layered layout, all columns at once in NumPy arrays.

One start is spectral: each place is drawn to the mean of its neighbours, over and over, which leaves the slowest wave
of the whole graph (Koren 2005, "Drawing graphs by eigenvectors"), so that what hangs together comes to stand together
from end to end. In another, breadth first, the layers of a network unfold. Means of ranks over even and odd columns
in turn sharpen waves, exchanges of neighbours (Eades and Kelly 1986) end all of it, after many at random that make
nothing better, which lead out of where the order is stuck. Neighbours that are exchanged at the same time stand in
columns of one parity, at ranks of one parity, so that no two exchanges meddle with each other.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import TYPE_CHECKING, Final

from circuitgrad.layout.crossings import AT_PORTS, PORT_SHARE
from circuitgrad.layout.layers import Columns, Place

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]
    Indices = npt.NDArray[np.int64]

WAVES: Final = ((100, 0.235), (150, 0.245))
"""Steps and momentum of the waves that are tried: the more of both, the larger is what a wave brings together."""
MANY: Final = 20_000
"""From so many places on, fewer steps are taken."""
MEANS: Final = 20
EXCHANGES: Final = 20
EXCHANGES_OF_MANY: Final = 3
WANDERINGS: Final = 26
"""How often a layout wanders that shall be there at once."""
WANDERINGS_OF_FEW: Final = 60
"""A step of few places takes less time."""
SOON: Final = 1_000
"""Up to so many places that is so; for more there is half a second, then some."""
STEPS_IN_TIME: Final = 450_000
MOST_WANDERINGS, FEWEST_WANDERINGS = 250, 8
FEW: Final = 350
WARM_STARTS: Final = 3
"""From so many orders up to a few places wander."""
HOPELESS: Final = 1.5
"""An order with so many times the crossings of the best is not worked on."""
WARMTH: Final = 0.8
COOLING: Final = 0.8
LANE_WANDERINGS: Final = 12
LEVELLING: Final = 5
SEED: Final = 2


def _wanderings(places: int) -> int:
    """How often so many places wander in the time that there is."""
    if places <= SOON:
        return WANDERINGS if places > FEW else WANDERINGS_OF_FEW
    return max(FEWEST_WANDERINGS, min(MOST_WANDERINGS, STEPS_IN_TIME // places))


class ManyPlaces:
    """Columns of a large layout, and what can be done to their order.

    Args:
        columns: all places, each joined to places of neighbouring columns only.
        check: is called between steps, and raises where the work is given up.
    """

    def __init__(self, columns: Columns, check: Callable[[], None]) -> None:
        import numpy as np

        self._check = check
        self._places = list(chain.from_iterable(columns))
        for number, place in enumerate(self._places):
            place.rank = number
        joints = [
            (place.rank, target.rank, leaves, arrives)
            for place in self._places
            for target, leaves, arrives in place.targets
        ]
        joined = np.array(joints, dtype=np.float64).reshape(-1, 4)
        self._source, self._target = joined[:, 0].astype(np.int64), joined[:, 1].astype(np.int64)
        leaves, arrives = PORT_SHARE * joined[:, 2], PORT_SHARE * joined[:, 3]
        count = self._many = len(self._places)
        widths = np.array([len(column) for column in columns], dtype=np.int64)
        self._column = np.repeat(np.arange(len(columns)), widths)
        self._first = (np.cumsum(widths) - widths)[self._column]
        self._width = widths[self._column].astype(np.float64)
        self._is_box = np.array([place.id is not None for place in self._places], dtype=bool)
        self._order = np.arange(count)
        self._rank = self._order - self._first
        self._ahead_of_others = 4.0 * self._column  # more than wishes reach, so that one sort serves all columns
        self._reading = (self._rank + 0.5) / self._width - 0.5
        self._arrives = arrives
        self._ends = _Ends(self._source, self._target, leaves, arrives, count)
        self._degree = np.bincount(self._source, minlength=count) + np.bincount(self._target, minlength=count)
        inner = np.flatnonzero(self._column[:-1] == self._column[1:])
        kinds = self._column[inner] % 2 * 2 + self._rank[inner] % 2
        self._spots = [inner[kinds == kind] for kind in range(4)]

    # What the layout asks for

    def untangle(self) -> None:
        """Finds an order of its own in which few wires cross; the one that is there is tried as well."""
        starts = [(self._weighed(), self._order)]
        if starts[0][0] == 0:
            return
        if self._many <= MANY:
            self._unfold()
            starts.append((self._weighed(), self._order))
        waves = (self._wave(steps, momentum) for steps, momentum in WAVES)
        for start in waves if self._many > FEW else chain((starts[0][1],), waves):
            self._take(start)
            self._draw_to_means()
            self.exchange(lanes=False)
            starts.append((self._weighed(), self._order))
        starts.sort(key=lambda found: found[0])
        best = starts[0]
        for crossed, start in starts[: WARM_STARTS if self._many <= FEW else 1]:
            if best[0] == 0 or crossed > HOPELESS * best[0]:
                break
            self._take(start)
            self._wander(min(self._many, _wanderings(self._many)), WARMTH, lanes=False)
            best = min(best, (self._weighed(), self._order), key=lambda found: found[0])
        self._take(best[1])

    def sort(self, key: Callable[[Place], float]) -> None:
        """Brings all places into this order."""
        import numpy as np

        keys = np.array([key(place) for place in self._places])
        self._take(np.lexsort((keys, self._column)))

    def exchange(self, *, lanes: bool) -> None:
        """Swaps neighbours as long as that takes crossings away.

        Args:
            lanes: boxes stay in order; only lanes pass them and each other.
        """
        for _ in range(EXCHANGES if self._many <= MANY else EXCHANGES_OF_MANY):
            if not self._exchange_once(lanes=lanes):
                return

    def settle_lanes(self) -> None:
        """Leads lanes past what they need not cross."""
        self.exchange(lanes=True)
        if self._many <= MANY:
            self._wander(LANE_WANDERINGS, 0.0, lanes=True)

    def count(self) -> int:
        """How many pairs of wires cross."""
        import numpy as np

        ends = self._rank[self._target] + self._arrives
        sequence = np.lexsort((ends, self._rank[self._source], self._column[self._source]))
        ends = ends + (self._column[self._target] * (2.0 * self._many))
        return _inversions(ends[sequence])

    def _weighed(self) -> float:
        """The same, where two wires of one target count less."""
        import numpy as np

        sequence = np.lexsort((self._rank[self._source], self._target))
        at_ports = _inversions((self._arrives + 2.0 * self._target)[sequence])
        return self.count() - (1.0 - AT_PORTS) * at_ports

    def order(self) -> Columns:
        """The columns as they are now."""
        columns: Columns = [[] for _ in range(int(self._column[-1]) + 1)]
        for number in self._order.tolist():
            place = self._places[number]
            columns[place.column].append(place)
        return columns

    # Steps

    def _breadth_first(self) -> Indices:
        """The order in which places are come by from the first one on: layers of a network unfold in it."""
        import numpy as np

        met: dict[Place, None] = {}
        for first in self._places:
            walk = [] if first in met else [first]
            for place in walk:  # grows while it is walked
                met[place] = None
                for end, _, _ in chain(place.targets, place.sources):
                    if end not in met:
                        met[end] = None
                        walk.append(end)
        turn = np.empty(self._many, dtype=np.int64)
        turn[[place.rank for place in met]] = np.arange(self._many)
        return np.lexsort((turn, self._column))

    def _unfold(self) -> None:
        """Breadth first, then mended and swept from either end: what a network of layers comes out well by.

        Places with equal wishes are turned round on the way ahead (Gansner et al. 1993), lest they stay as they
        happened to be met.
        """
        self._take(self._breadth_first())
        self.exchange(lanes=False)
        best = self._weighed(), self._order
        for ahead in (True, False) if self._many <= FEW else ():
            self._sweep(ahead=ahead)
            self.exchange(lanes=False)
            best = min(best, (self._weighed(), self._order), key=lambda found: found[0])
        self._take(best[1])

    def _sweep(self, *, ahead: bool) -> None:
        """Sorts one column after the other by the mean of the neighbours on the side that it comes from."""
        import numpy as np

        columns = self.order()
        rank = self._rank.tolist()
        for column in columns if ahead else reversed(columns):
            wishes: dict[Place, float] = {}
            for place in reversed(column) if ahead else column:
                if ahead:
                    keys = [rank[end.rank] + PORT_SHARE * leaves for end, leaves, _ in place.sources]
                else:
                    keys = [rank[end.rank] + PORT_SHARE * arrives for end, _, arrives in place.targets]
                if keys:
                    wishes[place] = sum(keys) / len(keys)
            moved = iter(sorted(wishes, key=wishes.__getitem__))
            column[:] = [next(moved) if place in wishes else place for place in column]
            for turn, place in enumerate(column):
                rank[place.rank] = turn
        self._take(np.array([place.rank for place in chain.from_iterable(columns)], dtype=np.int64))

    def _take(self, order: Indices) -> None:
        """Takes over an order of all places, column by column."""
        import numpy as np

        self._check()
        self._order = order.copy()
        self._rank = np.empty_like(order)
        self._rank[order] = np.arange(self._many) - self._first  # columns keep their numbers of places

    def _wave(self, steps: int, momentum: float) -> Indices:
        """The order of a slow wave over the graph that is level within no column.

        Momentum makes slow waves outgrow fast ones in a few steps (De Sa et al. 2018, "Accelerated stochastic power
        iteration").
        """
        import numpy as np

        column, weights = self._column, self._degree.astype(np.float64)
        ends, others = np.concatenate((self._source, self._target)), np.concatenate((self._target, self._source))
        half = 0.5 / np.maximum(self._degree, 1)
        in_column = np.maximum(np.bincount(column, weights), 1.0)
        wave = np.random.default_rng(SEED).standard_normal(self._many)
        before = np.zeros_like(wave)
        for step in range(1, steps + 1):
            after = 0.5 * wave + half * np.bincount(ends, wave[others], self._many) - momentum * before
            wave, before = after, wave
            if step % LEVELLING == 0:
                self._check()
                wave -= (np.bincount(column, weights * wave) / in_column)[column]
                before -= (np.bincount(column, weights * before) / in_column)[column]
                size = np.sqrt(wave @ wave / self._many) + 1e-300
                wave /= size
                before /= size
        if float(wave @ self._reading) < 0.0:
            wave = -wave  # up or down is all the same to it; the document's first shall stand above
        return np.lexsort((wave, column))

    def _draw_to_means(self) -> None:
        """Sorts even and odd columns in turn by the mean of the neighbours on both sides."""
        import numpy as np

        many = self._many
        degree = np.maximum(self._degree, 1)
        for turn in range(MEANS):
            places = (self._rank + 0.5) / self._width
            wishes = np.bincount(self._target, places[self._source], many)
            aims = places[self._target] + self._arrives / self._width[self._target]
            wishes = (wishes + np.bincount(self._source, aims, many)) / degree
            stays = (self._column % 2 == turn % 2) | (self._degree == 0)
            self._take(np.argsort(np.where(stays, places, wishes) + self._ahead_of_others, kind="stable"))

    def _wander(self, times: int, warmth: float, *, lanes: bool) -> None:
        """Exchanges at random that make nothing better, fewer and fewer of those that make it worse, lead on."""
        import numpy as np

        wanders = np.random.default_rng(SEED)
        for turn in range(times):
            self._exchange_once(lanes=lanes, wanders=wanders, warmth=warmth * max(0.0, 1.0 - turn / (COOLING * times)))
        self.exchange(lanes=lanes)

    def _exchange_once(self, *, lanes: bool, wanders: np.random.Generator | None = None, warmth: float = 0.0) -> bool:
        """Swaps each pair of neighbours where it helps.

        Args:
            lanes: whether boxes stay in order.
            wanders: swaps half of those where it makes no difference, too.
            warmth: and, the warmer the more often, those where it takes little away (Metropolis et al. 1953).
        """
        import numpy as np

        moved = False
        for spots in self._spots:
            self._check()
            upper, lower = self._order[spots], self._order[spots + 1]
            if lanes:
                free = ~(self._is_box[upper] & self._is_box[lower])
                spots, upper, lower = spots[free], upper[free], lower[free]
            gains = self._ends.gains(upper, lower, self._rank)
            better = gains > 0
            moved = moved or bool(better.any())
            if wanders is not None:
                chances = 0.5 * np.exp(np.minimum(gains, 0.0) / (warmth + 1e-3))
                better |= wanders.random(len(gains)) < chances
            spots, upper, lower = spots[better], upper[better], lower[better]
            self._order[spots], self._order[spots + 1] = lower, upper
            self._rank[upper] += 1
            self._rank[lower] -= 1
        return moved


class _Ends:
    """Where the wires of each place end, in two rows a place: the wires that leave it, then those that arrive."""

    def __init__(self, source: Indices, target: Indices, leaves: Numbers, arrives: Numbers, count: int) -> None:
        import numpy as np

        own = np.concatenate((source, target + count))
        sequence = np.argsort(own, kind="stable")
        self._many = np.bincount(own, minlength=2 * count)
        self._first = np.cumsum(self._many) - self._many
        self._other = np.concatenate((target, source))[sequence]
        self._share = np.concatenate((arrives, leaves))[sequence]
        self._count = count

    def gains(self, upper: Indices, lower: Indices, rank: Indices) -> Numbers:
        """How many crossings it takes away to swap each pair: each wire of one against each wire of the other."""
        import numpy as np

        keys = rank[self._other] + self._share
        uppers, lowers = np.concatenate((upper, upper + self._count)), np.concatenate((lower, lower + self._count))
        steps = self._many[lowers]
        products = self._many[uppers] * steps
        pair = np.repeat(np.arange(len(uppers)), products)
        turn = np.arange(len(pair)) - (np.cumsum(products) - products)[pair]
        steps = steps[pair]
        row = turn // steps
        one, other = self._first[uppers][pair] + row, self._first[lowers][pair] + turn - row * steps
        signs = np.sign(keys[one] - keys[other]) * np.where(self._other[one] == self._other[other], AT_PORTS, 1.0)
        both: Numbers = np.bincount(pair, signs, len(uppers)).reshape(2, -1).sum(axis=0)
        return both


def _inversions(numbers: Numbers) -> int:
    """How many pairs of numbers come in the wrong order: digit by digit from the highest, each time within its group.

    Example:
        >>> import numpy as np
        >>> _inversions(np.array([3.0, 1.0, 2.0, 2.0]))
        3
    """
    import numpy as np

    values = np.unique(numbers, return_inverse=True)[1].reshape(-1)
    found = 0
    for digit in range(int(values.max(initial=0)).bit_length() - 1, -1, -1):
        ones = values >> digit & 1
        group = values >> (digit + 1)
        ones_before = np.cumsum(ones) - ones
        starts = np.searchsorted(group, group)  # groups stand together, in rising order
        found += int(((ones_before - ones_before[starts]) * (1 - ones)).sum())
        values = values[np.argsort(values >> digit, kind="stable")]
    return found
