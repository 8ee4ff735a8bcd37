"""Lessons: a list, and the page that is read beside the live canvas."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QPushButton, QVBoxLayout, QWidget

from circuitgrad.circuit import Circuit
from circuitgrad.circuit.edits import Batch, SetValue
from circuitgrad.engine import input_called
from circuitgrad.errors import CircuitError
from circuitgrad.formats.lessons.reader import read_about, read_lesson
from circuitgrad.formats.lessons.records import Button, Lesson
from circuitgrad.formats.lessons.shipped import lesson_paths
from circuitgrad.gui.dialogs import Dialogs
from circuitgrad.gui.document import Document
from circuitgrad.gui.lessons.dots import Dots
from circuitgrad.gui.lessons.session import LessonSession
from circuitgrad.gui.lessons.shelf import Shelf
from circuitgrad.gui.messages import sentence
from circuitgrad.gui.panels.moving import InputMoves
from circuitgrad.gui.panels.panel import (
    GAP,
    MARGIN,
    Column,
    LazyRefresh,
    hairline,
    label,
    row,
    scrolled,
    show_style,
    show_text,
)
from circuitgrad.gui.settings import Settings
from circuitgrad.gui.theme import Theme

if TYPE_CHECKING:
    from circuitgrad.gui.lessons.page_view import PageView


class LessonsPanel(LazyRefresh):
    """The shelf of lessons, or the page of one.

    Signals:
        circuit_asked (Circuit, str): this circuit shall be opened under this name, once unsaved work is safe.
        action_asked (str): the action with this key shall be done.
        panel_asked (str): the panel with this key shall be shown.
        reveal (str): a node shall be brought into view.
    """

    circuit_asked = Signal(object, str)
    action_asked = Signal(str)
    panel_asked = Signal(str)
    reveal = Signal(str)

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, parent)
        self.setObjectName("lessons")
        self.session = LessonSession(document, self._open_circuit, self)
        self.moves = InputMoves(document, self)
        self.page_view: PageView | None = None
        self._paths = lesson_paths()
        self._dialogs: Dialogs | None = None
        self._settings: Settings | None = None
        self._make_header()
        self._make_footer()
        self._lay_out()
        self.session.page_changed.connect(self._on_page)
        self.session.progressed.connect(self._note)
        self.session.circuit_shown.connect(self._fit)
        document.changed.connect(self._on_changed)
        self._list_lessons()
        self.follow()
        self._show_parts()

    def _make_header(self) -> None:
        self.back_to_list = _button("lesson_list", self.tr("‹ All lessons"), flat=True)
        self.back_to_list.setStyleSheet("padding: 3px 8px 3px 0; text-align: left;")
        self.back_to_list.clicked.connect(self.close_lesson)
        self.title = label("lesson_title", soft=True, wrap=True)
        self.header = QWidget()
        self.header.setObjectName("lesson_header")
        column = QVBoxLayout(self.header)
        column.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
        column.setSpacing(0)
        column.addLayout(row(self.back_to_list))
        column.addWidget(self.title)

    def _make_footer(self) -> None:
        self.back = _button("lesson_back", self.tr("Back"))
        self.next = _button("lesson_next", self.tr("Next"))
        self.reset = _button("lesson_reset", self.tr("Reset circuit"), flat=True)
        self.reset.setToolTip(self.tr("Puts the circuit of this page on the canvas as it was at first"))
        self.count = label("lesson_count", soft=True)
        self.dots = Dots()
        self.away = label("lesson_away", soft=True, wrap=True)
        self.back.clicked.connect(lambda: self.session.go(self.session.place - 1))
        self.next.clicked.connect(self._go_on)
        self.reset.clicked.connect(self.session.reset_circuit)
        self.dots.chosen.connect(self.session.go)
        self.footer = QWidget()
        self.footer.setObjectName("lesson_footer")
        column = QVBoxLayout(self.footer)
        column.setContentsMargins(MARGIN, GAP, MARGIN, MARGIN)
        column.setSpacing(GAP)
        above = row(self.dots, self.count)
        above.insertStretch(2, 1)
        above.addWidget(self.reset)
        below = row(self.back)
        below.addWidget(self.next)
        column.addWidget(self.away)
        column.addLayout(above)
        column.addLayout(below)

    def _lay_out(self) -> None:
        self.shelf = Shelf()
        self.shelf.chosen.connect(self.open_path)
        self.shelf.file_asked.connect(self.open_file)
        body = QWidget()
        self._column = scrolled(body)
        self._column.addWidget(self.shelf)
        self._column.addStretch(1)
        self._area: Column = body.findChild(Column)  # type: ignore[assignment]  # `scrolled` has put one there
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # arrow and page keys scroll what is read
        self._area.setAccessibleName(self.tr("Lesson"))
        self._area.setObjectName("lesson_area")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._lines = [hairline(), hairline()]
        for part in (self.header, self._lines[0]):
            outer.addWidget(part)
        outer.addWidget(body, 1)
        for part in (self._lines[1], self.footer):
            outer.addWidget(part)

    def take_settings(self, settings: Settings) -> None:
        """Remembers from now on which lessons have been read."""
        self._settings = settings
        self.session.finished.update(settings["lessons"])
        self.refresh()

    # The list

    def _list_lessons(self) -> None:
        self.shelf.put([(path, read_about(path)) for path in self._paths])

    def open_file(self) -> bool:
        """Asks for a lesson's file and opens it. Returns whether it did."""
        if self._dialogs is None:
            self._dialogs = Dialogs(self)
        path = self._dialogs.path_to_open_lesson(Path.home())
        return path is not None and self.open_path(path)

    def open_path(self, path: Path) -> bool:
        """Opens the lesson in a file; a broken one leaves all as it was and says where. Returns whether it did."""
        from circuitgrad.formats.lessons.check import check_lesson

        try:
            lesson = read_lesson(path)
            check_lesson(lesson)
        except CircuitError as error:
            self.document.refused.emit(error)
            self.shelf.refuse(sentence(error))
            return False
        self.shelf.refuse("")
        return self.session.begin(lesson)

    def close_lesson(self) -> None:
        """Goes back to the list; the circuit stays."""
        self.session.close()

    def _go_on(self) -> None:
        """To the next page; from the last one to the next lesson, or to the list."""
        lesson = self.session.lesson
        if lesson is None:
            return
        if self.session.place + 1 < len(lesson.pages):
            self.session.go(self.session.place + 1)
            return
        following = self._following(lesson)
        if following is None:
            self.close_lesson()
        else:
            self.open_path(following)

    def _following(self, lesson: Lesson) -> Path | None:
        names = [path.name for path in self._paths]
        place = names.index(lesson.file) + 1 if lesson.file in names else len(names)
        return self._paths[place] if place < len(names) else None

    # The page

    def _on_page(self) -> None:
        """Another page, or the list: what showed the last one goes."""
        focus = QApplication.focusWidget()
        had_focus, was_next = focus is not None and self.isAncestorOf(focus), self.next.hasFocus()
        old, page = self.page_view, self.session.page
        if old is not None:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
            self.page_view = None
        if page is not None:
            from circuitgrad.gui.lessons.page_view import PageView

            self.page_view = PageView(page, self.session, self.document, self.moves)
            self.page_view.pressed.connect(self._on_pressed)
            self._column.insertWidget(0, self.page_view)
            QAccessible.updateAccessibility(QAccessibleEvent(self.page_view.heading, QAccessible.Event.Alert))
        if self._settings is not None:
            self._settings["lessons"] = tuple(sorted(self.session.finished))
        self._show_parts()
        self.refresh()
        self._area.verticalScrollBar().setValue(0)
        self._order_tabs()
        if had_focus:
            self._focus_again(was_next)

    def _order_tabs(self) -> None:
        """The Tab key goes from the header through the page to the footer, whenever the page was made."""
        stops: list[QWidget] = [self.back_to_list, self._area]
        if self.page_view is not None:
            stops += self.page_view.stops()
        stops += [self.reset, self.back, self.next]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _focus_again(self, was_next: bool) -> None:
        """Who turns pages by key goes on doing so; who opens a lesson begins at its top."""
        if self.session.page is None:
            self.shelf.open_file.setFocus()
        else:
            (self.next if was_next else self._area).setFocus()

    def _show_parts(self) -> None:
        reading = self.session.page is not None
        self.shelf.setVisible(not reading)
        for part in (self.header, self.footer, *self._lines):
            part.setVisible(reading)

    def refresh(self) -> None:
        """Shows what has been done, and the numbers of now."""
        lesson = self.session.lesson
        show_style(self._area, _area_sheet(self.theme))
        if lesson is None or self.page_view is None:
            self.shelf.show_shelf(self.session.finished, self.theme)
            return
        place, count = self.session.place, len(lesson.pages)
        self.page_view.show_page(self.theme, self.digits)
        self.title.setText(lesson.title)
        self.count.setText(self.tr("{number} of {count}").format(number=place + 1, count=count))
        self.dots.show_progress([self.session.is_done(i) for i in range(count)], place, self.theme)
        away = self.tr("The canvas shows another circuit. “Reset circuit” brings back the one of this page.")
        show_text(self.away, "" if self.session.owns else away)
        self.back.setEnabled(place > 0)
        is_last = place == count - 1
        over = self.tr("Next lesson") if self._following(lesson) is not None else self.tr("All lessons")
        self.next.setText(over if is_last else self.tr("Next"))
        is_primary = self.session.is_done(place)
        if self.next.property("primary") is not is_primary:
            self.next.setProperty("primary", is_primary)
            self.next.style().unpolish(self.next)
            self.next.style().polish(self.next)

    def _on_changed(self, _changes: object) -> None:
        """Without live mode, or where only a range changes, nothing is evaluated, and yet sliders move."""
        if self.session.lesson is not None:
            self._note()

    # What a page asks the window for

    def _open_circuit(self, circuit: Circuit, name: str) -> bool:
        self.circuit_asked.emit(circuit, name)
        return self.document.circuit is circuit

    def _fit(self) -> None:
        """Shows the whole circuit, once canvas and docks have found their places."""
        later = QTimer.singleShot
        later(0, self, lambda: later(0, self, lambda: self.action_asked.emit("fit")))

    def _on_pressed(self, button: Button) -> None:
        if button.deed == "press":
            self.action_asked.emit(button.what)
        elif button.deed == "open":
            self.panel_asked.emit(button.what)
        elif button.deed == "set":
            self._set(button)
        else:
            self._select(button)

    def _set(self, button: Button) -> None:
        circuit = self.document.circuit
        try:
            edits = [SetValue(input_called(circuit, label).id, value) for label, value in button.settings]
        except CircuitError as error:
            self.document.refused.emit(error)
            return
        changing = [edit for edit in edits if circuit.node(edit.id).value != edit.value]
        if changing:
            self.document.do(Batch(tuple(changing)), self.tr("Set values"))

    def _select(self, button: Button) -> None:
        try:
            ids = [self.document.circuit.find(label.strip()).id for label in button.what.split(",")]
        except CircuitError as error:
            self.document.refused.emit(error)
            return
        self.document.select(ids)
        self.reveal.emit(ids[0])

    # Coming and going

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Hides again what the page asks for."""
        super().showEvent(event)
        self.session.show_lens(True)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Shows all numbers again when its dock is closed; behind another tab the lesson goes on."""
        super().hideEvent(event)
        dock = self.parentWidget()
        if not isinstance(dock, QDockWidget) or dock.isHidden():
            self.session.show_lens(False)

    def stop(self) -> None:
        """Ends what is under way, as the window closes."""
        self.session.close()


def _area_sheet(theme: Theme) -> str:
    """A bar at the side tells that keys scroll the page; a frame all round would be louder than what is in it."""
    area = "QScrollArea#lesson_area"
    return (
        f"{area} {{ border: 0; border-left: 2px solid transparent; }}"
        f"{area}:focus {{ border: 0; border-left: 2px solid {theme.accent}; }}"
    )


def _button(name: str, text: str, *, flat: bool = False) -> QPushButton:
    made = QPushButton(text)
    made.setObjectName(name)
    if flat:
        made.setProperty("flat", True)
    return made
