"""What a lens says of a wire."""

from __future__ import annotations

from typing import NamedTuple

from circuitgrad.gui.lens import Part, Tone


class WireMarks(NamedTuple):
    """What of a wire may be read, and how it is lit.

    Args:
        shows_value: whether the value may be read.
        shows_flow: whether the gradient may be read.
        placeholder: what stands in place of a number that may not.
        tone: how it is lit, None where it is not.
        faint: whether it is painted faint, as others are lit.
        parts: what stands beside it in place of its gradient, None for the gradient itself.
    """

    shows_value: bool
    shows_flow: bool
    placeholder: str
    tone: Tone | None
    faint: bool
    parts: tuple[Part, ...] | None

    def seen(self, value: str, gradient: str) -> tuple[str, str]:
        """Value and gradient as they may be read.

        Example:
            >>> WireMarks(True, False, "?", None, False, None).seen("2.00", "−0.20"), WireMarks(
            ...     False, False, "", None, False, None
            ... ).seen("2.00", "")
            (('2.00', '?'), ('', ''))
        """
        shown = value if self.shows_value or not value else self.placeholder
        if self.parts is not None:
            return shown, ""
        return shown, gradient if self.shows_flow or not gradient else self.placeholder
