"""Numbers as colours of a theme. Apart from the tokens, because NumPy comes after the first paint."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.gui.theme.tokens import Theme, rgb

Bytes = NDArray[np.uint8]


@lru_cache(maxsize=4)
def diverging(theme: Theme) -> Bytes:
    """The colour map of signed quantities: 256 rows of RGBA from ``negative`` over ``middle`` to ``positive``.

    It runs straight between them, channel by channel.
    """
    ends = np.array([rgb(theme.negative), rgb(theme.middle), rgb(theme.positive)], dtype=np.float64)
    place = np.linspace(0.0, 2.0, 256)
    table = np.full((256, 4), 255, dtype=np.uint8)
    for channel in range(3):
        table[:, channel] = np.rint(np.interp(place, [0.0, 1.0, 2.0], ends[:, channel]))
    table.flags.writeable = False
    return table


def surface_colours(theme: Theme, values: NDArray[np.floating[Any]]) -> Bytes:
    """RGBA of shape (*values.shape, 4) for values in [−1, 1]: −1 orange, +1 blue; what lies outside gets the end.

    NaN is transparent.
    """
    scaled = np.asarray(values, dtype=np.float32) * np.float32(127.5) + np.float32(128.0)
    missing = np.isnan(scaled)
    if missing.any():
        scaled = np.where(missing, np.float32(0.0), scaled)
    colours: Bytes = diverging(theme)[np.clip(scaled, 0.0, 255.0).astype(np.uint8)]
    if missing.any():
        colours[missing] = 0
    return colours
