"""Brings an exercise to the window as soon as a circuit has one; until then nothing of it is imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from circuitgrad.circuit.changes import Change, ExerciseChanged

if TYPE_CHECKING:
    from circuitgrad.gui.exercise.asking import Asking
    from circuitgrad.gui.main_window import MainWindow


class ExerciseWatch(QObject):
    """What the window can do with exercises.

    Args:
        window: whose canvas and panels show the exercise of its document.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._document = window, window.document
        self._document.reset.connect(self._on_reset)
        self._document.changed.connect(self._on_changed)

    def _on_reset(self) -> None:
        if self._document.circuit.exercise is not None:
            self._bring()

    def _on_changed(self, changes: tuple[Change, ...]) -> None:
        touched = [change for change in changes if isinstance(change, ExerciseChanged)]
        if touched and self._document.circuit.exercise is not None:
            came = touched[0].before is None
            self.asking()
            if came:
                self._bring()

    def asking(self) -> Asking:
        """The exercise on the canvas, made when there is a first one."""
        view = self._window.view
        if view.asking is None:
            from circuitgrad.gui.exercise.asking import Asking

            view.asking = Asking(view, self._document.exercise)
        return view.asking

    def _bring(self) -> None:
        """Shows the panel, as the window would look broken to whoever does not know why numbers are missing."""
        self.asking()
        self._window.docks.bring("exercise")

    # What actions do

    def hide_and_ask(self) -> None:
        """Hides the numbers of what is selected, and asks for them."""
        from circuitgrad.gui.exercise.authoring import hide_selection

        hide_selection(self._document)

    def hide_values(self) -> None:
        """Hides every computed value, and asks for it."""
        from circuitgrad.gui.exercise.authoring import hide_values

        hide_values(self._document)

    def hide_gradients(self) -> None:
        """Hides every gradient, and asks for it."""
        from circuitgrad.gui.exercise.authoring import hide_gradients

        hide_gradients(self._document)

    def ask_effects(self) -> None:
        """Asks of every input which way it moves the objective."""
        from circuitgrad.gui.exercise.authoring import ask_effects

        ask_effects(self._document)

    def stop_hiding(self) -> None:
        """Asks no more of what is selected, or nothing at all."""
        from circuitgrad.gui.exercise.authoring import stop_hiding

        stop_hiding(self._document)

    def answer_next(self) -> None:
        """Opens the next number that is asked for."""
        self.asking().go()

    def show_answer(self) -> None:
        """Shows the number that is asked for."""
        self.asking().show_answer()

    def start_over(self) -> None:
        """Hides everything again."""
        self._document.exercise.start_over()
