"""Walks every table of declarations: names are unique and well formed, texts are sentences, nothing is left empty."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from typing import Any

import pytest

from circuitgrad.cli import COMMANDS, command_parser
from circuitgrad.cli.commands import Command
from circuitgrad.formats import FORMATS
from circuitgrad.formats.examples import EXAMPLES, Example
from circuitgrad.formats.format import Format
from circuitgrad.operators import OPERATORS, Operator

KEY = re.compile(r"[a-z][a-z0-9_]*")
SENTENCE = re.compile(r"\S.{8,}[.?]", re.DOTALL)

each_operator = pytest.mark.parametrize("operator", OPERATORS.values(), ids=list(OPERATORS))
each_command = pytest.mark.parametrize("command", COMMANDS, ids=[command.name for command in COMMANDS])
each_format = pytest.mark.parametrize("format", FORMATS, ids=[format.name for format in FORMATS])
each_example = pytest.mark.parametrize("example", EXAMPLES, ids=[example.name for example in EXAMPLES])


@pytest.mark.parametrize(
    ("table", "key"),
    [
        (list(OPERATORS.values()), lambda row: row.name),
        (list(OPERATORS.values()), lambda row: row.title),
        (COMMANDS, lambda row: row.name),
        (FORMATS, lambda row: row.name),
        (FORMATS, lambda row: row.extension),
        (EXAMPLES, lambda row: row.name),
        (EXAMPLES, lambda row: row.title),
    ],
    ids=["operator", "title of operator", "command", "format", "extension", "example", "title of example"],
)
def test_no_row_stands_there_twice(table: list[Any], key: Callable[[Any], str]) -> None:
    keys = [key(row) for row in table]
    assert sorted(set(keys)) == sorted(keys)


def test_no_alias_means_two_operators() -> None:
    owners: dict[str, str] = {name: name for name in OPERATORS}
    for operator in OPERATORS.values():
        for alias in operator.aliases:
            assert owners.setdefault(alias, operator.name) == operator.name, f"{alias} is {owners[alias]} too"


@each_operator
def test_an_operator_says_what_it_is(operator: Operator) -> None:
    assert OPERATORS[operator.name] is operator
    assert KEY.fullmatch(operator.name)
    assert operator.title
    assert 1 <= len(operator.symbol) <= 8, operator.symbol
    assert SENTENCE.fullmatch(operator.help), operator.help


@each_operator
def test_an_operator_has_a_rule_and_a_domain_for_every_port(operator: Operator) -> None:
    if operator.is_leaf:
        assert operator.role is not None
        assert not operator.ports
        return
    assert operator.role is None
    assert bool(operator.ports) != operator.any_number
    ports = 1 if operator.any_number else len(operator.ports)
    assert len(operator.domain) == ports
    assert all(low < high for low, high in operator.domain)
    assert len(operator.derivative_texts) == ports
    assert operator.gradient_text
    assert 1 <= len(operator.pattern) <= 16
    assert operator.latex
    rules = operator.local_derivatives
    assert callable(rules) == operator.any_number
    assert callable(rules) or len(rules) == ports


@each_operator
def test_an_operators_constants_are_explained(operator: Operator) -> None:
    for constant in operator.constants:
        assert KEY.fullmatch(constant.name)
        assert SENTENCE.fullmatch(constant.help), constant.help
        assert constant.domain[0] < constant.domain[1]


@each_command
def test_a_command_says_what_it_does_and_explains_every_argument(command: Command) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9-]*", command.name)
    assert SENTENCE.fullmatch(command.help)
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    unexplained = [action.dest for action in parser._actions if not action.help]
    assert not unexplained
    assert command_parser(command).prog == f"circuitgrad {command.name}"


def test_no_example_is_called_like_a_command() -> None:
    assert not {command.name for command in COMMANDS} & {example.name for example in EXAMPLES}


@each_format
def test_a_format_goes_at_least_one_way(format: Format) -> None:
    assert KEY.fullmatch(format.name)
    assert re.fullmatch(r"\.[a-z0-9.]+", format.extension)
    assert format.title
    assert format.read or format.write


@each_example
def test_an_example_ships_and_says_what_there_is_to_see(example: Example) -> None:
    assert KEY.fullmatch(example.name)
    assert example.title
    assert SENTENCE.fullmatch(example.sentence), example.sentence
    assert example.path.is_file()
