"""The prediction along the only feature, with the data around it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from playground.catalog.facts import Facts
from playground.catalog.prepare import PARTS
from playground.gui.plots.faces.face import Face, Frame, Scene, class_colour, dot, minus, plot_box
from playground.wire.events import Picture

MOST = 4000


class LineFace(Face):
    """What the network predicts for every x; for classes, each one's probability."""

    kind = "curve"
    heading = "Fitted curve"

    def __init__(self) -> None:
        self._scene: Scene | None = None
        self._frame: Frame | None = None

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
        raw, y = scene.prepared.raw.reshape(len(scene.prepared.raw), -1)[:, 0], scene.prepared.y
        classes = facts.task == "classes"
        low, high = (0.0, 1.0) if classes else (float(y[:, 0].min()), float(y[:, 0].max()))
        margin = max((high - low) * 0.12, 1e-9)
        left, right = float(raw.min()), float(raw.max())
        if scene.picture is not None:
            left, right = float(scene.picture.arrays["x"][0]), float(scene.picture.arrays["x"][-1])
        frame = self._frame = Frame(
            plot_box(area, square=False), (left, max(right, left + 1e-9), low - margin, high + margin)
        )
        painter.fillRect(frame.box, theme.colour("plot_background"))
        painter.save()
        painter.setClipRect(frame.box)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rim = QColor(theme.plot_background)
        for part in reversed(PARTS):
            if part not in scene.parts:
                continue
            for row in scene.prepared.rows(part)[:MOST]:
                colour = class_colour(theme, int(y[row]), facts.outputs) if classes else theme.colour("positive")
                height = -margin / 2 if classes else float(y[row, 0])
                dot(painter, frame.at(float(raw[row]), height), part, colour, rim)
        if scene.picture is not None:
            for index in range(1 if classes and facts.outputs == 2 else 0, facts.outputs if classes else 1):
                colour = class_colour(theme, index, facts.outputs) if classes else theme.colour("negative")
                self._curve(painter, frame, scene.picture, index, colour)
        painter.restore()
        up = "probability" if classes else facts.targets[0]
        frame.paint(painter, theme, facts.features[0], up)

    def read(self, at: QPointF) -> str:
        """X and the prediction there."""
        scene = self._scene
        point = self._frame.back(at) if self._frame is not None else None
        if scene is None or point is None:
            return ""
        words = f"{scene.facts.features[0]} {point[0]:.3g}"
        if scene.picture is not None:
            x, prediction = scene.picture.arrays["x"], scene.picture.arrays["prediction"]
            index = min(int(np.searchsorted(x, point[0])), len(x) - 1)
            if scene.facts.task == "classes":
                best = int(prediction[index].argmax())
                words += f"   →   {scene.facts.classes[best]} {prediction[index, best]:.3f}"
            else:
                words += f"   →   {scene.facts.targets[0]} {prediction[index, 0]:.4g}"
        return minus(words)

    def _curve(self, painter: QPainter, frame: Frame, picture: Picture, index: int, colour: QColor) -> None:
        path, drawing = QPainterPath(), False
        for x, y in frame.all_at(picture.arrays["x"], picture.arrays["prediction"][:, index]):
            if np.isfinite(y):
                (path.lineTo if drawing else path.moveTo)(QPointF(x, y))
            drawing = bool(np.isfinite(y))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.strokePath(path, QPen(colour, 2.4))
