"""Where torch computes, and why."""

from __future__ import annotations

import textwrap
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

import torch

from playground.spec.problems import PlaygroundError
from playground.spec.words import mark, tr

WORTH_A_GPU = 20_000_000
"""Multiplications in one training step from which a GPU outruns the trouble of feeding it, where nobody tries."""

WORTH_A_TRIAL = 1_000_000
"""Multiplications in one training step from which it is tried; below a GPU never catches up."""

TRIAL_SECONDS = 0.05

WORTH_THREADS = 20_000_000
"""Multiplications in one training step from which more than one thread may pay, on a machine with cores to spare."""

_NAMES = {"cpu": mark("CPU"), "cuda": mark("GPU (CUDA)"), "mps": mark("GPU (Apple Metal)")}


def available() -> tuple[str, ...]:
    """The devices that torch finds here; the CPU is always the first."""
    found = ["cpu"]
    if torch.cuda.is_available():
        found.append("cuda")
    if torch.backends.mps.is_available():
        found.append("mps")
    return tuple(found)


class CannotTrainError(Exception):
    """A network cannot be tried on a device; the message says why, for people."""


@dataclass(frozen=True, slots=True)
class Trial:
    """How a network's speed is found out: ``speed`` gives steps/s on a device, or raises `CannotTrainError`.

    ``structure`` is the same for networks whose speed is.
    """

    structure: Hashable
    speed: Callable[[str], float]


def choose(wish: str, multiply_adds: int, batch_size: int, trial: Trial | None = None) -> tuple[str, str]:
    """The device for a network, and the reason in words.

    Args:
        wish: ``auto``, ``cpu``, ``cuda`` or ``mps``.
        multiply_adds: of one example's forward pass. batch_size: examples in a step.
        trial: lets ``auto`` take the one that is faster, where it is not plain which that is. None: by the size of a
            step.

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
    if trial is not None and work >= WORTH_A_TRIAL:
        return _fastest(here, trial)
    if work < WORTH_A_GPU:
        return "cpu", tr(
            "The CPU: a step of {count} multiplications is done before a GPU has begun.", count=_words(work)
        )
    return gpus[0], tr(
        "The {device}: a step takes {count} multiplications.", device=tr(_NAMES[gpus[0]]), count=_words(work)
    )


_SPEEDS: OrderedDict[Hashable, dict[str, float | str]] = OrderedDict()
"""By structure and device: steps/s, or why there are none."""

_MOST_SPEEDS = 64


def _fastest(devices: tuple[str, ...], trial: Trial) -> tuple[str, str]:
    """The device with most steps per second, the first of equals; every structure is tried once."""
    key = (devices, trial.structure)
    if key not in _SPEEDS:
        _SPEEDS[key] = {device: _tried(trial, device) for device in devices}
        if len(_SPEEDS) > _MOST_SPEEDS:
            _SPEEDS.popitem(last=False)
    speeds = _SPEEDS[key]
    timed = {device: speed for device, speed in speeds.items() if not isinstance(speed, str)}
    why = [tr("not on the {device}: {why}", device=tr(_NAMES[d]), why=w) for d, w in speeds.items() if d not in timed]
    each = ", ".join([*(told(device, speed) for device, speed in timed.items()), *why])
    if not timed:
        return devices[0], tr("The {device}, untried: {each}.", device=tr(_NAMES[devices[0]]), each=each)
    best = max(timed, key=lambda device: timed[device])
    return best, tr("The {device} is the fastest here: {speeds}.", device=tr(_NAMES[best]), speeds=each)


def _tried(trial: Trial, device: str) -> float | str:
    try:
        return trial.speed(device)
    except CannotTrainError as why:
        return str(why)


def first_line(error: Exception) -> str:
    """The beginning of what torch says, which goes on for pages at times."""
    line = next(iter(str(error).strip().splitlines()), type(error).__name__)
    return textwrap.shorten(line, 160, placeholder="…")


def told(device: str, speed: float) -> str:
    """A speed in words: ``CPU 36 k steps/s``."""
    return tr("{device} {speed} steps/s", device=tr(_NAMES[device]), speed=_short(speed))


def steps_per_second(train: Callable[[int], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """How many steps a second ``train(count)`` does, which returns when they are done; takes about a tenth of one."""
    train(2)  # the first ones make everything ready
    count = 1
    while True:
        began = clock()
        train(count)
        took = clock() - began
        if took >= TRIAL_SECONDS:
            return count / took
        count *= 2


def settle_torch(device: str, multiply_adds: int, batch_size: int) -> bool:
    """One thread to begin with, no denormal numbers, and on a GPU the same numbers from the same seed.

    Denormals (numbers near zero) are computed a hundred times slower than others and mean nothing here.

    Returns:
        Whether the steps are so large that `playground.engine.threads.Threads` may find more to be faster.

    """
    torch.set_flush_denormal(True)
    torch.set_num_threads(1)
    if device == "cuda":
        torch.backends.cudnn.deterministic = True  # else some convolutions sum in the order in which threads end
        torch.backends.cudnn.benchmark = False
    return device == "cpu" and 3 * multiply_adds * batch_size >= WORTH_THREADS


def _short(speed: float) -> str:
    """Three figures at most: ``2.24 M``, ``36 k``, ``950``."""
    if speed >= 999_500:
        return f"{speed / 1e6:.3g} M"
    return f"{speed / 1000:.3g} k" if speed >= 1000 else f"{speed:.3g}"


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
