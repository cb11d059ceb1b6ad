"""Signals over time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.facts import Facts, Table
from playground.catalog.families import Dataset
from playground.catalog.points import shares, shuffled
from playground.catalog.tensor import Array
from playground.spec.fields import param

NAMES = ("sine", "square", "triangle", "sawtooth", "chirp", "pulses")


class Signals(Dataset):
    """One-dimensional signals of six kinds."""

    kind = "signals"
    title = "Signals"
    summary = "Six kinds of waves, each with a frequency, phase and noise of its own."
    help = (
        "What pictures are for two dimensions, signals are for one: a convolution slides along time. The kind does not "
        "depend on where the wave begins, which a dense layer has to learn from many examples and a convolution with "
        "pooling has built in. A chirp's frequency doubles along the way."
    )
    formula = "sine, square, triangle, sawtooth, chirp, pulses at 2 to 6 periods, random phase"
    aliases = ("waves", "time series", "audio", "sound", "1-d", "sequence", "oscillator")
    group = "Signals"
    order = 550

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        samples: int = param(
            2000, low=10, high=100_000, scale="log", unit="signals", effect="data", help="How many signals are drawn."
        )
        length: int = param(
            128, low=16, high=2048, scale="log", unit="steps", effect="data", help="Numbers that one signal has."
        )
        noise: float = param(
            0.1,
            low=0.0,
            high=1.0,
            effect="data",
            help="A normal random number with this standard deviation is added to every step of a wave from −1 to 1.",
        )

    @classmethod
    def facts(cls, p: Params) -> Facts:
        """One channel."""
        return Facts(features=(), task="classes", classes=NAMES, rows=p.samples, shape=(1, p.length))

    @classmethod
    def generate(cls, p: Params, rng: np.random.Generator) -> Table:
        """As many of each kind as of any other."""
        y = shares(p.samples, len(NAMES))
        periods = rng.uniform(2.0, 6.0, (p.samples, 1))
        start = rng.uniform(0.0, 1.0, (p.samples, 1))
        height = rng.uniform(0.7, 1.0, (p.samples, 1))
        noise = rng.standard_normal((p.samples, p.length))
        time = np.linspace(0.0, 1.0, p.length, endpoint=False)[None, :]
        x = np.empty((p.samples, p.length))
        for number, name in enumerate(NAMES):
            of = y == number
            x[of] = wave(name, periods[of], start[of], time)
        x = height * x + p.noise * noise
        return shuffled(cls.facts(p), x[:, None, :], y, rng)


def wave(name: str, periods: Array, start: Array, time: Array) -> Array:
    """A wave from −1 to 1.

    Args:
        name: one of `NAMES`. periods: in the whole signal, shape (n, 1); of a chirp at its begin two thirds of them.
        start: the phase, in periods, shape (n, 1). time: from 0 to 1, shape (1, length).

    """
    turns = periods * time + start
    if name == "chirp":  # the frequency grows from 2/3 to 4/3: the phase is its integral
        turns = periods * (2 / 3 * time + 1 / 3 * time**2) + start
    phase = turns % 1.0
    match name:
        case "square":
            return np.where(phase < 0.5, 1.0, -1.0)
        case "triangle":
            return 4.0 * np.abs(phase - 0.5) - 1.0
        case "sawtooth":
            return 2.0 * phase - 1.0
        case "pulses":
            return 2.0 * np.exp(-(((phase - 0.5) / 0.06) ** 2)) - 1.0
    return np.sin(2 * np.pi * turns)
