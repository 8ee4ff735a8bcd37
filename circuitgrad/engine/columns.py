"""Columns of numbers for the inputs of a batch, checked: what is wrong is said with the name of the input."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from circuitgrad.circuit import Circuit
from circuitgrad.engine.run import as_number, input_called
from circuitgrad.errors import ValueProblem

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Column = npt.NDArray[np.float64]

_NUMBER_KINDS: Final = "biuf"
"""NumPy's letters for truth values, integers and floats: what float64 can hold."""
_ANY_OBJECT: Final = "O"


def read_columns(circuit: Circuit, columns: Mapping[str, Any]) -> tuple[dict[str, Column | float], int]:
    """The columns as float64 by node id, and their common length; a single number stays one.

    Args:
        circuit: whose inputs they are for.
        columns: by what people call the inputs.

    Raises:
        UnknownNodeError: an input is not there.
        ValueProblem: a column holds something else than numbers, has not one dimension or another length than the
            rest, or there is none.
    """
    given = {label: (input_called(circuit, label).id, _as_column(label, column)) for label, column in columns.items()}
    lengths = {label: len(column) for label, (_, column) in given.items() if not isinstance(column, float)}
    return dict(given.values()), _common_length(lengths)


def _common_length(lengths: Mapping[str, int]) -> int:
    if not lengths:
        raise ValueProblem("A batch needs a column: give one for at least one input.")
    first, rows = next(iter(lengths.items()))
    for label, count in lengths.items():
        if count != rows:
            template = "The columns differ in length: “{first}” has {rows} rows, “{label}” has {count}."
            raise ValueProblem(template, first=first, rows=rows, label=label, count=count)
    return rows


def _as_column(label: str, column: Any) -> Column | float:
    import numpy as np

    array = _as_array(label, column)
    if array.ndim == 0:
        return as_number(label, column[()] if isinstance(column, np.ndarray) else column)
    if array.ndim > 1:
        shape = " × ".join(map(str, array.shape))
        raise ValueProblem("The column of “{label}” must have one dimension, not {shape}.", label=label, shape=shape)
    if array.dtype.kind == _ANY_OBJECT:
        return np.array([as_number(label, value) for value in array], dtype=np.float64)
    if array.dtype.kind not in _NUMBER_KINDS:
        kind = array.dtype.name
        raise ValueProblem("The column of “{label}” must hold numbers, not {kind}.", label=label, kind=kind)
    return array.astype(np.float64, copy=False)


def _as_array(label: str, column: Any) -> npt.NDArray[Any]:
    import numpy as np

    if np.ma.is_masked(column):
        raise ValueProblem("The column of “{label}” lacks numbers where it is masked: fill them in.", label=label)
    try:
        return np.asarray(column)
    except (TypeError, ValueError):  # rows of different lengths
        raise ValueProblem("The column of “{label}” must be one row of numbers.", label=label) from None
