"""The decision surface over a plane through the inputs, with the data on it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap

from playground.catalog.facts import Facts
from playground.catalog.prepare import PARTS, Part
from playground.gui.gaze import Example
from playground.gui.plots.faces.border import class_borders, lines_on
from playground.gui.plots.faces.face import Face, Frame, Scene, minus, plot_box
from playground.gui.plots.faces.field import Field, extent_of, field_of, legend_width, paint_legend, point_spread
from playground.gui.plots.faces.marks import (
    MOST,
    NOWHERE,
    chosen,
    mark_size,
    nearest,
    point_colours,
    rim_of,
    rings,
    scatter,
    stamp,
)
from playground.gui.plots.faces.said import probability_words
from playground.gui.theme.fonts import magnified
from playground.spec.words import mark
from playground.wire.events import Picture


class PlaneFace(Face):
    """Prediction everywhere on the plane, points over it, a scale of colours, and the value under the pointer."""

    kind = "surface"
    heading = mark("Decision surface")

    def __init__(self) -> None:
        self._scene: Scene | None = None
        self._field: Field | None = None
        self._image: QImage | None = None
        self._points: tuple[tuple[Any, ...], QPixmap] | None = None
        self._border: tuple[tuple[Any, ...], list[QLineF]] | None = None
        self._frame: Frame | None = None
        self._places: dict[Part, NDArray[np.floating[Any]]] = {}
        self._places_of: tuple[object, ...] = ()

    @classmethod
    def fits(cls, picture: Picture, facts: Facts) -> bool:
        """As many outputs as the data have."""
        prediction = picture.arrays.get("prediction")
        return prediction is not None and prediction.ndim == 3 and prediction.shape[2] == facts.outputs

    def show(self, scene: Scene) -> None:
        """Colour the picture."""
        self._scene = scene
        self._field = shown = field_of(scene)
        self._image = None
        if shown is not None:
            colours = np.ascontiguousarray(shown.colours[::-1])
            rows, columns = colours.shape[:2]
            self._image = QImage(colours.data, columns, rows, columns * 4, QImage.Format.Format_RGBA8888).copy()

    @property
    def image(self) -> QImage | None:
        """The coloured surface, highest place on top."""
        return self._image

    @property
    def frame(self) -> Frame | None:
        """Where the plane lies, since it was last painted, if its places are examples' own two numbers."""
        planar = self._scene is not None and len(self._scene.facts.features) == 2
        return self._frame if planar else None

    @property
    def ground(self) -> Frame | None:
        """Where any plane lies, since it was last painted."""
        return self._frame

    def paint(self, painter: QPainter, area: QRectF) -> None:
        """Surface, points, rings, axes, scale."""
        scene = self._scene
        if scene is None or scene.plane is None:
            return
        theme = scene.theme
        box = plot_box(area, square=True, right=legend_width(scene))
        frame = self._frame = Frame(box, extent_of(scene))
        if self._image is not None:
            stepped = self._field is not None and self._field.stepped
            painter.setRenderHint(
                QPainter.RenderHint.SmoothPixmapTransform, not stepped or box.width() < self._image.width()
            )
            painter.drawImage(box, self._image)
        else:
            painter.fillRect(box, theme.colour("middle"))
        if scene.look.border:
            self._paint_border(painter, scene, box)
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(area.topLeft(), self._layer(area, frame, ratio))
        painter.save()
        painter.setClipRect(box)
        self._paint_rings(painter, scene, ratio, mark_size(box.width()))
        painter.restore()

    def read(self, at: QPointF) -> tuple[str, ...]:
        """The point and what is predicted there."""
        scene, frame = self._scene, self._frame
        point = frame.back(at) if frame is not None else None
        if scene is None or frame is None or point is None or scene.plane is None:
            return ()
        first, second = scene.plane.axes if not scene.plane.explained else ("u", "v")
        where = minus(f"{first} {point[0]:.3g}   {second} {point[1]:.3g}")
        here = self._cell(frame, point)
        if scene.unit is not None:
            value = "" if here is None else minus(f"   →   {float(here):.3f}")
            return (where + value,)
        if here is None:
            return (where,)
        return probability_words(scene.facts, where, np.atleast_1d(here))

    def place(self, at: QPointF) -> tuple[float, ...] | None:
        """The input under the pointer."""
        point = self._frame.back(at) if self._frame is not None else None
        if self._scene is None or self._scene.plane is None or point is None:
            return None
        return tuple(self._scene.plane.at(np.array([point]))[0].tolist())

    def example_at(self, at: QPointF) -> Example | None:
        """The nearest example that is shown."""
        if self._scene is None or self._frame is None or not self._frame.box.contains(at):
            return None
        return nearest(self._scene, at, self._pixels())

    def _cell(self, frame: Frame, point: tuple[float, float]) -> Any:
        """The prediction, or the unit's output, in the cell of a point; None where nothing has been measured."""
        scene = self._scene
        assert scene is not None
        if scene.unit is not None:
            cells = scene.unit.values
        elif scene.picture is not None:
            cells = scene.picture.arrays["prediction"]
        else:
            return None
        rows, columns = cells.shape[:2]
        row = min(int((point[1] - frame.low) / (frame.high - frame.low) * rows), rows - 1)
        column = min(int((point[0] - frame.left) / (frame.right - frame.left) * columns), columns - 1)
        return cells[row, column]

    def _pixels(self) -> dict[Part, NDArray[np.float64]]:
        """Where the examples of every part are drawn."""
        frame, scene = self._frame, self._scene
        assert frame is not None
        assert scene is not None
        assert scene.plane is not None
        known = (scene.prepared, scene.plane)
        if self._places_of != known:
            self._places_of = known
            self._places = {
                part: scene.plane.coordinates(scene.prepared.raw[scene.prepared.rows(part)[:MOST]]) for part in PARTS
            }
        return {part: frame.all_at(places[:, 0], places[:, 1]) for part, places in self._places.items()}

    def _layer(self, area: QRectF, frame: Frame, ratio: float) -> QPixmap:
        """Points, axes and scale, drawn once for as long as data, parts, size, numbers and colours stay."""
        scene, field = self._scene, self._field
        assert scene is not None
        assert scene.plane is not None
        scale = (field.numbers, field.says, field.scale.tobytes()) if field is not None else None
        extent = (frame.left, frame.right, frame.low, frame.high)
        spread = point_spread(scene)
        side = QRectF(frame.box.right() + 10, frame.box.top(), 10, frame.box.height())
        look = (scene.plane, scene.parts, scene.theme, scene.look, scene.facts, magnified())
        key = (scene.prepared, look, spread, scale, area, frame.box, ratio, extent)
        if self._points is None or self._points[0] != key:
            layer = QPixmap(max(round(area.width() * ratio), 1), max(round(area.height() * ratio), 1))
            layer.setDevicePixelRatio(ratio)
            layer.fill(Qt.GlobalColor.transparent)
            rim = rim_of(scene.theme).name()
            pixels, size = self._pixels(), mark_size(frame.box.width())
            with QPainter(layer) as painter:  # it must have ended before the layer goes, whatever happens
                painter.translate(-area.topLeft())
                painter.save()
                painter.setClipRect(frame.box)
                for part in reversed(PARTS):
                    if part in scene.parts:
                        rows = scene.prepared.rows(part)[:MOST]
                        colours = point_colours(scene, rows, spread)
                        scatter(painter, pixels[part], (stamp(part, colour, rim, ratio, size) for colour in colours))
                painter.restore()
                frame.paint(painter, scene.theme, *scene.plane.axes)
                paint_legend(painter, scene, field, side)
            self._points = key, layer
        return self._points[1]

    def _paint_rings(self, painter: QPainter, scene: Scene, ratio: float, size: float) -> None:
        pixels = self._pixels() if scene.wrong or scene.example is not None else {}
        for part in scene.parts:
            rings(painter, scene, part, pixels.get(part, NOWHERE), ratio, size)
        if scene.example is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for part in PARTS:
                if part == scene.example.part and scene.example.row < len(pixels[part]):
                    chosen(painter, scene.theme, QPointF(*pixels[part][scene.example.row]))

    def _paint_border(self, painter: QPainter, scene: Scene, box: QRectF) -> None:
        picture = scene.picture
        if picture is None or scene.unit is not None or scene.facts.task != "classes":
            return
        prediction = picture.arrays["prediction"]
        key = (picture, scene.look.only, box)
        if self._border is None or self._border[0] != key:
            only = scene.look.only if 0 <= scene.look.only < scene.facts.outputs else -1
            pieces = class_borders(prediction, only)
            shape = (prediction.shape[0], prediction.shape[1])
            self._border = key, lines_on(pieces, shape, box.left(), box.top(), box.width(), box.height())
        painter.save()
        painter.setClipRect(box)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = QColor("#10141a" if scene.theme.name == "light" else "#ffffff")
        ink.setAlphaF(0.75)
        painter.setPen(QPen(ink, 1.3))
        painter.drawLines(self._border[1])
        painter.restore()
