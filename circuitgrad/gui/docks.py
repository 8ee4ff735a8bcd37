"""The docks around the canvas, one for each panel of the table."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QMainWindow, QTabWidget, QToolButton, QWidget

from circuitgrad.gui.document import Document
from circuitgrad.gui.panels import PANELS, InputsPanel, PalettePanel, Panel, ProblemsPanel
from circuitgrad.gui.theme import Theme

FIRST_WIDTHS: Final = {"palette": 216, "inputs": 320}
FIRST_HEIGHTS: Final = {"problems": 96}

Area = Qt.DockWidgetArea


class Docks(QObject):
    """Makes and keeps the panels of a window, each in a dock.

    Args:
        window: where they dock.
        document: what they show.
        theme: their colours.

    Signals:
        operator_chosen (str): an operator was asked for in the palette.
        reveal (str): a node shall be brought into view.
    """

    operator_chosen = Signal(str)
    reveal = Signal(str)

    def __init__(self, window: QMainWindow, document: Document, theme: Theme) -> None:
        super().__init__(window)
        self._window = window
        self.panels: dict[str, Panel] = {}
        self.docks: dict[str, QDockWidget] = {}
        window.setCorner(Qt.Corner.BottomLeftCorner, Area.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, Area.RightDockWidgetArea)
        for area in (Area.LeftDockWidgetArea, Area.RightDockWidgetArea):
            window.setTabPosition(area, QTabWidget.TabPosition.North)
        # Queued, as Qt still tells of docks that go while their window is being destroyed.
        later = Qt.ConnectionType.QueuedConnection
        for record in PANELS:
            panel = record.factory(document, theme, None)
            dock = QDockWidget(record.translated_title, window)
            dock.setObjectName(f"dock_{record.key}")
            dock.setWidget(panel)
            dock.setTitleBarWidget(TitleBar(dock))
            dock.dockLocationChanged.connect(self._settle_titles, later)
            dock.topLevelChanged.connect(self._settle_titles, later)
            dock.visibilityChanged.connect(self._settle_titles, later)
            self.panels[record.key], self.docks[record.key] = panel, dock
            self._connect(panel, dock)
        self.place_first()

    def _connect(self, panel: Panel, dock: QDockWidget) -> None:
        if isinstance(panel, PalettePanel):
            panel.operator_chosen.connect(self.operator_chosen)
        if isinstance(panel, InputsPanel | ProblemsPanel):
            panel.reveal.connect(self.reveal)
        if isinstance(panel, ProblemsPanel):
            panel.title_changed.connect(dock.setWindowTitle)

    def place_first(self) -> None:
        """Puts every dock where it stands at first; those of one area are tabs of it, the first on top."""
        tops: dict[Qt.DockWidgetArea, QDockWidget] = {}
        for record in PANELS:
            dock = self.docks[record.key]
            self._window.addDockWidget(record.area, dock)
            if record.area in tops:
                self._window.tabifyDockWidget(tops[record.area], dock)
            tops.setdefault(record.area, dock)
        for top in tops.values():
            top.raise_()
        self._size(FIRST_WIDTHS, Qt.Orientation.Horizontal)
        self._size(FIRST_HEIGHTS, Qt.Orientation.Vertical)

    def _size(self, sizes: dict[str, int], direction: Qt.Orientation) -> None:
        self._window.resizeDocks([self.docks[key] for key in sizes], list(sizes.values()), direction)

    def _settle_titles(self, *_: object) -> None:
        """A tab says the title already: docks that are tabs of one another show no second one."""
        for dock in self.docks.values():
            bar = dock.titleBarWidget()
            others = [other for other in self._window.tabifiedDockWidgets(dock) if not other.isHidden()]
            if isinstance(bar, TitleBar):
                bar.show_content(dock.isFloating() or not others)

    def toggles(self) -> list[QAction]:
        """The actions that show and hide the docks."""
        return [dock.toggleViewAction() for dock in self.docks.values()]

    def set_theme(self, theme: Theme) -> None:
        """Shows every panel in other colours."""
        for panel in self.panels.values():
            panel.set_theme(theme)

    def set_digits(self, digits: int) -> None:
        """Shows numbers with so many significant digits."""
        for panel in self.panels.values():
            panel.set_digits(digits)


class TitleBar(QWidget):
    """The line over a panel: its title, and a button that closes it. It is dragged to move the panel.

    Args:
        dock: whose title it shows.
    """

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self._title = QLabel(dock.windowTitle())
        self._title.setProperty("heading", True)
        self._close = QToolButton()
        self._close.setObjectName("dock_close")
        self._close.setProperty("flat", True)
        self._close.setText("×")
        self._close.setStyleSheet("padding: 0 5px 2px 5px;")
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._close.clicked.connect(dock.close)
        self._line = QHBoxLayout(self)
        self._line.addWidget(self._title, 1)
        self._line.addWidget(self._close)
        dock.windowTitleChanged.connect(self._show_title)
        self._show_title(dock.windowTitle())
        self.show_content(True)

    def _show_title(self, title: str) -> None:
        self._title.setText(title)
        self._close.setToolTip(self.tr("Close this panel; View, Panels brings it back"))
        self._close.setAccessibleName(self.tr("Close {panel}").format(panel=title))

    def show_content(self, shown: bool) -> None:
        """Shows the line, or takes no room."""
        self._line.setContentsMargins(*((12, 8, 8, 0) if shown else (0, 0, 0, 0)))
        self._title.setVisible(shown)
        self._close.setVisible(shown)
