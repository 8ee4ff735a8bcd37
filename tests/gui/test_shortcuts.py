"""Keys that people change: on the settings' page, in the settings' file, and wherever a key is shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from circuitgrad.circuit import Circuit
from circuitgrad.gui.actions import ACTIONS, BY_KEY
from circuitgrad.gui.commands import all_commands
from circuitgrad.gui.keyboard_sheet import sheet_rows
from circuitgrad.gui.keys_page import KEY, KeysPage
from circuitgrad.gui.main_window import MainWindow
from circuitgrad.gui.settings import Settings
from circuitgrad.gui.settings_dialog import SettingsDialog
from circuitgrad.gui.shortcuts import FIXED_KEYS, KeysError, Shortcuts, portable
from tests.gui.conftest import MakeWindow

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(window: MainWindow) -> KeysPage:
    window.menus.actions["settings"].trigger()
    dialog = window.findChild(SettingsDialog)
    assert dialog is not None
    dialog.tabs.setCurrentWidget(dialog.keys_page)
    return dialog.keys_page


def row(page: KeysPage, key: str) -> QTreeWidgetItem:
    heads = [page.tree.topLevelItem(i) for i in range(page.tree.topLevelItemCount())]
    rows = [head.child(i) for head in heads if head is not None for i in range(head.childCount())]
    return next(each for each in rows if each is not None and each.data(0, KEY) == key)


def choose(page: KeysPage, key: str) -> None:
    page.tree.setCurrentItem(row(page, key))


def press(page: KeysPage, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    page.capture.setFocus()
    QTest.keyClick(page.capture, key, modifier)


def click(button: object) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]


def test_every_action_and_every_fixed_key_is_listed(page: KeysPage) -> None:
    texts = {(row(page, action.key).text(0), action.key) for action in ACTIONS}
    assert len(texts) == len(ACTIONS)
    assert row(page, "redo").text(1) == "Ctrl+Shift+Z,  Ctrl+Y"
    last = page.tree.topLevelItem(page.tree.topLevelItemCount() - 1)
    assert last is not None
    assert [last.child(i).text(1) for i in range(last.childCount())] == [fixed.shown for fixed in FIXED_KEYS]


def test_another_key_holds_at_once_and_everywhere(page: KeysPage, window: MainWindow) -> None:
    choose(page, "tidy")
    press(page, Qt.Key.Key_F11)
    click(page.replace)
    assert window.shortcuts.of("tidy") == ("F11",)
    assert row(page, "tidy").text(1) == "F11  (changed)"
    assert [keys.toString() for keys in window.menus.actions["tidy"].shortcuts()] == ["F11"]
    button = window.toolbar.findChild(QToolButton, "button_tidy")
    assert button is not None
    assert button.text() == "Tidy  F11"
    assert window.menus.actions["tidy"].toolTip().endswith("(F11)")
    assert ("F11", BY_KEY["tidy"].tip) in [each for _, rows in sheet_rows(window.shortcuts) for each in rows]
    command = next(each for each in all_commands(window.menus, window.shortcuts) if each.key == "tidy")
    assert command.keys == "F11"


def test_the_new_key_is_heard_and_the_old_one_is_not(page: KeysPage, window: MainWindow, qtbot: QtBot) -> None:
    choose(page, "select_all")
    press(page, Qt.Key.Key_F11)
    click(page.replace)
    page.window().close()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.view.setFocus()
    QTest.keyClick(window.view, Qt.Key.Key_A, CONTROL)
    assert not window.document.selection
    QTest.keyClick(window.view, Qt.Key.Key_F11)
    assert window.document.selection.nodes == set(window.document.circuit.nodes)


def test_a_second_key_is_added(page: KeysPage, window: MainWindow) -> None:
    choose(page, "tidy")
    press(page, Qt.Key.Key_F11)
    click(page.add)
    assert window.shortcuts.of("tidy") == ("L", "F11")


def test_a_conflict_is_named_and_can_be_taken_or_left(page: KeysPage, window: MainWindow) -> None:
    choose(page, "tidy")
    press(page, Qt.Key.Key_D, CONTROL)
    assert page.note.text() == "“Ctrl+D” belongs to “Duplicate”: take it from there, or leave it and press another."
    assert not page.replace.isEnabled()
    click(page.leave)
    assert (window.shortcuts.of("tidy"), window.shortcuts.of("duplicate")) == (("L",), ("Ctrl+D",))
    assert page.note.isHidden()
    press(page, Qt.Key.Key_D, CONTROL)
    click(page.take)
    assert (window.shortcuts.of("tidy"), window.shortcuts.of("duplicate")) == (("Ctrl+D",), ())


def test_a_fixed_key_is_refused(page: KeysPage, window: MainWindow) -> None:
    choose(page, "tidy")
    press(page, Qt.Key.Key_Space)
    assert page.note.text().startswith("“Space” is fixed and cannot be given to “Tidy”")
    assert not page.replace.isEnabled()
    assert page.capture.keySequence().isEmpty()


def test_a_letter_stays_a_letter(page: KeysPage, window: MainWindow) -> None:
    choose(page, "save")
    press(page, Qt.Key.Key_K)
    assert "would be taken from what is typed" in page.note.text()
    assert not page.replace.isEnabled()


def test_one_and_all_are_reset(page: KeysPage, window: MainWindow) -> None:
    for key in ("tidy", "undo"):
        choose(page, key)
        click(page.remove)
        assert window.shortcuts.of(key) == ()
    click(page.reset)
    assert window.shortcuts.of("undo") == portable(BY_KEY["undo"].shortcuts)
    assert window.shortcuts.of("tidy") == ()
    click(page.reset_all)
    assert not any(window.shortcuts.is_changed(action.key) for action in ACTIONS)
    assert window.settings["keys"] == {}
    assert not page.reset_all.isEnabled()


def test_the_list_can_be_searched_by_name_and_key(page: KeysPage) -> None:
    QTest.keyClicks(page.search, "ctrl+d")
    assert not row(page, "duplicate").isHidden()
    assert row(page, "tidy").isHidden()
    page.search.setText("tidy")
    assert not row(page, "tidy").isHidden()


def test_tab_leaves_the_field_that_captures(page: KeysPage) -> None:
    choose(page, "tidy")
    page.capture.setFocus()
    QTest.keyClick(page.capture, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not page.capture
    assert page.capture.keySequence().isEmpty()


def test_changed_keys_are_remembered(page: KeysPage, window: MainWindow, settings_path: Path) -> None:
    window.shortcuts.change("tidy", ("F11", "T"))
    window.close()
    again = Shortcuts(Settings(settings_path))
    assert again.complaints == []
    assert again.of("tidy") == ("F11", "T")
    assert again.of("undo") == ("Ctrl+Z",)


@pytest.mark.parametrize(
    ("stored", "key", "part"),
    [
        ({"tidy": "nonsense"}, "tidy", "“nonsense” is no key"),
        ({"tidy": "Ctrl+K, Ctrl+S"}, "tidy", "is no key"),
        ({"tidy": "Space"}, "tidy", "is fixed"),
        ({"save": "K"}, "save", "would be taken"),
        ({"tidy": "Ctrl+D"}, "tidy", "has a key of “Duplicate”"),
    ],
)
def test_stored_keys_that_cannot_be_are_told_of_and_the_usual_hold(
    make_window: MakeWindow, settings_path: Path, stored: dict[str, str], key: str, part: str
) -> None:
    settings_path.parent.mkdir()
    settings_path.write_text(json.dumps({"keys": stored}), encoding="utf-8")
    window = make_window(Circuit())
    assert part in window.message_bar.text
    assert window.shortcuts.of(key) == portable(BY_KEY[key].shortcuts)


def test_keys_of_actions_that_are_not_there_are_let_pass(settings_path: Path) -> None:
    settings = Settings(settings_path)
    settings["keys"] = {"no_such_action": "F11"}
    assert Shortcuts(settings).complaints == []


def test_nothing_is_bound_twice_at_first(window: MainWindow) -> None:
    assert window.shortcuts.complaints == []
    fixed = {keys for each in FIXED_KEYS for keys in portable(each.keys)}
    for action in ACTIONS:
        assert not fixed & set(window.shortcuts.of(action.key)), action.key
        for keys in window.shortcuts.of(action.key):
            assert window.shortcuts.owner(keys) is action
            assert not QKeySequence(keys).isEmpty()


def test_to_take_a_key_away_from_its_owner_is_one_change(window: MainWindow, qtbot: QtBot) -> None:
    window.shortcuts.change("tidy", ("Ctrl+D",))
    window.shortcuts.reset("duplicate")
    assert window.shortcuts.of("tidy") == ()
    with pytest.raises(KeysError):
        window.shortcuts.change("tidy", ("Tab",))
    assert window.shortcuts.of("tidy") == ()
