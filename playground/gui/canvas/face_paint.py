"""Drawing a closed card: its body, head, badges and live strip, or its picture and name; ports and the problem mark."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen

from playground.gui.canvas import geometry
from playground.gui.canvas.faces import Face
from playground.gui.canvas.geometry import HEIGHT, PORT, RADIUS, WIDTH
from playground.gui.canvas.lettering import elided, lettering, shrunk, width
from playground.gui.canvas.pictures import draw_picture, draw_tile
from playground.gui.canvas.strip import dead_words, paint_histogram, paint_strip
from playground.gui.canvas.units.body import Look
from playground.gui.canvas.units.signs import draw_chevron, draw_lock
from playground.gui.theme.tokens import Theme

LEFT, TOP, RIGHT = -WIDTH / 2, -HEIGHT / 2, WIDTH / 2
TITLE, LINE, BADGE = 13.0, 11.0, 10.0
MARK = QPointF(RIGHT - 3.0, TOP + 3.0)
MARK_RADIUS = 8.5
DETAILED, READABLE, NAMED = 0.7, 0.5, 0.26
"""Zooms from which all of a card can be read, what matters most of it in larger letters, and its name."""
SMALLEST = 9.5
LEAST = 7.5
"""Letters on the screen are not smaller, in pixels; where a name would be cut they may be a little."""
STRIP = QRectF(LEFT + 13, TOP + 64, WIDTH - 24, 13)
"""Where the live values are; nothing else is there, nor within `AROUND` of it."""
AROUND = 4.0
OPENER = QRectF(RIGHT - 24, TOP + 40, 18, 18)
"""The sign that opens the block."""


def paint(painter: QPainter, face: Face, look: Look, outline: QPainterPath, zoom: float, exposed: QRectF) -> bool:
    """Draw a card around its centre, or what of it lies in ``exposed``.

    Returns:
        Whether that was only the live strip, which nothing lies over.

    """
    readable = zoom >= READABLE
    around = STRIP.adjusted(-AROUND, -AROUND, AROUND, AROUND)
    if readable and around.contains(exposed):
        painter.fillRect(around, look.theme.colour("card"))  # Qt clips it to the pixels that it has cleared
        _strip(painter, look, zoom)
        return True
    _body(painter, look, outline, zoom)
    if readable:
        if zoom >= DETAILED:
            _head(painter, face, look)
            _badges(painter, face, look)
        else:
            _short(painter, face, look, zoom)
        _strip(painter, look, zoom)
    elif zoom >= NAMED:
        _name(painter, look, zoom)
    else:
        draw_picture(painter, look.kind, look.token, QRectF(-27, -27, 54, 54), look.colour)
    return False


def _body(painter: QPainter, look: Look, outline: QPainterPath, zoom: float) -> None:
    theme, colour = look.theme, look.colour
    if zoom > 0.3:
        painter.setPen(Qt.PenStyle.NoPen)
        strength = 5 if theme.name == "light" else 18
        for spread in (3.5, 1.0):
            painter.setBrush(QColor(10, 20, 40, strength + (6 if look.hovered else 0)))
            around = geometry.body().adjusted(-spread, -spread + 2, spread, spread + 2.5)
            painter.drawRoundedRect(around, RADIUS + spread, RADIUS + spread)
    if look.selected:
        halo = theme.colour("selection")
        halo.setAlphaF(0.22)
        painter.setPen(QPen(halo, 7.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(outline)
    painter.fillPath(outline, theme.colour("card"))
    if zoom < READABLE:
        wash = QColor(colour)
        wash.setAlphaF(0.22)
        painter.fillPath(outline, wash)
    painter.save()
    painter.setClipRect(QRectF(LEFT, TOP, 4.5, HEIGHT))
    painter.fillPath(outline, colour)
    painter.restore()
    if look.selected:
        line, thick = theme.colour("selection"), 2.0
    elif look.severity == "error":
        line, thick = theme.colour("error"), 1.4
    else:
        line, thick = theme.colour("muted" if look.hovered else "card_line"), 1.0
    if zoom < READABLE and not look.selected and look.severity != "error":
        line = colour if zoom < 0.34 else line
    painter.setPen(QPen(line, max(thick, 0.8 / max(zoom, 0.05)) if zoom < 0.8 else thick))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(outline)


def _head(painter: QPainter, face: Face, look: Look) -> None:
    lock = QRectF(RIGHT - 20, TOP + 9, 14, 14)
    x, room = _title(painter, face, look, TOP + 10, lock, TITLE, TOP + 22)
    painter.setPen(look.theme.colour("muted"))
    _longest(painter, face.lines(), LINE, QPointF(x, TOP + 36), room)
    left = room - width(face.title, TITLE, bold=True) - 8
    if cost := next((words for words in face.costs() if width(words, BADGE) <= left), ""):
        painter.setFont(lettering(BADGE))
        painter.drawText(QPointF(x + room - 3 - width(cost, BADGE), TOP + 21.5), cost)


def _title(
    painter: QPainter, face: Face, look: Look, top: float, lock: QRectF, size: float, baseline: float
) -> tuple[float, float]:
    """The picture from ``top`` on and the title beside it; gives where the title begins and how much room it has."""
    theme, tile = look.theme, QRectF(LEFT + 12, top, 27, 27)
    draw_tile(painter, look.kind, look.token, tile, look.colour, dark=theme.name == "dark")
    x = tile.right() + 7
    room = RIGHT - 7 - x
    if look.frozen:
        room -= lock.width()
        draw_lock(painter, lock, theme.colour("muted"), shut=True)
    painter.setPen(theme.colour("text"))
    painter.setFont(lettering(size, bold=True))
    painter.drawText(QPointF(x, baseline), elided(face.title, size, room, bold=True))
    return x, room


def _longest(painter: QPainter, lines: tuple[str, ...], size: float, at: QPointF, room: float) -> None:
    """The first of the wordings that has room, else the last, cut."""
    line = next((text for text in lines if width(text, size) <= room), lines[-1])
    painter.setFont(lettering(size))
    painter.drawText(at, elided(line, size, room))


def _short(painter: QPainter, face: Face, look: Look, zoom: float) -> None:
    """Title and size of the block in letters that can still be read on the screen."""
    theme, size, line_size = look.theme, min(18.0, 8.8 / zoom), min(16.5, 8.4 / zoom)
    lock = QRectF(RIGHT - 22, TOP + 13, 16, 16)
    _title(painter, face, look, TOP + 8, lock, size, TOP + 21.5 + 0.36 * size)
    room = RIGHT - 8 - LEFT - 13
    if look.opens:
        room = OPENER.left() - 2 - LEFT - 13
        draw_chevron(painter, OPENER.translated(0, 1.5), theme.colour("muted"), closes=False)
    dead = dead_words(look.live)
    painter.setPen(theme.colour("warning" if dead else "muted"))
    at = QPointF(LEFT + 13, TOP + 49 + 0.36 * line_size)
    _longest(painter, (dead,) if dead else face.lines(), line_size, at, room)


def _strip(painter: QPainter, look: Look, zoom: float) -> None:
    """The live values; from some way off the histogram alone."""
    if look.live is not None and zoom >= DETAILED:
        paint_strip(painter, look.live, STRIP, look.colour, look.theme)
    elif look.live is not None:
        paint_histogram(painter, look.colour, look.live.histogram, STRIP)


def _name(painter: QPainter, look: Look, zoom: float) -> None:
    """The name in letters that can still be read on the screen, under the picture."""
    draw_picture(painter, look.kind, look.token, QRectF(-19, -37, 38, 38), look.colour)
    size = shrunk(look.title, min(28.0, SMALLEST / zoom), min(28.0, LEAST / zoom), WIDTH - 14, bold=True)
    words = elided(look.title, size, WIDTH - 14, bold=True)
    painter.setPen(look.theme.colour("text"))
    painter.setFont(lettering(size, bold=True))
    painter.drawText(QPointF(-width(words, size, bold=True) / 2, 33.0), words)


def _badges(painter: QPainter, face: Face, look: Look) -> None:
    drop = 0.0 if look.live is not None else 7.0
    end = RIGHT - 10
    if look.opens:
        end = OPENER.left() - 2
        draw_chevron(painter, OPENER.translated(0, 2.5 + drop), look.theme.colour("muted"), closes=False)
    dead = dead_words(look.live)
    if not face.badges and not dead:
        painter.setPen(look.theme.colour("muted"))
        painter.setFont(lettering(BADGE))
        words = elided(face.formula, BADGE, end - LEFT - 13)
        painter.drawText(QPointF(LEFT + 13, TOP + 55.5 + drop), words)
        return
    shade = QColor(look.colour)
    shade.setAlphaF(0.2 if look.theme.name == "dark" else 0.1)
    painter.setFont(lettering(BADGE))
    x = LEFT + 13
    for text in (*((dead,) if dead else ()), *face.badges):
        room = end - x - 12
        if room < 22:
            break
        words = elided(text, BADGE, room)
        pill = QRectF(x, TOP + 44.5 + drop, width(words, BADGE) + 12, 15)
        painter.setPen(Qt.PenStyle.NoPen)
        warns = text == dead
        painter.setBrush(shade)
        painter.drawRoundedRect(pill, 7.5, 7.5)
        painter.setPen(look.theme.colour("warning" if warns else "text"))
        painter.drawText(QPointF(x + 6, TOP + 55.5 + drop), words)
        x = pill.right() + 4


def paint_port(painter: QPainter, at: QPointF, theme: Theme, *, taken: bool, lit: bool, hovered: bool) -> None:
    """A port; filled where something is connected, with a halo where a connection may end."""
    if lit:
        halo = theme.colour("accent")
        halo.setAlphaF(0.25)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(halo)
        painter.drawEllipse(at, PORT + 5, PORT + 5)
        painter.setPen(QPen(theme.colour("card"), 1.5))
        painter.setBrush(theme.colour("accent"))
        painter.drawEllipse(at, PORT + 1, PORT + 1)
        return
    line = theme.colour("accent" if hovered else "edge")
    painter.setPen(QPen(line, 1.5))
    painter.setBrush(QBrush(line if taken else theme.colour("card")))
    radius = PORT - 0.5 if taken else PORT
    painter.drawEllipse(at, radius, radius)


def paint_mark(painter: QPainter, at: QPointF, severity: str, theme: Theme, *, readable: bool) -> None:
    """An exclamation mark in the colour of what is wrong; from afar a larger dot."""
    radius = MARK_RADIUS * (1.0 if readable else 1.8)
    painter.setPen(QPen(theme.colour("canvas"), 2.0))
    warns = severity == "warning"
    fill = theme.colour(severity)
    painter.setBrush(fill.lighter(160) if warns and theme.name == "light" else fill)
    painter.drawEllipse(at, radius, radius)
    if readable:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("text" if warns and theme.name == "light" else "card"))
        painter.drawRoundedRect(QRectF(at.x() - 1, at.y() - 4.6, 2, 5.6), 1, 1)
        painter.drawEllipse(at + QPointF(0, 3.6), 1.2, 1.2)
