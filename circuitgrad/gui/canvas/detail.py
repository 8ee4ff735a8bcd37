"""How much is shown at which zoom and size."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QPainter

FAR: Final = 0.35
"""Below this zoom a large circuit is painted from arrays: boxes, then dots, and straight wires; no items."""
READABLE: Final = 0.45
"""Below this zoom no number and no caption is painted; symbols can be read down to `FAR`."""
DENSE: Final = 1.25
"""On a screen with more pixels for each unit of length letters can be read this many times smaller, and no more."""
LARGE: Final = 300
"""From so many nodes on a circuit is large: items stand for what is in view alone, and arrays know where all is."""
REACH: Final = 0.5
"""Items are made for so much more of the width and height of what is in view, to every side; below 100 % for less."""


def can_be_read(zoom: float, ratio: float) -> bool:
    """Whether numbers and captions can be read.

    Args:
        zoom: 1.0 for 100 %.
        ratio: pixels of the screen for each unit of length.

    Example:
        >>> can_be_read(0.4, 1.0), can_be_read(0.4, 2.0), can_be_read(0.3, 3.0)
        (False, True, False)
    """
    return zoom >= READABLE / min(max(ratio, 1.0), DENSE)


def is_readable(painter: QPainter) -> bool:
    """Whether numbers and captions that this painter paints in the scene can be read."""
    return can_be_read(painter.worldTransform().m11(), painter.device().devicePixelRatioF())
