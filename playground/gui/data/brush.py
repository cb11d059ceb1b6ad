"""The brush: paints, moves and erases points on the surface, with the pointer or the keys, also while it trains."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen

from playground.catalog.datasets.painted import MOST_CLASSES
from playground.catalog.painting import as_painted, obstacle, points_of
from playground.catalog.prepare import Prepared, prepare
from playground.gui.data.measures import LARGEST, digit_value, next_size, places_of, point_colour
from playground.gui.data.stroke import Mode, Point, Stroke, recolouring, room
from playground.gui.follow import follow
from playground.gui.plots.faces.face import Frame
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Experiment
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr
from playground.workbench.document import Document

EVERY = 50
"""Milliseconds between two edits of one stroke, at least: each is sent to the engine, which prepares the data anew."""
REACH = 9.0
"""Pixels within which a point is taken by a brush of no size."""
SPACING = 14.0
"""Pixels from one point to the next that a brush of no size leaves."""
DAB = 4
"""Points that a brush of some size leaves at once."""
STEP = 8.0
"""Pixels that an arrow key moves the brush."""

DIGITS = {Qt.Key(Qt.Key.Key_0 + digit): digit for digit in range(1, 10)}
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Brush(QObject):
    """A `playground.gui.plots.tool.SurfaceTool` that changes the data of the document, one undo step a stroke.

    Attributes:
        mode: what a press does; the right button always erases. label: the class, from 0. value: the number to
            predict. size: the radius as a share of the plane's width; 0 paints single points.

    """

    changed = Signal()
    """The mode, the class, the number or the size is another."""
    said = Signal(str)
    """Something that a person should know, in a sentence."""

    def __init__(
        self, document: Document, theme: Theme, repaint: Callable[[], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.mode: Mode = "paint"
        self.label = 0
        self.value = 0.0
        self.size = 0.0
        self._document = document
        self._theme = theme
        self._repaint = repaint
        self._frame: Frame | None = None
        self._spot: QPointF | None = None  # where the brush is, in pixels
        self._stroke: Stroke | None = None
        self._random = np.random.default_rng(0)
        self._last = -math.inf
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._flush)
        follow(document.changed, self, self._follow)

    # What a person sets

    def set_mode(self, mode: Mode) -> None:
        """What a press does from now on."""
        self.finish()
        self.mode = mode
        self._tell()

    def set_label(self, label: int) -> None:
        """The class to paint with, from 0; a class that is not there yet is made with the first point."""
        self.label = min(max(label, 0), MOST_CLASSES - 1)
        if self.mode == "erase":
            self.mode = "paint"
        self._tell()

    def set_value(self, value: float) -> None:
        """The number to paint with."""
        self.value = value
        self._tell()

    def set_size(self, size: float) -> None:
        """The radius, as a share of the plane's width."""
        self.size = min(max(size, 0.0), LARGEST)
        self._tell()

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self._theme = theme

    @property
    def prepared(self) -> Prepared | None:
        """The examples as they are; None where the data cannot be read."""
        try:
            return prepare(self._document.experiment.data)
        except PlaygroundError:
            return None  # the problems say what is wrong; there is nothing to paint on

    @property
    def obstacle(self) -> str:
        """Why these data cannot be painted on; empty where they can."""
        return obstacle(self.prepared)

    def finish(self) -> None:
        """Let go: what was done so far is in the document."""
        self._flush()
        self._stroke = None

    # What the surface tells

    @property
    def cursor(self) -> Qt.CursorShape:
        """A cross to paint and erase, a hand to move."""
        if self.mode != "move":
            return Qt.CursorShape.CrossCursor
        return Qt.CursorShape.ClosedHandCursor if self._stroke is not None else Qt.CursorShape.OpenHandCursor

    def press(self, point: Point, event: QMouseEvent) -> bool:
        """Begin a stroke; the right button erases."""
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            return False
        self._spot = event.position()
        mode: Mode = "erase" if event.button() == Qt.MouseButton.RightButton else self.mode
        self._begin(mode, event.position(), point)
        return True

    def move(self, point: Point, event: QMouseEvent) -> bool:
        """Go on with the stroke, or show where one would begin."""
        self._spot = event.position()
        if self._stroke is not None:
            self._go_on(event.position(), point)
        return True

    def release(self, point: Point, event: QMouseEvent) -> bool:
        """The stroke is done."""
        self.finish()
        return True

    def leave(self) -> None:
        """No brush is shown beside the plane."""
        if self._stroke is None:
            self._spot = None

    def key(self, event: QKeyEvent) -> bool:
        """1…9 choose the class, [ ] the size, arrows move the brush, Enter uses it, Delete erases under it."""
        key = Qt.Key(event.key())
        if key in DIGITS:
            return self._digit(DIGITS[key])
        if key in (Qt.Key.Key_BracketLeft, Qt.Key.Key_Minus, Qt.Key.Key_BracketRight, Qt.Key.Key_Plus):
            bigger = key in (Qt.Key.Key_BracketRight, Qt.Key.Key_Plus)
            self.set_size(next_size(self.size, 1 if bigger else -1))
            return True
        if key in ARROWS:
            step = 1.0 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
            self._walk(ARROWS[key][0] * step, ARROWS[key][1] * step)
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            return self._use(erase=key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace))
        return False

    # Strokes

    def _begin(self, mode: Mode, at: QPointF, point: Point) -> None:
        self.finish()
        prepared = self.prepared
        why = obstacle(prepared)
        if why or prepared is None:
            self.said.emit(why)
            return
        if mode == "paint" and (full := room(len(prepared.raw))):
            self.said.emit(full)
            return
        self._stroke = Stroke(mode=mode, at=at, grip=point, to=point)
        if mode == "move":
            all_places = places_of(prepared)
            taken = self._taken(at)
            self._stroke.held = {index: (float(all_places[index, 0]), float(all_places[index, 1])) for index in taken}
        else:
            self._dab(at)
        self._hurry()

    def _go_on(self, at: QPointF, point: Point) -> None:
        stroke = self._stroke
        assert stroke is not None
        if stroke.mode == "move":
            inside = self._clamped(at)
            stroke.to = inside if inside is not None else point
            stroke.moved = bool(stroke.held)
        else:
            self._dab_along(stroke, at)
        self._hurry()

    def _dab_along(self, stroke: Stroke, at: QPointF) -> None:
        """Dabs from the last one on, evenly apart however fast the pointer goes."""
        spacing = max(self._radius() * 0.5, SPACING) if stroke.mode == "paint" else max(self._radius() * 0.5, REACH / 2)
        way = at - stroke.at
        length = math.hypot(way.x(), way.y())
        for number in range(1, min(int(length / spacing), 200) + 1):
            self._dab(stroke.at + way * (number * spacing / length))
        if length >= spacing:
            stroke.at = at

    def _dab(self, at: QPointF) -> None:
        stroke = self._stroke
        assert stroke is not None
        if stroke.mode == "erase":
            stroke.gone.update(self._taken(at))
            return
        radius = self._radius()
        for index in range(DAB if self.size else 1):
            angle, far = self._random.random() * 2 * math.pi, radius * math.sqrt(self._random.random())
            place = at + QPointF(math.cos(angle), math.sin(angle)) * (far if self.size and index else 0.0)
            point = self._frame.back(place) if self._frame is not None else None
            if point is not None:
                stroke.fresh.append((*point, self._painted_value()))

    def _painted_value(self) -> float:
        facts = self._document.analysis.facts
        if facts is None or len(facts.features) == 1:
            return 0.0
        return float(self.label) if facts.task == "classes" else self.value

    def _taken(self, at: QPointF) -> list[int]:
        """The points under the brush; under one of no size the nearest, if it is near."""
        prepared, frame = self.prepared, self._frame
        if prepared is None or frame is None or not len(prepared.raw):
            return []
        places = places_of(prepared)
        pixels = frame.all_at(places[:, 0], places[:, 1])
        away = np.hypot(pixels[:, 0] - at.x(), pixels[:, 1] - at.y())
        if self.size:
            return [int(index) for index in np.flatnonzero(away <= max(self._radius(), REACH))]
        nearest = int(away.argmin())
        return [nearest] if away[nearest] <= REACH else []

    def _radius(self) -> float:
        """Of the brush, in pixels."""
        return self.size * self._frame.box.width() if self._frame is not None else 0.0

    def _clamped(self, at: QPointF) -> Point | None:
        """The point of the plane that is nearest to a pixel."""
        if self._frame is None:
            return None
        box = self._frame.box
        inside = QPointF(min(max(at.x(), box.left()), box.right()), min(max(at.y(), box.top()), box.bottom()))
        return self._frame.back(inside)

    def _hurry(self) -> None:
        """Make what was done an edit, at once or as soon as it is time."""
        if self._stroke is None or not self._stroke.waits or self._timer.isActive():
            return
        wait = (self._last + EVERY / 1000 - time.monotonic()) * 1000
        if wait <= 0:
            self._flush()
        else:
            self._timer.start(math.ceil(wait))

    def _flush(self) -> None:
        self._timer.stop()
        stroke, prepared = self._stroke, self.prepared
        if stroke is None or not stroke.waits or prepared is None:
            return
        data = self._document.experiment.data
        self._last = time.monotonic()
        points = len(prepared.raw)
        adding = bool(stroke.fresh)
        self._document.apply(stroke.edit(as_painted(data, prepared)))
        if adding and (full := room(len(points_of(self._document.experiment.data.source)))):
            self.said.emit(full)
        elif stroke.mode == "erase" and points == 1:
            self.said.emit(tr("The last point stays: without any there would be nothing to learn from."))
        self._repaint()

    def _follow(self, old: Experiment, new: Experiment) -> None:
        """A stroke ends where somebody else changes the data: its points may not be there any more."""
        stroke = self._stroke
        if stroke is not None and old.data is not new.data and new.data.source is not stroke.source:
            self._stroke = None
            self._timer.stop()
        if old.data is not new.data:
            self._tell()

    # Keys

    def _digit(self, digit: int) -> bool:
        prepared = self.prepared
        if prepared is None or len(prepared.facts.features) == 1:
            return True
        value = digit_value(prepared, digit)
        taken = self._taken(self._spot) if self.mode == "move" and self._spot is not None else []
        if taken and not self.obstacle:
            source = as_painted(self._document.experiment.data, prepared)
            self._document.apply(recolouring(source, taken, value))
        if prepared.facts.task == "classes":
            self.set_label(digit - 1)
        else:
            self.set_value(value)
        return True

    def _walk(self, across: float, down: float) -> None:
        if self._frame is None:
            return
        box = self._frame.box
        at = (self._spot if self._spot is not None else box.center()) + QPointF(across, down)
        self._spot = QPointF(min(max(at.x(), box.left()), box.right()), min(max(at.y(), box.top()), box.bottom()))
        point = self._clamped(self._spot)
        if self._stroke is not None and point is not None:
            self._go_on(self._spot, point)

    def _use(self, *, erase: bool) -> bool:
        """A dab where the brush is; in move mode, take hold or let go."""
        if self._stroke is not None:
            self.finish()
            return True
        at = self._spot if self._spot is not None else (self._frame.box.center() if self._frame else None)
        point = self._clamped(at) if at is not None else None
        if at is None or point is None:
            return True
        self._spot = at
        mode: Mode = "erase" if erase else self.mode
        self._begin(mode, at, point)
        if mode != "move":
            self.finish()
        return True

    def _tell(self) -> None:
        self.changed.emit()
        self._repaint()

    # What is painted over the surface

    def colour(self) -> QColor:
        """Of the points that would be painted."""
        facts = self._document.analysis.facts
        return point_colour(self._theme, facts, self.prepared, self._painted_value()) if facts is not None else QColor()

    def paint(self, painter: QPainter, frame: Frame) -> None:
        """The brush, and what no edit has yet."""
        self._frame = frame
        stroke = self._stroke
        rim = QColor("#ffffff") if self._theme.name == "light" else QColor("#10141a")
        if stroke is not None:
            self._paint_stroke(painter, frame, stroke, rim)
        if self._spot is None or not frame.box.contains(self._spot):
            return
        erasing = self.mode == "erase" if stroke is None else stroke.mode == "erase"
        colour = self._theme.colour("text") if self.mode != "paint" or erasing else self.colour()
        radius = max(self._radius(), 5.0 if self.mode == "paint" else REACH)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(rim, 3.0), QPen(colour, 1.4, Qt.PenStyle.DashLine if erasing else Qt.PenStyle.SolidLine)):
            painter.setPen(pen)
            painter.drawEllipse(self._spot, radius, radius)

    def _paint_stroke(self, painter: QPainter, frame: Frame, stroke: Stroke, rim: QColor) -> None:
        painter.setPen(QPen(rim, 1.0))
        painter.setBrush(self.colour())
        for x, y, _ in stroke.fresh:
            painter.drawEllipse(frame.at(x, y), 3.4, 3.4)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.colour("text"), 1.4))
        for x, y in stroke.places().values():
            painter.drawEllipse(frame.at(x, y), 5.5, 5.5)
        prepared = self.prepared
        if stroke.gone and prepared is not None:
            places = places_of(prepared)
            painter.setPen(QPen(self._theme.colour("muted"), 1.0))
            painter.setBrush(self._theme.colour("middle"))
            for index in stroke.gone:
                painter.drawEllipse(frame.at(float(places[index, 0]), float(places[index, 1])), 4.0, 4.0)
