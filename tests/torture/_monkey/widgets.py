"""What can be done with whatever widget there is: fields, sliders, lists, buttons, and everything that is painted."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QScrollArea,
    QScrollBar,
    QSplitterHandle,
    QTabBar,
    QTextEdit,
    QWidget,
)

from playground.gui.canvas.view import CanvasView
from playground.gui.inspector.form import Row
from tests.torture._monkey import hands, words
from tests.torture._monkey.hands import ALT, CONTROL, LEFT, NONE, RIGHT, SHIFT
from tests.torture._monkey.intents import intent
from tests.torture._monkey.room import Room

Key = Qt.Key
HEAVY = ("alexnet", "vgg", "inception", "resnet18", "resnet50", "mobilenet", "efficientnet")
"""What takes seconds to make, and minutes to train."""
MOST_TURNS = 6
"""So many actions a menu may stay open."""


def seen(widget: QWidget) -> QRect:
    """The part of a widget that can be seen and used; empty where there is none."""
    if not widget.isVisible() or not widget.isEnabled():
        return QRect()
    return widget.visibleRegion().boundingRect()


def place(widget: QWidget, draw: Random) -> QPoint:
    """A pixel of what is seen of a widget."""
    rect = seen(widget)
    return QPoint(draw.randint(rect.left(), rect.right()), draw.randint(rect.top(), rect.bottom()))


def told(widget: QWidget) -> str:
    """What to call a widget in the log."""
    names = [type(widget).__name__]
    for word in (widget.objectName(), widget.accessibleName(), widget.windowTitle()):
        if word:
            names.append(word[:40])
            break
    if isinstance(widget, QAbstractButton) and widget.text():
        names.append(repr(widget.text()[:30]))
    parent = widget.parentWidget()
    return f"{' '.join(names)} in {type(parent).__name__ if parent is not None else 'nothing'}"


def enter(widget: QWidget, draw: Random) -> str:
    """Type into a line."""
    typed = words.text(draw)
    hands.press(widget, seen(widget).center())
    hands.chord("Ctrl+A")
    hands.write(typed[:60])
    end = draw.choices((Key.Key_Return, Key.Key_Tab, Key.Key_Escape, None), (7, 2, 1, 1))[0]
    if end is not None:
        hands.key(end)
    return f"typed {typed[:30]!r}"


def step(widget: QWidget, draw: Random) -> str:
    """Keys, the wheel or the mouse on something with a number."""
    if isinstance(widget, QAbstractSpinBox) and draw.random() < 0.4:
        return enter(widget, draw)
    way = draw.choice(("drag", "drag", "click", "keys", "wheel"))
    match way:
        case "drag":
            hands.drag(widget, place(widget, draw), place(widget, draw))
        case "click":
            hands.press(widget, place(widget, draw))
        case "keys":
            widget.setFocus()
            for _ in range(draw.randint(1, 6)):
                hands.key(draw.choice((Key.Key_Left, Key.Key_Right, Key.Key_PageUp, Key.Key_Home, Key.Key_End)))
        case _:
            widget.setFocus()
            hands.wheel(widget, place(widget, draw), draw.choice((-4, -1, 1, 4)))
    return way


def choose(widget: QWidget, draw: Random) -> str:
    """Open a box with choices, or walk through them with the keys."""
    if draw.random() < 0.5:
        hands.press(widget, seen(widget).center())
        return "opened"
    widget.setFocus()
    for _ in range(draw.randint(1, 4)):
        hands.key(draw.choice((Key.Key_Down, Key.Key_Up, Key.Key_Home, Key.Key_End)))
    return "keys"


def push(widget: QWidget, draw: Random) -> str:
    """A button."""
    if draw.random() < 0.2:
        widget.setFocus()
        hands.key(Key.Key_Space)
        return "by Space"
    hands.press(widget, seen(widget).center(), times=draw.choice((1, 1, 1, 1, 2)))
    return "pressed"


def walk(widget: QWidget, draw: Random) -> str:
    """A list, a table, a row of tabs."""
    way = draw.choice(("click", "click", "double", "keys", "right", "wheel"))
    match way:
        case "click" | "double":
            modifiers = draw.choice((NONE, NONE, SHIFT, CONTROL))
            hands.press(widget, place(widget, draw), LEFT, modifiers, times=2 if way == "double" else 1)
        case "right":
            hands.press(widget, place(widget, draw), RIGHT)
        case "wheel":
            hands.wheel(widget, place(widget, draw), draw.choice((-3, 3)))
        case _:
            widget.setFocus()
            for _ in range(draw.randint(1, 5)):
                hands.key(draw.choice((Key.Key_Down, Key.Key_Up, Key.Key_Right, Key.Key_End, Key.Key_Return)))
    return way


PLAIN_KEYS = (
    Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down, Key.Key_Return, Key.Key_Space, Key.Key_Escape, Key.Key_Plus,
    Key.Key_Minus, Key.Key_0, Key.Key_F, Key.Key_Home, Key.Key_End, Key.Key_PageDown, Key.Key_Delete, Key.Key_A,
)  # fmt: skip


def poke(widget: QWidget, draw: Random) -> str:
    """Anything else: what the mouse can do, and a few keys."""
    way = draw.choice(("click", "click", "double", "drag", "drag", "right", "wheel", "hover", "keys", "middle"))
    modifiers = draw.choice((NONE, NONE, NONE, SHIFT, CONTROL, ALT))
    at = place(widget, draw)
    match way:
        case "click" | "double":
            hands.press(widget, at, LEFT, modifiers, times=2 if way == "double" else 1)
        case "drag":
            hands.drag(widget, at, place(widget, draw), LEFT, modifiers, escape=draw.random() < 0.1)
        case "middle":
            hands.drag(widget, at, place(widget, draw), Qt.MouseButton.MiddleButton, modifiers)
        case "right":
            hands.press(widget, at, RIGHT, modifiers)
        case "wheel":
            hands.wheel(widget, at, draw.choice((-5, -1, 1, 5)), modifiers)
        case "hover":
            hands.hover(widget, at)
        case _:
            if widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
                widget.setFocus()
            for _ in range(draw.randint(1, 3)):
                hands.key(draw.choice(PLAIN_KEYS), modifiers if modifiers == SHIFT else NONE)
    return f"{way} with {modifiers.name}"


Hand = Callable[[QWidget, Random], str]
HANDS: tuple[tuple[type[QWidget] | tuple[type[QWidget], ...], Hand, float], ...] = (
    (QScrollBar, step, 0.3),
    ((QAbstractSlider, QAbstractSpinBox), step, 2.0),
    (QLineEdit, enter, 2.0),
    (QComboBox, choose, 2.0),
    (QAbstractButton, push, 1.5),
    ((QAbstractItemView, QTabBar), walk, 1.0),
    ((QTextEdit, QPlainTextEdit), enter, 1.0),
    (QSplitterHandle, step, 0.5),
    (QLabel, poke, 0.1),
)


def hand_for(widget: QWidget) -> tuple[Hand, float]:
    """How a widget is used, and how often beside its neighbours."""
    if isinstance(widget, QScrollArea | CanvasView | QMenuBar) or isinstance(widget.parentWidget(), CanvasView):
        return poke, 0.0  # a page is used by what is on it
    for kinds, hand, weight in HANDS:
        if isinstance(widget, kinds):
            return hand, weight
    return poke, 0.5 if type(widget) is not QWidget else 0.1


def use_one(root: QWidget, draw: Random) -> str | None:
    """Use something of what is seen in ``root``."""
    inside = [root, *root.findChildren(QWidget)]
    found = [(widget, *hand_for(widget)) for widget in inside if not seen(widget).isEmpty()]
    found = [each for each in found if each[2] > 0]
    if not found:
        return None
    widget, hand, _ = draw.choices(found, [weight for _, _, weight in found])[0]
    name = told(widget)
    if isinstance(widget, QAbstractItemView) and widget.dragEnabled() and hand is poke:
        return None
    return f"{name}: {hand(widget, draw)}"


@intent(14)
def field(room: Room, draw: Random) -> str | None:
    """A field of the inspector or of the data, after it was brought into sight."""
    rows = [row for row in room.window.findChildren(Row) if row.isVisible()]
    if not rows:
        return None
    row = draw.choice(rows)
    area: QWidget | None = row.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    if isinstance(area, QScrollArea):
        area.ensureWidgetVisible(row)
    name = row.objectName()
    done = use_one(row, draw)
    return None if done is None else f"{name}: {done}"


def _part(name: str, weight: float, root: Callable[[Room], QWidget | None]) -> None:
    """An intent of using something in a part of the window."""

    def act(room: Room, draw: Random) -> str | None:
        widget = root(room)
        return None if widget is None or not widget.isVisible() else use_one(widget, draw)

    act.__name__, act.__module__ = name, __name__
    intent(weight)(act)


_part("inspector", 5, lambda room: room.window.side)
_part("data", 5, lambda room: room.window.data)
_part("palette", 2, lambda room: room.window.palette_)
_part("left", 1, lambda room: room.window.left)
_part("transport", 4, lambda room: room.window.transport)
_part("plots", 6, lambda room: room.window.plots)
_part("surface", 5, lambda room: room.window.surface)
_part("timeline", 3, lambda room: room.window.timeline)
_part("problems", 2, lambda room: room.window.problems)
_part("messages", 2, lambda room: room.window.messages)
_part("slow_motion", 2, lambda room: room.window.slow_motion)
_part("anything", 4, lambda room: room.window)
_part("many", 3, lambda room: room.window.many.panel)


@intent(9)
def beside(room: Room, draw: Random) -> str | None:
    """Something in a window beside the main one."""
    tops = [top for top in room.tops() if top.isEnabled()]
    if not tops:
        return None
    top = draw.choice(tops)
    if draw.random() < 0.08:
        name = told(top)
        top.close()
        return f"closed {name}"
    if draw.random() < 0.05:
        top.resize(draw.randint(200, 1400), draw.randint(150, 900))
        return f"resized {told(top)}"
    top.activateWindow()
    name = type(top).__name__
    done = use_one(top, draw)
    room.wake()
    return None if done is None else f"{name}: {done}"


def popup(room: Room, draw: Random, turns: int) -> str:
    """A menu or a list is open: take something from it, or not."""
    open_ = QApplication.activePopupWidget()
    if open_ is None:
        return "nothing is open"
    if turns > MOST_TURNS:
        name = told(open_)
        open_.close()
        return f"closed {name}"
    name = told(open_)
    if draw.random() < 0.1:
        hands.key(Key.Key_Escape)
        return f"Escape from {name}"
    if isinstance(open_, QMenu):
        actions = [action for action in open_.actions() if action.isVisible() and not action.isSeparator()]
        # Leaving ends the trial. The large architectures take minutes.
        actions = [action for action in actions if action is not room.window.actions_["quit"] and _light(action.data())]
        if not actions:
            hands.key(Key.Key_Escape)
            return "an empty menu"
        action = draw.choice(actions)
        name, place = action.text(), open_.actionGeometry(action).center()
        hands.hover(open_, place)
        hands.press(open_, place)
        return f"menu: {name[:50]!r}"
    return f"{name}: {use_one(open_, draw)}"


def _light(data: object) -> bool:
    return not isinstance(data, str) or not data.startswith(HEAVY)
