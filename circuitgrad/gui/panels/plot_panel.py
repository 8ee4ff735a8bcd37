"""A panel with plots, which wear its theme and show its digits once they are there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from circuitgrad.gui.panels.panel import LazyRefresh
from circuitgrad.gui.theme import Theme


class PlotPanel(LazyRefresh):
    """Its plots come later than it, as the library that they stand on loads when they are first seen."""

    def plots_made(self) -> Sequence[Any]:
        """The plots that there are by now, each a `plots.look.Plot`."""
        raise NotImplementedError

    def set_theme(self, theme: Theme) -> None:
        """Shows everything in other colours."""
        for plot in self.plots_made():
            plot.dress(theme, self.digits)
        super().set_theme(theme)

    def set_digits(self, digits: int) -> None:
        """Shows numbers with so many significant digits."""
        for plot in self.plots_made():
            plot.dress(self.theme, digits)
        super().set_digits(digits)
