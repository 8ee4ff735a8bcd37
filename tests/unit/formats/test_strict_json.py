"""The strict reader: what Python's own takes or chokes on is refused with its place."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from circuitgrad.errors import FileError
from circuitgrad.formats.strict_json import DEEPEST, read_json

REFUSED = [
    (b"", "is empty"),
    (b" \n\t ", "is empty"),
    (b'\xef\xbb\xbf{"a": 1}', "byte order mark"),
    ('{"a": 1}'.encode("utf-16"), "byte order mark"),
    (b'{"a": 1,\n "b": "\xff"}', "line 2, column 8: this is not UTF-8"),
    (b'{"a": 1,\n "a": 2}', "line 2, column 2: a name stands twice"),
    (b'[{"a": {"b": 1, "\\u0062": 2}}]', "line 1, column 17: a name stands twice"),
    (b'["1e999",\n1e999]', "line 2, column 1: the number 1e999 is too large"),
    (b"[-1e400]", "column 2: the number -1e400 is too large"),
    (b"[" + b"9" * 400 + b"]", "column 2: the number 99999999999999999999… is too large"),
    (b"[" + b"9" * 6000 + b"]", "is too large"),
    (b'["NaN", NaN]', "column 9: NaN is not JSON"),
    (b"[-Infinity]", "column 2: -Infinity is not JSON"),
    (b"[Infinity]", "column 2: Infinity is not JSON"),
    (b'["[", ' + b"[" * 100_000, f"column {DEEPEST + 6}: brackets are nested more than {DEEPEST} deep"),
    (b'{"a":' * 100_000, "nested more than"),
    (b'["ok", "\\ud800"]', "column 8: a character is cut in half"),
    (b'{"\\udfff": 1}', "column 2: a character is cut in half"),
    (b'{"a": 1', "line 1, column 8: this is not JSON"),
    (b'{"a": 1}\nmore', "line 2, column 1: this is not JSON"),
    (b"{'a': 1}", "line 1, column 2: this is not JSON"),
    (b'["a\nb"]', "this is not JSON"),
    (b"\x00", "this is not JSON"),
]


@pytest.mark.parametrize(("data", "reason"), REFUSED, ids=[reason for _, reason in REFUSED])
def test_a_fault_is_refused_with_file_place_and_reason(data: bytes, reason: str) -> None:
    with pytest.raises(FileError) as caught:
        read_json(data, name="a.cgrad")
    assert "“a.cgrad”" in caught.value.sentence
    assert reason in caught.value.sentence


def test_brackets_in_strings_are_no_nesting() -> None:
    text = "[" * 1000 + '\\" ["'
    assert read_json(json.dumps([text]).encode(), name="a") == [text]


def test_the_deepest_nesting_that_may_be_is_read() -> None:
    assert read_json(b"[" * DEEPEST + b"]" * DEEPEST, name="a") is not None


def test_pairs_of_surrogates_are_one_character() -> None:
    assert read_json(b'["\\ud83d\\ude00"]', name="a") == ["😀"]


def test_the_sign_of_zero_is_kept() -> None:
    assert [math.copysign(1.0, number) for number in read_json(b"[-0, 0, -0.0]", name="a")] == [-1.0, 1.0, -1.0]


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**300), 10**300)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def as_python_reads(text: str | bytes) -> object:
    """Whole numbers as float64: the strict reader takes long ones so."""
    value: object = json.loads(text, parse_int=float)
    return value


@given(json_values, st.booleans())
def test_what_is_sound_reads_as_python_reads_it(value: object, ascii: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii)
    try:
        data = text.encode("utf-8")
        sound = True
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        sound = False
        data = json.dumps(value).encode("ascii")
    if sound:
        assert read_json(data, name="a") == as_python_reads(text)
    else:
        with pytest.raises(FileError, match="cut in half"):
            read_json(data, name="a")


@given(st.binary(max_size=40) | st.text('{}[]:,"\\u0d8eE19.-+ NaInfity\n', max_size=40).map(str.encode))
def test_no_bytes_raise_anything_but_a_file_error(data: bytes) -> None:
    try:
        value = read_json(data, name="a")
    except FileError as error:
        value, sentence = FileError, error.sentence
    if value is FileError:
        assert sentence.startswith("“a”")
    else:
        assert value == as_python_reads(data)
