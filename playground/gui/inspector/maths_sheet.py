"""Formulas with matrices of numbers, typeset on a sheet as wide as the room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.gui.canvas.live import short_number
from playground.gui.theme.fonts import font, magnified
from playground.gui.theme.tokens import Theme

Tone = Literal["plain", "muted", "forward", "backward", "learned", "strong"]
MOST = 6
"""Rows and columns of a matrix that are written out; where there are more, dots stand for the rest."""
MARGIN, GAP, LEADING = 12.0, 5.0, 7.0
BRACKET, BETWEEN = 5.0, 9.0
INDENT = 14.0


@dataclass(frozen=True, slots=True)
class Word:
    """A part of a formula in letters."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """A matrix: ``values`` of shape (rows, columns), of which there may be more: ``whole`` is the true shape."""

    values: NDArray[Any]
    whole: tuple[int, int]
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that begins a part, with a few words beside it."""

    text: str
    detail: str = ""


Line = Heading | tuple[Word | Grid, ...]


@dataclass(frozen=True, slots=True)
class _Placed:
    rect: QRectF
    text: str
    tone: Tone
    cells: tuple[tuple[str, ...], ...] = ()
    widths: tuple[float, ...] = ()
    letters: QFont | None = None


class MathsSheet(QWidget):
    """Draws lines of formulas; as high as they need, broken where the room ends."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines: tuple[Line, ...] = ()
        self._placed: list[_Placed] = []
        self._high = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is written."""
        return self._lines

    def write(self, lines: Sequence[Line]) -> None:
        """Write these lines in place of those before."""
        self._lines = tuple(lines)
        self._lay_out()
        self.setAccessibleDescription("\n".join(in_words(line) for line in self._lines))
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Colours and letters of ``theme``."""
        self._theme = theme
        self._lay_out()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """As high as the lines."""
        return QSize(240, round(self._high))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Lines break elsewhere."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    # Laying out

    def _lay_out(self) -> None:
        self._placed = []
        y = MARGIN - LEADING
        for line in self._lines:
            y += LEADING
            y = self._lay_heading(line, y) if isinstance(line, Heading) else self._lay_line(line, y)
        high = y + MARGIN
        if high != self._high:
            self._high = high
            self.setFixedHeight(max(1, round(high)))

    def _lay_heading(self, line: Heading, y: float) -> float:
        letters = QFontMetricsF(_heading())
        y += 6.0 if self._placed else 0.0
        wide = letters.horizontalAdvance(line.text)
        self._placed.append(
            _Placed(QRectF(MARGIN, y, wide + 1, letters.height()), line.text, "strong", letters=_heading())
        )
        if line.detail:
            small = QFontMetricsF(_small())
            room = self.width() - 2 * MARGIN
            rest = small.horizontalAdvance(line.detail)
            if MARGIN + wide + 8 + rest <= self.width() - MARGIN:
                place = QRectF(MARGIN + wide + 8, y, rest + 1, letters.height())
            else:
                y += letters.height()
                place = QRectF(MARGIN, y, room, small.height())
            words = small.elidedText(line.detail, Qt.TextElideMode.ElideRight, place.width() + 1)
            self._placed.append(_Placed(place, words, "muted", letters=_small()))
        return y + letters.height()

    def _lay_line(self, line: tuple[Word | Grid, ...], y: float) -> float:
        """Pieces side by side; what does not fit goes on below, indented. Each row is centred on its tallest."""
        right = self.width() - MARGIN
        rows: list[list[_Placed]] = [[]]
        x = MARGIN
        for piece in line:
            room = right - MARGIN - INDENT
            for made in self._words(piece, room) if isinstance(piece, Word) else (self._grid(piece, room),):
                if rows[-1] and x + made.rect.width() > right:
                    rows.append([])
                    x = MARGIN + INDENT
                rows[-1].append(_moved(made, x))
                x += made.rect.width() + GAP
        for row in rows:
            high = max((placed.rect.height() for placed in row), default=0.0)
            for placed in row:
                placed.rect.moveTop(y + (high - placed.rect.height()) / 2)
                self._placed.append(placed)
            y += high + 3.0
        return y - 3.0

    def _words(self, piece: Word, room: float) -> list[_Placed]:
        """A word as a whole; a sentence that is too long in its words."""
        letters = QFontMetricsF(_font(piece.tone))
        wide = letters.horizontalAdvance(piece.text)
        parts = [piece.text] if wide <= room else piece.text.split(" ")
        return [
            _Placed(QRectF(0, 0, letters.horizontalAdvance(part) + 1, letters.height()), part, piece.tone)
            for part in parts
        ]

    def _grid(self, piece: Grid, room: float) -> _Placed:
        letters = QFontMetricsF(_figures())
        rows, columns = piece.whole
        shown_rows = min(rows, MOST) if rows <= MOST else MOST - 1
        shown = min(columns, MOST) if columns <= MOST else MOST - 1
        while True:
            cells = _cells(piece.values, (shown_rows, shown), piece.whole)
            widths = tuple(max(_wide(row[k]) for row in cells) for k in range(len(cells[0])))
            wide = sum(widths) + BETWEEN * (len(widths) - 1) + 2 * BRACKET + 4
            if wide <= room or shown <= 1:
                break
            shown -= 1
        high = len(cells) * letters.height() + 4
        return _Placed(QRectF(0, 0, wide, high), "", piece.tone, cells, widths)

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """What lies in the part that is seen."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        seen = QRectF(event.rect())
        for piece in self._placed:
            if not piece.rect.intersects(seen):
                continue
            painter.setPen(self._ink(piece.tone))
            if piece.cells:
                self._paint_grid(painter, piece)
            else:
                painter.setFont(piece.letters or _font(piece.tone))
                painter.drawText(piece.rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, piece.text)
        painter.end()

    def _paint_grid(self, painter: QPainter, piece: _Placed) -> None:
        rect = piece.rect.adjusted(1, 1, -1, -1)
        pen = QPen(self._theme.colour("muted"), 1.2)
        ink = painter.pen()
        painter.setPen(pen)
        for side, inward in ((rect.left(), 3.5), (rect.right(), -3.5)):
            points = [QPointF(side + inward, rect.top()), QPointF(side, rect.top())]
            points += [QPointF(side, rect.bottom()), QPointF(side + inward, rect.bottom())]
            painter.drawPolyline(points)
        painter.setPen(ink)
        painter.setFont(_figures())
        high = (piece.rect.height() - 4) / len(piece.cells)
        y = piece.rect.top() + 2
        for row in piece.cells:
            x = piece.rect.left() + BRACKET + 2
            for text, wide in zip(row, piece.widths, strict=True):
                painter.drawText(QRectF(x, y, wide, high), Qt.AlignmentFlag.AlignRight, text)
                x += wide + BETWEEN
            y += high

    def _ink(self, tone: Tone) -> QColor:
        theme = self._theme
        match tone:
            case "muted":
                return theme.colour("muted")
            case "forward":
                return theme.colour("accent")
            case "backward":
                return gradient_ink(theme)
            case _:
                return theme.colour("text")


def gradient_ink(theme: Theme) -> QColor:
    """The colour of everything that flows back."""
    return theme.of_series(3)


def in_words(line: Line) -> str:
    """A line as plain text, matrices as their rows."""
    if isinstance(line, Heading):
        return line.text
    parts = []
    for piece in line:
        if isinstance(piece, Word):
            parts.append(piece.text)
        else:
            shown = (min(piece.whole[0], MOST), min(piece.whole[1], MOST))
            rows = _cells(piece.values, shown, piece.whole)
            parts.append("[" + "; ".join(" ".join(row) for row in rows) + "]")
    return " ".join(parts)


def _cells(values: NDArray[Any], shown: tuple[int, int], whole: tuple[int, int]) -> tuple[tuple[str, ...], ...]:
    """The numbers of the first rows and columns in few figures, dots for the rest."""
    part = values[: shown[0], : shown[1]]
    more_columns = ("…",) if whole[1] > part.shape[1] else ()
    cells = [tuple(short_number(float(value)) for value in row) + more_columns for row in part]
    if whole[0] > part.shape[0]:
        cells.append(("⋮",) * part.shape[1] + (("⋱",) if more_columns else ()))
    return tuple(cells) or (("",),)


def column(values: NDArray[Any] | None, units: int, tone: Tone = "plain") -> Grid:
    """A row of numbers as a column, as the notes write what belongs to units."""
    found = np.zeros((0, 1)) if values is None else np.asarray(values).reshape(-1, 1)
    return Grid(found, (units, 1), tone)


def _moved(piece: _Placed, x: float) -> _Placed:
    piece.rect.moveLeft(x)
    return piece


def _font(tone: Tone) -> QFont:
    return font(9.0, QFont.Weight.DemiBold) if tone == "strong" else font(9.0)


def _wide(text: str) -> float:
    """The width of a number, letter by letter: measured once for every letter, as numbers are many."""
    return sum(_letter(letter, magnified()) for letter in text)


@lru_cache(maxsize=128)
def _letter(letter: str, _size: float) -> float:
    return QFontMetricsF(_figures()).horizontalAdvance(letter)


def _figures() -> QFont:
    return font(8.5)


def _heading() -> QFont:
    return font(10.0, QFont.Weight.DemiBold)


def _small() -> QFont:
    return font(8.5)
