"""Plots as files: PNG and SVG as they stand on the screen, CSV with every digit; each whole or not at all."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize
from PySide6.QtGui import QImage, QImageWriter, QPainter

from circuitgrad.analysis.difference_table import DifferenceTable
from circuitgrad.analysis.monte_carlo import Uncertainty
from circuitgrad.errors import CircuitError
from circuitgrad.formats.atomic import write_atomically
from circuitgrad.formats.numbers import plain_number
from circuitgrad.gui.dialogs import Dialogs
from circuitgrad.gui.document import Document
from circuitgrad.gui.plots.marks import Curve, Surface

SCALE: Final = 2.0
"""Pixels of a PNG for each one on the screen."""


Shown = Curve | Surface | Uncertainty | DifferenceTable
"""What a plot can show."""


def ask_and_export(plot: Any, shown: Shown, dialogs: Dialogs, document: Document) -> None:
    """Asks for a file and writes the plot to it; what cannot be is said.

    Args:
        plot: the widget.
        shown: what it shows.
        dialogs: asks for the file.
        document: refuses what cannot be.
    """
    path = dialogs.path_for_plot(Path.home() / f"{shown.objective}.png")
    if path is not None:
        try:
            export_plot(plot, shown, path)
        except CircuitError as error:
            document.refused.emit(error)


def export_plot(plot: Any, shown: Shown, path: Path) -> None:
    """Writes a plot to a file, whose ending says how.

    Args:
        plot: the widget.
        shown: what it shows.
        path: the file: .png, .svg or .csv.

    Raises:
        CircuitError: the ending is another one.
        FileError: the file cannot be written; what was there is as it was.
    """
    kind = path.suffix.lower()
    if kind == ".csv":
        data = table_of(shown).encode("utf-8")
    elif kind == ".png":
        data = _png(plot)
    elif kind == ".svg":
        data = _svg(plot)
    else:
        raise CircuitError("“{name}” must end in .png, .svg or .csv.", name=path.name)
    write_atomically(path, data)


def table_of(shown: Shown) -> str:
    """The numbers of a plot as CSV, a row a point, or a row a bar of a histogram.

    Example:
        >>> import numpy as np
        >>> print(table_of(Curve("x", "f", np.array([0.0, 0.5]), np.array([0.0, 0.25]), np.array([0.0, 1.0]), {})))
        x,f,d(f)/d(x)
        0,0,0
        0.5,0.25,1
        <BLANKLINE>
    """
    if isinstance(shown, DifferenceTable):
        names = ("step", "forward", "forward_error", "central", "central_error")
        return _written(names, ([getattr(row, name) for name in names] for row in shown.rows))
    objective = shown.objective
    if isinstance(shown, Curve):
        head = [shown.name, objective, f"d({objective})/d({shown.name})", *shown.others]
        columns = [shown.x, shown.y, shown.slope, *shown.others.values()]
        return _written(head, zip(*(column.tolist() for column in columns), strict=True))
    if isinstance(shown, Uncertainty):
        edges, counts = shown.histogram.edges, shown.histogram.counts
        return _written(["from", "to", "samples"], zip(edges, edges[1:], counts, strict=False))
    import numpy as np

    first, second = shown.names
    x, y = np.meshgrid(shown.x, shown.y)
    head = [first, second, objective, f"d({objective})/d({first})", f"d({objective})/d({second})"]
    columns = [x, y, shown.z, *shown.slopes]
    return _written(head, zip(*(column.ravel().tolist() for column in columns), strict=True))


def _written(head: Sequence[str], rows: Iterable[Sequence[float]]) -> str:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([plain_number(number) for number in row] for row in rows)
    return text.getvalue()


def _png(plot: Any) -> bytes:
    size = plot.size() * SCALE
    image = QImage(QSize(size.width(), size.height()), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(plot.backgroundBrush().color())
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    plot.render(painter, QRectF(image.rect()), plot.viewport().rect())
    painter.end()
    device = QBuffer()
    device.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(device, QByteArray(b"PNG")).write(image)
    return bytes(device.data().data())


def _svg(plot: Any) -> bytes:
    """By Qt's own generator: that of the library fails on some items."""
    from PySide6.QtSvg import QSvgGenerator

    device = QBuffer()
    device.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(device)
    generator.setTitle("CircuitGrad")
    generator.setSize(plot.size())
    generator.setViewBox(QRectF(0, 0, plot.width(), plot.height()))
    painter = QPainter(generator)
    plot.render(painter, QRectF(0, 0, plot.width(), plot.height()), plot.viewport().rect())
    painter.end()
    return bytes(device.data().data())
