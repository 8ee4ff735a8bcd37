"""A row of buttons in which those that do not fit are left out: a menu at the end holds everything."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from circuitgrad.gui.panels.panel import GAP


class FittingButtons(QWidget):
    """Buttons for actions, as many as there is room for.

    Args:
        actions: one for each button; the first ones stay longest.
    """

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.buttons = [_button(action) for action in actions]
        self.more = QToolButton()
        self.more.setObjectName("more")
        self.more.setText(self.tr("More ▾"))
        self.more.setAccessibleName(self.tr("More"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP)
        for button in (*self.buttons, self.more):
            line.addWidget(button)
        line.addStretch(1)

    def add_menu(self, actions: Sequence[QAction]) -> None:
        """Puts everything that can be done into the menu at the end."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        menu.addActions(list(actions))
        self.more.setMenu(menu)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """As small as the first button and the menu."""
        first = self.buttons[0].sizeHint().width() + GAP if self.buttons else 0
        return QSize(first + self.more.sizeHint().width(), self.more.sizeHint().height())

    def sizeHint(self) -> QSize:  # noqa: N802
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Leaves out what does not fit."""
        super().resizeEvent(event)
        room = self.width() - self.more.sizeHint().width()
        for place, button in enumerate(self.buttons):
            room -= button.sizeHint().width() + GAP
            button.setVisible(place == 0 or room >= 0)


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setObjectName(f"button_{action.objectName()}")
    button.setDefaultAction(action)
    return button
