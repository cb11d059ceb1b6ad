"""The small signs at an opened block's head and on what is frozen, drawn with strokes."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen


def draw_plus(painter: QPainter, rect: QRectF, colour: QColor, *, minus: bool = False) -> None:
    """A plus, or a minus."""
    middle, arm = rect.center(), rect.width() * 0.24
    painter.setPen(QPen(colour, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(middle - QPointF(arm, 0), middle + QPointF(arm, 0))
    if not minus:
        painter.drawLine(middle - QPointF(0, arm), middle + QPointF(0, arm))


def draw_chevron(painter: QPainter, rect: QRectF, colour: QColor, *, closes: bool) -> None:
    """Up where it closes, down where it opens."""
    middle, arm = rect.center(), rect.width() * 0.22
    tip = -arm / 2 if closes else arm / 2
    painter.setPen(QPen(colour, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline([middle + QPointF(-arm, -tip), middle + QPointF(0, tip), middle + QPointF(arm, -tip)])


def draw_lock(painter: QPainter, rect: QRectF, colour: QColor, *, shut: bool) -> None:
    """A padlock; with its shackle open where it is not shut."""
    unit = rect.width() / 16.0
    x, y = rect.center().x(), rect.center().y()
    painter.setPen(QPen(colour, 1.4 * unit, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.setBrush(colour if shut else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(x - 4 * unit, y - 0.6 * unit, 8 * unit, 6 * unit), 1.2 * unit, 1.2 * unit)
    shackle = QPainterPath(QPointF(x - 2.6 * unit, y - 0.8 * unit))
    top = y - 5.6 * unit
    end = y - (0.8 if shut else 2.6) * unit
    shackle.cubicTo(QPointF(x - 2.6 * unit, top), QPointF(x + 2.6 * unit, top), QPointF(x + 2.6 * unit, end))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(shackle)
