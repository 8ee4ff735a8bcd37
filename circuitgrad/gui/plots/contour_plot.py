"""The objective over two inputs: filled contours with arrows of the gradient, the current point, ways and scenarios."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor

from circuitgrad.formats.numbers import short_number
from circuitgrad.gui.names import pretty_name
from circuitgrad.gui.plots.arrows import Arrows
from circuitgrad.gui.plots.bands import BANDS
from circuitgrad.gui.plots.look import Axis, PlotWidget, on_axis, pen
from circuitgrad.gui.plots.marks import Marks, Spot, Surface
from circuitgrad.gui.theme import Theme

BESIDE: Final = (2, 5)
"""Row and column of the plot's layout where the library, too, puts a bar of colours."""
COLORS: Final = "viridis"
"""Ordered by lightness too, and told apart by the colour-blind."""


class ContourPlot(PlotWidget):
    """Shows a surface from above."""

    def __init__(self) -> None:
        super().__init__("contour_plot")
        self._surface: Surface | None = None
        self._marks = Marks()
        self._way: tuple[object, ...] = ()
        self._ends: tuple[float, float, float, float] | None = None
        self.plot = self.add_plot(0)
        self.image = pg.ImageItem(axisOrder="row-major")
        self.image.setZValue(-10)
        self.plot.addItem(self.image, ignoreBounds=True)
        colors = pg.colormap.get(COLORS).getLookupTable(nPts=BANDS, alpha=True)
        self.image.setLookupTable(np.vstack([colors, np.zeros((1, 4), np.uint8)]))  # nothing where there is no value
        self.bar_axis = Axis("right")
        self.bar_axis.setWidth(52)
        self.bar_image = pg.ImageItem(np.linspace(0.0, 1.0, BANDS)[:, None], axisOrder="row-major")
        self.bar_image.setLookupTable(colors)
        self.bar = pg.PlotItem(viewBox=pg.ViewBox(enableMenu=False), axisItems={"right": self.bar_axis})
        self.bar.hideButtons()
        self.bar.setMenuEnabled(False)
        self.bar.setMouseEnabled(False, False)
        self.bar.showAxis("right")
        for side in ("left", "bottom"):
            self.bar.hideAxis(side)
        self.bar.addItem(self.bar_image)
        self.plot.layout.addItem(self.bar, *BESIDE)  # in the plot's own row: as high as the picture
        self.plot.layout.setColumnFixedWidth(BESIDE[1] - 1, 8)
        self.plot.layout.setColumnFixedWidth(BESIDE[1], 84)
        self.arrows = Arrows(self.plot.getViewBox())
        self.trail = pg.PlotDataItem(antialias=True)
        self.plot.addItem(self.trail, ignoreBounds=True)
        self.hairs = [pg.InfiniteLine(angle=angle, movable=False) for angle in (90, 0)]
        for hair in self.hairs:
            self.plot.addItem(hair, ignoreBounds=True)
        self.scenarios, self.baseline, self.now = (
            pg.ScatterPlotItem(size=size, hoverable=True, tip=lambda x, y, data: data, pxMode=True)
            for size in (9, 12, 12)
        )
        for level, item in enumerate((self.scenarios, self.baseline, self.now), 10):
            item.setZValue(level)
            self.plot.addItem(item, ignoreBounds=True)

    @property
    def shown(self) -> Surface | None:
        """What it shows."""
        return self._surface

    def dress(self, theme: Theme, digits: int) -> None:
        """Takes over colours and digits."""
        super().dress(theme, digits)
        self.bar_axis.setPen(pen(theme.node_line, 1))
        self.bar_axis.setTextPen(QColor(theme.soft_ink))
        self.bar_axis.setStyle(tickFont=self.plot.getAxis("left").style["tickFont"], tickLength=4, maxTickLevel=0)
        for hair in self.hairs:
            hair.setPen(pen("#a0ffffff", 1))
        self.trail.setPen(pen("#ffffff", 1.6, Qt.PenStyle.DashLine))
        self.trail.setSymbol("o")
        self.trail.setSymbolSize(4)
        self.trail.setSymbolBrush(QColor("#ffffff"))
        self.trail.setSymbolPen(pen("#1c242e", 0.8))
        for item, fill in ((self.now, theme.accent), (self.baseline, "#00000000"), (self.scenarios, theme.soft_ink)):
            item.setPen(pen("#ffffff", 2.0))
            item.setBrush(QColor(fill))
        if self._surface is not None:
            self.show_surface(self._surface)
            self.show_marks(self._marks)

    def show_surface(self, surface: Surface) -> None:
        """Shows another surface."""
        self._surface = surface
        x, y = _along(surface)
        low, high = surface.ends
        self.image.setImage(surface.bands, autoLevels=False, levels=(0, BANDS + 1))
        self.image.setRect(QRectF(x[0], y[0], x[-1] - x[0], y[-1] - y[0]))
        self.bar_image.setRect(QRectF(0.0, low, 1.0, high - low))
        self.bar.setYRange(low, high, padding=0.0)
        self.bar.setXRange(0.0, 1.0, padding=0.0)
        for side, name, logarithmic in zip(("bottom", "left"), surface.names, surface.logarithmic, strict=True):
            self.plot.getAxis(side).is_logarithmic = logarithmic
            self.plot.getAxis(side).show_name(pretty_name(name))
        ends = (float(x[0]), float(x[-1]), float(y[0]), float(y[-1]))
        if ends != self._ends:
            self._ends = ends
            self.plot.setXRange(*ends[:2], padding=0.0)
            self.plot.setYRange(*ends[2:], padding=0.0)
        self.arrows.show_surface(surface)

    def show_marks(self, marks: Marks) -> None:
        """Shows where the circuit stands, and what else there is."""
        self._marks = marks
        surface = self._surface
        if surface is None:
            return
        log_x, log_y = surface.logarithmic
        now = marks.now
        for item, spots in (
            (self.scenarios, list(marks.scenarios)),
            (self.baseline, [] if marks.baseline is None else [marks.baseline]),
            (self.now, [] if now is None else [Spot(now.x, now.y, short_number(now.value, self.digits))]),
        ):
            item.setData(
                [on_axis(spot.x, log_x) for spot in spots],
                [on_axis(spot.y, log_y) for spot in spots],
                data=[spot.name for spot in spots],
            )
        for hair, place, logarithmic in zip(self.hairs, (now.x, now.y) if now else (0, 0), (log_x, log_y), strict=True):
            hair.setVisible(now is not None)
            hair.setValue(on_axis(place, logarithmic))
        if (marks.trail, log_x, log_y) != self._way:
            self._way = marks.trail, log_x, log_y
            self.trail.setData([on_axis(x, log_x) for x, _ in marks.trail], [on_axis(y, log_y) for _, y in marks.trail])

    def show_all(self) -> None:
        """Brings the whole surface into view again."""
        if self._surface is not None:
            self._ends = None
            self.show_surface(self._surface)


def _along(surface: Surface) -> tuple[Any, Any]:
    """The points of both axes, as they stand on the plot."""
    both = zip((surface.x, surface.y), surface.logarithmic, strict=True)
    x, y = (np.log10(points) if logarithmic else points for points, logarithmic in both)
    return x, y
