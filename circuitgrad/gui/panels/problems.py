"""What is the matter with the numbers: a row for each problem, with a cure where there is one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from circuitgrad.engine import Problem
from circuitgrad.errors import CircuitError
from circuitgrad.gui.document import Document
from circuitgrad.gui.messages import problem_sentence
from circuitgrad.gui.panels.panel import GAP, Column, LazyRefresh, breakable, label, scrolled, show_if, show_text
from circuitgrad.gui.theme import Theme

MOST_ROWS = 100
MARKS = {
    "missing": "?",
    "undefined": "NaN",
    "infinite": "∞",
    "tie": "=",
    "zero": "0",
    "vanishing": "≈0",
    "exploding": "≫",
}


class ProblemsPanel(LazyRefresh):
    """The problems of the run that is shown, worst first.

    Signals:
        reveal (str): the id of the node where the chosen problem is.
        title_changed (str): the panel's title, with the number of problems.
    """

    reveal = Signal(str)
    title_changed = Signal(str)

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, parent)
        self.setObjectName("problems")
        self._count = 0
        self._empty = label("problems_empty", soft=True, wrap=True)
        self._more = label("problems_more", soft=True, wrap=True)
        self._rows: list[ProblemRow] = []
        column = scrolled(self)
        for area in self.findChildren(Column):
            area.verticalScrollBar().valueChanged.connect(self._show_seen)
            area.verticalScrollBar().rangeChanged.connect(self._show_seen)
        column.addWidget(self._empty)
        self._column = QVBoxLayout()
        self._column.setSpacing(GAP)
        column.addLayout(self._column)
        column.addWidget(self._more)
        column.addStretch(1)
        self.document.evaluated.connect(self._count_anew)
        self.follow()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is shown."""
        return () if self.document.run is None else self.document.run.problems

    def title(self) -> str:
        """The panel's title, with the number of problems."""
        count = len(self.problems)
        return self.tr("Problems ({count})").format(count=count) if count else self.tr("Problems")

    def _count_anew(self) -> None:
        if len(self.problems) != self._count:
            self._count = len(self.problems)
            self.title_changed.emit(self.title())

    def refresh(self) -> None:
        """Shows the problems of the run."""
        count = min(len(self.problems), MOST_ROWS)
        problems = self.problems[: self.rows_now(len(self._rows), count)]
        while len(self._rows) < len(problems):
            self._add_row()
        for shown, problem in zip(self._rows, problems, strict=False):
            shown.show_problem(problem, self.theme)
        for i, shown in enumerate(self._rows):
            show_if(shown, i < len(problems))
        show_text(self._empty, "" if problems else self._nothing())
        rest = len(self.problems) - count
        show_text(self._more, self.tr("… and {count} more.").format(count=rest) if rest else "")

    def _show_seen(self) -> None:
        for shown in self._rows:
            if shown.is_in_sight:
                shown.show_sentence()

    def _nothing(self) -> str:
        if self.document.run is None and len(self.document.circuit):
            return self.tr("Nothing has run yet: press Forward.")
        return self.tr("No problems.")

    def _add_row(self) -> None:
        shown = ProblemRow(self)
        shown.chosen.connect(self._choose)
        shown.nudged.connect(self._nudge)
        self._column.addWidget(shown)
        self._rows.append(shown)

    def _choose(self, problem: Problem) -> None:
        nodes = [id for id in (problem.nodes or (problem.node,)) if id in self.document.circuit]
        self.document.select(nodes)
        if problem.node in self.document.circuit:
            self.reveal.emit(problem.node)

    def _nudge(self) -> None:
        from circuitgrad.analysis.nudge import nudge

        try:
            edit = nudge(self.document.circuit, seed=self.document.history.count())
        except CircuitError as error:
            self.document.refused.emit(error)
        else:
            self.document.do(edit, self.tr("Nudge the inputs"))


class ProblemRow(QFrame):
    """One problem: a mark for its kind, its sentence, and the cure.

    Signals:
        chosen (Problem): the row was clicked, or Enter was pressed on it.
        nudged: its button was pressed.
    """

    chosen = Signal(object)
    nudged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problem")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._problem: Problem | None = None
        self._text = ""
        self._theme: Theme | None = None
        self._mark = label("problem_mark")
        self._mark.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._mark.setFixedWidth(self.fontMetrics().horizontalAdvance("NaN") + 6)
        font = self._mark.font()
        font.setBold(True)
        self._mark.setFont(font)
        self._sentence = label("problem_sentence", wrap=True)
        self._nudge = QPushButton(self.tr("Nudge"))
        self._nudge.setObjectName("problem_nudge")
        self._nudge.setToolTip(self.tr("Moves every parameter a little, at random, so that a gradient can pass again."))
        self._nudge.clicked.connect(self.nudged)
        line = QHBoxLayout(self)
        line.setContentsMargins(GAP, GAP, GAP, GAP)
        line.setSpacing(GAP)
        line.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._sentence, 1)
        line.addWidget(self._nudge, 0, Qt.AlignmentFlag.AlignTop)

    def show_problem(self, problem: Problem, theme: Theme) -> None:
        """Shows this problem."""
        if (problem, theme) == (self._problem, self._theme):
            return
        text = self._text = problem_sentence(problem)
        is_other = self._problem is None or problem.template != self._problem.template
        self._problem = problem
        self._mark.setText(MARKS.get(problem.kind, "!"))
        self.setAccessibleName(text)
        # To lay out a wrapped sentence is slow: one with other numbers in it waits until somebody can see it.
        if is_other or self.is_in_sight:
            self.show_sentence()
        self._nudge.setVisible(problem.curable)
        self._nudge.setAccessibleDescription(text)
        if theme is not self._theme:
            self._theme = theme
            self.setStyleSheet(row_look(theme))

    @property
    def is_in_sight(self) -> bool:
        """Whether it is not scrolled away; a row that is hidden with all the panel counts as seen."""
        return not self.isVisible() or not self.visibleRegion().isEmpty()

    def show_sentence(self) -> None:
        """Shows the sentence as it is now."""
        text = breakable(self._text)
        if self._sentence.text() != text:
            self._sentence.setText(text)

    def mouseReleaseEvent(self, event: QEvent) -> None:  # noqa: N802
        """A click chooses."""
        self.chosen.emit(self._problem)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter or Space chooses."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self._problem)
        else:
            super().keyPressEvent(event)


def row_look(theme: Theme) -> str:
    """The stylesheet of a row: the warning's colours, the accent around the one with the focus."""
    return f"""
    QFrame#problem {{ background: {theme.warning}; border: 1px solid {theme.warning_line}; border-radius: 5px; }}
    QFrame#problem:focus {{ border-color: {theme.accent}; }}
    QFrame#problem QLabel {{ color: {theme.warning_ink}; }}
    QPushButton {{ padding: 3px 8px; }}
    """
