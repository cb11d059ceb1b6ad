"""Arranging a network with open groups: what lies in a frame stays together, and long rows of frames become columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from playground.gui.canvas.geometry import BAR, HEIGHT, PAD, ROW, Position, Size
from playground.gui.canvas.layout import READABLE, arranged
from playground.spec.experiment import Edge, Network, Node

Frames = Sequence[tuple[str, frozenset[str]]]
"""By the group's id the cards in it, the outer frames before those that lie inside."""


def arranged_in_frames(network: Network, frames: Frames, sizes: Mapping[str, Size], room: Size) -> dict[str, Position]:
    """New centres of all cards, as `arranged` gives them where no group is open.

    A frame is laid out by itself and takes its room like a card. Where all of it cannot be read in ``room`` then,
    blocks that follow one another in an outermost frame come to stand below one another: a column for every stage.
    """
    if not frames:
        return arranged(network, sizes, room)
    flat, size = _arranged(network, frames, sizes, room, stacked=False)
    if min(room[0] / size[0], room[1] / size[1]) >= READABLE:
        return flat
    return _arranged(network, frames, sizes, room, stacked=True)[0]


def _arranged(
    network: Network, frames: Frames, sizes: Mapping[str, Size], room: Size, *, stacked: bool
) -> tuple[dict[str, Position], Size]:
    """The places, and the width and height of all."""
    known = dict(sizes)
    nodes = {node.id: node for node in network.nodes}
    home: dict[str, str] = {id: id for id in nodes}
    inside: dict[str, dict[str, Position]] = {}
    for frame, cards in reversed(frames):  # the inner ones first
        within = {home[id]: nodes[home[id]] for id in nodes.copy() if id in home and id in cards}
        if not within:
            continue
        part = Network(nodes=tuple(within.values()), edges=_among(network, home, set(within)))
        deep = any(cards < other for _, other in frames)
        chain = _chain(part) if stacked and not deep else None
        places = _column(chain, known) if chain else arranged(part, known)
        left, top, right, bottom = _extent(places, known)
        middle = ((left + right) / 2, (top + bottom - BAR) / 2)
        inside[frame] = {id: (x - middle[0], y - middle[1]) for id, (x, y) in places.items()}
        known[frame] = (right - left + 2 * PAD, bottom - top + 2 * PAD + BAR)
        first = next(iter(within.values()))
        nodes[frame] = Node(id=frame, kind=first.kind, position=first.position)
        home.update({id: frame for id, at in home.items() if at in within})
    top_level = {home[node.id]: nodes[home[node.id]] for node in network.nodes}
    outer = Network(nodes=tuple(top_level.values()), edges=_among(network, home, set(top_level)))
    places = arranged(outer, known, None if stacked else room)
    left, top, right, bottom = _extent(places, known)
    for frame, _ in frames:
        if frame in places:
            x, y = places.pop(frame)
            places |= {id: (x + across, y + down) for id, (across, down) in inside[frame].items()}
    return {id: (x, round(y)) for id, (x, y) in places.items()}, (right - left, bottom - top)


def _among(network: Network, home: Mapping[str, str], ids: set[str]) -> tuple[Edge, ...]:
    """The connections among cards and frames, one between any two."""
    pairs = dict.fromkeys((home[edge.source], home[edge.target]) for edge in network.edges)
    return tuple(Edge(source=a, target=b) for a, b in pairs if a != b and a in ids and b in ids)


def _chain(part: Network) -> list[str] | None:
    """The ids one behind the other; None where they do not follow one another."""
    following = {edge.source: edge.target for edge in part.edges}
    targets = {edge.target for edge in part.edges}
    count = len(part.nodes)
    starts = [node.id for node in part.nodes if node.id not in targets]
    if count < 2 or len(part.edges) != count - 1 or len(starts) != 1:
        return None
    walk = starts
    while walk[-1] in following and len(walk) <= count:
        walk.append(following[walk[-1]])
    return walk if len(walk) == count else None


def _column(ids: Sequence[str], sizes: Mapping[str, Size]) -> dict[str, Position]:
    places, top = {}, 0.0
    for id in ids:
        places[id] = (0.0, top + sizes[id][1] / 2)
        top += sizes[id][1] + ROW - HEIGHT
    return places


def _extent(places: Mapping[str, Position], sizes: Mapping[str, Size]) -> tuple[float, float, float, float]:
    return (
        min(x - sizes[id][0] / 2 for id, (x, _) in places.items()),
        min(y - sizes[id][1] / 2 for id, (_, y) in places.items()),
        max(x + sizes[id][0] / 2 for id, (x, _) in places.items()),
        max(y + sizes[id][1] / 2 for id, (_, y) in places.items()),
    )
