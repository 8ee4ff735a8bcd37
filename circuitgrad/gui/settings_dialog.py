"""The dialog of the settings, made from their table, with a page of keys; what is chosen there holds at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from circuitgrad.gui.keys_page import KeysPage
from circuitgrad.gui.panels.choice import Choice
from circuitgrad.gui.settings import SETTINGS, Setting, Settings
from circuitgrad.gui.shortcuts import Shortcuts

_CHOICES: Final = {
    "True": "On",
    "False": "Off",
    "on": "On",
    "off": "Off",
    "system": "As the system",
    "light": "Light",
    "dark": "Dark",
}


class SettingsDialog(QDialog):
    """A row for each setting that has a title, with its sentence as help.

    Args:
        settings: what is shown and changed.
        shortcuts: the keys, likewise.
        apply: makes a setting felt, given its key.
        parent: the window that it stands over.
    """

    def __init__(
        self,
        settings: Settings,
        shortcuts: Shortcuts,
        apply: Callable[[str], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("settings")
        self.setWindowTitle(self.tr("Settings"))
        self._settings, self._apply = settings, apply
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(2, 1)
        for setting in SETTINGS:
            if setting.title:
                self._add_row(setting)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("settings_tabs")
        general = QWidget()
        rows = QVBoxLayout(general)
        rows.setContentsMargins(0, 16, 0, 0)
        rows.addLayout(self._grid)
        rows.addStretch(1)
        self.tabs.addTab(general, self.tr("General"))
        self.keys_page = KeysPage(shortcuts)
        self.tabs.addTab(self.keys_page, self.tr("Keys"))
        self.tabs.tabBar().setAccessibleName(self.tr("Pages of the settings"))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(16)
        column.addWidget(self.tabs)
        column.addWidget(buttons)
        self.resize(720, 560)

    def _add_row(self, setting: Setting) -> None:
        title, help = QLabel(_text(setting.title)), QLabel(_text(setting.sentence))
        help.setProperty("soft", True)
        field = self._list(setting)
        field.setObjectName(f"setting_{setting.key}")
        field.setAccessibleName(_text(setting.title))
        field.setAccessibleDescription(_text(setting.sentence))
        title.setBuddy(field)
        line = self._grid.rowCount()
        for place, widget in enumerate((title, field, help)):
            self._grid.addWidget(widget, line, place)

    def _list(self, setting: Setting) -> QComboBox:
        box = Choice(setting.key)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        choices = (True, False) if setting.type is bool else setting.choices
        for choice in choices:
            box.addItem(_text(_CHOICES.get(str(choice), str(choice))), choice)
        box.setCurrentIndex(box.findData(self._settings[setting.key]))
        box.activated.connect(lambda place: self._choose(setting.key, choices[place]))
        return box

    def _choose(self, key: str, value: object) -> None:
        self._settings[key] = value
        self._apply(key)


def _text(source: str) -> str:
    """A text of the table in the reader's language."""
    return QCoreApplication.translate("settings", source)
