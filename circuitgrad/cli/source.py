"""Which circuit a command works on: a file, an example or a formula, with the values and objective asked for."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from typing import Final

from circuitgrad.circuit import Circuit
from circuitgrad.circuit.edits import ChooseObjective, SetValue
from circuitgrad.engine import Tape, check_fed, input_called
from circuitgrad.errors import CircuitError, ValueProblem
from circuitgrad.formats.examples import find_circuit
from circuitgrad.formats.formula import from_formula
from circuitgrad.formats.numbers import read_number

SOURCE_NAME: Final = "FILE_OR_EXAMPLE"
SEVERAL: Final = ("--set", "--spread", "--bound", "--weight", "--fix")
"""Options that may be followed by several words of the form ``NAME=…``."""
TIED: Final = (*SEVERAL, "--formula", "--goal")
"""Options whose words may look like something else to argparse: several settings, what may begin with −."""


def add_source(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments that say which circuit is meant."""
    parser.add_argument("source", nargs="?", metavar=SOURCE_NAME, help="a .cgrad file, or the name of an example")
    parser.add_argument("--formula", metavar="TEXT", help="a formula in place of a file: --formula 'x*y + sin(x)'")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=NUMBER",
        dest="settings",
        help="values for inputs, one or more: --set x=1.5 y=2",
    )
    parser.add_argument("--objective", metavar="NODE", help="the node whose gradients are asked for")


def read_source(arguments: argparse.Namespace) -> Circuit:
    """The circuit that the arguments mean, with their values and their objective.

    Raises:
        CircuitError: neither or both of file and formula are given, or what is given cannot be.
    """
    if (arguments.source is None) == (arguments.formula is None):
        raise CircuitError("Say which circuit, one of: a file, the name of an example, or --formula 'x*y'.")
    circuit = find_circuit(arguments.source) if arguments.formula is None else from_formula(arguments.formula)
    apply_settings(circuit, arguments.settings)
    if arguments.objective is not None:
        ChooseObjective(circuit.find(arguments.objective).id).apply(circuit)
    return circuit


def apply_settings(circuit: Circuit, settings: Iterable[str]) -> None:
    """Writes values of the form ``x=1.5`` into the inputs of a circuit.

    Raises:
        ValueProblem: one is not of that form, or its value is no number.
        UnknownNodeError: no input is called so.

    Example:
        >>> circuit = from_formula("x*y")
        >>> apply_settings(circuit, ["x=1.5", "y=−2"])
        >>> [node.value for node in circuit.inputs()]
        [1.5, -2.0]
    """
    for setting in settings:
        label, number = read_setting(setting)
        SetValue(input_called(circuit, label).id, number).apply(circuit)


def read_setting(setting: str, option: str = "--set") -> tuple[str, float]:
    """The name and the number of ``x=1.5``.

    Raises:
        ValueProblem: it has another form, or the value is no number.
    """
    label, equals, text = setting.partition("=")
    label = label.strip()
    if not equals or not label:
        raise ValueProblem(
            "“{setting}” sets nothing: write it as {option} NAME=NUMBER.", setting=setting, option=option
        )
    try:
        return label, read_number(text)
    except ValueError:
        template = "“{label}” is set to “{text}”, which is no number: write it as {option} {label}=1.5."
        raise ValueProblem(template, label=label, text=text, option=option) from None


def needed_tape(circuit: Circuit) -> tuple[Tape, int]:
    """The circuit as a tape and the place of its objective, ready to run.

    Raises:
        ValueProblem: inputs that the objective depends on have no value; the sentence names all of them.
        ObjectiveError: no objective can be told, or nothing feeds it.
    """
    tape = Tape.of(circuit)
    objective = tape.place[circuit.find_objective().id]
    check_fed(tape, objective)
    needed = tape.needed_by(objective)
    missing = [i for i, node in enumerate(tape.nodes) if node.is_leaf and needed[i] and node.value is None]
    if missing:
        raise _no_value([tape.ids[i] for i in missing], [tape.labels[i] for i in missing])
    return tape, objective


def _no_value(ids: Sequence[str], labels: Sequence[str]) -> ValueProblem:
    return ValueProblem(
        "No value is given for {names}: add --set {settings}.",
        ids,
        names=", ".join(f"“{label}”" for label in labels),
        settings=" ".join(f"{label}=…" for label in labels),
    )


def joined(words: Iterable[str]) -> list[str]:
    """The words of a command line with every option of `TIED` tied to what belongs to it.

    So ``--set`` may be followed by several settings, a file may follow them, and a formula may begin with a minus.

    Example:
        >>> joined(["--set", "x=1", "y=-2", "neuron", "--formula", "-x"])
        ['--set=x=1', '--set=y=-2', 'neuron', '--formula=-x']
    """
    found: list[str] = []
    waiting = repeating = ""
    for word in words:
        if waiting and not word.startswith("--"):
            found[-1] = f"{waiting}={word}"
            repeating, waiting = waiting if waiting in SEVERAL else "", ""
        elif repeating and "=" in word and not word.startswith("-") and not _is_axis(repeating, word):
            found.append(f"{repeating}={word}")
        else:
            waiting, repeating = word if word in TIED else "", ""
            found.append(word)
    return found


def _is_axis(option: str, word: str) -> bool:
    """Whether a word after a setting is an interval, ``w0=-5:5``, and belongs to the command: no value has a colon."""
    return option == "--set" and ":" in word.partition("=")[2]
