"""One block on the canvas."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from playground.gui.canvas import geometry
from playground.gui.canvas.faces import Face
from playground.gui.canvas.geometry import HEIGHT, PORT, RADIUS, WIDTH
from playground.gui.canvas.lettering import elided, lettering, width
from playground.gui.canvas.live import LiveValues, short_number
from playground.gui.canvas.pictures import draw_picture, draw_tile
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Node

LEFT, TOP, RIGHT = -WIDTH / 2, -HEIGHT / 2, WIDTH / 2
TITLE, LINE, BADGE, LIVE = 13.0, 11.0, 10.0, 10.0
MARK = QPointF(RIGHT - 3.0, TOP + 3.0)
MARK_RADIUS = 8.5
READABLE, NAMED = 0.5, 0.26
"""Zooms from which all of a card can be read, and its name."""
SMALLEST = 9.5
"""Letters on the screen are not smaller, in pixels."""
STRIP = QRectF(LEFT + 13, TOP + 64, WIDTH - 24, 13)
"""Where the live values are; nothing else is there, nor within `AROUND` of it."""
AROUND = 4.0
DEAD_SHARE = 0.005
"""A smaller share of dead units is not worth a word."""


class CardItem(QGraphicsItem):
    """Draws a `Face` and `LiveValues`; holds no state of the network. The scene tells it everything."""

    def __init__(self, node: Node, face: Face, theme: Theme) -> None:
        super().__init__()
        self.node = node
        self.face = face
        self._theme = theme
        self._live: LiveValues | None = None
        self._selected = self._hovered = self._dimmed = False
        self._lit: frozenset[str] = frozenset()
        self._outline = geometry.outline()
        self._bounds = geometry.body().adjusted(-16, -16, 16, 18)
        self.setPos(*node.position)
        self.setZValue(1.0)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)  # so that it is told what to paint
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)

    def show_node(self, node: Node, face: Face) -> None:
        """Follow the document; redraws only where something is different."""
        if node.position != (self.pos().x(), self.pos().y()):
            self.setPos(*node.position)
        self.node = node
        if face != self.face:
            self.face = face
            self.update()

    def show_live(self, values: LiveValues | None) -> None:
        """The measurements at the card's foot."""
        if values is self._live:
            return
        moved = (values is None) != (self._live is None)  # the badges make room for the strip
        self._live = values
        self.update(QRectF(LEFT, TOP + 42, WIDTH, HEIGHT - 42) if moved else STRIP)

    def show_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.update()

    def show_state(self, *, selected: bool, hovered: bool) -> None:
        """Whether it is selected, and whether the pointer is over it."""
        if (selected, hovered) != (self._selected, self._hovered):
            self._selected, self._hovered = selected, hovered
            self.setZValue(2.0 if selected else 1.0)
            self.update()

    def show_offer(self, *, dimmed: bool, lit: frozenset[str]) -> None:
        """While a connection is drawn: whether it cannot end here, and which sides (``in``, ``out``) are lit."""
        if (dimmed, lit) != (self._dimmed, self._lit):
            self._dimmed, self._lit = dimmed, lit
            self.setOpacity(0.4 if dimmed else 1.0)
            self.update()

    def input_port(self, slot: int) -> QPointF:
        """Where an input lies, in scene coordinates."""
        return self.pos() + geometry.input_port(slot, self.face.slots)

    def output_port(self) -> QPointF:
        """Where the output lies, in scene coordinates."""
        return self.pos() + geometry.output_port()

    def on_mark(self, at: QPointF) -> bool:
        """Whether a scene point lies on the problem mark."""
        return bool(self.face.severity) and QLineF(at - self.pos(), MARK).length() <= MARK_RADIUS + 3

    def boundingRect(self) -> QRectF:  # noqa: N802
        """With the shadow, the ports and the mark."""
        return self._bounds

    def shape(self) -> QPainterPath:
        """The rounded outline."""
        return self._outline

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Everything near 100 %; from further away the picture and the name, from far away the picture alone."""
        zoom = option.levelOfDetailFromTransform(painter.worldTransform())
        near = 1.0 if zoom >= READABLE else 0.0
        colour = self._theme.colour(self.face.colour)
        around = STRIP.adjusted(-AROUND, -AROUND, AROUND, AROUND)
        if near and around.contains(option.exposedRect):
            painter.fillRect(around, self._theme.colour("card"))  # Qt clips it to the pixels that it has cleared
            self._paint_live(painter, colour)
            return
        self._paint_body(painter, colour, zoom, near)
        if near:
            self._paint_head(painter, colour)
            self._paint_badges(painter, colour)
            self._paint_live(painter, colour)
        elif zoom >= NAMED:
            self._paint_name(painter, colour, zoom)
        else:
            draw_picture(painter, self.face.kind, self.face.colour, QRectF(-27, -27, 54, 54), colour)
        if zoom > 0.22 or self._lit:
            self._paint_ports(painter)
        if self.face.severity:
            self._paint_mark(painter, near)

    def _paint_body(self, painter: QPainter, colour: QColor, zoom: float, near: float) -> None:
        theme = self._theme
        if zoom > 0.3:
            painter.setPen(Qt.PenStyle.NoPen)
            strength = 5 if theme.name == "light" else 18
            for spread in (3.5, 1.0):
                painter.setBrush(QColor(10, 20, 40, strength + (6 if self._hovered else 0)))
                around = geometry.body().adjusted(-spread, -spread + 2, spread, spread + 2.5)
                painter.drawRoundedRect(around, RADIUS + spread, RADIUS + spread)
        if self._selected:
            halo = theme.colour("selection")
            halo.setAlphaF(0.22)
            painter.setPen(QPen(halo, 7.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(self._outline)
        painter.fillPath(self._outline, theme.colour("card"))
        if near < 1.0:
            wash = QColor(colour)
            wash.setAlphaF(0.22 * (1.0 - near))
            painter.fillPath(self._outline, wash)
        painter.save()
        painter.setClipRect(QRectF(LEFT, TOP, 4.5, HEIGHT))
        painter.fillPath(self._outline, colour)
        painter.restore()
        if self._selected:
            line, thick = theme.colour("selection"), 2.0
        elif self.face.severity == "error":
            line, thick = theme.colour("error"), 1.4
        else:
            line, thick = theme.colour("muted" if self._hovered else "card_line"), 1.0
        if near < 1.0 and not self._selected and self.face.severity != "error":
            line = colour if zoom < 0.34 else line
        painter.setPen(QPen(line, max(thick, 0.8 / max(zoom, 0.05)) if zoom < 0.8 else thick))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._outline)

    def _paint_head(self, painter: QPainter, colour: QColor) -> None:
        theme, face = self._theme, self.face
        tile = QRectF(LEFT + 12, TOP + 10, 27, 27)
        draw_tile(painter, face.kind, face.colour, tile, colour, dark=theme.name == "dark")
        x = tile.right() + 7
        room = RIGHT - 7 - x
        painter.setPen(theme.colour("text"))
        painter.setFont(lettering(TITLE, bold=True))
        painter.drawText(QPointF(x, TOP + 22), elided(face.title, TITLE, room, bold=True))
        lines = face.lines()
        line = next((text for text in lines if width(text, LINE) <= room), lines[-1])
        painter.setPen(theme.colour("muted"))
        painter.setFont(lettering(LINE))
        painter.drawText(QPointF(x, TOP + 36), elided(line, LINE, room))

    def _paint_name(self, painter: QPainter, colour: QColor, zoom: float) -> None:
        """The name in letters that can still be read on the screen, under the picture."""
        draw_picture(painter, self.face.kind, self.face.colour, QRectF(-19, -37, 38, 38), colour)
        size = min(28.0, SMALLEST / zoom)
        words = elided(self.face.title, size, WIDTH - 14, bold=True)
        painter.setPen(self._theme.colour("text"))
        painter.setFont(lettering(size, bold=True))
        painter.drawText(QPointF(-width(words, size, bold=True) / 2, 33.0), words)

    def _paint_badges(self, painter: QPainter, colour: QColor) -> None:
        drop = 0.0 if self._live is not None else 7.0
        if not self.face.badges:
            painter.setPen(self._theme.colour("muted"))
            painter.setFont(lettering(BADGE))
            words = elided(self.face.formula, BADGE, WIDTH - 24)
            painter.drawText(QPointF(LEFT + 13, TOP + 55.5 + drop), words)
            return
        shade = QColor(colour)
        shade.setAlphaF(0.2 if self._theme.name == "dark" else 0.1)
        painter.setFont(lettering(BADGE))
        x, end = LEFT + 13, RIGHT - 10
        for text in self.face.badges:
            room = end - x - 12
            if room < 22:
                break
            words = elided(text, BADGE, room)
            pill = QRectF(x, TOP + 44.5 + drop, width(words, BADGE) + 12, 15)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(shade)
            painter.drawRoundedRect(pill, 7.5, 7.5)
            painter.setPen(self._theme.colour("text"))
            painter.drawText(QPointF(x + 6, TOP + 55.5 + drop), words)
            x = pill.right() + 4

    def _paint_live(self, painter: QPainter, colour: QColor) -> None:
        strip = QRectF(STRIP)
        values = self._live
        if values is None:
            return
        theme = self._theme
        words = [f"∇ {short_number(values.gradient_norm)}"] if values.gradient_norm is not None else []
        dead = values.dead if values.dead is not None and values.dead >= DEAD_SHARE else None
        if dead is not None:
            words.append(f"{dead:.0%} dead".replace("%", " %"))
        right = strip.right()
        painter.setFont(lettering(LIVE))
        for index in reversed(range(len(words))):
            wide = width(words[index], LIVE)
            painter.setPen(theme.colour("warning" if dead is not None and index == len(words) - 1 else "muted"))
            painter.drawText(QPointF(right - wide, strip.bottom() - 2.5), words[index])
            right -= wide + 7
        if values.histogram is not None and right - strip.left() > 16:
            self._paint_histogram(
                painter,
                colour,
                values.histogram,
                QRectF(strip.left(), strip.top(), 0, strip.height()).adjusted(0, 0, right - strip.left(), 0),
            )

    def _paint_histogram(self, painter: QPainter, colour: QColor, counts: object, area: QRectF) -> None:
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

    def _paint_ports(self, painter: QPainter) -> None:
        theme = self._theme
        for slot in range(self.face.slots):
            self._paint_port(painter, geometry.input_port(slot, self.face.slots), slot < self.face.taken, "in", theme)
        if self.face.gives:
            self._paint_port(painter, geometry.output_port(), self.face.given, "out", theme)

    def _paint_port(self, painter: QPainter, at: QPointF, taken: bool, side: str, theme: Theme) -> None:
        if side in self._lit:
            halo = theme.colour("accent")
            halo.setAlphaF(0.25)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(halo)
            painter.drawEllipse(at, PORT + 5, PORT + 5)
            painter.setPen(QPen(theme.colour("card"), 1.5))
            painter.setBrush(theme.colour("accent"))
            painter.drawEllipse(at, PORT + 1, PORT + 1)
            return
        line = theme.colour("accent" if self._hovered else "edge")
        painter.setPen(QPen(line, 1.5))
        painter.setBrush(QBrush(line if taken else theme.colour("card")))
        radius = PORT - 0.5 if taken else PORT
        painter.drawEllipse(at, radius, radius)

    def _paint_mark(self, painter: QPainter, near: float) -> None:
        theme = self._theme
        radius = MARK_RADIUS * (1.0 + 0.8 * (1.0 - near))
        painter.setPen(QPen(theme.colour("canvas"), 2.0))
        warns = self.face.severity == "warning"
        fill = theme.colour(self.face.severity)
        painter.setBrush(fill.lighter(160) if warns and theme.name == "light" else fill)
        painter.drawEllipse(MARK, radius, radius)
        if near > 0.0:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("text" if warns and theme.name == "light" else "card"))
            painter.drawRoundedRect(QRectF(MARK.x() - 1, MARK.y() - 4.6, 2, 5.6), 1, 1)
            painter.drawEllipse(MARK + QPointF(0, 3.6), 1.2, 1.2)
