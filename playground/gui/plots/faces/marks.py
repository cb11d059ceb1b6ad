"""The examples on a face: a mark for each part, a ring around what is misclassified, one for the chosen example."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from playground.catalog.prepare import PARTS, Part
from playground.gui.gaze import Example
from playground.gui.plots.faces.face import Scene, class_colour
from playground.gui.theme.colour_maps import surface_colours
from playground.gui.theme.tokens import Theme

NOWHERE: NDArray[np.float64] = np.zeros((0, 2))
MOST = 4000
"""The most examples that are drawn of one part."""
NEAR = 9.0
"""Pixels from the pointer within which an example is meant."""
SIDE = 18
"""Pixels of the square that a mark is drawn in."""
ROOMY = 190.0
"""Pixels of a frame's side from which marks have their full size; those in a smaller one would hide the surface."""
SHADES = 32
"""How many colours tell the values of numbers apart."""


def rim_of(theme: Theme) -> QColor:
    """What stands between a mark and the surface under it."""
    return QColor("#ffffff") if theme.name == "light" else QColor("#10141a")


def mark_size(side: float) -> float:
    """How large marks are in a frame of that side, as a share of their full size, in twentieths."""
    return round(20 * min(max(side / ROOMY, 0.65), 1.0)) / 20


def dot(painter: QPainter, at: QPointF, part: Part, colour: QColor, rim: QColor) -> None:
    """A point of the data: filled for train, a ring for dev, a small diamond for test."""
    if part == "train":
        painter.setPen(QPen(rim, 0.9))
        painter.setBrush(colour)
        painter.drawEllipse(at, 3.2, 3.2)
    elif part == "dev":
        painter.setPen(QPen(rim, 3.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(at, 2.7, 2.7)
        painter.setPen(QPen(colour, 1.5))
        painter.drawEllipse(at, 2.7, 2.7)
    else:
        painter.setPen(QPen(rim, 0.8))
        painter.setBrush(colour)
        r = 2.7
        corners = [
            QPointF(at.x(), at.y() - r),
            QPointF(at.x() + r, at.y()),
            QPointF(at.x(), at.y() + r),
            QPointF(at.x() - r, at.y()),
        ]
        painter.drawPolygon(corners)


def ring(painter: QPainter, at: QPointF, ink: QColor) -> None:
    """Around a misclassified example: a line with its opposite under it, seen on every colour and in grey."""
    under = QColor("#ffffff" if ink.lightnessF() < 0.5 else "#10141a")
    under.setAlphaF(0.75)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((under, 2.6), (ink, 1.15)):
        painter.setPen(QPen(colour, width))
        painter.drawEllipse(at, 5.2, 5.2)


def ring_stamp(theme: Theme, ratio: float, size: float = 1.0) -> QPixmap:
    """The ring of the misclassified."""
    return stamp(None, "#10141a" if theme.name == "light" else "#ffffff", "", ratio, size)


def rings(
    painter: QPainter, scene: Scene, part: Part, pixels: NDArray[np.float64], ratio: float, size: float = 1.0
) -> None:
    """Around the misclassified examples of a part, which lie at ``pixels``; none where a unit is shown."""
    flags = scene.wrong.get(part)
    if flags is not None and len(pixels) and scene.ringed and scene.unit is None:
        flags = flags[: len(pixels)]
        places = pixels[: len(flags)][flags]
        mark = ring_stamp(scene.theme, ratio, size)
        scatter(painter, places, (mark for _ in places))


def chosen(painter: QPainter, theme: Theme, at: QPointF) -> None:
    """Around the example that is looked into: a wide ring with four strokes outward, unlike any other mark."""
    for colour, width in ((QColor(255, 255, 255, 240), 5.0), (theme.colour("selection").darker(115), 2.4)):
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, width))
        painter.drawEllipse(at, 8.0, 8.0)
        for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            painter.drawLine(QPointF(at.x() + 8 * x, at.y() + 8 * y), QPointF(at.x() + 13 * x, at.y() + 13 * y))


@lru_cache(maxsize=512)
def stamp(part: Part | None, colour: str, rim: str, ratio: float, size: float = 1.0) -> QPixmap:
    """A mark drawn once, ``size`` times as large as usual; ``part`` None is the ring of the misclassified."""
    picture = QPixmap(round(SIDE * ratio), round(SIDE * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(SIDE / 2, SIDE / 2)
    painter.scale(size, size)
    middle = QPointF()
    if part is None:
        ring(painter, middle, QColor(colour))
    else:
        dot(painter, middle, part, QColor(colour), QColor(rim))
    painter.end()
    return picture


def scatter(painter: QPainter, places: NDArray[np.float64], stamps: Iterable[QPixmap]) -> None:
    """A stamp at each of the places, shape (m, 2), in pixels."""
    # On whole pixels of the screen a stamp is copied; anywhere else it would be resampled, at ten times the cost.
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    ratio = painter.device().devicePixelRatioF()
    draw = painter.drawPixmap
    corners = np.rint(np.nan_to_num(places - SIDE / 2, nan=-1e4) * ratio) / ratio
    for (x, y), picture in zip(corners.tolist(), stamps, strict=False):
        draw(QPointF(x, y), picture)


def point_colours(scene: Scene, rows: NDArray[Any], spread: tuple[float, float]) -> list[str]:
    """The colour of every example of ``rows``: its class's, or its value's."""
    y = scene.prepared.y[rows]
    if scene.facts.task == "classes":
        names = [class_colour(scene.theme, index, scene.facts.outputs).name() for index in range(scene.facts.outputs)]
        return [names[int(label)] for label in y]
    low, high = spread
    steps = np.clip(np.rint((y[:, 0] - low) / (high - low) * (SHADES - 1)), 0, SHADES - 1).astype(np.int64)
    table = surface_colours(scene.theme, np.linspace(-1.0, 1.0, SHADES))
    names = [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue, _ in table.tolist()]
    return [names[step] for step in steps]


def nearest(scene: Scene, at: QPointF, pixels: dict[Part, NDArray[np.float64]]) -> Example | None:
    """The shown example under the pointer; ``pixels`` has where each part's examples are drawn, shape (m, 2)."""
    best: Example | None = None
    least = NEAR**2
    for part in PARTS:
        places = pixels.get(part)
        if part not in scene.parts or places is None or not len(places):
            continue
        away = np.square(places - (at.x(), at.y())).sum(axis=1)
        away = np.where(np.isfinite(away), away, np.inf)
        row = int(away.argmin())
        if away[row] < least:
            best, least = Example(part, row), float(away[row])
    return best
