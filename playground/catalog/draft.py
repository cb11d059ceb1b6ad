"""Writing a network down in Python: blocks one after the other, groups around them, and where everything lies.

A group is laid out by itself, around the middle of its card, and takes in the layout around it only the room that is
seen of it: that of a card while it is closed. So a network is compact however much lies in its groups, and what is
opened makes room for itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from playground.spec.experiment import Edge, Group, Network, Node
from playground.spec.values import Values

CARD = (150.0, 84.0)
GAP = (50.0, 40.0)
"""Between cards, across and down."""
FRAME = (16.0, 42.0, 16.0, 16.0)
"""What an open group's frame adds on the left, above, on the right and below."""
SHARED = 60.0
"""Between frames that stand beside each other, more than between cards: for what flows from the foot of the one to the
head of the next."""

Position = tuple[float, float]


@dataclass(slots=True)
class _Part:
    """A block, or a group with its parts.

    ``lane`` is how many rows below the middle it lies, ``stacked`` has the parts one below the other.
    """

    id: str
    lane: float = 0.0
    group: Group | None = None
    stacked: bool = False
    parts: list[_Part] = field(default_factory=list)

    def blocks(self) -> Iterator[str]:
        """The ids of the blocks in it."""
        if self.group is None:
            yield self.id
        for part in self.parts:
            yield from part.blocks()


class Draft:
    """A network on its way: `add` gives the new block's id, which the next one names as its source."""

    def __init__(self) -> None:
        self._nodes: dict[str, Node] = {}
        self._edges: list[Edge] = []
        self._root = _Part(id="")
        self._open = [self._root]

    def add(self, kind: str, *sources: str, id: str = "", name: str = "", lane: float = 0.0, **settings: Any) -> str:
        """One more block, into which ``sources`` flow in this order; ``lane`` rows below the middle of its group."""
        id = id or self._fresh(kind)
        if id in self._nodes:
            raise ValueError(f"a block called {id} is already there")
        self._nodes[id] = Node(id=id, kind=kind, params=Values(settings), name=name)
        self._edges += [Edge(source=source, target=id, port=port) for port, source in enumerate(sources)]
        self._open[-1].parts.append(_Part(id=id, lane=lane))
        return id

    def _fresh(self, kind: str) -> str:
        number = 1
        while f"{kind}{number}" in self._nodes:
            number += 1
        return f"{kind}{number}"

    @contextmanager
    def group(
        self,
        name: str,
        *,
        id: str = "",
        closed: bool = True,
        repeat: int = 1,
        stacked: bool = False,
        exposed: Iterable[tuple[str, str]] = (),
    ) -> Iterator[None]:
        """What is added inside is a group; ``stacked`` has its parts one below the other, not in a row."""
        group = Group(
            id=id or self._group_id(name),
            name=name,
            members=("",),
            closed=closed,
            repeat=repeat,
            exposed=tuple(exposed),
        )
        part = _Part(id=group.id, group=group, stacked=stacked)
        self._open[-1].parts.append(part)
        self._open.append(part)
        try:
            yield
        finally:
            self._open.pop()

    def _group_id(self, name: str) -> str:
        base = "".join(letter if letter.isalnum() else "_" for letter in name.lower()).strip("_") or "group"
        taken = {part.id for part in _all(self._root)}
        number, id = 2, f"group_{base}"
        while id in taken:
            id = f"group_{base}_{number}"
            number += 1
        return id

    def piece(self, exposed: Iterable[tuple[str, str]] = ()) -> tuple[Network, tuple[Edge, ...]]:
        """What was added behind the source "", and the connections that would come from there.

        ``exposed`` are settings that the outermost group shows as its own, by the id of their blocks.
        """
        network = self.network()
        edges = tuple(edge for edge in network.edges if edge.source)
        entries = tuple(edge for edge in network.edges if not edge.source)
        outer, *inner = network.groups
        return replace(network, edges=edges, groups=(replace(outer, exposed=tuple(exposed)), *inner)), entries

    def network(self) -> Network:
        """The network, laid out with its first block at the origin."""
        places: dict[str, Position] = {}
        _lay(self._root, self._edges, (0.0, 0.0), places)
        first = next(iter(self._nodes), "")
        x, y = places.get(first, (0.0, 0.0))
        nodes = tuple(
            replace(node, position=(places[id][0] - x, places[id][1] - y)) for id, node in self._nodes.items()
        )
        groups = tuple(
            replace(part.group, members=tuple(part.blocks()))
            for part in _all(self._root)
            if part.group is not None and any(True for _ in part.blocks())
        )
        return Network(nodes=nodes, edges=tuple(self._edges), groups=groups)


def _all(part: _Part) -> Iterator[_Part]:
    for inner in part.parts:
        yield inner
        yield from _all(inner)


def _size(part: _Part, edges: list[Edge]) -> Position:
    """The room that is seen of a part."""
    if part.group is None or part.group.closed or not part.parts:
        return CARD
    spots = _spots(part, edges)
    left, top, right, bottom = _extent(part, spots, edges)
    return right - left + FRAME[0] + FRAME[2], bottom - top + FRAME[1] + FRAME[3]


def _extent(part: _Part, spots: list[tuple[_Part, Position]], edges: list[Edge]) -> tuple[float, float, float, float]:
    sizes = [(_size(inner, edges), at) for inner, at in spots]
    return (
        min(at[0] - size[0] / 2 for size, at in sizes),
        min(at[1] - size[1] / 2 for size, at in sizes),
        max(at[0] + size[0] / 2 for size, at in sizes),
        max(at[1] + size[1] / 2 for size, at in sizes),
    )


def _lay(part: _Part, edges: list[Edge], middle: Position, places: dict[str, Position]) -> None:
    """Give the blocks of a part their places, the part's card or frame around ``middle``."""
    spots = _spots(part, edges)
    if not spots:
        return
    left, top, right, bottom = _extent(part, spots, edges)
    framed = part.group is not None and not part.group.closed
    down = (FRAME[1] - FRAME[3]) / 2 if framed else 0.0  # the title bar lies above what is in the frame
    shift = (middle[0] - (left + right) / 2, middle[1] - (top + bottom) / 2 + down)
    for inner, at in spots:
        place = (at[0] + shift[0], at[1] + shift[1])
        if inner.group is None:
            places[inner.id] = (round(place[0]), round(place[1]))
        else:
            _lay(inner, edges, place, places)


def _spots(part: _Part, edges: list[Edge]) -> list[tuple[_Part, Position]]:
    """Where the parts of a part lie, from anywhere."""
    if part.stacked:
        spots, top = [], 0.0
        for inner in part.parts:
            high = _size(inner, edges)[1]
            spots.append((inner, (0.0, top + high / 2)))
            top += high + GAP[1]
        return spots
    columns: dict[int, list[_Part]] = {}
    for inner, depth in _depths(part, edges):
        columns.setdefault(depth, []).append(inner)
    spots, right = [], 0.0
    framed = False
    for depth in sorted(columns):
        sizes = [(inner, _size(inner, edges)) for inner in columns[depth]]
        wide = max(size[0] for _, size in sizes)
        frames = any(size != CARD for _, size in sizes)
        right += SHARED if frames and framed else 0.0
        framed = frames
        spots += [(inner, (right + wide / 2, inner.lane * (CARD[1] + GAP[1]))) for inner, _ in sizes]
        right += wide + GAP[0]
    return spots


def _depths(part: _Part, edges: list[Edge]) -> list[tuple[_Part, int]]:
    """For every part within a part the length of the longest way to it; they are in the order of what flows."""
    home = {id: number for number, inner in enumerate(part.parts) for id in inner.blocks()}
    before: dict[int, set[int]] = {}
    for edge in edges:
        source, target = home.get(edge.source), home.get(edge.target)
        if source is not None and target is not None and source != target:
            before.setdefault(target, set()).add(source)
    depth: dict[int, int] = {}
    for number in range(len(part.parts)):
        depth[number] = 1 + max((depth.get(source, -1) for source in before.get(number, ())), default=-1)
    return [(inner, depth[number]) for number, inner in enumerate(part.parts)]
