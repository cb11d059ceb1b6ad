"""What the network says, as bars: the probability of every class, or the numbers."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.catalog.tensor import Array
from playground.gui.theme.fonts import font
from playground.gui.theme.tokens import Theme
from playground.spec.words import tr

MOST = 12
"""So many classes are shown; of more the most probable."""


class Bars(QWidget):
    """A row per class, in their order; the most probable one stands out."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._names: tuple[str, ...] = ()
        self._values: Array | None = None
        self.shares = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("What the network says"))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ten rows."""
        return QSize(240, 260)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Rows that can still be read."""
        return QSize(150, 150)

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self._theme = theme
        self.update()

    def show_values(self, names: tuple[str, ...], values: Array | None, *, shares: bool) -> None:
        """A value per name; ``shares``: they are probabilities. None: nothing is known yet."""
        self._names, self._values, self.shares = names, values, shares
        rows = self.rows()
        said = ", ".join(f"{names[row]} {self._words(row)}" for row in rows[:3]) if values is not None else ""
        self.setAccessibleDescription(said)
        self.update()

    def rows(self) -> list[int]:
        """The classes that are shown, as their numbers; where not all, by falling probability."""
        count = len(self._names)
        if count <= MOST or self._values is None:
            return list(range(min(count, MOST)))
        return [int(row) for row in np.argsort(-self._values, kind="stable")[:MOST]]

    def _words(self, row: int) -> str:
        assert self._values is not None
        value = float(self._values[row])
        return f"{value:.1%}" if self.shares else f"{value:.3g}".replace("-", "−")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Name, bar, number."""
        painter = QPainter(self)
        rows = self.rows()
        if not rows:
            return
        painter.setFont(font(9.0))
        metrics = painter.fontMetrics()
        height = min(self.height() / len(rows), 30.0)
        left = min(max(metrics.horizontalAdvance(self._names[row]) for row in rows), self.width() // 3) + 8
        right = metrics.horizontalAdvance("−100.0%") + 4
        values = self._values
        best = int(np.argmax(values)) if values is not None and self.shares else -1
        largest = 1.0 if self.shares else max(1e-12, float(np.abs(values).max()) if values is not None else 1.0)
        for place, row in enumerate(rows):
            line = QRectF(0, place * height, self.width(), height)
            painter.setPen(self._theme.colour("text" if row == best else "muted"))
            name = metrics.elidedText(self._names[row], Qt.TextElideMode.ElideRight, left - 8)
            flags = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, line.top(), left - 8, height), flags | Qt.AlignmentFlag.AlignRight, name)
            room = QRectF(left, line.top() + height * 0.2, self.width() - left - right, height * 0.6)
            painter.fillRect(room, self._theme.colour("raised"))
            if values is None:
                continue
            value = float(values[row])
            colour = "positive" if row == best or (best < 0 and value >= 0) else "edge" if best >= 0 else "negative"
            bar = QRectF(room.left(), room.top(), room.width() * min(abs(value) / largest, 1.0), room.height())
            painter.fillRect(bar, self._theme.colour(colour))
            painter.drawText(
                QRectF(self.width() - right, line.top(), right, height),
                flags | Qt.AlignmentFlag.AlignRight,
                self._words(row),
            )
