"""Whether things may move on their own: as somebody chose, else as the system asks."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QStyle


def wants_motion(choice: str) -> bool:
    """Whether nodes glide.

    Args:
        choice: "on", "off", or "system" for what the system asks for; Qt tells of its wish for less motion with
            animations that take no time.
    """
    if choice != "system":
        return choice == "on"
    return QApplication.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) > 0
