"""The kernel's own numbers, to be typed."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from playground.catalog.kernels import LARGEST
from playground.catalog.tensor import Array
from playground.gui.lab.grid import short
from playground.spec.words import tr

MOST = 1000.0
"""The largest number in a kernel."""


class KernelEditor(QWidget):
    """A square of fields. ``changed`` tells the whole kernel as soon as a number was typed, ``refused`` why not."""

    changed = Signal(object)
    refused = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._kernel: Array = np.zeros((1, 1))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(3)
        self.fields = [[self._field(row, column) for column in range(LARGEST)] for row in range(LARGEST)]

    def _field(self, row: int, column: int) -> QLineEdit:
        field = QLineEdit(self)
        field.setAlignment(Qt.AlignmentFlag.AlignCenter)
        field.setFixedWidth(44)
        field.setAccessibleName(tr("Kernel, row {row}, column {column}", row=row + 1, column=column + 1))
        field.setToolTip(tr("A number from −{most:g} to {most:g}; fractions such as 1/9 too.", most=MOST))
        field.editingFinished.connect(lambda: self._take(row, column))
        self._grid.addWidget(field, row, column)
        return field

    def show_kernel(self, kernel: Array) -> None:
        """Show these numbers, shape (f, f)."""
        self._kernel = np.array(kernel, dtype=np.float64)
        for row, fields in enumerate(self.fields):
            for column, field in enumerate(fields):
                there = max(row, column) < len(kernel)
                field.setVisible(there)
                if there:
                    field.setText(short(float(kernel[row, column])))
                    field.setModified(False)
                    _mark(field, wrong=False)

    def _take(self, row: int, column: int) -> None:
        field = self.fields[row][column]
        if not field.isModified():
            return
        value = number(field.text())
        if value is None:
            _mark(field, wrong=True)
            rule = tr(
                "A kernel is made of numbers from −{most:g} to {most:g}, not {text!r}.", most=MOST, text=field.text()
            )
            self.refused.emit(rule)
            return
        kernel = self._kernel.copy()
        kernel[row, column] = value
        self.show_kernel(kernel)
        self.changed.emit(kernel)


def _mark(field: QLineEdit, *, wrong: bool) -> None:
    if bool(field.property("wrong")) != wrong:
        field.setProperty("wrong", wrong)
        field.style().unpolish(field)
        field.style().polish(field)


def number(text: str) -> float | None:
    """A number as people type it, also as a fraction; None where it is none or too large."""
    above, slash, below = text.strip().replace("−", "-").replace(",", ".").partition("/")
    try:
        value = float(above) / float(below) if slash else float(above)
    except (ValueError, ZeroDivisionError):
        return None
    return value if math.isfinite(value) and abs(value) <= MOST else None
