"""The curves between blocks."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPainterPathStroker, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from playground.gui.canvas.geometry import HEIGHT, HIT
from playground.gui.canvas.lettering import lettering, width
from playground.gui.canvas.units.spot import Spot
from playground.gui.canvas.units.wires import Wires
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Edge

SHAPE = 10.0
SAMPLES = 32


def curve(start: QPointF, end: QPointF, obstacles: Iterable[QRectF] = ()) -> QPainterPath:
    """A smooth way from an output to an input; around ``obstacles`` where the direct one would cross them."""
    if end.x() < start.x():
        return _back(start, end)
    path = _direct(start, end)
    blocking = [rect for rect in obstacles if crosses(path, rect)]
    return _around(start, end, blocking) if blocking else path


def crosses(path: QPainterPath, rect: QRectF) -> bool:
    """Whether the line itself runs through ``rect`` (Qt's own test takes the area that the line would enclose)."""
    if not path.boundingRect().adjusted(-1, -1, 1, 1).intersects(rect):
        return False
    return any(rect.contains(path.pointAtPercent(index / SAMPLES)) for index in range(SAMPLES + 1))


def _direct(start: QPointF, end: QPointF) -> QPainterPath:
    path = QPainterPath(start)
    across = end.x() - start.x()
    pull = max(24.0, across / 2) if across >= 0 else min(220.0, 60.0 - across / 3)
    path.cubicTo(start + QPointF(pull, 0), end - QPointF(pull, 0), end)
    return path


def _back(start: QPointF, end: QPointF) -> QPainterPath:
    """Like the carriage of a typewriter: out, along a lane between the rows, and in again from the left."""
    down = end.y() - start.y()
    beside = HEIGHT / 2 + 26.0
    lane = start.y() + (max(-beside, min(beside, down / 2)) if abs(down) > HEIGHT + 20.0 else max(down, 0.0) + beside)
    turn = QPointF(44.0, 0.0)
    path = QPainterPath(start)
    first, last = QPointF(start.x(), lane), QPointF(end.x(), lane)
    path.cubicTo(start + turn, first + turn, first)
    path.lineTo(last)
    path.cubicTo(last - turn, end - turn, end)
    return path


def _around(start: QPointF, end: QPointF, blocking: list[QRectF]) -> QPainterPath:
    top = min(rect.top() for rect in blocking) - 26.0
    bottom = max(rect.bottom() for rect in blocking) + 26.0
    middle = (start.y() + end.y()) / 2
    lane = top if middle - top <= bottom - middle else bottom
    near, far = QPointF(40.0, 0.0), QPointF(70.0, 0.0)
    first = QPointF(min(rect.left() for rect in blocking) + 38.0, lane)
    last = QPointF(max(rect.right() for rect in blocking) - 38.0, lane)
    path = QPainterPath(start)
    path.cubicTo(start + near, first - far, first)
    path.lineTo(last)
    path.cubicTo(last + far, end - near, end)
    return path


class Light(QGraphicsItem):
    """The weight under the pointer, over all others, so that those need not be drawn anew."""

    def __init__(self, edge: QGraphicsItem) -> None:
        super().__init__(edge)
        self._wires: Wires | None = None
        self._theme: Theme | None = None

    def show_light(self, wires: Wires | None, theme: Theme) -> None:
        """Follow the weights of the edge."""
        self.prepareGeometryChange()
        self._wires, self._theme = wires, theme
        self.setVisible(wires is not None and bool(wires.lit()))
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802
        """Where the weights are."""
        return self._wires.bounds if self._wires is not None else QRectF()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """As the weight itself is drawn, with a rim."""
        if self._wires is not None and self._theme is not None:
            self._wires.paint_light(painter, self._theme)


class EdgeItem(QGraphicsItem):
    """Draws one `Edge`, with the shape of what flows."""

    def __init__(self, edge: Edge, theme: Theme) -> None:
        super().__init__()
        self.edge = edge
        self._theme = theme
        self._path = QPainterPath()
        self._hit = QPainterPath()
        self._bounds = QRectF()
        self._text = ""
        self.wires: Wires | None = None
        self._light: Light | None = None
        self.long = False
        """Whether cards could stand in its way."""
        self._misfit = self._selected = self._hovered = self._faint = False

    def show_path(self, path: QPainterPath, wires: Wires | None = None) -> None:
        """The way it takes, in scene coordinates; ``wires`` are shown in place of the curve."""
        if path != self._path or wires is not None or self.wires is not None:
            self.prepareGeometryChange()
            if path != self._path:
                stroker = QPainterPathStroker()
                stroker.setWidth(HIT)
                self._hit = stroker.createStroke(path)
            self._path, self.wires = path, wires
            self._bounds = path.boundingRect().adjusted(-40, -14, 40, 14)
            self._shine()
            if wires is not None:
                self._bounds = self._bounds.united(wires.bounds)
            # Many lines are drawn once and copied until one of them changes.
            kept = wires is not None and wires.mode == "lines"
            mode = QGraphicsItem.CacheMode
            self.setCacheMode(mode.DeviceCoordinateCache if kept else mode.NoCache)
            self.update()

    def show_flow(self, text: str, *, misfit: bool) -> None:
        """The shape that flows, and whether the target cannot take it."""
        if (text, misfit) != (self._text, self._misfit):
            self._text, self._misfit = text, misfit
            self.update()

    def show_state(self, *, selected: bool, hovered: bool) -> None:
        """Whether it is selected, and whether the pointer or a block to insert is over it."""
        if (selected, hovered) != (self._selected, self._hovered):
            self._selected, self._hovered = selected, hovered
            self.setZValue(0.5 if selected or hovered else 0.0)
            self.update()

    def show_spots(self, hovered: Spot | None, chosen: Spot | None) -> None:
        """The weights under the pointer and under the keys."""
        wires = self.wires
        if wires is not None and (hovered, chosen) != (wires.hovered, wires.chosen):
            before = wires.lit()
            wires.hovered, wires.chosen = hovered, chosen
            if before or wires.lit():
                self._shine()

    def show_values(self) -> None:
        """The weights have changed."""
        self.update()
        if self.wires is not None and self.wires.lit():
            self._shine()

    def _shine(self) -> None:
        """Show the light where a weight is under the pointer or the keys."""
        if self._light is None:
            if self.wires is None or not self.wires.lit():
                return
            self._light = Light(self)
        self._light.show_light(self.wires, self._theme)

    def show_faint(self, faint: bool) -> None:
        """While its end is led elsewhere."""
        if faint != self._faint:
            self._faint = faint
            self.update()

    def show_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self._shine()
        self.update()

    @property
    def hovered(self) -> bool:
        """Whether it is highlighted."""
        return self._hovered

    @property
    def back(self) -> bool:
        """Whether it leads to the left."""
        return self.at(1.0).x() < self.at(0.0).x()

    def way(self) -> QRectF:
        """The rectangle around the line itself."""
        return self._path.boundingRect()

    def middle(self) -> QPointF:
        """The point half way; among the weights where they are shown."""
        if self.wires is not None:
            return self.wires.bounds.center()
        return self.at(0.5)

    def at(self, share: float) -> QPointF:
        """The point so far along the way: 0 is its begin, 1 its end."""
        return self._path.pointAtPercent(share) if not self._path.isEmpty() else QPointF()

    def crosses(self, rect: QRectF) -> bool:
        """Whether the connection, or what is shown in its place, runs through a rectangle of the scene."""
        return self._hit.intersects(rect) or (self.wires is not None and self.wires.bounds.intersects(rect))

    def boundingRect(self) -> QRectF:  # noqa: N802
        """With the shape's text."""
        return self._bounds

    def shape(self) -> QPainterPath:
        """Where the hand takes it: wider than the line."""
        return self._hit

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """The curve; near enough also the shape. Opened blocks have their weights in its place."""
        zoom = option.levelOfDetailFromTransform(painter.worldTransform())
        theme = self._theme
        if self.wires is not None:
            if self._faint:
                painter.setOpacity(0.35)
            self.wires.paint(painter, theme, zoom)
            if not (self._selected or self._hovered):
                return
        active = self._selected or self._hovered
        token = "selection" if active else "error" if self._misfit else "edge"
        colour = theme.colour(token)
        if self._selected:
            halo = theme.colour("selection")
            halo.setAlphaF(0.2)
            painter.strokePath(self._path, QPen(halo, 9.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        pen = QPen(colour, max(2.6 if active else 1.8, 0.9 / max(zoom, 0.05)))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        if self._faint:
            colour.setAlphaF(0.35)
            pen.setColor(colour)
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.strokePath(self._path, pen)
        if self._text and zoom >= 0.55 and not self._faint:
            self._paint_shape(painter, token, min(1.0, (zoom - 0.55) / 0.2))

    def _paint_shape(self, painter: QPainter, token: str, strength: float) -> None:
        theme, at = self._theme, self._path.pointAtPercent(0.5)
        wide = width(self._text, SHAPE)
        if wide + 14 > self._path.boundingRect().width():
            return
        painter.setOpacity(painter.opacity() * strength)
        pill = QRectF(at.x() - wide / 2 - 5, at.y() - 8, wide + 10, 16)
        painter.setPen(QPen(theme.colour("grid" if token == "edge" else token), 1.0))
        painter.setBrush(theme.colour("canvas"))
        painter.drawRoundedRect(pill, 8, 8)
        painter.setPen(theme.colour("muted" if token == "edge" else token))
        painter.setFont(lettering(SHAPE))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, self._text)


class LooseCurve(QGraphicsItem):
    """The curve that follows the pointer while a connection is drawn."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._path = QPainterPath()
        self._fits = False
        self.setZValue(3.0)

    def show_ends(self, start: QPointF, end: QPointF, *, fits: bool) -> None:
        """From where to where, in scene coordinates, and whether it can end there."""
        self.prepareGeometryChange()
        self._path, self._fits = _direct(start, end), fits
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802
        """With the knob at its end."""
        return self._path.boundingRect().adjusted(-10, -10, 10, 10)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Solid where it fits, dashed on the way."""
        colour = self._theme.colour("accent")
        pen = QPen(colour, 2.4)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        if not self._fits:
            pen.setDashPattern([2.0, 2.5])
        painter.strokePath(self._path, pen)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for end in (self._path.pointAtPercent(0.0), self._path.pointAtPercent(1.0)):
            painter.drawEllipse(end, 4.5, 4.5)
