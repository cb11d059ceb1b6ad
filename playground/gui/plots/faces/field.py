"""What is coloured: one number per cell of the plane with its colours, or the classes with theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from playground.catalog.facts import Facts
from playground.catalog.plane import Extent
from playground.gui.plots.faces.face import Scene, class_colour, minus, short, ticks
from playground.gui.theme.colour_maps import Bytes, surface_colours
from playground.gui.theme.fonts import font
from playground.gui.theme.tokens import Theme, rgb
from playground.spec.words import tr

Cells = NDArray[np.floating[Any]]

SOFT = 0.75
"""How far towards the ends of the map a surface goes, so that points of the same class stand out on it."""
BANDS = 10
"""About as many steps of colour where they do not run into each other."""
LONGEST = 6
"""What the scale says fits under it with no more letters than this."""
FINE = 3
"""So many cells a side for one, where colours are in steps: their borders are smooth then. Of many classes two."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Field:
    """The prediction, or a unit's output, on the plane; row 0 is lowest.

    Attributes:
        colours: RGBA of shape (rows, columns, 4). heights: the number that a relief shows, as many rows and columns.
        low, high: the ends of the scale of numbers. numbers: (share of its height, words) beside the scale.
        scale: RGBA from the low end up, shape (n, 4); empty where the classes' names tell the colours.
        says: what the numbers are.
        stepped: the colours are in steps and must not be mixed by enlarging them.

    """

    colours: Bytes
    heights: Cells
    low: float
    high: float
    numbers: tuple[tuple[float, str], ...]
    scale: Bytes
    says: str
    stepped: bool


def value_range(y: NDArray[Any]) -> tuple[float, float]:
    """Low and high of the values to predict, a little apart even where all are equal."""
    low, high = float(y.min()), float(y.max())
    return (low, high) if high - low > 1e-12 else (low - 0.5, high + 0.5)


def spread_of(scene: Scene) -> tuple[float, float]:
    """The ends of the scale of numbers to predict; of a probability 0 and 1."""
    if scene.facts.task == "classes":
        return scene.look.range(0.0, 1.0)
    return scene.look.range(*value_range(scene.prepared.y[:, 0]))


def extent_of(scene: Scene) -> Extent:
    """The rectangle that is shown: that of what was measured, else that of the plane."""
    if scene.unit is not None:
        return scene.unit.extent
    assert scene.plane is not None
    if scene.picture is not None:
        extent: Extent = scene.picture.facts.get("extent", scene.plane.extent)
        return extent
    return scene.plane.extent


def point_spread(scene: Scene) -> tuple[float, float]:
    """The numbers at the ends of the points' colours: the surface's, so that both say the same."""
    if scene.facts.task == "classes":
        return (0.0, 1.0)
    return spread_of(scene) if scene.unit is None else value_range(scene.prepared.y[:, 0])


def nice(value: float) -> float:
    """The next of 1, 2 and 5 times a power of ten that is no smaller: a scale that does not tremble."""
    if not np.isfinite(value) or value <= 1e-12:
        return 1.0
    power = 10.0 ** np.floor(np.log10(value))
    return float(next(power * m for m in (1, 2, 5, 10) if power * m >= value * (1 - 1e-6)))


def field_of(scene: Scene) -> Field | None:
    """What is to be coloured; None where nothing has been measured."""
    theme, look, facts = scene.theme, scene.look, scene.facts
    if scene.unit is not None:
        values = scene.unit.values.astype(np.float32)
        finite = values[np.isfinite(values)]
        most = nice(float(np.abs(finite).max()) if len(finite) else 1.0)
        return _numbers(theme, values, -most, most, scene.unit.name, bands=look.bands)
    if scene.picture is None:
        return None
    prediction = scene.picture.arrays["prediction"]
    low, high = spread_of(scene)
    if facts.task == "regression":
        return _numbers(theme, prediction[..., 0], low, high, facts.targets[0], bands=look.bands)
    only = look.only if look.only < facts.outputs else -1
    if look.quantity == "class":
        return _most_probable(theme, facts, prediction, only)
    if only < 0 and facts.outputs > 2:
        return _mixture(theme, facts, prediction, bands=look.bands)
    shown = 1 if only < 0 else only
    says = f"P({facts.classes[shown]})"
    if only < 0:
        return _numbers(theme, prediction[..., 1], low, high, says, bands=look.bands)
    return _numbers(theme, prediction[..., only], low, high, says, bands=look.bands, end=only, classes=facts.outputs)


def _numbers(
    theme: Theme,
    values: Cells,
    low: float,
    high: float,
    says: str,
    *,
    bands: bool,
    end: int | None = None,
    classes: int = 2,
) -> Field:
    """Orange at the low end and blue at the high one; with ``end`` from the middle to that class's colour."""
    span = high - low
    heights = values
    if bands:
        values = finer(values, FINE)
        marks = np.array(ticks(low, high, BANDS), dtype=np.float32)
        edges = np.unique(np.concatenate([[low], marks, [high]])).astype(np.float32)
        middles = np.concatenate([edges[:1], (edges[:-1] + edges[1:]) / 2, edges[-1:]])
        middles[1], middles[-2] = edges[0], edges[-1]  # the outermost bands have the colours of the ends
        index = np.searchsorted(edges, np.nan_to_num(values, nan=low), side="right")
        shown = np.where(np.isnan(values), np.nan, middles[index])
        along = middles[np.clip(np.searchsorted(edges, np.linspace(low, high, 128), side="right"), 1, len(edges) - 1)]
    else:
        shown, along = values, np.linspace(low, high, 128)

    def paint(numbers: Cells) -> Bytes:
        share = (numbers - low) / span
        if end is None:
            return surface_colours(theme, np.clip(share * 2.0 - 1.0, -1.0, 1.0) * SOFT)
        return _towards(theme, class_colour(theme, end, classes).name(), np.clip(share, 0.0, 1.0))

    numbers = tuple(((value - low) / span, short(value, span)) for value in ticks(low, high, 4))
    return Field(
        colours=paint(shown),
        heights=heights,
        low=low,
        high=high,
        numbers=numbers,
        scale=paint(along),
        says=says,
        stepped=bands,
    )


def _towards(theme: Theme, colour: str, share: Cells) -> Bytes:
    """RGBA from the map's middle (0) to almost ``colour`` (1)."""
    near, far = np.array(rgb(theme.middle), np.float32), np.array(rgb(colour), np.float32)
    made = np.full((*share.shape, 4), 255, dtype=np.uint8)
    made[..., :3] = near + (far - near) * np.nan_to_num(share)[..., None] * np.float32(SOFT + 0.1)
    return made


def _class_table(theme: Theme, facts: Facts) -> NDArray[np.float32]:
    """Every class's colour on a surface, shape (classes, 3)."""
    middle = np.array(rgb(theme.middle), dtype=np.float32)
    names = [class_colour(theme, index, facts.outputs).name() for index in range(facts.outputs)]
    table = np.array([rgb(name) for name in names], dtype=np.float32)
    return table * np.float32(SOFT) + middle * np.float32(1.0 - SOFT)


def _mixture(theme: Theme, facts: Facts, prediction: Cells, *, bands: bool) -> Field:
    """The classes' colours mixed by probability; in bands the most probable one's, stronger the surer it is."""
    table = _class_table(theme, facts)
    if bands:
        cells = finer(prediction, 2)
        winner, sure = cells.argmax(axis=-1), cells.max(axis=-1)
        step = np.floor(np.clip(np.nan_to_num(sure), 0.0, 0.999) * 5) / 4
        middle = np.array(rgb(theme.middle), dtype=np.float32)
        mixed = middle + (table[winner] - middle) * step.astype(np.float32)[..., None]
    else:
        mixed = prediction.astype(np.float32) @ table
    return _classes(mixed, prediction.max(axis=-1), tr("probability of the likeliest class"), stepped=bands)


def _most_probable(theme: Theme, facts: Facts, prediction: Cells, only: int) -> Field:
    """The colour of the most probable class alone; with ``only`` that class's where it is the most probable."""
    if facts.outputs == 2:
        winner = (finer(prediction[..., 1] - prediction[..., 0], FINE) > 0).astype(np.int64)
    else:
        winner = finer(prediction, 2).argmax(axis=-1)
    table = _class_table(theme, facts)
    if only >= 0:
        rest = np.array(rgb(theme.middle), dtype=np.float32)
        table = np.where((np.arange(facts.outputs) == only)[:, None], table, rest)
    heights = prediction[..., 1 if facts.outputs == 2 and only < 0 else max(only, 0)]
    if only < 0 and facts.outputs > 2:
        heights = prediction.max(axis=-1)
    return _classes(table[winner], heights, tr("predicted class"), stepped=True)


def _classes(mixed: NDArray[np.float32], heights: Cells, says: str, *, stepped: bool) -> Field:
    colours = np.full((*mixed.shape[:2], 4), 255, dtype=np.uint8)
    colours[..., :3] = np.clip(np.nan_to_num(mixed), 0, 255).astype(np.uint8)
    none = np.zeros((0, 4), dtype=np.uint8)
    return Field(
        colours=colours, heights=heights, low=0.0, high=1.0, numbers=(), scale=none, says=says, stepped=stepped
    )


def finer(cells: Cells, times: int) -> Cells:
    """Cells enlarged by straight lines between their centres: shape (n, m, …) → (n · times, m · times, …)."""
    for axis in (0, 1):
        count = cells.shape[axis]
        place = np.clip((np.arange(count * times) + 0.5) / times - 0.5, 0, count - 1)
        first = np.minimum(place.astype(np.int64), max(count - 2, 0))
        share = (place - first).astype(np.float32).reshape([-1 if axis == d else 1 for d in range(cells.ndim)])
        lower, upper = np.take(cells, first, axis), np.take(cells, np.minimum(first + 1, count - 1), axis)
        cells = lower + (upper - lower) * share
    return cells


def legend_width(scene: Scene) -> float:
    """Pixels beside the plane that the scale or the classes' names need."""
    if scene.unit is not None or scene.facts.task == "regression":
        return 58.0
    if _named(scene):
        return 84.0
    return 52.0


def _named(scene: Scene) -> bool:
    """Whether the classes' names tell the colours, and no scale does."""
    look = scene.look
    if scene.unit is not None or scene.facts.task == "regression":
        return False
    return look.quantity == "class" or (scene.facts.outputs > 2 and not 0 <= look.only < scene.facts.outputs)


def paint_legend(painter: QPainter, scene: Scene, shown: Field | None, side: QRectF) -> None:
    """The scale with its numbers, or the classes with their names; ``side`` is ten pixels wide."""
    if _named(scene):
        _paint_names(painter, scene, side)
    elif shown is not None:
        _paint_scale(painter, scene.theme, shown, side)


def _paint_scale(painter: QPainter, theme: Theme, shown: Field, bar: QRectF) -> None:
    colours = np.ascontiguousarray(shown.scale[::-1])
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not shown.stepped)
    painter.drawImage(bar, QImage(colours.data, 1, len(colours), 4, QImage.Format.Format_RGBA8888))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("line"), 1))
    painter.drawRect(bar)
    painter.setFont(font(8.0))
    painter.setPen(theme.colour("muted"))
    height = painter.fontMetrics().height()
    numbers = shown.numbers if bar.height() > height * 1.5 * len(shown.numbers) else shown.numbers[::2]
    for share, words in numbers:
        y = bar.bottom() - share * bar.height()
        place = QRectF(bar.right() + 4, y - height / 2, 60, height)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, minus(words))
    if len(shown.says) <= LONGEST:
        below = QRectF(bar.left() - 12, bar.bottom() + 4 + height, 64, height)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown.says)
    painter.restore()


def _paint_names(painter: QPainter, scene: Scene, side: QRectF) -> None:
    painter.setFont(font(8.0))
    letters = painter.fontMetrics().height()
    height = min(letters + 4.0, max((side.height() + 20) / len(scene.facts.classes), letters - 3.0))
    for index, name in enumerate(scene.facts.classes):
        y = side.top() + index * height
        if y + height > side.bottom() + 24:
            break
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(class_colour(scene.theme, index, scene.facts.outputs))
        painter.drawEllipse(QPointF(side.left() + 5, y + height / 2), 4, 4)
        painter.setPen(QPen(scene.theme.colour("text")))
        cut = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, 56)
        painter.drawText(QRectF(side.left() + 14, y, 58, height), Qt.AlignmentFlag.AlignVCenter, cut)
