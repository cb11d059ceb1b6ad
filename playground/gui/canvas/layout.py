"""Arranging a network in columns from left to right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil

from playground.gui.canvas.geometry import HEIGHT, ROW, STEP, WIDTH, Position, Size
from playground.spec.experiment import Network

READABLE = 0.5
"""A row that has to be shown smaller than this is broken into several, where it is a row of single blocks."""
MOST_ROWS = 6
LANE = 36.0
"""Room between two such rows for the connection back to the left, besides that between blocks."""


def depths(network: Network) -> dict[str, int]:
    """For every node the length of the longest way to it; nodes on a loop, and those behind one, get 0."""
    ids = [node.id for node in network.nodes]
    waiting: dict[str, set[str]] = {id: set() for id in ids}
    following: dict[str, list[str]] = {id: [] for id in ids}
    for edge in network.edges:
        if edge.source in following and edge.target in waiting:
            waiting[edge.target].add(edge.source)
            following[edge.source].append(edge.target)
    depth = dict.fromkeys(ids, 0)
    ready = [id for id in ids if not waiting[id]]
    while ready:
        id = ready.pop()
        for target in dict.fromkeys(following[id]):
            depth[target] = max(depth[target], depth[id] + 1)
            waiting[target].discard(id)
            if not waiting[target]:
                ready.append(target)
    looped = {id for id, sources in waiting.items() if sources}
    return {id: 0 if id in looped else value for id, value in depth.items()}


def arranged(
    network: Network, sizes: Mapping[str, Size] | None = None, room: Size | None = None
) -> dict[str, Position]:
    """New centres: one column per depth, the nodes of a column in the order of what flows into them.

    The first node without inputs keeps its place, so that the picture does not jump.

    Args:
        network: what is arranged.
        sizes: width and height by node id; one that is not named is as large as a card.
        room: pixels across and down that it is looked at in; a plain row too long for them goes on in a next one.

    """
    if not network.nodes:
        return {}
    size = {node.id: (sizes or {}).get(node.id, (WIDTH, HEIGHT)) for node in network.nodes}
    depth = depths(network)
    columns: dict[int, list[str]] = {}
    for node in sorted(network.nodes, key=lambda node: node.position[1]):
        columns.setdefault(depth[node.id], []).append(node.id)
    sources: dict[str, list[str]] = {}
    for edge in network.edges:
        sources.setdefault(edge.target, []).append(edge.source)
    if room is not None and all(len(ids) == 1 for ids in columns.values()):
        return _from(_in_rows([columns[column][0] for column in sorted(columns)], size, room), network)
    across: dict[int, float] = {}
    down: dict[str, float] = {}
    right = 0.0
    for column in sorted(columns):
        ids = columns[column]
        wide = max(size[id][0] for id in ids)
        across[column] = right + wide / 2
        right += wide + STEP - WIDTH
        wish = {}
        for index, id in enumerate(ids):
            known = [down[source] for source in sources.get(id, ()) if source in down]
            wish[id] = sum(known) / len(known) if known else (index - (len(ids) - 1) / 2) * ROW
        ids.sort(key=lambda id: wish[id])
        high = sum(size[id][1] for id in ids) + (len(ids) - 1) * (ROW - HEIGHT)
        top = sum(wish[id] for id in ids) / len(ids) - high / 2
        for id in ids:
            down[id] = top + size[id][1] / 2
            top += size[id][1] + ROW - HEIGHT
    return _from({node.id: (across[depth[node.id]], down[node.id]) for node in network.nodes}, network)


def _from(places: Mapping[str, Position], network: Network) -> dict[str, Position]:
    """The same, moved so that the first node without inputs stays where it is."""
    anchor = next((node for node in network.nodes if not network.inputs(node.id)), network.nodes[0])
    x, y = anchor.position[0] - places[anchor.id][0], anchor.position[1] - places[anchor.id][1]
    return {id: (x + across, round(y + down)) for id, (across, down) in places.items()}


def _in_rows(ids: Sequence[str], size: Mapping[str, Size], room: Size) -> dict[str, Position]:
    """One row where it can be read in ``room``, else as many as let it be seen largest."""
    found: dict[str, Position] = {}
    best = 0.0
    for rows in range(1, min(MOST_ROWS, len(ids)) + 1):
        places, (wide, high) = _rows(ids, size, ceil(len(ids) / rows))
        zoom = min(room[0] / wide, room[1] / high)
        if zoom > best:
            found, best = places, zoom
        if rows == 1 and zoom >= READABLE:
            break
    return found


def _rows(ids: Sequence[str], size: Mapping[str, Size], most: int) -> tuple[dict[str, Position], Size]:
    """So many in a row; where they come to stand, and how much room all take."""
    places: dict[str, Position] = {}
    widest = top = 0.0
    for first in range(0, len(ids), most):
        row = ids[first : first + most]
        high, right = max(size[id][1] for id in row), 0.0
        for id in row:
            places[id] = (right + size[id][0] / 2, top + high / 2)
            right += size[id][0] + STEP - WIDTH
        widest = max(widest, right - STEP + WIDTH)
        top += high + ROW - HEIGHT + LANE
    return places, (widest, top - (ROW - HEIGHT + LANE))
