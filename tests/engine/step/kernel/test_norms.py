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
    found = np.full((8, steps + 3), -1.0)
    assert norms(theta, gradient, NODES, weights, found[:, :steps])
    assert (found[:, steps:] == -1.0).all()
    found = found[:, :steps]
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
    without = np.empty((6, steps))
    assert norms(theta, gradient, NODES, None, without)
    assert np.array_equal(without, found[:-2], equal_nan=True)


def test_other_numbers_are_left_to_torch() -> None:
    theta, gradient = rows(4)
    told = np.empty((6, 4))
    assert not norms(theta.double(), gradient.double(), NODES, None, told)
    assert not norms(theta[::2], gradient[::2], NODES, None, told)
    assert not norms(theta.t().contiguous().t(), gradient, NODES, None, told)


def test_of_large_nodes_too() -> None:
    generator = torch.Generator().manual_seed(4)
    theta, gradient = (torch.randn(rows, 9001, generator=generator).double() for rows in (4, 3))
    nodes = (slice(0, 513), slice(513, 1000), slice(1000, 9001))
    found = np.empty((6, 3))
    assert norms(theta.float(), gradient.float(), nodes, None, found)
    for node, here in enumerate(nodes):
        ratio = theta.diff(dim=0)[:, here].norm(dim=1) / theta[:-1, here].norm(dim=1)
        np.testing.assert_allclose(found[2 * node], gradient[:, here].norm(dim=1).numpy(), rtol=1e-6)
        np.testing.assert_allclose(found[2 * node + 1], ratio.numpy(), rtol=1e-6)


def test_what_a_step_gives_depends_on_no_other_step() -> None:
    theta, gradient = rows(20)
    whole, part = np.empty((6, 20)), np.empty((6, 9))
    assert norms(theta, gradient, NODES, None, whole)
    assert norms(theta[5:15], gradient[5:14], NODES, None, part)
    assert np.array_equal(part, whole[:, 5:14])
