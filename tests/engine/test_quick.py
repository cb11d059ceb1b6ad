from __future__ import annotations

import numpy as np
import pytest
import torch

from playground.engine.quick import MANY, Quick


@pytest.mark.parametrize("count", [10, MANY, 100_003])
def test_the_same_tanh_but_for_the_last_bit(count: int) -> None:
    z = torch.from_numpy(np.random.default_rng(0).normal(scale=3.0, size=count).astype(np.float32))
    z[:4] = torch.tensor([torch.nan, torch.inf, -torch.inf, 0.0])
    with Quick():
        found = torch.tanh(z)
        method = z.tanh()
    assert torch.allclose(found, torch.tanh(z), rtol=2e-7, atol=0.0, equal_nan=True)
    assert torch.equal(found.nan_to_num(), method.nan_to_num())


def test_layout_and_everything_else_stay() -> None:
    z = torch.randn(8, 10_000).T
    with Quick():
        found = torch.tanh(z)
        double = torch.tanh(z.double())
        rest = torch.sigmoid(z) + torch.tanh(z.clone().requires_grad_())
    assert found.stride() == z.stride()
    assert torch.equal(double, torch.tanh(z.double()))
    assert rest.requires_grad
    assert torch.equal(rest, torch.sigmoid(z) + torch.tanh(z))
