"""Icons, drawn by code on a grid of 24 × 24 in the theme's colours, so that they are crisp at every scale.

A drawing is a short text of strokes, coordinates in grid units: ``M x y`` moves, ``L x y`` draws a line, ``C`` a cubic
curve, ``Z`` closes, ``O x y r`` is a circle, ``A x y r start sweep`` an arc (degrees, counter-clockwise from three
o'clock), ``F`` fills all that follows instead of stroking it.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPainterPath, QPen, QPixmap

from playground.gui.theme.tokens import Theme

GRID = 24.0
STROKE = 1.8

DRAWINGS: dict[str, str] = {
    "play": "F M 7 4.5 L 19.5 12 L 7 19.5 Z",
    "pause": "F M 6.5 5 L 10 5 L 10 19 L 6.5 19 Z M 14 5 L 17.5 5 L 17.5 19 L 14 19 Z",
    "step": "F M 5 5 L 14.5 12 L 5 19 Z M 16.5 5 L 19 5 L 19 19 L 16.5 19 Z",
    "epoch": "F M 3 5.5 L 10.5 12 L 3 18.5 Z M 10.5 5.5 L 18 12 L 10.5 18.5 Z "
    "M 18.6 5.5 L 21 5.5 L 21 18.5 L 18.6 18.5 Z",
    "reset": "A 12 12.5 7.5 120 -300 M 8.6 2.4 L 8 6.2 L 11.9 7",
    "dice": "M 6 3.5 L 18 3.5 C 19.4 3.5 20.5 4.6 20.5 6 L 20.5 18 C 20.5 19.4 19.4 20.5 18 20.5 L 6 20.5 "
    "C 4.6 20.5 3.5 19.4 3.5 18 L 3.5 6 C 3.5 4.6 4.6 3.5 6 3.5 Z F O 8.2 8.2 1.5 O 15.8 15.8 1.5 O 12 12 1.5 "
    "O 15.8 8.2 1.5 O 8.2 15.8 1.5",
    "undo": "M 8.5 4.5 L 4 9 L 8.5 13.5 M 4 9 L 14 9 C 22 9 22 19.5 14 19.5 L 9 19.5",
    "redo": "M 15.5 4.5 L 20 9 L 15.5 13.5 M 20 9 L 10 9 C 2 9 2 19.5 10 19.5 L 15 19.5",
    "new": "M 6 3 L 14 3 L 19 8 L 19 21 L 6 21 Z M 14 3 L 14 8 L 19 8",
    "open": "M 3 19 L 3 5.5 L 9 5.5 L 11.5 8 L 20 8 L 20 11 M 3 19 L 6 11 L 22.2 11 L 19 19 Z",
    "save": "M 4 4 L 16.5 4 L 20 7.5 L 20 20 L 4 20 Z M 8 4 L 8 9 L 15 9 L 15 4 M 7.5 20 L 7.5 14 L 16.5 14 L 16.5 20",
    "export": "M 12 15 L 12 3.5 M 7.5 8 L 12 3.5 L 16.5 8 M 4 14 L 4 20 L 20 20 L 20 14",
    "download": "M 12 3.5 L 12 15 M 7.5 10.5 L 12 15 L 16.5 10.5 M 4 14 L 4 20 L 20 20 L 20 14",
    "add": "M 12 4.5 L 12 19.5 M 4.5 12 L 19.5 12",
    "remove": "M 4.5 12 L 19.5 12",
    "close": "M 6 6 L 18 18 M 18 6 L 6 18",
    "check": "M 4.5 12.5 L 9.5 17.5 L 19.5 6.5",
    "fit": "M 4 9 L 4 4 L 9 4 M 15 4 L 20 4 L 20 9 M 20 15 L 20 20 L 15 20 M 9 20 L 4 20 L 4 15 F O 12 12 2.2",
    "arrange": "M 3.5 9 L 8.5 9 L 8.5 15 L 3.5 15 Z M 15.5 3.5 L 20.5 3.5 L 20.5 8.5 L 15.5 8.5 Z "
    "M 15.5 15.5 L 20.5 15.5 L 20.5 20.5 L 15.5 20.5 Z M 8.5 12 L 12 12 M 15.5 6 L 12 6 L 12 18 L 15.5 18",
    "connect": "O 5.5 17 2.5 O 18.5 7 2.5 M 8 17 C 14 17 10 7 16 7",
    "sun": "O 12 12 4 M 12 2.5 L 12 4.5 M 12 19.5 L 12 21.5 M 2.5 12 L 4.5 12 M 19.5 12 L 21.5 12 "
    "M 5.3 5.3 L 6.7 6.7 M 17.3 17.3 L 18.7 18.7 M 5.3 18.7 L 6.7 17.3 M 17.3 6.7 L 18.7 5.3",
    "moon": "M 20 14.2 C 12.5 17 7 11 9.8 4 C 4.5 5.7 2.3 11.5 5 16 C 8 21.3 16.5 21.6 20 14.2 Z",
    "warning": "M 12 3.5 L 21.5 20 L 2.5 20 Z M 12 10 L 12 14.2 F O 12 17.1 1.1",
    "error": "O 12 12 9 M 12 7 L 12 12.8 F O 12 16.4 1.15",
    "hint": "M 9.3 17 L 14.7 17 M 10.2 20.5 L 13.8 20.5 M 9.3 17 C 9.3 14.5 6 13 6 9.2 C 6 1 18 1 18 9.2 "
    "C 18 13 14.7 14.5 14.7 17",
    "info": "O 12 12 9 M 12 11.2 L 12 16.5 F O 12 7.8 1.15",
    "trash": "M 4 6.5 L 20 6.5 M 9 6.5 L 9 3.5 L 15 3.5 L 15 6.5 M 6 6.5 L 7 20.5 L 17 20.5 L 18 6.5 "
    "M 10.2 10.5 L 10.2 16.5 M 13.8 10.5 L 13.8 16.5",
    "link": "M 10 14 C 7.5 11.5 7.5 9 9.5 7 L 12 4.5 C 14.5 2 18 2.5 19.8 4.2 C 21.5 6 22 9.5 19.5 12 L 17.5 14 "
    "M 14 10 C 16.5 12.5 16.5 15 14.5 17 L 12 19.5 C 9.5 22 6 21.5 4.2 19.8 C 2.5 18 2 14.5 4.5 12 L 6.5 10",
    "history": "A 12.5 12 8 200 -320 M 2.2 11 L 5 14.8 L 8.4 11.6 M 12.5 7.5 L 12.5 12.5 L 16 14.5",
    "help": "O 12 12 9 M 9.2 9.5 C 9.2 5.6 14.8 5.6 14.8 9.3 C 14.8 11.8 12 11.6 12 14.2 F O 12 17.2 1.15",
    "search": "O 10.5 10.5 6 M 15 15 L 20.5 20.5",
    "duplicate": "M 8.5 8.5 L 20 8.5 L 20 20 L 8.5 20 Z M 15.5 8.5 L 15.5 4 L 4 4 L 4 15.5 L 8.5 15.5",
    "gear": "M 4 7 L 20 7 M 4 12 L 20 12 M 4 17 L 20 17 F O 9 7 2.5 O 15.5 12 2.5 O 8 17 2.5",
    "down": "M 6 9 L 12 15 L 18 9",
    "right": "M 9 6 L 15 12 L 9 18",
    "left": "M 15 6 L 9 12 L 15 18",
    "default": "A 12 12 7.5 140 260 M 4.6 4.6 L 5.6 9 L 10 8",
    "brush": "M 20.5 3.5 L 12 12 M 20.5 3.5 L 17 10.5 L 13.5 13.5 L 10.5 10.5 L 13.5 7 Z "
    "M 9.8 12.6 C 6 12.6 7 17.5 3.5 19.5 C 8 21.5 13 19 11.6 14.4 Z",
    "eraser": "M 9 20 L 3.5 14.5 L 14 4 L 20.5 10.5 L 11 20 Z M 8 10 L 14.5 16.5 M 9 20 L 20.5 20",
    "hand": "M 12 3 L 12 21 M 3 12 L 21 12 M 9.5 5.5 L 12 3 L 14.5 5.5 M 9.5 18.5 L 12 21 L 14.5 18.5 "
    "M 5.5 9.5 L 3 12 L 5.5 14.5 M 18.5 9.5 L 21 12 L 18.5 14.5",
    "paste": "M 9 5 L 5 5 L 5 20.5 L 19 20.5 L 19 5 L 15 5 M 9 3 L 15 3 L 15 7 L 9 7 Z M 8.5 12 L 15.5 12 "
    "M 8.5 16 L 13 16",
    "table": "M 3.5 5 L 20.5 5 L 20.5 19 L 3.5 19 Z M 3.5 9.7 L 20.5 9.7 M 3.5 14.3 L 20.5 14.3 M 9.5 5 L 9.5 19 "
    "M 15 5 L 15 19",
    "pin": "M 9 3.5 L 15 3.5 L 14.4 10 L 18 14 L 6 14 L 9.6 10 Z M 12 14 L 12 21",
    "slow": "M 7.5 5.5 L 7.5 18.5 L 18.5 12 Z M 3.5 6 L 3.5 18",
    "picture": "M 3.5 5 L 20.5 5 L 20.5 19 L 3.5 19 Z M 3.5 16 L 9 11 L 13 15 L 16 12.5 L 20.5 16 F O 15.5 9 1.5",
}
"""Every icon by name."""


def draw(painter: QPainter, name: str, rect: QRectF, colour: QColor) -> None:
    """Paint an icon into ``rect``; KeyError where there is none of that name."""
    stroked, filled = _paths(name)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / GRID, rect.height() / GRID)
    pen = QPen(colour, STROKE)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(stroked, pen)
    painter.fillPath(filled, colour)
    painter.restore()


@cache
def _paths(name: str) -> tuple[QPainterPath, QPainterPath]:
    """The part to stroke and the part to fill."""
    stroked, filled = QPainterPath(), QPainterPath()
    path = stroked
    words = iter(DRAWINGS[name].split())

    def numbers(count: int) -> list[float]:
        return [float(next(words)) for _ in range(count)]

    for word in words:
        match word:
            case "F":
                path = filled
            case "M":
                path.moveTo(*numbers(2))
            case "L":
                path.lineTo(*numbers(2))
            case "C":
                path.cubicTo(*numbers(6))
            case "Z":
                path.closeSubpath()
            case "O":
                x, y, r = numbers(3)
                path.addEllipse(QPointF(x, y), r, r)
            case "A":
                x, y, r, start, sweep = numbers(5)
                box = QRectF(x - r, y - r, 2 * r, 2 * r)
                path.arcMoveTo(box, start)
                path.arcTo(box, start, sweep)
            case _:
                raise ValueError(f"icon {name}: no such stroke {word!r}")
    return stroked, filled


def pixmap(name: str, colour: QColor, size: int, ratio: float = 1.0) -> QPixmap:
    """An icon as a picture, ``size`` logical pixels wide, on a screen with ``ratio`` pixels per logical pixel."""
    if name not in DRAWINGS:
        raise KeyError(name)
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    draw(painter, name, QRectF(0.0, 0.0, size, size), colour)
    painter.end()
    return made


def icon(name: str, theme: Theme, token: str = "text") -> QIcon:
    """An icon in a colour of the theme; faded where it is disabled. KeyError where there is none of that name."""
    return _icon(name, theme.colour(token).name())


@cache
def _icon(name: str, colour: str) -> QIcon:
    if name not in DRAWINGS:
        raise KeyError(name)
    return QIcon(_Engine(name, colour))


class _Engine(QIconEngine):
    """Draws a picture when it is first shown, in just the pixels that are asked for, and keeps it."""

    def __init__(self, name: str, colour: str) -> None:
        super().__init__()
        self._name, self._colour = name, colour
        self._drawn: dict[tuple[int, float, bool], QPixmap] = {}
        self._clones: list[QIconEngine] = []

    def clone(self) -> QIconEngine:
        """Another one of the same drawing, for an icon that is copied and changed."""
        made = _Engine(self._name, self._colour)
        self._clones.append(made)  # Qt holds it, Python must not let go of it
        return made

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Paint the drawing into ``rect``."""
        draw(painter, self._name, QRectF(rect), self._shade(mode))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """The drawing as a picture of ``size``."""
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:  # noqa: N802
        """The drawing as a picture of ``size`` on a screen with ``scale`` pixels per logical pixel."""
        side = min(size.width(), size.height())
        key = side, scale, mode == QIcon.Mode.Disabled
        if key not in self._drawn:
            self._drawn[key] = pixmap(self._name, self._shade(mode), side, scale)
        return self._drawn[key]

    def _shade(self, mode: QIcon.Mode) -> QColor:
        shade = QColor(self._colour)
        if mode == QIcon.Mode.Disabled:
            shade.setAlphaF(0.38)
        return shade
