"""Every control can be reached by keyboard and says what it is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QWidget,
)

from playground.gui.window import MainWindow

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
)
INNER = ("qt_menubar_ext_button", "qt_spinbox_lineedit", "qt_tabwidget_tabbar", "ScrollLeftButton", "ScrollRightButton")
"""Parts of one control, which speaks for them."""


def controls(window: QWidget) -> list[QWidget]:
    """All controls, but parts of controls."""
    found: list[QWidget] = []
    for widget in window.findChildren(QWidget):
        parent = widget.parentWidget()
        part = isinstance(widget, QScrollBar) or widget.objectName() in INNER
        inside = isinstance(parent, (QComboBox, QAbstractSpinBox, QLineEdit))
        popup = widget.window() is not window
        if isinstance(widget, CONTROLS) and not part and not inside and not popup:
            found.append(widget)
    return found


def named(widget: QWidget) -> str:
    """What a screen reader says."""
    interface = QAccessible.queryAccessibleInterface(widget)
    name = interface.text(QAccessible.Text.Name) if interface is not None else ""
    return widget.accessibleName() or name or (widget.text() if isinstance(widget, QAbstractButton) else "")


def described(widget: QWidget) -> str:
    chain: list[str] = []
    here: QWidget | None = widget
    while here is not None and len(chain) < 6:
        chain.append(here.objectName() or type(here).__name__)
        here = here.parentWidget()
    return " < ".join(chain)


def show_everything(window: MainWindow) -> None:
    window.canvas.select(())
    window.problems.unfold(True)
    QApplication.processEvents()


def nameless(window: MainWindow) -> set[str]:
    QApplication.processEvents()
    return {
        described(widget) for widget in controls(window) if widget.isVisibleTo(window) and not named(widget).strip()
    }


def test_every_control_has_a_name(window: MainWindow) -> None:
    show_everything(window)
    window.messages.error("It went wrong.", details="more of it", offers=[("Mend it", lambda: None)])
    found = nameless(window)
    window.overlays.find()
    found |= nameless(window)
    window.overlays.history()
    found |= nameless(window)
    window.overlays.presentation()
    found |= nameless(window)
    while window.overlays.close_one():
        pass
    window.left.setCurrentIndex(1)
    window.canvas.select(("dense1",))
    found |= nameless(window)
    window.canvas.select(("input", "dense1"))
    found |= nameless(window)
    window.inspector.show_nodes(())
    window.inspector.general.setCurrentIndex(1)
    window.actions_["paint"].trigger()
    found |= nameless(window)
    assert not found, "\n".join(sorted(found))


def test_tab_or_arrows_reach_every_control(window: MainWindow) -> None:
    """Tab stops at every enabled control; in a group of buttons of which one is chosen, the arrows go on from it."""
    show_everything(window)
    wanted = set()
    for widget in controls(window):
        if widget.isVisible() and widget.isEnabled() and not isinstance(widget, QTabBar):
            proxy = widget.focusProxy()
            wanted.add(proxy if proxy is not None else widget)
    window.transport.play.setFocus()
    reached: set[QWidget] = set()
    for _ in range(400):
        focus = window.focusWidget()
        assert focus is not None
        if focus in reached:
            break
        reached.add(focus)
        # On the canvas Tab searches a block, and Ctrl+Tab is of the tabs: Shift+Tab goes round the other way.
        QTest.keyClick(focus, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
        if isinstance(focus, QAbstractButton) and focus.group() is not None:
            reached.update(focus.group().buttons())
    missed = {described(widget) for widget in wanted - reached if not _has_command(window, widget)}
    assert not missed, "\n".join(sorted(missed))


def _has_command(window: MainWindow, widget: QWidget) -> bool:
    """Whether a command of the window does the same, so that its key or menu reaches it."""
    return any(action in window.actions() for action in widget.actions())
