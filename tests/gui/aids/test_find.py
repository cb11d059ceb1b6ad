from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from playground.gui.find.panel import FindPanel
from playground.gui.find.things import Thing, things
from playground.gui.window import MainWindow
from playground.spec.edits import Set
from playground.workbench.document import Document
from playground.workbench.link import link_of
from tests.gui.aids.conftest import Press

CTRL = Qt.KeyboardModifier.ControlModifier


def open_with(window: MainWindow, press: Press, words: str) -> FindPanel:
    press(Qt.Key.Key_K, CTRL)
    panel = window.overlays.find_panel
    assert panel is not None
    assert panel.isVisible()
    QTest.keyClicks(panel.field, words)
    return panel


def first(panel: FindPanel) -> Thing:
    return panel.rows.things[0]


def test_everything_is_found_and_done_by_keyboard_alone(
    window: MainWindow, document: Document, press: Press, qapp: QApplication
) -> None:
    assert window.overlays.find_panel is None, "nothing is made before it is wanted"
    panel = open_with(window, press, "learning rate")
    assert panel.field.accessibleName()
    press(Qt.Key.Key_Return)
    assert not panel.isVisible()
    focus = window.focusWidget()
    assert focus is not None
    row = focus
    while not row.objectName().startswith("field:"):
        above = row.parentWidget()
        assert above is not None, focus
        row = above
    assert row.objectName() == "field:training.optimizer.learning_rate"

    panel = open_with(window, press, "adam")
    assert first(panel).title == "Optimizer: Adam"
    press(Qt.Key.Key_Return)
    assert document.experiment.training.optimizer.kind == "adam"

    open_with(window, press, "add dense")
    press(Qt.Key.Key_Return)
    assert len(document.experiment.network.nodes) == 4

    open_with(window, press, "data spiral")
    press(Qt.Key.Key_Return)
    assert document.experiment.data.source.kind == "spiral"

    panel = open_with(window, press, "undo")
    press(Qt.Key.Key_Return)
    assert document.experiment.data.source.kind == "circle"

    # What cannot be had says why, and nothing happens.
    before = document.experiment
    panel = open_with(window, press, "add input")
    assert "already" in first(panel).why
    press(Qt.Key.Key_Return)
    assert panel.isVisible()
    assert document.experiment is before
    QTest.keyClicks(panel.field, " zzz")
    assert panel.nothing.isVisible()
    press(Qt.Key.Key_Escape)
    assert not panel.isVisible()

    # A link is something to open.
    other = Set(path=("seed",), value=4711).apply(document.experiment)
    panel = open_with(window, press, "")
    panel.field.setText(link_of(other))
    assert first(panel).title == "Open this link"
    panel.close_panel()


def test_every_command_is_there_with_its_key_or_the_reason_why_not(window: MainWindow) -> None:
    found = things(window)
    titles = {thing.title for thing in found}
    assert {"Save", "New weights", "Add Dense", "Data: Spiral", "Optimizer: Adam", "Learning rate α"} <= titles
    assert all(thing.title and thing.section for thing in found)
    undo = next(thing for thing in found if thing.title == "Undo")
    assert undo.keys == "Ctrl+Z"
    assert undo.why == "Nothing was changed yet."
    relu = next(thing for thing in found if thing.title == "Activation: ReLU")
    assert relu.why == "Select a layer first."
    window.canvas.select(("dense1",))
    relu = next(thing for thing in things(window) if thing.title.endswith("Activation: ReLU"))
    assert not relu.why
    relu.act()
    assert window.document.experiment.network.node("dense1").params["activation"].kind == "relu"


def test_the_arrows_walk_and_a_click_takes(window: MainWindow, press: Press) -> None:
    panel = open_with(window, press, "")
    press(Qt.Key.Key_Down)
    assert panel.list.currentIndex().row() == 1
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Up)
    assert panel.list.currentIndex().row() == panel.rows.rowCount() - 1
    QTest.keyClicks(panel.field, "dark")
    rect = panel.list.visualRect(panel.rows.index(0))
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    QApplication.processEvents()
    assert window.theme.name == "dark"


def test_a_line_that_had_the_focus_for_a_moment_may_be_gone(window: MainWindow, press: Press) -> None:
    window.canvas.setFocus()
    press(Qt.Key.Key_Tab)  # the quick search, which is deleted when the focus leaves it
    for _ in range(2):
        panel = open_with(window, press, "notes")
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        press(Qt.Key.Key_Escape)
        assert not panel.isVisible()


def test_the_line_of_problems_opens_by_a_click(window: MainWindow) -> None:
    strip = window.problems
    for unfolded in (True, False):
        QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(strip.width() - 4, 4))
        assert strip.panel.isVisible() is unfolded
        QApplication.processEvents()


def test_nothing_is_pasted_from_an_empty_clipboard(window: MainWindow, qapp: QApplication) -> None:
    qapp.clipboard().clear()
    window.actions_["paste"].trigger()
    assert not window.drops.wants(None)
    assert not window.drops.take(None)
