"""How an objective scatters: histogram with quantiles, what the gradient alone predicts, and how the mean converged."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from circuitgrad.analysis.monte_carlo import Uncertainty
from circuitgrad.gui.names import pretty_name
from circuitgrad.gui.plots.look import PlotWidget, pen, shown_range
from circuitgrad.gui.theme import Theme

QUANTILES: Final = (0.05, 0.5, 0.95)
SMOOTH: Final = 200


class DistributionPlot(PlotWidget):
    """Shows the samples of a Monte Carlo run."""

    def __init__(self) -> None:
        super().__init__("distribution_plot")
        self._found: Uncertainty | None = None
        self.above, self.beside = self.add_plot(0, 0), self.add_plot(0, 1)
        for plot in self.plots:
            plot.getViewBox().setMouseEnabled(False, False)
        self.ci.layout.setColumnStretchFactor(0, 3)
        self.ci.layout.setColumnStretchFactor(1, 2)
        self.bars = pg.BarGraphItem(x0=[0.0], x1=[1.0], height=[0.0])
        self.normal = pg.PlotDataItem(antialias=True)
        self.lines = [pg.InfiniteLine(angle=90, movable=False) for _ in QUANTILES]
        for item in (self.bars, self.normal, *self.lines):
            self.above.addItem(item)
        self.low, self.high, self.mean = (pg.PlotDataItem(antialias=True) for _ in range(3))
        self.band = pg.FillBetweenItem(self.low, self.high)
        for item in (self.band, self.low, self.high, self.mean):
            self.beside.addItem(item)
        self.beside.getAxis("bottom").is_logarithmic = True

    @property
    def shown(self) -> Uncertainty | None:
        """What it shows."""
        return self._found

    def dress(self, theme: Theme, digits: int) -> None:
        """Takes over colours and digits."""
        super().dress(theme, digits)
        self.bars.setOpts(brush=QColor(theme.accent), pen=pen(theme.panel, 0.5))
        self.normal.setPen(pen(theme.gradient, 1.8, Qt.PenStyle.DashLine))
        for line, style in zip(
            self.lines, (Qt.PenStyle.DotLine, Qt.PenStyle.SolidLine, Qt.PenStyle.DotLine), strict=True
        ):
            line.setPen(pen(theme.ink, 1.4, style))
        self.mean.setPen(pen(theme.value, 2.0))
        for end in (self.low, self.high):
            end.setPen(pen(theme.line, 1))
        self.band.setBrush(QColor(theme.accent_soft))
        if self._found is not None:
            self.show_samples(self._found)

    def show_samples(self, found: Uncertainty) -> None:
        """Shows other samples."""
        self._found = found
        edges, counts = np.asarray(found.histogram.edges), np.asarray(found.histogram.counts)
        self.bars.setOpts(x0=edges[:-1], x1=edges[1:], height=counts)
        width = float(edges[1] - edges[0]) if len(edges) > 1 else 1.0
        low, high = shown_range(float(edges[0]), float(edges[-1]))
        sigma, middle = found.first_order_deviation, found.value_at_means
        if np.isfinite(sigma) and sigma > 0.0 and np.isfinite(middle):
            x = np.linspace(low, high, SMOOTH)
            density = np.exp(-(((x - middle) / sigma) ** 2) / 2) / (sigma * np.sqrt(2 * np.pi))
            self.normal.setData(x, density * len(found.values) * width)
        else:
            self.normal.setData([], [])
        for line, chance in zip(self.lines, QUANTILES, strict=True):
            line.setValue(found.quantiles[chance])
            line.setToolTip(f"{100 * chance:g} %")
        self.above.setXRange(low, high, padding=0.0)
        self.above.setYRange(0.0, 1.08 * max(float(counts.max(initial=0)), 1.0), padding=0.0)
        self.above.getAxis("bottom").show_name(pretty_name(found.objective))
        self.above.getAxis("left").show_name(self.tr("samples"))
        self._show_convergence(found)

    def _show_convergence(self, found: Uncertainty) -> None:
        told = found.convergence
        counts, means, errors = (np.asarray(each, dtype=float) for each in (told.counts, told.means, told.errors))
        fine = np.isfinite(means) & np.isfinite(errors)
        x, means, errors = np.log10(counts[fine]), means[fine], errors[fine]
        self.mean.setData(x, means)
        self.low.setData(x, means - errors)
        self.high.setData(x, means + errors)
        self.beside.getAxis("bottom").show_name(self.tr("samples"))
        self.beside.getAxis("left").show_name(self.tr("mean ± error"))
        if len(x) > 1:
            late = slice(len(x) // 4, None)
            ends = float((means - errors)[late].min()), float((means + errors)[late].max())
            self.beside.setYRange(*shown_range(*ends), padding=0.0)
            self.beside.setXRange(float(x[0]), float(x[-1]), padding=0.02)

    def bars_data(self) -> tuple[Any, Any]:
        """The edges and heights of the bars, as they are painted."""
        return self.bars.opts["x0"], self.bars.opts["height"]
