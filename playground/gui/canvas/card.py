"""One block on the canvas."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from playground.gui.canvas import face_paint, geometry
from playground.gui.canvas.face_paint import LEFT, MARK, MARK_RADIUS, OPENER, STRIP, TOP
from playground.gui.canvas.faces import Face
from playground.gui.canvas.geometry import HEIGHT, RADIUS, WIDTH
from playground.gui.canvas.live import LiveValues, UnitValues, short_number
from playground.gui.canvas.strip import dead_words
from playground.gui.canvas.units import body
from playground.gui.canvas.units.body import Look, Opened
from playground.gui.canvas.units.layer import Layer
from playground.gui.canvas.units.spot import Spot
from playground.gui.canvas.units.wiring import Site
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Node
from playground.spec.frozen import WHOLE
from playground.spec.words import tr


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
        self._selected = self._hovered = self._dimmed = self._told = False
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

    def shows_units(self, zoom: float) -> bool:
        """Whether the units' pictures are drawn at this zoom: the block is opened and they are large enough."""
        return self.opened is not None and (zoom >= body.READABLE or self.opened.plan.side * zoom >= body.SEEN)

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
        changed, first = False, opened.maps.image is None
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
        if changed and first:
            self.update()  # from afar the name makes room for the first picture
        elif changed:
            self.update(opened.plan.area.adjusted(-4, -4, 4, 4))

    def show_point(self, point: tuple[float, ...] | None) -> None:
        """Every unit's value at a place of the plane."""
        if self.opened is not None:
            readings = self.opened.maps.values_at(point) if point is not None else None
            if readings is not None or self.opened.readings is not None:
                self.opened.readings = readings
                self.update(self.opened.plan.area.adjusted(-4, -4, 4, 4))

    def show_told(self, told: bool) -> None:
        """Whether a story is told over the card: its numbers stand where those of the pointed place would."""
        if told != self._told:
            self._told = told
            if self.opened is not None and self.opened.readings is not None:
                self.update()

    def show_spots(self, hovered: Spot | None, chosen: Spot | None) -> None:
        """What the pointer and the keys are on inside the opened block."""
        opened = self.opened
        if opened is not None and (hovered, chosen) != (opened.hovered, opened.chosen):
            opened.hovered, opened.chosen = hovered, chosen
            self.update()

    def tip(self) -> str:
        """What the card says in few signs, in whole sentences."""
        lines = [self.face.title, self.face.lines()[0] or self.face.summary]
        if cost := self.face.multiply_adds:
            lines.append(tr("{count} multiplications per example", count=f"{cost:,}"))
        lines += self.face.sentences
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
        face, look, opened = self.face, self._look(), self.opened
        if opened is not None:
            body.paint(painter, opened, look, zoom, option.exposedRect)
        elif face_paint.paint(painter, face, look, self._outline, zoom, option.exposedRect):
            return
        readable = zoom >= (face_paint.READABLE if opened is None else body.READABLE)
        if zoom > 0.22 or self._lit:
            for slot in range(face.slots):
                self._paint_port(painter, self._input_port(slot), slot < face.taken, "in")
            if face.gives:
                self._paint_port(painter, self._output_port(), face.given, "out")
        if face.severity:
            face_paint.paint_mark(painter, self._mark(), face.severity, self._theme, readable=readable)

    def _paint_port(self, painter: QPainter, at: QPointF, taken: bool, side: str) -> None:
        lit = side in self._lit
        face_paint.paint_port(painter, at, self._theme, taken=taken, lit=lit, hovered=self._hovered)

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
            frozen=bool(self.node.frozen),
            opens=self.opens,
            told=self._told,
            live=self._live,
        )
