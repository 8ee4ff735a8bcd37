"""The search box that opens at the pointer: type an operator's name or a formula, Enter adds it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QPoint, Qt, Signal
from PySide6.QtWidgets import QListWidgetItem, QWidget

from circuitgrad.gui.canvas.pick_box import PickBox
from circuitgrad.gui.operator_search import find_operators
from circuitgrad.gui.theme import Theme
from circuitgrad.operators import Operator

FORMULA_SIGNS = frozenset("+-*/^()=;−×·÷")


def looks_like_formula(text: str) -> bool:
    """Whether what was typed is a formula rather than the name of an operator.

    Example:
        >>> looks_like_formula("a*b + 3"), looks_like_formula("max"), looks_like_formula("+")
        (True, False, False)
    """
    return any(sign in FORMULA_SIGNS for sign in text) and any(character.isalnum() for character in text)


def is_input_name(text: str) -> bool:
    """Whether what was typed can be the name of an input.

    Example:
        >>> is_input_name("w0"), is_input_name("a b"), is_input_name("+")
        (True, False, False)
    """
    return text.strip().isidentifier()


def _begins_so(operator: Operator, text: str) -> bool:
    wanted = text.strip().casefold()
    title = QCoreApplication.translate("operators", operator.title)
    return any(name.casefold().startswith(wanted) for name in (operator.name, title, *operator.aliases))


class SearchBox(PickBox):
    """Finds operators, those that were used most often first, and takes formulas.

    Signals:
        operator_chosen (str, bool): the operator's name, and whether Alt was held.
        formula_entered (str): a formula was typed instead.
    """

    operator_chosen = Signal(str, bool)
    formula_entered = Signal(str)

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        self._accepts: Callable[[Operator], bool] = lambda operator: True
        self._formulas = True
        self._used: Counter[str] = Counter()
        super().__init__(parent, theme, "search")
        self.field.setAccessibleName(self.tr("Find an operator or type a formula"))

    def open_at(self, place: QPoint, accepts: Callable[[Operator], bool] | None = None, *, title: str = "") -> None:
        """Opens near a place of the parent, with only the operators that fit.

        Args:
            place: in the parent's coordinates.
            accepts: which operators to offer; None for all, and for formulas too.
            title: what stands in the empty field; empty for what can be typed there.
        """
        self._accepts = accepts or (lambda operator: True)
        self._formulas = accepts is None
        usual = self.tr("Operator or formula") if self._formulas else self.tr("Operator")
        self.field.setPlaceholderText(title or usual)
        self.show_at(place)

    def fill(self, text: str) -> None:
        if self._formulas and looks_like_formula(text):
            self.add_row(self.tr("Add the formula  {formula}").format(formula=text.strip()), None)
        found = find_operators(text, self._used)
        if self._formulas and is_input_name(text) and not any(_begins_so(operator, text) for operator in found):
            self.add_row(self.tr("Add the input  {name}").format(name=text.strip()), None)
        for operator in found:
            if self._accepts(operator):
                title = QCoreApplication.translate("operators", operator.title)
                help = QCoreApplication.translate("operators", operator.help)
                self.add_row(f"{title}   {operator.symbol}" if title else operator.symbol, operator.name, help)

    def take_row(self, item: QListWidgetItem, modifiers: Qt.KeyboardModifier) -> None:
        name = item.data(Qt.ItemDataRole.UserRole)
        if name is None:
            self.formula_entered.emit(self.field.text().strip())
        else:
            self._used[name] += 1
            self.operator_chosen.emit(name, bool(modifiers & Qt.KeyboardModifier.AltModifier))
