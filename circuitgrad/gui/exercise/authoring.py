"""Turning a circuit into an exercise: what is hidden and asked for, each a step of the history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from circuitgrad.circuit import Asks, Circuit, Exercise, Question, Wire
from circuitgrad.circuit.edits import SetExercise
from circuitgrad.errors import ObjectiveError
from circuitgrad.gui.document import Document


def hide_selection(document: Document) -> None:
    """Hides the numbers of the selected nodes and wires, and asks for them."""
    chosen, circuit = document.selection, document.circuit
    if not _has_objective(document):
        return
    questions = [question for id in circuit.nodes if id in chosen.nodes for question in of_node(id, circuit)]
    ask(document, [*questions, *(of_wire(wire) for wire in circuit.wires() if wire in chosen.wires)])


def hide_values(document: Document) -> None:
    """Hides the value of every node that is computed, and asks for it."""
    nodes = document.circuit.nodes.values()
    ask(document, [Question(Asks.VALUE, node.id) for node in nodes if not node.is_leaf and not node.record.dot])


def hide_gradients(document: Document) -> None:
    """Hides the gradient of every wire, and every sum of them, and asks for it; the objective's own 1 stays."""
    circuit = document.circuit
    if not _has_objective(document):
        return
    sums = (id for id in circuit.nodes if id != document.objective and len(circuit.outgoing(id)) > 1)
    ask(document, [*map(of_wire, circuit.wires()), *(Question(Asks.GRADIENT, id) for id in sums)])


def ask_effects(document: Document) -> None:
    """Asks of every input whether raising it raises or lowers the objective."""
    if _has_objective(document):
        ask(document, [Question(Asks.EFFECT, node.id) for node in document.circuit.inputs()])


def _has_objective(document: Document) -> bool:
    """Whether there are gradients to ask for; if not, `refused` says what to do."""
    try:
        document.circuit.find_objective()
    except ObjectiveError as error:
        document.refused.emit(error)
        return False
    return True


def of_node(id: str, circuit: Circuit) -> list[Question]:
    """What can be asked of a node: its value where it is computed, and its gradient.

    Where it feeds a single wire its gradient is that wire's, and asked for there, as it stands there.
    """
    outgoing = circuit.outgoing(id)
    gradient = of_wire(outgoing[0]) if len(outgoing) == 1 else Question(Asks.GRADIENT, id)
    value = [] if circuit.node(id).is_leaf else [Question(Asks.VALUE, id)]
    return [*value, *([gradient] if outgoing else [])]


def of_wire(wire: Wire) -> Question:
    """What can be asked of a wire."""
    return Question(Asks.GRADIENT, wire)


def ask(document: Document, questions: Iterable[Question]) -> None:
    """Asks these besides what is asked already."""
    before = current(document)
    after = before.with_questions(questions)
    if after != before:
        document.do(SetExercise(after), _tr("Hide and ask"))


def stop_hiding(document: Document) -> None:
    """Asks no more of what is selected; where nothing is selected, there is no exercise any more."""
    exercise, chosen = document.circuit.exercise, document.selection
    if exercise is None:
        return
    if not chosen.nodes and not chosen.wires:
        document.do(SetExercise(None), _tr("Stop hiding"))
        return
    alone = (document.circuit.outgoing(id) for id in chosen.nodes)
    wires = [wire for outgoing in alone if len(outgoing) == 1 for wire in outgoing]
    left = current(document).without([*chosen.nodes, *chosen.wires, *wires])
    if left != exercise:
        document.do(SetExercise(left if left.questions else None), _tr("Stop hiding"))


def change(document: Document, text: str, **fields: object) -> None:
    """Changes what else the author says: `prompt`, `tolerance`, `keeps_score` or `keeps_time`."""
    exercise = document.circuit.exercise
    if exercise is not None:
        after = replace(current(document), **fields)  # type: ignore[arg-type]
        if after != exercise:
            document.do(SetExercise(after), text)


def current(document: Document) -> Exercise:
    """The exercise with the questions that fit the circuit as it is; an empty one where there is none."""
    exercise = document.circuit.exercise or Exercise()
    return replace(exercise, questions=exercise.asked_in(document.circuit))


def _tr(text: str) -> str:
    return QCoreApplication.translate("commands", text)
