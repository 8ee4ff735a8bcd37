"""The docks around the canvas, one for each panel of the table; a panel is made when its dock is first seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QPaintEvent
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QMainWindow, QTabBar, QTabWidget, QToolButton, QWidget

from circuitgrad.gui.document import Document
from circuitgrad.gui.panels import PANELS, PanelRecord
from circuitgrad.gui.theme import Theme

if TYPE_CHECKING:
    from circuitgrad.gui.panels.panel import Panel

FIRST_WIDTHS: Final = {"palette": 240, "inputs": 368}
FIRST_HEIGHTS: Final = {"problems": 96}
OPENED_HEIGHTS: Final = {"steps": 260, "paths": 264, "check": 348, "sweep": 320, "scenarios": 280, "uncertainty": 340}
"""Panels that need more room than their area has at first take it when they are first seen."""
OPENED_WIDTHS: Final = {"lessons": 384}
"""Likewise to the side."""

WINDOW_SIGNALS: Final = ("circuit_asked", "action_asked")
"""What panels ask the window for."""

Area = Qt.DockWidgetArea


class Docks(QObject):
    """Makes and keeps the panels of a window, each in a dock.

    Args:
        window: where they dock.
        document: what they show.
        theme: their colours.

    Signals:
        operator_chosen (str): an operator was asked for in the palette.
        reveal (str): a node shall be brought into view and selected.
        looks_at (str): a node shall be in view, and nothing else shall change.
        jump_asked (int): the circuit shall be as it was after so many steps of its history.
        said (str): something was done that a person should know.
        circuit_asked (Circuit, str): this circuit shall be opened under this name, once unsaved work is safe.
        action_asked (str): the action with this key shall be done.
        made (Panel): a panel has been made.
        grows: a dock is about to take room from the canvas.
    """

    operator_chosen = Signal(str)
    reveal = Signal(str)
    looks_at = Signal(str)
    jump_asked = Signal(int)
    said = Signal(str)
    circuit_asked = Signal(object, str)
    action_asked = Signal(str)
    made = Signal(object)
    grows = Signal()

    def __init__(self, window: QMainWindow, document: Document, theme: Theme) -> None:
        super().__init__(window)
        self._window, self._document, self._theme, self._digits = window, document, theme, 3
        self.panels: dict[str, Panel] = Panels(self._make)
        self.docks: dict[str, QDockWidget] = {}
        window.setCorner(Qt.Corner.BottomLeftCorner, Area.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, Area.RightDockWidgetArea)
        for area in (Area.LeftDockWidgetArea, Area.RightDockWidgetArea):
            window.setTabPosition(area, QTabWidget.TabPosition.North)
        self._covers: dict[str, Cover] = {}
        document.lenses.changed.connect(self._cover)
        # Later, and once for many: Qt still tells of docks that go while their window is being destroyed.
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.timeout.connect(self._settle_titles)
        for record in PANELS:
            dock = QDockWidget(record.translated_title, window)
            dock.setObjectName(f"dock_{record.key}")
            dock.setWidget(Place(record.key, self._fill))
            dock.setTitleBarWidget(TitleBar(dock))
            for signal in (dock.dockLocationChanged, dock.topLevelChanged, dock.visibilityChanged):
                signal.connect(self._settle_soon)
            self.docks[record.key] = dock
        self.place_first()

    def _fill(self, key: str) -> None:
        """A dock is seen for the first time: its panel is made, unless somebody has asked for it already."""
        _ = self.panels[key]

    def _make(self, key: str) -> Panel:
        """Makes a panel and puts it into its dock."""
        record, dock = next(record for record in PANELS if record.key == key), self.docks[key]
        panel = record.factory(self._document, self._theme, None)
        panel.set_digits(self._digits)
        wanted, width = OPENED_HEIGHTS.get(key, 0), OPENED_WIDTHS.get(key, 0)
        grows, widens = dock.height() < wanted, dock.width() < width
        if grows or widens:
            self.grows.emit()  # before the panel takes the least room that it needs
        place = dock.widget()
        dock.setWidget(panel)
        if place is not None:
            place.deleteLater()
        self._cover_panel(record, panel)
        for name in ("operator_chosen", "reveal", "looks_at", "jump_asked", "said", *WINDOW_SIGNALS):
            if hasattr(panel, name):
                getattr(panel, name).connect(getattr(self, name))
        if hasattr(panel, "panel_asked"):
            panel.panel_asked.connect(self.bring)
        if grows:
            self._size({key: wanted}, Qt.Orientation.Vertical)
        if widens:
            self._size({key: width}, Qt.Orientation.Horizontal)
        if hasattr(panel, "title_changed") and hasattr(panel, "title"):
            panel.title_changed.connect(dock.setWindowTitle)
            dock.setWindowTitle(panel.title())
        self.made.emit(panel)
        return panel

    def _cover(self) -> None:
        """An exercise or a lesson hides numbers, or hides none any more."""
        for record in PANELS:
            if record.key in self.panels:
                self._cover_panel(record, self.panels[record.key])

    def _cover_panel(self, record: PanelRecord, panel: Panel) -> None:
        """Puts a word in the place of a panel that would tell what is hidden, or the panel back in its place."""
        covered = record.reveals and self._document.lenses.seen.covers
        if covered is (record.key in self._covers):
            return
        dock = self.docks[record.key]
        if covered:
            self._covers[record.key] = cover = Cover()
            dock.setWidget(cover)
            panel.hide()
        else:
            dock.setWidget(panel)
            panel.show()
            self._covers.pop(record.key).deleteLater()

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
        self._settle_titles()
        self.size_first()

    def size_first(self) -> None:
        """Gives every dock the size that it has at first, in a window that has its own."""
        self._size(FIRST_WIDTHS, Qt.Orientation.Horizontal)
        self._size(FIRST_HEIGHTS, Qt.Orientation.Vertical)

    def _size(self, sizes: dict[str, int], direction: Qt.Orientation) -> None:
        self._window.resizeDocks([self.docks[key] for key in sizes], list(sizes.values()), direction)

    def _settle_soon(self, _: object) -> None:
        self._settling.start(0)

    def _settle_titles(self) -> None:
        """A tab says the title already: docks that are tabs of one another show no second one."""
        for dock in self.docks.values():
            bar = dock.titleBarWidget()
            others = [other for other in self._window.tabifiedDockWidgets(dock) if not other.isHidden()]
            if isinstance(bar, TitleBar):
                bar.show_content(dock.isFloating() or not others)
        self._hide_stray_tabs()

    def _hide_stray_tabs(self) -> None:
        """Hides the rows of tabs that Qt made while one dock after the other joined, and then forgot behind the docks.

        A dock has its tab in one row; in use is the one with most tabs.
        """
        rows = self._window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
        rows = sorted((row for row in rows if not row.isHidden()), key=QTabBar.count, reverse=True)
        seen: set[str] = set()
        for row in rows:
            titles = {row.tabText(place) for place in range(row.count())}
            row.setVisible(seen.isdisjoint(titles))
            seen |= titles

    def toggles(self) -> list[QAction]:
        """The actions that show and hide the docks."""
        return [dock.toggleViewAction() for dock in self.docks.values()]

    def bring(self, key: str) -> Panel:
        """Opens a panel, in front of those that it shares its place with."""
        dock = self.docks[key]
        dock.show()
        dock.raise_()
        return self.panels[key]

    def set_theme(self, theme: Theme) -> None:
        """Shows every panel in other colours."""
        self._theme = theme
        for panel in self.panels.values():
            panel.set_theme(theme)

    def set_digits(self, digits: int) -> None:
        """Shows numbers with so many significant digits."""
        self._digits = digits
        for panel in self.panels.values():
            panel.set_digits(digits)


class Panels(dict[str, "Panel"]):
    """The panels that have been made, by key; one that has not is made when it is asked for."""

    def __init__(self, make: Callable[[str], Panel]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: str) -> Panel:
        panel = self[key] = self._make(key)
        return panel


class Place(QWidget):
    """Keeps a panel's place in its dock until it is first painted: the window is there before its panels are.

    Args:
        key: the panel's.
        fill: puts the panel there.
    """

    def __init__(self, key: str, fill: Callable[[str], None]) -> None:
        super().__init__()
        self._key, self._fill = key, fill
        self._asked = False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Asks for the panel once the window has been painted."""
        super().paintEvent(event)
        if not self._asked:
            self._asked = True
            QTimer.singleShot(0, self, self._ask)

    def _ask(self) -> None:
        self._fill(self._key)


class Cover(QLabel):
    """Stands in the place of a panel that would tell what an exercise or a lesson asks for."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("cover")
        self.setText(self.tr("Hidden while numbers are asked for: this would tell them."))
        self.setProperty("soft", True)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.setContentsMargins(12, 12, 12, 12)


class TitleBar(QWidget):
    """The line over a panel: its title, and a button that closes it. It is dragged to move the panel.

    Args:
        dock: whose title it shows.
    """

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self._dock = dock
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._is_made = False

    def _make(self) -> None:
        """The title of a dock that was never by itself is not there at all."""
        self._is_made = True
        self._title = QLabel()
        self._title.setProperty("heading", True)
        self._close = QToolButton()
        self._close.setObjectName("dock_close")
        self._close.setProperty("flat", True)
        self._close.setText("×")
        self._close.setStyleSheet("padding: 0 5px 2px 5px;")
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._close.clicked.connect(self._dock.close)
        self._line.addWidget(self._title, 1)
        self._line.addWidget(self._close)
        self._dock.windowTitleChanged.connect(self._show_title)
        self._show_title(self._dock.windowTitle())

    def _show_title(self, title: str) -> None:
        self._title.setText(title)
        self._close.setToolTip(self.tr("Close this panel; View, Panels brings it back"))
        self._close.setAccessibleName(self.tr("Close {panel}").format(panel=title))

    def show_content(self, shown: bool) -> None:
        """Shows the line, or takes no room."""
        if not self._is_made:
            if not shown:
                return
            self._make()
        self._line.setContentsMargins(*((12, 8, 8, 0) if shown else (0, 0, 0, 0)))
        self._title.setVisible(shown)
        self._close.setVisible(shown)
