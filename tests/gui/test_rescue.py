from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.catalog.analysis import analyse
from playground.catalog.initial import initial_weights
from playground.gui.filing import Memory
from playground.gui.rescue import Rescue
from playground.gui.window import MainWindow
from playground.spec.edits import Set
from playground.spec.experiment import Experiment
from playground.spec.json import experiment_to_text
from playground.wire.checkpoint import Checkpoint
from playground.wire.commands import Load, Reconfigure
from playground.workbench.document import Document
from playground.workbench.files import save
from playground.workbench.kept import Kept, folder, kept_work
from playground.workbench.run import Run
from playground.workbench.settings import VARIABLE, Settings
from tests.gui.support import Answers
from tests.workbench.support import Recorder

KILLED = """
import os, signal, time
from PySide6.QtWidgets import QApplication
from playground.gui.filing import Filing, Memory
from playground.gui.messages import Messages
from playground.gui.rescue import Rescue
from playground.gui.theme.tokens import LIGHT
from playground.spec.edits import Set
from playground.workbench.document import Document
from playground.workbench.run import Run
from playground.workbench.settings import Settings
from tests.gui.support import Answers
from tests.workbench.support import Recorder, experiment

app = QApplication([])
document = Document(experiment())
run = Run(document, Recorder())
messages = Messages(LIGHT)
rescue = Rescue(document, run, Filing(document, run, Memory(Settings(), keep=False), messages, Answers()), messages)
document.apply(Set(path=("seed",), value=4711))
run._sent = None  # the engine is silent: what is kept is the last known state
rescue.autosave.keep()
while not rescue.autosave.own.path.exists():
    time.sleep(0.01)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    return tmp_path


@pytest.fixture
def window(qtbot: QtBot, document: Document, run: Run, answers: Answers) -> MainWindow:
    made = MainWindow(document, run, Memory(Settings(theme="light"), keep=False), answers)
    qtbot.addWidget(made, before_close_func=lambda widget: made.close_without_asking())
    made.show()
    qtbot.waitUntil(lambda: made.complete and made.data.gallery.complete, timeout=20_000)
    return made


@pytest.fixture
def rescue(window: MainWindow, document: Document, run: Run) -> Iterator[Rescue]:
    made = Rescue(document, run, window.filing, window.messages, window)
    yield made
    made.end()


def press(window: MainWindow, words: str) -> None:
    button = next(button for button in window.messages.news.offers if button.text() == words)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_work_of_a_killed_program_is_offered_back(
    window: MainWindow, rescue: Rescue, document: Document, place: Path
) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED], env={**os.environ, VARIABLE: str(place)}, timeout=100)
    assert done.returncode == -9
    assert len(kept_work()) == 1
    rescue.offer()
    assert "Your work of" in window.messages.news.text
    press(window, "Open it")
    assert document.experiment.seed == 4711
    assert document.modified
    assert document.path is None


def test_training_follows_an_edit_that_was_made_after_it_was_kept(
    window: MainWindow, rescue: Rescue, document: Document, engine: Recorder
) -> None:
    first = document.experiment
    dense = next(node.id for node in first.network.nodes if node.kind == "dense")
    wider = Set(path=("network", dense, "units"), value=7).apply(first)
    kept = Kept(folder() / "1-dead.nnp")
    save(kept.path, first, Checkpoint(weights=initial_weights(first, analyse(first)), step=50))
    save(kept.edits, wider)
    engine.commands.clear()
    rescue.offer()
    press(window, "Open it")
    loaded, followed = [command for command in engine.commands if isinstance(command, Load | Reconfigure)][-2:]
    assert isinstance(followed, Reconfigure)
    assert isinstance(loaded, Load)
    assert loaded.checkpoint is not None, "the engine has the weights, and then follows the edit as it did at first"
    assert document.experiment == wider
    document.undo()
    assert document.experiment == first


def test_work_of_a_window_that_is_open_is_not_offered(window: MainWindow, rescue: Rescue) -> None:
    rescue.autosave.own.path.write_bytes(b"the work of this very window")
    rescue.offer()
    assert window.messages.news.text == ""


def test_kept_work_can_be_thrown_away(window: MainWindow, rescue: Rescue) -> None:
    (folder() / "1-dead.nnp").write_bytes(b"")
    rescue.offer()
    press(window, "Throw it away")
    assert kept_work() == ()


def test_work_is_offered_after_what_was_said_on_opening(window: MainWindow, rescue: Rescue) -> None:
    (folder() / "1-dead.nnp").write_bytes(b"")
    window.messages.warn("mine is open in another window.")
    rescue.offer()
    assert window.messages.news.text == "mine is open in another window."
    window.messages.news.clear()
    assert "Your work of" in window.messages.news.text
    window.messages.news.clear()
    assert window.messages.news.text == "", "once is enough"


def test_a_place_that_cannot_be_made_is_told(window: MainWindow, document: Document, run: Run, place: Path) -> None:
    (place / "unsaved").write_bytes(b"a file stands where the folder should be")
    made = Rescue(document, run, window.filing, window.messages, window)
    made.end()
    assert "could not be kept" in window.messages.news.text


def test_kept_work_that_cannot_be_read_is_told_and_stays(window: MainWindow, rescue: Rescue) -> None:
    (folder() / "1-dead.nnp").write_bytes(b"no experiment")
    rescue.offer()
    press(window, "Open it")
    assert "1-dead.nnp" in window.messages.news.text
    assert len(kept_work()) == 1


def test_a_broken_file_does_not_hide_a_good_one(window: MainWindow, rescue: Rescue, document: Document) -> None:
    (folder() / "2-good.json").write_text(experiment_to_text(Experiment(seed=4711)))
    os.utime(folder() / "2-good.json", (1000, 1000))
    (folder() / "1-dead.nnp").write_bytes(b"no experiment")
    rescue.offer()
    press(window, "Open it")
    assert "1-dead.nnp" in window.messages.news.text
    press(window, "Throw it away")
    window.messages.news.clear()
    press(window, "Open it")
    assert document.experiment.seed == 4711
    assert document.modified


def test_work_of_several_windows_is_offered_one_after_the_other(window: MainWindow, rescue: Rescue) -> None:
    for name in ("1-dead.json", "2-dead.json", "3-dead.json"):
        (folder() / name).write_text(experiment_to_text(Experiment()))
    rescue.offer()
    press(window, "Throw it away")
    assert "thrown away" in window.messages.news.text
    window.messages.news.clear()
    press(window, "Open it")
    assert "Your work of" in window.messages.news.text
    window.messages.news.clear()
    assert window.messages.news.text == "", "who closes it wants no more of them now"
    assert len(kept_work()) == 2


def test_what_is_on_the_desk_is_asked_for_before_kept_work_takes_its_place(
    window: MainWindow, rescue: Rescue, document: Document, answers: Answers
) -> None:
    (folder() / "1-dead.json").write_text(experiment_to_text(Experiment(seed=4711)))
    rescue.offer()
    document.apply(Set(path=("seed",), value=5))
    press(window, "Open it")
    assert answers.asked == ["Untitled"]
    assert document.experiment.seed == 5
    answers.answer = "discard"
    press(window, "Open it")
    assert document.experiment.seed == 4711


def test_work_that_another_window_has_opened_meanwhile_is_left_to_it(window: MainWindow, rescue: Rescue) -> None:
    (folder() / "1-dead.json").write_text(experiment_to_text(Experiment(seed=4711)))
    rescue.offer()
    lock = Kept(folder() / "1-dead.nnp").hold()
    assert lock is not None
    press(window, "Open it")
    assert window.messages.news.text == "Another window has opened it by now."
    lock.release()


def test_an_edit_lies_on_the_disk_soon_though_nothing_is_due(rescue: Rescue, document: Document) -> None:
    document.apply(Set(path=("seed",), value=5))
    while not rescue.autosave.own.edits.exists():
        time.sleep(0.01)
    assert rescue.autosave.own.load().experiment.seed == 5
