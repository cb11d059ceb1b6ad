"""The pairs and series stay apart for eyes that lack one kind of cone.

Simulation: Viénot, Brettel and Mollon, "Digital video colourmaps for checking the legibility of displays by
dichromats", Color Research & Application 24 (1999), for protanopia and deuteranopia. Distance: CIE76 in CIELAB (D65),
where about 2.3 is just noticeable.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from playground.gui.plots.faces.face import class_colour
from playground.gui.theme.tokens import DARK, LIGHT, Theme, rgb

THEMES = (LIGHT, DARK)
Floats = NDArray[np.float64]

TO_CONES = np.array([[17.8824, 43.5161, 4.11935], [3.45565, 27.1554, 3.86714], [0.0299566, 0.184309, 1.46709]])
LACKS = {
    "protanopia": np.array([[0.0, 2.02344, -2.52581], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    "deuteranopia": np.array([[1.0, 0.0, 0.0], [0.494207, 0.0, 1.24827], [0.0, 0.0, 1.0]]),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])


def linear(colour: str) -> Floats:
    value = np.array(rgb(colour)) / 255
    result: Floats = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    return result


def seen(colour: str, eyes: str) -> Floats:
    """The colour in CIELAB as these eyes see it."""
    light = linear(colour)
    if eyes in LACKS:
        light = np.clip(np.linalg.inv(TO_CONES) @ LACKS[eyes] @ TO_CONES @ light, 0.0, 1.0)
    ratio = TO_XYZ @ light / WHITE
    f = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(a: str, b: str, eyes: str) -> float:
    return float(np.linalg.norm(seen(a, eyes) - seen(b, eyes)))


def test_the_simulation_knows_what_is_confused() -> None:
    assert distance("#ff0000", "#00ff00", "everybody") > 150
    assert distance("#e0785a", "#8aa05a", "deuteranopia") < 25, "an orange-red and an olive are hard to tell apart"
    for eyes in LACKS:
        assert distance("#ffffff", "#000000", eyes) == pytest.approx(100, abs=1)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("eyes", ["everybody", *LACKS])
def test_minus_and_plus_are_never_confused(theme: Theme, eyes: str) -> None:
    assert distance(theme.negative, theme.positive, eyes) > 60
    for end in (theme.negative, theme.positive):
        assert distance(end, theme.middle, eyes) > 30


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("eyes", ["everybody", *LACKS])
def test_classes_and_the_first_lines_are_told_apart(theme: Theme, eyes: str) -> None:
    for count in (2, 3):
        colours = [class_colour(theme, index, count).name() for index in range(count)]
        for a, b in combinations(colours, 2):
            assert distance(a, b, eyes) > 12, (a, b)
    for a, b in combinations(theme.series[:3], 2):
        assert distance(a, b, eyes) > 12, (a, b)
