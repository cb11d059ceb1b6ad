"""One picture for all units of an opened block: their maps of the plane, or their histograms."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from playground.gui.canvas.units.colours import Pixels, Range, colours, half_colours, pixel, size_of
from playground.gui.canvas.units.layer import Layer
from playground.gui.canvas.units.plan import grid_place
from playground.gui.theme.tokens import Theme

CELLS = 24
"""Cells per side of a map, and bars of a histogram."""
PITCH = 27
"""From one unit to the next in the picture: the gap between two tiles is an eighth of a tile."""
Extent = tuple[float, float, float, float]


class Maps:
    """The units' picture, in the arrangement of their tiles, and the numbers behind it."""

    def __init__(self, layer: Layer, columns: int) -> None:
        self.layer = layer
        self._columns, self._rows = columns, -(-layer.shown // columns)
        self._by_rows = bool(layer.across)
        self._ranges = [Range() for _ in range(layer.shown if layer.range == "unit" else 1)]
        self._values: NDArray[np.float16] | None = None
        self._extent: Extent | None = None
        self._counts: NDArray[Any] | None = None
        self._span = (-1.0, 1.0)
        self._pixels: Pixels | None = None
        self.image: QImage | None = None

    def show_maps(self, values: NDArray[Any], extent: Extent, theme: Theme) -> None:
        """Maps of shape (units, 24, 24), row 0 at the lowest x₂."""
        if values.ndim != 3 or values.shape[1:] != (CELLS, CELLS) or len(values) < self.layer.shown:
            return
        self._values = np.ascontiguousarray(values[: self.layer.shown], dtype=np.float16)
        self._extent, self._counts = extent, None
        self._draw(theme)

    def show_histograms(self, counts: NDArray[Any], span: tuple[float, float], theme: Theme) -> None:
        """Counts of shape (units, 24), bins from the low to the high end of ``span``."""
        if counts.ndim != 2 or counts.shape[1] != CELLS or len(counts) < self.layer.shown:
            return
        self._counts, self._span = counts[: self.layer.shown], span
        self._values = self._extent = None
        self._draw(theme)

    @property
    def bars(self) -> bool:
        """Whether the picture is of histograms."""
        return self._counts is not None

    def redraw(self, theme: Theme) -> None:
        """The same numbers in other colours."""
        if self._values is not None or self._counts is not None:
            self._draw(theme)

    def _draw(self, theme: Theme) -> None:
        tiles = self._coloured(theme) if self._values is not None else self._bars(theme)
        if self._pixels is None:
            self._pixels = np.zeros((self._rows * PITCH - 3, self._columns * PITCH - 3), dtype=np.uint32)
            high, wide = self._pixels.shape
            kind = QImage.Format.Format_RGB32 if self._columns == 1 else QImage.Format.Format_ARGB32_Premultiplied
            self.image = QImage(self._pixels.data, wide, high, wide * 4, kind)
        for column in range(self._columns):
            own = slice(column, None, self._columns)
            part = tiles[own if self._by_rows else slice(column * self._rows, (column + 1) * self._rows)]
            left = column * PITCH
            whole = np.zeros((len(part), PITCH, CELLS), dtype=np.uint32)
            whole[:, :CELLS] = part
            stripe = whole.reshape(-1, CELLS)[: len(self._pixels)]
            self._pixels[: len(stripe), left : left + CELLS] = stripe

    def _coloured(self, theme: Theme) -> Pixels:
        values = self._values
        assert values is not None
        upright = values[:, ::-1]
        if self.layer.range == "one":
            return half_colours(theme, np.ascontiguousarray(upright), 1.0)
        if self.layer.range == "layer":
            end = self._ranges[0].follow(size_of(values))
            return half_colours(theme, np.ascontiguousarray(upright), end)
        each = zip(self._ranges, upright, strict=True)
        return np.stack([half_colours(theme, np.ascontiguousarray(one), r.follow(size_of(one))) for r, one in each])

    def _bars(self, theme: Theme) -> Pixels:
        counts = np.maximum(np.asarray(self._counts, dtype=np.float64), 0.0)
        most = counts.max(axis=1, keepdims=True)
        heights = np.sqrt(counts / np.where(most > 0.0, most, 1.0)) * (CELLS - 2)
        low, high = self._span
        middles = low + (np.arange(CELLS) + 0.5) * (high - low) / CELLS
        end = max(abs(low), abs(high)) or 1.0
        inks = colours(theme, np.sign(middles) * (0.45 + 0.55 * np.abs(middles) / end), 1.0)
        rows = np.arange(CELLS, 0, -1)[None, :, None]
        return np.where(heights[:, None, :] > rows - 0.5, inks[None, None, :], np.uint32(pixel(theme.raised)))

    def source(self, unit: int) -> QRectF:
        """Where a unit lies in the picture."""
        column, row = grid_place(unit, self._columns, self._rows, by_rows=self._by_rows)
        return QRectF(column * PITCH, row * PITCH, CELLS, CELLS)

    def range_of(self, unit: int) -> tuple[float, float] | None:
        """What the ends of a unit's colours, or of its histogram, stand for; None before there is a picture."""
        if self._counts is not None:
            return self._span
        if self._values is None:
            return None
        if self.layer.range == "one":
            return -1.0, 1.0
        end = self._ranges[unit if self.layer.range == "unit" else 0].end or 1.0
        return -end, end

    def values_at(self, point: tuple[float, ...]) -> NDArray[np.float32] | None:
        """Every shown unit's value at a point of the plane, between the four nearest cells; None outside."""
        if self._values is None or self._extent is None or len(point) < 2:
            return None
        left, right, low, high = self._extent
        x, y = (point[0] - left) / (right - left) * CELLS - 0.5, (point[1] - low) / (high - low) * CELLS - 0.5
        if not (-0.5 <= x <= CELLS - 0.5 and -0.5 <= y <= CELLS - 0.5):
            return None
        x, y = min(max(x, 0.0), CELLS - 1.0), min(max(y, 0.0), CELLS - 1.0)
        column, row = min(int(x), CELLS - 2), min(int(y), CELLS - 2)
        a, b = x - column, y - row
        near = self._values[:, row : row + 2, column : column + 2].astype(np.float32)
        weights = np.array([[(1 - b) * (1 - a), (1 - b) * a], [b * (1 - a), b * a]], dtype=np.float32)
        found: NDArray[np.float32] = (near * weights).sum(axis=(1, 2))
        return found
