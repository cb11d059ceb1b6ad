"""The scene: a card per node and a curve per edge, made to follow the document and never the other way round."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from PySide6.QtCore import QObject, QPointF, QRectF, Signal

from playground.catalog.analysis import Analysis
from playground.catalog.tensor import shape_in_words
from playground.gui.canvas import geometry
from playground.gui.canvas.card import CardItem
from playground.gui.canvas.edges import EdgeItem, curve
from playground.gui.canvas.faces import face_of
from playground.gui.canvas.geometry import HEIGHT, WIDTH
from playground.gui.canvas.groups import Shown, shown
from playground.gui.canvas.groups_card import GroupCard, group_face
from playground.gui.canvas.hits import EMPTY, Hit, Hits
from playground.gui.canvas.live import LiveValues, UnitValues
from playground.gui.canvas.units.layer import Layers
from playground.gui.canvas.units.spot import Spot
from playground.gui.canvas.units.wiring import wired
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Edge, Network

MARGIN = 20000.0
"""Room to scroll around the blocks."""
LONG = 1.6 * WIDTH
"""Shorter edges have no room for a card in their way."""
NEAR, NEAR_AGAIN = 1.6, 1.5
"""Zooms from which blocks open by themselves, and below which they close again."""
LINES_PER_FRAME = 120
LINES_ROOM, MATRIX_ROOM = 8.0, 34.0
"""Room beside an opened block, in canvas units, besides that beside every card."""


class NetworkScene(Hits):
    """Makes the items follow the document, and shows them what is measured; knows no gestures."""

    filled = Signal()
    """The first card came, or the last one went."""
    opened_changed = Signal()
    """Other blocks are opened than before."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shown: Shown = shown(Network())
        self._feet: dict[str, str] = {}
        """By closed group, the block (or the copy) whose live values its card shows."""
        self._theme = theme
        self._live: Mapping[str, LiveValues] = {}
        self._selected: frozenset[str] = frozenset()
        self._edge: Edge | None = None
        self._hover = EMPTY
        self._slots: dict[Edge, int] = {}
        self._units = UnitValues()
        self._layers = Layers()
        self._stale: dict[Edge, None] = {}  # connections whose weights have changed since they were drawn
        self._near = False
        self._shut: set[str] = set()  # closed by hand although they would open by themselves, being near
        self._chosen: Spot | None = None
        self._point: tuple[float, ...] | None = None
        self._told = False
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
            layer = self._layers.of(node, analysis) if group is None else None
            if id in self.cards:
                self.cards[id].show_node(node, face, layer)
            else:
                item = (CardItem if group is None else GroupCard)(node, face, self._theme, layer)
                self.cards[id] = item
                item.show_live(self._live.get(self._feet.get(id, id)))
                item.show_told(self._told)
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
            self.edges[edge].show_flow(shape_in_words(source.output) if source else "", misfit=misfit)
        self._slots = {edge: slot for id in nodes for slot, edge in enumerate(network.inputs(id))}
        for entries in self.shown.entries.values():
            self._slots |= {entry.edge: slot for slot, entry in enumerate(entries) if entry.edge is not None}
        self.frames.show(self.shown, self._theme)
        before = self.opened
        self._open()
        self.route()
        self._feed(self._units, all_anew=True)
        self._make_room()
        self._show_states()
        if was_empty != (not self.cards):
            self.filled.emit()
        if self.opened != before:
            self.opened_changed.emit()

    # ------------------------------------------------------------------ opened blocks

    @property
    def opened(self) -> tuple[str, ...]:
        """The ids of the blocks that show their units."""
        return tuple(id for id, card in self.cards.items() if card.opened is not None)

    def sizes(self) -> dict[str, geometry.Size]:
        """Width and height of every block as it is shown."""
        return {id: (card.body().width(), card.body().height()) for id, card in self.cards.items()}

    def elbow(self, id: str) -> float:
        """Room that arranging leaves beside a card: for the lines of weights, and more for a matrix."""
        card = self.cards[id]
        if card.opened is None:
            return 0.0
        wires = [item.wires for edge, item in self.edges.items() if edge.target == id and item.wires is not None]
        return MATRIX_ROOM if any(each.mode == "matrix" for each in wires) else LINES_ROOM

    def show_zoom(self, zoom: float) -> None:
        """Near enough, blocks open by themselves where there is room; they close when the eye goes away again."""
        near = zoom >= (NEAR_AGAIN if self._near else NEAR)
        if near != self._near:
            self._near = near
            self._shut.clear()
            self._reopen()

    def shut(self, ids: Iterable[str]) -> None:
        """Close blocks that opened by themselves, until the eye comes near again."""
        self._shut.update(ids)
        self._reopen()

    def _reopen(self) -> None:
        if self._open():
            self.route()
            self._feed(self._units, all_anew=True)
            self.opened_changed.emit()

    def _open(self) -> bool:
        """Open and close cards as the network and the zoom want it; gives whether any did."""
        changed = False
        for id, card in self.cards.items():
            if card.node.opened or id in self._shut or not self._near:
                changed |= card.show_opened(card.node.opened)
        if self._near:
            for id, card in self.cards.items():
                if card.opened is None and id not in self._shut and card.show_opened(True):
                    others = (other.place() for name, other in self.cards.items() if name != id)
                    if any(card.place().intersects(place) for place in others):
                        card.show_opened(False)
                    else:
                        changed = True
        return changed

    def show_units(self, values: UnitValues) -> bool:
        """The latest maps and weights of the opened blocks; gives whether some of it waits for `catch_up`."""
        return self._feed(values)

    def _feed(self, values: UnitValues, *, all_anew: bool = False) -> bool:
        before, self._units = self._units, values
        for card in self.cards.values():
            if card.opened is not None:
                card.show_units(values, None if all_anew else before, self._point)
        for edge, item in self.edges.items():
            if item.wires is not None and item.wires.show(values.weights.get(f"{edge.target}.{item.wires.name}")):
                self._stale.setdefault(edge)
        return self.catch_up()

    def catch_up(self, *, everything: bool = False) -> bool:
        """Draw weights that have changed: as many lines as a frame can bear; gives whether there are more.

        Lines are dear to draw. Where hundreds change with every picture each connection waits for its turn.
        """
        room = LINES_PER_FRAME
        for edge in list(self._stale):
            item = self.edges.get(edge)
            wires = item.wires if item is not None else None
            cost = wires.shape[0] * wires.shape[1] if wires is not None and wires.mode == "lines" else 0
            if cost > room and room < LINES_PER_FRAME and not everything:
                return True
            room -= cost
            del self._stale[edge]
            if item is not None:
                item.show_values()
        return False

    @property
    def units(self) -> UnitValues:
        """What is shown of the opened blocks."""
        return self._units

    def show_point(self, point: tuple[float, ...] | None) -> None:
        """The place of the plane at which every unit tells its value; None for none."""
        self._point = point
        for card in self.cards.values():
            card.show_point(point)

    def show_told(self, told: bool) -> None:
        """Whether a story is told over the blocks."""
        self._told = told
        for card in self.cards.values():
            card.show_told(told)

    def show_chosen(self, spot: Spot | None) -> None:
        """The spot that the keys are on."""
        self._chosen = spot
        self._show_states()

    # ------------------------------------------------------------------ connections

    def route(self, moved: Iterable[str] | None = None) -> None:
        """Lay the curves anew: all, or those that ``moved`` nodes have to do with and the long ones."""
        near = None if moved is None else set(moved)
        self.frames.lay(self.bounds)
        bodies: dict[str, QRectF] = {}
        on, network = self.shown.card, self.shown.network
        for edge, item in self.edges.items():
            moves = near is None or on[edge.source] in near or on[edge.target] in near
            if not moves and not item.long:
                continue
            source, target = self.cards[on[edge.source]], self.cards[on[edge.target]]
            start, end = source.output_port(), target.input_port(self._slots[edge])
            item.long = end.x() - start.x() > LONG
            if item.long and not bodies:
                bodies = {id: card.place() for id, card in self.cards.items()}
            path = curve(start, end, self._between(edge, bodies, start, end) if item.long else ())
            wires = wired(network, edge, source.site(), target.site(), item.wires) if moves else item.wires
            item.show_path(path, wires)

    def _between(self, edge: Edge, bodies: Mapping[str, QRectF], start: QPointF, end: QPointF) -> list[QRectF]:
        return [
            rect.adjusted(-8, -6, 8, 6)
            for id, rect in bodies.items()
            if id not in (self.shown.card[edge.source], self.shown.card[edge.target])
            and rect.left() > start.x()
            and rect.right() < end.x()
            and rect.top() - HEIGHT / 2 < max(start.y(), end.y())
            and rect.bottom() + HEIGHT / 2 > min(start.y(), end.y())
        ]

    def _make_room(self) -> None:
        around = self.bounds().adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        if not self.sceneRect().contains(around):
            self.setSceneRect(self.sceneRect().united(around))

    def foot(self, id: str) -> str:
        """The block, or the copy, whose numbers a card shows."""
        return self._feet.get(id, id)

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
            card.show_spots(_at(self._hover.spot, id), _at(self._chosen, id))
        for edge, item in self.edges.items():
            item.show_state(selected=edge == self._edge, hovered=edge == self._hover.edge)
            item.show_spots(_at(self._hover.spot, edge.target), _at(self._chosen, edge.target))
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


def _at(spot: Spot | None, node: str) -> Spot | None:
    return spot if spot is not None and spot.node == node else None
