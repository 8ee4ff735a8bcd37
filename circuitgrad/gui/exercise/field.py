"""Fields over the canvas that take an answer: a line for a number, buttons for an effect, a bubble for the hint."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from circuitgrad.gui.theme import Theme

KEY: Final = Qt.Key
ENTER: Final = frozenset({KEY.Key_Return, KEY.Key_Enter})
FIELD: Final = QSize(84, 26)
BUBBLE: Final = 296
"""How wide a hint beside a field may be."""
GAP: Final = 6


class AnswerField(QLineEdit):
    """A line for a number. Enter and Tab take it, Esc closes it.

    Signals:
        taken (int): what was typed shall be checked (0), and the next question opened (1), or the one before (−1).
        left: the field shall close, nothing is checked.
    """

    taken = Signal(int)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("answer_field")
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setPlaceholderText("?")
        self.setStyleSheet("padding: 1px 4px;")
        self.textEdited.connect(lambda _text: self.mark(wrong=False))
        self.hide()

    def open_at(self, area: QRect, question: str, typed: str = "") -> None:
        """Opens over a label of the canvas."""
        self.place_at(area)
        self.setAccessibleName(question)
        self.describe("")
        self.setText(typed)
        self.mark(wrong=False)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def place_at(self, area: QRect) -> None:
        """Stands over a label."""
        corner = area.center() - QPoint(FIELD.width() // 2, FIELD.height() // 2)
        self.setGeometry(_inside(QRect(corner, FIELD), self))

    @property
    def answer(self) -> str:
        """What was typed."""
        return self.text().strip()

    def describe(self, hint: str) -> None:
        """Lets those who listen hear the hint."""
        self.setAccessibleDescription(hint)

    def mark(self, *, wrong: bool) -> None:
        """Shows whether what stands there is wrong."""
        if bool(self.property("wrong")) != wrong:
            self.setProperty("wrong", wrong)
            self.style().unpolish(self)
            self.style().polish(self)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = step_of(event)
            if step is not None:
                self.taken.emit(step)
                return True
            if event.key() == KEY.Key_Escape:
                self.left.emit()
                return True
        return super().event(event)


class EffectField(QFrame):
    """Three buttons: raises, lowers, neither. Arrow keys go from one to the other, Enter takes it, Esc closes.

    Signals:
        chosen (str): "raises", "lowers" or "none".
        taken (int): nothing is chosen: goes on to the next question (1), or back (−1).
        left: the field shall close.
    """

    chosen = Signal(str)
    taken = Signal(int)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("effect_field")
        line = QHBoxLayout(self)
        line.setContentsMargins(4, 4, 4, 4)
        line.setSpacing(4)
        texts = (("raises", self.tr("▲ raises")), ("lowers", self.tr("▼ lowers")), ("none", self.tr("– neither")))
        self.buttons = {effect: self._button(effect, text) for effect, text in texts}
        for button in self.buttons.values():
            line.addWidget(button)
        self.hide()

    def _button(self, effect: str, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(f"answer_{effect}")
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self.chosen.emit(effect))
        button.installEventFilter(self)
        return button

    def set_theme(self, theme: Theme) -> None:
        """Frames it in other colours."""
        self.setStyleSheet(
            f"QFrame#effect_field {{ background: {theme.panel}; border: 1px solid {theme.line}; border-radius: 8px; }}"
            "QPushButton { padding: 3px 8px; }"
            f"QPushButton#answer_raises {{ color: {theme.raises}; }}"
            f"QPushButton#answer_lowers {{ color: {theme.lowers}; }}"
        )

    def open_at(self, area: QRect, question: str) -> None:
        """Opens beside the place of an arrow."""
        self.adjustSize()
        self.place_at(area)
        self.setAccessibleName(question)
        self.describe(question)
        self.show()
        self.raise_()
        next(iter(self.buttons.values())).setFocus(Qt.FocusReason.TabFocusReason)

    def place_at(self, area: QRect) -> None:
        """Stands under the place of an arrow."""
        self.setGeometry(_inside(QRect(QPoint(area.left(), area.bottom() + GAP), self.sizeHint()), self))

    def describe(self, text: str) -> None:
        """Lets those who listen hear the question, or the hint."""
        for button in self.buttons.values():
            button.setAccessibleDescription(text)

    def eventFilter(self, watched: object, event: QEvent) -> bool:  # noqa: N802
        """Keys on one of the buttons."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key = event.key()
        buttons = list(self.buttons.values())
        if key in ENTER and isinstance(watched, QPushButton):
            watched.click()
        elif key in (KEY.Key_Tab, KEY.Key_Backtab):
            self.taken.emit(step_of(event) or 1)
        elif key == KEY.Key_Escape:
            self.left.emit()
        elif key in (KEY.Key_Right, KEY.Key_Down, KEY.Key_Left, KEY.Key_Up) and watched in buttons:
            step = 1 if key in (KEY.Key_Right, KEY.Key_Down) else -1
            buttons[(buttons.index(watched) + step) % len(buttons)].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            return False
        return True


class HintBubble(QLabel):
    """What a hint says, beside the field that it is about. A click takes it away."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("hint_bubble")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Paints it in other colours."""
        self.setStyleSheet(
            f"QLabel {{ background: {theme.warning}; color: {theme.warning_ink};"
            f" border: 1px solid {theme.warning_line}; border-radius: 5px; padding: 6px 8px; }}"
        )

    def say(self, text: str, beside: QRect) -> None:
        """Says something under a field, or above it where there is no room below."""
        self.setText(text)
        room = _room(self)
        self.setFixedWidth(min(BUBBLE, room.width() - 2 * GAP))
        size = QSize(self.width(), self.heightForWidth(self.width()))
        place = QRect(QPoint(beside.center().x() - size.width() // 2, beside.bottom() + GAP), size)
        if place.bottom() > room.height():
            place.moveBottom(beside.top() - GAP)
        self.setGeometry(_inside(place, self))
        self.show()
        self.raise_()


def step_of(event: QKeyEvent) -> int | None:
    """What a key does with what was typed: 0 checks it, 1 goes on then, −1 goes back; None for any other key."""
    if event.key() == KEY.Key_Tab:
        return -1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
    return -1 if event.key() == KEY.Key_Backtab else 0 if event.key() in ENTER else None


def _room(widget: QWidget) -> QRect:
    parent = widget.parentWidget()
    return widget.rect() if parent is None else parent.rect()


def _inside(place: QRect, widget: QWidget) -> QRect:
    """The place, moved so that it is inside the widget's parent."""
    room = _room(widget)
    left = max(min(place.left(), room.width() - place.width() - 1), 0)
    top = max(min(place.top(), room.height() - place.height() - 1), 0)
    return QRect(QPoint(left, top), place.size())
