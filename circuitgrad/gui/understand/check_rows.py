"""Checks, and difference quotients, as rows of tables; verdicts by sign and word as well as by colour."""

from __future__ import annotations

from math import inf, isfinite
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from circuitgrad.analysis.difference_table import DifferenceTable
from circuitgrad.analysis.gradient_check import GradientCheck, GradientChecks
from circuitgrad.analysis.verdicts import SENTENCES, Verdict
from circuitgrad.circuit import Circuit
from circuitgrad.formats.numbers import full_number, plain_number, short_number
from circuitgrad.gui.messages import operator_text, translated_sentence
from circuitgrad.gui.names import pretty_name
from circuitgrad.gui.understand.rows import Cell, RowContent

MARKS: Final = MappingProxyType({Verdict.WRONG: "✗", Verdict.UNCLEAR: "?", Verdict.KINK: "∧", Verdict.AGREES: "✓"})
COLORS: Final = MappingProxyType(
    {Verdict.WRONG: "lowers", Verdict.UNCLEAR: "warning_ink", Verdict.KINK: "raises", Verdict.AGREES: "value"}
)
WORDS: Final = MappingProxyType(
    {
        Verdict.WRONG: str(QT_TRANSLATE_NOOP("check", "wrong")),
        Verdict.UNCLEAR: str(QT_TRANSLATE_NOOP("check", "cannot tell")),
        Verdict.KINK: str(QT_TRANSLATE_NOOP("check", "kink")),
        Verdict.AGREES: str(QT_TRANSLATE_NOOP("check", "agrees")),
    }
)
COUNTS: Final = MappingProxyType(
    {
        Verdict.WRONG: str(QT_TRANSLATE_NOOP("check", "{count} wrong")),
        Verdict.UNCLEAR: str(QT_TRANSLATE_NOOP("check", "{count} cannot be told")),
        Verdict.KINK: str(QT_TRANSLATE_NOOP("check", "{count} at a kink")),
        Verdict.AGREES: str(QT_TRANSLATE_NOOP("check", "{count} agree")),
    }
)


def check_rows(found: GradientChecks, digits: int) -> list[RowContent]:
    """A row for each check, the worst first."""
    return [_check_row(row, digits) for row in found.rows]


def check_sentence(row: GradientCheck) -> str:
    """What a verdict rests on, in the reader's language."""
    return translated_sentence(SENTENCES[row.reason], dict(row.fields))


def summary(found: GradientChecks, circuit: Circuit) -> str:
    """What came of all checks, in a sentence or two.

    Example:
        >>> import circuitgrad as cg
        >>> circuit = cg.from_formula("f = relu(x)*y")
        >>> summary(cg.check_gradients(circuit, {"x": 0, "y": 1}), circuit)
        '5 gradients checked: 2 at a kink, 3 agree.'
    """
    counts = [_tr(COUNTS[verdict]).format(count=f"{count:,}") for verdict, count in found.counts.items() if count]
    text = _tr("{all} gradients checked: {counts}.").format(all=f"{len(found.rows):,}", counts=", ".join(counts))
    blamed = [wire for wire in found.suspects if wire.source in circuit and wire.target in circuit]
    if blamed:
        source, target = circuit.node(blamed[0].source), circuit.node(blamed[0].target)
        text += " " + _tr("The rule of “{target}” ({title}) toward “{source}” is to blame.").format(
            target=pretty_name(target.label), source=pretty_name(source.label), title=operator_text(target.record.title)
        )
    return text


def difference_rows(table: DifferenceTable, digits: int) -> list[RowContent]:
    """A row for each step; the best of each kind in bold."""
    best = (table.best_row(central=False), table.best_row(central=True))
    rows = []
    for row in table.rows:
        cells = (
            Cell(step_text(row.step), full=plain_number(row.step), tip=full_number(row.step)),
            _number(row.forward, digits + 4, "ink"),
            _number(row.forward_error, 2, "lowers"),
            _number(row.central, digits + 4, "ink"),
            _number(row.central_error, 2, "raises"),
        )
        rows.append(RowContent(cells, strong=row in best))
    return rows


def step_text(step: float) -> str:
    """A power of ten.

    Example:
        >>> step_text(1.0), step_text(0.1), step_text(1e-16)
        ('1', '0.1', '10⁻¹⁶')
    """
    return short_number(step, 1).replace("1×", "") if step < 0.001 else plain_number(step)


def explained(table: DifferenceTable) -> str:
    """The valley, in two sentences."""
    name, objective = pretty_name(table.label), pretty_name(table.objective)
    text = _tr("∂{objective}/∂{name} = {exact} by the backward pass.").format(
        objective=objective, name=name, exact=short_number(table.exact, 6)
    )
    best = [
        (_tr("forward"), table.best_forward),
        (_tr("central"), table.best_central),
    ]
    told = [f"{kind} {short_number(step, 1)}" for kind, step in best if 0.0 < step < inf]
    if told:
        text += " " + _tr(
            "Right of the valley the curve between the points counts (truncation); left of it the digits in which "
            "their values differ run out (rounding). Best h in theory: {steps}."
        ).format(steps=", ".join(told))
    return text


def passes_text(table: DifferenceTable) -> str:
    """How many passes numeric differentiation needs."""
    return _tr(
        "For all {inputs} gradients: {forward} forward passes by forward differences, {central} by central ones; one "
        "forward and one backward pass by the chain rule."
    ).format(inputs=f"{table.inputs:,}", forward=f"{table.forward_passes:,}", central=f"{table.central_passes:,}")


def _check_row(row: GradientCheck, digits: int) -> RowContent:
    name = " → ".join(pretty_name(part) for part in row.label.split(" → "))
    verdict, sentence = f"{MARKS[row.verdict]} {_tr(WORDS[row.verdict])}", check_sentence(row)
    numbers = [_number(number, digits, "ink") for number in (row.left, row.central, row.right)]
    exact = Cell("–", is_number=True) if row.complex_step is None else _number(row.complex_step, digits, "ink")
    cells = (
        Cell(name, tip=sentence),
        Cell(verdict, tip=sentence, color=COLORS[row.verdict]),
        _number(row.gradient, digits, "gradient"),
        *numbers,
        exact,
        _number(row.relative_error, 2, "soft_ink"),
    )
    return RowContent(cells, f"{name}: {_tr(WORDS[row.verdict])}. {sentence}")


def _number(number: float, digits: int, color: str) -> Cell:
    shown = short_number(number, digits) if isfinite(number) else "–"
    return Cell(shown, full=plain_number(number), tip=full_number(number), color=color, is_number=True)


def _tr(text: str) -> str:
    return QCoreApplication.translate("check", text)
