"""Work of a CUDA GPU noted once and started again in one call: all that the steps ask of torch.cuda."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Protocol

import torch


class Graph(Protocol):
    """Work on fixed memory, noted once. What it computed from plain numbers or other memory it computes again so."""

    def capture(self, work: Callable[[], None]) -> None:
        """Note what ``work`` does; whatever that changes may be changed afterwards, or not."""
        ...

    def replay(self) -> None:
        """Do it once more, without waiting for its end."""
        ...


class CudaGraph:
    """A `torch.cuda.CUDAGraph`.

    Args:
        generators: on the GPU; each replay draws on where the generator stands, as if the work were done call by call.

    """

    def __init__(self, generators: Iterable[torch.Generator]) -> None:
        self._graph = torch.cuda.CUDAGraph()
        for generator in generators:
            self._graph.register_generator_state(generator)

    def capture(self, work: Callable[[], None]) -> None:
        """See `Graph`.

        Raises:
            RuntimeError: the work waits for the GPU, or does something else that cannot be noted.

        """
        here, beside = torch.cuda.current_stream(), _beside()
        with torch.cuda.stream(here):  # to which it comes back also where torch, after an error, does not
            # Done once before: libraries that torch calls make themselves ready, which cannot be noted.
            beside.wait_stream(here)
            with torch.cuda.stream(beside):
                work()
            here.wait_stream(beside)
            # Only this thread's calls are noted, so that another one may ask the GPU for memory meanwhile.
            with torch.cuda.graph(self._graph, stream=beside, capture_error_mode="thread_local"):
                work()

    def replay(self) -> None:
        """See `Graph`."""
        self._graph.replay()


@functools.cache
def _beside() -> torch.cuda.Stream:
    """The stream that work is noted on: always the same one, for which libraries keep memory of their own."""
    return torch.cuda.Stream()  # type: ignore[no-untyped-call]
