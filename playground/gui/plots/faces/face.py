"""The base of all faces: a probe's picture, painted into a frame with axes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from playground.catalog.facts import Facts
from playground.catalog.plane import Extent, Plane
from playground.catalog.prepare import Part, Prepared
from playground.gui.gaze import Example
from playground.gui.plots.faces.look import Look
from playground.gui.theme.fonts import font, magnified
from playground.gui.theme.tokens import Theme
from playground.spec.words import mark
from playground.wire.events import Picture

BESIDE = 28.0
"""Pixels by which the name of the y axis may be longer than the axis, on either side."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UnitMap:
    """One unit's output on the plane: ``values`` of shape (rows, columns), row 0 lowest; ``name`` says what it is.

    Where the data have one feature ``values`` are of shape (points,), evenly from the extent's left to its right.
    """

    name: str
    values: NDArray[np.floating[Any]]
    extent: Extent


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a face paints.

    Attributes:
        theme, facts, prepared: colours and data. parts: those that are switched on.
        picture: what the face's probe measured; None before it has.
        look: what the person wants to see of it.
        plane: the plane that is shown; None where the face shows none.
        unit: the unit that is shown in place of the prediction, if any.
        wrong: of each part whether an example is misclassified, as far as that was measured.
        ringed: whether those get a ring. Before the first step about half of all would, which says nothing.
        example: the example that is looked into.

    """

    theme: Theme
    facts: Facts
    prepared: Prepared
    picture: Picture | None
    parts: tuple[Part, ...]
    look: Look = Look()
    plane: Plane | None = None
    unit: UnitMap | None = None
    wrong: Mapping[Part, NDArray[np.bool_]] = field(default_factory=dict)
    example: Example | None = None
    ringed: bool = True


class Face:
    """Paints a `Scene`.

    Attributes:
        kind: the probe whose pictures it paints. heading: the words above it.
        one_part: whether exactly one part of the data is looked at, instead of any of them.
        turns: whether dragging and the wheel move it. keys: what keys do, for those who cannot see it.

    """

    kind: ClassVar[str] = ""
    heading: ClassVar[str] = ""
    one_part: ClassVar[bool] = False
    turns: ClassVar[bool] = False
    keys: ClassVar[str] = mark(
        "Left and right look into one example after the other, with Shift into the misclassified ones; Escape ends it."
    )

    @property
    def frame(self) -> Frame | None:
        """Where the data's own plane lies, since it was last painted; None where a face shows something else."""
        return None

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

    def read(self, at: QPointF) -> tuple[str, ...]:
        """What is under the pointer, in a line or two; nothing beside the picture."""
        raise NotImplementedError

    def place(self, at: QPointF) -> tuple[float, ...] | None:
        """The input under the pointer, in the data's numbers; None where there is none."""
        return None

    def example_at(self, at: QPointF) -> Example | None:
        """The example that a click chooses; None for none."""
        return None

    def turn(self, across: float, down: float) -> None:
        """The pointer dragged it so many pixels."""

    def zoom(self, steps: float) -> None:
        """The wheel turned so many steps, towards it where positive."""

    def straighten(self) -> None:
        """Back to how it was seen first."""


def class_colour(theme: Theme, index: int, classes: int) -> QColor:
    """The colour of a class: the signed pair for two, the series for more.

    The series begins with blue and orange; the first two classes take them the other way round, so that they keep
    about their colours when a third one is painted.
    """
    if classes == 2:
        return theme.colour("positive" if index else "negative")
    return theme.of_series(1 - index if index < 2 else index)


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
        for value in ticks(self.left, self.right, max(int(box.width() // 44), 3)):
            x = self.at(value, self.low).x()
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.drawLine(QPointF(x, box.bottom()), QPointF(x, box.bottom() + 4))
            painter.setPen(theme.colour("muted"))
            painter.drawText(
                QRectF(x - 30, box.bottom() + 4, 60, height), Qt.AlignmentFlag.AlignCenter, minus(f"{value:g}")
            )
        for value in ticks(self.low, self.high, max(int(box.height() // 40), 3)):
            y = self.at(self.left, value).y()
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.drawLine(QPointF(box.left() - 4, y), QPointF(box.left(), y))
            painter.setPen(theme.colour("muted"))
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(box.left() - 60, y - height / 2, 54, height), flags, minus(f"{value:g}"))
        painter.setPen(theme.colour("text"))
        wide = painter.fontMetrics().horizontalAdvance(across) - box.width()
        left = max(min(wide, 2 * BESIDE), 0.0)  # a long name begins before the frame; the scale's is on the other side
        across = painter.fontMetrics().elidedText(across, Qt.TextElideMode.ElideRight, round(box.width() + left) + 1)
        below = QRectF(box.left() - left, box.bottom() + 4 + height, box.width() + left + 1, height)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, across)
        painter.save()
        painter.translate(box.left() - 40, box.center().y())
        painter.rotate(-90)
        room = box.height() + 2 * BESIDE  # nothing else stands in that column
        up = painter.fontMetrics().elidedText(up, Qt.TextElideMode.ElideRight, round(room))
        painter.drawText(QRectF(-room / 2, -height / 2, room, height), Qt.AlignmentFlag.AlignCenter, up)
        painter.restore()


def plot_box(area: QRectF, *, square: bool, right: float = 12.0) -> QRectF:
    """The rectangle inside the axes' numbers; ``right`` is left free beside it."""
    box = area.adjusted(46.0 * magnified(), 6.0, -right, -34.0 * magnified())
    if square:
        side = min(box.width(), box.height())
        box = QRectF(box.left() + (box.width() - side) / 2, box.top() + (box.height() - side) / 2, side, side)
    return QRectF(round(box.left()), round(box.top()), round(box.width()), round(box.height()))


def short(value: float, span: float) -> str:
    """A number in three digits; what is nothing beside ``span`` is 0."""
    return "0" if abs(value) < 1e-3 * span else f"{value:.3g}"


def minus(words: str) -> str:
    """The true minus sign."""
    return words.replace("-", "−")
