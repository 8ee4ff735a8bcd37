"""Records are what frozen dataclasses with slots are: the same questions to both get the same answers."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from circuitgrad.frozen import frozen, replace

NAN = float("nan")


@frozen
class Place:
    """Two fields, one with a default."""

    x: float
    y: float = 0.0

    def moved(self, dx: float) -> Place:
        return dataclasses.replace(self, x=self.x + dx)


@dataclasses.dataclass(frozen=True, slots=True)
class PlainPlace:
    """The same as a dataclass."""

    x: float
    y: float = 0.0


@frozen
class Named(Place):
    """One field more."""

    name: str = "here"


@frozen
class One:
    """A single field."""

    value: object


@frozen
class Nothing:
    """No field at all."""


@frozen
class Whole:
    """Looks at its fields when they are set."""

    number: int

    def __post_init__(self) -> None:
        if self.number < 0:
            raise ValueError("below 0")


numbers = st.floats() | st.just(NAN)


@given(numbers, numbers, numbers, numbers)
def test_equality_and_hash_are_those_of_the_fields(a: float, b: float, c: float, d: float) -> None:
    assert (Place(a, b) == Place(c, d)) is ((a, b) == (c, d))  # as of dataclasses before Python 3.13
    assert hash(Place(a, b)) == hash(PlainPlace(a, b))


def test_records_of_other_classes_are_others() -> None:
    assert Place(1.0, 0.0) != PlainPlace(1.0, 0.0)
    assert Place(1.0) != Named(1.0)
    assert One(1) != Whole(1)
    assert Nothing() == Nothing()
    assert One(NAN) == One(NAN)
    assert hash(One("a")) == hash(One("a"))


@pytest.mark.parametrize("record", [Place(1.0), Named(1.0, 2.0, "a"), One([1]), Nothing(), Whole(3)])
def test_a_record_is_shown_copied_and_pickled(record: Any) -> None:
    assert eval(repr(record)) == record  # noqa: S307
    assert copy.copy(record) == copy.deepcopy(record) == record
    assert pickle.loads(pickle.dumps(record)) == record  # noqa: S301


@pytest.mark.parametrize(("arguments", "names"), [((), {}), ((1, 2, 3), {}), ((1,), {"x": 2}), ((), {"z": 1})])
def test_a_wrong_call_is_refused(arguments: tuple[Any, ...], names: dict[str, Any]) -> None:
    for made in (Place, PlainPlace):
        with pytest.raises(TypeError):
            made(*arguments, **names)


def test_nothing_of_a_record_can_be_changed() -> None:
    record = Named(1.0)
    for name in ("x", "name", "new"):
        with pytest.raises(AttributeError):
            setattr(record, name, 1)
        with pytest.raises(AttributeError):
            delattr(record, name)
    assert not hasattr(record, "__dict__")


def test_fields_of_bases_come_first() -> None:
    record = Named(y=2.0, x=1.0)
    assert (record.x, record.y, record.name) == (1.0, 2.0, "here")
    match record:
        case Named(x, y, name):
            assert (x, y, name) == (1.0, 2.0, "here")
    assert record.moved(1.0) == Named(2.0, 2.0, "here")


def test_fields_are_looked_at_once_they_are_set() -> None:
    with pytest.raises(ValueError, match="below 0"):
        Whole(-1)
    with pytest.raises(ValueError, match="below 0"):
        dataclasses.replace(Whole(1), number=-1)


def test_a_field_without_a_default_may_not_follow_one_with() -> None:
    class Wrong:
        x: int = 0
        y: int

    with pytest.raises(TypeError, match="Wrong"):
        frozen(Wrong)


def test_the_module_of_dataclasses_takes_records() -> None:
    assert dataclasses.is_dataclass(Named)
    assert [field.name for field in dataclasses.fields(Named)] == ["x", "y", "name"]
    assert dataclasses.asdict(Named(1.0)) == {"x": 1.0, "y": 0.0, "name": "here"}
    with pytest.raises(TypeError):
        dataclasses.replace(Place(1.0), z=1)  # type: ignore[call-arg]


def test_a_method_may_call_that_of_its_base() -> None:
    assert inspect.isclass(Named)
    assert Named.moved is Place.moved


def test_replace_is_that_of_the_module_of_dataclasses() -> None:
    assert replace(Named(1.0), y=2.0) == dataclasses.replace(Named(1.0), y=2.0) == Named(1.0, 2.0, "here")
    assert replace(PlainPlace(1.0), x=2.0) == PlainPlace(2.0)
    with pytest.raises(ValueError, match="below 0"):
        replace(Whole(1), number=-1)
    with pytest.raises(TypeError, match="z"):
        replace(Place(1.0), z=1)
