"""Which weights an edge shows, and where: from the two blocks that it connects."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from playground.gui.canvas.units.layer import Layer
from playground.gui.canvas.units.plan import Plan
from playground.gui.canvas.units.wires import MOST_LINES, Mode, Wires
from playground.spec.experiment import Edge, Network, Node

LEAST_ROOM = 44.0
"""A matrix needs so much room between two blocks."""
NARROW = 30.0
"""Less will do where lines, which would need less, are no way to show the weights: behind a closed group."""
CORNER = 14.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One end of an edge: the block, what it can show, its plan where it is opened, its place and its centre."""

    node: Node
    layer: Layer | None
    plan: Plan | None
    place: QRectF
    centre: QPointF


def wired(network: Network, edge: Edge, source: Site, target: Site, known: Wires | None) -> Wires | None:
    """What the edge shows in place of its curve, laid out; ``known`` is taken again where it still fits.

    None for a plain curve: the target is closed, weighs nothing, or the two stand too close.
    """
    found = _mode(network, edge, source, target)
    if found is None or target.layer is None or target.plan is None:
        return None
    mode, shape = found
    if known is None or (known.mode, known.shape, known.name) != (mode, shape, target.layer.weight):
        known = Wires(mode, target.node.id, target.layer.weight, shape)
    known.frozen = target.node.frozen
    if mode == "matrix":
        known.lay_matrix(_out(source), QPointF(target.place.left(), target.centre.y() + target.plan.area.center().y()))
    else:
        known.lay_lines(_starts(source, shape[1]), _left_ends(target))
    return known


def _mode(network: Network, edge: Edge, source: Site, target: Site) -> tuple[Mode, tuple[int, int]] | None:
    layer, plan = target.layer, target.plan
    if layer is None or plan is None or target.place.left() - source.place.right() < 8.0:
        return None
    single = source.plan is None or source.plan.columns == 1
    whole = source.plan is None or source.layer is None or source.layer.shown == source.layer.units
    if layer.weight and len(network.inputs(edge.target)) == 1:
        shape = (layer.units, layer.inputs)
        # Where the inputs have no places of their own, lines of one unit could not be told apart.
        placed = source.layer is not None
        if plan.columns == 1 and single and whole and placed and layer.units * layer.inputs <= MOST_LINES:
            return "lines", shape
        room = target.place.left() - source.place.right()
        return ("matrix", shape) if room >= (LEAST_ROOM if placed else NARROW) else None
    pairs = layer.pairs and source.plan is not None and source.layer is not None and source.layer.units == layer.units
    if pairs and single and plan.columns == 1:
        return "pairs", (layer.units, 1)
    return None


def _out(source: Site) -> QPointF:
    middle = source.plan.area.center().y() if source.plan is not None else 0.0
    return QPointF(source.place.right(), source.centre.y() + middle)


def _starts(source: Site, count: int) -> list[QPointF]:
    """The right sides of the units; of a closed layer points along its right side."""
    if source.plan is not None:
        return [QPointF(tile.right(), tile.center().y()) + source.centre for tile in source.plan.tiles]
    high = source.place.height() - 2 * CORNER
    top = source.place.center().y() - high / 2
    return [QPointF(source.place.right(), top + high * (index + 0.5) / count) for index in range(count)]


def _left_ends(target: Site) -> list[QPointF]:
    assert target.plan is not None
    return [QPointF(tile.left(), tile.center().y()) + target.centre for tile in target.plan.tiles]
