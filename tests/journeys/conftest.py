"""Whole stories through a real window with the real engine in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QMenu, QScrollArea, QSlider, QWidget
from pytestqt.exceptions import TimeoutError
from pytestqt.qtbot import QtBot

from playground.gui.app import Desk
from playground.gui.filing import Memory
from playground.gui.window import MainWindow
from playground.spec.experiment import Experiment, Network
from playground.workbench import templates
from playground.workbench.settings import Settings
from tests.gui.canvas.conftest import Hand
from tests.gui.conftest import _nothing_leaks, qapp
from tests.gui.support import Answers

__all__ = ["Person", "_nothing_leaks", "qapp"]

PATIENCE = 60_000
"""Milliseconds that a condition may take: a slow machine is no failure."""
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Person:
    """Somebody at the window. What is clicked must be seen: a widget under another or outside the window is none."""

    def __init__(self, qtbot: QtBot, experiment: Experiment | None = None) -> None:
        self.qtbot = qtbot
        self.answers = Answers()
        self.desk = Desk(experiment if experiment is not None else templates.load_template(templates.DEFAULT))
        self.window = MainWindow(
            self.desk.document, self.desk.run, Memory(Settings(theme="light"), keep=False), self.answers
        )
        self.window.resize(1440, 900)
        self.window.show()
        self.window.activateWindow()
        self.qtbot.waitUntil(lambda: self.window.complete and self.window.data.gallery.complete, timeout=PATIENCE)
        self.hand = Hand(self.window.canvas)

    def until(self, true: Callable[[], bool]) -> None:
        """Wait until ``true()``; where that takes too long, say how the run stands."""
        try:
            self.qtbot.waitUntil(true, timeout=PATIENCE)
        except TimeoutError:
            bars = self.window.messages.run.text, self.window.messages.news.text
            raise AssertionError(f"still waiting; {self.desk.run.status}, messages {bars}") from None

    def leave(self) -> None:
        """Close everything."""
        self.window.close_without_asking()
        self.window.deleteLater()
        self.desk.close()
        self.desk.bridge.deleteLater()

    # What there is

    @property
    def network(self) -> Network:
        """The network on the canvas."""
        return self.desk.document.experiment.network

    def kinds(self) -> list[str]:
        """The blocks from input to output, as far as they stand in one row."""
        found = [node for node in self.network.nodes if node.kind == "input"]
        while found and (edges := self.network.outputs(found[-1].id)):
            found.append(self.network.node(edges[0].target))
        return [node.kind for node in found]

    def losses(self) -> np.ndarray:
        """The losses over the training set so far."""
        table = self.desk.run.curves.evaluations
        return table["train/loss"] if "train/loss" in table else np.empty(0)

    def phase(self) -> str:
        """How the run stands."""
        return self.desk.run.status.phase

    def settled(self) -> None:
        """Wait until all steps that were under way have been told: what is asked after them has been answered."""
        captured: list[object] = []
        self.desk.run.capture(captured.append)
        self.until(lambda: bool(captured))

    def weights(self, name: str) -> np.ndarray:
        """Learned numbers as the engine holds them now, bit for bit."""
        captured: list[np.ndarray] = []
        self.desk.run.capture(lambda checkpoint: captured.append(checkpoint.weights[name]))
        self.until(lambda: bool(captured))
        return captured[0]

    # The mouse

    def click(self, widget: QWidget, at: QPoint | None = None, *, double: bool = False) -> None:
        """Click a widget that can be seen, in its middle or at a pixel of it."""
        at = at if at is not None else widget.rect().center()
        self._reach(widget, at)
        (QTest.mouseDClick if double else QTest.mouseClick)(widget, LEFT, pos=at)

    def _reach(self, widget: QWidget, at: QPoint) -> None:
        assert widget.isVisible(), f"{widget} cannot be seen"
        assert widget.isEnabled(), f"{widget} is grey: {widget.toolTip()}"
        top = widget.window()
        under = top.childAt(widget.mapTo(top, at)) if widget is not top else top
        assert under is not None, f"{widget} lies outside the window"
        assert under is widget or widget.isAncestorOf(under), f"{under} lies over {widget}"

    def menu(self, title: str, text: str) -> None:
        """Click a command in a menu of the menu bar."""
        bar = self.window.menuBar()
        place = next(action for action in bar.actions() if action.text().replace("&", "") == title)
        QTest.mouseClick(bar, LEFT, pos=bar.actionGeometry(place).center())
        self.until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
        self.take(text)

    def take(self, text: str) -> None:
        """Click an entry of the menu that is open."""
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        action = next(action for action in menu.actions() if words(action).startswith(text))
        assert action.isEnabled(), action.toolTip()
        QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
        QApplication.processEvents()
        self.window.activateWindow()  # without a desktop nobody gives the keyboard back to the window
        self.until(lambda: QApplication.focusWidget() is not None)

    def field(self, *path: str) -> QWidget:
        """The row of a setting in the inspector or on the data card, scrolled into sight by the wheel."""
        settle()
        row = self.window.findChild(QWidget, "field:" + ".".join(path))
        assert row is not None, f"no field of {path}"
        self.scroll_to(row)
        return row

    def scroll_to(self, widget: QWidget) -> None:
        """Turn the wheel over the page that a widget lies on until all of it is in sight."""
        area: QWidget | None = widget.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is None:
            return
        view = area.viewport()
        for _ in range(400):
            top = widget.mapTo(view, QPoint(0, 0)).y()
            below, above = top + min(widget.height(), view.height()) > view.height(), top < 0
            if not below and not above:
                return
            at = QPointF(view.rect().center())
            turn = QPoint(0, -40 if below else 40)
            QApplication.sendEvent(
                view,
                QWheelEvent(
                    at,
                    QPointF(view.mapToGlobal(at)),
                    QPoint(),
                    turn,
                    Qt.MouseButton.NoButton,
                    NONE,
                    Qt.ScrollPhase.NoScrollPhase,
                    False,
                ),
            )
        raise AssertionError(f"{widget} cannot be scrolled into sight")

    def choose(self, row: QWidget, text: str) -> None:
        """Choose an entry of a combo box with the mouse."""
        combo = row.findChild(QComboBox)
        assert combo is not None
        self.click(combo)
        view = combo.view()
        self.until(view.isVisible)
        index = combo.model().index(combo.findText(text), 0)
        view.scrollTo(index)
        place = view.visualRect(index).center()
        self.qtbot.wait(QApplication.doubleClickInterval() + 50)  # a quick second click is still the first one's
        QTest.mouseMove(view.viewport(), place)
        QTest.mouseClick(view.viewport(), LEFT, pos=place)
        self.until(lambda: not view.isVisible())

    def slide(self, row: QWidget, position: int) -> None:
        """Drag the handle of a slider to where a position lies."""
        slider = row.findChild(QSlider)
        assert slider is not None
        span = slider.maximum() - slider.minimum()

        def pixel(where: int) -> QPoint:
            return QPoint(round(9 + (slider.width() - 18) * (where - slider.minimum()) / span), slider.height() // 2)

        self._reach(slider, pixel(slider.value()))
        QTest.mousePress(slider, LEFT, pos=pixel(slider.value()))
        for part in (0.25, 0.5, 0.75, 1.0):
            where = slider.value() + round(part * (position - slider.value()))
            QTest.mouseMove(slider, pixel(where))
        QTest.mouseMove(slider, pixel(position))
        QTest.mouseRelease(slider, LEFT, pos=pixel(position))

    # The keyboard

    def press(self, keys: str) -> None:
        """Press keys in Qt's portable spelling, one chord after the other, wherever the focus is."""
        for chord in keys.split():
            QTest.keySequence(self._focus(), QKeySequence(chord))
            QApplication.processEvents()

    def type(self, text: str) -> None:
        """Type letters, wherever the focus is."""
        QTest.keyClicks(self._focus(), text)

    def find(self, text: str) -> None:
        """Ctrl+K, a few letters, Enter."""
        self.press("Ctrl+K")
        self.type(text)
        self.press("Return")
        QApplication.processEvents()

    def undo_all(self) -> None:
        """Ctrl+Z until there is nothing to undo."""
        for _ in range(len(self.desk.document.versions)):
            self.press("Ctrl+Z")
        assert self.desk.document.undo_label is None, "Ctrl+Z does not reach the window"

    def walk_to(self, widget: QWidget, *, back: bool = False) -> int:
        """Press Tab, or Shift+Tab, until a widget has the focus; gives how often."""
        for presses in range(200):
            if QApplication.focusWidget() is widget:
                return presses
            self.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"Tab never reaches {widget}")

    def type_into(self, path: tuple[str, ...], text: str) -> None:
        """Type a number into a field of the inspector."""
        field = self.field(*path).findChild(QLineEdit)
        assert field is not None
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)

    def _focus(self) -> QWidget:
        return QApplication.focusWidget() or self.window


def words(action: QAction) -> str:
    """The words of a command without the mark of its letter and without its key."""
    return action.text().partition("\t")[0].replace("&", "")


def settle() -> None:
    """Let the window lay out what is new and be rid of what is gone."""
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()


@pytest.fixture
def people(qtbot: QtBot, qapp: QApplication) -> Iterator[list[Person]]:
    """The people of a story; all of them leave at its end."""
    here: list[Person] = []
    yield here
    for person in here:
        person.leave()


@pytest.fixture
def me(qtbot: QtBot, people: list[Person]) -> Person:
    """Somebody before the window with the default experiment, whose engine is ready."""
    person = Person(qtbot)
    people.append(person)
    person.until(lambda: person.phase() == "paused" and len(person.losses()) == 1)
    return person
