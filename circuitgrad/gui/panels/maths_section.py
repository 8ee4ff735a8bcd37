"""A heading with formulas under it, typeset; as many as there are to show."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from circuitgrad.formats.node_maths import Equation
from circuitgrad.gui.formula_view import FormulaView
from circuitgrad.gui.panels.panel import GAP, label, show_text
from circuitgrad.gui.theme import Theme


class MathsSection(QWidget):
    """A heading, formulas, and a sentence below them; it hides while it has nothing to show.

    Args:
        name: the object name; its formulas are called so too, with their number behind.
        title: the heading, in the reader's language.
        theme: its colours.
    """

    def __init__(self, name: str, title: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._name, self._title, self._theme = name, title, theme
        self.views: list[FormulaView] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, GAP)
        self._column.setSpacing(GAP + 2)
        self._heading = label(f"{name}_title", heading=True, wrap=True)
        self._heading.setText(title)
        self._note = label(f"{name}_note", soft=True, wrap=True)
        self._note.hide()
        self._column.addWidget(self._heading)
        self._column.addWidget(self._note)
        self.hide()

    def show_equations(
        self,
        equations: Sequence[Equation | None],
        note: str = "",
        sympy: str = "",
        copied: Sequence[Equation | None] = (),
    ) -> None:
        """Shows these formulas; None stands for one that there is not.

        Args:
            equations: the formulas, one below the other.
            note: a sentence below them.
            sympy: code for SymPy that the first of them can be copied as.
            copied: the same formulas with all digits; none where these have them.
        """
        shown = [equation for equation in equations if equation is not None]
        full = [equation for equation in copied if equation is not None]
        full = full if len(full) == len(shown) else shown
        while len(self.views) < len(shown):
            view = FormulaView(self._theme, f"{self._name}_{len(self.views)}", self._title)
            self._column.insertWidget(self._column.count() - 1, view)
            self.views.append(view)
        for place, view in enumerate(self.views):
            if place < len(shown):
                code = sympy if place == 0 and sympy else full[place].sympy
                each, whole = shown[place], full[place]
                view.show_formula(each.latex, each.plain, code, whole.latex, whole.plain)
            view.setVisible(place < len(shown))
        show_text(self._note, note)
        self.setVisible(bool(shown) or bool(note))

    def set_title(self, title: str) -> None:
        """Gives it another heading."""
        self._title = title
        if self._heading.text() != title:
            self._heading.setText(title)

    def set_theme(self, theme: Theme) -> None:
        """Shows the formulas in other colours."""
        if theme is not self._theme:
            self._theme = theme
            for view in self.views:
                view.set_theme(theme)


class SimplifyRow(QWidget):
    """A button that asks SymPy for a shorter formula, and while it works one that stops it.

    Signals:
        asked: a shorter formula is wanted.
        stopped: it is wanted no longer.
    """

    asked = Signal()
    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("maths_simplify")
        self._is_busy = False
        self.button = QPushButton()
        self.button.setObjectName("maths_simplify_button")
        self.button.clicked.connect(lambda: (self.stopped if self._is_busy else self.asked).emit())
        self._working: QLabel = label("maths_simplify_working", soft=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, GAP)
        row.setSpacing(GAP)
        row.addWidget(self.button)
        row.addWidget(self._working)
        row.addStretch(1)
        self.set_busy(False)
        self.hide()

    def set_busy(self, busy: bool) -> None:
        """Shows whether SymPy is at work."""
        self._is_busy = busy
        self.button.setText(self.tr("Stop") if busy else self.tr("Simplify"))
        tip = self.tr("SymPy looks for a shorter formula, for 20 seconds at most.")
        self.button.setToolTip("" if busy else tip)
        self._working.setText(self.tr("SymPy is at work …") if busy else "")
