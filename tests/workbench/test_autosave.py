from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from playground.spec.edits import Set
from playground.spec.problems import PlaygroundError
from playground.wire.checkpoint import Checkpoint
from playground.wire.commands import Capture, Load
from playground.wire.events import Captured, Loaded
from playground.workbench import autosave
from playground.workbench.autosave import Autosave, kept_files
from playground.workbench.curves import Curves
from playground.workbench.document import Document
from playground.workbench.files import load
from playground.workbench.run import Run
from playground.workbench.settings import VARIABLE
from tests.workbench.fake_engine import steps
from tests.workbench.support import Recorder, experiment


class Bench:
    """A document with a run whose engine the test speaks for, and its autosave."""

    def __init__(self, path: Path) -> None:
        self.engine = Recorder()
        self.document = Document(experiment())
        self.run = Run(self.document, self.engine)
        self.failures: list[PlaygroundError] = []
        self.autosave = Autosave(path, self.document, self.run, self.failures.append)
        number = self.engine.last(Load).run_id
        self.run.handle(Loaded(run_id=number, device="cpu", reason="", step=0, epoch=0))

    def edit(self, seed: int) -> None:
        self.document.apply(Set(path=("seed",), value=seed, merges=False))

    def answer(self) -> None:
        """The engine gives its state; then the disk is waited for."""
        capture = self.engine.last(Capture)
        checkpoint = Checkpoint(weights={}, step=0)
        self.run.handle(Captured(run_id=capture.run_id, request=capture.request, checkpoint=checkpoint))
        self.autosave._writer.submit(int).result()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "kept.nnp")
    yield made
    made.autosave.close()
    made.run.close()


def test_nothing_is_kept_of_what_is_saved(bench: Bench) -> None:
    bench.autosave.keep()
    assert not bench.engine.of(Capture)
    assert not bench.autosave.path.exists()


def test_edits_are_kept_and_the_kept_file_opens(bench: Bench) -> None:
    bench.edit(7)
    bench.autosave.keep()
    bench.answer()
    assert load(bench.autosave.path).experiment == bench.document.experiment
    asked = len(bench.engine.of(Capture))
    bench.autosave.keep()
    assert len(bench.engine.of(Capture)) == asked, "the same work is not written twice"
    bench.edit(8)
    bench.autosave.keep()
    bench.answer()
    assert load(bench.autosave.path).experiment.seed == 8


def test_what_was_saved_by_hand_is_forgotten(bench: Bench, tmp_path: Path) -> None:
    bench.edit(7)
    bench.autosave.keep()
    bench.answer()
    bench.document.mark_saved(tmp_path / "mine.nnp")
    bench.autosave.keep()
    bench.autosave.close()
    assert not bench.autosave.path.exists()


def test_training_alone_is_work_too(bench: Bench, tmp_path: Path) -> None:
    run_id = bench.engine.last(Load).run_id
    bench.run.play()
    bench.run.handle(steps(run_id, 1))
    assert not bench.document.modified
    bench.autosave.keep()
    bench.answer()
    assert bench.autosave.path.exists()
    seen = [bench.autosave.needed]
    bench.document.mark_saved(tmp_path / "mine.nnp")
    seen.append(bench.autosave.needed)
    bench.run.handle(steps(run_id, 5))
    seen.append(bench.autosave.needed)
    bench.edit(7)
    bench.document.undo()  # which is no save
    seen.append(bench.autosave.needed)
    bench.run.reset()
    seen.append(bench.autosave.needed)
    assert seen == [False, False, True, True, False]


def test_curves_of_a_file_are_no_work(bench: Bench) -> None:
    saved = Curves()
    saved.add_steps(steps(1, 1, 12))
    bench.document.open(experiment())
    bench.run.resume(Checkpoint(weights={}, step=12), saved)
    assert not bench.autosave.needed


def test_an_answer_that_comes_after_the_end_is_passed_over(bench: Bench) -> None:
    bench.edit(7)
    bench.autosave.keep()
    bench.autosave.forget()
    bench.autosave.close()
    capture = bench.engine.last(Capture)
    late = Captured(run_id=capture.run_id, request=capture.request, checkpoint=Checkpoint(weights={}))
    bench.run.handle(late)
    assert not bench.autosave.path.exists()


def test_a_folder_that_is_gone_is_told_once_and_nothing_breaks(tmp_path: Path) -> None:
    made = Bench(tmp_path / "nowhere" / "kept.nnp")
    made.edit(7)
    made.autosave.keep()
    made.answer()
    assert len(made.failures) == 1
    made.autosave.close()
    made.run.close()


def test_kept_files_come_latest_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    assert kept_files() == ()
    autosave.folder().mkdir()
    for age, name in enumerate(("new.nnp", "old.nnp", "note.txt")):
        (autosave.folder() / name).write_bytes(b"")
        os.utime(autosave.folder() / name, (1000 - age, 1000 - age))
    assert [path.name for path in kept_files()] == ["new.nnp", "old.nnp"]
