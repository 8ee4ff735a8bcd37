"""The box that tells version and licence."""

from __future__ import annotations

import platform

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from circuitgrad import __version__
from circuitgrad.gui.fonts import ui_font

LARGE = 20


class AboutBox(QDialog):
    """Name, version, what it is, and under which licence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("about")
        self.setWindowTitle(self.tr("About CircuitGrad"))
        name = QLabel("CircuitGrad")
        name.setFont(ui_font(LARGE))
        version = QLabel(
            self.tr("Version {version}, on Python {python} and Qt {qt}").format(
                version=__version__, python=platform.python_version(), qt=qVersion()
            )
        )
        version.setObjectName("version")
        version.setProperty("soft", True)
        version.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        what = QLabel(
            self.tr(
                "Draw a formula as a circuit, run it forward and backward, "
                "and see how its output depends on its inputs."
            )
        )
        licence = QLabel(
            self.tr("Free software under the MIT licence. The font Inter is under the SIL Open Font License.")
        )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(8)
        for label in (name, version, what, licence):
            label.setWordWrap(True)
            column.addWidget(label)
        column.addSpacing(8)
        column.addWidget(buttons)
        self.setFixedWidth(440)
