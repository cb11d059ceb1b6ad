"""Numbers as images: everything signed in the two colours of the theme."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage

from playground.catalog.tensor import Array
from playground.gui.draw.pixels import of_colours
from playground.gui.theme.colour_maps import surface_colours
from playground.gui.theme.tokens import Theme, rgb


def signed(values: Array, largest: float, theme: Theme) -> QImage:
    """Values of shape (h, w) from −``largest`` to ``largest`` in the theme's two colours."""
    colours = surface_colours(theme, values / (largest or 1.0))
    return of_colours(colours)


def heat(values: Array, largest: float, theme: Theme) -> QImage:
    """An overlay: the larger the value the more of the theme's colour; nothing where it is 0, the other below."""
    shares = np.clip(np.asarray(values, dtype=np.float64) / (largest or 1.0), -1.0, 1.0)
    colours = np.empty((*shares.shape, 4), dtype=np.uint8)
    colours[..., :3] = np.where((shares >= 0)[..., None], rgb(theme.error), rgb(theme.positive))
    colours[..., 3] = np.rint(np.abs(shares) ** 0.7 * 215).astype(np.uint8)
    return of_colours(colours)
