"""The window that a fault of ours opens: it says what to do, and has a report that can be sent."""

from __future__ import annotations

from PySide6.QtCore import qVersion
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from circuitgrad import __version__


def report(fault: BaseException) -> str:
    """What somebody needs to find the fault: versions and where it happened. Nothing of the circuit.

    Example:
        >>> report(ValueError("no")).splitlines()[-1]
        'ValueError: no'
    """
    import platform
    import traceback

    head = (
        f"CircuitGrad {__version__}, Python {platform.python_version()}, Qt {qVersion()}, "
        f"{platform.system()} {platform.release()} {platform.machine()}"
    )
    return f"{head}\n\n{''.join(traceback.format_exception(fault)).rstrip()}"


class CrashDialog(QDialog):
    """Says that something went wrong, and shows a report that can be copied."""

    def __init__(self, fault: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("crash")
        self.setWindowTitle(self.tr("Something went wrong"))
        sentence = QLabel(
            self.tr(
                "This is a fault of CircuitGrad. Your circuit is still open: save it under another name to be safe. "
                "The report below helps to repair the fault; it holds nothing of your circuit."
            )
        )
        sentence.setWordWrap(True)
        self._report = QPlainTextEdit(report(fault))
        self._report.setObjectName("report")
        self._report.setReadOnly(True)
        self._report.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._report.setAccessibleName(self.tr("Report"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._copy = buttons.addButton(self.tr("Copy the report"), QDialogButtonBox.ButtonRole.ActionRole)
        self._copy.setObjectName("copy_report")
        self._copy.clicked.connect(self.copy)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(16)
        column.addWidget(sentence)
        column.addWidget(self._report)
        column.addWidget(buttons)
        self.resize(640, 420)

    def copy(self) -> None:
        """Puts the report on the clipboard."""
        QGuiApplication.clipboard().setText(self._report.toPlainText())
