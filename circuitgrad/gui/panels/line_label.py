"""A line of text that follows a hand: another text lays nothing out anew, and what has no room is elided."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

_BREAK: Final = re.compile(r"[,;:]\s")
"""Where a sentence can end early without a word or a number being cut."""


class LineLabel(QLabel):
    """As wide as there is room, and one line high whether anything stands in it or not.

    Qt lays out all that is around a label whenever its text changes, up to the window where the text got longer: ten
    times as long as it takes to paint it.

    Args:
        name: its object name.
        soft: whether it steps back behind other text.
    """

    def __init__(self, name: str, *, soft: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("soft", soft)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._line = ""

    def text(self) -> str:
        """What it says, whole."""
        return self._line

    def setText(self, text: str) -> None:  # noqa: N802
        """Says something else; an equal text costs nothing."""
        if text != self._line:
            self._line = text
            self.setAccessibleName(text)
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(0, self.fontMetrics().height() + 2)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self.sizeHint()

    @property
    def is_elided(self) -> bool:
        """Whether there is no room for all of it."""
        return self.fontMetrics().horizontalAdvance(self._line) > self.width()

    def shown_text(self) -> str:
        """What there is room for: whole clauses where one has room, as half a number tells another one."""
        metrics, width = self.fontMetrics(), self.width()
        if not self.is_elided:
            return self._line
        for found in reversed(list(_BREAK.finditer(self._line))):
            shorter = self._line[: found.start()] + " …"
            if metrics.horizontalAdvance(shorter) <= width:
                return shorter
        return metrics.elidedText(self._line, Qt.TextElideMode.ElideRight, width)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        if self._line:
            painter = QPainter(self)
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            shown = self.shown_text()
            side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(self.rect(), side, shown)
