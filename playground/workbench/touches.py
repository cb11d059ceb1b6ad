"""Weights set by hand, as they reach the engine: what is new in the document is set, what was undone is set back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from playground.catalog.tensor import lies_in
from playground.spec.experiment import Touch

First = Callable[[], Mapping[str, NDArray[np.float32]]]
Changes = tuple[tuple[str, tuple[int, ...], float], ...]


class Touches:
    """The touches that the engine's weights hold.

    A touch acts once, on the training in which it was made. Those before the first step are part of the first
    weights, so they are there again after a fresh start; the others are not: undoing one that was made in a training
    that has been given up does nothing.
    """

    def __init__(self) -> None:
        self._held: tuple[Touch, ...] = ()
        self._gone: frozenset[Touch] = frozenset()

    def begin(self, touches: tuple[Touch, ...], *, fresh: bool) -> None:
        """The engine has first weights (``fresh``), or a saved state in which all touches are."""
        self._held = touches
        self._gone = frozenset(touch for touch in touches if touch.step) if fresh else frozenset()

    def follow(self, touches: tuple[Touch, ...], first: First | None = None) -> Changes:
        """What the engine must set so that its weights hold ``touches``.

        Undone touches give the value before them, the latest first; new ones give theirs. ``first`` gives the
        first weights where training has not begun: what a touch before the first step leaves is the number drawn.
        """
        old, self._held = self._held, touches
        if touches == old:
            return ()
        same = 0
        for a, b in zip(old, touches, strict=False):
            if a != b:
                break
            same += 1
        found: dict[tuple[str, tuple[int, ...]], float] = {}
        for touch in reversed(old[same:]):
            if touch not in self._gone:
                found[touch.weight, touch.index] = _before(touch, first)
        for touch in touches[same:]:
            if touch not in self._gone:
                found[touch.weight, touch.index] = touch.value
        return tuple((weight, index, value) for (weight, index), value in found.items())


def _before(touch: Touch, first: First | None) -> float:
    array = first().get(touch.weight) if first is not None and not touch.step else None
    if array is None or not lies_in(touch.index, array.shape):
        return touch.before
    return float(array[touch.index])
