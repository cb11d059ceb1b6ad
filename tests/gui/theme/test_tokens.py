from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from playground.catalog.entry import family
from playground.gui.theme.colour_maps import diverging, surface_colours
from playground.gui.theme.tokens import DARK, LIGHT, Theme, rgb, theme_for

THEMES = (LIGHT, DARK)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in rgb(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("letters", ["text", "muted", "error", "warning", "hint", "good", "accent"])
def test_words_are_readable(theme: Theme, letters: str) -> None:
    for ground in (theme.window, theme.panel, theme.raised, theme.card):
        assert contrast(getattr(theme, letters), ground) >= 4.5
    assert contrast(theme.accent_text, theme.accent) >= 4.5


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_lines_stand_out_from_the_plot(theme: Theme) -> None:
    for colour in (*theme.series, theme.negative, theme.positive):
        assert contrast(colour, theme.plot_background) >= 3.0
    assert len(set(theme.series)) == len(theme.series)


def test_every_block_has_a_colour() -> None:
    for block in family("blocks").values():
        assert getattr(block, "colour", "") in LIGHT.colours
    assert LIGHT.colours.keys() == DARK.colours.keys()


def test_unknown_token_is_the_unknown_colour() -> None:
    assert LIGHT.colour("no such thing") == QColor(LIGHT.colours["unknown"])
    assert LIGHT.colour("accent") == QColor(LIGHT.accent)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_minus_is_orange_and_plus_is_blue(theme: Theme) -> None:
    colours = surface_colours(theme, np.array([[-1.0, 1.0], [-7.0, 7.0], [0.0, np.nan]]))
    assert colours.shape == (3, 2, 4)
    assert tuple(colours[0, 0][:3]) == rgb(theme.negative) == tuple(colours[1, 0][:3])
    assert tuple(colours[0, 1][:3]) == rgb(theme.positive) == tuple(colours[1, 1][:3])
    assert np.abs(colours[2, 0][:3].astype(int) - rgb(theme.middle)).max() <= 3
    assert colours[2, 1][3] == 0
    red, _, blue = rgb(theme.negative)
    assert red > blue
    red, _, blue = rgb(theme.positive)
    assert blue > red
    assert diverging(theme).shape == (256, 4)


def test_system_theme_is_one_of_both(qtbot: QtBot) -> None:
    assert theme_for("light") is LIGHT
    assert theme_for("dark") is DARK
    assert theme_for("system") in THEMES
