"""What a brush does to the data: points are added, moved, erased, and no other point changes its part.

Data of any kind that lie in a plane (or are a curve over one variable) become painted points with the first stroke,
every example at its place and in its part.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from playground.catalog.datasets.painted import MOST_CLASSES, MOST_POINTS, Painted, Point, places
from playground.catalog.entry import settle
from playground.catalog.families import Dataset
from playground.catalog.points import class_names
from playground.catalog.prepare import Prepared, placed, stream
from playground.spec.experiment import Data, Experiment
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, Values
from playground.spec.words import several, tr

LARGEST_KEY = 4_000_000
"""Keys are looked for up to here; by then every part of a ten-thousandth has had some hundred."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paint:
    """Other points: all that one stroke does is one undo step, told apart from the next stroke by ``gesture``."""

    source: Choice
    gesture: int
    label: str

    @property
    def merge_key(self) -> Hashable | None:
        """One stroke."""
        return ("paint", self.gesture)

    def apply(self, experiment: Experiment) -> Experiment:
        """Only the source of the data changes."""
        if experiment.data.source is self.source:
            return experiment
        return replace(experiment, data=replace(experiment.data, source=self.source))


def obstacle(prepared: Prepared | None) -> str:
    """Why points cannot be painted on these data, as a sentence; empty where they can."""
    if prepared is None:
        return tr("The data cannot be read, so there is nothing to paint on.")
    facts = prepared.facts
    curve = len(facts.features) == 1 and facts.task == "regression"
    if facts.input_shape not in ((1,), (2,)) or not (curve or facts.planar):
        count = facts.numbers
        return several(
            count,
            "Points are painted on a plane, and these data have {count} feature.",
            "Points are painted on a plane, and these data have {count} features.",
        )
    if facts.task == "regression" and facts.outputs != 1:
        return tr("Painted points have one number to predict, and these data have {count}.", count=facts.outputs)
    if facts.task == "classes" and facts.outputs > MOST_CLASSES:
        return tr(
            "Painted points have at most {most} classes, and these data have {count}.",
            most=MOST_CLASSES,
            count=facts.outputs,
        )
    if facts.rows > MOST_POINTS:
        return tr(
            "At most {most:,} points can be painted, and these data have {count:,}.", most=MOST_POINTS, count=facts.rows
        )
    return ""


def points_of(source: Choice) -> tuple[Point, ...]:
    """The points of painted data; none of any other."""
    if source.kind != Painted.kind:
        return ()
    _, p = settle(Dataset, source)
    points: tuple[Point, ...] = p.points
    return points


def as_painted(data: Data, prepared: Prepared) -> Choice:
    """The examples of ``data`` as painted points: each at its place and in its part, with its class or number.

    Raises:
        PlaygroundError: they cannot be painted; the sentence says why.

    """
    if data.source.kind == Painted.kind:
        return data.source
    if (why := obstacle(prepared)) != "":
        raise PlaygroundError(why)
    facts = prepared.facts
    curve = len(facts.features) == 1
    up = prepared.y[:, 0] if curve else prepared.raw[:, 1]
    value = np.zeros(len(prepared.y)) if curve else prepared.y.reshape(len(prepared.y), -1)[:, 0]
    classes = facts.task == "classes"
    keys = keys_for(prepared, data)
    points = tuple(
        (x, y, round(v) if classes else v, key)
        for x, y, v, key in zip(
            _short(prepared.raw[:, 0]), _short(up), _short(value), (int(key) for key in keys), strict=True
        )
    )
    usual = class_names(facts.outputs) if classes else ("y",)
    named = facts.classes if classes else facts.targets
    settings: dict[str, Any] = {"points": points, "frame": tuple(float(f"{edge:.6g}") for edge in prepared.extent())}
    if curve or not classes:
        settings["task"] = "curve" if curve else "regression"
    if classes:
        settings["classes"] = facts.outputs
    if named != usual:
        settings["names"] = named
    if facts.features not in (("x₁", "x₂"), ("x",)):
        settings["features"] = facts.features
    return Choice(Painted.kind, Values(settings))


def _short(values: np.ndarray[Any, Any]) -> list[float]:
    """Numbers in six digits: no eye sees more, and files stay small."""
    return [float(f"{value:.6g}") for value in values]


def keys_for(prepared: Prepared, data: Data) -> np.ndarray[Any, np.dtype[np.int64]]:
    """A key for every row, all different and as small as can be, that falls into the part that the row is in."""
    rows = len(prepared.part)
    keys = np.full(rows, -1, dtype=np.int64)
    count = 2 * rows + 64
    while True:
        every = np.arange(count)
        part = placed(places(every.astype(np.float64), stream(data.seed, "data", Painted.kind)), data.train, data.dev)
        short = False
        for number in range(3):
            wanted = np.flatnonzero(prepared.part == number)
            found = every[part == number][: len(wanted)]
            keys[wanted[: len(found)]] = found
            short |= len(found) < len(wanted)
        if not short:
            return keys
        if count >= LARGEST_KEY:
            # A part of no width got rows by rounding: these few move to another one.
            left = np.flatnonzero(keys < 0)
            keys[left] = np.arange(count, count + len(left))
            return keys
        count = min(count * 16, LARGEST_KEY)


def added(source: Choice, new: Iterable[tuple[float, float, float]]) -> Choice:
    """Points more, each with a key that no point had before it."""
    points = points_of(source)
    room = MOST_POINTS - len(points)
    key = max((point[3] for point in points), default=-1) + 1
    whole = source.params.get("task", "classes") == "classes"
    more = tuple(
        (float(f"{x:.6g}"), float(f"{y:.6g}"), round(value) if whole else float(f"{value:.6g}"), key + index)
        for index, (x, y, value) in enumerate(list(new)[:room])
    )
    if not more:
        return source
    params = source.params | {"points": points + more}
    if whole:
        most = max(round(point[2]) for point in more) + 1
        if most > source.params.get("classes", 2):
            params = params | {"classes": most}
    return Choice(source.kind, params)


def moved(source: Choice, to: Mapping[int, tuple[float, float]]) -> Choice:
    """Points, named by their index, at other places; their keys and so their parts stay."""
    points = list(points_of(source))
    for index, (x, y) in to.items():
        points[index] = (float(f"{x:.6g}"), float(f"{y:.6g}"), *points[index][2:])
    return Choice(source.kind, source.params | {"points": tuple(points)})


def erased(source: Choice, indices: Collection[int]) -> Choice:
    """Without the points of these indices. One point always stays: without any there would be nothing to draw on.

    A last class that loses its last point goes too, down to two classes.
    """
    points = points_of(source)
    gone = set(indices)
    left = tuple(point for index, point in enumerate(points) if index not in gone) or points[-1:]
    if len(left) == len(points):
        return source
    params = source.params | {"points": left}
    before, after = _classes(points), _classes(left)
    if after < before and source.params.get("task", "classes") == "classes":
        params = params | {"classes": after}
        if names := source.params.get("names", ()):
            params = params | {"names": names[:after]}
    return Choice(source.kind, params)


def _classes(points: tuple[Point, ...]) -> int:
    """The classes that these points need, two at least."""
    return max(2, *(round(point[2]) + 1 for point in points))


def recoloured(source: Choice, indices: Collection[int], value: float) -> Choice:
    """The points of these indices with another class or number."""
    points = list(points_of(source))
    classes = source.params.get("task", "classes") == "classes"
    new = round(value) if classes else float(f"{value:.6g}")
    for index in indices:
        points[index] = (*points[index][:2], new, points[index][3])
    params = source.params | {"points": tuple(points)}
    if classes and new + 1 > source.params.get("classes", 2):
        params = params | {"classes": new + 1}
    return Choice(source.kind, params)
