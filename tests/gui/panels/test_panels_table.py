"""Every panel, by the table: it is made, follows a document through its life, and takes both themes."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton, QLineEdit
from pytestqt.qtbot import QtBot

from circuitgrad.circuit import Circuit
from circuitgrad.circuit.edits import remove
from circuitgrad.gui.document import Document
from circuitgrad.gui.panels import PANELS, PanelRecord
from circuitgrad.gui.theme import DARK, LIGHT


def test_keys_are_unique() -> None:
    assert len({record.key for record in PANELS}) == len(PANELS)


@pytest.mark.parametrize("record", PANELS, ids=lambda record: record.key)
def test_a_panel_outlives_what_it_shows(
    record: PanelRecord, document: Document, neuron: Circuit, fan_out: Circuit, qtbot: QtBot
) -> None:
    panel = record.factory(document, LIGHT, None)
    qtbot.addWidget(panel)
    panel.show()
    document.open(neuron)
    document.select(["f"])
    panel.set_theme(DARK)
    panel.set_digits(5)
    document.open(fan_out)
    document.select(["f", "q"])
    assert document.do(remove(list(fan_out.nodes)), "Delete all")
    document.settle()
    document.history.undo()
    document.settle()
    assert panel.theme is DARK
    assert panel.objectName() == record.key


@pytest.mark.parametrize("record", PANELS, ids=lambda record: record.key)
def test_what_can_be_used_has_a_name_to_be_read_out(
    record: PanelRecord, document: Document, neuron: Circuit, qtbot: QtBot
) -> None:
    panel = record.factory(document, LIGHT, None)
    qtbot.addWidget(panel)
    document.open(neuron)
    document.select(["id_w0"])
    panel.show()
    controls = [*panel.findChildren(QLineEdit), *panel.findChildren(QAbstractButton)]
    nameless = [
        control.objectName()
        for control in controls
        if control.isVisible()
        and control.focusPolicy()
        and not (control.accessibleName() or getattr(control, "text", str)())
    ]
    assert not nameless
