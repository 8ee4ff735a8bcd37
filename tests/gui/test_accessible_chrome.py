"""Docks, bars, boxes and dialogs for those who listen or use the keyboard alone: names, roles, focus, order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QKeySequenceEdit, QScrollArea, QWidget
from shiboken6 import isValid

from circuitgrad.formats.lessons.shipped import lesson_paths
from circuitgrad.gui.docks import Place
from circuitgrad.gui.main_window import MainWindow

NO_ROLE = {QAccessible.Role.NoRole, QAccessible.Role.Client, QAccessible.Role.Pane}
CLIENTS = (QKeySequenceEdit, QScrollArea)
"""Widgets of Qt's own to which Qt gives no other role than that."""
PLACES = (
    "window",
    "lessons",
    "lesson",
    "inspector",
    "history",
    "command palette",
    "find",
    "settings",
    "keys",
    "sheet",
    "about",
)
BOTH = pytest.mark.parametrize("theme", ["light", "dark"])


def open_place(window: MainWindow, place: str) -> QWidget:
    """Opens one part of the program and gives the widget that holds it."""
    window.document.select([window.document.circuit.find("w0").id])
    if place in ("lessons", "lesson"):
        window.show_lessons()
        if place == "lesson":
            window.open_lesson(lesson_paths()[0])
        QTest.qWait(20)
        return window.docks.panels["lessons"]
    if place in ("inspector", "history"):
        window.docks.docks[place].raise_()
        QTest.qWait(20)
        return window.docks.panels[place]
    if place == "command palette":
        window.menus.actions["command_palette"].trigger()
        assert window.overlays.palette is not None
        return window.overlays.palette
    if place == "find":
        window.menus.actions["find"].trigger()
        assert window.overlays.find is not None
        window.overlays.find.field.setText("w")
        return window.overlays.find
    if place == "window":
        window.overlays.show_minimap(True)
        for _ in range(4):
            window.view.zoom_in()
        window.view.reveal(window.document.circuit.find("w0").id)
        while any(not place.visibleRegion().isEmpty() for place in window.findChildren(Place)):
            QTest.qWait(5)  # panels that can be seen are made once the window has been painted
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return window
    names = {"settings": "settings", "keys": "settings", "sheet": "keyboard_sheet", "about": "about"}
    window.menus.actions[names[place]].trigger()
    dialog = next(each for each in window.findChildren(QDialog) if each.objectName() == names[place])
    if place == "keys":
        dialog.tabs.setCurrentIndex(1)  # type: ignore[attr-defined]
    QCoreApplication.processEvents()
    return dialog


def focusable(root: QWidget) -> Iterator[QWidget]:
    """What the Tab key or a click can give the focus to, and a person can see."""
    for widget in root.findChildren(QWidget):
        if not isValid(widget):  # a panel that is painted only now has taken the place of what kept it
            continue
        stops = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if stops and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None:
            yield widget


def spoken(widget: QWidget) -> tuple[str, QAccessible.Role]:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name), interface.role()


@pytest.mark.parametrize("place", PLACES)
def test_what_takes_the_focus_has_a_name_and_a_role(window: MainWindow, place: str) -> None:
    wrong = []
    for widget in focusable(open_place(window, place)):
        name, role = spoken(widget)
        if not name.strip() or (role in NO_ROLE and not isinstance(widget, CLIENTS)):
            wrong.append((type(widget).__name__, widget.objectName(), name, role))
    assert wrong == []


@BOTH
@pytest.mark.parametrize("place", PLACES)
def test_the_focus_is_seen_wherever_it_is(window: MainWindow, place: str, theme: str) -> None:
    window.menus.actions[f"theme_{theme}"].trigger()
    QApplication.setCursorFlashTime(0)
    unseen = []
    for widget in focusable(open_place(window, place)):
        with_focus, without = (look(widget, focus=focus) for focus in (True, False))
        if with_focus == without:
            unseen.append((type(widget).__name__, widget.objectName()))
    assert unseen == []


def look(widget: QWidget, *, focus: bool) -> QImage:
    """How it looks, where the focus goes to it or from it by the Tab key."""
    if focus:
        widget.setFocus(Qt.FocusReason.TabFocusReason)
    else:
        widget.clearFocus()
    QCoreApplication.processEvents()
    return widget.grab().toImage()


def test_tab_goes_through_the_window_in_the_order_of_the_eyes(window: MainWindow) -> None:
    """From the toolbar through the formula to the docks, and back to where it began; nothing twice, nobody left out."""
    QTest.qWait(20)
    first = window.toolbar.findChild(QWidget, "button_open")
    assert first is not None
    first.setFocus(Qt.FocusReason.TabFocusReason)
    visited: list[QWidget] = []
    focus: QWidget | None = first
    while focus is not None and focus not in visited and len(visited) < 200:
        visited.append(focus)
        if focus is window.view:  # where Tab opens the search box
            window.focusNextPrevChild(True)
        else:
            QTest.keyClick(focus, Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
    names = [widget.objectName() for widget in visited]
    wanted = ["button_open", "button_forward", "formula", "objective_picker"]
    assert [name for name in names if name in wanted] == wanted
    assert {"palette_search", "palette_tiles", "canvas", "input_value"} <= set(names)
    assert focus is first
