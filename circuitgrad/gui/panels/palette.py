"""The palette: every operator as a tile under its category, to drag, or to find by typing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from circuitgrad.gui.document import Document
from circuitgrad.gui.panels.panel import GAP, MARGIN, Panel
from circuitgrad.gui.panels.tiles import PAYLOAD, TileModel, TileView
from circuitgrad.gui.theme import Theme


class PalettePanel(Panel):
    """A search field over the tiles.

    Signals:
        operator_chosen (str): an operator, as "name" or "name:role", was asked for by Enter or a double click.
    """

    operator_chosen = Signal(str)

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, parent)
        self.setObjectName("palette")
        self.search = QLineEdit()
        self.search.setObjectName("palette_search")
        self.search.setPlaceholderText(self.tr("Search operators (Tab)"))
        self.search.setAccessibleName(self.tr("Search operators"))
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        self.model = TileModel(self)
        self.tiles = TileView(theme)
        self.tiles.setModel(self.model)
        self.tiles.setAccessibleName(self.tr("Operators"))
        self._lay_out()
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._choose_first)
        self.tiles.chosen.connect(self.choose)
        self.tiles.typed.connect(self._type_on)

    def _lay_out(self) -> None:
        field = QVBoxLayout()
        field.setContentsMargins(MARGIN, GAP, MARGIN, 0)
        field.addWidget(self.search)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(field)
        column.addWidget(self.tiles, 1)

    def refresh(self) -> None:
        """Paints the tiles in the colours of now."""
        self.tiles.set_theme(self.theme)

    def choose(self, index: QModelIndex) -> None:
        """Asks for the operator of a tile."""
        payload = index.data(PAYLOAD)
        if payload:
            self.operator_chosen.emit(payload)

    def _filter(self, text: str) -> None:
        self.model.show_found(text)
        self.tiles.setCurrentIndex(self.model.first() if text.strip() else QModelIndex())
        self.tiles.scrollToTop()

    def _choose_first(self) -> None:
        if self.search.text().strip():
            self.choose(self.tiles.currentIndex())

    def _type_on(self, text: str) -> None:
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search.insert(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """In the search field, Down goes to the tiles and Escape empties the field."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down:
                self._enter_tiles()
                return True
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
        return super().eventFilter(watched, event)

    def _enter_tiles(self) -> None:
        if not self.tiles.currentIndex().isValid():
            self.tiles.setCurrentIndex(self.model.first())
        self.tiles.setFocus(Qt.FocusReason.TabFocusReason)
