"""Looking inside: a picture, why it is taken for what it is, the maps of a layer and what a unit likes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.catalog.entry import settle
from playground.catalog.families import Probe
from playground.catalog.prepare import prepare
from playground.engine.trainer import Trainer
from playground.engine.view import LiveView
from playground.gui.gaze import Example
from playground.gui.looking.window import LookWindow
from playground.gui.theme.tokens import DARK
from playground.gui.window import MainWindow
from playground.spec.edits import Set
from playground.spec.experiment import Experiment
from playground.spec.values import Choice, Values
from playground.wire.commands import Watch
from playground.wire.events import Picture
from playground.workbench.run import Run
from tests.engine import support
from tests.gui.support import loaded
from tests.workbench.support import Recorder

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "raise")  # the offscreen platform says so


@pytest.fixture
def experiment() -> Experiment:
    """Four filters on the 8 × 8 digits, pooled, and the ten classes."""
    conv = support.block("conv", "conv", filters=4, kernel_size=3, padding="same", activation=Choice("relu"))
    return support.experiment(
        conv,
        support.block("pool", "max_pool", kernel_size=2),
        support.block("flat", "flatten"),
        support.dense("fc", 6),
        source=Choice("digits", Values(layout="picture")),
        data={"normalize": True},
    )


@pytest.fixture
def look(window: MainWindow, run: Run, engine: Recorder, qtbot: QtBot) -> LookWindow:
    loaded(run, engine)
    window.actions_["look_inside"].trigger()
    made = window.beside.windows["look_inside"]
    assert isinstance(made, LookWindow)
    with qtbot.waitExposed(made):
        pass
    return made


@pytest.fixture(scope="module")
def trainers() -> dict[Experiment, Trainer]:
    return {}


def answered(look: LookWindow, run: Run, engine: Recorder, trainers: dict[Any, Trainer], qtbot: QtBot) -> None:
    """Wait until the window has asked, and answer as the engine does."""
    qtbot.waitUntil(lambda: not look._soon.isActive())
    experiment = look._document.experiment
    trainer = trainers.setdefault(experiment, Trainer(experiment))
    view, number = LiveView(trainer), engine.last(Watch).run_id
    for watched in engine.last(Watch).watched:
        if watched.key.startswith("looking/"):
            probe, p = settle(Probe, Choice(watched.kind, watched.params))
            arrays, facts = probe.measure(p, view)
            run.handle(Picture(run_id=number, key=watched.key, kind=watched.kind, step=3, arrays=arrays, facts=facts))


def test_a_layer_and_a_unit(look: LookWindow, run: Run, engine: Recorder, trainers: Any, qtbot: QtBot) -> None:
    assert look.layer.currentText() == "Conv", "the first layer that gives pictures"
    assert look.shape.text() == "8 × 8 × 4"
    answered(look, run, engine, trainers, qtbot)
    assert look.maps.count == 4
    QTest.mouseClick(look.maps, Qt.MouseButton.LeftButton, pos=look.maps.tile(2).center().toPoint())
    assert look.unit.title.text() == "Conv: Unit 3"
    answered(look, run, engine, trainers, qtbot)
    assert look.unit.filter.isVisible()
    assert look.unit.filter_title.text() == "Filter 3 × 3"
    assert look.unit.likes.isVisible()
    assert look.unit.exciting.count == 9
    QTest.keyClick(look.maps, Qt.Key.Key_Right)
    assert look.unit.title.text() == "Conv: Unit 4"
    look.layer.setCurrentText("Dense")
    answered(look, run, engine, trainers, qtbot)
    assert look.maps.count == 6
    assert not look.unit.filter.isVisible(), "a row of weights is no picture"
    look.set_theme(DARK)
    assert not look.grab().isNull()


def test_what_a_place_sees_is_outlined(
    look: LookWindow, run: Run, engine: Recorder, trainers: Any, qtbot: QtBot
) -> None:
    look.layer.setCurrentText("Max pool")
    answered(look, run, engine, trainers, qtbot)
    box = look.unit.map.box()
    assert box.width() > 0
    at = box.topLeft() + QPoint(round(box.width() * 0.4), round(box.height() * 0.4))  # row 1, column 1 of 4 × 4
    QTest.mouseClick(look.unit.map, Qt.MouseButton.LeftButton, pos=at.toPoint())
    (frame,) = look.picture._frames
    assert (frame.left(), frame.top(), frame.width(), frame.height()) == (1, 1, 4, 4), "two of 3 × 3, one apart"
    assert not box.contains(QPoint(1, 1))
    QTest.mouseClick(look.unit.map, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    assert look.picture._frames == ()


@pytest.mark.parametrize("at", [1, 2, 3])
def test_why(look: LookWindow, run: Run, engine: Recorder, trainers: Any, qtbot: QtBot, at: int) -> None:
    look.why.setCurrentIndex(at)
    look.target.setCurrentIndex(4)
    answered(look, run, engine, trainers, qtbot)
    assert next(w for w in engine.last(Watch).watched if w.key == "looking/why").params["target"] == 3
    assert look.picture._overlay is not None
    look.why.setCurrentIndex(0)
    qtbot.waitUntil(lambda: look.picture._overlay is None)
    assert not any(watched.key == "looking/why" for watched in engine.last(Watch).watched)


def test_examples_and_drawings(look: LookWindow, window: MainWindow, engine: Recorder, qtbot: QtBot) -> None:
    window.gaze.look_into(Example("dev", 5))
    assert (look.which.part.currentText(), look.which.row.value()) == ("dev", 5)
    prepared = prepare(window.document.experiment.data)
    assert look.which.truth.text() == f"truth: {prepared.y[prepared.rows('dev')[5]]}"
    QTest.keyClick(look, Qt.Key.Key_PageDown)
    assert window.gaze.example == Example("dev", 6)
    look.which.part.setCurrentIndex(3)
    assert "nothing is drawn" in look.which.truth.text()
    window.gaze.look_at_drawing((np.arange(64) * 4).astype(np.uint8).tobytes().hex())

    def asked() -> bool:
        maps = [watched for watched in engine.last(Watch).watched if watched.key == "looking/maps"]
        return bool(maps) and maps[0].params.get("pixels") == window.gaze.drawn

    qtbot.waitUntil(asked)
    assert look.which.truth.text() == ""
    look.close()
    assert not any(watched.key.startswith("looking/") for watched in engine.last(Watch).watched)


def test_points_of_a_plane_are_no_pictures(look: LookWindow, window: MainWindow) -> None:
    window.document.apply(Set(path=("data", "source"), value=Choice("circle")))
    assert look.complaint.isVisible()
    assert not look.maps.isEnabled()
    window.document.undo()
    assert not look.complaint.isVisible()


def test_a_click_on_a_map_of_the_canvas_shows_it_large(window: MainWindow, run: Run, engine: Recorder) -> None:
    loaded(run, engine)
    window.document.apply(Set(path=("network", "conv", "opened"), value=True))
    canvas = window.canvas
    canvas.fit()
    canvas.scale(2.0, 2.0)
    card = canvas.network_scene.cards["conv"]
    assert card.opened is not None
    canvas.centerOn(card)
    tile = card.opened.plan.tiles[2].center() + card.pos()
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=canvas.mapFromScene(tile))
    look = window.beside.windows["look_inside"]
    assert isinstance(look, LookWindow)
    assert look.unit.title.text() == "Conv: Unit 3"
    look.close()
