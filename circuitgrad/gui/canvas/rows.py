"""Which row of an array belongs to what, where rows come and go."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)


class Rows(Generic[K]):
    """Keys in rows without a gap: who goes is replaced by the last one.

    Attributes:
        keys: the key in each row.
        row: the row of each key.

    Example:
        >>> rows = Rows("abc")
        >>> rows.remove("a"), rows.keys, rows.row["c"]
        (2, ['c', 'b'], 0)
    """

    def __init__(self, keys: Iterable[K] = ()) -> None:
        self.keys = list(keys)
        self.row = {key: row for row, key in enumerate(self.keys)}

    def __len__(self) -> int:
        return len(self.keys)

    def add(self, key: K) -> int:
        """Puts a key into a new last row, which is returned."""
        self.row[key] = len(self.keys)
        self.keys.append(key)
        return len(self.keys) - 1

    def remove(self, key: K) -> int:
        """Takes a key away; the last one has its row now. Returns the row that was the last."""
        row, last = self.row.pop(key), self.keys.pop()
        if last != key:
            self.keys[row], self.row[last] = last, row
        return len(self.keys)

    def at(self, rows: Any) -> list[K]:
        """The keys in these rows of an array of numbers."""
        keys = self.keys
        return [keys[row] for row in rows.tolist()]
