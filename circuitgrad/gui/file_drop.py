"""Files that are dropped on the window: one circuit is opened, for anything else a sentence says what can be."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMimeData

from circuitgrad.formats.circuit_json import EXTENSION
from circuitgrad.formats.lessons import is_lesson
from circuitgrad.frozen import frozen


@frozen
class Dropped:
    """What was dropped: the file to open, or why nothing is opened, in the reader's language."""

    path: Path | None = None
    refusal: str = ""


def dropped(data: QMimeData) -> Dropped | None:
    """What is carried, None where it is no file at all and is let pass."""
    urls = data.urls()
    if not urls:
        return None
    files = [url.toLocalFile() for url in urls if url.isLocalFile()]
    if not files:
        return Dropped(
            refusal=_tr("“{name}” is not on this computer: save it as a file first, then drop that.", urls[0])
        )
    if len(files) > 1:
        return Dropped(
            refusal=_tr("“{name}” and other files were dropped: drop one circuit at a time.", Path(files[0]))
        )
    path = Path(files[0])
    if path.suffix.lower() != EXTENSION and not is_lesson(path):
        template = "“{name}” is no circuit: drop a file whose name ends in {extension}, or type a formula above."
        return Dropped(refusal=_tr(template, path))
    return Dropped(path)


def _tr(template: str, what: object) -> str:
    name = what.name if isinstance(what, Path) else getattr(what, "toDisplayString", str)()
    return QCoreApplication.translate("file_drop", template).format(name=name, extension=EXTENSION)
