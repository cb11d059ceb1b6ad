"""Edits: what a person's hand does to an experiment, as small values.

`Edit.apply` returns a new experiment and never changes the old one; there is no inverse code, undo keeps the old
value. ``label`` is what the undo menu says. Edits with the same ``merge_key`` that follow one another are one undo
step (one drag of a slider, one move of a block).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from playground.spec.experiment import Edge, Experiment, Group, Network, Node, Touch
from playground.spec.values import Choice, Value, Values
from playground.spec.words import tr


class Edit(Protocol):
    """Anything that turns one experiment into another."""

    @property
    def label(self) -> str:
        """The words for the undo menu."""
        ...

    @property
    def merge_key(self) -> Hashable | None:
        """Equal keys in succession become one undo step; None never merges."""
        ...

    def apply(self, experiment: Experiment) -> Experiment:
        """The experiment after the edit; the same object where nothing changes."""
        ...


Path = tuple[str, ...]


OWN = ("name", "position", "opened", "frozen")
"""What a node has besides the settings of its kind; no setting may be called so."""


def get_at(experiment: Experiment, path: Path) -> Any:
    """The value at ``path``, such as ``("network", "dense1", "units")``; see `Set` for what paths look like.

    Raises:
        KeyError: nothing is there; the argument is the part of the path that was not found. Settings that
            were never set are not found either: the catalogue knows their defaults.

    """
    here: Any = experiment
    for part in path:
        here = _step(here, part)
    return here


def _step(here: Any, part: str) -> Any:
    if isinstance(here, Network):
        return here.node(part)
    if isinstance(here, Node) and part not in OWN:
        return here.params[part]
    if isinstance(here, Choice):
        return here.params[part]
    if isinstance(here, Values):
        return here[part]
    if dataclasses.is_dataclass(here) and part in {item.name for item in dataclasses.fields(here)}:
        return getattr(here, part)
    raise KeyError(part)


def _set(here: Any, path: Path, value: Value) -> Any:
    if not path:
        return value
    part, rest = path[0], path[1:]
    if isinstance(here, Network):
        old = here.node(part)
        new = _set(old, rest, value)
        return here if new is old else replace(here, nodes=tuple(new if node is old else node for node in here.nodes))
    if isinstance(here, Choice) or (isinstance(here, Node) and part not in OWN):
        if part in here.params:
            inner = _set(here.params[part], rest, value)
            if inner is here.params[part] or (inner == here.params[part] and type(inner) is type(here.params[part])):
                return here
        elif rest:
            raise KeyError(part)
        else:
            inner = value
        return replace(here, params=here.params | {part: inner})
    old = _step(here, part)
    new = _set(old, rest, value)
    return here if new is old or (new == old and type(new) is type(old)) else replace(here, **{part: new})


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """Set one value anywhere in the experiment.

    Paths: ``("training", "batch_size")``, ``("training", "optimizer")`` (a `Choice`), ``("training", "optimizer",
    "learning_rate")``, ``("data", "source", "samples")``, ``("seed",)``, ``("network", <node id>, <setting>)``,
    ``("network", <node id>, "activation", "slope")``, ``("network", <node id>, "name")``. A path that goes *into* a
    Choice needs that Choice to be set, not left to its default: `catalog.settings.set_at`
    builds this edit for you.
    """

    path: Path
    value: Value
    label: str = ""
    merges: bool = True

    def __post_init__(self) -> None:
        if not self.label:
            object.__setattr__(self, "label", tr("Set {setting}", setting=self.path[-1].replace("_", " ")))

    @property
    def merge_key(self) -> Hashable | None:
        """Successive settings of one place are one undo step."""
        return ("set", self.path) if self.merges else None

    def apply(self, experiment: Experiment) -> Experiment:
        """Raises KeyError where the path leads nowhere."""
        result: Experiment = _set(experiment, self.path, self.value)
        return result


class _Structural:
    """An edit that never merges."""

    __slots__ = ()

    @property
    def merge_key(self) -> Hashable | None:
        """Structural edits stay separate undo steps."""
        return None


def _with_network(experiment: Experiment, **changes: Any) -> Experiment:
    return replace(experiment, network=replace(experiment.network, **changes))


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNode(_Structural):
    """Add a block, and the edges that come with it."""

    node: Node
    edges: tuple[Edge, ...] = ()
    label: str = dataclasses.field(default_factory=lambda: tr("Add block"))

    def apply(self, experiment: Experiment) -> Experiment:
        """Raises ValueError where the id is taken."""
        network = experiment.network
        if any(node.id == self.node.id for node in network.nodes):
            raise ValueError(f"a block called {self.node.id} is already there")
        return _with_network(experiment, nodes=(*network.nodes, self.node), edges=(*network.edges, *self.edges))


@dataclass(frozen=True, slots=True, kw_only=True)
class InsertOnEdge(_Structural):
    """Put a block on an edge: what flowed from A to B now flows from A through the block to B.

    It joins the groups that both A and B are in.
    """

    node: Node
    edge: Edge
    label: str = dataclasses.field(default_factory=lambda: tr("Insert block"))

    def apply(self, experiment: Experiment) -> Experiment:
        """Raises ValueError where the edge is not there any more."""
        network = experiment.network
        if self.edge not in network.edges:
            raise ValueError(f"no connection from {self.edge.source} to {self.edge.target}")
        before = Edge(source=self.edge.source, target=self.node.id)
        after = Edge(source=self.node.id, target=self.edge.target, port=self.edge.port)
        edges: list[Edge] = []
        for edge in network.edges:
            edges.extend((before, after) if edge == self.edge else (edge,))
        groups = tuple(
            replace(group, members=(*group.members, self.node.id))
            if self.edge.source in group.members and self.edge.target in group.members
            else group
            for group in network.groups
        )
        return _with_network(experiment, nodes=(*network.nodes, self.node), edges=tuple(edges), groups=groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveNodes(_Structural):
    """Remove blocks. With ``heal``, a removed block with one input and outputs leaves its neighbours connected."""

    ids: tuple[str, ...]
    heal: bool = True
    label: str = dataclasses.field(default_factory=lambda: tr("Delete"))

    def apply(self, experiment: Experiment) -> Experiment:
        """Ids that are not there are passed over."""
        network = experiment.network
        edges = list(network.edges)
        for id in self.ids:
            sources = [edge for edge in edges if edge.target == id]
            targets = [edge for edge in edges if edge.source == id]
            edges = [edge for edge in edges if id not in (edge.source, edge.target)]
            if self.heal and len(sources) == 1:
                edges += [replace(edge, source=sources[0].source) for edge in targets]
        nodes = tuple(node for node in network.nodes if node.id not in self.ids)
        if len(nodes) == len(network.nodes):
            return experiment
        groups = without_members(network.groups, self.ids)
        return _with_network(experiment, nodes=nodes, edges=tuple(dict.fromkeys(edges)), groups=groups)


def without_members(groups: tuple[Group, ...], ids: Iterable[str]) -> tuple[Group, ...]:
    """``groups`` after the nodes called ``ids`` are gone; those that lost all members go too."""
    gone = set(ids)
    left = []
    for group in groups:
        if gone.isdisjoint(group.members):
            left.append(group)
            continue
        members = tuple(id for id in group.members if id not in gone)
        exposed = tuple(place for place in group.exposed if place[0] not in gone)
        if members:
            left.append(replace(group, members=members, exposed=exposed))
    return tuple(left)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetGroups(_Structural):
    """Change how blocks are grouped: ``groups`` are those of the network from now on."""

    groups: tuple[Group, ...]
    label: str = dataclasses.field(default_factory=lambda: tr("Group"))

    def apply(self, experiment: Experiment) -> Experiment:
        """Whether they fit the nodes is for the analysis to say."""
        if self.groups == experiment.network.groups:
            return experiment
        return _with_network(experiment, groups=self.groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetWeight:
    """Set one learned number by hand; a drag is one `Touch`, however often its value changes."""

    touch: Touch
    label: str = dataclasses.field(default_factory=lambda: tr("Set weight"))

    @property
    def merge_key(self) -> Hashable | None:
        """One drag, told apart from the next by its gesture, is one undo step."""
        return ("touch", self.touch.weight, self.touch.index, self.touch.gesture)

    def apply(self, experiment: Experiment) -> Experiment:
        """The touch is the last one; of the same gesture there is only one, with what was before its first value."""
        touches, touch = experiment.touches, self.touch
        last = touches[-1] if touches else None
        if last is not None and (last.weight, last.index, last.gesture) == (touch.weight, touch.index, touch.gesture):
            touches, touch = touches[:-1], replace(touch, before=last.before)
        return replace(experiment, touches=(*touches, touch))


@dataclass(frozen=True, slots=True, kw_only=True)
class Connect(_Structural):
    """Add a connection; one that already ends at the same port of the target gives way to it."""

    edge: Edge
    label: str = dataclasses.field(default_factory=lambda: tr("Connect"))

    def apply(self, experiment: Experiment) -> Experiment:
        """Whether the graph stays acyclic is for the analysis to say."""
        network = experiment.network
        if self.edge in network.edges:
            return experiment
        kept = tuple(edge for edge in network.edges if (edge.target, edge.port) != (self.edge.target, self.edge.port))
        return _with_network(experiment, edges=(*kept, self.edge))


@dataclass(frozen=True, slots=True, kw_only=True)
class Disconnect(_Structural):
    """Remove connections."""

    edges: tuple[Edge, ...]
    label: str = dataclasses.field(default_factory=lambda: tr("Disconnect"))

    def apply(self, experiment: Experiment) -> Experiment:
        """Edges that are not there are passed over."""
        kept = tuple(edge for edge in experiment.network.edges if edge not in self.edges)
        return experiment if len(kept) == len(experiment.network.edges) else _with_network(experiment, edges=kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveNodes:
    """Move blocks to new centres, in canvas units."""

    positions: Values
    label: str = dataclasses.field(default_factory=lambda: tr("Move"))
    gesture: int = 0

    @property
    def merge_key(self) -> Hashable | None:
        """One drag, told apart from the next by ``gesture``, is one undo step."""
        return ("move", self.gesture, frozenset(self.positions))

    def apply(self, experiment: Experiment) -> Experiment:
        """Ids that are not there are passed over."""
        nodes = tuple(
            replace(node, position=self.positions[node.id])
            if node.id in self.positions and self.positions[node.id] != node.position
            else node
            for node in experiment.network.nodes
        )
        same = all(new is old for new, old in zip(nodes, experiment.network.nodes, strict=True))
        return experiment if same else _with_network(experiment, nodes=nodes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Several(_Structural):
    """Edits that belong together: one undo step."""

    edits: tuple[Edit, ...]
    label: str

    def apply(self, experiment: Experiment) -> Experiment:
        """Applied in order."""
        for edit in self.edits:
            experiment = edit.apply(experiment)
        return experiment


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """The same setting of several things, set at once; a drag of a slider is one undo step here too."""

    edits: tuple[Set, ...]
    label: str

    @property
    def merge_key(self) -> Hashable | None:
        """As of the single edits; None where one of them does not merge."""
        keys = tuple(edit.merge_key for edit in self.edits)
        return None if None in keys else ("alike", keys)

    def apply(self, experiment: Experiment) -> Experiment:
        """Applied in order."""
        for edit in self.edits:
            experiment = edit.apply(experiment)
        return experiment


@dataclass(frozen=True, slots=True, kw_only=True)
class Replace(_Structural):
    """Put another experiment in place of this one (a template, a restored version)."""

    experiment: Experiment
    label: str = dataclasses.field(default_factory=lambda: tr("Replace"))

    def apply(self, experiment: Experiment) -> Experiment:
        """The new experiment, whatever the old one was."""
        return self.experiment
