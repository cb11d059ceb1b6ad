"""The bar on top: speed, stops, pins, and an earlier place's own figures."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from playground.gui.actions import Actions
from playground.gui.speed import PACES, place_of, words_of
from playground.gui.stops import stops_in_words
from playground.gui.theme.tokens import LIGHT
from playground.gui.transport import Transport
from playground.spec.edits import Set
from playground.spec.experiment import Training
from playground.wire.commands import Pace
from playground.wire.events import Evaluation, Kept, Recalled, Status, Steps
from playground.workbench.document import Document
from playground.workbench.run import Run
from tests.gui.support import loaded
from tests.workbench.support import Recorder

# What the offscreen platform says of every window, and of every menu.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "raise\\(\\)", "grabbing the keyboard")


@pytest.fixture
def bar(qtbot: QtBot, document: Document, run: Run) -> Transport:
    window = QWidget()
    qtbot.addWidget(window)
    made = Transport(Actions(window, LIGHT), document, run, LIGHT, window)
    window.resize(1100, 80)
    made.resize(1100, 60)
    window.show()
    return made


def test_the_slider_goes_from_one_step_a_second_to_full_speed(bar: Transport, run: Run, engine: Recorder) -> None:
    loaded(run, engine)
    slider = bar.pace.slider
    assert (slider.value(), bar.pace.caption.text()) == (len(PACES) - 1, "full speed")
    slider.setValue(0)
    assert run.pace == 1.0
    assert engine.last(Pace).steps_per_second == 1.0
    assert bar.pace.caption.text() == "1 step/s"
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert run.pace == 2.0
    bar.pace.change(-5)
    assert run.pace == 1.0, "the left end is the left end"
    run.set_pace(3000.0)
    assert (slider.value(), bar.pace.caption.text()) == (8, "3\u2009k steps/s")


@pytest.mark.parametrize(("pace", "words"), [(0, "full speed"), (1, "1 step/s"), (30, "30 steps/s")])
def test_every_pace_has_a_place_and_words(pace: float, words: str) -> None:
    assert PACES[place_of(pace)] == pace
    assert words_of(pace) == words


def test_a_pace_between_two_places_stands_at_the_nearer() -> None:
    assert PACES[place_of(60.0)] == 100, "60 is 2 × 30 but 100 is less than 1.7 × 60"
    assert PACES[place_of(0.2)] == 1


def test_stops_are_told_and_set(qtbot: QtBot, bar: Transport, document: Document) -> None:
    assert bar.stops.button.text() == "you pause ▾"
    QTest.mouseClick(bar.stops.button, Qt.MouseButton.LeftButton)
    form = bar.stops.form
    assert form is not None
    assert form.isVisible()
    document.apply(Set(path=("training", "epochs"), value=200))
    assert bar.stops.button.text() == "epoch 200 ▾"
    row = form.form.rows["stop_accuracy"]
    row.editor.edited.emit(0.99)
    assert document.experiment.training.stop_accuracy == 0.99
    assert "epoch 200 or accuracy 99 %" in bar.stops.button.toolTip()
    document.undo()
    assert document.experiment.training.stop_accuracy == 0.0
    QTest.keyClick(form, Qt.Key.Key_Escape)
    assert not form.isVisible()


def test_every_stop_has_its_words() -> None:
    training = Training(epochs=5, stop_loss=0.01, stop_accuracy=0.5, stop_seconds=90.0, early_stopping=True)
    assert stops_in_words(training) == ["epoch 5", "loss 0.01", "accuracy 50 %", "90 s", "dev stops improving"]
    assert stops_in_words(Training()) == []


def trained(run: Run, number: int) -> None:
    """Ten steps, five to an epoch, and an evaluation after each epoch."""
    numbers = np.arange(1.0, 11.0)
    run.handle(
        Steps(
            run_id=number,
            first=1,
            epoch=numbers / 5,
            loss=1 / numbers,
            cost=1 / numbers,
            learning_rate=np.full(10, 0.1),
            gradient_norm={},
            update_ratio={},
            speed=10.0,
        )
    )
    for epoch, loss in ((1, 0.5), (2, 0.25)):
        parts = {"train": {"loss": loss}, "dev": {"loss": loss + 0.1}}
        run.handle(Evaluation(run_id=number, step=5 * epoch, epoch=float(epoch), parts=parts))
    run.handle(Kept(run_id=number, snapshots=((0, 0.0), (5, 1.0), (10, 2.0))))


def test_an_earlier_place_shows_its_own_figures(bar: Transport, run: Run, engine: Recorder) -> None:
    number = loaded(run, engine)
    trained(run, number)
    assert (bar.epochs.text, bar.steps.text, bar.train.text) == ("2", "10", "0.2500")
    run.recall(5)
    assert (bar.epochs.text, bar.steps.text, bar.train.text, bar.dev.text) == ("1", "5", "0.5000", "0.6000")
    assert "as a branch" in bar.play.toolTip()
    run.recall(10)
    run.handle(Recalled(run_id=number, order=2, step=10, epoch=2.0))
    assert (bar.epochs.text, bar.steps.text, bar.train.text) == ("2", "10", "0.2500")
    assert "branch" not in bar.play.toolTip()


def test_pins_tell_what_was_other(bar: Transport, run: Run, document: Document, engine: Recorder) -> None:
    number = loaded(run, engine)
    trained(run, number)
    run.pin("first try")
    document.apply(Set(path=("training", "batch_size"), value=20))
    tip = bar.pins.toolTip()
    assert "first try: " in tip
    assert "10, not 20" in tip
    bar.pins.click()
    texts = [action.text() for action in bar.pins.list.actions()]
    heading = next(action for action in bar.pins.list.actions() if action.text() == "Let go")
    assert not heading.isSeparator()  # of one the style draws no words
    assert not heading.isEnabled()
    assert any(text.startswith("first try") for text in texts)
    next(action for action in bar.pins.list.actions() if action.text().startswith("first try")).trigger()
    bar.pins.list.close()
    assert not run.pins.pins


def test_the_device_tells_in_which_way_steps_are_done(bar: Transport, run: Run, engine: Recorder) -> None:
    number = loaded(run, engine)
    run.handle(Status(run_id=number, playing=True, step=1, epoch=0, stepper="The steps are captured."))
    assert bar.device.toolTip() == "The network is small. The steps are captured."
