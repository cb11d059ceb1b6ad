"""The decision surface over two features, with the data on it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap

from playground.catalog.facts import Facts
from playground.catalog.prepare import PARTS, Part
from playground.gui.plots.faces.face import (
    SOFT,
    Face,
    Frame,
    Scene,
    class_colour,
    dot,
    minus,
    plot_box,
    scale_bar,
    short,
)
from playground.gui.theme.fonts import font
from playground.gui.theme.tokens import Bytes, Theme, rgb, surface_colours
from playground.spec.values import Values
from playground.wire.events import Picture

RESOLUTION = 96
MOST = 4000
"""The most points that are drawn of one part."""


def value_range(y: NDArray[Any]) -> tuple[float, float]:
    """Low and high of the values to predict, a little apart even where all are equal."""
    low, high = float(y.min()), float(y.max())
    return (low, high) if high - low > 1e-12 else (low - 0.5, high + 0.5)


def picture_colours(
    theme: Theme, facts: Facts, prediction: NDArray[np.floating[Any]], spread: tuple[float, float]
) -> Bytes:
    """RGBA of a prediction of shape (rows, columns, outputs), as many rows and columns.

    Two classes: orange where the first is sure, blue where the second is. More: the classes' colours, mixed by
    probability. Numbers: the first one, orange at the low end of ``spread``, blue at the high end.
    """
    if facts.task == "regression":
        low, high = spread
        scaled = np.clip((prediction[..., 0] - low) * (2.0 / (high - low)) - 1.0, -1.0, 1.0)
        return surface_colours(theme, scaled * SOFT)
    if facts.outputs == 2:
        return surface_colours(theme, (prediction[..., 1] * 2.0 - 1.0) * SOFT)
    middle = np.array(rgb(theme.middle), dtype=np.float32)
    table = np.array(
        [rgb(class_colour(theme, index, facts.outputs).name()) for index in range(facts.outputs)], dtype=np.float32
    )
    mixed = prediction.astype(np.float32) @ (table * np.float32(SOFT) + middle * np.float32(1.0 - SOFT))
    colours = np.full((*prediction.shape[:2], 4), 255, dtype=np.uint8)
    colours[..., :3] = np.clip(np.nan_to_num(mixed), 0, 255).astype(np.uint8)
    return colours


class PlaneFace(Face):
    """Prediction everywhere on the plane, points over it, a scale of colours, and the value under the pointer."""

    kind = "surface"
    heading = "Decision surface"

    def __init__(self) -> None:
        self._scene: Scene | None = None
        self._image: QImage | None = None
        self._bytes: Bytes | None = None
        self._points: tuple[tuple[Any, ...], QPixmap] | None = None
        self._frame: Frame | None = None
        self._spread = (-1.0, 1.0)

    @classmethod
    def params(cls, parts: tuple[Part, ...]) -> Values:
        """Enough cells to look smooth."""
        return Values(resolution=RESOLUTION)

    @classmethod
    def fits(cls, picture: Picture, facts: Facts) -> bool:
        """As many outputs as the data have."""
        prediction = picture.arrays.get("prediction")
        return prediction is not None and prediction.ndim == 3 and prediction.shape[2] == facts.outputs

    def show(self, scene: Scene) -> None:
        """Colour the picture."""
        self._scene = scene
        if scene.facts.task == "regression":
            self._spread = value_range(scene.prepared.y[:, 0])
        self._image = self._bytes = None
        if scene.picture is not None:
            prediction = scene.picture.arrays["prediction"]
            colours = picture_colours(scene.theme, scene.facts, prediction, self._spread)
            self._bytes = np.ascontiguousarray(colours[::-1])
            rows, columns = self._bytes.shape[:2]
            self._image = QImage(self._bytes.data, columns, rows, columns * 4, QImage.Format.Format_RGBA8888)

    @property
    def image(self) -> QImage | None:
        """The coloured surface, highest x₂ on top."""
        return self._image

    @property
    def frame(self) -> Frame | None:
        """Where the plane lies, since it was last painted."""
        return self._frame

    def paint(self, painter: QPainter, area: QRectF) -> None:
        """Surface, points, axes, scale."""
        scene = self._scene
        if scene is None:
            return
        theme = scene.theme
        aside = 56.0 if scene.facts.task == "regression" else 42.0 if scene.facts.outputs == 2 else 84.0
        box = plot_box(area, square=True, right=aside)
        extent = scene.prepared.extent()
        if scene.picture is not None:
            extent = scene.picture.facts.get("extent", extent)
        frame = self._frame = Frame(box, extent)
        if self._image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(box, self._image)
        else:
            painter.fillRect(box, theme.colour("middle"))
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(area.topLeft(), self._layer(area, frame, ratio))
        frame.paint(painter, theme, scene.facts.features[0], scene.facts.features[1])
        side = QRectF(box.right() + 10, box.top(), 10, box.height())
        if scene.facts.task == "regression":
            low, high = self._spread
            numbers = [(share, short(low + share * (high - low), high - low)) for share in (0.0, 0.5, 1.0)]
            scale_bar(painter, theme, side, numbers)
        elif scene.facts.outputs == 2:
            scale_bar(painter, theme, side, [(0, "0"), (0.5, "0.5"), (1, "1")])
        else:
            self._classes(painter, scene, side)

    def read(self, at: QPointF) -> str:
        """The point and what is predicted there."""
        scene, frame = self._scene, self._frame
        point = frame.back(at) if frame is not None else None
        if scene is None or frame is None or point is None:
            return ""
        first, second = scene.facts.features
        words = f"{first} {point[0]:.2f}   {second} {point[1]:.2f}"
        if scene.picture is not None:
            prediction = scene.picture.arrays["prediction"]
            rows, columns = prediction.shape[:2]
            row = min(int((point[1] - frame.low) / (frame.high - frame.low) * rows), rows - 1)
            column = min(int((point[0] - frame.left) / (frame.right - frame.left) * columns), columns - 1)
            here = prediction[row, column]
            if scene.facts.task == "regression":
                words += f"   →   {scene.facts.targets[0]} {here[0]:.3f}"
            elif scene.facts.outputs == 2:
                words += f"   →   P({scene.facts.classes[1]}) {here[1]:.3f}"
            else:
                best = int(here.argmax())
                words += f"   →   {scene.facts.classes[best]} {here[best]:.3f}"
        return minus(words)

    def _layer(self, area: QRectF, frame: Frame, ratio: float) -> QPixmap:
        """The points, drawn once for as long as data, parts, size and colours stay."""
        scene = self._scene
        assert scene is not None
        extent = (frame.left, frame.right, frame.low, frame.high)
        key = (scene.prepared, scene.parts, scene.theme, area.width(), area.height(), ratio, extent)
        if self._points is None or self._points[0] != key:
            layer = QPixmap(max(round(area.width() * ratio), 1), max(round(area.height() * ratio), 1))
            layer.setDevicePixelRatio(ratio)
            layer.fill(Qt.GlobalColor.transparent)
            painter = QPainter(layer)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(-area.topLeft())
            painter.setClipRect(frame.box)
            for part in reversed(PARTS):
                if part in scene.parts:
                    self._paint_part(painter, frame, scene, part)
            painter.end()
            self._points = key, layer
        return self._points[1]

    def _paint_part(self, painter: QPainter, frame: Frame, scene: Scene, part: Part) -> None:
        rows = scene.prepared.rows(part)[:MOST]
        places = frame.all_at(scene.prepared.raw[rows, 0], scene.prepared.raw[rows, 1])
        rim = QColor("#ffffff") if scene.theme.name == "light" else QColor("#10141a")
        for (x, y), colour in zip(places, point_colours(scene, rows, self._spread), strict=True):
            dot(painter, QPointF(x, y), part, colour, rim)

    def _classes(self, painter: QPainter, scene: Scene, side: QRectF) -> None:
        painter.setFont(font(8.0))
        height = painter.fontMetrics().height() + 4
        for index, name in enumerate(scene.facts.classes):
            y = side.top() + index * height
            if y + height > side.bottom() + 4:
                break
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(class_colour(scene.theme, index, scene.facts.outputs))
            painter.drawEllipse(QPointF(side.left() + 5, y + height / 2), 4, 4)
            painter.setPen(QPen(scene.theme.colour("text")))
            cut = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, 56)
            painter.drawText(QRectF(side.left() + 14, y, 58, height), Qt.AlignmentFlag.AlignVCenter, cut)


def point_colours(scene: Scene, rows: NDArray[Any], spread: tuple[float, float]) -> list[QColor]:
    """The colour of every example of ``rows``: its class's, or its value's."""
    y = scene.prepared.y[rows]
    if scene.facts.task == "classes":
        colours = [class_colour(scene.theme, index, scene.facts.outputs) for index in range(scene.facts.outputs)]
        return [colours[int(label)] for label in y]
    low, high = spread
    table = surface_colours(scene.theme, (y[:, 0] - low) * (2.0 / (high - low)) - 1.0)
    return [QColor(int(red), int(green), int(blue)) for red, green, blue, _ in table]
