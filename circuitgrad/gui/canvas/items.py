"""The items of a scene by what they stand for, made when somebody asks for one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from typing import Any, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Items(Mapping[K, V]):
    """All nodes, or all wires, of a scene. Who gets an item from here gets it up to date.

    Args:
        made: the items that there are; the scene keeps them.
        keys: everything that can have one.
        ask: gives the item of such a key, made or brought up to date.
    """

    def __init__(self, made: Mapping[K, V], keys: Callable[[], Collection[K]], ask: Callable[[K], V]) -> None:
        self.made = made
        self._keys, self._ask = keys, ask

    def __getitem__(self, key: K) -> V:
        if key not in self._keys():
            raise KeyError(key)
        return self._ask(key)

    def __contains__(self, key: object) -> bool:
        return key in self._keys()

    def get(self, key: Any, default: Any = None) -> Any:
        """The item, or something else where there is no such key."""
        return self._ask(key) if key in self._keys() else default

    def __iter__(self) -> Iterator[K]:
        return iter(list(self._keys()))

    def __len__(self) -> int:
        return len(self._keys())
