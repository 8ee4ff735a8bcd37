"""Sentences in the reader's language: the template is translated, then its fields are filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QCoreApplication

from circuitgrad.engine import Problem
from circuitgrad.errors import CircuitError
from circuitgrad.operators import Role

_TABLE_TEXTS: Final = frozenset({"title", "reason", "rule", "operator"})


def sentence(error: CircuitError) -> str:
    """What could not be done and why, in the reader's language.

    Example:
        >>> sentence(CircuitError("No node is called “{name}”.", name="q"))
        'No node is called “q”.'
    """
    return _filled(error.template, error.fields)


def translated_sentence(template: str, fields: Mapping[str, object]) -> str:
    """A sentence of an analysis in the reader's language.

    Example:
        >>> translated_sentence("“{label}” is {value}.", {"label": "f", "value": "0.9"})
        '“f” is 0.9.'
    """
    return _filled(template, fields)


def problem_sentence(problem: Problem) -> str:
    """What is the matter with a number of a run, in the reader's language.

    Example:
        >>> from circuitgrad.engine.results import Told
        >>> told = Told("“{label}” has no value: type one.", (("label", "x"),))
        >>> problem_sentence(Problem("a", "missing", ("a",), lambda: told))
        '“x” has no value: type one.'
    """
    return _filled(problem.template, dict(problem.fields))


def _filled(template: str, fields: Mapping[str, object]) -> str:
    text = QCoreApplication.translate("messages", template)
    texts = {name: operator_text(str(field)) if name in _TABLE_TEXTS else field for name, field in fields.items()}
    return text.format(**texts) if texts else text


def operator_text(text: str) -> str:
    """A text of the table of operators (title, help, category …) in the reader's language.

    Example:
        >>> operator_text("multiply")
        'multiply'
    """
    return QCoreApplication.translate("operators", text) if text else ""


def role_text(role: Role) -> str:
    """The word for a role in the reader's language.

    Example:
        >>> role_text(Role.DATA)
        'data'
    """
    return operator_text(role.value)
