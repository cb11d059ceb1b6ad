"""How the examples are shared out among train, dev and test: a bar whose two borders are drawn with the pointer."""

from __future__ import annotations

import itertools
from collections.abc import Hashable
from dataclasses import dataclass, field, replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.catalog.prepare import PARTS, prepare
from playground.gui.follow import follow
from playground.gui.theme.fonts import font
from playground.gui.theme.style import mixed
from playground.gui.theme.tokens import Theme
from playground.gui.transport import grouped
from playground.spec.experiment import Data, Experiment
from playground.spec.fields import Field, fields_of
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr
from playground.workbench.document import Document

HEIGHT = 24
GRIP = 8.0
"""Pixels from a border within which it is taken."""
STEP = 0.01

_gestures = itertools.count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSplit:
    """Other shares; one drag is one undo step."""

    train: float
    dev: float
    gesture: int
    label: str = field(default_factory=lambda: tr("Set split"))

    @property
    def merge_key(self) -> Hashable | None:
        """One drag."""
        return ("split", self.gesture)

    def apply(self, experiment: Experiment) -> Experiment:
        """Only the two shares change."""
        data = experiment.data
        if (data.train, data.dev) == (self.train, self.dev):
            return experiment
        return replace(experiment, data=replace(data, train=self.train, dev=self.dev))


def drawn_to(data: Data, border: int, share: float) -> tuple[float, float]:
    """Train and dev share when a border lies at ``share``: 0 between train and dev, 1 between dev and test.

    The other border stays, unless it would be crossed.
    """
    low, high = _limits("train")
    share = round(min(max(share, 0.0), 1.0), 2)
    if border == 0:
        train = min(max(share, low), high)
        both = max(data.train + data.dev, train)
    else:
        both = max(share, low)
        train = min(data.train, both)
    dev = min(max(both - train, 0.0), _limits("dev")[1])
    return round(train, 2), round(dev, 2)


def _limits(name: str) -> tuple[float, float]:
    field: Field = next(field for field in fields_of(Data) if field.name == name)
    return float(field.about.low or 0.0), float(field.about.high or 1.0)


class SplitBar(QWidget):
    """Three segments with the number of examples in each. Arrow keys move a border, Shift+arrow keys the other one."""

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._theme = theme
        self._border: int | None = None
        self._gesture = 0
        self._counts: tuple[int, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Split into train, dev and test"))
        follow(document.changed, self, self._changed)
        self._tell()

    def sizeHint(self) -> QSize:  # noqa: N802
        """One line."""
        return QSize(200, HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """The counts of thousands of examples."""
        return QSize(150, HEIGHT)

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self._theme = theme
        self.update()

    @property
    def counts(self) -> tuple[int, ...]:
        """Examples in train, dev and test; nothing where the data cannot be read."""
        return self._counts

    def border_at(self, border: int) -> float:
        """The pixel across of a border."""
        data = self._document.experiment.data
        share = data.train if border == 0 else data.train + data.dev
        return self._ground().left() + min(share, 1.0) * self._ground().width()

    def _ground(self) -> QRectF:
        return QRectF(self.rect()).adjusted(1, 2, -1, -2)

    def _changed(self, old: Experiment, new: Experiment) -> None:
        if old.data is not new.data:
            self._tell()

    def _tell(self) -> None:
        data = self._document.experiment.data
        try:
            part = prepare(data).part
            self._counts = tuple(int(count) for count in np.bincount(part, minlength=3))
        except PlaygroundError:
            self._counts = ()  # the facts of the card say what is wrong
        test = max(1.0 - data.train - data.dev, 0.0)
        shares = tr(
            "Train {train} %, dev {dev} %, test {test} %.",
            train=round(data.train * 100),
            dev=round(data.dev * 100),
            test=round(test * 100),
        )
        counts = ""
        if self._counts:
            train_count, dev_count, test_count = map(grouped, self._counts)
            counts = tr(
                "{train} examples to learn from, {dev} to choose settings by, {test} to judge by at the end.",
                train=train_count,
                dev=dev_count,
                test=test_count,
            )
        self.setAccessibleDescription(f"{shares} {counts}")
        how = tr("Drag a border, or use the arrow keys; with Shift the border between dev and test.")
        effect = tr("While training: goes on with new data and the same weights.")
        self.setToolTip(f"<div style='max-width: 300px'>{shares}<br>{counts}<br>{how}<br>{effect}</div>")
        self.update()

    # The hand

    def _nearest(self, across: float) -> int | None:
        away = [(abs(across - self.border_at(border)), border) for border in (0, 1)]
        distance, border = min(away)
        if away[0][0] == away[1][0]:  # both lie in one place: the side that is pointed at decides
            border = 0 if across < self.border_at(0) else 1
        return border if distance <= GRIP else None

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold of the border under the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._border = self._nearest(event.position().x())
            self._gesture = next(_gestures)
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Draw the border along."""
        if self._border is not None:
            ground = self._ground()
            self._set(self._border, (event.position().x() - ground.left()) / ground.width())
        near = self._border is not None or self._nearest(event.position().x()) is not None
        self.setCursor(Qt.CursorShape.SplitHCursor if near else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let go."""
        self._border = None
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrow keys move the border between train and dev, with Shift the one between dev and test."""
        if event.key() not in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            super().keyPressEvent(event)
            return
        border = 1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0
        data = self._document.experiment.data
        share = data.train if border == 0 else data.train + data.dev
        if not event.isAutoRepeat():
            self._gesture = next(_gestures)
        self._set(border, share + (STEP if event.key() == Qt.Key.Key_Right else -STEP))

    def _set(self, border: int, share: float) -> None:
        train, dev = drawn_to(self._document.experiment.data, border, share)
        self._document.apply(SetSplit(train=train, dev=dev, gesture=self._gesture, label=tr("Set split")))

    # The picture

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Three segments, each with its name and number where there is room."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = self._ground()
        whole = QPainterPath()
        whole.addRoundedRect(ground, 5, 5)
        painter.save()
        painter.setClipPath(whole)
        theme = self._theme
        shades = (mixed(theme.panel, theme.accent, 0.42), mixed(theme.panel, theme.accent, 0.22), theme.raised)
        edges = [ground.left(), self.border_at(0), self.border_at(1), ground.right()]
        painter.setFont(font(8.5))
        for index, part in enumerate(PARTS):
            piece = QRectF(edges[index], ground.top(), edges[index + 1] - edges[index], ground.height())
            painter.fillRect(piece, shades[index])
            painter.setPen(theme.colour("text"))
            count = grouped(self._counts[index]) if self._counts else ""
            for words in (f"{tr(part)} {count}".strip(), count):
                if painter.fontMetrics().horizontalAdvance(words) + 6 <= piece.width():
                    painter.drawText(piece, Qt.AlignmentFlag.AlignCenter, words)
                    break
        painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("accent" if self.hasFocus() else "line"), 1))
        painter.drawPath(whole)
        for border in (0, 1):
            x = self.border_at(border)
            painter.setPen(QPen(theme.colour("accent" if self._border == border else "edge"), 2))
            painter.drawLine(QPointF(x, ground.top() + 4), QPointF(x, ground.bottom() - 4))
        painter.end()
