"""The table of actions as Qt has it: actions that are heard, menus and toolbar buttons that show them.

The menu bar and the buttons are there at once; all other actions, with their keys, and what stands in the menus, once
the window has been painted, or sooner where somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar, QToolButton, QWidget

from circuitgrad.gui.actions import ACTIONS, BY_KEY, MENUS, TOOLBAR, Action, Scope, translated
from circuitgrad.gui.shortcuts import Shortcuts

Trigger = Callable[[Action], object]


class Menus(QObject):
    """Makes and keeps the actions and menus of a window.

    Args:
        trigger: does an action.
        window: hears the keys of the window.
        canvas: hears the keys of the canvas.
        shortcuts: knows the keys.

    Attributes:
        actions: by key; one that has not been made is made when it is asked for.
        menus: by key.

    Signals:
        asked: a menu of the bar is about to be shown.
        completed: all actions are there now, and stand in their menus.
    """

    asked = Signal()
    completed = Signal()

    def __init__(self, trigger: Trigger, window: QWidget, canvas: QWidget, shortcuts: Shortcuts) -> None:
        super().__init__(window)
        self._trigger, self._shortcuts, self._places = trigger, shortcuts, {Scope.WINDOW: window, Scope.CANVAS: canvas}
        self._is_complete = False
        self.actions: dict[str, QAction] = Actions(self._make)
        self.menus: dict[str, QMenu] = {}

    @property
    def is_complete(self) -> bool:
        """Whether all actions are there."""
        return self._is_complete

    def complete(self) -> None:
        """Makes what has not been made."""
        if self._is_complete:
            return
        self._is_complete = True
        for record in ACTIONS:
            _ = self.actions[record.key]
        self._themes = QActionGroup(self)
        for key in ("system", "light", "dark"):
            self._themes.addAction(self.actions[f"theme_{key}"])
        for menu in MENUS:
            self._fill(menu.key)
        self._shortcuts.changed.connect(self._show_keys)
        self.completed.emit()

    def _make(self, key: str) -> QAction:
        record = BY_KEY[key]
        action = QAction(self)  # with its text: given to it here, PySide would try whether it is an icon
        action.setText(translated(record.text))
        action.setObjectName(record.key)
        action.setCheckable(record.checkable)
        action.setStatusTip(translated(record.tip))
        action.setMenuRole(_ROLES.get(record.key, QAction.MenuRole.NoRole))
        if record.scope is Scope.CANVAS:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(self._on_triggered)
        self._places[record.scope].addAction(action)
        self._give_keys(action)
        return action

    def _show_keys(self, key: str) -> None:
        self._give_keys(self.actions[key])

    def _give_keys(self, action: QAction) -> None:
        """Hears the keys that the action has now, and says them in its tooltip and on its button."""
        key = action.objectName()
        record, shown = BY_KEY[key], self._shortcuts.shown(key)
        action.setShortcuts([QKeySequence(keys) for keys in self._shortcuts.of(key)])
        action.setIconText(record.button_text(shown))
        action.setToolTip(translated(record.tip).removesuffix(".") + (f" ({shown})" if shown else ""))

    @Slot()
    def _on_triggered(self) -> None:
        sender = self.sender()
        if sender is not None:
            self._trigger(BY_KEY[sender.objectName()])

    def fill_bar(self, bar: QMenuBar) -> None:
        """Puts the menus into the bar."""
        for menu in MENUS:
            made = self.menus[menu.key] = QMenu(translated(menu.text), bar)
            made.setObjectName(f"menu_{menu.key}")
            if not menu.parent:
                bar.addMenu(made)
                made.aboutToShow.connect(self.asked)

    def _fill(self, key: str) -> None:
        menu = self.menus[key]
        for record in ACTIONS:
            if record.menu != key:
                continue
            menu.addAction(self.actions[record.key])
            for below in MENUS:
                if below.parent == key and below.after == record.key:
                    menu.addMenu(self.menus[below.key])
            if record.ends_group:
                menu.addSeparator()

    def fill_toolbar(self, toolbar: QToolBar) -> None:
        """Adds the buttons, with a line between groups."""
        for group in TOOLBAR:
            for key in group:
                toolbar.addAction(self.actions[key])
                button = toolbar.widgetForAction(self.actions[key])
                if isinstance(button, QToolButton):
                    button.setObjectName(f"button_{key}")
                    button.setProperty("primary", BY_KEY[key].primary)
                    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            toolbar.addSeparator()
        more = toolbar.findChild(QToolButton, "qt_toolbar_ext_button")
        if more is not None:  # Qt's own picture for it is black in every theme
            more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            more.setText("»")
            more.setAccessibleName(self.tr("More buttons"))


class Actions(dict[str, QAction]):
    """The actions that have been made, by key; one that has not is made when it is asked for."""

    def __init__(self, make: Callable[[str], QAction]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: str) -> QAction:
        action = self[key] = self._make(key)
        return action


_ROLES: Final = {"about": QAction.MenuRole.AboutRole, "quit": QAction.MenuRole.QuitRole}
