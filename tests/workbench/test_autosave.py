from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from playground.catalog.analysis import analyse
from playground.catalog.initial import initial_weights
from playground.spec.edits import Set
from playground.spec.problems import PlaygroundError
from playground.wire.checkpoint import Checkpoint
from playground.wire.commands import Capture, Load
from playground.wire.events import Captured, Loaded
from playground.workbench.autosave import Autosave
from playground.workbench.curves import Curves
from playground.workbench.document import Document
from playground.workbench.files import load, save
from playground.workbench.kept import Kept, folder, kept_work, tidy
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
        self.autosave = Autosave(Kept(path), self.document, self.run, self.failures.append)
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
    assert not bench.autosave.own.path.exists()


def test_edits_are_kept_and_the_kept_file_opens(bench: Bench) -> None:
    bench.edit(7)
    bench.autosave.keep()
    bench.answer()
    assert load(bench.autosave.own.path).experiment == bench.document.experiment
    asked = len(bench.engine.of(Capture))
    bench.autosave.keep()
    assert len(bench.engine.of(Capture)) == asked, "the same work is not written twice"
    bench.edit(8)
    bench.autosave.keep()
    bench.answer()
    assert load(bench.autosave.own.path).experiment.seed == 8


def test_what_was_saved_by_hand_is_forgotten(bench: Bench, tmp_path: Path) -> None:
    bench.edit(7)
    bench.autosave.keep()
    bench.answer()
    bench.document.mark_saved(tmp_path / "mine.nnp")
    bench.autosave.keep()
    bench.autosave.close()
    assert not bench.autosave.own.path.exists()


def test_training_alone_is_work_too(bench: Bench, tmp_path: Path) -> None:
    run_id = bench.engine.last(Load).run_id
    bench.run.play()
    bench.run.handle(steps(run_id, 1))
    assert not bench.document.modified
    bench.autosave.keep()
    bench.answer()
    assert bench.autosave.own.path.exists()
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
    assert not bench.autosave.own.path.exists()


def test_a_folder_that_was_taken_away_is_made_anew(bench: Bench) -> None:
    bench.autosave.own.path.parent.rmdir()
    bench.edit(7)
    bench.autosave.keep()
    bench.answer()
    assert bench.autosave.own.load().experiment.seed == 7


def test_where_nothing_can_be_written_that_is_told_and_tried_again(tmp_path: Path) -> None:
    (tmp_path / "shut").write_bytes(b"a file stands where the folder should be")
    made = Bench(tmp_path / "shut" / "kept.nnp")
    made.edit(7)
    for times in (1, 2):
        made.autosave.keep()
        made.answer()
        assert len(made.engine.of(Capture)) == times
    (tmp_path / "shut").unlink()
    made.autosave.keep()
    made.answer()
    assert made.autosave.own.load().experiment.seed == 7
    assert made.failures
    made.autosave.close()
    made.run.close()


# ------------------------------------------------------------------ edits, which need no engine


def test_an_edit_is_kept_though_the_engine_never_answers(bench: Bench) -> None:
    bench.edit(7)
    bench.edit(8)
    assert bench.autosave._journal.settle()
    assert bench.autosave.own.load().experiment == bench.document.experiment
    bench.document.undo()
    bench.document.undo()
    bench.autosave.close()
    assert not bench.autosave.own.when, "all is as it was saved"


def test_edits_are_written_by_themselves_soon(bench: Bench) -> None:
    bench.edit(7)
    while not bench.autosave.own.edits.exists():
        threading.Event().wait(0.01)
    assert bench.autosave.own.load().experiment.seed == 7


def test_what_the_engine_told_last_is_kept_where_it_does_not_answer(bench: Bench) -> None:
    run_id = bench.engine.last(Load).run_id
    bench.run.play()
    bench.run.handle(steps(run_id, 1, 8))
    known = Checkpoint(weights={}, step=4, optimizer="sgd")
    bench.run.handle(Captured(run_id=run_id, request=-1, checkpoint=known))
    bench.autosave.keep()
    assert not bench.autosave.own.path.exists()
    bench.autosave.keep()
    bench.autosave._writer.submit(int).result()
    found = bench.autosave.own.load()
    assert found.checkpoint is not None
    assert found.checkpoint.step == 4
    assert len(bench.engine.of(Capture)) == 1, "it is not asked again before it has answered"


def test_an_answer_about_what_was_open_before_is_passed_over(bench: Bench) -> None:
    bench.edit(7)
    bench.autosave.keep()
    bench.document.open(experiment(), saved=False)
    bench.answer()
    assert not bench.autosave.own.path.exists()


def test_work_that_was_saved_by_hand_goes_at_once(bench: Bench, tmp_path: Path) -> None:
    bench.edit(7)
    bench.autosave.keep()
    bench.answer()
    bench.document.look_again()
    bench.document.mark_saved(tmp_path / "mine.nnp")
    bench.autosave.close()
    assert list(tmp_path.iterdir()) == []


def test_work_that_was_taken_up_is_kept_where_it_lay(bench: Bench, tmp_path: Path) -> None:
    other, own = Kept(tmp_path / "other.nnp"), bench.autosave.own
    save(other.path, experiment(), Checkpoint(weights={}, step=50))
    first, second = own.hold(), other.hold()
    bench.edit(7)
    bench.autosave.keep()
    bench.answer()
    bench.autosave.take_over(other, first)
    bench.document.open(Set(path=("seed",), value=8).apply(experiment()), saved=False)
    bench.autosave._writer.submit(int).result()
    assert bench.autosave._journal.settle()
    assert not own.when, "nothing is left of what was open before"
    assert not own.held
    assert other.load().experiment.seed == 8
    assert other.path.exists(), "its training lies there at every moment"
    assert second is not None
    bench.document.mark_saved(tmp_path / "mine.nnp")
    bench.autosave.close()
    assert not other.when
    second.release()


# ------------------------------------------------------------------ what lies there


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    folder().mkdir()
    return folder()


def test_kept_work_comes_latest_first(place: Path) -> None:
    assert kept_work() == ()
    for age, name in enumerate(("new.nnp", "edits.json", "old.nnp", "note.txt", "old.json")):
        (place / name).write_bytes(b"")
        os.utime(place / name, (1000 - age, 1000 - age))
    assert [kept.path.name for kept in kept_work()] == ["new.nnp", "edits.nnp", "old.nnp"]


def test_there_may_be_no_folder_or_something_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    assert kept_work() == ()
    folder().write_bytes(b"no folder")
    assert kept_work() == ()
    tidy()


def test_the_latest_edit_is_given_back_with_the_weights_that_still_fit(place: Path) -> None:
    first = experiment()
    weights = initial_weights(first, analyse(first))
    save(place / "a.nnp", first, Checkpoint(weights=weights, step=50))
    kept = Kept(place / "a.nnp")
    rate = Set(path=("training", "batch_size"), value=7).apply(first)
    save(kept.edits, rate)
    found = kept.load()
    assert found.experiment == rate
    assert found.checkpoint is not None
    assert found.checkpoint.weights.keys() == weights.keys()
    seed = Set(path=("seed",), value=7).apply(rate)
    save(kept.edits, seed)
    found = kept.load()
    assert found.experiment == seed
    assert found.checkpoint is None, "that edit drew other weights"


def test_weights_of_another_network_are_given_back_whole_with_the_edit_to_follow(place: Path) -> None:
    first = experiment()
    weights = initial_weights(first, analyse(first))
    save(place / "a.nnp", first, Checkpoint(weights=weights, step=50))
    kept = Kept(place / "a.nnp")
    dense = next(node.id for node in first.network.nodes if node.kind == "dense")
    wider = Set(path=("network", dense, "units"), value=7).apply(first)
    save(kept.edits, wider)
    found = kept.load()
    assert found.experiment == first
    assert found.checkpoint is not None
    assert found.checkpoint.weights.keys() == weights.keys()
    assert found.later == wider
    assert not found.notices


def test_one_damaged_file_does_not_lose_the_other(place: Path) -> None:
    kept = Kept(place / "a.nnp")
    save(kept.path, experiment(), Checkpoint(weights={}, step=50))
    for damage in (b"", b"{", b"\0" * 500):
        kept.edits.write_bytes(damage)
        assert kept.load().experiment == experiment()
    save(kept.edits, Set(path=("seed",), value=7).apply(experiment()))
    kept.path.write_bytes(b"\0" * 500)
    found = kept.load()
    assert found.experiment.seed == 7
    assert "weights are left out" in found.notices[0]
    kept.edits.write_bytes(b"{")
    with pytest.raises(PlaygroundError, match=r"a\.nnp"):
        kept.load()
    kept.path.unlink()
    with pytest.raises(PlaygroundError, match=r"a\.json"):
        kept.load()
    kept.drop()
    assert kept_work() == ()


def test_what_is_of_no_use_is_tidied_away(place: Path) -> None:
    for name in ("1-a.lock", ".1-b.nnp.01234567.tmp", "1-c.lock", "1-c.json"):
        (place / name).write_bytes(b"")
    mine = Kept(place / "2-d.nnp")
    lock = mine.hold()
    assert lock is not None
    tidy()
    assert sorted(path.name for path in place.iterdir()) == ["1-c.json", "1-c.lock", "2-d.lock"]
    lock.release()
