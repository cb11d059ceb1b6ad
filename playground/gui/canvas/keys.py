"""The canvas' keys while it has the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from playground.gui.canvas.geometry import GRID

if TYPE_CHECKING:
    from playground.gui.canvas.editor import Editor

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
ARROWS = {Key.Key_Left: (-GRID, 0.0), Key.Key_Right: (GRID, 0.0), Key.Key_Up: (0.0, -GRID), Key.Key_Down: (0.0, GRID)}


def press(canvas: Editor, event: QKeyEvent) -> bool:
    """Do what the key means; gives whether it means anything here."""
    key = Key(event.key())
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if modifiers == CONTROL | SHIFT and key == Key.Key_G:
        canvas.ungroup_selection()
        return True
    if modifiers == CONTROL or modifiers == CONTROL | SHIFT:
        return _with_control(canvas, key)
    if modifiers == Qt.KeyboardModifier.AltModifier and key == Key.Key_M:
        canvas.minimap.toggle()
        return True
    if modifiers == SHIFT and key == Key.Key_A:
        canvas.arrange()
    elif modifiers == SHIFT and key == Key.Key_Delete:
        canvas.delete_selection(heal=False)
    elif modifiers == NONE and key in (Key.Key_Delete, Key.Key_Backspace):
        canvas.delete_selection()
    elif modifiers == NONE and key == Key.Key_F:
        canvas.fit()
    elif modifiers == NONE and key == Key.Key_F2:
        canvas.rename_selected()
    elif modifiers == NONE and key == Key.Key_F1:
        canvas.want_help()
    elif modifiers == NONE and key == Key.Key_O and canvas.toggle_group():
        return True
    elif modifiers == NONE and key in ARROWS:
        canvas.nudge(*ARROWS[key])
    elif modifiers == NONE and key == Key.Key_Tab:
        canvas.search_block()
    elif modifiers in (NONE, SHIFT) and len(event.text()) == 1 and event.text().isalnum():
        canvas.search_block(text=event.text())
    else:
        return False
    return True


def _with_control(canvas: Editor, key: Qt.Key) -> bool:
    match key:
        case Key.Key_A:
            canvas.select_all()
        case Key.Key_D:
            canvas.duplicate_selection()
        case Key.Key_C:
            canvas.copy()
        case Key.Key_X:
            canvas.cut()
        case Key.Key_V:
            canvas.paste()
        case Key.Key_G:
            canvas.group_selection()
        case Key.Key_Equal | Key.Key_Plus:
            canvas.zoom_in()
        case Key.Key_Minus:
            canvas.zoom_out()
        case Key.Key_0:
            canvas.reset_zoom()
        case Key.Key_Left:
            canvas.walk(forward=False)
        case Key.Key_Right:
            canvas.walk(forward=True)
        case Key.Key_Up:
            canvas.walk_out()
        case Key.Key_Down:
            canvas.walk_in()
        case _:
            return False
    return True
