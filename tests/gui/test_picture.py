"""Pictures of circuits, painted by the scene of the window."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

import circuitgrad as cg
from circuitgrad.errors import CircuitError, FileError
from circuitgrad.formats.examples import EXAMPLES, load_example
from circuitgrad.gui.picture import render
from circuitgrad.gui.theme import DARK, LIGHT

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_svg_says_every_number(example: object, tmp_path: Path, qtbot: QtBot) -> None:
    circuit = load_example(example.name)  # type: ignore[attr-defined]
    render(circuit, cg.run(circuit), tmp_path / "picture.svg")
    texts = [
        "".join(text.itertext()).strip()
        for text in ElementTree.parse(tmp_path / "picture.svg").iter(f"{SVG}text")  # noqa: S314
    ]
    assert texts.count("1.00") >= 1
    numbers = [text for text in texts if text and (text[0].isdigit() or text[0] in "−Σ")]
    assert len(numbers) >= 2 * len(list(circuit.wires()))


def test_a_png_has_the_themes_ground_and_scales(tmp_path: Path, qtbot: QtBot) -> None:
    circuit = load_example("neuron")
    run = cg.run(circuit)
    sizes = []
    for theme, scale in ((LIGHT, 1.0), (DARK, 2.0)):
        path = tmp_path / f"{theme.name}.png"
        render(circuit, run, path, theme=theme.name, scale=scale)
        image = QImage(str(path))
        assert image.pixelColor(1, 1).name() == theme.canvas
        sizes.append(image.width())
    assert sizes[1] == pytest.approx(2 * sizes[0], abs=2)


def test_a_pdf_is_one(tmp_path: Path, qtbot: QtBot) -> None:
    circuit = load_example("gates")
    render(circuit, cg.run(circuit), tmp_path / "picture.pdf")
    assert (tmp_path / "picture.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("picture.bmp", {}, ".svg, .png or .pdf"),
        ("picture.svg", {"theme": "pink"}, "light or dark"),
        ("picture.png", {"scale": 1e6}, "another scale"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    name: str, options: dict[str, float], words: str, tmp_path: Path, qtbot: QtBot
) -> None:
    circuit = load_example("gates")
    with pytest.raises(CircuitError, match=words):
        render(circuit, None, tmp_path / name, **options)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_an_empty_circuit_and_a_missing_folder_are_refused(tmp_path: Path, qtbot: QtBot) -> None:
    with pytest.raises(CircuitError, match="empty"):
        render(cg.Circuit(), None, tmp_path / "picture.svg")
    with pytest.raises(FileError):
        render(load_example("gates"), None, tmp_path / "missing" / "picture.svg")
