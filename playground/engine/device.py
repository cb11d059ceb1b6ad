"""Where torch computes, and why."""

from __future__ import annotations

import os

import torch

from playground.spec.problems import PlaygroundError

WORTH_A_GPU = 20_000_000
"""Multiplications in one training step from which a GPU outruns the trouble of feeding it."""

WORTH_THREADS = 20_000_000
"""Multiplications in one training step from which more than one thread pays, on a machine with cores to spare."""

_NAMES = {"cpu": "CPU", "cuda": "GPU (CUDA)", "mps": "GPU (Apple Metal)"}


def available() -> tuple[str, ...]:
    """The devices that torch finds here; the CPU is always the first."""
    found = ["cpu"]
    if torch.cuda.is_available():
        found.append("cuda")
    if torch.backends.mps.is_available():
        found.append("mps")
    return tuple(found)


def choose(wish: str, multiply_adds: int, batch_size: int) -> tuple[str, str]:
    """The device for a network, and the reason in words.

    Args:
        wish: ``auto``, ``cpu``, ``cuda`` or ``mps``.
        multiply_adds: of one example's forward pass. batch_size: examples in a step.

    Raises:
        PlaygroundError: the wished device is not there.

    """
    here = available()
    if wish != "auto":
        if wish not in here:
            raise PlaygroundError(f"device {wish!r} is not there: torch finds {', '.join(here)} on this machine")
        return wish, f"The {_NAMES[wish]} was asked for."
    work = 3 * multiply_adds * batch_size
    gpus = here[1:]
    if not gpus:
        return "cpu", "The CPU: torch finds no GPU on this machine."
    if work < WORTH_A_GPU:
        return "cpu", f"The CPU: a step of {_words(work)} multiplications is done before a GPU has begun."
    return gpus[0], f"The {_NAMES[gpus[0]]}: a step takes {_words(work)} multiplications."


def settle_torch(device: str, multiply_adds: int, batch_size: int) -> None:
    """Set torch's threads for the network: one unless it is large and cores are free, and no denormal numbers.

    On small networks threads wait for each other longer than they compute; denormals (numbers near zero) are
    computed a hundred times slower than others and mean nothing here.
    """
    torch.set_flush_denormal(True)
    cores = os.cpu_count() or 1
    large = device == "cpu" and 3 * multiply_adds * batch_size >= WORTH_THREADS
    torch.set_num_threads(max(1, min(4, cores // 2)) if large else 1)


def _words(number: int) -> str:
    for size, name in ((10**9, "thousand million"), (10**6, "million"), (10**3, "thousand")):
        if number >= size:
            return f"{number / size:.3g} {name}"
    return str(number)
