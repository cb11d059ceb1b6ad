"""What can be done on the canvas."""

from __future__ import annotations

from random import Random

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from playground.gui.canvas.units.spot import Spot, button, number, unit
from tests.torture._monkey import hands, words
from tests.torture._monkey.hands import ALT, CONTROL, LEFT, MIDDLE, NONE, RIGHT, SHIFT
from tests.torture._monkey.intents import intent
from tests.torture._monkey.room import Room

Key = Qt.Key


def paper(room: Room) -> QWidget:
    return room.window.canvas.viewport()


def anywhere(room: Room, draw: Random) -> QPoint:
    """A pixel of the canvas."""
    rect = paper(room).rect()
    return QPoint(draw.randint(rect.left(), rect.right()), draw.randint(rect.top(), rect.bottom()))


def a_card(room: Room, draw: Random) -> str | None:
    cards = room.window.canvas.network_scene.cards
    return draw.choice(list(cards)) if cards else None


def seen(room: Room, at: QPointF) -> QPoint | None:
    """The pixel of a place, after a look at the whole where it is out of sight."""
    if (pixel := room.pixel(at)) is not None:
        return pixel
    room.window.canvas.setFocus()
    hands.key(Key.Key_F)
    hands.settle()
    return room.pixel(at)


def body(room: Room, id: str, draw: Random) -> QPoint | None:
    """A pixel of a card."""
    card = room.window.canvas.network_scene.cards.get(id)
    if card is None:
        return None
    place = card.place()
    if draw.random() < 0.6:
        return seen(room, place.topLeft() + QPointF(min(10, place.width() / 3), min(30, place.height() / 2)))
    at = QPointF(place.x() + draw.random() * place.width(), place.y() + draw.random() * place.height())
    return seen(room, at)


@intent(10)
def click_card(room: Room, draw: Random) -> str | None:
    id = a_card(room, draw)
    if id is None or (pixel := body(room, id, draw)) is None:
        return None
    modifiers = draw.choices((NONE, SHIFT, CONTROL, ALT), (7, 4, 1, 1))[0]
    hands.press(paper(room), pixel, LEFT, modifiers)
    return f"{id} with {modifiers.name}"


@intent(3)
def double_click_card(room: Room, draw: Random) -> str | None:
    id = a_card(room, draw)
    if id is None or (pixel := body(room, id, draw)) is None:
        return None
    hands.press(paper(room), pixel, times=2)
    if draw.random() < 0.7:
        name = draw.choice(words.NAMES)
        hands.write(name[:80])
        hands.key(draw.choice((Key.Key_Return, Key.Key_Escape, Key.Key_Tab)))
        return f"{id}, then {name[:20]!r}"
    return id


@intent(5)
def drag_card(room: Room, draw: Random) -> str | None:
    id = a_card(room, draw)
    if id is None or (pixel := body(room, id, draw)) is None:
        return None
    end = pixel + QPoint(draw.randint(-250, 250), draw.randint(-150, 150))
    modifiers = draw.choice((NONE, NONE, NONE, SHIFT, ALT))
    hands.drag(paper(room), pixel, end, LEFT, modifiers, escape=draw.random() < 0.1)
    return id


@intent(9)
def connect(room: Room, draw: Random) -> str | None:
    first, second = a_card(room, draw), a_card(room, draw)
    cards = room.window.canvas.network_scene.cards
    if first is None or second is None:
        return None
    start = seen(room, cards[first].output_port())
    end = seen(room, cards[second].input_port(draw.choice((0, 0, 0, 1))))
    if start is None or end is None:
        return None
    if draw.random() < 0.3:
        start, end = end, start
    if draw.random() < 0.1:
        end = anywhere(room, draw)
    hands.drag(paper(room), start, end, escape=draw.random() < 0.1)
    if draw.random() < 0.5 and room.window.canvas.hasFocus() is False:
        hands.key(Key.Key_Return)
    return f"{first} to {second}"


@intent(4)
def pick_edge(room: Room, draw: Random) -> str | None:
    edges = room.window.canvas.network_scene.edges
    if not edges:
        return None
    edge = draw.choice(list(edges))
    pixel = seen(room, edges[edge].middle())
    if pixel is None:
        return None
    what = draw.choice(("click", "click", "double", "right", "delete"))
    hands.press(paper(room), pixel, RIGHT if what == "right" else LEFT, times=2 if what == "double" else 1)
    if what == "delete":
        hands.key(Key.Key_Delete)
    if what == "double":
        hands.write(draw.choice(words.BLOCKS))
        hands.key(draw.choice((Key.Key_Return, Key.Key_Return, Key.Key_Escape)))
    return f"{edge.source} to {edge.target}, {what}"


@intent(10)
def search_block(room: Room, draw: Random) -> str | None:
    """Double-click the paper, or Tab, and the name of a block."""
    name = draw.choice(words.BLOCKS)
    if draw.random() < 0.4:
        hands.press(paper(room), anywhere(room, draw), times=2)
    else:
        room.window.canvas.setFocus()
        hands.key(Key.Key_Tab)
    hands.write(name)
    for _ in range(draw.choice((0, 0, 0, 1, 4))):
        hands.key(draw.choice((Key.Key_Down, Key.Key_Up)))
    hands.key(draw.choices((Key.Key_Return, Key.Key_Escape, Key.Key_Tab), (8, 1, 1))[0])
    return name


@intent(5)
def drop_block(room: Room, draw: Random) -> str | None:
    """From the palette onto the paper, or onto a connection."""
    list_, view = room.window.palette_.list, paper(room)
    rows = [list_.item(row) for row in range(list_.count())]
    rows = [row for row in rows if row.flags() & Qt.ItemFlag.ItemIsDragEnabled]
    if not rows:
        return None
    item = draw.choice(rows)
    data = list_.mimeData([item])
    edges = list(room.window.canvas.network_scene.edges.values())
    pixel = anywhere(room, draw)
    if edges and draw.random() < 0.5:
        pixel = seen(room, draw.choice(edges).middle()) or pixel
    copy = Qt.DropAction.CopyAction
    QApplication.sendEvent(view, QDragEnterEvent(pixel, copy, data, LEFT, NONE))
    QApplication.sendEvent(view, QDragMoveEvent(pixel, copy, data, LEFT, NONE))
    if draw.random() < 0.1:
        QApplication.sendEvent(view, QDragLeaveEvent())
        return f"{item.text()}, away again"
    QApplication.sendEvent(view, QDropEvent(QPointF(pixel), copy, data, LEFT, NONE))
    return item.text()


@intent(4)
def box(room: Room, draw: Random) -> str:
    hands.drag(
        paper(room), anywhere(room, draw), anywhere(room, draw), LEFT, draw.choice((NONE, NONE, SHIFT)),
        escape=draw.random() < 0.1,
    )  # fmt: skip
    return f"{len(room.window.canvas.selection)} selected"


@intent(2)
def pan(room: Room, draw: Random) -> str:
    hands.drag(paper(room), anywhere(room, draw), anywhere(room, draw), MIDDLE)
    return ""


@intent(4)
def wheel(room: Room, draw: Random) -> str:
    turns = draw.choice((-8, -3, -1, 1, 3, 8))
    modifiers = draw.choice((CONTROL, CONTROL, NONE, SHIFT, ALT))
    hands.wheel(paper(room), anywhere(room, draw), turns, modifiers)
    return f"{turns} with {modifiers.name}: {room.window.canvas.zoom:.2f}"


@intent(3)
def hover(room: Room, draw: Random) -> str:
    hands.hover(paper(room), anywhere(room, draw))
    return ""


@intent(3)
def context_menu(room: Room, draw: Random) -> str:
    id = a_card(room, draw)
    pixel = body(room, id, draw) if id is not None and draw.random() < 0.7 else None
    hands.press(paper(room), pixel or anywhere(room, draw), RIGHT)
    return id or ""


@intent(5)
def open_layer(room: Room, draw: Random) -> str | None:
    """Open or close a layer, or a group, by its key."""
    id = a_card(room, draw)
    if id is None or (pixel := body(room, id, draw)) is None:
        return None
    hands.press(paper(room), pixel)
    hands.key(Key.Key_O)
    return id


def a_spot(room: Room, draw: Random) -> Spot | None:
    """Something inside an opened layer."""
    scene = room.window.canvas.network_scene
    if not scene.opened:
        return None
    id = draw.choice(scene.opened)
    kind = draw.choice(("unit", "number", "number", "more", "fewer", "lock", "close"))
    if kind == "unit":
        return unit(id, draw.randrange(4))
    if kind == "number":
        return number(id, *draw.choice((("weight", draw.randrange(4), draw.randrange(3)), ("bias", draw.randrange(4)))))
    return button(id, kind)  # type: ignore[arg-type]


@intent(8)
def touch_spot(room: Room, draw: Random) -> str | None:
    """Click a unit, a button, or a number and type another."""
    spot = a_spot(room, draw)
    if spot is None:
        return None
    try:
        place = room.window.canvas.network_scene.place_of(spot)
    except (KeyError, IndexError):
        return None
    pixel = seen(room, place.center())
    if pixel is None:
        return None
    hands.press(paper(room), pixel)
    if spot.what != "number":
        return f"{spot.what} {spot.node} {spot.name} {spot.index}"
    typed = words.number(draw)
    hands.chord("Ctrl+A")
    hands.write(typed[:80])
    hands.key(draw.choices((Key.Key_Return, Key.Key_Escape, Key.Key_Up, Key.Key_Tab), (6, 1, 1, 1))[0])
    return f"{spot.weight}{list(spot.index)} = {typed[:30]!r}"


CANVAS_KEYS = (
    "Delete", "Shift+Delete", "Backspace", "F2", "Left", "Right", "Up", "Down", "Ctrl+Left", "Ctrl+Right", "Ctrl+Up",
    "Ctrl+Down", "O", "K", "+", "-", "Return", "Escape", "F", "Shift+A", "Ctrl+A", "Ctrl+D", "Ctrl+C", "Ctrl+X",
    "Ctrl+V", "Ctrl+G", "Ctrl+Shift+G", "F1", "Tab", "Shift+Tab", "Space", "D", "Alt+M", "Ctrl+0", "Ctrl+=", "Ctrl+-",
)  # fmt: skip


@intent(12)
def keys(room: Room, draw: Random) -> str:
    """One of the canvas' own keys."""
    if not room.window.canvas.hasFocus() and draw.random() < 0.8:
        room.window.canvas.setFocus()
    pressed = draw.choice(CANVAS_KEYS)
    hands.chord(pressed)
    if pressed == "F2":
        hands.write(draw.choice(words.NAMES)[:80])
        hands.key(draw.choice((Key.Key_Return, Key.Key_Escape)))
    return pressed
