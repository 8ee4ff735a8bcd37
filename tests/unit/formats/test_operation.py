"""One operator over its inputs, written for people: what the formula parser reads of it is the same operator again."""

from __future__ import annotations

import pytest

import circuitgrad as cg
from circuitgrad.formats.operation import MOST, Operand, operation
from circuitgrad.operators import OPERATORS, Operator

NAMES = ("x", "y", "z")
SIGNS = {"·": "*", "−": "-", "^": "**"}
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
each_computing = pytest.mark.parametrize(
    "operator", [each for each in OPERATORS.values() if not each.is_leaf and not each.dot], ids=lambda each: each.name
)


def written(operator: Operator, inputs: list[str], constants: tuple[float, ...] = (), times: str = "·") -> str:
    pieces = operation(operator, constants, inputs, times=times)
    return "".join(piece if isinstance(piece, str) else piece.text for piece in pieces)


def as_typed(text: str) -> str:
    """What a person would type for it."""
    for shown, typed in SIGNS.items():
        text = text.replace(shown, typed)
    digits = [each for each in text if each in "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"]
    raised = "".join(digits)
    return text.replace(raised, f"**{raised.translate(RAISED)}") if raised else text


@each_computing
@pytest.mark.parametrize("turned", [False, True])
def test_it_reads_back_as_the_same_operator(operator: Operator, turned: bool) -> None:
    inputs = list(NAMES[: 2 if operator.any_number else len(operator.ports)])
    constants = tuple(-each.default if turned else each.default for each in operator.constants)
    circuit = cg.from_formula(as_typed(written(operator, inputs, constants)))
    values = dict(zip(inputs, (0.5, 0.25), strict=False))
    found = cg.run(circuit, values).value
    assert found == pytest.approx(operator.value(list(values.values()), constants), nan_ok=True)


@each_computing
def test_every_input_stands_where_it_belongs(operator: Operator) -> None:
    inputs = list(NAMES[: 2 if operator.any_number else len(operator.ports)])
    constants = tuple(each.default for each in operator.constants)
    found = [piece for piece in operation(operator, constants, inputs) if isinstance(piece, Operand)]
    assert [(piece.position, piece.text) for piece in found] == list(enumerate(inputs))


@each_computing
def test_negative_numbers_do_not_run_into_signs(operator: Operator) -> None:
    count = 3 if operator.any_number else len(operator.ports)
    constants = tuple(-each.default for each in operator.constants)
    text = written(operator, ["−2.00"] * count, constants, "×")
    for clash in ("− −", "+ −", "× −", "/−", "^−", "−−", "2.00²", "2.00³"):
        assert clash not in text.replace("(−2.00)³", "").replace("(−2.00)²", ""), text


@pytest.mark.parametrize("name", [each.name for each in OPERATORS.values() if each.any_number])
def test_many_inputs_are_cut_short(name: str) -> None:
    text = written(OPERATORS[name], ["x"] * 50)
    assert text.count("x") - name.count("x") == MOST
    assert "…" in text


def test_a_dot_is_what_feeds_it() -> None:
    (dot,) = (each for each in OPERATORS.values() if each.dot)
    assert written(dot, ["x"]) == "x"


def test_powers_of_ten_are_kept_together() -> None:
    large = "1.30×10⁵"
    assert written(OPERATORS["add"], [large, large]) == f"{large} + {large}"
    assert written(OPERATORS["divide"], ["1.00", large]) == f"1.00/({large})"
    assert written(OPERATORS["power"], [large, "2.00"]) == f"({large})^2.00"
