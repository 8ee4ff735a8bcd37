"""The circuits that ship with the program, and how a word finds one of them or a file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from circuitgrad.circuit import Circuit
from circuitgrad.errors import FileError
from circuitgrad.formats.circuit_json import EXTENSION, load
from circuitgrad.frozen import frozen
from circuitgrad.resource_files import resource_root


@frozen
class Example:
    """A circuit that ships.

    Args:
        name: how the command line calls it.
        title: how the window calls it.
        sentence: what there is to see in it.
    """

    name: str
    title: str
    sentence: str

    @property
    def file_name(self) -> str:
        """The name of its file."""
        return self.name + EXTENSION

    @property
    def path(self) -> Path:
        """Its file."""
        return resource_root() / "examples" / self.file_name


EXAMPLES: Final = (
    Example("neuron", "A neuron", "Two inputs, weighted and summed, through a sigmoid built from its parts."),
    Example("sum_times", "Sum times", "(x + y)·z: a sum shares the gradient, a product swaps its factors."),
    Example("gates", "Gates", "Add shares, multiply swaps, max routes, a constant factor scales."),
    Example("one_source_two_wires", "One source, two wires", "x·x: each wire carries 3, and the node has their sum."),
    Example("tie", "A tie", "max(x, y) where both are equal: they share the gradient."),
    Example("dead_product", "A dead product", "0·0: both gradients vanish, until something is nudged."),
    Example("two_layer_network", "A two-layer network", "Two hidden tanh units, one output and its squared error."),
    Example(
        "softmax_cross_entropy", "Softmax cross-entropy", "Three logits: the gradient is softmax minus the target."
    ),
    Example("compound_interest", "Compound interest", "What moves the amount most: principal, rate or years?"),
    Example("lens", "A thin lens", "Image distance and magnification from focal length and object distance."),
    Example("projectile_range", "Projectile range", "How far a throw goes, and which way to turn the angle."),
)


def load_example(name: str) -> Circuit:
    """The example of this name.

    Raises:
        FileError: there is none; the sentence lists those that there are.

    Example:
        >>> len(load_example("neuron").inputs())
        5
    """
    for example in EXAMPLES:
        if example.name == name:
            return load(example.path)
    raise FileError("No example is called “{name}”; the examples are: {names}.", name=name, names=_names())


def find_circuit(file_or_name: str) -> Circuit:
    """The circuit in the file of this path, else the example of this name.

    Raises:
        FileError: there is neither, or the file is no valid circuit.

    Example:
        >>> find_circuit("tie").objective
        'f'
    """
    is_example = any(example.name == file_or_name for example in EXAMPLES)
    if os.path.isfile(file_or_name) or (os.path.exists(file_or_name) and not is_example):
        return load(file_or_name)
    if is_example:
        return load_example(file_or_name)
    template = "There is no file “{name}”, and no example is called so; the examples are: {names}."
    raise FileError(template, name=file_or_name, names=_names())


def _names() -> str:
    return ", ".join(example.name for example in EXAMPLES)
