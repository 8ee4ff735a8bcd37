"""The search box that opens at the pointer: type an operator's name or a formula, Enter adds it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from math import isfinite

from PySide6.QtCore import QCoreApplication, QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QListWidgetItem, QWidget

from circuitgrad.formats.numbers import read_number
from circuitgrad.gui.canvas.pick_box import PickBox
from circuitgrad.gui.operator_search import find_operators
from circuitgrad.gui.theme import Theme
from circuitgrad.operators import Operator

LONGEST_LETTERS = 2
"""So short a text may well be the name of an input, even where operators begin so: “a”, “b1”."""
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


def typed_number(text: str) -> str:
    """The number that was typed, as a formula has it; empty where it is none, or none that a node can hold.

    Example:
        >>> typed_number("−0,5"), typed_number("3"), typed_number("log10"), typed_number("∞")
        ('-0.5', '3', '', '')
    """
    try:
        number = read_number(text)
    except ValueError:
        return ""
    return repr(number).removesuffix(".0") if isfinite(number) else ""


def is_written_so(operator: Operator, text: str) -> bool:
    """Whether a short text is just what an operator is called or written as, or begins so: Enter takes the operator.

    Example:
        >>> from circuitgrad.operators import OPERATORS
        >>> [is_written_so(OPERATORS["negate"], text) for text in ("-x", "neg", "-x*y")]
        [True, True, False]
    """
    return text.strip().replace("-", "−") == operator.symbol or _begins_so(operator, text)


def _begins_so(operator: Operator, text: str) -> bool:
    wanted = text.strip().casefold()
    title = QCoreApplication.translate("operators", operator.title)
    return any(name.casefold().startswith(wanted) for name in (operator.name, title, *operator.aliases))


class SearchBox(PickBox):
    """Finds operators, those that were used most often first, and takes formulas.

    Signals:
        operator_chosen (str, bool): the operator's name, and whether Alt was held.
        formula_entered (str): a formula was typed instead.
        gone: it is not to be seen any more, whether something was chosen or not.
    """

    operator_chosen = Signal(str, bool)
    formula_entered = Signal(str)
    gone = Signal()

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        self._accepts: Callable[[Operator], bool] = lambda operator: True
        self._formulas = True
        self._used: Counter[str] = Counter()
        super().__init__(parent, theme, "search")
        self.field.setAccessibleName(self.tr("Find an operator or type a formula"))

    def open_at(
        self,
        place: QPoint,
        accepts: Callable[[Operator], bool] | None = None,
        *,
        title: str = "",
        formulas: bool = False,
    ) -> None:
        """Opens near a place of the parent, with only the operators that fit.

        Args:
            place: in the parent's coordinates.
            accepts: which operators to offer; None for all, and for formulas too.
            title: what stands in the empty field; empty for what can be typed there.
            formulas: whether formulas fit too where not all operators do.
        """
        self._accepts = accepts or (lambda operator: True)
        self._formulas = formulas or accepts is None
        usual = self.tr("Operator or formula") if self._formulas else self.tr("Operator")
        self.field.setPlaceholderText(title or usual)
        self.show_at(place)

    def fill(self, text: str) -> None:
        found = [operator for operator in find_operators(text, self._used) if self._accepts(operator)]
        first = [operator for operator in found[:1] if is_written_so(operator, text)]
        for operator in first:
            self._add_operator(operator)
        if self._formulas:
            self._add_formula(text, known=bool(first) or any(_begins_so(operator, text) for operator in found))
        for operator in found:
            if operator not in first:
                self._add_operator(operator)

    def _add_formula(self, text: str, *, known: bool) -> None:
        """The row of a number, a formula or an input's name, where what was typed is one of them.

        Args:
            text: what was typed.
            known: whether operators are called so, or begin so.
        """
        written = text.strip()
        if typed_number(text):
            self.add_row(self.tr("Add the constant  {number}").format(number=written), None)
        elif looks_like_formula(text):
            self.add_row(self.tr("Add the formula  {formula}").format(formula=written), None)
        elif is_input_name(text) and (not known or len(written) <= LONGEST_LETTERS):
            self.add_row(self.tr("Add the input  {name}").format(name=written), None)

    def _add_operator(self, operator: Operator) -> None:
        title = QCoreApplication.translate("operators", operator.title)
        help = QCoreApplication.translate("operators", operator.help)
        self.add_row(f"{title}   {operator.symbol}" if title else operator.symbol, operator.name, help)

    def take_row(self, item: QListWidgetItem, modifiers: Qt.KeyboardModifier) -> None:
        name = item.data(Qt.ItemDataRole.UserRole)
        if name is None:
            entered = self.field.text().strip()
            self.formula_entered.emit(typed_number(entered) or entered)
        else:
            self._used[name] += 1
            self.operator_chosen.emit(name, bool(modifiers & Qt.KeyboardModifier.AltModifier))

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        self.gone.emit()
