"""A tool that works on the surface with the pointer and the keys, such as one that paints points of the data."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor, QKeyEvent, QMouseEvent, QPainter

from playground.gui.plots.faces.face import Frame

Point = tuple[float, float]
"""(x₁, x₂) in the data's own numbers; on the curve of a single feature, x and the number to predict."""

KEYS = frozenset(
    {
        *(Qt.Key(Qt.Key.Key_0 + digit) for digit in range(10)),
        Qt.Key.Key_Delete,
        Qt.Key.Key_Backspace,
        Qt.Key.Key_Escape,
        Qt.Key.Key_Plus,
        Qt.Key.Key_Minus,
        Qt.Key.Key_BracketLeft,
        Qt.Key.Key_BracketRight,
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
    }
)
"""Keys that go to the tool before any command of the window gets them; those of Play, Step and the like do not."""


class SurfaceTool(Protocol):
    """Gets what is done on the surface, in the data's numbers, and paints over it.

    The surface is painted anew after every event that a tool takes. A tool whose picture changes by itself asks for
    that with `SurfaceView.repaint_tool`.
    """

    @property
    def cursor(self) -> QCursor | Qt.CursorShape | None:
        """The pointer's shape over the plane; None leaves it as it is."""
        ...

    def press(self, point: Point, event: QMouseEvent) -> bool:
        """A button went down on the plane. True: the tool took it; else the surface does what it always does."""
        ...

    def move(self, point: Point, event: QMouseEvent) -> bool:
        """The pointer moved, with or without a button; with one, ``point`` may lie outside the plane."""
        ...

    def release(self, point: Point, event: QMouseEvent) -> bool:
        """The button of a `press` that was taken went up, wherever the pointer is."""
        ...

    def leave(self) -> None:
        """The pointer left the plane."""
        ...

    def key(self, event: QKeyEvent) -> bool:
        """A key went down while the surface has the focus. An Escape that is not taken puts the tool away."""
        ...

    def paint(self, painter: QPainter, frame: Frame) -> None:
        """Paint over surface and points; clipped to ``frame.box``, in logical pixels."""
        ...
