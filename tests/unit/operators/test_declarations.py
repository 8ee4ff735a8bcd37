"""What the records of operators claim beside their rules: names, texts, notations, and where slopes jump or vanish."""

from __future__ import annotations

import keyword
import math
import random
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, product

import pytest

from circuitgrad.circuit.names import check_name
from circuitgrad.errors import CircuitError
from circuitgrad.operators import OPERATORS, Category, Operator, Role
from tests.unit.operators.sampling import COMPUTING, Sample, samples, wide_samples

each_operator = pytest.mark.parametrize("operator", OPERATORS.values(), ids=list(OPERATORS))
each_computing = pytest.mark.parametrize("operator", COMPUTING, ids=lambda operator: operator.name)
each_with_kinks = pytest.mark.parametrize(
    "operator", [operator for operator in COMPUTING if operator.kinks], ids=lambda operator: operator.name
)
FIELD = re.compile(r"\{([^{}]*)\}")
LATEX_FIELD = re.compile(r"<([^<>]*)>")
LONGEST_SYMBOL = 5
NEAREST_TO_A_QUARTER_TURN = 6381956970095103.0 * 2.0**797
"""No float64 lies nearer to an odd multiple of π/2; its cosine is 4.7e−19 (Muller, Elementary Functions, 11.3)."""
FAR = (0.0, 1.0, -1.0, 0.5, 3.0, -3.0, 5e-324, 800.0, -800.0, 1e308, -1e308, math.inf, -math.inf)


def constant_names(operator: Operator) -> set[str]:
    return {constant.name for constant in operator.constants}


@each_operator
def test_names_are_words_that_a_formula_can_call(operator: Operator) -> None:
    check_name(operator.name)
    assert not keyword.iskeyword(operator.name)
    for alias in operator.aliases:
        if alias.isidentifier():
            check_name(alias)
        else:
            with pytest.raises(CircuitError):
                check_name(alias)
    assert len({operator.name, *operator.aliases}) == 1 + len(operator.aliases)


@each_operator
def test_texts_are_what_the_record_says(operator: Operator) -> None:
    assert operator.help.endswith(".")
    assert len(operator.symbol) <= LONGEST_SYMBOL
    assert isinstance(operator.category, Category)
    assert operator.role is None or isinstance(operator.role, Role)
    for clause in (
        operator.title, operator.gradient_text, operator.pattern, operator.zero_text, *operator.derivative_texts
    ):  # fmt: skip
        assert clause == clause.strip()
        assert not clause.endswith(".")
    for sentence in (constant.help for constant in operator.constants):
        assert sentence.endswith(".")
    assert len(set(operator.ports)) == len(operator.ports)
    assert len(constant_names(operator)) == len(operator.constants)


@each_computing
def test_fields_of_texts_are_ports_constants_or_the_output(operator: Operator) -> None:
    ports = {str(port) for port in range(2 if operator.any_number else len(operator.ports))}
    known = ports | constant_names(operator)
    for text in operator.derivative_texts:
        assert set(FIELD.findall(text)) <= known | {"y"} | ({"others"} if operator.any_number else set()), text
    fields = set(LATEX_FIELD.findall(operator.latex))
    assert fields <= known | {"*"}, operator.latex
    assert "*" in fields or ports <= fields, operator.latex


@each_computing
def test_a_notation_has_a_slot_for_every_input_and_fields_for_every_constant(operator: Operator) -> None:
    for notation in operator.notations:
        fields = [field.lstrip("-") for field in FIELD.findall(notation.template)]
        inputs = [field for field in fields if field.isdigit()]
        assert sorted(inputs) == [str(port) for port in range(len(notation.slots))], notation
        assert operator.any_number or len(inputs) == len(operator.ports), notation
        fixed = [name for name, _ in notation.fixed]
        assert {*fields, *fixed} - set(inputs) == constant_names(operator), notation


@each_computing
def test_defaults_of_constants_can_be_computed_with(operator: Operator) -> None:
    constants = tuple(constant.default for constant in operator.constants)
    for sample in samples(operator, count=5):
        assert math.isfinite(operator.value(sample.inputs, constants)), sample


@each_computing
def test_only_the_right_number_of_inputs_is_accepted(operator: Operator) -> None:
    accepted = {count for count in range(6) if operator.accepts(count)}
    assert accepted == (set(range(1, 6)) if operator.any_number else {len(operator.ports)})
    wired = {port for port in range(-1, 5) if operator.has_port(port)}
    assert wired == (set(range(5)) if operator.any_number else set(range(len(operator.ports))))


def places_that_may_be_flat(operator: Operator) -> Iterator[Sample]:
    """Every combination of far and special numbers, all over the domain, the wide range, and huge angles."""
    count = 2 if operator.any_number else len(operator.ports)
    defaults = tuple(constant.default for constant in operator.constants)
    for constants in {defaults, tuple(0.0 for _ in defaults)}:
        for inputs in product(FAR, repeat=count):
            yield Sample(operator, inputs, constants)
    yield from samples(operator, count=300)
    yield from wide_samples(operator, count=300)
    for angle in (NEAREST_TO_A_QUARTER_TURN, *(turns * math.pi / 2 for turns in range(1, 300))):
        for inputs in product((angle, -angle), repeat=count):
            yield Sample(operator, inputs, defaults)


@each_computing
def test_a_slope_can_vanish_just_where_a_reason_is_given(operator: Operator) -> None:
    flat = next((sample for sample in places_that_may_be_flat(operator) if 0.0 in sample.found_slopes), None)
    if operator.zero_text:
        assert flat is not None, f"{operator.name}: “{operator.zero_text}”, but no slope was 0 at any point tried"
    else:
        assert flat is None, f"{flat}: slopes {flat and [*flat.found_slopes]}, and no zero_text"


def line_through(sample: Sample, port: int, steps: int = 4000) -> Iterator[Sample]:
    """The sample with one input going over its whole domain."""
    low, high = sample.operator.domain[0 if sample.operator.any_number else port]
    for step in range(steps + 1):
        moved = list(sample.inputs)
        moved[port] = low + (high - low) * step / steps
        yield sample._replace(inputs=tuple(moved))


def jumps(before: Sample, after: Sample) -> bool:
    """Whether a slope differs more between neighbours than a smooth one would over so short a way."""
    slopes = zip(before.found_slopes, after.found_slopes, strict=True)
    return any(abs(a - b) > 0.2 * (0.1 + min(abs(a), abs(b))) for a, b in slopes)


def crosses(before: Sample, after: Sample) -> bool:
    """Whether a kink function is 0 at either, or changes its sign between them."""
    one, other = (sample.operator.kink_values(sample.inputs, sample.constants) for sample in (before, after))
    return any(a * b <= 0.0 for a, b in zip(one, other, strict=True))


@each_computing
def test_slopes_jump_nowhere_but_at_kinks(operator: Operator) -> None:
    sample = next(samples(operator, count=1, seed=3))
    gaps = 2 * 10.0 / 4000
    for port in range(len(sample.inputs)):
        for before, after in pairwise(line_through(sample, port)):
            if jumps(before, after) and not crosses(before, after):
                kinks = [*operator.kink_values(before.inputs, before.constants)]
                assert min(map(abs, kinks), default=math.inf) <= gaps, f"{before} to {after}"


def point_at_kink(operator: Operator, kink: int, seed: int) -> Sample | None:
    """Arguments where this kink function is 0, closed in on from two samples by bisection of one input."""
    rng = random.Random(seed)
    sample = next(samples(operator, count=1, seed=seed))
    port = rng.randrange(len(sample.inputs))

    def at(x: float) -> Sample:
        return sample._replace(inputs=(*sample.inputs[:port], x, *sample.inputs[port + 1 :]))

    def kink_at(x: float) -> float:
        return operator.kink_values(at(x).inputs, sample.constants)[kink]

    low, high = operator.domain[0 if operator.any_number else port]
    if kink_at(low) * kink_at(high) > 0.0:
        return None
    for _ in range(200):
        middle = low + (high - low) / 2.0
        low, high = (middle, high) if kink_at(low) * kink_at(middle) > 0.0 else (low, middle)
    return at(high)


def slopes_beside(sample: Sample, port: int, distance: float) -> Sequence[float]:
    moved = list(sample.inputs)
    moved[port] += distance
    return sample._replace(inputs=tuple(moved)).found_slopes


@each_with_kinks
def test_slopes_jump_at_every_kink(operator: Operator) -> None:
    if operator.any_number:
        tied = Sample(operator, (2.0, 2.0, -1.0 if operator.name == "max" else 3.0), ())
        assert operator.at_kink(tied.inputs)
        assert slopes_beside(tied, 0, 1e-6) != slopes_beside(tied, 0, -1e-6)
        return
    for kink in range(len(operator.kinks)):
        found = [point for seed in range(20) if (point := point_at_kink(operator, kink, seed)) is not None]
        assert found, f"{operator.name}: no zero of kink {kink} in the domain"
        for point in found:
            sides = [[slopes_beside(point, port, way * 1e-6) for way in (1, -1)] for port in range(len(point.inputs))]
            assert any(abs(a - b) > 1e-3 for above, below in sides for a, b in zip(above, below, strict=True)), (
                f"{point}: no slope jumps, {sides}"
            )


@each_with_kinks
def test_no_sample_lies_at_a_kink(operator: Operator) -> None:
    assert not any(operator.at_kink(sample.inputs, sample.constants) for sample in samples(operator))


@pytest.mark.parametrize(
    ("name", "inputs", "constants", "at_kink"),
    [
        ("abs", (0.0,), (), True),
        ("abs", (5e-324,), (), False),
        ("relu", (-0.0,), (), True),
        ("leaky_relu", (0.0,), (0.01,), True),
        ("elu", (0.0,), (2.0,), True),
        ("elu", (0.0,), (1.0,), False),
        ("huber", (1.0, 0.0), (1.0,), False),
        ("hinge", (0.5, 2.0), (), True),
        ("absolute_error", (3.0, 3.0), (), True),
        ("max", (1.0, 2.0, 2.0), (), True),
        ("max", (1.0, 1.0, 2.0), (), False),
        ("min", (1.0, 1.0, 2.0), (), True),
        ("min", (1.0, 2.0, 2.0), (), False),
        ("max", (1.0,), (), False),
        ("clip", (0.0,), (0.0, 1.0), True),
        ("clip", (1.0,), (0.0, 1.0), True),
        ("clip", (0.5,), (0.0, 1.0), False),
        ("softplus", (0.0,), (), False),
    ],
)
def test_what_is_a_kink(name: str, inputs: tuple[float, ...], constants: tuple[float, ...], at_kink: bool) -> None:
    assert OPERATORS[name].at_kink(inputs, constants) is at_kink
