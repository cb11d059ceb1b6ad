"""Predicted against true numbers, for data that no plane can show."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from playground.catalog.facts import Facts
from playground.catalog.looked_at import numbers_looked_at
from playground.gui.gaze import Example
from playground.gui.plots.faces.face import Face, Frame, Scene, minus, plot_box
from playground.gui.plots.faces.marks import NEAR, chosen
from playground.spec.words import mark, tr
from playground.wire.events import Picture


class AgreementFace(Face):
    """A point per example of one part; on the diagonal the prediction is right."""

    kind = "predictions"
    heading = mark("Agreement")
    one_part = True

    def __init__(self) -> None:
        self._scene: Scene | None = None
        self._frame: Frame | None = None

    @classmethod
    def fits(cls, picture: Picture, facts: Facts) -> bool:
        """As many numbers as the data have."""
        predicted = picture.arrays.get("predicted")
        return predicted is not None and predicted.ndim == 2 and predicted.shape[1] == facts.outputs

    def show(self, scene: Scene) -> None:
        """Take up what is to be painted from now on."""
        self._scene = scene

    def paint(self, painter: QPainter, area: QRectF) -> None:
        """Points, diagonal, axes. The frame is that of the truth, so that it stands still."""
        scene = self._scene
        if scene is None:
            return
        theme = scene.theme
        truth = scene.prepared.y[:, 0]
        low, high = float(truth.min()), float(truth.max())
        margin = max((high - low) * 0.08, 1e-9)
        extent = (low - margin, high + margin, low - margin, high + margin)
        frame = self._frame = Frame(plot_box(area, square=True), extent)
        painter.fillRect(frame.box, theme.colour("plot_background"))
        painter.save()
        painter.setClipRect(frame.box)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("muted"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(frame.at(low - margin, low - margin), frame.at(high + margin, high + margin))
        if scene.picture is not None:
            places = frame.all_at(scene.picture.arrays["truth"][:, 0], scene.picture.arrays["predicted"][:, 0])
            colour = theme.colour("positive")
            colour.setAlphaF(0.75)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            for x, y in places[np.isfinite(places).all(axis=1)]:
                painter.drawEllipse(QPointF(x, y), 2.8, 2.8)
            example = scene.example
            if example is not None and example.part == scene.parts[0]:
                looked_at = numbers_looked_at(scene.prepared, scene.parts[0])[: len(places)]
                for x, y in places[np.flatnonzero(looked_at == example.row)]:
                    if np.isfinite([x, y]).all():
                        chosen(painter, theme, QPointF(x, y))
        painter.restore()
        name = scene.facts.targets[0]
        frame.paint(painter, theme, tr("true {target}", target=name), tr("predicted {target}", target=name))

    def read(self, at: QPointF) -> tuple[str, ...]:
        """True and predicted under the pointer."""
        point = self._frame.back(at) if self._frame is not None else None
        return (
            ()
            if point is None
            else (
                minus(tr("true {truth}   predicted {predicted}", truth=f"{point[0]:.4g}", predicted=f"{point[1]:.4g}")),
            )
        )

    def example_at(self, at: QPointF) -> Example | None:
        """The nearest example."""
        scene, frame = self._scene, self._frame
        if scene is None or frame is None or scene.picture is None:
            return None
        places = frame.all_at(scene.picture.arrays["truth"][:, 0], scene.picture.arrays["predicted"][:, 0])
        away = np.nan_to_num(np.square(places - (at.x(), at.y())).sum(axis=1), nan=np.inf)
        row = int(away.argmin())
        if away[row] >= NEAR**2:
            return None
        return Example(scene.parts[0], int(numbers_looked_at(scene.prepared, scene.parts[0])[row]))
