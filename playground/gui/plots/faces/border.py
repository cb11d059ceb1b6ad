"""The line on which one class gives way to another."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF

Cells = NDArray[np.floating[Any]]


def zero_line(values: Cells) -> NDArray[np.float64]:
    """Where ``values`` of shape (n, m) cross 0, as pieces of straight line.

    Marching triangles: every square of four neighbouring centres is cut into two triangles, in each of which the
    values are a plane, so that a crossing is one straight piece and nothing is ambiguous.

    Returns:
        Shape (pieces, 2, 2): both ends, each as (column, row) in cells, the first cell's centre being (0, 0).

    """
    n, m = values.shape
    if n < 2 or m < 2:
        return np.zeros((0, 2, 2))
    column, row = np.meshgrid(np.arange(m - 1.0), np.arange(n - 1.0))
    a, b, c, d = values[:-1, :-1], values[:-1, 1:], values[1:, :-1], values[1:, 1:]
    corners = {"a": (a, 0.0, 0.0), "b": (b, 1.0, 0.0), "c": (c, 0.0, 1.0), "d": (d, 1.0, 1.0)}
    pieces = []
    for names in ("abd", "acd"):
        v = np.stack([corners[name][0] for name in names], axis=-1).astype(np.float64)
        above = v > 0
        mixed = (above.any(axis=-1) != above.all(axis=-1)) & np.isfinite(v).all(axis=-1)
        if not mixed.any():
            continue
        v, above = v[mixed], above[mixed]
        x = np.stack([column[mixed] + corners[name][1] for name in names], axis=-1)
        y = np.stack([row[mixed] + corners[name][2] for name in names], axis=-1)
        # The corner that stands alone on its side; the line cuts its two edges.
        alone = np.where((above.sum(axis=-1) == 1)[:, None], above, ~above).argmax(axis=-1)
        each = np.arange(len(v))
        ends = []
        for step in (1, 2):
            other = (alone + step) % 3
            share = v[each, alone] / (v[each, alone] - v[each, other])
            ends.append(
                np.stack(
                    [
                        x[each, alone] + share * (x[each, other] - x[each, alone]),
                        y[each, alone] + share * (y[each, other] - y[each, alone]),
                    ],
                    axis=-1,
                )
            )
        pieces.append(np.stack(ends, axis=1))
    return np.concatenate(pieces) if pieces else np.zeros((0, 2, 2))


def class_borders(prediction: Cells, only: int) -> NDArray[np.float64]:
    """Where the most probable class changes, as `zero_line`; with ``only`` where that class begins.

    Args:
        prediction: probabilities of shape (n, m, classes). only: the number of a class, or −1.

    """
    classes = prediction.shape[-1]
    if classes == 2:
        return zero_line(prediction[..., 1] - prediction[..., 0])
    shown = [only] if only >= 0 else list(range(classes))
    order = np.sort(prediction, axis=-1)
    first, second = order[..., -1], order[..., -2]
    pieces = []
    for index in shown:
        own = prediction[..., index]
        pieces.append(zero_line(own - np.where(own >= first, second, first)))
    return np.concatenate(pieces)


def lines_on(
    pieces: NDArray[np.float64], shape: tuple[int, int], left: float, top: float, width: float, height: float
) -> list[QLineF]:
    """The pieces on a rectangle of pixels that the cells of ``shape`` (rows, columns) fill, row 0 lowest."""
    rows, columns = shape
    x = left + (pieces[..., 0] + 0.5) / columns * width
    y = top + height - (pieces[..., 1] + 0.5) / rows * height
    return [QLineF(*line) for line in np.stack([x[:, 0], y[:, 0], x[:, 1], y[:, 1]], axis=1).tolist()]
