"""The questions about files, each a method, so that tests can answer in a person's place."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from PySide6 import QtWidgets  # its classes are made when they are first named: here, when something is asked
from PySide6.QtCore import QCoreApplication

from circuitgrad.formats.circuit_json import EXTENSION

PICTURE_KINDS = ("svg", "png", "pdf")


class Answer(Enum):
    """What to do with unsaved work."""

    SAVE = "save"
    DISCARD = "discard"
    CANCEL = "cancel"


class Found(Enum):
    """What to do with unsaved work that a crash left behind."""

    OPEN = "open"
    DISCARD = "discard"
    LATER = "later"


class Dialogs:
    """Asks in windows of its own.

    Args:
        parent: the window that they stand over.
    """

    def __init__(self, parent: QtWidgets.QWidget) -> None:
        self._parent = parent

    def ask_unsaved(self, name: str) -> Answer:
        """What to do with the unsaved work in the circuit of this name."""
        buttons = QtWidgets.QMessageBox.StandardButton
        box = QtWidgets.QMessageBox(self._parent)
        box.setWindowTitle("CircuitGrad")
        box.setText(_text("Save the changes in “{name}”?").format(name=name))
        box.setInformativeText(_text("Without saving, they are lost."))
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        box.setEscapeButton(buttons.Cancel)
        chosen = box.exec()
        box.deleteLater()
        return {int(buttons.Save): Answer.SAVE, int(buttons.Discard): Answer.DISCARD}.get(chosen, Answer.CANCEL)

    def ask_recovery(self, name: str, when: str) -> Found:
        """What to do with the circuit of this name, of this time, that a crash left unsaved."""
        roles = QtWidgets.QMessageBox.ButtonRole
        box = QtWidgets.QMessageBox(self._parent)
        box.setObjectName("recovery")
        box.setWindowTitle("CircuitGrad")
        box.setText(
            _text("CircuitGrad did not close properly. Open the unsaved circuit “{name}” of {time}?").format(
                name=name, time=when
            )
        )
        opens = box.addButton(_text("Open"), roles.AcceptRole)
        discards = box.addButton(_text("Discard"), roles.DestructiveRole)
        later = box.addButton(_text("Later"), roles.RejectRole)
        box.setDefaultButton(opens)
        box.setEscapeButton(later)
        box.exec()
        clicked = box.clickedButton()
        box.deleteLater()
        return Found.OPEN if clicked is opens else Found.DISCARD if clicked is discards else Found.LATER

    def path_to_open(self, folder: Path) -> Path | None:
        """The file to open, None for none."""
        chosen, _ = QtWidgets.QFileDialog.getOpenFileName(
            self._parent, _text("Open a circuit"), str(folder), _circuits()
        )
        return Path(chosen) if chosen else None

    def path_to_open_lesson(self, folder: Path) -> Path | None:
        """The lesson to read, None for none."""
        chosen, _ = QtWidgets.QFileDialog.getOpenFileName(
            self._parent, _text("Open a lesson"), str(folder), _text("Lessons (*.lesson.md *.md)")
        )
        return Path(chosen) if chosen else None

    def path_to_save(self, proposed: Path) -> Path | None:
        """The file to write the circuit to, None for none; the dialog has asked before one is replaced."""
        return self._path_to_write(_text("Save the circuit"), proposed, [_circuits()])

    def path_for_picture(self, proposed: Path) -> Path | None:
        """The file to draw the circuit into, None for none; the dialog has asked before one is replaced."""
        kinds = [_text("{kind} picture (*.{ending})").format(kind=kind.upper(), ending=kind) for kind in PICTURE_KINDS]
        return self._path_to_write(_text("Export a picture"), proposed, kinds)

    def path_for_plot(self, proposed: Path) -> Path | None:
        """The file to write a plot to, None for none; the dialog has asked before one is replaced."""
        kinds = [
            _text("PNG picture (*.png)"),
            _text("SVG picture (*.svg)"),
            _text("CSV table (*.csv)"),
        ]
        return self._path_to_write(_text("Export the plot"), proposed, kinds)

    def path_for_table(self, proposed: Path) -> Path | None:
        """The file to write a table to, None for none; the dialog has asked before one is replaced."""
        return self._path_to_write(_text("Save as CSV"), proposed, [_text("CSV table (*.csv)")])

    def path_to_open_table(self, folder: Path) -> Path | None:
        """The table to read, None for none."""
        chosen, _ = QtWidgets.QFileDialog.getOpenFileName(
            self._parent, _text("Load from CSV"), str(folder), _text("CSV table (*.csv *.tsv *.txt)")
        )
        return Path(chosen) if chosen else None

    def _path_to_write(self, title: str, proposed: Path, filters: list[str]) -> Path | None:
        dialog = QtWidgets.QFileDialog(self._parent, title, str(proposed.parent))
        dialog.setAcceptMode(QtWidgets.QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(filters)
        dialog.selectFile(proposed.name)
        dialog.setDefaultSuffix(proposed.suffix)
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(chosen.rpartition(".")[2].rstrip(")")))
        accepted = dialog.exec()
        chosen = dialog.selectedFiles()
        dialog.deleteLater()
        return Path(chosen[0]) if accepted and chosen else None


def _circuits() -> str:
    return _text("CircuitGrad circuits (*{ending})").format(ending=EXTENSION)


def _text(source: str) -> str:
    return QCoreApplication.translate("dialogs", source)
