from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListView
from pytestqt.qtbot import QtBot

from circuitgrad.gui.document import Document
from circuitgrad.gui.mime import OPERATOR_MIME
from circuitgrad.gui.operator_search import find_operators
from circuitgrad.gui.panels.palette import PalettePanel
from circuitgrad.gui.panels.tiles import PAYLOAD, TileView
from circuitgrad.gui.theme import LIGHT
from circuitgrad.operators import OPERATORS, Category
from tests.gui.panels.showing import show_active


@pytest.fixture
def palette(document: Document, qtbot: QtBot) -> PalettePanel:
    panel = PalettePanel(document, LIGHT)
    qtbot.addWidget(panel)
    panel.resize(188, 600)
    show_active(panel, qtbot)
    return panel


def payloads(palette: PalettePanel) -> list[str]:
    model = palette.model
    rows = [model.index(i).data(PAYLOAD) for i in range(model.rowCount())]
    return [payload for payload in rows if payload]


def test_every_operator_has_a_tile_and_an_input_one_for_each_role(palette: PalettePanel) -> None:
    assert {payload.partition(":")[0] for payload in payloads(palette)} == set(OPERATORS)
    assert payloads(palette)[:3] == ["input:parameter", "input:data", "constant"]


def test_tiles_stand_under_their_category_in_its_order(palette: PalettePanel) -> None:
    headings = [
        palette.model.index(i).data()
        for i in range(palette.model.rowCount())
        if not palette.model.index(i).data(PAYLOAD)
    ]
    used = {operator.category for operator in OPERATORS.values()}
    assert headings == [category.value for category in Category if category in used]


@pytest.mark.parametrize(("width", "columns"), [(240, 4), (130, 2), (330, 6)])
def test_columns_follow_the_width(palette: PalettePanel, qtbot: QtBot, width: int, columns: int) -> None:
    palette.resize(width, 600)
    tiles = palette.tiles
    names = [name for name, operator in OPERATORS.items() if operator.category is Category.ARITHMETIC]

    def in_the_first_row() -> int:
        tops = [tiles.visualRect(palette.model.index_of(name)).top() for name in names]
        return tops.count(tops[0])

    qtbot.waitUntil(lambda: in_the_first_row() == columns)
    right = max(tiles.visualRect(palette.model.index_of(name)).right() for name in names)
    assert right <= tiles.viewport().width()


@pytest.mark.parametrize("name", OPERATORS)
def test_an_operator_is_found_by_name_title_symbol_and_alias(name: str) -> None:
    operator = OPERATORS[name]
    assert find_operators(operator.name)[0] is operator
    for text in (operator.title.upper(), operator.symbol, *operator.aliases):
        assert operator in find_operators(text), f"{name} is not found by {text!r}"


def test_typing_filters_and_enter_chooses_the_best(palette: PalettePanel, qtbot: QtBot) -> None:
    qtbot.keyClicks(palette.search, "mult")
    assert payloads(palette)[0] == "mul"
    with qtbot.waitSignal(palette.operator_chosen) as chosen:
        qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert chosen.args == ["mul"]
    qtbot.keyClick(palette.search, Qt.Key.Key_Escape)
    assert palette.search.text() == ""
    assert len(payloads(palette)) == len(OPERATORS) + 1


def test_what_does_not_exist_is_said_and_not_chosen(palette: PalettePanel, qtbot: QtBot) -> None:
    qtbot.keyClicks(palette.search, "zzz")
    assert payloads(palette) == []
    assert "zzz" in palette.model.index(0).data()
    with qtbot.assertNotEmitted(palette.operator_chosen):
        qtbot.keyClick(palette.search, Qt.Key.Key_Return)


def test_arrow_keys_reach_a_tile_and_letters_go_back_to_the_search(palette: PalettePanel, qtbot: QtBot) -> None:
    qtbot.keyClick(palette.search, Qt.Key.Key_Down)
    qtbot.keyClick(palette.tiles, Qt.Key.Key_Right)
    with qtbot.waitSignal(palette.operator_chosen) as chosen:
        qtbot.keyClick(palette.tiles, Qt.Key.Key_Return)
    assert chosen.args == ["input:data"]
    qtbot.keyClick(palette.tiles, Qt.Key.Key_Down)
    assert palette.tiles.currentIndex().data(PAYLOAD), "a heading must be passed over"
    qtbot.keyClicks(palette.tiles, "d")
    assert palette.search.text() == "d"


def test_a_double_click_chooses(palette: PalettePanel, qtbot: QtBot) -> None:
    place = palette.tiles.visualRect(palette.model.index_of("add")).center()
    with qtbot.waitSignal(palette.operator_chosen) as chosen:
        qtbot.mouseClick(palette.tiles.viewport(), Qt.MouseButton.LeftButton, pos=place)
        QTest.mouseDClick(palette.tiles.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert chosen.args == ["add"]


def test_a_drag_carries_name_and_role(palette: PalettePanel) -> None:
    mime = palette.model.mimeData([palette.model.index_of("input:data")])
    assert bytes(mime.data(OPERATOR_MIME).data()).decode() == "input:data"
    assert palette.model.flags(palette.model.index_of("add")) & Qt.ItemFlag.ItemIsDragEnabled
    assert not palette.model.flags(palette.model.index(0)) & Qt.ItemFlag.ItemIsDragEnabled


def test_the_mouse_starts_a_drag(palette: PalettePanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    dragged: list[str] = []
    monkeypatch.setattr(TileView, "startDrag", lambda view, _actions: dragged.append(view.currentIndex().data(PAYLOAD)))
    view, place = palette.tiles.viewport(), palette.tiles.visualRect(palette.model.index_of("mul")).center()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=place)
    for step in (10, 30, 60):
        qtbot.mouseMove(view, place + QPoint(step, step))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=place + QPoint(60, 60))
    assert dragged == ["mul"]


def test_a_tip_says_what_an_operator_does_to_a_gradient(palette: PalettePanel) -> None:
    tip = palette.model.index_of("add").data(Qt.ItemDataRole.ToolTipRole)
    assert OPERATORS["add"].help in tip
    assert OPERATORS["add"].gradient_text in tip


def test_no_tile_is_marked_after_a_drag(palette: PalettePanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    marked: list[int] = []
    monkeypatch.setattr(QListView, "startDrag", lambda view, _actions: marked.append(len(view.selectedIndexes())))
    view, place = palette.tiles.viewport(), palette.tiles.visualRect(palette.model.index_of("mul")).center()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=place)
    for step in (10, 30, 60):
        if not marked:
            qtbot.mouseMove(view, place + QPoint(step, step))
    assert marked == [1]
    assert palette.tiles.selectedIndexes() == []
    assert not palette.tiles.currentIndex().isValid()
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=place + QPoint(60, 60))
