"""Pictures that do not lie in memory: the same batches however training is cut, made ahead, no thread left behind."""

from __future__ import annotations

import gc
import threading
import weakref
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from playground.catalog.entry import settle
from playground.catalog.facts import Facts, Table
from playground.catalog.families import Probe
from playground.catalog.mapped import rows_of
from playground.catalog.prepare import epoch_order, prepare
from playground.catalog.variants import Variant
from playground.engine import examples
from playground.engine.batches import Maker
from playground.engine.parameters import to_numpy
from playground.engine.population.population import Population
from playground.engine.step.choice import Way
from playground.engine.step.contract import Chunk
from playground.engine.trainer import Trainer
from playground.engine.view import LiveView
from playground.spec.experiment import Experiment
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, Values
from tests.engine.support import block, dense, experiment, retrained

ROWS = 130


@pytest.fixture
def pictures(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Experiment:
    """Pictures in a file, too many for memory; in each the class is a bright row."""
    rng = np.random.default_rng(3)
    pixels, y = rng.integers(0, 90, (ROWS, 2, 4, 5)).astype(np.uint8), np.arange(ROWS) % 3
    pixels[np.arange(ROWS), :, y] += 120
    np.save(tmp_path / "x.npy", pixels)
    facts = Facts(
        features=(),
        task="classes",
        classes=("a", "b", "c"),
        rows=ROWS,
        shape=(2, 4, 5),
        picture=(4, 5),
        levels=(0.0, 255.0),
    )
    table = Table(facts=facts, x=np.load(tmp_path / "x.npy", mmap_mode="r"), y=y)
    monkeypatch.setattr("playground.catalog.datasets.circle.Circle.facts", classmethod(lambda cls, p: facts))
    monkeypatch.setattr("playground.catalog.datasets.circle.Circle.generate", classmethod(lambda cls, p, rng: table))
    monkeypatch.setattr(examples, "MOST_BYTES", 0)
    here = experiment(block("flat", "flatten"), dense("a", 8), batch_size=16)
    return replace(here, data=replace(here.data, seed=hash(tmp_path) % 2**31, normalize=True))


def batches_thread() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "batches"]


@pytest.mark.parametrize("way", ["captured", "eager"])
def test_large_sets_train_as_small_ones(pictures: Experiment, monkeypatch: pytest.MonkeyPatch, way: Way) -> None:
    streamed = Trainer(pictures, stepper=way)
    losses = streamed.train_steps(30).loss
    assert (streamed.stepper, streamed._examples.complete) == (way, False)
    monkeypatch.setattr(examples, "MOST_BYTES", 2**30)
    whole = Trainer(pictures, stepper=way)
    assert whole._examples.complete
    assert np.array_equal(whole.train_steps(30).loss, losses)
    assert whole.evaluate() == streamed.evaluate()
    assert losses[-5:].mean() < losses[:5].mean()


def test_who_does_the_steps_where_batches_are_made_one_by_one(pictures: Experiment) -> None:
    trainer = Trainer(pictures)
    trainer.train_steps(1)
    assert trainer.stepper == "captured"
    assert "Not by the kernel: the batches are made one by one" in trainer.stepper_reason


def test_cuts_and_pauses_change_nothing(pictures: Experiment) -> None:
    together = Trainer(pictures)
    together.train_steps(23)
    cut = Trainer(pictures)
    for steps in (1, 4, 2, 9):
        cut.train_steps(steps)
    again = Trainer(pictures, cut.checkpoint())
    again.train_steps(7)
    assert torch.equal(together._parameters.theta, again._parameters.theta)
    cut.recall(0)
    cut.train_steps(23)
    assert torch.equal(together._parameters.theta, cut._parameters.theta)


def test_another_batch_size_while_it_trains(pictures: Experiment, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for most in (0, 2**30):
        monkeypatch.setattr(examples, "MOST_BYTES", most)
        trainer = Trainer(pictures, stepper="captured")
        trainer.train_steps(3)
        trainer.reconfigure(retrained(pictures, batch_size=7))
        found.append(np.concatenate([trainer.train_steps(5).loss, trainer.train_steps(20).loss]))
    assert np.array_equal(found[0], found[1])


def chunk(prepared_rows: int, before: int, steps: int, ahead: int = 0) -> Chunk:
    order = epoch_order(1, 0, prepared_rows)
    batches = np.split(order, range(8, len(order), 8))
    mine, later = batches[before : before + steps], batches[before + steps :][:ahead]
    nothing = torch.zeros(0)
    sizes = np.array([len(rows) for rows in mine])
    return Chunk(np.concatenate(mine), sizes, np.zeros((steps, 3)), nothing, nothing, nothing, before, tuple(later))


def test_what_was_made_ahead_is_what_would_be_made_at_once(pictures: Experiment) -> None:
    prepared = prepare(pictures.data)
    rows = prepared.rows("train")
    y = torch.from_numpy(prepared.y[rows])
    maker = Maker(prepared, y, torch.float32)
    # In order, then somewhere else than was planned, then the same once more.
    for before, steps, ahead in ((0, 2, 8), (2, 3, 8), (5, 1, 0), (1, 2, 8), (1, 2, 8), (3, 1, 8)):
        here = chunk(len(rows), before, steps, ahead)
        for found, own in zip(maker.of(here), np.split(here.rows, np.cumsum(here.sizes)[:-1]), strict=True):
            assert np.array_equal(to_numpy(found[0]), prepared.inputs(rows[own]))
            assert np.array_equal(to_numpy(found[1]), prepared.y[rows[own]])
    maker.rest()
    assert not batches_thread()


def test_a_fault_in_the_thread_is_told_to_who_waits(pictures: Experiment) -> None:
    prepared = prepare(pictures.data)
    y = torch.from_numpy(prepared.y[prepared.rows("train")])
    maker = Maker(prepared, y, torch.float32)
    here = chunk(len(y), 0, 4)
    here = replace(here, rows=np.full_like(here.rows, 10_000))
    with pytest.raises(IndexError, match="10000"):
        list(maker.of(here))
    maker.rest()
    assert np.array_equal(next(iter(maker.of(chunk(len(y), 0, 1))))[1], y[epoch_order(1, 0, len(y))[:8]])


def test_no_thread_is_left_when_the_trainer_goes(pictures: Experiment) -> None:
    trainer = Trainer(pictures)
    trainer.train_steps(3)
    gone = weakref.ref(trainer)
    del trainer
    for thread in batches_thread():
        thread.join(10.0)
    gc.collect()
    assert gone() is None
    assert not batches_thread()


def test_many_pictures_are_looked_at_by_a_fixed_sample(pictures: Experiment, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared = prepare(pictures.data)
    assert np.array_equal(prepared.looked_at("train"), prepared.rows("train"))
    monkeypatch.setattr("playground.catalog.prepare.MOST_LOOKED_AT", 10)
    rows, some = prepared.rows("train"), prepared.looked_at("train")
    assert len(some) == 10
    assert (some[0], some[-1]) == (rows[0], rows[-1])
    assert np.diff(np.searchsorted(rows, some)).min() >= len(rows) // 10
    trainer = Trainer(pictures)
    logits = trainer.outputs(prepared.inputs(some))["output"]
    hit = (logits.argmax(axis=1) == prepared.y[some]).mean()
    assert trainer.evaluate()["train"]["accuracy"] == pytest.approx(hit)
    assert trainer.steps_per_epoch == -(-len(rows) // 16)
    monkeypatch.setattr(examples, "MOST_BYTES", 2**30)
    assert Trainer(pictures).evaluate() == trainer.evaluate()


def test_many_runs_at_once_need_their_examples_in_memory(pictures: Experiment) -> None:
    with pytest.raises(PlaygroundError, match="these 130 are too many"):
        Population([Variant(name=str(l2), experiment=retrained(pictures, l2=l2)) for l2 in (0.1, 0.2)])


def test_tables_always_lie_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examples, "MOST_BYTES", 0)
    assert Trainer(experiment())._examples.complete


def test_rows_are_read_from_the_file_that_an_array_is_mapped_from(tmp_path: Path) -> None:
    whole = np.arange(6 * 10, dtype=np.int16).reshape(6, 2, 5)
    np.save(tmp_path / "x.npy", whole)
    mapped = np.load(tmp_path / "x.npy", mmap_mode="r")
    rows = np.array([3, 0, 3])
    for array in (mapped, np.asarray(mapped), mapped[1:], mapped.reshape(6, 10), mapped[:, ::-1], whole):
        assert np.array_equal(rows_of(array, rows), array[rows])
        assert not np.shares_memory(rows_of(array, rows), array)
    assert rows_of(mapped, np.empty(0, dtype=np.int64)).shape == (0, 2, 5)
    with pytest.raises(IndexError, match="6"):
        rows_of(mapped, np.array([6]))
    (tmp_path / "x.npy").unlink()
    with pytest.raises(PlaygroundError, match=r"x\.npy cannot be read any more: No such file"):
        rows_of(mapped, rows)


MIRROR, NOISE = Choice("mirror", Values(probability=1.0)), Choice("noise")


def augmented(experiment: Experiment, *choices: Choice) -> Experiment:
    return replace(experiment, data=replace(experiment.data, augment=choices))


@pytest.mark.parametrize("most", [0, 2**30])
def test_augmentation_alters_the_training_part_alone(
    pictures: Experiment, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(examples, "MOST_BYTES", most)
    plain, mirrored = Trainer(pictures), Trainer(augmented(pictures, MIRROR))
    assert plain.evaluate() == mirrored.evaluate()
    maker = mirrored._work.batches
    assert isinstance(maker, Maker)
    rows = np.array([4, 2])
    x, y = maker.make(0, rows)
    there = plain.prepared.rows("train")[rows]
    assert to_numpy(x) == pytest.approx(plain.prepared.inputs(there)[..., ::-1], abs=1e-5)
    assert np.array_equal(y, plain.prepared.y[there])


def test_augmentation_depends_on_seed_and_step_alone(pictures: Experiment) -> None:
    here = augmented(pictures, MIRROR, NOISE, Choice("rotate"), Choice("elastic"))
    together, cut = Trainer(here), Trainer(here)
    losses = together.train_steps(19).loss
    found = [cut.train_steps(steps).loss for steps in (3, 1, 5)]
    again = Trainer(here, cut.checkpoint())
    assert np.array_equal(losses, np.concatenate([*found, again.train_steps(10).loss]))
    assert not np.array_equal(losses, Trainer(augmented(pictures, MIRROR)).train_steps(19).loss)
    maker = together._work.batches
    assert isinstance(maker, Maker)
    rows = np.arange(5)
    assert torch.equal(maker.make(3, rows)[0], maker.make(3, rows)[0])
    assert not torch.equal(maker.make(3, rows)[0], maker.make(4, rows)[0])


def test_augmentation_comes_and_goes_while_it_trains(pictures: Experiment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examples, "MOST_BYTES", 2**30)
    trainer = Trainer(pictures, stepper="eager")
    prepared = trainer.prepared
    trainer.train_steps(3)
    trainer.reconfigure(augmented(pictures, NOISE))
    assert trainer.step_number == 3
    assert trainer.prepared is prepared
    makers = [trainer._work.batches]
    trainer.train_steps(3)
    trainer.reconfigure(pictures)
    makers.append(trainer._work.batches)
    assert [maker is None for maker in makers] == [False, True]
    trainer.train_steps(3)


def test_fresh_examples_for_whoever_looks(pictures: Experiment) -> None:
    view = LiveView(Trainer(augmented(pictures, MIRROR)))
    arrays, _ = settle(Probe, Choice("augmented"))[0].measure(
        settle(Probe, Choice("augmented", Values(pictures=3, times=2)))[1], view
    )
    assert (arrays["original"].shape, arrays["fresh"].shape) == ((3, 2, 4, 5), (3, 2, 2, 4, 5))
    assert np.array_equal(arrays["fresh"][:, 1], arrays["original"][..., ::-1])
    assert LiveView(Trainer(pictures)).augmented(view.part("train")[0][:2], 1, 0) is None
