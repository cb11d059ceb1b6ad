"""Measures of the canvas, in canvas units (one unit is one pixel at 100 %)."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

WIDTH = 150.0
HEIGHT = 84.0
STEP = 200.0
"""From the centre of one block to the next in a row."""
ROW = 124.0
"""From the centre of one block to the one below."""
GRID = 10.0
DOTS = 20.0
RADIUS = 11.0
PORT = 4.5
REACH = 12.0
"""How far from a port's centre the hand still takes it."""
HIT = 16.0
"""The width in which a connection can be taken."""

BAR = 26.0
"""How high the title bar of an open group's frame is."""
PAD = 16.0
"""Room in a frame around what lies in it."""

Position = tuple[float, float]
Size = tuple[float, float]


def body() -> QRectF:
    """A card's outline around its own centre."""
    return QRectF(-WIDTH / 2, -HEIGHT / 2, WIDTH, HEIGHT)


def outline() -> QPainterPath:
    """The rounded outline of a card around its own centre."""
    path = QPainterPath()
    path.addRoundedRect(body(), RADIUS, RADIUS)
    return path


def card_at(position: Position) -> QRectF:
    """The outline of a card with its centre at ``position``."""
    return body().translated(*position)


def snapped(point: QPointF) -> Position:
    """The nearest point of the grid."""
    return (round(point.x() / GRID) * GRID, round(point.y() / GRID) * GRID)


def input_port(slot: int, slots: int) -> QPointF:
    """Where input ``slot`` of ``slots`` lies, from the card's centre."""
    usable = HEIGHT - 24.0
    gap = min(22.0, usable / max(1, slots - 1))
    return QPointF(-WIDTH / 2, (slot - (slots - 1) / 2) * gap)


def output_port() -> QPointF:
    """Where the output lies, from the card's centre."""
    return QPointF(WIDTH / 2, 0.0)
