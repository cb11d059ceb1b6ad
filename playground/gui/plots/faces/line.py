"""The prediction along the only feature, with the data around it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from playground.catalog.facts import Facts
from playground.catalog.prepare import PARTS, Part
from playground.gui.gaze import Example
from playground.gui.plots.faces.face import Face, Frame, Scene, UnitMap, class_colour, minus, plot_box
from playground.gui.plots.faces.field import nice, value_range
from playground.gui.plots.faces.marks import MOST, NOWHERE, chosen, nearest, rim_of, rings, scatter, stamp
from playground.gui.plots.faces.said import probability_words
from playground.spec.words import mark, tr
from playground.wire.events import Picture

Numbers = NDArray[np.floating[Any]]


class LineFace(Face):
    """What the network predicts for every x; for classes, each one's probability; or what one unit gives."""

    kind = "curve"
    heading = mark("Fitted curve")

    def __init__(self) -> None:
        self._scene: Scene | None = None
        self._frame: Frame | None = None
        self._places: dict[Part, NDArray[np.float64]] = {}

    @classmethod
    def fits(cls, picture: Picture, facts: Facts) -> bool:
        """As many outputs as the data have."""
        prediction = picture.arrays.get("prediction")
        return prediction is not None and prediction.ndim == 2 and prediction.shape[1] == facts.outputs

    def show(self, scene: Scene) -> None:
        """Take up what is to be painted from now on."""
        self._scene = scene

    @property
    def frame(self) -> Frame | None:
        """Where x and the prediction lie, since it was last painted."""
        return self._frame

    def paint(self, painter: QPainter, area: QRectF) -> None:
        """Points, curve, axes."""
        scene = self._scene
        if scene is None:
            return
        theme, facts = scene.theme, scene.facts
        classes = facts.task == "classes"
        low, high = self._limits(scene)
        margin = 0.0 if scene.look.own_range and scene.unit is None else max((high - low) * 0.12, 1e-9)
        left, right = scene.prepared.extent()[:2]
        if scene.unit is not None:
            left, right = scene.unit.extent[:2]
        elif scene.picture is not None:
            left, right = float(scene.picture.arrays["x"][0]), float(scene.picture.arrays["x"][-1])
        frame = self._frame = Frame(
            plot_box(area, square=False), (left, max(right, left + 1e-9), low - margin, high + margin)
        )
        painter.fillRect(frame.box, theme.colour("plot_background"))
        painter.save()
        painter.setClipRect(frame.box)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ratio = painter.device().devicePixelRatioF()
        rim = rim_of(theme).name()
        pixels = self._pixels(scene, frame, low, margin)
        for part in reversed(PARTS):
            if part in scene.parts:
                y = scene.prepared.y[scene.prepared.rows(part)[:MOST]]
                names = (
                    [class_colour(theme, int(label), facts.outputs).name() for label in y]
                    if classes
                    else [theme.positive] * len(y)
                )
                scatter(painter, pixels[part], (stamp(part, name, rim, ratio) for name in names))
        if scene.unit is not None:
            self._curve(painter, frame, *_points_of(scene.unit), theme.colour("accent"))
        elif scene.picture is not None:
            x, prediction = scene.picture.arrays["x"], scene.picture.arrays["prediction"]
            for index in self._shown(scene):
                colour = class_colour(theme, index, facts.outputs) if classes else theme.colour("negative")
                self._curve(painter, frame, x, prediction[:, index], colour)
        self._rings(painter, scene, pixels, ratio)
        painter.restore()
        up = tr("probability") if classes else facts.targets[0]
        if scene.unit is not None:
            up = tr("output")
        frame.paint(painter, theme, facts.features[0], up)

    def read(self, at: QPointF) -> tuple[str, ...]:
        """X and the prediction there."""
        scene = self._scene
        point = self._frame.back(at) if self._frame is not None else None
        if scene is None or point is None:
            return ()
        where = minus(f"{scene.facts.features[0]} {point[0]:.3g}")
        if scene.unit is not None:
            x, values = _points_of(scene.unit)
            here = float(values[min(int(np.searchsorted(x, point[0])), len(x) - 1)])
            return (where if np.isnan(here) else minus(f"{where}   →   {here:.3f}"),)
        if scene.picture is None:
            return (where,)
        x, prediction = scene.picture.arrays["x"], scene.picture.arrays["prediction"]
        index = min(int(np.searchsorted(x, point[0])), len(x) - 1)
        return probability_words(scene.facts, where, prediction[index])

    def place(self, at: QPointF) -> tuple[float, ...] | None:
        """X under the pointer."""
        point = self._frame.back(at) if self._frame is not None else None
        return point[:1] if point is not None else None

    def example_at(self, at: QPointF) -> Example | None:
        """The nearest example that is shown."""
        scene, frame = self._scene, self._frame
        return nearest(scene, at, self._places) if scene is not None and frame is not None else None

    @staticmethod
    def _shown(scene: Scene) -> range:
        """The numbers of the outputs that have a curve."""
        if scene.facts.task != "classes":
            return range(1)
        only = scene.look.only
        if 0 <= only < scene.facts.outputs:
            return range(only, only + 1)
        return range(1 if scene.facts.outputs == 2 else 0, scene.facts.outputs)

    def _pixels(self, scene: Scene, frame: Frame, low: float, margin: float) -> dict[Part, NDArray[np.float64]]:
        """Where the examples of every part are drawn: in a row below, where the curve's y is not theirs."""
        found: dict[Part, NDArray[np.float64]] = {}
        for part in PARTS:
            rows = scene.prepared.rows(part)[:MOST]
            x = scene.prepared.raw[rows].reshape(len(rows), scene.prepared.raw[:1].size)[:, 0]  # a part may be empty
            foot = low - margin / 2 + (frame.high - frame.low) * (0.03 if not margin else 0.0)
            below = scene.facts.task == "classes" or scene.unit is not None
            heights = np.full(len(rows), foot) if below else scene.prepared.y[rows][:, 0]
            found[part] = frame.all_at(x, heights)
        self._places = found
        return found

    def _rings(self, painter: QPainter, scene: Scene, pixels: dict[Part, NDArray[np.float64]], ratio: float) -> None:
        for part in scene.parts:
            rings(painter, scene, part, pixels.get(part, NOWHERE), ratio)
        if scene.example is not None:
            for part in PARTS:
                if part == scene.example.part and scene.example.row < len(pixels[part]):
                    chosen(painter, scene.theme, QPointF(*pixels[part][scene.example.row]))

    @staticmethod
    def _limits(scene: Scene) -> tuple[float, float]:
        """The least and the greatest y that are in sight."""
        if scene.unit is not None:
            finite = scene.unit.values[np.isfinite(scene.unit.values)]
            most = nice(float(np.abs(finite).max()) if len(finite) else 1.0)
            return -most, most
        classes = scene.facts.task == "classes"
        return scene.look.range(*((0.0, 1.0) if classes else value_range(scene.prepared.y[:, 0])))

    @staticmethod
    def _curve(painter: QPainter, frame: Frame, x: Numbers, y: Numbers, colour: QColor) -> None:
        path, drawing = QPainterPath(), False
        for across, up in frame.all_at(x, y):
            if np.isfinite(up):
                (path.lineTo if drawing else path.moveTo)(QPointF(across, up))
            drawing = bool(np.isfinite(up))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.strokePath(path, QPen(colour, 2.4))


def _points_of(unit: UnitMap) -> tuple[Numbers, Numbers]:
    """A unit's curve: x and its output there."""
    return np.linspace(unit.extent[0], unit.extent[1], len(unit.values)), unit.values
