"""What an experiment comes to: every block's shapes, parameters and cost, and everything that is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from playground.catalog.advice import advise
from playground.catalog.block import Misfit, Signature
from playground.catalog.entry import from_elsewhere, known, unknown
from playground.catalog.facts import Facts
from playground.catalog.families import Dataset
from playground.catalog.mending import Place, keep_first_of, misfit, too_few_inputs, too_many_inputs
from playground.catalog.mending import block_of as block_of
from playground.catalog.mending import title_of as title_of
from playground.catalog.misset import augmentation, setting, settings_of, shares
from playground.catalog.prepare import stamp_of
from playground.spec.edits import AddNode, Disconnect, RemoveNodes, Set
from playground.spec.experiment import Data, Edge, Experiment, Network, Node
from playground.spec.fields import fields_of
from playground.spec.groups import expansion
from playground.spec.limits import MOST_TOLD
from playground.spec.problems import Fix, PlaygroundError, Problem
from playground.spec.values import Choice
from playground.spec.words import mark, several, tr


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Analysis:
    """The result of `analyse`.

    Attributes:
        signatures: by node id, for every node whose inputs are known; copies that groups make by repeating included.
        order: node ids from input to output, each after all it depends on; only nodes on a way to the output.
        problems: errors first, then warnings, then hints; those of a copy stand at the block that it is of.
        facts: of the data; None where they are wrong.
        copies: for each block of a group that repeats, the ids of all its copies, itself first.

    """

    signatures: Mapping[str, Signature]
    order: tuple[str, ...]
    problems: tuple[Problem, ...]
    facts: Facts | None
    copies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def last(self, node: str) -> str:
        """The block's last copy, from which flows what leaves its group; the block itself where it does not repeat."""
        return self.copies.get(node, (node,))[-1]

    def with_copies(self, nodes: Iterable[str]) -> list[str]:
        """The blocks with all the copies that groups make of them."""
        return [copy for id in nodes for copy in self.copies.get(id, (id,))]

    def count(self, nodes: Iterable[str]) -> int:
        """The number of learned numbers of these blocks and their copies, as far as their inputs are known."""
        return sum(self.signatures[id].count for id in self.with_copies(nodes) if id in self.signatures)

    @property
    def trainable(self) -> bool:
        """Whether nothing keeps it from training."""
        return not any(problem.severity == "error" for problem in self.problems)

    @property
    def parameters(self) -> int:
        """The number of learned numbers on the way to the output."""
        return sum(self.signatures[id].count for id in self.order if id in self.signatures)

    @property
    def multiply_adds(self) -> int:
        """Multiplications for one example's forward pass."""
        return sum(self.signatures[id].multiply_adds for id in self.order if id in self.signatures)

    def of(self, node: str) -> tuple[Problem, ...]:
        """The problems of one node."""
        return tuple(problem for problem in self.problems if problem.node == node)


def facts_of(data: Data) -> Facts:
    """What the experiment's data are.

    Raises:
        PlaygroundError: the data set is unknown, a setting is wrong, or its file cannot be read.

    """
    entry = known("datasets", data.source.kind)
    if entry is None or not issubclass(entry, Dataset):
        raise PlaygroundError(unknown("datasets", data.source.kind))
    wrong = entry.violations(data.source.params)
    if wrong:
        raise PlaygroundError(f"{entry.title}: {wrong[0]}")
    return entry.facts(entry.read(data.source.params))


def analyse(experiment: Experiment) -> Analysis:
    """Look the whole experiment over. Never raises: what is wrong comes back as problems, with fixes.

    The same experiment gives the same object, as long as the file behind its data does not change.
    """
    return _analyse(experiment, stamp_of(experiment.data))


@lru_cache(maxsize=64)
def _analyse(document: Experiment, _stamp: Hashable) -> Analysis:
    trained = expansion(document)
    experiment = trained.experiment
    problems: list[Problem] = []
    facts: Facts | None = None
    source = next(field for field in fields_of(Data) if field.name == "source")
    problems += setting(source, experiment.data.source, ("data", "source"), "")
    if not problems:
        try:
            facts = facts_of(experiment.data)
        except PlaygroundError as error:
            back = Fix(tr("Use the circle data"), Set(path=("data", "source"), value=Choice("circle")))
            problems.append(Problem(severity="error", sentence=str(error), fixes=(back,)))
    problems += settings_of(experiment.data, ("data",)) + settings_of(experiment.training, ("training",))
    problems += settings_of(experiment, ())
    sound = not problems
    if sound:
        problems += shares(experiment, facts) + augmentation(experiment, facts)

    network = experiment.network
    order, loops = _sort(network)
    problems += loops
    problems += _ends(network)
    signatures: dict[str, Signature] = {}
    on_the_way = _reaches_output(network)
    by_id = {node.id: node for node in reversed(network.nodes)}
    into: dict[str, list[Edge]] = {id: [] for id in by_id}
    for edge in sorted(network.edges, key=lambda edge: edge.port):
        if edge.source in by_id and edge.target in by_id:
            into[edge.target].append(edge)
    loose: set[str] = set()
    for id in order:
        mend = len(problems) < MOST_TOLD
        found = _check(by_id[id], tuple(into[id]), network, signatures, facts, mend=mend)
        if isinstance(found, Signature):
            signatures[id] = found
        elif id in on_the_way:
            problems += found
        elif found:
            # What does not lead to the output cannot keep the rest from training.
            problems += [replace(problem, severity="warning") for problem in found]
            loose.add(id)
    for node in network.nodes:
        block = block_of(node)
        lost = node.id not in on_the_way and node.id not in loose
        if lost and block is not None and block.has_output and not block.unique:
            problems.append(
                Problem(
                    severity="warning",
                    node=node.id,
                    sentence=tr("{block} does not lead to the output, so it is not trained.", block=title_of(node)),
                    fixes=(Fix(tr("Remove it"), RemoveNodes(ids=(node.id,))),),
                )
            )
    used = tuple(id for id in order if id in on_the_way)
    problems += advise(experiment, signatures, used, facts if sound else None)
    if trained.originals:
        told: dict[Hashable, Problem] = {}
        for problem in map(trained.problem, problems):  # what holds for every copy is said once
            told.setdefault((problem.severity, problem.node, problem.sentence), problem)
        problems = list(told.values())
    problems += trained.problems
    rank = {"error": 0, "warning": 1, "hint": 2}
    problems.sort(key=lambda problem: rank[problem.severity])
    return Analysis(
        signatures=signatures, order=used, problems=tuple(problems), facts=facts, copies=dict(trained.copies)
    )


def _sort(network: Network) -> tuple[tuple[str, ...], list[Problem]]:
    """Ids in an order in which every node follows its inputs; nodes on or behind a loop are left out and reported."""
    counts = Counter(node.id for node in network.nodes)
    problems = []
    for id in sorted(id for id, count in counts.items() if count > 1):
        sentence = tr("{count} blocks have the same id {id!r}.", count=counts[id], id=id)
        problems.append(Problem(severity="error", node=id, sentence=sentence, fixes=(keep_first_of(network, id),)))
    stray = tuple(edge for edge in network.edges if edge.source not in counts or edge.target not in counts)
    if stray:
        sentence = tr(
            "The connection from {source} to {target} ends at a block that is not there.",
            source=stray[0].source,
            target=stray[0].target,
        )
        fix = Fix(tr("Remove it"), Disconnect(edges=stray))
        problems.append(Problem(severity="error", sentence=sentence, fixes=(fix,)))
    place = {id: index for index, id in enumerate(counts)}
    waiting: dict[str, set[str]] = {id: set() for id in counts}
    after: dict[str, list[str]] = {id: [] for id in counts}
    for edge in network.edges:
        if edge.source in counts and edge.target in counts:
            waiting[edge.target].add(edge.source)
            after[edge.source].append(edge.target)
    order: list[str] = []
    ready = [id for id, sources in waiting.items() if not sources]
    while ready:
        order += ready
        freed = set()
        for id in ready:
            del waiting[id]
            for target in after[id]:
                if target in waiting and id in waiting[target]:
                    waiting[target].remove(id)
                    if not waiting[target]:
                        freed.add(target)
        ready = sorted(freed, key=place.__getitem__)
    if waiting:
        problems.append(_loop(network, waiting))
    return tuple(order), problems


def _loop(network: Network, waiting: Mapping[str, set[str]]) -> Problem:
    """The problem of one loop among nodes that all wait for one another; its youngest connection is to go."""
    walked: dict[str, None] = {}
    here = next(iter(waiting))
    while here not in walked:
        walked[here] = None
        here = min(waiting[here])
    walk = list(walked)
    loop = walk[walk.index(here) :][::-1]
    entered = {edge.target for edge in network.edges if edge.source not in waiting}
    steps = set(zip(loop, (*loop[1:], loop[0]), strict=True))
    edges = [edge for edge in network.edges if (edge.source, edge.target) in steps]
    # A block with another input keeps that one, so the connection into it is the one that turned back.
    turned = [edge for edge in edges if len(waiting[edge.target]) > 1 or edge.target in entered]
    closing = (turned or edges)[-1]
    by_id = {node.id: node for node in network.nodes}
    first = loop.index(closing.target)
    names = " → ".join(title_of(by_id[id]) for id in (*loop[first:], *loop[:first], closing.target))
    fix = Fix(tr("Remove the last connection"), Disconnect(edges=(closing,)))
    sentence = tr(
        "{names} is a loop of {count}: what a block gives may not flow back into it.", names=names, count=len(loop)
    )
    return Problem(severity="error", node=closing.target, sentence=sentence, fixes=(fix,))


_ENDS = {
    "input": (
        mark("The network needs an input block, where the examples enter."),
        mark("Add an input"),
        mark("Add input"),
        mark("A network has one input block; this is one of {count}."),
    ),
    "output": (
        mark("The network needs an output block, where the loss is computed."),
        mark("Add an output"),
        mark("Add output"),
        mark("A network has one output block; this is one of {count}."),
    ),
}
"""By kind: what is said where the block is missing, the fix and its label, and what is said where there are more."""


def _ends(network: Network) -> list[Problem]:
    found = []
    for kind, (needed, add, label, many) in _ENDS.items():
        here = [node for node in network.nodes if node.kind == kind]
        if not here:
            node = Node(id=network.fresh_id(kind), kind=kind, position=_beside(network, kind))
            fix = Fix(tr(add), AddNode(node=node, label=tr(label)))
            found.append(Problem(severity="error", sentence=tr(needed), fixes=(fix,)))
        for extra in here[1:]:
            fix = Fix(tr("Remove this one"), RemoveNodes(ids=(extra.id,)))
            sentence = tr(many, count=len(here))
            found.append(Problem(severity="error", node=extra.id, sentence=sentence, fixes=(fix,)))
    return found


def _beside(network: Network, kind: str) -> tuple[float, float]:
    if not network.nodes:
        return (0.0, 0.0)
    across = [node.position[0] for node in network.nodes]
    return (min(across) - 200.0 if kind == "input" else max(across) + 200.0, 0.0)


def _reaches_output(network: Network) -> set[str]:
    before: dict[str, list[str]] = {}
    for edge in network.edges:
        before.setdefault(edge.target, []).append(edge.source)
    reached: set[str] = set()
    found = [node.id for node in network.nodes if node.kind == "output"]
    while found:
        reached.update(found)
        found = [source for id in found for source in before.get(id, ()) if source not in reached]
        found = list(dict.fromkeys(found))
    return reached


def _check(
    node: Node,
    edges: tuple[Edge, ...],
    network: Network,
    signatures: Mapping[str, Signature],
    facts: Facts | None,
    *,
    mend: bool,
) -> Signature | list[Problem]:
    """The node's signature, or why it has none. Nodes behind a faulty one give neither, so one fault is one problem.

    ``mend`` asks for fixes of connections: to find them takes long in a large network.
    """
    block = block_of(node)
    if block is None:
        fix = Fix(tr("Remove it"), RemoveNodes(ids=(node.id,)))
        return [Problem(severity="error", node=node.id, sentence=f"{unknown('blocks', node.kind)}.", fixes=(fix,))]
    wrong = [
        problem
        for field, value, _ in block.wrong(node.params)
        for problem in setting(field, value, ("network", node.id, field.name), node.id)
    ]
    if wrong:
        return wrong
    place = Place(node, block, edges, network, signatures, facts)
    least, most = block.inputs
    if len(edges) < least:
        has, name = len(edges), title_of(node)
        if most != least:
            sentence = several(
                least,
                "{block} needs at least {count} input, it has {has}.",
                "{block} needs at least {count} inputs, it has {has}.",
                block=name,
                has=has,
            )
        else:
            sentence = several(
                least,
                "{block} needs {count} input, it has {has}.",
                "{block} needs {count} inputs, it has {has}.",
                block=name,
                has=has,
            )
        return [
            Problem(
                severity="error", node=node.id, sentence=sentence, fixes=tuple(too_few_inputs(place)) if mend else ()
            )
        ]
    if most is not None and len(edges) > most:
        if most:
            sentence = several(
                most,
                "{block} takes {count} input, it has {has}.",
                "{block} takes {count} inputs, it has {has}.",
                block=title_of(node),
                has=len(edges),
            )
        else:
            sentence = tr("{block} takes no input, it has {has}.", block=title_of(node), has=len(edges))
        return [
            Problem(
                severity="error", node=node.id, sentence=sentence, fixes=tuple(too_many_inputs(place)) if mend else ()
            )
        ]
    shapes = place.shapes(edges)
    if facts is None or shapes is None:
        return []
    try:
        return block.infer(block.read(node.params), shapes, facts)
    except Misfit as found:
        sentence = f"{title_of(node)}: {found}."
        return [
            Problem(
                severity="error", node=node.id, sentence=sentence, fixes=tuple(misfit(place, found)) if mend else ()
            )
        ]
    except Exception as found:
        if not from_elsewhere(block):
            raise
        sentence = tr(
            "{block} failed to tell the shape of its output: {what}. It is not one of the program's own ({kind}, from "
            "{module}): who made it can mend it; take something else in its place to train on.",
            block=title_of(node),
            what=f"{type(found).__name__}: {found}",
            kind=node.kind,
            module=block.__module__,
        )
        return [Problem(severity="error", node=node.id, sentence=sentence)]
