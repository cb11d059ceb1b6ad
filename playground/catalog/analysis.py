"""What an experiment comes to: every block's shapes, parameters and cost, and everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from playground.catalog.advice import advise
from playground.catalog.block import Block, Misfit, Signature
from playground.catalog.entry import known, unknown
from playground.catalog.facts import Facts
from playground.catalog.families import Dataset
from playground.catalog.prepare import stamp_of
from playground.spec.edits import AddNode, Connect, Disconnect, Edit, RemoveNodes, Set, Several
from playground.spec.experiment import Data, Edge, Experiment, Network, Node, Training
from playground.spec.fields import Field, fields_of
from playground.spec.problems import Fix, PlaygroundError, Problem
from playground.spec.values import Choice


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Analysis:
    """The result of `analyse`.

    Attributes:
        signatures: by node id, for every node whose inputs are known.
        order: node ids from input to output, each after all it depends on; only nodes on a way to the output.
        problems: errors first, then warnings, then hints.
        facts: of the data; None where they are wrong.

    """

    signatures: Mapping[str, Signature]
    order: tuple[str, ...]
    problems: tuple[Problem, ...]
    facts: Facts | None

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


def block_of(node: Node) -> type[Block] | None:
    """The node's block, or None where the catalogue has none of its kind."""
    entry = known("blocks", node.kind)
    return entry if entry is None or issubclass(entry, Block) else None


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
def _analyse(experiment: Experiment, _stamp: Hashable) -> Analysis:
    problems: list[Problem] = []
    facts: Facts | None = None
    try:
        facts = facts_of(experiment.data)
    except PlaygroundError as error:
        back = Fix("Use the circle data", Set(path=("data", "source"), value=Choice("circle")))
        problems.append(Problem(severity="error", sentence=str(error), fixes=(back,)))
    problems += _settings(experiment.training, ("training",)) + _settings(experiment.data, ("data",))
    problems += _settings(experiment, ())
    problems += _shares(experiment)

    network = experiment.network
    order, loops = _sort(network)
    problems += loops
    problems += _ends(network)
    signatures: dict[str, Signature] = {}
    for id in order:
        node = network.node(id)
        found = _check(node, network, signatures, facts)
        if isinstance(found, Signature):
            signatures[id] = found
        else:
            problems += found
    on_the_way = _reaches_output(network)
    for node in network.nodes:
        block = block_of(node)
        if block is not None and block.has_output and node.id not in on_the_way and not _is_unique(node):
            problems.append(
                Problem(
                    severity="warning",
                    node=node.id,
                    sentence=f"{title_of(node)} does not lead to the output, so it is not trained.",
                    fixes=(Fix("Remove it", RemoveNodes(ids=(node.id,))),),
                )
            )
    used = tuple(id for id in order if id in on_the_way)
    problems += advise(experiment, signatures, used, facts)
    rank = {"error": 0, "warning": 1, "hint": 2}
    problems.sort(key=lambda problem: rank[problem.severity])
    return Analysis(signatures=signatures, order=used, problems=tuple(problems), facts=facts)


def title_of(node: Node) -> str:
    """What the node is called on the canvas: its name, else its block's title and number."""
    if node.name:
        return node.name
    block = block_of(node)
    return block.title if block is not None else node.kind


def _settings(value: Experiment | Data | Training, path: tuple[str, ...]) -> list[Problem]:
    found: list[Problem] = []
    for field in fields_of(type(value)):
        if path == ("data",) and field.name == "source":
            continue
        found += _setting(field, getattr(value, field.name), (*path, field.name), "")
    return found


def _setting(field: Field, value: Any, path: tuple[str, ...], node: str) -> list[Problem]:
    sentence = field.violation(value)
    if sentence is None and isinstance(value, Choice):
        family = field.about.family or ""
        entry = known(family, value.kind)
        if entry is not None:
            wrong = entry.wrong(value.params)
            return [p for inner, item, _ in wrong for p in _setting(inner, item, (*path, inner.name), node)]
        sentence = unknown(family, value.kind)
    if sentence is None:
        return []
    mended = field.nearest(value) if not isinstance(value, Choice) else field.default
    words = mended.kind if isinstance(mended, Choice) else mended
    fix = Fix(f"Set {field.name} to {words}", Set(path=path, value=mended, merges=False))
    return [Problem(severity="error", node=node, sentence=f"{sentence}.", fixes=(fix,))]


def _shares(experiment: Experiment) -> list[Problem]:
    data = experiment.data
    found = []
    if data.train + data.dev > 1.0 + 1e-9:
        fix = Fix("Dev share to what is left", Set(path=("data", "dev"), value=round(1.0 - data.train, 6)))
        sentence = f"Train share {data.train:g} and dev share {data.dev:g} add up to more than 1."
        found.append(Problem(severity="error", sentence=sentence, fixes=(fix,)))
    if experiment.training.early_stopping and data.dev <= 0.0:
        fixes = (
            Fix("Dev share to 0.2", Set(path=("data", "dev"), value=min(0.2, round(1.0 - data.train, 6)))),
            Fix("Early stopping off", Set(path=("training", "early_stopping"), value=False)),
        )
        sentence = "Early stopping watches the dev loss, but the dev share is 0."
        found.append(Problem(severity="error", sentence=sentence, fixes=fixes))
    return found


def _sort(network: Network) -> tuple[tuple[str, ...], list[Problem]]:
    """Ids in an order in which every node follows its inputs; nodes on a loop are left out and reported."""
    ids = [node.id for node in network.nodes]
    problems = []
    for id in sorted({id for id in ids if ids.count(id) > 1}):
        problems.append(Problem(severity="error", node=id, sentence=f"Two blocks have the same id {id!r}."))
    stray = tuple(edge for edge in network.edges if edge.source not in ids or edge.target not in ids)
    if stray:
        sentence = f"The connection from {stray[0].source} to {stray[0].target} ends at a block that is not there."
        fix = Fix("Remove it", Disconnect(edges=stray))
        problems.append(Problem(severity="error", sentence=sentence, fixes=(fix,)))
    waiting = {id: {edge.source for edge in network.edges if edge.target == id and edge not in stray} for id in ids}
    order: list[str] = []
    while ready := [id for id, sources in waiting.items() if not sources]:
        for id in ready:
            del waiting[id]
        for sources in waiting.values():
            sources.difference_update(ready)
        order += ready
    if waiting:
        loop = [edge for edge in network.edges if edge.source in waiting and edge.target in waiting]
        closing = loop[-1]
        fix = Fix("Remove that connection", Disconnect(edges=(closing,)))
        sentence = (
            f"{', '.join(sorted(waiting))} form a loop or depend on one: what a block gives may not flow back into it. "
            f"Remove a connection such as {closing.source} → {closing.target}."
        )
        problems.append(Problem(severity="error", node=closing.target, sentence=sentence, fixes=(fix,)))
    return tuple(order), problems


def _is_unique(node: Node) -> bool:
    block = block_of(node)
    return block is not None and block.unique


def _ends(network: Network) -> list[Problem]:
    found = []
    for kind, words in (("input", "where the examples enter"), ("output", "where the loss is computed")):
        here = [node for node in network.nodes if node.kind == kind]
        if not here:
            node = Node(id=network.fresh_id(kind), kind=kind, position=_beside(network, kind))
            fix = Fix(f"Add an {kind}", AddNode(node=node, label=f"Add {kind}"))
            sentence = f"The network needs an {kind} block, {words}."
            found.append(Problem(severity="error", sentence=sentence, fixes=(fix,)))
        for extra in here[1:]:
            fix = Fix("Remove this one", RemoveNodes(ids=(extra.id,)))
            sentence = f"A network has one {kind} block; this is one of {len(here)}."
            found.append(Problem(severity="error", node=extra.id, sentence=sentence, fixes=(fix,)))
    return found


def _beside(network: Network, kind: str) -> tuple[float, float]:
    if not network.nodes:
        return (0.0, 0.0)
    across = [node.position[0] for node in network.nodes]
    return (min(across) - 200.0 if kind == "input" else max(across) + 200.0, 0.0)


def _reaches_output(network: Network) -> set[str]:
    reached = {node.id for node in network.nodes if node.kind == "output"}
    while more := {edge.source for edge in network.edges if edge.target in reached} - reached:
        reached |= more
    return reached


def _check(
    node: Node, network: Network, signatures: Mapping[str, Signature], facts: Facts | None
) -> Signature | list[Problem]:
    """The node's signature, or why it has none. Nodes behind a faulty one give neither, so one fault is one problem."""
    block = block_of(node)
    if block is None:
        fix = Fix("Remove it", RemoveNodes(ids=(node.id,)))
        return [Problem(severity="error", node=node.id, sentence=f"{unknown('blocks', node.kind)}.", fixes=(fix,))]
    wrong = [
        problem
        for field, value, _ in block.wrong(node.params)
        for problem in _setting(field, value, ("network", node.id, field.name), node.id)
    ]
    if wrong:
        return wrong
    edges = network.inputs(node.id)
    least, most = block.inputs
    if len(edges) < least or (most is not None and len(edges) > most):
        return [_arity(node, block, edges, network)]
    if facts is None or any(edge.source not in signatures for edge in edges):
        return []
    shapes = tuple(signatures[edge.source].output for edge in edges)
    try:
        return block.infer(block.read(node.params), shapes, facts)
    except Misfit as misfit:
        fixes = [
            Fix(
                label.replace("_", " "),
                Several(
                    edits=tuple(
                        Set(path=("network", node.id, name), value=value, merges=False)
                        for name, value in settings.items()
                    ),
                    label=label.replace("_", " "),
                ),
            )
            for label, settings in misfit.settings.items()
        ]
        if not block.unique:
            fixes.append(Fix("Remove it", RemoveNodes(ids=(node.id,))))
        sentence = f"{title_of(node)}: {misfit}."
        return [Problem(severity="error", node=node.id, sentence=sentence, fixes=tuple(fixes))]


def _arity(node: Node, block: type[Block], edges: tuple[Edge, ...], network: Network) -> Problem:
    least, most = block.inputs
    fixes: list[Fix] = []
    if len(edges) < least:
        need = f"at least {least}" if most != least else f"{least}"
        sentence = f"{title_of(node)} needs {need} input{'s' if least != 1 else ''}, it has {len(edges)}."
        behind = _left_neighbour(node, network, {edge.source for edge in edges})
        if behind is not None:
            port = max((edge.port for edge in edges), default=-1) + 1
            edit: Edit = Connect(edge=Edge(source=behind.id, target=node.id, port=port))
            fixes.append(Fix(f"Connect {title_of(behind)}", edit))
        if not block.unique:
            fixes.append(Fix("Remove it", RemoveNodes(ids=(node.id,))))
    else:
        limit = f"takes {most} input{'s' if most != 1 else ''}" if most else "takes no input"
        sentence = f"{title_of(node)} {limit}, it has {len(edges)}."
        fixes.append(Fix("Keep the first", Disconnect(edges=edges[most or 0 :])))
        if most == 1:
            for kind in ("add", "concatenate"):
                joint = Node(
                    id=network.fresh_id(kind), kind=kind, position=(node.position[0] - 100.0, node.position[1])
                )
                wires: tuple[Edit, ...] = tuple(
                    Connect(edge=Edge(source=edge.source, target=joint.id, port=index))
                    for index, edge in enumerate(edges)
                )
                edits: tuple[Edit, ...] = (Disconnect(edges=edges), AddNode(node=joint), *wires)
                tail = Connect(edge=Edge(source=joint.id, target=node.id))
                fixes.append(
                    Fix(f"Join them with {kind}", Several(edits=(*edits, tail), label=f"Join inputs with {kind}"))
                )
    return Problem(severity="error", node=node.id, sentence=sentence, fixes=tuple(fixes))


def _left_neighbour(node: Node, network: Network, taken: set[str]) -> Node | None:
    """The nearest node to the left that gives something, does not depend on ``node`` and is not connected yet."""
    after = {node.id}
    while more := {edge.target for edge in network.edges if edge.source in after} - after:
        after |= more
    able = [
        other
        for other in network.nodes
        if other.id not in after | taken and (block := block_of(other)) is not None and block.has_output
    ]
    left = [other for other in able if other.position[0] < node.position[0]]
    return max(left, key=lambda other: other.position[0], default=None)
