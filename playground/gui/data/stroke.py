"""One stroke of the brush: what it has done since the last edit, and the edit that says so."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import QPointF

from playground.catalog.datasets.painted import MOST_POINTS
from playground.catalog.painting import Paint, added, erased, moved, points_of, recoloured
from playground.spec.values import Choice
from playground.spec.words import tr

Mode = Literal["paint", "move", "erase"]
Point = tuple[float, float]

_gestures = itertools.count(1)


@dataclass(slots=True, kw_only=True)
class Stroke:
    """From the button's going down to its going up.

    Attributes:
        at: the pixel of the last dab.
        source: the painted points as this stroke left them last; None before its first edit.
        fresh: points that no edit has yet: x₁, x₂, class or number.
        gone: indices of points that are to be erased with the next edit.
        grip, to: where the hand took hold and where it is now. held: the places that the held points had at first.
        number: points that the stroke has painted, erased or moved.

    """

    mode: Mode
    at: QPointF
    source: Choice | None = None
    fresh: list[tuple[float, float, float]] = field(default_factory=list)
    gone: set[int] = field(default_factory=set)
    grip: Point = (0.0, 0.0)
    to: Point = (0.0, 0.0)
    held: dict[int, Point] = field(default_factory=dict)
    moved: bool = False
    number: int = 0
    gesture: int = field(default_factory=lambda: next(_gestures))

    @property
    def waits(self) -> bool:
        """Whether there is something that no edit has yet."""
        return bool(self.fresh or self.gone or self.moved)

    def places(self) -> dict[int, Point]:
        """Where the held points are now."""
        across, up = self.to[0] - self.grip[0], self.to[1] - self.grip[1]
        return {index: (x + across, y + up) for index, (x, y) in self.held.items()}

    def edit(self, source: Choice) -> Paint:
        """What has been done since the last edit, done to ``source``."""
        before = len(points_of(source))
        if self.mode == "paint":
            source = added(source, self.fresh)
            self.number += len(points_of(source)) - before
            label = tr("Paint {count} points", count=self.number) if self.number != 1 else tr("Paint a point")
        elif self.mode == "erase":
            source = erased(source, self.gone)
            self.number += before - len(points_of(source))
            label = tr("Erase {count} points", count=self.number) if self.number != 1 else tr("Erase a point")
        else:
            source = moved(source, self.places())
            self.number = len(self.held)
            label = tr("Move {count} points", count=self.number) if self.number != 1 else tr("Move a point")
        self.fresh, self.gone, self.moved = [], set(), False
        self.source = source
        return Paint(source=source, gesture=self.gesture, label=label)


def recolouring(source: Choice, indices: list[int], value: float) -> Paint:
    """The edit that gives points another class or number."""
    label = tr("Repaint {count} points", count=len(indices)) if len(indices) != 1 else tr("Repaint a point")
    return Paint(source=recoloured(source, indices, value), gesture=next(_gestures), label=label)


def clearing(source: Choice) -> Paint:
    """The edit that leaves the first point of each class (or of all) and takes the others away."""
    points = points_of(source)
    classes = source.params.get("task", "classes") == "classes"
    first: dict[float, int] = {}
    for index, point in enumerate(points):
        first.setdefault(point[2] if classes else 0, index)
    keep = set(first.values())
    gone = [index for index in range(len(points)) if index not in keep]
    return Paint(source=erased(source, gone), gesture=next(_gestures), label=tr("Clear the points"))


def room(points: int) -> str:
    """Why no more points can be painted; empty while they can."""
    return tr("At most {count} points can be painted.", count=f"{MOST_POINTS:,}") if points >= MOST_POINTS else ""
