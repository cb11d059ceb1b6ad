"""What all gestures of the pointer have in common."""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication

C_co = TypeVar("C_co", covariant=True)


class Gesture(Generic[C_co]):
    """Base: tells a drag from a click. ``at`` is in scene coordinates, ``pixel`` in the view's."""

    def __init__(self, canvas: C_co, at: QPointF, pixel: QPoint) -> None:
        self.canvas = canvas
        self.start = at
        self._pixel = pixel
        self.dragging = False

    def move(self, at: QPointF, pixel: QPoint) -> None:
        """The pointer moved with the button down."""
        far = (pixel - self._pixel).manhattanLength() >= QApplication.startDragDistance()
        if not self.dragging and far:
            self.dragging = True
            self.begin()
        if self.dragging:
            self.drag(at, pixel)

    def release(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """The button was let go."""
        if self.dragging:
            self.finish(at, modifiers)
        else:
            self.click(modifiers)

    def begin(self) -> None:
        """The first movement that is a drag."""

    def drag(self, at: QPointF, pixel: QPoint) -> None:
        """Follow the pointer."""

    def finish(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """The end of a drag."""

    def click(self, modifiers: Qt.KeyboardModifier) -> None:
        """Let go where it was pressed."""

    def cancel(self) -> None:
        """Leave everything as it was before."""
