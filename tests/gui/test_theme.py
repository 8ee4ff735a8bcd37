"""Both palettes for every eye: what means different things stays apart, and text can be read on what it stands on."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtWidgets import QApplication, QProxyStyle, QStyle

from circuitgrad.gui.motion import wants_motion
from circuitgrad.gui.theme import THEMES
from tests.gui.colors import EYES, apart, contrast, difference

MEANINGS = ("raises", "lowers", "value", "gradient", "accent")
APART = 10.0
"""CIEDE2000. 1 is just seen with the two side by side, from about 5 on people call them two colours; twice that lets
them be told on lines and letters a pixel or two wide, which the eye sees paler. The accent marks what is selected."""
OPPOSITES = {("raises", "lowers"): 30.0, ("value", "gradient"): 15.0}
"""Stand next to each other all over the canvas and mean opposite or different things: apart at a glance."""
TEXT = 4.5
"""WCAG 2.1, 1.4.3, level AA, for text of normal size."""
LINES = 3.0
"""WCAG 2.1, 1.4.11: lines and marks that are needed to understand what is shown, and the mark of the focus."""

GROUNDS = ("canvas", "panel", "field", "node")
TEXTS = [
    *((ink, ground) for ink in ("ink", "soft_ink", *MEANINGS) for ground in GROUNDS),
    ("ink", "accent_soft"),
    ("soft_ink", "accent_soft"),
    ("accent", "accent_soft"),
    ("raises", "accent_soft"),
    ("lowers", "accent_soft"),
    ("accent_ink", "accent"),
    ("objective_ink", "objective"),
    ("warning_ink", "warning"),
    ("warning_ink", "panel"),
]
MARKS = [
    ("node_line", "canvas"),
    ("node_line", "panel"),
    ("node_line", "node"),
    ("wire", "canvas"),
    ("accent", "panel"),
]
EACH_THEME = pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))


@EACH_THEME
@pytest.mark.parametrize("eye", EYES)
def test_what_means_different_things_stays_apart(theme: object, eye: str) -> None:
    near = {}
    for pair in combinations(MEANINGS, 2):
        found = apart(*(getattr(theme, name) for name in pair), eye)
        if found < OPPOSITES.get(pair, APART):
            near[pair] = round(found, 1)
    assert near == {}


@EACH_THEME
def test_text_can_be_read(theme: object) -> None:
    found = {pair: contrast(*(getattr(theme, name) for name in pair)) for pair in TEXTS}
    assert {pair: round(ratio, 2) for pair, ratio in found.items() if ratio < TEXT} == {}


@EACH_THEME
def test_lines_that_mean_something_can_be_seen(theme: object) -> None:
    found = {pair: contrast(*(getattr(theme, name) for name in pair)) for pair in MARKS}
    assert {pair: round(ratio, 2) for pair, ratio in found.items() if ratio < LINES} == {}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (61.0, -5.0, 29.0), 22.8977),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
        ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
    ],
)
def test_the_ruler_is_right(
    one: tuple[float, float, float], other: tuple[float, float, float], expected: float
) -> None:
    """Pairs that Sharma, Wu and Dalal give to test an implementation with."""
    assert difference(one, other) == pytest.approx(expected, abs=1e-4)
    assert difference(other, one) == pytest.approx(expected, abs=1e-4)


def test_red_and_green_of_one_lightness_are_what_the_simulation_confuses() -> None:
    red, green = "#c8645a", "#8c8632"
    assert apart(red, green, "all cones") > 2 * min(apart(red, green, "deuteranopia"), apart(red, green, "protanopia"))


class StillStyle(QProxyStyle):
    """What a system looks like that asks for no animations."""

    def styleHint(self, hint: QStyle.StyleHint, *rest: object) -> int:  # noqa: N802
        return 0 if hint is QStyle.StyleHint.SH_Widget_Animation_Duration else super().styleHint(hint, *rest)  # type: ignore[call-overload,no-any-return]


def test_motion_follows_the_system_unless_somebody_chose(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    assert wants_motion("system") is True
    still = StillStyle("Fusion")
    monkeypatch.setattr(QApplication, "style", staticmethod(lambda: still))
    assert wants_motion("system") is False
    assert wants_motion("on") is True
    assert wants_motion("off") is False
