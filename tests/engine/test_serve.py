"""The engine's process through its pipe, as the window knows it."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import Any, TypeVar

import numpy as np
import pytest

from playground.engine.serve import main
from playground.engine.trainer import Trainer
from playground.spec.edits import InsertOnEdge
from playground.spec.experiment import Edge, Experiment, Network, Node
from playground.spec.values import Choice, Values
from playground.wire.commands import (
    Ack,
    Advance,
    Capture,
    Command,
    Load,
    Pause,
    Play,
    Reconfigure,
    Shutdown,
    Watch,
    Watched,
)
from playground.wire.events import Captured, Diverged, Evaluation, Event, Failed, Hello, Loaded, Picture, Status, Steps
from tests.engine.support import block, dense, experiment, retrained, sgd

E = TypeVar("E")


class Engine:
    """A spawned engine, and all that it said."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe: Connection[Any, Any]
        self.pipe, child = context.Pipe()
        self.process = context.Process(target=main, args=(child,), daemon=True)
        self.process.start()
        child.close()
        self.events: list[Event] = []
        self.run_id = 0

    def send(self, *commands: Command) -> None:
        for command in commands:
            self.pipe.send(command)

    def until(self, kind: type[E], fits: Callable[[E], bool] = lambda event: True, acknowledge: bool = True) -> E:
        """Read events up to the first one of a kind that fits."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.pipe.poll(1.0):
                event = self.pipe.recv()
                self.events.append(event)
                if acknowledge and isinstance(event, Picture):
                    self.send(Ack(run_id=event.run_id, key=event.key))
                if isinstance(event, kind) and fits(event):
                    return event
        raise AssertionError(f"no such {kind.__name__}; events: {[type(event).__name__ for event in self.events]}")

    def quiet(self) -> list[Event]:
        """All that still comes until the engine rests: a Capture is answered after everything before it."""
        before = len(self.events)
        self.send(Capture(run_id=self.run_id, request=12345))
        self.until(Captured, lambda event: event.request == 12345)
        return self.events[before:]

    def load(self, built: Experiment, **more: Any) -> Loaded:
        self.run_id += 1
        self.events.clear()
        self.send(Load(run_id=self.run_id, experiment=built, **more))
        return self.until(Loaded, lambda event: event.run_id == self.run_id)

    def picture(self, key: str) -> Picture:
        """The first picture of a key in this run, not acknowledged."""
        for event in self.events:
            if isinstance(event, Picture) and event.key == key:
                return event
        return self.until(Picture, lambda event: event.key == key, acknowledge=False)

    def rest(self, acknowledge: bool = True) -> Status:
        """The next time that it stands still."""
        stands = lambda event: event.run_id == self.run_id and not event.playing  # noqa: E731
        return self.until(Status, stands, acknowledge=acknowledge)

    def losses(self) -> np.ndarray:
        """All losses of the run so far, checked for gaps."""
        steps = [event for event in self.events if isinstance(event, Steps) and event.run_id == self.run_id]
        at = steps[0].first if steps else 0
        for event in steps:
            assert event.first == at
            at += len(event.loss)
        return np.concatenate([event.loss for event in steps]) if steps else np.zeros(0)


@pytest.fixture(scope="module")
def process() -> Iterator[Engine]:
    engine = Engine()
    hello = engine.until(Hello)
    assert type(hello.torch_version) is str
    assert hello.devices[0] == "cpu"
    yield engine
    engine.send(Shutdown())
    engine.process.join(10)
    assert engine.process.exitcode == 0
    engine.pipe.close()


@pytest.fixture
def engine(process: Engine) -> Engine:
    process.events.clear()
    return process


def test_load_says_where_and_why_and_rests(engine: Engine) -> None:
    loaded = engine.load(experiment())
    assert loaded.device == "cpu"
    assert loaded.reason
    assert (loaded.step, loaded.epoch) == (0, 0)
    assert not engine.rest().playing
    assert any(isinstance(event, Evaluation) and "dev" in event.parts for event in engine.events)
    assert not [event for event in engine.quiet() if isinstance(event, Steps)]


def test_steps_are_exact_and_the_same_as_in_this_process(engine: Engine) -> None:
    built = experiment(dense("a"), block("drop", "dropout", keep_prob=0.8), optimizer=Choice("adam"), batch_size=7)
    engine.load(built)
    engine.rest()
    run = engine.run_id
    for count in (1, 3, 40):
        engine.send(Advance(run_id=run, count=count))
        engine.rest()
    assert len(engine.losses()) == 44
    engine.send(Advance(run_id=run, unit="epoch"))
    status = engine.rest()
    assert (status.step, status.epoch) == (45, 5)
    engine.send(Advance(run_id=run, unit="epoch", count=2))
    status = engine.rest()
    assert (status.step, status.epoch) == (63, 7)
    engine.send(Play(run_id=run))
    engine.until(Steps)
    engine.send(Pause(run_id=run))
    status = engine.rest()
    losses = engine.losses()
    assert len(losses) == status.step
    assert not [event for event in engine.quiet() if isinstance(event, Steps)]
    assert np.array_equal(losses, Trainer(built).train_steps(len(losses)).loss)


def test_watching_changes_nothing_and_every_picture_waits_for_its_ack(engine: Engine) -> None:
    built = experiment(block("drop", "dropout", keep_prob=0.8), dense("a"))
    engine.load(built)
    run = engine.run_id
    watched = tuple(Watched(key=kind, kind=kind) for kind in ("surface", "units", "histograms", "dead_units"))
    engine.send(Watch(run_id=run, watched=watched))
    for item in watched:
        assert engine.picture(item.key).step == 0
    engine.send(Advance(run_id=run, count=200))
    engine.rest(acknowledge=False)
    assert not any(isinstance(event, Picture) and event.step == 200 for event in engine.quiet()), "none acknowledged"
    for key in ("surface", "units", "histograms", "dead_units"):
        engine.send(Ack(run_id=run, key=key))
    picture = engine.until(Picture, lambda event: event.key == "surface")
    assert picture.step == 200
    assert picture.arrays["prediction"].shape == (96, 96, 2)
    engine.send(Play(run_id=run))
    engine.until(Picture, lambda event: event.key == "surface" and event.step > 200)
    engine.send(Pause(run_id=run))
    engine.rest()
    engine.send(Watch(run_id=run))
    losses = engine.losses()
    assert np.array_equal(losses, Trainer(built).train_steps(len(losses)).loss)


def test_a_captured_state_goes_on_bit_for_bit(engine: Engine) -> None:
    built = experiment(dense("a"), block("drop", "dropout", keep_prob=0.8), optimizer=Choice("adam"), batch_size=7)
    engine.load(built)
    engine.send(Advance(run_id=engine.run_id, count=31))
    engine.rest()
    engine.rest()
    engine.send(Capture(run_id=engine.run_id, request=7))
    checkpoint = engine.until(Captured, lambda event: event.request == 7).checkpoint
    loaded = engine.load(built, checkpoint=checkpoint)
    assert (loaded.step, loaded.epoch) == (31, 3)
    assert engine.rest().step == 31
    engine.send(Advance(run_id=engine.run_id, count=50))
    engine.rest()
    assert np.array_equal(engine.losses(), Trainer(built).train_steps(81).loss[31:])


def test_changes_while_it_plays(engine: Engine) -> None:
    built = experiment(dense("a"), dense("b"))
    engine.load(built)
    run = engine.run_id
    engine.send(Play(run_id=run))
    engine.until(Steps)
    faster = retrained(built, optimizer=sgd(0.7))
    engine.send(Reconfigure(run_id=run, experiment=faster))
    assert engine.until(Steps, lambda event: event.learning_rate[-1] == 0.7)
    deeper = InsertOnEdge(node=block("bn", "batch_norm"), edge=Edge(source="a", target="b")).apply(faster)
    engine.send(Reconfigure(run_id=run, experiment=deeper))
    loaded = engine.until(Loaded, lambda event: bool(event.fresh))
    assert "a.weight" in loaded.kept
    assert "bn.gamma" in loaded.fresh
    engine.until(Steps, lambda event: "bn" in event.gradient_norm)
    engine.send(Pause(run_id=run))
    assert engine.rest().step == len(engine.losses())


def test_an_advance_goes_as_far_as_asked_also_where_training_begins_anew(engine: Engine) -> None:
    built = experiment()
    engine.load(built)
    engine.rest()
    engine.events.clear()
    other = replace(built, seed=99)
    engine.send(Advance(run_id=engine.run_id, count=3000), Reconfigure(run_id=engine.run_id, experiment=other))
    status = engine.rest()
    steps = [event for event in engine.events if isinstance(event, Steps)]
    assert sum(len(event.loss) for event in steps) == 3000
    anew = next(index for index, event in enumerate(engine.events) if isinstance(event, Loaded))
    after = [event for event in engine.events[anew:] if isinstance(event, Steps)]
    assert status.step == sum(len(event.loss) for event in after)
    assert np.array_equal(np.concatenate([event.loss for event in after]), Trainer(other).train_steps(status.step).loss)


def test_every_order_is_answered_with_its_number(engine: Engine) -> None:
    engine.load(experiment(epochs=1))
    assert engine.rest().order == 0
    run = engine.run_id
    engine.send(Play(run_id=run, order=1))
    assert engine.until(Status, lambda event: not event.playing).order == 1
    engine.send(Pause(run_id=run, order=2))
    status = engine.until(Status)
    assert (status.order, status.playing, status.why) == (2, False, "epochs")
    engine.send(Advance(run_id=run, order=3), Advance(run_id=run, order=4))
    assert engine.until(Status, lambda event: event.order == 4).playing
    assert engine.rest().order == 4
    engine.load(experiment())
    assert engine.rest().order == 0


def test_the_end_says_why(engine: Engine) -> None:
    engine.load(experiment(epochs=4))
    engine.rest()
    engine.send(Play(run_id=engine.run_id))
    status = engine.rest()
    assert (status.why, status.epoch) == ("epochs", 4)
    last = [event for event in engine.events if isinstance(event, Evaluation)][-1]
    assert (last.step, last.epoch) == (status.step, 4.0)
    assert any(isinstance(event, Captured) and event.request == -1 for event in engine.events)
    engine.send(Play(run_id=engine.run_id))
    assert engine.rest().epoch == 8


def test_divergence_is_told_with_fixes(engine: Engine) -> None:
    wild = experiment(dense("a", 8, "relu"), source="plane", optimizer=sgd(1000.0))
    engine.load(wild)
    engine.rest()
    engine.send(Play(run_id=engine.run_id))
    event = engine.until(Diverged)
    assert event.step >= 1
    assert engine.rest().step == 0
    mended = wild
    for fix in event.fixes:
        mended = fix.edit.apply(mended)
    engine.send(Reconfigure(run_id=engine.run_id, experiment=mended), Advance(run_id=engine.run_id, count=100))
    assert engine.until(Status, lambda event: event.step == 100 and not event.playing)


def test_failures_are_sentences_and_the_engine_lives_on(engine: Engine) -> None:
    engine.run_id += 1
    engine.send(Load(run_id=engine.run_id, experiment=Experiment(network=Network(nodes=(Node(id="i", kind="input"),)))))
    failed = engine.until(Failed)
    assert "output" in failed.sentence
    assert not failed.fatal
    engine.load(experiment())
    engine.send(Watch(run_id=engine.run_id, watched=(Watched(key="x", kind="surfaces"),)))
    assert "near: surface" in engine.until(Failed).sentence
    engine.load(replace(experiment(), seed=3))


def test_commands_of_a_run_that_is_over_are_dropped(engine: Engine) -> None:
    engine.load(experiment())
    engine.rest()
    engine.send(Play(run_id=engine.run_id - 1), Advance(run_id=engine.run_id - 1, count=5))
    assert not [event for event in engine.quiet() if isinstance(event, Steps)]


def test_it_ends_with_its_window() -> None:
    orphan = Engine()
    orphan.until(Hello)
    orphan.send(Load(run_id=1, experiment=experiment()), Play(run_id=1))
    orphan.until(Steps)
    orphan.pipe.close()
    orphan.process.join(20)
    assert orphan.process.exitcode == 0


def test_curve_data_and_numbers(engine: Engine) -> None:
    engine.load(experiment(dense("a"), source=Choice("curve_1d", Values())))
    engine.send(Watch(run_id=engine.run_id, watched=(Watched(key="c", kind="curve"),)))
    picture = engine.until(Picture)
    assert picture.arrays["prediction"].shape == (200, 1)
