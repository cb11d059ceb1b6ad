"""A small drawing of a function under the setting that chooses it: an activation and its slope, a schedule.

While the network trains, the distribution of z lies behind an activation, and the present epoch is marked on a
schedule: see `playground.gui.inspector.live_sketches`.
"""

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
from playground.gui.plots.planned import horizon, length
from playground.gui.theme.fonts import font
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Experiment
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice
from playground.spec.words import tr


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Line:
    """One curve of a sketch: its name, y values, colour token, and whether it is dashed."""

    name: str
    y: Array
    token: str
    dashed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spread:
    """A histogram that lies behind the curves: counts, one more edge than those, and what it is of."""

    counts: Array
    edges: Array
    name: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawing:
    """Curves over a common x, and the name of the x axis; behind them a spread over x, and a mark at ``now``."""

    x: Array
    lines: tuple[Line, ...]
    across: str
    spread: Spread | None = None
    now: float | None = None


REACHES = (4.0, 6.0, 10.0, 15.0, 25.0, 40.0, 60.0, 100.0)
"""How far from 0 an activation is drawn; so few that the drawing seldom jumps."""
INSIDE = 0.98
"""The share of z that the drawing reaches over."""


def reach_of(spread: Spread | None) -> float:
    """The least of `REACHES` that most of z lies within; the first where z is not known."""
    if spread is None or not spread.counts.sum():
        return REACHES[0]
    far = np.maximum(np.abs(spread.edges[:-1]), np.abs(spread.edges[1:]))
    total = float(spread.counts.sum())
    return next((r for r in REACHES if spread.counts[far <= r].sum() >= INSIDE * total), REACHES[-1])


def of_activation(choice: Choice, experiment: Experiment, spread: Spread | None = None, now: float = 0.0) -> Drawing:
    """G and g′ from −4 to 4, or as far as z reaches."""
    entry, p = settle(Activation, choice)
    reach = reach_of(spread)
    z = np.linspace(-reach, reach, 161)
    if not entry.elementwise:
        # Against one other logit at 0; the values of one row do depend on each other.
        rows = np.stack([z, np.zeros_like(z)], axis=1)
        value, slope = entry.value(p, rows)[:, 0], entry.derivative(p, rows)[:, 0]
    else:
        value, slope = entry.value(p, z), entry.derivative(p, z)
    lines = (Line(name="g(z)", y=value, token="accent"), Line(name="g′(z)", y=slope, token="negative", dashed=True))
    return Drawing(x=z, lines=lines, across="z", spread=spread)


def of_schedule(choice: Choice, experiment: Experiment, spread: Spread | None = None, now: float = 0.0) -> Drawing:
    """The learning rate over the epochs that the experiment asks for, or over 100 and more; ``now`` is marked."""
    entry, p = settle(Schedule, choice)
    try:
        base = float(setting_at(experiment, ("training", "optimizer", "learning_rate"))[1])
    except PlaygroundError:
        base = 1.0
    epochs = np.linspace(0.0, horizon(now, experiment.training.epochs, length(p)), 201)
    rate = entry.rates(p, base, epochs)
    lines = (Line(name=tr("learning rate"), y=rate, token="accent"),)
    return Drawing(x=epochs, lines=lines, across=tr("epoch"), now=now or None)


SKETCHES: dict[str, Callable[[Choice, Experiment, Spread | None, float], Drawing]] = {
    "activations": of_activation,
    "schedules": of_schedule,
}
"""The families whose choices can be drawn."""


class Sketch(QWidget):
    """Draws a `Drawing` with its axes, names and the numbers at the ends.

    Attributes:
        path: of the setting that it stands under.

    """

    def __init__(self, theme: Theme, family: str = "", path: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.path = path
        self._family = family
        self._theme = theme
        self._drawing: Drawing | None = None
        self._of: tuple[Choice, Experiment] | None = None
        self._spread: Spread | None = None
        self._now = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(104)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Wide and low."""
        return QSize(220, 104)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        self.update()

    def show_choice(self, choice: Choice, experiment: Experiment) -> None:
        """Draw this choice of the sketch's family from now on.

        Raises:
            PlaygroundError: the catalogue refuses it.

        """
        self._of = (choice, experiment)
        self.show_drawing(SKETCHES[self._family](choice, experiment, self._spread, self._now))

    def show_live(self, spread: Spread | None, now: float) -> None:
        """Draw a distribution behind the curves, and mark where training stands; None and 0 are none."""
        if self._of is None or (spread is self._spread and now == self._now):
            return
        self._spread, self._now = spread, now
        try:
            self.show_choice(*self._of)
        except PlaygroundError:
            self._of = None  # the form has said why; there is no curve

    @property
    def drawing(self) -> Drawing | None:
        """What is drawn."""
        return self._drawing

    def show_drawing(self, drawing: Drawing) -> None:
        """Draw this from now on."""
        self._drawing = drawing
        names = drawing.lines[0].name
        for line in drawing.lines[1:]:
            names = tr("{first} and {second}", first=names, second=line.name)
        self.setAccessibleName(tr("Curve of {names}", names=names))
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

        if drawing.spread is not None:
            self._paint_spread(painter, drawing.spread, box, left, right)
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
        if drawing.spread is not None:
            fill = theme.colour("text")
            fill.setAlphaF(0.3)
            painter.fillRect(QRectF(x, 6, 12, 8), fill)
            painter.setPen(theme.colour("muted"))
            painter.drawText(QPointF(x + 16, 13), drawing.spread.name)
        if drawing.now is not None:
            painter.setPen(QPen(theme.colour("text"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(at(drawing.now, low), at(drawing.now, high))

    def _paint_spread(self, painter: QPainter, spread: Spread, box: QRectF, left: float, right: float) -> None:
        """Bars as high as the values are dense, the highest of those that are seen over the whole height."""
        density = spread.counts / np.maximum(np.diff(spread.edges), 1e-12)
        seen = (spread.edges[1:] > left) & (spread.edges[:-1] < right)
        top = float(density[seen].max(initial=0.0))
        if not top:
            return
        fill = self._theme.colour("text")
        fill.setAlphaF(0.16)
        scale = box.width() / (right - left)
        for low, high, value in zip(spread.edges[:-1], spread.edges[1:], density / top, strict=True):
            bar_left, bar_right = max(float(low), left), min(float(high), right)
            if bar_right > bar_left and value > 0:
                height = float(value) * box.height()
                x, wide = box.left() + (bar_left - left) * scale, (bar_right - bar_left) * scale
                painter.fillRect(QRectF(x, box.bottom() - height, wide, height), fill)
