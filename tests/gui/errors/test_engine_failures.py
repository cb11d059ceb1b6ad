"""What a person sees of an engine that is stuck, or has failed, and what they can do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from playground.gui.window import MainWindow
from playground.spec.edits import Set
from playground.spec.problems import Fix
from playground.wire.commands import Play
from playground.wire.events import Failed, Loaded
from playground.wire.pulse import Stalled
from playground.workbench.document import Document
from playground.workbench.run import Run
from tests.workbench.support import Recorder

LEFT = Qt.MouseButton.LeftButton
LONG = Stalled(seconds=5.0, step=12, where="the forward pass of block odd")


def loaded(run: Run) -> None:
    run.handle(Loaded(run_id=run._run_id, device="cpu", reason="", step=0, epoch=0))


def test_an_engine_that_takes_long_is_told_until_it_goes_on(window: MainWindow, run: Run) -> None:
    loaded(run)
    bar = window.messages.run
    run.handle(LONG)
    assert bar.text.startswith(
        "The engine has been at one thing for 5 s, after step 12: the forward pass of block odd."
    )
    assert [button.text() for button in bar.offers] == ["Wait", "End it"]
    run.pause()  # whatever else happens, it stays
    assert "for 5 s" in bar.text
    run.handle(Stalled(seconds=10.0, step=12))
    assert "for 10 s" in bar.text
    run.handle(Stalled(seconds=0.0))
    assert bar.text == ""


def test_who_waits_is_left_in_peace_until_it_goes_on(window: MainWindow, run: Run) -> None:
    loaded(run)
    bar = window.messages.run
    run.handle(LONG)
    QTest.mouseClick(bar.offers[0], LEFT)
    assert bar.text == ""
    run.handle(Stalled(seconds=10.0, step=12))
    assert bar.text == ""
    run.handle(Stalled(seconds=0.0))
    run.handle(LONG)
    assert bar.text != ""


def test_it_can_be_ended_and_play_starts_another(window: MainWindow, run: Run, engine: Recorder) -> None:
    loaded(run)
    bar = window.messages.run
    run.handle(LONG)
    QTest.mouseClick(bar.offers[1], LEFT)
    assert engine.ends == 1
    run.handle(Failed(run_id=run._run_id, sentence="The engine was ended.", fatal=True))
    assert bar.text == "The engine was ended."
    assert not run.status.stalled
    QTest.mouseClick(bar.offers[-1], LEFT)
    assert engine.restarts == 1
    assert isinstance(engine.newest(), Play)


def test_memory_that_is_not_there_is_mended_with_a_click(
    window: MainWindow, run: Run, engine: Recorder, document: Document
) -> None:
    loaded(run)
    fix = Fix("batch_size 5", Set(path=("training", "batch_size"), value=5))
    run.handle(Failed(run_id=run._run_id, sentence="There is not enough memory.", fixes=(fix,)))
    bar = window.messages.run
    assert bar.text == "There is not enough memory."
    assert [button.text() for button in bar.offers] == ["batch_size 5", "Play"]
    QTest.mouseClick(bar.offers[0], LEFT)
    assert document.experiment.training.batch_size == 5
    assert isinstance(engine.newest(), Play)
