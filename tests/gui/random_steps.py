"""Everything that changes a document, as steps that a number tells: for the tests of undo.

A step is a name and a seed. The same steps from the same start do the same, so that a sequence which fails can be
made shorter and printed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import NamedTuple

from PySide6.QtCore import QObject, QPointF, QRectF
from PySide6.QtGui import QGuiApplication

from circuitgrad.circuit import Circuit, Fragment, Frame, Node, Note, Wire
from circuitgrad.circuit.compose import fresh_remark_id, rewire, set_bypassed, set_pinned
from circuitgrad.circuit.edits import (
    AddRemark,
    Batch,
    Bend,
    ChooseObjective,
    Connect,
    Disconnect,
    Move,
    RemoveRemark,
    ReplaceRemark,
    SetValue,
    remove,
)
from circuitgrad.circuit.splice import loose_chain, splice
from circuitgrad.errors import CircuitError
from circuitgrad.gui.canvas.arranging import Edge
from circuitgrad.gui.canvas.commands import CanvasCommands
from circuitgrad.gui.canvas.tidying import Tidying
from circuitgrad.gui.document import Document
from circuitgrad.operators import OPERATORS, Role

FEW_OPERATORS = ("add", "mul", "exp", "subtract", "divide", "scale", "square", "max", "input", "constant", "input:data")
FORMULAS = ("x*y + 1", "x = 3; exp(x)/t", "q = a - b; q*q", "7")


class Step(NamedTuple):
    """One thing that is done."""

    name: str
    seed: int


class Desk(CanvasCommands):
    """The commands of the canvas on a document, without a canvas."""

    shows_all = True

    def __init__(self, document: Document) -> None:
        self.document = document
        self.said = _Nobody()  # type: ignore[assignment]

    def middle(self) -> QPointF:
        return QPointF(0.0, 0.0)

    def pointed_at(self) -> QPointF | None:
        return None

    def aim_used(self) -> None:
        pass

    def is_in_view(self, spot: QPointF) -> bool:
        return True

    def is_free(self, area: QRectF) -> bool:
        return True

    def keep_all_in_view(self) -> None:
        pass

    def glide_from(self, before: dict[str, QPointF]) -> None:
        pass


class _Nobody:
    def emit(self, text: str) -> None:
        pass


def start_circuit(random: Random) -> Circuit:
    """A small circuit, wired at random."""
    nodes = [
        Node.new("input", id=name, name=name, value=float(at), position=(0.0, 80.0 * at))
        for at, name in enumerate("xyz")
    ]
    nodes += [
        Node.new(random.choice(FEW_OPERATORS[:8]), id=f"n{at}", position=(120.0 * (at + 1), 40.0 * at))
        for at in range(random.randrange(4))
    ]
    circuit = Circuit(Fragment(tuple(nodes)))
    for node in nodes[3:]:
        for _ in range(random.randrange(3)):
            port = circuit.free_port(node.id)
            if port is not None:
                wire = Wire(random.choice(nodes).id, node.id, port)
                if circuit.can_wire(wire):
                    Connect(wire).apply(circuit)
    return circuit


# The steps: each gets the desk and a source of chance


def _spot(random: Random) -> QPointF:
    return QPointF(random.randrange(-300, 300), random.randrange(-300, 300))


def _node(desk: Desk, random: Random) -> str | None:
    nodes = list(desk.document.circuit.nodes)
    return random.choice(nodes) if nodes else None


def _wire(desk: Desk, random: Random) -> Wire | None:
    wires = list(desk.document.circuit.wires())
    return random.choice(wires) if wires else None


def _select(desk: Desk, random: Random) -> None:
    nodes, wires = list(desk.document.circuit.nodes), list(desk.document.circuit.wires())
    some = random.sample(nodes, random.randrange(min(4, len(nodes)) + 1))
    desk.document.select(some, random.sample(wires, random.randrange(2)) if wires else ())


def _select_one(desk: Desk, random: Random) -> None:
    node = _node(desk, random)
    desk.document.select([] if node is None else [node])


def _add(desk: Desk, random: Random) -> None:
    desk.add_operator(random.choice(FEW_OPERATORS), _spot(random))


def _add_fed(desk: Desk, random: Random) -> None:
    desk.add_beside(random.choice(FEW_OPERATORS), desk.selected_ids(), _spot(random))


def _add_wired(desk: Desk, random: Random) -> None:
    node = _node(desk, random)
    if node is not None:
        port = random.choice((-1, -1, 0, 1))
        desk.add_wired(random.choice(FEW_OPERATORS[:8]), _spot(random), node, port)


def _add_in_wire(desk: Desk, random: Random) -> None:
    wire = _wire(desk, random)
    if wire is not None:
        desk.add_in_wire(random.choice(FEW_OPERATORS[:8]), _spot(random), wire)


def _add_formula(desk: Desk, random: Random) -> None:
    desk.add_formula(random.choice(FORMULAS), _spot(random))


def _connect(desk: Desk, random: Random) -> None:
    source, target = _node(desk, random), _node(desk, random)
    if source is not None and target is not None:
        wire = Wire(source, target, random.randrange(3))
        desk.document.do(Connect(wire, replacing=random.random() < 0.5), "Wire")


def _lead_elsewhere(desk: Desk, random: Random) -> None:
    wire, other = _wire(desk, random), _node(desk, random)
    if wire is not None and other is not None:
        new = wire._replace(source=other) if random.random() < 0.5 else wire._replace(target=other)
        desk.document.do(rewire(wire, new), "Wire")


def _cut_wires(desk: Desk, random: Random) -> None:
    wires = list(desk.document.circuit.wires())
    if wires:
        desk.document.do(remove((), random.sample(wires, random.randrange(1, len(wires) + 1))), "Cut wires")


def _take_wire_off(desk: Desk, random: Random) -> None:
    wire = _wire(desk, random)
    if wire is not None:
        desk.document.do(Disconnect(wire), "Remove wire")


def _drag(desk: Desk, random: Random) -> None:
    """A drag of what is selected, in several moves; sometimes into a wire, sometimes given up."""
    ids, circuit = desk.selected_ids(), desk.document.circuit
    step = desk.document.begin("Move")
    for _ in range(3):
        spot = _spot(random)
        places = ((id, circuit.node(id).position) for id in ids)
        step.apply(Move(tuple((id, (x + spot.x(), y + spot.y())) for id, (x, y) in places)), key="move")
    chain, wire = loose_chain(circuit, ids), _wire(desk, random)
    if chain is not None and wire is not None and not {wire.source, wire.target} & set(ids):
        step.apply(splice(chain, wire))
    if random.random() < 0.2 or not ids:
        step.cancel()
    else:
        step.commit()


def _scrub(desk: Desk, random: Random) -> None:
    leaves = [node.id for node in desk.document.circuit.nodes.values() if node.is_leaf]
    if leaves:
        step, id = desk.document.begin("Change value"), random.choice(leaves)
        for _ in range(3):
            step.apply(SetValue(id, random.uniform(-9, 9)), key="value")
        (step.cancel if random.random() < 0.2 else step.commit)()


def _set_value(desk: Desk, random: Random) -> None:
    node = desk.only_node()
    if node is not None and (node.is_leaf or node.constants):
        desk.set_number(node, random.choice(("2", "-0", "1e300", "nan?", "0.1")))


def _rename(desk: Desk, random: Random) -> None:
    node = desk.only_node()
    if node is not None:
        desk.set_name(node, random.choice(("", "x", "speed", "n1", "add1", "1 bad")))


def _set_role(desk: Desk, random: Random) -> None:
    desk.set_role(random.choice(list(Role)))


def _forget_objective(desk: Desk, random: Random) -> None:
    desk.document.do(ChooseObjective(None), "Choose objective")


def _replace(desk: Desk, random: Random) -> None:
    desk.replace_selected(random.choice([name for name in OPERATORS if name != "input"]))


def _paste(desk: Desk, random: Random) -> None:
    if random.random() < 0.5:
        desk.copy()
    desk.paste(_spot(random) if random.random() < 0.5 else None, keeping_wires=random.random() < 0.5)


def _bypass(desk: Desk, random: Random) -> None:
    desk.document.do(set_bypassed(desk.document.circuit, desk.selected_ids(), random.random() < 0.7), "Bypass")


def _pin(desk: Desk, random: Random) -> None:
    desk.document.do(set_pinned(desk.document.circuit, desk.selected_ids(), random.random() < 0.7), "Pin")


def _remark(desk: Desk, random: Random) -> None:
    circuit, spot = desk.document.circuit, _spot(random)
    rect, there = (spot.x(), spot.y(), 200.0, 120.0), list(circuit.remarks.values())
    if not there or random.random() < 0.4:
        kind = random.choice(("frame", "note"))
        id = fresh_remark_id(circuit, kind)
        desk.document.do(AddRemark(Frame(id, "title", rect) if kind == "frame" else Note(id, "text", rect)), kind)
        return
    chosen = random.choice(there)
    changed = Frame(chosen.id, "other", rect) if isinstance(chosen, Frame) else Note(chosen.id, "other", rect)
    desk.document.do(RemoveRemark(chosen.id) if random.random() < 0.5 else ReplaceRemark(changed), "Remark")


def _titled_frame(desk: Desk, random: Random) -> None:
    """As C does: a frame, and its title as part of the same step."""
    circuit, spot = desk.document.circuit, _spot(random)
    frame = Frame(fresh_remark_id(circuit, "frame"), "", (spot.x(), spot.y(), 400.0, 300.0))
    desk.document.do(AddRemark(frame), "Add frame")
    desk.document.select((), (), [frame.id])
    step = desk.document.history.index()
    if random.random() < 0.3:
        desk.nudge_places(8.0, 8.0)
        frame = circuit.remarks.find(frame.id)  # type: ignore[assignment]
    desk.document.go_on(ReplaceRemark(Frame(frame.id, "typed", frame.rect)), "Change title", step)


def _resize(desk: Desk, random: Random) -> None:
    remarks = list(desk.document.circuit.remarks)
    desk.document.select((), (), random.sample(remarks, min(len(remarks), 2)))
    desk.resize_remarks(random.choice((-160.0, 8.0)), random.choice((-160.0, 0.0, 8.0)))


def _dots(desk: Desk, random: Random) -> None:
    wires = list(desk.document.circuit.wires())
    desk.insert_dots({wire: _spot(random) for wire in random.sample(wires, min(len(wires), 2))})


def _tidy(desk: Desk, random: Random) -> None:
    from circuitgrad.layout.tidy import lay_out

    chosen = set(desk.selected_ids()) if random.random() < 0.4 else None
    if chosen is None or len(chosen) > 1:
        Tidying._apply(_Beside(desk), lay_out(desk.document.circuit, chosen))  # type: ignore[arg-type]


class _Beside(QObject):
    """What tidying knows of a canvas when it takes a layout over."""

    _show_applied = Tidying._show_applied

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._view = desk


def _bend(desk: Desk, random: Random) -> None:
    """Some wires run elsewhere, or in one curve again."""
    wires = list(desk.document.circuit.wires())
    chosen = random.sample(wires, min(len(wires), 1 + random.randrange(3)))
    spots = {wire: [_spot(random) for _ in range(random.randrange(4))] for wire in chosen}
    bends = {wire: tuple((spot.x(), spot.y()) for spot in found) for wire, found in spots.items()}
    if bends:
        desk.document.do(Bend(tuple(bends.items())), "Bend")


def _move_with_sources(desk: Desk, random: Random) -> None:
    """Both ends of wires move alike."""
    circuit, node = desk.document.circuit, _node(desk, random)
    if node is not None:
        ids = [node, *dict.fromkeys(wire.source for wire in circuit.incoming(node))]
        places = {id: circuit.node(id).position for id in ids}
        desk.document.do(Move(tuple((id, (x + 24.0, y - 8.0)) for id, (x, y) in places.items())), "Move")


def _refused_batch(desk: Desk, random: Random) -> None:
    """A change whose last part is refused: nothing of it may stay."""
    node = _node(desk, random)
    if node is not None:
        desk.document.do(Batch((Move(((node, (1.0, 2.0)),)), ChooseObjective("no such node"))), "Refused")


STEPS: dict[str, Callable[[Desk, Random], object]] = {
    "select": _select,
    "select one": _select_one,
    "select all": lambda desk, random: desk.select_all(),
    "add": _add,
    "add fed": _add_fed,
    "add wired": _add_wired,
    "add in wire": _add_in_wire,
    "add formula": _add_formula,
    "connect": _connect,
    "lead elsewhere": _lead_elsewhere,
    "cut wires": _cut_wires,
    "take wire off": _take_wire_off,
    "drag": _drag,
    "scrub": _scrub,
    "set value": _set_value,
    "rename": _rename,
    "set role": _set_role,
    "choose objective": lambda desk, random: desk.choose_objective(),
    "forget objective": _forget_objective,
    "replace": _replace,
    "swap inputs": lambda desk, random: desk.swap_inputs(),
    "delete": lambda desk, random: desk.delete_selection(),
    "delete and reconnect": lambda desk, random: desk.delete_and_reconnect(),
    "duplicate": lambda desk, random: desk.duplicate(),
    "cut": lambda desk, random: desk.cut(),
    "paste": _paste,
    "nudge": lambda desk, random: desk.nudge_places(8.0, -16.0),
    "align": lambda desk, random: desk.align(random.choice(list(Edge))),
    "distribute": lambda desk, random: desk.distribute(across=random.random() < 0.5),
    "bypass": _bypass,
    "pin": _pin,
    "remark": _remark,
    "titled frame": _titled_frame,
    "resize": _resize,
    "dots": _dots,
    "tidy": _tidy,
    "bend": _bend,
    "move with sources": _move_with_sources,
    "refused": _refused_batch,
    "undo": lambda desk, random: desk.document.history.undo(),
    "redo": lambda desk, random: desk.document.history.redo(),
}
RARE = frozenset({"add formula", "select all"})
"""Steps that take longer, or that leave little for others to do."""
SELECTING = ("select", "select one")


def random_steps(random: Random, most: int = 20) -> list[Step]:
    """A sequence of steps; things are selected often, as most steps are about what is selected."""
    steps = []
    for _ in range(random.randrange(2, most)):
        if random.random() < 0.3:
            steps.append(Step(random.choice(SELECTING), random.getrandbits(32)))
        name = random.choice(NAMES)
        if name not in RARE or random.random() < 0.2:
            steps.append(Step(name, random.getrandbits(32)))
    return steps


NAMES = tuple(STEPS)


def trouble(start: int, steps: Sequence[Step]) -> str:
    """What is wrong once all is undone and made again; empty where nothing is.

    Args:
        start: tells the circuit at the start.
        steps: what is done then.
    """
    QGuiApplication.clipboard().clear()
    document = Document()
    document.live = False
    document.open(start_circuit(Random(start)))
    desk, before = Desk(document), document.circuit.fragment()
    try:
        for step in steps:
            STEPS[step.name](desk, Random(step.seed))
            document.settle()
        return _undo_and_redo(document, before)
    except CircuitError as error:
        return f"{type(error).__name__}: {error}"


def effective_steps(start: int, steps: Sequence[Step]) -> set[str]:
    """The names of those steps that change the circuit."""
    document = Document()
    document.live = False
    document.open(start_circuit(Random(start)))
    desk, names, before = Desk(document), set(), document.circuit.fragment()
    for step in steps:
        STEPS[step.name](desk, Random(step.seed))
        document.settle()
        after = document.circuit.fragment()
        if after != before:
            names.add(step.name)
        before = after
    return names


def _undo_and_redo(document: Document, before: Fragment) -> str:
    history, circuit = document.history, document.circuit
    while history.canRedo():
        history.redo()
    after = circuit.fragment()
    for _ in range(2):
        while history.canUndo():
            history.undo()
        document.settle()
        if circuit.fragment() != before:
            return f"undone it is\n{circuit.fragment()}\nand not\n{before}"
        while history.canRedo():
            history.redo()
        document.settle()
        if circuit.fragment() != after:
            return f"made again it is\n{circuit.fragment()}\nand not\n{after}"
    if Circuit(after).fragment() != after:
        return "what it became breaks a rule of circuits"
    return ""


def shortened(start: int, steps: Sequence[Step]) -> list[Step]:
    """The same trouble with as few steps as leaving out single ones can reach."""
    kept = list(steps)
    at = 0
    while at < len(kept):
        fewer = kept[:at] + kept[at + 1 :]
        if trouble(start, fewer):
            kept, at = fewer, 0
        else:
            at += 1
    return kept
