"""The paper that the network lies on: zoom, pan and the grid of dots."""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QPixmapCache, QResizeEvent, QTransform
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from playground.gui.canvas.geometry import DOTS
from playground.gui.canvas.scene import NetworkScene
from playground.gui.theme.tokens import Theme

SMALLEST, LARGEST = 0.1, 4.0
STEP = 1.2
FIT_MARGIN, NARROW_MARGIN, LINE_MARGIN = 28.0, 0.035, 3.0
"""Pixels around blocks that are fitted; in a small view no more than that share of its width; and around lines."""
FIT_LARGEST = 1.25
SEEN_MARGIN = 24
"""Pixels around what is scrolled into sight."""
SHRUNK = 1.3
"""A fitted view follows a network that has become smaller where it can be seen so many times as large."""
DENSEST = 15.0
"""Dots stand at least so many pixels apart."""
CACHE = 128 * 1024
"""Kilobytes for the drawn cards, so that panning over hundreds of them only copies pixels."""


class PaperView(QGraphicsView):
    """A view without scroll bars that zooms at a point, pans, and draws a dotted background."""

    zoom_changed = Signal(float)

    def __init__(self, scene: NetworkScene, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self.network_scene = scene
        self.theme = theme
        self._fitted = True
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheBackground)  # thousands of dots that stay where they are
        QPixmapCache.setCacheLimit(max(QPixmapCache.cacheLimit(), CACHE))

    @property
    def zoom(self) -> float:
        """Pixels per canvas unit."""
        return self.transform().m11()

    def zoom_at(self, pixel: QPoint, factor: float) -> None:
        """Zoom so that what lies under ``pixel`` (in the viewport) stays there."""
        self._fitted = False
        zoom = min(LARGEST, max(SMALLEST, self.zoom * factor))
        fixed = self._exactly(pixel)
        self.setTransform(QTransform.fromScale(zoom, zoom))
        moved = QPointF(self.mapFromScene(fixed)) - QPointF(pixel)
        self._scroll(moved.x(), moved.y())
        self.zoom_changed.emit(zoom)

    def _exactly(self, pixel: QPoint) -> QPointF:
        inverse, _ = self.viewportTransform().inverted()
        return inverse.map(QPointF(pixel))

    def zoom_in(self) -> None:
        """A step nearer, at the middle."""
        self.zoom_at(self.viewport().rect().center(), STEP)

    def zoom_out(self) -> None:
        """A step farther, at the middle."""
        self.zoom_at(self.viewport().rect().center(), 1 / STEP)

    def reset_zoom(self) -> None:
        """Back to 100 %, at the middle."""
        self.zoom_at(self.viewport().rect().center(), 1 / self.zoom)

    def pan_by(self, pixels: QPoint) -> None:
        """Move the paper."""
        self._fitted = False
        self._scroll(-pixels.x(), -pixels.y())

    def _scroll(self, dx: float, dy: float) -> None:
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() + round(dx))
        down.setValue(down.value() + round(dy))

    def in_sight(self) -> QRectF:
        """The part of the scene that is shown."""
        return self.mapToScene(self.viewport().rect()).boundingRect()

    def look_at(self, at: QPointF) -> None:
        """Bring a scene point to the middle."""
        self._fitted = False
        self.centerOn(at)

    def fit(self) -> None:
        """Show the whole network, not larger than `FIT_LARGEST`, and keep to it until someone zooms or pans."""
        self._fitted = True
        bounds, zoom = self._fitting()
        self.setTransform(QTransform.fromScale(zoom, zoom))
        self.centerOn(bounds.center())
        self.zoom_changed.emit(zoom)

    def _fitting(self) -> tuple[QRectF, float]:
        """What there is to show, and how large all of it can be seen."""
        bounds = self.network_scene.bounds()
        if bounds.isEmpty():
            return QRectF(-100, -100, 200, 200), 1.0
        room, (wide, high) = self.viewport().size(), self.free_room()
        across, down = wide / bounds.width(), high / bounds.height()
        loops = self.network_scene.loops()
        if not loops.isEmpty():  # they may run in the margin
            bounds = bounds.united(loops)
            across = min(across, (room.width() - 2 * LINE_MARGIN) / bounds.width())
            down = min(down, (room.height() - 2 * LINE_MARGIN) / bounds.height())
        return bounds, min(FIT_LARGEST, max(SMALLEST, min(across, down)))

    def free_room(self) -> tuple[float, float]:
        """Pixels across and down in which `fit` shows the blocks."""
        room = self.viewport().size()
        margin = min(FIT_MARGIN, NARROW_MARGIN * room.width())
        return max(1.0, room.width() - 2 * margin), max(1.0, room.height() - 2 * margin)

    def keep_fitted(self, *, nearer: bool = True) -> None:
        """Fit again where the network has outgrown a view that no one has zoomed or panned, or become far smaller.

        Without ``nearer`` only where it has outgrown it: a block that someone has just placed stays under the pointer.
        """
        if self._fitted:
            seen = self.in_sight().contains(self.network_scene.bounds())
            if not seen or (nearer and self._fitting()[1] > SHRUNK * self.zoom):
                self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """What is fitted stays fitted."""
        super().resizeEvent(event)
        if self._fitted:
            self.fit()

    def see(self, rect: QRectF, beside: float = 0.0) -> None:
        """Scroll as little as shows ``rect``; of what is larger than the view the upper left part.

        ``beside`` is how much of the scene on both sides of it shall be seen too, where there is room.
        """
        sight, rim = self.in_sight(), SEEN_MARGIN / self.zoom
        wide, high = sight.width() - 2 * rim, sight.height() - 2 * rim
        aside = max(0.0, min(beside, (wide - rect.width()) / 2))
        place = QRectF(rect.left() - aside, rect.top(), min(rect.width() + 2 * aside, wide), min(rect.height(), high))
        if not sight.contains(place):
            self.ensureVisible(place, SEEN_MARGIN, SEEN_MARGIN)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.theme = theme
        self.network_scene.show_theme(theme)
        self.resetCachedContent()
        self.viewport().update()

    def drawBackground(self, painter: QPainter, rect: QRectF | object) -> None:  # noqa: N802
        """Paper with dots; when they would stand too close, only every second, fourth … is drawn."""
        assert isinstance(rect, QRectF)
        painter.fillRect(rect, self.theme.colour("canvas"))
        step = DOTS * 2 ** max(0, math.ceil(math.log2(DENSEST / (DOTS * self.zoom))))
        pen = QPen(self.theme.colour("card_line" if self.theme.name == "light" else "line"), 1.8 / self.zoom)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        left, top = math.floor(rect.left() / step), math.floor(rect.top() / step)
        columns = [index * step for index in range(left, math.ceil(rect.right() / step) + 1)]
        rows = [index * step for index in range(top, math.ceil(rect.bottom() / step) + 1)]
        painter.drawPoints([QPointF(x, y) for x in columns for y in rows])
