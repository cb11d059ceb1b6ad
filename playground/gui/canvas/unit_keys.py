"""The keys that go into opened blocks, before those of the canvas."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from playground.gui.canvas.units.inside import Inside

Key = Qt.Key
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
ARROWS = {Key.Key_Left: (-1, 0), Key.Key_Right: (1, 0), Key.Key_Up: (0, -1), Key.Key_Down: (0, 1)}
MORE, FEWER = (Key.Key_Plus, Key.Key_Equal), (Key.Key_Minus, Key.Key_Underscore)


def press(inside: Inside, event: QKeyEvent) -> bool:
    """Do what the key means inside opened blocks; gives whether it means anything there.

    Enter goes in, arrows move, Escape comes out. O opens and closes, + and − change the number of units, K freezes.
    """
    key = Key(event.key())
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if modifiers not in (NONE, SHIFT):
        return False
    here = inside.chosen
    if key in (*MORE, *FEWER):
        nodes = (here.node,) if here is not None else inside.canvas.selection
        growing = [id for id in nodes if (layer := inside.layer(id)) is not None and layer.grows]
        for id in growing:
            inside.grow(id, 1 if key in MORE else -1)
        return bool(growing)
    if modifiers == SHIFT:
        return False
    if key in (Key.Key_Return, Key.Key_Enter):
        return inside.enter()
    if key == Key.Key_K:
        return inside.freeze_pointed()
    if key == Key.Key_O:
        return _open(inside)
    if here is not None and key in ARROWS:
        inside.walk(*ARROWS[key])
        return True
    return False


def _open(inside: Inside) -> bool:
    """The selected blocks; all where nothing is selected. Groups are opened by the canvas' own keys."""
    ids = inside.canvas.selection or tuple(inside.canvas.network_scene.cards)
    if not inside.can_open(ids):
        return False
    inside.toggle_open(ids)
    return True
