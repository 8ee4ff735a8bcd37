"""The message bar: one quiet sentence on what could not be done, gone after a while."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent, QEnterEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from circuitgrad.errors import CircuitError
from circuitgrad.gui.messages import sentence
from circuitgrad.gui.panels.panel import GAP, MARGIN, label
from circuitgrad.gui.theme import Theme

SHOWN_FOR = 8000
"""Milliseconds; the mouse over the bar makes it wait."""


class MessageBar(QFrame):
    """One sentence with a button that closes it. Hidden while there is nothing to say."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message_bar")
        self._text = label("message", wrap=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._close = QToolButton()
        self._close.setObjectName("message_close")
        self._close.setProperty("flat", True)
        self._close.setText(self.tr("Close"))
        self._close.setAccessibleName(self.tr("Close the message"))
        self._close.clicked.connect(self.hide_message)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_FOR)
        self._timer.timeout.connect(self.hide_message)
        line = QHBoxLayout(self)
        line.setContentsMargins(MARGIN, GAP // 2, GAP, GAP // 2)
        line.setSpacing(GAP)
        line.addWidget(self._text, 1)
        line.addWidget(self._close)
        self.set_theme(theme)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence that is shown, or was."""
        return self._text.text()

    @property
    def goes_by_itself(self) -> bool:
        """Whether it hides after a while."""
        return self._timer.isActive()

    def show_error(self, error: CircuitError) -> None:
        """Says why something could not be done; goes after a while."""
        self._show(sentence(error))
        self._timer.start()

    def show_text(self, text: str, *, stays: bool = False) -> None:
        """Says a sentence, already in the reader's language.

        Args:
            text: the sentence.
            stays: until it is closed or another one comes.
        """
        self._show(text)
        if stays:
            self._timer.stop()
        else:
            self._timer.start()

    def hide_message(self) -> None:
        """Takes the sentence away."""
        self._timer.stop()
        self.hide()

    def _show(self, text: str) -> None:
        self._text.setText(text)
        self.setAccessibleName(text)
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def set_theme(self, theme: Theme) -> None:
        """Shows it in other colours."""
        self.setStyleSheet(f"""
        QFrame#message_bar {{ background: {theme.warning}; border: 0; border-top: 1px solid {theme.warning_line};
            border-bottom: 1px solid {theme.warning_line}; }}
        QFrame#message_bar QLabel, QFrame#message_bar QToolButton {{ color: {theme.warning_ink}; }}
        """)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        """Waits while it is being read."""
        self._was_timed = self._timer.isActive()
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Goes on counting."""
        if self.isVisible() and getattr(self, "_was_timed", False):
            self._timer.start()
        super().leaveEvent(event)
