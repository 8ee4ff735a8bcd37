"""Where the keyboard stands: the ring, and walking and selecting by the arrow keys."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from circuitgrad.gui.canvas.node_texts import total_rect
from circuitgrad.gui.theme import LIGHT
from tests.gui.hands import Hands

Key, Modifier = Qt.Key, Qt.KeyboardModifier


def has_ring(hands: Hands, id: str) -> bool:
    """Whether the ring is painted above this node."""
    item = hands.view.canvas.node_items[id]
    top = item.mapRectToScene(item.body).top() - 9.0
    image = hands.view.viewport().grab().toImage()
    ratio = image.devicePixelRatio()
    places = [hands.place(QPointF(item.pos().x() + dx, top + dy)) for dx in range(-12, 13) for dy in (-1, 0, 1)]
    colors = [image.pixelColor(int(place.x() * ratio), int(place.y() * ratio)) for place in places]
    return any(_near(color, QColor(LIGHT.accent)) for color in colors)


def _near(color: QColor, other: QColor) -> bool:
    pairs = zip(color.getRgb()[:3], other.getRgb()[:3], strict=True)  # type: ignore[index]
    return all(abs(a - b) < 60 for a, b in pairs)


def test_the_first_arrow_goes_to_the_first_node_and_a_ring_shows_it(product: Hands) -> None:
    assert not has_ring(product, "x")
    product.key(Key.Key_Right)
    assert product.document.selection.nodes == {"x"}
    assert has_ring(product, "x")


def test_the_ring_stays_where_nothing_is_selected_any_more(product: Hands) -> None:
    product.key(Key.Key_Right)
    product.key(Key.Key_Right)
    product.key(Key.Key_Escape)
    assert not product.document.selection
    assert has_ring(product, "q")
    product.key(Key.Key_Left)
    assert product.document.selection.nodes == {"q"}, "the first arrow takes up the current node again"


def test_the_mouse_hides_the_ring(product: Hands) -> None:
    product.key(Key.Key_Right)
    product.click(product.body("f"))
    assert not has_ring(product, "f")
    product.key(Key.Key_Escape)
    assert has_ring(product, "f")


def test_the_ring_is_away_while_the_focus_is_elsewhere(product: Hands) -> None:
    product.key(Key.Key_Right)
    product.view.legend.setFocus()
    product.view.clearFocus()
    assert not has_ring(product, "x")
    product.view.setFocus()
    assert has_ring(product, "x")


def test_an_empty_canvas_has_a_frame(empty: Hands) -> None:
    empty.view.clearFocus()
    bare = empty.view.viewport().grab().toImage().pixelColor(200, 1)
    empty.view.setFocus(Qt.FocusReason.TabFocusReason)
    framed = empty.view.viewport().grab().toImage().pixelColor(200, 1)
    assert not _near(bare, QColor(LIGHT.accent))
    assert _near(framed, QColor(LIGHT.accent))


def test_shift_arrows_add_to_the_selection(product: Hands) -> None:
    product.click(product.body("x"))
    product.key(Key.Key_Down, Modifier.ShiftModifier)
    product.key(Key.Key_Down, Modifier.ShiftModifier)
    assert product.document.selection.nodes == {"x", "y", "z"}
    assert product.view.focus.current == "z"
    product.key(Key.Key_Right)
    assert product.document.selection.nodes == {"f"}


def test_a_deleted_node_is_no_longer_current(product: Hands) -> None:
    product.document.select(["x"])
    product.view.delete_selection()
    product.document.settle()
    assert product.view.focus.current is None
    product.key(Key.Key_Right)
    assert len(product.document.selection.nodes) == 1


def test_a_node_out_of_view_comes_into_view(product: Hands) -> None:
    product.document.select(["q"])
    product.view.horizontalScrollBar().setValue(product.view.horizontalScrollBar().value() + 2000)
    product.key(Key.Key_Right)
    assert product.view.is_in_view(QPointF(*product.document.circuit.node("f").position))


def on_screen(hands: Hands) -> QImage:
    """What a person sees of the canvas: what has been painted last, not what would be painted now."""
    hands.document.settle()
    QApplication.processEvents()
    return hands.view.screen().grabWindow(hands.view.winId()).toImage()


def test_no_frame_is_left_behind_once_there_is_a_current_node(product: Hands) -> None:
    def has_frame() -> bool:
        return _near(on_screen(product).pixelColor(300, 1), QColor(LIGHT.accent))

    product.key(Key.Key_Escape)
    assert has_frame(), "nothing is the current node yet"
    product.click(product.body("x"))
    QTest.keyClick(product.view, Key.Key_Up)
    product.view.duplicate()
    QApplication.processEvents()
    assert not has_frame()


def test_the_ring_goes_round_the_caption(product: Hands) -> None:
    product.key(Key.Key_Right)
    item = product.view.canvas.node_items["x"]
    assert item.look.caption == "parameter"
    caption = total_rect(item)
    image, accent = product.view.viewport().grab().toImage(), QColor(LIGHT.accent)
    corner = product.place(item.mapToScene(QPointF(item.body.left() + 6, caption.top())))
    end = product.place(item.mapToScene(QPointF(item.body.right() - 6, caption.bottom())))
    places = [(x, y) for y in range(corner.y(), end.y()) for x in range(corner.x(), end.x())]
    assert not [place for place in places if _near(image.pixelColor(*place), accent)]
