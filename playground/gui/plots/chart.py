"""The surface that curves are drawn on: axes, the line through the moment pointed at, what is after a place faded."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGraphicsView

from playground.gui.plots.axis import Axis, ValueAxis
from playground.gui.plots.box import Box
from playground.gui.plots.reading import Reading
from playground.gui.plots.strokes import Strokes
from playground.gui.theme.fonts import font
from playground.gui.theme.tokens import Theme

VEIL = 0.68
"""How much of what came after the place that was gone back to is hidden."""


class Chart(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """Axes around a `Box`, `Strokes` in it, a `Reading` over it. It has no focus of its own: its plot takes the keys.

    Attributes:
        box: the inside. strokes: the lines. reading: the values at one moment.

    """

    def __init__(self, label: str) -> None:
        self.box = Box()
        super().__init__(
            enableMenu=False, viewBox=self.box, axisItems={"left": ValueAxis("left"), "bottom": Axis("bottom")}
        )
        for side in ("left", "bottom"):
            self.getAxis(side).setZValue(-1.0)  # the grid lies behind the curves
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        # One rectangle: Qt would clip every grid line by all corners of the region that has changed.
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.BoundingRectViewportUpdate)
        self.hideButtons()
        self.setAntialiasing(True)
        self.setLabel("left", label)
        self.viewport().setMouseTracking(True)
        self.strokes = Strokes(self.box, lambda: self.zoomed)
        self.reading = Reading(self)
        self._veil = pg.LinearRegionItem(movable=False)
        self._veil.setZValue(4)
        self._veil.hide()
        self.addItem(self._veil, ignoreBounds=True)

    @property
    def zoomed(self) -> tuple[bool, bool]:
        """Whether a person has chosen what is shown of x, and of y."""
        x, y = self.box.autoRangeEnabled()
        return not x, not y

    def set_log(self, log: bool) -> None:
        """A logarithmic or a linear y axis."""
        self.setLogMode(y=log)
        self.strokes.set_log(log)

    def x_at(self, pixel: Any) -> float | None:
        """The x under a place of the viewport; None outside of the axes."""
        at = self.mapToScene(pixel)
        return float(self.box.mapSceneToView(at).x()) if self.box.sceneBoundingRect().contains(at) else None

    def zoom(self, share: float, centre: float | None) -> None:
        """Show this share of what is seen of x, around ``centre``, or else the middle."""
        low, high = self.box.viewRange()[0]
        self.box.scaleBy(x=share, center=((low + high) / 2 if centre is None else centre, 0.0))

    def pan(self, share: float) -> None:
        """Move along x by this share of what is seen."""
        low, high = self.box.viewRange()[0]
        self.box.translateBy(x=(high - low) * share)

    def fade_after(self, x: float | None, end: float) -> None:
        """Mark a place, and fade what comes after it up to ``end``; None fades nothing."""
        self._veil.setVisible(x is not None)
        if x is not None:
            self._veil.setRegion((x, max(x, end)))

    @property
    def faded_from(self) -> float | None:
        """The place that is marked."""
        return float(self._veil.getRegion()[0]) if self._veil.isVisible() else None

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self.setBackground(theme.plot_background)
        small = font(8.0)
        for side in ("bottom", "left"):
            axis = self.getAxis(side)
            axis.setPen(pg.mkPen(theme.line))
            axis.setTextPen(pg.mkPen(theme.muted))
            axis.setTickFont(small)
            axis.label.setFont(small)
            axis.setGrid(36)
            axis.set_ground(theme.colour("plot_background"))
        self.box.set_theme(theme)
        self.reading.set_theme(theme)
        fog = theme.colour("plot_background")
        fog.setAlphaF(VEIL)
        self._veil.setBrush(pg.mkBrush(fog))
        place, end = self._veil.lines
        place.setPen(pg.mkPen(theme.accent, width=1.5))
        end.setPen(pg.mkPen(None))
