"""Many runs in the engine: what is told of them, when they stop, what one of them leaves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from playground.catalog.settings import set_at
from playground.catalog.variants import variants
from playground.engine import server
from playground.engine.population.population import Population
from playground.engine.trainer import Trainer
from playground.spec.experiment import Experiment
from playground.spec.values import Choice
from playground.spec.variants import Vary, parse, seeds
from playground.wire.commands import Command, Pause, Play
from playground.wire.crowd import Aim, Choose, CrowdNews, Disband, KeepMember, Member, Populate, Seen, Wall
from playground.wire.events import Failed, Status, Steps
from tests.engine.support import dense, experiment, sgd
from tests.engine.test_server import Script, loaded

SEEDS = (seeds(0, 4),)


@pytest.fixture(autouse=True)
def few_steps_in_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """To this clock steps take no time at all."""
    monkeypatch.setattr(server, "LONGEST_CHUNK", 8)


def start() -> Experiment:
    return experiment(dense("a", 3), batch_size=10, data={"dev": 0.2})


def populate(epochs: int, varies: tuple[Vary, ...] = SEEDS, number: int = 1) -> Populate:
    return Populate(number=number, experiment=start(), varies=varies, epochs=epochs)


def rests(script: Script, epoch: float) -> bool:
    return any(not news.playing and news.epoch >= epoch for news in script.of(CrowdNews))


def trained(epochs: int, *after: Command, varies: tuple[Vary, ...] = SEEDS) -> Script:
    """So many epochs, and then these."""
    script = loaded(start()).then(populate(epochs, varies))
    for command in after:
        script.then(command, lambda: rests(script, epochs))
    script.then(Disband(number=1), lambda: rests(script, epochs))
    return script.run()


def table(script: Script, name: str) -> np.ndarray:
    return np.concatenate([news.values[name] for news in script.of(CrowdNews) if name in news.values])


def test_every_epoch_is_told_of_every_member_as_a_population_has_it() -> None:
    script = trained(4)
    alone = Population(variants(start(), SEEDS))
    expected = [alone.evaluate(("train", "dev"), ("accuracy",)).parts]
    for _ in range(4):
        alone.train_epoch()
        expected.append(alone.evaluate(("train", "dev"), ("accuracy",)).parts)
    news = script.of(CrowdNews)
    assert np.concatenate([one.epochs for one in news]).tolist() == [0.0, 1.0, 2.0, 3.0, 4.0]
    for part in ("train", "dev"):
        for kind in ("loss", "accuracy"):
            rows = np.array([parts[part][kind] for parts in expected])
            assert table(script, f"{part}/{kind}") == pytest.approx(rows)
    assert [one.playing for one in news][-1] is False
    assert news[-1].epoch == 4.0
    assert news[-1].ensemble["dev"] == pytest.approx(alone.ensemble(("dev",))["dev"])
    assert not script.of(Steps), "the run itself rests"


def test_long_runs_are_told_a_hundred_times_whatever_their_speed() -> None:
    slow = loaded(start()).then(populate(250))
    slow.then(Disband(number=1), lambda: rests(slow, 250)).run()
    epochs = np.concatenate([one.epochs for one in slow.of(CrowdNews)])
    assert epochs[:10].tolist() == list(range(10))
    assert np.diff(epochs[9:]).tolist() == [3.0] * 80 + [1.0]  # the last one is where it ends
    assert epochs[-1] == 250.0


def test_a_kept_member_goes_on_as_if_it_had_always_been_alone() -> None:
    script = trained(3, KeepMember(number=1, index=2, request=5))
    (member,) = script.of(Member)
    assert (member.index, member.request) == (2, 5)
    mine = variants(start(), SEEDS)[2].experiment
    alone = Trainer(mine)
    alone.train_steps(3 * alone.steps_per_epoch)
    on = Trainer(mine, member.checkpoint)
    assert on.step_number == alone.step_number
    assert on.train_steps(20).loss == pytest.approx(alone.train_steps(20).loss, rel=1e-4, abs=1e-6)


def test_stop_is_exact_and_more_epochs_go_on_from_there() -> None:
    script = loaded(start()).then(populate(10_000))
    script.then(Aim(number=1, epochs=0), lambda: len(script.of(CrowdNews)) > 3)
    script.then(KeepMember(number=1, index=0), lambda: rests(script, 0.1))
    script.run()
    last = script.of(CrowdNews)[-1]
    (member,) = script.of(Member)
    assert not last.playing
    assert last.step == member.checkpoint.step

    more = loaded(start()).then(populate(2))
    more.then(Aim(number=1, epochs=5), lambda: rests(more, 2))
    more.then(Disband(number=1), lambda: rests(more, 5)).run()
    assert table(more, "train/loss") == pytest.approx(table(trained(5), "train/loss"))


def test_whoever_starts_lets_the_other_rest() -> None:
    script = loaded(start()).then(Play(run_id=1, order=1))
    script.then(populate(10_000), lambda: len(script.of(Steps)) > 2)
    script.then(Play(run_id=1, order=2), lambda: len(script.of(CrowdNews)) > 2)
    script.then(Pause(run_id=1, order=3), lambda: script.of(Steps)[-1].last > before(script) + 5).run()
    kinds = [type(event) for event in script.events if isinstance(event, Steps | CrowdNews)]
    first, last = kinds.index(CrowdNews), len(kinds) - 1 - kinds[::-1].index(CrowdNews)
    assert Steps not in kinds[first + 1 : last]
    assert script.of(CrowdNews)[-1].playing is False
    assert [status.playing for status in script.of(Status) if status.order == 1][-1] is False


def before(script: Script) -> int:
    """Steps of the run when the population began."""
    began = next(place for place, event in enumerate(script.events) if isinstance(event, CrowdNews))
    return max((event.last for event in script.events[:began] if isinstance(event, Steps)), default=0)


def test_what_cannot_be_made_is_told_and_the_run_lives_on() -> None:
    vary = (parse("training.batch_size=4,8"),)
    script = loaded(start()).then(populate(3, vary)).then(Play(run_id=1))
    script.then(Aim(number=1, epochs=5), lambda: bool(script.of(Steps)))
    script.then(Pause(run_id=1, order=2), lambda: bool(script.of(Steps))).run()
    (news,) = script.of(CrowdNews)
    assert "cannot vary" in news.failed
    assert not script.of(Failed)
    assert script.of(Steps)


def test_the_next_wall_comes_when_the_last_was_seen() -> None:
    script = loaded(start()).then(populate(10_000))
    script.then(Choose(number=1, index=1), lambda: len(script.of(CrowdNews)) > 4)
    script.then(Seen(number=1), lambda: len(script.of(CrowdNews)) > 8)
    script.then(Aim(number=1, epochs=0), lambda: len(script.of(Wall)) > 1)
    script.then(Disband(number=1), lambda: rests(script, 0.1)).run()
    first, second = script.of(Wall)
    assert first.arrays["surfaces"].shape == (4, 32, 32, 2)
    assert "chosen" not in first.arrays
    assert second.facts["chosen"] == 1
    fine = second.arrays["chosen"]
    assert fine.shape == (64, 64, 2)
    coarse = fine.reshape(32, 2, 32, 2, 2).mean(axis=(1, 3))
    assert np.abs(coarse - second.arrays["surfaces"][1].astype(np.float32)).mean() < 0.01
    assert second.step > first.step


def test_data_without_a_plane_have_no_wall() -> None:
    built = replace(start(), data=replace(start().data, source=Choice("curve_1d")))
    built = set_at(built, ("training", "optimizer"), sgd(0.01)).apply(built)
    script = loaded(built).then(Populate(number=1, experiment=built, varies=SEEDS, epochs=2))
    script.then(Disband(number=1), lambda: rests(script, 2)).run()
    assert not script.of(Wall)
    assert "train/loss" in script.of(CrowdNews)[-1].values
