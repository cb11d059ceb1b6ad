"""What is told of steps, against torch."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from playground.engine.step.kernel.norms import norms

pytestmark = pytest.mark.usefixtures("compiled")
NODES = (slice(0, 3), slice(3, 40), slice(40, 41))


def rows(steps: int) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(3)
    return torch.randn(steps + 1, 41, generator=generator), torch.randn(steps, 41, generator=generator)


@pytest.mark.parametrize("steps", [1, 2, 19])
def test_is_what_torch_finds(steps: int) -> None:
    theta, gradient = rows(steps)
    theta[0, NODES[0]] = 0.0
    weights = (torch.arange(41) % 3 > 0).float()
    found = norms(theta, gradient, NODES, weights)
    assert found is not None
    before, change = theta[:-1].double(), theta.double().diff(dim=0)
    wanted = []
    for here in NODES:
        size = before[:, here].norm(dim=1)
        ratio = torch.where(size > 0, change[:, here].norm(dim=1) / size, torch.nan)
        wanted += [gradient[:, here].double().norm(dim=1), ratio]
    decayed = before * weights
    wanted += [decayed.abs().sum(dim=1), decayed.square().sum(dim=1)]
    np.testing.assert_allclose(found, torch.stack(wanted).numpy(), rtol=1e-6)
    assert np.isnan(found[1, 0])
    without = norms(theta, gradient, NODES, None)
    assert without is not None
    assert np.array_equal(without, found[:-2], equal_nan=True)


def test_other_numbers_are_left_to_torch() -> None:
    theta, gradient = rows(4)
    assert norms(theta.double(), gradient.double(), NODES, None) is None
    assert norms(theta[::2], gradient[::2], NODES, None) is None
    assert norms(theta.t().contiguous().t(), gradient, NODES, None) is None
