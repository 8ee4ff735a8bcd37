"""Faults that a user can cause: one sentence, the nodes concerned, and nothing else.

Sentences are templates with named fields, so that the window can translate the template and fill the
fields in afterwards; everything below the window reads the English sentence.
"""

from __future__ import annotations

from collections.abc import Sequence


class CircuitError(Exception):
    """Something a person did that cannot be done, said in one sentence: what, where, what to do.

    Args:
        template: the sentence in English, with ``{fields}``.
        nodes: ids of the nodes concerned, in the order in which the sentence speaks of them.
        fields: what stands in the template's fields.

    Example:
        >>> str(CircuitError("No node is called “{name}”.", name="q"))
        'No node is called “q”.'
    """

    def __init__(self, template: str, nodes: Sequence[str] = (), **fields: object) -> None:
        self.template = template
        self.nodes = tuple(nodes)
        self.fields = fields
        super().__init__(template.format(**fields) if fields else template)

    @property
    def sentence(self) -> str:
        """The whole sentence in English."""
        return str(self)


class TooLargeError(CircuitError):
    """Something would take more memory than there is."""


class BatchStopped(CircuitError):
    """A batch was told to stop."""


class SeekStopped(CircuitError):
    """A search for a goal was told to stop."""


class WireError(CircuitError):
    """A wire that cannot be: a port that is not there, is taken, or would close a cycle."""


class CycleError(WireError):
    """A wire that would close a cycle; ``nodes`` names the cycle, first node not repeated."""


class UnknownNodeError(CircuitError):
    """A name that no node has."""


class ValueProblem(CircuitError):
    """A value that is missing, is no number or does not fit."""


class ObjectiveError(CircuitError):
    """No objective can be told, or the one named cannot be one."""


class FormulaError(CircuitError):
    """A formula that cannot be read; ``position`` is the index in ``text`` where it fails."""

    def __init__(self, template: str, text: str, position: int, **fields: object) -> None:
        super().__init__(template, (), **fields)
        self.text = text
        self.position = position

    def caret(self) -> str:
        """The line of the formula that fails, and under it a caret at the place.

        Example:
            >>> print(FormulaError("A closing bracket is missing.", "2*(x + y", 8).caret())
            2*(x + y
                    ^
        """
        start = self.text.rfind("\n", 0, self.position) + 1
        end = self.text.find("\n", self.position)
        line = self.text[start : len(self.text) if end < 0 else end]
        column = self.position - start
        first = max(0, column - 60)
        return f"{line[first : first + 120]}\n{' ' * (column - first)}^"


class FileError(CircuitError):
    """A file that cannot be read or written; the sentence names file, place and reason."""
