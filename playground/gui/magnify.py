"""Larger letters in a window that is already there, and back again."""

from __future__ import annotations

from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractButton, QWidget

FIXED = 200
"""A widget whose width or height is held to at most so many pixels holds letters or an icon, and grows with them."""


@dataclass(frozen=True, slots=True)
class _Before:
    widget: QWidget
    font: QFont | None
    least: QSize
    most: QSize
    icon: QSize | None


class Magnifier:
    """Makes everything in a widget ``factor`` times as large that does not follow the style sheet by itself."""

    def __init__(self) -> None:
        self._before: list[_Before] = []

    def enlarge(self, root: QWidget, factor: float) -> None:
        """Enlarge fonts that were set by hand, fixed sizes of small widgets, and icons."""
        for widget in (root, *root.findChildren(QWidget)):
            own = widget.font() if widget.testAttribute(Qt.WidgetAttribute.WA_SetFont) else None
            icon = widget.iconSize() if isinstance(widget, QAbstractButton) else None
            self._before.append(_Before(widget, own, widget.minimumSize(), widget.maximumSize(), icon))
        for before in self._before:
            widget = before.widget
            if before.font is not None and before.font.pointSizeF() > 0:
                larger = QFont(before.font)
                larger.setPointSizeF(before.font.pointSizeF() * factor)
                widget.setFont(larger)
            if before.icon is not None:
                widget.setProperty("iconSize", before.icon * factor)
            least, most = before.least, before.most
            if 0 < least.width() == most.width() <= FIXED:
                widget.setFixedWidth(round(least.width() * factor))
            if 0 < least.height() == most.height() <= FIXED:
                widget.setFixedHeight(round(least.height() * factor))

    def restore(self) -> None:
        """Everything that is still there as it was."""
        for before in self._before:
            widget = before.widget
            if not shiboken6.isValid(widget):
                continue
            if before.font is not None:
                widget.setFont(before.font)
            if before.icon is not None:
                widget.setProperty("iconSize", before.icon)
            least, most = before.least, before.most
            if 0 < least.width() == most.width() <= FIXED:
                widget.setFixedWidth(least.width())
            if 0 < least.height() == most.height() <= FIXED:
                widget.setFixedHeight(least.height())
        self._before = []
