"""The small choices of how the surface looks, in a strip above it."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QToolButton, QWidget

from playground.catalog.facts import Facts
from playground.gui.flow import FlowLayout
from playground.gui.plots.faces.look import Look, Quantity
from playground.gui.theme.fonts import font
from playground.gui.theme.style import give_role
from playground.spec.words import tr

FARTHEST = 1e6
"""The scale's ends lie between this and its negative."""
QUANTITIES: tuple[Quantity, ...] = ("probability", "class")


class SurfaceOptions(QWidget):
    """Shows a `Look` and tells when a person changes it; what does not suit the data is not there."""

    changed = Signal(object)
    """The new `Look`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = Look()
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
        self.bands = self._toggle(tr("steps"), tr("Colours in steps instead of running into each other"))
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
        row = FlowLayout(self, spacing=2)
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
        self.low.valueChanged.connect(lambda value: self._tell(low=value))
        self.high.valueChanged.connect(lambda value: self._tell(high=value))

    def offer(self, facts: Facts, look: Look, *, plane: bool, usual: tuple[float, float]) -> None:
        """Show ``look``, with the choices that there are.

        Args:
            facts: the data. look: what is chosen.
            plane: whether a plane is shown, not a line.
            usual: the ends that the scale has by itself.

        """
        self._look = look
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
        self.updateGeometry()

    def _tell(self, **changes: object) -> None:
        look = replace(self._look, **changes)  # type: ignore[arg-type]
        if look != self._look:
            self.changed.emit(look)

    def _take_range(self, on: bool) -> None:
        self._tell(own_range=on, low=self.low.value(), high=self.high.value())

    def _set_numbers(self, low: float, high: float) -> None:
        step = (high - low) / 20 or 0.05
        for field, value in ((self.low, low), (self.high, high)):
            field.setRange(-FARTHEST, FARTHEST)
            field.setValue(value)
            field.setSingleStep(float(f"{step:.1g}"))
        # The low end stays below the high one.
        self.low.setMaximum(self.high.value() - 10.0 ** -self.high.decimals())
        self.high.setMinimum(self.low.value() + 10.0 ** -self.low.decimals())

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
        return combo

    def _number(self, name: str) -> QDoubleSpinBox:
        field = QDoubleSpinBox(self)
        field.setDecimals(3)
        field.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
        field.setAccessibleName(name)
        field.setToolTip(name)
        field.setFont(font(8.0))
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        field.setKeyboardTracking(False)
        field.setFixedWidth(62)
        return field
