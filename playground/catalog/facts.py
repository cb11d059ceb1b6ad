"""What is known of a data set before a single example is drawn, and a data set once it is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from playground.catalog.tensor import Array, Ints, Shape

Task = Literal["classes", "regression"]
Frame = tuple[float, float, float, float]
"""A part of the plane: x₁ low, high, x₂ low, high."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The shape of a task.

    Attributes:
        features: a name per input column, such as ``("x₁", "x₂")``.
        task: ``classes`` (one label of several) or ``regression`` (numbers).
        classes: the names of the classes; empty for regression.
        targets: the names of the numbers to predict; empty for classes.
        rows: the number of examples.
        shape: the shape of one example as the input block gives it; by default (number of features,).
        picture: height and width in pixels where the features, row by row, are a picture that can be shown.

    """

    features: tuple[str, ...]
    task: Task
    classes: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    rows: int = 0
    shape: Shape = ()
    picture: tuple[int, int] | tuple[()] = ()

    @property
    def input_shape(self) -> Shape:
        """The shape of one example."""
        return self.shape or (len(self.features),)

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

    Attributes:
        place: a number in [0, 1) for every row that decides its part, where the data see to that themselves: below
            the train share it is train, below train and dev share together dev, else test. None: parts are drawn.
        frame: what is to be shown of the plane at least, where the data say so.

    """

    facts: Facts
    x: Array
    y: Ints | Array
    place: Array | None = None
    frame: Frame | None = None
