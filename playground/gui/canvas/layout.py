"""Arranging a network in columns from left to right."""

from __future__ import annotations

from collections.abc import Mapping

from playground.gui.canvas.geometry import HEIGHT, ROW, STEP, WIDTH, Position
from playground.spec.experiment import Network


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


def arranged(network: Network, sizes: Mapping[str, tuple[float, float]] | None = None) -> dict[str, Position]:
    """New centres: one column per depth, the nodes of a column in the order of what flows into them.

    The first node without inputs keeps its place, so that the picture does not jump.

    Args:
        network: what is arranged.
        sizes: width and height by node id; one that is not named is as large as a card.

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
    anchor = next((node for node in network.nodes if not network.inputs(node.id)), network.nodes[0])
    x, y = anchor.position[0] - across[depth[anchor.id]], anchor.position[1] - down[anchor.id]
    return {node.id: (x + across[depth[node.id]], round(y + down[node.id])) for node in network.nodes}
