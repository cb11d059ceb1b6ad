"""A true little picture of a data set."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPainterPath, QPen, QPixmap

from playground.catalog.entry import known
from playground.catalog.facts import Facts
from playground.catalog.families import Dataset
from playground.catalog.mapped import row_of
from playground.catalog.prepare import Prepared, prepare
from playground.catalog.tensor import Raw
from playground.gui.plots.faces.face import class_colour
from playground.gui.theme.colour_maps import surface_colours
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Data
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice

MOST = 400
FEW = 256
"""Pictures that are drawn to show what a data set is like."""


def thumbnail(data: Data, size: int, theme: Theme, ratio: float | None = None) -> QPixmap:
    """The examples as points, ``size`` logical pixels square, on a round-cornered ground.

    Two features are the plane; one feature stands against its value; of more, the two directions of greatest variance
    (principal components) are drawn; pictures and volumes are laid out as a mosaic, signals as lines.

    Args:
        data: what to draw. size: the side in logical pixels. theme: the colours.
        ratio: pixels per logical pixel; None takes the screen's.

    Raises:
        PlaygroundError: the data cannot be drawn from; the sentence says why.

    """
    prepared = prepare(few(data))
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
        if prepared.facts.picture or _square(prepared) or len(prepared.facts.input_shape) == 4:
            _mosaic(painter, prepared, size, theme)
        elif len(prepared.facts.input_shape) >= 2:
            _lines(painter, prepared, size, theme)
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
    """One example of each of up to nine classes, else nine examples; grey ones in their class's colour."""
    cell = size / 3
    for place, (row, colour) in enumerate(_nine(prepared, theme)):
        volume, example = len(prepared.facts.input_shape) == 4, row_of(prepared.raw, row)
        image = _through(example, colour) if volume else example_image(prepared.facts, example, colour)
        side = cell - 4
        target = QSizeF(image.size()).scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio)
        corner = QPointF(place % 3 * cell + 2, place // 3 * cell + 2)
        corner += QPointF((side - target.width()) / 2, (side - target.height()) / 2)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, image.width() > side)
        painter.drawImage(QRectF(corner, target), image)


def _lines(painter: QPainter, prepared: Prepared, size: int, theme: Theme) -> None:
    """One signal of each of up to nine classes, each as a line in its class's colour."""
    cell = size / 3
    for place, (row, colour) in enumerate(_nine(prepared, theme)):
        values = row_of(prepared.raw, row).astype(np.float64).reshape(prepared.raw.shape[1], -1)[0]
        low, high = float(values.min()), float(values.max())
        up = (values - low) / max(high - low, 1e-12)
        corner = QPointF(place % 3 * cell + 2, place // 3 * cell + 2)
        step = (cell - 4) / max(len(values) - 1, 1)
        points = [corner + QPointF(at * step, (1.0 - y) * (cell - 4)) for at, y in enumerate(up.tolist())]
        painter.setPen(QPen(colour, max(size / 60.0, 0.7)))
        painter.drawPolyline(points)


def _nine(prepared: Prepared, theme: Theme) -> list[tuple[int, QColor]]:
    """Rows to show, each with its colour: of every class as many as there is room for, or nine in a row."""
    facts = prepared.facts
    if facts.task == "regression":
        return [(row, theme.colour("text")) for row in range(min(9, len(prepared.raw)))]
    labels = np.unique(prepared.y)[:9].tolist()
    colours = [class_colour(theme, int(label), facts.outputs) for label in labels]
    rows = [np.flatnonzero(prepared.y == label)[:9] for label in labels]
    found = [
        (int(of[turn]), colour) for turn in range(9) for of, colour in zip(rows, colours, strict=True) if turn < len(of)
    ]
    return found[:9]


def example_image(facts: Facts, example: Raw, colour: QColor | None = None) -> QImage:
    """An example that is a picture; grey ones as ink of this ``colour`` where one is given, else as they are.

    Args:
        facts: of the data. example: raw numbers of shape (*input). colour: of full grey.

    """
    height, width = facts.picture or (round(facts.numbers**0.5),) * 2
    low, high = facts.levels
    values = np.asarray(example, dtype=np.float32).reshape(-1, height * width)[:, : height * width]
    if facts.levels == (0.0, 1.0) and values.size:  # nobody said what is white
        low, high = float(values.min()), float(values.max())
    shares = np.clip((values - low) / max(high - low, 1e-12) * 255.0 + 0.5, 0.0, 255.0).astype(np.uint8)
    pixels = np.full((height * width, 4), 255, dtype=np.uint8)
    if len(shares) >= 3:
        pixels[:, :3] = shares[:3].T
    elif colour is None:
        pixels[:, :3] = shares[0][:, None]
    else:
        pixels[:, :3] = (colour.red(), colour.green(), colour.blue())
        pixels[:, 3] = shares[0]
    return QImage(pixels.data, width, height, width * 4, QImage.Format.Format_RGBA8888).copy()


def _through(volume: Raw, colour: QColor) -> QImage:
    """A volume of shape (channels, depth, height, width) as it is seen from the front: the mean along its depth."""
    seen = np.asarray(volume, dtype=np.float32)[0].mean(axis=0)
    shares = (seen - seen.min()) / max(float(seen.max() - seen.min()), 1e-12)
    height, width = seen.shape
    pixels = np.empty((height, width, 4), dtype=np.uint8)
    pixels[..., :3] = (colour.red(), colour.green(), colour.blue())
    pixels[..., 3] = np.rint(shares * 255.0)
    return QImage(pixels.data, width, height, width * 4, QImage.Format.Format_RGBA8888).copy()


def few(data: Data) -> Data:
    """The same data with few examples, where many take their time and a picture shows only some of them."""
    entry = known("datasets", data.source.kind)
    fields = {field.name: field for field in entry.fields()} if entry is not None else {}
    if entry is None or not issubclass(entry, Dataset) or not entry.at_once or "samples" not in fields:
        return data
    try:
        facts = entry.facts(entry.read(data.source.params))
    except PlaygroundError:
        return data  # preparing it says what is wrong
    samples = max(10, min(facts.rows, FEW, entry.at_once // facts.numbers))
    return replace(data, source=Choice(data.source.kind, data.source.params | {"samples": samples}))
