"""A true little picture of a data set."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPainterPath, QPixmap

from playground.catalog.prepare import Prepared, prepare
from playground.gui.plots.faces.face import class_colour
from playground.gui.theme.colour_maps import surface_colours
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Data

MOST = 400


def thumbnail(data: Data, size: int, theme: Theme, ratio: float | None = None) -> QPixmap:
    """The examples as points, ``size`` logical pixels square, on a round-cornered ground.

    Two features are the plane; one feature stands against its value; of more, the two directions of greatest variance
    (principal components) are drawn; examples that are pictures are laid out as a mosaic.

    Args:
        data: what to draw. size: the side in logical pixels. theme: the colours.
        ratio: pixels per logical pixel; None takes the screen's.

    Raises:
        PlaygroundError: the data cannot be drawn from; the sentence says why.

    """
    prepared = prepare(data)
    if ratio is None:
        screen = QGuiApplication.primaryScreen()
        ratio = screen.devicePixelRatio() if screen is not None else 1.0
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    ground = QPainterPath()
    ground.addRoundedRect(QRectF(0, 0, size, size), 4, 4)
    with QPainter(picture) as painter:  # it must have ended before the picture goes, whatever happens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(ground, theme.colour("raised"))
        painter.setClipPath(ground)
        if len(prepared.facts.input_shape) >= 2 or _square(prepared):
            _mosaic(painter, prepared, size, theme)
        else:
            _scatter(painter, prepared, size, theme)
    return picture


def _square(prepared: Prepared) -> bool:
    """Whether the features look like the pixels of a small square picture."""
    count = len(prepared.facts.features)
    return count >= 49 and int(np.sqrt(count)) ** 2 == count and prepared.facts.task == "classes"


def _scatter(painter: QPainter, prepared: Prepared, size: int, theme: Theme) -> None:
    rows = np.linspace(0, len(prepared.raw) - 1, min(len(prepared.raw), MOST)).astype(np.int64)
    raw = prepared.raw.reshape(len(prepared.raw), -1)
    y = prepared.y[rows]
    if raw.shape[1] == 1:
        upward = y[:, 0] if prepared.facts.task == "regression" else y.astype(np.float64)
        plane = np.stack([raw[rows, 0], upward], axis=1)
    elif raw.shape[1] == 2:
        plane = raw[rows]
    else:
        spread = raw.std(axis=0)
        scaled = (raw - raw.mean(axis=0)) / np.where(spread > 1e-12, spread, 1.0)
        _, directions = np.linalg.eigh(scaled.T @ scaled)
        plane = scaled[rows] @ directions[:, -2:][:, ::-1]
    low, high = plane.min(axis=0), plane.max(axis=0)
    extent = np.maximum(high - low, 1e-9)
    if raw.shape[1] != 1:
        extent = np.full(2, extent.max())
    margin = size * 0.1
    places = ((plane - (low + high) / 2) / extent + 0.5) * (size - 2 * margin) + margin
    if prepared.facts.task == "classes":
        classes = [class_colour(theme, index, prepared.facts.outputs) for index in range(prepared.facts.outputs)]
        colours = [classes[int(label)] for label in y]
    else:
        values = y[:, 0]
        half = max(float(values.max() - values.min()) / 2, 1e-12)
        table = surface_colours(theme, (values - (values.max() + values.min()) / 2) / half)
        colours = [QColor(int(red), int(green), int(blue)) for red, green, blue, _ in table]
    radius = max(size / 44.0, 0.9)
    painter.setPen(Qt.PenStyle.NoPen)
    for (across, up), colour in zip(places, colours, strict=True):
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(across, size - up), radius, radius)


def _mosaic(painter: QPainter, prepared: Prepared, size: int, theme: Theme) -> None:
    """One example of each of up to nine classes, each as a picture in its class's colour."""
    side = int(np.sqrt(np.prod(prepared.facts.input_shape)))
    labels = np.unique(prepared.y)[:9]
    cell = size / 3
    for place, label in enumerate(labels):
        pixels = prepared.raw[np.flatnonzero(prepared.y == label)[0]].ravel()[: side * side].reshape(side, side)
        pixels = (pixels - pixels.min()) / max(float(pixels.max() - pixels.min()), 1e-12)
        colour = class_colour(theme, int(label), prepared.facts.outputs)
        step = (cell - 4) / side
        for (row, column), value in np.ndenumerate(pixels):
            if value > 0.05:
                colour.setAlphaF(float(value))
                corner = QPointF(place % 3 * cell + 2 + column * step, place // 3 * cell + 2 + row * step)
                painter.fillRect(QRectF(corner.x(), corner.y(), step + 0.3, step + 0.3), colour)
