"""Columns of numbers for the inputs of a batch, checked: what is wrong is said with the name of the input."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from circuitgrad.engine.run import as_number
from circuitgrad.errors import ValueProblem

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Column = npt.NDArray[np.float64]

_NUMBER_KINDS: Final = "biuf"
"""NumPy's letters for truth values, integers and floats: what float64 can hold."""
_ANY_OBJECT: Final = "O"


def read_columns(columns: Mapping[str, Any]) -> tuple[dict[str, Column | float], int]:
    """The columns as float64 by what people call their inputs, and their common length; a single number stays one.

    Args:
        columns: by what people call the inputs.

    Raises:
        ValueProblem: a column holds something else than numbers, has not one dimension or another length than the
            rest, or there is none.

    Example:
        >>> read_columns({"x": [1, 2], "y": 3})
        ({'x': array([1., 2.]), 'y': 3.0}, 2)
    """
    import numpy as np

    array, float64 = np.ndarray, np.dtype(np.float64)  # looked up once, since a batch of 1,000 rows takes 30 µs
    numbers = {
        label: column
        if type(column) is array and column.dtype == float64 and column.ndim == 1
        else _as_column(label, column)
        for label, column in columns.items()
    }
    first, rows = "", -1
    for label, column in numbers.items():
        if isinstance(column, float):
            continue
        if rows < 0:
            first, rows = label, len(column)
        elif len(column) != rows:
            template = "The columns differ in length: “{first}” has {rows} rows, “{label}” has {count}."
            raise ValueProblem(template, first=first, rows=rows, label=label, count=len(column))
    if rows < 0:
        raise ValueProblem("A batch needs a column: give one for at least one input.")
    return numbers, rows


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
