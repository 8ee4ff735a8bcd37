"""The shipped examples: all there, sound, tidy, and with the numbers that others computed."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import pytest

from circuitgrad.circuit import Circuit
from circuitgrad.engine import run
from circuitgrad.errors import FileError
from circuitgrad.formats.circuit_json import dumps, load, save
from circuitgrad.formats.examples import EXAMPLES, find_circuit, load_example
from circuitgrad.layout.geometry import GRID, node_rect, shown_ports
from circuitgrad.operators import Role
from circuitgrad.resource_files import resource_root
from tests.unit.formats.example_formulas import NUMBERS_FILE, WRITTEN, numbers

NAMES = [example.name for example in EXAMPLES]
CASES = json.loads((Path(__file__).parents[2] / "cases" / "worked_examples.json").read_text(encoding="utf-8"))["cases"]
each_example = pytest.mark.parametrize("name", NAMES)
each_case = pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])


def assert_close(found: float | None, expected: float, what: str) -> None:
    assert found is not None, f"{what}: expected {expected!r}, found nothing"
    close = math.isclose(found, expected, rel_tol=1e-12, abs_tol=0.0)
    assert close, f"{what}: expected {expected!r}, found {found!r}"


def test_the_table_is_what_ships() -> None:
    shipped = {path.name for path in (resource_root() / "examples").glob("*.cgrad")}
    assert shipped == {example.file_name for example in EXAMPLES}
    assert len(set(NAMES)) == len(NAMES)


@each_example
def test_the_file_is_as_saving_would_write_it(name: str) -> None:
    (example,) = [example for example in EXAMPLES if example.name == name]
    assert dumps(load_example(name)) == example.path.read_text(encoding="utf-8")


@each_example
def test_the_row_has_a_title_and_one_sentence(name: str) -> None:
    (example,) = [example for example in EXAMPLES if example.name == name]
    assert example.title
    assert re.fullmatch(r".{10,100}[.?]", example.sentence)


@each_example
def test_it_stands_on_the_grid_and_no_node_covers_another(name: str) -> None:
    circuit = load_example(name)
    nodes = list(circuit.nodes.values())
    off = [node.label for node in nodes if node.position[0] % GRID or node.position[1] % GRID]
    assert not off
    rects = [node_rect(node, shown_ports(node, circuit)) for node in nodes]
    covering = [
        (nodes[i].label, nodes[j].label) for j in range(len(nodes)) for i in range(j) if rects[i].overlaps(rects[j])
    ]
    assert not covering


def test_the_neurons_inputs_stand_in_one_column_in_the_order_of_the_formula() -> None:
    circuit = load_example("neuron")
    inputs = sorted(circuit.inputs(), key=lambda node: node.position[1])
    assert [node.label for node in inputs] == ["w0", "x0", "w1", "x1", "w2"]
    assert len({node.position[0] for node in inputs}) == 1
    assert [node.label for node in inputs if node.role is Role.DATA] == ["x0", "x1"]


@each_example
def test_it_gives_what_its_formula_gives(name: str) -> None:
    written, result = WRITTEN[name], run(load_example(name))
    assert {node.label: node.value for node in load_example(name).inputs()} == written.inputs
    assert_close(result.value, float(written.value()), name)
    assert result.gradients.keys() == written.inputs.keys()
    for label, slope in written.gradients().items():
        expected = 0.0 if abs(slope) < 1e-30 else float(slope)
        assert_close(result.gradients[label], expected, f"{name}, gradient of {label} at {written.inputs}")


def test_the_numbers_for_the_installed_program_are_those_of_the_formulas() -> None:
    assert json.loads(NUMBERS_FILE.read_text(encoding="utf-8")) == numbers()


@each_case
def test_a_worked_example_has_its_numbers_at_every_node_and_wire(case: dict[str, Any], tmp_path: Path) -> None:
    save(_worked(case), tmp_path / "again.cgrad")
    circuit = load(tmp_path / "again.cgrad")
    result = run(circuit)
    assert circuit.objective == case["objective"]
    assert set(circuit.nodes) == set(case["nodes"])
    for id, expected in case["nodes"].items():
        node = circuit.node(id)
        assert node.operator == expected["op"]
        assert node.value == expected.get("value_given")
        assert node.constants == ((expected["constant"],) if "constant" in expected else ())
        found = result.of_node(id)
        assert found is not None
        assert_close(found.value, expected["value"], f"{case['name']}, value of {id}")
        assert_close(found.gradient, expected["gradient"], f"{case['name']}, gradient of {id}")
        wires = circuit.incoming(id)
        assert [wire.source for wire in wires] == expected["inputs"]
        for wire, slope in zip(wires, expected["wire_gradients"], strict=True):
            on_wire = result.of_wire(wire)
            assert on_wire is not None
            assert_close(on_wire.gradient, slope, f"{case['name']}, gradient of {wire}")
            assert_close(on_wire.value, case["nodes"][wire.source]["value"], f"{case['name']}, value of {wire}")


def _worked(case: dict[str, Any]) -> Circuit:
    return load_example(re.sub(r"\W+", "_", case["name"]))


def test_a_word_finds_a_file_before_an_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_circuit("neuron") == load_example("neuron")
    save(load_example("tie"), "neuron")
    assert find_circuit("neuron") == load_example("tie")
    assert find_circuit(str(tmp_path / "neuron")) == load_example("tie")


def test_a_folder_does_not_hide_an_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "neuron").mkdir()
    (tmp_path / "own").mkdir()
    assert find_circuit("neuron") == load_example("neuron")
    with pytest.raises(FileError, match="is a folder"):
        find_circuit("own")


@pytest.mark.parametrize("word", ["neurom", "neuron.cgrad", "", "a\0b", "x" * 5000])
def test_a_word_that_is_neither_is_refused_with_the_examples(
    word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileError) as caught:
        find_circuit(word)
    assert word in caught.value.sentence
    assert all(name in caught.value.sentence for name in NAMES)
    with pytest.raises(FileError, match="neuron"):
        load_example(word)
