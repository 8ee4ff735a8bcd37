"""How much is shown at which zoom and size."""

from __future__ import annotations

from typing import Final

FAR: Final = 0.35
"""Below this zoom a large circuit is painted from arrays: boxes, then dots, and straight wires; no items."""
READABLE: Final = 0.45
"""Below this zoom no number and no caption is painted; symbols can be read down to `FAR`."""
LARGE: Final = 300
"""From so many nodes on a circuit is large: items stand for what is in view alone, and arrays know where all is."""
REACH: Final = 0.5
"""Items are made for so much more of the width and height of what is in view, to every side; below 100 % for less."""
