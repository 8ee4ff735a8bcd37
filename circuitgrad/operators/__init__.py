"""The table of operators. Nothing else in the project names an operator's rule: to add one, add one record."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from circuitgrad.operators.activation import ACTIVATION
from circuitgrad.operators.arithmetic import ARITHMETIC, INPUTS
from circuitgrad.operators.elementary import ELEMENTARY
from circuitgrad.operators.loss import LOSS
from circuitgrad.operators.operator import Category, Constant, Notation, Operator, Precedence, Role
from circuitgrad.operators.piecewise import PIECEWISE

OPERATORS: Final = MappingProxyType(
    {operator.name: operator for operator in (*INPUTS, *ARITHMETIC, *ELEMENTARY, *ACTIVATION, *PIECEWISE, *LOSS)}
)

__all__ = ["OPERATORS", "Category", "Constant", "Notation", "Operator", "Precedence", "Role"]
