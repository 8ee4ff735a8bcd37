"""The table of actions as Qt has it: actions that are heard, menus and toolbar buttons that show them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, Slot
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
        actions: by key.
        menus: by key.
    """

    def __init__(self, trigger: Trigger, window: QWidget, canvas: QWidget, shortcuts: Shortcuts) -> None:
        super().__init__(window)
        self._trigger, self._shortcuts = trigger, shortcuts
        self.actions: dict[str, QAction] = {}
        self.menus: dict[str, QMenu] = {}
        for record in ACTIONS:
            self._make(record, canvas if record.scope is Scope.CANVAS else window)
        self._themes = QActionGroup(self)
        for key in ("system", "light", "dark"):
            self._themes.addAction(self.actions[f"theme_{key}"])
        shortcuts.changed.connect(self._show_keys)

    def _make(self, record: Action, place: QWidget) -> None:
        action = QAction(translated(record.text), self)
        action.setObjectName(record.key)
        action.setCheckable(record.checkable)
        action.setStatusTip(translated(record.tip))
        action.setMenuRole(_ROLES.get(record.key, QAction.MenuRole.NoRole))
        if record.scope is Scope.CANVAS:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(self._on_triggered)
        place.addAction(action)
        self.actions[record.key] = action
        self._show_keys(record.key)

    def _show_keys(self, key: str) -> None:
        """Hears the keys that the action has now, and says them in its tooltip and on its button."""
        action, record, shown = self.actions[key], BY_KEY[key], self._shortcuts.shown(key)
        action.setShortcuts([QKeySequence(keys) for keys in self._shortcuts.of(key)])
        action.setIconText(record.button_text(shown))
        action.setToolTip(translated(record.tip).removesuffix(".") + (f" ({shown})" if shown else ""))

    @Slot()
    def _on_triggered(self) -> None:
        sender = self.sender()
        if sender is not None:
            self._trigger(BY_KEY[sender.objectName()])

    def fill_bar(self, bar: QMenuBar) -> None:
        """Builds the menus."""
        for menu in MENUS:
            self.menus[menu.key] = QMenu(translated(menu.text), bar)
            self.menus[menu.key].setObjectName(f"menu_{menu.key}")
        for menu in MENUS:
            if not menu.parent:
                bar.addMenu(self.menus[menu.key])
            self._fill(menu.key)

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


_ROLES: Final = {"about": QAction.MenuRole.AboutRole, "quit": QAction.MenuRole.QuitRole}
