"""Typing a learned number where it stands."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSlider, QWidget

from playground.catalog.tensor import fits_float32
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import LARGEST_WEIGHT
from playground.spec.words import tr

STEPS = 400
STEP, FINE, COARSE = 0.1, 0.01, 1.0
REACH = 2.0
"""The slider goes at least so far to both sides."""
POPUP = Qt.FocusReason.PopupFocusReason


def understood(text: str) -> float | None:
    """The number that was typed, or None where it is none that a weight can have."""
    try:
        value = float(text.strip().replace("−", "-").replace(",", "."))
    except ValueError:
        return None
    return value if fits_float32(value) else None


class ValueField(QFrame):
    """A line and a slider. Enter takes what was typed; arrows, wheel and slider change the number at once.

    Emits ``entered`` for what was typed, ``slid`` for every value on the way, ``refused`` with what is no number,
    ``given_up`` for Escape, and ``closed`` at the end in any case.
    """

    entered = Signal(float)
    slid = Signal(float)
    refused = Signal(str)
    given_up = Signal()
    closed = Signal()

    def __init__(self, value: float, words: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self._open = True
        self.setStyleSheet(
            f"ValueField {{ background: {theme.panel}; border: 1px solid {theme.accent}; border-radius: 7px; }}"
        )
        self.line = QLineEdit(_text(value), self)
        self.line.setAccessibleName(words)
        self.line.setToolTip(tr("Enter sets the value; ↑ and ↓ change it by 0.1, with Shift by 1, with Alt by 0.01."))
        self.line.setFixedWidth(84)
        self.reach = min(max(REACH, 2.0 * abs(value)), LARGEST_WEIGHT) if math.isfinite(value) else REACH
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(-STEPS, STEPS)
        self.slider.setFixedWidth(110)
        self.slider.setAccessibleName(tr("{what}, slider", what=words))
        self.slider.setToolTip(tr("From {low:g} to {high:g}", low=-self.reach, high=self.reach))
        self._follow(value)
        row = QHBoxLayout(self)
        row.setContentsMargins(5, 4, 8, 4)
        row.setSpacing(6)
        row.addWidget(self.line)
        row.addWidget(self.slider)
        self.slider.valueChanged.connect(self._slide)
        self._watched = (self.line, self.slider)
        for widget in self._watched:
            widget.installEventFilter(self)

    def open_at(self, pixel: QPoint) -> None:
        """Show it below a pixel of the parent, inside the parent, the number selected."""
        self.adjustSize()
        room = self._parent.rect().adjusted(4, 4, -4, -4)
        x = min(max(pixel.x() - 40, room.left()), room.right() - self.width())
        y = pixel.y() + 12
        if y + self.height() > room.bottom():
            y = pixel.y() - 12 - self.height()
        self.move(x, max(room.top(), y))
        self.show()
        self.raise_()
        self.line.selectAll()
        self.line.setFocus()

    def turn(self, steps: float, size: float = STEP) -> None:
        """So many steps up."""
        value = understood(self.line.text())
        if value is not None:
            self.take(round(value + steps * size, 10))

    def take(self, value: float) -> None:
        """Another value, at once."""
        self.line.setText(_text(value))
        self._follow(value)
        self.slid.emit(value)

    def _follow(self, value: float) -> None:
        self.slider.blockSignals(True)
        share = value / self.reach if math.isfinite(value) else 0.0
        self.slider.setValue(round(max(-1.0, min(1.0, share)) * STEPS))
        self.slider.blockSignals(False)

    def _slide(self, place: int) -> None:
        value = round(place / STEPS * self.reach, 4)
        self.line.setText(_text(value))
        self.slid.emit(value)

    def _enter(self) -> None:
        value = understood(self.line.text())
        if value is None:
            self.refused.emit(self.line.text())
            self.line.selectAll()
            return
        if self._open:
            self.entered.emit(value)
            self.close_field()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Escape gives up, arrows and wheel turn the number, and a click elsewhere closes."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key, modifiers = event.key(), event.modifiers()
            if key == Qt.Key.Key_Escape:
                self.given_up.emit()
                self.close_field()
                return True
            if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and watched is self.line:
                coarse = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
                fine = bool(modifiers & Qt.KeyboardModifier.AltModifier)
                self.turn(1.0 if key == Qt.Key.Key_Up else -1.0, COARSE if coarse else FINE if fine else STEP)
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if watched is self.line:
                    self._enter()
                else:
                    self.close_field()
                return True  # or the canvas behind would hear it too
        if isinstance(event, QWheelEvent) and watched is self.line:
            self.turn(event.angleDelta().y() / 120.0)
            return True
        if isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() != POPUP:
            self._left()
        return super().eventFilter(watched, event)

    def _left(self) -> None:
        """The focus went away from both; what was typed is taken where it is a number."""
        window = self.window()
        heir = window.focusWidget() if window is not None else None
        if heir in self._watched or not self._open:
            return
        value = understood(self.line.text())
        if value is not None and self.line.isModified():
            self.entered.emit(value)
        self.close_field()

    def close_field(self) -> None:
        """Put it away; the focus goes back to the parent where it has not gone elsewhere already."""
        if not self._open:
            return
        self._open = False
        if any(widget.hasFocus() for widget in self._watched):
            self._parent.setFocus()
        self.hide()
        self.closed.emit()


def _text(value: float) -> str:
    return f"{value:.6g}".replace("-", "−") if math.isfinite(value) else ""
