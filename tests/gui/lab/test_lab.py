"""The kernel laboratory, by mouse and keys."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.gui.gaze import Example
from playground.gui.lab.kernel_editor import number
from playground.gui.lab.window import LabWindow
from playground.gui.theme.tokens import DARK
from playground.gui.window import MainWindow
from playground.spec.edits import Set
from playground.spec.values import Choice

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "raise")  # the offscreen platform says so


@pytest.fixture
def lab(window: MainWindow, qtbot: QtBot) -> LabWindow:
    window.actions_["lab"].trigger()
    made = window.beside.windows["lab"]
    assert isinstance(made, LabWindow)
    with qtbot.waitExposed(made):
        pass
    return made


def retype(lab: LabWindow, row: int, column: int, text: str) -> None:
    field = lab.editor.fields[row][column]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_the_sum_under_the_kernel_is_written_out(lab: LabWindow) -> None:
    place = lab.outputs[0].square(2, 1).center().toPoint()
    QTest.mouseMove(lab.outputs[0], place)
    QTest.mouseClick(lab.outputs[0], Qt.MouseButton.LeftButton, pos=place)
    terms = " + ".join(["10·1 + 10·0 + 0·(−1)"] * 3)
    assert lab.sum_words[0].text() == f"Cross-correlation:  {terms} = 30"
    assert lab.sum_words[1].text().endswith("= −30"), "the kernel turned by 180°"
    QTest.keyClick(lab.outputs[0], Qt.Key.Key_Left)
    assert lab.sum_words[0].text().endswith("= 0")
    assert "= 4,  ⌊" in lab.size_words.text()


def test_own_numbers(lab: LabWindow) -> None:
    retype(lab, 1, 1, "1/2")
    assert lab.kernel.currentText() == "Own numbers"
    lab.go_to(0, 0)
    assert lab.sum_words[0].text().endswith("= 5"), "half of the 10 in the middle more"
    retype(lab, 1, 1, "two")
    assert "not 'two'" in lab.complaint.text()
    assert lab.editor.fields[1][1].property("wrong")
    retype(lab, 1, 1, "0")
    assert not lab.complaint.isVisible()
    assert [number(text) for text in ("−3", "1/9", "0,5", "1/0", "1e9", "")] == [-3.0, 1 / 9, 0.5, None, None, None]


def test_sizes_that_do_not_fit_are_said(lab: LabWindow) -> None:
    lab.side.setValue(7)
    assert lab.complaint.text().startswith("a kernel of 7 × 7 does not fit into 6 × 6")
    lab.play.click()
    assert not lab.play.isChecked() or lab._timer.isActive() is False
    lab.play.setChecked(False)
    lab.same.setChecked(True)
    assert not lab.complaint.isVisible()
    assert lab.padding.value() == 3
    lab.padding.setValue(2)
    assert not lab.same.isChecked(), "what is typed is not overruled"


def test_it_slides_by_itself(lab: LabWindow, qtbot: QtBot) -> None:
    QTest.keyClick(lab, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: lab._place != (0, 0))
    lab.close()
    assert not lab._timer.isActive()


def test_examples_of_the_data(lab: LabWindow, window: MainWindow) -> None:
    names = [lab.picture.itemText(at) for at in range(lab.picture.count())]
    assert "Example of the data" not in names, "points of a plane are no pictures"
    window.document.apply(Set(path=("data", "source"), value=Choice("digits")))
    lab.picture.setCurrentIndex(lab.picture.count() - 1)
    assert lab.picture.currentText() == "Example of the data"
    before = lab._pixels()
    assert before.shape == (8, 8)
    assert (before.min(), before.max()) == (0.0, 10.0)
    window.gaze.look_into(Example("dev", 3))
    assert not np.array_equal(before, lab._pixels())
    lab.set_theme(DARK)
    assert not lab.grab().isNull()


def test_an_example_of_a_part_that_was_made_empty(lab: LabWindow, window: MainWindow) -> None:
    window.document.apply(Set(path=("data", "source"), value=Choice("digits")))
    lab.picture.setCurrentIndex(lab.picture.count() - 1)
    window.gaze.look_into(Example("test", 3))
    window.document.apply(Set(path=("data", "train"), value=0.8))
    assert window.data.split.counts[2] == 0
    assert lab.complaint.text() == ""
    assert lab.size_words.text().startswith("⌊(n + 2p − f)/s⌋ + 1:  ⌊(8 ")
