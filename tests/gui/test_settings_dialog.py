"""The dialog of the settings: a row for each, and what is chosen holds at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from circuitgrad.gui.main_window import MainWindow
from circuitgrad.gui.settings import SETTINGS, Settings
from circuitgrad.gui.settings_dialog import SettingsDialog
from circuitgrad.gui.theme import THEMES

SHOWN = [setting for setting in SETTINGS if setting.title]


@pytest.fixture
def dialog(window: MainWindow) -> SettingsDialog:
    QTest.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    found = window.findChild(SettingsDialog)
    assert found is not None
    assert found.isVisible()
    return found


def choose(dialog: SettingsDialog, key: str, value: object) -> None:
    """Chooses with the keyboard, as somebody without a mouse does."""
    box = dialog.findChild(QComboBox, f"setting_{key}")
    assert box is not None
    steps = box.findData(value) - box.currentIndex()
    for _ in range(abs(steps)):
        QTest.keyClick(box, Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up)


def test_there_is_a_row_with_help_for_each(dialog: SettingsDialog) -> None:
    assert {setting.key for setting in SHOWN} == {
        "theme",
        "digits",
        "live",
        "animations",
        "minimap",
        "snap",
        "follow_paths",
    }
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    for setting in SHOWN:
        field = dialog.findChild(QWidget, f"setting_{setting.key}")
        assert field is not None, setting.key
        assert setting.title in texts
        assert setting.sentence in texts
        assert field.accessibleName() == setting.title


def test_the_theme_changes_at_once(window: MainWindow, dialog: SettingsDialog) -> None:
    for name in ("dark", "light"):
        choose(dialog, "theme", name)
        assert window.theme is THEMES[name]
        assert window.menus.actions[f"theme_{name}"].isChecked()


def test_digits_change_at_once(window: MainWindow, dialog: SettingsDialog) -> None:
    choose(dialog, "digits", 6)
    assert window.view.canvas.digits == 6


def test_live_and_animations_change_at_once(window: MainWindow, dialog: SettingsDialog) -> None:
    window.view.animations = True
    choose(dialog, "live", False)
    choose(dialog, "animations", "off")
    assert not window.document.live
    assert not window.menus.actions["live"].isChecked()
    assert not window.view.animations


def test_what_was_chosen_is_remembered(window: MainWindow, dialog: SettingsDialog, settings_path: Path) -> None:
    choose(dialog, "digits", 5)
    choose(dialog, "live", False)
    dialog.reject()
    window.close()
    again = Settings(settings_path)
    assert (again["digits"], again["live"]) == (5, False)
