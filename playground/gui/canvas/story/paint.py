"""Drawing the numbers of a story on blocks and along connections."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from playground.gui.canvas.card import CardItem
from playground.gui.canvas.edges import EdgeItem
from playground.gui.canvas.geometry import HEIGHT, RADIUS, WIDTH
from playground.gui.canvas.lettering import elided, lettering, width
from playground.gui.canvas.story.story import Story
from playground.gui.canvas.units.body import READABLE
from playground.gui.canvas.units.wires import Wires
from playground.gui.theme.colour_maps import surface_colours
from playground.gui.theme.tokens import Theme

Values = NDArray[np.floating[Any]]
LEFT, TOP = -WIDTH / 2, -HEIGHT / 2
ROW = 17.0
CELL = 31.0
MOST_CELLS = 4
DOTS = 8
"""Values that run along a plain connection at most."""
LARGEST, SMALLEST = 5.0, 1.2
"""Radii of the beads, in canvas units."""
READ = 5.5
"""Letters that are smaller on the screen, in pixels, are left out."""


def numeral(value: float) -> str:
    """A number in at most five characters."""
    if value != value:
        return "NaN"
    size = abs(value)
    if size == 0.0:
        return "0"
    if size < 0.005 or size >= 9999.5:
        mantissa, exponent = f"{value:.0e}".split("e")
        return f"{mantissa}e{int(exponent)}".replace("-", "−")
    digits = 2 if size < 9.995 else 1 if size < 99.95 else 0
    return f"{value:.{digits}f}".replace("-", "−")


def gradient_ink(theme: Theme) -> QColor:
    """The colour of everything that flows back."""
    return theme.of_series(3)


def block(painter: QPainter, card: CardItem, id: str, story: Story, theme: Theme, zoom: float, *, lit: bool) -> None:
    """The numbers of a block, around its centre: over its units where it is opened, else at the card's foot."""
    forward, backward, note = story.forward.get(id), story.backward.get(id), story.notes.get(id, "")
    if story.dimmed and not lit:
        shade = theme.colour("canvas")
        shade.setAlphaF(0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        painter.drawRoundedRect(card.body().adjusted(-2, -2, 2, 2), RADIUS, RADIUS)
    elif lit:
        painter.setPen(QPen(gradient_ink(theme) if story.flow == "backward" else theme.colour("accent"), 2.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(card.body().adjusted(-2, -2, 2, 2), RADIUS + 1, RADIUS + 1)
    if forward is None and backward is None and not note:
        return
    if card.opened is not None and zoom >= READABLE:
        _on_units(painter, card, forward, backward, theme, zoom)
        if note:
            _note(painter, card.opened.plan.foot.adjusted(2, 0, -2, -2), note, theme)
    elif zoom >= 0.5:
        _on_card(painter, forward, backward, note, theme)
    else:
        _from_afar(painter, card.body(), forward, theme)


def _on_units(
    painter: QPainter, card: CardItem, forward: Values | None, backward: Values | None, theme: Theme, zoom: float
) -> None:
    """A over its gradient on every unit; small units have only the one of them, and none where it is too small."""
    assert card.opened is not None
    plan = card.opened.plan
    small = plan.columns > 1
    size = round(8.0 if small else min(14.0, max(11.0, 8.5 / zoom)))
    if size * zoom < READ:
        return
    ground = theme.colour("card")
    ground.setAlphaF(0.9)
    rows: list[tuple[Values, QColor, float]] = []
    if forward is not None:
        rows.append((forward, theme.colour("text"), 0.30 if backward is not None and not small else 0.5))
    if backward is not None and (not small or forward is None):
        rows.append((backward, gradient_ink(theme), 0.72 if forward is not None else 0.5))
    for values, ink, level in rows:
        painter.setFont(lettering(size, bold=ink != gradient_ink(theme)))
        for tile, value in zip(plan.tiles, values.tolist(), strict=False):
            words = numeral(value)
            wide = min(tile.width() + 6, width(words, size, bold=True) + 4)
            y = tile.top() + level * tile.height()
            place = QRectF(tile.center().x() - wide / 2, y - size * 0.65, wide, size * 1.3)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(place, 3, 3)
            painter.setPen(ink)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)


def _on_card(painter: QPainter, forward: Values | None, backward: Values | None, note: str, theme: Theme) -> None:
    """Two rows at the foot, in place of badges and live strip."""
    foot = QRectF(LEFT + 5.5, TOP + 42, WIDTH - 7, HEIGHT - 43.5)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("card"))
    painter.drawRoundedRect(foot, RADIUS - 3, RADIUS - 3)
    if forward is not None:
        _row(painter, forward, TOP + 44, "a", theme, back=False)
    if note:
        _note(painter, QRectF(LEFT + 8, TOP + 44 + ROW + 1, WIDTH - 12, ROW), note, theme)
    elif backward is not None:
        _row(painter, backward, TOP + 44 + ROW + 1, "da", theme, back=True)


def _row(painter: QPainter, values: Values, top: float, letter: str, theme: Theme, *, back: bool) -> None:
    ink = gradient_ink(theme) if back else theme.colour("text")
    painter.setFont(lettering(9.5))
    painter.setPen(gradient_ink(theme) if back else theme.colour("muted"))
    painter.drawText(QRectF(LEFT + 8, top, 16, ROW), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, letter)
    shown = len(values) if len(values) <= MOST_CELLS else MOST_CELLS - 1
    tints = tinted(values[:shown], theme)
    x = LEFT + 24
    for value, tint in zip(values[:shown].tolist(), tints, strict=True):
        cell = QRectF(x, top + 0.5, CELL - 1.5, ROW - 1.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("raised") if back else tint)
        painter.drawRoundedRect(cell, 3.5, 3.5)
        painter.setPen(ink)
        words = numeral(value)
        painter.setFont(lettering(9.0 if width(words, 9.0) <= cell.width() - 1 else 7.0))
        painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, words)
        x += CELL
    if shown < len(values):
        painter.setPen(theme.colour("muted"))
        words = f"+{len(values) - shown}"
        painter.drawText(QRectF(x, top, CELL, ROW), Qt.AlignmentFlag.AlignCenter, words)


def _note(painter: QPainter, place: QRectF, note: str, theme: Theme) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("card"))
    painter.drawRoundedRect(place, 4, 4)
    painter.setPen(theme.colour("accent"))
    painter.setFont(lettering(9.5, bold=True))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, elided(note, 9.5, place.width() - 4, bold=True))


def _from_afar(painter: QPainter, body: QRectF, forward: Values | None, theme: Theme) -> None:
    """Only colours, under the block, where no number could be read."""
    if forward is None:
        return
    count = min(len(forward), 24)
    strip = QRectF(body.left() + 4, body.bottom() + 4, body.width() - 8, 11)
    colours = np.ascontiguousarray(shades_of(forward[:count], theme))
    image = QImage(colours.data, count, 1, count * 4, QImage.Format.Format_RGBA8888)
    painter.drawImage(strip, image)


def shades_of(values: Values, theme: Theme, strength: float = 1.0) -> NDArray[np.uint8]:
    """RGBA per value: orange below zero, blue above; full at the largest of them, or at 1."""
    found = np.nan_to_num(np.asarray(values, dtype=np.float32))
    end = max(1.0, float(np.abs(found).max(initial=0.0)))
    return surface_colours(theme, strength * found / end)


def tinted(values: Values, theme: Theme, *, strength: float = 0.55) -> list[QColor]:
    """The same as colours to draw with, paler."""
    return [QColor(*colour[:3]) for colour in shades_of(values, theme, strength).tolist()]


def trail(item: EdgeItem, values: Values, part: float | None) -> NDArray[np.float64]:
    """Where the first values lie along a plain connection: in a row at rest, close together while they run."""
    count = min(len(values), DOTS)
    apart = 0.07
    places = []
    for index in range(count):
        if part is None:
            share = 0.5 + (index - (count - 1) / 2) * min(apart, 0.7 / max(1, count))
        else:
            share = min(1.0, max(0.0, part + (index - (count - 1) / 2) * 0.05))
        point = item.at(share)
        places.append((point.x(), point.y()))
    return np.array(places, dtype=np.float64).reshape(-1, 2)


def carried(wires: Wires, values: Values, gradients: Values | None) -> Values:
    """What every line adds where it ends: w·a on the way forward, w·dz on the way back (where ``gradients`` are given).

    Where the weights are not known, the values themselves.
    """
    units, inputs = wires.shape
    if gradients is not None:
        if wires.values is not None and len(gradients) >= units:
            found: Values = (wires.values * gradients[:units, None]).ravel()
            return found
        return np.zeros(units * inputs, dtype=np.float32)
    if len(values) < inputs:
        return np.zeros(units * inputs, dtype=np.float32)
    found = np.tile(values[:inputs], (units, 1))
    return (found if wires.values is None else found * wires.values).ravel()


def beads(
    painter: QPainter, points: NDArray[np.float64], values: Values, theme: Theme, *, back: bool, wide: float = 1.0
) -> None:
    """A dot per value: its sign is the colour, its size the magnitude beside the others."""
    if not len(points):
        return
    found = np.nan_to_num(np.asarray(values, dtype=np.float64))
    end = float(np.abs(found).max(initial=0.0)) or 1.0
    sizes = np.rint((SMALLEST + (LARGEST - SMALLEST) * np.sqrt(np.abs(found) / end)) * 2.0) / 2.0
    rim = theme.colour("canvas")
    painter.setPen(QPen(gradient_ink(theme) if back else rim, 1.0))
    for sign, token in ((-1, "negative"), (1, "positive"), (0, "edge")):
        painter.setBrush(theme.colour(token))
        for index in np.flatnonzero(np.sign(found) == sign).tolist():
            radius = float(sizes[index]) * min(wide, 2.2)
            painter.drawEllipse(QPointF(*points[index]), radius, radius)
