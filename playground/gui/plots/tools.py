"""The small buttons in the heading of a plot of curves."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from playground.gui.plots.options import Options
from playground.gui.theme import icons
from playground.gui.theme.fonts import font
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.words import tr

ICON = QSize(14, 14)
NARROW = 20
"""Pixels across of a button that is only a sign."""


class Tools(QWidget):
    """Show all, logarithm, x axis, smoothing, and a menu of all the rest.

    Attributes:
        fit, log, across, smooth, more: the buttons.
        options: the row that ``smooth`` shows and hides; the plot puts it where it belongs.

    """

    menu_wanted = Signal(QPoint)
    """The menu is to be shown at this place of the screen."""

    def __init__(self, parent: QWidget, *, log: bool) -> None:
        super().__init__(parent)
        self.options = Options(parent)
        self.options.hide()
        self.fit = self._button("", tr("Show all of the curve (0, F, or a double click)"))
        self.fit.hide()
        self.log = self._button(tr("log"), tr("Logarithmic y axis"))
        self.log.setCheckable(True)
        self.log.setChecked(log)
        self.across = self._button(tr("seconds"), tr("Over epochs, steps or seconds of training"))
        self.smooth = self._button("", tr("Smoothing"))
        self.smooth.setCheckable(True)
        self.smooth.toggled.connect(self.options.setVisible)
        self.more = self._button("⋯", tr("Pin, copy and save"))
        self.more.clicked.connect(lambda: self.menu_wanted.emit(self.more.mapToGlobal(self.more.rect().bottomLeft())))
        for button in (self.fit, self.smooth, self.more):
            button.setFixedWidth(NARROW)  # beside a long title every pixel counts
            button.setStyleSheet("QToolButton { padding: 1px; }")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        row.addStretch(1)
        for button in (self.fit, self.log, self.across, self.smooth, self.more):
            row.addWidget(button)

    def show_for(self, there: bool, *, over_time: bool, logarithm: bool) -> None:
        """The buttons that make sense: none of them where there is no curve."""
        self.log.setVisible(there and logarithm)
        for button in (self.across, self.smooth):
            button.setVisible(there and over_time)
        self.more.setVisible(there)
        self.options.setVisible(there and over_time and self.smooth.isChecked())

    def set_theme(self, theme: Theme) -> None:
        """Icons in other colours."""
        self.fit.setIcon(icons.icon("fit", theme, "muted"))
        self.smooth.setIcon(icons.icon("gear", theme, "muted"))

    def _button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFont(font(8.0))
        button.setIconSize(ICON)
        give_role(button, "small")
        if text:
            button.setFixedWidth(button.fontMetrics().horizontalAdvance(text) + 12)
        return button
