"""The orders of many epochs at once, the same as `playground.catalog.prepare.epoch_order` draws, bit for bit."""

from __future__ import annotations

import numpy as np

from playground.catalog.prepare import epoch_order
from playground.catalog.tensor import Ints
from playground.engine.step.kernel.library import library_if_there

_MOST_ROWS = 2**32 - 1
_SEEDS = range(-(2**63), 2**63)


def epoch_orders(seed: int, first: int, epochs: int, count: int) -> Ints:
    """The orders of ``epochs`` epochs from ``first``, shape (epochs, count): by the machine where it is there."""
    found = library_if_there()
    if found is None or seed not in _SEEDS or count > _MOST_ROWS:
        return np.stack([epoch_order(seed, epoch, count) for epoch in range(first, first + epochs)])
    orders = np.empty((epochs, count), dtype=np.int64)
    found.orders(seed, first, epochs, count, orders.ctypes.data)
    return orders
