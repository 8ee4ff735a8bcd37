"""What nodes and wires show: the results of a run turned into short texts, effects and strengths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import isfinite
from typing import Any

from PySide6.QtCore import QCoreApplication

from circuitgrad.analysis.sensitivity import rank_inputs
from circuitgrad.circuit import Circuit, Node, Wire
from circuitgrad.engine import Run, Tape
from circuitgrad.engine.results import NodeResult
from circuitgrad.formats.numbers import MINUS, input_number, plain_number, short_number
from circuitgrad.gui.canvas.node_look import NodeLook

_RAISED = str.maketrans("0123456789-.", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻·")


def face(node: Node) -> str:
    """What stands in the middle of an operator: its symbol, with its own number where the symbol has room for it.

    Example:
        >>> face(Node.new("scale", id="a", constants=(-1.0,))), face(Node.new("power_n", id="b", constants=(3.0,)))
        ('×−1', 'x³')
    """
    record = node.record
    text = record.symbol
    for constant, value in zip(record.constants, node.constants, strict=True):
        number = plain_number(value) if len(plain_number(value)) <= 4 else short_number(value)
        if text.endswith(constant.name):
            text = text[: -len(constant.name)] + number.replace("-", MINUS)
        elif constant.name == "n":
            text = text.replace("ⁿ", number.replace(MINUS, "-").translate(_RAISED))
    return text.replace("+" + MINUS, MINUS)


def role_text(node: Node) -> str:
    """An input's role in the reader's language."""
    return QCoreApplication.translate("operators", str(node.role)) if node.role else ""


KnownLook = tuple[tuple[Any, ...], NodeLook]
"""All that a look depends on, and the look."""


@dataclass
class Looks:
    """The texts for one run of one circuit.

    Args:
        circuit: what is shown.
        run: its results, None before any pass.
        digits: significant digits of the short numbers.
        known: the looks of before, by node; those that would come out the same are given again.
        inputs: all inputs of the circuit; None to look for them.
    """

    circuit: Circuit
    run: Run | None
    digits: int = 3
    known: dict[str, KnownLook] = field(default_factory=dict)
    inputs: Sequence[Node] | None = None
    _flows: dict[int, Sequence[float]] = field(init=False, default_factory=dict)

    # What concerns the whole run is found out when the first node or wire that can be seen asks for it.

    @cached_property
    def _ranks(self) -> dict[str, tuple[int, float, str]]:
        if self.run is None or self.run.backward is None:
            return {}
        effects = rank_inputs(self.run, self.circuit, self.inputs)
        return {effect.id: (rank, effect.share, effect.effect) for rank, effect in enumerate(effects, 1)}

    @cached_property
    def _ends(self) -> dict[Wire, tuple[int, int, int]]:
        """What `_ends` says of wires, kept for all runs of the same structure."""
        ends: dict[Wire, tuple[int, int, int]] = {}
        return ends if self.run is None else self.run.tape.kept.setdefault(_ends, ends)

    @cached_property
    def _largest(self) -> float:
        return 0.0 if self.run is None or self.run.backward is None else self.run.backward.largest_flow

    @cached_property
    def _objective(self) -> str | None:
        return None if self.run is None else self.run.objective

    @cached_property
    def _troubled(self) -> set[str]:
        return set() if self.run is None else {problem.node for problem in self.run.problems}

    @cached_property
    def _unwired(self) -> set[str]:
        problems = () if self.run is None else self.run.problems
        return {problem.node for problem in problems if problem.kind == "missing"}

    def number(self, value: float | None) -> str:
        """A short number, or nothing for None."""
        return "" if value is None else short_number(value, self.digits)

    def node(self, node: Node, feeds: int) -> NodeLook:
        """What this node shows, from which so many wires start."""
        is_objective = self._objective == node.id
        # Where a single wire leads on, the numbers stand on that wire.
        result = None if self.run is None or (feeds == 1 and not node.is_leaf) else self.run.of_node(node.id)
        troubles = node.id in self._troubled, node.id in self._unwired
        effect = self._ranks.get(node.id)
        depends_on = (node, feeds, is_objective, result, effect, len(self._ranks) > 1, troubles, self.digits)
        known = self.known.get(node.id)
        if known is not None and known[0] == depends_on:
            return known[1]
        look = self._make(node, feeds, result, is_objective=is_objective)
        self.known[node.id] = depends_on, look
        return look

    def _make(self, node: Node, feeds: int, result: NodeResult | None, *, is_objective: bool) -> NodeLook:
        has_stub = not feeds and (not node.is_leaf or is_objective)
        rank, share, effect = self._ranks.get(node.id, (None, 0.0, None))
        value = self._input_value(node) if node.is_leaf else ""
        numbered = result if has_stub and node.id not in self._unwired else None
        return NodeLook(
            face="" if node.is_leaf else face(node),
            caption=self._caption(node, has_stub),
            total=f"Σ {self.number(result.gradient)}" if result and result.gradient is not None and feeds > 1 else "",
            value=value if node.is_leaf or numbered is None else self.number(numbered.value),
            gradient="" if numbered is None else self.number(numbered.gradient),
            effect=effect,
            share=share,
            rank=rank if len(self._ranks) > 1 and effect in {"raises", "lowers"} else None,
            is_objective=is_objective,
            has_stub=has_stub,
            troubled=node.id in self._troubled and not node.is_leaf,
        )

    def _input_value(self, node: Node) -> str:
        """The number that this run used, or the node's own; the shortest text for what a person typed."""
        result = None if self.run is None else self.run.of_node(node.id)
        value = node.value if result is None else result.value
        if value is None:
            return "?"
        return input_number(value, self.digits)

    def _caption(self, node: Node, has_stub: bool) -> str:
        if node.is_leaf:
            return "" if node.is_literal else role_text(node)
        return "" if has_stub else node.name

    def wire(self, wire: Wire) -> tuple[float | None, float | None, float]:
        """Value and gradient of a wire, and |gradient| relative to the largest.

        The same as `Run.of_wire`, without a record for each of the many wires that nobody looks at.
        """
        if self.run is None:
            return None, None, 0.0
        run = self.run
        ends = self._ends.get(wire)
        if ends is None:
            ends = self._ends[wire] = _ends(run.tape, wire)
        source, target, position = ends
        if source < 0:
            return None, None, 0.0
        value = float(run.values[source])
        if run.backward is None:
            return value, None, 0.0
        if target < 0:
            return value, 0.0, 0.0
        flows = self._flows.get(target)
        if flows is None:
            flows = self._flows[target] = run.backward.flows_of(target)
        gradient = float(flows[position])
        share = abs(gradient) / self._largest if self._largest and isfinite(gradient) else 0.0
        return value, gradient, share


def _ends(tape: Tape, wire: Wire) -> tuple[int, int, int]:
    """A wire's source and target in a tape, and which of the target's inputs it is.

    −1 for a source that is not there or feeds something else, and for the target of a wire that is not used.
    """
    source, target = tape.place.get(wire.source), tape.place.get(wire.target)
    if source is not None and tape.is_idle(wire):
        return source, -1, 0
    if source is None or target is None or wire.port not in tape.ports[target]:
        return -1, -1, 0
    position = tape.ports[target].index(wire.port)
    return (source if tape.sources[target][position] == source else -1), target, position
