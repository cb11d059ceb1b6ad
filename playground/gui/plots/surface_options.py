"""The small choices of how the surface looks, in a strip above it."""

from __future__ import annotations

import math
from contextlib import ExitStack
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QToolButton, QWidget

from playground.catalog.facts import Facts
from playground.gui.flow import FlowLayout
from playground.gui.plots.faces.face import minus
from playground.gui.plots.faces.look import Look, Quantity
from playground.gui.theme.fonts import font
from playground.gui.theme.style import give_role
from playground.spec.problems import PlaygroundError
from playground.spec.words import mark, tr

FARTHEST = 1e6
"""The scale's ends lie between this and its negative."""
RELIEF = mark(
    "Height shows the value. Drag or arrow keys turn, the wheel or + and − zoom, a double click or 0 goes back"
)
QUANTITIES: tuple[Quantity, ...] = ("probability", "class")


class SurfaceOptions(QWidget):
    """Shows a `Look` and tells when a person changes it; what does not suit the data is not there."""

    changed = Signal(object)
    """The new `Look`."""
    complained = Signal(str)
    """What was typed is no range; the sentence says why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = Look()
        self._usual = (0.0, 1.0)
        self.quantity = self._combo(
            tr("What is coloured"),
            tr("The probability of a class, or only the class that is predicted: the one with the highest probability"),
        )
        for words in (tr("probability"), tr("predicted class")):
            self.quantity.addItem(words)
        self.only = self._combo(tr("Class"), tr("All classes at once, or one of them"))
        self.relief = self._toggle(
            tr("3-D"),
            tr("Height shows the value. Drag turns, the wheel zooms, a double click goes back; arrow keys turn"),
        )
        self.bands = self._toggle(tr("bands"), tr("Colours in steps instead of running into each other"))
        self.border = self._toggle(
            tr("border"), tr("The decision boundary: where the predicted class changes, for two classes P = 0.5")
        )
        self.wrong = self._toggle(
            tr("errors"), tr("A ring around every example whose predicted class is not its true one")
        )
        self.own_range = self._toggle(
            tr("range"), tr("A range of your own for the scale; values beyond it get its ends")
        )
        self.low = self._number(tr("Low end of the scale"))
        self.high = self._number(tr("High end of the scale"))
        self._lines = row = FlowLayout(self, spacing=2)
        for widget in (
            self.relief,
            self.quantity,
            self.only,
            self.bands,
            self.border,
            self.wrong,
            self.own_range,
            self.low,
            self.high,
        ):
            row.addWidget(widget)
        self.quantity.activated.connect(lambda index: self._tell(quantity=QUANTITIES[index]))
        self.only.activated.connect(lambda index: self._tell(only=index - 1))
        self.relief.toggled.connect(lambda on: self._tell(relief=on))
        self.bands.toggled.connect(lambda on: self._tell(bands=on))
        self.border.toggled.connect(lambda on: self._tell(border=on))
        self.wrong.toggled.connect(lambda on: self._tell(wrong=on))
        self.own_range.toggled.connect(self._take_range)
        self.low.editingFinished.connect(self._read_range)
        self.high.editingFinished.connect(self._read_range)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep the height that all lines need."""
        super().resizeEvent(event)
        self._take_height()

    def offer(self, facts: Facts, look: Look, *, plane: bool, usual: tuple[float, float], busy: bool = False) -> None:
        """Show ``look``, with the choices that there are.

        Args:
            facts: the data. look: what is chosen.
            plane: whether a plane is shown, not a line.
            usual: the ends that the scale has by itself.
            busy: a tool is in use, that works on the flat plane alone.

        """
        self._look, self._usual = look, usual
        classes = facts.task == "classes"
        several = classes and (plane or facts.outputs > 2)
        with ExitStack() as stack:
            for widget in self.findChildren(QWidget):
                stack.enter_context(QSignalBlocker(widget))
            names = [tr("all classes"), *facts.classes]
            if [self.only.itemText(index) for index in range(self.only.count())] != names:
                self.only.clear()
                self.only.addItems(names)
            self.only.setCurrentIndex(look.only + 1 if look.only < facts.outputs else 0)
            self.quantity.setCurrentIndex(QUANTITIES.index(look.quantity))
            for combo in (self.quantity, self.only):
                # No wider than its words and its arrow: a style sheet's own measure leaves much empty.
                combo.setFixedWidth(min(combo.fontMetrics().horizontalAdvance(combo.currentText()) + 34, 140))
            for button, on in (
                (self.relief, look.relief),
                (self.bands, look.bands),
                (self.border, look.border),
                (self.wrong, look.wrong),
                (self.own_range, look.own_range),
            ):
                button.setChecked(on)
            low, high = (look.low, look.high) if look.own_range else usual
            self._set_numbers(low, high)
        self.relief.setEnabled(not busy)
        self.relief.setToolTip(tr("Put the brush away first: it paints on the flat plane") if busy else tr(RELIEF))
        scaled = not (classes and plane and look.quantity == "class")
        mixed = classes and plane and facts.outputs > 2 and look.only < 0
        for widget, there in (
            (self.quantity, classes and plane),
            (self.only, several),
            (self.relief, plane),
            (self.bands, plane and scaled),
            (self.border, classes and plane),
            (self.wrong, classes),
            (self.own_range, scaled and not mixed),
            (self.low, look.own_range and scaled and not mixed),
            (self.high, look.own_range and scaled and not mixed),
        ):
            widget.setVisible(there)
        self._take_height()

    def _take_height(self) -> None:
        self._lines.invalidate()
        self.setMinimumHeight(self._lines.heightForWidth(max(self.width(), 120)))

    def _tell(self, **changes: object) -> None:
        look = replace(self._look, **changes)  # type: ignore[arg-type]
        if look != self._look:
            self.changed.emit(look)

    def _take_range(self, on: bool) -> None:
        low, high = self._usual
        self._tell(own_range=on, low=low, high=high)

    def _read_range(self) -> None:
        """Take up the numbers that were typed; what is no range is told, and nothing changes."""
        try:
            low, high = self._read(self.low), self._read(self.high)
            if not low < high:
                raise PlaygroundError(
                    tr("The low end must be less than the high one; {low} is not less than {high}.", low=low, high=high)
                )
        except PlaygroundError as error:
            self._mark(wrong=True)
            self.complained.emit(str(error))
            return
        self._mark(wrong=False)
        self._tell(low=low, high=high)

    @staticmethod
    def _read(field: QLineEdit) -> float:
        text = field.text().strip().replace("\u2212", "-").replace(",", ".")
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not abs(value) <= FARTHEST:
            raise PlaygroundError(
                tr("An end of the scale is a number from \u22121000000 to 1000000, not “{text}”.", text=field.text())
            )
        return value

    def _set_numbers(self, low: float, high: float) -> None:
        self._mark(wrong=False)
        for field, value in ((self.low, low), (self.high, high)):
            if not field.hasFocus() or field.text() == "":
                field.setText(minus(f"{value:.4g}"))

    def _mark(self, *, wrong: bool) -> None:
        for field in (self.low, self.high):
            if field.property("wrong") != ("true" if wrong else "false"):
                field.setProperty("wrong", "true" if wrong else "false")
                field.style().unpolish(field)
                field.style().polish(field)

    def _toggle(self, words: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setCheckable(True)
        button.setText(words)
        button.setToolTip(tip)
        button.setAccessibleName(words)
        button.setAccessibleDescription(tip)
        button.setFont(font(8.0))
        give_role(button, "small")
        return button

    def _combo(self, name: str, tip: str) -> QComboBox:
        combo = QComboBox(self)
        combo.setAccessibleName(name)
        combo.setToolTip(tip)
        combo.setFont(font(8.0))
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        give_role(combo, "small")
        combo.setStyleSheet("QComboBox { padding: 1px 12px 1px 4px; } QComboBox::drop-down { width: 14px; }")
        return combo

    def _number(self, name: str) -> QLineEdit:
        field = QLineEdit(self)
        field.setAccessibleName(name)
        field.setToolTip(name)
        field.setFont(font(8.0))
        field.setFixedWidth(54)
        field.setStyleSheet("QLineEdit { padding: 0px 4px; min-height: 16px; }")
        return field
