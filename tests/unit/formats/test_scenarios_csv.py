"""Scenarios as a table: what is written reads back, and what cannot be read is said in one sentence with its line."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from circuitgrad.circuit import Circuit, Fragment, Node, Scenario
from circuitgrad.errors import FileError
from circuitgrad.formats.formula import from_formula
from circuitgrad.formats.numbers import plain_number
from circuitgrad.formats.scenarios_csv import (
    MOST_BYTES,
    MOST_SCENARIOS,
    ScenarioLine,
    scenarios_from_csv,
    scenarios_to_csv,
    text_of,
)
from tests.strategies import circuits

FILE = "some.csv"


@pytest.fixture
def circuit() -> Circuit:
    return from_formula("x = 2; y = 3; f = x*y + 1")


def by_label(circuit: Circuit, scenario: Scenario) -> dict[str, float]:
    return {circuit.node(id).label: value for id, value in scenario.values}


def read(circuit: Circuit, text: str) -> list[tuple[str, dict[str, float]]]:
    return [(each.name, by_label(circuit, each)) for each in scenarios_from_csv(text, circuit, FILE)]


def refusal(circuit: Circuit, text: str) -> str:
    before = circuit.fragment()
    with pytest.raises(FileError) as refused:
        scenarios_from_csv(text, circuit, FILE)
    assert circuit.fragment() == before
    return refused.value.sentence


def scenarios() -> st.SearchStrategy[tuple[Circuit, list[Scenario]]]:
    """Circuits with scenarios of all kinds of names, which say something of some inputs."""
    names = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=8)
    finite = st.floats(allow_nan=False, allow_infinity=False)

    @st.composite
    def drawn(draw: st.DrawFn) -> tuple[Circuit, list[Scenario]]:
        circuit = draw(circuits(max_nodes=5, complete=True, operators=["add", "mul", "exp"]))
        ids = [node.id for node in circuit.inputs()]
        assume(ids)
        kept = st.lists(st.sampled_from(ids), min_size=1, unique=True).map(lambda some: [i for i in ids if i in some])
        found = [
            Scenario(f"scenario{number + 1}", draw(names), tuple((id, draw(finite)) for id in draw(kept)))
            for number in range(draw(st.integers(1, 4)))
        ]
        return circuit, found

    return drawn()


@given(scenarios(), st.sampled_from(",;\t"))
def test_what_is_written_reads_back(drawn: tuple[Circuit, list[Scenario]], separator: str) -> None:
    circuit, some = drawn
    assume(all(node.label.strip() == node.label and "\r" not in node.label for node in circuit.nodes.values()))
    text = scenarios_to_csv(circuit, [ScenarioLine(each, 0.5, -1.0) for each in some], separator=separator)
    assert scenarios_from_csv(text, circuit, FILE) == some


def test_the_table_has_name_inputs_objective_and_difference(circuit: Circuit) -> None:
    ids = [node.id for node in circuit.inputs()]
    some = [
        ScenarioLine(Scenario("a", "plain", ((ids[0], 1.0), (ids[1], 0.1))), 1.1, -5.9),
        ScenarioLine(Scenario("b", 'a "quoted", name', ((ids[1], -0.0),)), None, None),
    ]
    text = scenarios_to_csv(circuit, some)
    assert text.splitlines() == ["name,x,y,f,Δ f", "plain,1,0.1,1.1,-5.9", '"a ""quoted"", name",,-0,,']
    assert read(circuit, text) == [("plain", {"x": 1.0, "y": 0.1}), ('a "quoted", name', {"y": 0.0})]


@pytest.mark.parametrize(
    "text",
    [
        "name,x,y\nlow,1,-2.5\n",
        "\ufeffname,x,y\r\nlow,1,-2.5\r\n",
        "name;x;y\nlow;1;-2,5\n",
        "name\tx\ty\nlow\t1\t-2.5",
        "y,name,x\n−2.5,low,1\n\n\n",
        "NAME, y , x,f,Δ to baseline\nlow,-2.5,1,none,what\n",
        '"name","x","y",,\n"low","1","-2.5",,\n',
        "name;x;y\nlow;1,0;-2,5\n",
        " \n\nname,x,y\n,,\nlow,1,-2.5\n",
    ],
)
def test_many_ways_to_write_a_table_are_read(circuit: Circuit, text: str) -> None:
    assert read(circuit, text) == [("low", {"x": 1.0, "y": -2.5})]


def test_names_may_be_missing_and_cells_empty(circuit: Circuit) -> None:
    assert read(circuit, "x,y\n1,2\n3,\n") == [("", {"x": 1.0, "y": 2.0}), ("", {"x": 3.0})]
    assert read(circuit, "name,y\nonly,2\n") == [("only", {"y": 2.0})]


def test_ids_are_free(circuit: Circuit) -> None:
    circuit.scenarios.insert_(Scenario("scenario1", "there", ()))
    assert [each.id for each in scenarios_from_csv("x\n1\n2\n", circuit, FILE)] == ["scenario2", "scenario3"]


def test_an_input_may_be_called_name() -> None:
    circuit = from_formula("name*k")
    assert read(circuit, "name,k\n1,2\n") == [("", {"name": 1.0, "k": 2.0})]
    assert read(circuit, "name,name,k\nlow,1,2\n") == [("low", {"name": 1.0, "k": 2.0})]


def test_an_input_that_is_the_objective_has_one_column() -> None:
    circuit = Circuit(Fragment((Node.new("input", id="x", value=1.0),)))
    text = scenarios_to_csv(circuit, [ScenarioLine(Scenario("a", "n", (("x", 2.0),)), 2.0, 1.0)])
    assert text.splitlines() == ["name,x,Δ x", "n,2,1"]
    assert read(circuit, text) == [("n", {"x": 2.0})]


def test_no_objective_writes_no_results() -> None:
    circuit = Circuit(Fragment((Node.new("input", id="x"), Node.new("input", id="y"))))
    assert scenarios_to_csv(circuit, [ScenarioLine(Scenario("a", "n", (("y", 2.0),)))]) == "name,x,y\nn,,2\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "“some.csv” is empty: its first line must name inputs, such as name,x,y."),
        (" \n\t\n", "“some.csv” is empty: its first line must name inputs, such as name,x,y."),
        ("name,x,y\n", "“some.csv” has no scenario: below the line that names the inputs, each line is one."),
        ("name,x,z\na,1,2\n", "“some.csv”, line 1: this circuit has no input “z”. It has: x, y."),
        ("1,2\n3,4\n", "“some.csv”, line 1: this circuit has no input “1”. It has: x, y."),
        ("name,f\na,1\n", "“some.csv”, line 1: no column is an input of this circuit. It has: x, y."),
        ("name,x,x\na,1,2\n", "“some.csv”, line 1: the column “x” is there twice."),
        ("name,name,x\na,b,2\n", "“some.csv”, line 1: this circuit has no input “name”. It has: x, y."),
        ("name,,x\na,1,2\n", "“some.csv”, line 1: column 2 has no name."),
        ("name,x,y\na,1,2\nb,1\n", "“some.csv”, line 3: there are 2 columns, and 3 in the first line."),
        ("name,x,y\na,1,2,3\n", "“some.csv”, line 2: there are 4 columns, and 3 in the first line."),
        ("name,x,y\n\na,1,two\n", "“some.csv”, line 3: “two” is no number for “y”, such as −0.5 or 1e-3."),
        ("name,x,y\na,NaN,2\n", "“some.csv”, line 2: “NaN” is no number for “x”, such as −0.5 or 1e-3."),
        ("name,x,y\na,1,-inf\n", "“some.csv”, line 2: “-inf” is no number for “y”, such as −0.5 or 1e-3."),
        ('name,x,y\na,1,"1,5"\n', "“some.csv”, line 2: “1,5” is no number for “y”, such as −0.5 or 1e-3."),
        ("name;x;y\na;1;1.000,5\n", "“some.csv”, line 2: “1.000,5” is no number for “y”, such as −0.5 or 1e-3."),
        ('name,x,y\n"a\nb",1,2\n', "“some.csv”, line 2: the name “a b” must be one line."),
        (
            'name,x,y\nq,1,2\n"a,1,2\n',
            "“some.csv”, line 3: a quotation mark opens a text that does not end where its cell does.",
        ),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(circuit: Circuit, text: str, said: str) -> None:
    assert refusal(circuit, text) == said


def test_a_circuit_without_inputs_says_so() -> None:
    assert refusal(Circuit(), "x\n1\n") == "“some.csv”, line 1: this circuit has no input “x”. It has: none."


def test_what_is_too_large_is_refused(circuit: Circuit) -> None:
    assert refusal(circuit, "x\n" + "1" * MOST_BYTES) == "“some.csv” is too large: at most 10,000,000 bytes."
    assert refusal(circuit, "x\n" + "1\n" * (MOST_SCENARIOS + 1)) == "“some.csv” has more than 1,000 scenarios."
    assert len(scenarios_from_csv("x\n" + "1\n" * MOST_SCENARIOS, circuit, FILE)) == MOST_SCENARIOS


def test_bytes_are_utf_8_or_say_what_they_are() -> None:
    table = "name,x\ntést,1\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert text_of(table.encode(encoding), FILE) == table, encoding
    with pytest.raises(FileError) as refused:
        text_of(table.encode("latin-1"), FILE)
    assert refused.value.sentence == "“some.csv”, line 2: this is no UTF-8 text; save the table as CSV in UTF-8."


def test_many_names_are_not_all_told() -> None:
    many = Circuit(Fragment(tuple(Node.new("input", id=f"x{i}", value=1.0) for i in range(100))))
    assert "x6, x7 …" in refusal(many, "z\n1\n")


@given(st.text(max_size=60) | st.text("name,xy;\t\n\r\"'0123.e-", max_size=60))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    circuit = from_formula("x*y")
    try:
        found = scenarios_from_csv(text, circuit, FILE)
    except FileError as error:
        assert error.sentence.startswith("“some.csv”")
        assert "\n" not in error.sentence
    else:
        assert found


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_digit_is_kept(value: float) -> None:
    circuit = from_formula("x*x")
    id = circuit.inputs()[0].id
    text = scenarios_to_csv(circuit, [ScenarioLine(Scenario("a", "n", ((id, value),)), value)])
    assert scenarios_from_csv(text, circuit, FILE)[0].values == ((id, value),)
    assert text.splitlines()[1].split(",")[2] == plain_number(value)
