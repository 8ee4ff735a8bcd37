"""The search box that opens at the pointer: type an operator's name or a formula, Enter adds it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from circuitgrad.gui.operator_search import find_operators
from circuitgrad.gui.theme import Theme
from circuitgrad.operators import OPERATORS, Operator

FORMULA_SIGNS = frozenset("+-*/^()=;−×·÷")
ROWS = 9
WIDTH = 280


def looks_like_formula(text: str) -> bool:
    """Whether what was typed is a formula rather than the name of an operator.

    Example:
        >>> looks_like_formula("a*b + 3"), looks_like_formula("max"), looks_like_formula("+")
        (True, False, False)
    """
    return any(sign in FORMULA_SIGNS for sign in text) and any(character.isalnum() for character in text)


class SearchBox(QFrame):
    """A field and a list of what fits. Arrow keys choose, Enter takes, Esc closes.

    Signals:
        operator_chosen (str): the operator's name.
        formula_entered (str): a formula was typed instead.
        closed: it was closed without a choice.
    """

    operator_chosen = Signal(str)
    formula_entered = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self._room = parent
        self.setObjectName("search_box")
        self._accepts: Callable[[Operator], bool] = lambda operator: True
        self._formulas = True
        self._used: Counter[str] = Counter()
        self.field = QLineEdit(self)
        self.field.setObjectName("search_field")
        self.field.setAccessibleName(self.tr("Find an operator or type a formula"))
        self.field.textChanged.connect(self._fill)
        self.field.installEventFilter(self)
        self.list = QListWidget(self)
        self.list.setObjectName("search_list")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.itemClicked.connect(lambda _item: self._take())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Paints with another palette."""
        self.setStyleSheet(
            f"#search_box {{ background: {theme.panel}; border: 1px solid {theme.node_line}; border-radius: 8px; }}"
        )

    def open_at(self, place: QPoint, accepts: Callable[[Operator], bool] | None = None) -> None:
        """Opens near a place of the parent, with only the operators that fit.

        Args:
            place: in the parent's coordinates; the box stays inside the parent.
            accepts: which operators to offer; None for all, and for formulas too.
        """
        self._accepts = accepts or (lambda operator: True)
        self._formulas = accepts is None
        self.field.setPlaceholderText(self.tr("Operator or formula") if self._formulas else self.tr("Operator"))
        self.field.clear()
        self._fill("")
        area = self._room.rect().adjusted(8, 8, -8, -8)
        x = max(area.left(), min(place.x(), area.right() - self.width()))
        y = max(area.top(), min(place.y(), area.bottom() - self.height()))
        self.move(x, y)
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _fill(self, text: str) -> None:
        self.list.clear()
        if self._formulas and looks_like_formula(text):
            self._add_row(self.tr("Add the formula  {formula}").format(formula=text.strip()), None)
        found = [operator for operator in find_operators(text) if self._accepts(operator)]
        if not text.strip():
            found.sort(key=lambda operator: -self._used[operator.name])
        for operator in found:
            title = QCoreApplication.translate("operators", operator.title)
            self._add_row(f"{operator.symbol}\t{title}", operator.name)
        self.list.setCurrentRow(0)
        self._fit_rows()

    def _fit_rows(self) -> None:
        """As high as the rows need, and at most so high that it stays a small box."""
        rows = min(ROWS, self.list.count())
        height = max(1, self.list.sizeHintForRow(0)) * rows + 4
        self.list.setFixedHeight(height)
        self.list.setVisible(rows > 0)
        self.resize(WIDTH, self.field.sizeHint().height() + (height + 6 if rows else 0) + 16)

    def _add_row(self, text: str, name: str | None) -> None:
        symbol, _, title = text.partition("\t")
        item = QListWidgetItem(f"{title}   {symbol}" if title else symbol)
        item.setData(Qt.ItemDataRole.UserRole, name)
        if name is not None:
            item.setToolTip(QCoreApplication.translate("operators", OPERATORS[name].help))
        self.list.addItem(item)

    def _take(self) -> None:
        item = self.list.currentItem()
        text = self.field.text().strip()
        if item is None:
            return
        name = item.data(Qt.ItemDataRole.UserRole)
        self.hide()
        if name is None:
            self.formula_entered.emit(text)
        else:
            self._used[name] += 1
            self.operator_chosen.emit(name)

    def dismiss(self) -> None:
        """Closes it without a choice."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if watched is self.field:
            if event.type() == QEvent.Type.FocusOut and not self.list.underMouse():
                self.dismiss()
            elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._key(event.key()):
                return True
        return super().eventFilter(watched, event)

    def _key(self, key: int) -> bool:
        rows = self.list.count()
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: ROWS, Qt.Key.Key_PageUp: -ROWS}
        if key in steps and rows:
            self.list.setCurrentRow(max(0, min(rows - 1, self.list.currentRow() + steps[Qt.Key(key)])))
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._take()
        elif key == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            return False
        return True
