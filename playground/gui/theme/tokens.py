"""The colours of the window, by what they mean. Every colour that the program draws with comes from here.

Negative is orange and positive is blue, as the field knows it; the pair and the ``series`` stay apart for
colour-blind eyes (after Okabe and Ito, "Color Universal Design", 2008, adjusted in lightness to each background).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication

Name = Literal["light", "dark"]
Wish = Literal["light", "dark", "system"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Theme:
    """Colours as ``#rrggbb``, by meaning.

    ``window`` is behind everything, ``panel`` behind forms and lists, ``raised`` behind buttons and fields. ``text``
    and ``muted`` are readable (contrast of at least 4.5) on all three. ``negative`` and ``positive`` are the two
    ends of every signed quantity: classes, weights, activations. ``middle`` is what lies between them. ``colours``
    are the blocks' colours by their token (`playground.catalog.block.Block.colour`); ``series`` tells lines apart.
    """

    name: Name
    window: str
    panel: str
    raised: str
    line: str
    text: str
    muted: str
    accent: str
    accent_text: str
    error: str
    warning: str
    hint: str
    good: str
    negative: str
    positive: str
    middle: str
    canvas: str
    grid: str
    card: str
    card_line: str
    selection: str
    edge: str
    plot_background: str
    colours: Mapping[str, str]
    series: tuple[str, ...]

    def colour(self, token: str) -> QColor:
        """The colour of an attribute or of a block's token; an unknown token has the colour of unknown blocks."""
        if token in self.colours:
            return QColor(self.colours[token])
        value = getattr(self, token, None)
        return QColor(value) if isinstance(value, str) and value.startswith("#") else QColor(self.colours["unknown"])

    def of_series(self, index: int) -> QColor:
        """The colour of the ``index``-th line; it begins anew after the last."""
        return QColor(self.series[index % len(self.series)])


LIGHT = Theme(
    name="light",
    window="#f3f4f6",
    panel="#ffffff",
    raised="#f7f8fa",
    line="#d9dde3",
    text="#1b2430",
    muted="#5b6675",
    accent="#2563c9",
    accent_text="#ffffff",
    error="#c0262d",
    warning="#8f5a00",
    hint="#2f6690",
    good="#1a7a45",
    negative="#de7212",
    positive="#1f77b8",
    middle="#f4f3f0",
    canvas="#fafbfc",
    grid="#e6e9ee",
    card="#ffffff",
    card_line="#cfd5dd",
    selection="#2563c9",
    edge="#8e99a8",
    plot_background="#ffffff",
    colours=MappingProxyType(
        {
            "data": "#4d7c8a",
            "layer": "#3a6fc4",
            "pool": "#3d7f6b",
            "activation": "#b5651d",
            "norm": "#7a55b5",
            "dropout": "#a84a73",
            "join": "#5c7a29",
            "loss": "#b23b3b",
            "feature": "#00838a",
            "unknown": "#7a7f87",
        }
    ),
    series=(
        "#0b6fb0",
        "#d55e00",
        "#00875a",
        "#b04a8f",
        "#a67c00",
        "#3a9bd1",
        "#6b5bd2",
        "#5d6470",
        "#7a2e12",
        "#12344d",
    ),
)

DARK = Theme(
    name="dark",
    window="#14181f",
    panel="#1b2029",
    raised="#252c37",
    line="#353e4c",
    text="#e7ebf1",
    muted="#a3aebd",
    accent="#6ba6ff",
    accent_text="#0c1420",
    error="#ff7b7b",
    warning="#f2b84b",
    hint="#7fc1ee",
    good="#63cf92",
    negative="#f59b3d",
    positive="#4aa8e8",
    middle="#232a34",
    canvas="#12161c",
    grid="#20262f",
    card="#1f2630",
    card_line="#3a4453",
    selection="#6ba6ff",
    edge="#717e90",
    plot_background="#1b2029",
    colours=MappingProxyType(
        {
            "data": "#6fa8b8",
            "layer": "#6b9cf0",
            "pool": "#72c2a8",
            "activation": "#e0995a",
            "norm": "#b094ea",
            "dropout": "#e08bb0",
            "join": "#a0c060",
            "loss": "#ec8080",
            "feature": "#4fc4c8",
            "unknown": "#9aa1ab",
        }
    ),
    series=(
        "#56b4e9",
        "#f08a3c",
        "#3fc796",
        "#e08cc6",
        "#e6c229",
        "#9fb7ff",
        "#c9a2ff",
        "#b4bcc8",
        "#fff2cf",
        "#4a83d8",
    ),
)


def theme_for(wish: Wish) -> Theme:
    """The theme of that name; ``system`` follows the desktop's light or dark setting (light where it has none)."""
    if wish == "system":
        app = QGuiApplication.instance()
        dark = isinstance(app, QGuiApplication) and app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return DARK if dark else LIGHT
    return DARK if wish == "dark" else LIGHT


def rgb(colour: str) -> tuple[int, int, int]:
    """``#rrggbb`` as three numbers from 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
