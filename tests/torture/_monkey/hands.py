"""Mouse, wheel and keys as the platform tells them: to a window, which finds out itself whom they are for."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QCursor, QKeyEvent, QKeySequence, QWheelEvent, QWindow
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


def _place(widget: QWidget, at: QPoint) -> tuple[QWindow, QPoint] | None:
    """The window of a widget and a place in it, the nearest one inside; None where the widget is in none."""
    top = widget.window()
    handle = top.windowHandle()
    if handle is None or not widget.isVisible():
        return None
    place = widget.mapTo(top, at) if widget is not top else at
    inside = top.rect()
    return handle, QPoint(
        min(max(place.x(), inside.left()), inside.right()), min(max(place.y(), inside.top()), inside.bottom())
    )


def press(
    widget: QWidget, at: QPoint, button: Qt.MouseButton = LEFT, modifiers: Qt.KeyboardModifier = NONE, times: int = 1
) -> None:
    """Click a place of a widget: once, or twice quickly."""
    found = _place(widget, at)
    if found is None:
        return
    handle, place = found
    QTest.mouseMove(handle, place)
    QCursor.setPos(handle.mapToGlobal(place))
    if times == 2:
        QTest.mouseDClick(handle, button, modifiers, place)
        return
    QTest.mousePress(handle, button, modifiers, place)
    if isValid(handle):  # the press may have closed it
        QTest.mouseRelease(handle, button, modifiers, place)


def hover(widget: QWidget, at: QPoint) -> None:
    """Put the pointer there."""
    if (found := _place(widget, at)) is not None:
        QTest.mouseMove(*found)


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
    handle, begin = found
    QTest.mouseMove(handle, begin)
    QTest.mousePress(handle, button, modifiers, begin)
    for part in (0.1, 0.4, 0.8, 1.0):
        way = _place(widget, start + (end - start) * part)
        if not isValid(handle) or way is None or way[0] is not handle:
            break
        begin = way[1]
        QTest.mouseMove(handle, begin)
        if escape and part == 0.8:
            key(Qt.Key.Key_Escape)
    if isValid(handle):
        QTest.mouseRelease(handle, button, modifiers, begin)


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
    handle, place = found
    local = QPointF(place)
    event = QWheelEvent(
        local,
        QPointF(handle.mapToGlobal(place)),
        QPoint(),
        QPoint(0, 120 * turns),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(handle, event)


def _listener() -> QWindow | None:
    """The window that the keys go to."""
    top = QApplication.activePopupWidget() or QApplication.activeWindow()
    handle = top.windowHandle() if top is not None else None
    return handle if handle is not None and isValid(handle) else None


def key(which: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """Press and let go a key, wherever the keys go."""
    if (handle := _listener()) is not None:
        QTest.keyPress(handle, which, modifiers)
        if isValid(handle):  # the press may have closed it
            QTest.keyRelease(handle, which, modifiers)


def chord(keys: str) -> None:
    """Press keys in Qt's portable spelling, such as ``Ctrl+Shift+Z``."""
    combination = QKeySequence(keys)[0]  # type: ignore[index]  # the stubs know nothing of it
    key(combination.key(), combination.keyboardModifiers())


def write(text: str) -> None:
    """Type letters, wherever the keys go."""
    for letter in text:
        if letter.isascii() and letter.isprintable():
            if (handle := _listener()) is not None:
                QTest.keyPress(handle, ord(letter))
                if isValid(handle):
                    QTest.keyRelease(handle, ord(letter))
            continue
        focus = QApplication.focusWidget()  # letters that no key of a keyboard has come from an input method
        if focus is not None:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(focus, QKeyEvent(kind, 0, NONE, letter))
                if QApplication.focusWidget() is not focus:
                    break
