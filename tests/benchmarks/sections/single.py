"""Value and gradient of every node of one circuit, the circuit being built already."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, get_args

from circuitgrad.circuit import Fragment
from tests.benchmarks import ours
from tests.benchmarks.circuits import Shape, make_fragment
from tests.benchmarks.peers import casadi, micrograd, torch
from tests.benchmarks.peers.peer import Contender, NotInstalled, check_same
from tests.benchmarks.sections.options import Options
from tests.benchmarks.table import DASH, Table, Timing, digits, measure, verdict

MOST_IN_C: Final = 1_000
MOST_OF_OBJECTS: Final = 10_000
MOST_IN_VM: Final = 100_000
OURS: Final = ("ours, plain", "ours, compiled", "ours, Run")
PEERS: Final = ("CasADi VM", "CasADi in C", "micrograd", "torch eager")


def wanted_ratio(count: int, shape: Shape) -> float | None:
    """The share of CasADi's time that ours may take.

    Example:
        >>> wanted_ratio(100, "deep"), wanted_ratio(1_000, "deep"), wanted_ratio(10_000, "wide")
        (1.0, None, 0.15)
    """
    if count <= 100:
        return 1.0
    if count < 10_000:
        return None
    return 0.15 if shape == "wide" else 0.5


def tables(options: Options) -> Iterator[Table]:
    """One table."""
    title = (
        "One circuit: ns a node for value and gradient of every node, building not counted (± half the distance of "
        "the quartiles)"
    )
    table = Table(title, ("nodes", *OURS, *PEERS, "ours, compiled ÷ CasADi VM"))
    for shape in get_args(Shape):
        for count in options.sizes:
            timings = _time(count, shape, options, table)
            cells = [_per_node(timings.get(name), count) for name in (*OURS, *PEERS)]
            own, peer = timings.get("ours, compiled"), timings.get("CasADi VM")
            ratio = own.ratio(peer) if own and peer else None
            table.add(f"{count:,} {shape}", *cells, verdict(ratio, wanted_ratio(count, shape)))
    table.note("CasADi computes the gradients of the inputs only; ours are those of every node, with the problems.")
    table.note("micrograd and torch eager are timed up to 10,000 nodes, CasADi in C up to 1,000.")
    if not options.full:
        table.note("CasADi's VM at 1,000,000 nodes takes 20 s to build: --full times it too.")
    yield table


def _time(count: int, shape: Shape, options: Options, table: Table) -> dict[str, Timing]:
    fragment = make_fragment(count, shape)
    tape, objective = ours.tape_and_objective(fragment)
    plain = ours.plain(tape, objective)
    plain.call()
    expected = plain.answer()
    contenders = {plain.name: plain.call}
    makers = [lambda: ours.compiled(tape, objective), lambda: ours.run(tape, objective), *_peers(fragment, options)]
    for make in makers:
        try:
            contender = make()
        except NotInstalled as missing:
            table.note(str(missing))
            continue
        check_same(expected, contender)
        contenders[contender.name] = contender.call
    return measure(contenders, options.runs, options.least_seconds)


def _peers(fragment: Fragment, options: Options) -> list[Callable[[], Contender]]:
    count = len(fragment.nodes)
    found: list[Callable[[], Contender]] = []
    if count <= MOST_IN_VM or options.full:
        found.append(lambda: casadi.prepare(fragment))
    if count <= MOST_IN_C:
        found.append(lambda: casadi.prepare_compiled(fragment))
    if count <= MOST_OF_OBJECTS:
        found += [lambda: micrograd.prepare(fragment), lambda: torch.prepare(fragment)]
    return found


def _per_node(timing: Timing | None, count: int) -> str:
    return DASH if timing is None else f"{digits(timing.seconds * 1e9 / count)} ±{50 * timing.spread:.0f} %"
