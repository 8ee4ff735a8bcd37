"""What nodes and wires show: the results of a run turned into short texts, effects and strengths."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from math import isfinite, nan
from operator import itemgetter
from typing import Any

from PySide6.QtCore import QCoreApplication

from circuitgrad.analysis.sensitivity import share_of, strongest_first
from circuitgrad.circuit import Circuit, Node, Wire
from circuitgrad.engine import Run, Tape, effect
from circuitgrad.engine.results import NodeResult
from circuitgrad.formats.numbers import MINUS, input_number, plain_number, short_number, signed_number
from circuitgrad.gui.canvas.node_look import NodeLook, Seen, seen_through
from circuitgrad.gui.canvas.wire_marks import WireMarks
from circuitgrad.gui.lens import CLEAR, Lens, may_be_read
from circuitgrad.operators import Role

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
    """An input's role in the reader's language, and whether it is held or free where its role does not say so."""
    if node.role is None:
        return ""
    role = QCoreApplication.translate("operators", str(node.role))
    if node.held is None or node.may_move is (node.role is Role.PARAMETER):
        return role
    template = QCoreApplication.translate("looks", "{role} · free" if node.may_move else "{role} · held")
    return template.format(role=role)


KnownLook = tuple[tuple[Any, ...], NodeLook]
"""All that a look depends on, and the look."""


class Looks:
    """The texts for one run of one circuit.

    Args:
        circuit: what is shown.
        run: its results, None before any pass.
        digits: significant digits of the short numbers.
        known: the looks of before, by node; those that would come out the same are given again.
        baseline: results that differences are shown from, in place of the numbers; None for none.
        lens: what may be read of it, and what is lit.
    """

    def __init__(
        self,
        circuit: Circuit,
        run: Run | None,
        digits: int = 3,
        known: dict[str, KnownLook] | None = None,
        baseline: Run | None = None,
        lens: Lens = CLEAR,
    ) -> None:
        self.circuit, self.run, self.digits = circuit, run, digits
        self.known: dict[str, KnownLook] = {} if known is None else known
        self.baseline, self.lens = baseline, lens
        self._flows: dict[int, Sequence[float]] = {}
        self._flows_before: dict[int, Sequence[float]] = {}

    # What concerns the whole run is found out when the first node or wire that can be seen asks for it.

    @cached_property
    def _ranks(self) -> dict[str, tuple[int, float]]:
        """The rank and the gradient of each input, strongest first; equal ones in the order of the document.

        What may not be read has no rank, and leaves no gap among the ranks and strengths of the others.
        """
        run, nodes, lens = self.run, self.circuit.nodes, self.lens
        if run is None or run.backward is None:
            return {}
        places, gradients = run.tape.input_places(), run.tape.at_inputs(run.backward.nodes)
        ids = map(run.tape.ids.__getitem__, places)
        shown = [each for each in zip(ids, gradients, strict=True) if each[0] in nodes]
        if lens is not CLEAR:
            shown = [each for each in shown if lens.shows_gradient(each[0])]
        ranked = strongest_first(shown, itemgetter(1))
        return {id: (rank, float(gradient)) for rank, (id, gradient) in enumerate(ranked, 1)}

    @cached_property
    def _strongest(self) -> float:
        """The largest finite |gradient| of an input."""
        return max((abs(gradient) for _, gradient in self._ranks.values() if isfinite(gradient)), default=0.0)

    def _effect(self, id: str) -> tuple[int, float, str] | None:
        """The rank of an input, its |gradient| relative to the largest, and what raising it does; None for others."""
        known = self._ranks.get(id)
        return None if known is None else (known[0], share_of(known[1], self._strongest), effect(known[1]))

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
        problems = () if self.run is None else self.run.problems
        return {problem.node for problem in problems if may_be_read(problem, self.lens)}

    @cached_property
    def _unwired(self) -> set[str]:
        problems = () if self.run is None else self.run.problems
        return {problem.node for problem in problems if problem.kind == "missing"}

    def number(self, value: float | None, before: float | None) -> str:
        """A short number, or how it differs from the baseline where there is one; nothing for None."""
        return shown_number(value if before is None or value is None else value - before, self.digits, self.is_delta)

    @property
    def is_delta(self) -> bool:
        """Whether differences from the baseline are shown."""
        return self.baseline is not None

    def node(self, node: Node, feeds: int) -> NodeLook:
        """What this node shows, from which so many wires start."""
        is_objective = self._objective == node.id
        # Where a single wire leads on, the numbers stand on that wire.
        result = None if self.run is None or (feeds == 1 and not node.is_leaf) else self.run.of_node(node.id)
        troubles = node.id in self._troubled, node.id in self._unwired
        before = None if self.baseline is None or result is None else self.baseline.of_node(node.id)
        told = self._effect(node.id)
        seen = None if self.lens is CLEAR else self._seen(node.id)
        depends_on = (
            node, feeds, is_objective, result, before, told, len(self._ranks) > 1, troubles, self.digits, seen
        )  # fmt: skip
        known = self.known.get(node.id)
        if known is not None and known[0] == depends_on:
            return known[1]
        look = self._make(node, feeds, result, before, is_objective=is_objective)
        if seen is not None:
            look = seen_through(look, node, seen)
        self.known[node.id] = depends_on, look
        return look

    def _seen(self, id: str) -> Seen:
        """What the lens says of a node."""
        lens, tone = self.lens, self.lens.node_tone(id)
        shows = lens.shows_value(id), lens.shows_gradient(id)
        return Seen(*shows, lens.placeholder, tone, lens.is_faint(id), lens.node_note(id, self.digits))

    def marks(self, wire: Wire) -> WireMarks | None:
        """What the lens says of a wire; None where it shows all."""
        lens = self.lens
        if lens is CLEAR:
            return None
        tone = lens.wire_tone(wire)
        shows = lens.shows_value(wire.source), lens.shows_flow(wire)
        faint = lens.dims and tone is None
        return WireMarks(*shows, lens.placeholder, tone, faint, lens.flow_text(wire, self.digits))

    def _make(
        self, node: Node, feeds: int, result: NodeResult | None, before: NodeResult | None, *, is_objective: bool
    ) -> NodeLook:
        has_stub = not feeds and (not node.is_leaf or is_objective)
        rank, share, told = self._effect(node.id) or (None, 0.0, None)
        value = self._input_value(node) if node.is_leaf else ""
        numbered = result if has_stub and node.id not in self._unwired else None
        value_before, gradient_before = (None, None) if before is None else (before.value, before.gradient)
        gradient = "" if result is None else self.number(result.gradient, gradient_before)
        return NodeLook(
            face="" if node.is_leaf else face(node),
            caption=self._caption(node, has_stub),
            total=f"Σ {gradient}" if result and result.gradient is not None and feeds > 1 else "",
            value=value if node.is_leaf or numbered is None else self.number(numbered.value, value_before),
            gradient="" if numbered is None else gradient,
            effect=told,
            share=share,
            rank=rank if len(self._ranks) > 1 and told in {"raises", "lowers"} else None,
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
        """Value and gradient of a wire, or how they differ from the baseline, and |gradient| relative to the largest.

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
        value, baseline = float(run.values[source]), self.baseline
        if baseline is not None:
            value -= float(baseline.values[source])
        if run.backward is None:
            return value, None, 0.0
        if target < 0:
            return value, 0.0, 0.0
        gradient = self._flow(run, self._flows, target, position)
        share = abs(gradient) / self._largest if self._largest and isfinite(gradient) else 0.0
        if baseline is not None:
            gradient -= self._flow(baseline, self._flows_before, target, position)
        return value, gradient, share

    @staticmethod
    def _flow(run: Run, known: dict[int, Sequence[float]], target: int, position: int) -> float:
        if run.backward is None:
            return nan
        flows = known.get(target)
        if flows is None:
            flows = known[target] = run.backward.flows_of(target)
        return float(flows[position])


def shown_number(value: float | None, digits: int, is_delta: bool) -> str:
    """A number as it stands on the canvas: by itself, or as a difference; nothing for None.

    Example:
        >>> shown_number(0.25, 3, False), shown_number(0.25, 3, True), shown_number(-0.25, 3, True)
        ('0.250', 'Δ+0.250', 'Δ−0.250')
    """
    if value is None:
        return ""
    return f"Δ{signed_number(value, digits)}" if is_delta else short_number(value, digits)


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
