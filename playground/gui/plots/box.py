"""The inside of a plot: what wheel and drags do there."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt

from playground.gui.theme.tokens import Theme

LEAST = 6.0
"""Pixels that a box must have across to be one."""
FLAT = 14.0
"""A box lower than this is meant as a part of the x axis; a narrower one as a part of the y axis."""
UNSEEN = 0.5
"""Pixels by which the ends of the axes may be off before they follow."""
Ends = tuple[float, float] | None


class Box(pg.ViewBox):  # type: ignore[misc]  # pyqtgraph has no types
    """Wheel: zoom along x (with Ctrl along y) at the pointer. Drag: a box to look into. Middle or Shift: pan.

    Where only x was chosen, y goes on to fit what is seen.
    """

    state: Any
    _updatingRange: bool  # noqa: N815 - the name is pyqtgraph's
    rbScaleBox: Any  # noqa: N815

    def __init__(self) -> None:
        self._bounds: Callable[[], tuple[Ends, Ends]] = lambda: (None, None)
        self._fitted: dict[int, tuple[tuple[float, float], tuple[float, ...]]] = {}
        super().__init__(enableMenu=False)
        self.setDefaultPadding(0.03)

    def set_theme(self, theme: Theme) -> None:
        """The colours of the box that is dragged."""
        fill = theme.colour("accent")
        fill.setAlphaF(0.15)
        self.rbScaleBox.setPen(pg.mkPen(theme.accent, width=1))
        self.rbScaleBox.setBrush(pg.mkBrush(fill))

    def show_whole_of(self, bounds: Callable[[], tuple[Ends, Ends]]) -> None:
        """As long as nobody has chosen what is seen, it is all between the least and greatest x and y of these."""
        self._bounds = bounds

    def childrenBounds(self, *_args: Any, **_kwargs: Any) -> list[list[float] | None]:  # noqa: N802
        """What is drawn; a level line has room of its own size around it, however small its value is.

        A single moment has room after it, none before the first.
        """
        across, up = self._bounds()
        if across is not None and across[0] == across[1]:
            across = (across[0], across[0] + 1.0)
        if up is not None and up[0] == up[1]:
            room = 0.5 * abs(up[0]) or 1.0
            up = (up[0] - room, up[1] + room)
        return [None if ends is None else list(ends) for ends in (across, up)]

    def updateAutoRange(self) -> None:  # noqa: N802
        """Follow what is drawn, as far as nobody has chosen; but not by less than can be seen.

        So the axes of a long curve that grows stay as they are from frame to frame, and nothing is laid out anew.
        """
        self._autoRangeNeedsUpdate = False
        wanted: dict[int, tuple[float, float]] = {}
        for axis, ends in enumerate(self.childrenBounds()):
            if ends is None or self.state["autoRange"][axis] is False:
                continue
            room = (ends[1] - ends[0]) * self.suggestPadding(axis)
            found = ends[0] - room, ends[1] + room
            if all(map(math.isfinite, found)) and not self._fits(axis, found):
                wanted[axis] = found
        if wanted and not self._updatingRange:
            self._updatingRange = True
            try:
                self.setRange(xRange=wanted.get(0), yRange=wanted.get(1), padding=0.0, disableAutoRange=False)
            finally:
                self._updatingRange = False
            for axis, found in wanted.items():
                self._fitted[axis] = found, tuple(self.viewRange()[axis])

    def _fits(self, axis: int, ends: tuple[float, float]) -> bool:
        """Whether what is seen was made for ends so near that the eye sees no difference."""
        before, seen = self._fitted.get(axis, (None, None))
        if before is None or seen != tuple(self.viewRange()[axis]):
            return False
        pixel = (before[1] - before[0]) / max(self.width() if axis == 0 else self.height(), 1.0)
        return all(abs(new - old) <= UNSEEN * pixel for new, old in zip(ends, before, strict=True))

    def wheelEvent(self, ev: Any, axis: int | None = None) -> None:  # noqa: N802
        """Zoom one axis at the pointer."""
        if axis is None:
            axis = 1 if ev.modifiers() & Qt.KeyboardModifier.ControlModifier else 0
        super().wheelEvent(ev, axis=axis)

    def mouseDragEvent(self, ev: Any, axis: int | None = None) -> None:  # noqa: N802
        """Choose a box, or pan."""
        if ev.button() == Qt.MouseButton.RightButton:
            ev.ignore()
            return
        pan = ev.button() == Qt.MouseButton.MiddleButton or ev.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if axis is None and not pan:
            ev.accept()
            self._choose(ev)
            return
        self.state["mouseMode"] = pg.ViewBox.PanMode
        super().mouseDragEvent(ev, axis=axis)

    def _choose(self, ev: Any) -> None:
        start, end = ev.buttonDownPos(), ev.pos()
        if not ev.isFinish():
            self.updateScaleBox(start, end)
            return
        self.rbScaleBox.hide()
        pixels = QRectF(start, end).normalized()
        if max(pixels.width(), pixels.height()) < LEAST:
            return
        seen = self.childGroup.mapRectFromParent(pixels).normalized()
        if pixels.width() >= FLAT:
            self.setXRange(seen.left(), seen.right(), padding=0)
        if pixels.height() >= FLAT:
            self.setYRange(seen.top(), seen.bottom(), padding=0)
        self.sigRangeChangedManually.emit(self.state["mouseEnabled"])
