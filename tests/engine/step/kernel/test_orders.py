"""The orders of the epochs, drawn by the library, are NumPy's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.catalog.prepare import epoch_order
from playground.engine.step.kernel.orders import epoch_orders

pytestmark = pytest.mark.usefixtures("compiled")


@settings(max_examples=300, deadline=None)
@given(
    seed=st.integers(-(2**63), 2**63 - 1) | st.integers(0, 1000),
    first=st.integers(0, 10**9),
    count=st.integers(1, 600),
)
def test_is_numpys_bit_for_bit(seed: int, first: int, count: int) -> None:
    orders = epoch_orders(seed, first, 2, count)
    assert orders.dtype == np.int64
    for epoch, order in enumerate(orders, first):
        assert np.array_equal(order, epoch_order(seed, epoch, count))


@pytest.mark.parametrize("count", [1, 2, 65_535, 65_536, 65_537, 100_003])
def test_few_and_many_examples(count: int) -> None:
    assert np.array_equal(epoch_orders(7, 3, 1, count)[0], epoch_order(7, 3, count))


def test_a_seed_of_more_than_64_bits_is_drawn_by_numpy() -> None:
    assert np.array_equal(epoch_orders(2**70, 3, 2, 20)[1], epoch_order(2**70, 4, 20))
