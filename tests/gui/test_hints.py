from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from playground.gui.hints import HINTS, Balloon
from playground.gui.theme.tokens import LIGHT
from playground.gui.window import MainWindow
from playground.spec.edits import Set

UNDER = QRect(0, 330, 800, 60)
BESIDE = QRect(325, 0, 400, 600)


def below(balloon: Balloon, to: QRect) -> bool:
    return balloon.y() >= to.bottom()


@pytest.mark.parametrize(("clear_of", "stands"), [((), True), ((UNDER,), True), ((UNDER, BESIDE), False)])
def test_a_balloon_hides_nothing_that_is_said(qtbot: QtBot, clear_of: tuple[QRect, ...], stands: bool) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(800, 600)
    balloon = Balloon("Point at a unit: its map fills the surface.", LIGHT, parent, lambda: None)
    to = QRect(200, 20, 120, 300)
    assert balloon.point_at(to, clear_of) is stands
    assert below(balloon, to) is (not clear_of)
    if stands:
        assert not any(balloon.geometry().intersects(rect) for rect in clear_of)
        assert parent.rect().contains(balloon.geometry())


def test_the_hint_at_a_unit_makes_way_for_problems_and_forms(window: MainWindow) -> None:
    window.remember(replace(window.memory.settings, hints=tuple(hint.name for hint in HINTS if hint.name != "unit")))
    window.hints.start()
    window.hints._show()
    balloon = window.hints.balloon
    assert balloon is not None
    assert balloon.isVisible()

    def hidden(widget: QWidget) -> bool:
        there = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
        return balloon.isVisible() and widget.isVisible() and balloon.geometry().intersects(there)

    window.document.apply(Set(path=("training", "optimizer", "learning_rate"), value=10.0))
    assert not window.problems.small
    assert not hidden(window.problems)
    window.messages.warn("Something is to be read.")
    assert not hidden(window.messages.news)
    window.messages.news.clear()
    window.importing.panel.setGeometry(window.canvas.geometry())
    window.importing.panel.show()
    assert not hidden(window.importing.panel)
    window.importing.panel.hide()
    assert balloon.isVisible()
