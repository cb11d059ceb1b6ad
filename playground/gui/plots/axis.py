"""Axes that are drawn fast and whose numbers never touch, on a logarithmic scale too."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QStaticText
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

APART = 22.0
"""Pixels from one number to the next above it, at least."""
BESIDE = 8.0
"""Pixels between two numbers in a line, at least."""
MOST_WORDS = 256
"""Numbers that are kept as they were laid out."""


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


Number = tuple[QRectF, str]
Rows = list[tuple[QColor, list[QRect]]]


class Axis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """pyqtgraph's axis, laid out only where the range has changed, and drawn straight onto the screen.

    pyqtgraph records the axis in a QPicture and plays it. A picture that is played looks its letters up anew every
    time, which takes longer than all the curves.
    """

    picture: Any
    style: Any
    _ground = QColor("#ffffff")

    def __init__(self, side: str) -> None:
        self._words: dict[str, tuple[QStaticText, float, float]] = {}
        self._label = ""
        super().__init__(side)
        self.setStyle(maxTickLevel=1)  # the third grid is too faint to be seen, and has most of the lines
        self.enableAutoSIPrefix(False)

    def set_ground(self, ground: QColor) -> None:
        """The colour behind the grid."""
        self._ground = ground
        self.picture = None

    def setTickFont(self, font: QFont | None) -> None:  # noqa: N802
        """Other letters."""
        self._words.clear()
        super().setTickFont(font)

    def updateAutoSIPrefix(self) -> None:  # noqa: N802
        """Numbers as they are: pyqtgraph writes 800 for 0.8 where the axis has no unit to say so."""
        self.autoSIPrefixScale, self.labelUnitPrefix = 1.0, ""
        words = self.labelString()
        if words != self._label:  # pyqtgraph lays it out anew whenever the range changes
            self._label = words
            self._updateLabel()
        self.picture = None
        self.update()

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

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float | None, list[float]]]:  # noqa: N802
        """As pyqtgraph has it: what is a tick of a wider spacing is none of a finer one."""
        low, high = min(low, high), max(low, high)
        found: list[tuple[float | None, list[float]]] = []
        for level, (spacing, _) in enumerate(self.tickSpacing(low, high, size)):
            first, last = math.ceil(low / spacing), math.floor(high / spacing + 1e-9)
            values = [number * spacing for number in range(first, last + 1)]
            if level:
                before = [value for _, wider in found for value in wider]
                values = [value for value in values if all(abs(value - old) > 0.01 * spacing for old in before)]
            found.append((spacing, values))
        return self.logTickValues(low, high, size, found) if self.logMode else found

    def _leave_room(self, spacing: float, low: float, high: float, size: float) -> bool:
        """Whether numbers so far apart do not touch."""
        if self.style["tickFont"] is None:
            return True
        ends = self.tickStrings(
            [math.ceil(low / spacing) * spacing, math.floor(high / spacing) * spacing], 1.0, spacing
        )
        return spacing / (high - low) * size >= max(self._measured(words)[1] for words in ends) + BESIDE

    def _measured(self, words: str) -> tuple[QStaticText, float, float]:
        """Words laid out once, their width and height."""
        if words not in self._words:
            if len(self._words) >= MOST_WORDS:
                self._words.clear()
            letters = self.style["tickFont"] or QFont()
            text = QStaticText(words)
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.prepare(font=letters)
            metrics = QFontMetricsF(letters)
            self._words[words] = text, metrics.horizontalAdvance(words), metrics.height()
        return self._words[words]

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """The line, the ticks and the numbers; laid out anew only where something has changed."""
        painter.save()
        try:
            if self.picture is None:  # so pyqtgraph says that the layout is no longer true
                self.picture = (self._lay_out(),)
            (laid_out,) = self.picture
            if laid_out is not None:
                self._draw(painter, *laid_out)
        finally:
            painter.restore()

    def _lay_out(self) -> tuple[QColor, Rows, list[Number]] | None:
        """The colour of the axis, the pixels of its line and of the grid, and where the numbers stand."""
        upright = self.orientation == "left"
        own, view = self.mapRectFromParent(self.geometry()), self.linkedView()
        inside = view.mapRectToItem(self, view.boundingRect()) if view is not None else own
        size = own.height() if upright else own.width()
        low, high = self.range
        if size <= 0 or high == low:
            return None
        levels = self.tickValues(low, high, size)
        scale = size / (high - low)
        rows: Rows = []
        numbers: list[Number] = []
        area, filled, across = self.boundingRect(), 0.0, 0.0
        for index, (spacing, values) in enumerate(levels):
            strength = self.grid / 255.0 / (index + 1) * min(0.05 * size / (len(values) + 1), 1.0)
            places = [own.bottom() - (v - low) * scale if upright else own.left() + (v - low) * scale for v in values]
            line = mixed(self.tickPen().color(), self._ground, strength)
            rows.append((line, [self._pixels(inside, place, upright=upright) for place in places]))
            # With one level of numbers there is room for the next one, or there is not.
            words = self.tickStrings(values, 1.0, spacing) if index <= self.style["maxTextLevel"] else []
            sizes = [self._measured(each)[1:] for each in words]
            filled += sum(0.8 * tall if upright else wide for wide, tall in sizes)
            if index and any(len(numbers) >= count and filled / size >= most for count, most in self._limits()):
                break
            beside = max(0, self.style["tickLength"]) + self.style["tickTextOffset"][0 if upright else 1]
            for place, text, (wide, tall) in zip(places, words, sizes, strict=True):
                tall *= 0.8
                across = max(across, wide if upright else tall)
                if upright:
                    box = QRectF(own.right() - beside - wide, place - tall / 2, wide, tall)
                else:
                    box = QRectF(place - wide / 2, own.top() + beside, wide, tall)
                if area.contains(box.adjusted(0.01, 0.01, -0.01, -0.01)):
                    numbers.append((box, text))
        end = own.right() - 1 if upright else own.top() + 1
        rows.append((self.pen().color(), [self._pixels(own, end, upright=not upright)]))
        self._updateMaxTextSize(across)
        return self.textPen().color(), rows, numbers

    def _limits(self) -> list[tuple[int, float]]:
        found: list[tuple[int, float]] = self.style["textFillLimits"]
        return found

    @staticmethod
    def _pixels(area: QRectF, place: float, *, upright: bool) -> QRect:
        """The row of pixels of an area that goes through a place of an upright axis, or the column."""
        whole = area.toAlignedRect()
        if upright:
            return QRect(whole.left(), round(place), whole.width(), 1)
        return QRect(round(place), whole.top(), 1, whole.height())

    def _draw(self, painter: QPainter, ink: QColor, rows: Rows, numbers: Sequence[Number]) -> None:
        """Every line as a filled row or column, opaque: Qt takes many times as long for lines one can see through."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for colour, lines in rows:
            for line in lines:
                painter.fillRect(line, colour)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing, True)
        if self.style["tickFont"] is not None:
            painter.setFont(self.style["tickFont"])
        painter.setPen(ink)
        painter.setClipRect(self.boundingRect().toAlignedRect())
        for box, words in numbers:
            text, _, tall = self._measured(words)
            painter.drawStaticText(QPointF(box.left(), box.center().y() - tall / 2), text)


def mixed(colour: QColor, ground: QColor, strength: float) -> QColor:
    """A colour as it looks on a ground when one can see through."""
    return QColor.fromRgbF(
        ground.redF() + (colour.redF() - ground.redF()) * strength,
        ground.greenF() + (colour.greenF() - ground.greenF()) * strength,
        ground.blueF() + (colour.blueF() - ground.blueF()) * strength,
    )


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
