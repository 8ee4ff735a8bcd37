"""What an action needs before it can do anything: without it, its menu entry and its button are greyed out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication

from circuitgrad.circuit import Node
from circuitgrad.gui.document import Document


class Need(Enum):
    """What has to be there."""

    NOTHING = "nothing"
    NODES_IN_CIRCUIT = "nodes in the circuit"
    REMARKS_IN_CIRCUIT = "frames or notes on the canvas"
    SELECTION = "something that is selected"
    WIRES = "selected wires"
    PIECES = "selected nodes, frames or notes"
    NAMEABLE = "a single selected node, frame or note"
    NODES = "selected nodes"
    NODE = "a single selected node"
    SEVERAL = "two or more selected nodes"
    OPERATOR = "a single selected node that is an operator"
    OPERATORS = "an operator among the selected nodes"
    NUMBER = "a single selected node with a number of its own"
    INPUTS = "an input or constant among the selected nodes"
    SWAPPABLE = "a selected operator with two inputs, one of them wired"
    CLIPBOARD = "text on the clipboard"
    NODES_OR_WIRES = "selected nodes or wires"
    EXERCISE = "an exercise in the circuit"
    QUESTION = "a question that is still open"
    BASELINE = "a pinned baseline"
    STEPS = "steps that are being gone through"
    STEP_BACK = "a step that can be taken back"
    STEP_AHEAD = "a step that was taken back"


def met(need: Need, document: Document, *, clipboard: bool) -> bool:
    """Whether it is there.

    Args:
        need: what is asked for.
        document: the circuit and what is selected.
        clipboard: whether there is text on the clipboard.
    """
    return clipboard if need is Need.CLIPBOARD else _RULES[need](document)


def need_text(need: Need) -> str:
    """What has to be there, in the reader's language.

    Example:
        >>> need_text(Need.NODE)
        'a single selected node'
    """
    return QCoreApplication.translate("needs", need.value)


def _selected(document: Document) -> Iterator[Node]:
    """The selected nodes, as many as are asked for; those just deleted, and still selected, left out."""
    nodes = document.circuit.nodes
    return (nodes[id] for id in document.selection.nodes if id in nodes)


def _only(document: Document) -> Node | None:
    chosen = document.selection.nodes
    return document.circuit.nodes.get(next(iter(chosen))) if len(chosen) == 1 else None


def _is_operator(document: Document) -> bool:
    node = _only(document)
    return node is not None and not node.is_leaf


def _has_number(document: Document) -> bool:
    node = _only(document)
    return node is not None and (node.is_leaf or bool(node.constants))


def _swaps(document: Document) -> bool:
    count = document.circuit.count_incoming
    return any(node.record.has_port(1) and count(node.id) for node in _selected(document))


_RULES: Final[Mapping[Need, Callable[[Document], bool]]] = MappingProxyType(
    {
        Need.NOTHING: lambda document: True,
        Need.NODES_IN_CIRCUIT: lambda document: len(document.circuit) > 0,
        Need.REMARKS_IN_CIRCUIT: lambda document: bool(document.circuit.remarks),
        Need.SELECTION: lambda document: bool(document.selection),
        Need.WIRES: lambda document: bool(document.selection.wires),
        Need.PIECES: lambda document: bool(document.selection.nodes or document.selection.remarks),
        Need.NAMEABLE: lambda document: len(document.selection.nodes) + len(document.selection.remarks) == 1,
        Need.NODES: lambda document: bool(document.selection.nodes),
        Need.NODE: lambda document: _only(document) is not None,
        Need.SEVERAL: lambda document: len(document.selection.nodes) > 1,
        Need.OPERATOR: _is_operator,
        Need.OPERATORS: lambda document: any(not node.is_leaf for node in _selected(document)),
        Need.NUMBER: _has_number,
        Need.INPUTS: lambda document: any(node.is_leaf for node in _selected(document)),
        Need.SWAPPABLE: _swaps,
        Need.NODES_OR_WIRES: lambda document: bool(document.selection.nodes or document.selection.wires),
        Need.EXERCISE: lambda document: document.circuit.exercise is not None,
        Need.QUESTION: lambda document: document.lenses.of("exercise") is not None,
        Need.BASELINE: lambda document: document.circuit.baseline is not None,
        Need.STEPS: lambda document: document.lenses.of("steps") is not None,
        Need.STEP_BACK: lambda document: document.history.canUndo(),
        Need.STEP_AHEAD: lambda document: document.history.canRedo(),
    }
)
