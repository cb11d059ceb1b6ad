"""Keys that belong to the widget with the focus although they are commands of the window too."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QAbstractSlider, QApplication, QComboBox, QWidget

PRESSED_BY_SPACE = (QAbstractButton, QComboBox, QAbstractItemView, QAbstractSlider)
COMMAND = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class OwnKeys:
    """Space presses a button; letters find an entry of a list.

    In a list that the keys have led to a letter is the list's where an entry begins with it; in one that a click has
    left the focus in, it is a command first. Letters that follow quickly go on with the same word.
    """

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._reached: QWidget | None = None
        self._typed_in: QWidget | None = None
        self._typed_at = 0.0

    def reached(self, focus: QWidget | None) -> None:
        """The keys have led to a widget."""
        self._reached = focus

    def takes(self, event: QKeyEvent, focus: QWidget | None) -> bool:
        """Whether the key is the focused widget's."""
        if event.modifiers() & COMMAND:
            return False
        if event.key() == Qt.Key.Key_Space:
            return isinstance(focus, PRESSED_BY_SPACE)
        return isinstance(focus, QComboBox | QAbstractItemView) and self._finds(event, focus)

    def _finds(self, event: QKeyEvent, focus: QComboBox | QAbstractItemView) -> bool:
        letter, now = event.text(), time.monotonic()
        if not letter or not letter.isprintable():
            return False
        goes_on = focus is self._typed_in and 1000.0 * (now - self._typed_at) < QApplication.keyboardInputInterval()
        if goes_on or not self._is_command(event) or (focus is self._reached and _begins(focus, letter)):
            self._typed_in, self._typed_at = focus, now
            return True
        return False

    def _is_command(self, event: QKeyEvent) -> bool:
        keys = QKeySequence(event.keyCombination())
        return any(keys in action.shortcuts() for action in self._window.actions())


def _begins(focus: QComboBox | QAbstractItemView, letter: str) -> bool:
    """Whether an entry begins with ``letter``."""
    model, role, way = focus.model(), Qt.ItemDataRole.DisplayRole, Qt.MatchFlag.MatchStartsWith
    column = focus.modelColumn() if isinstance(focus, QComboBox) else max(0, focus.currentIndex().column())
    return model.rowCount() > 0 and bool(model.match(model.index(0, column), role, letter, 1, way))
