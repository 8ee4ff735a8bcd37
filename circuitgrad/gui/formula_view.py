"""A widget that shows one formula typeset, breaks it where it is long, and copies it in every form."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFontMetricsF,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QScrollBar, QSizePolicy, QWidget

from circuitgrad.gui.formula_lines import Layout, laid_out, pieces_of
from circuitgrad.gui.theme import LIGHT, Theme
from circuitgrad.gui.typeset import Typeset, typesetter, without_colors

SIZE: Final = 17.0
"""Pixels of the letters at 100 %: an x is as high as in the window's text."""
LONGEST_TYPESET: Final = 4_000
LONGEST_TEXT: Final = 400
"""Characters of LaTeX beyond which the beginning of the plain text is shown alone, and of that beginning."""
LEAST_WIDTH: Final = 120
PICTURE_SCALE: Final = 4.0
"""Pixels of a copied picture for each pixel of the formula."""
_BAR: Final = 10
_FLAGS: Final = int(Qt.TextFlag.TextWrapAnywhere) | int(Qt.AlignmentFlag.AlignLeft)


class FormulaView(QWidget):
    """Shows a formula: typeset as soon as it can be, as plain text until then and where it cannot.

    Ctrl+C copies LaTeX; the context menu copies SymPy, plain text and pictures too.

    Args:
        theme: its colours.
        name: its object name.
        title: what a screen reader calls it; the formula itself is the description.
    """

    def __init__(self, theme: Theme, name: str, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.theme = theme
        self.size_of_letters = SIZE
        self._latex = self._plain = self._sympy = self._copied = self._copied_plain = ""
        self._lines: list[list[str]] = []
        self._drawn: list[list[Typeset]] | None = None
        self._pixmap: QPixmap | None = None
        self._bar = QScrollBar(Qt.Orientation.Horizontal, self)
        self._bar.valueChanged.connect(self.update)
        self._bar.hide()
        typesetter().ready.connect(self._take, Qt.ConnectionType.QueuedConnection)

    # What it shows

    @property
    def latex(self) -> str:
        """The formula in LaTeX, as it is copied."""
        return without_colors(self._copied)

    @property
    def plain(self) -> str:
        """The formula as plain text."""
        return self._plain

    @property
    def sympy(self) -> str:
        """The formula as Python code for SymPy; empty where there is none."""
        return self._sympy

    @property
    def is_typeset(self) -> bool:
        """Whether a drawing is shown, no plain text."""
        return self._drawn is not None

    def show_formula(self, latex: str, plain: str, sympy: str = "", copied: str = "", copied_plain: str = "") -> None:
        """Shows another formula; an equal one costs nothing.

        Args:
            latex: one line or several; `\\textcolor` may name a colour of the theme.
            plain: the same for those who cannot see it, and wherever it cannot be typeset.
            sympy: the same as code; empty where there is none.
            copied: the LaTeX to copy, where it is not the one that is shown: with all digits, and with definitions.
            copied_plain: the plain text to copy, likewise.
        """
        self._sympy, self._copied, self._copied_plain = sympy, copied or latex, copied_plain or plain
        if (latex, plain) == (self._latex, self._plain):
            return
        self._latex, self._plain = latex, plain
        self.setToolTip(self._text)
        self.setAccessibleDescription(self._text)
        is_short = 0 < len(latex) <= LONGEST_TYPESET
        self._lines = [pieces_of(line) for line in latex.split("\n")] if is_short else []
        pieces = [piece for line in self._lines for piece in line]
        typesetter().ask(pieces, self.size_of_letters, lambda: self._latex == latex)
        self._take()

    @property
    def _text(self) -> str:
        """The plain text as it is shown: its beginning, where it is so long that nobody reads it."""
        if len(self._plain) <= LONGEST_TEXT or len(self._latex) <= LONGEST_TYPESET:
            return self._plain
        more = self.tr("… ({count} characters: copy it)").format(count=len(self._plain))
        return f"{self._plain[:LONGEST_TEXT]} {more}"

    def set_theme(self, theme: Theme) -> None:
        """Shows it in other colours."""
        self.theme = theme
        self._pixmap = None
        self.update()

    def _take(self) -> None:
        """Takes the drawings if they are all there; the old ones stay so long, so that nothing flickers."""
        known = [[typesetter().known(piece, self.size_of_letters) for piece in line] for line in self._lines]
        if not all(done for line in known for done, _ in line):
            return
        drawn = [[drawing for _, drawing in line if drawing is not None] for line in known]
        complete = bool(drawn) and [len(line) for line in drawn] == [len(line) for line in known]
        shown = drawn if complete else None
        if shown != self._drawn or shown is None:
            self._drawn = shown
            self._changed()

    def _changed(self) -> None:
        self._pixmap = None
        self._place_bar()
        self.updateGeometry()
        self.update()

    # Room

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """The narrower, the more lines."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """How high it is at this width."""
        if self._drawn is None:
            return self._text_height(width)
        layout = laid_out(self._drawn, width)
        return round(layout.height + 0.5) + (_BAR if layout.width > width + 0.5 else 0)

    def _text_height(self, width: int) -> int:
        room = QRectF(0, 0, max(width, 1), 1e6)
        return round(QFontMetricsF(self.font()).boundingRect(room, _FLAGS, self._text).height() + 0.5)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as the formula on one line."""
        layout = self._layout(1e6)
        width = QFontMetricsF(self.font()).horizontalAdvance(self._text) if layout is None else layout.width
        width = min(round(width + 0.5), 4096)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Narrow: it breaks lines, and scrolls where it cannot."""
        return QSize(LEAST_WIDTH, self.heightForWidth(max(self.width(), LEAST_WIDTH)))

    def _layout(self, width: float) -> Layout | None:
        return None if self._drawn is None else laid_out(self._drawn, width)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Breaks the lines anew."""
        super().resizeEvent(event)
        self._pixmap = None
        self._place_bar()

    def _place_bar(self) -> None:
        layout = self._layout(self.width())
        beyond = 0 if layout is None else round(layout.width - self.width())
        self._bar.setVisible(beyond > 0)
        self._bar.setRange(0, max(0, beyond))
        self._bar.setPageStep(self.width())
        self._bar.setSingleStep(24)
        self._bar.setGeometry(0, self.height() - _BAR, self.width(), _BAR)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paints the formula, and a line under it while it has the focus."""
        painter = QPainter(self)
        layout = self._layout(self.width())
        if layout is None:
            painter.setPen(QColor(self.theme.ink))
            painter.drawText(QRectF(self.rect()), _FLAGS, self._text)
        else:
            if self._pixmap is None or self._pixmap.devicePixelRatio() != self.devicePixelRatioF():
                self._pixmap = self._painted(layout)
            painter.drawPixmap(QPointF(-self._bar.value(), 0), self._pixmap)
        if self.hasFocus():
            painter.setPen(QPen(QColor(self.theme.accent), 1.0))
            painter.drawLine(QPointF(0, self.height() - 0.5), QPointF(self.width(), self.height() - 0.5))

    def _painted(self, layout: Layout) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(QSize(round(layout.width * ratio + 1), round(layout.height * ratio + 1)))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        _paint(QPainter(pixmap), layout, self.theme)
        return pixmap

    def picture(self, scale: float = PICTURE_SCALE) -> QImage:
        """The formula on one line as a picture in dark ink without ground; a null image where it is not typeset."""
        layout = self._layout(1e6)
        if layout is None:
            return QImage()
        size = QSize(round(layout.width * scale + 1), round(layout.height * scale + 1))
        image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.scale(scale, scale)
        _paint(painter, layout, LIGHT)
        return image

    def svg(self) -> bytes:
        """The formula on one line as an SVG; empty where it is not typeset."""
        layout = self._layout(1e6)
        if layout is None:
            return b""
        from PySide6.QtSvg import QSvgGenerator

        content = QByteArray()
        device = QBuffer(content)
        device.open(QIODevice.OpenModeFlag.WriteOnly)
        generator = QSvgGenerator()
        generator.setOutputDevice(device)
        generator.setTitle(self._plain)
        generator.setViewBox(QRectF(0, 0, layout.width, layout.height))
        generator.setSize(QSize(round(layout.width + 0.5), round(layout.height + 0.5)))
        _paint(QPainter(generator), layout, LIGHT)
        return bytes(content.data())

    # Copying

    def copy_latex(self) -> None:
        """Puts the LaTeX on the clipboard."""
        QGuiApplication.clipboard().setText(self.latex)

    def copy_sympy(self) -> None:
        """Puts the code for SymPy on the clipboard."""
        QGuiApplication.clipboard().setText(self._sympy)

    def copy_plain(self) -> None:
        """Puts the plain text on the clipboard."""
        QGuiApplication.clipboard().setText(self._copied_plain)

    def copy_png(self) -> None:
        """Puts a picture on the clipboard, four pixels for each of the screen's at 100 %."""
        QGuiApplication.clipboard().setImage(self.picture())

    def copy_svg(self) -> None:
        """Puts an SVG on the clipboard, as a file of that kind and as text."""
        drawing = self.svg()
        clipboard = QGuiApplication.clipboard()
        clipboard.setText(drawing.decode())
        # A QMimeData made in Python crashes PySide at exit while it is on the clipboard: Qt's own is added to.
        clipboard.mimeData().setData("image/svg+xml", QByteArray(drawing))

    def menu(self) -> QMenu:
        """Every way to copy; those that are not possible now are greyed."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        rows = (
            (self.tr("Copy as LaTeX"), self.copy_latex, bool(self._latex)),
            (self.tr("Copy as SymPy"), self.copy_sympy, bool(self._sympy)),
            (self.tr("Copy as plain text"), self.copy_plain, bool(self._plain)),
            (self.tr("Copy as picture (PNG)"), self.copy_png, self.is_typeset),
            (self.tr("Copy as picture (SVG)"), self.copy_svg, self.is_typeset),
        )
        for text, copy, possible in rows:
            action = menu.addAction(text)
            action.triggered.connect(copy)
            action.setEnabled(possible)
        menu.actions()[0].setShortcut(QKeySequence.StandardKey.Copy)
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Offers every way to copy; at the formula where the keyboard asked."""
        asked = event.reason() == QContextMenuEvent.Reason.Keyboard
        self.menu().popup(self.mapToGlobal(self.rect().center()) if asked else event.globalPos())

    def event(self, event: QEvent) -> bool:
        """Takes the copy shortcut from the window while the formula has the focus."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Copy)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Copies; the arrows scroll where the formula is wider than its room."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_latex()
        elif event.key() in steps and self._bar.isVisibleTo(self):
            self._bar.setValue(self._bar.value() + steps[Qt.Key(event.key())] * self._bar.singleStep())
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Scrolls sideways; up and down belongs to what the formula stands in."""
        sideways = event.angleDelta().x()
        if sideways and self._bar.isVisibleTo(self):
            self._bar.setValue(self._bar.value() - sideways // 4)
            event.accept()
        else:
            event.ignore()


def _paint(painter: QPainter, layout: Layout, theme: Theme) -> None:
    """Paints all pieces and ends the painter."""
    from PySide6.QtSvg import QSvgRenderer

    for each in layout.placed:
        renderer = QSvgRenderer(QByteArray(each.piece.colored(theme).encode()))
        width, height = each.piece.width * each.scale, each.piece.height * each.scale
        renderer.render(painter, QRectF(each.x, each.y, width, height))
    painter.end()
