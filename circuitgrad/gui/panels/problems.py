"""What is the matter with the numbers: a row for each problem, with a cure where there is one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from circuitgrad.engine import Problem
from circuitgrad.engine.sentences import direction_of
from circuitgrad.errors import CircuitError
from circuitgrad.gui.document import Document
from circuitgrad.gui.fonts import STRONG
from circuitgrad.gui.lens import CLEAR, may_be_read
from circuitgrad.gui.messages import problem_sentence, translated_sentence
from circuitgrad.gui.names import pretty_name
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
FADING = frozenset({"vanishing", "zero"})
"""Kinds for which “What if” tries out, input by input, what wakes a gradient."""


class ProblemsPanel(LazyRefresh):
    """The problems of the run that is shown, worst first.

    Signals:
        reveal (str): the id of the node where the chosen problem is.
        title_changed (str): the panel's title, with the number of problems.
        panel_asked (str): the key of a panel that shall come to the front, as it knows more.
    """

    CALM = 60
    reveal = Signal(str)
    title_changed = Signal(str)
    panel_asked = Signal(str)

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
        self._followed: Problem | None = None
        self.document.evaluated.connect(self._count_anew)
        self.document.evaluated.connect(self._follow_on)
        self.document.selection_changed.connect(self._on_selection)
        self.document.lenses.changed.connect(self._count_anew)
        self.follow()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is shown."""
        lens, run = self.document.lenses.seen, self.document.run
        if run is None or lens is CLEAR:
            return () if run is None else run.problems
        return tuple(problem for problem in run.problems if may_be_read(problem, lens))

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
            shown.show_cure(self._cure_text(problem))
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
        shown.cured.connect(self._cure)
        self._column.addWidget(shown)
        self._rows.append(shown)

    def _choose(self, problem: Problem) -> None:
        nodes = [id for id in (problem.nodes or (problem.node,)) if id in self.document.circuit]
        self._tell(None)
        self.document.select(nodes)
        if problem.node in self.document.circuit:
            self.reveal.emit(problem.node)
            self.document.select(nodes)
        self._tell(problem)

    # What became of the gradient

    def _tell(self, problem: Problem | None) -> None:
        """Lights the way that the gradient took to a problem, and says what became of it there; None for no more."""
        run = self.document.run
        self._followed = problem if run is not None else None
        if problem is None or run is None:
            self.document.lenses.put("problems", None)
            text = ""
        else:
            from circuitgrad.analysis.health import tell_story
            from circuitgrad.gui.story_lens import StoryLens

            story = tell_story(run, problem)
            self.document.lenses.put("problems", StoryLens(story))
            text = translated_sentence(story.template, dict(story.fields)) if story.template else ""
        for shown in self._rows:
            shown.show_story(text if shown.problem == problem else "")
            if text and shown.problem == problem:
                QTimer.singleShot(0, shown, partial(self._bring_into_view, shown))

    def _bring_into_view(self, shown: QWidget) -> None:
        for area in self.findChildren(Column):
            area.ensureWidgetVisible(shown, 0, GAP)

    def _follow_on(self) -> None:
        """Other numbers: the story of the same problem is told anew, or ends with it."""
        before = self._followed
        if before is not None:
            same = (each for each in self.problems if (each.node, each.kind) == (before.node, before.kind))
            self._tell(next(same, None))

    def _on_selection(self) -> None:
        """Something else is selected: the story has been heard."""
        if self._followed is not None and self.document.selection.nodes != set(self._followed.nodes):
            self._tell(None)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Nobody looks at the problems any more."""
        super().hideEvent(event)
        self._tell(None)

    # Cures

    def _cure_text(self, problem: Problem) -> str:
        """What the button of a row is called; empty where there is no cure to offer."""
        if problem.curable:
            return self.tr("Nudge")
        advised = self._advised(problem)
        if advised is not None:
            way, name = advised
            texts = {"raise": self.tr("Raise {name}"), "lower": self.tr("Lower {name}"), "move": self.tr("Move {name}")}
            return texts[way].format(name=pretty_name(name))
        return self.tr("Find a cure") if problem.kind in FADING else ""

    def _advised(self, problem: Problem) -> tuple[str, str] | None:
        """What the sentence advises to do with which input; None where that is no input that may move."""
        way, circuit = direction_of(problem.template), self.document.circuit
        id = None if way is None else circuit.labelled(dict(problem.fields)["which"])
        if way is None or id is None or not (circuit.node(id).is_leaf and circuit.node(id).may_move):
            return None
        return way, circuit.node(id).label

    def _cure(self, problem: Problem) -> None:
        if problem.curable:
            self._nudge()
        elif self._advised(problem) is not None:
            self._move(problem)
        else:
            self.panel_asked.emit("what_if")

    def _move(self, problem: Problem) -> None:
        from circuitgrad.analysis.health import try_cure

        run = self.document.run
        edit = None if run is None else try_cure(self.document.circuit, run, problem)
        if edit is None:
            self.document.refused.emit(CircuitError("No move of that input alone was found to help: move others too."))
        else:
            self.document.do(edit, self.tr("Cure a problem"))

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
        cured (Problem): its button was pressed.
    """

    chosen = Signal(object)
    cured = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problem")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.problem: Problem | None = None
        self._text = ""
        self._theme: Theme | None = None
        self._mark = label("problem_mark")
        self._mark.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._mark.setFixedWidth(self.fontMetrics().horizontalAdvance("NaN") + 6)
        font = self._mark.font()
        font.setWeight(STRONG)
        self._mark.setFont(font)
        self._sentence = label("problem_sentence", wrap=True)
        self._story = label("problem_story", wrap=True)
        self._story.hide()
        self._cure = QPushButton()
        self._cure.setObjectName("problem_cure")
        self._cure.clicked.connect(lambda: self.cured.emit(self.problem))
        line = QHBoxLayout(self)
        line.setContentsMargins(GAP, GAP, GAP, GAP)
        line.setSpacing(GAP)
        line.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(GAP // 2)
        texts.addWidget(self._sentence)
        texts.addWidget(self._story)
        line.addLayout(texts, 1)
        line.addWidget(self._cure, 0, Qt.AlignmentFlag.AlignTop)

    def show_problem(self, problem: Problem, theme: Theme) -> None:
        """Shows this problem."""
        if (problem, theme) == (self.problem, self._theme):
            return
        text = self._text = problem_sentence(problem)
        is_other = self.problem is None or problem.template != self.problem.template
        self.problem = problem
        self._mark.setText(MARKS.get(problem.kind, "!"))
        self.setAccessibleName(text)
        # To lay out a wrapped sentence is slow: one with other numbers in it waits until somebody can see it.
        if is_other or self.is_in_sight:
            self.show_sentence()
        self._cure.setAccessibleDescription(text)
        if theme is not self._theme:
            self._theme = theme
            self.setStyleSheet(row_look(theme))

    def show_cure(self, text: str) -> None:
        """Names the button that helps; empty for none."""
        self._cure.setText(text)
        self._cure.setVisible(bool(text))

    def show_story(self, text: str) -> None:
        """Says under the sentence what became of the gradient; empty for nothing."""
        show_text(self._story, text)

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
        self.chosen.emit(self.problem)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter or Space chooses."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.problem)
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
