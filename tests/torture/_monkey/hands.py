"""Mouse, wheel and keys as the platform tells them: to a window, which finds out itself whom they are for."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QCursor, QKeyEvent, QKeySequence, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget
from shiboken6 import isValid

LEFT, MIDDLE, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def settle() -> None:
    """Let the program do what is due, and be rid of what is gone."""
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _place(widget: QWidget, at: QPoint) -> tuple[QWidget, QPoint] | None:
    """The window of a widget and a place in it, the nearest one inside; None where the widget cannot be seen."""
    if not isValid(widget) or not widget.isVisible():
        return None
    top = widget.window()
    place = widget.mapTo(top, at) if widget is not top else at
    inside = top.rect()
    return top, QPoint(
        min(max(place.x(), inside.left()), inside.right()), min(max(place.y(), inside.top()), inside.bottom())
    )


def _lasts(top: QWidget) -> bool:
    """Whether a window stays when it is closed.

    One that is deleted while it is told of an event must not be held from Python: what its end sets off would be told
    to a ruin. What happens in such a window is told to its widgets instead.
    """
    kinds = (Qt.WindowType.Window,)
    return top.windowType() in kinds and not top.testAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)


Act = Literal["press", "release", "move", "double"]


def _mouse(act: Act, top: QWidget, place: QPoint, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> None:
    """One event of the mouse in a window."""
    if not isValid(top) or not top.isVisible():
        return
    handle = top.windowHandle() if _lasts(top) else None
    if handle is not None:
        match act:
            case "press":
                QTest.mousePress(handle, button, modifiers, place)
            case "release":
                QTest.mouseRelease(handle, button, modifiers, place)
            case "move":
                QTest.mouseMove(handle, place)
            case _:
                QTest.mouseDClick(handle, button, modifiers, place)
        return
    under = top.childAt(place) or top
    kind = {
        "press": QEvent.Type.MouseButtonPress,
        "release": QEvent.Type.MouseButtonRelease,
        "move": QEvent.Type.MouseMove,
        "double": QEvent.Type.MouseButtonDblClick,
    }[act]
    local, nothing = QPointF(under.mapFrom(top, place)), Qt.MouseButton.NoButton
    down = button if act in ("press", "double") else nothing
    event = QMouseEvent(
        kind, local, QPointF(top.mapToGlobal(place)), nothing if act == "move" else button, down, modifiers
    )
    QApplication.sendEvent(under, event)


def press(
    widget: QWidget, at: QPoint, button: Qt.MouseButton = LEFT, modifiers: Qt.KeyboardModifier = NONE, times: int = 1
) -> None:
    """Click a place of a widget: once, or twice quickly."""
    found = _place(widget, at)
    if found is None:
        return
    top, place = found
    QCursor.setPos(top.mapToGlobal(place))
    _mouse("move", top, place, button, modifiers)
    if times == 2:
        _mouse("double", top, place, button, modifiers)
        return
    _mouse("press", top, place, button, modifiers)
    _mouse("release", top, place, button, modifiers)


def hover(widget: QWidget, at: QPoint) -> None:
    """Put the pointer there."""
    if (found := _place(widget, at)) is not None:
        _mouse("move", *found, LEFT, NONE)


def drag(
    widget: QWidget,
    start: QPoint,
    end: QPoint,
    button: Qt.MouseButton = LEFT,
    modifiers: Qt.KeyboardModifier = NONE,
    *,
    escape: bool = False,
) -> None:
    """Press, move in a few steps, let go; with ``escape`` that key is pressed on the way."""
    found = _place(widget, start)
    if found is None or _carries(widget, start):
        return
    top, begin = found
    _mouse("move", top, begin, button, modifiers)
    _mouse("press", top, begin, button, modifiers)
    for part in (0.1, 0.4, 0.8, 1.0):
        way = _place(widget, start + (end - start) * part)
        if way is None or way[0] is not top:
            break
        begin = way[1]
        _mouse("move", top, begin, button, modifiers)
        if escape and part == 0.8:
            key(Qt.Key.Key_Escape)
    _mouse("release", top, begin, button, modifiers)


def _carries(widget: QWidget, at: QPoint) -> bool:
    """Whether something is carried away from there: the platform without a screen would wait for its end for ever."""
    top = widget.window()
    under = top.childAt(widget.mapTo(top, at)) if widget is not top else top.childAt(at)
    while under is not None:
        if isinstance(under, QAbstractItemView) and under.dragEnabled():
            return True
        under = under.parentWidget()
    return False


def wheel(widget: QWidget, at: QPoint, turns: int, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """Turn the wheel by so many notches."""
    found = _place(widget, at)
    if found is None:
        return
    top, place = found
    under = top.childAt(place) or top
    event = QWheelEvent(
        QPointF(under.mapFrom(top, place)),
        QPointF(top.mapToGlobal(place)),
        QPoint(),
        QPoint(0, 120 * turns),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(under, event)


def _strike(which: Qt.Key | int, modifiers: Qt.KeyboardModifier) -> None:
    """Press and let go a key, wherever the keys go."""
    for act in (QTest.KeyAction.Press, QTest.KeyAction.Release):
        popup: QWidget | None = QApplication.activePopupWidget()
        active: QWidget | None = QApplication.activeWindow()
        if active is None:
            return
        if _lasts(active) and (handle := active.windowHandle()) is not None:  # which hands it on to a menu
            QTest.keyEvent(act, handle, which, modifiers)
        else:
            heir = popup or QApplication.focusWidget() or active
            QTest.keyEvent(act, heir, which, modifiers)


def key(which: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """Press and let go a key, wherever the keys go."""
    _strike(which, modifiers)


def chord(keys: str) -> None:
    """Press keys in Qt's portable spelling, such as ``Ctrl+Shift+Z``."""
    combination = QKeySequence(keys)[0]  # type: ignore[index]  # the stubs know nothing of it
    key(combination.key(), combination.keyboardModifiers())


def write(text: str) -> None:
    """Type letters, wherever the keys go."""
    for letter in text:
        if letter.isascii() and letter.isprintable():
            _strike(ord(letter), NONE)
            continue
        focus = QApplication.focusWidget()  # letters that no key of a keyboard has come from an input method
        if focus is not None:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(focus, QKeyEvent(kind, 0, NONE, letter))
                if QApplication.focusWidget() is not focus:
                    break
