"""``circuitgrad lessons``: those that ship are listed, and a teacher's file is checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from circuitgrad import cli
from circuitgrad.formats.lessons.shipped import lesson_paths
from tests.unit.test_cli import never, out

WHOLE = "---\ntitle: T\nsummary: S.\n---\n# One\n```circuit\nf = 2*x\nx = 3\n```\nf is {=value f}.\n"


def test_the_lessons_that_ship_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    lines = out(capsys, "lessons").splitlines()
    assert len(lines) == len(lesson_paths()) + 1
    assert "What a slope is" in lines[1]


def test_a_whole_lesson_is_told_to_be_one(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "mine.lesson.md"
    path.write_text(WHOLE, encoding="utf-8")
    assert (
        out(capsys, "lessons", "--check", str(path)) == "“mine.lesson.md” is a whole lesson: 1 page, 0 things to do.\n"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (WHOLE.replace("value f", "value g"), "“mine.lesson.md”, line 10: No node is called “g”.\n"),
        (
            WHOLE.replace("title: T\n", ""),
            "“mine.lesson.md”, line 1: the lesson has no title: add a line “title: …”.\n",
        ),
    ],
)
def test_a_broken_one_is_one_sentence_and_exit_code_two(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "mine.lesson.md"
    path.write_text(text, encoding="utf-8")
    assert cli.main(["lessons", "--check", str(path)], never) == 2
    assert capsys.readouterr().err == said


def test_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert cli.main(["lessons", "--check", str(tmp_path / "none.lesson.md")], never) == 2
    assert "none.lesson.md" in capsys.readouterr().err
