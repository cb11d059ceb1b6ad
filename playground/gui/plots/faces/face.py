"""The base of all faces: a probe's picture, painted into a frame with axes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from playground.catalog.facts import Facts
from playground.catalog.prepare import Part, Prepared
from playground.gui.theme.fonts import font
from playground.gui.theme.tokens import Theme, surface_colours
from playground.spec.values import EMPTY, Values
from playground.wire.events import Picture

SOFT = 0.75
"""How far towards the ends of the map a surface goes, so that points of the same class stand out on it."""

Extent = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a face paints: data, what a probe measured of them, the parts that are switched on, and the colours."""

    theme: Theme
    facts: Facts
    prepared: Prepared
    picture: Picture | None
    parts: tuple[Part, ...]


class Face:
    """Paints a `Scene`.

    Attributes:
        kind: the probe whose pictures it paints. heading: the words above it.
        one_part: whether exactly one part of the data is looked at, instead of any of them.

    """

    kind: ClassVar[str] = ""
    heading: ClassVar[str] = ""
    one_part: ClassVar[bool] = False

    @property
    def frame(self) -> Frame | None:
        """Where the data's own plane lies, since it was last painted; None where a face shows something else."""
        return None

    @classmethod
    def params(cls, parts: tuple[Part, ...]) -> Values:
        """The probe's settings."""
        return EMPTY

    @classmethod
    def fits(cls, picture: Picture, facts: Facts) -> bool:
        """Whether a picture was measured on data of this shape; one that is under way may be of the data before."""
        raise NotImplementedError

    def show(self, scene: Scene) -> None:
        """Take up what is to be painted from now on."""
        raise NotImplementedError

    def paint(self, painter: QPainter, area: QRectF) -> None:
        """Paint into ``area``."""
        raise NotImplementedError

    def read(self, at: QPointF) -> str:
        """The values under the pointer, in words; empty beside the picture."""
        raise NotImplementedError


def class_colour(theme: Theme, index: int, classes: int) -> QColor:
    """The colour of a class: the signed pair for two, the series for more."""
    if classes == 2:
        return theme.colour("positive" if index else "negative")
    return theme.of_series(index)


def ticks(low: float, high: float, count: int) -> list[float]:
    """Round numbers from ``low`` to ``high``, about ``count`` of them."""
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low:
        return []
    rough = (high - low) / max(count, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= rough * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    return [round(index * step, 12) for index in range(first, math.floor(high / step + 1e-9) + 1)]


class Frame:
    """Axes with numbers around a rectangle, and the way from data to pixels."""

    def __init__(self, box: QRectF, extent: Extent) -> None:
        self.box = box
        self.left, self.right, self.low, self.high = extent

    def at(self, x: float, y: float) -> QPointF:
        """The pixel of a point."""
        return QPointF(
            self.box.left() + (x - self.left) / (self.right - self.left) * self.box.width(),
            self.box.bottom() - (y - self.low) / (self.high - self.low) * self.box.height(),
        )

    def all_at(self, x: NDArray[Any], y: NDArray[Any]) -> NDArray[np.float64]:
        """The pixels of many points, shape (m, 2)."""
        across = self.box.left() + (x - self.left) / (self.right - self.left) * self.box.width()
        down = self.box.bottom() - (y - self.low) / (self.high - self.low) * self.box.height()
        return np.stack([across, down], axis=1)

    def back(self, at: QPointF) -> tuple[float, float] | None:
        """The point of a pixel, or None outside the frame."""
        return self.point(at) if self.box.contains(at) else None

    def point(self, at: QPointF) -> tuple[float, float]:
        """The point of a pixel, also of one outside the frame."""
        x = self.left + (at.x() - self.box.left()) / self.box.width() * (self.right - self.left)
        y = self.low + (self.box.bottom() - at.y()) / self.box.height() * (self.high - self.low)
        return x, y

    def paint(self, painter: QPainter, theme: Theme, across: str, up: str) -> None:
        """The frame, ticks, numbers and names of the axes."""
        painter.setFont(font(8.0))
        box = self.box
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawRect(box)
        height = painter.fontMetrics().height()
        for value in ticks(self.left, self.right, max(int(box.width() // 56), 2)):
            x = self.at(value, self.low).x()
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.drawLine(QPointF(x, box.bottom()), QPointF(x, box.bottom() + 4))
            painter.setPen(theme.colour("muted"))
            painter.drawText(
                QRectF(x - 30, box.bottom() + 4, 60, height), Qt.AlignmentFlag.AlignCenter, minus(f"{value:g}")
            )
        for value in ticks(self.low, self.high, max(int(box.height() // 44), 2)):
            y = self.at(self.left, value).y()
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.drawLine(QPointF(box.left() - 4, y), QPointF(box.left(), y))
            painter.setPen(theme.colour("muted"))
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(box.left() - 60, y - height / 2, 54, height), flags, minus(f"{value:g}"))
        painter.setPen(theme.colour("text"))
        below = QRectF(box.left(), box.bottom() + 4 + height, box.width(), height)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, across)
        painter.save()
        painter.translate(box.left() - 40, box.center().y())
        painter.rotate(-90)
        painter.drawText(QRectF(-box.height() / 2, -height / 2, box.height(), height), Qt.AlignmentFlag.AlignCenter, up)
        painter.restore()


def plot_box(area: QRectF, *, square: bool, right: float = 12.0) -> QRectF:
    """The rectangle inside the axes' numbers; ``right`` is left free beside it."""
    box = area.adjusted(46.0, 6.0, -right, -34.0)
    if square:
        side = min(box.width(), box.height())
        box = QRectF(box.left() + (box.width() - side) / 2, box.top() + (box.height() - side) / 2, side, side)
    return QRectF(round(box.left()), round(box.top()), round(box.width()), round(box.height()))


def scale_bar(painter: QPainter, theme: Theme, bar: QRectF, numbers: list[tuple[float, str]]) -> None:
    """The colours of a surface, low at the bottom; ``numbers`` stand at shares of its height."""
    rows = max(int(bar.height()), 1)
    colours = np.ascontiguousarray(surface_colours(theme, np.linspace(SOFT, -SOFT, rows)))
    painter.drawImage(bar, QImage(colours.data, 1, rows, 4, QImage.Format.Format_RGBA8888))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("line"), 1))
    painter.drawRect(bar)
    painter.setFont(font(8.0))
    painter.setPen(theme.colour("muted"))
    height = painter.fontMetrics().height()
    for share, words in numbers:
        y = bar.bottom() - share * bar.height()
        place = QRectF(bar.right() + 4, y - height / 2, 60, height)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, minus(words))


def short(value: float, span: float) -> str:
    """A number in three digits; what is nothing beside ``span`` is 0."""
    return "0" if abs(value) < 1e-3 * span else f"{value:.3g}"


def minus(words: str) -> str:
    """The true minus sign."""
    return words.replace("-", "−")


def dot(painter: QPainter, at: QPointF, part: Part, colour: QColor, rim: QColor) -> None:
    """A point of the data: filled for train, a ring for dev, a small diamond for test."""
    if part == "train":
        painter.setPen(QPen(rim, 0.9))
        painter.setBrush(colour)
        painter.drawEllipse(at, 3.2, 3.2)
    elif part == "dev":
        painter.setPen(QPen(rim, 3.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(at, 2.7, 2.7)
        painter.setPen(QPen(colour, 1.5))
        painter.drawEllipse(at, 2.7, 2.7)
    else:
        painter.setPen(QPen(rim, 0.8))
        painter.setBrush(colour)
        r = 2.7
        corners = [
            QPointF(at.x(), at.y() - r),
            QPointF(at.x() + r, at.y()),
            QPointF(at.x(), at.y() + r),
            QPointF(at.x() - r, at.y()),
        ]
        painter.drawPolygon(corners)
