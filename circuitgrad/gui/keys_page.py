"""The settings' page of keys: what every action is bound to, and how to bind it to something else."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from circuitgrad.errors import CircuitError
from circuitgrad.gui.actions import ACTIONS, MENUS, Action, native_key, translated
from circuitgrad.gui.fonts import STRONG
from circuitgrad.gui.messages import sentence
from circuitgrad.gui.panels.panel import GAP, label, show_if, show_text
from circuitgrad.gui.shortcuts import FIXED_KEYS, PORTABLE, Shortcuts, plain_name

KEY: Final = Qt.ItemDataRole.UserRole


class KeysPage(QWidget):
    """A list of the actions with their keys, and a field that captures other ones for the selected action.

    Args:
        shortcuts: what is shown and changed; a change holds at once.
        parent: Qt's owner.
    """

    def __init__(self, shortcuts: Shortcuts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("keys_page")
        self._shortcuts = shortcuts
        self._rows: list[QTreeWidgetItem] = []
        self._headings: list[QTreeWidgetItem] = []
        self.search = QLineEdit()
        self.search.setObjectName("keys_search")
        self.search.setPlaceholderText(self.tr("Search actions or keys"))
        self.search.setAccessibleName(self.tr("Search actions or keys"))
        self.search.setClearButtonEnabled(True)
        self.tree = self._make_tree()
        self.title = label("keys_title", heading=True)
        self.capture = KeyCapture()
        self.capture.setAccessibleName(self.tr("New key: press it"))
        self.add = self._button("keys_add", self.tr("Add"), self.tr("Gives the action this key beside the others"))
        self.replace = self._button("keys_replace", self.tr("Replace"), self.tr("Gives the action this key alone"))
        self.remove = self._button("keys_remove", self.tr("No key"), self.tr("Takes all its keys from the action"))
        self.reset = self._button("keys_reset", self.tr("Reset"), self.tr("The keys that it had at first"))
        self.reset_all = self._button("keys_reset_all", self.tr("Reset all"), self.tr("All keys as they were at first"))
        self.note = label("keys_note", wrap=True)
        self.take = self._button("keys_take", self.tr("Take it"), self.tr("Takes the key from the other action"))
        self.leave = self._button("keys_leave", self.tr("Leave it"), self.tr("Leaves the key where it is"))
        self._lay_out()
        self._connect()
        self.refresh()

    def _button(self, name: str, text: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setToolTip(tip)
        button.setAccessibleDescription(tip)
        button.setAutoDefault(False)
        return button

    def _make_tree(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setObjectName("keys_tree")
        tree.setAccessibleName(self.tr("Actions and their keys"))
        tree.setColumnCount(2)
        tree.setHeaderLabels([self.tr("Action"), self.tr("Keys")])
        tree.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        tree.setRootIsDecorated(False)
        tree.setIndentation(12)
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        tree.header().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return tree

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GAP, 0, 0)
        column.setSpacing(GAP)
        capture, choice = QHBoxLayout(), QHBoxLayout()
        capture.addWidget(self.capture, 1)
        for button in (self.replace, self.add, self.remove, self.reset):
            capture.addWidget(button)
        choice.addWidget(self.note, 1)
        for button in (self.take, self.leave):
            choice.addWidget(button)
        column.addWidget(self.search)
        column.addWidget(self.tree, 1)
        column.addWidget(self.title)
        column.addLayout(capture)
        column.addLayout(choice)
        column.addWidget(self.reset_all, 0, Qt.AlignmentFlag.AlignLeft)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._filter)
        self.tree.currentItemChanged.connect(self._on_chosen)
        self.tree.itemActivated.connect(lambda *_: self.capture.setFocus(Qt.FocusReason.OtherFocusReason))
        self.capture.keySequenceChanged.connect(self._on_captured)
        self.replace.clicked.connect(lambda: self._bind(keep=False))
        self.add.clicked.connect(lambda: self._bind(keep=True))
        self.remove.clicked.connect(self._remove)
        self.reset.clicked.connect(self._reset)
        self.reset_all.clicked.connect(self._reset_all)
        self.take.clicked.connect(self._take)
        self.leave.clicked.connect(self._forget)
        self._shortcuts.changed.connect(self._on_changed)

    # Showing

    def refresh(self) -> None:
        """Lists all actions by menu, and then the keys that are fixed."""
        self.tree.clear()
        self._rows, self._headings = [], []
        for menu in MENUS:
            actions = [action for action in ACTIONS if action.menu == menu.key]
            if actions:
                heading = self._heading(translated(menu.text).replace("&", ""))
                for action in actions:
                    row = QTreeWidgetItem(heading, [plain_name(action), ""])
                    row.setData(0, KEY, action.key)
                    row.setToolTip(0, translated(action.tip))
                    self._show_keys(row)
                    self._rows.append(row)
        heading = self._heading(self.tr("Fixed, on the canvas"))
        for fixed in FIXED_KEYS:
            row = QTreeWidgetItem(heading, [QCoreApplication.translate("fixed_keys", fixed.text), fixed.shown])
            row.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self._rows.append(row)
        self.tree.expandAll()
        self.tree.setCurrentItem(self._rows[0])

    def _heading(self, text: str) -> QTreeWidgetItem:
        heading = QTreeWidgetItem(self.tree, [text])
        heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = heading.font(0)
        font.setWeight(STRONG)
        heading.setFont(0, font)
        self._headings.append(heading)
        return heading

    def _show_keys(self, row: QTreeWidgetItem) -> None:
        key = row.data(0, KEY)
        changed = self._shortcuts.is_changed(key)
        shown = ",  ".join(map(native_key, self._shortcuts.of(key)))
        row.setText(1, self.tr("{keys}  (changed)").format(keys=shown or "—") if changed else shown)

    def _on_changed(self, key: str) -> None:
        for row in self._rows:
            if row.data(0, KEY) == key:
                self._show_keys(row)
        self._show_state()

    def _filter(self, typed: str) -> None:
        wanted = typed.strip().casefold()
        for row in self._rows:
            row.setHidden(wanted not in f"{row.text(0)} {row.text(1)}".casefold())
        for heading in self._headings:
            heading.setHidden(all(row.isHidden() for row in self._rows if row.parent() is heading))

    @property
    def chosen(self) -> Action | None:
        """The selected action, None where a heading or a fixed key is."""
        row = self.tree.currentItem()
        key = None if row is None else row.data(0, KEY)
        return next((action for action in ACTIONS if action.key == key), None)

    def _on_chosen(self, row: QTreeWidgetItem | None, _before: object = None) -> None:
        if row is not None:
            self.tree.scrollToItem(row)
        self._forget()

    def _show_state(self) -> None:
        action, captured = self.chosen, not self.capture.keySequence().isEmpty()
        self.title.setText(self.tr("New key for “{name}”").format(name=plain_name(action)) if action else "")
        self.capture.setEnabled(action is not None)
        for button in (self.add, self.replace):
            button.setEnabled(action is not None and captured and not self.take.isVisibleTo(self))
        self.remove.setEnabled(action is not None and bool(self._shortcuts.of(action.key)))
        self.reset.setEnabled(action is not None and self._shortcuts.is_changed(action.key))
        self.reset_all.setEnabled(any(self._shortcuts.is_changed(each.key) for each in ACTIONS))

    def _say(self, text: str, *, choice: bool = False) -> None:
        show_text(self.note, text)
        self.capture.setAccessibleDescription(text)
        for button in (self.take, self.leave):
            show_if(button, choice)
        self._show_state()

    # Changing

    def _forget(self) -> None:
        """Forgets what was captured."""
        self.capture.clear()
        self._say("")

    def _on_captured(self, keys: QKeySequence) -> None:
        """Says at once whether they can be, and whose they are now."""
        action, text = self.chosen, keys.toString(PORTABLE)
        if action is None or not text:
            self._say("")
            return
        try:
            self._shortcuts.check(action.key, text)
        except CircuitError as error:
            self.capture.clear()
            self._say(sentence(error))
            return
        owner = self._shortcuts.owner(text, but=action.key)
        if owner is None:
            self._say("")
            return
        template = self.tr("“{keys}” belongs to “{owner}”: take it from there, or leave it and press another.")
        shown = keys.toString(QKeySequence.SequenceFormat.NativeText)
        self._say(template.format(keys=shown, owner=plain_name(owner)), choice=True)

    def _bind(self, *, keep: bool) -> None:
        action, text = self.chosen, self.capture.keySequence().toString(PORTABLE)
        if action is not None and text:
            before = self._shortcuts.of(action.key) if keep else ()
            self._shortcuts.change(action.key, (*before, text))
        self._forget()

    def _take(self) -> None:
        self._bind(keep=False)
        self.capture.setFocus(Qt.FocusReason.OtherFocusReason)

    def _remove(self) -> None:
        if self.chosen is not None:
            self._shortcuts.change(self.chosen.key, ())

    def _reset(self) -> None:
        if self.chosen is not None:
            self._shortcuts.reset(self.chosen.key)

    def _reset_all(self) -> None:
        self._shortcuts.reset_all()
        self._forget()


class KeyCapture(QKeySequenceEdit):
    """Captures one key with its modifiers. Tab and Shift+Tab leave it, as they are nobody's keys to give."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("keys_capture")
        self.setMaximumSequenceLength(1)
        self.setClearButtonEnabled(True)
        field = self.findChild(QLineEdit)
        if field is not None:
            field.setPlaceholderText(self.tr("Press a key"))

    def event(self, event: QEvent) -> bool:
        """Tab moves the focus on."""
        if isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            if event.type() == QEvent.Type.KeyPress:
                self.focusNextPrevChild(event.key() == Qt.Key.Key_Tab)
            return True
        return super().event(event)
