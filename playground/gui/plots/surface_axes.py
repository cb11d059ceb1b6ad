"""For more than two features: the predictions at a glance, or which plane through the inputs is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.catalog.planes import axes
from playground.catalog.prepare import Prepared
from playground.gui.plots.faces.face import minus
from playground.gui.plots.faces.look import Look, Space
from playground.gui.theme.fonts import font
from playground.gui.theme.style import give_role
from playground.spec.words import tr

SPACES: tuple[Space, ...] = ("summary", "features", "components")
STEPS = 200
LIST = 112
"""Pixels of height that the list of values takes at most."""


class SurfaceAxes(QWidget):
    """Chooses among `Look.space`, and the two features, and the values of those that are held."""

    changed = Signal(object)
    """The new `Look`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = Look()
        self._prepared: Prepared | None = None
        self.spaces: dict[Space, QPushButton] = {}
        self._group = QButtonGroup(self)
        switch = QHBoxLayout()
        switch.setSpacing(0)
        for place, space in zip(("first", "middle", "last"), SPACES, strict=True):
            button = QPushButton()
            button.setCheckable(True)
            button.setFont(font(8.0))
            button.setProperty("place", place)
            give_role(button, "segment")
            button.setStyleSheet("QPushButton { padding: 1px 6px; min-height: 16px; }")
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _on=False, space=space: self._tell(space=space))
            self._group.addButton(button)
            self.spaces[space] = button
            switch.addWidget(button)
        self.spaces["features"].setText(tr("Features"))
        self.spaces["features"].setToolTip(tr("The plane of two features; the others are held"))
        self.spaces["components"].setText(tr("Components"))
        self.spaces["components"].setToolTip(
            tr("The plane of the first two principal components: the directions in which the training inputs vary most")
        )
        self.across, self.up = self._combo(tr("Feature across")), self._combo(tr("Feature upward"))
        self.across.activated.connect(lambda index: self._choose(across=index))
        self.up.activated.connect(lambda index: self._choose(up=index))
        self.others = QToolButton()
        self.others.setCheckable(True)
        self.others.setText(tr("others"))
        self.others.setFont(font(8.0))
        self.others.setToolTip(tr("The values of the features that the plane does not show"))
        self.others.setAccessibleName(tr("Values of the other features"))
        give_role(self.others, "small")
        self.others.toggled.connect(self._unfold)
        self.pair = QWidget()
        pair = QHBoxLayout(self.pair)
        pair.setContentsMargins(0, 0, 0, 0)
        pair.setSpacing(2)
        pair.addWidget(self.across, 1)
        pair.addWidget(QLabel("×"))
        pair.addWidget(self.up, 1)
        pair.addWidget(self.others)
        self.list = QScrollArea()
        self.list.setWidgetResizable(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.viewport().setAutoFillBackground(False)
        self.list.hide()
        self.sliders: dict[str, QSlider] = {}
        self._values: dict[str, QLabel] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 2)
        column.setSpacing(2)
        column.addLayout(switch)
        column.addWidget(self.pair)
        column.addWidget(self.list)

    def offer(self, prepared: Prepared, look: Look) -> None:
        """Show ``look``; only for data of more than two features in a row."""
        other = prepared is not self._prepared or (look.across, look.up) != (self._look.across, self._look.up)
        self._prepared, self._look = prepared, look
        facts = prepared.facts
        classes = facts.task == "classes"
        self.spaces["summary"].setText(tr("Confusion") if classes else tr("Agreement"))
        self.spaces["summary"].setToolTip(
            tr("The confusion matrix: which classes are taken for which")
            if classes
            else tr("Predicted against true values")
        )
        self.spaces[look.space].setChecked(True)
        across, up = self._chosen()
        for combo, index in ((self.across, across), (self.up, up)):
            with QSignalBlocker(combo):
                if [combo.itemText(at) for at in range(combo.count())] != list(facts.features):
                    combo.clear()
                    combo.addItems(list(facts.features))
                combo.setCurrentIndex(index)
        self.pair.setVisible(look.space == "features")
        unfolded = look.space == "features" and self.others.isChecked()
        self.list.setVisible(unfolded)
        if unfolded and (other or not self.sliders):
            self._fill()
        self._show_values()

    def _chosen(self) -> tuple[int, int]:
        assert self._prepared is not None
        return axes(self._prepared, self._look.across, self._look.up)

    def _choose(self, *, across: int | None = None, up: int | None = None) -> None:
        """Another feature for one axis; the one that is on the other axis already changes places with it."""
        old_across, old_up = self._chosen()
        if across is not None:
            self._tell(across=across, up=old_across if across == old_up else old_up)
        elif up is not None:
            self._tell(up=up, across=old_up if up == old_across else old_across)

    def _tell(self, **changes: object) -> None:
        look = replace(self._look, **changes)  # type: ignore[arg-type]
        if look != self._look:
            self.changed.emit(look)

    def _unfold(self, _on: bool) -> None:
        if self._prepared is not None:
            self.sliders.clear()
            self.offer(self._prepared, self._look)

    # The values of the others

    def _fill(self) -> None:
        """A slider for every feature that the plane does not show."""
        prepared = self._prepared
        assert prepared is not None
        self.sliders, self._values = {}, {}
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 6, 0)
        grid.setHorizontalSpacing(4)
        grid.setVerticalSpacing(0)
        mean = QPushButton(tr("All at their mean"))
        mean.setFont(font(8.0))
        mean.setToolTip(tr("Every other feature at its mean over the training part"))
        give_role(mean, "flat")
        mean.clicked.connect(lambda: self._tell(held={}))
        grid.addWidget(mean, 0, 0, 1, 3)
        shown = self._chosen()
        for index, name in enumerate(prepared.facts.features):
            if index in shown:
                continue
            label, value = QLabel(), QLabel()
            for each in (label, value):
                each.setFont(font(8.0))
            label.setText(label.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, 84))
            label.setToolTip(name)
            value.setMinimumWidth(label.fontMetrics().horizontalAdvance("−0.0000"))
            slider = QSlider(Qt.Orientation.Horizontal)
            slider.setRange(0, STEPS)
            slider.setAccessibleName(name)
            slider.setToolTip(tr("The value at which {feature} is held", feature=name))
            slider.valueChanged.connect(lambda step, index=index: self._hold(index, step))
            row = grid.rowCount()
            grid.addWidget(label, row, 0)
            grid.addWidget(slider, row, 1)
            grid.addWidget(value, row, 2)
            self.sliders[name], self._values[name] = slider, value
        self.list.setWidget(inside)
        inside.setAutoFillBackground(False)  # setWidget switches it on
        self.list.setFixedHeight(min(LIST, inside.sizeHint().height()))

    def _ends(self, index: int) -> tuple[float, float]:
        assert self._prepared is not None
        column = self._prepared.raw[:, index]
        low, high = float(column.min()), float(column.max())
        return (low, high) if high > low else (low - 0.5, low + 0.5)

    def _hold(self, index: int, step: int) -> None:
        assert self._prepared is not None
        low, high = self._ends(index)
        held: Mapping[str, float] = {
            **self._look.held,
            self._prepared.facts.features[index]: low + (high - low) * step / STEPS,
        }
        self._tell(held=held)

    def _show_values(self) -> None:
        prepared = self._prepared
        if prepared is None or not self.sliders:
            return
        mean = prepared.raw[prepared.rows("train")].mean(axis=0)
        for index, name in enumerate(prepared.facts.features):
            slider = self.sliders.get(name)
            if slider is not None:
                value = self._look.held.get(name, float(mean[index]))
                low, high = self._ends(index)
                with QSignalBlocker(slider):
                    slider.setValue(round(float(np.clip((value - low) / (high - low), 0, 1)) * STEPS))
                self._values[name].setText(minus(f"{value:.3g}"))

    def _combo(self, name: str) -> QComboBox:
        combo = QComboBox()
        combo.setAccessibleName(name)
        combo.setToolTip(name)
        combo.setFont(font(8.0))
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(5)
        give_role(combo, "small")
        combo.setStyleSheet("QComboBox { padding: 1px 12px 1px 4px; } QComboBox::drop-down { width: 14px; }")
        return combo
