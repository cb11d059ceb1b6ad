"""A small picture for every block, drawn with strokes on a grid of 24 by 24."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from playground.catalog.analysis import block_of
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Network

GRID = 24.0
MOST_DRAWN = 40
"""Blocks of an own one that its picture shows."""
GROUPED = "layer"
"""The colour of a closed group in such a picture."""
Strokes = tuple[QPainterPath, QPainterPath]
"""What is stroked and what is filled."""


def draw_picture(painter: QPainter, kind: str, token: str, rect: QRectF, colour: QColor) -> None:
    """Draw the picture of a block into ``rect``.

    Args:
        painter: where to.
        kind: the block; one without a picture of its own gets that of its colour's family.
        token: the block's colour token, such as ``layer``.
        rect: a square.
        colour: of the strokes.

    """
    stroked, filled = _strokes(kind if kind in _PICTURES else token)
    painter.save()
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / GRID, rect.height() / GRID)
    pen = QPen(colour, 1.7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(stroked, pen)
    painter.fillPath(filled, colour)
    painter.restore()


def draw_tile(painter: QPainter, kind: str, token: str, rect: QRectF, colour: QColor, *, dark: bool) -> None:
    """The picture on a rounded tile in a light shade of its colour."""
    shade = QColor(colour)
    shade.setAlphaF(0.24 if dark else 0.13)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shade)
    radius = rect.width() * 0.26
    painter.drawRoundedRect(rect, radius, radius)
    inset = rect.width() * 0.14
    draw_picture(painter, kind, token, rect.adjusted(inset, inset, -inset, -inset), colour)


def draw_piece(painter: QPainter, piece: Network, rect: QRectF, theme: Theme) -> None:
    """Blocks and connections in small on a rounded tile; of many blocks only the first."""
    shade = theme.colour("muted")
    shade.setAlphaF(0.24 if theme.name == "dark" else 0.13)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shade)
    painter.drawRoundedRect(rect, rect.width() * 0.26, rect.width() * 0.26)
    few = replace(piece, nodes=piece.nodes[:MOST_DRAWN])
    draw_network(painter, few, rect.adjusted(5, 6, -5, -6), theme)


def draw_network(painter: QPainter, piece: Network, area: QRectF, theme: Theme) -> None:
    """Blocks as small coloured cards where they lie, and their connections, in ``area``."""
    nodes = piece.nodes
    across, down = [node.position[0] for node in nodes], [node.position[1] for node in nodes]
    left, top = min(across), min(down)
    wide, high = max(max(across) - left, 1e-9), max(max(down) - top, 1e-9)
    flat, thin = max(down) - top < 1.0, max(across) - left < 1.0
    places = {
        node.id: QPointF(
            area.center().x() if thin else area.left() + (node.position[0] - left) / wide * area.width(),
            area.center().y() if flat else area.top() + (node.position[1] - top) / high * area.height(),
        )
        for node in nodes
    }
    painter.setPen(QPen(theme.colour("edge"), 1.0))
    for edge in piece.edges:
        if edge.source in places and edge.target in places:
            painter.drawLine(places[edge.source], places[edge.target])
    painter.setPen(Qt.PenStyle.NoPen)
    size = max(1.6, min(4.0, area.width() / (2.0 + math.sqrt(len(nodes)) * 1.6)))
    for node in nodes:
        block = block_of(node)
        painter.setBrush(
            theme.colour(block.colour if block is not None else GROUPED if node.kind == "group" else "unknown")
        )
        at = places[node.id]
        painter.drawRoundedRect(QRectF(at.x() - size, at.y() - size * 0.8, 2 * size, 1.6 * size), 1.2, 1.2)


@lru_cache(maxsize=256)
def _strokes(name: str) -> Strokes:
    stroked, filled = QPainterPath(), QPainterPath()
    _PICTURES.get(name, _unknown)(stroked, filled)
    return stroked, filled


def _dot(path: QPainterPath, x: float, y: float, radius: float = 1.9) -> None:
    path.addEllipse(QPointF(x, y), radius, radius)


def _line(path: QPainterPath, *points: tuple[float, float]) -> None:
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)


def _curve(path: QPainterPath, g: Callable[[float], float], scale: float = 7.0) -> None:
    """The curve of ``g`` over [−3, 3], its value of 1 being ``scale`` high, around the middle."""
    for index in range(37):
        x = -3.0 + index / 6.0
        point = QPointF(12.0 + 3.0 * x, 12.0 - scale * g(x))
        if index:
            path.lineTo(point)
        else:
            path.moveTo(point)


def _input(stroked: QPainterPath, filled: QPainterPath) -> None:
    _line(stroked, (11, 12), (21, 12))
    _line(stroked, (17, 8), (21, 12), (17, 16))
    for y in (5, 12, 19):
        _dot(filled, 5, y, 2.1)


def _output(stroked: QPainterPath, filled: QPainterPath) -> None:
    for radius in (9.0, 4.8):
        stroked.addEllipse(QPointF(12, 12), radius, radius)
    _dot(filled, 12, 12, 1.7)


def _dense(stroked: QPainterPath, filled: QPainterPath) -> None:
    for left in (6, 18):
        for right in (4, 12, 20):
            _line(stroked, (5, left), (19, right))
    for y in (6, 18):
        _dot(filled, 5, y, 2.5)
    for y in (4, 12, 20):
        _dot(filled, 19, y, 2.5)


def _activation(stroked: QPainterPath, filled: QPainterPath) -> None:
    _line(stroked, (3, 18), (11, 18), (20, 5))


def _norm(stroked: QPainterPath, filled: QPainterPath) -> None:
    _curve(stroked, lambda x: 2.0 * math.exp(-x * x) - 0.9, 7.5)
    _line(stroked, (3, 21), (21, 21))


def _layer_norm(stroked: QPainterPath, filled: QPainterPath) -> None:
    _curve(stroked, lambda x: 1.9 * math.exp(-x * x) - 0.6, 6.5)
    for x in (4, 9, 15, 20):
        _dot(filled, x, 20.5, 1.4)


def _dropout(stroked: QPainterPath, filled: QPainterPath) -> None:
    for x, y, kept in ((6, 6, 1), (18, 6, 0), (12, 12, 1), (6, 18, 0), (18, 18, 1)):
        _dot(filled if kept else stroked, x, y, 2.9 if kept else 2.6)


def _flatten(stroked: QPainterPath, filled: QPainterPath) -> None:
    for x in (3.0, 8.0):
        for y in (5.0, 10.0):
            stroked.addRect(QRectF(x, y, 5, 5))
    _line(stroked, (3, 20), (21, 20))
    _line(stroked, (17, 8), (17, 15))
    _line(stroked, (14, 12.4), (17, 15.4), (20, 12.4))


def _conv(stroked: QPainterPath, filled: QPainterPath) -> None:
    for at in (3.0, 9.0, 15.0, 21.0):
        _line(stroked, (at, 3), (at, 21))
        _line(stroked, (3, at), (21, at))
    filled.addRect(QRectF(3, 3, 12, 12))


def _depthwise(stroked: QPainterPath, filled: QPainterPath) -> None:
    for at in (3.0, 7.0, 11.0):
        stroked.addRect(QRectF(at, 14 - at, 10, 10))
    filled.addRect(QRectF(11, 3, 5, 5))


def _pointwise(stroked: QPainterPath, filled: QPainterPath) -> None:
    for at in (3.0, 9.0, 15.0, 21.0):
        _line(stroked, (at, 3), (at, 21))
        _line(stroked, (3, at), (21, at))
    filled.addRect(QRectF(9, 9, 6, 6))


def _transposed(stroked: QPainterPath, filled: QPainterPath) -> None:
    filled.addRect(QRectF(3, 15, 6, 6))
    stroked.addRect(QRectF(3, 3, 18, 18))
    _line(stroked, (11, 13), (17, 7))
    _line(stroked, (12.5, 7), (17, 7), (17, 11.5))


def _multiply(stroked: QPainterPath, filled: QPainterPath) -> None:
    stroked.addEllipse(QPointF(12, 12), 8.5, 8.5)
    _line(stroked, (8.8, 8.8), (15.2, 15.2))
    _line(stroked, (8.8, 15.2), (15.2, 8.8))


def _pool(stroked: QPainterPath, filled: QPainterPath) -> None:
    stroked.addRect(QRectF(3, 3, 18, 18))
    _line(stroked, (12, 3), (12, 21))
    _line(stroked, (3, 12), (21, 12))
    for x, y in ((5.5, 8.5), (18.0, 5.5), (9.0, 15.5), (15.0, 18.5)):
        _dot(filled, x, y, 1.9)


def _add(stroked: QPainterPath, filled: QPainterPath) -> None:
    stroked.addEllipse(QPointF(12, 12), 8.5, 8.5)
    _line(stroked, (12, 7.5), (12, 16.5))
    _line(stroked, (7.5, 12), (16.5, 12))


def _concatenate(stroked: QPainterPath, filled: QPainterPath) -> None:
    stroked.addRoundedRect(QRectF(4, 3.5, 6, 8), 1.5, 1.5)
    stroked.addRoundedRect(QRectF(4, 12.5, 6, 8), 1.5, 1.5)
    _line(stroked, (14, 7.5), (17, 7.5), (17, 16.5), (14, 16.5))
    _line(stroked, (17, 12), (21, 12))


def _features(stroked: QPainterPath, filled: QPainterPath) -> None:
    _curve(stroked, lambda x: math.sin(x * 1.6), 5.0)
    for x in (4.0, 12.0, 20.0):
        _line(stroked, (x, 20), (x, 20.6))
    _line(stroked, (4, 3.4), (20, 3.4))


def _unknown(stroked: QPainterPath, filled: QPainterPath) -> None:
    stroked.moveTo(8, 9)
    stroked.cubicTo(8, 3, 16.5, 3, 16.5, 8.5)
    stroked.cubicTo(16.5, 12, 12, 11.5, 12, 15.5)
    _dot(filled, 12, 19.6, 1.3)


def _group(stroked: QPainterPath, filled: QPainterPath) -> None:
    stroked.addRoundedRect(QRectF(3, 8.5, 12.5, 12.5), 2.5, 2.5)
    stroked.moveTo(8.5, 5.5)
    stroked.arcTo(QRectF(8.5, 3, 5, 5), 180, -90)
    stroked.lineTo(18.5, 3)
    stroked.arcTo(QRectF(16, 3, 5, 5), 90, -90)
    stroked.lineTo(21, 13)
    stroked.arcTo(QRectF(16, 10.5, 5, 5), 0, -90)
    _dot(filled, 9.25, 14.75, 2.2)


_PICTURES: dict[str, Callable[[QPainterPath, QPainterPath], None]] = {
    "input": _input,
    "output": _output,
    "dense": _dense,
    "activation": _activation,
    "batch_norm": _norm,
    "layer_norm": _layer_norm,
    "dropout": _dropout,
    "flatten": _flatten,
    "conv": _conv,
    "depthwise_conv": _depthwise,
    "pointwise_conv": _pointwise,
    "transposed_conv": _transposed,
    "upsample": _transposed,
    "reshape": _flatten,
    "multiply": _multiply,
    "add": _add,
    "concatenate": _concatenate,
    "features": _features,
    "group": _group,
    # By colour token, for blocks without a picture of their own.
    "data": _input,
    "layer": _dense,
    "pool": _pool,
    "norm": _norm,
    "join": _add,
    "loss": _output,
    "feature": _features,
}
