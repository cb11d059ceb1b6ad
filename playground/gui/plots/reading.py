"""The values of all lines at one moment, beside a line through the plot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QLabel

from playground.gui.plots.line import Line, Mark, nearest
from playground.gui.theme.fonts import font
from playground.gui.theme.tokens import Theme, rgb
from playground.spec.words import tr

BESIDE = 14
"""Pixels from the line to the values."""
GLASS = 215
"""How opaque the table is, of 255: the curves shine through."""
WIDE = 420
"""A plot as wide as this has room for the values of pinned runs too."""
ROW = 15
"""Pixels of height of a row of the table, about."""


class Reading:
    """A dashed line across the plot and a small table of what every line says there.

    Attributes:
        label: the table.

    """

    def __init__(self, view: Any) -> None:
        self._view = view
        self._cross = pg.InfiniteLine(angle=90, movable=False)
        self._cross.hide()
        view.addItem(self._cross, ignoreBounds=True)
        self.label = QLabel(view)
        self.label.setTextFormat(Qt.TextFormat.RichText)
        self.label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.label.hide()
        self._said = ""

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._cross.setPen(pg.mkPen(theme.muted, width=1, style=Qt.PenStyle.DashLine))
        self.label.setFont(font(7.5))
        red, green, blue = rgb(theme.raised)
        glass = f"rgba({red}, {green}, {blue}, {GLASS})"
        self.label.setStyleSheet(
            f"background: {glass}; color: {theme.text}; border: 1px solid {theme.line}; border-radius: 6px; "
            "padding: 2px 5px;"
        )
        self._said = ""

    def hide(self) -> None:
        """Nobody points at anything."""
        self._cross.hide()
        self.label.hide()

    def show(
        self, lines: Sequence[Line], at: float, title: str, smooth: Mapping[str, Line], marks: Sequence[Mark]
    ) -> None:
        """Say what these lines are at ``at`` on the x axis, under ``title``."""
        lines = [line for line in lines if line.x[0] <= at <= line.x[-1] or not line.ahead]
        if self._view.width() < WIDE:
            lines = [line for line in lines if not line.pinned]
        if not lines:
            self.hide()
            return
        most = max((self._view.height() - 40) // ROW, 1)
        left = len(lines) - most
        rows = [_row(line, at, smooth.get(line.name), marks) for line in lines[: most - 1 if left > 0 else most]]
        if left > 0:
            rows.append(f"<tr><td colspan='2'>{escape(tr('and {count} more', count=left + 1))}</td></tr>")
        said = f"{escape(title)}<table cellspacing='0'>{''.join(rows)}</table>"
        if said != self._said:
            self._said = said
            self.label.setText(said)
            self.label.adjustSize()
        self._cross.setPos(at)
        self._cross.show()
        self._place(at)

    def _place(self, at: float) -> None:
        box = self._view.getViewBox()
        x = self._view.mapFromScene(box.mapViewToScene(QPointF(at, box.viewRange()[1][0]))).x()
        left = x + BESIDE
        if left + self.label.width() > self._view.width():
            left = x - BESIDE - self.label.width()
        self.label.move(max(left, 0), 4)
        self.label.show()
        self.label.raise_()


def _row(line: Line, at: float, smooth: Line | None, marks: Sequence[Mark]) -> str:
    index = nearest(line.x, at)
    value = _number(float(line.y[index]))
    if smooth is not None and index < len(smooth.y):
        value = f"{_number(float(smooth.y[index]))} <span style='opacity: 0.6'>({value})</span>"
    best = next((mark for mark in marks if mark.line == line.name and mark.x == line.x[index]), None)
    star = f" ★ {escape(best.words)}" if best is not None else ""
    return (
        f"<tr><td><span style='color: {line.colour.name()}'>●</span> {escape(line.words)}{star}&nbsp;&nbsp;</td>"
        f"<td align='right'>{value}</td></tr>"
    )


def _number(value: float) -> str:
    return f"{value:.4g}" if np.isfinite(value) else "–"
