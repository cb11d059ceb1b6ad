"""Each optimizer against torch.optim where the forms agree, and against the formula worked by hand where they don't."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from playground.catalog.entry import find
from playground.catalog.families import Optimizer
from tests.catalog.contract import update

STEPS = 80


def _gradients(theta: torch.Tensor, t: int) -> torch.Tensor:
    """A curved cost with a little noise that depends on the step alone."""
    noise = torch.sin(torch.arange(theta.numel(), dtype=theta.dtype) + t)
    return torch.tanh(theta) + 0.3 * theta * theta.roll(1) + 0.1 * noise


def _start() -> torch.Tensor:
    return torch.linspace(-1.5, 2.0, 9, dtype=torch.float64)


def _ours(kind: str, settings: dict[str, float], mask: torch.Tensor | None = None) -> torch.Tensor:
    optimizer = find(Optimizer, kind)
    p = optimizer.read(settings)
    theta = _start()
    state = {slot: torch.zeros_like(theta) for slot in optimizer.slots}
    weights = torch.ones_like(theta) if mask is None else mask
    for t in range(1, STEPS + 1):
        update(optimizer, p, theta, _gradients(theta, t), state, t, weights)
    return theta


def _torchs(make: Callable[[list[torch.Tensor]], torch.optim.Optimizer]) -> torch.Tensor:
    theta = _start().requires_grad_(True)
    optimizer = make([theta])
    for t in range(1, STEPS + 1):
        theta.grad = _gradients(theta.detach(), t)
        optimizer.step()
    return theta.detach()


@pytest.mark.parametrize(
    ("kind", "settings", "make"),
    [
        ("gradient_descent", {"learning_rate": 0.07}, lambda w: torch.optim.SGD(w, lr=0.07)),
        (
            "heavy_ball",
            {"learning_rate": 0.02, "beta": 0.85},
            lambda w: torch.optim.SGD(w, lr=0.02, momentum=0.85),
        ),
        (
            "nesterov",
            {"learning_rate": 0.02, "beta": 0.85},
            lambda w: torch.optim.SGD(w, lr=0.02, momentum=0.85, nesterov=True),
        ),
        (
            "rmsprop",
            {"learning_rate": 0.01, "beta": 0.95, "epsilon": 1e-6},
            lambda w: torch.optim.RMSprop(w, lr=0.01, alpha=0.95, eps=1e-6),
        ),
        (
            "adam",
            {"learning_rate": 0.05, "beta1": 0.8, "beta2": 0.99, "epsilon": 1e-4},
            lambda w: torch.optim.Adam(w, lr=0.05, betas=(0.8, 0.99), eps=1e-4),
        ),
        ("adam", {}, lambda w: torch.optim.Adam(w, lr=0.01)),
        (
            "adamw",
            {"learning_rate": 0.05, "beta1": 0.8, "beta2": 0.99, "epsilon": 1e-4, "decay": 0.3},
            lambda w: torch.optim.AdamW(w, lr=0.05, betas=(0.8, 0.99), eps=1e-4, weight_decay=0.3),
        ),
        (
            "adagrad",
            {"learning_rate": 0.2, "epsilon": 1e-5},
            lambda w: torch.optim.Adagrad(w, lr=0.2, eps=1e-5),
        ),
    ],
)
def test_equals_torch(kind: str, settings: dict[str, float], make: Any) -> None:
    torch.testing.assert_close(_ours(kind, settings), _torchs(make), rtol=1e-10, atol=1e-12)


def test_momentum_by_hand() -> None:
    """v ← βv + (1−β)g, θ ← θ − αv, worked in NumPy."""
    theta, velocity = _start().numpy().copy(), np.zeros(9)
    for t in range(1, STEPS + 1):
        gradient = np.tanh(theta) + 0.3 * theta * np.roll(theta, 1) + 0.1 * np.sin(np.arange(9) + t)
        velocity = 0.9 * velocity + (1 - 0.9) * gradient
        theta = theta - 0.1 * velocity
    np.testing.assert_allclose(_ours("momentum", {}).numpy(), theta, rtol=1e-10)


def test_the_first_steps_of_momentum() -> None:
    """From θ = 1 with g = 2: v = 0.2, θ = 0.98; then v = 0.38, θ = 0.942."""
    optimizer = find(Optimizer, "momentum")
    theta, state = torch.ones(1, dtype=torch.float64), {"velocity": torch.zeros(1, dtype=torch.float64)}
    for t, expected in ((1, 0.98), (2, 0.942)):
        gradient = torch.full_like(theta, 2.0)
        update(optimizer, optimizer.read({"learning_rate": 0.1}), theta, gradient, state, t, torch.ones(1))
        assert theta.item() == pytest.approx(expected)


def test_heavy_ball_is_averaged_momentum_at_another_rate() -> None:
    """Without the factor (1−β) the same path needs a learning rate smaller by that factor."""
    averaged = _ours("momentum", {"learning_rate": 0.2, "beta": 0.75})
    summed = _ours("heavy_ball", {"learning_rate": 0.05, "beta": 0.75})
    torch.testing.assert_close(averaged, summed, rtol=1e-10, atol=1e-12)


def test_adamw_leaves_biases_alone() -> None:
    """Where the mask is 0 it is Adam; where it is 1 it is torch's AdamW."""
    settings = {"learning_rate": 0.05, "decay": 0.5}
    mask = torch.tensor([1.0, 0.0] * 4 + [1.0], dtype=torch.float64)
    decayed = torch.tensor([1.0, 1.0], dtype=torch.float64)
    optimizer = find(Optimizer, "adamw")
    p = optimizer.read(settings)
    state = {slot: torch.zeros_like(decayed) for slot in optimizer.slots}
    update(optimizer, p, decayed, torch.zeros_like(decayed), state, 1, mask[:2])
    assert decayed.tolist() == pytest.approx([1.0 - 0.05 * 0.5, 1.0])


def test_adam_steps_by_the_learning_rate_at_first() -> None:
    """After both bias corrections the first step is α · sign(g), whatever the size of the gradient."""
    optimizer = find(Optimizer, "adam")
    theta = torch.zeros(3, dtype=torch.float64)
    state = {slot: torch.zeros_like(theta) for slot in optimizer.slots}
    gradient = torch.tensor([1e-3, -5.0, 200.0], dtype=torch.float64)
    update(optimizer, optimizer.read({"learning_rate": 0.25}), theta, gradient, state, 1, torch.ones(3))
    assert theta.tolist() == pytest.approx([-0.25, 0.25, -0.25], rel=1e-4)


def test_adam_after_a_million_steps() -> None:
    """The bias correction has run out: nothing under- or overflows."""
    optimizer = find(Optimizer, "adam")
    theta = torch.ones(2, dtype=torch.float64)
    state = {slot: torch.full_like(theta, 0.5) for slot in optimizer.slots}
    update(optimizer, optimizer.read({}), theta, torch.ones(2), state, 1_000_000, torch.ones(2))
    assert torch.isfinite(theta).all()
