"""Every action of the table: in a menu, with keys of its own, and safe on any circuit."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from circuitgrad.circuit import Circuit
from circuitgrad.formats.examples import load_example
from circuitgrad.gui.actions import ACTIONS, BY_KEY, MENUS, TOOLBAR, Action, Scope
from circuitgrad.gui.canvas.node_menu import fill_menu
from circuitgrad.gui.dialogs import Answer
from circuitgrad.gui.keyboard_sheet import GESTURES, KeyboardSheet, sheet_rows
from circuitgrad.gui.main_window import MainWindow
from circuitgrad.operators import Role
from tests.gui.conftest import Answers, MakeWindow

CIRCUITS = {"nothing": Circuit, "neuron": lambda: load_example("neuron")}
EVERY = pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.key)


def test_keys_of_actions_and_menus_are_unique() -> None:
    assert len(BY_KEY) == len(ACTIONS)
    assert len({menu.key for menu in MENUS}) == len(MENUS)
    assert {action.menu for action in ACTIONS} <= {menu.key for menu in MENUS}
    assert {key for group in TOOLBAR for key in group} <= set(BY_KEY)


def test_no_two_actions_share_a_shortcut() -> None:
    keys = Counter(QKeySequence(keys).toString() for action in ACTIONS for keys in action.shortcuts)
    assert "" not in keys, "a shortcut that Qt cannot read"
    assert [each for each, count in keys.items() if count > 1] == []


def test_no_two_entries_of_a_menu_share_a_letter() -> None:
    for menu in MENUS:
        texts = [action.text for action in ACTIONS if action.menu == menu.key]
        texts += [below.text for below in MENUS if below.parent == menu.key]
        letters = Counter(text[text.index("&") + 1].lower() for text in texts)
        assert [letter for letter, count in letters.items() if count > 1] == [], (menu.key, texts)


@EVERY
def test_the_record_is_whole(action: Action) -> None:
    assert action.tip.endswith(".")
    assert "&" in action.text
    single = [keys for keys in action.shortcuts if len(keys) == 1]
    assert not single or action.scope is Scope.CANVAS, "a letter must not be taken from text fields"


def test_every_action_is_in_its_menu(window: MainWindow) -> None:
    for action in ACTIONS:
        menu = window.menus.menus[action.menu]
        assert window.menus.actions[action.key] in menu.actions(), action.key
    for below in MENUS:
        above = window.menus.menus[below.parent].actions() if below.parent else window.menuBar().actions()
        assert window.menus.menus[below.key].menuAction() in above, below.key


def test_the_toolbar_has_its_buttons(window: MainWindow) -> None:
    for key in (key for group in TOOLBAR for key in group):
        button = window.toolbar.findChild(QToolButton, f"button_{key}")
        assert button is not None, key
        assert button.text() == BY_KEY[key].button_text(window.shortcuts.shown(key))
        assert button.property("primary") is BY_KEY[key].primary


@EVERY
@pytest.mark.parametrize("circuit", CIRCUITS)
@pytest.mark.parametrize("selected", ["nothing selected", "one selected", "all selected"])
def test_it_does_no_harm(
    make_window: MakeWindow, answers: Answers, action: Action, circuit: str, selected: str
) -> None:
    window = make_window(CIRCUITS[circuit]())
    answers.unsaved = [Answer.DISCARD] * 2
    nodes = list(window.document.circuit.nodes)
    window.document.select({"nothing selected": [], "one selected": nodes[-1:], "all selected": nodes}[selected])
    window.menus.actions[action.key].trigger()
    QCoreApplication.processEvents()
    window.document.settle()
    while window.document.history.canUndo():
        window.document.history.undo()
    window.document.settle()
    for dialog in window.findChildren(QDialog):
        dialog.reject()
    if action.key != "new":
        assert list(window.document.circuit.nodes) == nodes


@pytest.mark.parametrize("role", list(Role))
def test_the_role_actions_mark_inputs(window: MainWindow, role: Role) -> None:
    ids = [node.id for node in window.document.circuit.inputs()]
    window.document.select(ids)
    window.menus.actions[f"mark_{role}"].trigger()
    assert {window.document.circuit.node(id).role for id in ids} == {role}


def test_live_is_one_thing_in_menu_toolbar_document_and_settings(window: MainWindow) -> None:
    live = window.menus.actions["live"]
    assert live.isChecked()
    live.trigger()
    assert (live.isChecked(), window.document.live, window.settings["live"]) == (False, False, False)
    window.document.live = True
    assert live.isChecked()


def test_canvas_keys_are_heard_on_the_canvas(window: MainWindow) -> None:
    QTest.keyClick(window.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert window.document.selection.nodes == set(window.document.circuit.nodes)
    QTest.keyClick(window.view, Qt.Key.Key_Delete)
    assert not len(window.document.circuit)
    QTest.keyClick(window.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(window.document.circuit)
    before = window.view.zoom
    QTest.keyClick(window.view, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert window.view.zoom < before
    QTest.keyClick(window.view, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert window.view.zoom == pytest.approx(1.0)


def test_every_key_and_gesture_is_on_the_sheet(window: MainWindow) -> None:
    QTest.keyClick(window.view, "?")
    sheet = next(each for each in QApplication.topLevelWidgets() if isinstance(each, KeyboardSheet))
    texts = {label.text() for label in sheet.findChildren(QLabel)}
    rows = [row for _, section in sheet_rows(window.shortcuts) for row in section]
    assert {action.tip for action in ACTIONS if action.shortcuts} <= {what for _, what in rows}
    assert len(rows) == sum(bool(action.shortcuts) for action in ACTIONS) + len(GESTURES)
    assert {text for row in rows for text in row} <= texts
    sheet.reject()


def test_about_tells_the_version(window: MainWindow) -> None:
    import circuitgrad

    window.menus.actions["about"].trigger()
    about = window.findChild(QDialog, "about")
    assert about is not None
    version = about.findChild(QLabel, "version")
    assert version is not None
    assert circuitgrad.__version__ in version.text()
    about.close()


def test_the_menu_of_the_canvas_says_the_keys_of_now(window: MainWindow, qtbot: QtBot) -> None:
    """Each entry whose action has a key shows it, also once it is another one."""
    titles = {
        "Rename": "rename",
        "Replace by": "replace",
        "Delete": "delete",
        "Cut": "cut",
        "Copy": "copy",
        "Bypassed": "bypass",
    }

    def shown() -> dict[str, str]:
        menu = QMenu()
        qtbot.addWidget(menu)
        fill_menu(menu, window.view)
        return {titles[entry.text()]: entry.shortcut().toString() for entry in menu.actions() if entry.text() in titles}

    assert window.menus.is_complete
    window.document.select(["a"])
    assert shown() == {key: window.shortcuts.of(key)[0] for key in titles.values()}
    window.shortcuts.change("bypass", ("B",))
    assert shown()["bypass"] == "B"


def test_the_lines_of_the_keyboard_sheet_begin_level(window: MainWindow, qtbot: QtBot) -> None:
    """What a key does begins beside it, also where one of the two takes two lines."""
    sheet = KeyboardSheet(window.shortcuts, window)
    qtbot.addWidget(sheet)
    sheet.show()
    QApplication.processEvents()
    grid = sheet._grid
    rows = [[grid.itemAtPosition(row, column) for column in (0, 1)] for row in range(grid.rowCount())]
    labels = [[item.widget() for item in row] for row in rows if all(row) and row[0] is not row[1]]
    pairs = [pair for pair in labels if pair[0] is not pair[1]]
    assert any(left.height() > right.height() for left, right in pairs), "some key takes two lines"
    assert all(left.y() == right.y() for left, right in pairs)
