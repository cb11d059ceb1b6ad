"""The colours that a person draws with, for data of colour pictures."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from playground.spec.words import mark, tr

COLOURS = (
    (mark("White"), "#ffffff"),
    (mark("Black"), "#000000"),
    (mark("Red"), "#dc2828"),
    (mark("Yellow"), "#e6c828"),
    (mark("Green"), "#28aa46"),
    (mark("Blue"), "#2864dc"),
)


class Pens(QWidget):
    """A button for every colour, one of them down."""

    chosen = Signal(QColor)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        group = QButtonGroup(self)
        for name, colour in COLOURS:
            swatch = QPixmap(14, 14)
            swatch.fill(QColor(colour))
            pen = QToolButton(self)
            pen.setIcon(swatch)
            pen.setCheckable(True)
            pen.setChecked(colour == "#ffffff")
            pen.setAccessibleName(tr(name))
            pen.setToolTip(tr(name))
            pen.clicked.connect(lambda _on=False, colour=colour: self.chosen.emit(QColor(colour)))
            group.addButton(pen)
            row.addWidget(pen)
        row.addStretch(1)
