"""Larger changes put together from edits: copies, reconnections, insertions. Nothing here changes a circuit itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from circuitgrad.circuit.circuit import Circuit
from circuitgrad.circuit.edits import Batch, Connect, Disconnect, Edit, Hold, RemoveNode, ReplaceNode, SetValue
from circuitgrad.circuit.names import LONGEST, fresh_names
from circuitgrad.circuit.parts import Fragment, Position, Remark, Wire
from circuitgrad.errors import CircuitError, WireError
from circuitgrad.frozen import replace
from circuitgrad.operators import OPERATORS, Role


def fresh_id(circuit: Circuit, operator: str) -> str:
    """An id for a new node, after its operator, that is neither an id nor a name in the circuit.

    Example:
        >>> fresh_id(Circuit(), "add")
        'add1'
    """
    return next(_numbered(circuit.is_label_free, _id_stem(operator)))


def fresh_name(circuit: Circuit, wished: str) -> str:
    """The wished name if it is free, else it with the next free number behind.

    Example:
        >>> from circuitgrad.circuit import Node
        >>> w0 = Node.new("input", id="a", name="w0")
        >>> fresh_name(Circuit(Fragment((w0,))), "w0"), fresh_name(Circuit(Fragment((w0,))), "b")
        ('w1', 'b')
    """
    if circuit.is_label_free(wished):
        return wished
    return next(_numbered(circuit.is_label_free, _name_stem(wished)))


def _id_stem(operator: str) -> str:
    """What a number can follow without changing the sense: not log2, whose ids are log2_1, log2_2 …"""
    return f"{operator}_" if operator[-1:].isdigit() else operator


def _name_stem(name: str) -> str:
    """A name without the number at its end: after w1 comes w2, not w11."""
    return name.rstrip("0123456789") or name


def _numbered(is_free: Callable[[str], bool], stem: str) -> Iterator[str]:
    return fresh_names(lambda label: label != stem and is_free(label), stem[: LONGEST - 10])


def copies(
    fragment: Fragment, circuit: Circuit, *, shift: Position = (0.0, 0.0), feeding: bool = False
) -> tuple[Fragment, dict[str, str]]:
    """A fragment under fresh ids and names, so that `edits.add_fragment` can put it into a circuit; remarks too.

    Args:
        fragment: what to copy, from this circuit or another; its choice of an objective is left behind.
        circuit: where the copies shall go.
        shift: how far the copies stand from the originals on the canvas.
        feeding: keep wires that come from nodes of the circuit outside the fragment.

    Returns:
        The copies, and the new id of each old node.

    Example:
        >>> from circuitgrad.circuit import Node
        >>> x, double = Node.new("input", id="x"), Node.new("add", id="f", name="f")
        >>> circuit = Circuit(Fragment((x, double), (Wire("x", "f", 0), Wire("x", "f", 1))))
        >>> copied, ids = copies(circuit.fragment(), circuit)
        >>> [node.label for node in copied.nodes], ids
        (['x1', 'f1'], {'x': 'x1', 'f': 'f1'})
    """
    fresh = _Fresh(circuit.is_label_free)
    ids: dict[str, str] = {}
    nodes = []
    for node in fragment.nodes:
        name = fresh.label(node.name) if node.name else ""
        ids[node.id] = name if node.id == node.name else fresh.label(node.id)
        x, y = node.position
        nodes.append(replace(node, id=ids[node.id], name=name, position=(x + shift[0], y + shift[1])))
    sources = {**({id: id for id in circuit.nodes} if feeding else {}), **ids}
    wires = {
        wire: Wire(sources[wire.source], ids[wire.target], wire.port)
        for wire in fragment.wires
        if wire.source in sources and wire.target in ids
    }
    bends = tuple(
        (wires[wire], tuple((x + shift[0], y + shift[1]) for x, y in places))
        for wire, places in fragment.bends
        if wire.source in ids and wire in wires
    )
    remarks = tuple(_remark_copies(fragment.remarks, circuit, shift))
    return Fragment(tuple(nodes), tuple(wires.values()), remarks=remarks, bends=bends), ids


def _remark_copies(remarks: Iterable[Remark], circuit: Circuit, shift: Position) -> Iterator[Remark]:
    fresh = _Fresh(lambda label: label not in circuit.remarks)
    for remark in remarks:
        left, top, width, height = remark.rect
        yield replace(remark, id=fresh.label(remark.id), rect=(left + shift[0], top + shift[1], width, height))


def fresh_remark_id(circuit: Circuit, kind: str) -> str:
    """An id for a new frame or note.

    Example:
        >>> fresh_remark_id(Circuit(), "frame")
        'frame1'
    """
    return next(fresh_names(lambda label: label != kind and label not in circuit.remarks, kind))


def set_held(circuit: Circuit, ids: Iterable[str], held: bool) -> Batch:
    """The edit that holds inputs, or releases them; constants, and what is so already, are left alone.

    Example:
        >>> from circuitgrad.circuit import Node
        >>> circuit = Circuit(Fragment((Node.new("input", id="w", value=1.0),)))
        >>> _ = set_held(circuit, ["w"], True).apply(circuit)
        >>> circuit.node("w").may_move
        False
    """
    nodes = [circuit.node(id) for id in ids]
    others = [node for node in nodes if node.role in (Role.PARAMETER, Role.DATA) and node.may_move is held]
    return Batch(tuple(Hold(node.id, None if (node.role is Role.DATA) is held else held) for node in others))


def fresh_scenario_id(circuit: Circuit) -> str:
    """An id for a new scenario.

    Example:
        >>> fresh_scenario_id(Circuit())
        'scenario1'
    """
    return next(fresh_names(lambda label: label != "scenario" and label not in circuit.scenarios, "scenario"))


class _Fresh:
    """Hands out ids and names that neither the circuit nor an earlier copy has."""

    def __init__(self, is_free_there: Callable[[str], bool]) -> None:
        self._is_free_there = is_free_there
        self._given: set[str] = set()
        self._series: dict[str, Iterator[str]] = {}

    def label(self, wished: str) -> str:
        if self._is_free(wished):
            label = wished
        else:
            stem = _name_stem(wished)
            label = next(self._series.setdefault(stem, _numbered(self._is_free, stem)))
        self._given.add(label)
        return label

    def _is_free(self, label: str) -> bool:
        return label not in self._given and self._is_free_there(label)


def set_values(values: Mapping[str, float | None]) -> Batch:
    """The edit that gives several inputs their values at once, by id."""
    return Batch(tuple(SetValue(id, value) for id, value in values.items()))


def set_bypassed(circuit: Circuit, ids: Iterable[str], bypassed: bool) -> Batch:
    """The edit that bypasses operators, or ends that; it leaves those out that are so already, and inputs.

    Example:
        >>> from circuitgrad.circuit import Node
        >>> circuit = Circuit(Fragment((Node.new("exp", id="e"),)))
        >>> _ = set_bypassed(circuit, ["e"], True).apply(circuit)
        >>> circuit.node("e").bypassed
        True
    """
    nodes = map(circuit.node, dict.fromkeys(ids))
    return Batch(
        tuple(
            ReplaceNode(replace(node, bypassed=bypassed))
            for node in nodes
            if not node.is_leaf and node.bypassed is not bypassed
        )
    )


def set_pinned(circuit: Circuit, ids: Iterable[str], pinned: bool) -> Batch:
    """The edit that pins nodes, or unpins them; it leaves those out that are so already."""
    nodes = map(circuit.node, dict.fromkeys(ids))
    return Batch(tuple(ReplaceNode(replace(node, pinned=pinned)) for node in nodes if node.pinned is not pinned))


def replace_operator(circuit: Circuit, id: str, operator: str) -> ReplaceNode:
    """The edit that makes a node another operator and keeps its wires, name and place.

    Constants of the same name keep their numbers. The edit is refused where a wire's port is not there any more.

    Raises:
        CircuitError: no operator is called so.
    """
    before, record = circuit.node(id), OPERATORS.get(operator)
    if record is None:
        raise CircuitError("No operator is called “{operator}”.", [id], operator=operator)
    own = dict(zip((constant.name for constant in before.record.constants), before.constants, strict=True))
    constants = tuple(own.get(constant.name, constant.default) for constant in record.constants)
    return ReplaceNode(replace(before, operator=operator, constants=constants))


def rewire(old: Wire, new: Wire) -> Batch:
    """The edit that moves an end of a wire; a wire at the new port gives way."""
    return Batch((Disconnect(old), Connect(new, replacing=True)))


def swap_inputs(circuit: Circuit, id: str, first: int = 0, second: int = 1) -> Batch:
    """The edit that makes two input ports of a node change their wires; a free port counts as such."""
    ports = {first: second, second: first}
    wires = [wire for wire in circuit.incoming(id) if wire.port in ports]
    swapped = [wire._replace(port=ports[wire.port]) for wire in wires]
    return Batch((*map(Disconnect, wires), *map(Connect, swapped)))


def insert_in_wire(circuit: Circuit, id: str, wire: Wire) -> Batch:
    """The edit that puts a node that is there into a wire: source → node → target, at the node's first free port.

    Raises:
        WireError: the node has no free input.
    """
    port = None if circuit.node(id).is_leaf else circuit.free_port(id)
    if port is None:
        raise WireError("“{label}” has no free input to take the wire.", [id], label=circuit.node(id).label)
    return Batch((Disconnect(wire), Connect(Wire(wire.source, id, port)), Connect(wire._replace(source=id))))


def delete_and_reconnect(circuit: Circuit, ids: Iterable[str]) -> Batch:
    """The edit that removes nodes and wires what fed them to what they fed.

    Where a node has several inputs, the lowest port's stands in for it, as if the node passed that input through.
    """
    gone = dict.fromkeys(ids)
    mended: list[Edit] = []
    for id in gone:
        source = _first_kept_source(circuit, id, gone)
        if source is not None:
            kept = (wire for wire in circuit.outgoing(id) if wire.target not in gone)
            mended += (Connect(wire._replace(source=source)) for wire in kept)
    return Batch((*map(RemoveNode, gone), *mended))


def _first_kept_source(circuit: Circuit, id: str, gone: Mapping[str, None]) -> str | None:
    """The node that feeds this one's lowest port, through nodes that go too; None where there is none."""
    here: str | None = id
    while here is not None and here in gone:
        incoming = circuit.incoming(here)
        here = incoming[0].source if incoming else None
    return here
