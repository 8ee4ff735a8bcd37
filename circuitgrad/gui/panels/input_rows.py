"""One row of the inputs panel: name, role, value, and a bar to the left (lowers) or right (raises)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSizePolicy, QWidget

from circuitgrad.circuit import Node
from circuitgrad.engine import effect
from circuitgrad.formats.numbers import full_number
from circuitgrad.gui.messages import role_text
from circuitgrad.gui.names import pretty_name
from circuitgrad.gui.panels.fields import MARGINS, NumberField, NumberLabel
from circuitgrad.gui.panels.panel import GAP, label, show_style, show_text
from circuitgrad.gui.panels.ranking import Ranked
from circuitgrad.gui.theme import LIGHT, Theme
from circuitgrad.operators import Role

LONGEST_NAME = 84
"""Pixels, before a name is elided."""
ARROWS = {"raises": "▲", "lowers": "▼", "none": "", "undefined": "?"}


class EffectBar(QWidget):
    """A bar from the middle: to the right it raises the objective, to the left it lowers it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("input_bar")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._share, self._theme = 0.0, LIGHT

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(72, 16)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(16, 16)

    @property
    def share(self) -> float:
        """Its length, −1 to 1."""
        return self._share

    def show_share(self, share: float, theme: Theme) -> None:
        """Shows another length."""
        if (share, theme) != (self._share, self._theme):
            self._share, self._theme = share, theme
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, height = self.width() / 2, 10.0
        top = (self.height() - height) / 2
        painter.fillRect(QRectF(middle - 0.5, top - 2, 1, height + 4), QColor(self._theme.line))
        length = abs(self._share) * (middle - 1)
        if length > 0:
            left = middle if self._share > 0 else middle - length
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.raises if self._share > 0 else self._theme.lowers))
            painter.drawRoundedRect(QRectF(left, top, max(length, 1.0), height), 2, 2)


class InputRow(QWidget):
    """What there is to know and to set about one input.

    Signals:
        chosen (str): the row of the node with this id was clicked.
        value_entered (str, object): a value was typed for the node with this id; None takes it away.
    """

    chosen = Signal(str)
    value_entered = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._id = ""
        self._node: Node | None = None
        self.name = QPushButton()
        self.name.setObjectName("input_name")
        self.name.setProperty("flat", True)
        self.name.setStyleSheet(
            "padding: 0 4px 0 0; border-radius: 2px; font-weight: 600; font-style: italic; text-align: left;"
        )
        self.role = label("input_role", soft=True)
        self.field = NumberField("input_value", self.tr("Value"))
        self.field.setFixedWidth(self.fontMetrics().horizontalAdvance("−1×10⁻³⁰⁰") + MARGINS)
        self.bar = EffectBar()
        self.arrow = QLabel()
        self.arrow.setObjectName("input_arrow")
        self.gradient = NumberLabel("input_gradient")
        self.gradient.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._lay_out()
        self.name.clicked.connect(self._choose)
        self.field.number_entered.connect(self._enter)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GAP // 2)
        grid.setVerticalSpacing(0)
        grid.addWidget(self.name, 0, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        grid.addWidget(self.role, 1, 0, Qt.AlignmentFlag.AlignTop)
        for column, widget in enumerate((self.field, self.bar, self.arrow, self.gradient), 1):
            grid.addWidget(widget, 0, column, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        for column, stretch in enumerate((0, 0, 1, 0, 0)):
            grid.setColumnStretch(column, stretch)
        grid.setColumnMinimumWidth(0, LONGEST_NAME + 4)  # so that fields and bars of all rows stand under each other
        font = self.role.font()
        font.setPixelSize(max(9, round(self.fontInfo().pixelSize() * 0.8)))
        self.role.setFont(font)
        width = self.fontMetrics().horizontalAdvance
        # With a fixed size another number does not lay out the whole column anew.
        self.arrow.setFixedSize(width("▲") + 2, self.fontMetrics().height() + 2)
        self.gradient.setFixedSize(width("−0.00000") + 2, self.fontMetrics().height() + 2)
        self.role.setMinimumWidth(
            QFontMetrics(font).horizontalAdvance(self.tr("{role} · held").format(role=role_text(Role.CONSTANT)))
        )

    @property
    def is_being_edited(self) -> bool:
        """Whether somebody is at its number."""
        return self.field.hasFocus() or self.field.is_being_edited

    def forget(self) -> None:
        """Forgets what was typed."""
        self.field.forget()

    def show_input(self, ranked: Ranked, theme: Theme, digits: int) -> None:
        """Shows this input; the strongest has the longest bar."""
        node, gradient = ranked.node, ranked.gradient
        if node.id != self._id:
            self._id = node.id
            self.setObjectName(f"input_row_{node.label}")
            self.forget()
        if node is not self._node:
            self._node = node
            self._show_name(node)
        self.field.show_number(node.value, digits)
        self._show_gradient(ranked, theme, digits)
        self.name.setAccessibleName(self._spoken(pretty_name(node.label), gradient))

    def _show_name(self, node: Node) -> None:
        name = pretty_name(node.label)
        role = role_text(node.role or Role.PARAMETER)
        self.name.setText(self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, LONGEST_NAME))
        if self.name.toolTip() != name:
            self.name.setToolTip(name)
        show_text(self.role, role if node.role is Role.PARAMETER else self.tr("{role} · held").format(role=role))
        self.field.setAccessibleName(self.tr("Value of {name}").format(name=name))

    def _show_gradient(self, ranked: Ranked, theme: Theme, digits: int) -> None:
        gradient = ranked.gradient
        told = _told(gradient)
        color = {"raises": theme.raises, "lowers": theme.lowers, "undefined": theme.warning_ink}.get(
            told, theme.soft_ink
        )
        self.bar.show_share(-ranked.share if told == "lowers" else ranked.share, theme)
        self.arrow.setText(ARROWS[told])
        show_style(self.arrow, f"color: {color}")
        self.gradient.show_number(gradient, digits)
        self.gradient.show_color(theme.gradient if gradient else theme.soft_ink)

    def _spoken(self, name: str, gradient: float | None) -> str:
        if gradient is None:
            return name
        texts = {
            "raises": self.tr("{name}: raising it raises the objective, gradient {gradient}"),
            "lowers": self.tr("{name}: raising it lowers the objective, gradient {gradient}"),
            "none": self.tr("{name}: no effect, gradient {gradient}"),
            "undefined": self.tr("{name}: what raising it does cannot be told, gradient {gradient}"),
        }
        return texts[_told(gradient)].format(name=name, gradient=full_number(gradient))

    def _choose(self) -> None:
        self.chosen.emit(self._id)

    def _enter(self, value: float | None) -> None:
        self.value_entered.emit(self._id, value)

    def mousePressEvent(self, event: QEvent) -> None:  # noqa: N802
        """A click anywhere on the row chooses its node."""
        self._choose()
        event.accept()


def _told(gradient: float | None) -> str:
    """What a gradient says of its input: an effect, "none" for no gradient too."""
    return "none" if gradient is None else effect(gradient)
