"""Where a face paints: it hands what the pointer and the keys do to a tool first, then to the view."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.gui.plots.faces.face import Face, Frame
from playground.gui.plots.tool import KEYS, Point, SurfaceTool

STILL = 4
"""A press and a release no more pixels apart are a click."""
TURNS: dict[int, tuple[float, float]] = {
    Qt.Key.Key_Left: (-12.0, 0.0),
    Qt.Key.Key_Right: (12.0, 0.0),
    Qt.Key.Key_Up: (0.0, -12.0),
    Qt.Key.Key_Down: (0.0, 12.0),
}
STEPS: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
ZOOMS: dict[int, float] = {Qt.Key.Key_Plus: 1.0, Qt.Key.Key_Equal: 1.0, Qt.Key.Key_Minus: -1.0}
OWN: frozenset[int] = frozenset({Qt.Key.Key_Escape, *TURNS, *ZOOMS, Qt.Key.Key_0})
"""Keys that the surface uses itself, before any command of the window gets them."""


class Sheet(QWidget):
    """The widget that a face paints into."""

    pointed = Signal(QPointF)
    left = Signal()
    clicked = Signal(QPointF)
    """The left button went down and up in one place, and no tool took it."""
    dismissed = Signal()
    """Escape, and nothing took it."""
    stepped = Signal(int, bool)
    """An arrow key: so many examples further, and whether only misclassified ones count."""
    put_away = Signal()
    """Escape while a tool is in use, and the tool did not take it."""

    def __init__(self) -> None:
        super().__init__()
        self.face: Face | None = None
        self.tool: SurfaceTool | None = None
        self.notice = ""
        self._pressed: QPointF | None = None
        self._turning: QPointF | None = None  # where the pointer was while it turns the face
        self._held = False  # the tool took the press
        self._inside = False
        self._by_key = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 100)

    @property
    def frame(self) -> Frame | None:
        """Where the face shows the plane, or None."""
        return self.face.frame if self.face is not None else None

    def use(self, tool: SurfaceTool | None) -> None:
        """Give everything to ``tool`` first; None: to nobody."""
        if self.tool is not None and self._inside:
            self.tool.leave()
        self.tool, self._held, self._inside = tool, False, False
        self.unsetCursor()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The face as it is, then the tool."""
        if self.face is None:
            return
        painter = QPainter(self)
        self.face.paint(painter, QRectF(self.rect()))
        if self.tool is not None and self.frame is not None:
            painter.save()
            painter.setClipRect(self.frame.box)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.tool.paint(painter, self.frame)
            painter.restore()
        if self.notice:
            self._paint_notice(painter)
        if self._by_key:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self.palette().color(self.palette().ColorRole.Highlight))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.end()

    def _paint_notice(self, painter: QPainter) -> None:
        """A sentence in the middle, on a ground of its own."""
        box = self.frame.box if self.frame is not None else QRectF(self.rect())
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        words = QRectF(painter.boundingRect(box.adjusted(24, 8, -24, -8), flags, self.notice))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = self.palette().color(self.palette().ColorRole.Window)
        ground.setAlphaF(0.9)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(words.adjusted(-10, -6, 10, 6), 6, 6)
        painter.setPen(self.palette().color(self.palette().ColorRole.WindowText))
        painter.drawText(words, flags, self.notice)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show that the keys come here, if a key brought it about."""
        super().focusInEvent(event)
        self._by_key = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """The keys go elsewhere."""
        super().focusOutEvent(event)
        self._by_key = False
        self.update()

    # The pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A tool's, or the start of a click, or of turning the relief."""
        at = event.position()
        point = self._inside_at(at)
        if self.tool is not None and point is not None and self.tool.press(point, event):
            self._held = True
            self.update()
        elif event.button() == Qt.MouseButton.LeftButton:
            self._pressed = at
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Tell where the pointer is."""
        at = event.position()
        if self._turning is None and self._pressed is not None and self._may_turn():
            self._turning = self._pressed if (at - self._pressed).manhattanLength() > STILL else None
        if self._turning is not None and self.face is not None:
            self.face.turn(at.x() - self._turning.x(), at.y() - self._turning.y())
            self._turning = at
            self.update()
            return
        self._tell_tool(at, event)
        self.pointed.emit(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """The tool's, or a click."""
        at = event.position()
        if self._held:
            if not event.buttons():
                self._held = False
            if self.tool is not None and self.frame is not None:
                self.tool.release(self.frame.point(at), event)
                self.update()
        elif event.button() == Qt.MouseButton.LeftButton and self._pressed is not None:
            still = self._turning is None and (at - self._pressed).manhattanLength() <= STILL
            self._pressed = self._turning = None
            if still:
                self.clicked.emit(at)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A relief goes back to how it was seen first; elsewhere it is two clicks."""
        if self.face is not None and self._may_turn():
            self.face.straighten()
            self.update()
            event.accept()
        else:
            self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """A relief comes nearer."""
        if self.face is not None and self._may_turn() and event.angleDelta().y():
            self.face.zoom(event.angleDelta().y() / 120.0)
            self.update()
            event.accept()
        else:
            event.ignore()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """The pointer is gone."""
        self._go_out()
        self.left.emit()

    # Keys

    def event(self, event: QEvent) -> bool:
        """A tool's keys go before the window's commands; Escape is always the surface's."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
            if plain and (event.key() in OWN or (self.tool is not None and event.key() in KEYS)):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """The tool's, or Escape."""
        if self.tool is not None and self.tool.key(event):
            self._take_cursor()
            self.update()
            event.accept()
        elif event.key() == Qt.Key.Key_Escape:
            (self.put_away if self.tool is not None else self.dismissed).emit()
            event.accept()
        elif self._may_turn() and self._turn_by_key(event.key()):
            event.accept()
        elif event.key() in STEPS and self.tool is None:
            self.stepped.emit(STEPS[event.key()], bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
            event.accept()
        else:
            super().keyPressEvent(event)

    # Within

    def _may_turn(self) -> bool:
        return self.tool is None and self.face is not None and self.face.turns

    def _turn_by_key(self, key: int) -> bool:
        assert self.face is not None
        if key in TURNS:
            self.face.turn(*TURNS[key])
        elif key in ZOOMS:
            self.face.zoom(ZOOMS[key])
        elif key == Qt.Key.Key_0:
            self.face.straighten()
        else:
            return False
        self.update()
        return True

    def _inside_at(self, at: QPointF) -> Point | None:
        return self.frame.back(at) if self.frame is not None else None

    def _tell_tool(self, at: QPointF, event: QMouseEvent) -> None:
        if self.tool is None or self.frame is None:
            return
        point = self.frame.back(at)
        if point is None and not self._held:
            self._go_out()
            return
        self._inside = True
        if self.tool.move(self.frame.point(at), event):
            self.update()
        self._take_cursor()

    def _take_cursor(self) -> None:
        """The tool's pointer, which may be another after every event."""
        shape = self.tool.cursor if self.tool is not None and self._inside else None
        if shape is None:
            self.unsetCursor()
        else:
            self.setCursor(shape)

    def _go_out(self) -> None:
        if self._inside:
            self._inside = False
            self.unsetCursor()
            if self.tool is not None:
                self.tool.leave()
                self.update()
