"""Mistakes: the matrix by mouse and keys, the table of classes, the worst examples first, and copying."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.engine.trainer import Trainer
from playground.gui.gaze import Example
from playground.gui.mistakes.matrix import ALL, Matrix
from playground.gui.mistakes.window import KEY, MistakesWindow
from playground.gui.theme.tokens import DARK, LIGHT
from playground.gui.window import MainWindow
from playground.spec.edits import Set
from playground.spec.experiment import Experiment
from playground.spec.values import Choice
from playground.workbench.run import Run
from tests.gui.support import loaded
from tests.gui.thumbs.support import answer, asked, digits, logits
from tests.workbench.support import Recorder

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "raise")  # the offscreen platform says so


@pytest.fixture
def experiment() -> Experiment:
    return digits()


@pytest.fixture(scope="module")
def trainer() -> Trainer:
    made = Trainer(digits())
    made.train_steps(30)
    return made


@pytest.fixture
def mistakes(window: MainWindow, run: Run, engine: Recorder, qtbot: QtBot, trainer: Trainer) -> MistakesWindow:
    loaded(run, engine)
    window.actions_["mistakes"].trigger()
    made = window.beside.windows["mistakes"]
    assert isinstance(made, MistakesWindow)
    with qtbot.waitExposed(made):
        pass
    answer(run, engine, qtbot, KEY, trainer)
    return made


def probabilities(trainer: Trainer) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of the dev part: its rows, what is right, and the softmax of the logits."""
    rows = trainer.prepared.rows("dev")
    z = logits(trainer, rows)
    shares = np.exp(z - z.max(axis=1, keepdims=True))
    return rows, trainer.prepared.y[rows], shares / shares.sum(axis=1, keepdims=True)


def test_the_worst_come_first(mistakes: MistakesWindow, trainer: Trainer) -> None:
    rows, truth, shares = probabilities(trainer)
    wrong = np.flatnonzero(shares.argmax(axis=1) != truth)
    keys = mistakes.wall.keys
    assert sorted(keys.tolist()) == rows[wrong].tolist()
    sure = dict(zip(rows.tolist(), shares.max(axis=1), strict=True))
    assert np.all(np.diff([sure[key] for key in keys.tolist()]) <= 1e-6)
    assert mistakes.title.text() == f"{len(wrong):,} mistakes, the surest first"
    first = int(np.flatnonzero(rows == keys[0])[0])
    said = f"dev {first}: {truth[first]} → {shares[first].argmax()}, {shares[first].max():.1%}"
    QTest.mouseClick(mistakes.wall.viewport(), Qt.MouseButton.LeftButton, pos=mistakes.wall.cell(0).center())
    assert mistakes.words.text() == said
    assert mistakes._gaze.example == Example("dev", first)
    assert f"{len(wrong):,} of {len(rows):,} wrong" in mistakes.summary.text()
    assert "after 30 steps" in mistakes.summary.text()


def test_a_cell_and_its_pictures(mistakes: MistakesWindow, window: MainWindow, trainer: Trainer) -> None:
    rows, truth, shares = probabilities(trainer)
    predicted = shares.argmax(axis=1)
    worst = mistakes.matrix.worst()
    assert worst is not None
    QTest.mouseClick(mistakes.matrix, Qt.MouseButton.LeftButton, pos=mistakes.matrix.place(worst).center().toPoint())
    fitting = rows[(truth == worst[0]) & (predicted == worst[1])]
    assert sorted(mistakes.wall.keys.tolist()) == fitting.tolist()
    assert mistakes.title.text().startswith(f"{len(fitting)} of {(truth == worst[0]).sum()} of class {worst[0]}")
    mistakes.matrix.choose((4, 4))
    right = (truth == 4) & (predicted == 4)
    assert sorted(mistakes.wall.keys.tolist()) == rows[right].tolist()
    unsure = rows[right][np.argmin(shares[right].max(axis=1))]
    assert mistakes.wall.keys[0] == unsure, "of the right ones the least sure first"
    QTest.mouseClick(mistakes.matrix, Qt.MouseButton.LeftButton, pos=mistakes.matrix.place((ALL, 8)).center().toPoint())
    assert sorted(mistakes.wall.keys.tolist()) == rows[(truth != 8) & (predicted == 8)].tolist()
    QTest.keyClick(mistakes.matrix, Qt.Key.Key_Escape)
    assert mistakes.matrix.cell is None
    assert mistakes.isVisible()
    assert not mistakes.inside.isEnabled()
    QTest.keyClick(mistakes.wall, Qt.Key.Key_Home)
    assert mistakes.inside.isEnabled()
    QTest.mouseClick(mistakes.inside, Qt.MouseButton.LeftButton)
    assert window.beside.windows["look_inside"].isVisible()


def test_the_numbers_of_every_class(mistakes: MistakesWindow, trainer: Trainer) -> None:
    rows, truth, shares = probabilities(trainer)
    predicted = shares.argmax(axis=1)
    numbers = mistakes.classes.numbers
    recall = [((truth == label) & (predicted == label)).sum() / (truth == label).sum() for label in range(10)]
    assert [numbers.text(label, 2) for label in range(10)] == [f"{value:.3f}" for value in recall]
    assert f"recall {np.mean(recall):.3f}" in mistakes.macro.text()
    header = mistakes.classes.horizontalHeader()
    at = header.sectionViewportPosition(2) + 20
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at, 10))
    assert numbers.order.tolist() == np.argsort(recall, kind="stable").tolist()
    label = int(numbers.order[0])
    cell = mistakes.classes.visualRect(numbers.index(0, 0)).center()
    QTest.mouseClick(mistakes.classes.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    assert mistakes.matrix.cell == (label, ALL)
    assert sorted(mistakes.wall.keys.tolist()) == rows[(truth == label) & (predicted != label)].tolist()
    assert "TP" in numbers.headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)


def test_copying(mistakes: MistakesWindow, trainer: Trainer) -> None:
    _rows, truth, shares = probabilities(trainer)
    QTest.keyClick(mistakes, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t") == ["truth \\ predicted", *map(str, range(10))]
    counts = np.array([list(map(int, line.split("\t")[1:])) for line in lines[1:11]])
    np.testing.assert_array_equal(counts.sum(axis=1), np.bincount(truth, minlength=10))
    np.testing.assert_array_equal(counts.sum(axis=0), np.bincount(shares.argmax(axis=1), minlength=10))
    assert lines[12].split("\t")[:4] == ["class", "precision", "recall", "F1"]
    QTest.mouseClick(mistakes.csv_, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text().splitlines()[11 + 2].startswith("0,")


def test_it_stays_in_place_while_it_trains(
    mistakes: MistakesWindow, run: Run, engine: Recorder, qtbot: QtBot, trainer: Trainer
) -> None:
    assert not asked(engine, KEY)
    bar = mistakes.wall.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    place, before = bar.value(), mistakes._taken
    mistakes.said._later.setInterval(0)  # a second is a long time
    mistakes.said.again()
    qtbot.waitUntil(lambda: asked(engine, KEY))
    answer(run, engine, qtbot, KEY, trainer)
    assert mistakes._taken is not before
    assert bar.value() == place > 0
    mistakes.close()
    assert not asked(engine, KEY)


def test_other_data(mistakes: MistakesWindow, window: MainWindow, run: Run, engine: Recorder, qtbot: QtBot) -> None:
    window.document.apply(Set(path=("data", "source"), value=Choice("circle")))
    assert mistakes.wall._empty != ""
    assert not len(mistakes.wall.keys)
    answer(run, engine, qtbot, KEY, Trainer(window.document.experiment))
    assert mistakes.matrix._counts.shape == (2, 2)
    assert not mistakes.inside.isVisible()
    window.document.apply(Set(path=("data", "source"), value=Choice("plane")))
    assert not mistakes.left.isVisible()


@pytest.mark.parametrize("count", [2, 10, 36, 100])
def test_any_number_of_classes(qtbot: QtBot, count: int) -> None:
    matrix = Matrix(LIGHT)
    qtbot.addWidget(matrix)
    matrix.resize(420, 400)
    rng = np.random.default_rng(count)
    counts = rng.integers(0, 5, (count, count)) + 50 * np.eye(count, dtype=np.int64)
    counts[0, count - 1] = 999
    matrix.show_counts(counts, tuple(f"class {label}" for label in range(count)))
    matrix.show()
    assert matrix.worst() == (0, count - 1)
    assert matrix.rect().toRectF().contains(matrix.box())
    chosen: list[object] = []
    matrix.chosen.connect(chosen.append)
    QTest.keyClick(matrix, Qt.Key.Key_Home)
    QTest.keyClick(matrix, Qt.Key.Key_Down)
    QTest.keyClick(matrix, Qt.Key.Key_Right)
    assert chosen == [(0, count - 1), (1, count - 1)], "there is none further right"
    cell = (count - 1, 0)
    QTest.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=matrix.place(cell).center().toPoint())
    assert matrix.cell == cell
    assert f"of class class {count - 1}" in matrix.accessibleDescription()
    matrix.show_shares(True)
    matrix.set_theme(DARK)
    assert not matrix.grab().isNull()
