"""The canvas: shows the scene, turns events into gestures and keys into what they do.

It is longer than other files, as Qt hands every event to this one class, which only passes it on.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QPainter
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from circuitgrad.circuit import Wire
from circuitgrad.circuit.changes import Change
from circuitgrad.gui.canvas import accessible_factory
from circuitgrad.gui.canvas.commands import CanvasCommands
from circuitgrad.gui.canvas.focus import Focus
from circuitgrad.gui.canvas.keys import Keys
from circuitgrad.gui.canvas.legend import Legend
from circuitgrad.gui.canvas.scene import CanvasScene
from circuitgrad.gui.canvas.tidying import Tidying
from circuitgrad.gui.canvas.zooming import ZoomingView
from circuitgrad.gui.document import Document
from circuitgrad.gui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QDragEnterEvent,
        QDragLeaveEvent,
        QDragMoveEvent,
        QDropEvent,
        QFocusEvent,
        QKeyEvent,
        QMouseEvent,
        QResizeEvent,
        QWheelEvent,
    )

    from circuitgrad.gui.canvas.accessible import Accessibility
    from circuitgrad.gui.canvas.drops import Drops
    from circuitgrad.gui.canvas.first_hint import FirstHint
    from circuitgrad.gui.canvas.glide import Glide
    from circuitgrad.gui.canvas.inline_editor import InlineEditor
    from circuitgrad.gui.canvas.legend import Reason
    from circuitgrad.gui.canvas.note_editor import NoteEditor
    from circuitgrad.gui.canvas.pick_box import PickBox
    from circuitgrad.gui.canvas.pointer import Pointer
    from circuitgrad.gui.canvas.remark_hands import RemarkHands
    from circuitgrad.gui.canvas.search_box import SearchBox
    from circuitgrad.gui.canvas.searching import Searching
    from circuitgrad.gui.canvas.wire_box import WireBox
    from circuitgrad.gui.canvas.wiring import Wiring
    from circuitgrad.gui.exercise.asking import Asking


Modifier = Qt.KeyboardModifier


class CanvasView(CanvasCommands, ZoomingView):
    """The editor's canvas.

    What can be done with the selection stands in `CanvasCommands`; what hands do there, in `Pointer`, `Keys`, `Drops`
    and `Searching`.

    Args:
        document: what is shown and changed.
        theme: the palette.
        parent: the widget that it stands in.

    Attributes:
        close_box: closes what stands open over the canvas; says whether there was anything. Escape asks it.

    Signals:
        said (str): something worth knowing about what was done, in the reader's language.
        escaped: Escape was pressed where nothing on the canvas was to be given up.
        hovered (str): the pointer is on this node now, by its id; empty where it is on none.
        let_go: a button has come up.
    """

    said = Signal(str)
    escaped = Signal()
    hovered = Signal(str)
    let_go = Signal()

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        ZoomingView.__init__(self, parent)
        self.document = document
        self.animations = True
        self.snaps = True
        self.close_box: Callable[[], bool] = lambda: False
        self.show_scene(CanvasScene(document.circuit, theme))
        self.keys = Keys(self)  # first: it is asked about events from here on
        self.focus = Focus(self)
        self._fit_wanted = True
        self._set_up()
        self.legend = Legend(self, theme)
        self.differences = True
        """Whether wires say how they differ from the baseline, where there is one."""
        self.asking: Asking | None = None
        self.first_hint: FirstHint | None = None
        self.tidying = Tidying(self)
        accessible_factory.install()
        self._follow_document()

    def _set_up(self) -> None:
        self.setViewport(QWidget())  # of one that Qt makes, PySide has to find out what it is: that makes 60 classes
        self.setObjectName("canvas")
        self.setAccessibleName(self.tr("Canvas"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # the ground is painted everywhere
        self.setMinimumSize(240, 200)

    # What nobody has used is not there

    @cached_property
    def accessibility(self) -> Accessibility:
        """Tells assistive technology what happens here."""
        from circuitgrad.gui.canvas.accessible import Accessibility

        return Accessibility(self)

    @cached_property
    def search(self) -> SearchBox:
        """The box that operators are looked for in."""
        from circuitgrad.gui.canvas.search_box import SearchBox

        return SearchBox(self, self.canvas.canvas_style.theme)

    @cached_property
    def wire_box(self) -> WireBox:
        """The box that ends of wires are looked for in."""
        from circuitgrad.gui.canvas.wire_box import WireBox

        return WireBox(self, self.canvas.canvas_style.theme)

    @cached_property
    def pointer(self) -> Pointer:
        """What a hand with a mouse is about."""
        from circuitgrad.gui.canvas.pointer import Pointer

        return Pointer(self)

    @cached_property
    def editor(self) -> InlineEditor:
        """The field for values and names."""
        from circuitgrad.gui.canvas.inline_editor import InlineEditor

        return InlineEditor(self)

    @cached_property
    def reason(self) -> Reason:
        """Says next to the pointer why something cannot be."""
        from circuitgrad.gui.canvas.legend import Reason

        return Reason(self, self.canvas.canvas_style.theme)

    @cached_property
    def remark_hands(self) -> RemarkHands:
        """What hands do with frames and notes."""
        from circuitgrad.gui.canvas.remark_hands import RemarkHands

        return RemarkHands(self)

    @cached_property
    def drops(self) -> Drops:
        """What is dragged over the canvas from elsewhere."""
        from circuitgrad.gui.canvas.drops import Drops

        return Drops(self)

    @property
    def lists(self) -> list[PickBox]:
        """The boxes with lists that have been opened before."""
        return [self.__dict__[name] for name in ("search", "wire_box") if self._has(name)]

    def _has(self, name: str) -> bool:
        """Whether one of these has been made already."""
        return name in self.__dict__

    @cached_property
    def note_editor(self) -> NoteEditor:
        """The field that notes are written in."""
        from circuitgrad.gui.canvas.note_editor import NoteEditor

        return NoteEditor(self)

    @cached_property
    def glide(self) -> Glide:
        """Moves nodes to their new places."""
        from circuitgrad.gui.canvas.glide import Glide

        return Glide(self)

    @cached_property
    def searching(self) -> Searching:
        """Knows what the search box is opened for."""
        from circuitgrad.gui.canvas.searching import Searching

        return Searching(self)

    @cached_property
    def wiring(self) -> Wiring:
        """Knows what the box of wires is opened for."""
        from circuitgrad.gui.canvas.wiring import Wiring

        return Wiring(self)

    def _follow_document(self) -> None:
        self.document.reset.connect(self._on_reset)
        self.document.changed.connect(self._on_changed)
        self.document.evaluated.connect(self._on_evaluated)
        self.document.baseline_changed.connect(self._on_evaluated)
        self.document.lenses.changed.connect(self._on_lens)
        self.document.selection_changed.connect(self._on_selection)

    # Following the document

    def _on_reset(self) -> None:
        self.cancel_gesture()
        if self._has("pointer"):
            self.pointer.forget()
        self.canvas.run, self.canvas.baseline = self.document.run, None
        self.canvas.show_circuit(self.document.circuit)
        self.show_first_hint()
        self.fit()

    def _on_changed(self, changes: tuple[Change, ...]) -> None:
        if self._has("pointer"):
            self.pointer.forget()
        self.canvas.show_changes(changes, hurried=self.in_gesture)
        self.show_first_hint()
        self._on_selection()

    def show_first_hint(self) -> None:
        """Says how to begin while there is nothing on the canvas and no box over it."""
        empty = not len(self.document.circuit) and not self.document.circuit.remarks
        empty = empty and not any(box.isVisible() for box in self.lists)
        if empty and self.first_hint is None:
            from circuitgrad.gui.canvas.first_hint import FirstHint

            self.first_hint = FirstHint(self, self.canvas.canvas_style.theme)
        if self.first_hint is not None:
            self.first_hint.setVisible(empty)
            self.first_hint.settle()

    def _on_evaluated(self) -> None:
        """Shows the results, or how they differ from the baseline."""
        shown = self.document.baseline_run if self.differences else None
        self.canvas.show_run(self.document.run, shown)
        self.legend.show_delta(shown is not None)

    def _on_lens(self) -> None:
        self.canvas.show_lens(self.document.lenses.seen)

    def show_differences(self, shown: bool) -> None:
        """Shows differences from the baseline, where there is one, or the numbers themselves."""
        self.differences = shown
        self._on_evaluated()

    def _on_selection(self) -> None:
        chosen = self.document.selection
        self.canvas.mark_selection(chosen.nodes, chosen.wires, chosen.remarks)
        self.focus.follow_selection()
        if self._has("accessibility") or accessible_factory.is_asked_for():
            self.accessibility.tell_focus()

    def set_theme(self, theme: Theme) -> None:
        """Paints with another palette."""
        self.canvas.show_theme(theme)
        for box in self.lists:
            box.set_theme(theme)
        self.legend.set_theme(theme)
        if self._has("reason"):
            self.reason.set_theme(theme)
        if self.asking is not None:
            self.asking.set_theme()
        if self.first_hint is not None:
            self.first_hint.set_theme(theme)
        self.viewport().update()

    def set_digits(self, digits: int) -> None:
        """Shows numbers with so many significant digits."""
        self.canvas.digits = digits
        self._on_evaluated()

    # What is in view

    def fit_selection(self) -> None:
        """Shows the selected nodes and remarks, or everything where none is selected."""
        nodes, remarks = self.document.selection.nodes, self.document.selection.remarks
        if nodes or remarks:
            self.fit_to(self.canvas.drawn_rect(nodes).united(self.canvas.remarks.drawn_rect(remarks)))
        else:
            self.fit_to(self.canvas.drawn_rect())

    def fit_to(self, area: QRectF) -> None:
        super().fit_to(area)
        self._fit_wanted = self._fit_wanted and area.isEmpty()

    def zoom_at(self, place: QPoint, factor: float) -> None:
        super().zoom_at(place, factor)
        self.leave_fields()

    def leave_fields(self) -> None:
        """What is being typed over the canvas is taken, as its place there moves away."""
        if self._has("editor"):
            self.editor.take()
        if self.asking is not None:
            self.asking.close()

    def pointed_at(self) -> QPointF | None:
        """The place in the scene under the pointer, None where it is not over the canvas."""
        inside = self.viewport().rect().contains(self.pointer.place) and self.viewport().underMouse()
        return self.mapToScene(self.pointer.place) if inside and self.pointer.has_aimed else None

    def aim_used(self) -> None:
        """The place under the pointer was used: it counts again once the pointer has moved."""
        self.pointer.has_aimed = False

    def reveal(self, id: str) -> None:
        """Scrolls so that this node can be seen, and selects it."""
        if id in self.canvas.node_items:
            self.document.select([id])
            self._show(id)

    def look_at(self, id: str) -> None:
        """Scrolls so that this node can be seen; what can be seen already stays."""
        if id in self.canvas.node_items:
            self._show(id)

    def show_selection(self) -> None:
        """Scrolls so that what was just added can be seen, where that is one node."""
        node = self.only_node()
        self.document.settle()
        if node is not None and node.id in self.canvas.node_items:
            self._show(node.id)

    def _show(self, id: str) -> None:
        item = self.canvas.node_items[id]
        self.bring_into_view(item.mapRectToScene(item.body), item.mapRectToScene(item.boundingRect()))

    def show_reason(self, reason: str) -> None:
        """Says next to the pointer why something cannot be; the empty text takes it away."""
        self.reason.say(reason, self.pointer.place)

    def glide_from(self, before: dict[str, QPointF]) -> None:
        """Lets nodes glide from where they were to where they are."""
        if self.animations:
            self.glide.start(before)

    def light_wire(self, wire: Wire | None, *, lit: bool) -> None:
        """Lights a wire that something would be put into, or lets it be as it was."""
        item = None if wire is None else self.canvas.wire_items.get(wire)
        if item is not None:
            item.mark(hovered=lit, selected=lit or wire in self.document.selection.wires)

    @property
    def taken_below(self) -> float:
        """Where the legend stands."""
        return 0.0 if self.legend.isHidden() else float(self.viewport().height() - self.legend.y())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.legend.settle()
        self.show_first_hint()
        if self._fit_wanted or not self.isVisible():
            self.fit()
            self._fit_wanted = not self.isVisible()

    # Hands: events go on to those who know what to do

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.pointer.release(event)
        self.canvas.rest()
        self.let_go.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.pointer.double_click(event)

    def finish_fields(self) -> None:
        """Ends what stands open over the canvas before hands do something else there."""
        self.leave_fields()
        if self._has("note_editor"):
            self.note_editor.take()
        self.document.settle()
        for box in self.lists:
            box.dismiss()
        if self._has("glide"):
            self.glide.finish()

    @property
    def is_busy(self) -> bool:
        return self.in_gesture or (self._has("glide") and self.glide.is_running)

    @property
    def in_gesture(self) -> bool:
        """Whether hands are in the middle of something."""
        return self._has("pointer") and self.pointer.gesture is not None

    @property
    def drags(self) -> bool:
        """Whether something is being dragged over the canvas, not the canvas itself."""
        gesture = self.pointer.gesture if self._has("pointer") else None
        return gesture is not None and gesture.pans_at_edge

    def cancel_gesture(self) -> bool:
        """Takes back the gesture under way, or gives up tidying. Returns whether there was one of them."""
        return self.tidying.cancel() or (self._has("pointer") and self.pointer.cancel())

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        from circuitgrad.gui.canvas.fingers import turn_wheel

        turn_wheel(self, event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        if event.modifiers() & Modifier.ControlModifier or (by_mouse and event.modifiers() & Modifier.ShiftModifier):
            return  # a drag with the right button starts
        if by_mouse and self.pointer.has_given_up:
            return
        from circuitgrad.gui.canvas.node_menu import open_menu

        open_menu(self, event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        self.drops.over(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802
        self.drops.over(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        self.drops.leave()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        self.drops.drop(event)

    def open_search(self) -> None:
        """Opens the search box at the pointer, or in the middle where the pointer is elsewhere."""
        self.searching.open()

    def connect_selection(self) -> None:
        """Wires the selected nodes to the one selected last, or offers the ports that a single one can be wired to."""
        self.wiring.connect_selection()

    def choose_wire(self) -> None:
        """Offers the wires of the selected node, to select one."""
        self.wiring.choose_wire()

    def replace_by_search(self) -> None:
        """Opens the search box beside the selected operator for another one that takes its wires."""
        self.searching.open_to_replace()

    def event(self, event: QEvent) -> bool:
        keys = getattr(self, "keys", None)  # Qt still asks while a window is taken down whose attributes are gone
        return (keys is not None and keys.before_others(event)) or super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            from circuitgrad.gui.canvas.hover import show_tip

            show_tip(self, event)
            return True
        if event.type() == QEvent.Type.NativeGesture:
            from circuitgrad.gui.canvas.fingers import pinch

            pinch(self, event)
        if event.type() == QEvent.Type.Leave:
            self.pointer.leave()
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if not self.keys.press(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if not self.keys.release(event):
            super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        if event.reason() in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}:
            self.focus.use_keyboard(used=True)
        self.focus.refresh()
        super().focusInEvent(event)

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:  # noqa: N802
        super().drawForeground(painter, rect)
        if self.asking is not None:
            self.asking.paint(painter)
        self.focus.paint(painter)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        self.keys.leave()
        if self._has("pointer"):
            self.pointer.pans = False
        self.focus.refresh()
        super().focusOutEvent(event)
