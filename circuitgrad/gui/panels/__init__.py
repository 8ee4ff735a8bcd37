"""The panels around the canvas: one table, of which the main window makes docks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from circuitgrad.gui.document import Document
from circuitgrad.gui.panels.inputs import InputsPanel
from circuitgrad.gui.panels.inspector import InspectorPanel
from circuitgrad.gui.panels.palette import PalettePanel
from circuitgrad.gui.panels.panel import Panel
from circuitgrad.gui.panels.problems import ProblemsPanel
from circuitgrad.gui.theme import Theme

Factory = Callable[[Document, Theme, QWidget | None], Panel]


@dataclass(frozen=True, slots=True)
class PanelRecord:
    """A panel as the main window needs to know it.

    Args:
        key: its permanent name, under which its dock's state is remembered.
        title: what its dock is called, in English.
        area: where its dock stands at first; panels of one area are tabs of it.
        factory: makes it.
    """

    key: str
    title: str
    area: Qt.DockWidgetArea
    factory: Factory

    @property
    def translated_title(self) -> str:
        """The title in the reader's language."""
        return QCoreApplication.translate("panels", self.title)


PANELS: Final = (
    PanelRecord(
        "palette", str(QT_TRANSLATE_NOOP("panels", "Operators")), Qt.DockWidgetArea.LeftDockWidgetArea, PalettePanel
    ),
    PanelRecord(
        "inputs", str(QT_TRANSLATE_NOOP("panels", "Inputs")), Qt.DockWidgetArea.RightDockWidgetArea, InputsPanel
    ),
    PanelRecord(
        "inspector", str(QT_TRANSLATE_NOOP("panels", "Inspect")), Qt.DockWidgetArea.RightDockWidgetArea, InspectorPanel
    ),
    PanelRecord(
        "problems", str(QT_TRANSLATE_NOOP("panels", "Problems")), Qt.DockWidgetArea.BottomDockWidgetArea, ProblemsPanel
    ),
)

__all__ = ["PANELS", "InputsPanel", "InspectorPanel", "PalettePanel", "Panel", "PanelRecord", "ProblemsPanel"]
