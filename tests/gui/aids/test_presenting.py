from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.gui.filing import Memory
from playground.gui.presenting import PARTS, parts_of
from playground.gui.theme import fonts
from playground.gui.window import MainWindow
from playground.workbench.link import read_link
from playground.workbench.presentation import Presentation
from tests.gui.aids.conftest import Press


def test_large_letters_and_fewer_parts_until_escape(window: MainWindow, memory: Memory, press: Press) -> None:
    before = {name: [not widget.isHidden() for widget in widgets] for name, widgets in parts_of(window).items()}
    assert set(before) == set(PARTS)
    width, height = window.transport.seed.width(), window.transport.epochs.height()
    canvas = window.canvas.height()
    window.presenter.begin(Presentation(scale=1.6, hidden=("menu", "plots", "inspector", "seed", "no such part")))
    QApplication.processEvents()
    assert not window.plots.isVisible()
    assert not window.transport.seed.isVisible()
    assert window.surface.isVisible()
    assert fonts.magnified() == 1.6
    assert window.transport.epochs.height() > height
    assert window.canvas.height() > canvas
    assert memory.settings.presentation.scale == 1.6
    press(Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert not window.actions_["present"].isChecked()
    assert fonts.magnified() == 1.0
    assert before == {name: [not w.isHidden() for w in widgets] for name, widgets in parts_of(window).items()}
    assert window.transport.seed.width() == width
    press(Qt.Key.Key_F11)
    assert window.presenter.shown == memory.settings.presentation
    press(Qt.Key.Key_F11)
    assert window.presenter.shown is None


def test_what_does_not_fit_beside_large_letters_is_put_away(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1024, 700)
    qtbot.waitUntil(lambda: window.width() == 1024)
    window.presenter.begin(Presentation(scale=2.0, hidden=()))
    QApplication.processEvents()
    assert window.transport.minimumSizeHint().width() <= 1024
    assert window.transport.play.isVisible()
    window.presenter.end()


def test_it_is_chosen_in_a_panel_and_goes_along_in_a_link(window: MainWindow, press: Press, qapp: QApplication) -> None:
    window.actions_["present_choose"].trigger()
    panel = window.overlays.present_panel
    assert panel is not None
    panel.boxes["data"].setChecked(False)
    panel.scale.setValue(15)
    panel.link.click()
    assert not panel.isVisible()
    shown = read_link(qapp.clipboard().text()).presentation
    assert shown == Presentation(scale=1.5, hidden=("menu", "status", "data"))
    window.overlays.presentation()
    press(Qt.Key.Key_Escape)
    assert not panel.isVisible()
    window.overlays.presentation()
    for _ in range(20):
        press(Qt.Key.Key_Tab)
        focus = window.focusWidget()
        assert focus is not None
        assert panel.isAncestorOf(focus)
    panel.start.click()
    assert window.presenter.shown is not None
    window.presenter.end()
