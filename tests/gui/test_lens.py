"""A lens hides numbers everywhere on the canvas, lights what is talked about, and leaves no trace when it is gone."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from PySide6.QtGui import QAccessible

from circuitgrad.circuit import Wire
from circuitgrad.formats.examples import load_example
from circuitgrad.gui.canvas.hover import node_hover_text, wire_hover_text
from circuitgrad.gui.canvas.spoken import spoken_node, spoken_wire
from circuitgrad.gui.lens import CLEAR, Ink, Lens, Lenses, Part, Tone
from circuitgrad.gui.main_window import MainWindow
from tests.benchmarks.canvas_scenes import make_grid
from tests.gui.conftest import MakeWindow


class Blind(Lens):
    """Hides every number."""

    placeholder = "?"

    def shows_value(self, id: str) -> bool:
        return False

    def shows_gradient(self, id: str) -> bool:
        return False

    def shows_flow(self, wire: Wire) -> bool:
        return False


class Talk(Lens):
    """Lights one node and its wires, and says how their gradients come about."""

    dims = True

    def __init__(self, node: str, wires: Mapping[Wire, str]) -> None:
        self.lit_nodes = {node: Tone.ACTIVE}
        self.lit_wires = dict.fromkeys(wires, Tone.ACTIVE)
        self._texts = wires

    def flow_text(self, wire: Wire, digits: int) -> tuple[Part, ...] | None:
        text = self._texts.get(wire)
        return None if text is None else (Part("1.00", Ink.GRADIENT), Part(" × "), Part(text, Ink.LOCAL))

    def node_note(self, id: str, digits: int) -> tuple[Part, ...] | None:
        return (Part("swaps"),) if id in self.lit_nodes else None


def talk(window: MainWindow, label: str) -> Talk:
    circuit = window.document.circuit
    node = circuit.find(label).id
    return Talk(node, dict.fromkeys(circuit.incoming(node), "−0.534"))


def numbers_on(window: MainWindow) -> list[str]:
    canvas = window.view.canvas
    texts = [text for item in canvas.wire_items.values() for text in item.texts]
    for item in canvas.node_items.values():
        texts += [item.look.value, item.look.gradient, item.look.total]
    return [text for text in texts if any(character.isdigit() for character in text)]


def test_hidden_numbers_stand_nowhere_on_the_canvas(window: MainWindow) -> None:
    canvas, document = window.view.canvas, window.document
    assert numbers_on(window)
    document.lenses.put("test", Blind())
    assert numbers_on(window) == []
    assert {text for item in canvas.wire_items.values() for text in item.texts} == {"?"}
    assert all(item.look.effect is None and item.look.share == 0.0 for item in canvas.node_items.values())


def test_hidden_numbers_are_neither_told_by_tooltips_nor_to_screen_readers(window: MainWindow) -> None:
    canvas, document = window.view.canvas, window.document
    circuit, run = document.circuit, document.run
    nodes, wires = list(circuit.nodes.values()), list(circuit.wires())

    def told() -> list[str]:
        lens = document.lenses.seen
        texts = [spoken_node(circuit, node, run, 3, lens) for node in nodes]
        texts += [spoken_wire(circuit, wire, run, 3, lens) for wire in wires]
        texts += [node_hover_text(canvas, node) for node in nodes]
        texts += [wire_hover_text(canvas, wire) for wire in wires]
        parts = [window.view.accessibility.part(key) for key in (*circuit.nodes, *wires)]
        texts += [part.text(kind) for part in parts for kind in (QAccessible.Text.Name, QAccessible.Text.Value)]
        return [text for text in texts if "value" in text or "gradient" in text or "0.393" in text]

    assert told()
    document.lenses.put("test", Blind())
    assert told() == []


def test_without_the_lens_all_is_painted_as_before(window: MainWindow) -> None:
    before = window.view.grab().toImage()
    for lens in (Blind(), talk(window, "f")):
        window.document.lenses.put("test", lens)
        assert window.view.grab().toImage() != before
        window.document.lenses.put("test", None)
        assert window.view.grab().toImage() == before


def test_a_text_at_a_wire_takes_the_place_of_its_gradient_and_covers_no_node(window: MainWindow) -> None:
    canvas, document = window.view.canvas, window.document
    lens = talk(window, "f")
    (wire,) = lens.lit_wires
    document.lenses.put("test", lens)
    assert canvas.wire_items[wire].texts == ("1.37", "")
    chips = canvas.stage.chips.chips
    assert sorted("".join(part.text for part in chip.parts) for chip in chips) == ["1.00 × −0.534", "swaps"]
    bodies = [item.mapRectToScene(item.body) for item in canvas.node_items.values()]
    assert not any(chip.rect.intersects(body) for chip in chips for body in bodies)
    assert not chips[0].rect.intersects(chips[1].rect)


def test_a_text_follows_its_wire(window: MainWindow) -> None:
    canvas, document = window.view.canvas, window.document
    document.lenses.put("test", talk(window, "f"))
    before = [chip.rect for chip in canvas.stage.chips.chips]
    window.view.select_all()
    window.view.nudge_places(0.0, 40.0)
    document.settle()
    canvas.rest()
    assert all(old.top() < new.rect.top() for old, new in zip(before, canvas.stage.chips.chips, strict=True))


def test_what_is_lit_stands_out_and_the_rest_steps_back(window: MainWindow) -> None:
    canvas, lens = window.view.canvas, talk(window, "f")
    window.document.lenses.put("test", lens)
    lit = {wire for wire, item in canvas.wire_items.items() if item.is_lit}
    faint = {wire for wire, item in canvas.wire_items.items() if item.is_faint}
    assert lit == set(lens.lit_wires)
    assert faint == set(canvas.wire_items) - lit
    assert {id for id, item in canvas.node_items.items() if item.look.tone} == set(lens.lit_nodes)
    ends = {id for wire in lit for id in (wire.source, wire.target)}
    assert {id for id, item in canvas.node_items.items() if not item.look.faint} == ends


def test_a_lens_that_hides_wins_over_one_that_shows_and_the_latest_is_heard(window: MainWindow) -> None:
    lenses = window.document.lenses
    lenses.put("blind", Blind())
    lenses.put("talk", talk(window, "f"))
    node = window.document.circuit.find("f").id
    assert not lenses.seen.shows_value(node)
    assert lenses.seen.node_tone(node) is Tone.ACTIVE
    assert lenses.seen.placeholder == "?"
    lenses.put("blind", None)
    assert lenses.seen is lenses.of("talk")


def test_another_circuit_is_seen_without_a_lens(window: MainWindow) -> None:
    window.document.lenses.put("test", Blind())
    window.document.open(load_example("gates"))
    assert window.document.lenses.seen is CLEAR
    assert numbers_on(window)


def test_an_equal_lens_is_told_once(qapp: object) -> None:
    lenses, told = Lenses(), []
    lenses.changed.connect(lambda: told.append(lenses.seen))
    lens = Blind()
    lenses.put("a", lens)
    lenses.put("a", lens)
    lenses.put("b", None)
    assert told == [lens]


@pytest.mark.parametrize("zoom", [0.1, 1.0])
def test_large_circuits_hide_and_light_from_near_and_afar(make_window: MakeWindow, zoom: float) -> None:
    window = make_window(make_grid(400, joining="subtract")[0])
    window.view.zoom_at(window.view.viewport().rect().center(), zoom / window.view.zoom)
    arrays = window.view.canvas.arrays
    assert arrays is not None
    before = window.view.grab().toImage()
    wire = next(iter(window.document.circuit.wires()))
    window.document.lenses.put("test", Talk(wire.target, {wire: "2.00"}))
    assert arrays.lit_wires(Tone.ACTIVE) == [arrays.wires.row[wire]]
    window.document.lenses.put("test", Blind())
    assert set(arrays.kinds.tolist()) <= {0, 3}
    window.document.lenses.put("test", None)
    assert window.view.grab().toImage() == before
