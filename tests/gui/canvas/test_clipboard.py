"""Copying and pasting: as text, under the pointer, keeping wires, from window to window, and formulas."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication

from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from tests.gui.hands import Hands

Key = Qt.Key


def copy(hands: Hands, *ids: str) -> None:
    hands.document.select(ids)
    hands.view.copy()


def pasted(hands: Hands) -> list[Node]:
    return [hands.document.circuit.node(id) for id in hands.view.selected_ids()]


def test_what_is_copied_is_text_that_can_be_mailed_to_another_window(
    product: Hands, open_canvas: Callable[[Circuit], Hands]
) -> None:
    copy(product, "x", "y", "q")
    content = QGuiApplication.clipboard().text()
    assert [node["name"] for node in json.loads(content)["circuit"]["nodes"]] == ["x", "y", "q"]
    other = open_canvas(Circuit())
    QGuiApplication.clipboard().setText(f"  {content}\n\n")
    other.view.paste()
    other.document.settle()
    circuit = other.document.circuit
    assert sorted(circuit.wires()) == [Wire("x", "q", 0), Wire("y", "q", 1)]
    assert circuit.node("x").value == -2.0
    assert all(other.view.is_in_view(QPointF(*node.position)) for node in circuit.nodes.values())


def test_a_paste_is_one_step(product: Hands) -> None:
    before = product.fragment()
    copy(product, "x", "y", "q")
    product.view.paste()
    product.document.settle()
    assert len(product.document.circuit) == 8
    product.assert_one_step(before)


def test_pasted_nodes_stand_beside_the_originals_and_beside_each_other(product: Hands) -> None:
    copy(product, "q")
    product.view.paste()
    product.view.paste()
    product.document.settle()
    places = [node.position for node in product.document.circuit.nodes.values() if node.operator == "add"]
    assert places == [(-40.0, -48.0), (-8.0, -16.0), (24.0, 16.0)]


def test_paste_goes_under_the_pointer_once_it_has_moved(product: Hands) -> None:
    copy(product, "x", "y")
    product.point_at(product.place(QPointF(200.0, 160.0)))
    product.view.paste()
    product.document.settle()
    assert [node.position for node in pasted(product)] == [(200.0, 112.0), (200.0, 208.0)]
    product.view.paste()  # the pointer rests: the next does not cover it
    product.document.settle()
    assert pasted(product)[0].position not in {(200.0, 112.0), (-240.0, -96.0)}


def test_pasted_again_it_stands_beside_what_was_pasted_last(product: Hands) -> None:
    copy(product, "q")
    product.point_at(product.place(QPointF(64.0, 160.0)))
    for _ in range(3):
        product.view.paste()
        product.document.settle()
    places = [node.position for node in product.document.circuit.nodes.values() if node.operator == "add"]
    assert places == [(-40.0, -48.0), (64.0, 160.0), (96.0, 192.0), (128.0, 224.0)]
    copy(product, "q")
    product.view.paste()
    assert [node.position for node in pasted(product)] == [(-8.0, -16.0)], "what is copied anew is beside the original"


def test_paste_keeping_wires_is_fed_by_what_feeds_the_originals(product: Hands) -> None:
    before = product.fragment()
    copy(product, "q", "f")
    product.view.paste_keeping_wires()
    product.document.settle()
    q, f = (node.id for node in pasted(product))
    circuit = product.document.circuit
    assert [wire.source for wire in circuit.incoming(q)] == ["x", "y"]
    assert [wire.source for wire in circuit.incoming(f)] == [q, "z"]
    product.assert_one_step(before)


def test_a_plain_paste_keeps_only_the_wires_among_the_copies(product: Hands) -> None:
    copy(product, "q", "f")
    product.view.paste()
    q, f = (node.id for node in pasted(product))
    assert product.document.circuit.incoming(q) == []
    assert product.document.circuit.incoming(f) == [Wire(q, f, 0)]


def test_cut_nodes_come_back_with_their_wires(product: Hands) -> None:
    product.document.select(["q"])
    product.view.cut()
    product.document.settle()
    product.view.paste_keeping_wires()
    product.document.settle()
    (new,) = pasted(product)
    assert [wire.source for wire in product.document.circuit.incoming(new.id)] == ["x", "y"]


def test_in_another_circuit_there_are_no_wires_to_keep(product: Hands, open_canvas: Callable[[Circuit], Hands]) -> None:
    copy(product, "q")
    product.document.open(Circuit(Fragment((Node.new("input", id="x", name="x"), Node.new("input", id="y", name="y")))))
    product.view.paste_keeping_wires()
    assert list(product.document.circuit.wires()) == []


def test_what_fed_it_and_is_gone_feeds_nothing(product: Hands) -> None:
    copy(product, "q")
    product.document.select(["x"])
    product.view.delete_selection()
    product.view.paste_keeping_wires()
    (new,) = pasted(product)
    assert product.document.circuit.incoming(new.id) == [Wire("y", new.id, 1)]


def test_a_pasted_drag_moves_all_that_was_pasted(product: Hands) -> None:
    copy(product, "x", "y", "q")
    product.view.paste()
    product.document.settle()
    before = {node.id: node.position for node in pasted(product)}
    start = product.body(pasted(product)[2].label)
    product.drag(start, start + QPoint(160, 80), modifiers=Qt.KeyboardModifier.ShiftModifier)
    moved = {node.id: node.position for node in pasted(product)}
    assert moved.keys() == before.keys()
    assert {(moved[id][0] - x, moved[id][1] - y) for id, (x, y) in before.items()} == {(160.0, 80.0)}


def test_a_copied_formula_is_pasted_as_its_circuit(product: Hands) -> None:
    before = product.fragment()
    QGuiApplication.clipboard().setText("sqrt(x) + t")
    product.view.paste()
    product.document.settle()
    assert product.document.circuit.find("t").value == 1.0
    assert [node.label for node in product.document.circuit.nodes.values()].count("x") == 1
    product.assert_one_step(before)


def test_nonsense_is_refused_and_changes_nothing(product: Hands) -> None:
    before = product.fragment()
    for nonsense in ("{", '{"format": "else"}', "a +"):
        QGuiApplication.clipboard().setText(nonsense)
        product.view.paste()
    assert len(product.refusals) == 3
    assert product.fragment() == before
    assert product.document.history.count() == 0


@pytest.mark.parametrize("ids", [["x"], ["y"], ["q"], ["f"], ["x", "y"], ["q", "f"]])
def test_duplicates_cover_no_node(product: Hands, ids: list[str]) -> None:
    before = product.fragment()
    product.document.select(ids)
    product.view.duplicate()
    product.document.settle()
    items = product.view.canvas.node_items
    fresh = product.document.selection.nodes
    assert len(fresh) == len(ids)
    for id in fresh:
        covered = set(product.view.canvas.ids_in(items[id].mapRectToScene(items[id].body)))
        assert covered == {id}
    moved = {(items[b].pos() - items[a].pos()).toTuple() for a, b in zip(ids, product.view.selected_ids(), strict=True)}
    assert len(moved) == 1, "they stand to each other as the originals do"
    assert next(iter(moved))[1] > 0, "lower, not on the wire that leads on"
    product.assert_one_step(before)
