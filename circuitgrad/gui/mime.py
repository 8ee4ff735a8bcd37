"""What is carried by drag and drop and on the clipboard."""

from __future__ import annotations

from typing import Final

OPERATOR_MIME: Final = "application/x-circuitgrad-operator"
"""An operator's name in UTF-8, dragged from the palette onto the canvas."""
