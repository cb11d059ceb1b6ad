"""The slider of how large the pictures of a wall are."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSlider, QWidget

from playground.gui.thumbs.wall import LARGEST, LEAST, Wall
from playground.spec.words import tr

STEP = 8
"""Pixels that a press of + or − makes the pictures larger or smaller."""


class Sizer(QSlider):
    """How many pixels the pictures of ``wall`` are wide at first, and how wide the slider is."""

    def __init__(self, wall: Wall, side: int, width: int, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(LEAST, LARGEST)
        self.setFixedWidth(width)
        self.setAccessibleName(tr("Size of the pictures"))
        self.setToolTip(tr("How large the pictures are.  + and −"))
        self.valueChanged.connect(wall.set_side)
        self.setValue(side)

    def take_key(self, event: QKeyEvent) -> bool:
        """Whether the key was + or −, which change the size."""
        found = event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus)
        if found:
            self.setValue(self.value() + (-STEP if event.key() == Qt.Key.Key_Minus else STEP))
        return found
