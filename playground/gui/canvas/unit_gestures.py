"""Gestures inside opened blocks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, Qt

from playground.gui.canvas.editor import Editor
from playground.gui.canvas.gesture import Gesture
from playground.gui.canvas.gestures import MoveCards
from playground.gui.canvas.units.spot import Spot


class Press(Gesture[Editor]):
    """A button, a number, a sign: something happens where it is let go without a drag."""

    def __init__(self, canvas: Editor, at: QPointF, pixel: QPoint, then: Callable[[], object]) -> None:
        super().__init__(canvas, at, pixel)
        self._then = then

    def click(self, modifiers: Qt.KeyboardModifier) -> None:
        """Do it."""
        self._then()


class TakeUnit(MoveCards):
    """A unit is chosen by a click; dragged, it takes its block along."""

    def __init__(
        self,
        canvas: Editor,
        at: QPointF,
        pixel: QPoint,
        spot: Spot,
        choose: Callable[[Spot], object],
        *,
        toggles: bool,
    ) -> None:
        super().__init__(canvas, at, pixel, spot.node, toggles=toggles)
        self._spot, self._choose = spot, choose

    def click(self, modifiers: Qt.KeyboardModifier) -> None:
        """With Shift it is a click on the block."""
        if self._toggles:
            super().click(modifiers)
        else:
            self._choose(self._spot)
