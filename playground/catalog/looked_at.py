"""Examples by their numbers within a part, where of many pictures only a sample is looked at."""

from __future__ import annotations

import numpy as np

from playground.catalog.mapped import rows_of
from playground.catalog.prepare import Part, Prepared
from playground.catalog.tensor import Array, Ints, Raw


def numbers_looked_at(prepared: Prepared, part: Part) -> Ints:
    """The numbers, within the whole part, of the examples that `Prepared.looked_at` gives; ascending from 0."""
    return np.searchsorted(prepared.rows(part), prepared.looked_at(part)).astype(np.int64)


def example_of(prepared: Prepared, part: Part, row: int) -> tuple[Raw, Ints | Array] | None:
    """See `playground.catalog.view.View.example`."""
    rows = prepared.rows(part)[row : row + 1]
    return (rows_of(prepared.raw, rows), prepared.y[rows]) if len(rows) else None
