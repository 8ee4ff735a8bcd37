"""Records that stand in a circuit beside its nodes, in an order of their own: frames and notes, scenarios."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Generic, Protocol, TypeVar

from circuitgrad.errors import CircuitError


class HasId(Protocol):
    """Whatever has a permanent id."""

    @property
    def id(self) -> str: ...


R = TypeVar("R", bound=HasId)


class Records(Mapping[str, R], Generic[R]):
    """A circuit's records of one kind by id, in order. Read them freely; they change through edits alone.

    Args:
        kind: what one is called.
        check: raises if a record cannot be.
        tell: is told the record before and after each change, None where there is none.
        records: what it starts with.

    Raises:
        CircuitError: a record cannot be, or two have one id.

    Example:
        >>> from circuitgrad.circuit import Note
        >>> rect = (0.0, 0.0, 9.0, 9.0)
        >>> store = Records("note", lambda note: None, lambda before, after: None, [Note("a", "first", rect)])
        >>> store.insert_(Note("b", "before it", rect), 0)
        >>> list(store), store.remove_("a")[1]
        (['b', 'a'], 1)
    """

    def __init__(
        self,
        kind: str,
        check: Callable[[R], None],
        tell: Callable[[R | None, R | None], None],
        records: Iterable[R] = (),
    ) -> None:
        self._kind, self._check, self._tell = kind, check, tell
        self._by_id: dict[str, R] = {}
        for record in records:
            self._put(record, None)

    def __getitem__(self, id: str) -> R:
        return self._by_id[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def find(self, id: str) -> R:
        """The record with this id.

        Raises:
            CircuitError: there is none.
        """
        try:
            return self._by_id[id]
        except KeyError:
            raise CircuitError("No {kind} has the id “{id}”.", kind=self._kind, id=id) from None

    def insert_(self, record: R, place: int | None = None) -> None:
        """Puts a record in, behind so many others; behind all for None."""
        self._put(record, place)
        self._tell(None, record)

    def _put(self, record: R, place: int | None) -> None:
        self._check(record)
        if record.id in self._by_id:
            template = "The id “{id}” is there twice, for a {kind}: give one of them another."
            raise CircuitError(template, kind=self._kind, id=record.id)
        if place is None or place >= len(self._by_id):
            self._by_id[record.id] = record
        else:
            rows = list(self._by_id.items())
            rows.insert(place, (record.id, record))
            self._by_id = dict(rows)

    def remove_(self, id: str) -> tuple[R, int]:
        """Takes a record out. Returns it, and how many others stand before it."""
        record, place = self.find(id), list(self._by_id).index(id)
        del self._by_id[id]
        self._tell(record, None)
        return record, place

    def replace_(self, record: R) -> R:
        """Puts another record in the place of the one with its id. Returns the old one."""
        before = self.find(record.id)
        self._check(record)
        self._by_id[record.id] = record
        self._tell(before, record)
        return before
