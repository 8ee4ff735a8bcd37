"""The command palette: everything the menus offer, found by a part of its name and run by Enter."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from circuitgrad.gui.actions import ACTIONS, BY_KEY
from circuitgrad.gui.command_palette import COMMAND, CommandPalette
from circuitgrad.gui.commands import Command, all_commands, found_commands
from circuitgrad.gui.fuzzy import match
from circuitgrad.gui.main_window import MainWindow
from circuitgrad.gui.needs import need_text
from circuitgrad.gui.settings import Settings
from tests.gui.conftest import MakeWindow

CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def palette(window: MainWindow) -> CommandPalette:
    QTest.keyClick(window.view, Qt.Key.Key_P, CONTROL_SHIFT)
    assert window.overlays.palette is not None
    assert window.overlays.palette.isVisible()
    return window.overlays.palette


def rows(palette: CommandPalette) -> list[Command]:
    model = palette.model
    return [model.index(i, 0).data(COMMAND) for i in range(model.rowCount())]


def names(palette: CommandPalette) -> list[str]:
    return [command.name for command in rows(palette)]


def press(palette: CommandPalette, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(palette.field, key)


def test_every_action_is_listed_with_its_menu_and_its_key(palette: CommandPalette, window: MainWindow) -> None:
    by_key = {command.key: command for command in rows(palette)}
    assert {action.key for action in ACTIONS} - {"command_palette"} <= set(by_key)
    assert (by_key["tidy"].path, by_key["tidy"].keys) == ("Circuit", "L")
    assert by_key["theme_dark"].path == "View › Theme"
    assert any(command.path == "View › Panels" and command.name == "Inputs" for command in rows(palette))
    assert any(command.path == "File › Open example" for command in rows(palette))


def test_typing_finds_and_enter_runs(palette: CommandPalette, window: MainWindow) -> None:
    QTest.keyClicks(palette.field, "slct al")
    assert names(palette)[0] == "Select all"
    press(palette, Qt.Key.Key_Return)
    assert palette.isHidden()
    assert window.view.hasFocus()
    assert window.document.selection.nodes == set(window.document.circuit.nodes)


def test_arrow_keys_choose(palette: CommandPalette, window: MainWindow) -> None:
    QTest.keyClicks(palette.field, "theme")
    shown = names(palette)
    press(palette, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up)
    index = palette.list.currentIndex()
    assert index.data() == shown[1]
    assert shown[1] in palette.field.accessibleDescription()
    press(palette, Qt.Key.Key_Up, Qt.Key.Key_Up)
    assert palette.list.currentIndex().row() == 0


def test_a_click_runs(palette: CommandPalette, window: MainWindow) -> None:
    QTest.keyClicks(palette.field, "dark")
    place = palette.list.visualRect(palette.model.index(0, 0)).center()
    QTest.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.theme.name == "dark"
    assert palette.theme.name == "dark"


def test_what_cannot_be_done_is_listed_with_what_it_needs(palette: CommandPalette, window: MainWindow) -> None:
    before = window.document.history.count()
    QTest.keyClicks(palette.field, "rename")
    needs = need_text(BY_KEY["rename"].needs)
    assert rows(palette)[0].reason == f"Needs {needs}"
    press(palette, Qt.Key.Key_Return)
    assert palette.isVisible()
    assert palette.note.text() == f"Rename: Needs {needs}."
    assert window.document.history.count() == before


def test_escape_gives_the_focus_back(window: MainWindow) -> None:
    field = window.formula_bar.field
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_P, CONTROL_SHIFT)
    palette = window.overlays.palette
    assert palette is not None
    assert QApplication.focusWidget() is palette.field
    press(palette, Qt.Key.Key_Escape)
    assert palette.isHidden()
    assert QApplication.focusWidget() is field


def test_it_goes_when_the_focus_goes(palette: CommandPalette, window: MainWindow) -> None:
    window.formula_bar.field.setFocus()
    assert palette.isHidden()
    assert QApplication.focusWidget() is window.formula_bar.field


def test_nothing_found_says_what_to_try(palette: CommandPalette) -> None:
    QTest.keyClicks(palette.field, "qqq")
    assert rows(palette) == []
    assert palette.note.text() == "No action fits “qqq”: try a part of its name."
    press(palette, Qt.Key.Key_Return)
    assert palette.isVisible()


def test_what_was_run_last_comes_first_and_is_remembered(
    palette: CommandPalette, window: MainWindow, make_window: MakeWindow, settings_path: object
) -> None:
    for typed in ("zoom out", "zoom in"):
        palette.open()
        QTest.keyClicks(palette.field, typed)
        press(palette, Qt.Key.Key_Return)
    palette.open()
    assert names(palette)[:2] == ["Zoom in", "Zoom out"]
    assert window.settings["commands"][:2] == ("zoom_in", "zoom_out")
    window.close()
    assert Settings(window.settings.path)["commands"][:2] == ("zoom_in", "zoom_out")


def test_a_name_that_fits_better_goes_before_one_that_was_run_later(window: MainWindow) -> None:
    commands = all_commands(window.menus, window.shortcuts)
    found = found_commands(commands, "tidy", ("theme_dark",))
    assert found[0].key == "tidy"
    undo = next(command for command in found_commands(commands, "undo", ()) if command.key == "undo")
    assert undo.reason == "Needs a step that can be taken back"


@pytest.mark.parametrize(
    ("name", "typed", "rank"),
    [
        ("Tidy", "tidy", 0),
        ("Select upstream", "sel", 1),
        ("Select upstream", "s u", 2),
        ("Select upstream", "su", 2),
        ("Fit selection", "lect", 3),
        ("Select upstream", "stm", 4),
        ("Tidy", "", 0),
    ],
)
def test_how_well_a_name_fits(name: str, typed: str, rank: int) -> None:
    found = match(name, typed)
    assert found is not None
    assert found.rank == rank
    assert [name[place].casefold() for place in found.places] == [
        letter for letter in typed if letter != " "
    ] or rank < 2
    assert match(name, typed + "#") is None
