"""What an empty canvas says: the ways to a first node."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from circuitgrad.gui.theme import Theme


class FirstHint(QLabel):
    """A few quiet lines in the middle of a canvas; they let every click through."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self._room = parent
        self.setObjectName("first_hint")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Paints with another palette."""
        lines = (
            self.tr("Double-click or press Tab to add a node."),
            self.tr("Drag an operator here from the left, or double-click it."),
            self.tr("Or type a formula into the bar above."),
        )
        rest = "".join(f'<p style="margin:6px 0 0 0">{line}</p>' for line in lines)
        title = self.tr("An empty circuit")
        self.setText(f'<p style="margin:0; color:{theme.ink}; font-size:16px; font-weight:600">{title}</p>{rest}')
        self.setStyleSheet(f"#first_hint {{ background: transparent; color: {theme.soft_ink}; font-size: 13px; }}")
        self.settle()

    def settle(self) -> None:
        """Takes its place in the middle."""
        self.adjustSize()
        room = self._room.rect()
        self.move((room.width() - self.width()) // 2, (room.height() - self.height()) // 2)
