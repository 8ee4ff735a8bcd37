"""LaTeX to drawings: the one place that knows ziamath, which is loaded when the first formula is wanted.

Loading takes about 0.3 s and a formula 5 to 100 ms; so it is all done in a thread of its own, and whoever shows a
formula shows its plain text until then. What cannot be typeset stays plain text: nothing that stands in a formula
raises here.

A formula may wear colours of the theme by name, ``\\textcolor{gradient}{-0.2}``: they are put in when it is painted,
so that one drawing serves both themes. Every other colour is left as it is.
"""

from __future__ import annotations

import re
import sys
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from functools import cache
from threading import Lock, Thread
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject, Signal

from circuitgrad.gui.garbage import collect_in_window
from circuitgrad.gui.theme import Theme
from circuitgrad.gui.what_if.newest import SWITCH

MOST_KEPT: Final = 400
LONGEST: Final = 20_000
"""Characters of LaTeX beyond which typesetting takes seconds: such a formula stays plain text."""
_NAMED: Final = re.compile(r"\\textcolor\{(\w+)\}\{")
_COLORS: Final = tuple(field.name for field in fields(Theme) if field.name != "name")
_MARKS: Final = {name: f"#fe00{place:02x}" for place, name in enumerate(_COLORS)}
"""What stands in a drawing in place of a colour of the theme."""
_MARK: Final = re.compile(r"#fe00([0-9a-f]{2})")
_SIGN_OF_A_NUMBER: Final = re.compile(
    r'(<mo(?![^>]*form="postfix")[^>]*>(?!&#x00029;|&#x0005D;|&#x0007D;|[)\]}!])[^<]*</mo>)<mo>&#x02212;</mo>'
)
"""A minus behind a sign or an opening bracket: ziamath would give it the room of a subtraction."""
_DRAWING: Final = Lock()


@dataclass(frozen=True, slots=True)
class Typeset:
    """A formula as a drawing, in pixels at 100 %.

    Args:
        width: of the whole.
        ascent: how far it reaches above its base line.
        descent: how far it reaches below.
        drawing: an SVG with marks in place of the theme's colours; see `colored`.
    """

    width: float
    ascent: float
    descent: float
    drawing: str

    @property
    def height(self) -> float:
        """Of the whole."""
        return self.ascent + self.descent

    def colored(self, theme: Theme) -> str:
        """The SVG in a theme's colours."""
        return _MARK.sub(lambda found: str(getattr(theme, _COLORS[int(found[1], 16)])), self.drawing)


def typeset(latex: str, size: float) -> Typeset | None:
    """Draws a formula; for threads that may wait.

    Args:
        latex: what stands between the dollar signs.
        size: of the letters, in pixels.

    Returns:
        The drawing, or None where the formula cannot be typeset: a character that the font lacks, a macro that is
        not known, brackets that do not match.

    Example:
        >>> drawn = typeset(r"\\frac{1}{x}", 16.0)
        >>> drawn is not None and drawn.height > 16.0, typeset(r"\\frac{", 16.0), typeset("입력", 16.0)
        (True, None, None)
    """
    if not latex.strip() or len(latex) > LONGEST:
        return None
    with _DRAWING:
        return _drawn(latex, size)


def _drawn(latex: str, size: float) -> Typeset | None:
    try:
        return _drawn_by_library(latex, size)
    except Exception:  # noqa: BLE001 -- the library raises whatever it meets; plain text is shown instead
        return None


def _drawn_by_library(latex: str, size: float) -> Typeset | None:
    import ziamath
    from ziamath.config import config
    from ziamath.tex import tex2mml

    config.svg2 = False  # QtSvg draws of <symbol> and <use> nothing but the fraction bars
    mathml = tex2mml(_NAMED.sub(lambda found: f"\\textcolor{{{_MARKS.get(found[1], found[1])}}}{{", latex))
    if "\\" in mathml:
        return None  # a macro that is not known is left as it was typed
    formula = ziamath.Math(_in_ink(mathml), size)
    if any(ord(sign) > 127 and not formula.font.glyphindex(sign) for sign in latex):
        return None
    box, margin = formula.node.bbox, formula.margin
    if not box.xmax > box.xmin:
        return None
    return Typeset(box.xmax - box.xmin + 2 * margin, box.ymax + margin, margin - box.ymin, formula.svg())


def _in_ink(mathml: str) -> str:
    mathml = _SIGN_OF_A_NUMBER.sub(r'\1<mo form="prefix">&#x02212;</mo>', mathml)
    return mathml.replace("<math ", f'<math mathcolor="{_MARKS["ink"]}" ', 1)


def without_colors(latex: str) -> str:
    """The formula without the theme's colours, as people want it in their own text.

    Example:
        >>> without_colors(r"\\textcolor{gradient}{\\frac{a}{b}} \\cdot \\textcolor{red}{c}")
        '\\\\frac{a}{b} \\\\cdot \\\\textcolor{red}{c}'
    """
    parts: list[str] = []
    open_: list[bool] = []
    place = 0
    while place < len(latex):
        found = _NAMED.match(latex, place)
        if found is not None and found[1] in _MARKS:
            open_.append(False)
            place = found.end()
            continue
        sign = latex[place]
        is_escaped = place > 0 and latex[place - 1] == "\\"
        kept = True
        if sign == "{" and not is_escaped:
            open_.append(True)
        elif sign == "}" and not is_escaped and open_:
            kept = open_.pop()
        if kept:
            parts.append(sign)
        place += 1
    return "".join(parts)


class Typesetter(QObject):
    """Typesets formulas one after the other in a thread of its own, and keeps the latest.

    Signals:
        ready: some formula that was asked for is typeset now, or turned out to be impossible. It comes from the other
            thread: connect it as queued.
    """

    ready = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = Lock()
        self._kept: OrderedDict[tuple[str, float], Typeset | None] = OrderedDict()
        self._waiting: OrderedDict[tuple[str, float], list[Callable[[], bool]]] = OrderedDict()
        self._thread: Thread | None = None

    def known(self, latex: str, size: float) -> tuple[bool, Typeset | None]:
        """Whether this formula has been typeset, and the drawing; None where it cannot be drawn."""
        with self._lock:
            key = (latex, size)
            if key not in self._kept:
                return False, None
            self._kept.move_to_end(key)
            return True, self._kept[key]

    def ask(self, formulas: Sequence[str], size: float, is_wanted: Callable[[], bool]) -> None:
        """Has formulas typeset; `ready` tells when the last of them is there.

        Args:
            formulas: in LaTeX.
            size: of the letters.
            is_wanted: is asked, in the other thread, before each is begun; False drops it.
        """
        with self._lock:
            for latex in formulas:
                if (latex, size) not in self._kept:
                    self._waiting.setdefault((latex, size), []).append(is_wanted)
            if self._thread is None and self._waiting:
                collect_in_window()
                self._thread = Thread(target=self._work, name="circuitgrad-typeset", daemon=True)
                self._thread.start()

    def finish(self) -> None:
        """Waits until all that was asked for is typeset, and tells it, before this returns."""
        while (thread := self._thread) is not None:
            thread.join()
        QCoreApplication.sendPostedEvents()

    def _work(self) -> None:
        sys.setswitchinterval(SWITCH)
        while True:
            with self._lock:
                if not self._waiting:
                    self._thread = None
                    return
                key, wanted = self._waiting.popitem(last=False)
            if not any(is_wanted() for is_wanted in wanted):
                continue
            drawing = typeset(*key)
            with self._lock:
                self._kept[key] = drawing
                while len(self._kept) > MOST_KEPT:
                    self._kept.popitem(last=False)
            with suppress(RuntimeError):  # the window, and Qt's half of this object with it, may be gone
                self.ready.emit()


@cache
def typesetter() -> Typesetter:
    """The one of this program."""
    return Typesetter()
