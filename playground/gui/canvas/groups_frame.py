"""The frame of an open group: a titled area behind its members."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene, QStyleOptionGraphicsItem, QWidget

from playground.gui.canvas.geometry import BAR, PAD, card_at
from playground.gui.canvas.groups import Shown
from playground.gui.canvas.lettering import elided, lettering, width
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Group
from playground.spec.groups import called

RADIUS = 12.0
TITLE, COUNT = 12.0, 11.0
SMALLEST = 10.0
"""Letters on the screen are not smaller, in pixels."""
TALLEST = 46.0


def frame_around(inside: QRectF) -> QRectF:
    """The frame of an open group whose cards (and frames) take the room ``inside``."""
    return inside.adjusted(-PAD, -PAD - BAR, PAD, PAD)


def extent(shown: Shown, id: str) -> QRectF:
    """The frame that an open group will have around its cards, of their usual size, and around frames in it."""
    members = set(shown.groups[id].members)
    inside = QRectF()
    for card in shown.cards:
        blocks = shown.groups[card.id].members if card.id in shown.closed else (card.id,)
        if members.issuperset(blocks):
            inside = inside.united(card_at(card.position))
    for other in shown.frames:
        if other.id != id and members.issuperset(other.members):
            inside = inside.united(extent(shown, other.id))
    return frame_around(inside)


class FrameItem(QGraphicsItem):
    """Draws one open group; the scene tells it everything."""

    def __init__(self, group: Group, theme: Theme) -> None:
        super().__init__()
        self.about = group
        self._theme = theme
        self._rect = QRectF()
        self._selected = self._hovered = False
        self.setZValue(-2.0)

    def show_group(self, group: Group, depth: int) -> None:
        """Follow the document; inner frames (greater ``depth``) lie over outer ones."""
        self.setZValue(-2.0 + depth / 10_000)
        if group != self.about:
            self.about = group
            self.update()

    def show_around(self, inside: QRectF) -> None:
        """Lie around the members, whose rectangle is ``inside``."""
        rect = frame_around(inside)
        if rect != self._rect:
            self.prepareGeometryChange()
            self._rect = rect

    def show_state(self, *, selected: bool, hovered: bool) -> None:
        """Whether it is selected, and whether the pointer is over its title."""
        if (selected, hovered) != (self._selected, self._hovered):
            self._selected, self._hovered = selected, hovered
            self.update()

    def show_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.update()

    def place(self) -> QRectF:
        """The whole frame, in scene coordinates."""
        return self._rect

    def bar(self) -> QRectF:
        """The title bar, in scene coordinates."""
        return QRectF(self._rect.topLeft(), self._rect.topRight() + QPointF(0.0, BAR))

    def closer(self) -> QRectF:
        """The sign that closes the group, in scene coordinates."""
        return QRectF(self._rect.right() - BAR - 2, self._rect.top(), BAR, BAR)

    def boundingRect(self) -> QRectF:  # noqa: N802
        """With the halo, and the name that stands above it from far away."""
        return self._rect.adjusted(-5, -5 - TALLEST, 5, 5)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """The area, the bar, the name, how often it repeats, and the sign that closes it."""
        theme, rect = self._theme, self._rect
        zoom = option.levelOfDetailFromTransform(painter.worldTransform())
        line = theme.colour("selection" if self._selected else "muted")
        path = QPainterPath()
        path.addRoundedRect(rect, RADIUS, RADIUS)
        if self._selected:
            halo = QColor(line)
            halo.setAlphaF(0.2)
            painter.setPen(QPen(halo, 7.0))
            painter.drawPath(path)
        wash = QColor(line)
        wash.setAlphaF(0.07 if theme.name == "light" else 0.12)
        painter.fillPath(path, wash)
        painter.save()
        painter.setClipPath(path)
        strong = QColor(line)
        strong.setAlphaF((0.22 if self._hovered else 0.15) + (0.06 if theme.name == "dark" else 0.0))
        painter.fillRect(self.bar(), strong)
        painter.restore()
        edge = QColor(line)
        edge.setAlphaF(1.0 if self._selected else 0.55)
        painter.setPen(QPen(edge, max(1.6 if self._selected else 1.0, 0.9 / max(zoom, 0.05))))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        self._paint_title(painter, zoom)

    def _paint_title(self, painter: QPainter, zoom: float) -> None:
        theme, bar = self._theme, self.bar()
        size = min(30.0, max(TITLE, SMALLEST / max(zoom, 0.05)))
        above = size > TITLE * 1.5  # too far away to be read in the bar: it stands over the frame then
        times = f"×{self.about.repeat}" if self.about.repeat > 1 else ""
        wide = width(times, size) + 14 if times else 0.0
        room = bar.width() - wide - (8 if above else BAR + 24)
        words = elided(called(self.about), size, max(0.0, room), bold=True)
        baseline = bar.top() - 6 if above else bar.center().y() + size * 0.36
        painter.setPen(theme.colour("text"))
        painter.setFont(lettering(size, bold=True))
        painter.drawText(QPointF(bar.left() + 12, baseline), words)
        if times:
            painter.setFont(lettering(size))
            painter.setPen(theme.colour("muted"))
            painter.drawText(QPointF(bar.left() + 12 + width(words, size, bold=True) + 8, baseline), times)
        if not above:
            middle = self.closer().center()
            painter.setPen(QPen(theme.colour("text" if self._hovered else "muted"), 1.8))
            painter.drawPolyline([middle + QPointF(-4.5, 2.2), middle + QPointF(0, -2.3), middle + QPointF(4.5, 2.2)])


class Frames:
    """The frames on a scene."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self._scene = scene
        self.items: dict[str, FrameItem] = {}
        """By the group's id, the outer before the inner ones."""
        self._on: Mapping[str, str] = {}

    def show(self, shown: Shown, theme: Theme) -> None:
        """Make them what the network says."""
        wanted = {group.id: group for group in shown.frames}
        self._on = shown.card
        for id in [id for id in self.items if id not in wanted]:
            self._scene.removeItem(self.items.pop(id))
        for id, group in wanted.items():
            if id not in self.items:
                self.items[id] = FrameItem(group, theme)
                self._scene.addItem(self.items[id])
        self.items = {id: self.items[id] for id in wanted}
        for depth, (id, group) in enumerate(wanted.items()):
            self.items[id].show_group(group, depth)

    def lay(self, bounds: Callable[[Iterable[str]], QRectF]) -> None:
        """Lay them around the cards of their members, and around the frames inside; ``bounds`` is of cards."""
        done: list[FrameItem] = []
        for frame in reversed(self.items.values()):  # the inner ones first
            members = set(frame.about.members)
            inside = bounds({self._on[id] for id in members})
            for other in done:
                if members.issuperset(other.about.members):
                    inside = inside.united(other.place())
            frame.show_around(inside)
            done.append(frame)

    def under(self, at: QPointF) -> FrameItem | None:
        """The frame whose title bar lies at a scene point."""
        return next((frame for frame in reversed(self.items.values()) if frame.bar().contains(at)), None)

    def show_states(self, selected: Iterable[str], hovered: str) -> None:
        """Which are selected, and which one the pointer is over."""
        chosen = set(selected)
        for id, frame in self.items.items():
            frame.show_state(selected=id in chosen, hovered=id == hovered)

    def show_theme(self, theme: Theme) -> None:
        """Take other colours."""
        for frame in self.items.values():
            frame.show_theme(theme)
