"""Whole parts go forward piece by piece: the same numbers, little memory, and an engine that answers in between."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest

from playground.catalog.analysis import analyse
from playground.catalog.facts import Facts
from playground.catalog.families import Optimizer
from playground.catalog.memory import memory_here, memory_to_train, rows_at_once, rows_to_show
from playground.catalog.memory import outputs as numbers_of
from playground.engine import building, reporter
from playground.engine.server import Server
from playground.engine.trainer import Trainer
from playground.spec.experiment import Data
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, Values
from playground.wire.commands import Capture, Load, Pause, Play, Reconfigure, Shutdown
from playground.wire.events import Captured, Evaluation, Status
from playground.workbench.templates import load_template
from tests.engine.support import dense, experiment, retrained
from tests.engine.test_server import Script


def small_pieces(monkeypatch: pytest.MonkeyPatch, rows: int = 7) -> None:
    monkeypatch.setattr("playground.engine.model.rows_at_once", lambda analysis: rows)


@pytest.fixture
def slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Evaluations pause after every few examples."""
    small_pieces(monkeypatch)
    monkeypatch.setattr(reporter, "EVALUATION_SECONDS", 0.0)


def test_pieces_give_the_numbers_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Trainer(experiment())
    small_pieces(monkeypatch)
    cut = Trainer(experiment())
    found, wanted = cut.evaluate(), whole.evaluate()
    for part, values in wanted.items():
        assert found[part] == pytest.approx(values, rel=1e-6)
    x = whole.prepared.x
    for id, outputs in whole.outputs(x, ("a", "output")).items():
        assert cut.outputs(x, ("a", "output"))[id] == pytest.approx(outputs, rel=1e-5, abs=1e-6)


def test_rows_follow_from_memory_and_work() -> None:
    analysis = analyse(experiment(dense("a", 4), dense("b", 2)))
    assert numbers_of(analysis) == 2 + 4 + 2 + 1
    assert rows_at_once(analysis) == 16_384
    wide = analyse(experiment(dense("a", 4096), dense("b", 4096)))
    assert rows_at_once(wide) == 2_000_000_000 // wide.multiply_adds
    assert rows_to_show(wide) == 128 * 2**20 // (4 * numbers_of(wide))


class Patient(Script):
    """A window that stays until so many evaluations have come."""

    def stay(self, evaluations: int) -> list[Evaluation]:
        self.then(Shutdown(), when=lambda: not self._busy and len(self.of(Evaluation)) >= evaluations)
        Server(cast(Any, self), self.clock).run()
        return self.of(Evaluation)


def test_an_evaluation_that_takes_long_lets_commands_in(slices: None) -> None:
    """Every piece is a pause: what is asked for meanwhile is answered before the evaluation is done."""
    script = Patient()
    script.then(Load(run_id=1, experiment=experiment())).then(Capture(run_id=1, request=5), when=lambda: True)
    script.stay(1)
    kinds = [type(event) for event in script.events]
    assert kinds.index(Captured) < kinds.index(Evaluation)


def test_while_it_trains_the_weights_wait_for_the_evaluation(slices: None) -> None:
    script = Patient()
    script.then(Load(run_id=1, experiment=experiment(epochs=4))).then(Play(run_id=1))
    found = script.stay(3)
    assert found[-1].step == 24
    for event in found:
        alone = Trainer(experiment())
        alone.train_steps(event.step)
        assert alone.evaluate() == event.parts


def test_another_network_ends_the_evaluation_of_the_one_before(slices: None) -> None:
    other = experiment(dense("c", 3))
    script = Patient()
    script.then(Load(run_id=1, experiment=experiment()))
    script.then(Reconfigure(run_id=1, experiment=other), when=lambda: True)
    trainer = Trainer(experiment())
    trainer.reconfigure(other)
    assert [event.parts for event in script.stay(1)] == [trainer.evaluate()]


def test_pause_is_heard_during_an_evaluation(slices: None) -> None:
    script = Patient()
    script.then(Load(run_id=1, experiment=experiment())).then(Play(run_id=1, order=1))
    script.then(Pause(run_id=1, order=2), when=lambda: script.step() > 0)
    found = script.stay(2)
    last = script.of(Status)[-1]
    assert (last.playing, last.order) == (False, 2)
    assert found[-1].step == last.step, "the last word on where it rests"


def test_what_has_no_room_in_memory_is_refused_with_the_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert memory_here() > 2**28
    analysis = analyse(experiment())
    few, many = (memory_to_train(analysis, Optimizer, size) for size in (1, 1000))
    assert many - few == 999 * 4 * 3 * numbers_of(analysis)
    monkeypatch.setattr(building, "memory_here", lambda: 1000)
    with pytest.raises(PlaygroundError, match=r"25 learned numbers .* with 10 examples .* 0\.0 GB of memory"):
        Trainer(experiment())
    trainer_needs = memory_to_train(analysis, Optimizer, 10)
    monkeypatch.setattr(building, "memory_here", lambda: trainer_needs)
    trainer = Trainer(experiment())
    with pytest.raises(PlaygroundError, match="a smaller batch"):
        trainer.reconfigure(retrained(trainer.experiment, batch_size=60))
    trainer.train_steps(3)


def test_a_picture_of_all_nodes_takes_as_many_examples_as_have_room(monkeypatch: pytest.MonkeyPatch) -> None:
    from playground.engine.view import LiveView

    monkeypatch.setattr("playground.engine.model.rows_to_show", lambda analysis: 3)
    view = LiveView(Trainer(replace(experiment(), data=Data())))
    x, _ = view.part("train")
    assert np.array_equal(view.few(x), x[:3])
    assert view.logits(x).shape == (len(x), 1)
    assert isinstance(view.facts, Facts)


def test_pictures_go_forward_in_pieces_that_stay_in_the_cache() -> None:
    assert rows_at_once(analyse(load_template("lenet5"))) == 512


def test_of_many_pictures_to_learn_from_a_sample_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    few = replace(load_template("lenet5"), data=Data(source=Choice("characters", Values(samples=100))))
    trainer = Trainer(few)
    whole = trainer.evaluate()
    size = len(trainer.prepared.rows("train"))
    monkeypatch.setattr("playground.engine.evaluate.MOST_LEARNED_FROM", size // 2)
    some = trainer.evaluate()
    assert some["dev"] == pytest.approx(whole["dev"])
    assert some["test"] == pytest.approx(whole["test"])
    step = -(-size // (size // 2))
    rows = trainer.prepared.rows("train")[::step]
    last = trainer.analysis.order[-1]
    logits = trainer.outputs(trainer.prepared.inputs(rows), (last,))[last].astype(np.float64)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    wanted = -log_p[np.arange(len(rows)), trainer.prepared.y[rows]].mean()
    assert some["train"]["loss"] == pytest.approx(wanted, rel=1e-4)
