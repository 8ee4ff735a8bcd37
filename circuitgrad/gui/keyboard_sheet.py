"""The sheet of all keys and gestures, made from the table of actions."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from circuitgrad.gui.actions import ACTIONS, MENUS, native_key, translated
from circuitgrad.gui.shortcuts import Shortcuts

GESTURES: Final = (
    ("Drag from Operators", "Adds a node; dropped on a wire it is inserted there, with Alt it is not."),
    ("Double-click, Tab or Space on the canvas", "Opens the search box, which takes formulas too."),
    ("Drag from a port", "Draws a wire; released on the empty canvas it offers what fits, with Alt it does not."),
    ("Drag the end of a wire", "Leads it elsewhere; released on the empty canvas it is deleted."),
    ("Ctrl and right-drag", "Cuts the wires that are crossed."),
    ("Shift and right-drag", "Puts reroute dots into the wires that are crossed."),
    ("Double-click a wire", "Puts a reroute dot into it."),
    ("Drag a node", "Moves all that is selected; dropped on a wire loose nodes go into it, with Alt they do not."),
    ("Drag the bar of a frame, or a note", "Moves it, and all that is in the frame; dragged edges resize it."),
    ("Double-click the bar of a frame, or a note", "Opens its text; Ctrl+Enter ends that of a note, Enter a title."),
    ("Shift while dragging", "Keeps nodes from snapping to the grid and to each other, or lets them."),
    ("Drag to the edge of the view", "The view follows."),
    ("Drag on the empty canvas", "Selects what is in the box; Shift adds, Ctrl turns over."),
    ("Shift or Ctrl and click", "Adds to the selection; Ctrl takes away too."),
    ("Drag a number left or right", "Changes it; Shift in fine steps, Ctrl in coarse ones."),
    ("Double-click a number, or type a digit", "Types another value."),
    ("Click a question mark, or Tab in an exercise", "Opens its field: Enter checks and goes on, Escape closes it."),
    ("Arrow keys", "Go along the wires, with Shift adding to the selection; with Ctrl they move the selected nodes."),
    ("Enter in the search box", "Adds; what is selected feeds it, with Alt it does not."),
    ("Wheel", "Zooms at the pointer."),
    ("Middle-drag, or Space and drag", "Moves the view."),
    ("Two fingers on a touchpad", "Move the view; pinched, or with Ctrl, they zoom at the pointer."),
    ("Drag in the minimap", "Moves the view; a click centres it there, the wheel zooms."),
    ("Right button while dragging", "Gives up the gesture, as Escape does."),
    ("Right-click", "Opens the menu of what is under the pointer."),
    ("Menu key, or Shift+F10", "Opens the menu of what is selected."),
    ("Left, Right, Home, End in the panel Steps", "Step through the passes; Space plays them, Escape leaves them."),
    ("Escape", "Gives up the gesture, selects nothing, or leaves the steps."),
)


def sheet_rows(shortcuts: Shortcuts) -> list[tuple[str, list[tuple[str, str]]]]:
    """Headings, each with its rows of keys as they are now and what they do, in the reader's language."""
    sections = []
    for menu in MENUS:
        actions = [action for action in ACTIONS if action.menu == menu.key and shortcuts.of(action.key)]
        rows = [(",  ".join(map(native_key, shortcuts.of(action.key))), translated(action.tip)) for action in actions]
        if rows:
            sections.append((translated(menu.text).replace("&", ""), rows))
    sections.append((translated("Mouse"), [(translated(hand), translated(what)) for hand, what in GESTURES]))
    return sections


class KeyboardSheet(QDialog):
    """Lists every key, and what the mouse does.

    Args:
        shortcuts: the keys of now.
        parent: the window that it stands over.
    """

    def __init__(self, shortcuts: Shortcuts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("keyboard_sheet")
        self.setWindowTitle(self.tr("Keys and gestures"))
        content = QWidget()
        self._grid = QGridLayout(content)
        self._grid.setContentsMargins(24, 16, 24, 16)
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        for heading, rows in sheet_rows(shortcuts):
            self._add_section(heading, rows)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(content)
        area.setAccessibleName(self.windowTitle())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 16)
        column.addWidget(area)
        foot = QVBoxLayout()
        foot.setContentsMargins(24, 0, 24, 0)
        foot.addWidget(buttons)
        column.addLayout(foot)
        self.resize(760, 640)

    def _add_section(self, heading: str, rows: list[tuple[str, str]]) -> None:
        title = QLabel(heading)
        title.setProperty("heading", True)
        title.setContentsMargins(0, 8 if self._grid.count() else 0, 0, 0)
        self._grid.addWidget(title, self._grid.rowCount(), 0, 1, 2)
        for keys, what in rows:
            line = self._grid.rowCount()
            self._grid.addWidget(_label(keys, width=200), line, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(_label(what), line, 1, Qt.AlignmentFlag.AlignTop)


def _label(text: str, width: int = 0) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setMinimumWidth(width)
    return label
