"""What is asked of torch.cuda, in which order: on a stand-in here, for there may be no GPU."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import torch

from playground.engine.step import graph
from playground.engine.step.graph import CudaGraph


class Stream:
    def __init__(self, name: str, calls: list[str]) -> None:
        self.name, self._calls = name, calls

    def wait_stream(self, other: Stream) -> None:
        self._calls.append(f"{self.name} waits for {other.name}")


class Gpu:
    """Stands in for torch.cuda; notes what is asked of it. With ``broken`` a graph that ends leaves its stream set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, broken: bool = False) -> None:
        self.calls: list[str] = []
        self.now = Stream("main", self.calls)
        self._broken = broken
        beside, calls = Stream("side", self.calls), self.calls

        class Noted:
            def register_generator_state(self, generator: object) -> None:
                calls.append(f"draws from {generator}")

            def replay(self) -> None:
                calls.append("replay")

        monkeypatch.setattr(torch.cuda, "CUDAGraph", Noted)
        monkeypatch.setattr(torch.cuda, "current_stream", lambda: self.now)
        monkeypatch.setattr(torch.cuda, "stream", self.stream)
        monkeypatch.setattr(torch.cuda, "graph", self.graph)
        monkeypatch.setattr(graph, "_beside", lambda: beside)

    @contextmanager
    def stream(self, stream: Stream) -> Iterator[None]:
        before, self.now = self.now, stream
        try:
            yield
        finally:
            self.now = before

    @contextmanager
    def graph(self, noted: Any, *, stream: Stream, capture_error_mode: str) -> Iterator[None]:
        self.calls.append(f"begin, {capture_error_mode}")
        before, self.now = self.now, stream
        yield
        if self._broken:
            raise RuntimeError("operation failed due to a previous error during capture")
        self.now = before
        self.calls.append("end")

    def work(self) -> None:
        self.calls.append(f"work on {self.now.name}")


def test_work_is_done_once_beside_before_it_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    gpu, generator = Gpu(monkeypatch), torch.Generator()
    ours = CudaGraph([generator])
    ours.capture(gpu.work)
    ours.replay()
    assert gpu.calls == [
        f"draws from {generator}",
        "side waits for main",
        "work on side",
        "main waits for side",
        "begin, thread_local",
        "work on side",
        "end",
        "replay",
    ]
    assert gpu.now.name == "main"


def test_after_an_error_work_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    gpu = Gpu(monkeypatch, broken=True)
    with pytest.raises(RuntimeError, match="a previous error during capture"):
        CudaGraph([]).capture(gpu.work)
    assert gpu.now.name == "main"
