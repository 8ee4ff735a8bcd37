"""The Uncertainty panel: distributions, samples, quantiles, shares, Sobol' indices; by real mouse and key events."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

import circuitgrad as cg
from circuitgrad.circuit import Spread
from circuitgrad.circuit.edits import SetSpread, SetValue
from circuitgrad.errors import CircuitError
from circuitgrad.formats.examples import load_example
from circuitgrad.formats.formula import from_formula
from circuitgrad.gui.dialogs import Dialogs
from circuitgrad.gui.document import Document
from circuitgrad.gui.panels.fields import NumberField, NumberTable
from circuitgrad.gui.panels.uncertainty import UncertaintyPanel
from circuitgrad.gui.theme import DARK, LIGHT
from circuitgrad.gui.what_if.spread_row import SpreadRow
from tests.gui.panels.showing import show_active


@pytest.fixture
def panel(document: Document, qtbot: QtBot) -> UncertaintyPanel:
    shown = UncertaintyPanel(document, LIGHT)
    qtbot.addWidget(shown)
    shown._samples.show_number(2_000)
    shown.resize(1200, 360)
    show_active(shown, qtbot)
    return shown


def settle(panel: UncertaintyPanel) -> None:
    """Waits for the library and for all answers."""
    panel.document.settle()
    panel.catch_up()
    panel.loader.finish()
    panel.draw()
    panel.newest.finish()
    panel.sobol_newest.finish()


def rows(panel: UncertaintyPanel) -> dict[str, SpreadRow]:
    return {row._name.text(): row for row in panel._rows if row.isVisibleTo(panel)}


def scatter(panel: UncertaintyPanel, name: str, spread: Spread) -> None:
    document = panel.document
    document.do(SetSpread(document.circuit.find(name).id, spread), "Scatter")
    settle(panel)


def table(panel: UncertaintyPanel, name: str) -> list[list[str]]:
    found = panel.findChild(NumberTable, name)
    return [[found.item(i, j).text() for j in range(found.columnCount())] for i in range(found.rowCount())]


def test_nothing_scatters_at_first(panel: UncertaintyPanel, document: Document) -> None:
    document.open(load_example("neuron"))
    settle(panel)
    assert panel.findChild(QLabel, "uncertainty_hint").text().startswith("No input scatters")
    assert list(rows(panel)) == ["w₀", "x₀", "w₁", "x₁", "w₂"]


def test_a_distribution_is_chosen_and_its_numbers_typed(
    panel: UncertaintyPanel, document: Document, qtbot: QtBot
) -> None:
    document.open(load_example("neuron"))
    settle(panel)
    row = rows(panel)["w₀"]
    row.kind.setCurrentIndex(row.kind.findData("normal"))
    row.kind.activated.emit(1)
    assert document.circuit.find("w0").spread == Spread("normal", (2.0, 0.5))
    assert document.history.count() == 1
    assert [title.text() for title in row.titles if title.isVisibleTo(panel)] == ["mean", "deviation"]
    field = row.fields[1]
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "0.25")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert document.circuit.find("w0").spread == Spread("normal", (2.0, 0.25))
    refused: list[CircuitError] = []
    document.refused.connect(refused.append)
    field.selectAll()
    qtbot.keyClicks(field, "0")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert "deviation must be above 0" in refused[0].sentence
    document.history.undo()
    document.history.undo()
    settle(panel)
    assert row.kind.currentData() == ""


def test_what_is_shown_is_what_the_analysis_finds(panel: UncertaintyPanel, document: Document) -> None:
    document.open(load_example("neuron"))
    scatter(panel, "w0", Spread("normal", (2.0, 0.5)))
    scatter(panel, "w1", Spread("uniform", (-4.0, -2.0)))
    expected = cg.monte_carlo(document.circuit, samples=2_000, seed=0)
    found = panel.found
    assert found.values.tolist() == expected.values.tolist()
    assert int(sum(panel.plot.bars_data()[1])) + found.histogram.below + found.histogram.above == 2_000
    told = panel.findChild(QLabel, "uncertainty_summary").text()
    assert told.startswith(f"mean {expected.mean:.3f} ± ")
    assert f"to first order {expected.first_order_deviation:.3f}" in told
    assert [row[0] for row in table(panel, "uncertainty_shares")] == ["w₀", "w₁"]


def test_a_linear_circuit_scatters_as_the_gradient_predicts(panel: UncertaintyPanel, document: Document) -> None:
    document.open(from_formula("x = 1; y = 2; f = 3*x - 2*y"))
    scatter(panel, "x", Spread("normal", (1.0, 0.4)))
    scatter(panel, "y", Spread("normal", (2.0, 0.3)))
    found = panel.found
    sigma = ((3 * 0.4) ** 2 + (2 * 0.3) ** 2) ** 0.5
    assert found.first_order_deviation == pytest.approx(sigma)
    assert found.deviation == pytest.approx(sigma, rel=0.1)
    x, y = panel.plot.normal.getOriginalDataset()
    assert x[y.argmax()] == pytest.approx(-1.0, abs=0.1)


def test_the_seed_decides(panel: UncertaintyPanel, document: Document, qtbot: QtBot) -> None:
    document.open(load_example("neuron"))
    scatter(panel, "w0", Spread("normal", (2.0, 0.5)))
    first = panel.found.mean
    field = panel.findChild(NumberField, "uncertainty_seed")
    for seed, same in (("1", False), ("0", True)):
        field.setFocus()
        field.selectAll()
        qtbot.keyClicks(field, seed)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        settle(panel)
        assert (panel.found.mean == first) is same


def test_a_moved_input_draws_anew_when_it_rests(panel: UncertaintyPanel, document: Document, qtbot: QtBot) -> None:
    document.open(load_example("neuron"))
    scatter(panel, "w0", Spread("normal", (2.0, 0.5)))
    before = panel.found
    document.do(SetValue(document.circuit.find("w1").id, -2.0), "Set")
    document.settle()
    qtbot.waitUntil(lambda: panel.found is not before)
    assert panel.found.mean == cg.monte_carlo(document.circuit, samples=2_000).mean


def test_sobol_indices_come_when_they_are_asked_for(panel: UncertaintyPanel, document: Document, qtbot: QtBot) -> None:
    document.open(from_formula("x = 0; y = 0; f = 2*x + y"))
    scatter(panel, "x", Spread("uniform", (-1.0, 1.0)))
    scatter(panel, "y", Spread("uniform", (-1.0, 1.0)))
    assert [row[3:] for row in table(panel, "uncertainty_shares")] == [["—", "—"]] * 2
    qtbot.mouseClick(panel._sobol, Qt.MouseButton.LeftButton)
    settle(panel)
    shown = {each.label: each for each in panel.indices.inputs}
    assert shown["x"].first == pytest.approx(0.8, abs=0.02)
    assert shown["y"].total == pytest.approx(0.2, abs=0.02)
    assert "± " in panel.findChild(QLabel, "uncertainty_said").text()


@pytest.mark.parametrize(("samples", "said"), [("0", "sample"), ("1.5", "sample"), ("1e15", "memory")])
def test_a_number_of_samples_that_cannot_be_is_said(
    panel: UncertaintyPanel, document: Document, qtbot: QtBot, samples: str, said: str
) -> None:
    document.open(load_example("neuron"))
    scatter(panel, "w0", Spread("normal", (2.0, 0.5)))
    field = panel.findChild(NumberField, "uncertainty_samples")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, samples)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settle(panel)
    assert said in panel.findChild(QLabel, "uncertainty_hint").text()


def test_both_themes(panel: UncertaintyPanel, document: Document) -> None:
    document.open(load_example("neuron"))
    scatter(panel, "w0", Spread("normal", (2.0, 0.5)))
    light = panel.grab().toImage()
    panel.set_theme(DARK)
    panel.set_digits(5)
    assert panel.grab().toImage() != light


class Paths(Dialogs):
    """Says where to write."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def path_for_plot(self, proposed: Path) -> Path | None:
        return self.path


def test_the_histogram_is_exported(panel: UncertaintyPanel, document: Document, qtbot: QtBot, tmp_path: Path) -> None:
    document.open(load_example("neuron"))
    settle(panel)
    button = panel.findChild(QPushButton, "uncertainty_export")
    assert not button.isVisibleTo(panel)
    scatter(panel, "w0", Spread("normal", (2.0, 0.5)))
    for kind in ("png", "svg", "csv"):
        panel.use_dialogs(Paths(tmp_path / f"plot.{kind}"))
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert QImage(str(tmp_path / "plot.png")).width() > 500
    assert (tmp_path / "plot.svg").read_text(encoding="utf-8").startswith("<?xml")
    with (tmp_path / "plot.csv").open(newline="", encoding="utf-8") as file:
        head, *bars = list(csv.reader(file))
    assert head == ["from", "to", "samples"]
    assert sum(int(bar[2]) for bar in bars) == 2_000
    assert [float(bar[0]) for bar in bars] == list(panel.found.histogram.edges[:-1])


def test_in_a_narrow_panel_the_plots_stand_below(panel: UncertaintyPanel, document: Document, qtbot: QtBot) -> None:
    document.open(load_example("neuron"))
    scatter(panel, "w0", Spread("normal", (2.0, 0.5)))
    row = next(iter(rows(panel).values()))

    def places() -> tuple[QPoint, QPoint]:
        return panel.plot.mapTo(panel, QPoint(0, 0)), row.mapTo(panel, QPoint(0, 0))

    plot, first = places()
    assert plot.x() > first.x() + row.width() / 2
    panel.resize(560, 360)
    qtbot.wait(10)
    plot, first = places()
    assert plot.y() > first.y()
    assert plot.x() < 40
    assert panel.plot.width() > 450
    panel.resize(1200, 360)
    qtbot.wait(10)
    plot, first = places()
    assert plot.x() > first.x() + row.width() / 2
