"""Commands by key, menu and search; windows, files, the clipboard; undoing floods; keys at random."""

from __future__ import annotations

from random import Random

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu

from playground.gui.actions import commands
from tests.torture._monkey import hands, things, words
from tests.torture._monkey.hands import CONTROL, LEFT, NONE, SHIFT
from tests.torture._monkey.intents import intent
from tests.torture._monkey.room import Room

Key = Qt.Key
NAMES = tuple(command.name for command in commands() if command.name != "quit")
RARE = ("new", "open", "save_as", "open_link", "gallery", "mistakes", "draw", "look_inside", "lab", "costs", "table")
SMALL = (
    "first", "logistic_regression", "petals_hidden_layer", "deep_spiral", "vanishing_sigmoid", "zero_initialization",
    "moons_dropout", "digits_softmax", "signals_convolution", "volumes_convolution", "diabetes_regression",
    "parity_deep", "lenet5", "resnet20_small", "optimizers_on_moons",
)  # fmt: skip


@intent(9)
def by_key(room: Room, draw: Random) -> str | None:
    """A command by its key."""
    name = draw.choice(NAMES)
    if name in RARE and draw.random() < 0.6:
        return None
    keys = room.window.actions_[name].shortcuts()
    if not keys:
        return None
    hands.chord(draw.choice(keys).toString())
    return name


@intent(5)
def by_menu(room: Room, draw: Random) -> str | None:
    """Open a menu of the menu bar; what is taken from it is another action."""
    bar = room.window.menuBar()
    if not bar.isVisible():
        return None
    action = draw.choice(bar.actions())
    hands.press(bar, bar.actionGeometry(action).center())
    return action.text()


@intent(3)
def trigger(room: Room, draw: Random) -> str | None:
    """A command that has no key, or any other, from wherever it is offered."""
    action: QAction = room.window.actions_[draw.choice(NAMES)]
    if not action.isEnabled():
        return None
    action.trigger()
    return action.text()


@intent(6)
def find(room: Room, draw: Random) -> str:
    """Ctrl+K, a few letters, and whatever is found."""
    hands.chord("Ctrl+K")
    sought = draw.choice(words.SOUGHT)
    hands.write(sought)
    for _ in range(draw.choice((0, 0, 1, 3))):
        hands.key(Key.Key_Down)
    hands.key(draw.choices((Key.Key_Return, Key.Key_Escape), (4, 1))[0])
    return sought


@intent(6)
def undo_flood(room: Room, draw: Random) -> str:
    """Back and forth in the history, quickly."""
    if draw.random() < 0.7:
        room.window.canvas.setFocus()
    times = draw.choice((1, 1, 2, 5, 15))
    pressed = [draw.choice(("Ctrl+Z", "Ctrl+Z", "Ctrl+Shift+Z", "Ctrl+Y")) for _ in range(times)]
    for keys in pressed:
        hands.chord(keys)
    return " ".join(pressed)


@intent(4)
def escape(room: Room, draw: Random) -> str:
    for _ in range(draw.choice((1, 2, 4))):
        hands.key(Key.Key_Escape)
    return ""


@intent(4)
def tabs(room: Room, draw: Random) -> str:
    """Walk with Tab, and press something there."""
    for _ in range(draw.randint(1, 12)):
        hands.key(Key.Key_Tab, SHIFT if draw.random() < 0.2 else NONE)
    then = draw.choice((None, Key.Key_Space, Key.Key_Return, Key.Key_Down, Key.Key_Right, Key.Key_Home))
    if then is not None:
        hands.key(then)
    focus = QApplication.focusWidget()
    return f"to {type(focus).__name__}, then {then.name if then is not None else 'nothing'}"


LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPRSTUVWXYZ0123456789?!+-*/[]().,;:#'\"<>|~ "


@intent(5)
def any_keys(room: Room, draw: Random) -> str:
    """Letters, wherever the keys go."""
    typed = "".join(draw.choice(LETTERS) for _ in range(draw.randint(1, 4)))
    hands.write(typed)
    return repr(typed)


@intent(3)
def any_chord(room: Room, draw: Random) -> str:
    letter = draw.choice("ABCDEFGHIJKLMNOPRSTUVWXYZ0123456789")  # not Q, which leaves
    modifiers = draw.choice((CONTROL, CONTROL | SHIFT, SHIFT, Qt.KeyboardModifier.AltModifier))
    hands.key(Key(ord(letter)), modifiers)
    return f"{modifiers.name} {letter}"


@intent(3)
def play(room: Room, draw: Random) -> str:
    """Train a little: to wait is an action too."""
    name = draw.choice(("play", "play", "step", "epoch", "reset", "new_weights", "slow_motion", "pin"))
    room.window.actions_[name].trigger()
    room.wait(lambda: False, draw.choice((0.0, 0.05, 0.2)))
    return name


@intent(2.5)
def resize(room: Room, draw: Random) -> str:
    least = room.window.minimumSize()
    size = draw.choice(((1440, 900), (1024, 700), (least.width(), least.height()), (1920, 1080), None))
    if size is None:
        size = draw.randint(least.width(), 2000), draw.randint(least.height(), 1200)
    room.window.resize(*size)
    return f"{size[0]}×{size[1]}"


@intent(1)
def looks(room: Room, draw: Random) -> str:
    name = draw.choice(("theme_light", "theme_dark", "theme_system", "present"))
    room.window.actions_[name].trigger()
    return name


@intent(0.8)
def from_submenu(room: Room, draw: Random) -> str | None:
    """Layouts, languages and recent files."""
    menu: QMenu = room.window.actions_.submenus[draw.choice(("layouts", "languages", "recent"))]
    actions = [action for action in menu.actions() if action.isEnabled() and not action.isSeparator()]
    if not actions:
        return None
    action = draw.choice(actions)
    name = action.text()  # the menu may be filled anew by what it does
    action.trigger()
    return name


@intent(1.2)
def template(room: Room, draw: Random) -> str:
    """Another experiment."""
    name = draw.choice(SMALL)
    room.window.filing.new(name)
    return name


@intent(4)
def clipboard(room: Room, draw: Random) -> str:
    """Something on the clipboard, and usually into the window with it."""
    text = things.clipboard(draw)
    QGuiApplication.clipboard().setText(text)
    name = draw.choice(("paste", "paste", "paste_table", "open_link", None))
    if name is not None:
        if draw.random() < 0.5:
            room.window.canvas.setFocus()
        room.window.actions_[name].trigger()
    return f"{text[:30]!r} then {name}"


@intent(2.5)
def drop_file(room: Room, draw: Random) -> str:
    """A file onto the window, wherever."""
    path = draw.choice(room.files)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    window, copy = room.window, Qt.DropAction.CopyAction
    at = QPoint(draw.randrange(window.width()), draw.randrange(window.height()))
    handle = window.windowHandle()
    enter = QDragEnterEvent(at, copy, data, LEFT, NONE)
    QApplication.sendEvent(window, enter)
    if enter.isAccepted() and handle is not None:
        QApplication.sendEvent(window, QDropEvent(QPointF(at), copy, data, LEFT, NONE))
    return path.name


@intent(1)
def open_file(room: Room, draw: Random) -> str:
    path = draw.choice(room.files)
    room.window.filing.open(path)
    return path.name


@intent(1.5)
def save(room: Room, draw: Random) -> str:
    """Save, under a name that can be or cannot; or ask to leave, and stay."""
    name = draw.choice(("save", "save", "save_as", "save_picture", "copy_link"))
    room.window.actions_[name].trigger()
    return name


@intent(0.5)
def leave_but_stay(room: Room, draw: Random) -> str | None:
    """Quit, and answer that one would rather not."""
    if not room.desk.document.modified or room.window.filing.saving.busy:
        return None
    room.answer = "cancel"
    room.window.actions_["quit"].trigger()
    room.answer = None
    assert room.window.isVisible(), "the window closed although that was taken back"
    return "cancel"


@intent(0.05)
def reopen(room: Room, draw: Random) -> str:
    """Close the window and open it again, as it was left."""
    room.close()
    room.open()
    return ""
