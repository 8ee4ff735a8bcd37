"""A lesson that is being read: its page, what has been done on it, and the circuit that it puts on the canvas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from circuitgrad.circuit import Circuit
from circuitgrad.circuit.edits import (
    AddScenario,
    Batch,
    ChooseObjective,
    Edit,
    PinBaseline,
    RemoveScenario,
    SetExercise,
    add_fragment,
    remove,
)
from circuitgrad.engine import Run
from circuitgrad.formats.lessons.conditions import Situation, values_of
from circuitgrad.formats.lessons.quantities import run_of
from circuitgrad.formats.lessons.records import Lesson, Page, Question, Start, Task
from circuitgrad.gui.document import Document, Passes
from circuitgrad.gui.exercise.lens import ExerciseLens
from circuitgrad.gui.lessons.predicting import NOTHING, hidden_on

OWNER: Final = "lessons"
"""Under which its lens stands."""
_PASSES: Final = {"none": Passes.NONE, "forward": Passes.FORWARD, "backward": Passes.BOTH}


class LessonSession(QObject):
    """Reads one lesson after the other over a document.

    The first circuit of a lesson is opened like a file; the following ones are steps of the same history, so that
    nothing a reader has made is lost: undo brings it back.

    Args:
        document: what the circuits are opened in.
        open_circuit: opens one under a name once unsaved work is safe; tells whether it did.

    Signals:
        page_changed: another page is open, or none.
        progressed: something on the page has been done.
        circuit_shown: the page's own circuit stands on the canvas.
    """

    page_changed = Signal()
    progressed = Signal()
    circuit_shown = Signal()

    def __init__(
        self, document: Document, open_circuit: Callable[[Circuit, str], bool], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._open = document, open_circuit
        self.lesson: Lesson | None = None
        self.place = 0
        self.done: set[tuple[int, int]] = set()
        """What has been done: page and place on it."""
        self.finished: set[str] = set()
        """The lessons of which every page has been seen, by the name of their file."""
        self._seen: set[int] = set()
        self._opened: Circuit | None = None
        self._first_values: Mapping[str, float | None] = {}
        self._was_live: bool | None = None
        self._is_turning = False
        self._hidden = NOTHING
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.look)
        document.evaluated.connect(self.look)
        document.selection_changed.connect(self._look_soon)
        document.changed.connect(self._on_changed)
        document.reset.connect(self._on_reset)

    # The lesson and its pages

    @property
    def page(self) -> Page | None:
        """The page that is open, None for none."""
        return None if self.lesson is None else self.lesson.pages[self.place]

    def begin(self, lesson: Lesson) -> bool:
        """Opens a lesson at its first page, once unsaved work is safe. Returns whether it did."""
        first = lesson.pages[0]
        if not self._put(first.start, lesson.title, self.tr("Lesson: {title}").format(title=lesson.title)):
            return False
        self.lesson, self.place, self._seen = lesson, 0, set()
        self.done = set()
        self._document.name_example(lesson.title)
        self._arrive()
        return True

    def go(self, place: int) -> None:
        """Turns to another page and puts its circuit on the canvas, as a step that undo takes back."""
        lesson, before = self.lesson, self.place
        if lesson is None or not 0 <= place < len(lesson.pages) or place == before:
            return
        start = lesson.pages[place].start
        goes_on = start.keeps and place == before + 1 and self.is_done(before) and self.owns
        if not goes_on and not self._put(start, lesson.title, self._step_text(place)):
            return
        self.place = place
        self._arrive()

    def reset_circuit(self) -> None:
        """Puts the page's circuit on the canvas as it was at first."""
        page, lesson = self.page, self.lesson
        if page is not None and lesson is not None and self._put(page.start, lesson.title, self.tr("Reset circuit")):
            self._first_values = values_of(self._document.circuit)
            self._run_as_far(page.start)
            self.circuit_shown.emit()
            self.show_lens(True)
            self.progressed.emit()
            self.look()

    def close(self) -> None:
        """Ends the lesson; its circuit stays."""
        if self.lesson is None:
            return
        self.lesson = None
        self._give_live_back()
        self.show_lens(False)
        self.page_changed.emit()

    def _step_text(self, place: int) -> str:
        return self.tr("Page {number} of the lesson").format(number=place + 1)

    def _arrive(self) -> None:
        page, lesson = self.page, self.lesson
        if page is None or lesson is None:
            return
        self._first_values = values_of(self._document.circuit)
        self._seen.add(self.place)
        if len(self._seen) == len(lesson.pages):
            self.finished.add(lesson.file)
        self._run_as_far(page.start)
        self.circuit_shown.emit()
        self.page_changed.emit()
        self.show_lens(True)
        self.look()

    # The circuit

    @property
    def owns(self) -> bool:
        """Whether the canvas shows the lesson's own document, which nobody has saved as something else."""
        return self._opened is not None and self._document.circuit is self._opened and self._document.path is None

    def _put(self, start: Start, name: str, text: str) -> bool:
        """Puts a circuit on the canvas. Returns whether it stands there."""
        document = self._document
        circuit = start.circuit()
        self._is_turning = True
        try:
            if not self.owns:
                if not self._open(circuit, name):
                    return False
                self._opened = document.circuit
                return True
            if start.is_shown_by(document.circuit):
                return True
            return document.do(_replace_all(document.circuit, start), text)
        finally:
            self._is_turning = False

    def _run_as_far(self, start: Start) -> None:
        """Runs as far as the page begins with; live mode waits while that is not all the way."""
        document, passes = self._document, _PASSES[start.passes]
        if passes is Passes.BOTH:
            self._give_live_back()
            document.settle()
            if document.passes is not Passes.BOTH and len(document.circuit) and document.objective is not None:
                document.run_passes(Passes.BOTH)
            return
        if self._was_live is None:
            self._was_live = document.live
        document.live = False
        document.settle()
        document.run_passes(passes)

    def _give_live_back(self) -> None:
        if self._was_live is not None:
            self._document.live, self._was_live = self._was_live, None

    def _on_reset(self) -> None:
        if not self._is_turning:
            self.show_lens(False)
            self._give_live_back()
        self.progressed.emit()

    def _on_changed(self, _changes: object) -> None:
        self.show_lens(True)
        self._look_soon()

    def _look_soon(self) -> None:
        """Looks once results are those of the circuit as it is: while changes are told they are still the old ones."""
        if self.lesson is not None:
            self._soon.start(0)

    # What has been done

    @property
    def situation(self) -> Situation:
        """What tasks are asked about."""
        document = self._document
        nodes = document.circuit.nodes
        labels = frozenset(nodes[id].label for id in document.selection.nodes if id in nodes)
        return Situation(document.circuit, document.run, labels, self._first_values)

    def look(self) -> None:
        """Ticks off the tasks that are done."""
        page = self.page
        if page is None or self._is_turning or not self.owns:
            return
        open_tasks = [
            (i, item) for i, item in enumerate(page.items) if isinstance(item, Task) and not self.is_ticked(i)
        ]
        if not open_tasks:
            return
        now = self.situation
        ticked = [i for i, task in open_tasks if all(condition.holds(now) for condition in task.conditions)]
        if ticked:
            self.done.update((self.place, i) for i in ticked)
            self.progressed.emit()

    def tick(self, item: int) -> None:
        """Notes that a question on the page has been answered."""
        self.done.add((self.place, item))
        self.show_lens(True)
        self.progressed.emit()

    def is_ticked(self, item: int) -> bool:
        """Whether something on the page has been done."""
        return (self.place, item) in self.done

    def is_done(self, place: int) -> bool:
        """Whether everything on a page has been done."""
        if self.lesson is None:
            return False
        items = enumerate(self.lesson.pages[place].items)
        return all((place, i) in self.done for i, item in items if isinstance(item, Task | Question))

    # Numbers

    def run_for_answers(self) -> tuple[Circuit, Run]:
        """Both passes over the circuit as it is now; over the page's own where the reader has another."""
        circuit = self._document.circuit if self.owns or self.page is None else self.page.start.circuit()
        return circuit, run_of(circuit)

    def page_run(self) -> tuple[Circuit, Run]:
        """Both passes over the page's own circuit, for the numbers in its text."""
        circuit = self.page.start.circuit() if self.page is not None else Circuit()
        return circuit, run_of(circuit)

    def show_lens(self, shown: bool) -> None:
        """Hides the numbers that the page still asks for, or shows all again."""
        hidden = NOTHING
        if shown and self.page is not None and self.owns:
            items = enumerate(self.page.items)
            asked = [item for i, item in items if isinstance(item, Question) and not self.is_ticked(i)]
            hidden = hidden_on(self._document.circuit, asked)
        is_there = self._document.lenses.of(OWNER) is not None
        if hidden != self._hidden or is_there is (hidden == NOTHING):
            self._hidden = hidden
            self._document.lenses.put(OWNER, None if hidden == NOTHING else ExerciseLens(hidden))


def _replace_all(circuit: Circuit, start: Start) -> Edit:
    """The edit that leaves nothing of a circuit, nor of what was asked of it, and puts another in its place."""
    old, ours = circuit.fragment(), start.fragment
    edits: list[Edit] = [SetExercise(None)] if old.exercise is not None else []
    edits += [PinBaseline(None)] if old.baseline is not None else []
    edits += [RemoveScenario(scenario.id) for scenario in old.scenarios]
    edits += [remove(list(circuit.nodes), remarks=list(circuit.remarks)), add_fragment(ours)]
    edits += [AddScenario(scenario) for scenario in ours.scenarios]
    edits += [ChooseObjective(ours.objective)] if ours.objective is not None else []
    edits += [PinBaseline(ours.baseline)] if ours.baseline is not None else []
    edits += [SetExercise(ours.exercise)] if ours.exercise is not None else []
    return Batch(tuple(edits))
