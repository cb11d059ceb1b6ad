from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.gui.window import MainWindow
from playground.spec.edits import Set
from playground.spec.values import Choice, Values
from playground.wire.checkpoint import Checkpoint
from playground.wire.commands import Capture
from playground.wire.events import Captured
from playground.workbench import files
from playground.workbench.document import Document
from playground.workbench.link import link_of, read_link
from playground.workbench.lock import holder, take
from playground.workbench.presentation import Presentation
from playground.workbench.run import Run
from tests.gui.support import Answers, loaded
from tests.workbench.support import Recorder


def offer(window: MainWindow, words: str) -> None:
    button = next(button for button in window.messages.news.offers if button.text() == words)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def answer(run: Run, engine: Recorder) -> None:
    capture = engine.last(Capture)
    checkpoint = Checkpoint(weights={"dense1.weight": np.full((4, 2), 0.5, dtype=np.float32)}, step=5)
    run.handle(Captured(run_id=capture.run_id, request=capture.request, checkpoint=checkpoint))


# Links


def test_a_copied_link_is_offered_where_it_is_pasted(
    window: MainWindow, document: Document, answers: Answers, qapp: QApplication
) -> None:
    window.actions_["copy_link"].trigger()
    assert read_link(qapp.clipboard().text()).experiment == document.experiment
    assert "with its seed" in window.messages.news.text
    other = Set(path=("seed",), value=4711).apply(document.experiment)
    qapp.clipboard().setText(link_of(other, Presentation(scale=1.5, hidden=("menu", "no such part"))))
    window.actions_["paste"].trigger()
    assert "3 blocks" in window.messages.news.text
    assert document.experiment != other
    offer(window, "Open it")
    assert document.experiment == other
    assert document.path is None
    assert window.presenter.shown is not None
    assert window.menuBar().isHidden()
    window.presenter.end()
    assert window.menuBar().isVisible()


def test_a_link_asks_about_changes_and_a_broken_one_is_told(
    window: MainWindow, document: Document, answers: Answers, qapp: QApplication
) -> None:
    changed = Set(path=("seed",), value=1).apply(document.experiment)
    text = link_of(document.experiment)
    document.apply(Set(path=("seed",), value=1))
    qapp.clipboard().setText(text)
    window.actions_["open_link"].trigger()
    assert answers.asked == ["Untitled"]
    assert document.experiment == changed, "kept, because the answer was: cancel"
    qapp.clipboard().setText(text[:-9])
    window.actions_["paste"].trigger()
    assert "cut short" in window.messages.news.text
    qapp.clipboard().setText("something else")
    window.actions_["open_link"].trigger()
    assert "No link was copied" in window.messages.news.text
    table = Choice("csv", Values(path="/data/mine.csv"))
    document.apply(Set(path=("data", "source"), value=table))
    window.actions_["copy_link"].trigger()
    assert "mine.csv" in window.messages.news.text


# Saving


def test_saving_holds_nothing_up_and_a_second_one_waits_for_its_turn(
    window: MainWindow,
    document: Document,
    run: Run,
    engine: Recorder,
    answers: Answers,
    qtbot: QtBot,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    go_on, threads = threading.Event(), []
    really = files.save

    def slowly(*args: object, **named: object) -> None:
        threads.append(threading.current_thread())
        go_on.wait(20)
        really(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr("playground.gui.saving.files.save", slowly)
    loaded(run, engine)
    document.apply(Set(path=("training", "batch_size"), value=7))
    first = document.experiment
    answers.to_save = place / "a.nnp"
    window.actions_["save_as"].trigger()
    answer(run, engine)
    assert window.filing.saving.path == place / "a.nnp"
    document.apply(Set(path=("training", "batch_size"), value=8))  # what comes now is not in the file
    answers.to_save = place / "b.nnp"
    window.actions_["save_as"].trigger()
    assert len(threads) == 1
    go_on.set()
    qtbot.waitUntil(lambda: window.filing.saving.path == place / "b.nnp")
    assert document.path == place / "a.nnp"
    assert window.isWindowModified()
    assert files.load(place / "a.nnp").experiment == first
    answer(run, engine)
    qtbot.waitUntil(lambda: not window.filing.saving.busy)
    assert not document.modified
    assert files.load(place / "b.nnp").experiment.training.batch_size == 8
    assert window.places.file.text() == "b.nnp"
    assert threading.main_thread() not in threads


def test_closing_waits_for_what_is_being_written_and_errors_are_told(
    window: MainWindow, document: Document, run: Run, engine: Recorder, answers: Answers, qtbot: QtBot, place: Path
) -> None:
    loaded(run, engine)
    document.apply(Set(path=("training", "batch_size"), value=7))
    answers.to_save = place / "missing" / "a.nnp"
    window.actions_["save"].trigger()
    answer(run, engine)
    qtbot.waitUntil(lambda: "its folder is not there" in window.messages.news.text)
    assert document.modified
    assert document.path is None
    answers.to_save = place / "a.nnp"
    window.actions_["save"].trigger()
    assert not window.close(), "it closes when the file is written"
    answer(run, engine)
    qtbot.waitUntil(lambda: not window.isVisible())
    assert files.load(place / "a.nnp").experiment.training.batch_size == 7


# Two windows


def test_a_file_that_is_open_elsewhere_is_told_and_can_be_copied(
    window: MainWindow, document: Document, place: Path
) -> None:
    path = place / "mine.nnp"
    other = Set(path=("seed",), value=4711).apply(document.experiment)
    files.save(path, other)
    lock = take(path)
    assert lock is not None
    window.filing.open(path)
    assert "mine.nnp is open in another window" in window.messages.news.text
    assert document.experiment != other
    offer(window, "Open a copy")
    assert document.experiment == other
    assert window.isWindowModified()
    assert window.filing.name == "Untitled"
    lock.release()

    document.open(other)
    window.filing.open(path)
    assert document.path == path
    assert holder(path) is not None, "other windows are told"
    window.filing.open(path)
    assert window.messages.news.text == "", "not of itself"
    window.filing.new()
    assert holder(path) is None


def test_a_file_that_is_open_elsewhere_can_be_opened_all_the_same(
    window: MainWindow, document: Document, place: Path
) -> None:
    path = place / "mine.nnp"
    files.save(path, document.experiment)
    lock = take(path)
    assert lock is not None
    window.filing.open(path)
    offer(window, "Open anyway")
    assert document.path == path
    lock.release()
