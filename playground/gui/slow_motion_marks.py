"""Rings on the surface around the examples of a batch."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from playground.gui.passage_values import Seen
from playground.gui.plots.surface import SurfaceView
from playground.gui.theme.tokens import Theme

MOST = 400
RADIUS = 6.5


class BatchMarks(QWidget):
    """Lies over the surface's picture; the pointer goes through it. Draws where the data are points of a plane."""

    def __init__(self, surface: SurfaceView, theme: Theme) -> None:
        super().__init__(surface.canvas)
        self._surface = surface
        self._theme = theme
        self._points: NDArray[Any] = np.zeros((0, 2))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        surface.canvas.installEventFilter(self)
        self.hide()

    @property
    def points(self) -> NDArray[Any]:
        """What is ringed, in the data's own numbers, shape (m, 2)."""
        return self._points

    def show_batch(self, found: Seen | None) -> None:
        """Ring these examples; None for none."""
        points = np.zeros((0, 2))
        if found is not None and found.x.ndim == 2 and found.x.shape[1] <= 2:
            x = found.x[:MOST]
            points = x if x.shape[1] == 2 else np.column_stack([x[:, 0], found.y.reshape(len(found.y), -1)[:MOST, 0]])
        self._points = points
        self.setGeometry(self._surface.canvas.rect())
        self.setVisible(bool(len(points)))
        self.raise_()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._theme = theme
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """As large as the picture."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._surface.canvas.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """A ring in the accent's colour on a rim of the ground's."""
        face = self._surface.face
        frame = face.frame if face is not None else None
        if frame is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(frame.box.adjusted(-RADIUS, -RADIUS, RADIUS, RADIUS))
        for token, thick in (("plot_background", 4.5), ("accent", 2.2)):
            painter.setPen(QPen(self._theme.colour(token), thick))
            for x, y in self._points.tolist():
                painter.drawEllipse(QPointF(frame.at(x, y)), RADIUS, RADIUS)
        painter.end()
