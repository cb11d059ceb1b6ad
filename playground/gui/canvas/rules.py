"""What may be connected with what, and the edits that the canvas makes of a gesture. No Qt widgets in here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QPointF, QRectF

from playground.catalog.analysis import block_of, title_of
from playground.catalog.block import Block
from playground.catalog.entry import known
from playground.gui.canvas.geometry import GRID, ROW, STEP, WIDTH, Position, body, card_at, snapped
from playground.gui.canvas.groups import Shown, copied_groups
from playground.spec.edits import AddNode, Connect, Disconnect, Edit, InsertOnEdge, MoveNodes, SetGroups, Several
from playground.spec.experiment import Edge, Network, Node
from playground.spec.groups import called
from playground.spec.values import Values
from playground.spec.words import tr


def block_called(kind: str) -> type[Block] | None:
    """The catalogue's block of that kind, or None."""
    entry = known("blocks", kind)
    return entry if entry is not None and issubclass(entry, Block) else None


def title_of_kind(kind: str) -> str:
    """The block's title; its kind where the catalogue does not know it."""
    block = block_called(kind)
    return block.title if block is not None else kind


def limits(node: Node) -> tuple[int, int | None]:
    """The least and most number of inputs; a block that is not known takes any number."""
    block = block_of(node)
    return block.inputs if block is not None else (0, None)


def gives(node: Node) -> bool:
    """Whether the block has an output."""
    block = block_of(node)
    return block is None or block.has_output


def slots(network: Network, node: Node) -> int:
    """How many input ports to draw: all that can be, and where there is no limit one more than are taken."""
    taken = len(network.inputs(node.id))
    most = limits(node)[1]
    return max(most, taken) if most is not None else max(taken + 1, limits(node)[0])


def behind(network: Network, id: str) -> set[str]:
    """``id`` and all nodes that depend on it."""
    following: dict[str, list[str]] = {}
    for edge in network.edges:
        following.setdefault(edge.source, []).append(edge.target)
    found, waiting = {id}, [id]
    while waiting:
        for target in following.get(waiting.pop(), ()):
            if target not in found:
                found.add(target)
                waiting.append(target)
    return found


def refusal(network: Network, source: Node, target: Node, slot: int | None = None) -> str | None:
    """Why ``source`` may not flow into ``target``, one sentence, or None.

    A block with a single input gives up its connection for the new one; a block with several that is full does so
    only where a port is named.
    """
    a, b = title_of(source), title_of(target)
    if not gives(source):
        return tr("{block} is the end of the network: nothing flows out of it.", block=a)
    most = limits(target)[1]
    if most == 0:
        return tr("{block} is the beginning of the network: nothing flows into it.", block=b)
    if source.id in behind(network, target.id):
        return tr(
            "{first} → {second} would be a loop: what a block gives may not flow back into it.", first=a, second=b
        )
    edges = network.inputs(target.id)
    if any(edge.source == source.id for edge in edges):
        return tr("{first} flows into {second} already.", first=a, second=b)
    full = most is not None and most > 1 and len(edges) >= most
    if full and (slot is None or slot >= len(edges)):
        return tr("{block} takes {count} inputs, and all are taken.", block=b, count=most)
    return None


def connection(network: Network, source: Node, target: Node, slot: int | None = None) -> Connect:
    """The edit that connects; a taken ``slot``, or the only one, is given to the new connection."""
    edges = network.inputs(target.id)
    if slot is not None and slot < len(edges):
        port = edges[slot].port
    elif edges and limits(target)[1] == 1:
        port = edges[0].port
    else:
        port = edges[-1].port + 1 if edges else 0
    edge = Edge(source=source.id, target=target.id, port=port)
    return Connect(edge=edge, label=tr("Connect {first} → {second}", first=title_of(source), second=title_of(target)))


def rerouted(network: Network, edge: Edge, target: Node, slot: int | None) -> Edit:
    """The edit that leads an edge to another target or port."""
    cut = Disconnect(edges=(edge,))
    without = cut_out(network, edge)
    source = network.node(edge.source)
    onto = connection(without, source, target, slot)
    return Several(edits=(cut, onto), label=onto.label)


def cut_out(network: Network, edge: Edge) -> Network:
    """The network without one edge."""
    return replace(network, edges=tuple(other for other in network.edges if other != edge))


def fresh(network: Network, kind: str, position: Position) -> Node:
    """A new node of that kind, with every setting at its default."""
    return Node(id=network.fresh_id(kind), kind=kind, position=position)


@dataclass(frozen=True, slots=True)
class Room:
    """How much room things take on the canvas.

    Attributes:
        bodies: by block id the rectangle of the card that it is on: its own, or its closed group's.
        taken: all cards. together: by block id the blocks that move with it, those of its closed group.

    """

    bodies: Mapping[str, QRectF] = field(default_factory=dict)
    taken: tuple[QRectF, ...] = ()
    together: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, node: Node) -> QRectF:
        """The rectangle of the card that a block is on."""
        return self.bodies.get(node.id) or card_at(node.position)

    def free(self, wanted: Position, network: Network) -> Position:
        """``wanted``, or the first place below it where a new card covers no other."""
        others = self.taken or tuple(card_at(node.position) for node in network.nodes)
        area = body().translated(*wanted).adjusted(-2 * GRID, -2 * GRID, 2 * GRID, 2 * GRID)
        while any(area.intersects(other) for other in others):
            area.translate(0.0, ROW / 4)
        return snapped(area.center())


EVERYWHERE = Room()
"""Nothing but cards of their usual size."""
GAP = STEP - WIDTH
LEAST = 30.0
"""Cards stand so far apart at least where one is put between two others."""


def added(network: Network, kind: str, position: Position, room: Room = EVERYWHERE) -> tuple[Node, Edit]:
    """A block alone, at ``position`` or the next free place."""
    node = fresh(network, kind, room.free(position, network))
    return node, AddNode(node=node, label=tr("Add {name}", name=title_of_kind(kind)))


def inserted(
    network: Network, kind: str, edge: Edge, position: Position | None = None, room: Room = EVERYWHERE
) -> tuple[Node, Edit]:
    """A block on an edge. What lies behind moves to the right where the gap is too small."""
    place, push = between(network, edge, body(), position, room)
    node = fresh(network, kind, place)
    label = tr("Insert {name}", name=title_of_kind(kind))
    insert = InsertOnEdge(node=node, edge=edge, label=label)
    return node, Several(edits=(insert, push), label=label) if push is not None else insert


def between(
    network: Network, edge: Edge, area: QRectF, position: Position | None = None, room: Room = EVERYWHERE
) -> tuple[Position, MoveNodes | None]:
    """Where something of the size of ``area`` goes on an edge, and the edit that makes room for it behind."""
    a, b = room.of(network.node(edge.source)), room.of(network.node(edge.target))
    half = area.width() / 2
    backwards = b.center().x() <= a.center().x()
    if position is None or position[0] - half - a.right() < LEAST or b.left() - position[0] - half < LEAST:
        roomy = b.left() - a.right() >= 2 * half + 2 * GAP or backwards
        x = (a.center().x() + b.center().x()) / 2 if roomy else a.right() + GAP + half
        position = (x, (a.center().y() + b.center().y()) / 2 if roomy else a.center().y())
    place = snapped(QPointF(*position))
    push = place[0] + half + GAP - b.left()
    if push <= GAP - LEAST or backwards:
        return place, None
    moved = {id for id in behind(network, edge.target) if _has(network, id)}
    moved.update(id for node in list(moved) for id in room.together.get(node, ()))
    if edge.source in moved:  # both ends lie in one closed group
        return place, None
    shifted = {node.id: (node.position[0] + push, node.position[1]) for node in network.nodes if node.id in moved}
    return place, MoveNodes(positions=Values(shifted))


def _has(network: Network, id: str) -> bool:
    return any(node.id == id for node in network.nodes)


def linked(
    network: Network, kind: str, selected: str | None, fallback: Position, room: Room = EVERYWHERE
) -> tuple[Node, Edit]:
    """A block that finds its place by itself.

    It goes behind the selected block: onto its connection where there is one, else as a new branch. With nothing
    selected it goes before the output. A block without inputs, or without anywhere to go, comes to ``fallback``.
    """
    block = block_called(kind)
    takes, passes_on = block is None or block.inputs[1] != 0, block is None or block.has_output
    where = place_for(network, selected, takes=takes, passes_on=passes_on)
    if isinstance(where, Edge):
        return inserted(network, kind, where, room=room)
    if where is not None:
        return after(network, kind, where, room=room)
    return added(network, kind, fallback, room)


def place_for(network: Network, selected: str | None, *, takes: bool, passes_on: bool) -> Edge | Node | None:
    """The edge that something new goes on, or the block that it goes behind; None where it stands alone."""
    if not takes:
        return None
    anchor = network.node(selected) if selected is not None else None
    if anchor is None:
        anchor = next((node for node in network.nodes if not gives(node)), None)
        if anchor is None or not passes_on:
            return None
    if not gives(anchor):
        into = network.inputs(anchor.id)
        return into[-1] if into and passes_on and _has(network, into[-1].source) else None
    out = network.outputs(anchor.id)
    return out[0] if len(out) == 1 and passes_on and _has(network, out[0].target) else anchor


def after(
    network: Network, kind: str, anchor: Node, position: Position | None = None, room: Room = EVERYWHERE
) -> tuple[Node, Edit]:
    """A block that ``anchor`` flows into, to its right or at ``position``."""
    card = room.of(anchor)
    place = position or room.free((card.right() + GAP + WIDTH / 2, card.center().y()), network)
    node = fresh(network, kind, place)
    edges = (Edge(source=anchor.id, target=node.id),)
    return node, AddNode(node=node, edges=edges, label=tr("Add {name}", name=title_of_kind(kind)))


def before(network: Network, kind: str, target: Node, slot: int, position: Position) -> tuple[Node, Edit]:
    """A block that flows into ``target`` at a slot, at ``position``."""
    node = fresh(network, kind, position)
    label = tr("Add {name}", name=title_of_kind(kind))
    onto = connection(network, node, target, slot)
    return node, Several(edits=(AddNode(node=node), onto), label=label)


def middle_of(piece: Network) -> Position:
    """The middle of the rectangle around the centres of a piece's blocks."""
    across, down = zip(*(node.position for node in piece.nodes), strict=True)
    return (min(across) + max(across)) / 2, (min(down) + max(down)) / 2


def copied(
    network: Network, piece: Network, shift: Position, words: str
) -> tuple[tuple[str, ...], dict[str, str], Edit | None]:
    """Copies of a piece's blocks with new ids, and of the edges and groups among them.

    Args:
        network, piece: where they come, and what is copied. shift: how far from where they were.
        words: the edit's label in English, with the place ``{what}`` for how many blocks it is.

    Returns:
        What of the copies stands on the canvas by itself (blocks, and groups in place of theirs), the copies' ids by
        those of the piece, and the edit. Blocks of which a network has one are passed over where it has one already;
        the edit is None where nothing is left.

    """
    here = {node.kind for node in network.nodes}
    names: dict[str, str] = {}
    growing = network
    edits: list[Edit] = []
    for node in piece.nodes:
        block = block_of(node)
        if block is not None and block.unique and node.kind in here:
            continue
        here.add(node.kind)
        place = (node.position[0] + shift[0], node.position[1] + shift[1])
        twin = replace(node, id=growing.fresh_id(node.kind), position=place)
        names[node.id] = twin.id
        growing = replace(growing, nodes=(*growing.nodes, twin))
        edits.append(AddNode(node=twin))
    if not edits:
        return (), {}, None
    for edge in piece.edges:
        if edge.source in names and edge.target in names:
            edits.append(Connect(edge=replace(edge, source=names[edge.source], target=names[edge.target])))
    groups = copied_groups(growing, piece.groups, names)
    if groups:
        edits.append(SetGroups(groups=(*network.groups, *groups)))
    grouped = {id for group in groups for id in group.members}
    outer = [group.id for group in groups if not any(set(group.members) < set(other.members) for other in groups)]
    alone = (*(id for id in names.values() if id not in grouped), *outer)
    return alone, names, Several(edits=tuple(edits), label=tr(words, what=counted(len(names))))


def counted(number: int) -> str:
    """``1 block`` or ``3 blocks``."""
    return tr("1 block") if number == 1 else tr("{count} blocks", count=number)


def named(shown: Shown, ids: Iterable[str]) -> str:
    """The group's name or the block's title where it is one thing on the canvas, else how many blocks."""
    listed = list(ids)
    if len(listed) != 1:
        return counted(len(shown.members(listed)))
    group = shown.groups.get(listed[0])
    return called(group) if group is not None else title_of(shown.network.node(listed[0]))
