from __future__ import annotations

import shiboken6
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from playground.gui.flow import FlowLayout


def boxes(qtbot: QtBot, widths: list[int]) -> tuple[QWidget, FlowLayout, list[QLabel]]:
    holder = QWidget()
    qtbot.addWidget(holder)
    layout = FlowLayout(holder, spacing=4)
    labels = []
    for width in widths:
        label = QLabel()
        label.setFixedSize(QSize(width, 20))
        layout.addWidget(label)
        labels.append(label)
    return holder, layout, labels


def test_widgets_break_into_lines(qtbot: QtBot) -> None:
    holder, layout, labels = boxes(qtbot, [60, 60, 60])
    holder.resize(130, 100)
    layout.activate()
    assert [(label.x(), label.y()) for label in labels] == [(0, 0), (64, 0), (0, 24)]
    assert layout.heightForWidth(130) == 44
    assert layout.heightForWidth(200) == 20
    assert layout.minimumSize() == QSize(60, 20)


def test_items_can_be_taken(qtbot: QtBot) -> None:
    _, layout, labels = boxes(qtbot, [60, 60])
    item = layout.takeAt(0)
    assert item is not None
    assert item.widget() is labels[0]
    assert layout.count() == 1
    assert layout.takeAt(7) is None
    assert layout.itemAt(7) is None


def test_items_that_go_before_the_layout_are_passed_over(qtbot: QtBot) -> None:
    _, layout, labels = boxes(qtbot, [60, 70])
    item = layout.itemAt(0)
    assert item is not None
    shiboken6.invalidate(item)
    assert layout.heightForWidth(200) == 20
    assert layout.minimumSize() == QSize(70, 20)
    assert layout.count() == 1
    left = layout.itemAt(0)
    assert left is not None
    assert left.widget() is labels[1]
