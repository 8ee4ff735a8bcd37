"""JSON from strangers: what Python's reader lets pass or chokes on is refused, with line and column.

Refused besides what is no JSON at all: a name twice in one object, numbers that float64 cannot hold (1e999), bare
NaN and Infinity, nesting deeper than any honest file, half a surrogate pair, and bytes that are no plain UTF-8.
The quick way reads; only when it meets a fault, the slow way walks the text again to tell the place.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import Any, Final, NoReturn

from circuitgrad.errors import FileError

DEEPEST: Final = 64
_STRING: Final = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_STRINGS: Final = re.compile(_STRING, re.DOTALL)
_TOKENS: Final = re.compile(_STRING + r'|[\[\]{}:,]|[^\s\[\]{}:,"]+', re.DOTALL)
_BRACKETS: Final = re.compile(r"[\[\]{}]")
_DEPTH_STEP: Final = {"[": 1, "{": 1, "]": -1, "}": -1}
_LONGEST_INT: Final = 15


class _FaultError(Exception):
    """What a hook of the quick reader met; `find` tells its place in the text."""

    def __init__(self, template: str, find: Callable[[str], int], **fields: object) -> None:
        super().__init__(template)
        self.template, self.find, self.fields = template, find, fields


def read_json(data: bytes, *, name: str) -> Any:
    """The Python object that a JSON text stands for: dict, list, str, int, float, bool or None.

    Args:
        data: the whole text in UTF-8.
        name: what sentences call the file.

    Raises:
        FileError: it is no JSON, or JSON that means different things to different readers.

    Example:
        >>> read_json(b'{"value": [1, 2.5]}', name="a.cgrad")
        {'value': [1, 2.5]}
        >>> read_json(b'{"value": 1e999}', name="a.cgrad")
        Traceback (most recent call last):
        ...
        circuitgrad.errors.FileError: “a.cgrad”, line 1, column 11: the number 1e999 is too large.
    """
    text = _decode(data, name)
    try:
        _check_depth(text)
        value = json.loads(
            text, object_pairs_hook=_object, parse_float=_float, parse_int=_int, parse_constant=_constant
        )
        _check_surrogates(text, value)
    except _FaultError as fault:
        _refuse(fault.template, name, text, fault.find(text), **fault.fields)
    except json.JSONDecodeError as error:
        reason = error.msg[:1].lower() + error.msg[1:]
        _refuse("this is not JSON: {reason}.", name, text, error.pos, reason=reason)
    return value


def _decode(data: bytes, name: str) -> str:
    if not data.strip():
        raise FileError("“{file}” is empty.", file=name)
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise FileError("“{file}” starts with a byte order mark: save it as plain UTF-8 without one.", file=name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        _refuse("this is not UTF-8 text: save it as UTF-8.", name, before, len(before))


def _refuse(template: str, name: str, text: str, offset: int, **fields: object) -> NoReturn:
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    where = "“{file}”, line {line}, column {column}: "
    raise FileError(where + template, (), file=name, line=line, column=column, **fields) from None


# The quick way


def _check_depth(text: str) -> None:
    """Before the reader runs, because it recurses."""
    brackets = _BRACKETS.findall(_STRINGS.sub("", text))
    if max(accumulate(map(_DEPTH_STEP.__getitem__, brackets)), default=0) > DEEPEST:
        raise _FaultError("brackets are nested more than {deepest} deep.", _find_too_deep, deepest=DEEPEST)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        raise _FaultError("a name stands twice in one object: keep one of them.", _find_repeated)
    return result


def _float(word: str) -> float:
    number = float(word)
    if math.isinf(number):
        raise _FaultError("the number {number} is too large.", _finder(word.__eq__), number=_short(word))
    return number


def _int(word: str) -> float:
    """Whole numbers that are longer than any count are read as float64; so is −0, which has a sign to keep."""
    return _float(word) if len(word) > _LONGEST_INT or word == "-0" else int(word)


def _constant(word: str) -> NoReturn:
    raise _FaultError("{word} is not JSON: write it in quotes.", _finder(word.__eq__), word=word)


def _check_surrogates(text: str, value: Any) -> None:
    """Only an escape can bring half a pair in, and it can be saved nowhere."""
    if "\\u" in text and not _is_whole(json.dumps(value, ensure_ascii=False)):
        raise _FaultError("a character is cut in half (a lone surrogate).", _finder(_has_half))


def _is_whole(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _has_half(word: str) -> bool:
    return word.startswith('"') and not _is_whole(json.loads(word))


def _short(word: str) -> str:
    return word if len(word) <= 24 else f"{word[:20]}…"


# The slow way, to the place of a fault that is known to be there


def _tokens(text: str) -> Iterator[tuple[int, str]]:
    return ((match.start(), match.group()) for match in _TOKENS.finditer(text))


def _finder(is_it: Callable[[str], bool]) -> Callable[[str], int]:
    return lambda text: next((offset for offset, word in _tokens(text) if is_it(word)), 0)


def _find_too_deep(text: str) -> int:
    depth = 0
    for offset, word in _tokens(text):
        depth += _DEPTH_STEP.get(word, 0)
        if depth > DEEPEST:
            return offset
    return 0


def _find_repeated(text: str) -> int:
    """Where an object's name comes again; a name is the string before a colon."""
    seen: list[set[str]] = []
    latest = (0, "")
    for offset, word in _tokens(text):
        if word in ("{", "["):
            seen.append(set())
        elif word in ("}", "]"):
            seen.pop()
        elif word == ":":
            key = json.loads(latest[1])
            if key in seen[-1]:
                return latest[0]
            seen[-1].add(key)
        latest = (offset, word)
    return 0
