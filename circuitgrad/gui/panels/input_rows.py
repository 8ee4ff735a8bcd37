"""One row of the inputs panel: name, value, a bar to the left (lowers) or right (raises), and under it a slider."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from circuitgrad.circuit import Node, Range
from circuitgrad.engine import effect
from circuitgrad.formats.numbers import full_number, signed_number
from circuitgrad.gui.messages import role_text
from circuitgrad.gui.names import pretty_name
from circuitgrad.gui.panels.fields import MARGINS, QUIET_MARGINS, NumberField, NumberLabel
from circuitgrad.gui.panels.glyphs import SIDE, GlyphButton
from circuitgrad.gui.panels.panel import GAP, show_style
from circuitgrad.gui.panels.ranking import Ranked
from circuitgrad.gui.panels.slider import Slider
from circuitgrad.gui.theme import LIGHT, Theme
from circuitgrad.operators import Role

LONGEST_NAME = 84
"""Pixels, before a name is elided."""
END_DIGITS = 3
"""Significant digits of the ends of a slider while nobody is at them."""
BASELINE_DIGITS = 6
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

    Signals: each with the id of the node first.
        chosen: the row was clicked.
        value_entered (object): a value was typed; None takes it away.
        hold_asked: it shall be held, or released.
        ends_entered (float, float): its range shall have these ends.
        drag_started, dragged (float), drag_ended (bool): a hand moves the slider.
        stepped (float): a key moves the slider to this value.
        play_asked, roll_asked: the slider shall play, or stop; the dice shall choose.
        menu_asked (QPoint): more about the range is asked for, here on the screen.
    """

    chosen = Signal(str)
    value_entered = Signal(str, object)
    hold_asked = Signal(str)
    ends_entered = Signal(str, float, float)
    drag_started = Signal(str)
    dragged = Signal(str, float)
    drag_ended = Signal(str, bool)
    stepped = Signal(str, float)
    play_asked = Signal(str)
    roll_asked = Signal(str)
    menu_asked = Signal(str, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._id = ""
        self._called: tuple[str, Role | None, bool] | None = None
        self._shown: tuple[object, ...] | None = None
        self.name = QPushButton()
        self.name.setObjectName("input_name")
        self.name.setProperty("flat", True)
        self.name.setStyleSheet(
            "padding: 0 4px 0 0; border-radius: 2px; font-weight: 600; font-style: italic; text-align: left;"
        )
        self.hold = QPushButton()
        self.hold.setObjectName("input_hold")
        self.hold.setProperty("flat", True)
        self.slider = Slider()
        self.low = _end_field("input_low")
        self.high = _end_field("input_high")
        self.play = GlyphButton("input_play", "play", self.tr("Play"))
        self.dice = GlyphButton("input_dice", "dice", self.tr("Any value"))
        self.more = GlyphButton("input_more", "more", self.tr("Scale and step"))
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
        self._connect_slider()

    def _connect_slider(self) -> None:
        slider = self.slider
        self.hold.clicked.connect(lambda: self.hold_asked.emit(self._id))
        self.low.number_entered.connect(lambda _: self._enter_ends(self.low))
        self.high.number_entered.connect(lambda _: self._enter_ends(self.high))
        slider.drag_started.connect(lambda: self.drag_started.emit(self._id))
        slider.dragged.connect(lambda value: self.dragged.emit(self._id, value))
        slider.drag_ended.connect(lambda kept: self.drag_ended.emit(self._id, kept))
        slider.stepped.connect(lambda value: self.stepped.emit(self._id, value))
        self.play.clicked.connect(lambda: self.play_asked.emit(self._id))
        self.dice.clicked.connect(lambda: self.roll_asked.emit(self._id))
        self.more.clicked.connect(
            lambda: self.menu_asked.emit(self._id, self.more.mapToGlobal(self.more.rect().bottomLeft()))
        )
        slider.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        slider.customContextMenuRequested.connect(
            lambda place: self.menu_asked.emit(self._id, slider.mapToGlobal(place))
        )

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GAP // 2)
        grid.setVerticalSpacing(0)
        middle = Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(self.name, 0, 0, Qt.AlignmentFlag.AlignLeft | middle)
        for column, widget in enumerate((self.field, self.bar, self.arrow, self.gradient), 1):
            grid.addWidget(widget, 0, column, middle)
        grid.addWidget(self.hold, 1, 0, Qt.AlignmentFlag.AlignLeft | middle)
        line = QHBoxLayout()
        line.setSpacing(2)
        for widget in (self.low, self.slider, self.high, self.play, self.dice, self.more):
            line.addWidget(widget, 1 if widget is self.slider else 0, middle)
        grid.addLayout(line, 1, 1, 1, 4)
        for column, stretch in enumerate((0, 0, 1, 0, 0)):
            grid.setColumnStretch(column, stretch)
        grid.setColumnMinimumWidth(0, LONGEST_NAME + 4)  # so that fields and bars of all rows stand under each other
        font = self.hold.font()
        font.setPixelSize(max(9, round(self.fontInfo().pixelSize() * 0.8)))
        for small in (self.hold, self.low, self.high):
            small.setFont(font)
            small.setMaximumHeight(SIDE)
        for end in (self.low, self.high):
            end.setFixedWidth(QFontMetrics(font).horizontalAdvance("−0.005") + QUIET_MARGINS)
        width = self.fontMetrics().horizontalAdvance
        # With a fixed size another number does not lay out the whole column anew.
        self.arrow.setFixedSize(width("▲") + 2, self.fontMetrics().height() + 2)
        self.gradient.setFixedSize(width("−0.00000") + 2, self.fontMetrics().height() + 2)
        longest = self.tr("{role} · held").format(role=role_text(Role.PARAMETER))
        self.hold.setFixedWidth(QFontMetrics(font).horizontalAdvance(longest) + 2)

    @property
    def is_being_edited(self) -> bool:
        """Whether somebody is at its numbers or has a hand on its slider."""
        fields = (self.field, self.low, self.high)
        on_slider = self.slider.is_dragged or self.slider.hasFocus()
        return on_slider or any(field.hasFocus() or field.is_being_edited for field in fields)

    def forget(self) -> None:
        """Forgets what was typed."""
        self._shown = None
        for field in (self.field, self.low, self.high):
            field.forget()

    def show_input(
        self, ranked: Ranked, own: Range, baseline: float | None, theme: Theme, digits: int, *, plays: bool = False
    ) -> None:
        """Shows this input; the strongest has the longest bar.

        Args:
            ranked: the input.
            own: from where to where its slider goes.
            baseline: its value in the baseline, None where there is none.
            theme: the colours.
            digits: significant digits of its numbers.
            plays: whether its slider rides back and forth.
        """
        shown = ranked, own, baseline, theme, digits, plays
        if shown == self._shown:
            return
        node, gradient = ranked.node, ranked.gradient
        if node.id != self._id:
            self._id = node.id
            self.setObjectName(f"input_row_{node.label}")
            self.forget()
        self._shown = shown
        called = node.label, node.role, node.may_move
        if called != self._called:
            self._called = called
            self._show_name(node)
        self.field.show_number(node.value, digits)
        self._show_slider(node, own, baseline, theme, plays=plays)
        self._show_gradient(ranked, theme, digits)
        self.name.setAccessibleName(self._spoken(pretty_name(node.label), gradient))

    def _show_name(self, node: Node) -> None:
        name = pretty_name(node.label)
        self.name.setText(self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, LONGEST_NAME))
        if self.name.toolTip() != name:
            self.name.setToolTip(name)
        self._show_hold(node, name)
        self.field.setAccessibleName(self.tr("Value of {name}").format(name=name))
        self.slider.setAccessibleName(self.tr("Slider of {name}").format(name=name))
        self.low.setAccessibleName(self.tr("Lower end of {name}").format(name=name))
        self.high.setAccessibleName(self.tr("Upper end of {name}").format(name=name))
        self.dice.show_sign("dice", self.tr("Give {name} any value of its range").format(name=name))
        self.more.show_sign("more", self.tr("Scale and step of {name}").format(name=name))

    def _show_hold(self, node: Node, name: str) -> None:
        role = role_text(node.role or Role.PARAMETER)
        constant = node.role is Role.CONSTANT
        if node.may_move:
            text = role if node.role is Role.PARAMETER else self.tr("{role} · free").format(role=role)
            tip = self.tr("{name} may be moved by what-if. Click to hold it.")
        else:
            text = self.tr("{role} · held").format(role=role)
            tip = self.tr("{name} is held. Click to release it.")
        if constant:
            tip = self.tr("{name} is a constant: it never moves.")
        self.hold.setText(text)
        self.hold.setToolTip(tip.format(name=name))
        self.hold.setAccessibleName(tip.format(name=name))
        self.hold.setEnabled(not constant)

    def _show_slider(self, node: Node, own: Range, baseline: float | None, theme: Theme, *, plays: bool) -> None:
        movable = node.role is not Role.CONSTANT
        self.slider.setEnabled(movable)
        self.slider.show_value(own, node.value, baseline, theme)
        for field, end in ((self.low, own.low), (self.high, own.high)):
            field.show_number(end, END_DIGITS)
        for button in (self.play, self.dice, self.more):
            button.setEnabled(movable)
        self._show_difference(node.value, baseline)
        name = pretty_name(node.label)
        if plays:
            self.play.show_sign("pause", self.tr("Stop {name}").format(name=name))
        else:
            self.play.show_sign("play", self.tr("Let {name} ride through its range").format(name=name))
        quiet = f"color: {theme.soft_ink}; padding: 0 2px; text-align: left; border-color: transparent;"
        show_style(self.hold, quiet)

    def _show_difference(self, value: float | None, baseline: float | None) -> None:
        """The slider's tip says how far the value is from the baseline, whose mark stands on it."""
        text = ""
        if value is not None and baseline is not None:
            text = self.tr("Δ{difference} since the baseline, {baseline}").format(
                difference=signed_number(value - baseline, BASELINE_DIGITS), baseline=full_number(baseline)
            )
        if self.slider.toolTip() != text:
            self.slider.setToolTip(text)

    def _enter_ends(self, field: NumberField) -> None:
        self._shown = None  # an end that is refused gives way to the old one
        low, high = self.low.number, self.high.number
        if low is None or high is None:
            field.restore()
            return
        self.ends_entered.emit(self._id, low, high)

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
        self._shown = None  # a value that is refused gives way to the old one
        self.value_entered.emit(self._id, value)

    def mousePressEvent(self, event: QEvent) -> None:  # noqa: N802
        """A click anywhere on the row chooses its node."""
        self._choose()
        event.accept()


def _end_field(name: str) -> NumberField:
    """A field for an end of a slider: it looks like a label until somebody is at it."""
    field = NumberField(name, "", may_be_empty=False)
    field.setProperty("quiet", True)
    field.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return field


def _told(gradient: float | None) -> str:
    """What a gradient says of its input: an effect, "none" for no gradient too."""
    return "none" if gradient is None else effect(gradient)
