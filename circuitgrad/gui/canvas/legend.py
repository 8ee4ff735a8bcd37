"""Small texts over the canvas: the legend in its corner, and the reason next to the pointer why a wire cannot be."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

from circuitgrad.gui.theme import Theme

MARGIN = 16


class Legend(QLabel):
    """One quiet line at the bottom left; it lets every click through."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self._room = parent
        self.setObjectName("legend")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setTextFormat(Qt.TextFormat.RichText)
        self._delta = False
        self.set_theme(theme)

    def show_delta(self, shown: bool) -> None:
        """Says that the numbers are differences from the baseline, or that they are not."""
        if shown != self._delta:
            self._delta = shown
            self.set_theme(self._theme)

    def set_theme(self, theme: Theme) -> None:
        """Paints with another palette."""
        self._theme = theme
        delta = self._delta
        parts = (
            (theme.value, True, self.tr("Δ value since the baseline") if delta else self.tr("value")),
            (theme.gradient, False, self.tr("Δ gradient") if delta else self.tr("gradient")),
            (theme.raises, False, self.tr("▲ raises it")),
            (theme.lowers, False, self.tr("▼ lowers it")),
            (theme.soft_ink, False, self.tr("width = |gradient|")),
        )
        spans = (
            f'<span style="color:{color};{"font-weight:600" if bold else ""}">{text}</span>'
            for color, bold, text in parts
        )
        self.setText("&nbsp;&nbsp;&nbsp;&nbsp;".join(spans))
        self.setStyleSheet(
            f"#legend {{ background: {theme.panel}; border: 1px solid {theme.line}; border-radius: 11px;"
            " padding: 4px 14px; font-size: 11px; }"
        )
        self.settle()

    def settle(self) -> None:
        """Takes its place in the corner."""
        self.adjustSize()
        self.move(MARGIN, self._room.height() - self.height() - MARGIN)
        self.setVisible(self.width() + 2 * MARGIN < self._room.width())


class Reason(QLabel):
    """One sentence next to the pointer while a wire is drawn."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self._room = parent
        self.setObjectName("reason")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setWordWrap(True)
        self.setMaximumWidth(320)
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Paints with another palette."""
        self.setStyleSheet(
            f"#reason {{ background: {theme.warning}; color: {theme.warning_ink};"
            f" border: 1px solid {theme.warning_line}; border-radius: 5px; padding: 5px 8px; }}"
        )

    def say(self, reason: str, place: QPoint) -> None:
        """Shows the sentence beside a place of the canvas; the empty text hides it."""
        self.setVisible(bool(reason))
        if reason:
            self.setText(reason)
            self.adjustSize()
            area = self._room.rect()
            x = min(place.x() + 16, area.right() - self.width() - 8)
            y = min(place.y() + 16, area.bottom() - self.height() - 8)
            self.move(max(8, x), max(8, y))
