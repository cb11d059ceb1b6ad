"""Where everything of an opened block lies, around the block's centre, in canvas units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from PySide6.QtCore import QPointF, QRectF

from playground.gui.canvas.lettering import width
from playground.gui.canvas.units import spot
from playground.gui.canvas.units.layer import Layer
from playground.gui.canvas.units.spot import Button, Spot

COLUMN, SHORT, ROWS = 16, 8, 12
"""So many units stand in one column, so many of them in large tiles; more stand in columns of so many rows."""
HIGHEST = 8
"""So many pictures stand in one column: they are large, and a row of layers stays low."""
PICTURE, LARGE, MEDIUM, SMALL = 56.0, 40.0, 32.0, 24.0
"""Sides of the tiles; the gap between two is an eighth, so that a map's 24 cells and 3 cells of gap match it."""
SIDE = 32.0
"""Room on both sides of a single column."""
LONGEST = 84.0
LABEL = 11.0
"""Labels are so large, and not longer than `LONGEST`."""
LEAST_WIDTH = 104.0
HEAD = 42.0
ASIDE = 12.0
GAP = 8.0
LINE = 13.0
STRIP = 13.0
FIGURES = 13.0
MARK = 9.0
NEAR = 0.8
"""Zoom from which the squares on small tiles are drawn."""
REACH = 2.5
"""How far beside a small square the hand still takes it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """The rectangles of one opened block, and how its units are arranged.

    ``area`` is around all tiles, ``tiles`` are theirs in the order of the units, ``marks`` the small squares of the
    learned numbers that each unit has besides its weights, by name. ``more`` is for the words on units that are not
    shown, ``summary`` for the activation, ``strip`` for the live histogram, ``figures`` for the numbers below it; the
    last three lie inside ``foot``.
    """

    body: QRectF
    head: QRectF
    area: QRectF
    tiles: tuple[QRectF, ...]
    columns: int
    rows: int
    by_rows: bool
    side: float
    marks: Mapping[str, tuple[QRectF, ...]]
    buttons: Mapping[Button, QRectF]
    more: QRectF
    summary: QRectF
    strip: QRectF
    figures: QRectF
    foot: QRectF

    def hit(self, node: str, at: QPointF, zoom: float = 1.0) -> Spot | None:
        """What of the block ``node`` lies at a point: buttons, then small squares, then units."""
        for name, rect in self.buttons.items():
            if rect.contains(at):
                return spot.button(node, name)
        if not self.area.adjusted(-REACH, -REACH, REACH, MARK).contains(at):
            return None
        for array, rects in self.marks.items() if self.marked(zoom) else ():
            for index, rect in enumerate(rects):
                if rect.adjusted(-REACH, -REACH, REACH, REACH).contains(at):
                    return spot.number(node, array, index)
        for index, rect in enumerate(self.tiles):
            if rect.contains(at):
                return spot.unit(node, index)
        return None

    def marked(self, zoom: float) -> bool:
        """Whether the small squares are large enough to be seen."""
        return self.columns == 1 or zoom >= NEAR

    def place(self, here: Spot) -> QRectF:
        """The rectangle of a spot of this block; empty where it has none of its own (a weight)."""
        if here.what == "button":
            return self.buttons.get(here.name, QRectF())  # type: ignore[call-overload, no-any-return]
        rects = self.tiles if here.what == "unit" else self.marks.get(here.name, ())
        return rects[here.unit] if here.unit < len(rects) else QRectF()


def grid_place(index: int, columns: int, rows: int, *, by_rows: bool) -> tuple[int, int]:
    """Column and row of a unit; one after the other down the columns, or along the rows."""
    return (index % columns, index // columns) if by_rows else (index // rows, index % rows)


@lru_cache(maxsize=256)
def plan_of(layer: Layer) -> Plan:
    """The plan of a block."""
    columns = layer.across or _columns(layer)
    rows = ceil(layer.shown / columns)
    side = LARGE if layer.shown <= SHORT else MEDIUM if columns == 1 else SMALL
    if layer.pictures:  # more is to be seen in a picture
        side = PICTURE if layer.shown <= SHORT else LARGE if columns <= 2 else MEDIUM
    pitch = side * 1.125
    across, down = columns * pitch - side / 8, rows * pitch - side / 8
    label = max((width(word, LABEL) for word in layer.labels), default=0.0) if columns == 1 else 0.0
    aside, lettered = SIDE if columns == 1 else ASIDE, min(LONGEST, label) + 12.0
    # Words stand where no weights come in.
    before, after = (aside, max(aside, lettered)) if layer.inputs else (max(aside, lettered), aside)
    wide = max(LEAST_WIDTH, before + across + after)
    left = -wide / 2 + before + (wide - before - across - after) / 2
    more = LINE if layer.shown < layer.units else 0.0
    summary = LINE if layer.summary else 0.0
    high = HEAD + GAP + down + more + GAP - 2 + summary + STRIP + FIGURES + 6
    body = QRectF(-wide / 2, -high / 2, wide, high)
    head = QRectF(body.left(), body.top(), wide, HEAD)
    area = QRectF(left, head.bottom() + GAP, across, down)
    tiles = tuple(
        QRectF(area.left() + column * pitch, area.top() + row * pitch, side, side)
        for column, row in (
            grid_place(index, columns, rows, by_rows=bool(layer.across)) for index in range(layer.shown)
        )
    )
    mark = MARK if columns == 1 else MARK * 0.7
    marks = {}
    for name, right in zip(layer.marks, (False, True), strict=False):
        marks[name] = tuple(
            QRectF(tile.right() - mark + 2 if right else tile.left() - 2, tile.bottom() - mark + 2, mark, mark)
            for tile in tiles
        )
    under = area.bottom() + more + GAP - 2
    return Plan(
        body=body,
        head=head,
        area=area,
        tiles=tiles,
        columns=columns,
        rows=rows,
        by_rows=bool(layer.across),
        side=side,
        marks=marks,
        buttons=_buttons(head, layer),
        more=QRectF(body.left(), area.bottom() + 2, wide, more),
        summary=QRectF(body.left() + 4, under, wide - 8, summary),
        foot=QRectF(QPointF(body.left(), under), body.bottomRight()),
        figures=QRectF(body.left() + 4, under + summary + STRIP + 2, wide - 8, FIGURES),
        strip=QRectF(body.left() + 9, under + summary + 1, wide - 18, STRIP),
    )


def _columns(layer: Layer) -> int:
    if layer.pictures:
        return max(1, ceil(layer.shown / HIGHEST))
    return 1 if layer.shown <= COLUMN else ceil(layer.shown / ROWS)


def _buttons(head: QRectF, layer: Layer) -> dict[Button, QRectF]:
    second = head.top() + 22.0
    buttons: dict[Button, QRectF] = {"close": QRectF(head.right() - 21, head.top() + 4, 17, 17)}
    if layer.learns:
        buttons["lock"] = QRectF(head.right() - 21, second, 17, 17)
    if layer.grows:
        buttons["fewer"] = QRectF(head.left() + 8, second, 17, 17)
        buttons["more"] = QRectF(head.left() + 58, second, 17, 17)
    return buttons
