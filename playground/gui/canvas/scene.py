"""The scene: a card per node and a curve per edge, made to follow the document and never the other way round."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QLineF, QObject, QPointF, QRectF, Signal
from PySide6.QtWidgets import QGraphicsScene

from playground.catalog.analysis import Analysis
from playground.gui.canvas import geometry
from playground.gui.canvas.card import CardItem
from playground.gui.canvas.edges import EdgeItem, curve
from playground.gui.canvas.faces import face_of, shape_text
from playground.gui.canvas.geometry import HEIGHT, REACH, WIDTH
from playground.gui.canvas.groups import Shown, shown
from playground.gui.canvas.groups_card import GroupCard, group_face
from playground.gui.canvas.groups_frame import Frames
from playground.gui.canvas.live import LiveValues
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Edge, Network

MARGIN = 20000.0
"""Room to scroll around the blocks."""
LONG = 1.6 * WIDTH
"""Shorter edges have no room for a card in their way."""


@dataclass(frozen=True, slots=True)
class Hit:
    """What lies under a point. ``node`` is a card's id: a block's, or a closed group's; ``frame`` an open group's."""

    what: Literal["input", "output", "card", "edge", "frame", "closer", "empty"]
    node: str = ""
    slot: int | None = None
    edge: Edge | None = None
    frame: str = ""


EMPTY = Hit("empty")


class NetworkScene(QGraphicsScene):
    """Holds the items and finds them; knows no gestures."""

    filled = Signal()
    """The first card came, or the last one went."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.cards: dict[str, CardItem] = {}
        self.edges: dict[Edge, EdgeItem] = {}
        self.frames = Frames(self)
        self.shown: Shown = shown(Network())
        self._feet: dict[str, str] = {}
        """By closed group, the block (or the copy) whose live values its card shows."""
        self._theme = theme
        self._live: Mapping[str, LiveValues] = {}
        self._selected: frozenset[str] = frozenset()
        self._edge: Edge | None = None
        self._hover = EMPTY
        self._slots: dict[Edge, int] = {}
        self.setSceneRect(QRectF(-MARGIN, -MARGIN, 2 * MARGIN, 2 * MARGIN))

    def show_network(self, network: Network, analysis: Analysis) -> None:
        """Make the items what the network says; those whose node and face stayed are left alone."""
        self.shown = shown(network)
        nodes = {node.id: node for node in self.shown.cards}
        card = self.shown.card
        self._feet = {id: analysis.last(exit) for id, exit in self.shown.exits.items()}
        was_empty = not self.cards
        for id in [id for id in self.cards if id not in nodes]:
            self.removeItem(self.cards.pop(id))
        for id, node in nodes.items():
            group = self.shown.closed.get(id)
            face = (
                face_of(node, network, analysis) if group is None else group_face(self.shown, group, network, analysis)
            )
            if id in self.cards:
                self.cards[id].show_node(node, face)
            else:
                item = (CardItem if group is None else GroupCard)(node, face, self._theme)
                self.cards[id] = item
                item.show_live(self._live.get(self._feet.get(id, id)))
                self.addItem(item)
        wanted = dict.fromkeys(edge for edge in network.edges if not self.shown.inside(edge))
        for edge in [edge for edge in self.edges if edge not in wanted]:
            self.removeItem(self.edges.pop(edge))
        for edge in wanted:
            if edge not in self.edges:
                self.edges[edge] = EdgeItem(edge, self._theme)
                self.addItem(self.edges[edge])
            within = edge.source in analysis.copies and edge.target in analysis.copies
            source = analysis.signatures.get(edge.source if within else analysis.last(edge.source))
            target = analysis.signatures.get(edge.target)
            misfit = source is not None and target is None and self.cards[card[edge.target]].face.severity == "error"
            self.edges[edge].show_flow(shape_text(source.output) if source else "", misfit=misfit)
        self._slots = {edge: slot for id in nodes for slot, edge in enumerate(network.inputs(id))}
        for entries in self.shown.entries.values():
            self._slots |= {entry.edge: slot for slot, entry in enumerate(entries) if entry.edge is not None}
        self.frames.show(self.shown, self._theme)
        self.route()
        self._make_room()
        self._show_states()
        if was_empty != (not self.cards):
            self.filled.emit()

    def route(self, moved: Iterable[str] | None = None) -> None:
        """Lay the curves anew: all, or those that ``moved`` nodes have to do with and the long ones."""
        near = None if moved is None else set(moved)
        bodies = {id: geometry.card_at((card.pos().x(), card.pos().y())) for id, card in self.cards.items()}
        self.frames.lay(self.bounds)
        on = self.shown.card
        for edge, item in self.edges.items():
            start = self.cards[on[edge.source]].output_port()
            end = self.cards[on[edge.target]].input_port(self._slots[edge])
            long = end.x() - start.x() > LONG
            if near is None or long or on[edge.source] in near or on[edge.target] in near:
                item.show_path(curve(start, end, self._between(edge, bodies, start, end) if long else ()))

    def _between(self, edge: Edge, bodies: Mapping[str, QRectF], start: QPointF, end: QPointF) -> list[QRectF]:
        return [
            rect.adjusted(-8, -6, 8, 6)
            for id, rect in bodies.items()
            if id not in (self.shown.card[edge.source], self.shown.card[edge.target])
            and rect.left() > start.x()
            and rect.right() < end.x()
            and min(start.y(), end.y()) - HEIGHT < rect.center().y() < max(start.y(), end.y()) + HEIGHT
        ]

    def _make_room(self) -> None:
        around = self.bounds().adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        if not self.sceneRect().contains(around):
            self.setSceneRect(self.sceneRect().united(around))

    def bounds(self, ids: Iterable[str] | None = None) -> QRectF:
        """The rectangle around all cards and frames, or those of ``ids``; empty where there are none."""
        found = QRectF()
        for id in (*self.cards, *self.frames.items) if ids is None else ids:
            if id in self.frames.items:
                found = found.united(self.frames.items[id].place())
                continue
            card = self.cards[id]
            found = found.united(geometry.card_at((card.pos().x(), card.pos().y())))
        return found

    def show_live(self, values: Mapping[str, LiveValues]) -> None:
        """Measurements by node id; a node that is not named has none."""
        self._live = dict(values)
        for id, card in self.cards.items():
            card.show_live(values.get(self._feet.get(id, id)))

    def show_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        for card in self.cards.values():
            card.show_theme(theme)
        for edge in self.edges.values():
            edge.show_theme(theme)
        self.frames.show_theme(theme)
        self.update()

    def show_selection(self, ids: Iterable[str], edge: Edge | None) -> None:
        """Which cards, or which edge, are selected."""
        self._selected, self._edge = frozenset(ids), edge
        self._show_states()

    def show_hover(self, hit: Hit) -> None:
        """What the pointer is over."""
        if hit != self._hover:
            self._hover = hit
            self._show_states()

    def _show_states(self) -> None:
        for id, card in self.cards.items():
            card.show_state(selected=id in self._selected, hovered=id == self._hover.node)
        for edge, item in self.edges.items():
            item.show_state(selected=edge == self._edge, hovered=edge == self._hover.edge)
        self.frames.show_states(self._selected, self._hover.frame)

    def show_offer(self, side: Literal["in", "out"], ids: Iterable[str], origin: str) -> None:
        """Light the ports of ``ids`` on one side, and dim every other card but ``origin``."""
        fitting = set(ids)
        for id, card in self.cards.items():
            lit = frozenset({side}) if id in fitting else frozenset()
            card.show_offer(dimmed=id not in fitting and id != origin, lit=lit)

    def end_offer(self) -> None:
        """No connection is drawn any more."""
        for card in self.cards.values():
            card.show_offer(dimmed=False, lit=frozenset())

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
                return Hit("card", card.node.id)
        frame = self.frames.under(at)
        if frame is not None:
            return Hit("closer" if frame.closer().contains(at) else "frame", frame=frame.about.id)
        return self.edge_at(at)

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
            if item.shape().intersects(rect)
        ]
        return min(crossing)[2] if crossing else None

    def cards_in(self, rect: QRectF) -> tuple[str, ...]:
        """The ids of the cards that ``rect`` touches."""
        return tuple(id for id, card in self.cards.items() if rect.intersects(card.mapRectToScene(geometry.body())))
