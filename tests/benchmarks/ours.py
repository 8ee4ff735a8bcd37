"""Our own ways to run a circuit, ready to be timed next to the peers."""

from __future__ import annotations

from circuitgrad.circuit import Circuit, Fragment
from circuitgrad.engine import Tape, evaluate
from circuitgrad.engine.passes import backward_pass, forward_pass
from tests.benchmarks.peers.peer import Answer, Contender, NotInstalled


def load_compiled() -> None:
    """Waits until the compiled passes are there; the very first time they are compiled, which takes a minute.

    Raises:
        NotInstalled: they cannot be, since numba is missing.
    """
    try:
        from circuitgrad.engine.compiled.loader import load_kernels

        load_kernels()
    except ImportError as error:
        raise NotInstalled("numba is not installed: ours compiled is left out.") from error


def tape_and_objective(fragment: Fragment) -> tuple[Tape, int]:
    """The tape of a fragment's circuit, and the place of its objective."""
    circuit = Circuit(fragment)
    tape = Tape.of(circuit)
    return tape, tape.place[circuit.find_objective().id]


def plain(tape: Tape, objective: int) -> Contender:
    """The passes in plain Python."""
    last: list[Answer] = []

    def call() -> None:
        forward = forward_pass(tape)
        gradients = backward_pass(tape, forward, objective)
        last[:] = [Answer(forward.values[objective], gradients.nodes)]

    return Contender("ours, plain", call, lambda: _of_leaves(tape, last[0]))


def compiled(tape: Tape, objective: int) -> Contender:
    """The compiled passes, the arrays alone.

    Raises:
        NotInstalled: numba is missing.
    """
    load_compiled()
    from circuitgrad.engine.compiled.evaluation import CompiledTape

    ready = CompiledTape(tape, objective)

    def answer() -> Answer:
        return _of_leaves(tape, Answer(float(ready.values[objective]), ready.gradients))

    return Contender("ours, compiled", ready.passes, answer)


def run(tape: Tape, objective: int) -> Contender:
    """What the program calls for a `Run`: the plain passes for a small circuit, compiled ones for a large one."""
    last: list[Answer] = []

    def call() -> None:
        result = evaluate(tape, objective)
        last[:] = [Answer(result.value, result.backward.nodes if result.backward else ())]

    return Contender("ours, Run", call, lambda: _of_leaves(tape, last[0]))


def _of_leaves(tape: Tape, answer: Answer) -> Answer:
    return Answer(
        answer.value, [float(answer.gradients[i]) for i, operator in enumerate(tape.operators) if operator.is_leaf]
    )
