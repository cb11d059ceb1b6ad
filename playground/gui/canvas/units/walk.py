"""Walking with the arrow keys among units and their weights. No Qt in here."""

from __future__ import annotations

from playground.gui.canvas.units import spot
from playground.gui.canvas.units.layer import Layer
from playground.gui.canvas.units.plan import grid_place, plan_of
from playground.gui.canvas.units.spot import Spot


def numbers_of(node: str, layer: Layer, unit: int) -> list[Spot]:
    """The learned numbers of a unit: its weights, then what it has once."""
    weights = [spot.number(node, layer.weight, unit, index) for index in range(layer.inputs)] if layer.weight else []
    return weights + [spot.number(node, name, unit) for name in layer.marks]


def beside(here: Spot, layer: Layer, source: str, dx: int, dy: int) -> Spot | None:
    """The spot to one side, or None at an end.

    Among units, up and down go along the column, left and right to the next column. Left of the first column are a
    unit's numbers: up and down go along them, left from a weight leads to the unit that it comes from, and right back.
    """
    if here.what == "unit":
        return _beside_unit(here, layer, dx, dy)
    numbers = numbers_of(here.node, layer, here.unit)
    place = numbers.index(here) if here in numbers else 0
    if dy:
        return numbers[place + dy] if 0 <= place + dy < len(numbers) else None
    if dx > 0:
        return spot.unit(here.node, here.unit)
    return spot.unit(source, here.index[1]) if len(here.index) == 2 and source else None


def _beside_unit(here: Spot, layer: Layer, dx: int, dy: int) -> Spot | None:
    plan = plan_of(layer)
    columns, rows = plan.columns, plan.rows
    column, row = grid_place(here.unit, columns, rows, by_rows=plan.by_rows)
    if dx < 0 and column == 0:
        numbers = numbers_of(here.node, layer, here.unit)
        return numbers[0] if numbers else None
    column, row = column + dx, row + dy
    index = row * columns + column if plan.by_rows else column * rows + row
    if not (0 <= row < rows and 0 <= column < columns and index < layer.shown):
        return None
    return spot.unit(here.node, index)
