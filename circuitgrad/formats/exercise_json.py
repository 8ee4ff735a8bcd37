"""An exercise in a .cgrad file: written where there is one, and read strictly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from circuitgrad.circuit import Asks, Attempt, Exercise, Fragment, Node, Question, Tolerance, Wire
from circuitgrad.circuit.exercise import check_attempt
from circuitgrad.errors import CircuitError, FileError
from circuitgrad.formats.circuit_json import number_json, text_json

if TYPE_CHECKING:
    from circuitgrad.formats.circuit_schema import AttemptRecord, ExerciseRecord, QuestionRecord


def exercise_text(exercise: Exercise, fragment: Fragment) -> str:
    """The JSON for an exercise, without the questions that do not fit the nodes and wires beside it.

    Example:
        >>> circuit = Fragment((Node.new("input", id="x"),))
        >>> print(exercise_text(Exercise((Question(Asks.EFFECT, "x"),), "Up or down?"), circuit))
        {
            "prompt": "Up or down?",
            "tolerance": {"relative": 0.01, "absolute": 1e-12, "digits": 2},
            "keeps_score": false,
            "keeps_time": false,
            "questions": [
              {"asks": "effect", "node": "x"}
            ],
            "attempts": []
          }
    """
    nodes, wires = {node.id: node for node in fragment.nodes}, set(fragment.wires)
    fitting = (question for question in exercise.questions if _fits(question, nodes, wires))
    own = exercise.tolerance
    relative, absolute = number_json(own.relative), number_json(own.absolute)
    lines = (
        f'"prompt": {text_json(exercise.prompt)}',
        f'"tolerance": {{"relative": {relative}, "absolute": {absolute}, "digits": {own.digits}}}',
        f'"keeps_score": {_truth(exercise.keeps_score)}',
        f'"keeps_time": {_truth(exercise.keeps_time)}',
        f'"questions": {_list([_question_line(question) for question in fitting])}',
        f'"attempts": {_list([_attempt_line(attempt) for attempt in exercise.attempts])}',
    )
    return "{\n    " + ",\n    ".join(lines) + "\n  }"


def _fits(question: Question, nodes: dict[str, Node], wires: set[Wire]) -> bool:
    if question.wire is not None:
        return question.wire in wires
    return question.node in nodes and question.suits(nodes[question.node])


def _list(lines: Sequence[str]) -> str:
    return "[\n      " + ",\n      ".join(lines) + "\n    ]" if lines else "[]"


def _truth(flag: bool) -> str:
    return "true" if flag else "false"


def _question_line(question: Question) -> str:
    if question.wire is None:
        return f'{{"asks": "{question.asks}", "node": {text_json(question.node)}}}'
    source, target, port = question.wire
    wire = f'{{"source": {text_json(source)}, "target": {text_json(target)}, "key": {port}}}'
    return f'{{"asks": "{question.asks}", "wire": {wire}}}'


def _attempt_line(attempt: Attempt) -> str:
    counts = ("asked", "right", "first_try", "shown", "wrong")
    numbers = ", ".join(f'"{name}": {getattr(attempt, name)}' for name in counts)
    return f'{{{numbers}, "seconds": {number_json(attempt.seconds)}}}'


def exercise_of(record: ExerciseRecord, nodes: Sequence[Node], wires: Sequence[Wire], name: str) -> Exercise:
    """The exercise in a file.

    Args:
        record: what the file says.
        nodes: the nodes of the circuit in the same file.
        wires: its wires.
        name: what sentences call the file.

    Raises:
        FileError: a question asks what cannot be asked, or counts do not fit together; the sentence has the place.
    """
    by_id, wired = {node.id: node for node in nodes}, set(wires)
    questions = [
        _question(question, by_id, wired, f"exercise.questions[{place}]", name)
        for place, question in enumerate(record.questions)
    ]
    for place, question in enumerate(questions):
        if question in questions[:place]:
            raise FileError("“{file}”, {place}: this is asked twice.", file=name, place=f"exercise.questions[{place}]")
    own = record.tolerance
    return Exercise(
        tuple(questions),
        record.prompt,
        Tolerance(float(own.relative), float(own.absolute), own.digits),
        record.keeps_score,
        record.keeps_time,
        tuple(_attempt(each, f"exercise.attempts[{place}]", name) for place, each in enumerate(record.attempts)),
    )


def _question(record: QuestionRecord, nodes: dict[str, Node], wires: set[Wire], place: str, name: str) -> Question:
    asks = Asks(record.asks)
    if (record.node is None) == (record.wire is None):
        raise FileError("“{file}”, {place}: either “node” or “wire” is expected.", file=name, place=place)
    if record.wire is not None:
        wire = Wire(record.wire.source, record.wire.target, record.wire.key)
        if wire not in wires:
            raise FileError("“{file}”, {place}.wire: there is no such wire.", file=name, place=place)
        if asks is not Asks.GRADIENT:
            raise FileError("“{file}”, {place}.asks: of a wire only “gradient” is asked.", file=name, place=place)
        return Question(asks, wire)
    node = nodes.get(record.node or "")
    if node is None:
        template = "“{file}”, {place}.node: no node has the id “{id}”."
        raise FileError(template, file=name, place=place, id=(record.node or "")[:100])
    question = Question(asks, node.id)
    if not question.suits(node):
        template = "“{file}”, {place}.asks: a “value” is asked of what is computed, an “effect” of an input."
        raise FileError(template, file=name, place=place)
    return question


def _attempt(record: AttemptRecord, place: str, name: str) -> Attempt:
    seconds = None if record.seconds is None else float(record.seconds)
    attempt = Attempt(record.asked, record.right, record.first_try, record.shown, record.wrong, seconds)
    try:
        check_attempt(attempt)
    except CircuitError as error:
        raise FileError("“{file}”, {place}: {reason}", file=name, place=place, reason=error.sentence) from None
    return attempt
