"""What cannot be typed into a field is said where everything that cannot be done is said: in the message bar."""

from __future__ import annotations

from functools import partial

from circuitgrad.errors import ValueProblem
from circuitgrad.gui.document import Document
from circuitgrad.gui.panels.fields import TextField


def tell_refusals(document: Document, *fields: TextField) -> None:
    """Lets the document refuse, in one sentence, what these fields refuse."""
    for field in fields:
        field.refused.connect(partial(_refuse, document))


def _refuse(document: Document, why: str) -> None:
    if why:  # empty where all is well again
        document.refused.emit(ValueProblem("{sentence}", sentence=why))
