"""What units, weights and biases are called, for tips, menus, labels of edits and screen readers."""

from __future__ import annotations

from playground.catalog.analysis import title_of
from playground.gui.canvas.live import short_number
from playground.gui.canvas.units.layer import Layer
from playground.gui.canvas.units.spot import Spot
from playground.spec.experiment import Network
from playground.spec.words import mark, tr

LETTERS = {mark("weight"): "w", mark("bias"): "b", mark("gamma"): "γ", mark("beta"): "β"}


def block_name(network: Network, node: str) -> str:
    """The title of a block, with a number where others have the same."""
    titles = {each.id: title_of(each) for each in network.nodes}
    same = [id for id, title in titles.items() if title == titles.get(node)]
    return f"{titles[node]} {same.index(node) + 1}" if len(same) > 1 else titles.get(node, node)


def unit_words(network: Network, layer: Layer | None, node: str, index: int) -> str:
    """``unit 3 of Dense 1``, or the unit's own word, such as ``x₁``."""
    if layer is not None and index < len(layer.labels):
        return layer.labels[index]
    return tr("unit {number} of {block}", number=index + 1, block=block_name(network, node))


def spot_words(network: Network, layers: dict[str, Layer | None], spot: Spot) -> str:
    """``x₁ → unit 3 of Dense 1`` for a weight, ``bias of unit 3 of Dense 1`` for what a unit has once."""
    target = unit_words(network, layers.get(spot.node), spot.node, spot.unit)
    if spot.what != "number":
        return target
    if len(spot.index) == 1:
        return tr("{name} of {unit}", name=tr(spot.name), unit=target)
    inputs = network.inputs(spot.node)
    if not inputs:
        return target
    source = inputs[0].source
    return f"{unit_words(network, layers.get(source), source, spot.index[1])} → {target}"


def letter(spot: Spot) -> str:
    """The letter that the field uses for the number: w, b, γ or β."""
    return LETTERS.get(spot.name, spot.name)


def range_words(limits: tuple[float, float] | None, kind: str) -> str:
    """What the ends of a unit's colours stand for."""
    if limits is None:
        return tr("not measured yet")
    low, high = short_number(limits[0]), short_number(limits[1])
    if kind == "histogram":
        return tr("values from {low} to {high}", low=low, high=high)
    return tr("orange {low}, blue {high}", low=low, high=high)
