"""How far can the gradient be trusted, and why did the objective change: since the baseline, or since the last move."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from circuitgrad.analysis.explain import Explanation
from circuitgrad.analysis.prediction import Prediction
from circuitgrad.formats.numbers import full_number, short_number, signed_number
from circuitgrad.gui.document import Document
from circuitgrad.gui.names import pretty_name
from circuitgrad.gui.panels.panel import label, show_style, show_text
from circuitgrad.gui.what_if.bar_row import Bar, BarTexts
from circuitgrad.gui.what_if.section import BarRows, Section

MOST_ROWS: Final = 16
MOST_KINKS: Final = 3


class Why(Section):
    """The prediction of the gradient beside what came of it, and a bar for each input's part of the change.

    Signals:
        chosen (str): the id of the input whose row was clicked.
    """

    chosen = Signal(str)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__("why", QCoreApplication.translate("Why", "Why did it change?"), document, parent)
        self._since = label("why_since", soft=True, wrap=True)
        self._prediction = label("why_prediction", wrap=True)
        self._local = label("why_local", wrap=True)
        self.bars = BarRows()
        self.bars.chosen.connect(self.chosen)
        self._sum = label("why_sum", soft=True, wrap=True)
        self._kinks = label("why_kinks", soft=True, wrap=True)
        for part in (self._since, self._prediction, self._local, self.bars, self._sum, self._kinks):
            self.column.addWidget(part)

    def show_prediction(self, prediction: Prediction | None, *, pinned: bool) -> None:
        """Shows what the gradient predicted and what came of it; None where nothing has moved."""
        if prediction is None:
            since = (
                self.tr("Nothing has moved since the baseline.")
                if pinned
                else self.tr("Move an input, or pin a baseline: what changed is explained here.")
            )
            show_text(self._since, since)
            for shown in (self._prediction, self._local):
                show_text(shown, "")
            return
        show_text(self._since, self.tr("Since the baseline:") if pinned else self.tr("With the last move:"))
        predicted, actual, gap = (
            signed_number(number, self.digits) for number in (prediction.predicted, prediction.actual, prediction.gap)
        )
        text = self.tr("gradient predicts {predicted}, actual {actual}, gap\u00a0{gap}")
        show_text(self._prediction, text.format(predicted=predicted, actual=actual, gap=gap))
        local = self.tr("The gradient is only local: this move goes beyond where it holds.")
        show_text(self._local, local if prediction.is_local else "")
        show_style(self._local, f"color: {self.theme.warning_ink}")

    def show_explanation(self, told: Explanation | None) -> None:
        """Shows each input's part of the change; None clears it."""
        parts = () if told is None else told.contributions[:MOST_ROWS]
        largest = max((abs(part.change) for part in parts), default=0.0)
        rows = []
        for part in parts:
            change = signed_number(part.change, self.digits)
            left, right = (change, "") if part.change < 0.0 else ("", change)
            tip = self.tr("from {before} to {after} changed it by {change} (± {error})").format(
                before=full_number(part.before),
                after=full_number(part.after),
                change=signed_number(part.change, 8),
                error=short_number(part.error, 1),
            )
            bars = (Bar(part.change / largest),) if part.change and largest else ()
            rows.append((part.id, BarTexts(pretty_name(part.label), left, right, tip), bars))
        self.bars.show_rows(rows, self.theme)
        show_text(self._sum, "" if told is None or not parts else self._sum_text(told))
        show_text(self._kinks, "" if told is None else self._kinks_text(told))

    def show_refusal(self, text: str) -> None:
        """Says why the change cannot be split."""
        self.show_explanation(None)
        show_text(self._sum, text)

    def _sum_text(self, told: Explanation) -> str:
        text = self.tr("The parts add up to {sum}; {name} changed by {delta} (they differ by {gap}, error {error}).")
        return text.format(
            sum=signed_number(told.explained, self.digits),
            delta=signed_number(told.delta, self.digits),
            name=pretty_name(told.objective),
            gap=short_number(abs(told.gap), 1),
            error=short_number(told.error, 1),
        )

    def _kinks_text(self, told: Explanation) -> str:
        if not told.kinks:
            return ""
        named = ", ".join(
            self.tr("{node} at {share} %").format(
                node=pretty_name(kink.label), share=short_number(100 * kink.position, 3)
            )
            for kink in told.kinks[:MOST_KINKS]
        )
        more = " …" if len(told.kinks) > MOST_KINKS else ""
        return self.tr("On the way the slope jumps: {kinks}.").format(kinks=named + more)
