"""The frames and notes of a circuit, in the order in which they are painted."""

from __future__ import annotations

from collections.abc import Iterable

from circuitgrad.circuit import rules
from circuitgrad.circuit.parts import Remark


class Remarks:
    """A circuit's store of remarks; the circuit tells its subscribers what changes here.

    Args:
        remarks: what it starts with, those behind first.

    Raises:
        CircuitError: a remark cannot be, or two have one id.

    Example:
        >>> from circuitgrad.circuit import Note
        >>> store = Remarks([Note("a", "first", (0.0, 0.0, 9.0, 9.0))])
        >>> store.insert(Note("b", "behind it", (0.0, 0.0, 9.0, 9.0)), 0)
        >>> list(store.by_id), store.remove("a")[1]
        (['b', 'a'], 1)
    """

    __slots__ = ("by_id",)

    def __init__(self, remarks: Iterable[Remark] = ()) -> None:
        self.by_id: dict[str, Remark] = {}
        for remark in remarks:
            self.insert(remark, None)

    def get(self, id: str) -> Remark:
        """The remark with this id.

        Raises:
            CircuitError: there is none.
        """
        try:
            return self.by_id[id]
        except KeyError:
            raise rules.no_remark(id) from None

    def insert(self, remark: Remark, place: int | None) -> None:
        """Puts a remark in front of so many others; in front of all for None."""
        rules.check_remark(remark)
        if remark.id in self.by_id:
            raise rules.remark_id_twice(remark.id)
        if place is None or place >= len(self.by_id):
            self.by_id[remark.id] = remark
        else:
            rows = list(self.by_id.items())
            rows.insert(place, (remark.id, remark))
            self.by_id = dict(rows)

    def remove(self, id: str) -> tuple[Remark, int]:
        """Takes a remark out. Returns it, and how many others are behind it."""
        remark, place = self.get(id), list(self.by_id).index(id)
        del self.by_id[id]
        return remark, place

    def replace(self, remark: Remark) -> Remark:
        """Puts another record in the place of the one with its id. Returns the old one."""
        before = self.get(remark.id)
        rules.check_remark(remark)
        self.by_id[remark.id] = remark
        return before
