"""What can be said about an input's range beside its two ends: scale, step, a new guess."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget, QWidgetAction

from circuitgrad.circuit import Range
from circuitgrad.circuit.edits import SetRange
from circuitgrad.circuit.what_if import round_up
from circuitgrad.formats.numbers import short_number
from circuitgrad.gui.document import Document
from circuitgrad.gui.panels.fields import NumberField
from circuitgrad.gui.panels.panel import GAP

STEP_SHARES: Final = (1000, 200, 50, 10)
"""The steps that are offered, as parts of the whole range."""
STEP_FIELD: Final = 120
DECADES: Final = 1000.0
"""How far a logarithmic range reaches below its upper end where the lower one was not above 0."""


def range_menu(document: Document, id: str, parent: QWidget) -> QMenu:
    """The menu for the range of one input."""
    menu = QMenu(parent)
    menu.setObjectName("range_menu")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    node = document.circuit.node(id)
    own = document.ranges.of(node)

    def choose(chosen: Range | None, text: str) -> None:
        if id in document.circuit:
            if chosen is None:
                document.ranges.guess_again(document.circuit.node(id))
            document.do(SetRange(id, chosen), text)

    logarithmic = menu.addAction(_tr("Logarithmic"))
    logarithmic.setCheckable(True)
    logarithmic.setChecked(own.logarithmic)
    logarithmic.setEnabled(own.high > 0.0)
    logarithmic.triggered.connect(lambda on: choose(_on_scale(own, on), _tr("Set the scale")))
    steps = menu.addMenu(_tr("Step"))
    steps.setEnabled(not own.logarithmic)
    steps.addAction(_step_field(menu, own, lambda step: choose(replace(own, step=step), _tr("Set the step"))))
    for share in STEP_SHARES:
        step = round_up((own.high - own.low) / share)
        action = steps.addAction(short_number(step, 3))
        action.setCheckable(True)
        action.setChecked(step == own.step_length)
        chosen = replace(own, step=step)
        action.triggered.connect(lambda _=False, chosen=chosen: choose(chosen, _tr("Set the step")))
    menu.addSeparator()
    guess = menu.addAction(_tr("Guess the range from the value"))
    guess.triggered.connect(lambda: choose(None, _tr("Guess the range")))
    return menu


def _step_field(menu: QMenu, own: Range, choose: Callable[[float], None]) -> QWidgetAction:
    """A line of the menu in which any step can be typed."""
    field = NumberField("range_step", _tr("Step"), may_be_empty=False)
    field.show_number(own.step_length)
    field.setFixedWidth(STEP_FIELD)

    def enter(step: float) -> None:
        if step != own.step_length:
            choose(step)
        menu.close()

    field.number_entered.connect(enter)
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(GAP, GAP // 2, GAP, GAP // 2)
    line.addWidget(field)
    action = QWidgetAction(menu)
    action.setDefaultWidget(holder)
    return action


def _on_scale(own: Range, logarithmic: bool) -> Range:
    """The range on another scale; a logarithmic one begins above 0."""
    low = own.low if not logarithmic or own.low > 0.0 else own.high / DECADES
    return replace(own, low=low, logarithmic=logarithmic)


def _tr(text: str) -> str:
    return QCoreApplication.translate("RangeMenu", text)
