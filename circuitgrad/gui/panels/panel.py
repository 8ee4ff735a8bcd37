"""What every panel is: a widget over a document that knows its theme and how many digits it shows."""

from __future__ import annotations

import re
from textwrap import wrap

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QBoxLayout, QDockWidget, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from circuitgrad.gui.document import Document
from circuitgrad.gui.theme import Theme

ZERO_WIDTH = "\u200b"
LONGEST_WORD = 24
_LONG = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")
MARGIN = 12
GAP = 8
TURN = 16
"""Milliseconds after which the turn is over in which the canvas was painted."""
ROWS_AT_ONCE = 16
"""Rows of a long list that are made before the window is painted."""
ROWS_LATER = 6
"""The others follow, so many at a time."""


class Panel(QWidget):
    """A widget of the main window that shows one side of a document.

    Args:
        document: what it shows. It stays the same object when another circuit is opened (`Document.reset`).
        theme: its colours, until `set_theme`.
        parent: Qt's owner.
    """

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.theme = theme
        self.digits = 3

    def set_theme(self, theme: Theme) -> None:
        """Shows everything in other colours."""
        self.theme = theme
        self.refresh()

    def set_digits(self, digits: int) -> None:
        """Shows numbers with so many significant digits."""
        self.digits = digits
        self.refresh()

    def refresh(self) -> None:
        """Shows the document as it is now; what has not changed is left alone."""
        raise NotImplementedError

    def stop(self) -> None:
        """Gives up what is computed beside the window's thread, as the window closes; most compute nothing."""


class LazyRefresh(Panel):
    """A panel that follows the circuit and its results, and does nothing for it while nobody can see it."""

    CALM = 0
    """Milliseconds between two refreshes at least: what is slow to paint need not follow every move of a hand, and does
    not take the time of the turn in which the canvas does."""
    _waits_for_turn = False
    _is_behind = False
    """Whether its dock stands behind the tab of another one, where it is visible by Qt's own account."""

    def follow(self, *, selection: bool = False) -> None:
        """Starts to follow; called at the end of a panel's construction.

        Args:
            selection: whether what is selected matters too.
        """
        self._stale = True
        self._since = QElapsedTimer()
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.timeout.connect(self.catch_up)
        self._more_rows = QTimer(self)
        self._more_rows.setSingleShot(True)
        self._more_rows.timeout.connect(self.refresh)
        self.document.reset.connect(self._on_reset)
        self.document.evaluated.connect(self._note)
        self.document.lenses.changed.connect(self._on_lens)
        if selection:
            self.document.selection_changed.connect(self._note)

    def _on_reset(self) -> None:
        if self.document.is_large:
            self._stale = self._waits_for_turn = True
            self.document.turns.later(self._take_turn)
        else:
            self._note()

    def _take_turn(self) -> None:
        self._waits_for_turn = False
        if self._stale:
            self._note()

    def _note(self) -> None:
        self._stale = True
        if self.isVisible() and not self._is_behind and not self._waits_for_turn:
            if not self.CALM or not self._since.isValid():
                self.catch_up()
            elif not self._calm.isActive():
                self._calm.start(max(TURN, self.CALM - self._since.elapsed()))

    def _on_lens(self) -> None:
        """What a lens hides is hidden at once, however calm the panel is."""
        self._stale = True
        if self.isVisible() and not self._is_behind:
            self.catch_up()

    def catch_up(self) -> None:
        """Shows what it does not show yet, now."""
        if self._stale:
            self._stale = False
            self._since.start()
            self.refresh()

    def rows_now(self, made: int, wanted: int) -> int:
        """How many rows of a list can be shown now; if that is not all of them, more are made in a moment.

        Args:
            made: how many rows there are already.
            wanted: how many the list has.
        """
        now = min(wanted, made + (ROWS_LATER if made else ROWS_AT_ONCE))
        if now < wanted:
            self._more_rows.start(0)
        return now

    def _on_dock_visible(self, visible: bool) -> None:
        self._is_behind = not visible
        if visible and self.isVisible():
            self.catch_up()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follows the dock that it has been put into."""
        super().changeEvent(event)
        dock = self.parentWidget()
        if event.type() == QEvent.Type.ParentChange and isinstance(dock, QDockWidget):
            dock.visibilityChanged.connect(self._on_dock_visible)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Catches up with what happened while nobody looked."""
        super().showEvent(event)
        self.catch_up()


def label(name: str, *, soft: bool = False, heading: bool = False, wrap: bool = False) -> QLabel:
    """An empty label with its object name and look."""
    made = QLabel()
    made.setObjectName(name)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("soft", soft)
    made.setProperty("heading", heading)
    made.setWordWrap(wrap)
    return made


def selectable(shown: QLabel) -> QLabel:
    """Lets mouse and keyboard select a label's text."""
    shown.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return shown


def show_text(shown: QLabel, text: str, tip: str = "") -> None:
    """Puts a text into a label, and hides the label where there is none; an equal text costs nothing."""
    if shown.wordWrap() and shown.textFormat() is Qt.TextFormat.PlainText:
        text = breakable(text)
    if shown.text() != text:
        shown.setText(text)
    if shown.toolTip() != tip:
        shown.setToolTip(tip)
    show_if(shown, bool(text))


def breakable(text: str) -> str:
    """A text in which words that are too long for a narrow panel can be wrapped, so that they do not widen it.

    Example:
        >>> breakable("a short text"), len(breakable("w" * 60))
        ('a short text', 62)
    """
    if not _LONG.search(text):
        return text
    return _LONG.sub(lambda found: ZERO_WIDTH.join(wrap(found[0], LONGEST_WORD, break_on_hyphens=False)), text)


def show_if(shown: QWidget, visible: bool) -> None:
    """Shows or hides a widget; one that is shown already costs next to nothing."""
    if not visible or shown.isHidden():
        shown.setVisible(visible)


def show_style(shown: QWidget, sheet: str) -> None:
    """Gives a widget a stylesheet; an equal one costs nothing, while Qt would style and lay out the widget anew."""
    if shown.styleSheet() != sheet:
        shown.setStyleSheet(sheet)


def hairline() -> QFrame:
    """A thin line between two parts of a panel."""
    line = QFrame()
    line.setObjectName("hairline")
    line.setStyleSheet("background: palette(mid); border: 0;")
    line.setFixedHeight(1)
    return line


class Column(QScrollArea):
    """Scrolls up and down only: it is never narrower than what it shows.

    Args:
        content: what it shows.
    """

    _told = QSize()

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        content.setObjectName("content")
        self.setObjectName("scroll_area")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """As wide as what it shows needs, beside the scroll bar."""
        shown = self.widget()
        inner = 0 if shown is None else shown.minimumSizeHint().width()
        return QSize(inner + self.verticalScrollBar().sizeHint().width(), 80)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Follows what it shows; the window is laid out anew only where another width is needed."""
        if event.type() == QEvent.Type.LayoutRequest and self.minimumSizeHint() != self._told:
            self._told = self.minimumSizeHint()
            self.updateGeometry()
        return super().eventFilter(watched, event)


def scrolled(panel: QWidget) -> QVBoxLayout:
    """Fills a panel with a column that scrolls, and returns the column's layout."""
    content = QWidget()
    column = QVBoxLayout(content)
    column.setContentsMargins(MARGIN, GAP, MARGIN, MARGIN)
    column.setSpacing(GAP)
    outer = QVBoxLayout(panel)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.addWidget(Column(content))
    return column


def row(*widgets: QWidget, stretch: int | None = None) -> QBoxLayout:
    """Widgets side by side; the one at `stretch` takes the room that is left, or none does."""
    line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(GAP)
    for place, widget in enumerate(widgets):
        line.addWidget(widget, 1 if place == stretch else 0)
    if stretch is None:
        line.addStretch(1)
    return line


def stack(column: QBoxLayout, *widgets: QWidget) -> None:
    """Puts widgets under each other at the end of a column."""
    for widget in widgets:
        column.addWidget(widget)
