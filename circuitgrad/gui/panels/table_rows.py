"""How tables of rows look and scroll in the panels."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView


def set_up_rows(table: QTableView, height: int) -> None:
    """Lets a table show rows of this height, in pixels, that are selected as wholes: no grid, no frame, no numbers."""
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setCornerButtonEnabled(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    rows, titles = table.verticalHeader(), table.horizontalHeader()
    rows.hide()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setDefaultSectionSize(height)
    rows.setMinimumSectionSize(height)
    titles.setHighlightSections(False)
    titles.setFixedHeight(height)
