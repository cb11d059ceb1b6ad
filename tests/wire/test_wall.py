"""A wall of many surfaces goes through shared memory like a large picture."""

from __future__ import annotations

import multiprocessing

import numpy as np

from playground.wire.crowd import Wall
from playground.wire.memory import shared_memory
from playground.wire.parcel import Inbox, Outbox, Parcel


def test_a_large_wall_is_a_parcel_and_comes_out_whole() -> None:
    context = multiprocessing.get_context("spawn")
    memory = shared_memory(context)
    _, far = context.Pipe()
    out, into = Outbox(far, memory), Inbox(memory)
    surfaces = np.random.default_rng(0).random((256, 24, 24, 2)).astype(np.float16)
    sent = Wall(number=3, step=7, arrays={"surfaces": surfaces}, facts={"chosen": -1})
    parcel = out.pack(sent)
    assert isinstance(parcel, Parcel)
    received = into.unpack(parcel)
    assert (received.number, received.step, received.facts) == (3, 7, {"chosen": -1})
    assert np.array_equal(received.arrays["surfaces"], surfaces)
