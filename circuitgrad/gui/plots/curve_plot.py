"""The objective over one input: curve, tangent at the current point, slope below, kinks, undefined stretches."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QResizeEvent

from circuitgrad.formats.numbers import short_number
from circuitgrad.gui.names import pretty_name
from circuitgrad.gui.plots.curves import drawn_curve, suits
from circuitgrad.gui.plots.look import PlotWidget, on_axis, pen, shown_range
from circuitgrad.gui.plots.marks import Curve, Drawn, Marks, Spot
from circuitgrad.gui.theme import Theme

LOWER: Final = 0.42
"""The slope's share of the height, with the numbers under it."""
OTHERS: Final = 4
"""So many other nodes have curves of their own."""
BENT: Final = 60
"""Points of a straight line on a logarithmic axis, where it is none."""


class CurvePlot(PlotWidget):
    """Shows a curve; another one takes its place without anything being made anew."""

    def __init__(self) -> None:
        super().__init__("curve_plot")
        self._curve: Curve | None = None
        self._marks = Marks()
        self._range: tuple[float, float] | None = None
        self._ends = 0.0, 1.0
        self._way: tuple[object, ...] = ()
        self.above, self.below = self.add_plot(0), self.add_plot(1)
        self.below.setXLink(self.above)
        self.above.getAxis("bottom").setStyle(showValues=False)
        self._regions: list[Any] = []
        self._ticks: list[Any] = []
        self.line = self._line(self.above, 5)
        self.others = [self._line(self.above, 3) for _ in range(OTHERS)]
        self.tangent = self._line(self.above, 6)
        self.trail = self._line(self.above, 7)
        self.foretold, self.gap = self._line(self.above, 4), self._line(self.above, 4)
        self.slope = self._line(self.below, 5)
        self.hairs = [pg.InfiniteLine(angle=90, movable=False) for _ in self.plots]
        for plot, hair in zip(self.plots, self.hairs, strict=True):
            plot.addItem(hair, ignoreBounds=True)
        self.zero = pg.InfiniteLine(angle=0, movable=False)
        self.below.addItem(self.zero)
        self.scenarios, self.baseline, self.now, self.now_slope = (
            pg.ScatterPlotItem(size=size, hoverable=True, tip=_tip, pxMode=True) for size in (8, 11, 11, 9)
        )
        for item, level in ((self.scenarios, 8), (self.baseline, 9), (self.now, 10)):
            item.setZValue(level)
            self.above.addItem(item, ignoreBounds=True)
        self.below.addItem(self.now_slope, ignoreBounds=True)
        self.legend = self.above.addLegend(offset=(-8, 8), labelTextSize="11px")
        self._colors: list[str] = []
        self._named: list[str] = []

    def _line(self, plot: Any, level: int) -> Any:
        item = pg.PlotDataItem(connect="finite", skipFiniteCheck=False, antialias=True)
        item.setZValue(level)
        plot.addItem(item, ignoreBounds=True)
        return item

    @property
    def shown(self) -> Curve | None:
        """What it shows."""
        return self._curve

    def dress(self, theme: Theme, digits: int) -> None:
        """Takes over colours and digits."""
        super().dress(theme, digits)
        self.line.setPen(pen(theme.value, 2.2))
        self.slope.setPen(pen(theme.gradient, 1.8))
        self.tangent.setPen(pen(theme.gradient, 1.4, Qt.PenStyle.DashLine))
        self.trail.setPen(pen(theme.accent, 1.2))
        self.trail.setSymbol("o")
        self.trail.setSymbolSize(4)
        self.trail.setSymbolBrush(QColor(theme.accent))
        self.trail.setSymbolPen(None)
        self.foretold.setPen(pen(theme.warning_ink, 1.4, Qt.PenStyle.DashLine))
        self.gap.setPen(pen(theme.warning_ink, 1.4, Qt.PenStyle.DotLine))
        self.zero.setPen(pen(theme.line, 1))
        for hair in self.hairs:
            hair.setPen(pen(theme.node_line, 1))
        self._colors = [theme.raises, theme.lowers, theme.warning_ink, theme.soft_ink]
        for item, color in zip(self.others, self._colors, strict=True):
            item.setPen(pen(color, 1.2))
        self.now.setPen(pen(theme.panel, 1.5))
        self.now.setBrush(QColor(theme.value))
        self.now_slope.setPen(pen(theme.panel, 1.5))
        self.now_slope.setBrush(QColor(theme.gradient))
        self.baseline.setPen(pen(theme.ink, 1.6))
        self.baseline.setBrush(QColor(theme.panel))
        self.scenarios.setPen(pen(theme.panel, 1))
        self.scenarios.setBrush(QColor(theme.soft_ink))
        self.legend.setLabelTextColor(QColor(theme.ink))
        if self._curve is not None:
            self.show_curve(self._curve)
            self.show_marks(self._marks)

    def show_slope(self, shown: bool) -> None:
        """Shows the slope below, or gives its room to the curve."""
        self.below.setVisible(shown)
        self.above.getAxis("bottom").setStyle(showValues=not shown)
        self._share_room()

    def _share_room(self) -> None:
        """The slope takes its share of the height, and none while it is hidden."""
        self.ci.layout.setRowMaximumHeight(1, LOWER * self.height() if self.below.isVisible() else 0.0)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Shares the room anew."""
        super().resizeEvent(event)
        if hasattr(self, "below"):
            self._share_room()

    def show_curve(self, curve: Curve) -> None:
        """Shows another curve."""
        before, self._curve = self._curve, curve
        drawn = curve.drawn or drawn_curve(curve)
        self.line.setData(*drawn.line)
        self.slope.setData(*drawn.slope)
        for plot in self.plots:
            plot.getAxis("bottom").is_logarithmic = curve.logarithmic
        self._show_others(curve, drawn)
        self._show_breaks(curve)
        self._name_axes(curve)
        ends = float(drawn.x[0]), float(drawn.x[-1])
        if before is None or before.name != curve.name or ends != self._range:
            self._range = ends
            self.above.setXRange(*ends, padding=0.02)
        is_another = before is None or before.name != curve.name
        self._fit(self.below, drawn.slope_ends, anew=is_another)
        self._ends = drawn.ends
        self._fit_above(anew=is_another)

    def _fit_above(self, *, anew: bool = False) -> None:
        """Shows the curves whole, and the points beside them as far as that leaves the curves a third of the height."""
        curve, marks = self._curve, self._marks
        if curve is None:
            return
        low, high = self._ends
        spots = [(spot.x, spot.y) for spot in marks.scenarios]
        spots += [] if marks.baseline is None else [(marks.baseline.x, marks.baseline.y)]
        spots += marks.trail
        spots += [] if marks.move is None else [marks.move.start, marks.move.end]
        seen = [y for x, y in spots if np.isfinite(y) and curve.x[0] <= x <= curve.x[-1]]
        room = high - low
        wanted = max(min([low, *seen]), low - room), min(max([high, *seen]), high + room)
        self._fit(self.above, wanted, anew=anew)

    def _fit(self, plot: Any, ends: tuple[float, float], *, anew: bool) -> None:
        wanted = shown_range(*ends)
        if anew or not suits(plot.viewRange()[1], wanted):
            plot.setYRange(*wanted, padding=0.0)

    def _show_others(self, curve: Curve, drawn: Drawn) -> None:
        named = list(drawn.others.items())[:OTHERS]
        names = [curve.objective, *(name for name, _ in named)] if named else []
        if names != self._named:
            self._named = names
            self.legend.clear()
            for item, name in zip((self.line, *self.others), names, strict=False):
                self.legend.addItem(item, pretty_name(name))
        for place, item in enumerate(self.others):
            if place < len(named):
                item.setData(*named[place][1])
            elif item.xData is not None and len(item.xData):
                item.setData([], [])

    def _show_breaks(self, curve: Curve) -> None:
        """Marks kinks by upright dotted lines, and shades where there is no value."""
        for item in (*self._regions, *self._ticks):
            self.above.removeItem(item)
        self._regions, self._ticks = [], []
        shade = QColor(self.theme.warning)
        for low, high, sentence in curve.undefined:
            ends = [on_axis(end, curve.logarithmic) for end in (low, high)]
            region = pg.LinearRegionItem(ends, movable=False, brush=shade, pen=pen(self.theme.warning_line, 1))
            region.setToolTip(sentence)
            region.setZValue(-10)
            self.above.addItem(region, ignoreBounds=True)
            self._regions.append(region)
        for place, sentence in curve.kinks:
            dotted = pen(self.theme.node_line, 1, Qt.PenStyle.DotLine)
            line = pg.InfiniteLine(on_axis(place, curve.logarithmic), pen=dotted)
            line.setToolTip(sentence)
            self.above.addItem(line, ignoreBounds=True)
            self._ticks.append(line)

    def _name_axes(self, curve: Curve) -> None:
        name, objective = pretty_name(curve.name), pretty_name(curve.objective)
        bottom = self.below if self.below.isVisible() else self.above
        other = self.above if bottom is self.below else self.below
        bottom.getAxis("bottom").show_name(name)
        other.getAxis("bottom").show_name("")
        self.above.getAxis("left").show_name(objective)
        self.below.getAxis("left").show_name(self.tr("slope"))

    def show_marks(self, marks: Marks) -> None:
        """Shows where the circuit stands, and the points beside the curve."""
        self._marks = marks
        curve = self._curve
        if curve is None:
            return
        logarithmic = curve.logarithmic
        now = marks.now
        for item, spots in (
            (self.scenarios, list(marks.scenarios)),
            (self.baseline, [] if marks.baseline is None else [marks.baseline]),
            (self.now, [] if now is None else [Spot(now.x, now.value, self._told(curve))]),
            (self.now_slope, [] if now is None else [Spot(now.x, now.slopes[0], self._told(curve))]),
        ):
            shown = [spot for spot in spots if np.isfinite(spot.y)]
            item.setData(
                [on_axis(spot.x, logarithmic) for spot in shown],
                [spot.y for spot in shown],
                data=[spot.name for spot in shown],
            )
        for hair in self.hairs:
            hair.setVisible(now is not None)
            if now is not None:
                hair.setValue(on_axis(now.x, logarithmic))
        if (marks.trail, logarithmic) != self._way:
            self._way = marks.trail, logarithmic
            self.trail.setData([on_axis(x, logarithmic) for x, _ in marks.trail], [y for _, y in marks.trail])
        self._show_move(marks, logarithmic)
        self._fit_above()
        if now is None or not np.isfinite(now.value) or not np.isfinite(now.slopes[0]):
            self.tangent.setData([], [])
        else:
            at = curve.x if logarithmic else curve.x[[0, -1]]
            self.tangent.setData(np.log10(at) if logarithmic else at, now.value + now.slopes[0] * (at - now.x))

    def _show_move(self, marks: Marks, logarithmic: bool) -> None:
        """The tangent that the last move outran, and the gap at its end."""
        move, now = marks.move, marks.now
        if move is None or now is None:
            for item in (self.foretold, self.gap):
                if item.xData is not None and len(item.xData):
                    item.setData([], [])
            return
        at = np.linspace(move.start[0], move.end[0], BENT if logarithmic else 2)
        x = np.log10(at) if logarithmic else at
        self.foretold.setData(x, np.linspace(move.start[1], move.end[1], len(at)))
        self.gap.setData([x[-1], x[-1]], [move.end[1], now.value])

    def _told(self, curve: Curve) -> str:
        now = self._marks.now
        if now is None:
            return ""
        numbers = [short_number(each, self.digits) for each in (now.x, now.value, now.slopes[0])]
        objective, name = pretty_name(curve.objective), pretty_name(curve.name)
        return f"{objective}({name} = {numbers[0]}) = {numbers[1]}, slope {numbers[2]}"

    def show_all(self) -> None:
        """Brings the whole curve into view again."""
        if self._curve is not None:
            self._range = None
            self.show_curve(self._curve)
            self.show_marks(self._marks)


def _tip(x: float, y: float, data: str) -> str:
    """What stands beside a point that the mouse is over."""
    return data
