"""Large pictures through shared memory: what comes out is what went in, and nothing is written over unread."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
import textwrap
from collections import deque
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from playground.wire.events import Picture, Steps
from playground.wire.memory import SIZE, shared_memory
from playground.wire.parcel import LARGE, Inbox, Outbox, Parcel

ROOT = Path(__file__).parents[2]


@pytest.fixture
def ends() -> tuple[Outbox, Inbox]:
    context = multiprocessing.get_context("spawn")
    memory = shared_memory(context)
    _, far = context.Pipe()
    return Outbox(far, memory), Inbox(memory)


def picture(*sizes: int, step: int = 0) -> Picture:
    """An array of each size in bytes, filled with numbers that depend on ``step``."""
    arrays = {str(i): (np.arange(size // 2) * 7 + step).astype(np.int16) for i, size in enumerate(sizes)}
    return Picture(run_id=3, key="k", kind="units", step=step, arrays=arrays, facts={"extent": (0.0, 1.0)})


def same(a: Picture, b: Picture) -> None:
    assert (a.run_id, a.key, a.kind, a.step, a.facts) == (b.run_id, b.key, b.kind, b.step, b.facts)
    assert list(a.arrays) == list(b.arrays)
    for name, array in b.arrays.items():
        assert a.arrays[name].dtype == array.dtype
        assert np.array_equal(a.arrays[name], array)


def test_what_comes_out_is_what_went_in(ends: tuple[Outbox, Inbox]) -> None:
    out, into = ends
    arrays: dict[str, Any] = {
        "half": np.random.default_rng(1).normal(size=(64, 24, 24)).astype(np.float16),
        "turned": np.arange(50_000.0).reshape(100, 500).T,
        "none": np.zeros((0, 3), dtype=np.int64),
        "yes": np.array([True, False, True]),
        "number": np.array(4.5),
    }
    sent = Picture(run_id=1, key="k", kind="x", step=9, arrays=arrays, facts={"a": 1})
    parcel = out.pack(sent)
    assert isinstance(parcel, Parcel)
    assert not cast(Picture, parcel.event).arrays
    received = into.unpack(parcel)
    arrays["half"][:] = 0
    assert received.arrays["half"].any(), "a copy of its own"
    for name in ("turned", "none", "yes", "number"):
        assert received.arrays[name].shape == arrays[name].shape
        assert received.arrays[name].dtype == arrays[name].dtype
        assert np.array_equal(received.arrays[name], arrays[name])
    assert all(array.flags.writeable and array.flags.c_contiguous for array in received.arrays.values())


def test_a_long_batch_of_steps_comes_out_as_it_went_in(ends: tuple[Outbox, Inbox]) -> None:
    out, into = ends
    columns = np.random.default_rng(2).normal(size=(7, LARGE // 32))
    sent = Steps(
        run_id=3,
        first=8,
        epoch=columns[0],
        loss=columns[1],
        cost=columns[2],
        learning_rate=columns[3],
        gradient_norm={"a/b": columns[4], "c": columns[5]},
        update_ratio={"a/b": columns[6]},
        speed=4.5,
    )
    parcel = out.pack(sent)
    assert isinstance(parcel, Parcel)
    assert not len(cast(Steps, parcel.event).loss)
    received = into.unpack(parcel)
    assert (received.run_id, received.first, received.speed, received.last) == (3, 8, 4.5, 7 + LARGE // 32)
    for name in ("epoch", "loss", "cost", "learning_rate", "seconds", "step"):
        assert np.array_equal(getattr(received, name), getattr(sent, name))
    for name in ("gradient_norm", "update_ratio"):
        table, wanted = getattr(received, name), getattr(sent, name)
        assert list(table) == list(wanted)
        assert all(np.array_equal(table[node], wanted[node]) for node in wanted)


def test_small_and_too_large_ones_stay_as_they_are(ends: tuple[Outbox, Inbox]) -> None:
    out, into = ends
    for size in (100, LARGE - 64, SIZE):
        sent = picture(size)
        assert out.pack(sent) is sent
        assert into.unpack(sent) is sent


def test_nothing_is_written_over_unread(ends: tuple[Outbox, Inbox]) -> None:
    """Parcels of random sizes are read late, in their order; many rounds through the memory."""
    out, into = ends
    rng = np.random.default_rng(5)
    under_way: deque[tuple[Any, Picture]] = deque()
    parcels = refused = 0
    for step in range(400):
        sent = picture(*rng.integers(1, LARGE, size=rng.integers(1, 12)) * 2, step=step)
        packed = out.pack(sent)
        parcels += isinstance(packed, Parcel)
        refused += packed is sent and sum(array.nbytes for array in sent.arrays.values()) >= LARGE
        under_way.append((packed, sent))
        while len(under_way) > rng.integers(0, 14):
            packed, sent = under_way.popleft()
            same(into.unpack(packed), sent)
    assert parcels > 200
    assert refused > 0, "the memory was full at times"


def test_nothing_is_left_behind_by_killed_processes(tmp_path: Path) -> None:
    """An engine killed with a parcel under way, then the window without closing: no warning, no file."""
    program = """
        import os, signal, sys, multiprocessing
        from playground.workbench.client import EngineClient
        from playground.wire.events import Picture
        import queue
        events = queue.Queue()
        client = EngineClient(events.put, "tests.wire.test_parcel:flood")
        picture = next(event for event in iter(events.get, None) if isinstance(event, Picture))
        assert picture.arrays["0"].nbytes == 300_000
        os.kill(client.pid, signal.SIGKILL)
        while not getattr(events.get(), "fatal", False):
            pass
        client.restart()
        next(event for event in iter(events.get, None) if isinstance(event, Picture))
        print("done", os.getpid(), flush=True)
        if sys.argv[1] == "close":
            client.close()
        elif sys.argv[1] == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
    """
    for how in ("close", "leave", "kill"):
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(program), how],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.stdout.startswith("done "), done.stderr
        assert not done.stderr
        assert not list(Path("/dev/shm").glob(f"pym-{int(done.stdout.split()[1])}-*")), "multiprocessing's names"


def flood(connection: Outbox) -> None:
    """An engine that sends pictures until the window is gone."""
    while not connection.poll():
        connection.send(picture(300_000))
