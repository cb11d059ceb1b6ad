"""A wall of small pictures, tens of thousands of them: only those are read and painted that can be seen."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from playground.catalog.tensor import Ints
from playground.gui.theme.fonts import font
from playground.gui.theme.tokens import Theme
from playground.gui.thumbs.pictures import Pictures
from playground.gui.thumbs.sources import Source

GAP = 4
EDGE = 6
"""Pixels around all of them."""
LEAST, USUAL, LARGEST = 24, 52, 160
"""Pixels of a picture's side."""
TOLD = 44
"""Pixels of a side from which there are captions."""


class Wall(QAbstractScrollArea):
    """Examples by their keys, in rows; where they are no pictures a line of words each.

    ``chosen`` tells the key of a click or an arrow key, ``opened`` that of Enter or a double click.
    """

    chosen = Signal(int)
    opened = Signal(int)

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._source: Source | None = None
        self._keys: Ints = np.zeros(0, dtype=np.int64)
        self._side = USUAL
        self._at = -1
        self._told = False
        self._pictures = Pictures()
        self._empty = ""
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(self.Shape.NoFrame)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._more = QTimer(self)
        self._more.setSingleShot(True)
        self._more.timeout.connect(self.viewport().update)

    # What is shown

    @property
    def keys(self) -> Ints:
        """What hangs there, in order."""
        return self._keys

    @property
    def chosen_key(self) -> int | None:
        """Which one has the frame."""
        return int(self._keys[self._at]) if 0 <= self._at < len(self._keys) else None

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self._theme = theme
        self.viewport().update()

    def show_source(self, source: Source | None) -> None:
        """Other examples: nothing hangs there until `show_keys`."""
        self._source = source
        self._pictures.forget()
        self.show_keys(np.zeros(0, dtype=np.int64))
        self.verticalScrollBar().setValue(0)

    def show_keys(self, keys: Ints, *, empty: str = "") -> None:
        """Hang these, in this order; the chosen one and the place stay. ``empty`` is said where there are none."""
        chosen = self.chosen_key
        self._keys, self._empty = keys, empty
        places = np.flatnonzero(keys == (-1 if chosen is None else chosen))
        self._at = int(places[0]) if len(places) else -1
        self._measure()
        self.refresh()

    def refresh(self) -> None:
        """What is said of them may be new."""
        key = self.chosen_key
        self.setAccessibleDescription(self._source.words(key) if key is not None and self._source else "")
        self.viewport().update()

    def set_side(self, side: int) -> None:
        """How large a picture is, in pixels; the first one that is seen stays in sight."""
        first = self._first_seen()
        self._side = min(max(side, LEAST), LARGEST)
        self._pictures.forget()
        self._measure()
        self.verticalScrollBar().setValue(first // self._columns() * self._pitch().height())
        self.viewport().update()

    def choose(self, key: int, *, scroll: bool = True) -> bool:
        """Frame the example with this key and bring it into sight; False where it does not hang there."""
        places = np.flatnonzero(self._keys == key)
        if not len(places):
            self._at = -1
            self.refresh()
            return False
        self._at = int(places[0])
        if scroll:
            self._reveal()
        self.refresh()
        return True

    # Where they hang

    @property
    def _lines(self) -> bool:
        return self._source is not None and not self._source.shape

    def _picture(self) -> QSize:
        """The size of a picture: the longer side is what was asked for."""
        shape = self._source.shape if self._source is not None else ()
        height, width = shape if shape else (1, 1)
        scale = self._side / max(height, width)
        return QSize(max(1, round(width * scale)), max(1, round(height * scale)))

    def _below(self) -> int:
        """Pixels for a caption."""
        return self.fontMetrics().height() if self._side >= TOLD else 0

    def _pitch(self) -> QSize:
        """From one to the next."""
        if self._lines:
            return QSize(max(1, self.viewport().width() - 2 * EDGE), self.fontMetrics().height() + 8)
        room = self.viewport().width() - 2 * EDGE + GAP
        return QSize(max(room // self._columns(), 1), self._picture().height() + self._below() + GAP)

    def _columns(self) -> int:
        return 1 if self._lines else max(1, (self.viewport().width() - 2 * EDGE + GAP) // (self._side + GAP))

    def cell(self, place: int) -> QRect:
        """Where the one at a place hangs, in the pixels of the viewport: picture and caption."""
        columns, pitch = self._columns(), self._pitch()
        row, column = divmod(place, columns)
        top = EDGE + row * pitch.height() - self.verticalScrollBar().value()
        gap = 0 if self._lines else GAP
        return QRect(EDGE + column * pitch.width(), top, pitch.width() - gap, pitch.height() - gap)

    def _place(self, point: QPoint) -> int:
        columns, pitch = self._columns(), self._pitch()
        row = (point.y() - EDGE + self.verticalScrollBar().value()) // pitch.height()
        column = (point.x() - EDGE) // pitch.width()
        place = row * columns + column
        there = 0 <= column < columns and 0 <= place < len(self._keys)
        return place if there and self.cell(place).contains(point) else -1

    def _first_seen(self) -> int:
        return self.seen().start

    def seen(self) -> range:
        """The places that can be seen, at least in part."""
        return self._between(0, self.viewport().height())

    def _between(self, top: int, bottom: int) -> range:
        """The places from one height of the viewport to another."""
        high, above, columns = self._pitch().height(), self.verticalScrollBar().value() - EDGE, self._columns()
        first, last = max(0, (top + above) // high), max(0, (bottom - 1 + above) // high + 1)
        return range(min(first * columns, len(self._keys)), min(last * columns, len(self._keys)))

    def _measure(self) -> None:
        rows = -(-len(self._keys) // self._columns())
        height, room = 2 * EDGE + rows * self._pitch().height(), self.viewport().height()
        bar = self.verticalScrollBar()
        bar.setPageStep(room)
        bar.setSingleStep(max(12, self._pitch().height() // 2))
        bar.setRange(0, max(0, height - room))

    def _reveal(self) -> None:
        bar, cell = self.verticalScrollBar(), self.cell(self._at)
        if cell.top() < EDGE:
            bar.setValue(bar.value() + cell.top() - EDGE)
        elif cell.bottom() > self.viewport().height() - EDGE:
            bar.setValue(bar.value() + cell.bottom() - self.viewport().height() + EDGE)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """As many in a row as fit."""
        super().resizeEvent(event)
        self._measure()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Some rows."""
        return QSize(380, 320)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """A few."""
        return QSize(150, 110)

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802
        """What is there already is moved; only what comes into sight is painted."""
        self.viewport().scroll(dx, dy)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """What can be seen of them, and of that only what is asked for."""
        painter, area, source = QPainter(self.viewport()), event.rect(), self._source
        painter.fillRect(area, self._theme.colour("window"))
        painter.setFont(font(9.0))
        if source is None or not len(self._keys):
            painter.setPen(self._theme.colour("muted"))
            room = self.viewport().rect().adjusted(12, 12, -12, -12)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._empty)
            return
        places = self._between(area.top(), area.bottom() + 1)
        if self._lines:
            for place in places:
                self._paint_line(painter, source, place)
            return
        sharp = self.devicePixelRatioF()
        keys = self._keys[places.start : places.stop]
        if not self._pictures.make(source, keys, (self._picture().toSizeF() * sharp).toSize(), sharp):
            self._more.start(0)
        self._paint_pictures(painter, source, places)

    def _paint_pictures(self, painter: QPainter, source: Source, places: range) -> None:
        columns, pitch, size, below = self._columns(), self._pitch(), self._picture(), self._below()
        wide, high, width = size.width(), size.height(), pitch.width() - GAP
        inset, scrolled = (width - wide) // 2, self.verticalScrollBar().value()
        error, muted, empty = (self._theme.colour(name) for name in ("error", "muted", "raised"))
        metrics = painter.fontMetrics()
        for place, key in zip(places, self._keys[places.start : places.stop].tolist(), strict=True):
            row, column = divmod(place, columns)
            left, top = EDGE + column * pitch.width(), EDGE + row * pitch.height() - scrolled
            image = self._pictures.get(key)
            if image is None:
                painter.fillRect(left + inset, top, wide, high, empty)
            else:
                painter.drawImage(left + inset, top, image)
            wrong = source.wrong(key)
            if wrong:
                painter.fillRect(left + inset, top + high - 2, wide, 2, error)
            if below:
                text = source.caption(key)
                if metrics.horizontalAdvance(text) > width:
                    text = metrics.elidedText(source.caption(key, short=True), Qt.TextElideMode.ElideRight, width)
                painter.setPen(error if wrong else muted)
                painter.drawText(left, top + high, width, below, Qt.AlignmentFlag.AlignCenter, text)
            if place == self._at:
                painter.setPen(QPen(self._theme.colour("selection"), 2))
                painter.drawRect(left + inset - 1, top - 1, wide + 2, high + 2)

    def _paint_line(self, painter: QPainter, source: Source, place: int) -> None:
        cell, key = self.cell(place), int(self._keys[place])
        if place == self._at:
            painter.setPen(QPen(self._theme.colour("selection"), 1))
            painter.setBrush(self._theme.colour("raised"))
            painter.drawRoundedRect(cell.adjusted(0, 0, -1, -1), 4, 4)
        painter.setPen(self._theme.colour("error" if source.wrong(key) else "text"))
        room = cell.adjusted(6, 0, -6, 0)
        text = painter.fontMetrics().elidedText(source.words(key), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    # Mouse and keyboard

    def _take(self, place: int) -> None:
        self._at = place
        self._reveal()
        self.refresh()
        self.chosen.emit(int(self._keys[place]))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose it."""
        place = self._place(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and place >= 0:
            self._take(place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """It belongs to the press: nothing below the wall is to have it."""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Open it."""
        place = self._place(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and place >= 0:
            self.opened.emit(int(self._keys[place]))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """There is no menu here."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrow keys, page up and down, Home and End go from one to the next; Enter opens."""
        count, columns = len(self._keys), self._columns()
        page = columns * max(1, self.viewport().height() // self._pitch().height())
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -columns,
            Qt.Key.Key_Down: columns,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_Home: -count,
            Qt.Key.Key_End: count,
        }
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.chosen_key is not None:
            self.opened.emit(self.chosen_key)
        elif key in steps and count:
            to = self._at + steps[key] if self._at >= 0 else self._first_seen() if key != Qt.Key.Key_End else count
            if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._at >= 0 and not 0 <= to < count:
                return
            self._take(min(max(to, 0), count - 1))
        else:
            QWidget.keyPressEvent(self, event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """The keyboard is here."""
        super().focusInEvent(event)
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        """The tip of the one under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self._place(event.pos())
            if place >= 0 and self._source is not None:
                QToolTip.showText(event.globalPos(), self._source.words(int(self._keys[place])), self.viewport())
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)
