"""Axes that are drawn fast and whose numbers never touch, on a logarithmic scale too."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

APART = 22.0
"""Pixels from one number to the next above it, at least."""
BESIDE = 8.0
"""Pixels between two numbers in a line, at least."""


def logarithmic_ticks(low: float, high: float, pixels: float) -> list[float]:
    """Exponents of round numbers from 10^low to 10^high: 1 – 2 – 5, or 1 – 3, or every so many decades."""
    decade = pixels / max(high - low, 1e-9)
    if decade * math.log10(2) >= APART:
        within = [0.0, math.log10(2), math.log10(5)]
    elif decade * math.log10(3) >= APART:
        within = [0.0, math.log10(3)]
    else:
        within = [0.0]
    stride = max(math.ceil(APART / decade), 1)
    first, last = math.floor(low), math.ceil(high)
    found = [exponent + part for exponent in range(first, last + 1) if exponent % stride == 0 for part in within]
    return [value for value in found if low <= value <= high]


class Axis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """pyqtgraph's axis, drawn straight onto the screen.

    pyqtgraph records the axis in a QPicture and plays it. A picture that is played looks its letters up anew every
    time, which takes longer than all the curves.
    """

    picture: Any

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self.setStyle(maxTickLevel=1)  # the third grid is too faint to be seen, and has most of the lines
        self.enableAutoSIPrefix(False)

    def updateAutoSIPrefix(self) -> None:  # noqa: N802
        """Numbers as they are: pyqtgraph writes 800 for 0.8 where the axis has no unit to say so."""
        self.autoSIPrefixScale, self.labelUnitPrefix = 1.0, ""
        self._updateLabel()

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:  # noqa: N802
        """As pyqtgraph has it; where numbers in a line would touch, the next wider of 1 – 2 – 5 that leaves room."""
        levels: list[tuple[float, float]] = super().tickSpacing(low, high, size)
        if self.orientation not in ("bottom", "top") or high <= low:
            return levels
        finest = levels[: self.style["maxTickLevel"] + 1][-1][0]
        if self._leave_room(finest, low, high, size):
            return levels
        decade = 10.0 ** math.floor(math.log10(finest))
        wider = (decade * power * step for power in (1.0, 10.0, 100.0) for step in (1.0, 2.0, 5.0))
        fitting = (step for step in wider if step >= finest and self._leave_room(step, low, high, size))
        return [(next(fitting, high - low), 0.0)]

    def _leave_room(self, spacing: float, low: float, high: float, size: float) -> bool:
        """Whether numbers so far apart do not touch."""
        font = self.style["tickFont"]
        if font is None:
            return True
        ends = self.tickStrings(
            [math.ceil(low / spacing) * spacing, math.floor(high / spacing) * spacing], 1.0, spacing
        )
        widest = max(map(QFontMetricsF(font).horizontalAdvance, ends))
        return spacing / (high - low) * size >= widest + BESIDE

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """The line, the ticks and the numbers; laid out anew only where something has changed."""
        painter.save()
        try:
            if self.picture is None:  # so pyqtgraph says that the layout is no longer true
                self.picture = (self.generateDrawSpecs(painter),)
            (specs,) = self.picture
            if specs is not None:
                self.drawPicture(painter, *specs)
        finally:
            painter.restore()

    def drawPicture(  # noqa: N802
        self,
        painter: QPainter,
        axis: tuple[QPen, QPointF, QPointF],
        ticks: Sequence[tuple[QPen, QPointF, QPointF]],
        numbers: Sequence[tuple[QRectF, Qt.TextFlag, str]],
    ) -> None:
        """Every line as a filled pixel row or column, which Qt does faster than a line with transparency."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for pen, start, end in (axis, *ticks):
            line = QRectF(start, end).normalized().toAlignedRect()
            across = line.width() > line.height()
            x, y = round(start.x()), round(start.y())
            row, column = QRect(line.left(), y, line.width(), 1), QRect(x, line.top(), 1, line.height())
            painter.fillRect(row if across else column, pen.color())
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing, True)
        if self.style["tickFont"] is not None:
            painter.setFont(self.style["tickFont"])
        painter.setPen(self.textPen())
        painter.setClipRect(self.boundingRect().toAlignedRect())
        for place, flags, words in numbers:
            painter.drawText(place, int(flags), words)


class ValueAxis(Axis):
    """With our own ticks on a logarithmic scale."""

    def logTickValues(  # noqa: N802
        self, low: float, high: float, size: float, linear: object
    ) -> list[tuple[float | None, list[float]]]:
        """One level of ticks; where less than two round numbers are in sight, the linear ones."""
        found = logarithmic_ticks(low, high, size)
        if len(found) >= 2:
            return [(1.0, found)]
        return [(None, [low + (high - low) * share for share in (0.1, 0.5, 0.9)])]

    def logTickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:  # noqa: N802
        """Short numbers."""
        return [f"{10.0**value:.3g}" for value in values]
