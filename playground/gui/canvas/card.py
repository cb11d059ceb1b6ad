"""One block on the canvas."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from playground.gui.canvas import geometry
from playground.gui.canvas.faces import Face
from playground.gui.canvas.geometry import HEIGHT, PORT, RADIUS, WIDTH
from playground.gui.canvas.lettering import elided, lettering, width
from playground.gui.canvas.live import LiveValues, UnitValues, short_number
from playground.gui.canvas.pictures import draw_picture, draw_tile
from playground.gui.canvas.strip import dead_words, paint_strip
from playground.gui.canvas.units import body
from playground.gui.canvas.units.body import Look, Opened
from playground.gui.canvas.units.layer import Layer
from playground.gui.canvas.units.signs import draw_chevron, draw_lock
from playground.gui.canvas.units.spot import Spot
from playground.gui.canvas.units.wiring import Site
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Node
from playground.spec.frozen import WHOLE
from playground.spec.words import tr

LEFT, TOP, RIGHT = -WIDTH / 2, -HEIGHT / 2, WIDTH / 2
TITLE, LINE, BADGE = 13.0, 11.0, 10.0
MARK = QPointF(RIGHT - 3.0, TOP + 3.0)
MARK_RADIUS = 8.5
READABLE, NAMED = 0.5, 0.26
"""Zooms from which all of a card can be read, and its name."""
SMALLEST = 9.5
"""Letters on the screen are not smaller, in pixels."""
STRIP = QRectF(LEFT + 13, TOP + 64, WIDTH - 24, 13)
"""Where the live values are; nothing else is there, nor within `AROUND` of it."""
AROUND = 4.0
OPENER = QRectF(RIGHT - 24, TOP + 40, 18, 18)
"""The sign that opens the block."""


class CardItem(QGraphicsItem):
    """Draws a `Face` and `LiveValues`; holds no state of the network. The scene tells it everything."""

    def __init__(self, node: Node, face: Face, theme: Theme, layer: Layer | None = None) -> None:
        super().__init__()
        self.node = node
        self.face = face
        self.layer = layer
        self.opened: Opened | None = None
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

    def show_node(self, node: Node, face: Face, layer: Layer | None = None) -> None:
        """Follow the document; redraws only where something is different."""
        if node.position != (self.pos().x(), self.pos().y()):
            self.setPos(*node.position)
        changed = face != self.face or node.frozen != self.node.frozen or (layer is None) != (self.layer is None)
        self.node, self.layer = node, layer
        if face != self.face:
            self.face = face
        if self.opened is not None and layer is not None and layer != self.opened.layer:
            self._take(body.opened(layer))
        if self.opened is not None:
            self.opened.frozen = node.frozen
        if changed:
            self.update()

    def show_opened(self, wanted: bool) -> bool:
        """Show the units in place of the card, where the block has some; gives whether that is a change."""
        if (wanted and self.layer is not None) == (self.opened is not None):
            return False
        self._take(body.opened(self.layer) if wanted and self.layer is not None else None)
        return True

    def _take(self, opened: Opened | None) -> None:
        self.prepareGeometryChange()
        self.opened = opened
        if opened is not None:
            opened.frozen = self.node.frozen
        area = self.body()
        self._outline = QPainterPath()
        self._outline.addRoundedRect(area, RADIUS, RADIUS)
        self._bounds = area.adjusted(-16, -16, 16, 18)
        self.update()

    def body(self) -> QRectF:
        """The outline's rectangle around the centre: a card's, or the opened block's."""
        return self.opened.plan.body if self.opened is not None else geometry.body()

    def place(self) -> QRectF:
        """The same in scene coordinates."""
        return self.body().translated(self.pos())

    def show_live(self, values: LiveValues | None) -> None:
        """The measurements at the card's foot."""
        if values is self._live:
            return
        # The badges make room for the strip, and for a word on dead units.
        moved = (values is None) != (self._live is None) or dead_words(values) != dead_words(self._live)
        self._live = values
        if self.opened is not None:
            self.update(self.opened.plan.foot)
        else:
            self.update(QRectF(LEFT, TOP + 42, WIDTH, HEIGHT - 42) if moved else STRIP)

    def show_units(self, values: UnitValues, before: UnitValues | None, point: tuple[float, ...] | None) -> None:
        """The units' maps and numbers, where the block is opened; what is as ``before`` is drawn already."""
        opened, id = self.opened, self.node.id
        if opened is None:
            return
        changed = False
        maps, counts = values.maps.get(id), values.histograms.get(id)
        if maps is not None:
            if before is None or maps is not before.maps.get(id):
                opened.maps.show_maps(maps, values.extent, self._theme)
                opened.readings = opened.maps.values_at(point) if point is not None else None
                changed = True
        elif counts is not None and (before is None or counts is not before.histograms.get(id)):
            opened.maps.show_histograms(counts, values.spans.get(id, (-1.0, 1.0)), self._theme)
            changed = True
        for name in opened.layer.marks:
            array = values.weights.get(f"{id}.{name}")
            if array is not None and array is not opened.numbers.get(name):
                opened.numbers[name] = array
                changed = True
        if changed:
            self.update(opened.plan.area.adjusted(-4, -4, 4, 4))

    def show_point(self, point: tuple[float, ...] | None) -> None:
        """Every unit's value at a place of the plane."""
        if self.opened is not None:
            readings = self.opened.maps.values_at(point) if point is not None else None
            if readings is not None or self.opened.readings is not None:
                self.opened.readings = readings
                self.update(self.opened.plan.area.adjusted(-4, -4, 4, 4))

    def show_spots(self, hovered: Spot | None, chosen: Spot | None) -> None:
        """What the pointer and the keys are on inside the opened block."""
        opened = self.opened
        if opened is not None and (hovered, chosen) != (opened.hovered, opened.chosen):
            opened.hovered, opened.chosen = hovered, chosen
            self.update()

    def tip(self) -> str:
        """What the card says in few signs, in whole sentences."""
        lines = [self.face.title, self.face.lines()[0] or self.face.summary, *self.face.sentences]
        live = self._live
        if live is not None and live.gradient_norm is not None:
            lines.append(tr("∇ {norm}: the gradient's 2-norm over the block", norm=short_number(live.gradient_norm)))
        if live is not None and live.update_ratio is not None:
            lines.append(tr("Δ {ratio}: how far a step goes, ‖Δθ‖/‖θ‖", ratio=short_number(live.update_ratio)))
        if dead := dead_words(live):
            lines.append(tr("{percent}: units that no example moves any more", percent=dead))
        if self.node.frozen:
            lines.append(tr("Frozen: training leaves it alone.") if WHOLE in self.node.frozen else tr("Partly frozen."))
        return "\n".join(lines)

    def site(self) -> Site:
        """What the weights that come and go need to know of it."""
        opened = self.opened
        return Site(
            node=self.node,
            layer=self.layer,
            plan=opened.plan if opened is not None else None,
            place=self.place(),
            centre=self.pos(),
        )

    def show_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        if self.opened is not None:
            self.opened.maps.redraw(theme)
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
        return self.pos() + self._input_port(slot)

    def output_port(self) -> QPointF:
        """Where the output lies, in scene coordinates."""
        return self.pos() + self._output_port()

    def _input_port(self, slot: int) -> QPointF:
        if self.opened is None:
            return geometry.input_port(slot, self.face.slots)
        head = self.opened.plan.head
        gap = min(22.0, (head.height() - 12.0) / max(1, self.face.slots - 1))
        return QPointF(head.left(), head.center().y() + (slot - (self.face.slots - 1) / 2) * gap)

    def _output_port(self) -> QPointF:
        if self.opened is None:
            return geometry.output_port()
        head = self.opened.plan.head
        return QPointF(head.right(), head.center().y())

    def _mark(self) -> QPointF:
        return MARK if self.opened is None else self.opened.plan.head.topRight() + QPointF(-3, 3)

    def on_mark(self, at: QPointF) -> bool:
        """Whether a scene point lies on the problem mark."""
        return bool(self.face.severity) and QLineF(at - self.pos(), self._mark()).length() <= MARK_RADIUS + 3

    def on_opener(self, at: QPointF) -> bool:
        """Whether a scene point lies on the sign that opens the block."""
        return self.opened is None and self.opens and OPENER.adjusted(-2, -2, 4, 10).contains(at - self.pos())

    @property
    def opens(self) -> bool:
        """Whether there is something in it to look at."""
        return self.layer is not None

    def boundingRect(self) -> QRectF:  # noqa: N802
        """With the shadow, the ports and the mark."""
        return self._bounds

    def shape(self) -> QPainterPath:
        """The rounded outline."""
        return self._outline

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Everything near 100 %; from further away the picture and the name, from far away the picture alone."""
        zoom = option.levelOfDetailFromTransform(painter.worldTransform())
        if self.opened is not None:
            body.paint(painter, self.opened, self._look(), zoom, option.exposedRect)
            self._paint_sides(painter, zoom, 1.0 if zoom >= body.READABLE else 0.0)
            return
        near = 1.0 if zoom >= READABLE else 0.0
        colour = self._theme.colour(self.face.colour)
        around = STRIP.adjusted(-AROUND, -AROUND, AROUND, AROUND)
        if near and around.contains(option.exposedRect):
            painter.fillRect(around, self._theme.colour("card"))  # Qt clips it to the pixels that it has cleared
            if self._live is not None:
                paint_strip(painter, self._live, STRIP, colour, self._theme)
            return
        self._paint_body(painter, colour, zoom, near)
        if near:
            self._paint_head(painter, colour)
            self._paint_badges(painter, colour)
            if self._live is not None:
                paint_strip(painter, self._live, STRIP, colour, self._theme)
        elif zoom >= NAMED:
            self._paint_name(painter, colour, zoom)
        else:
            draw_picture(painter, self.face.kind, self.face.colour, QRectF(-27, -27, 54, 54), colour)
        self._paint_sides(painter, zoom, near)

    def _paint_sides(self, painter: QPainter, zoom: float, near: float) -> None:
        if zoom > 0.22 or self._lit:
            self._paint_ports(painter)
        if self.face.severity:
            self._paint_mark(painter, near)

    def _look(self) -> Look:
        face = self.face
        return Look(
            theme=self._theme,
            colour=self._theme.colour(face.colour),
            token=face.colour,
            kind=face.kind,
            title=face.title,
            severity=face.severity,
            selected=self._selected,
            hovered=self._hovered,
            live=self._live,
        )

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
        if self.node.frozen:
            room -= 14
            draw_lock(painter, QRectF(RIGHT - 20, TOP + 9, 14, 14), theme.colour("muted"), shut=True)
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
        end = RIGHT - 10
        if self.opens:
            end = OPENER.left() - 2
            draw_chevron(painter, OPENER.translated(0, 2.5 + drop), self._theme.colour("muted"), closes=False)
        dead = dead_words(self._live)
        if not self.face.badges and not dead:
            painter.setPen(self._theme.colour("muted"))
            painter.setFont(lettering(BADGE))
            words = elided(self.face.formula, BADGE, end - LEFT - 13)
            painter.drawText(QPointF(LEFT + 13, TOP + 55.5 + drop), words)
            return
        shade = QColor(colour)
        shade.setAlphaF(0.2 if self._theme.name == "dark" else 0.1)
        painter.setFont(lettering(BADGE))
        x = LEFT + 13
        for text in (*((dead,) if dead else ()), *self.face.badges):
            room = end - x - 12
            if room < 22:
                break
            words = elided(text, BADGE, room)
            pill = QRectF(x, TOP + 44.5 + drop, width(words, BADGE) + 12, 15)
            painter.setPen(Qt.PenStyle.NoPen)
            warns = text == dead
            painter.setBrush(shade)
            painter.drawRoundedRect(pill, 7.5, 7.5)
            painter.setPen(self._theme.colour("warning" if warns else "text"))
            painter.drawText(QPointF(x + 6, TOP + 55.5 + drop), words)
            x = pill.right() + 4

    def _paint_ports(self, painter: QPainter) -> None:
        theme = self._theme
        for slot in range(self.face.slots):
            self._paint_port(painter, self._input_port(slot), slot < self.face.taken, "in", theme)
        if self.face.gives:
            self._paint_port(painter, self._output_port(), self.face.given, "out", theme)

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
        theme, at = self._theme, self._mark()
        radius = MARK_RADIUS * (1.0 + 0.8 * (1.0 - near))
        painter.setPen(QPen(theme.colour("canvas"), 2.0))
        warns = self.face.severity == "warning"
        fill = theme.colour(self.face.severity)
        painter.setBrush(fill.lighter(160) if warns and theme.name == "light" else fill)
        painter.drawEllipse(at, radius, radius)
        if near > 0.0:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("text" if warns and theme.name == "light" else "card"))
            painter.drawRoundedRect(QRectF(at.x() - 1, at.y() - 4.6, 2, 5.6), 1, 1)
            painter.drawEllipse(at + QPointF(0, 3.6), 1.2, 1.2)
