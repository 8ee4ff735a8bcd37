"""What is missing before there are gradients, and what the objective is called."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from circuitgrad.errors import ObjectiveError
from circuitgrad.gui.document import Document, Passes
from circuitgrad.gui.messages import sentence
from circuitgrad.gui.names import pretty_name


def objective_id(document: Document) -> str | None:
    """The objective of what is shown; asked of the run where there is one, which has looked for it already."""
    run = document.run
    if run is None:
        return document.objective
    return run.objective if run.objective in document.circuit else None


def objective_name(document: Document) -> str:
    """What the objective is called where it is shown; empty where there is none."""
    id = objective_id(document)
    return "" if id is None else pretty_name(document.circuit.node(id).label)


def pass_hint(document: Document) -> str:
    """One sentence on how to get values and gradients; empty where both are there."""
    if document.passes is Passes.BOTH:
        return ""
    try:
        document.circuit.find_objective()
    except ObjectiveError as error:
        return sentence(error)
    if document.passes is Passes.NONE:
        return QCoreApplication.translate("pass_hint", "Press Forward for values, then Backward for gradients.")
    return QCoreApplication.translate("pass_hint", "Press Backward for gradients.")
