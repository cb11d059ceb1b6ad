"""The whole network in small, in a corner of the canvas, with a frame around what the canvas shows."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from playground.gui.canvas.paper import PaperView
from playground.gui.follow import follow
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Experiment
from playground.spec.words import tr
from playground.workbench.document import Document

Wish = Literal["auto", "on", "off"]
WISHES: tuple[Wish, ...] = ("auto", "on", "off")

LARGEST = QSize(200, 128)
INSET = 12
MARGIN = 8.0
SHARE = 0.34
"""Of the canvas' width and height at most."""
SMALLEST_CANVAS = QSize(320, 200)
DOT = 3.2


class Minimap(QWidget):
    """Follows its canvas. By itself (``auto``) it is there while a part of the network is out of sight."""

    wished = Signal(str)
    """A person turned it on or off: ``auto``, ``on`` or ``off``."""

    def __init__(self, canvas: PaperView, document: Document) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._wish: Wish = "auto"
        self._picture: QPixmap | None = None
        self._theme: Theme = canvas.theme
        self._whole = QRectF()
        self._clear_of = QRectF()
        self.setAccessibleName(tr("Overview of the network"))
        self.setToolTip(tr("The whole network. Click or drag to move the view. Alt+M hides it."))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()
        for bar in (canvas.horizontalScrollBar(), canvas.verticalScrollBar()):
            bar.valueChanged.connect(self._moved)
        canvas.zoom_changed.connect(self._moved)
        canvas.network_scene.opened_changed.connect(self._changed)
        canvas.installEventFilter(self)
        follow(document.changed, self, self._follow)

    @property
    def wish(self) -> Wish:
        """Whether it is to be there."""
        return self._wish

    def set_wish(self, wish: Wish) -> None:
        """Show it always (``on``), never (``off``), or while a part of the network is out of sight (``auto``)."""
        self._wish = wish
        self._moved()

    def toggle(self) -> None:
        """Away with it, or back: where all of the network is in sight anyway, for good."""
        wish: Wish = "off" if self.isVisible() else "on" if self._all_in_sight() else "auto"
        self.set_wish(wish)
        self.wished.emit(wish)

    def step_aside(self, rect: QRectF) -> None:
        """Lie in the first corner where it hides least of a part of the scene; an empty one is nowhere."""
        self._clear_of = rect
        self._moved()

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        self._changed()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """It stays in the canvas' corner."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._changed()
        return False

    def _follow(self, old: Experiment, new: Experiment) -> None:
        self._changed()

    def _changed(self) -> None:
        """Something of the network is elsewhere or looks different."""
        self._picture = None
        self._moved()

    def _moved(self) -> None:
        """The canvas shows another part of the network."""
        canvas = self._canvas
        roomy = canvas.width() >= SMALLEST_CANVAS.width() and canvas.height() >= SMALLEST_CANVAS.height()
        wanted = self._wish == "on" or (self._wish == "auto" and not self._all_in_sight())
        shown = wanted and roomy and bool(canvas.network_scene.cards)
        if shown:
            self._whole = canvas.network_scene.bounds()
            self._settle()
            self.update()
        self.setVisible(shown)

    def _all_in_sight(self) -> bool:
        return self._canvas.in_sight().contains(self._canvas.network_scene.bounds())

    def _settle(self) -> None:
        """Take the room that the network's form needs."""
        canvas = self._canvas
        most = LARGEST.boundedTo(QSize(round(canvas.width() * SHARE), round(canvas.height() * SHARE)))
        inner = QSize(most.width() - 2 * round(MARGIN), most.height() - 2 * round(MARGIN))
        scale = min(inner.width() / max(1.0, self._whole.width()), inner.height() / max(1.0, self._whole.height()))
        wide = max(96, round(self._whole.width() * scale) + 2 * round(MARGIN))
        high = max(56, round(self._whole.height() * scale) + 2 * round(MARGIN))
        place = self._corner(QSize(wide, high))
        if place != self.geometry():
            if place.size() != self.size():
                self._picture = None
            self.setGeometry(place)

    def _corner(self, size: QSize) -> QRect:
        canvas = self._canvas
        room = canvas.viewport().geometry().adjusted(INSET, INSET, -INSET, -INSET)
        right, bottom = room.right() + 1 - size.width(), room.bottom() + 1 - size.height()
        corners = ((right, bottom), (room.left(), bottom), (right, room.top()), room.topLeft().toTuple())
        places = [QRect(QPoint(*corner), size) for corner in corners]
        if self._clear_of.isEmpty():
            return places[0]
        first = canvas.mapFromScene(self._clear_of).boundingRect()
        cards = [canvas.mapFromScene(card.place()).boundingRect() for card in canvas.network_scene.cards.values()]

        def hidden(place: QRect) -> tuple[int, int]:
            """Of the part that must be seen, and of all blocks."""
            overs = [place.intersected(there) for there in (first, *cards)]
            areas = [over.width() * over.height() for over in overs]
            return areas[0], sum(areas)

        return min(places, key=hidden)

    def _scale(self) -> float:
        across = (self.width() - 2 * MARGIN) / max(1.0, self._whole.width())
        down = (self.height() - 2 * MARGIN) / max(1.0, self._whole.height())
        return min(across, down)

    def to_map(self, at: QPointF) -> QPointF:
        """Where a point of the canvas lies here."""
        return (at - self._whole.center()) * self._scale() + QPointF(self.width() / 2, self.height() / 2)

    def to_canvas(self, at: QPointF) -> QPointF:
        """The point of the canvas that lies here."""
        return (at - QPointF(self.width() / 2, self.height() / 2)) / self._scale() + self._whole.center()

    def _rect(self, rect: QRectF) -> QRectF:
        return QRectF(self.to_map(rect.topLeft()), self.to_map(rect.bottomRight()))

    # ------------------------------------------------------------------ drawing

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The picture that is kept, and the frame."""
        if self._picture is None or self._picture.devicePixelRatio() != self.devicePixelRatioF():
            self._picture = self._drawn()
        frame = self._rect(self._canvas.in_sight()).intersected(QRectF(self.rect()).adjusted(2, 2, -2, -2))
        colour = self._theme.colour("accent")
        wash = QColor(colour)
        wash.setAlphaF(0.08)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawPixmap(0, 0, self._picture)
            painter.setPen(QPen(colour, 1.4))
            painter.setBrush(wash)
            painter.drawRoundedRect(frame, 3, 3)

    def _drawn(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        with QPainter(picture) as painter:
            self._draw(painter)
        return picture

    def _draw(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, scene = self._theme, self._canvas.network_scene
        ground = theme.colour("panel")
        ground.setAlphaF(0.94)
        painter.setPen(QPen(theme.colour("line"), 1.0))
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.setPen(QPen(theme.colour("edge"), 1.0))
        card = scene.shown.card
        for edge in scene.edges:
            start, end = scene.cards[card[edge.source]].output_port(), scene.bounds((card[edge.target],))
            painter.drawLine(self.to_map(start), self.to_map(QPointF(end.left(), end.center().y())))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("muted"), 1.0))
        for id in scene.frames.items:
            painter.drawRoundedRect(self._rect(scene.bounds((id,))), 2, 2)
        painter.setPen(Qt.PenStyle.NoPen)
        marks = []
        for id, item in scene.cards.items():
            place = self._rect(scene.bounds((id,)))
            painter.setBrush(theme.colour(item.face.colour))
            painter.drawRoundedRect(place, min(2.0, place.height() / 3), min(2.0, place.height() / 3))
            if item.face.severity:
                marks.append((item.face.severity, place.topRight()))
        for severity, at in marks:
            painter.setPen(QPen(theme.colour("panel"), 1.2))
            painter.setBrush(theme.colour(severity))
            painter.drawEllipse(at, DOT, DOT)

    # ------------------------------------------------------------------ the pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Look there."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._canvas.look_at(self.to_canvas(event.position()))
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Follow the pointer."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._canvas.look_at(self.to_canvas(event.position()))
            event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """The hand is not the canvas'."""
        event.accept()
