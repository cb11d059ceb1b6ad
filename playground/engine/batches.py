"""Batches that are made while others are learned from: of pictures that do not lie in memory, or that are altered.

A batch depends on its rows, the experiment's seed and the number of its step, on nothing else: however steps are cut
into chunks, paused or done again after a file was opened, the same step has the same batch, bit for bit.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from playground.catalog.mapped import rows_of
from playground.catalog.prepare import Prepared, stream_seed
from playground.catalog.tensor import Ints
from playground.engine.step.contract import Chunk

MOST_AHEAD = 8
"""Batches that are made before they are asked for."""
MOST_BYTES = 64 * 2**20
"""What those may take, unless a single one takes more."""

Alter = Callable[[Tensor, torch.Generator], Tensor]
"""(pixels from 0 to 1 of shape (m, channels, height, width), random numbers) → others of that shape."""


@dataclass(slots=True, eq=False)
class _Item:
    """A batch that will be wanted. Whoever sets ``begun`` makes it and then sets ``done``."""

    step: int
    rows: Ints
    begun: bool = False
    done: bool = False
    made: tuple[Tensor, Tensor] | None = None
    error: Exception | None = None


class Maker:
    """`playground.engine.step.contract.Batches`, made ahead by a thread that is there only while it has work.

    Args:
        prepared: the examples, of which the training part is taken. y: its targets, on the device.
        dtype: of the numbers. alter: what is done to pictures, None: nothing. seed: of its random numbers.

    """

    def __init__(
        self, prepared: Prepared, y: Tensor, dtype: torch.dtype, alter: Alter | None = None, seed: int = 0
    ) -> None:
        self._prepared = prepared
        self._rows = prepared.rows("train")
        self._y = y
        self._dtype = dtype
        self._alter = alter
        self._seed = seed
        self._items: deque[_Item] = deque()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def of(self, chunk: Chunk) -> Iterator[tuple[Tensor, Tensor]]:
        """See `playground.engine.step.contract.Batches`."""
        self._plan(chunk)
        for _size in chunk.sizes:
            yield self._next()

    def make(self, step: int, rows: Ints) -> tuple[Tensor, Tensor]:
        """The batch of a step: these rows of the training part as the network gets them, and their targets."""
        prepared, here = self._prepared, self._rows[rows]
        raw = rows_of(prepared.raw, here)
        if self._alter is None:
            x = torch.from_numpy(prepared.normalized(raw)).to(self._dtype)
        else:
            x = self._altered(torch.from_numpy(raw), step)
        return x.to(self._y.device), self._y[torch.from_numpy(rows).to(self._y.device)]

    def rest(self) -> None:
        """Make nothing ahead any more; when this returns no thread is left."""
        with self._changed:
            self._items.clear()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _altered(self, raw: Tensor, step: int) -> Tensor:
        assert self._alter is not None
        prepared, shape = self._prepared, raw.shape
        assert prepared.facts.picture
        (low, high), (height, width) = prepared.facts.levels, prepared.facts.picture
        pixels = (raw.to(torch.float32) - low) / (high - low)
        generator = torch.Generator()
        generator.manual_seed(stream_seed(self._seed, "augment", str(step)))
        pixels = self._alter(pixels.view(len(raw), -1, height, width), generator)
        x = pixels.reshape(shape) * (high - low) + low
        mean, scale = torch.tensor(prepared.mean), torch.tensor(prepared.scale)
        return ((x - mean) / scale).to(self._dtype)

    # ---------------------------------------------------------------- ahead

    def _plan(self, chunk: Chunk) -> None:
        """Note what will be wanted; what was made for other steps is thrown away."""
        wanted = [*np.split(chunk.rows, np.cumsum(chunk.sizes)[:-1]), *chunk.ahead]
        with self._changed:
            known = self._items
            pairs = zip(known, wanted, strict=False)
            if any(
                item.step != chunk.before + at or not np.array_equal(item.rows, rows)
                for at, (item, rows) in enumerate(pairs)
            ):
                known.clear()
            known.extend(_Item(chunk.before + at, rows) for at, rows in enumerate(wanted) if at >= len(known))

    def _next(self) -> tuple[Tensor, Tensor]:
        """The next batch of the plan; made here where nobody has begun it."""
        with self._changed:
            item = self._items.popleft()
            mine, item.begun = not item.begun, True
            self._call_thread()
        if mine:
            return self.make(item.step, item.rows)
        with self._changed:
            self._changed.wait_for(lambda: item.done)
        if item.error is not None:
            raise item.error
        assert item.made is not None
        return item.made

    def _call_thread(self) -> None:
        if self._thread is None and self._to_do() is not None:
            self._thread = threading.Thread(target=self._work, name="batches")
            self._thread.start()

    def _to_do(self) -> _Item | None:
        """The first batch that nobody has begun, unless enough are there."""
        numbers = self._prepared.facts.numbers
        for ahead, item in enumerate(self._items, start=1):
            if ahead > MOST_AHEAD or (ahead > 1 and ahead * 4 * numbers * len(item.rows) > MOST_BYTES):
                return None
            if not item.begun:
                return item
        return None

    def _work(self) -> None:
        """In the thread: make what is wanted next, until enough is there."""
        torch.set_flush_denormal(True)  # as in the thread that trains
        while True:
            with self._changed:
                item = self._to_do()
                if item is None:
                    self._thread = None
                    return
                item.begun = True
            try:
                item.made = self.make(item.step, item.rows)
            except Exception as error:  # noqa: BLE001 - whoever wants the batch is told
                item.error = error
            with self._changed:
                item.done = True
                self._changed.notify_all()
