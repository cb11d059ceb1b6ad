"""A row of a plot's finer settings, shown when it is asked for."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from playground.gui.theme.fonts import font
from playground.gui.theme.style import give_role
from playground.spec.words import tr

HUNDREDTHS = 99
"""The greatest β is so many hundredths: the average of about the last 100 points."""


class Options(QWidget):
    """A slider for β, the smoothing."""

    smoothing_changed = Signal(float)
    """β, from 0 to 0.99."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tip = tr(
            "Exponentially weighted average with bias correction, over the points of every curve: "
            "v ← βv + (1 − β)x, drawn as v / (1 − βᵗ). About the mean of the last 1/(1 − β) points; "
            "0 shows the values as they are."
        )
        name = QLabel(tr("Smoothing β"), self)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(0, HUNDREDTHS)
        self.slider.setPageStep(10)
        self.slider.setAccessibleName(tr("Smoothing β"))
        self.slider.setMinimumWidth(40)
        self.number = QLabel("0.00", self)
        for label in (name, self.number):
            label.setFont(font(8.0))
            give_role(label, "muted")
        self.number.setFixedWidth(self.number.fontMetrics().horizontalAdvance("0.00") + 4)
        for widget in (name, self.slider, self.number):
            widget.setToolTip(tip)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 0, 4, 0)
        row.setSpacing(6)
        row.addWidget(name)
        row.addWidget(self.slider, 1)
        row.addWidget(self.number)
        self.slider.valueChanged.connect(self._slide)

    def show_beta(self, beta: float) -> None:
        """Show a β, without a signal."""
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(beta * 100))
        self.number.setText(f"{beta:.2f}")

    def _slide(self, position: int) -> None:
        self.number.setText(f"{position / 100:.2f}")
        self.smoothing_changed.emit(position / 100)
