"""Where torch computes, and why."""

from __future__ import annotations

import os

import torch

from playground.spec.problems import PlaygroundError
from playground.spec.words import mark, tr

WORTH_A_GPU = 20_000_000
"""Multiplications in one training step from which a GPU outruns the trouble of feeding it."""

WORTH_THREADS = 20_000_000
"""Multiplications in one training step from which more than one thread pays, on a machine with cores to spare."""

_NAMES = {"cpu": mark("CPU"), "cuda": mark("GPU (CUDA)"), "mps": mark("GPU (Apple Metal)")}


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
            raise PlaygroundError(
                tr(
                    "device {wish!r} is not there: torch finds {devices} on this machine",
                    wish=wish,
                    devices=", ".join(here),
                )
            )
        return wish, tr("The {device} was asked for.", device=tr(_NAMES[wish]))
    work = 3 * multiply_adds * batch_size
    gpus = here[1:]
    if not gpus:
        return "cpu", tr("The CPU: torch finds no GPU on this machine.")
    if work < WORTH_A_GPU:
        return "cpu", tr(
            "The CPU: a step of {count} multiplications is done before a GPU has begun.", count=_words(work)
        )
    return gpus[0], tr(
        "The {device}: a step takes {count} multiplications.", device=tr(_NAMES[gpus[0]]), count=_words(work)
    )


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
    sizes = (
        (10**9, mark("{number:.3g} thousand million")),
        (10**6, mark("{number:.3g} million")),
        (10**3, mark("{number:.3g} thousand")),
    )
    for size, text in sizes:
        if number >= size:
            return tr(text, number=number / size)
    return str(number)
