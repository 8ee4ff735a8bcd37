"""The panels around the canvas: one table, of which the main window makes docks.

A panel's module is imported when the panel is made, which is when its dock is first seen.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from circuitgrad.frozen import frozen
from circuitgrad.gui.document import Document
from circuitgrad.gui.theme import Theme

if TYPE_CHECKING:
    from circuitgrad.gui.panels.panel import Panel


@frozen
class PanelRecord:
    """A panel as the main window needs to know it.

    Args:
        key: its permanent name, under which its dock's state is remembered; its module here is called so.
        title: what its dock is called, in English.
        area: where its dock stands at first; panels of one area are tabs of it.
        class_name: what it is called in its module.
        reveals: whether it tells so much of the results that it is covered while an exercise hides some of them.
    """

    key: str
    title: str
    area: Qt.DockWidgetArea
    class_name: str
    reveals: bool = False

    @property
    def translated_title(self) -> str:
        """The title in the reader's language."""
        return QCoreApplication.translate("panels", self.title)

    def factory(self, document: Document, theme: Theme, parent: QWidget | None = None) -> Panel:
        """Makes the panel."""
        made: Panel = getattr(import_module(f"{__name__}.{self.key}"), self.class_name)(document, theme, parent)
        return made


Area = Qt.DockWidgetArea
LEFT, RIGHT, BOTTOM = Area.LeftDockWidgetArea, Area.RightDockWidgetArea, Area.BottomDockWidgetArea

# fmt: off
PANELS: Final = (
    PanelRecord("palette", str(QT_TRANSLATE_NOOP("panels", "Operators")), LEFT, "PalettePanel"),
    PanelRecord("exercise", str(QT_TRANSLATE_NOOP("panels", "Exercise")), LEFT, "ExercisePanel"),
    PanelRecord("lessons", str(QT_TRANSLATE_NOOP("panels", "Lessons")), LEFT, "LessonsPanel"),
    PanelRecord("inputs", str(QT_TRANSLATE_NOOP("panels", "Inputs")), RIGHT, "InputsPanel"),
    PanelRecord("inspector", str(QT_TRANSLATE_NOOP("panels", "Inspect")), RIGHT, "InspectorPanel"),
    PanelRecord("what_if", str(QT_TRANSLATE_NOOP("panels", "What if")), RIGHT, "WhatIfPanel", reveals=True),
    PanelRecord("maths", str(QT_TRANSLATE_NOOP("panels", "Maths")), RIGHT, "MathsPanel", reveals=True),
    PanelRecord("history", str(QT_TRANSLATE_NOOP("panels", "History")), RIGHT, "HistoryPanel"),
    PanelRecord("problems", str(QT_TRANSLATE_NOOP("panels", "Problems")), BOTTOM, "ProblemsPanel"),
    PanelRecord("steps", str(QT_TRANSLATE_NOOP("panels", "Steps")), BOTTOM, "StepsPanel", reveals=True),
    PanelRecord("paths", str(QT_TRANSLATE_NOOP("panels", "Paths")), BOTTOM, "PathsPanel", reveals=True),
    PanelRecord("check", str(QT_TRANSLATE_NOOP("panels", "Check")), BOTTOM, "CheckPanel", reveals=True),
    PanelRecord("sweep", str(QT_TRANSLATE_NOOP("panels", "Sweep")), BOTTOM, "SweepPanel", reveals=True),
    PanelRecord("scenarios", str(QT_TRANSLATE_NOOP("panels", "Scenarios")), BOTTOM, "ScenariosPanel", reveals=True),
    PanelRecord("uncertainty", str(QT_TRANSLATE_NOOP("panels", "Uncertainty")), BOTTOM, "UncertaintyPanel",
                reveals=True),
)
# fmt: on

__all__ = ["PANELS", "PanelRecord"]
