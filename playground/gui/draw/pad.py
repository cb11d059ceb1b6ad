"""The sheet that is drawn on with the mouse, or with the keys."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.gui.draw.drawing import Drawing, Stroke
from playground.gui.theme.tokens import Theme
from playground.spec.words import tr

ARROWS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}


class Pad(QWidget):
    """Shows a drawing and adds strokes to it; ``changed`` tells every bit of a stroke, so that the network follows.

    Arrow keys move the pen by one pixel of the network, Space puts it down and lifts it.
    """

    changed = Signal()

    def __init__(self, drawing: Drawing, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.drawing = drawing
        self.pen_width, self.colour = 2.0, QColor("#ffffff")
        self._theme = theme
        self._pen = QPointF(drawing.width / 2, drawing.height / 2)
        self._down = False
        self._image = drawing.large()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Drawing"))
        self.setAccessibleDescription(tr("Draw with the mouse; or move with the arrow keys and draw with Space down."))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Large enough to write on."""
        return QSize(336, 336)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Still large enough."""
        return QSize(196, 196)

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self._theme = theme
        self.update()

    def take(self, drawing: Drawing) -> None:
        """Draw on another sheet from now on."""
        self.drawing = drawing
        self._pen = QPointF(drawing.width / 2, drawing.height / 2)
        self.redraw()

    def redraw(self) -> None:
        """What was drawn is another now: a stroke under way has ended."""
        self._down = False
        self._show()

    def _show(self) -> None:
        self._image = self.drawing.large()
        self.update()
        self.changed.emit()

    def sheet(self) -> QRectF:
        """Where the drawing lies in the widget."""
        scale = min(self.width() / self.drawing.width, self.height() / self.drawing.height)
        size = QPointF(self.drawing.width * scale, self.drawing.height * scale)
        return QRectF((self.width() - size.x()) / 2, (self.height() - size.y()) / 2, size.x(), size.y())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The drawing, its frame, and the pen of the keys."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        sheet = self.sheet()
        painter.drawImage(sheet, self._image)
        painter.setPen(QPen(self._theme.colour("accent" if self.hasFocus() else "line"), 1))
        painter.drawRect(sheet.adjusted(0.5, 0.5, -0.5, -0.5))
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            scale = sheet.width() / self.drawing.width
            at = sheet.topLeft() + self._pen * scale
            painter.setPen(QPen(self._theme.colour("accent"), 2 if self._down else 1))
            painter.drawEllipse(at, self.pen_width * scale / 2, self.pen_width * scale / 2)

    def _place(self, event: QMouseEvent) -> QPointF:
        sheet = self.sheet()
        return (event.position() - sheet.topLeft()) * (self.drawing.width / sheet.width())

    def begin(self, at: QPointF) -> None:
        """Put the pen down, in the network's pixels."""
        self._pen, self._down = at, True
        self.drawing.strokes.append(Stroke((at,), self.pen_width, QColor(self.colour)))
        self._show()

    def go_on(self, at: QPointF) -> None:
        """Move the pen on while it is down."""
        self._pen = at
        last = self.drawing.strokes[-1]
        self.drawing.strokes[-1] = Stroke((*last.points, at), last.width, last.colour)
        self._show()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A stroke begins."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.begin(self._place(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """It goes on."""
        if event.buttons() & Qt.MouseButton.LeftButton and self._down:
            self.go_on(self._place(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """It ends."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._down = False
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrow keys and Space draw too."""
        arrow = ARROWS.get(Qt.Key(event.key()))
        if arrow is not None:
            at = self._pen + arrow
            at = QPointF(min(max(at.x(), 0), self.drawing.width), min(max(at.y(), 0), self.drawing.height))
            if self._down:
                self.go_on(at)
            else:
                self._pen = at
                self.update()
        elif event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            if self._down:
                self._down = False
                self.update()
            else:
                self.begin(self._pen)
        else:
            super().keyPressEvent(event)
