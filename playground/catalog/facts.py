"""What is known of a data set before a single example is drawn, and a data set once it is there."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Literal

from playground.catalog.tensor import Array, Ints, Raw, Shape

Task = Literal["classes", "regression"]
Frame = tuple[float, float, float, float]
"""A part of the plane: x₁ low, high, x₂ low, high."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The shape of a task.

    Attributes:
        features: a name per input column, such as ``("x₁", "x₂")``; empty where the numbers have no names, as the
            pixels of a picture, and then ``shape`` says how many there are.
        task: ``classes`` (one label of several) or ``regression`` (numbers).
        classes: the names of the classes; empty for regression.
        targets: the names of the numbers to predict; empty for classes.
        rows: the number of examples.
        shape: the shape of one example as the input block gives it; by default (number of features,). Channels come
            first: a signal is (channels, length), a picture (channels, height, width), a volume (channels, depth,
            height, width).
        picture: height and width in pixels where an example's numbers are a picture that can be shown: channel by
            channel, row by row.
        levels: what black and white are among a picture's raw numbers.

    """

    features: tuple[str, ...]
    task: Task
    classes: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    rows: int = 0
    shape: Shape = ()
    picture: tuple[int, int] | tuple[()] = ()
    levels: tuple[float, float] = (0.0, 1.0)

    @property
    def input_shape(self) -> Shape:
        """The shape of one example."""
        return self.shape or (len(self.features),)

    @property
    def numbers(self) -> int:
        """How many numbers one example has."""
        return prod(self.input_shape)

    @property
    def channels(self) -> int:
        """How many channels a picture has: 1 grey, 3 red, green and blue; 0 where examples are no pictures."""
        return self.numbers // prod(self.picture) if self.picture else 0

    @property
    def outputs(self) -> int:
        """The number of classes, or of numbers to predict."""
        return len(self.classes) if self.task == "classes" else len(self.targets)

    @property
    def planar(self) -> bool:
        """Whether examples are points of a plane, so that a decision surface can be drawn."""
        return len(self.features) == 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """Examples: ``x`` of shape (rows, features); ``y`` of shape (rows,) class indices, or (rows, targets) numbers.

    Pictures may come as bytes, ``x`` uint8 of shape (rows, *shape): they stay bytes, as `numpy.memmap` also on the
    disk, and only what a batch needs of them becomes numbers. ``facts.levels`` is (0, 255) then.

    Attributes:
        place: a number in [0, 1) for every row that decides its part, where the data see to that themselves: below
            the train share it is train, below train and dev share together dev, else test. None: parts are drawn.
        frame: what is to be shown of the plane at least, where the data say so.

    """

    facts: Facts
    x: Raw
    y: Ints | Array
    place: Array | None = None
    frame: Frame | None = None
