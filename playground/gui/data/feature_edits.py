"""What a click on a feature does to the network: the features block behind the input, and the wires to it."""

from __future__ import annotations

from dataclasses import replace

from playground.catalog.analysis import block_of
from playground.catalog.blocks.features import Features
from playground.catalog.facts import Facts
from playground.gui.canvas.geometry import STEP
from playground.spec.edits import AddNode, Disconnect, Edit, MoveNodes, Set, Several
from playground.spec.experiment import Edge, Experiment, Network, Node
from playground.spec.values import Values
from playground.spec.words import tr

AT_FIRST = ("x1", "x2")
"""What a network gets whose input is followed by no features block: the coordinates themselves."""


def names_for(facts: Facts | None) -> tuple[str, ...]:
    """The features that can be made of these data; none where the input is not one or two numbers."""
    if facts is None or facts.input_shape not in ((1,), (2,)):
        return ()
    names = tuple(field.name for field in Features.fields())
    return names if facts.input_shape == (2,) else tuple(name for name in names if "x2" not in name)


def title_of(name: str, facts: Facts) -> str:
    """How a feature is written; with a single input there is no index."""
    title = next(field.title for field in Features.fields() if field.name == name)
    return title if facts.input_shape == (2,) else title.replace("x₁", "x")


def input_of(network: Network) -> Node | None:
    """Where the examples enter; None where that is not clear."""
    found = [node for node in network.nodes if node.kind == "input"]
    return found[0] if len(found) == 1 else None


def block_behind(network: Network) -> Node | None:
    """The features block that the input leads to, or None."""
    entry = input_of(network)
    if entry is None:
        return None
    targets = {edge.target for edge in network.outputs(entry.id)}
    return next((node for node in network.nodes if node.kind == Features.kind and node.id in targets), None)


def switched_on(network: Network, names: tuple[str, ...]) -> frozenset[str]:
    """Those of ``names`` that the network gets now."""
    block = block_behind(network)
    if block is None or block_of(block) is None:
        return frozenset(names) & set(AT_FIRST)
    p = Features.read(block.params)
    return frozenset(name for name in names if getattr(p, name) is True)


def toggle(experiment: Experiment, name: str, facts: Facts) -> Edit | str:
    """The edit that switches a feature on or off, or the sentence that says why it cannot be."""
    network = experiment.network
    names = names_for(facts)
    if name not in names:
        return tr("Features are made of one or two inputs, and these data have {count}.", count=facts.numbers)
    entry = input_of(network)
    if entry is None:
        return tr("The network needs one input block for its features.")
    on = switched_on(network, names)
    if on == {name}:
        return tr("The last feature stays on: the network needs at least one number to look at.")
    title = title_of(name, facts)
    label = tr("Feature {name} off", name=title) if name in on else tr("Feature {name} on", name=title)
    block = block_behind(network)
    if block is not None:
        return Set(path=("network", block.id, name), value=name not in on, label=label, merges=False)
    return _inserted(network, entry, on ^ {name}, label)


def _inserted(network: Network, entry: Node, on: frozenset[str], label: str) -> Edit:
    """A features block behind the input, which takes over all that the input led to; the rest makes room for it."""
    node = Node(
        id=network.fresh_id(Features.kind),
        kind=Features.kind,
        params=Values(
            {field.name: field.name in on for field in Features.fields() if field.default != (field.name in on)}
        ),
        position=(entry.position[0] + STEP, entry.position[1]),
    )
    old = network.outputs(entry.id)
    edges = (Edge(source=entry.id, target=node.id), *(replace(edge, source=node.id) for edge in old))
    edits: list[Edit] = [Disconnect(edges=old)] if old else []
    edits.append(AddNode(node=node, edges=edges, label=label))
    behind = [other for other in network.nodes if other.id != entry.id and other.position[0] > entry.position[0]]
    nearest = min((other.position[0] for other in behind), default=node.position[0] + STEP)
    shift = node.position[0] + STEP - nearest
    if shift > 0:
        places = {other.id: (other.position[0] + shift, other.position[1]) for other in behind}
        edits.insert(0, MoveNodes(positions=Values(places)))
    return Several(edits=tuple(edits), label=label)
