"""How the window shares its room out, in pixels: known before anything that stands in it is made."""

from __future__ import annotations

from PySide6.QtCore import QSize

SMALLEST = QSize(1024, 700)
"""A window is never smaller."""
USUAL = QSize(1440, 900)
"""The first window of all, where the screen is large enough."""
FRAME = QSize(8, 40)
"""What the desktop draws around a window."""
GAP = 8
"""Between any two parts."""
ROOMY = 1280
"""A window as wide as this has room for a larger surface."""
LEFT, RIGHT = 236, 270
"""Widths of the outer columns in a small window: four tiles of the gallery, and the widest row of the inspector."""
ROOMY_LEFT, ROOMY_RIGHT = 276, 348
PLOT = 228
"""The narrowest plot."""


def outer_columns(width: int) -> tuple[int, int]:
    """How wide the left and the right column are in a window of that width."""
    return (ROOMY_LEFT, ROOMY_RIGHT) if width >= ROOMY else (LEFT, RIGHT)


def square(right: int) -> int:
    """The height of the surface's card: the surface is square, with its title above and its axis below."""
    return right - 4


def plots_height(height: int) -> int:
    """What the plots get of a window of that height."""
    return height * 3 // 10
