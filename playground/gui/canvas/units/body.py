"""Drawing an opened block: its head, its units as tiles, and the live values under them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from playground.gui.canvas.lettering import elided, lettering, shrunk, width
from playground.gui.canvas.live import LiveValues, short_number
from playground.gui.canvas.pictures import draw_picture, draw_tile
from playground.gui.canvas.strip import dead_words, paint_figures, paint_histogram
from playground.gui.canvas.units.colours import shades
from playground.gui.canvas.units.layer import Layer
from playground.gui.canvas.units.maps import CELLS, Maps
from playground.gui.canvas.units.plan import Plan, plan_of
from playground.gui.canvas.units.signs import draw_chevron, draw_lock, draw_plus
from playground.gui.canvas.units.spot import Spot
from playground.gui.theme.tokens import Theme
from playground.spec import frozen
from playground.spec.words import tr

TITLE, LINE, SMALL = 12.0, 11.0, 9.0
HEAD_RADIUS, LANE_RADIUS = 9.0, 11.0
READABLE = 0.45
"""Zoom from which units can be pointed at; from farther away the block is its name and its units' picture."""
SEEN = 6.0
"""Pixels that a unit's picture needs from afar; where it has fewer, the block's own picture stands in its place."""
SMALLEST = 9.5
MARK_SHADES = 8
"""Shades to each side that small squares are drawn in, so that those alike are drawn at once."""


@dataclass(slots=True, kw_only=True)
class Opened:
    """An opened block as it is drawn now.

    ``hovered`` and ``chosen`` are the spots under the pointer and under the keys; ``readings`` are the units' values at
    the place that is pointed at on the surface; ``numbers`` the learned numbers of ``Layer.marks``.
    """

    layer: Layer
    plan: Plan
    maps: Maps
    numbers: dict[str, NDArray[np.float32]] = field(default_factory=dict)
    frozen: tuple[str, ...] = ()
    hovered: Spot | None = None
    chosen: Spot | None = None
    readings: NDArray[np.float32] | None = None


def opened(layer: Layer) -> Opened:
    """A block that nothing has been measured of yet."""
    plan = plan_of(layer)
    return Opened(layer=layer, plan=plan, maps=Maps(layer, plan.columns))


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the drawing takes from the card; ``told`` is whether a story's numbers stand on the units."""

    theme: Theme
    colour: QColor
    token: str
    kind: str
    title: str
    severity: str
    selected: bool
    hovered: bool
    frozen: bool
    opens: bool
    told: bool
    live: LiveValues | None


def paint(painter: QPainter, block: Opened, look: Look, zoom: float, exposed: QRectF) -> None:
    """The whole block, around its centre, or what of it lies in ``exposed``."""
    _lane(painter, block.plan, look, zoom)
    if zoom < READABLE:
        _from_afar(painter, block, look, zoom)
        return
    plan = block.plan
    if exposed.intersects(plan.head):
        _head(painter, block, look, zoom)
    if exposed.intersects(plan.area):
        _tiles(painter, block, look, zoom)
        if plan.marked(zoom):
            _marks(painter, block, look)
        _rings(painter, block, look)
        if block.readings is not None and not look.told:
            _readings(painter, block, look)
    if exposed.intersects(plan.foot):
        _foot(painter, block, look)


def _lane(painter: QPainter, plan: Plan, look: Look, zoom: float) -> None:
    """A faint ground that holds the tiles together; what runs under it can be seen."""
    wash = QColor(look.colour)
    wash.setAlphaF(0.07 if look.theme.name == "dark" else 0.045)
    line, thick = QColor(look.colour), 1.0
    line.setAlphaF(0.45 if look.hovered else 0.22)
    if look.selected:
        line, thick = look.theme.colour("selection"), 2.0
    elif look.severity == "error":
        line, thick = look.theme.colour("error"), 1.4
    painter.setPen(QPen(line, max(thick, 0.8 / max(zoom, 0.05)) if zoom < 0.8 else thick))
    painter.setBrush(wash)
    painter.drawRoundedRect(plan.body, LANE_RADIUS, LANE_RADIUS)
    if look.selected:
        halo = look.theme.colour("selection")
        halo.setAlphaF(0.2)
        painter.setPen(QPen(halo, 6.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(plan.body, LANE_RADIUS, LANE_RADIUS)


def _from_afar(painter: QPainter, block: Opened, look: Look, zoom: float) -> None:
    """The name over the units' picture; the block's own picture where there is none yet, or it would be too small."""
    plan, image = block.plan, block.maps.image
    body = plan.body
    ground = QPainterPath()
    ground.addRoundedRect(body, LANE_RADIUS, LANE_RADIUS)
    painter.fillPath(ground, look.theme.colour("card"))
    painter.fillPath(ground, QColor(look.colour.red(), look.colour.green(), look.colour.blue(), 40))
    size = shrunk(look.title, min(28.0, SMALLEST / zoom), 16.0, body.width() - 8, bold=True)
    words = elided(look.title, size, body.width() - 8, bold=True)
    painter.setPen(look.theme.colour("text"))
    painter.setFont(lettering(size, bold=True))
    left = -width(words, size, bold=True) / 2
    if image is not None and plan.side * zoom >= SEEN:
        painter.setRenderHint(painter.RenderHint.SmoothPixmapTransform)
        painter.drawText(QPointF(left, plan.head.center().y() + 0.36 * size), words)
        if plan.columns == 1:
            for index, tile in enumerate(plan.tiles):
                painter.drawImage(tile, image, block.maps.source(index))
        else:
            painter.drawImage(plan.area, image)
        return
    side = min(54.0, body.width() * 0.5)
    draw_picture(painter, look.kind, look.token, QRectF(-side / 2, -side, side, side), look.colour)
    painter.drawText(QPointF(left, size + 6), words)


def _head(painter: QPainter, block: Opened, look: Look, zoom: float) -> None:
    theme, head, layer = look.theme, block.plan.head, block.layer
    path = QPainterPath()
    path.addRoundedRect(head, HEAD_RADIUS, HEAD_RADIUS)
    painter.fillPath(path, theme.colour("card"))
    painter.save()
    painter.setClipRect(QRectF(head.left(), head.top(), 3.5, head.height()), Qt.ClipOperation.IntersectClip)
    painter.fillPath(path, look.colour)
    painter.restore()
    painter.setPen(QPen(theme.colour("card_line"), 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    tile = QRectF(head.left() + 8, head.top() + 4, 17, 17)
    size, left = min(17.0, max(TITLE, 8.4 / zoom)), tile.right() + 5
    if size > TITLE and width(look.title, size, bold=True) > head.right() - 22 - left:
        left = tile.left() + 1  # from some way off the name says more than the picture
    else:
        draw_tile(painter, look.kind, look.token, tile, look.colour, dark=theme.name == "dark")
    painter.setPen(theme.colour("text"))
    painter.setFont(lettering(size, bold=True))
    middle = head.top() + 12.7 + 0.36 * size
    painter.drawText(QPointF(left, middle), elided(look.title, size, head.right() - 22 - left, bold=True))
    buttons, over = block.plan.buttons, block.hovered
    for name, rect in buttons.items():
        lit = over is not None and over.what == "button" and over.name == name
        shut = name == "lock" and frozen.WHOLE in block.frozen
        if lit or name in ("more", "fewer"):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("grid" if lit else "raised"))
            painter.drawRoundedRect(rect, 4.5, 4.5)
        ink = theme.colour("accent" if lit or shut else "muted")
        if name == "close":
            draw_chevron(painter, rect, ink, closes=True)
        elif name == "lock":
            draw_lock(painter, rect, ink, shut=shut)
        else:
            draw_plus(painter, rect, ink, minus=name == "fewer")
    painter.setFont(lettering(LINE))
    painter.setPen(theme.colour("text" if layer.grows else "muted"))
    if layer.grows:
        room_for = QRectF(buttons["fewer"].right(), buttons["fewer"].top(), 33, 17)
        painter.drawText(room_for, Qt.AlignmentFlag.AlignCenter, str(layer.units))
    else:
        words = tr("1 unit") if layer.units == 1 else tr("{count} units", count=layer.units)
        painter.drawText(QPointF(head.left() + 9, head.top() + 35), words)


def _tiles(painter: QPainter, block: Opened, look: Look, zoom: float) -> None:
    plan, maps, theme = block.plan, block.maps, look.theme
    blurs = not maps.bars or zoom * plan.side < 2 * CELLS  # bars that are wide enough have sharp sides
    painter.setRenderHint(painter.RenderHint.SmoothPixmapTransform, blurs)
    if maps.image is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("middle"))
        painter.drawRects(list(plan.tiles))
    elif plan.columns == 1:
        for index, tile in enumerate(plan.tiles):
            painter.drawImage(tile, maps.image, maps.source(index))
    else:
        painter.drawImage(plan.area, maps.image)
    line = QColor(theme.colour("text"))
    line.setAlphaF(0.35 if plan.columns == 1 else 0.22)
    painter.setPen(QPen(line, 1.0 if plan.columns == 1 else 0.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(painter.RenderHint.Antialiasing, plan.columns == 1)
    painter.drawRects(list(plan.tiles))
    painter.setRenderHint(painter.RenderHint.Antialiasing)
    if block.layer.labels:
        _labels(painter, block, look)
    if block.layer.shown < block.layer.units:
        painter.setFont(lettering(SMALL))
        painter.setPen(theme.colour("muted"))
        words = tr("+ {count} more", count=block.layer.units - block.layer.shown)
        painter.drawText(plan.more, Qt.AlignmentFlag.AlignCenter, words)


def _labels(painter: QPainter, block: Opened, look: Look) -> None:
    """A word beside each tile, where there is one tile in a row: on the side where no weights come in."""
    plan, right = block.plan, block.layer.inputs > 0
    if plan.columns > 1:
        return
    painter.setFont(lettering(LINE))
    painter.setPen(look.theme.colour("text"))
    for tile, label in zip(plan.tiles, block.layer.labels, strict=False):
        room = (plan.body.right() - tile.right() if right else tile.left() - plan.body.left()) - 7
        place = QRectF(tile.right() + 4 if right else tile.left() - 4 - room, tile.top(), room, tile.height())
        side = Qt.AlignmentFlag.AlignLeft if right else Qt.AlignmentFlag.AlignRight
        painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter, elided(label, LINE, room))


def _marks(painter: QPainter, block: Opened, look: Look) -> None:
    """Biases and scales as small squares in the colour of their value, and a lock on every frozen unit."""
    table = shades(look.theme)
    line = look.theme.colour("text")
    line.setAlphaF(0.5)
    rim = QPen(line, 0.8)
    for name, rects in block.plan.marks.items():
        values = block.numbers.get(name)
        if values is None or len(values) < len(rects):
            continue
        painter.setPen(rim)
        alike: dict[int, list[QRectF]] = {}
        for rect, value in zip(rects, values.tolist(), strict=False):
            share = value / (abs(value) + 0.5) if value == value else 0.0
            alike.setdefault(round(MARK_SHADES * share), []).append(rect)
        for shade, squares in alike.items():
            painter.setBrush(QColor.fromRgb(int(table[min(255, 128 + shade * 128 // MARK_SHADES)])))
            painter.drawRects(squares)
    if not block.frozen or frozen.WHOLE in block.frozen:
        return
    ink = look.theme.colour("text")
    for word in block.frozen:
        index = int(word) if word.isdigit() else -1
        if 0 <= index < len(block.plan.tiles):
            tile = block.plan.tiles[index]
            place = QRectF(tile.right() - 13, tile.top() + 1, 12, 12)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.theme.colour("card"))
            painter.drawRoundedRect(place, 3, 3)
            draw_lock(painter, place, ink, shut=True)


def _rings(painter: QPainter, block: Opened, look: Look) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for spot, token, thick, out in ((block.hovered, "text", 2.0, 1.5), (block.chosen, "selection", 2.4, 3.2)):
        if spot is None or spot.what == "button":
            continue
        rect = block.plan.place(spot)
        if not rect.isEmpty():
            painter.setPen(QPen(look.theme.colour(token), thick if spot.what == "unit" else thick * 0.7))
            painter.drawRoundedRect(rect.adjusted(-out, -out, out, out), 1.5 + out, 1.5 + out)


def _readings(painter: QPainter, block: Opened, look: Look) -> None:
    """Every unit's value at the pointed place, over its tile."""
    assert block.readings is not None
    small = block.plan.columns > 1
    size = 7.0 if small else 10.0
    painter.setFont(lettering(size, bold=True))
    ground = QColor(look.theme.colour("card"))
    ground.setAlphaF(0.86)
    for tile, value in zip(block.plan.tiles, block.readings.tolist(), strict=False):
        words = short_number(round(value, 1 if small else 2))
        wide = min(tile.width(), width(words, size, bold=True) + 4)
        place = QRectF(tile.center().x() - wide / 2, tile.center().y() - size * 0.65, wide, size * 1.3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(place, 3, 3)
        painter.setPen(look.theme.colour("text"))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)


def _foot(painter: QPainter, block: Opened, look: Look) -> None:
    plan = block.plan
    dead = dead_words(look.live)
    if block.layer.summary:
        painter.setFont(lettering(SMALL))
        painter.setPen(look.theme.colour("warning" if dead else "muted"))
        behind = f" · {dead}" if dead else ""
        room = plan.summary.width() - width(behind, SMALL)
        words = elided(block.layer.summary, SMALL, room) + behind
        painter.drawText(plan.summary, Qt.AlignmentFlag.AlignCenter, words)
    if look.live is not None:
        paint_histogram(painter, look.colour, look.live.histogram, plan.strip)
        paint_figures(painter, look.live, plan.figures, look.theme)
