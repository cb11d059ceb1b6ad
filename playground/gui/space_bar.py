"""The space bar over the canvas: pressed and let go it plays, held while dragging it moves the view."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractScrollArea


class SpaceBar(QObject):
    """Calls ``then`` when the space bar is let go over ``canvas`` and the pointer was not pressed meanwhile."""

    def __init__(self, canvas: QAbstractScrollArea, then: Callable[[], None]) -> None:
        super().__init__(canvas)
        self._then = then
        self._down = False
        self._viewport = canvas.viewport()
        canvas.installEventFilter(self)
        self._viewport.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Lets everything pass."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            if event.type() == QEvent.Type.KeyPress:
                self._down = not event.modifiers()
            elif event.type() == QEvent.Type.KeyRelease and self._down:
                self._down = False
                self._then()
        elif event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.FocusOut):
            self._down = False
        return False
