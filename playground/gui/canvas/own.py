"""The edits that put a block of the user's own on the canvas: its piece with new ids, linked where it goes."""

from __future__ import annotations

from dataclasses import replace

from playground.gui.canvas import rules
from playground.gui.canvas.geometry import Position, body
from playground.gui.canvas.groups import Shown, shown
from playground.gui.canvas.rules import EVERYWHERE, GAP, Room
from playground.spec.edits import Connect, Disconnect, Edit, MoveNodes, SetGroups, Several
from playground.spec.experiment import Edge, Experiment, Network, Node
from playground.spec.words import mark, tr


class Placing:
    """One own block on its way into a network."""

    def __init__(self, network: Network, piece: Network, name: str, room: Room = EVERYWHERE) -> None:
        self._network = network
        self._piece = piece
        self._label = tr("Add {name}", name=name)
        self._room = room
        self._names: dict[str, str] = {}
        """By the piece's ids those of the blocks that came last."""

    def alone(self, at: Position) -> tuple[str, Edit] | None:
        """At a place, or the next free one: the id of its group and the edit; None where nothing can be added."""
        made = self._made(self._room.free(at, self._network))
        return (made[0], self._together([made[1]])) if made is not None else None

    def linked(self, selected: str | None, fallback: Position) -> tuple[str, Edit] | None:
        """Behind the selected block, as `rules.linked` has it."""
        ports = shown(self._piece)
        group = ports.cards[0].id if ports.closed else ""
        takes, gives = bool(ports.entries.get(group)), bool(ports.exits.get(group))
        where = rules.place_for(self._network, selected, takes=takes, passes_on=gives)
        if isinstance(where, Edge):
            return self.on(where)
        return self.alone(fallback) if where is None else self.after(where)

    def on(self, edge: Edge, at: Position | None = None) -> tuple[str, Edit] | None:
        """On a connection; what lies behind makes room."""
        self._fit(edge.source)
        place, push = rules.between(self._network, edge, body(), at, self._room)
        made = self._made(place)
        if made is None:
            return None
        id, edit, seen = made
        edits: list[Edit] = [edit, Disconnect(edges=(edge,)), *self._into(seen, id, self._network.node(edge.source))]
        exit = seen.exits[id]
        if exit:
            edits.append(Connect(edge=replace(edge, source=exit)))
        around = tuple(
            replace(group, members=(*group.members, *seen.groups[id].members))
            if edge.source in group.members and edge.target in group.members
            else group
            for group in seen.network.groups
        )
        if around != seen.network.groups:
            edits.append(SetGroups(groups=around))
        return id, self._together(edits, push)

    def after(self, anchor: Node, at: Position | None = None) -> tuple[str, Edit] | None:
        """Behind a block, to its right or at a place."""
        self._fit(anchor.id)
        card = self._room.of(anchor)
        right = (card.right() + GAP + body().width() / 2, card.center().y())
        made = self._made(at or self._room.free(right, self._network))
        if made is None:
            return None
        id, edit, seen = made
        return id, self._together([edit, *self._into(seen, id, anchor)])

    def before(self, target: Node, slot: int, at: Position) -> tuple[str, Edit] | None:
        """Before an input of a block, at a place."""
        made = self._made(at)
        if made is None:
            return None
        id, edit, seen = made
        exit = seen.exits[id]
        link = [rules.connection(seen.network, seen.network.node(exit), target, slot)] if exit else []
        return id, self._together([edit, *link])

    def _made(self, at: Position) -> tuple[str, Edit, Shown] | None:
        """The group's id, the edit that brings the blocks with their middle ``at`` a place, and what is shown then."""
        middle = rules.middle_of(self._piece)
        shift = (at[0] - middle[0], at[1] - middle[1])
        ids, self._names, edit = rules.copied(self._network, self._piece, shift, mark("Add {what}"))
        if edit is None:
            return None
        seen = shown(edit.apply(Experiment(network=self._network)).network)
        id = next((id for id in ids if id in seen.exits), "")
        return (id, edit, seen) if id else None

    def _fit(self, source: str) -> None:
        """Become what goes well behind a block."""

    def _into(self, seen: Shown, id: str, source: Node) -> list[Edit]:
        entry, slot = seen.target(id, None)
        if not entry:
            return []
        return [rules.connection(seen.network, source, seen.network.node(entry), slot)]

    def _together(self, edits: list[Edit], push: MoveNodes | None = None) -> Edit:
        return Several(edits=(*edits, *((push,) if push is not None else ())), label=self._label)
