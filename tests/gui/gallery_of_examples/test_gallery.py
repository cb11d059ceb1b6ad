"""The gallery: all pictures by part, class and what the network says; the batch; what is chosen is chosen for all."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.catalog.prepare import prepare
from playground.engine.trainer import Trainer
from playground.gui.gallery_of_examples.window import BATCH, KEY, GalleryWindow
from playground.gui.gaze import Example
from playground.gui.theme.tokens import DARK
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
    made.train_steps(40)
    return made


@pytest.fixture
def gallery(window: MainWindow, run: Run, engine: Recorder, qtbot: QtBot) -> GalleryWindow:
    loaded(run, engine)
    window.actions_["gallery"].trigger()
    made = window.beside.windows["gallery"]
    assert isinstance(made, GalleryWindow)
    with qtbot.waitExposed(made):
        pass
    return made


def test_parts_and_classes(gallery: GalleryWindow, window: MainWindow, engine: Recorder) -> None:
    prepared = prepare(window.document.experiment.data)
    train = prepared.rows("train")
    assert gallery.wall.keys.tolist() == train.tolist()
    assert gallery.count.text() == f"{len(train):,} pictures"
    assert not asked(engine, KEY), "nothing is measured where nobody asks for it"
    gallery.of_class.setCurrentText("3")
    threes = train[prepared.y[train] == 3]
    assert gallery.wall.keys.tolist() == threes.tolist()
    assert gallery.count.text() == f"{len(threes):,} pictures of {len(train):,}"
    gallery.part.setCurrentText("test")
    assert (prepared.y[gallery.wall.keys] == 3).all()
    assert (prepared.part[gallery.wall.keys] == 2).all()
    side = gallery.wall._side
    QTest.keyClick(gallery, Qt.Key.Key_Plus)
    assert gallery.wall._side == side + 8
    gallery.set_theme(DARK)
    assert not gallery.grab().isNull()


def test_what_is_chosen_is_chosen_for_all(gallery: GalleryWindow, window: MainWindow) -> None:
    gallery.part.setCurrentText("dev")
    QTest.mouseClick(gallery.wall.viewport(), Qt.MouseButton.LeftButton, pos=gallery.wall.cell(2).center())
    assert window.gaze.example == Example("dev", 2)
    assert gallery.words.text().startswith("dev 2: ")
    window.gaze.look_into(Example("dev", 200))
    assert gallery.wall.chosen_key == prepare(window.document.experiment.data).rows("dev")[200]
    assert gallery.wall.cell(200).intersects(gallery.wall.viewport().rect())
    QTest.keyClick(gallery.wall, Qt.Key.Key_Return)
    assert window.beside.windows["look_inside"].isVisible()


def test_right_and_wrong(gallery: GalleryWindow, run: Run, engine: Recorder, qtbot: QtBot, trainer: Trainer) -> None:
    gallery.part.setCurrentText("test")
    gallery.verdict.setCurrentText("wrong")
    assert not len(gallery.wall.keys)
    answer(run, engine, qtbot, KEY, trainer)
    prepared = trainer.prepared
    rows = prepared.rows("test")
    wrong = rows[logits(trainer, rows).argmax(axis=1) != prepared.y[rows]]
    assert 0 < len(wrong) < len(rows)
    assert gallery.wall.keys.tolist() == wrong.tolist()
    assert not asked(engine, KEY), "one answer is enough for a second"
    assert " → " in gallery.wall._source.words(int(wrong[0]))  # type: ignore[union-attr]
    gallery.verdict.setCurrentText("right")
    answer(run, engine, qtbot, KEY, trainer)
    assert gallery.wall.keys.tolist() == np.setdiff1d(rows, wrong).tolist()
    gallery.close()
    assert not asked(engine, KEY)


def test_the_batch(gallery: GalleryWindow, run: Run, engine: Recorder, qtbot: QtBot, trainer: Trainer) -> None:
    gallery.part.setCurrentText("next batch")
    answer(run, engine, qtbot, BATCH, trainer)
    rows = trainer.next_rows()
    assert len(gallery.wall.keys) == len(rows)
    assert gallery.count.text() == f"{len(rows)} pictures"
    inputs = trainer.prepared.inputs(rows)
    assert f"{inputs.max():.3g} (white)" in gallery.words.text()
    QTest.mouseClick(gallery.wall.viewport(), Qt.MouseButton.LeftButton, pos=gallery.wall.cell(1).center())
    assert gallery.words.text().startswith(f"1 in the batch: {trainer.prepared.y[rows[1]]}")
    gallery.part.setCurrentText("train")
    assert not asked(engine, BATCH)


def test_points_of_a_plane_are_no_pictures(gallery: GalleryWindow, window: MainWindow) -> None:
    window.document.apply(Set(path=("data", "source"), value=Choice("circle")))
    assert not gallery.part.isEnabled()
    assert not len(gallery.wall.keys)
    window.document.undo()
    assert len(gallery.wall.keys)
