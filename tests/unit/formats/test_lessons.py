"""Lessons as files: what is read, what is refused and where, and that every number in those that ship is true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mpmath import mp

from circuitgrad.circuit import Circuit
from circuitgrad.circuit.edits import SetValue
from circuitgrad.errors import CircuitError
from circuitgrad.formats.circuit_json import save
from circuitgrad.formats.formula import from_formula
from circuitgrad.formats.lessons.blocks import BLOCKS
from circuitgrad.formats.lessons.check import check_lesson, is_answer
from circuitgrad.formats.lessons.conditions import FORMS, Compared, Situation, read_condition, values_of
from circuitgrad.formats.lessons.fields import Field, Kind, fields, pieces
from circuitgrad.formats.lessons.place import LessonError
from circuitgrad.formats.lessons.quantities import (
    KINDS,
    Calculated,
    LocalDerivative,
    NodeGradient,
    NodeValue,
    Quantity,
    WireGradient,
    read_quantity,
    run_of,
)
from circuitgrad.formats.lessons.reader import parse_lesson, read_about, read_lesson
from circuitgrad.formats.lessons.records import DEEDS, Buttons, Lesson, Page, Prose, Question, Sliders, Task
from circuitgrad.formats.lessons.shipped import lesson_paths
from circuitgrad.formats.lessons.starts import KEYS
from circuitgrad.operators import Role
from circuitgrad.resource_files import resource_root
from tests.mp_evaluation import FUNCTIONS

HEAD = "---\ntitle: T\nsummary: S.\n---\n"
CIRCUIT = "# One\n```circuit\nq = x + y\nf = q*z\nx = -2\ny = 5\nz = -4\n```\n"
EACH = pytest.mark.parametrize("path", lesson_paths(), ids=lambda path: path.name.split(".")[0])
WHOLE = """---
title: Slopes
summary: What they are.
minutes: 7
---

# First

Words.

```circuit
f = x*x
x = 3
```
More words.

# Second

```sliders
x: -5 to 5 by 0.5
```
```do
Move it.
when: value f > 16
hint: Up.
```
```question
How much?

Really?
answer: gradient x
within: 0.1
on value f: That is
    f.
why: So it is.
```
```buttons
press forward
set x = 1: Start
```
"""


def lesson(body: str) -> Lesson:
    return parse_lesson(HEAD + body, name="a.lesson.md")


def page(body: str) -> Page:
    return lesson(CIRCUIT + body).pages[0]


# What is read


def test_a_whole_lesson() -> None:
    read = parse_lesson(WHOLE)
    assert (read.title, read.about.summary, read.about.minutes) == ("Slopes", "What they are.", 7)
    first, second = read.pages
    assert [type(item) for item in first.items] == [Prose, Prose]
    sliders, task, question, buttons = second.items
    assert isinstance(sliders, Sliders)
    assert sliders.labels == ("x",)
    assert isinstance(task, Task)
    assert (task.text, task.hint) == ("Move it.", "Up.")
    assert isinstance(question, Question)
    assert (question.text, question.tolerance, question.why) == ("How much?\n\nReally?", 0.1, "So it is.")
    assert question.mistakes[0].hint == "That is f."
    assert isinstance(buttons, Buttons)
    assert [(button.deed, button.what, button.text) for button in buttons.buttons] == [
        ("press", "forward", ""),
        ("set", "x = 1", "Start"),
    ]
    own = second.start.circuit().find("x").range
    assert own is not None
    assert (own.low, own.high, own.step) == (-5.0, 5.0, 0.5)
    assert first.start.circuit().find("x").range is None


def test_a_page_without_a_circuit_goes_on_with_the_one_before() -> None:
    read = lesson(CIRCUIT + "Words.\n# Two\nWords.\n# Three\n```circuit\nset: x = 1\npasses: none\n```\nWords.\n")
    assert read.pages[1].start.fragment == read.pages[0].start.fragment
    assert read.pages[2].start.circuit().find("x").value == 1.0
    assert (read.pages[1].start.passes, read.pages[2].start.passes) == ("backward", "none")


def test_roles_objective_and_what_is_taken_out_again() -> None:
    block = "q = x + y\nf = q*z\ndata: x, y\nconstant: z\nobjective: q\nunwired: x -> q\nwithout: y\n"
    block = f"# One\n```circuit\n{block}```\nWords.\n"
    circuit = lesson(block).pages[0].start.circuit()
    assert [node.role for node in circuit.inputs()] == [Role.DATA, Role.CONSTANT]
    assert circuit.find_objective().label == "q"
    assert circuit.incoming(circuit.find("q").id) == []


def test_the_circuit_of_an_example_of_a_file_and_of_json(tmp_path: Path) -> None:
    save(from_formula("a*b"), tmp_path / "mine.cgrad")
    json = (tmp_path / "mine.cgrad").read_text(encoding="utf-8")
    path = tmp_path / "a.lesson.md"
    for source, labels in (
        ("example: sum_times", {"x", "y", "z"}),
        ("file: mine.cgrad", {"a", "b"}),
        (json, {"a", "b"}),
    ):
        path.write_text(f"{HEAD}# One\n```circuit\n{source}\n```\nWords.\n", encoding="utf-8")
        assert {node.label for node in read_lesson(path).pages[0].start.circuit().inputs()} == labels


def test_lines_of_windows_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.lesson.md"
    path.write_bytes(b"\xef\xbb\xbf" + (HEAD + CIRCUIT + "Words.\n").replace("\n", "\r\n").encode())
    assert read_lesson(path).pages[0].title == "One"


def test_a_fence_without_a_word_stays_text() -> None:
    item = page("```\n# no page\n```\n").items[0]
    assert isinstance(item, Prose)
    assert "# no page" in item.text


def test_pieces_of_a_text() -> None:
    cut = list(pieces(r"At $x^{2}$ it is {=value f: 4}, now {now gradient x}; costs \$5."))
    assert [piece.kind for piece in cut] == [
        Kind.WORDS, Kind.MATHS, Kind.WORDS, Kind.FIELD, Kind.WORDS, Kind.FIELD, Kind.WORDS,
    ]  # fmt: skip
    assert [(field.digits, field.follows) for field in (cut[3].field, cut[5].field) if field] == [
        (4, False),
        (None, True),
    ]


# What is refused, and where

BROKEN = {
    "no front matter": ("# One\nWords.\n", 1, "begins with a line “---”"),
    "front matter not closed": ("---\ntitle: T\n", 1, "close them"),
    "no title": ("---\nsummary: S.\n---\n# One\nWords.\n", 1, "no title"),
    "unknown line about it": (
        "---\ntitle: T\nauthor: me\nsummary: S.\n---\n# One\nW.\n",
        3,
        "“author: me” says nothing",
    ),
    "title twice": ("---\ntitle: T\ntitle: U\nsummary: S.\n---\n# One\nW.\n", 3, "second time"),
    "minutes": ("---\ntitle: T\nsummary: S.\nminutes: soon\n---\n# One\nW.\n", 4, "“soon” is no number of minutes"),
    "no page": (HEAD, 5, "there is no page"),
    "words on no page": (HEAD + "\nWords.\n", 6, "stands on no page"),
    "empty page": (HEAD + CIRCUIT, 5, "this page is empty"),
    "unknown block": (HEAD + CIRCUIT + "```python\n1/0\n```\n", 13, "“python” is no block"),
    "block nearly right": (HEAD + CIRCUIT + "```questions\n```\n", 13, "do you mean “question”?"),
    "block not closed": (HEAD + CIRCUIT + "```do\nDo it.\nwhen: value f > 1\n", 13, "never closed"),
    "two circuits": (HEAD + CIRCUIT + "```circuit\nf = x\n```\n", 13, "one circuit"),
    "no circuit yet": (HEAD + "# One\n```circuit\nset: x = 1\n```\nW.\n", 6, "names no circuit"),
    "two sources": (HEAD + "# One\n```circuit\nf = x\nexample: tie\n```\nW.\n", 8, "names two circuits"),
    "formula": (HEAD + "# One\n```circuit\nq = x\nf = 2*(q + \n```\nW.\n", 8, "ends where"),
    "example": (HEAD + "# One\n```circuit\nexample: nothing\n```\nW.\n", 7, "No example is called"),
    "file elsewhere": (HEAD + "# One\n```circuit\nfile: ../a.cgrad\n```\nW.\n", 7, "is no file beside the lesson"),
    "json": (HEAD + '# One\n```circuit\n{"a": 1}\n```\nW.\n', 6, "circuit"),
    "role of nothing": (HEAD + "# One\n```circuit\nf = 2*x\ndata: y\n```\nW.\n", 8, "“y”"),
    "range": (HEAD + "# One\n```circuit\nf = x*x\nrange: x wide\n```\nW.\n", 8, "is no range"),
    "range upside down": (HEAD + CIRCUIT + "```sliders\nx: 5 to 1\n```\n", 14, "below"),
    "passes": (HEAD + "# One\n```circuit\nf = x*x\npasses: all\n```\nW.\n", 8, "one of none, forward, backward"),
    "option nearly right": (
        HEAD + "# One\n```circuit\nf = x*x\nobjectiv: f\n```\nW.\n",
        8,
        "do you mean “objective:”?",
    ),
    "field": (HEAD + CIRCUIT + "It is\nhere {=slope of f}.\n", 14, "is no number to read"),
    "field not closed": (HEAD + CIRCUIT + "It is {=value f.\n", 13, "field is not closed"),
    "maths not closed": (HEAD + CIRCUIT + "It is $x^2.\n", 13, "formula is not closed"),
    "picture": (HEAD + CIRCUIT + "See ![me](me.png)\n", 13, "no picture files"),
    "task without condition": (HEAD + CIRCUIT + "```do\nDo it.\n```\n", 13, "nobody can tell"),
    "task without words": (HEAD + CIRCUIT + "```do\nwhen: value f > 1\n```\n", 13, "does not say what to do"),
    "condition": (HEAD + CIRCUIT + "```do\nDo it.\nwhen: f is large\n```\n", 15, "is no condition"),
    "condition of nothing": (HEAD + CIRCUIT + "```do\nDo it.\nwhen: selected\n```\n", 15, "says nothing"),
    "kind of problem": (HEAD + CIRCUIT + "```do\nDo it.\nwhen: problem big\n```\n", 15, "no kind of problem"),
    "empty key": (HEAD + CIRCUIT + "```do\nDo it.\nwhen:\n```\n", 15, "“when:” says nothing"),
    "hint twice": (HEAD + CIRCUIT + "```do\nDo.\nwhen: value f > 1\nhint: A.\nhint: B.\n```\n", 17, "second time"),
    "words behind keys": (HEAD + CIRCUIT + "```do\nDo.\nwhen: value f > 1\nMore.\n```\n", 16, "move it up"),
    "no answer": (HEAD + CIRCUIT + "```question\nWhat?\n```\n", 13, "one kind of answer"),
    "two answers": (
        HEAD + CIRCUIT + "```question\nWhat?\n- [x] A\n- [ ] B\nanswer: 3\n```\n",
        13,
        "one kind of answer",
    ),
    "none right": (HEAD + CIRCUIT + "```question\nWhat?\n- [ ] A\n- [ ] B\n```\n", 13, "one is right"),
    "one choice": (HEAD + CIRCUIT + "```question\nWhat?\n- [x] A\n```\n", 13, "two or more"),
    "tolerance": (HEAD + CIRCUIT + "```question\nWhat?\nanswer: 3\nwithin: -1\n```\n", 16, "is no distance"),
    "no slider": (HEAD + CIRCUIT + "```sliders\n```\n", 13, "moves nothing"),
    "button": (HEAD + CIRCUIT + "```buttons\njump high\n```\n", 14, "is no button"),
    "button of harm": (HEAD + CIRCUIT + "```buttons\npress quit\n```\n", 14, "cannot press “quit”"),
    "panel": (HEAD + CIRCUIT + "```buttons\nopen files\n```\n", 14, "cannot open “files”"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_lesson_says_where(name: str) -> None:
    text, line, part = BROKEN[name]
    with pytest.raises(LessonError) as found:
        parse_lesson(text, name="a.lesson.md")
    said = found.value.sentence
    assert said.startswith(f"“a.lesson.md”, line {line}: "), said
    assert part in said
    assert found.value.template.format(**found.value.fields) == said


PROMISES = {
    "field of no node": ("{=value g}\n", 13, "No node is called “g”"),
    "number that is none": ("Words\n{=calc 1/(q - 3)}\n", 14, "give its inputs values"),
    "task of no node": ("```do\nDo.\nwhen: value g > 1\n```\n", 13, "no node “g”"),
    "operator": ("```do\nDo.\nwhen: node g is plus\n```\n", 13, "no operator is called “plus”"),
    "done before": ("```do\nDo.\nwhen: value f < 0\n```\n", 13, "done before it is begun"),
    "slider of no input": ("```sliders\nq\n```\n", 13, "“q”"),
    "effect of no input": ("```question\nWhat?\nanswer: effect q\n```\n", 13, "“q”"),
    "mistake that is right": ("```question\nWhat?\nanswer: value f\non -12: No.\n```\n", 13, "right answer"),
    "no wire": ("```question\nWhat?\nanswer: gradient x -> f\n```\n", 13, "No wire goes from"),
    "button of no node": ("```buttons\nselect g\n```\n", 13, "“g”"),
    "button of no input": ("```buttons\nset g = 1\n```\n", 13, "“g”"),
}


@pytest.mark.parametrize("name", PROMISES)
def test_a_promise_that_cannot_be_kept_says_where(name: str) -> None:
    body, line, part = PROMISES[name]
    read = lesson(CIRCUIT + body)
    with pytest.raises(LessonError) as found:
        check_lesson(read)
    said = found.value.sentence
    assert said.startswith(f"“a.lesson.md”, line {line}: "), said
    assert part in said


def test_what_is_no_utf8_says_the_line(tmp_path: Path) -> None:
    path = tmp_path / "a.lesson.md"
    path.write_bytes((HEAD + CIRCUIT).encode() + b"caf\xe9\n")
    with pytest.raises(LessonError, match="line 13: this is not UTF-8"):
        read_lesson(path)


LINES = [
    "# Page", "```circuit", "```", "```do", "```question", "```sliders", "```buttons", "~~~", "f = x*x", "x = 3",
    "when: value f > 1", "answer: gradient x", "- [x] a", "- [ ] b", "    hint", "press forward", "set x = 1: go",
    "x: 1 to 2", "{=value f}", "{=", "$x$", "$", "data: x", "range: x 1 to 2", "unwired: x -> f", "{", '{"a": [',
    "on 3: no", "within: 2", "keep: yes", "title: T", "---", "", "   ", "\\", "example: tie", "file: a.cgrad", "calc",
]  # fmt: skip


SIGNS = "afqx019 =:+-*^(){}[]$#`|<>~\\\"'é→−\t"


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(LINES) | st.text(SIGNS, max_size=12), max_size=25))
def test_whatever_stands_there_it_is_read_or_refused_in_one_sentence(body: list[str]) -> None:
    try:
        read = parse_lesson(HEAD + CIRCUIT + "\n".join(body), name="a.lesson.md")
        check_lesson(read)
    except LessonError as error:
        assert re.match("“a.lesson.md”, line [0-9]+: ", error.sentence), error.sentence
        assert "{" not in error.template.format(**error.fields) or "{" in "".join(body)


def test_a_circuit_that_is_too_large_is_refused(tmp_path: Path) -> None:
    formula = "f = " + " + ".join(f"x{i}*x{i}" for i in range(1001))
    with pytest.raises(LessonError, match="line 6: a lesson's circuit has at most 2000 nodes"):
        lesson(f"# One\n```circuit\n{formula}\n```\nWords.\n")


# Conditions

FORMULA = "q = x + y; f = q*z; x = -2; y = 5; z = -4"
HOLDS = {
    "value f < 0": True, "value f > -12": False, "value f = -12": True, "value q ≥ 3": True, "value q <= 2.9": False,
    "gradient x = -4": True, "gradient q -> f = -4": True, "local z -> f = 3": True, "value f = -13 within 1": True,
    "calc q*z = value f": True, "value f = value f at x = -2": True, "value f > value f at x = 0": True,
    "moved x": True, "moved x, y": False, "moved only x, y": True, "moved only y": False,
    "selected q": True, "selected q, f": False, "wired q -> f": True, "wired f -> q": False,
    "wired q -> f port 1": True, "wired q -> f port 2": False,
    "node q": True, "node q is add": True, "node q is mul": False, "node g": False,
    "computes z*(y + x)": True, "computes (x - y)*z": False, "computes x*y": False, "run forward": True,
    "run backward": True, "objective f": True, "objective q": False, "held x": False, "free x": True,
    "role x is parameter": True, "role x is data": False, "problem": False, "no problem": True, "no problem tie": True,
    "value g > 1": False,
}  # fmt: skip


@pytest.mark.parametrize("text", HOLDS)
def test_a_condition(text: str) -> None:
    circuit = from_formula(FORMULA)
    start = values_of(circuit) | {"x": 0.0}
    now = Situation(circuit, run_of(circuit), frozenset({"q"}), start)
    assert read_condition(text).holds(now) is HOLDS[text]


def test_every_form_of_a_condition_is_tried() -> None:
    assert [start for start, _ in FORMS if not any(text.startswith(start) for text in HOLDS)] == []


def test_without_results_no_number_is_compared() -> None:
    assert not read_condition("value f < 0").holds(Situation(from_formula(FORMULA)))


@pytest.mark.parametrize(
    "text", ["", "value", "gradient x ->", "value f at x", "calc 2*", "calc __import__('os')", "6 7"]
)
def test_what_is_no_quantity_is_refused(text: str) -> None:
    with pytest.raises(CircuitError):
        read_quantity(text)


# Those that ship


@EACH
def test_it_keeps_what_it_promises(path: Path) -> None:
    check_lesson(read_lesson(path))


@EACH
def test_every_page_is_short_and_has_something_to_do(path: Path) -> None:
    for each in read_lesson(path).pages:
        words = [word for item in each.items if isinstance(item, Prose) for word in item.text.split()]
        assert len(words) <= 130, (each.title, len(words))
        assert each.things_to_do, each.title


def test_there_are_ten_and_no_two_have_one_title() -> None:
    titles = [read_about(path).title for path in lesson_paths()]
    assert len(titles) == len(set(titles)) == 10


def texts_of(each: Page) -> Iterator[str]:
    """Everything on a page that is read."""
    yield each.title
    for item in each.items:
        if isinstance(item, Prose):
            yield item.text
        elif isinstance(item, Task):
            yield from (item.text, item.hint)
        elif isinstance(item, Question):
            yield from (item.text, item.hint, item.why, *(mistake.hint for mistake in item.mistakes))
            yield from (text for option in item.options for text in (option.text, option.hint))


def quantities_of(each: Page) -> Iterator[Quantity]:
    """Every number that a page states or asks for."""
    for text in texts_of(each):
        yield from (field.quantity for field in fields(text))
    for item in each.items:
        if isinstance(item, Question):
            if item.answer is not None:
                yield item.answer
            yield from (mistake.number for mistake in item.mistakes)
            if item.effect:
                yield read_quantity(f"gradient {item.effect}")
        elif isinstance(item, Task):
            for condition in item.conditions:
                if isinstance(condition, Compared):
                    yield condition.right


class Oracle:
    """A circuit by mpmath: values by the operators' formulas, gradients by differences, nothing of the engine."""

    def __init__(self, circuit: Circuit, settings: tuple[tuple[str, float], ...]) -> None:
        self.circuit = circuit
        for label, value in settings:
            SetValue(circuit.find(label).id, value).apply(circuit)

    def value(self, id: str, moved: str = "", by: object = 0, wire: object = None) -> object:
        """A node's value, with another node's output moved by a little (on one wire only where one is given)."""
        found: dict[str, object] = {}
        for each in self.circuit.order():
            node = self.circuit.node(each)
            if node.is_leaf:
                found[each] = mp.mpf(node.value)
            else:
                wires = self.circuit.incoming(each)
                inputs = [found[w.source] + (by if w == wire else 0) for w in wires]  # type: ignore[operator]
                found[each] = FUNCTIONS[node.operator](*inputs, *map(mp.mpf, node.constants))
            if each == moved and wire is None:
                found[each] = found[each] + by  # type: ignore[operator]
        return found[id]

    def slope(self, id: str, moved: str = "", wire: object = None) -> float:
        """∂node/∂(what is moved), by a central difference with 60 digits."""
        with mp.workdps(60):
            step = mp.mpf(10) ** -25
            up, down = (self.value(id, moved, sign * step, wire) for sign in (1, -1))
            return float((up - down) / (2 * step))  # type: ignore[operator]

    def read(self, quantity: Quantity) -> float:
        """The number that a quantity names."""
        reading, find = quantity.reading, lambda label: self.circuit.find(label).id
        if isinstance(reading, NodeValue):
            return float(self.value(find(reading.label)))  # type: ignore[arg-type]
        if isinstance(reading, NodeGradient):
            return self.slope(self.circuit.find_objective().id, find(reading.label))
        if isinstance(reading, WireGradient | LocalDerivative):
            wire = next(
                each
                for each in self.circuit.incoming(find(reading.wire.target))
                if each.source == find(reading.wire.source) and reading.wire.port in (None, each.port)
            )
            end = self.circuit.find_objective().id if isinstance(reading, WireGradient) else wire.target
            return self.slope(end, wire=wire)
        if isinstance(reading, Calculated):
            circuit = from_formula(reading.formula)
            for label in reading.inputs:
                kind = "gradient" if label.startswith("grad_") else "value"
                number = self.read(read_quantity(f"{kind} {label.removeprefix('grad_')}"))
                SetValue(circuit.find(label).id, number).apply(circuit)
            return float(Oracle(circuit, ()).value(circuit.find_objective().id))  # type: ignore[arg-type]
        return quantity.of(self.circuit)


@EACH
def test_every_number_is_true(path: Path) -> None:
    for each in read_lesson(path).pages:
        for quantity in quantities_of(each):
            if not quantity.names and not isinstance(quantity.reading, Calculated):
                continue
            found = quantity.of(each.start.circuit())
            expected = Oracle(each.start.circuit(), quantity.settings).read(quantity)
            assert found == pytest.approx(expected, rel=1e-7, abs=1e-12), f"{each.place}: {quantity.text}"


PLAIN_NUMBER = re.compile(r"(?<![\w.^{])[−-]?\d+(?:\.\d+)?(?![\w}]|\.\d)")
SMALL = {"0", "1", "2", "10", "100", "1000"}


def numbers_given(each: Page) -> set[float]:
    """The numbers that a page's circuit, tasks, answers and buttons set: they may be typed."""
    given = {node.value for node in each.start.circuit().nodes.values() if node.value is not None}
    for node in each.start.circuit().nodes.values():
        given.update(node.constants)
        if node.range is not None:
            given.update((node.range.low, node.range.high))
    for quantity in quantities_of(each):
        given.update(value for _, value in quantity.settings)
        given.update(float(found.replace("−", "-")) for found in re.findall(r"-?\d+(?:\.\d+)?", quantity.text))
    for item in each.items:
        if isinstance(item, Buttons):
            given.update(value for button in item.buttons for _, value in button.settings)
    return given


@EACH
def test_a_number_is_filled_in_or_given(path: Path) -> None:
    """No figure is typed into the words of a lesson that its circuit does not have: it would not follow a change."""
    for each in read_lesson(path).pages:
        given = numbers_given(each)
        for text in texts_of(each):
            words = "".join(piece.text for piece in pieces(text) if piece.kind is Kind.WORDS)
            for found in PLAIN_NUMBER.findall(words):
                plain = found.replace("−", "-")
                assert plain in SMALL or float(plain) in given, f"{each.place}: “{found}” in “{words}”"


def test_an_answer_with_three_digits_is_right() -> None:
    assert is_answer(-0.197, -0.19661193)
    assert not is_answer(0.197, -0.19661193)
    assert not is_answer(6.01, 6.0)


def test_a_field_says_how_it_is_written() -> None:
    (field,) = fields("{=value f: 5}")
    assert field == Field(read_quantity("value f"), False, 5)


def test_the_lesson_in_the_help_is_whole() -> None:
    help = (resource_root() / "help" / "lessons.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"^~~~markdown\n(.*?)^~~~$", help, re.MULTILINE | re.DOTALL)
    check_lesson(parse_lesson(text))


def test_the_help_tells_of_every_key_and_form() -> None:
    help = (resource_root() / "help" / "lessons.md").read_text(encoding="utf-8")
    words = [*KEYS, *BLOCKS, *(start.strip() for start, _ in FORMS), *KINDS, *DEEDS]
    assert [word for word in words if word not in help] == []
