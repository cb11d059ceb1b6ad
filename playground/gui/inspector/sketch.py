"""A small drawing of a function under the setting that chooses it: an activation and its slope, a schedule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.catalog.entry import settle
from playground.catalog.families import Activation, Schedule
from playground.catalog.settings import setting_at
from playground.catalog.tensor import Array
from playground.gui.theme.fonts import font
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Experiment
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Line:
    """One curve of a sketch: its name, y values, colour token, and whether it is dashed."""

    name: str
    y: Array
    token: str
    dashed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawing:
    """Curves over a common x, and the name of the x axis."""

    x: Array
    lines: tuple[Line, ...]
    across: str


def of_activation(choice: Choice, experiment: Experiment) -> Drawing:
    """G and g′ from −4 to 4."""
    entry, p = settle(Activation, choice)
    z = np.linspace(-4.0, 4.0, 161)
    if not entry.elementwise:
        # Against one other logit at 0; the values of one row do depend on each other.
        rows = np.stack([z, np.zeros_like(z)], axis=1)
        value, slope = entry.value(p, rows)[:, 0], entry.derivative(p, rows)[:, 0]
    else:
        value, slope = entry.value(p, z), entry.derivative(p, z)
    lines = (Line(name="g(z)", y=value, token="accent"), Line(name="g′(z)", y=slope, token="negative", dashed=True))
    return Drawing(x=z, lines=lines, across="z")


def of_schedule(choice: Choice, experiment: Experiment) -> Drawing:
    """The learning rate over the epochs that the experiment asks for, or over 100."""
    entry, p = settle(Schedule, choice)
    try:
        base = float(setting_at(experiment, ("training", "optimizer", "learning_rate"))[1])
    except PlaygroundError:
        base = 1.0
    epochs = np.linspace(0.0, float(experiment.training.epochs or 100), 201)
    rate = np.array([entry.rate(p, base, float(epoch)) for epoch in epochs])
    return Drawing(x=epochs, lines=(Line(name="learning rate", y=rate, token="accent"),), across="epoch")


SKETCHES: dict[str, Callable[[Choice, Experiment], Drawing]] = {"activations": of_activation, "schedules": of_schedule}
"""The families whose choices can be drawn."""


class Sketch(QWidget):
    """Draws a `Drawing` with its axes, names and the numbers at the ends."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._drawing: Drawing | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(104)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Wide and low."""
        return QSize(220, 104)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        self.update()

    def show_drawing(self, drawing: Drawing) -> None:
        """Draw this from now on."""
        self._drawing = drawing
        names = " and ".join(line.name for line in drawing.lines)
        self.setAccessibleName(f"Curve of {names}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Axes, curves, names."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("raised"))
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        if self._drawing is not None:
            self._paint(painter, self._drawing)
        painter.end()

    def _paint(self, painter: QPainter, drawing: Drawing) -> None:
        theme = self._theme
        values = np.concatenate([line.y[np.isfinite(line.y)] for line in drawing.lines] or [np.zeros(1)])
        low, high = min(float(values.min(initial=0.0)), 0.0), float(values.max(initial=0.0))
        if high - low < 1e-12:
            high = low + 1.0
        box = QRectF(self.rect()).adjusted(34, 20, -10, -16)
        left, right = float(drawing.x[0]), float(drawing.x[-1])

        def at(x: float, y: float) -> QPointF:
            return QPointF(
                box.left() + (x - left) / (right - left) * box.width(),
                box.bottom() - (y - low) / (high - low) * box.height(),
            )

        painter.setFont(font(7.5))
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(at(left, 0.0), at(right, 0.0))
        if left < 0 < right:
            painter.drawLine(at(0.0, low), at(0.0, high))
        painter.setPen(theme.colour("muted"))
        numbers = QRectF(0, 0, 30, 12)
        aligned = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for value in {low, high}:
            painter.drawText(numbers.translated(0, at(left, value).y() - 6), aligned, f"{value:.2g}")
        below = QRectF(box.left(), box.bottom() + 2, box.width(), 12)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, f"{left:g}")
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, f"{right:g}")
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, drawing.across)
        x = box.left()
        for line in drawing.lines:
            pen = QPen(theme.colour(line.token), 1.8)
            if line.dashed:
                pen.setDashPattern([3.0, 2.0])
            painter.setPen(pen)
            painter.drawLine(QPointF(x, 10), QPointF(x + 14, 10))
            painter.setPen(theme.colour("muted"))
            painter.drawText(QPointF(x + 18, 13), line.name)
            x += 30 + painter.fontMetrics().horizontalAdvance(line.name)
            path, drawing_on = QPainterPath(), False
            for px, py in zip(drawing.x, line.y, strict=True):
                if np.isfinite(py):
                    point = at(float(px), float(py))
                    (path.lineTo if drawing_on else path.moveTo)(point)
                drawing_on = bool(np.isfinite(py))
            painter.strokePath(path, pen)
