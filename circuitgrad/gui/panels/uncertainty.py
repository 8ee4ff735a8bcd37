"""Uncertainty: inputs are given distributions, and the objective scatters: by samples, and as the gradient predicts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from circuitgrad.analysis.monte_carlo import Uncertainty, monte_carlo
from circuitgrad.analysis.sobol import SobolIndices, sobol_indices
from circuitgrad.circuit import Node, Spread
from circuitgrad.circuit.changes import Change, NodeChanged
from circuitgrad.circuit.edits import SetSpread
from circuitgrad.errors import CircuitError
from circuitgrad.formats.numbers import short_number
from circuitgrad.gui.dialogs import Dialogs
from circuitgrad.gui.document import Document
from circuitgrad.gui.messages import sentence
from circuitgrad.gui.names import pretty_name
from circuitgrad.gui.panels.fields import NumberField, NumberTable
from circuitgrad.gui.panels.panel import (
    GAP,
    MARGIN,
    label,
    row,
    scrolled,
    selectable,
    show_if,
    show_text,
)
from circuitgrad.gui.panels.plot_panel import PlotPanel
from circuitgrad.gui.panels.refusals import tell_refusals
from circuitgrad.gui.plots.load import PlotLoader
from circuitgrad.gui.theme import Theme
from circuitgrad.gui.what_if.copies import Asked, Copies
from circuitgrad.gui.what_if.newest import Newest
from circuitgrad.gui.what_if.spread_row import SpreadRow

MOST_ROWS: Final = 60
REST: Final = 200
"""Milliseconds without a change, after which samples are drawn anew."""
SAMPLES: Final = 100_000
SOBOL_SAMPLES: Final = 4_096
NARROW: Final = 720
"""Pixels that both halves need beside each other."""
LOWEST: Final = 260
WIDEST: Final = 16_777_215
"""Qt's own largest width."""
LEFT: Final = 388
"""Pixels: a name, a distribution, three numbers."""
QUANTILES: Final = (0.05, 0.5, 0.95)


class UncertaintyPanel(PlotPanel):
    """Distributions to the left, what comes of them to the right, or below where that is too narrow."""

    CALM = 120

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, parent)
        self.setObjectName("uncertainty")
        self.newest, self.sobol_newest = Newest(self), Newest(self)
        self.loader = PlotLoader(self._make_plot, self)
        self._copies = Copies(document, self)
        self._dialogs: Dialogs | None = None
        self._rows: list[SpreadRow] = []
        self._key: tuple[object, ...] | None = None
        self.found: Uncertainty | None = None
        self.indices: SobolIndices | None = None
        self.plot: Any = None
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(REST)
        self._wait.timeout.connect(self.draw)
        self._lay_out()
        self.newest.busy_changed.connect(self._on_busy)
        self.sobol_newest.busy_changed.connect(self._on_busy)
        document.reset.connect(self._forget)
        document.changed.connect(self._on_changed)
        self.follow()

    def _lay_out(self) -> None:
        self._left = QWidget()
        column = self._column = scrolled(self._left)
        self._rows_column = QVBoxLayout()
        self._rows_column.setSpacing(GAP // 2)
        column.addLayout(self._rows_column)
        self._more = label("uncertainty_more", soft=True, wrap=True)
        column.addWidget(self._more)
        self._make_shares(column)
        column.addStretch(1)
        self._hint = label("uncertainty_hint", soft=True, wrap=True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._hint)
        self._summary = selectable(label("uncertainty_summary", wrap=True))
        self._export = QPushButton(self.tr("Export…"))
        self._export.setObjectName("uncertainty_export")
        self._export.clicked.connect(self._on_export)
        self._export.hide()
        self._right = QWidget()
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(GAP)
        head = row(self._summary, self._export, stretch=0)
        head.setAlignment(self._export, Qt.AlignmentFlag.AlignTop)
        right.addLayout(head)
        right.addWidget(self._stack, 1)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(0)
        self._line.addWidget(self._left)
        self._is_narrow: bool | None = None
        self._arrange(narrow=False)
        self.setMinimumHeight(200)

    def _arrange(self, *, narrow: bool) -> None:
        """Plots stand beside the distributions; in a narrow panel below them, and all of it is scrolled."""
        if narrow == self._is_narrow:
            return
        self._is_narrow = narrow
        if narrow:
            self._left.setMinimumWidth(0)
            self._left.setMaximumWidth(WIDEST)
            self._right.setContentsMargins(0, 0, 0, 0)
            self._right.setMinimumHeight(LOWEST)
            self._column.insertWidget(self._column.count() - 1, self._right)
        else:
            self._left.setFixedWidth(LEFT)
            self._right.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
            self._right.setMinimumHeight(0)
            self._line.addWidget(self._right, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """There is room for both side by side, or not."""
        super().resizeEvent(event)
        self._arrange(narrow=self.width() < NARROW)

    def _make_shares(self, column: QVBoxLayout) -> None:
        """What each input contributes, and what the samples are drawn by."""
        headings = [self.tr("input"), self.tr("share"), self.tr("rank ρ"), "S", "T"]
        self._shares = NumberTable("uncertainty_shares", self.tr("What each input contributes"), headings)
        self._shares.setToolTip(
            self.tr(
                "share: of the variance, to first order. rank ρ: Spearman's correlation with the objective. "
                "S, T: Sobol' indices, alone and with others, where they have been asked for."
            )
        )
        column.addWidget(self._shares)
        self._sobol = QPushButton(self.tr("Sobol' indices"))
        self._sobol.setObjectName("uncertainty_sobol")
        self._sobol.clicked.connect(self.ask_sobol)
        self._stop = QPushButton(self.tr("Stop"))
        self._stop.setObjectName("uncertainty_stop")
        self._stop.clicked.connect(self.stop)
        column.addLayout(row(self._sobol, self._stop))
        self._said = label("uncertainty_said", soft=True, wrap=True)
        column.addWidget(self._said)
        self._samples = NumberField("uncertainty_samples", self.tr("Samples"), may_be_empty=False)
        self._samples.show_number(SAMPLES)
        self._seed = NumberField("uncertainty_seed", self.tr("Seed"), may_be_empty=False)
        self._seed.show_number(0)
        for field, width in ((self._samples, 88), (self._seed, 64)):
            field.setFixedWidth(width)
            field.number_entered.connect(lambda _: self.draw())
        tell_refusals(self.document, self._samples, self._seed)
        names = label("uncertainty_samples_name"), label("uncertainty_seed_name")
        names[0].setText(self.tr("Samples"))
        names[1].setText(self.tr("Seed"))
        column.addLayout(row(names[0], self._samples, names[1], self._seed))
        self._on_busy()

    def _make_plot(self) -> None:
        from circuitgrad.gui.plots.distribution_plot import DistributionPlot

        self.plot = DistributionPlot()
        self.plot.dress(self.theme, self.digits)
        self._stack.addWidget(self.plot)
        self._show_found()

    # Following the document

    def plots_made(self) -> Sequence[Any]:
        """The plots that there are by now."""
        return [] if self.plot is None else [self.plot]

    def _forget(self) -> None:
        self.stop()
        self.found = self.indices = self._key = None

    def stop(self) -> None:
        """Gives up what is computed."""
        self._wait.stop()
        self.newest.stop()
        self.sobol_newest.stop()

    def _on_busy(self, _busy: bool = False) -> None:
        busy = self.newest.is_busy or self.sobol_newest.is_busy
        show_if(self._stop, busy)

    def _on_changed(self, changes: tuple[Change, ...]) -> None:
        """A distribution changes no result, and yet it shows here."""
        if any(isinstance(each, NodeChanged) and each.before.spread != each.after.spread for each in changes):
            self._note()

    def refresh(self) -> None:
        """Shows the distributions at once, and draws samples when nothing has changed for a moment."""
        circuit, ranges = self.document.circuit, self.document.ranges
        inputs = [node for node in circuit.inputs() if str(node.role) != "constant"]
        shown = inputs[: self.rows_now(len(self._rows), min(len(inputs), MOST_ROWS))]
        while len(self._rows) < len(shown):
            made = SpreadRow(self)
            tell_refusals(self.document, *made.fields)
            made.chosen.connect(self._choose)
            self._rows_column.addWidget(made)
            self._rows.append(made)
        for each, node in zip(self._rows, shown, strict=False):
            if not each.is_being_edited:
                each.show_input(node, ranges.of(node), self.digits)
        for place, each in enumerate(self._rows):
            show_if(each, place < len(shown))
        rest = len(inputs) - min(len(inputs), MOST_ROWS)
        show_text(self._more, self.tr("{count} more inputs are not shown.").format(count=rest) if rest else "")
        refusal = self._refusal(inputs)
        if refusal:
            self.stop()
            self.found = self.indices = self._key = None
            self._say(refusal)
        else:
            self.loader.start()
            self._wait.start()
        self._show_tables()

    def _refusal(self, inputs: Sequence[Node]) -> str:
        document = self.document
        if not inputs:
            return self.tr("The circuit has no input that could scatter.")
        if document.objective is None:
            return self.tr("Choose an objective: its scatter is shown here.")
        if not any(node.spread is not None for node in inputs):
            return self.tr("No input scatters: choose a distribution for one.")
        lacking = [node for node in inputs if node.value is None]
        if lacking:
            return self.tr("“{name}” has no value: give it one.").format(name=pretty_name(lacking[0].label))
        return ""

    def _say(self, text: str) -> None:
        show_text(self._hint, text)
        self._hint.show()
        self._stack.setCurrentWidget(self._hint)

    def _choose(self, id: str, spread: Spread | None) -> None:
        if id not in self.document.circuit:
            return
        name = pretty_name(self.document.circuit.node(id).label)
        text = self.tr("Let {name} scatter") if spread is not None else self.tr("Let {name} scatter no more")
        self.document.do(SetSpread(id, spread), text.format(name=name))
        self.document.settle()
        self.refresh()

    # Asking

    def draw(self) -> None:
        """Draws samples, unless those that are shown are still true."""
        asked = self._copies.asked()
        samples, seed = self._samples.number, self._seed.number
        if asked is None or samples is None or seed is None or not self._scatters():
            return
        key = (asked.circuit, tuple(asked.values.items()), asked.objective, samples, seed)
        if key == self._key:
            return
        self._key, self.indices = key, None
        self.newest.ask(
            lambda goes_on: monte_carlo(
                asked.circuit(),
                asked.objective,
                samples=samples,  # type: ignore[arg-type]  # one that is no whole number is refused by the analysis
                seed=seed,  # type: ignore[arg-type]
                values=asked.values,
                progress=goes_on,
            ),
            self._on_found,
            self._on_refused,
        )

    def _scatters(self) -> bool:
        return any(node.spread is not None for node in self.document.circuit.inputs())

    def ask_sobol(self) -> None:
        """Asks for Sobol' indices, which take more runs."""
        asked, seed = self._copies.asked(), self._seed.number
        if asked is not None and seed is not None and self._scatters():
            self.sobol_newest.ask(lambda goes_on: _sobol(asked, seed, goes_on), self._on_indices, self._on_refused)

    def _on_found(self, found: Uncertainty) -> None:
        self.found = found
        self._show_found()

    def _on_indices(self, indices: SobolIndices) -> None:
        self.indices = indices
        self._show_tables()

    def _on_refused(self, error: CircuitError) -> None:
        self.found = None
        self._say(sentence(error))
        self._show_tables()

    # Showing

    def _show_found(self) -> None:
        if self.found is None:
            return
        if self.plot is None:
            self._say(self.tr("Loading the plots …"))
        else:
            self.plot.show_samples(self.found)
            self._stack.setCurrentWidget(self.plot)
        self._show_tables()

    def _show_tables(self) -> None:
        found = self.found
        for part in (self._shares, self._sobol):
            show_if(part, found is not None)
        show_if(self._export, found is not None and self.plot is not None)
        if found is None:
            show_text(self._said, "")
            show_text(self._summary, "")
            return
        show_text(self._summary, self._told(found))
        known = {} if self.indices is None else {each.id: each for each in self.indices.inputs}
        self._shares.show_rows(
            [
                [
                    pretty_name(each.label),
                    each.share,
                    each.rank_correlation,
                    known[each.id].first if each.id in known else None,
                    known[each.id].total if each.id in known else None,
                ]
                for each in found.inputs
            ],
            self.digits,
        )
        self._show_said(found)

    def use_dialogs(self, dialogs: Dialogs) -> None:
        """Asks for files through these."""
        self._dialogs = dialogs

    def _on_export(self) -> None:
        if self.found is not None and self.plot is not None:
            from circuitgrad.gui.plots.export import ask_and_export

            ask_and_export(self.plot, self.found, self._dialogs or Dialogs(self), self.document)

    def _told(self, found: Uncertainty) -> str:
        """The numbers in one or two lines."""
        numbers = [found.mean, found.deviation, found.first_order_deviation]
        numbers += [found.quantiles[chance] for chance in QUANTILES]
        shown = [short_number(each, self.digits) for each in numbers]
        text = self.tr(
            "mean {mean} ± {error}; standard deviation {deviation}, to first order {first} (dashed); "
            "5\u00a0%, half and 95\u00a0% of the samples lie below {low}, {middle}, {high} (lines)"
        )
        names = ("mean", "deviation", "first", "low", "middle", "high")
        error = short_number(found.standard_error, 2)
        return text.format(error=error, **dict(zip(names, shown, strict=True)))

    def _show_said(self, found: Uncertainty) -> None:
        lines = []
        if found.undefined:
            text = self.tr("{count} of {samples} samples are undefined and left out.")
            lines.append(text.format(count=f"{found.undefined:,}", samples=f"{found.samples:,}"))
        if self.indices is not None:
            widest = max((each.first_high - each.first_low for each in self.indices.inputs), default=0.0) / 2
            text = self.tr("S and T hold within ± {width} with a chance of 95 %.")
            lines.append(text.format(width=short_number(widest, 2)))
        show_text(self._said, " ".join(lines))


def _sobol(asked: Asked, seed: float, goes_on: Any) -> SobolIndices:
    return sobol_indices(
        asked.circuit(),
        asked.objective,
        samples=SOBOL_SAMPLES,
        seed=seed,  # type: ignore[arg-type]  # one that is no whole number is refused by the analysis
        values=asked.values,
        progress=goes_on,
    )
