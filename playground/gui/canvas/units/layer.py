"""What of a block can be shown when it is opened, read from the node and the analysis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from playground.catalog.analysis import Analysis, block_of
from playground.catalog.block import Block, Parameter, Signature
from playground.catalog.entry import known
from playground.catalog.facts import Facts
from playground.spec.experiment import Node
from playground.spec.values import Choice

MOST = 64
"""Units of one block that are shown; the rest is told as a number."""
LARGEST = 1 << 20
"""Numbers of a weight matrix that are still fetched while training."""
UNIT_RANGE = frozenset({"tanh", "sigmoid", "softmax"})
"""Activations whose values lie between −1 and 1: their colours mean the same in every layer."""
GROWS = ("units", "filters")
"""Settings that say how many units a block has."""

Range = Literal["one", "layer", "unit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One block as units.

    Attributes:
        units: how many numbers it gives. shown: how many of them have a tile.
        inputs: how many numbers each unit weighs; 0 where it has no weight matrix.
        weight: the name of the weight matrix, shape (units, inputs); empty where there is none, or it is too large.
        marks: names of the arrays with one learned number per unit, such as ``bias``, at most two.
        labels: a word per unit, such as ``x₁``; empty where units have only numbers.
        range: what the ends of the colours stand for: −1 and 1, the layer's own values, or each unit's own.
        grows: the setting that says how many units there are; empty where there is none.
        learns: whether there is something to freeze.
        pairs: unit i stands for unit i of each input. summary: few words under the tiles.
        across: how many units stand in a row where they are a picture's points, row by row; else 0.
        pictures: whether each unit gives a picture, or a signal, in place of a number: it is a channel.

    """

    units: int
    shown: int
    inputs: int = 0
    weight: str = ""
    marks: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    range: Range = "layer"
    grows: str = ""
    learns: bool = False
    pairs: bool = False
    summary: str = ""
    across: int = 0
    pictures: bool = False


class Layers:
    """`layer_of` for every block of a network; those of which nothing has changed are not looked at again."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[tuple[object, ...], Layer | None]] = {}

    def of(self, node: Node, analysis: Analysis) -> Layer | None:
        """The block as units."""
        about = (node.kind, node.params, analysis.signatures.get(node.id), analysis.facts)
        known = self._known.get(node.id)
        if known is None or known[0] != about:
            known = self._known[node.id] = (about, layer_of(node, analysis))
        return known[1]


def layer_of(node: Node, analysis: Analysis) -> Layer | None:
    """The block as units; None where its output is a volume, or not known."""
    block, signature = block_of(node), analysis.signatures.get(node.id)
    if block is None or signature is None or not 1 <= len(signature.output) <= 3 or signature.output[0] < 1:
        return None
    units = signature.output[0]
    weight = next((item for item in signature.parameters if _is_matrix(item, units)), None)
    marks = [item.name for item in signature.parameters if item.shape == (units,) and item.role in ("bias", "scale")]
    return Layer(
        units=units,
        shown=min(units, MOST),
        inputs=weight.shape[1] if weight is not None else 0,
        weight=weight.name if weight is not None and units * weight.shape[1] <= LARGEST else "",
        marks=tuple(marks[:2]),
        labels=_labels(node, block, analysis.facts, units),
        range=_range(node, block, signature),
        grows=next((field.name for field in block.fields() if field.name in GROWS), ""),
        learns=any(item.role != "buffer" for item in signature.parameters),
        pairs=block.unitwise,
        summary=_summary(node, block, analysis.facts),
        across=_across(node, analysis.facts, units),
        pictures=len(signature.output) > 1,
    )


def _across(node: Node, facts: Facts | None, units: int) -> int:
    """The width of the picture that the inputs are, where all of its points are shown."""
    if node.kind != "input" or facts is None or not facts.picture or units > MOST:
        return 0
    return facts.picture[1] if facts.picture[0] * facts.picture[1] == units else 0


def _is_matrix(parameter: Parameter, units: int) -> bool:
    return parameter.role == "weight" and len(parameter.shape) == 2 and parameter.shape[0] == units


def _summary(node: Node, block: type[Block], facts: Facts | None) -> str:
    if block.violations(node.params) or node.kind == "features":
        return ""
    return " · ".join(block.badges(block.read(node.params), facts)[:1])


def _labels(node: Node, block: type[Block], facts: Facts | None, units: int) -> tuple[str, ...]:
    names: tuple[str, ...] = ()
    if facts is not None and node.kind == "input":
        names = facts.features
    elif facts is not None and node.kind == "output" and units > 1:
        names = facts.classes if facts.task == "classes" else facts.targets
    elif node.kind == "features" and not block.violations(node.params):
        names = block.badges(block.read(node.params), facts)
    return names if len(names) == units else ()


def _range(node: Node, block: type[Block], signature: Signature) -> Range:
    if node.kind in ("input", "features"):
        return "unit"
    chosen = block.read(node.params).activation if _has_activation(node, block) else None
    if isinstance(chosen, Choice) and known("activations", chosen.kind) is not None and chosen.kind in UNIT_RANGE:
        return "one"
    return "layer"


def _has_activation(node: Node, block: type[Block]) -> bool:
    return any(field.name == "activation" for field in block.fields()) and not block.violations(node.params)
