from __future__ import annotations

import errno
import os
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.gui import saving
from playground.gui.window import MainWindow
from playground.spec.edits import Set
from playground.wire.checkpoint import Checkpoint
from playground.wire.commands import Capture, Load
from playground.wire.events import Captured
from playground.workbench import files
from playground.workbench.disk import previous_of
from playground.workbench.document import Document
from playground.workbench.run import Run
from tests.gui.support import Answers, loaded
from tests.workbench.support import Recorder


def offer(window: MainWindow, words: str) -> None:
    button = next(button for button in window.messages.news.offers if button.text() == words)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def answer(run: Run, engine: Recorder, step: int = 5) -> None:
    capture = engine.last(Capture)
    checkpoint = Checkpoint(weights={"dense1.weight": np.full((4, 2), 0.5, dtype=np.float32)}, step=step)
    run.handle(Captured(run_id=capture.run_id, request=capture.request, checkpoint=checkpoint))


class Saver:
    """Saves as a person does, and waits until it is done."""

    def __init__(self, window: MainWindow, document: Document, run: Run, engine: Recorder, qtbot: QtBot) -> None:
        self.window, self.document, self.run, self.engine, self.qtbot = window, document, run, engine, qtbot
        loaded(run, engine)

    def edit(self, seed: int) -> None:
        self.document.apply(Set(path=("training", "batch_size"), value=seed, merges=False))

    def save(self, command: str = "save") -> None:
        self.window.actions_[command].trigger()
        answer(self.run, self.engine)
        self.done()

    def done(self) -> None:
        self.qtbot.waitUntil(lambda: not self.window.filing.saving.busy)

    @property
    def said(self) -> str:
        return self.window.messages.news.text


@pytest.fixture
def saver(window: MainWindow, document: Document, run: Run, engine: Recorder, qtbot: QtBot) -> Saver:
    return Saver(window, document, run, engine, qtbot)


def test_a_failed_save_keeps_all_and_offers_another_place(
    saver: Saver, answers: Answers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = answers.to_save = tmp_path / "a.nnp"
    saver.edit(7)
    saver.save()
    before = path.read_bytes()
    saver.edit(8)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        saver.save()
    assert saver.said == f"{path} could not be saved: the disk is full; make room there, or save it somewhere else."
    assert path.read_bytes() == before
    assert saver.document.modified
    assert [item.name for item in tmp_path.iterdir()] == ["a.nnp"]
    answers.to_save = tmp_path / "b.nnp"
    offer(saver.window, "Save as…")
    answer(saver.run, saver.engine)
    saver.done()
    assert saver.said == "Saved to b.nnp."
    assert files.load(tmp_path / "b.nnp").experiment.training.batch_size == 8


def test_the_previous_version_opens_and_is_put_back_by_saving(saver: Saver, answers: Answers, tmp_path: Path) -> None:
    act = saver.window.actions_["previous"]
    act.trigger()
    assert "not saved yet" in saver.said
    path = answers.to_save = tmp_path / "a.nnp"
    saver.edit(7)
    saver.save()
    act.trigger()
    assert saver.said == "a.nnp was saved only once, so there is no previous version of it."
    saver.edit(8)
    saver.save()
    act.trigger()
    assert saver.document.experiment.training.batch_size == 7
    assert saver.document.path == path
    assert saver.document.modified
    assert saver.engine.last(Load).checkpoint is not None
    assert "previous version of a.nnp" in saver.said
    saver.save()
    assert files.load(path).experiment.training.batch_size == 7
    assert files.load(previous_of(path)).experiment.training.batch_size == 8


def test_changes_are_asked_for_before_the_previous_version_takes_their_place(
    saver: Saver, answers: Answers, tmp_path: Path
) -> None:
    answers.to_save = tmp_path / "a.nnp"
    for batch in (7, 8):
        saver.edit(batch)
        saver.save()
    saver.edit(9)
    answers.answer = "save"  # which makes another version the previous one: not the one that was asked for
    saver.save("previous")
    assert saver.document.experiment.training.batch_size == 7
    previous_of(tmp_path / "a.nnp").write_bytes(b"damaged")
    saver.window.actions_["previous"].trigger()
    assert "a.nnp~" in saver.said
    assert saver.document.experiment.training.batch_size == 7


def test_what_is_saved_is_the_experiment_that_the_weights_belong_to(
    saver: Saver, answers: Answers, tmp_path: Path
) -> None:
    answers.to_save = tmp_path / "a.nnp"
    saver.edit(7)
    saver.window.actions_["save"].trigger()
    saver.edit(8)  # the engine hears of it after it was asked for its weights
    answer(saver.run, saver.engine)
    saver.done()
    assert files.load(tmp_path / "a.nnp").experiment.training.batch_size == 7
    assert saver.document.modified


def test_a_busy_engine_holds_no_save_up_for_ever(saver: Saver, answers: Answers, tmp_path: Path) -> None:
    saver.window.filing.saving._timer.setInterval(0)
    answers.to_save = tmp_path / "a.nnp"
    run_id = saver.engine.last(Load).run_id
    known = Checkpoint(weights={"dense1.weight": np.full((4, 2), 0.5, dtype=np.float32)}, step=3)
    saver.run.handle(Captured(run_id=run_id, request=-1, checkpoint=known))
    saver.edit(7)
    saver.window.actions_["save"].trigger()
    saver.qtbot.waitUntil(lambda: "the engine is busy" in saver.said)
    assert saver.window.filing.saving.busy
    offer(saver.window, "Save without the latest steps")
    saver.done()
    found = files.load(tmp_path / "a.nnp")
    assert found.experiment.training.batch_size == 7
    assert found.checkpoint is not None
    assert found.checkpoint.step == 3
    answer(saver.run, saver.engine, step=9)  # it comes too late, and does no harm
    assert files.load(tmp_path / "a.nnp").checkpoint is not None
    assert saving.PATIENCE >= 1000


def test_a_fault_of_the_program_while_it_saves_does_not_leave_it_saving_for_ever(
    saver: Saver, answers: Answers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(*_: object, **__: object) -> None:
        raise MemoryError

    answers.to_save = tmp_path / "a.nnp"
    saver.edit(7)
    monkeypatch.setattr("playground.gui.saving.files.save", faulty)
    monkeypatch.setattr("threading.excepthook", lambda _args: None)
    saver.save()
    assert saver.said == f"{tmp_path / 'a.nnp'} could not be saved: something went wrong inside the program."
    assert saver.document.modified


def test_settings_that_cannot_be_kept_stop_no_save(
    saver: Saver, answers: Answers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("PLAYGROUND_CONFIG_DIR", str(tmp_path / "file"))
    monkeypatch.setattr(saver.window.memory, "_keep", True)
    answers.to_save = tmp_path / "a.nnp"
    saver.edit(7)
    saver.save()
    assert not saver.document.modified
    assert "Your settings could not be saved" in saver.said
