"""The Sweep panel: curves, surfaces, the point that is dragged, exports; by real mouse and key events."""

from __future__ import annotations

import csv
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

import circuitgrad as cg
from circuitgrad.circuit import Scenario
from circuitgrad.circuit.compose import delete_and_reconnect
from circuitgrad.circuit.edits import AddScenario, SetRange, SetValue
from circuitgrad.circuit.what_if import Range
from circuitgrad.formats.examples import load_example
from circuitgrad.formats.formula import from_formula
from circuitgrad.gui.dialogs import Dialogs
from circuitgrad.gui.document import Document
from circuitgrad.gui.panels.sweep import SweepPanel
from circuitgrad.gui.plots.bands import BANDS, NOTHING, banded
from circuitgrad.gui.theme import DARK, LIGHT
from circuitgrad.gui.trail import TrailPoint
from tests.gui.panels.showing import show_active


@pytest.fixture
def panel(document: Document, qtbot: QtBot) -> SweepPanel:
    shown = SweepPanel(document, LIGHT)
    qtbot.addWidget(shown)
    shown.resize(900, 400)
    show_active(shown, qtbot)
    return shown


def settle(panel: SweepPanel) -> None:
    """Waits for the library and for all answers."""
    panel.document.settle()
    panel.catch_up()
    panel.loader.finish()
    panel.newest.finish()


def sweep_over(panel: SweepPanel, first: str, second: str = "") -> None:
    settle(panel)
    circuit = panel.document.circuit
    for choice, name in ((panel.header.first, first), (panel.header.second, second)):
        choice.setCurrentIndex(choice.findData(circuit.find(name).id if name else ""))
    panel.header.first.activated.emit(0)
    settle(panel)


def told(panel: SweepPanel) -> str:
    found = panel.findChild(QLabel, "sweep_told")
    assert found is not None
    return found.text()


def pixel(plot: object, box: object, x: float, y: float) -> QPoint:
    """Where a place of a plot stands in its widget."""
    scene = box.mapViewToScene(QPointF(x, y))  # type: ignore[attr-defined]
    return plot.mapFromScene(scene)  # type: ignore[attr-defined, no-any-return]


def test_the_curve_is_what_single_runs_give(panel: SweepPanel, document: Document) -> None:
    document.open(load_example("neuron"))
    sweep_over(panel, "w0")
    curve = panel.shown
    assert len(curve.x) == 1_000
    assert (curve.x[0], curve.x[-1]) == (-5.0, 5.0)
    for place in (0, 371, 999):
        run = cg.run(document.circuit, {"w0": curve.x[place]})
        assert curve.y[place] == pytest.approx(run.value, rel=1e-12)
        assert curve.slope[place] == pytest.approx(run.gradients["w0"], rel=1e-12)
    assert told(panel) == "f = 0.731 at w₀ = 2.00, slope −0.197"
    assert panel.curve.accessibleDescription() == told(panel)


def test_the_tangent_touches_where_the_circuit_stands(panel: SweepPanel, document: Document) -> None:
    document.open(from_formula("x = 1; f = x*x"))
    sweep_over(panel, "x")
    x, y = panel.curve.tangent.getOriginalDataset()
    assert y == pytest.approx(2.0 * x - 1.0)
    (spot,) = panel.curve.now.points()
    assert (spot.pos().x(), spot.pos().y()) == (1.0, 1.0)
    assert [hair.value() for hair in panel.curve.hairs] == [1.0, 1.0], "a crosshair goes through both plots"


def test_where_the_gradient_was_only_local_its_tangent_and_the_gap_are_drawn(
    panel: SweepPanel, document: Document
) -> None:
    document.open(from_formula("x = 1; f = x*x"))
    sweep_over(panel, "x")
    id = document.circuit.find("x").id
    document.do(SetValue(id, 1.001), "Set")
    settle(panel)
    assert panel.curve.foretold.xData is None, "a small move goes where the gradient says"
    document.do(SetValue(id, 2.0), "Set")
    settle(panel)
    x, y = panel.curve.foretold.getOriginalDataset()
    start, slope = 1.001, 2.002
    assert (list(x), list(y)) == ([start, 2.0], pytest.approx([start**2, start**2 + slope * (2.0 - start)]))
    x, y = panel.curve.gap.getOriginalDataset()
    assert (list(x), list(y)) == ([2.0, 2.0], pytest.approx([start**2 + slope * (2.0 - start), 4.0]))
    assert told(panel).endswith("the gradient was only local") or "…" in told(panel)
    assert panel.curve.accessibleDescription().endswith("with the last move the gradient was only local")


def test_the_way_of_a_search_is_in_view(panel: SweepPanel, document: Document) -> None:
    document.open(from_formula("x = 1; y = 1; f = x + 20*y"))
    sweep_over(panel, "x")
    document.trail.show([TrailPoint({"x": 1.0, "y": 1.0}, 21.0), TrailPoint({"x": 1.1, "y": 1.1}, 23.1)])
    settle(panel)
    low, high = panel.curve.above.viewRange()[1]
    assert low < 18.0
    assert 23.1 < high < 30.0
    document.trail.show([TrailPoint({"x": 1.0, "y": 90.0}, 1801.0)])
    assert panel.curve.above.viewRange()[1][1] < 30.0, "the curve keeps its share of the height"


def test_nodes_are_ticked_in_the_menu(panel: SweepPanel, document: Document) -> None:
    document.open(from_formula("x = 1; y = 2; q = x*x; f = q + y*x"))
    sweep_over(panel, "x")
    assert panel.header.nodes.text() == "f ▾"
    panel.header.nodes.fill()
    menu = panel.header.nodes.menu()
    assert [action.text().split()[0] for action in menu.actions()] == ["q", "mul₁"]
    menu.actions()[0].trigger()
    settle(panel)
    assert panel.header.nodes.text() == "f, q ▾"
    assert panel.shown.others["q"].tolist() == (panel.shown.x**2).tolist()
    assert "q" in panel.header.nodes.accessibleName()
    document.select([document.circuit.find("mul1").id])
    settle(panel)
    assert set(panel.shown.others) == {"q", "mul1"}, "selected nodes have curves as well"
    panel.header.nodes.fill()
    panel.header.nodes.menu().actions()[0].trigger()
    settle(panel)
    assert set(panel.shown.others) == {"mul1"}


def test_where_a_surface_has_no_value_its_picture_has_none() -> None:
    z = np.ones((30, 30)) * np.arange(30.0)
    z[10, 10] = np.nan
    bands, low, high = banded(z)
    assert (low, high) == (0.0, 29.0)
    hole = np.argwhere(bands == NOTHING) / len(bands) * 29
    assert hole.min() > 8.9
    assert hole.max() < 11.1
    assert set(np.unique(bands)) == set(range(BANDS + 1))


def test_the_bands_are_painted_in_their_colours(panel: SweepPanel, document: Document) -> None:
    document.open(from_formula("x = 0; y = 0; f = x + y/1000"))
    sweep_over(panel, "x", "y")
    plot = panel.contour
    picture = plot.grab().toImage()
    ratio = picture.devicePixelRatio()
    table = plot.bar_image.lut
    seen = set()
    for x in np.linspace(-0.95, 0.95, 39):
        place = pixel(plot, plot.plot.getViewBox(), x, 0.9)
        color = picture.pixelColor(int(place.x() * ratio), int(place.y() * ratio))
        seen |= {band for band in range(BANDS) if (color.red(), color.green(), color.blue()) == tuple(table[band][:3])}
    assert len(seen) > BANDS - 4, seen  # some places lie below an arrow


def test_moving_the_swept_input_moves_the_point_alone(panel: SweepPanel, document: Document) -> None:
    document.open(load_example("neuron"))
    sweep_over(panel, "w0")
    before = panel.shown
    document.do(SetValue(document.circuit.find("w0").id, 0.5), "Set")
    settle(panel)
    assert panel.shown is before
    assert "w₀ = 0.500" in told(panel)
    document.do(SetValue(document.circuit.find("w1").id, 0.5), "Set")
    settle(panel)
    assert panel.shown is not before


def test_a_drag_on_the_plot_is_one_step(panel: SweepPanel, document: Document, qtbot: QtBot) -> None:
    document.open(load_example("neuron"))
    sweep_over(panel, "w0")
    plot, box = panel.curve, panel.curve.above.getViewBox()
    view = plot.viewport()
    places = [pixel(plot, box, x, 0.5) for x in (-4.0, -2.0, 1.0, 3.0)]
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=places[0])
    for place in places[1:]:
        qtbot.mouseMove(view, place)
    assert document.history.count() == 0
    assert document.circuit.find("w0").value != 2.0
    assert document.run.value == cg.run(document.circuit).value
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=places[-1])
    assert document.circuit.find("w0").value == pytest.approx(3.0, abs=0.1)
    assert document.history.count() == 1
    document.history.undo()
    assert document.circuit.find("w0").value == 2.0


def test_a_click_takes_the_point_there(panel: SweepPanel, document: Document, qtbot: QtBot) -> None:
    document.open(load_example("neuron"))
    sweep_over(panel, "w0")
    plot = panel.curve
    place = pixel(plot, plot.above.getViewBox(), -3.0, 0.5)
    qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert document.circuit.find("w0").value == pytest.approx(-3.0, abs=0.1)
    assert document.history.count() == 1


def test_keys_step_the_input(panel: SweepPanel, document: Document, qtbot: QtBot) -> None:
    document.open(load_example("neuron"))
    sweep_over(panel, "w0", "w1")
    panel.contour.setFocus()
    qtbot.keyClick(panel.contour, Qt.Key.Key_Right)
    qtbot.keyClick(panel.contour, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    values = [document.circuit.find(name).value for name in ("w0", "w1")]
    assert values == pytest.approx([2.05, -2.0])
    sweep_over(panel, "w0")
    panel.curve.setFocus()
    low, high = panel.curve.above.viewRange()[0]
    qtbot.keyClick(panel.curve, Qt.Key.Key_Plus)
    closer = panel.curve.above.viewRange()[0]
    assert closer[1] - closer[0] == pytest.approx(0.8 * (high - low))
    qtbot.keyClick(panel.curve, Qt.Key.Key_Home)
    assert panel.curve.above.viewRange()[0] == pytest.approx([low, high])


def test_a_corner_is_marked_and_an_undefined_stretch_shaded(panel: SweepPanel, document: Document) -> None:
    document.open(from_formula("x = 2; f = abs(x)"))
    sweep_over(panel, "x")
    (line,) = panel.curve._ticks
    assert line.value() == pytest.approx(0.0, abs=1e-9)
    assert line.toolTip().startswith("f: the slope jumps from -1 to 1")
    document.open(from_formula("x = 2; f = log(x)"))
    sweep_over(panel, "x")
    (region,) = panel.curve._regions
    assert region.getRegion() == pytest.approx((-5.0, 0.0), abs=1e-9)
    assert "logarithm" in region.toolTip()


def test_a_surface_is_what_single_runs_give(panel: SweepPanel, document: Document) -> None:
    document.open(load_example("neuron"))
    sweep_over(panel, "w0", "w1")
    surface = panel.shown
    assert surface.z.shape == (200, 200)
    for row, column in ((0, 0), (17, 150), (199, 199)):
        run = cg.run(document.circuit, {"w0": surface.x[column], "w1": surface.y[row]})
        assert surface.z[row, column] == pytest.approx(run.value, rel=1e-12)
    (spot,) = panel.contour.now.points()
    assert (spot.pos().x(), spot.pos().y()) == (2.0, -3.0)
    assert [hair.value() for hair in panel.contour.hairs] == [2.0, -3.0]
    drawn, (low, high) = panel.contour.image.image, surface.ends
    for across, up in ((0.1, 0.2), (0.77, 0.31), (0.5, 0.93)):
        value = cg.run(document.circuit, {"w0": -5.0 + 10.0 * across, "w1": -10.0 + 20.0 * up}).value
        band = drawn[int(up * len(drawn)), int(across * len(drawn))]
        assert abs(band + 0.5 - BANDS * (value - low) / (high - low)) < 0.7, (across, up)


def choose_surface(panel: SweepPanel, qtbot: QtBot, name: str) -> None:
    """Chooses the node of the surface by keys, as a person does."""
    choice = panel.header.surface
    wanted = panel.document.circuit.find(name).id
    place = choice.findData("" if wanted == panel.document.objective else wanted)
    assert place >= 0
    choice.setFocus()
    while choice.currentIndex() != place:
        qtbot.keyClick(choice, Qt.Key.Key_Down if choice.currentIndex() < place else Qt.Key.Key_Up)
    settle(panel)


def test_a_surface_can_be_that_of_any_node(panel: SweepPanel, document: Document, qtbot: QtBot) -> None:
    document.open(from_formula("x = 1; y = 2; q = x*y; f = exp(q) + 1"))
    sweep_over(panel, "x")
    assert panel.header.nodes.isVisible()
    assert not panel.header.surface.isVisible()
    sweep_over(panel, "x", "y")
    assert panel.header.surface.isVisible()
    assert not panel.header.nodes.isVisible()
    assert panel.header.surface.currentText().startswith("f")
    assert panel.shown.objective == "f"
    choose_surface(panel, qtbot, "q")
    surface = panel.shown
    assert surface.objective == "q"
    assert surface.z == pytest.approx(surface.y[:, None] * surface.x)
    assert surface.slopes[0] == pytest.approx(np.broadcast_to(surface.y[:, None], surface.z.shape))
    assert told(panel) == "q = 2.00 at x = 1.00; y = 2.00"
    assert panel.contour.accessibleName() == "q over x and y"
    (spot,) = panel.contour.now.points()
    assert spot.data() == "2.00"
    document.do(SetValue(document.circuit.find("x").id, 3.0), "Set")
    settle(panel)
    assert told(panel).startswith("q = 6.00")
    choose_surface(panel, qtbot, "f")
    assert panel.shown.objective == "f"
    assert "slope" in told(panel)


def test_nodes_that_are_selected_stand_first_among_those_of_a_surface(
    panel: SweepPanel, document: Document, qtbot: QtBot
) -> None:
    document.open(from_formula("x = 1; y = 2; a = x*y; b = a + x; f = b*a"))
    sweep_over(panel, "x", "y")
    document.select([document.circuit.find("b").id])
    settle(panel)
    choice = panel.header.surface
    ids = [choice.itemData(place) for place in range(choice.count())]
    assert ids == ["", document.circuit.find("b").id, None, document.circuit.find("a").id]
    choose_surface(panel, qtbot, "a")
    document.select([])
    settle(panel)
    assert panel.shown.objective == "a", "what was chosen stays, whatever is selected"
    document.do(delete_and_reconnect(document.circuit, [document.circuit.find("a").id]), "Delete")
    settle(panel)
    assert choice.currentText().startswith("f")


def test_another_circuit_shows_its_objective_again(panel: SweepPanel, document: Document, qtbot: QtBot) -> None:
    document.open(from_formula("x = 1; y = 2; q = x*y; f = exp(q)"))
    sweep_over(panel, "x", "y")
    choose_surface(panel, qtbot, "q")
    document.open(from_formula("x = 1; y = 2; q = x + y; f = sin(q)"))
    sweep_over(panel, "x", "y")
    assert panel.shown.objective == "f"


def test_arrows_point_up_the_gradient(panel: SweepPanel, document: Document) -> None:
    document.open(from_formula("x = 1; y = 1; f = x + 0*y"))
    sweep_over(panel, "x", "y")
    ends = panel.contour.arrows.ends
    assert len(ends) > 10
    tails, tips = ends[:, 0], ends[:, 1]
    assert np.all(tips[:, 0] > tails[:, 0])
    assert tips[:, 1] == pytest.approx(tails[:, 1])
    assert np.all(ends[:, [3, 5], 0] < tips[:, [0]]), "the sides of a head point backwards"
    document.open(from_formula("x = 1; y = 1; f = 0*x + y"))
    sweep_over(panel, "x", "y")
    tails, tips = panel.contour.arrows.ends[:, 0], panel.contour.arrows.ends[:, 1]
    assert np.all(tips[:, 1] < tails[:, 1]), "up the screen"


def test_arrows_stay_as_far_apart_when_one_zooms_in(panel: SweepPanel, document: Document, qtbot: QtBot) -> None:
    document.open(from_formula("x = 1; y = 1; f = x*x + y"))
    sweep_over(panel, "x", "y")
    before = panel.contour.arrows.ends
    for _ in range(4):
        qtbot.keyClick(panel.contour, Qt.Key.Key_Plus)
    after = panel.contour.arrows.ends
    assert len(after) >= len(before)
    box = panel.contour.plot.getViewBox()
    for across, down in after[:, :2].mean(axis=1):
        assert 0.0 < across < box.width()
        assert 0.0 < down < box.height()
    middle = box.mapToView(QPointF(*after[-1, :2].mean(axis=0)))
    slope = np.array([2.0 * middle.x() * box.viewPixelSize()[0], -box.viewPixelSize()[1]])
    way = after[-1, 1] - after[-1, 0]
    assert way / np.linalg.norm(way) == pytest.approx(slope / np.linalg.norm(slope), abs=0.05)


def test_baseline_scenarios_and_the_way_are_on_the_plot(panel: SweepPanel, document: Document) -> None:
    document.open(load_example("neuron"))
    w0 = document.circuit.find("w0").id
    document.pin_baseline()
    document.do(AddScenario(Scenario("s", "high", ((w0, 4.0),))), "Add")
    document.do(SetValue(w0, 1.0), "Set")
    sweep_over(panel, "w0")
    (pinned,) = panel.curve.baseline.points()
    assert (pinned.pos().x(), pinned.pos().y()) == (2.0, pytest.approx(0.7310585786))
    (kept,) = panel.curve.scenarios.points()
    assert kept.data() == "high"
    assert kept.pos().y() == pytest.approx(cg.run(document.circuit, {"w0": 4.0}).value)
    document.trail.show([TrailPoint({"w0": 1.0}, 0.8), TrailPoint({"w0": 1.5}, 0.9)])
    assert panel.curve.trail.getOriginalDataset()[0].tolist() == [1.0, 1.5]


def test_selected_nodes_have_curves_of_their_own(panel: SweepPanel, document: Document) -> None:
    document.open(from_formula("x = 1; q = x*x; f = q + x"))
    sweep_over(panel, "x")
    document.select([document.circuit.find("q").id])
    settle(panel)
    curve = panel.shown
    assert curve.others["q"] == pytest.approx(curve.x**2)
    assert len(panel.curve.legend.items) == 2


def test_a_logarithmic_axis(panel: SweepPanel, document: Document) -> None:
    document.open(from_formula("x = 2; f = log(x)"))
    document.do(SetRange(document.circuit.find("x").id, Range(0.01, 100.0, None, True)), "Range")
    sweep_over(panel, "x")
    assert panel.curve.line.getOriginalDataset()[0][[0, -1]] == pytest.approx([-2.0, 2.0])
    assert panel.curve.below.getAxis("bottom").tickStrings([-1.0, 2.0], 1.0, 1.0) == ["0.1", "100"]


class Paths(Dialogs):
    """Says where to write."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def path_for_plot(self, proposed: Path) -> Path | None:
        return self.path


@pytest.mark.parametrize("axes", [("w0", ""), ("w0", "w1")], ids=["curve", "surface"])
def test_plots_are_exported(
    panel: SweepPanel, document: Document, qtbot: QtBot, tmp_path: Path, axes: tuple[str, str]
) -> None:
    document.open(load_example("neuron"))
    sweep_over(panel, *axes)
    button = panel.findChild(QPushButton, "sweep_export")
    for kind in ("png", "svg", "csv", "gif"):
        panel.use_dialogs(Paths(tmp_path / f"plot.{kind}"))
        with qtbot.waitSignal(document.refused, raising=False, timeout=1) as refused:
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert (kind == "gif") is bool(refused.args)
    image = QImage(str(tmp_path / "plot.png"))
    assert image.width() >= 2 * panel.shown.x.size * 0.1
    seen = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
    assert len(seen) > 2
    assert ElementTree.parse(tmp_path / "plot.svg").iter("{http://www.w3.org/2000/svg}path")  # noqa: S314
    with (tmp_path / "plot.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    shown = panel.shown
    wanted = shown.y if axes[1] == "" else shown.z.ravel()
    place = rows[0].index("f")
    assert [float(row[place]) for row in rows[1:]] == wanted.tolist()
    assert not (tmp_path / "plot.gif").exists()


def test_the_slope_can_be_hidden_and_both_themes_are_painted(panel: SweepPanel, document: Document) -> None:
    document.open(load_example("neuron"))
    sweep_over(panel, "w0")
    light = panel.grab().toImage()
    panel.findChild(QCheckBox, "sweep_slope").setChecked(False)
    assert not panel.curve.below.isVisible()
    panel.set_theme(DARK)
    panel.set_digits(5)
    assert panel.grab().toImage() != light
    assert "0.73106" in told(panel)


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("f = x*2", "“x” has no value"),
        ("f = 2*3", "no input that moves"),
    ],
)
def test_what_cannot_be_swept_is_said(panel: SweepPanel, document: Document, formula: str, said: str) -> None:
    document.open(from_formula(formula))
    for node in document.circuit.inputs():
        document.do(SetValue(node.id, None), "Take the value away")
    settle(panel)
    hint = panel.findChild(QLabel, "sweep_hint")
    assert said in hint.text()
    assert panel.shown is None


def test_an_empty_circuit_has_nothing_to_sweep(panel: SweepPanel) -> None:
    panel.refresh()
    assert panel.findChild(QLabel, "sweep_hint").text().startswith("The circuit is empty")
