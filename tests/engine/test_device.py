"""Where it computes, and why."""

from __future__ import annotations

from collections import OrderedDict

import pytest

from playground.engine import device
from playground.engine.trainer import Trainer
from playground.spec.problems import PlaygroundError
from tests.engine.support import dense, experiment


@pytest.fixture
def with_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "available", lambda: ("cpu", "cuda"))


@pytest.mark.usefixtures("with_gpu")
def test_auto_follows_the_size_of_a_step() -> None:
    chosen, reason = device.choose("auto", 100, 10)
    assert chosen == "cpu"
    assert "3 thousand multiplications" in reason
    chosen, reason = device.choose("auto", 1_000_000, 128)
    assert chosen == "cuda"
    assert reason == "The GPU (CUDA): a step takes 384 million multiplications."


def test_auto_without_a_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "available", lambda: ("cpu",))
    assert device.choose("auto", 10**9, 128) == ("cpu", "The CPU: torch finds no GPU on this machine.")


@pytest.mark.usefixtures("with_gpu")
def test_a_wish_is_followed_or_refused() -> None:
    assert device.choose("cuda", 1, 1) == ("cuda", "The GPU (CUDA) was asked for.")
    with pytest.raises(PlaygroundError, match=r"device 'mps' is not there: torch finds cpu, cuda on this machine"):
        device.choose("mps", 1, 1)


class Table:
    """Speeds by device, or why there are none, and which were asked for."""

    def __init__(self, **speeds: float | str) -> None:
        self.speeds, self.asked = speeds, [""]

    def trial(self, structure: str) -> device.Trial:
        self.asked.clear()
        return device.Trial(structure, self.speed)

    def speed(self, name: str) -> float:
        self.asked.append(name)
        speed = self.speeds[name]
        if isinstance(speed, str):
            raise device.CannotTrainError(speed)
        return speed


@pytest.mark.usefixtures("with_gpu")
def test_auto_takes_the_faster_device_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "_SPEEDS", OrderedDict())
    table = Table(cpu=36_000.0, cuda=11_000.0)
    chosen, reason = device.choose("auto", 100_000, 10, table.trial("net"))
    assert (chosen, table.asked) == ("cpu", ["cpu", "cuda"])
    assert reason == "The CPU is the fastest here: CPU 36 k steps/s, GPU (CUDA) 11 k steps/s."
    assert device.choose("auto", 100_000, 10, table.trial("net")) == (chosen, reason)
    assert not table.asked, "every structure is tried once"
    table.speeds["cuda"] = 50_000.0
    assert device.choose("auto", 100_000, 10, table.trial("other net"))[0] == "cuda"
    assert device.choose("auto", 10, 10, table.trial("a small one"))[0] == "cpu"
    assert not table.asked, "no GPU is started for a few multiplications"


@pytest.mark.usefixtures("with_gpu")
def test_why_a_device_was_not_timed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "_SPEEDS", OrderedDict())
    table = Table(cpu=950.0, cuda="the GPU's memory is full")
    assert device.choose("auto", 100_000, 10, table.trial("one that the GPU cannot do")) == (
        "cpu",
        "The CPU is the fastest here: CPU 950 steps/s, not on the GPU (CUDA): the GPU's memory is full.",
    )
    table = Table(cpu="training blows up in the trial", cuda="training blows up in the trial")
    assert device.choose("auto", 100_000, 10, table.trial("one that nobody can do")) == (
        "cpu",
        "The CPU, untried: not on the CPU: training blows up in the trial, "
        "not on the GPU (CUDA): training blows up in the trial.",
    )


@pytest.mark.parametrize(
    ("speed", "words"), [(950.0, "950"), (36_000.0, "36 k"), (999_400.0, "999 k"), (2_240_000.0, "2.24 M")]
)
def test_a_speed_has_three_figures(speed: float, words: str) -> None:
    assert device.told("cpu", speed) == f"CPU {words} steps/s"


def test_without_a_gpu_nothing_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "available", lambda: ("cpu",))
    table = Table(cpu=1.0)
    assert device.choose("auto", 10**9, 128, table.trial("net"))[1] == "The CPU: torch finds no GPU on this machine."
    assert not table.asked


def test_speed_is_steps_by_time_once_all_is_ready() -> None:
    now = [0.0]
    counts: list[int] = []

    def train(count: int) -> None:
        now[0] += count * 0.004 if counts else 9.0
        counts.append(count)

    assert device.steps_per_second(train, lambda: now[0]) == pytest.approx(250.0)
    assert counts == [2, 1, 2, 4, 8, 16]


def test_a_trainer_is_tried_on_each_device(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "_SPEEDS", OrderedDict())
    monkeypatch.setattr(device, "WORTH_A_TRIAL", 1)
    monkeypatch.setattr(device, "available", lambda: ("cpu", "meta"))  # where torch computes nothing
    monkeypatch.setitem(device._NAMES, "meta", "other one")
    trainer = Trainer(experiment(dense("a", 4)))
    assert trainer.device == "cpu"
    assert "CPU" in trainer.reason
    assert "steps/s, not on the other one: Cannot copy out of meta tensor" in trainer.reason
