"""Bringing blocks onto the canvas: beside others, on connections, by quick search; the catalogue's and one's own."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF

from playground.gui.canvas import geometry, rules
from playground.gui.canvas.desk import Desk
from playground.gui.canvas.drop import fits_on_edge
from playground.gui.canvas.listed import OWN, Listed, of_block, of_own, of_ready
from playground.gui.canvas.own import Placing
from playground.gui.canvas.quick_search import QuickSearch
from playground.gui.canvas.ready import ReadyPlacing, ready_called
from playground.gui.canvas.search import Accept
from playground.spec.edits import Edit
from playground.spec.experiment import Edge
from playground.spec.words import tr


class Adding(Desk):
    """Everything that comes new."""

    def add_block(self, kind: str, position: QPointF | tuple[float, float] | None = None) -> None:
        """Add a block at ``position``; without one it finds its place and is linked to the selected node."""
        network = self.document.experiment.network
        block = rules.block_called(kind)
        own = self._placing(kind)
        if block is not None and block.unique:
            here = [node.id for node in network.nodes if node.kind == kind]
            if here:
                self.select(here)
                self.message.emit(tr("A network has one {block} block; it is there already.", block=block.title))
                return
        if position is None:
            selected = self.shown.source(self._selection[-1]) or None if self._selection else None
            middle = self.mapToScene(self.viewport().rect().center()).toTuple()
            if own is not None:
                self._apply_own(own.linked(selected, middle))
                return
            node, edit = rules.linked(network, kind, selected, middle, self.room())
        else:
            place = (position.x(), position.y()) if isinstance(position, QPointF) else position
            if own is not None:
                self._apply_own(own.alone(place))
                return
            node, edit = rules.added(network, kind, place, self.room())
        self.apply_new(node.id, edit)

    def add_after(self, kind: str, source: str, position: geometry.Position) -> None:
        """Add a block that another flows into."""
        network, own = self.document.experiment.network, self._placing(kind)
        if own is not None:
            self._apply_own(own.after(network.node(source), position))
            return
        node, edit = rules.after(network, kind, network.node(source), position)
        self.apply_new(node.id, edit)

    def add_before(self, kind: str, target: str, slot: int, position: geometry.Position) -> None:
        """Add a block that flows into an input of another."""
        network, own = self.document.experiment.network, self._placing(kind)
        if own is not None:
            self._apply_own(own.before(network.node(target), slot, position))
            return
        node, edit = rules.before(network, kind, network.node(target), slot, position)
        self.apply_new(node.id, edit)

    def listed(self, kind: str) -> Listed | None:
        """What of the palette is of that kind: a block or a ready group of the catalogue, or one of the user's own."""
        if kind.startswith(OWN):
            own = self.own.block(kind.removeprefix(OWN))
            return of_own(own) if own is not None else None
        ready = ready_called(kind)
        if ready is not None:
            return of_ready(ready)
        block = rules.block_called(kind)
        return of_block(block) if block is not None else None

    def _placing(self, kind: str) -> Placing | None:
        """A ready group or an own block on its way into the network; None where the kind is a block's."""
        ready = ready_called(kind)
        if ready is not None:
            return ReadyPlacing(self.document.experiment.network, ready, self.document.analysis, self.room())
        listed = self.listed(kind) if kind.startswith(OWN) else None
        if listed is None or listed.piece is None:
            return None
        return Placing(self.document.experiment.network, listed.piece, listed.title, self.room())

    def _apply_own(self, made: tuple[str, Edit] | None) -> None:
        if made is None:
            self.message.emit(tr("There is nothing to add: a network has one input and one output."))
        else:
            self.apply_new(*made)

    def insert_block(self, kind: str, edge: Edge, position: tuple[float, float] | None = None) -> None:
        """Put a block on a connection."""
        own = self._placing(kind)
        if own is not None:
            self._apply_own(own.on(edge, position))
            return
        node, edit = rules.inserted(self.document.experiment.network, kind, edge, position, self.room())
        self.apply_new(node.id, edit)

    # ------------------------------------------------------------------ quick search

    def search_block(self, at: QPointF | None = None, text: str = "") -> None:
        """Ask for a block; it comes ``at`` a place, else linked to the selected node."""
        where = at if at is not None else self._pointer()
        self.search_at(where, _any, lambda kind: self.add_block(kind, at), None, text)

    def search_on(self, edge: Edge, at: QPointF) -> None:
        """Ask for a block to put on a connection."""
        self.search_at(at, fits_on_edge, lambda kind: self.insert_block(kind, edge), None)

    def search_after(self, node: str) -> None:
        """Ask for a block to put behind another."""
        place = self.output_place(self.shown.source(node))
        self.select((node,))
        self.search_at(place, fits_on_edge, lambda kind: self.add_block(kind), None)

    def search_at(
        self,
        at: QPointF,
        accept: Accept,
        then: Callable[[str], None],
        closed: Callable[[], None] | None,
        text: str = "",
    ) -> None:
        """Open the quick search near a scene point; ``then`` gets the kind, ``closed`` is called in any case."""
        if self._search is not None:
            self._search.close_search()
        search = QuickSearch(self.theme, accept, self, self.own.blocks)
        search.closed.connect(lambda: self._search_closed(search, closed))
        search.chosen.connect(then)
        self._search = search
        search.open_at(self.mapFromScene(at) + QPoint(6, 6), text)

    def _search_closed(self, search: QuickSearch, closed: Callable[[], None] | None) -> None:
        if closed is not None:
            closed()
        if search is self._search:
            self._search = None
        search.deleteLater()

    def _pointer(self) -> QPointF:
        pixel = self.viewport().mapFromGlobal(self.cursor().pos())
        if not self.viewport().rect().contains(pixel):
            pixel = self.viewport().rect().center() - QPoint(120, 80)
        return self.mapToScene(pixel)


def _any(block: Listed) -> bool:
    return True
