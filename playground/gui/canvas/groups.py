"""What of a network with groups is on the canvas, and the edits of groups. No Qt in here.

A closed group is one card in place of its members; its ports are theirs. An open one is a frame around them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from playground.catalog.analysis import block_of
from playground.gui.canvas.layout import depths
from playground.spec.edits import SetGroups
from playground.spec.experiment import Edge, Group, Network, Node
from playground.spec.groups import called, fresh_group_id, sound, with_group
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr

KIND = "group"
"""What the node that stands for a closed group is, for its picture."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An input of a closed group: the member that takes it, and at which of its inputs."""

    node: str
    slot: int
    edge: Edge | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A network as the canvas shows it.

    Attributes:
        network: the document's.
        cards: what has a card: blocks, and for closed groups a node of the group's id in their members' middle.
        closed: the groups that have a card, by id. frames: the open ones, the outer before the inner ones.
        groups: all that hold together, by id, those inside a closed one too.
        card: by block id, the id of the card that it is on.
        entries: the inputs of each closed group.
        exits: for each group on the canvas the member that a new connection out of it begins at, or "".

    """

    network: Network
    cards: tuple[Node, ...]
    closed: Mapping[str, Group]
    frames: tuple[Group, ...]
    groups: Mapping[str, Group]
    card: Mapping[str, str]
    entries: Mapping[str, tuple[Entry, ...]]
    exits: Mapping[str, str]

    def members(self, ids: Iterable[str]) -> tuple[str, ...]:
        """The blocks behind ids of cards and frames, in the network's order."""
        wanted: set[str] = set()
        for id in ids:
            wanted.update(self.groups[id].members if id in self.groups else (id,))
        return tuple(node.id for node in self.network.nodes if node.id in wanted)

    def source(self, id: str) -> str:
        """The block that a connection out of a card or frame begins at; "" where nothing flows out of a group."""
        return self.exits.get(id, id)

    def target(self, id: str, slot: int | None) -> tuple[str, int | None]:
        """The block, and which of its inputs, that a connection into an input of a card ends at."""
        if id not in self.closed:
            return id, slot
        entries = self.entries[id]
        if not entries:
            return "", None
        free = next((n for n, entry in enumerate(entries) if entry.edge is None), 0)
        entry = entries[min(free if slot is None else slot, len(entries) - 1)]
        return entry.node, entry.slot

    def edge_into(self, id: str, slot: int) -> Edge | None:
        """The connection that ends at an input of a card; None where it is free."""
        if id in self.closed:
            entries = self.entries[id]
            return entries[slot].edge if slot < len(entries) else None
        edges = self.network.inputs(id)
        return edges[slot] if slot < len(edges) else None

    def card_slot(self, node: str, slot: int) -> int:
        """Which input of its card an input of a block is."""
        card = self.card[node]
        if card not in self.closed:
            return slot
        places = [n for n, entry in enumerate(self.entries[card]) if (entry.node, entry.slot) == (node, slot)]
        return places[0] if places else max(0, len(self.entries[card]) - 1)

    def inside(self, edge: Edge) -> bool:
        """Whether an edge is hidden in a closed group, or one of its ends is not there."""
        source = self.card.get(edge.source)
        return source is None or edge.target not in self.card or source == self.card[edge.target]


def shown(network: Network) -> Shown:
    """How the canvas shows ``network``."""
    if not network.groups:
        ids = {node.id: node.id for node in network.nodes}
        return Shown(network, network.nodes, {}, (), {}, ids, {}, {})
    found = sound(network)
    groups = {group.id: group for group in found.groups}
    closed: dict[str, Group] = {}
    frames: list[Group] = []
    hidden: set[str] = set()
    for group in found.groups:  # outer ones first
        if found.parents[group.id] in hidden:
            hidden.add(group.id)
        elif group.closed:
            hidden.add(group.id)
            closed[group.id] = group
        else:
            frames.append(group)
    card = {node.id: node.id for node in network.nodes}
    for id, group in closed.items():
        card.update(dict.fromkeys(group.members, id))
    cards = [node for node in network.nodes if card[node.id] == node.id]
    order = depths(network)
    entries: dict[str, tuple[Entry, ...]] = {}
    exits: dict[str, str] = {}
    by_id = {node.id: node for node in network.nodes}
    for id, group in closed.items():
        members = sorted((by_id[member] for member in group.members), key=lambda node: order[node.id])
        across, down = zip(*(node.position for node in members), strict=True)
        middle = ((min(across) + max(across)) / 2, (min(down) + max(down)) / 2)
        cards.append(Node(id=id, kind=KIND, name=called(group), position=middle))
        entries[id] = tuple(_entries(network, members))
    for group in (*closed.values(), *frames):
        exits[group.id] = _exit(network, sorted((by_id[id] for id in group.members), key=lambda node: order[node.id]))
    return Shown(network, tuple(cards), closed, tuple(frames), groups, card, entries, exits)


def _entries(network: Network, members: list[Node]) -> list[Entry]:
    """The connections into the group, and the inputs that its members still lack."""
    inside = {node.id for node in members}
    found = []
    for node in members:
        edges = network.inputs(node.id)
        found += [Entry(node.id, slot, edge) for slot, edge in enumerate(edges) if edge.source not in inside]
        block = block_of(node)
        least = block.inputs[0] if block is not None else 0
        found += [Entry(node.id, slot) for slot in range(len(edges), least)]
    return found


def _exit(network: Network, members: list[Node]) -> str:
    """The last member that flows out already; else the last that flows nowhere yet."""
    inside = {node.id for node in members}
    leaving = [node.id for node in members if any(edge.target not in inside for edge in network.outputs(node.id))]
    if leaving:
        return leaving[-1]
    giving = [node for node in members if (block := block_of(node)) is None or block.has_output]
    ends = [node.id for node in giving if not network.outputs(node.id)]
    return ends[-1] if ends else ""


def of_cards(shown: Shown) -> Network:
    """The network of the cards: a closed group is one block of it."""
    edges = (
        replace(edge, source=shown.card[edge.source], target=shown.card[edge.target])
        for edge in shown.network.edges
        if not shown.inside(edge)
    )
    return Network(nodes=shown.cards, edges=tuple(dict.fromkeys(edges)))


# ---------------------------------------------------------------- edits


def grouped(network: Network, nodes: Iterable[str]) -> tuple[Group, SetGroups]:
    """The blocks as a new closed group, and the edit that makes it.

    Raises:
        PlaygroundError: they cut through a group, or are one already.

    """
    wanted = set(nodes)
    members = tuple(node.id for node in network.nodes if node.id in wanted)
    if not members:
        raise PlaygroundError(tr("Select the blocks of the group first."))
    for other in sound(network).groups:
        there = set(other.members)
        if there == wanted:
            raise PlaygroundError(tr("These blocks are the group “{name}” already.", name=called(other)))
        if there & wanted and not (there <= wanted or wanted <= there):
            raise PlaygroundError(
                tr(
                    "“{name}” lies half inside the selection: select all of its blocks, or only blocks inside it.",
                    name=called(other),
                )
            )
    id = fresh_group_id(network)
    group = Group(id=id, name=tr("Group {number}", number=id.removeprefix(KIND)), members=members)
    count = len(members)
    words = tr("Group 1 block") if count == 1 else tr("Group {count} blocks", count=count)
    return group, SetGroups(groups=(*network.groups, group), label=words)


def ungrouped(network: Network, ids: Iterable[str]) -> SetGroups | None:
    """The edit that takes groups away and leaves their blocks; None where there is none of these ids."""
    gone = set(ids)
    left = tuple(group for group in network.groups if group.id not in gone)
    if len(left) == len(network.groups):
        return None
    names = [called(group) for group in network.groups if group.id in gone]
    label = tr("Ungroup {name}", name=names[0]) if len(names) == 1 else tr("Ungroup {count} groups", count=len(names))
    return SetGroups(groups=left, label=label)


def toggled(network: Network, id: str) -> SetGroups:
    """The edit that opens a closed group, or closes an open one."""
    group = next(group for group in network.groups if group.id == id)
    words = tr("Open {name}", name=called(group)) if group.closed else tr("Close {name}", name=called(group))
    return with_group(network, id, words, closed=not group.closed)


def put_into(network: Network, id: str, nodes: Iterable[str]) -> SetGroups:
    """The edit that makes blocks members of a group and of those around it; groups that they leave lose them."""
    found = sound(network)
    label = tr("Put into {name}", name=_name(network, id))
    chain = {id}
    while id := found.parents[id]:
        chain.add(id)
    return _moved(network, set(nodes), chain, label)


def take_out(network: Network, id: str, nodes: Iterable[str]) -> SetGroups:
    """The edit that takes blocks out of a group, to where the group itself lies."""
    found = sound(network)
    label = tr("Take out of {name}", name=_name(network, id))
    chain = set()
    while id := found.parents[id]:
        chain.add(id)
    return _moved(network, set(nodes), chain, label)


def _moved(network: Network, nodes: set[str], chain: set[str], label: str) -> SetGroups:
    """The blocks are in the groups of ``chain`` from now on, and in those that lie among them wholly."""
    groups = []
    for group in network.groups:
        members = set(group.members)
        if group.id in chain:
            members |= nodes
        elif not members <= nodes:
            members -= nodes
        ordered = tuple(node.id for node in network.nodes if node.id in members)
        exposed = tuple(place for place in group.exposed if place[0] in members)
        same = members == set(group.members)
        groups.append(group if same else replace(group, members=ordered, exposed=exposed))
    return SetGroups(groups=tuple(groups), label=label)


def _name(network: Network, id: str) -> str:
    return next(called(group) for group in network.groups if group.id == id)


def copied_groups(
    network: Network, groups: Iterable[Group], names: Mapping[str, str], taken: Iterable[str] = ()
) -> tuple[Group, ...]:
    """Groups of copied blocks: ``names`` has the copy's id by that of the block; those without a copy are left out."""
    used = set(taken)
    found = []
    for group in groups:
        members = tuple(names[id] for id in group.members if id in names)
        if not members:
            continue
        id = fresh_group_id(network, used)
        used.add(id)
        exposed = tuple((names[node], setting) for node, setting in group.exposed if node in names)
        found.append(replace(group, id=id, members=members, exposed=exposed))
    return tuple(found)
