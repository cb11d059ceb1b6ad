"""The time line under the canvas: drag it back to any kept epoch, see everything as it was, go on from there."""

from __future__ import annotations

from bisect import bisect_left

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from playground.gui.follow import follow
from playground.gui.theme.fonts import font
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.words import tr
from playground.workbench.run import Run

HEIGHT = 32
QWIDGETSIZE_MAX = (1 << 24) - 1
"""Qt's word for no greatest size."""
TRACK = 110
"""Pixels that the track keeps, whatever there is to say."""
MARGIN = 9.0
"""Pixels at both ends of the track, so that the handle is whole."""
TICKS_APART = 3.0
"""Pixels: snapshots that lie closer are not marked one by one."""


class Track(QWidget):
    """The line itself: kept snapshots as ticks, the handle at the place where the weights are from."""

    wished = Signal(int)
    """A person wants to stand at the snapshot of this step."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._places: tuple[tuple[int, float], ...] = ()
        self._here: tuple[int, float] | None = None
        self._dragging = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Time line"))

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as there is room."""
        return QSize(200, HEIGHT - 6)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Wide enough to be dragged."""
        return QSize(80, HEIGHT - 6)

    def show_places(self, places: tuple[tuple[int, float], ...], here: tuple[int, float] | None) -> None:
        """The snapshots (step, epoch), ascending, and the recalled one; None is the present."""
        if (places, here) != (self._places, self._here):
            self._places, self._here = places, here
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._theme = theme
        self.update()

    @property
    def here(self) -> int | None:
        """The index of the snapshot that the weights are from; the last one at the present; None without any."""
        if not self._places:
            return None
        if self._here is None or self._here not in self._places:
            return len(self._places) - 1
        return self._places.index(self._here)

    def x_of(self, epoch: float) -> float:
        """Where an epoch lies, in pixels."""
        last = self._places[-1][1] if self._places else 0.0
        return MARGIN + (self.width() - 2 * MARGIN) * (epoch / last if last else 1.0)

    def nearest(self, x: float) -> int | None:
        """The index of the snapshot nearest to a pixel."""
        if not self._places:
            return None
        places = [self.x_of(epoch) for _, epoch in self._places]
        after = bisect_left(places, x)
        around = [index for index in (after - 1, after) if 0 <= index < len(places)]
        return min(around, key=lambda index: abs(places[index] - x))

    def go_to(self, index: int) -> None:
        """Ask for a snapshot; an index outside means the nearest end."""
        if self._places:
            index = max(0, min(index, len(self._places) - 1))
            if index != self.here:
                self.wished.emit(self._places[index][0])

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Track, ticks, what lies ahead of the handle fainter, handle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, middle = self._theme, self.height() / 2
        here = self.here
        at = self.x_of(self._places[here][1]) if here is not None else MARGIN
        painter.setPen(QPen(theme.colour("line"), 4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(MARGIN, middle), QPointF(self.width() - MARGIN, middle))
        if here is None:
            return
        painter.setPen(QPen(theme.colour("accent"), 4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(MARGIN, middle), QPointF(at, middle))
        painter.setPen(QPen(theme.colour("muted"), 1))
        before = -TICKS_APART
        for _, epoch in self._places:
            x = self.x_of(epoch)
            if x - before >= TICKS_APART:
                painter.drawLine(QPointF(x, middle + 5), QPointF(x, middle + 8))
                before = x
        painter.setPen(QPen(theme.colour("text" if self.hasFocus() else "accent"), 2))
        painter.setBrush(theme.colour("panel"))
        painter.drawEllipse(QPointF(at, middle), 6.5, 6.5)
        painter.end()

    def handle(self) -> QRectF:
        """Where the handle is, in pixels; empty without snapshots."""
        here = self.here
        if here is None:
            return QRectF()
        return QRectF(self.x_of(self._places[here][1]) - 8, self.height() / 2 - 8, 16, 16)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Go there, and follow the pointer."""
        if event.button() == Qt.MouseButton.LeftButton and self._places:
            self._dragging = True
            self.setFixedWidth(self.width())  # the words and buttons that come do not move it under the pointer
            self._go_near(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Follow the pointer; else say what lies under it."""
        if self._dragging:
            self._go_near(event.position().x())
            return
        index = self.nearest(event.position().x())
        if index is not None:
            step, epoch = self._places[index]
            self.setToolTip(
                tr("Epoch {epoch}, step {step}: click to see everything as it was.", epoch=f"{epoch:g}", step=step)
            )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """The pointer is let go."""
        if self._dragging:
            self._dragging = False
            self.setMinimumWidth(0)
            self.setMaximumWidth(QWIDGETSIZE_MAX)

    def _go_near(self, x: float) -> None:
        index = self.nearest(x)
        if index is not None:
            self.go_to(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows go from snapshot to snapshot, Page by a tenth, Home and End to the ends."""
        here, page = self.here, max(1, len(self._places) // 10)
        key = Qt.Key(event.key())
        moves = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Down: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: 1,
            Qt.Key.Key_PageDown: -page,
            Qt.Key.Key_PageUp: page,
            Qt.Key.Key_Home: -len(self._places),
            Qt.Key.Key_End: len(self._places),
        }
        if here is None or key not in moves or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        self.go_to(here + moves[key])

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """The handle shows the focus."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """The handle shows the focus."""
        super().focusOutEvent(event)
        self.update()


class TimeLine(QFrame):
    """One line under the canvas: the track, which epoch is shown, and the way back to the present."""

    def __init__(self, run: Run, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        give_role(self, "card")
        self._run = run
        self.track = Track(theme, self)
        self.words = QLabel(self)
        self.words.setFont(font(8.5))
        self._wordings: tuple[str, ...] = ()
        self.back = QToolButton(self)
        give_role(self.back, "flat")
        self.back.setText(tr("Back to now"))
        self.back.setToolTip(tr("The newest weights. Play from here goes on where training stood.  End"))
        self.back.clicked.connect(lambda: self._back())
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 0, 6, 0)
        row.setSpacing(6)
        row.addWidget(self.track, 1)
        row.addWidget(self.words)
        row.addWidget(self.back)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.track.wished.connect(run.recall)
        follow(run.snapshots_changed, self, self._show)
        follow(run.recalled_changed, self, self._show)
        self.set_theme(theme)
        self._show()

    def offer(self, action: QAction) -> None:
        """A button for a command at the end of the line."""
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        button.setFixedSize(26, 24)
        button.setIconSize(QSize(16, 16))
        button.setAccessibleName(action.text().replace("&", ""))
        give_role(button, "flat")
        layout = self.layout()
        assert layout is not None
        layout.addWidget(button)

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self.track.set_theme(theme)
        self.words.setStyleSheet(f"color: {theme.muted};")

    def _back(self) -> None:
        if self._run.snapshots:
            self._run.recall(self._run.snapshots[-1][0])

    def _show(self) -> None:
        places, here = self._run.snapshots, self._run.recalled
        self.track.show_places(places, here)
        self.track.setEnabled(bool(places))
        if here is not None:
            epoch = f"{here[1]:.4g}"
            wordings = (tr("Epoch {epoch}. Play goes on from here.", epoch=epoch), tr("Epoch {epoch}", epoch=epoch))
        elif len(places) == 2:
            wordings = (tr("1 place to go back to"), tr("1 place"))
        elif len(places) > 1:
            wordings = (
                tr("{count} places to go back to", count=len(places) - 1),
                tr("{count} places", count=len(places) - 1),
            )
        else:
            wordings = (tr("Training leaves places here to go back to."), tr("No place to go back to yet"))
            self.track.setToolTip(wordings[0])
        self._wordings = wordings
        self.back.setVisible(here is not None)
        self._say()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The words give way to the track."""
        super().resizeEvent(event)
        self._say()

    def _say(self) -> None:
        """The longest wording that leaves the track enough room; the whole sentence is in the tip."""
        layout = self.layout()
        if layout is None or not self._wordings:
            return
        metrics = QFontMetrics(self.words.font())
        margins = layout.contentsMargins()
        room = self.width() - TRACK - margins.left() - margins.right()
        for button in self.findChildren(QToolButton):
            if not button.isHidden():
                room -= button.sizeHint().width() + layout.spacing()
        fitting = (words for words in self._wordings if metrics.horizontalAdvance(words) + layout.spacing() <= room)
        words = next(fitting, "")
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.words.setToolTip(self._wordings[0])
        self.words.setAccessibleName(self._wordings[0])
