"""The widget that shows a formula: plain text first, then typeset, copied in every form with mouse and keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from circuitgrad.gui.formula_view import FormulaView
from circuitgrad.gui.theme import DARK, LIGHT
from circuitgrad.gui.typeset import typesetter

LATEX = r"\frac{\partial f}{\partial x} = \textcolor{gradient}{\frac{y}{z}} + a + b + c + d + e + g + h + k"
PLAIN = "∂f/∂x = y/z + a + b + c + d + e + g + h + k"


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[FormulaView]:
    made = FormulaView(LIGHT, "formula", "Derivative")
    qtbot.addWidget(made)
    made.resize(600, 60)
    made.show()
    yield made
    typesetter().finish()


def settled(view: FormulaView) -> FormulaView:
    typesetter().finish()
    QApplication.processEvents()
    return view


def red(view: FormulaView) -> int:
    """How many pixels are clearly red, the colour of gradients in both themes."""
    image = view.grab().toImage()
    colors = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return sum(color.red() > color.green() + 60 and color.red() > color.blue() + 60 for color in colors)


def painted(view: FormulaView) -> int:
    """How many pixels are not the ground's."""
    image = view.grab().toImage()
    ground = image.pixel(image.width() - 1, image.height() - 1)
    return sum(image.pixel(x, y) != ground for x in range(image.width()) for y in range(image.height()))


def test_the_formula_is_plain_text_until_it_is_typeset(view: FormulaView) -> None:
    view.show_formula(LATEX + " + m", PLAIN + " + m")
    assert not view.is_typeset
    assert painted(view) > 200
    assert red(view) == 0
    settled(view)
    assert view.is_typeset
    assert red(view) > 20
    assert view.toolTip() == view.accessibleDescription() == PLAIN + " + m"
    assert view.accessibleName() == "Derivative"


def test_the_old_drawing_stays_until_the_new_one_is_there(view: FormulaView) -> None:
    view.show_formula("x + 1", "x + 1")
    settled(view)
    view.show_formula("x + 2.0071", "x + 2.0071")
    assert view.is_typeset
    assert view.plain == "x + 2.0071"


@pytest.mark.parametrize("latex", [r"\frac{", r"\nosuchmacro", "입력 + x"])
def test_what_cannot_be_typeset_stays_plain_text(view: FormulaView, latex: str) -> None:
    view.show_formula(latex, "plain text")
    settled(view)
    assert not view.is_typeset
    assert painted(view) > 100
    view.copy_latex()
    assert QGuiApplication.clipboard().text() == latex


def test_a_long_formula_breaks_and_a_long_piece_scrolls(view: FormulaView) -> None:
    view.show_formula(LATEX, PLAIN)
    settled(view)
    assert view.heightForWidth(200) > view.heightForWidth(600)
    view.show_formula(r"\frac{" + "a" * 60 + "}{b}", "a…/b")
    settled(view)
    view.setFocus()
    view.resize(200, view.heightForWidth(200))
    before = view.grab().toImage()
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.grab().toImage() != before


def test_a_theme_changes_the_colours_alone(view: FormulaView) -> None:
    view.show_formula(LATEX, PLAIN)
    settled(view)
    size = view.sizeHint()
    view.set_theme(DARK)
    assert red(view) > 20
    assert view.sizeHint() == size


def test_ctrl_c_copies_latex_without_colours(view: FormulaView) -> None:
    view.show_formula(LATEX, PLAIN, "Symbol('y')")
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == LATEX.replace(r"\textcolor{gradient}{\frac{y}{z}}", r"\frac{y}{z}")


def chosen(menu: QMenu, text: str) -> None:
    action = next(action for action in menu.actions() if action.text() == text)
    assert action.isEnabled()
    action.trigger()


def test_the_menu_opens_at_the_formula(view: FormulaView, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[QPoint] = []
    monkeypatch.setattr(QMenu, "popup", lambda _menu, place: opened.append(place))
    view.show_formula(LATEX, PLAIN)
    for reason in (QContextMenuEvent.Reason.Keyboard, QContextMenuEvent.Reason.Mouse):
        QApplication.sendEvent(view, QContextMenuEvent(reason, QPoint(5, 5), view.mapToGlobal(QPoint(5, 5))))
    assert opened == [view.mapToGlobal(view.rect().center()), view.mapToGlobal(QPoint(5, 5))]


def test_the_menu_copies_every_form(view: FormulaView) -> None:
    view.show_formula(LATEX, PLAIN, "Symbol('y')")
    settled(view)
    clipboard = QGuiApplication.clipboard()
    chosen(view.menu(), "Copy as plain text")
    assert clipboard.text() == PLAIN
    chosen(view.menu(), "Copy as SymPy")
    assert clipboard.text() == "Symbol('y')"
    chosen(view.menu(), "Copy as picture (PNG)")
    image = clipboard.image()
    assert image.width() > 4 * 100
    assert any(image.pixelColor(x, image.height() // 2).alpha() for x in range(image.width()))
    chosen(view.menu(), "Copy as picture (SVG)")
    root = ElementTree.fromstring(bytes(clipboard.mimeData().data("image/svg+xml").data()))  # noqa: S314
    assert len(list(root.iter("{http://www.w3.org/2000/svg}path"))) > 10


def test_without_code_and_drawing_the_menu_greys_them(view: FormulaView) -> None:
    view.show_formula(r"\frac{", "plain")
    settled(view)
    assert [action.isEnabled() for action in view.menu().actions()] == [True, False, True, False, False]


def test_of_a_formula_that_nobody_reads_the_beginning_is_shown_and_all_is_copied(view: FormulaView) -> None:
    latex, plain = " + ".join(["x_{1}"] * 900), " + ".join(["x1"] * 900)
    view.show_formula(latex, plain)
    settled(view)
    assert not view.is_typeset
    assert len(view.toolTip()) < 600
    assert f"({len(plain)} characters: copy it)" in view.toolTip()
    view.copy_latex()
    assert QGuiApplication.clipboard().text() == latex
    view.copy_plain()
    assert QGuiApplication.clipboard().text() == plain
