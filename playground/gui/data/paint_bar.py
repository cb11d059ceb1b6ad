"""The bar of the brush, under the surface while points are painted: what it does, with which class, and how wide."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
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

from playground.gui.data.brush import Brush
from playground.gui.data.measures import LARGEST, value_span
from playground.gui.data.stroke import Mode
from playground.gui.data.swatches import Swatches
from playground.gui.theme.icons import icon
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.words import tr

STEPS = 100
LEAST = 40
"""Pixels of a slider, at least."""


class PaintBar(QFrame):
    """Shows a `Brush`, and sets it: one row, the classes in a second one where they find no room in it."""

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
        self._tools = tools = QHBoxLayout()
        tools.setSpacing(2)
        for mode, drawing, words, tip in about:
            button = self._button(words, tip, drawing)
            button.setCheckable(True)
            button.clicked.connect(lambda _on=False, mode=mode: brush.set_mode(mode))
            group.addButton(button)
            self.modes[mode] = button
            tools.addWidget(button)
        self.swatches = Swatches(self)
        self.swatches.chosen.connect(brush.set_label)
        self.classes = self.swatches.classes
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
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(2)
        column.addLayout(tools)
        column.addWidget(self.swatches, 0, Qt.AlignmentFlag.AlignLeft)
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
        made.setMinimumWidth(LEAST)
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
        self.swatches.setVisible(not numbers)
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
        self.swatches.show_classes(prepared, brush.label, self._theme)
        self._find_room()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """As narrow as two rows can be."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), max(self._need(), self.swatches.minimumSizeHint().width())), hint.height())

    def _need(self) -> int:
        """Pixels that the row takes without the classes."""
        widgets = (*self.modes.values(), self.clear, self.close_)
        return sum(widget.sizeHint().width() + self._tools.spacing() for widget in widgets) + LEAST

    def _find_room(self) -> None:
        """The classes stand between the modes and the width where all of that fits into one row."""
        within = self._tools.indexOf(self.swatches) >= 0
        if within is (self._need() + self.swatches.sizeHint().width() + self._tools.spacing() <= self.width()):
            return
        (self._tools if within else self._column).removeWidget(self.swatches)
        if within:
            self._column.insertWidget(1, self.swatches, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            self._tools.insertWidget(len(self.modes), self.swatches)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """More or less finds room in a row."""
        super().resizeEvent(event)
        self._find_room()

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
