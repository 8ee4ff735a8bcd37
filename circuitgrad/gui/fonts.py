"""The font of the window: Inter, which ships with the program, so that it looks the same on every system."""

from __future__ import annotations

from functools import cache
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase

from circuitgrad.resource_files import resource_root

FAMILY: Final = "Inter"
STRONG: Final = QFont.Weight.DemiBold
"""The weight of what stands out. Bold does not ship: Qt would smear the next lighter one to make it."""
TEXT_SIZE: Final = 13
"""Pixels of the window's text at 100 %."""


@cache
def load_fonts() -> bool:
    """Makes the fonts that ship known to Qt, once; needs a QGuiApplication.

    Returns:
        Whether all could be loaded; where not, Qt takes the system's font.
    """
    files = sorted((resource_root() / "fonts").glob("*.otf"))
    return bool(files) and all(QFontDatabase.addApplicationFont(str(file)) >= 0 for file in files)


def ui_font(size: int = TEXT_SIZE) -> QFont:
    """The window's font at a size in pixels; Qt scales it with the screen."""
    font = QFont(FAMILY)
    font.setPixelSize(size)
    return font
