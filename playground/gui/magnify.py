"""Larger letters in a window that is already there, and back again."""

from __future__ import annotations

from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QLabel, QLineEdit, QToolButton, QWidget

FIXED = 200
"""A widget with letters whose width or height is held to at most so many pixels grows with them."""


@dataclass(frozen=True, slots=True)
class _Before:
    widget: QWidget
    font: QFont | None
    least: QSize
    most: QSize


class Magnifier:
    """Makes everything with letters ``factor`` times as large that does not follow the style sheet by itself.

    Pictures and buttons that are icons keep their size.
    """

    def __init__(self) -> None:
        self._before: list[_Before] = []

    def enlarge(self, root: QWidget, factor: float) -> None:
        """Enlarge fonts that were set by hand, and the fixed sizes of what holds letters."""
        for widget in (root, *root.findChildren(QWidget)):
            own = widget.font() if widget.testAttribute(Qt.WidgetAttribute.WA_SetFont) else None
            self._before.append(_Before(widget, own, widget.minimumSize(), widget.maximumSize()))
        for before in self._before:
            widget, least, most = before.widget, before.least, before.most
            if before.font is not None and before.font.pointSizeF() > 0:
                larger = QFont(before.font)
                larger.setPointSizeF(before.font.pointSizeF() * factor)
                widget.setFont(larger)
            if not _has_letters(widget):
                continue
            if 0 < least.width() == most.width() <= FIXED:
                widget.setFixedWidth(round(least.width() * factor))
            if 0 < least.height() == most.height() <= FIXED:
                widget.setFixedHeight(round(least.height() * factor))

    def restore(self) -> None:
        """Everything that is still there as it was."""
        for before in self._before:
            widget, least, most = before.widget, before.least, before.most
            if not shiboken6.isValid(widget):
                continue
            if before.font is not None:
                widget.setFont(before.font)
            if not _has_letters(widget):
                continue
            if 0 < least.width() == most.width() <= FIXED:
                widget.setFixedWidth(least.width())
            if 0 < least.height() == most.height() <= FIXED:
                widget.setFixedHeight(least.height())
        self._before = []


def _has_letters(widget: QWidget) -> bool:
    if isinstance(widget, (QLineEdit, QComboBox, QAbstractSpinBox)):
        return True
    if isinstance(widget, QToolButton) and widget.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly:
        return widget.icon().isNull() and bool(widget.text())
    if isinstance(widget, (QLabel, QAbstractButton)):
        return bool(widget.text())
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    return any(_has_letters(child) for child in widget.findChildren(QWidget, options=direct))
