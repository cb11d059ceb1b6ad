"""Groups at work: which of them hold together, and the flat network that groups with a repeat count stand for.

A group that repeats n times is trained as a chain of n copies of its members, each with weights of its own. The first
copy keeps the members' ids, the k-th is called ``<id>@k``; where that group lies inside one that repeats as well,
``<id>@k@j`` is its k-th copy within the j-th copy of the outer one. One block may flow into a group that repeats
(into any number of its members) and one of its members out of it, so that there is one way to chain the copies:
what left the one enters the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, is_dataclass, replace
from dataclasses import fields as parts_of
from functools import lru_cache
from typing import Any

from playground.spec.edits import Set, SetGroups
from playground.spec.experiment import Experiment, Group, Network, Node
from playground.spec.limits import MOST_EDGES, MOST_NODES, MOST_REPEATING, MOST_REPEATS, MOST_TOLD
from playground.spec.problems import Fix, Problem, Severity
from playground.spec.words import tr

_COPY = re.compile(r"(?:@[1-9]\d{0,4})+$")


def original(id: str) -> str:
    """The block that a copy is of, by its name alone: ``dense1`` for ``dense1@3`` and for ``dense1@2@3``."""
    return _COPY.sub("", id)


def expanded(experiment: Experiment) -> Experiment:
    """The experiment that is trained: every copy a block of its own, no groups left.

    The same object where no group repeats; the same result for the same experiment.
    """
    return expansion(experiment).experiment


@dataclass(frozen=True, slots=True, eq=False)
class Expansion:
    """How an experiment and the one that is trained belong together.

    Attributes:
        document: as a person edits it. experiment: as it is trained.
        originals: the block that each copy is of; a first copy is the block itself and not named here.
        copies: for each block that repeats, the ids of all its copies, itself first, in the order of the chain.
        problems: of the groups, with fixes; those that keep a group from repeating are errors.

    """

    document: Experiment
    experiment: Experiment
    originals: Mapping[str, str] = field(default_factory=dict)
    copies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def original(self, id: str) -> str:
        """The document's block that a trained one is, or is a copy of."""
        return self.originals.get(id, id)

    def fixes(self, fixes: Iterable[Fix]) -> tuple[Fix, ...]:
        """Fixes of the trained network as those of the document, without those that mean nothing to it."""
        found = []
        for fix in fixes:
            edit = _translated(fix.edit, self.originals)
            try:
                changes = edit.apply(self.document) is not self.document
            except (KeyError, ValueError):
                continue  # it is about a connection between two copies, which the document does not have
            if changes:
                found.append(replace(fix, edit=edit))
        return tuple(found)

    def problem(self, problem: Problem) -> Problem:
        """A problem of the trained network as one of the document's."""
        node = self.original(problem.node)
        fixes = self.fixes(problem.fixes)
        if node != problem.node:
            fixes += repeat_once(self.document.network, node)
        return replace(problem, node=node, fixes=fixes)


def repeat_once(network: Network, node: str) -> tuple[Fix, ...]:
    """The fix that makes the innermost repeating group of a block stand there once."""
    around = [group for group in network.groups if node in group.members and group.repeat > 1]
    if not around:
        return ()
    group = min(around, key=lambda group: len(group.members))
    return (Fix(tr("Repeat 1"), changed(network, group, replace(group, repeat=1), label=tr("Repeat 1"))),)


def changed(network: Network, old: Group, new: Group | None, *, label: str) -> SetGroups:
    """The edit that puts ``new`` in the place of ``old``; None removes it."""
    groups = [new if group is old else group for group in network.groups]
    return SetGroups(groups=tuple(group for group in groups if group is not None), label=label)


def with_group(network: Network, id: str, label: str, **changes: Any) -> SetGroups:
    """The edit that changes one group, such as its ``repeat=3``.

    Raises:
        KeyError: there is no group of that id.

    """
    for group in network.groups:
        if group.id == id:
            return changed(network, group, replace(group, **changes), label=label)
    raise KeyError(id)


def fresh_group_id(network: Network, taken: Iterable[str] = ()) -> str:
    """An id that no block and no group has, such as ``group2``."""
    known = {node.id for node in network.nodes} | {group.id for group in network.groups} | set(taken)
    number = 1
    while f"group{number}" in known:
        number += 1
    return f"group{number}"


def _translated(value: Any, originals: Mapping[str, str]) -> Any:
    """An edit with the ids of copies replaced by those of their blocks, wherever they stand in it."""
    if isinstance(value, str):
        return originals.get(value, value)
    if isinstance(value, Set):
        return replace(value, path=tuple(originals.get(part, part) for part in value.path))
    if isinstance(value, Node):
        return value
    if isinstance(value, tuple):
        return tuple(_translated(item, originals) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value,
            **{
                item.name: _translated(getattr(value, item.name), originals)
                for item in parts_of(value)
                if item.name not in ("label", "kind")
            },
        )
    return value


# ---------------------------------------------------------------- which groups hold together


@dataclass(frozen=True, slots=True)
class Sound:
    """The groups that a network can be shown and run with.

    Attributes:
        groups: the outer ones before those that lie inside; members that are not there are left out.
        parents: by group id, the id of the group right around it; "" where there is none.
        innermost: by node id, the id of the smallest group that it is in; nodes in none are not named.
        problems: what was wrong with the others, with fixes.

    """

    groups: tuple[Group, ...]
    parents: Mapping[str, str]
    innermost: Mapping[str, str]
    problems: tuple[Problem, ...]


NO_GROUPS = Sound((), {}, {}, ())


def sound(network: Network) -> Sound:
    """The groups of ``network`` that hold together; the others come as problems. Never raises."""
    return _sound(network.groups, tuple(node.id for node in network.nodes)) if network.groups else NO_GROUPS


@lru_cache(maxsize=32)
def _sound(groups: tuple[Group, ...], ids: tuple[str, ...]) -> Sound:
    taken = set(ids)
    there = {id: index for index, id in enumerate(ids)}
    problems: list[Problem] = []
    good: list[tuple[int, Group]] = []

    def complain(place: int, sentence: str, label: str, better: Group | None) -> None:
        if len(problems) >= MOST_TOLD:
            return
        group = groups[place]
        severity: Severity = "error" if group.repeat != 1 else "warning"
        left = [better if index == place else other for index, other in enumerate(groups)]
        edit = SetGroups(groups=tuple(other for other in left if other is not None), label=label)
        first = next((id for id in group.members if id in there), "")
        problems.append(Problem(severity=severity, node=first, sentence=sentence, fixes=(Fix(label, edit),)))

    for place, group in enumerate(groups):
        name = called(group)
        members = tuple(sorted({id for id in group.members if id in there}, key=there.__getitem__))
        if group.id in taken:
            sentence = tr(
                "The id {id!r} of the group {name} is taken by another group or block.", id=group.id, name=name
            )
            other = fresh_group_id(Network(groups=groups), taken) if len(problems) < MOST_TOLD else group.id
            complain(place, sentence, tr("Give it another id"), replace(group, id=other))
            continue
        if len(members) < len(group.members):
            odd = _odd(group.members, there)
            if odd in there:
                sentence = tr("The group {name} lists the block {odd!r}, twice.", name=name, odd=odd)
            else:
                sentence = tr("The group {name} lists the block {odd!r}, which is not there.", name=name, odd=odd)
            left = replace(group, members=members, exposed=tuple(p for p in group.exposed if p[0] in members))
            label = tr("Leave it out") if members else tr("Remove the group")
            complain(place, sentence, label, left if members else None)
        elif not members:
            complain(place, tr("The group {name} has no blocks.", name=name), tr("Remove the group"), None)
        if not members:
            continue
        if not 1 <= group.repeat <= MOST_REPEATS:
            sentence = tr(
                "The group {name} must repeat between 1 and {most} times, not {times}.",
                name=name,
                most=MOST_REPEATS,
                times=group.repeat,
            )
            complain(place, sentence, tr("Repeat 1"), replace(group, repeat=1))
        taken.add(group.id)
        good.append((place, replace(group, members=members) if members != group.members else group))

    parents: dict[str, str] = {}
    innermost: dict[str, str] = {}
    kept: list[Group] = []
    names = {group.id: called(group) for _, group in good}
    # From the largest to the smallest, a group lies well where all its members have the same innermost one so far.
    for place, group in sorted(good, key=lambda pair: -len(pair[1].members)):
        around = {innermost.get(id, "") for id in group.members}
        if len(around) > 1:
            other = names[next(id for id in sorted(around) if id)]
            sentence = tr(
                "The groups {one} and {other} share some blocks, but neither lies inside the other.",
                one=called(group),
                other=other,
            )
            complain(place, sentence, tr("Remove the group {name}", name=called(group)), None)
            continue
        parents[group.id] = around.pop()
        innermost.update(dict.fromkeys(group.members, group.id))
        kept.append(group)
    return Sound(tuple(kept), parents, innermost, tuple(problems))


def _odd(members: tuple[str, ...], there: Mapping[str, int]) -> str:
    """The first member that is not there, or is listed before."""
    seen: set[str] = set()
    for id in members:
        if id not in there or id in seen:
            return id
        seen.add(id)
    raise ValueError("every member is there once")


def called(group: Group) -> str:
    """The group's name, or its id where it has none."""
    return group.name or group.id


# ---------------------------------------------------------------- the flat network


def expansion(experiment: Experiment) -> Expansion:
    """The experiment that is trained, and how its blocks belong to the document's. Never raises."""
    if not experiment.network.groups:
        return Expansion(experiment, experiment)
    return _expansion(experiment)


@lru_cache(maxsize=32)
def _expansion(experiment: Experiment) -> Expansion:
    network = experiment.network
    found = sound(network)
    repeating = [group for group in reversed(found.groups) if 1 < group.repeat <= MOST_REPEATS]
    if not repeating:
        return Expansion(experiment, experiment, problems=found.problems)
    flat = _Flat(network, found)
    problems = list(found.problems)
    for count, group in enumerate(repeating, start=1):
        refusal = (
            flat.refusal(group)
            if count <= MOST_REPEATING
            else tr("at most {most} groups can repeat", most=MOST_REPEATING)
        )
        if refusal is None:
            flat.repeat(group)
            continue
        sentence = tr("{name} cannot repeat {times} times: {why}.", name=called(group), times=group.repeat, why=refusal)
        mended = tuple(replace(other, repeat=1) if other.id == group.id else other for other in network.groups)
        fix = Fix(tr("Repeat 1"), SetGroups(groups=mended, label=tr("Repeat 1")))
        problems.append(Problem(severity="error", node=group.members[0], sentence=sentence, fixes=(fix,)))
    if not flat.originals:
        return Expansion(experiment, experiment, problems=tuple(problems))
    trained = replace(experiment, network=flat.network())
    copies: dict[str, list[str]] = {}
    for id in flat.nodes:
        copies.setdefault(flat.originals.get(id, id), []).append(id)
    several = {id: tuple(_by_chain(ids)) for id, ids in copies.items() if len(ids) > 1}
    return Expansion(experiment, trained, flat.originals, several, tuple(problems))


def _by_chain(ids: list[str]) -> list[str]:
    """Copies of one block in the order of the chain: the last number, that of the outermost group, counts most."""
    base = min(map(len, ids))
    numbers = {id: [int(part) for part in id[base:].split("@")[1:]] for id in ids}
    depth = max(map(len, numbers.values()))
    return sorted(ids, key=lambda id: [*[1] * (depth - len(numbers[id])), *reversed(numbers[id])])


class _Flat:
    """A network while the copies are being made, the inner groups' before the outer ones'."""

    def __init__(self, network: Network, found: Sound) -> None:
        self.nodes = {node.id: node for node in network.nodes}
        self.originals: dict[str, str] = {}
        self._edges = list(network.edges)
        self._found = found
        self._members = {group.id: list(group.members) for group in found.groups}
        self._depths: dict[str, int] = {}
        """By the document's node: how many groups around it have been repeated so far."""

    def network(self) -> Network:
        """The flat network as it now is."""
        return Network(nodes=tuple(self.nodes.values()), edges=tuple(self._edges))

    def _name(self, id: str, number: int) -> str:
        """What copy ``number`` of a block, or of a copy that an inner group has made of it, is called."""
        if number == 1:
            return id
        base = self.originals.get(id, id)
        first = "@1" * (self._depths.get(base, 0) - id[len(base) :].count("@"))
        return f"{id}{first}@{number}"

    def refusal(self, group: Group) -> str | None:
        """Why the group cannot repeat, as the end of a sentence."""
        members = self._members[group.id]
        inside = set(members)
        entries, exits = self._ends(inside)
        if len(entries) != 1:
            return tr("exactly one block must flow into it, not {blocks}", blocks=self._listed(entries))
        if len(exits) != 1:
            return tr("exactly one of its blocks must flow out of it, not {blocks}", blocks=self._listed(exits))
        if len(self.nodes) + len(members) * (group.repeat - 1) > MOST_NODES:
            return tr("the network would have more than {most} blocks", most=MOST_NODES)
        touching = sum(edge.source in inside or edge.target in inside for edge in self._edges)
        if len(self._edges) + touching * (group.repeat - 1) > MOST_EDGES:
            return tr("the network would have more than {most} connections", most=MOST_EDGES)
        names = (self._name(id, number) for number in range(2, group.repeat + 1) for id in members)
        clash = next((name for name in names if name in self.nodes), None)
        return None if clash is None else tr("a block has the id {id!r} already, which a copy needs", id=clash)

    def _ends(self, members: set[str]) -> tuple[list[str], list[str]]:
        entries = [edge.source for edge in self._edges if edge.target in members and edge.source not in members]
        exits = [edge.source for edge in self._edges if edge.source in members and edge.target not in members]
        return list(dict.fromkeys(entries)), list(dict.fromkeys(exits))

    def _listed(self, ids: list[str]) -> str:
        if not ids:
            return tr("none")
        names = [self.nodes[id].name or id if id in self.nodes else id for id in ids[:4]]
        return f"{len(ids)} ({', '.join(names)}{', …' if len(ids) > 4 else ''})"

    def repeat(self, group: Group) -> None:
        """Chain the copies: what left copy k enters copy k + 1, and what left the group leaves the last one."""
        members = self._members[group.id]
        inside = set(members)
        ((_,), (end,)) = self._ends(inside)
        within = [edge for edge in self._edges if edge.source in inside and edge.target in inside]
        entering = [edge for edge in self._edges if edge.target in inside and edge.source not in inside]
        last = self._name(end, group.repeat)
        edges = []
        for edge in self._edges:
            leaves = edge.source in inside and edge.target not in inside
            edges.append(replace(edge, source=last) if leaves else edge)
        fresh: list[str] = []
        before = end
        for number in range(2, group.repeat + 1):
            names = {id: self._name(id, number) for id in members}
            for id, name in names.items():
                self.nodes[name] = replace(self.nodes[id], id=name)
                self.originals[name] = self.originals.get(id, id)
            fresh += names.values()
            edges += [replace(edge, source=names[edge.source], target=names[edge.target]) for edge in within]
            edges += [replace(edge, source=before, target=names[edge.target]) for edge in entering]
            before = names[end]
        for id in dict.fromkeys(self.originals.get(id, id) for id in members):
            self._depths[id] = self._depths.get(id, 0) + 1
        self._edges = edges
        around = self._found.parents[group.id]
        while around:
            self._members[around] += fresh
            around = self._found.parents[around]
