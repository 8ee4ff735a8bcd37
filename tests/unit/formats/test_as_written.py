"""The short way of reading gives what the schema gives, or nothing: no file gets in that the schema would refuse."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from circuitgrad.circuit import Circuit, Fragment, Node
from circuitgrad.errors import FileError
from circuitgrad.formats.as_written import LONGEST, read_as_written
from circuitgrad.formats.circuit_json import _with_care, dumps, fragment_to_text
from circuitgrad.formats.examples import EXAMPLES
from tests.strategies import circuits

SCALARS = re.compile(rb'-?\d+\.?\d*|"[^"]*"|null|true|\{\}')
OTHERS = [
    b"null", b"true", b"false", b"0", b"0.0", b"-1", b"1", b"-1.0", b"1e400", b"NaN", b'"NaN"', b'""', b'"x"', b'"add"',
    b'"input"', b'"data"', b"[]", b"{}", b'{"k": 1.0}', b"2000000000.0", b"1208925819614629174706176",
    b'"\\ud800"',
]  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(circuits(max_nodes=5), st.data())
def test_what_is_read_is_what_the_schema_reads(circuit: Circuit, draws: st.DataObject) -> None:
    data = dumps(circuit).encode()
    place = draws.draw(st.sampled_from(list(SCALARS.finditer(data))))
    for text in (data, data[: place.start()] + draws.draw(st.sampled_from(OTHERS)) + data[place.end() :]):
        found = read_as_written(text)
        if found is not None:
            assert repr(found) == repr(_with_care(text, "a"))


@given(circuits(max_nodes=5))
def test_a_small_plain_file_is_read_the_short_way(circuit: Circuit) -> None:
    data = dumps(circuit).encode()
    assert len(data) > LONGEST or read_as_written(data) is not None


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_examples_are_read_the_short_way(example: Any) -> None:
    data = example.path.read_bytes()
    assert repr(read_as_written(data)) == repr(_with_care(data, "a"))


def test_texts_where_numbers_belong_and_numbers_where_texts_belong_go_the_long_way() -> None:
    data = fragment_to_text(Fragment((Node.new("input", id="7", name="8"),), objective="7"))
    for ours, other in (('"id": "7"', '"id": 7'), ('"name": "8"', '"name": 8'), ('"objective": "7"', '"objective": 7')):
        assert ours in data
        assert read_as_written(data.replace(ours, other).encode()) is None
        with pytest.raises(FileError):
            _with_care(data.replace(ours, other).encode(), "a")


def test_the_neuron_is_there_without_the_schema() -> None:
    use = "from circuitgrad.formats.examples import load_example; load_example('neuron')"
    code = f"import sys; {use}; print('msgspec' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
