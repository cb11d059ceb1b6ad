"""The borders between train, dev and test are drawn with the pointer and walked with the keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.catalog.analysis import analyse
from playground.gui.data.split_bar import SplitBar, drawn_to
from playground.gui.theme.tokens import DARK, LIGHT
from playground.spec.edits import Set
from playground.spec.experiment import Data, Experiment
from playground.spec.values import Choice
from playground.workbench.document import Document

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window


@pytest.fixture
def bar(qtbot: QtBot, document: Document) -> SplitBar:
    made = SplitBar(document, LIGHT)
    qtbot.addWidget(made)
    made.resize(402, 24)
    made.show()
    return made


def drag(bar: SplitBar, border: int, share: float) -> None:
    middle = bar.height() // 2
    at = QPoint(round(bar.border_at(border)), middle)
    QTest.mousePress(bar, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseMove(bar, QPoint(round(1 + share * 400) - 3, middle))
    QTest.mouseMove(bar, QPoint(round(1 + share * 400), middle))
    QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=QPoint(round(1 + share * 400), middle))


def shares(document: Document) -> tuple[float, float]:
    return document.experiment.data.train, document.experiment.data.dev


def test_a_drag_is_one_undo_step(bar: SplitBar, document: Document) -> None:
    drag(bar, 0, 0.5)
    assert shares(document) == pytest.approx((0.5, 0.3), abs=0.011)
    assert document.present == 1
    assert sum(bar.counts) == 500
    drag(bar, 1, 0.95)
    assert sum(shares(document)) == pytest.approx(0.95, abs=0.011)
    assert document.present == 2
    document.undo()
    document.undo()
    assert list(shares(document)) == [0.6, 0.2]


def test_borders_push_each_other(bar: SplitBar, document: Document) -> None:
    drag(bar, 0, 0.9)
    assert shares(document) == pytest.approx((0.9, 0.0), abs=0.011)


def test_a_press_beside_the_borders_does_nothing(bar: SplitBar, document: Document) -> None:
    QTest.mousePress(bar, Qt.MouseButton.LeftButton, pos=QPoint(60, 12))
    QTest.mouseMove(bar, QPoint(200, 12))
    QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=QPoint(200, 12))
    assert document.untouched


def test_the_keyboard_moves_both_borders(bar: SplitBar, document: Document) -> None:
    bar.setFocus()
    QTest.keyClick(bar, Qt.Key.Key_Right)
    assert list(shares(document)) == [0.61, 0.19]
    QTest.keyClick(bar, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert list(shares(document)) == [0.61, 0.18]


def test_it_says_how_many_examples_are_where(bar: SplitBar, document: Document) -> None:
    assert list(bar.counts) == [300, 100, 100]
    assert "300 examples to learn from, 100 to choose settings by, 100 to judge by" in bar.toolTip()
    assert "Train 60 %" in bar.accessibleDescription()
    before = bar.grab().toImage()
    bar.set_theme(DARK)
    assert bar.grab().toImage() != before


def test_data_that_cannot_be_read_have_no_counts(bar: SplitBar, document: Document) -> None:
    document.apply(Set(path=("data", "source"), value=Choice("csv")))
    assert bar.counts == ()
    bar.grab()


@given(
    st.floats(0.01, 0.99).map(lambda share: round(share, 2)),
    st.floats(0.0, 1.0),
    st.integers(0, 1),
    st.floats(-0.5, 1.5),
)
def test_wherever_a_border_is_drawn_the_shares_are_allowed(
    train: float, rest: float, border: int, share: float
) -> None:
    data = Data(train=train, dev=round(min((1.0 - train) * rest, 0.9), 2))
    after = Data(train=drawn_to(data, border, share)[0], dev=drawn_to(data, border, share)[1])
    assert 0.01 <= after.train <= 0.99
    assert 0.0 <= after.dev <= 0.9
    assert after.train + after.dev <= 1.0 + 1e-9
    problems = analyse(Experiment(data=after)).problems
    assert not any("share" in problem.sentence for problem in problems)
