"""What a person looks at, told by one view and heard by the others; views never reach into each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from playground.catalog.prepare import Part


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of a block: ``index`` counts the numbers of its output from 0."""

    node: str
    index: int


@dataclass(frozen=True, slots=True)
class Example:
    """One example: row ``row`` (ascending from 0) of ``part``."""

    part: Part
    row: int


class Gaze(QObject):
    """The things that the pointer is over, or that were chosen to be looked into. One object per window.

    Attributes:
        unit: the hovered unit, whose own surface is shown large; None for the network's prediction.
        point: the input (x₁, x₂, …) under the pointer on the surface, in the data's own numbers; None elsewhere.
        example: the example whose way through the network is shown on the canvas; None for none.
        drawn: the picture that a person drew, as `playground.catalog.probes._picture.OfPicture.pixels` has it; empty
            for none.
        time: the epoch (with fraction) under the pointer on any plot; None elsewhere.

    """

    unit_changed = Signal(object)
    point_changed = Signal(object)
    example_changed = Signal(object)
    time_changed = Signal(object)
    drawn_changed = Signal(str)
    unit_wanted = Signal(object)
    """A unit that gives pictures is to be shown large."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.unit: Unit | None = None
        self.point: tuple[float, ...] | None = None
        self.example: Example | None = None
        self.time: float | None = None
        self.drawn = ""

    def look_at_unit(self, unit: Unit | None) -> None:
        """The pointer is over a unit, or left it."""
        if unit != self.unit:
            self.unit = unit
            self.unit_changed.emit(unit)

    def look_at_point(self, point: tuple[float, ...] | None) -> None:
        """The pointer is over a place of the surface, or left it."""
        if point != self.point:
            self.point = point
            self.point_changed.emit(point)

    def look_into(self, example: Example | None) -> None:
        """Show the way of an example through the network, or no more."""
        if example != self.example:
            self.example = example
            self.example_changed.emit(example)

    def look_at_time(self, epoch: float | None) -> None:
        """The pointer is over a plot at this epoch, or left it."""
        if epoch != self.time:
            self.time = epoch
            self.time_changed.emit(epoch)

    def look_at_drawing(self, pixels: str) -> None:
        """Something was drawn, or wiped out."""
        if pixels != self.drawn:
            self.drawn = pixels
            self.drawn_changed.emit(pixels)

    def look_closely(self, unit: Unit) -> None:
        """Show a unit that gives pictures large."""
        self.unit_wanted.emit(unit)
