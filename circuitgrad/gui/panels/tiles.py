"""Tiles of operators: the model of headings and tiles, how they are painted, and the view that lays them out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from circuitgrad.gui.messages import operator_text, role_text
from circuitgrad.gui.mime import OPERATOR_MIME
from circuitgrad.gui.operator_search import find_operators
from circuitgrad.gui.theme import Theme
from circuitgrad.operators import OPERATORS, Category, Operator, Role

LONGEST_TITLE: Final = 10
"""Characters that fit under a tile; an operator with a longer title goes by its name there."""
PAYLOAD: Final = Qt.ItemDataRole.UserRole
SYMBOL: Final = Qt.ItemDataRole.UserRole + 1
ROLE_SYMBOLS: Final = {Role.PARAMETER: "w", Role.DATA: "x"}
NARROWEST: Final = 46
SIDE: Final = 8
SMALLEST: Final = 0.8
"""How far a title's font may shrink before the title is elided."""

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile, or a heading where there is no operator."""

    title: str
    short: str = ""
    symbol: str = ""
    payload: str = ""
    help: str = ""


def tiles_of(operator: Operator) -> Iterator[Tile]:
    """An operator's tile; an input has one for each role that a new one may have."""
    help = "\n".join(filter(None, (operator_text(operator.help), _gradient_sentence(operator))))
    if operator.role is Role.PARAMETER:
        for role, symbol in ROLE_SYMBOLS.items():
            yield Tile(role_text(role), role_text(role), symbol, f"{operator.name}:{role}", help)
    else:
        title = operator_text(operator.title)
        short = title if len(title) <= LONGEST_TITLE else operator.name.replace("_", " ")
        yield Tile(title, short, operator.symbol, operator.name, f"{title}\n{help}")


def _gradient_sentence(operator: Operator) -> str:
    text = operator_text(operator.gradient_text)
    return QCoreApplication.translate("TileModel", "Gradient: {text}.").format(text=text) if text else ""


class TileModel(QAbstractListModel):
    """All tiles under the headings of their categories, or those that fit what is typed, best first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[Tile] = list(_all_rows())

    def show_found(self, text: str) -> None:
        """Shows what fits this text; everything for none."""
        self.beginResetModel()
        self._rows = list(_all_rows()) if not text.strip() else self._found(text)
        self.endResetModel()

    def _found(self, text: str) -> list[Tile]:
        found = [tile for operator in find_operators(text) for tile in tiles_of(operator)]
        return found or [Tile(self.tr("No operator fits “{text}”.").format(text=text.strip()))]

    def first(self) -> QModelIndex:
        """The first tile, or no index where there is none."""
        return next((self.index(i) for i, tile in enumerate(self._rows) if tile.payload), QModelIndex())

    def index_of(self, payload: str) -> QModelIndex:
        """The tile that gives this payload, or no index."""
        return next((self.index(i) for i, tile in enumerate(self._rows) if tile.payload == payload), QModelIndex())

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        tile = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return tile.short or tile.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return tile.title
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return tile.help
        return {int(PAYLOAD): tile.payload, int(SYMBOL): tile.symbol}.get(role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or not self._rows[index.row()].payload:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:  # noqa: N802
        return [OPERATOR_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802
        mime = QMimeData()
        mime.setData(OPERATOR_MIME, str(indexes[0].data(PAYLOAD)).encode())
        return mime


def _all_rows() -> Iterator[Tile]:
    for category in Category:
        tiles = [
            tile for operator in OPERATORS.values() if operator.category is category for tile in tiles_of(operator)
        ]
        if tiles:
            yield Tile(operator_text(category.value))
            yield from tiles


class TileDelegate(QStyledItemDelegate):
    """Paints a heading, or a framed symbol with its title underneath."""

    def __init__(self, view: TileView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        view = self._view
        if not index.data(PAYLOAD):
            return QSize(view.columns * view.tile_width, 2 * QFontMetrics(view.heading_font).height())
        lines = self._lines(str(index.data()))
        return QSize(view.tile_width, view.box_height + len(lines) * QFontMetrics(view.title_font).height() + SIDE)

    def _lines(self, title: str) -> list[str]:
        """A title on one line, or on two where it has two words and needs them; what is too long is elided."""
        metrics, room = QFontMetrics(self._view.title_font), round((self._view.tile_width - 2) / SMALLEST)
        if metrics.horizontalAdvance(title) <= room * SMALLEST or " " not in title:
            return [metrics.elidedText(title, Qt.TextElideMode.ElideRight, room)]
        words = title.split(" ")
        cut = max(
            1,
            max((i for i in range(1, len(words)) if metrics.horizontalAdvance(" ".join(words[:i])) <= room), default=1),
        )
        halves = (" ".join(words[:cut]), " ".join(words[cut:]))
        return [metrics.elidedText(half, Qt.TextElideMode.ElideRight, room) for half in halves]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if index.data(PAYLOAD):
            self._paint_tile(painter, area, state, index)
        else:
            self._paint_heading(painter, area, str(index.data()))
        painter.restore()

    def _paint_heading(self, painter: QPainter, area: QRect, title: str) -> None:
        painter.setFont(self._view.heading_font)
        painter.setPen(QColor(self._view.theme.soft_ink))
        place = area.adjusted(3, 0, 0, -6)
        shown = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, shown)

    def _paint_tile(self, painter: QPainter, area: QRect, state: QStyle.StateFlag, index: Index) -> None:
        view, theme = self._view, self._view.theme
        box = QRect(area.left() + 3, area.top(), area.width() - 6, view.box_height)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        over = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(QPen(QColor(theme.accent if chosen else theme.node_line if over else theme.line), 1))
        painter.setBrush(QColor(theme.accent_soft if chosen else theme.node))
        painter.drawRoundedRect(box.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        symbol = str(index.data(SYMBOL))
        painter.setFont(_fitting(view.symbol_font, symbol, box.width() - 4))
        painter.setPen(QColor(theme.ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, symbol)
        below = QRect(area.left() + 1, box.bottom() + 2, area.width() - 2, area.bottom() - box.bottom() - 2)
        lines = self._lines(str(index.data()))
        painter.setFont(
            _fitting(view.title_font, max(lines, key=painter.fontMetrics().horizontalAdvance), below.width())
        )
        painter.setPen(QColor(theme.soft_ink))
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, "\n".join(lines))


def _fitting(font: QFont, text: str, room: int) -> QFont:
    """The font, made smaller where the text would not fit."""
    width = QFontMetrics(font).horizontalAdvance(text)
    if width <= room:
        return font
    smaller = QFont(font)
    smaller.setPixelSize(max(7, font.pixelSize() * room // width))
    return smaller


class TileView(QListView):
    """Tiles in as many columns as there is room for, four at the palette's usual width.

    Signals:
        chosen (QModelIndex): a tile was double-clicked, or Enter was pressed on it.
        typed (str): letters that were typed here and belong into the search field.
    """

    chosen = Signal(QModelIndex)
    typed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.columns, self.tile_width, self.box_height = 4, NARROWEST, 28
        self.heading_font = self.title_font = self.symbol_font = self.font()
        self._set_fonts()
        self.setObjectName("palette_tiles")
        self.setItemDelegate(TileDelegate(self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setViewportMargins(SIDE, 0, 0, SIDE)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setDefaultDropAction(Qt.DropAction.CopyAction)
        self.setMouseTracking(True)
        self.doubleClicked.connect(self.chosen)

    def set_theme(self, theme: Theme) -> None:
        """Paints in other colours."""
        self.theme = theme
        self.viewport().update()

    def _set_fonts(self) -> None:
        size = QFontInfo(self.font()).pixelSize()
        self.heading_font, self.title_font, self.symbol_font = (
            QFont(self.font()),
            QFont(self.font()),
            QFont(self.font()),
        )
        self.heading_font.setPixelSize(max(9, round(size * 0.85)))
        self.heading_font.setWeight(QFont.Weight.DemiBold)
        self.title_font.setPixelSize(max(8, round(size * 0.7)))
        self.title_font.setWeight(QFont.Weight.Normal)
        self.symbol_font.setPixelSize(size)
        self.symbol_font.setWeight(QFont.Weight.DemiBold)
        self.box_height = round(size * 2.1)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Chooses the number of columns, then lays out."""
        reserved = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self.verticalScrollBar())
        room = max(NARROWEST, self.maximumViewportSize().width() - reserved - 1)
        self.columns = max(1, room // NARROWEST)
        self.tile_width = room // self.columns
        super().resizeEvent(event)

    def changeEvent(self, event: object) -> None:  # noqa: N802
        """Follows another font."""
        super().changeEvent(event)  # type: ignore[arg-type]
        if event.type() == event.Type.FontChange:  # type: ignore[attr-defined]
            self._set_fonts()
            self.scheduleDelayedItemsLayout()

    def startDrag(self, supported: Qt.DropAction) -> None:  # noqa: N802
        """Drags a tile; once it is dropped none is marked any more."""
        super().startDrag(supported)
        self.clearSelection()
        self.setCurrentIndex(QModelIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter chooses; letters go to the search field."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self.currentIndex())
        elif (
            event.text().strip()
            and event.text().isprintable()
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)
