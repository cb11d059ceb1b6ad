"""The live strip: how activations are spread, how large the gradient is, and how far a step goes."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from playground.gui.canvas.lettering import lettering, width
from playground.gui.canvas.live import LiveValues, short_number
from playground.gui.theme.tokens import Theme
from playground.spec.words import tr

LETTERS = 10.0
BETWEEN = 7.0
LEAST = 24.0
"""The histogram keeps at least so much; figures that leave it less are left out."""
DEAD_SHARE = 0.005
"""A smaller share of dead units is not worth a word."""


def dead_words(values: LiveValues | None) -> str:
    """``12 % dead`` where enough units are dead to be worth a word, else nothing."""
    if values is None or values.dead is None or values.dead < DEAD_SHARE:
        return ""
    return tr("{percent} % dead", percent=f"{100 * values.dead:.0f}")


def paint_strip(painter: QPainter, values: LiveValues, strip: QRectF, colour: QColor, theme: Theme) -> None:
    """The histogram on the left; right of it the gradient's norm ∇ and the update ratio Δ, as far as they fit."""
    words = _fitting(values, strip.width() - LEAST)
    right = strip.right()
    painter.setFont(lettering(LETTERS))
    painter.setPen(theme.colour("muted"))
    for text in reversed(words):
        wide = width(text, LETTERS)
        painter.drawText(QPointF(right - wide, strip.bottom() - 2.5), text)
        right -= wide + BETWEEN
    paint_histogram(painter, colour, values.histogram, QRectF(strip.topLeft(), QPointF(right, strip.bottom())))


def paint_figures(painter: QPainter, values: LiveValues, area: QRectF, theme: Theme) -> None:
    """∇ on the left and Δ on the right, in smaller letters and with fewer digits where that is what fits."""
    words, letters = fitted(values, area.width())
    painter.setPen(theme.colour("muted"))
    painter.setFont(lettering(letters))
    sides = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight)
    for text, side in zip(words, sides if len(words) > 1 else (Qt.AlignmentFlag.AlignHCenter,), strict=False):
        painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter, text)


def fitted(values: LiveValues, room: float) -> tuple[list[str], float]:
    """All figures, and the size of the letters in which they stand side by side in ``room``."""
    for digits, letters in ((3, LETTERS), (2, LETTERS), (2, LETTERS - 1.0), (2, LETTERS - 2.0), (1, LETTERS - 2.0)):
        words = _figures(values, digits)
        if sum(width(text, letters) for text in words) + BETWEEN * (len(words) - 1) <= room:
            break
    return words, letters


def _fitting(values: LiveValues, room: float) -> list[str]:
    words = _figures(values, 3)
    while words and sum(width(text, LETTERS) + BETWEEN for text in words) > room:
        words.pop()
    return words


def _figures(values: LiveValues, digits: int) -> list[str]:
    """The gradient's norm in so many digits, and the update ratio in at most two."""
    figures = (("∇", values.gradient_norm, digits), ("Δ", values.update_ratio, min(2, digits)))
    return [f"{sign} {short_number(float(f'{value:.{n}g}'))}" for sign, value, n in figures if value is not None]


def paint_histogram(painter: QPainter, colour: QColor, counts: object, area: QRectF) -> None:
    """Bars whose height is the root of the count; nothing where there is nothing, or no room."""
    if counts is None or area.width() <= 16:
        return
    bars = np.asarray(counts, dtype=np.float64).ravel()
    bars = np.where(np.isfinite(bars), np.maximum(bars, 0.0), 0.0)
    most = max(4, int(area.width() / 2.5))
    if bars.size > most:
        edges = np.linspace(0, bars.size, most + 1).astype(int)[:-1]
        bars = np.add.reduceat(bars, edges)
    if not bars.size or not bars.max() > 0.0:
        return
    heights = np.sqrt(bars / bars.max()) * area.height()
    step = area.width() / bars.size
    painter.setPen(Qt.PenStyle.NoPen)
    shade = QColor(colour)
    shade.setAlphaF(0.8)
    painter.setBrush(shade)
    gap = min(0.8, step * 0.25)
    painter.drawRects(
        [
            QRectF(area.left() + index * step, area.bottom() - height, step - gap, height)
            for index, height in enumerate(heights)
            if height > 0.0
        ]
    )
