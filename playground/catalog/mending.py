"""What would mend a block that does not fit where it stands: edits that a click applies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import prod

from playground.catalog.block import Block, Misfit, Signature
from playground.catalog.entry import known
from playground.catalog.facts import Facts
from playground.catalog.tensor import Shape, shape_in_words
from playground.spec.edits import AddNode, Connect, Disconnect, Edit, InsertOnEdge, RemoveNodes, Set, Several
from playground.spec.experiment import Edge, Network, Node
from playground.spec.problems import Fix
from playground.spec.values import Choice, Values
from playground.spec.words import tr


def block_of(node: Node) -> type[Block] | None:
    """The node's block, or None where the catalogue has none of its kind."""
    entry = known("blocks", node.kind)
    return entry if entry is None or issubclass(entry, Block) else None


def drops(node: Node) -> bool:
    """Whether the node switches numbers off at random while training."""
    block = block_of(node)
    return block is not None and block.drops


def title_of(node: Node) -> str:
    """What the node is called on the canvas: its name, else its block's title."""
    if node.name:
        return node.name
    block = block_of(node)
    return block.title if block is not None else node.kind


class Place:
    """A block that does not fit, and all that its fixes may look at.

    ``edges`` are its inputs by port; ``signatures`` are those of the blocks before it that are in order.
    """

    def __init__(
        self,
        node: Node,
        block: type[Block],
        edges: tuple[Edge, ...],
        network: Network,
        signatures: Mapping[str, Signature],
        facts: Facts | None,
    ) -> None:
        self.node = node
        self.block = block
        self.edges = edges
        self.network = network
        self.signatures = signatures
        self.facts = facts

    def takes(self, shapes: tuple[Shape, ...], block: type[Block] | None = None) -> bool:
        """Whether the block (or another, with its defaults) can stand here with inputs of these shapes."""
        if self.facts is None:
            return True
        try:
            if block is None:
                self.block.infer(self.block.read(self.node.params), shapes, self.facts)
            else:
                block.infer(block.read({}), shapes, self.facts)
        except Misfit:
            return False
        return True

    def shapes(self, edges: Iterable[Edge]) -> tuple[Shape, ...] | None:
        """The shapes that come in by ``edges``; None where one is not known."""
        edges = tuple(edges)
        if any(edge.source not in self.signatures for edge in edges):
            return None
        return tuple(self.signatures[edge.source].output for edge in edges)

    def remove(self) -> list[Fix]:
        """Taking the block away; input and output stay."""
        return [] if self.block.unique else [Fix(tr("Remove it"), RemoveNodes(ids=(self.node.id,)))]


def too_few_inputs(place: Place) -> list[Fix]:
    """Connect what is nearest and fits; else remove the block."""
    missing = place.block.inputs[0] - len(place.edges)
    near = _neighbours(place)
    edges: list[Edge] = []
    for other in near:
        port = max((edge.port for edge in (*place.edges, *edges)), default=-1) + 1
        edge = Edge(source=other.id, target=place.node.id, port=port)
        shapes = place.shapes((*place.edges, *edges, edge))
        if len(edges) + 1 < missing or shapes is None or place.takes(shapes):
            edges.append(edge)
        if len(edges) == missing:
            blocks = tr(" and ").join(title_of(by) for edge in edges for by in near if by.id == edge.source)
            words = tr("Connect {blocks}", blocks=blocks)
            edit: Edit = (
                Connect(edge=edges[0])
                if missing == 1
                else Several(edits=tuple(Connect(edge=edge) for edge in edges), label=words)
            )
            return [Fix(words, edit), *place.remove()]
    return place.remove()


def too_many_inputs(place: Place) -> list[Fix]:
    """Keep the first inputs, or join all of them in a block that takes several."""
    node, edges, most = place.node, place.edges, place.block.inputs[1] or 0
    kept = tuple(Connect(edge=replace(edge, port=index)) for index, edge in enumerate(edges[:most]))
    words = tr("Keep the first") if most else tr("Disconnect")
    fixes = [Fix(words, Several(edits=(Disconnect(edges=edges), *kept), label=words))]
    if most == 1:
        shapes = place.shapes(edges)
        for kind in ("add", "concatenate"):
            joint = known("blocks", kind)
            if joint is None or not issubclass(joint, Block) or (shapes and not place.takes(shapes, joint)):
                continue
            new = Node(
                id=place.network.fresh_id(kind), kind=kind, position=(node.position[0] - 100.0, node.position[1])
            )
            wires = (
                *(Edge(source=edge.source, target=new.id, port=index) for index, edge in enumerate(edges)),
                Edge(source=new.id, target=node.id),
            )
            words = tr("Join them with {kind}", kind=kind)
            edits: tuple[Edit, ...] = (Disconnect(edges=edges), AddNode(node=new, edges=wires))
            fixes.append(Fix(words, Several(edits=edits, label=words)))
    return fixes


def misfit(place: Place, found: Misfit) -> list[Fix]:
    """The block's own proposals, then a block before it that makes the input fit, then removal."""
    node = place.node
    fixes = []
    for name, settings in found.settings.items():
        words = tr(name).replace("_", " ")
        edits = tuple(
            Set(path=("network", node.id, setting), value=value, merges=False) for setting, value in settings.items()
        )
        fixes.append(Fix(words, Several(edits=edits, label=words)))
    shapes = place.shapes(place.edges)
    if shapes is None:
        return fixes + place.remove()
    if len(shapes) == 1 and len(shapes[0]) == 1 and (picture := _picture(place, shapes[0][0])) is not None:
        words = tr("Make it a picture of {shape}", shape=picture)
        new = Node(
            id=place.network.fresh_id("reshape"),
            kind="reshape",
            params=Values(shape=picture),
            position=_before(place),
        )
        fixes.append(Fix(words, InsertOnEdge(node=new, edge=place.edges[0], label=tr("Insert reshape"))))
    if len(shapes) == 1 and len(shapes[0]) > 1 and place.takes(((prod(shapes[0]),),)):
        flat = Node(id=place.network.fresh_id("flatten"), kind="flatten", position=_before(place))
        fixes.append(
            Fix(tr("Put a flatten before it"), InsertOnEdge(node=flat, edge=place.edges[0], label=tr("Insert flatten")))
        )
    if len(shapes) > 1:
        return fixes + _join(place, shapes)
    return fixes + place.remove()


def _join(place: Place, shapes: tuple[Shape, ...]) -> list[Fix]:
    """For an addition of unequal shapes: a projection of the odd one, or concatenation; else only the first input."""
    fixes = []
    odd = [edge for edge, shape in zip(place.edges, shapes, strict=True) if shape != shapes[0]]
    alike = (shapes[0],) * len(shapes)
    if len(odd) == 1 and all(len(shape) == 1 for shape in shapes) and place.takes(alike):
        settings = Values(units=shapes[0][0], activation=Choice("linear"))
        layer = Node(id=place.network.fresh_id("dense"), kind="dense", params=settings, position=_before(place))
        words = tr("Bring the odd one to {units} units", units=shapes[0][0])
        fixes.append(Fix(words, InsertOnEdge(node=layer, edge=odd[0], label=tr("Insert projection"))))
    if len(shapes) == 2 and shapes[0] != shapes[1] and place.takes(alike):
        fixes += _projections(place, shapes)
    joint = known("blocks", "concatenate")
    if joint is not None and joint is not place.block and issubclass(joint, Block) and place.takes(shapes, joint):
        new = Node(id=place.network.fresh_id("concatenate"), kind="concatenate", position=place.node.position)
        edges = (
            *(replace(edge, target=new.id) for edge in place.edges),
            *(replace(edge, source=new.id) for edge in place.network.outputs(place.node.id)),
        )
        edits: tuple[Edit, ...] = (RemoveNodes(ids=(place.node.id,), heal=False), AddNode(node=new, edges=edges))
        fixes.append(Fix(tr("Concatenate instead"), Several(edits=edits, label=tr("Concatenate instead"))))
    edits = (Disconnect(edges=place.edges[1:]), RemoveNodes(ids=(place.node.id,)))
    fixes.append(Fix(tr("Keep the first input only"), Several(edits=edits, label=tr("Keep the first input only"))))
    return fixes


def _projections(place: Place, shapes: tuple[Shape, ...]) -> list[Fix]:
    """A 1×1 convolution that brings one of two signals, pictures or volumes to the shape of the other."""
    fixes = []
    for edge, shape, wanted in zip(place.edges, shapes, reversed(shapes), strict=True):
        if (stride := _stride(shape, wanted)) is None:
            continue
        settings = Values(filters=wanted[0], stride=stride, activation=Choice("linear"))
        id = place.network.fresh_id("pointwise_conv")
        layer = Node(id=id, kind="pointwise_conv", params=settings, position=_before(place))
        words = tr("Bring {old} to {shape}", old=shape_in_words(shape), shape=shape_in_words(wanted))
        fixes.append(Fix(words, InsertOnEdge(node=layer, edge=edge, label=tr("Insert projection"))))
    return fixes


def _stride(shape: Shape, wanted: Shape) -> int | None:
    """With which stride a 1×1 convolution makes ``wanted`` of ``shape``, but for the channels; None: with none."""
    if len(shape) != len(wanted) or not 2 <= len(shape) <= 4:
        return None
    strides = {-(-side // places) for side, places in zip(shape[1:], wanted[1:], strict=True)}
    stride = min(strides)
    fits = all(-(-side // stride) == places for side, places in zip(shape[1:], wanted[1:], strict=True))
    return stride if len(strides) == 1 and fits else None


def _picture(place: Place, count: int) -> str | None:
    """The sides of the data's picture, where a row of ``count`` numbers is one and the block takes it."""
    facts = place.facts
    if facts is None or not facts.picture or count != facts.numbers:
        return None
    shape = (facts.channels, *facts.picture)
    return shape_in_words(shape) if place.takes((shape,)) else None


def _before(place: Place) -> tuple[float, float]:
    return (place.node.position[0] - 100.0, place.node.position[1])


def _neighbours(place: Place) -> list[Node]:
    """Nodes that give something, do not depend on this one and are not connected to it; nearest on the left first."""
    node, network = place.node, place.network
    after = {node.id}
    while more := {edge.target for edge in network.edges if edge.source in after} - after:
        after |= more
    out = after | {edge.source for edge in place.edges}
    able = [
        other
        for other in network.nodes
        if other.id not in out and (block := block_of(other)) is not None and block.has_output
    ]

    def distance(other: Node) -> tuple[bool, float]:
        across = node.position[0] - other.position[0]
        return (across <= 0.0, abs(across) + abs(node.position[1] - other.position[1]))

    return sorted(able, key=distance)


def keep_first_of(network: Network, id: str) -> Fix:
    """Of several nodes with one id keep the first, with all connections."""
    edges = tuple(dict.fromkeys(edge for edge in network.edges if id in (edge.source, edge.target)))
    edits: tuple[Edit, ...] = (RemoveNodes(ids=(id,), heal=False), AddNode(node=network.node(id), edges=edges))
    return Fix(tr("Keep the first"), Several(edits=edits, label=tr("Keep the first")))
