"""What a hand does over a plot of curves: pointer, clicks and keys, told to the plot in its own words."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Protocol

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu

from playground.gui.plots.chart import Chart


class Handled(Protocol):
    """What a plot does when it is asked by hand."""

    view: Chart
    over_time: ClassVar[bool]

    def zoom_out(self) -> None:
        """Show everything."""
        ...

    def zoom(self, share: float) -> None:
        """Show this share of what is seen."""
        ...

    def pan(self, *, forward: bool) -> None:
        """Show what comes after or before."""
        ...

    def walk(self, *, forward: bool) -> None:
        """Point at the next or the last moment."""
        ...

    def point_at(self, place: QPoint | None) -> None:
        """Point at a place of the viewport."""
        ...

    def go_to(self, x: float) -> None:
        """Go back to that moment."""
        ...

    def menu(self, at: float | None = None) -> QMenu:
        """All that can be done."""
        ...


class Hands(QObject):
    """Watches the viewport of a plot and knows its keys.

    0, F and A show all, as a double click does; + and − zoom; Left and Right walk over the moments, with Shift they
    pan; Escape points at nothing. Alt+click goes back to a moment.
    """

    def __init__(self, plot: QObject, handled: Handled) -> None:
        super().__init__(plot)
        self._plot = handled
        handled.view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """The pointer over the plot."""
        plot, kind = self._plot, event.type()
        if isinstance(event, QMouseEvent) and kind == QEvent.Type.MouseMove:
            plot.point_at(event.position().toPoint())
        elif isinstance(event, QMouseEvent) and kind == QEvent.Type.MouseButtonPress:
            at = plot.view.x_at(event.position().toPoint())
            alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            if alt and event.button() == Qt.MouseButton.LeftButton and at is not None and plot.over_time:
                plot.go_to(at)
                return True
        elif kind == QEvent.Type.Leave:
            plot.point_at(None)
        elif kind == QEvent.Type.MouseButtonDblClick:
            plot.zoom_out()
            return True
        elif isinstance(event, QContextMenuEvent):
            plot.menu(plot.view.x_at(event.pos())).popup(event.globalPos())
            return True
        return super().eventFilter(watched, event)

    def act_of(self, event: QKeyEvent) -> Callable[[], None] | None:
        """What a key stands for; None where for nothing."""
        plot, keys, key = self._plot, Qt.Key, event.key()
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers == Qt.KeyboardModifier.ShiftModifier:
            if key in (keys.Key_Left, keys.Key_Right):
                return lambda: plot.pan(forward=key == keys.Key_Right)
            return (lambda: plot.zoom(0.8)) if key == keys.Key_Plus else None
        if modifiers:
            return None
        if key in (keys.Key_0, keys.Key_F, keys.Key_A):
            return plot.zoom_out
        if key in (keys.Key_Plus, keys.Key_Equal, keys.Key_Minus):
            return lambda: plot.zoom(1.25 if key == keys.Key_Minus else 0.8)
        if key in (keys.Key_Left, keys.Key_Right):
            return lambda: plot.walk(forward=key == keys.Key_Right)
        if key == keys.Key_Escape:
            return lambda: plot.point_at(None)
        return None
