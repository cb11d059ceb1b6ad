"""More threads only where they are faster and change no number, and only as long as that is so."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import torch
from torch import Tensor

from playground.engine import device, threads
from playground.engine.threads import LATE, SOON, Threads
from playground.engine.trainer import Trainer
from tests.engine.support import dense, experiment, retrained


@pytest.fixture(autouse=True)
def one_thread_afterwards() -> Iterator[None]:
    yield
    torch.set_num_threads(1)


class Machine:
    """A clock, and work that takes so many seconds on one thread and on more."""

    def __init__(self, alone: float, together: float, *, equal: bool = True) -> None:
        self.now = 100.0
        self.alone, self.together, self.equal = alone, together, equal
        self.measured = 0
        self.threads = Threads(lambda: self.now, most=4)

    def choose(self) -> int:
        self.threads.choose(self.work)
        assert torch.get_num_threads() == self.threads.count
        return self.threads.count

    def work(self) -> dict[str, Tensor]:
        more = torch.get_num_threads() > 1
        self.measured += 1
        self.now += self.together if more else self.alone
        return {"theta": torch.tensor([1.0, 2.0 if more and not self.equal else 3.0])}

    def train(self, seconds: float, each: float) -> bool:
        end = self.now + seconds
        while self.now < end:
            self.now += each
            if self.threads.changed(each):
                return True
        return False


def test_more_threads_must_be_faster_and_give_the_same_numbers() -> None:
    assert Machine(1.0, 0.5).choose() == 4
    assert Machine(1.0, 0.9).choose() == 1
    assert Machine(1.0, 30.0).choose() == 1
    other = Machine(1.0, 0.5, equal=False)
    assert other.choose() == 1
    asked = other.measured
    assert not other.train(3 * LATE, 0.5), "what differs once differs"
    assert other.choose() == 1
    assert other.measured == asked


def test_a_busy_machine_is_noticed_and_a_free_one_again() -> None:
    machine = Machine(0.02, 0.01)
    assert machine.choose() == 4
    assert not machine.train(0.9 * LATE, 0.01), "nothing has changed"
    machine.together = 0.6
    assert machine.train(SOON, 0.6)
    assert machine.choose() == 1
    assert not machine.train(0.9 * LATE, 0.02)
    machine.together = 0.01
    assert machine.train(0.2 * LATE, 0.02), "now and then it is tried"
    assert machine.choose() == 4


def test_on_a_small_machine_nothing_is_measured() -> None:
    machine = Machine(1.0, 0.1)
    machine.threads = Threads(lambda: machine.now, most=1)
    assert machine.choose() == 1
    assert not machine.measured


def test_a_trainer_that_tries_threads_trains_as_one_that_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    built = experiment(dense("a", 16), dense("b", 8), batch_size=7)
    plain = Trainer(built).train_steps(30)
    monkeypatch.setattr(device, "WORTH_THREADS", 1)
    monkeypatch.setattr(threads, "spare", lambda: 2)
    trainer = Trainer(built)
    first = trainer.train_steps(10)
    assert trainer._threads is not None
    assert trainer._threads.open, "such small sums are not cut in two"
    trainer._choose_threads()
    trainer.reconfigure(retrained(built, early_stopping=True))
    assert torch.get_num_threads() == trainer._threads.count
    both = np.concatenate([first.loss, trainer.train_steps(20).loss])
    assert np.array_equal(both, plain.loss)
