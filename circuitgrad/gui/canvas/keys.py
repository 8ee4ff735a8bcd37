"""Keys on the canvas that are no shortcut of an action: arrows, digits, Escape, Tab and the space bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent

from circuitgrad.gui.canvas.walk import nearest_along_wires
from circuitgrad.layout.geometry import GRID

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.view import CanvasView

Modifier = Qt.KeyboardModifier

ARROWS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
MODIFIERS: Final = {
    int(Qt.Key.Key_Shift): Modifier.ShiftModifier,
    int(Qt.Key.Key_Control): Modifier.ControlModifier,
    int(Qt.Key.Key_Alt): Modifier.AltModifier,
}
TABS: Final = {int(Qt.Key.Key_Tab): 1, int(Qt.Key.Key_Backtab): -1}
ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
NUMBER_STARTS: Final = frozenset("0123456789.-−")


class Keys:
    """What a hand on the keyboard does on a canvas. Each method says whether the key was meant for it."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._space = False
        self._step: int | None = None

    def before_others(self, event: QEvent) -> bool:
        """What comes before shortcuts and the moving of the focus."""
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() != QEvent.Type.KeyRelease and event.key() not in MODIFIERS:
            self._view.focus.use_keyboard(used=True)
        if self._view.in_gesture:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()  # no undo, delete or paste in the middle of a drag
            elif event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
                self._view.cancel_gesture()
            elif event.key() in MODIFIERS:
                self._view.pointer.change_modifiers(_held(event))
            return True
        asking = self._view.asking
        is_tab = event.type() == QEvent.Type.KeyPress and event.key() in TABS
        if is_tab and asking is not None and asking.tab(TABS[event.key()]):
            return True
        if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab:
            self._view.open_search()
            return True
        return False

    def press(self, event: QKeyEvent) -> bool:
        """A key goes down."""
        key, modifiers = event.key(), event.modifiers() & ~Modifier.KeypadModifier
        if key == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._hold_space(held=True)
        elif key == Qt.Key.Key_Escape:
            if not self._view.cancel_gesture() and not self._view.close_box():
                self._let_go()
        elif key == Qt.Key.Key_F10 and modifiers == Modifier.ShiftModifier:
            self._open_menu()  # where keyboards have no key for menus; Windows does so by itself, for all windows
        elif key in ARROWS:
            self._arrow(Qt.Key(key), modifiers, is_held=event.isAutoRepeat())
        elif key in ENTER:
            return self._view.answer_selected()
        elif event.text() and event.text() in NUMBER_STARTS and not modifiers:
            self._view.type_number(event.text())
        else:
            return False
        return True

    def _open_menu(self) -> None:
        middle = self._view.viewport().rect().center()
        there = self._view.viewport().mapToGlobal(middle)
        self._view.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, middle, there))

    def _let_go(self) -> None:
        """Nothing is selected any more; where nothing was, the window may leave what it is in the middle of."""
        if self._view.document.selection:
            self._view.document.select()
        else:
            self._view.escaped.emit()

    def _hold_space(self, *, held: bool) -> None:
        self._space = self._view.pointer.pans = held
        if held:
            self._view.pointer.has_panned = False

    def _arrow(self, key: Qt.Key, modifiers: Qt.KeyboardModifier, *, is_held: bool) -> None:
        dx, dy = ARROWS[key]
        if modifiers & (Modifier.ControlModifier | Modifier.AltModifier):
            history, moves = self._view.document.history, bool(modifiers & Modifier.ControlModifier)
            nudge = self._view.nudge_places if moves else self._view.resize_remarks
            nudge(dx * GRID, dy * GRID, self._step if is_held else None)
            self._step = history.index()  # a key that is held is one gesture
            return
        document, current = self._view.document, self._view.focus.current
        if current is None or not document.selection:
            id = current or next(iter(document.circuit.nodes), None)  # nothing is selected: the current one is first
        else:
            id = nearest_along_wires(document.circuit, current, dx, dy)
        self._view.aim_used()
        if id is None:
            return
        kept = document.selection.nodes if modifiers & Modifier.ShiftModifier else frozenset()
        self._view.reveal(id)
        document.select(kept | {id})
        self._view.focus.go_to(id)

    def release(self, event: QKeyEvent) -> bool:
        """A key comes up."""
        if event.key() != Qt.Key.Key_Space or event.isAutoRepeat():
            return False
        opens = self._space and not self._view.pointer.has_panned
        self._hold_space(held=False)
        if opens:
            self._view.open_search()
        return True

    def leave(self) -> None:
        """The focus goes elsewhere: a key held there is heard there."""
        self._space = False


def _held(event: QKeyEvent) -> Qt.KeyboardModifier:
    """The modifiers that are held once this key of a modifier has gone down or come up."""
    changed = MODIFIERS[event.key()]
    return event.modifiers() | changed if event.type() == QEvent.Type.KeyPress else event.modifiers() & ~changed
