"""First-start hints: small balloons at the things themselves, one after the other, each gone for good once heeded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from playground.gui.follow import follow
from playground.gui.theme.icons import icon
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Experiment
from playground.spec.words import tr
from playground.workbench.run import RunStatus

if TYPE_CHECKING:
    from playground.gui.house import House

WIDTH, ARROW, ROUND, EDGE = 250, 9, 8, 10
MOVES = (
    QEvent.Type.Resize,
    QEvent.Type.Move,
    QEvent.Type.LayoutRequest,
    QEvent.Type.Show,
    QEvent.Type.Hide,
)
"""After these the balloon may point elsewhere, or lie over something."""
LATER = 700
"""Milliseconds from one hint to the next."""


@dataclass(frozen=True, slots=True)
class Hint:
    """A hint: its name in the settings, its words, where in the window it points, and whether they are one line."""

    name: str
    words: str
    place: Callable[[House], QRect]
    flat: bool = False


def _of(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def _first_layer(window: House) -> QRect:
    """The card of the first block that learns."""
    scene, canvas = window.canvas.network_scene, window.canvas
    signatures = window.document.analysis.signatures
    learns = [node.id for node in window.document.experiment.network.nodes if node.id in signatures]
    id = next((id for id in learns if signatures[id].parameters and id in scene.cards), None)
    if id is None:
        return QRect()
    card = scene.cards[id]
    there = canvas.mapFromScene(card.sceneBoundingRect()).boundingRect() & canvas.viewport().rect()
    return there.translated(canvas.viewport().mapTo(window, QPoint(0, 0)))


def _play(window: House) -> QRect:
    return _of(window.transport.play, window)


def _gallery(window: House) -> QRect:
    return _of(window.data.gallery, window) if window.data.isVisible() else QRect()


def _blocks(window: House) -> QRect:
    """The tab of the blocks; where it is open already, the right edge of the blocks, so that none is covered."""
    if not window.left.isVisible():
        return QRect()
    if window.left.currentWidget() is not window.palette_:
        return _of(window.left.tabBar(), window)
    there = _of(window.palette_, window)
    return there.adjusted(there.width() - EDGE, 0, 0, 0)


HINTS = (
    Hint("play", "Press Play, or the space bar: the network learns, and you can watch.", _play, flat=True),
    Hint("data", "Other data: click one. The weights stay, it goes on learning.", _gallery),
    Hint("unit", "Point at a unit: its map fills the surface. Click a line or a block to change it.", _first_layer),
    Hint("block", "Drag a block from here onto the canvas, or double-click the canvas and type.", _blocks),
)
"""All hints, in the order in which they are shown."""


class Balloon(QWidget):
    """Words in a bubble over the window, with an arrow that points at ``to``; a click anywhere on it closes it.

    A ``flat`` one has its words in one line, so that it hides little of what lies under it.
    """

    def __init__(
        self, words: str, theme: Theme, parent: QWidget, close: Callable[[], None], *, flat: bool = False
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._parent = parent
        self._close = close
        self._tip = QPointF()
        self.label = QLabel(words, self)
        self.label.setWordWrap(not flat)
        self.cross = QToolButton(self)
        give_role(self.cross, "flat")
        self.cross.setAccessibleName(tr("Close this hint"))
        self.cross.setToolTip(tr("Close this hint for good"))
        self.cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.cross.clicked.connect(close)
        self.setAccessibleName(words)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(4)
        self._row.addWidget(self.label, 1)
        self._row.addWidget(self.cross, 0, Qt.AlignmentFlag.AlignTop)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self._theme = theme
        self.cross.setIcon(icon("close", theme, "accent_text"))
        self.label.setStyleSheet(f"color: {theme.accent_text};")
        self.update()

    def point_at(self, to: QRect, clear_of: Sequence[QRect] = ()) -> bool:
        """Stand under ``to``, or beside it where there is more room, and point at it.

        Returns:
            Whether it stands there without hiding any of ``clear_of``.

        """
        below = to.bottom() + 130 < self._parent.rect().bottom() - EDGE
        for under in (below, not below):
            self._stand(to, below=under)
            if not any(self.geometry().intersects(rect) for rect in clear_of):
                return True
        return False

    def _stand(self, to: QRect, *, below: bool) -> None:
        room = self._parent.rect().adjusted(EDGE, EDGE, -EDGE, -EDGE)
        if below:
            self._row.setContentsMargins(12, ARROW + 8, 6, 8)
        else:
            self._row.setContentsMargins(ARROW + 12, 8, 6, 8)
        self._row.activate()
        width = WIDTH if self.label.wordWrap() else self._row.sizeHint().width()
        height = max(self._row.heightForWidth(width), self._row.minimumSize().height())
        self.setFixedSize(width, height)
        if below:
            tip = QPoint(min(to.center().x(), to.left() + 120), to.bottom() + 2)
            x = min(max(tip.x() - 40, room.left()), room.right() - width)
            self.move(x, min(tip.y(), room.bottom() - height))
        else:
            tip = QPoint(to.right() + 2, to.center().y())
            y = min(max(tip.y() - height // 2, room.top()), room.bottom() - height)
            self.move(min(tip.x(), room.right() - width), y)
        self._tip = QPointF(tip - self.pos())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The bubble with its arrow."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        margins = self._row.contentsMargins()
        left, top = margins.left(), margins.top()
        body = QRectF(self.rect()).adjusted(ARROW if left > 12 else 0.5, ARROW if top > 8 else 0.5, -0.5, -0.5)
        path = QPainterPath()
        path.addRoundedRect(body, ROUND, ROUND)
        arrow = QPainterPath(self._tip)
        if top > 8:
            x = min(max(self._tip.x(), body.left() + 16), body.right() - 16)
            arrow.lineTo(x - ARROW, body.top() + 1)
            arrow.lineTo(x + ARROW, body.top() + 1)
        else:
            y = min(max(self._tip.y(), body.top() + 12), body.bottom() - 12)
            arrow.lineTo(body.left() + 1, y - ARROW)
            arrow.lineTo(body.left() + 1, y + ARROW)
        arrow.closeSubpath()
        painter.setPen(QPen(QColor(self._theme.panel), 1))
        painter.setBrush(QColor(self._theme.accent))
        painter.drawPath(path.united(arrow))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click is enough."""
        event.accept()
        self._close()


class Hints(QObject):
    """Shows the hints that were not heeded yet, one at a time, from `start` on."""

    def __init__(self, window: House) -> None:
        super().__init__(window)
        self._window = window
        self._wanted = False
        self.balloon: Balloon | None = None
        self.present: Hint | None = None
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.timeout.connect(self._show)
        window.looks.dress(self)

    def start(self) -> None:
        """From now on there are hints."""
        if self._wanted or not self._left():
            return
        self._wanted = True
        window = self._window
        follow(window.run.status_changed, self, self._follow_run)
        follow(window.document.changed, self, self._follow_document)
        window.gaze.unit_changed.connect(lambda unit: self.heed("unit") if unit is not None else None)
        window.canvas.selection_changed.connect(lambda ids: self.heed("unit") if ids else None)
        for widget in (window, window.problems, window.messages.run, window.messages.news, window.importing.panel):
            widget.installEventFilter(self)
        self._next.start(LATER)

    def again(self) -> None:
        """All of them once more."""
        self._window.remember(replace(self._window.memory.settings, hints=()))
        self._put_away()
        self.start()
        self._show()

    def heed(self, name: str) -> None:
        """The thing was done, or the balloon closed: this hint never comes again."""
        settings = self._window.memory.settings
        if self._wanted and name not in settings.hints:
            self._window.remember(replace(settings, hints=(*settings.hints, name)))
        if self.present is not None and self.present.name == name:
            self._put_away()
            self._next.start(LATER)

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        if self.balloon is not None:
            self.balloon.set_theme(theme)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """The balloon keeps pointing at its thing, and out of the way; lets everything pass."""
        if event.type() in MOVES and self.present is not None:
            self._place()
        return False

    def _left(self) -> list[Hint]:
        return [hint for hint in HINTS if hint.name not in self._window.memory.settings.hints]

    def _show(self) -> None:
        left = self._left()
        if self.balloon is not None or not left or not self._window.isVisible():
            return
        hint = left[0]
        self.present = hint
        close = lambda: self.heed(hint.name)  # noqa: E731
        self.balloon = Balloon(tr(hint.words), self._window.theme, self._window, close, flat=hint.flat)
        self._place()

    def _place(self) -> None:
        if self.balloon is None or self.present is None:
            return
        to = self.present.place(self._window)
        self.balloon.setVisible(not to.isEmpty() and self.balloon.point_at(to, self._said()))
        self.balloon.raise_()

    def _said(self) -> list[QRect]:
        """Where something is said or asked that is more urgent than a hint."""
        window = self._window
        said: list[QWidget] = [window.messages.run, window.messages.news, window.importing.panel]
        if not window.problems.small:
            said.append(window.problems)
        return [_of(widget, window) for widget in said if widget.isVisible()]

    def _put_away(self) -> None:
        if self.balloon is not None:
            self.balloon.hide()
            self.balloon.deleteLater()
        self.balloon = self.present = None

    def _follow_run(self, status: RunStatus) -> None:
        if status.phase == "playing":
            self.heed("play")

    def _follow_document(self, old: Experiment, new: Experiment) -> None:
        if old.data.source.kind != new.data.source.kind and not self._window.document.untouched:
            self.heed("data")
        if len(new.network.nodes) > len(old.network.nodes) and not self._window.document.untouched:
            self.heed("block")
