"""Points that were set by hand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np

from playground.catalog.facts import Facts, Frame, Table
from playground.catalog.families import Dataset
from playground.catalog.points import class_names
from playground.catalog.tensor import Array
from playground.spec.fields import param
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr

MOST_POINTS = 5_000
MOST_CLASSES = 9
LARGEST = 1e6
"""Coordinates and numbers to predict may be as large as this."""
LAST_KEY = 2**40
GOLDEN = (math.sqrt(5.0) - 1.0) / 2.0
"""Its multiples, without their whole parts, lie as evenly between 0 and 1 as any sequence can."""

Point = tuple[float, float, float, int]
"""x₁, x₂, the class (counted from 0) or the number to predict, and the key: a running number."""


def _cloud(x: float, y: float, label: int, first: int) -> tuple[Point, ...]:
    """A sunflower of 20 points around (x, y)."""
    found = []
    for index in range(20):
        radius, angle = 2.0 * math.sqrt((index + 0.5) / 20), 2 * math.pi * GOLDEN * index
        place = (round(x + radius * math.cos(angle), 2), round(y + radius * math.sin(angle), 2))
        found.append((*place, label, first + 2 * index))
    return tuple(found)


AT_FIRST: tuple[Point, ...] = (*_cloud(-2.2, -1.6, 0, 0), *_cloud(2.2, 1.6, 1, 1))


class Painted(Dataset):
    """Points that a person paints, moves and erases on the surface."""

    kind = "painted"
    title = "Painted points"
    summary = "Your own points: paint, move and erase them on the surface."
    help = (
        "Make the task that you want to see: an island inside another class, a single outlier, a gap. Every point "
        "keeps its part: a new one falls into train, dev or test by its own number, and moving or erasing one leaves "
        "all others where they are (only where no point would be left to learn from, one of them moves to train). "
        "Up to 5,000 points."
    )
    formula = "part of point k: where frac(k·(√5 − 1)/2 + u) falls, below train, below train + dev, or above"
    aliases = ("draw", "own points", "by hand", "paint", "click", "custom", "outlier")
    group = "Own data"
    order = 445

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        points: tuple[Point, ...] = param(
            AT_FIRST,
            effect="data",
            hidden=True,
            help="The points: x₁, x₂, the class counted from 0 or the number to predict, and a running number.",
        )
        task: Literal["classes", "regression", "curve"] = param(
            "classes",
            effect="data",
            hidden=True,
            help="Classes, or numbers to predict over the plane, or a curve: x₂ is to be predicted from x₁ alone.",
        )
        classes: int = param(
            2,
            low=2,
            high=MOST_CLASSES,
            effect="data",
            hidden=True,
            help="How many classes there are at least; a point of another class makes it.",
        )
        names: tuple[str, ...] = param(
            (), effect="data", hidden=True, help="Names of the classes, or of the number to predict; none: the usual."
        )
        features: tuple[str, ...] = param(
            (), effect="data", hidden=True, help="Names of the coordinates; none: the usual."
        )
        frame: tuple[float, ...] = param(
            (),
            effect="data",
            hidden=True,
            help="The part of the plane that is shown, as x₁ low, high, x₂ low, high; none: what the points need.",
        )

    @classmethod
    def facts(cls, p: Params) -> Facts:
        """Two features, or one for a curve; checked point by point."""
        return _read(p).facts

    @classmethod
    def generate(cls, p: Params, rng: np.random.Generator) -> Table:
        """The points in their order. The only thing drawn is where the sequence of parts begins."""
        found = _read(p)
        keys = np.array([point[3] for point in p.points], dtype=np.float64)
        return Table(facts=found.facts, x=found.x, y=found.y, place=places(keys, rng), frame=found.frame)


def places(keys: Array, rng: np.random.Generator) -> Array:
    """The numbers in [0, 1) by which points with these keys fall into parts."""
    found: Array = np.mod(keys * GOLDEN + rng.random(), 1.0)
    return found


@lru_cache(maxsize=8)
def _read(p: Painted.Params) -> Table:
    columns = _columns(p)
    names = _texts("names", p.names)
    features = _texts("features", p.features)
    if p.task == "curve":
        facts = Facts(
            features=(features or ("x",))[:1], task="regression", targets=(names or ("y",))[:1], rows=len(columns)
        )
        x, y = columns[:, :1], columns[:, 1:2]
    else:
        plane = features if len(features) == 2 else ("x₁", "x₂")
        x = columns[:, :2]
        if p.task == "classes":
            count = max(p.classes, int(columns[:, 2].max()) + 1)
            given = names if len(names) == count and len(set(names)) == count else class_names(count)
            facts = Facts(features=plane, task="classes", classes=given, rows=len(columns))
            y = columns[:, 2].astype(np.int64)
        else:
            facts = Facts(features=plane, task="regression", targets=(names or ("y",))[:1], rows=len(columns))
            y = columns[:, 2:3]
    for array in (x, y):
        array.flags.writeable = False
    return Table(facts=facts, x=x, y=y, frame=_frame(p.frame))


def _columns(p: Painted.Params) -> Array:
    """The points as a table of shape (points, 4).

    Raises:
        PlaygroundError: one of them is wrong; the sentence says which and by which rule.

    """
    if not p.points:
        raise PlaygroundError(tr("there are no painted points; paint some on the surface, or choose other data"))
    if len(p.points) > MOST_POINTS:
        raise PlaygroundError(
            tr("at most {most:,} points can be painted, not {count:,}", most=MOST_POINTS, count=len(p.points))
        )
    for number, point in enumerate(p.points, start=1):
        if not isinstance(point, tuple) or len(point) != 4 or not all(map(_finite, point)):
            raise PlaygroundError(
                tr("painted point {number} must be four finite numbers, not {value!s:.60}", number=number, value=point)
            )
        if abs(point[0]) > LARGEST or abs(point[1]) > LARGEST or abs(point[2]) > LARGEST:
            raise PlaygroundError(
                tr(
                    "numbers of painted point {number} may be at most {most:g} in size, not {value!s:.60}",
                    number=number,
                    most=LARGEST,
                    value=point[:3],
                )
            )
        if p.task == "classes" and point[2] not in range(MOST_CLASSES):
            raise PlaygroundError(
                tr(
                    "the class of painted point {number} must be a whole number from 0 to {most}, not {value}",
                    number=number,
                    most=MOST_CLASSES - 1,
                    value=point[2],
                )
            )
        if not isinstance(point[3], int) or not 0 <= point[3] <= LAST_KEY:
            raise PlaygroundError(
                tr(
                    "the key of painted point {number} must be a whole number from 0 to {most}, not {value}",
                    number=number,
                    most=LAST_KEY,
                    value=point[3],
                )
            )
    return np.array(p.points, dtype=np.float64)


def _finite(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value)


def _texts(setting: str, values: tuple[Any, ...]) -> tuple[str, ...]:
    for value in values:
        if not isinstance(value, str) or not value or len(value) > 100:
            raise PlaygroundError(
                tr(
                    "{setting} of painted points must be words of 1 to 100 letters, not {value!r:.60}",
                    setting=setting,
                    value=value,
                )
            )
    return values


def _frame(values: tuple[Any, ...]) -> Frame | None:
    if not values:
        return None
    sound = len(values) == 4 and all(_finite(value) and abs(value) <= 2 * LARGEST for value in values)
    if not sound or values[0] >= values[1] or values[2] >= values[3]:
        raise PlaygroundError(
            tr("the frame of painted points must be x₁ low, x₁ high, x₂ low, x₂ high, not {value!s:.60}", value=values)
        )
    left, right, low, high = map(float, values)
    return left, right, low, high
