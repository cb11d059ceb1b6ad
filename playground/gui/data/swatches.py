"""The classes to paint with: a dot for each that there is and for the next new one, the others in a menu."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QToolButton, QWidget

from playground.catalog.datasets.painted import MOST_CLASSES
from playground.catalog.prepare import Prepared
from playground.gui.data.measures import point_colour
from playground.gui.theme.fonts import font
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.words import tr

LIGHT_DOT = 0.6
"""From this lightness on, the digit is dark."""
DOT = 18
"""Pixels of a class's dot, which has its digit in it."""


class Swatches(QWidget):
    """A row of buttons, one of them checked.

    Attributes:
        classes: a button for every class that can be, those in the menu hidden. more: the button of that menu.

    """

    chosen = Signal(int)
    """A class, counted from 0."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        group = QButtonGroup(self)
        self.classes: list[QToolButton] = []
        for index in range(MOST_CLASSES):
            button = QToolButton(self)
            give_role(button, "tile")
            button.setCheckable(True)
            button.setIconSize(QSize(DOT, DOT))
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(lambda _on=False, index=index: self.chosen.emit(index))
            group.addButton(button)
            self.classes.append(button)
            row.addWidget(button)
        self.more = QToolButton(self)
        give_role(self.more, "small")
        self.more.setText("…")
        self.more.setToolTip(tr("More classes to paint with"))
        self.more.setAccessibleName(tr("More classes"))
        self.more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self.more.setMenu(QMenu(self.more))
        row.addWidget(self.more)

    def show_classes(self, prepared: Prepared, label: int, theme: Theme) -> None:
        """Those of the data, the next one, and the one in use; ``label`` is that one."""
        there = prepared.facts.outputs
        menu = self.more.menu()
        menu.clear()
        for index, button in enumerate(self.classes):
            new = index >= there
            name = tr("a new class") if new else prepared.facts.classes[index]
            picture = self._dot(point_colour(theme, prepared.facts, prepared, index), index + 1, filled=not new)
            button.setChecked(index == label)
            button.setToolTip(tr("Paint class {name}.  {digit}", name=name, digit=index + 1))
            button.setAccessibleName(tr("Class {name}", name=name if not new else index + 1))
            button.setIcon(picture)
            button.setVisible(index <= there or index == label)
            if button.isHidden():
                action = menu.addAction(picture, tr("Paint class {name}.  {digit}", name=name, digit=index + 1))
                action.triggered.connect(lambda _on=False, index=index: self.chosen.emit(index))
        self.more.setVisible(not menu.isEmpty())

    def _dot(self, colour: QColor, digit: int, *, filled: bool) -> QIcon:
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
        painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, str(digit))
        painter.end()
        return QIcon(made)
