"""What the README shows is what happens: its command lines print just that, and its Python gives those numbers."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest

from circuitgrad import __main__

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
SESSIONS = re.findall(r"^\$ circuitgrad (.+)\n((?:(?!\$ |```).*\n)+)", README, re.MULTILINE)


def test_the_readme_shows_sessions() -> None:
    assert len(SESSIONS) >= 2


@pytest.mark.parametrize(("line", "shown"), SESSIONS, ids=[line for line, _ in SESSIONS])
def test_a_command_prints_what_the_readme_shows(line: str, shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert __main__.main(shlex.split(line)) == 0
    assert capsys.readouterr().out.rstrip() == shown.rstrip()


def test_the_python_of_the_readme_gives_what_it_shows() -> None:
    (block,) = re.findall(r"```pycon\n(.+?)```", README, re.DOTALL)
    session = doctest.DocTestParser().get_doctest(block, {}, "README.md", "README.md", 0)
    failed, tried = doctest.DocTestRunner().run(session)
    assert (failed, tried) == (0, 12)


def test_the_test_command_is_marked_for_the_checks() -> None:
    assert README.count("<!-- test command -->\n```sh\n") == 1
