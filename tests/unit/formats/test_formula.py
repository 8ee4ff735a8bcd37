"""Formulas to circuits: precedence, notations, definitions, refusals with their place, limits."""

from __future__ import annotations

import json
import math
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import circuitgrad as cg
from circuitgrad.errors import FormulaError
from circuitgrad.operators import OPERATORS, Role

CASES = json.loads((Path(__file__).parents[2] / "cases" / "worked_examples.json").read_text(encoding="utf-8"))["cases"]


def operators_of(text: str) -> list[str]:
    return [node.operator for node in cg.from_formula(text).nodes.values() if not node.is_leaf]


def value_of(text: str, **values: float) -> float:
    return cg.run(cg.from_formula(text), values).value


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_worked_examples_formula_gives_its_nodes(case: dict[str, object]) -> None:
    nodes: dict[str, dict[str, float]] = case["nodes"]  # type: ignore[assignment]
    given_values = {name: node["value_given"] for name, node in nodes.items() if "value_given" in node}
    run = cg.run(cg.from_formula(str(case["formula"])), given_values)
    found = Counter(
        (operator.name, round(run.values[i], 12), round(run.backward.nodes[i], 12))
        for i, operator in enumerate(run.tape.operators)
    )
    wanted = Counter((node["op"], round(node["value"], 12), round(node["gradient"], 12)) for node in nodes.values())
    assert found == wanted


@pytest.mark.parametrize(
    "text",
    [
        "-2**2", "2**3**2", "2**-1", "-2**-2", "2-3-4", "2/3/4", "2/(3/4)", "1+2*3", "(1+2)*3", "-3*-4", "--3", "2--3",
        "3*-2**2", "1-2*3+4/5", "2*3**2", "-(1+2)**2", "7 - (2 - 5)", "1e-3*2", ".5+5.", "+4",
    ],
)  # fmt: skip
def test_precedence_is_pythons(text: str) -> None:
    assert value_of(text) == pytest.approx(eval(text), rel=1e-15)  # noqa: S307


@pytest.mark.parametrize(
    ("text", "operators"),
    [
        ("2*x", ["scale"]),
        ("x*2", ["scale"]),
        ("x + 1", ["shift"]),
        ("1 + x", ["shift"]),
        ("x - 2", ["shift"]),
        ("2 - x", ["subtract"]),
        ("-x", ["scale"]),
        ("1/x", ["reciprocal"]),
        ("3/x", ["divide"]),
        ("x/3", ["divide"]),
        ("x**2", ["square"]),
        ("x^2", ["square"]),
        ("x²", ["square"]),
        ("x**3", ["power_n"]),
        ("x⁻¹", ["power_n"]),
        ("x**y", ["power"]),
        ("x + y + z", ["add", "add"]),
        ("add(x, y, z)", ["add"]),
        ("x × y · z ÷ w − 1", ["mul", "mul", "divide", "shift"]),
        ("LN(x)".lower(), ["log"]),
        ("arctan(x)", ["atan"]),
    ],
)
def test_signs_and_names_become_operators(text: str, operators: list[str]) -> None:
    assert operators_of(text) == operators


@pytest.mark.parametrize(
    ("text", "constants"),
    [
        ("2*x", (2.0,)),
        ("-x", (-1.0,)),
        ("x - 2", (-2.0,)),
        ("x**-2", (-2.0,)),
        ("clip(x, -1, 3)", (-1.0, 3.0)),
        ("clip(x)", (0.0, 1.0)),
        ("leaky_relu(x, 0.2)", (0.2,)),
    ],
)
def test_numbers_become_the_operators_own(text: str, constants: tuple[float, ...]) -> None:
    (node,) = (node for node in cg.from_formula(text).nodes.values() if not node.is_leaf)
    assert node.constants == constants


@pytest.mark.parametrize("operator", [op for op in OPERATORS.values() if not op.is_leaf], ids=lambda op: op.name)
def test_every_operator_can_be_called_by_every_name(operator: cg.operators.Operator) -> None:  # type: ignore[name-defined]
    names = [name for name in (operator.name, *operator.aliases) if name.isidentifier()]
    inputs = ["a", "b", "c"] if operator.any_number else [f"x{port}" for port in range(len(operator.ports))]
    numbers = [repr(constant.default) for constant in operator.constants]
    for name in names:
        circuit = cg.from_formula(f"{name}({', '.join([*inputs, *numbers])})")
        (node,) = (node for node in circuit.nodes.values() if not node.is_leaf)
        assert node.operator == operator.name, name
        assert node.constants == tuple(constant.default for constant in operator.constants)


def test_a_repeated_name_is_one_input() -> None:
    circuit = cg.from_formula("x*x + x")
    assert [node.label for node in circuit.inputs()] == ["x"]
    assert circuit.node("x").role is Role.PARAMETER


def test_names_of_any_script() -> None:
    run = cg.run(cg.from_formula("α*größe + 속도·x₁"), {"α": 2, "größe": 3, "속도": 4, "x₁": 5})
    assert run.value == 26.0


def test_composed_and_decomposed_spellings_are_one_name() -> None:
    circuit = cg.from_formula("\u00e9 + e\u0301")
    assert len(circuit.inputs()) == 1


def test_pi_is_a_number_unless_it_is_defined() -> None:
    assert value_of("2*pi") == 2 * math.pi
    assert value_of("pi = 3; 2*pi") == 6.0


@pytest.mark.parametrize(
    "text", ["q = x + y; f = q*z", "q = x + y\nf = q*z", "f = q*z; q = x + y  # later", "q = (x\n + y)\n\nf = q*z;"]
)
def test_definitions_in_any_order(text: str) -> None:
    run = cg.run(cg.from_formula(text), {"x": -2, "y": 5, "z": -4})
    assert run.value == -12.0
    assert run.gradients == {"x": -4.0, "y": -4.0, "z": 3.0}
    assert run.node("q").gradient == -4.0


def test_a_number_gives_an_input_its_value() -> None:
    assert cg.run(cg.from_formula("w = 2; x = -1; f = w*x")).gradients == {"w": -1.0, "x": 2.0}


def test_the_last_line_is_the_objective_where_several_nodes_feed_nothing() -> None:
    circuit = cg.from_formula("a = x*y; b = x + y", default=2.0)
    assert cg.run(circuit).objective == "b"


@pytest.mark.parametrize(
    ("text", "objective"),
    [("a = x*y; b = 2*a; a", "a"), ("f = x*y; q = x + y; k = 3", "q"), ("f = x*y; x", "x"), ("f = x*y; k = 3", "f")],
)
def test_a_last_line_without_a_name_is_the_objective_and_a_number_never_is(text: str, objective: str) -> None:
    assert cg.from_formula(text).find_objective().label == objective


def test_a_long_product_of_one_input_is_laid_out_at_once() -> None:
    circuit = cg.from_formula("x" + "*x" * 2_900)
    assert len({node.position for node in circuit.nodes.values()}) == len(circuit)


def test_the_default_is_given_to_inputs_without_a_value() -> None:
    values = {node.label: node.value for node in cg.from_formula("y = 3; x*y", default=1.0).inputs()}
    assert values == {"x": 1.0, "y": 3.0}


REFUSALS = [
    ("", 0, "no formula yet"),
    ("  # nothing", 0, "no formula yet"),
    ("2x", 1, r"write 2\*x"),
    ("a b", 2, "sign is missing"),
    ("3(x)", 1, "sign is missing"),
    ("(x", 0, "never closed"),
    ("x)", 1, "closes nothing"),
    ("x +", 3, "ends where"),
    ("*x", 0, "should stand before"),
    ("()", 1, "should stand before"),
    ("sin()", 4, "needs something"),
    ("max(x,)", 6, "should stand before"),
    ("maxx(a, b)", 0, "close to it: max"),
    ("foo(x)", 0, r"foo\*"),
    ("sin(a, b)", 0, "2 were given"),
    ("power(a)", 0, "1 were given"),
    ("clip(x, a)", 0, "plain number"),
    ("1e999", 0, "too large"),
    ("1.2.3", 0, "is no number"),
    ("x, y", 1, "comma"),
    ("x $ y", 2, "no meaning"),
    ("x == y", 3, "should stand before"),
    ("x + y = z", 6, "single name"),
    ("sin x", 4, r"write sin\(…\)"),
    ("f =", 3, "ends where"),
    ("a = 1; a = 2", 7, "defined twice"),
    ("f = x", 0, "another name"),
    ("x; y", 0, "Only the last line"),
    ("a = b + 1; b = a + 1", 6, "circle"),
    ("a = b + 1; b = sin(a)*2", 6, "circle: b → a → b"),
    ("x" * 101 + "(y)", 0, "at most 100"),
    ("f = 2*f", 5, "circle"),
    ("q = " + "x" * 101, 4, "at most 100"),
]


@pytest.mark.parametrize(("text", "position", "words"), REFUSALS)
def test_a_refusal_says_where(text: str, position: int, words: str) -> None:
    with pytest.raises(FormulaError, match=words) as refused:
        cg.from_formula(text)
    assert refused.value.position == position
    line, caret = refused.value.caret().split("\n")
    assert line[caret.index("^") :][:10] == text[position:][:10]
    assert len(line) <= 120


def test_the_caret_stands_under_its_line_of_several() -> None:
    with pytest.raises(FormulaError) as refused:
        cg.from_formula("q = x + y\nf = q ** * z")
    assert refused.value.caret() == "f = q ** * z\n         ^"


@pytest.mark.parametrize(
    ("text", "nodes"),
    [
        ("(" * 50_000 + "x" + ")" * 50_000, 1),
        ("-" * 19_999 + "x", 20_000),
        ("x" + "+x" * 19_999, 20_000),
        ("9**9**9**9", 6),
        ("sin(" * 15_000 + "x" + ")" * 15_000, 15_001),
    ],
    ids=["brackets", "signs", "sum", "tower", "calls"],
)
def test_deep_and_long_formulas_become_circuits(text: str, nodes: int) -> None:
    assert len(cg.from_formula(text)) == nodes


@pytest.mark.parametrize(
    "text", ["x" + "+x" * 50_000, "(" * 100_000, "x" * 1_000_001, "1" * 400, "-" * 100_000, "sin(" * 25_000]
)
def test_what_is_too_long_or_unfinished_is_refused(text: str) -> None:
    with pytest.raises(FormulaError):
        cg.from_formula(text)


ALPHABET = st.sampled_from(
    [*"xyzf0123456789.()+-*/^=,; \n#²eE_", "**", "max(", "sin(", "clip(", "pi", "1e5", "add(", "f = ", "q = ", "w0"]
)


@given(st.one_of(st.text(max_size=60), st.lists(ALPHABET, max_size=25).map("".join)))
def test_any_text_is_read_or_refused_in_one_sentence(text: str) -> None:
    try:
        circuit = cg.from_formula(text, default=1.0)
    except FormulaError as error:
        assert 0 <= error.position <= len(text)
        assert str(error)
        assert error.caret().endswith("^")
    else:
        assert len(circuit) > 0
