"""The box in which nodes are found: what is typed, how many fit, a list of them, and the way from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from circuitgrad.errors import CircuitError
from circuitgrad.formats.numbers import short_number
from circuitgrad.gui.canvas.spoken import RemarkKey, spoken_remark
from circuitgrad.gui.document import Document
from circuitgrad.gui.finding.hits import Finder, Hit
from circuitgrad.gui.finding.query import parse_query
from circuitgrad.gui.lens import node_numbers
from circuitgrad.gui.messages import operator_text, sentence
from circuitgrad.gui.names import node_name
from circuitgrad.gui.overlay import Overlay
from circuitgrad.gui.panels.panel import label, show_if, show_text
from circuitgrad.gui.theme import Theme

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.view import CanvasView

WIDTH: Final = 400
LEAST_WIDTH: Final = 320
"""Where the box is narrower, only the close button stands beside the field."""
ROWS: Final = 7
MARGIN: Final = 12
AT_ONCE: Final = 20_000
"""Up to so many nodes each letter finds anew; above, when the typing pauses."""
PAUSE: Final = 120
"""Milliseconds."""
Index = QModelIndex | QPersistentModelIndex


class FindBox(Overlay):
    """Stands in the upper right corner of a canvas until it is closed.

    Args:
        view: the canvas; what is found is selected and shown there.
        theme: its colours.
    """

    def __init__(self, view: CanvasView, theme: Theme) -> None:
        super().__init__(view, "find", theme)
        self._view, self._document = view, view.document
        self._finder: Finder | None = None
        self.model = HitModel(self._document, self)
        self.field.setPlaceholderText(self.tr("Name, operator, > 3, gradient < 0 …"))
        self.field.setAccessibleName(self.tr("Find nodes"))
        self.field.setToolTip(
            self.tr("A name, an id or an operator; or a condition such as > 3, |gradient| < 1e-6, value = nan, mul > 2")
        )
        self.count = label("find_count", soft=True)
        self.note = label("find_note", soft=True, wrap=True)
        self.previous = self._button("find_previous", "‹", self.tr("The hit before (Shift+Enter)"))
        self.next = self._button("find_next", "›", self.tr("The next hit (Enter)"))
        self.all = self._button("find_all", self.tr("All"), self.tr("Select all hits (Alt+Enter)"))
        self.close_button = self._button("find_close", "×", self.tr("Close (Esc)"))
        self.list.setModel(self.model)
        self.list.setAccessibleName(self.tr("Nodes that were found"))
        self._lay_out()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(PAUSE)
        self._later.timeout.connect(self.search)
        self._connect()

    def _button(self, name: str, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setProperty("flat", True)
        button.setProperty("tight", True)
        return button

    def _lay_out(self) -> None:
        self._line, self._below = QHBoxLayout(), QHBoxLayout()
        self._line.setSpacing(2)
        self._line.addWidget(self.field, 1)
        self._line.addSpacing(6)
        self._tools: tuple[QWidget, ...] = (self.count, self.previous, self.next, self.all)
        for widget in (*self._tools, self.close_button):
            self._line.addWidget(widget)
        self.column.addLayout(self._line)
        self.column.addLayout(self._below)
        self.column.addWidget(self.note)
        self.column.addWidget(self.list)

    def _connect(self) -> None:
        self.field.textChanged.connect(self._on_typed)
        self.previous.clicked.connect(lambda: self.step(-1))
        self.next.clicked.connect(lambda: self.step(1))
        self.all.clicked.connect(self.select_all)
        self.close_button.clicked.connect(self.dismiss)
        self.list.clicked.connect(lambda index: self._reveal(index.row()))
        for signal in (self._document.reset, self._document.changed, self._document.evaluated):
            signal.connect(self._on_other)

    # Finding

    def open(self) -> None:
        """Opens it with what was typed last, selected."""
        self.appear()
        self.search()

    def _on_typed(self, _text: str) -> None:
        self.model.show_hits(())
        if len(self._document.circuit) <= AT_ONCE:
            self.search()
        else:
            self._later.start()

    def _on_other(self, *_: object) -> None:
        """The circuit or its numbers are others now."""
        self._finder = None
        if self.isVisible():
            self._later.start()

    def _make_finder(self) -> Finder:
        """What looks for nodes; while an exercise hides numbers, none can be searched for."""
        document = self._document
        return Finder(document.circuit, None if document.lenses.seen.covers else document.run)

    def search(self) -> None:
        """Finds what fits now; the hit that was shown stays the one that is shown, where it still is one."""
        self._later.stop()
        before = self.model.hit_at(self.list.currentIndex().row())
        problem, hits = "", []
        try:
            query = parse_query(self.field.text())
            if query:
                self._document.settle()
                self._finder = self._finder or self._make_finder()
                hits = self._finder.find(query)
        except CircuitError as error:
            problem = sentence(error)
        self.model.show_hits(hits)
        self.list.setCurrentIndex(self.model.index_of(before))
        if not problem and not hits and self.field.text().strip():
            problem = self.tr("No node fits “{text}”.").format(text=self.field.text().strip())
        show_text(self.note, problem)
        self.field.setAccessibleDescription(problem)
        self._tell()

    def _tell(self) -> None:
        hits, row = self.model.rowCount(), self.list.currentIndex().row()
        place = self.tr("{place} of {count}").format(place=row + 1, count=hits) if row >= 0 else str(hits)
        self.count.setText(place if self.field.text().strip() else "")
        for button in (self.previous, self.next, self.all):
            button.setEnabled(hits > 0)
        self.settle()

    # Walking

    def step(self, steps: int) -> None:
        """Goes to the next hit or to the one before, round and round."""
        if self._later.isActive() or self._finder is None:
            self.search()
        hits, row = self.model.rowCount(), self.list.currentIndex().row()
        if hits:
            self._reveal((row + steps) % hits if row >= 0 else (0 if steps > 0 else hits - 1))
        elif self.isHidden():
            self.open()

    def go(self, steps: int) -> None:
        """Goes on in the list, not round."""
        hits, row = self.model.rowCount(), self.list.currentIndex().row()
        if hits:
            self._reveal(max(0, min(hits - 1, row + steps)))

    def _reveal(self, row: int) -> None:
        self.list.setCurrentIndex(self.model.index(row, 0))
        hit = self.model.hit_at(row)
        if isinstance(hit, RemarkKey):
            self._view.reveal_remark(hit.id)
        elif hit is not None:
            self._view.reveal(hit)
        self.field.setAccessibleDescription(str(self.list.currentIndex().data() or ""))
        self._tell()

    def select_all(self) -> None:
        """Selects every hit, and shows them all where one is out of view."""
        self.search()
        hits = self.model.hits
        if not hits:
            return
        remarks = [hit.id for hit in hits if isinstance(hit, RemarkKey)]
        self._document.select([hit for hit in hits if not isinstance(hit, RemarkKey)], (), remarks)
        self._view.fit_selection()

    def key(self, event: QKeyEvent) -> bool:
        """Enter goes on, with Shift back, with Alt it selects all."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self.select_all()
            else:
                self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            return True
        return super().key(event)

    def dismiss(self) -> None:
        """Hides it; the canvas has the focus then, as what was found is there."""
        self._before = self._view
        super().dismiss()

    def settle(self) -> None:
        """Stands in the upper right corner, as high as its rows need."""
        rows = min(ROWS, self.model.rowCount())
        show_if(self.list, rows > 0)
        self.list.setFixedHeight(max(1, rows) * max(24, self.list.sizeHintForRow(0)) + 2)
        width = min(WIDTH, self.room.width() - 2 * MARGIN)
        self._use_rows(1 if width >= LEAST_WIDTH else 2)
        self.setFixedWidth(width)
        self.column.activate()
        self.adjustSize()
        self.move(self.room.width() - self.width() - MARGIN, MARGIN)

    def _use_rows(self, rows: int) -> None:
        """One row for all, or a second one for how many there are and the way from one to the next."""
        if rows == 1 + (self._below.count() > 0):
            return
        if rows == 2:
            for widget in self._tools:
                self._below.addWidget(widget)
            self._below.insertStretch(1)
        else:
            for place, widget in enumerate(self._tools, start=2):
                self._line.insertWidget(place, widget)
            self._below.takeAt(0)


class HitModel(QAbstractListModel):
    """What was found; a row's text is made when it is seen."""

    def __init__(self, document: Document, parent: FindBox) -> None:
        super().__init__(parent)
        self._document = document
        self.hits: Sequence[Hit] = ()

    def show_hits(self, hits: Sequence[Hit]) -> None:
        """Shows these."""
        self.beginResetModel()
        self.hits = hits
        self.endResetModel()

    def hit_at(self, row: int) -> Hit | None:
        """What a row shows, None where there is no such row."""
        return self.hits[row] if 0 <= row < len(self.hits) else None

    def index_of(self, hit: Hit | None) -> QModelIndex:
        """The row of a hit, or no index."""
        return self.index(self.hits.index(hit), 0) if hit is not None and hit in self.hits else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role != Qt.ItemDataRole.DisplayRole or not index.isValid():
            return None
        hit, circuit = self.hits[index.row()], self._document.circuit
        if isinstance(hit, RemarkKey):
            remark = circuit.remarks.get(hit.id)
            return "" if remark is None else " ".join(spoken_remark(circuit, remark).split())
        node = circuit.nodes.get(hit)
        if node is None:
            return ""
        value, gradient = node_numbers(self._document.run, node.id, self._document.lenses.seen)
        parts = [node_name(node), operator_text(node.record.title)]
        if value is not None:
            parts.append(short_number(value, 3))
        if gradient is not None:
            parts.append(self.tr("gradient {gradient}").format(gradient=short_number(gradient, 3)))
        return "  ·  ".join(parts)
