"""The line on which one class gives way to another."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF

Cells = NDArray[np.floating[Any]]
Pieces = NDArray[np.float64]


def zero_line(values: Cells) -> Pieces:
    """Where ``values`` of shape (n, m) cross 0, as pieces of straight line.

    Returns:
        Shape (pieces, 2, 2): both ends, each as (column, row) in cells, the first cell's centre being (0, 0).

    """
    above = values > 0
    row, column = _squares(above)
    return _cut(_corners(values, row, column), row, column)


def class_borders(prediction: Cells, only: int) -> Pieces:
    """Where the most probable class changes, as `zero_line`; with ``only`` where that class begins.

    Args:
        prediction: probabilities of shape (n, m, classes). only: the number of a class, or −1.

    """
    classes = prediction.shape[-1]
    if classes == 2:
        return zero_line(prediction[..., 1] - prediction[..., 0])
    winner = prediction.argmax(axis=-1)
    row, column = _squares(winner if only < 0 else winner == only)
    corners = _corners(prediction, row, column)
    shown = np.unique(winner) if only < 0 else [only]
    pieces = [np.zeros((0, 2, 2))]
    for index in shown:
        others = np.delete(corners, index, axis=-1).max(axis=-1)
        pieces.append(_cut(corners[..., index] - others, row, column))
    return np.concatenate(pieces)


def _squares(kinds: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Row and column of every square of four neighbouring cells that are not all of one kind."""
    corner = kinds[:-1, :-1]
    mixed = (kinds[:-1, 1:] != corner) | (kinds[1:, :-1] != corner) | (kinds[1:, 1:] != corner)
    row, column = np.nonzero(mixed)
    return row, column


def _corners(values: NDArray[Any], row: NDArray[np.intp], column: NDArray[np.intp]) -> NDArray[np.float64]:
    """The values at the corners of squares: low left, low right, high left, high right. Shape (squares, 4, …)."""
    places = [(row, column), (row, column + 1), (row + 1, column), (row + 1, column + 1)]
    return np.stack([values[place] for place in places], axis=1).astype(np.float64)


def _cut(corners: NDArray[np.float64], row: NDArray[np.intp], column: NDArray[np.intp]) -> Pieces:
    """Marching triangles: where the values in squares cross 0.

    Every square is cut into two triangles, in each of which the values are a plane, so that a crossing is one
    straight piece and nothing is ambiguous.
    """
    places = np.array([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)])
    pieces = []
    for names in ((0, 1, 3), (0, 2, 3)):
        v = corners[:, names]
        above = v > 0
        crossed = (above.any(axis=1) != above.all(axis=1)) & np.isfinite(v).all(axis=1)
        v, above = v[crossed], above[crossed]
        at = places[list(names)][None] + np.stack([column, row], axis=1)[crossed][:, None]
        # The corner that stands alone on its side; the line cuts its two edges.
        alone = np.where((above.sum(axis=1) == 1)[:, None], above, ~above).argmax(axis=1)
        each = np.arange(len(v))
        ends = []
        for step in (1, 2):
            other = (alone + step) % 3
            share = v[each, alone] / (v[each, alone] - v[each, other])
            ends.append(at[each, alone] + share[:, None] * (at[each, other] - at[each, alone]))
        pieces.append(np.stack(ends, axis=1))
    return np.concatenate(pieces)


def lines_on(
    pieces: Pieces, shape: tuple[int, int], left: float, top: float, width: float, height: float
) -> list[QLineF]:
    """The pieces on a rectangle of pixels that the cells of ``shape`` (rows, columns) fill, row 0 lowest."""
    rows, columns = shape
    x = left + (pieces[..., 0] + 0.5) / columns * width
    y = top + height - (pieces[..., 1] + 0.5) / rows * height
    return [QLineF(*line) for line in np.stack([x[:, 0], y[:, 0], x[:, 1], y[:, 1]], axis=1).tolist()]
