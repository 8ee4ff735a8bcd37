"""What all commands of the canvas stand on: the document, the scene, and what is selected."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPointF, QRectF

from circuitgrad.circuit import Node

if TYPE_CHECKING:
    from circuitgrad.circuit.edits import Edit
    from circuitgrad.gui.canvas.inline_editor import InlineEditor
    from circuitgrad.gui.canvas.scene import CanvasScene
    from circuitgrad.gui.canvas.tidying import Tidying
    from circuitgrad.gui.document import Document
    from circuitgrad.gui.exercise.asking import Asking


def text(source: str) -> str:
    """What a step of the history is called."""
    return QCoreApplication.translate("commands", source)


def operator_title(node: Node) -> str:
    """What a node's operator is called, in the reader's language."""
    return QCoreApplication.translate("operators", node.record.title)


class OnCanvas:
    """The view as its commands see it."""

    if TYPE_CHECKING:
        document: Document
        canvas: CanvasScene
        tidying: Tidying
        asking: Asking | None

        @property
        def editor(self) -> InlineEditor:
            """The field for values and names."""

        def middle(self) -> QPointF:
            """The place in the scene that stands in the middle of the view."""

        def pointed_at(self) -> QPointF | None:
            """The place in the scene under the pointer, None where it is not over the canvas."""

        def aim_used(self) -> None:
            """The place under the pointer was used: it counts again once the pointer has moved."""

        def is_in_view(self, spot: QPointF) -> bool:
            """Whether a place of the scene can be seen."""

        def bring_into_view(self, area: QRectF, around: QRectF | None = None) -> None:
            """Scrolls so that a part of the scene can be seen, if it cannot yet."""

        def glide_from(self, before: dict[str, QPointF]) -> None:
            """Lets nodes glide from these places to where they are."""

    def selected_ids(self) -> list[str]:
        """The selected nodes in the order of the document."""
        chosen, nodes = self.document.selection.nodes, self.document.circuit.nodes
        return [id for id in nodes if id in chosen]

    def in_reading_order(self, ids: Iterable[str]) -> list[str]:
        """These nodes from left to right, those in one column from top to bottom."""
        nodes = self.document.circuit.nodes
        return sorted((id for id in ids if id in nodes), key=lambda each: nodes[each].position)

    def last_in_reading_order(self, ids: Iterable[str]) -> str | None:
        """The last of these nodes from left to right, in one column from top to bottom."""
        nodes = self.document.circuit.nodes
        return max((id for id in ids if id in nodes), key=lambda each: nodes[each].position, default=None)

    def only_node(self) -> Node | None:
        """The selected node where it is the only one."""
        nodes = self.document.selection.nodes
        return self.document.circuit.node(next(iter(nodes))) if len(nodes) == 1 else None

    def _do_or_go_on(self, edit: Edit, told: str, step: int | None) -> bool:
        """Makes an edit as a step of its own, or as part of an earlier one. Returns whether it was made."""
        return self.document.do(edit, told) if step is None else self.document.go_on(edit, told, step)

    def is_free(self, area: QRectF) -> bool:
        """Whether no node stands in a part of the scene."""
        return not self.canvas.ids_in(area)
