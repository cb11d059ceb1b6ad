"""The bar of the brush, under the surface while points are painted: what it does, with which class, and how wide."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.catalog.datasets.painted import MOST_CLASSES
from playground.gui.data.brush import Brush
from playground.gui.data.measures import LARGEST, point_colour, value_span
from playground.gui.data.stroke import Mode
from playground.gui.flow import FlowLayout
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import icon
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.words import tr

STEPS = 100
LIGHT_DOT = 0.6
"""From this lightness on, the digit is dark."""
DOT = 18
"""Pixels of a class's dot, which has its digit in it."""


class PaintBar(QFrame):
    """Shows a `Brush`, and sets it."""

    done = Signal()
    """No more painting."""
    clear_wanted = Signal()
    """All points are to go but one of each class."""

    def __init__(self, brush: Brush, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._brush = brush
        self._theme = theme
        self.modes: dict[Mode, QToolButton] = {}
        group = QButtonGroup(self)
        about: tuple[tuple[Mode, str, str, str], ...] = (
            (
                "paint",
                "brush",
                tr("Paint"),
                tr("Paint points. The right button always erases. Arrows and Enter do too."),
            ),
            (
                "move",
                "hand",
                tr("Move"),
                tr("Move the point under the pointer, or all under a wide brush; a digit gives them another class."),
            ),
            ("erase", "eraser", tr("Erase"), tr("Erase points.  Delete")),
        )
        tools = QHBoxLayout()
        tools.setSpacing(2)
        for mode, drawing, words, tip in about:
            button = self._button(words, tip, drawing)
            button.setCheckable(True)
            button.clicked.connect(lambda _on=False, mode=mode: brush.set_mode(mode))
            group.addButton(button)
            self.modes[mode] = button
            tools.addWidget(button)
        self.size_ = self._slider(
            tr("Width of the brush"), tr("How wide the brush is; at 0 it sets single points.  [ ]")
        )
        self.size_.valueChanged.connect(lambda value: brush.set_size(value / STEPS * LARGEST))
        self.clear = self._button(
            tr("Clear"), tr("Erase all points but one of each class: a network needs something to learn from."), "trash"
        )
        self.clear.clicked.connect(self.clear_wanted)
        self.close_ = self._button(tr("Done"), tr("End painting.  Esc"), "close")
        self.close_.clicked.connect(self.done)
        tools.addWidget(self.size_, 1)
        tools.addWidget(self.clear)
        tools.addWidget(self.close_)
        self._swatches = QWidget(self)
        flow = FlowLayout(self._swatches, spacing=2)
        self.classes: list[QToolButton] = []
        chosen = QButtonGroup(self)
        for index in range(MOST_CLASSES):
            button = QToolButton(self._swatches)
            give_role(button, "tile")
            button.setCheckable(True)
            button.setIconSize(QSize(DOT, DOT))
            button.clicked.connect(lambda _on=False, index=index: brush.set_label(index))
            chosen.addButton(button)
            self.classes.append(button)
            flow.addWidget(button)
        self._number = QWidget(self)
        line = QHBoxLayout(self._number)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        self._named = QLabel(self._number)
        self.value = self._slider(tr("Number to paint"), tr("The number that painted points are to have.  1…9"))
        self.value.valueChanged.connect(self._slide)
        self.typed = QLineEdit(self._number)
        self.typed.setAccessibleName(tr("Number to paint"))
        self.typed.setFixedWidth(56)
        self.typed.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.typed.editingFinished.connect(self._type)
        line.addWidget(self._named)
        line.addWidget(self.value, 1)
        line.addWidget(self.typed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(2)
        column.addLayout(tools)
        column.addWidget(self._swatches)
        column.addWidget(self._number)
        brush.changed.connect(self.refresh)
        self.set_theme(theme)

    def _button(self, words: str, tip: str, drawing: str) -> QToolButton:
        made = QToolButton(self)
        made.setAccessibleName(words)
        made.setToolTip(tip)
        made.setProperty("drawing", drawing)
        made.setIconSize(QSize(16, 16))
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        give_role(made, "tool")
        return made

    def _slider(self, name: str, tip: str) -> QSlider:
        made = QSlider(Qt.Orientation.Horizontal, self)
        made.setRange(0, STEPS)
        made.setMinimumWidth(48)
        made.setAccessibleName(name)
        made.setToolTip(tip)
        return made

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self._theme = theme
        for button in (*self.modes.values(), self.clear, self.close_):
            button.setIcon(icon(str(button.property("drawing")), theme))
        self.refresh()

    def refresh(self) -> None:
        """Show the brush as it is, and the classes that there are."""
        if not self.isVisible():
            return
        brush = self._brush
        self.modes[brush.mode].setChecked(True)
        with QSignalBlocker(self.size_):
            self.size_.setValue(round(brush.size / LARGEST * STEPS))
        prepared = brush.prepared
        facts = prepared.facts if prepared is not None else None
        numbers = facts is not None and facts.task == "regression"
        self._number.setVisible(numbers and facts is not None and len(facts.features) == 2)
        self._swatches.setVisible(not numbers)
        if facts is None or prepared is None:
            return
        if numbers:
            self._named.setText(facts.targets[0])
            low, high = value_span(prepared)
            with QSignalBlocker(self.value):
                self.value.setValue(round((brush.value - low) / (high - low) * STEPS))
            if not self.typed.hasFocus():
                self.typed.setText(f"{brush.value:.3g}")
            return
        for index, button in enumerate(self.classes):
            button.setChecked(index == brush.label)
            new = index >= facts.outputs
            name = tr("a new class") if new else facts.classes[index]
            button.setToolTip(tr("Paint class {name}.  {digit}", name=name, digit=index + 1))
            button.setAccessibleName(tr("Class {name}", name=name if not new else index + 1))
            button.setIcon(self._dot(index, filled=not new))

    def _dot(self, index: int, *, filled: bool) -> QIcon:
        facts = self._brush.prepared
        assert facts is not None
        colour = point_colour(self._theme, facts.facts, facts, index)
        ratio = max(self.devicePixelRatioF(), 2.0)
        made = QPixmap(round(DOT * ratio), round(DOT * ratio))
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, 1.6))
        painter.setBrush(colour if filled else Qt.BrushStyle.NoBrush)
        ground = QRectF(1, 1, DOT - 2, DOT - 2)
        painter.drawEllipse(ground)
        painter.setFont(font(8.5))
        painter.setPen(QColor("#ffffff" if colour.lightnessF() < LIGHT_DOT else "#10141a") if filled else colour)
        painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, str(index + 1))
        painter.end()
        return QIcon(made)

    def _slide(self, position: int) -> None:
        prepared = self._brush.prepared
        if prepared is not None:
            low, high = value_span(prepared)
            self._brush.set_value(float(f"{low + position / STEPS * (high - low):.3g}"))

    def _type(self) -> None:
        try:
            value = float(self.typed.text().replace(",", ".").replace("−", "-"))
        except ValueError:
            value = self._brush.value
        if abs(value) <= 1e6:  # what is larger, or no number at all, leaves the brush as it was
            self._brush.set_value(value)
        self.typed.setText(f"{self._brush.value:.3g}")

    def showEvent(self, event: object) -> None:  # noqa: N802
        """Catch up."""
        self.refresh()
