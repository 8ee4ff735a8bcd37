"""What a lesson is: pages of text and of things that are alive. All are frozen; `reader` makes them from a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.formats.lessons.conditions import Condition
from circuitgrad.formats.lessons.place import Place
from circuitgrad.formats.lessons.quantities import Quantity

Passes = Literal["none", "forward", "backward"]


@dataclass(frozen=True, slots=True)
class Prose:
    """Text in Markdown, with fields and formulas in it."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Start:
    """The circuit that a page starts with.

    Args:
        fragment: all of it.
        passes: how far it has been run when the page is opened.
        keeps: whether a person's own circuit stays where the page before is done.
    """

    fragment: Fragment
    passes: Passes = "backward"
    keeps: bool = False

    def circuit(self) -> Circuit:
        """A new circuit as it is at the start."""
        return Circuit(self.fragment)

    def is_shown_by(self, circuit: Circuit) -> bool:
        """Whether a circuit is just this one, wherever its nodes stand."""
        return _skeleton(circuit.fragment()) == _skeleton(self.fragment)


def _skeleton(fragment: Fragment) -> tuple[set[Node], set[Wire], Fragment]:
    """Nodes and wires without order, places or bends, and all the rest."""
    nodes = {
        Node(n.id, n.operator, n.name, n.value, n.role, n.constants, bypassed=n.bypassed, range=n.range)
        for n in fragment.nodes
    }
    return nodes, set(fragment.wires), replace(fragment, nodes=(), wires=(), bends=())


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do, and how it is seen to be done.

    Args:
        text: what to do, in Markdown.
        conditions: all of them hold at one moment: done.
        hint: what helps; empty for none.
        place: where it stands.
    """

    text: str
    conditions: tuple[Condition, ...]
    hint: str
    place: Place


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to choose.

    Args:
        text: the answer, in Markdown.
        right: whether it is the right one.
        hint: what is said when it is chosen.
    """

    text: str
    right: bool
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong number that people come to, and what helps them."""

    number: Quantity
    hint: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question: a number to type, which way an input goes, or one of several answers to choose.

    Args:
        text: the question, in Markdown.
        place: where it stands.
        answer: the number to type; None for other kinds.
        tolerance: how far off a number may be; None for what three digits leave.
        mistakes: wrong numbers with hints of their own.
        effect: the input of which is asked whether it raises or lowers the objective; empty for other kinds.
        options: what can be chosen; empty for other kinds.
        hint: what helps after any other wrong answer; empty for what can be told from the mistake.
        why: what is said when the answer is right.
    """

    text: str
    place: Place
    answer: Quantity | None = None
    tolerance: float | None = None
    mistakes: tuple[Mistake, ...] = ()
    effect: str = ""
    options: tuple[Option, ...] = ()
    hint: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Sliders:
    """Inputs that are moved by sliders in the text.

    Args:
        labels: what people call them.
        place: where they stand.
    """

    labels: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Button:
    """Something that is done by a button in the text.

    Args:
        deed: one of `DEEDS`.
        what: the action's or panel's key, names of nodes, or settings of inputs.
        text: what the button says; empty for what the action is called.
        settings: for "set": the inputs and their values.
    """

    deed: str
    what: str
    text: str = ""
    settings: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Buttons:
    """Buttons side by side."""

    buttons: tuple[Button, ...]
    place: Place


Item = Prose | Task | Question | Sliders | Buttons


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a lesson.

    Args:
        title: its heading.
        items: what stands on it, from top to bottom.
        start: its circuit: its own, or that of the page before.
        place: where it begins.
    """

    title: str
    items: tuple[Item, ...]
    start: Start
    place: Place

    @property
    def things_to_do(self) -> tuple[Task | Question, ...]:
        """Tasks and questions, in order."""
        return tuple(item for item in self.items if isinstance(item, Task | Question))


@dataclass(frozen=True, slots=True)
class About:
    """What stands about a lesson before its pages.

    Args:
        title: what it is called.
        summary: one sentence on what it is about.
        minutes: how long it takes; None where its author does not say.
        file: the name of its file.
    """

    title: str
    summary: str
    minutes: int | None
    file: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson.

    Args:
        about: its title and what else stands about it.
        pages: at least one.
    """

    about: About
    pages: tuple[Page, ...]

    @property
    def title(self) -> str:
        """What it is called."""
        return self.about.title

    @property
    def file(self) -> str:
        """The name of its file."""
        return self.about.file


PRESSED: Final = (
    "forward", "backward", "step", "step_back", "play_steps", "leave_steps", "check", "show_paths", "tidy", "fit",
    "undo", "redo", "pin_baseline", "unpin_baseline", "back_to_baseline", "pin_scenario", "find", "add",
    "keyboard_sheet",
)  # fmt: skip
"""The actions that a lesson may press: none of them closes, saves or opens anything, as lessons come from strangers."""
OPENED: Final = (
    "palette", "exercise", "inputs", "inspector", "what_if", "maths", "history", "problems", "steps", "paths", "check",
    "sweep", "scenarios", "uncertainty",
)  # fmt: skip
"""The panels that a lesson may open."""
DEEDS: Final = ("press", "open", "select", "set")
