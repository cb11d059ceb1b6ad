"""What may be connected with what, and the edits that the canvas makes of a gesture. No Qt widgets in here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QPointF

from playground.catalog.analysis import block_of, title_of
from playground.catalog.block import Block
from playground.catalog.entry import known
from playground.gui.canvas.geometry import STEP, WIDTH, Position, free_position, snapped
from playground.spec.edits import AddNode, Connect, Disconnect, Edit, InsertOnEdge, MoveNodes, Several
from playground.spec.experiment import Edge, Network, Node
from playground.spec.values import Values


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
        return f"{a} is the end of the network: nothing flows out of it."
    most = limits(target)[1]
    if most == 0:
        return f"{b} is the beginning of the network: nothing flows into it."
    if source.id in behind(network, target.id):
        return f"{a} → {b} would be a loop: what a block gives may not flow back into it."
    edges = network.inputs(target.id)
    if any(edge.source == source.id for edge in edges):
        return f"{a} flows into {b} already."
    full = most is not None and most > 1 and len(edges) >= most
    if full and (slot is None or slot >= len(edges)):
        return f"{b} takes {most} inputs, and all are taken."
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
    return Connect(edge=edge, label=f"Connect {title_of(source)} → {title_of(target)}")


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


def positions_of(network: Network) -> list[Position]:
    """The centres of all blocks."""
    return [node.position for node in network.nodes]


def added(network: Network, kind: str, position: Position) -> tuple[Node, Edit]:
    """A block alone, at ``position`` or the next free place."""
    node = fresh(network, kind, free_position(position, positions_of(network)))
    return node, AddNode(node=node, label=f"Add {title_of_kind(kind)}")


def inserted(network: Network, kind: str, edge: Edge, position: Position | None = None) -> tuple[Node, Edit]:
    """A block on an edge. What lies behind moves to the right where the gap is too small."""
    a, b = network.node(edge.source).position, network.node(edge.target).position
    clear = WIDTH + 30.0
    if position is None or position[0] - a[0] < clear or b[0] - position[0] < clear:
        roomy = b[0] - a[0] >= 2 * STEP or b[0] <= a[0]
        x = (a[0] + b[0]) / 2 if roomy else a[0] + STEP
        position = (x, (a[1] + b[1]) / 2 if roomy else a[1])
    node = fresh(network, kind, snapped(QPointF(*position)))
    label = f"Insert {title_of_kind(kind)}"
    insert = InsertOnEdge(node=node, edge=edge, label=label)
    push = node.position[0] + STEP - b[0]
    if push <= STEP - clear or b[0] <= a[0]:
        return node, insert
    moved = {id: network.node(id).position for id in behind(network, edge.target) if _has(network, id)}
    shifted = Values({id: (x + push, y) for id, (x, y) in moved.items()})
    return node, Several(edits=(insert, MoveNodes(positions=shifted)), label=label)


def _has(network: Network, id: str) -> bool:
    return any(node.id == id for node in network.nodes)


def linked(network: Network, kind: str, selected: str | None, fallback: Position) -> tuple[Node, Edit]:
    """A block that finds its place by itself.

    It goes behind the selected block: onto its connection where there is one, else as a new branch. With nothing
    selected it goes before the output. A block without inputs, or without anywhere to go, comes to ``fallback``.
    """
    block = block_called(kind)
    if block is not None and block.inputs[1] == 0:
        return added(network, kind, fallback)
    passes_on = block is None or block.has_output
    anchor = network.node(selected) if selected is not None else None
    if anchor is None:
        anchor = next((node for node in network.nodes if not gives(node)), None)
        if anchor is None or not passes_on:
            return added(network, kind, fallback)
    if not gives(anchor):
        into = network.inputs(anchor.id)
        return inserted(network, kind, into[-1]) if into and passes_on else added(network, kind, fallback)
    out = network.outputs(anchor.id)
    if len(out) == 1 and passes_on and _has(network, out[0].target):
        return inserted(network, kind, out[0])
    return after(network, kind, anchor)


def after(network: Network, kind: str, anchor: Node, position: Position | None = None) -> tuple[Node, Edit]:
    """A block that ``anchor`` flows into, to its right or at ``position``."""
    place = position or free_position((anchor.position[0] + STEP, anchor.position[1]), positions_of(network))
    node = fresh(network, kind, place)
    edges = (Edge(source=anchor.id, target=node.id),)
    return node, AddNode(node=node, edges=edges, label=f"Add {title_of_kind(kind)}")


def before(network: Network, kind: str, target: Node, slot: int, position: Position) -> tuple[Node, Edit]:
    """A block that flows into ``target`` at a slot, at ``position``."""
    node = fresh(network, kind, position)
    label = f"Add {title_of_kind(kind)}"
    onto = connection(network, node, target, slot)
    return node, Several(edits=(AddNode(node=node), onto), label=label)


def copied(
    network: Network, nodes: Iterable[Node], edges: Iterable[Edge], shift: Position, verb: str
) -> tuple[tuple[str, ...], Edit | None]:
    """Copies of ``nodes`` with new ids and the edges among them; gives the new ids and the edit.

    Blocks of which a network has one are passed over where it has one already; the edit is None where nothing is left.
    """
    here = {node.kind for node in network.nodes}
    names: dict[str, str] = {}
    growing = network
    edits: list[Edit] = []
    for node in nodes:
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
        return (), None
    for edge in edges:
        if edge.source in names and edge.target in names:
            edits.append(Connect(edge=replace(edge, source=names[edge.source], target=names[edge.target])))
    return tuple(names.values()), Several(edits=tuple(edits), label=f"{verb} {counted(len(names))}")


def counted(number: int) -> str:
    """``1 block`` or ``3 blocks``."""
    return "1 block" if number == 1 else f"{number} blocks"


def named(network: Network, ids: Iterable[str]) -> str:
    """The block's title where it is one, else how many."""
    listed = list(ids)
    return title_of(network.node(listed[0])) if len(listed) == 1 else counted(len(listed))
