"""Where it computes, and why."""

from __future__ import annotations

import pytest

from playground.engine import device
from playground.spec.problems import PlaygroundError


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
