"""The window as it opens: the neuron, already run, with title, panels, themes and remembered places."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTabBar, QToolButton
from pytestqt.qtbot import QtBot

import circuitgrad
from circuitgrad.circuit import Circuit, Node, Wire
from circuitgrad.circuit.edits import AddNode
from circuitgrad.gui.app import REFUSED, run_window
from circuitgrad.gui.crash import CrashHook
from circuitgrad.gui.crash_dialog import CrashDialog
from circuitgrad.gui.document import Passes
from circuitgrad.gui.main_window import MainWindow
from circuitgrad.gui.panels import PANELS
from circuitgrad.gui.settings import Settings
from circuitgrad.gui.theme import DARK, LIGHT
from circuitgrad.gui.warm_up import LATE
from circuitgrad.operators import OPERATORS
from tests.gui.conftest import MakeWindow
from tests.gui.hands import Hands

SIGMOID_OF_ONE = 0.7310585786300049


def test_it_opens_with_the_neuron_already_run(window: MainWindow) -> None:
    run = window.document.run
    assert run is not None
    assert run.value == pytest.approx(SIGMOID_OF_ONE, abs=1e-12)
    assert window.document.passes is Passes.BOTH
    assert len(window.view.canvas.node_items) == len(window.document.circuit.nodes)
    items = window.view.canvas.wire_items.values()
    assert all(item.value and item.gradient for item in items)
    assert window.windowTitle() == "A neuron[*] — CircuitGrad"
    assert not window.isWindowModified()


def test_the_whole_circuit_is_in_view(window: MainWindow, qtbot: QtBot) -> None:
    view = window.view

    def shown() -> bool:
        return view.mapToScene(view.viewport().rect()).boundingRect().contains(view.canvas.drawn_rect())

    qtbot.waitUntil(shown)
    assert view.zoom > 0.5, "fitted to a canvas that had not its size yet"


def test_an_edit_marks_the_title_and_undo_unmarks_it(window: MainWindow) -> None:
    window.view.add_operator("exp")
    assert window.isWindowModified()
    QTest.keyClick(window.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not window.isWindowModified()
    assert not window.menus.actions["undo"].isEnabled()
    title = OPERATORS["exp"].title
    assert window.menus.actions["redo"].text() == f"&Redo: Add {title}"
    assert window.menus.actions["redo"].iconText() == "Redo", "the button stays as it is"


def test_every_panel_has_a_dock_that_can_be_closed_and_brought_back(window: MainWindow, qtbot: QtBot) -> None:
    for record, toggle in zip(PANELS, window.docks.toggles(), strict=True):
        dock = window.docks.docks[record.key]
        assert toggle in window.menus.menus["panels"].actions()
        toggle.trigger()
        assert dock.isHidden(), record.key
        toggle.trigger()
        assert not dock.isHidden(), record.key


def test_the_palette_adds_what_is_chosen(window: MainWindow) -> None:
    before = len(window.document.circuit)
    window.docks.panels["palette"].operator_chosen.emit("tanh")  # type: ignore[attr-defined]
    assert len(window.document.circuit) == before + 1
    assert window.view.hasFocus()


def test_a_refusal_is_said_in_the_message_bar(window: MainWindow) -> None:
    window.document.do(AddNode(Node.new("exp", id=next(iter(window.document.circuit.nodes)))), "Add")
    assert window.message_bar.isVisible()
    assert window.message_bar.text.endswith(".")


def test_a_problem_counts_in_the_title_of_its_dock(make_window: MakeWindow, qtbot: QtBot) -> None:
    from circuitgrad.formats.examples import load_example

    window = make_window(load_example("dead_product"))
    qtbot.waitUntil(lambda: "(" in window.docks.docks["problems"].windowTitle())
    window.docks.panels["problems"].reveal.emit("x")  # type: ignore[attr-defined]
    assert window.document.selection.nodes <= {"x"}


@pytest.mark.parametrize(("key", "theme"), [("light", LIGHT), ("dark", DARK)])
def test_a_chosen_theme_is_applied_and_remembered(window: MainWindow, key: str, theme: object) -> None:
    window.menus.actions[f"theme_{'dark' if key == 'light' else 'light'}"].trigger()
    window.menus.actions[f"theme_{key}"].trigger()
    assert window.theme is theme
    assert window.view.canvas.canvas_style.theme is theme
    assert all(panel.theme is theme for panel in window.docks.panels.values())
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    assert application.palette().window().color().name() == window.theme.panel
    assert window.menus.actions[f"theme_{key}"].isChecked()
    assert window.settings["theme"] == key


def test_the_window_is_as_it_was_left(make_window: MakeWindow, settings_path: Path) -> None:
    window = make_window()
    window.docks.docks["palette"].hide()
    window.menus.actions["theme_dark"].trigger()
    window.menus.actions["live"].trigger()
    window.resize(1300, 700)
    window.close()
    assert Settings(settings_path)["state"]
    again = make_window()
    assert again.docks.docks["palette"].isHidden()
    assert not again.docks.docks["inputs"].isHidden()
    assert again.theme is DARK
    assert again.document.live is False


@pytest.mark.parametrize("wrong", ["", "no base64 §", "AAAA"])
def test_places_that_cannot_be_read_leave_the_first_ones(
    make_window: MakeWindow, settings_path: Path, wrong: str
) -> None:
    settings = Settings(settings_path)
    settings["state"] = settings["geometry"] = wrong
    settings.save()
    window = make_window()
    assert all(not dock.isHidden() for dock in window.docks.docks.values())


def test_broken_settings_are_told_of(make_window: MakeWindow, settings_path: Path) -> None:
    settings_path.parent.mkdir()
    settings_path.write_text("{", encoding="utf-8")
    window = make_window(Circuit())
    assert str(settings_path) in window.message_bar.text


def test_letters_typed_into_a_field_stay_letters(window: MainWindow) -> None:
    before = window.document.history.count()
    field = window.formula_bar.findChild(QLineEdit)
    assert field is not None
    field.setFocus()
    field.clear()
    QTest.keyClicks(field, "slf?.")
    assert field.text() == "slf?."
    assert window.document.history.count() == before
    field.clear()
    window.formula_bar.restore()


def test_undo_in_a_field_does_not_reach_the_circuit(window: MainWindow) -> None:
    window.view.add_operator("exp")
    field = window.formula_bar.findChild(QLineEdit)
    assert field is not None
    field.setFocus()
    QTest.keyClicks(field, "+1")
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.document.history.canUndo()
    window.formula_bar.restore()


def test_a_broken_lesson_is_one_sentence_and_exit_code_two(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "mine.lesson.md"
    path.write_text("# One\n", encoding="utf-8")
    assert run_window(str(path)) == 2
    assert capsys.readouterr().err.startswith("“mine.lesson.md”, line 1: a lesson begins with")


def test_a_target_that_cannot_be_opened_is_one_sentence_and_exit_code_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_window("no such thing.cgrad") == REFUSED
    said = capsys.readouterr().err
    assert "no such thing.cgrad" in said
    assert len(said.splitlines()) == 1


def test_a_fault_of_ours_opens_a_report_that_can_be_copied(
    window: MainWindow, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    fault = RuntimeError("a fault on purpose")
    hook = CrashHook()
    hook(RuntimeError, fault, None)
    dialog = next(each for each in QApplication.topLevelWidgets() if isinstance(each, CrashDialog))
    dialog.copy()
    assert "RuntimeError: a fault on purpose" in QApplication.clipboard().text()
    report = dialog.findChild(QPlainTextEdit, "report")
    assert report is not None
    assert circuitgrad.__version__ in report.toPlainText()
    assert "a fault on purpose" in capsys.readouterr().err
    dialog.reject()


@pytest.mark.parametrize("name", LATE)
def test_what_is_imported_in_the_background_is_there(name: str) -> None:
    assert import_module(name).__name__ == name


def test_the_window_is_imported_without_what_is_imported_late() -> None:
    script = (
        "import sys; import circuitgrad.gui.app; "
        "print([name for name in ('numpy', 'networkx', 'msgspec', 'platformdirs') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=os.environ.copy()
    )
    assert done.stdout.strip() == "[]"


def test_forward_alone_shows_no_gradients(window: MainWindow) -> None:
    QTest.keyClick(window.view, Qt.Key.Key_F5)
    assert window.document.passes is Passes.FORWARD
    item = next(iter(window.view.canvas.wire_items.values()))
    assert item.value
    assert not item.gradient
    QTest.keyClick(window.view, Qt.Key.Key_F6)
    assert window.document.passes is Passes.BOTH
    assert isinstance(item.wire, Wire)
    assert item.gradient


def test_buttons_that_have_no_room_stand_behind_a_sign(window: MainWindow) -> None:
    more = window.toolbar.findChild(QToolButton, "qt_toolbar_ext_button")
    assert more is not None
    assert more.text() == "»"
    assert more.accessibleName()
    window.resize(760, 700)
    QApplication.processEvents()
    assert more.isVisible()


def test_each_dock_has_its_tab_in_one_row(window: MainWindow, qtbot: QtBot) -> None:
    """Qt makes rows while docks join and forgets some of them, which would shine through between the docks."""

    def titles() -> list[str]:
        rows = window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return sorted(row.tabText(place) for row in rows if row.isVisible() for place in range(row.count()))

    expected = sorted(record.translated_title for record in PANELS)
    qtbot.waitUntil(lambda: titles() == expected)
    forgotten = QTabBar(window)
    for title in ("Inputs", "Inspect"):
        forgotten.addTab(title)
    forgotten.show()
    assert titles() != expected
    window.docks.docks["sweep"].hide()
    qtbot.waitUntil(lambda: titles() == sorted(set(expected) - {"Sweep"}))
    window.docks.docks["sweep"].show()
    qtbot.waitUntil(lambda: titles() == expected)
    assert not forgotten.isVisible()


def test_what_undo_and_redo_bring_is_selected(window: MainWindow, qtbot: QtBot) -> None:
    hands = Hands(window.view)

    def key(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        qtbot.keyClick(window.view, key, modifiers)
        window.document.settle()

    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    _ = window.menus
    hands.click(hands.body("a"))
    hands.click(hands.body("b"), shift)
    key(Qt.Key.Key_Delete)
    assert not window.document.selection
    key(Qt.Key.Key_Z, control)
    assert window.document.selection.nodes == {"a", "b"}
    hands.click(hands.body("neg"))
    key(Qt.Key.Key_D, control)
    (copy,) = window.document.selection.nodes
    key(Qt.Key.Key_Z, control)
    key(Qt.Key.Key_Z, control | shift)
    assert window.document.selection.nodes == {copy}
    hands.click(hands.body("e"))
    key(Qt.Key.Key_Right, control)
    hands.click(hands.body("p"))
    key(Qt.Key.Key_Z, control)
    assert window.document.selection.nodes == {"p"}, "what was only moved is not"
