"""The error of difference quotients over the step, both logarithmic: a valley between truncation and rounding."""

from __future__ import annotations

from math import isfinite, log10
from typing import Any, Final

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from circuitgrad.analysis.difference_table import DifferenceTable
from circuitgrad.formats.numbers import short_number
from circuitgrad.gui.plots.look import PlotWidget, pen
from circuitgrad.gui.theme import Theme

NOTHING: Final = 0.7
"""How many powers of ten below the smallest error an error of 0 stands."""


class DifferencePlot(PlotWidget):
    """Shows a table of difference quotients."""

    def __init__(self) -> None:
        super().__init__("difference_plot")
        self._table: DifferenceTable | None = None
        self.plot = self.add_plot(0)
        self.plot.getViewBox().setMouseEnabled(False, False)
        self.forward, self.central = pg.PlotDataItem(), pg.PlotDataItem()
        self.best_forward, self.best_central = (pg.InfiniteLine(angle=90, movable=False) for _ in range(2))
        for item in (self.best_forward, self.best_central, self.forward, self.central):
            self.plot.addItem(item)
        for side in ("left", "bottom"):
            self.plot.getAxis(side).is_logarithmic = True

    @property
    def shown(self) -> DifferenceTable | None:
        """What it shows."""
        return self._table

    def dress(self, theme: Theme, digits: int) -> None:
        """Takes over colours and digits."""
        super().dress(theme, digits)
        for item, color, symbol in ((self.forward, theme.lowers, "o"), (self.central, theme.raises, "s")):
            item.setPen(pen(color, 1.8))
            item.setSymbol(symbol)
            item.setSymbolSize(6)
            item.setSymbolBrush(QColor(color))
            item.setSymbolPen(None)
        for line, color in ((self.best_forward, theme.lowers), (self.best_central, theme.raises)):
            line.setPen(pen(color, 1.2, Qt.PenStyle.DotLine))
        names = (theme.lowers, "●", self.tr("forward")), (theme.raises, "■", self.tr("central"))
        signs = (f'<span style="color:{color}">{sign}</span> {name}' for color, sign, name in names)
        self.plot.setTitle("&nbsp;&nbsp;&nbsp;&nbsp;".join(signs), size="11px", color=theme.ink)
        if self._table is not None:
            self.show_table(self._table)

    def show_table(self, table: DifferenceTable) -> None:
        """Shows other quotients."""
        self._table = table
        errors = [error for row in table.rows for error in (row.forward_error, row.central_error)]
        above = [log10(error) for error in errors if isfinite(error) and error > 0.0]
        floor = min(above, default=-16.0) - NOTHING
        for item, name in ((self.forward, "forward_error"), (self.central, "central_error")):
            points = [(log10(row.step), _height(getattr(row, name), floor)) for row in table.rows]
            shown = [point for point in points if point[1] is not None]
            item.setData([x for x, _ in shown], [y for _, y in shown])
        for line, best in ((self.best_forward, table.best_forward), (self.best_central, table.best_central)):
            can_be_shown = isfinite(best) and best > 0.0
            line.setVisible(can_be_shown)
            if can_be_shown:
                line.setValue(log10(best))
                line.setToolTip(self.tr("In theory best at h = {step}").format(step=short_number(best, 2)))
        self.plot.setXRange(-16.6, 1.0, padding=0.0)
        self.plot.setYRange(floor - 0.3, max(above, default=0.0) + 0.7, padding=0.0)
        self.plot.getAxis("bottom").show_name(self.tr("step h"))
        self.plot.getAxis("left").show_name(self.tr("error"))

    def points(self) -> dict[str, Any]:
        """The points as they are painted, by the kind of difference."""
        return {"forward": self.forward.getOriginalDataset(), "central": self.central.getOriginalDataset()}


def _height(error: float, floor: float) -> float | None:
    """Where an error stands; one of 0 stands below all others, and what is undefined nowhere.

    Example:
        >>> _height(0.01, -16.0), _height(0.0, -16.0), _height(float("nan"), -16.0)
        (-2.0, -16.0, None)
    """
    if not isfinite(error):
        return None
    return log10(error) if error > 0.0 else floor
