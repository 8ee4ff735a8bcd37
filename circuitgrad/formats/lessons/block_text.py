"""The lines of a fenced block: words first, and ``key: value`` lines of which each block has its own."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from circuitgrad.formats.lessons.place import Place

_KEY: Final = re.compile(r"([a-z]+)(?: +([^:]*[^:\s]))?:(?:\s+(.*))?")
_OPTION: Final = re.compile(r"[-*] \[([ xX])\] +(\S.*)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Entry:
    """A ``key: value`` line; in ``on 4: …`` the 4 is its argument."""

    key: str
    argument: str
    value: str
    place: Place


@dataclass(frozen=True, slots=True)
class Choice:
    """A ``- [x] …`` line, and the indented lines under it."""

    text: str
    right: bool
    hint: str
    place: Place


@dataclass(frozen=True, slots=True)
class BlockText:
    """A block, sorted.

    Args:
        words: the lines that are neither of the others.
        entries: the ``key: value`` lines, in order.
        choices: the ``- [ ] …`` lines, in order.
        place: the line of its fence.
    """

    words: tuple[Line, ...]
    entries: tuple[Entry, ...]
    choices: tuple[Choice, ...]
    place: Place

    @property
    def text(self) -> str:
        """The words as one text."""
        return "\n".join(line.text for line in self.words).strip()

    def all(self, key: str) -> list[Entry]:
        """The entries with this key."""
        return [entry for entry in self.entries if entry.key == key]

    def one(self, key: str) -> Entry | None:
        """The entry with this key, None where there is none.

        Raises:
            LessonError: there are two.
        """
        found = self.all(key)
        if len(found) > 1:
            raise found[1].place.fault("“{key}:” stands here a second time: keep one.", key=key)
        return found[0] if found else None

    def value(self, key: str) -> str:
        """The value of the entry with this key, empty where there is none."""
        found = self.one(key)
        return "" if found is None else found.value


def sort_lines(lines: Sequence[Line], place: Place, keys: Collection[str], *, choices: bool = False) -> BlockText:
    """The lines of a block, sorted. An indented line goes on with the entry or choice before it.

    Args:
        lines: what stands between the fences.
        place: the line of the opening fence.
        keys: the keys that this block has.
        choices: whether it may have ``- [ ] …`` lines.

    Raises:
        LessonError: a key is unknown, or has no value.

    Example:
        >>> at = Place("a.lesson.md", 1)
        >>> sort_lines([Line("Do it.", at), Line("when: value f > 1", at)], at, ["when"]).entries[0].value
        'value f > 1'
    """
    words: list[Line] = []
    entries: list[Entry] = []
    chosen: list[Choice] = []
    last: list[Entry] | list[Choice] | None = None
    for line in lines:
        option, keyed = _OPTION.fullmatch(line.text.rstrip()), _KEY.fullmatch(line.text.rstrip())
        if choices and option:
            chosen.append(Choice(option[2], option[1] != " ", "", line.place))
            last = chosen
        elif keyed:
            entries.append(_entry(keyed[1], keyed[2] or "", keyed[3] or "", line.place, keys))
            last = entries
        elif line.text.startswith((" ", "\t")) and line.text.strip() and last is not None:
            _go_on(last, line.text.strip())
        elif last is not None and line.text.strip():
            raise line.place.fault("“{text}” stands behind “key: value” lines: move it up.", text=_short(line.text))
        else:
            words.append(line)
    for entry in entries:
        if not entry.value:
            raise entry.place.fault("“{key}:” says nothing: write what behind it.", key=entry.key)
    return BlockText(tuple(words), tuple(entries), tuple(chosen), place)


def _entry(key: str, argument: str, value: str, place: Place, keys: Collection[str]) -> Entry:
    if key not in keys:
        near = difflib.get_close_matches(key, list(keys), n=1, cutoff=0.6)
        if near:
            raise place.fault("“{key}:” is not known here: do you mean “{near}:”?", key=key, near=near[0])
        raise place.fault(
            "“{key}:” is not known here; a block of this kind has: {keys}.",
            key=key,
            keys=", ".join(sorted(keys)) or "no such lines",
        )
    return Entry(key, argument, value, place)


def _go_on(last: list[Entry] | list[Choice], text: str) -> None:
    before = last[-1]  # the two lists differ in what they hold, not in how they go on
    if isinstance(before, Entry):
        last[-1] = Entry(before.key, before.argument, f"{before.value} {text}".strip(), before.place)  # type: ignore[call-overload]
    else:
        last[-1] = Choice(before.text, before.right, f"{before.hint} {text}".strip(), before.place)  # type: ignore[call-overload]


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= 40 else f"{text[:39]}…"
