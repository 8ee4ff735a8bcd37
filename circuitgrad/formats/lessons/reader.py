"""Reads a lesson: one Markdown file with a few lines about it, pages under headings, and fenced blocks.

Strict: what is not understood is refused with file and line. Nothing in it is executed; formulas are parsed.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from circuitgrad.circuit import Fragment
from circuitgrad.formats.atomic import read_whole
from circuitgrad.formats.lessons.block_text import Line
from circuitgrad.formats.lessons.blocks import BLOCKS
from circuitgrad.formats.lessons.fields import check_text
from circuitgrad.formats.lessons.place import Place
from circuitgrad.formats.lessons.records import About, Item, Lesson, Page, Prose, Start
from circuitgrad.formats.lessons.starts import RangeEntry, read_start, with_ranges

MOST_BYTES: Final = 1_000_000
CIRCUIT: Final = "circuit"
PLAIN: Final = ("", "text")
"""Words behind a fence that leave its lines as they are."""
ABOUT: Final = ("title", "summary", "minutes")
_FENCE: Final = re.compile(r"\s{0,3}(`{3,}|~{3,})\s*([^`\s]*)\s*")
_HEADING: Final = re.compile(r"#\s+(\S.*?)\s*#*")
_PICTURE: Final = re.compile(r"!\[[^\]]*\]\(")


def read_lesson(path: str | os.PathLike[str]) -> Lesson:
    """The lesson in a file.

    Raises:
        FileError: it cannot be read, or is no whole lesson; the sentence names file and line.
    """
    name = Path(path).name
    return parse_lesson(_text(path, name), name=name, folder=Path(path).absolute().parent)


def read_about(path: str | os.PathLike[str]) -> About:
    """What stands about the lesson in a file, for a list of lessons; its pages are not read.

    Raises:
        FileError: it cannot be read, or does not begin as a lesson does.
    """
    name = Path(path).name
    about, _ = _about(_lines(_text(path, name), name))
    return about


def _text(path: str | os.PathLike[str], name: str) -> str:
    data = read_whole(path, most=MOST_BYTES)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Place(name, line).fault("this is not UTF-8 text: save the file as UTF-8.") from None


def _lines(text: str, name: str) -> list[Line]:
    texts = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [Line(each, Place(name, number)) for number, each in enumerate(texts, 1)]


def parse_lesson(text: str, *, name: str = "lesson", folder: Path | None = None) -> Lesson:
    """The lesson in a text.

    Args:
        text: the whole of it.
        name: what sentences call it.
        folder: where files beside the lesson are.

    Raises:
        LessonError: it is no whole lesson.

    Example:
        >>> lesson = parse_lesson('''---
        ... title: Doubling
        ... summary: What 2x does.
        ... ---
        ... # Twice
        ... ```circuit
        ... f = 2*x; x = 3
        ... ```
        ... f is {=value f}.
        ... ''')
        >>> lesson.title, [page.title for page in lesson.pages]
        ('Doubling', ['Twice'])
    """
    lines = _lines(text, name)
    about, rest = _about(lines)
    pages: list[Page] = []
    for title, body in _pages(rest):
        pages.append(_page(title, body, pages[-1].start if pages else None, folder))
    if not pages:
        raise Place(name, len(lines)).fault("there is no page: begin one with a line such as “# A first step”.")
    return Lesson(about, tuple(pages))


# What stands before the first page


def _about(lines: Sequence[Line]) -> tuple[About, Sequence[Line]]:
    """The lines about the lesson, and those that follow them."""
    place = lines[0].place
    if lines[0].text.strip() != "---":
        raise place.fault("a lesson begins with a line “---”, then title: and summary:, and another “---”.")
    end = next((i for i, line in enumerate(lines[1:], 1) if line.text.strip() == "---"), None)
    if end is None:
        raise place.fault("the lines about the lesson never end: close them with another “---”.")
    about: dict[str, str] = {}
    for line in lines[1:end]:
        key, colon, value = (part.strip() for part in line.text.partition(":"))
        if not line.text.strip():
            continue
        if key not in ABOUT or not colon or not value:
            template = "“{text}” says nothing about the lesson: write title:, summary: or minutes: and what it is."
            raise line.place.fault(template, text=line.text.strip())
        if key in about:
            raise line.place.fault("“{key}:” stands here a second time: keep one.", key=key)
        about[key] = value
    for key in ("title", "summary"):
        if key not in about:
            raise place.fault("the lesson has no {key}: add a line “{key}: …”.", key=key)
    return About(about["title"], about["summary"], _minutes(about, lines), place.file), lines[end + 1 :]


def _minutes(about: dict[str, str], lines: Sequence[Line]) -> int | None:
    text = about.get("minutes")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= 600):
        line = next(line for line in lines if line.text.strip().startswith("minutes"))
        raise line.place.fault("“{text}” is no number of minutes: write a whole number such as 6.", text=text)
    return int(text)


# Pages


def _pages(lines: Sequence[Line]) -> list[tuple[Line, list[Line]]]:
    """The headings, and the lines under each; a # inside a fence is no heading."""
    pages: list[tuple[Line, list[Line]]] = []
    fence = ""
    for line in lines:
        found = _FENCE.match(line.text)
        if found and not fence:
            fence = found[1]
        elif found and found[1].startswith(fence) and not found[2]:
            fence = ""
        elif not fence and _HEADING.fullmatch(line.text):
            pages.append((line, []))
            continue
        if pages:
            pages[-1][1].append(line)
        elif line.text.strip():
            raise line.place.fault("this stands on no page: begin one above it, with a line such as “# A first step”.")
    return pages


def _page(heading: Line, lines: list[Line], before: Start | None, folder: Path | None) -> Page:
    found = _HEADING.fullmatch(heading.text)
    assert found is not None  # noqa: S101
    items: list[Item] = []
    ranges: list[RangeEntry] = []
    start: Start | None = None
    for word, part in _parts(lines):
        if word is None:
            items.extend(_prose(part))
            continue
        fence, body = part[0], part[1:]
        if word != CIRCUIT:
            items.append(BLOCKS[word](body, fence.place, ranges))
        elif start is not None:
            raise fence.place.fault("a page has one circuit: put this one on a page of its own.")
        else:
            start = read_start(body, fence.place, before, folder)
    if not items:
        raise heading.place.fault("this page is empty: write something under its heading.")
    own = start or (Start(before.fragment, before.passes) if before else Start(Fragment()))
    return Page(found[1], tuple(items), with_ranges(own, ranges), heading.place)


def _prose(lines: list[Line]) -> list[Prose]:
    """The lines as one text, without empty ones at its ends."""
    full = [i for i, line in enumerate(lines) if line.text.strip()]
    if not full:
        return []
    kept = lines[full[0] : full[-1] + 1]
    text = "\n".join(line.text for line in kept)
    check_text(text, kept[0].place)
    for line in kept:
        if _PICTURE.search(line.text):
            raise line.place.fault("a lesson shows no picture files: draw it as a circuit, or say it in words.")
    return [Prose(text, kept[0].place)]


def _parts(lines: list[Line]) -> list[tuple[str | None, list[Line]]]:
    """The lines of a page cut at its fences: words without one, or a block's word with its fence and lines."""
    parts: list[tuple[str | None, list[Line]]] = [(None, [])]
    opened, word = "", ""
    for line in lines:
        found = _FENCE.fullmatch(line.text)
        if opened and found and found[1].startswith(opened) and not found[2]:
            if word in PLAIN:
                parts[-1][1].append(line)
            else:
                parts.append((None, []))
            opened = ""
        elif not opened and found:
            opened, word = found[1], found[2]
            _check_word(word, line)
            if word in PLAIN:
                parts[-1][1].append(line)
            else:
                parts.append((word, [line]))
        else:
            parts[-1][1].append(line)
    if opened:
        fence = next(line for line in reversed(lines) if (found := _FENCE.fullmatch(line.text)) and found[2] == word)
        raise fence.place.fault("this block is never closed: end it with a line “{fence}”.", fence=opened)
    return parts


def _check_word(word: str, line: Line) -> None:
    known = (CIRCUIT, *BLOCKS)
    if word in (*known, *PLAIN):
        return
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    if near:
        raise line.place.fault("“{word}” is no block: do you mean “{near}”?", word=word, near=near[0])
    raise line.place.fault("“{word}” is no block; the blocks are: {known}.", word=word, known=", ".join(known))
