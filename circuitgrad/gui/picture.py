"""Pictures of an annotated circuit, painted by the very scene that the window shows."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSize
from PySide6.QtGui import QImage, QImageWriter, QPageSize, QPainter, QPdfWriter
from PySide6.QtWidgets import QApplication

from circuitgrad.circuit import Circuit
from circuitgrad.engine import Run
from circuitgrad.errors import CircuitError
from circuitgrad.formats.atomic import write_atomically
from circuitgrad.gui.canvas.scene import CanvasScene
from circuitgrad.gui.fonts import load_fonts
from circuitgrad.gui.lens import CLEAR, Lens
from circuitgrad.gui.theme import THEMES

MARGIN: Final = 16.0
LARGEST_SIDE: Final = 16_000
POINTS_PER_PIXEL: Final = 0.75
PDF_RESOLUTION: Final = 1200
SVG_RESOLUTION: Final = 96
"""Pixels an inch, as CSS has it: one scene unit is one pixel."""


def render(
    circuit: Circuit,
    run: Run | None,
    path: str | Path,
    theme: str = "light",
    scale: float = 1.0,
    lens: Lens = CLEAR,
) -> None:
    """Draws a circuit with its numbers as the window shows it. The file is replaced whole or not at all.

    Args:
        circuit: what to draw, at the positions it has.
        run: the results to write on it, None for none.
        path: the picture; its ending says which kind: .svg, .png or .pdf.
        theme: "light" or "dark".
        scale: pixels of a PNG for each scene unit.
        lens: what it is seen through: numbers that are hidden in the window are hidden in the picture.

    Raises:
        CircuitError: the ending or theme is unknown, there is nothing to draw, or the picture would be too large.
        FileError: the picture cannot be written.
    """
    target = Path(path)
    painters = {".svg": _svg, ".png": _png, ".pdf": _pdf}
    paint = painters.get(target.suffix.lower())
    if paint is None:
        raise CircuitError("“{name}” must end in .svg, .png or .pdf.", name=target.name)
    if theme not in THEMES:
        raise CircuitError("There is no theme “{theme}”: take light or dark.", theme=theme)
    if not len(circuit):
        raise CircuitError("The circuit is empty: there is nothing to draw.")
    application = _application()
    scene = CanvasScene(circuit, THEMES[theme])
    scene.dotted = False
    scene.lens = lens
    scene.show_run(run)
    scene.make_all()
    area = scene.drawn_rect().adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
    device = QBuffer()
    device.open(QIODevice.OpenModeFlag.WriteOnly)
    paint(scene, area, device, scale)
    write_atomically(target, bytes(device.data().data()))
    del scene, application


def _application() -> QApplication:
    """The running application, or one that needs no display."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    if sys.platform.startswith("linux"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QApplication([sys.argv[0]])
    load_fonts()
    return application


def _paint(scene: CanvasScene, painter: QPainter, target: QRectF, area: QRectF) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    scene.render(painter, target, area)
    painter.end()


def _png(scene: CanvasScene, area: QRectF, device: QBuffer, scale: float) -> None:
    width, height = area.width() * scale, area.height() * scale
    if not (min(width, height) >= 1.0 and max(width, height) <= LARGEST_SIDE):
        raise CircuitError(
            "A picture of {width:.0f} × {height:.0f} pixels cannot be made: take another scale.",
            width=width,
            height=height,
        )
    image = QImage(QSize(round(width), round(height)), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(scene.canvas_style.canvas)
    _paint(scene, QPainter(image), QRectF(image.rect()), area)
    QImageWriter(device, QByteArray(b"PNG")).write(image)


def _svg(scene: CanvasScene, area: QRectF, device: QBuffer, scale: float) -> None:
    from PySide6.QtSvg import QSvgGenerator

    generator = QSvgGenerator()
    generator.setOutputDevice(device)
    generator.setTitle("CircuitGrad")
    generator.setResolution(SVG_RESOLUTION)
    target = QRectF(0, 0, area.width(), area.height())
    generator.setSize(target.size().toSize())
    generator.setViewBox(target)
    _paint(scene, QPainter(generator), target, area)


def _pdf(scene: CanvasScene, area: QRectF, device: QBuffer, scale: float) -> None:
    writer = QPdfWriter(device)
    writer.setResolution(PDF_RESOLUTION)
    match = QPageSize.SizeMatchPolicy.ExactMatch
    writer.setPageSize(QPageSize(area.size() * POINTS_PER_PIXEL, QPageSize.Unit.Point, "circuit", match))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setTitle("CircuitGrad")
    _paint(scene, QPainter(writer), QRectF(0, 0, writer.width(), writer.height()), area)
