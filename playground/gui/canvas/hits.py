"""The cards, connections and frames on the canvas: where they are, and what lies under a point."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QLineF, QObject, QPointF, QRectF, QSizeF
from PySide6.QtWidgets import QGraphicsScene

from playground.gui.canvas import face_paint
from playground.gui.canvas.card import CardItem
from playground.gui.canvas.edges import EdgeItem
from playground.gui.canvas.geometry import REACH
from playground.gui.canvas.groups_frame import Frames
from playground.gui.canvas.units.body import READABLE
from playground.gui.canvas.units.spot import Spot
from playground.spec.experiment import Edge


@dataclass(frozen=True, slots=True)
class Hit:
    """What lies under a point. ``node`` is a card's id: a block's, or a closed group's; ``frame`` an open group's.

    ``opener`` is the sign on a card that opens it. ``spot`` is something inside an opened block, whose id is then
    ``node``, or a weight between two blocks, which lies on no block.
    """

    what: Literal["input", "output", "opener", "spot", "card", "edge", "frame", "closer", "empty"]
    node: str = ""
    slot: int | None = None
    edge: Edge | None = None
    frame: str = ""
    spot: Spot | None = None


EMPTY = Hit("empty")


class Hits(QGraphicsScene):
    """Holds the items and finds them.

    Attributes:
        cards: by the id of the block, or of the closed group. edges: by connection. frames: of the open groups.

    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.cards: dict[str, CardItem] = {}
        self.edges: dict[Edge, EdgeItem] = {}
        self.frames = Frames(self)

    def bounds(self, ids: Iterable[str] | None = None) -> QRectF:
        """The rectangle around all cards and frames, or those of ``ids``; empty where there are none."""
        found = QRectF()
        for id in (*self.cards, *self.frames.items) if ids is None else ids:
            if id in self.frames.items:
                found = found.united(self.frames.items[id].place())
                continue
            card = self.cards[id]
            found = found.united(card.place())
        return found

    def loops(self) -> QRectF:
        """The rectangle around all connections that lead back to the left, beside the blocks; empty without any."""
        found = QRectF()
        for item in self.edges.values():
            if item.back:
                found = found.united(item.way())
        return found

    def hit(self, at: QPointF, zoom: float = 1.0) -> Hit:
        """What lies at a scene point: ports first, then cards from the top, then edges."""
        reach = min(24.0, max(REACH, REACH / zoom))
        cards = sorted(self.cards.values(), key=lambda card: -card.zValue())
        for card in cards:
            if card.face.gives and QLineF(at, card.output_port()).length() <= reach:
                return Hit("output", card.node.id)
            near = [(QLineF(at, card.input_port(slot)).length(), slot) for slot in range(card.face.slots)]
            if near and min(near)[0] <= reach:
                return Hit("input", card.node.id, min(near)[1])
        for card in cards:
            if card.contains(card.mapFromScene(at)):
                return self._inside(card, at, zoom)
        frame = self.frames.under(at)
        if frame is not None:
            return Hit("closer" if frame.closer().contains(at) else "frame", frame=frame.about.id)
        return self.weight_at(at, zoom) or self.edge_at(at)

    def _inside(self, card: CardItem, at: QPointF, zoom: float) -> Hit:
        """What of a card or an opened block lies at a point of it."""
        id = card.node.id
        if card.on_opener(at) and zoom >= face_paint.READABLE:
            return Hit("opener", id)
        if card.opened is None or zoom < READABLE:
            return Hit("card", id)
        spot = card.opened.plan.hit(id, at - card.pos(), zoom)
        if spot is not None:
            return Hit("spot", id, spot=spot)
        # Weights run under the block's ground up to its units.
        return self.weight_at(at, zoom) or Hit("card", id)

    def weight_at(self, at: QPointF, zoom: float) -> Hit | None:
        """The weight whose line or cell lies at a scene point."""
        if zoom < READABLE:
            return None
        for item in self.edges.values():
            spot = item.wires.hit(at, zoom) if item.wires is not None else None
            if spot is not None:
                return Hit("spot", spot=spot)
        return None

    def place_of(self, spot: Spot) -> QRectF:
        """Where a spot lies in the scene; a weight is a point."""
        card = self.cards.get(spot.node)
        if card is None or card.opened is None:
            return QRectF()
        rect = card.opened.plan.place(spot)
        if not rect.isEmpty():
            return rect.translated(card.pos())
        for edge, item in self.edges.items():
            if edge.target == spot.node and item.wires is not None and item.wires.name == spot.name:
                return QRectF(item.wires.place(spot), QSizeF(0.0, 0.0))
        return QRectF()

    def edge_at(self, at: QPointF) -> Hit:
        """The edge at a scene point."""
        for edge, item in self.edges.items():
            if item.boundingRect().contains(at) and item.shape().contains(at):
                return Hit("edge", edge=edge)
        return EMPTY

    def edge_under(self, rect: QRectF) -> Edge | None:
        """The edge nearest to the middle of ``rect`` that crosses it: where a block dropped there would go."""
        crossing = [
            (QLineF(item.middle(), rect.center()).length(), index, edge)
            for index, (edge, item) in enumerate(self.edges.items())
            if item.crosses(rect)
        ]
        return min(crossing)[2] if crossing else None

    def cards_in(self, rect: QRectF) -> tuple[str, ...]:
        """The ids of the cards that ``rect`` touches."""
        return tuple(id for id, card in self.cards.items() if rect.intersects(card.place()))
