"""Which way? The inputs by what they do to the objective when each alone goes down and up: a tornado of bars."""

from __future__ import annotations

from collections.abc import Sequence
from math import isclose, isfinite, isnan
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from circuitgrad.analysis.tornado import By, Sway
from circuitgrad.formats.numbers import full_number, signed_number
from circuitgrad.gui.document import Document
from circuitgrad.gui.names import pretty_name
from circuitgrad.gui.panels.choice import Choice
from circuitgrad.gui.panels.panel import label, show_if, show_text
from circuitgrad.gui.what_if.bar_row import Bar, BarTexts
from circuitgrad.gui.what_if.section import BarRows, Section

MOST_ROWS: Final = 24
ALIKE: Final = 1e-9
"""By so much, relatively, may ends differ that count as mirror images: rounding makes them differ."""
WAYS: Final[tuple[tuple[By, str], ...]] = (
    ("gradient", str(QT_TRANSLATE_NOOP("WhichWay", "the gradient"))),
    ("percent", str(QT_TRANSLATE_NOOP("WhichWay", "gradient × 1 % of its value"))),
    ("step", str(QT_TRANSLATE_NOOP("WhichWay", "gradient × its slider step"))),
    ("deviation", str(QT_TRANSLATE_NOOP("WhichWay", "gradient × its standard deviation"))),
    ("range", str(QT_TRANSLATE_NOOP("WhichWay", "true change over its range"))),
)


class WhichWay(Section):
    """Bars for each input that may move; where they differ both ends are shown, else the one that raises the input.

    Signals:
        asked: another way of moving was chosen.
        chosen (str): the id of the input whose row was clicked.
    """

    asked = Signal()
    chosen = Signal(str)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__("which_way", QCoreApplication.translate("WhichWay", "Which way?"), document, parent)
        self._by = Choice("which_way_by", self.tr("What the bars show"))
        for key, text in WAYS:
            self._by.addItem(QCoreApplication.translate("WhichWay", text), key)
        self._by.activated.connect(lambda _: self.asked.emit())
        self._legend = label("which_way_legend", soft=True)
        self._legend.setText(self.tr("■ where the input is higher   □ where it is lower"))
        self.column.addWidget(self._by)
        self.bars = BarRows()
        self.bars.chosen.connect(self.chosen)
        self.column.addWidget(self.bars)
        self.column.addWidget(self._legend)
        self._note = label("which_way_note", soft=True, wrap=True)
        self.column.addWidget(self._note)

    @property
    def by(self) -> By:
        """How far each input goes."""
        return WAYS[self._by.currentIndex()][0]

    def show_sways(self, sways: Sequence[Sway]) -> None:
        """Shows what each input does; strongest first."""
        shown = sways[:MOST_ROWS]
        largest = max((each.strength for each in shown if isfinite(each.strength)), default=0.0)
        self.bars.show_rows([(each.id, self._texts(each), _bars(each, largest)) for each in shown], self.theme)
        show_if(self._legend, any(map(_is_lopsided, shown)))
        rest = len(sways) - len(shown)
        lacking = self.by == "deviation" and any(each.low is None for each in shown)
        texts = [
            self.tr("… and {count} more, all weaker.").format(count=rest) if rest > 0 else "",
            self.tr("An input scatters by its distribution, or by its column in the scenarios; “—” has neither.")
            if lacking
            else "",
        ]
        show_text(self._note, " ".join(filter(None, texts)))

    def show_refusal(self, text: str) -> None:
        """Says why there is nothing to show."""
        self.bars.show_rows([], self.theme)
        self._legend.hide()
        show_text(self._note, text)

    def _texts(self, sway: Sway) -> BarTexts:
        changes = [each for each in _ends(sway) if each is not None]
        down = min((each for each in changes if each < 0.0), default=None)
        up = max((each for each in changes if each > 0.0), default=None)
        if any(map(isnan, changes)) and down is None and up is None:
            left, right = "", self.tr("undefined")
        else:
            left, right = (("" if each is None else signed_number(each, self.digits)) for each in (down, up))
        name = pretty_name(sway.label)
        none = "0" if changes else "—"
        return BarTexts(name, left, right or ("" if left else none), self._tip(sway), sway.is_held)

    def _tip(self, sway: Sway) -> str:
        lines = []
        for end, change, predicted in (
            (sway.low, sway.low_change, sway.predicted_low),
            (sway.high, sway.high_change, sway.predicted_high),
        ):
            if end is not None and change is not None and predicted is not None:
                line = self.tr("at {end}: {change}, the gradient predicts {predicted}")
                lines.append(
                    line.format(
                        end=full_number(end),
                        change=signed_number(change, 6),
                        predicted=signed_number(predicted, 6),
                    )
                )
        return "\n".join(lines) or self.tr("it goes nowhere")


def _ends(sway: Sway) -> tuple[float | None, float | None]:
    """What counts at both ends; of ends that are mirror images the higher one alone."""
    return (sway.low_effect if _is_lopsided(sway) else None), sway.high_effect


def _is_lopsided(sway: Sway) -> bool:
    """Whether lowering the input does something else than the opposite of raising it."""
    low, high = sway.low_effect, sway.high_effect
    return low is not None and high is not None and not isclose(-low, high, rel_tol=ALIKE)


def _bars(sway: Sway, largest: float) -> tuple[Bar, ...]:
    """The longer bar first, so that the shorter one stays visible on it."""
    bars = []
    low, high = _ends(sway)
    for change, hollow in ((low, True), (high, False)):
        if change is not None and not isnan(change) and change != 0.0:
            share = change / largest if largest and isfinite(change) else (1.0 if change > 0 else -1.0)
            bars.append(Bar(min(max(share, -1.0), 1.0), hollow))
    return tuple(sorted(bars, key=lambda bar: -abs(bar.share)))
