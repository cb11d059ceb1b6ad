"""The learning rate that is still to come. Light: the inspector's sketch needs it before any plot is there."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.entry import settle
from playground.catalog.families import Schedule
from playground.catalog.settings import setting_at
from playground.spec.experiment import Experiment
from playground.spec.problems import PlaygroundError

Floats = NDArray[np.floating[Any]]
POINTS = 400
LEAST = 100.0
"""Epochs that are looked ahead where training has no end, at least."""


def planned(experiment: Experiment, now: float) -> tuple[Floats, Floats]:
    """Epochs from ``now`` on and the rate there; both empty where optimizer or schedule are not known."""
    training = experiment.training
    try:
        entry, settings = settle(Schedule, training.schedule)
        base = float(setting_at(experiment, ("training", "optimizer", "learning_rate"))[1])
    except PlaygroundError:
        return np.empty(0), np.empty(0)
    epochs = np.linspace(now, horizon(now, training.epochs, length(settings)), POINTS)
    return epochs, entry.rates(settings, base, epochs)


def length(settings: Any) -> float:
    """The epochs that a schedule is made for, where it is made for a number of them."""
    epochs = getattr(settings, "epochs", 0)
    return float(epochs) if isinstance(epochs, int | float) else 0.0


def horizon(now: float, stop: int, made_for: float = 0.0) -> float:
    """The epoch up to which the future is drawn: where training stops next, else a round number well ahead.

    Args:
        now: the present epoch. stop: training stops at every multiple of so many epochs; 0 goes on.
        made_for: the schedule's own number of epochs, which is to be seen in whole.

    """
    if stop:
        return float((math.floor(now / stop + 1e-9) + 1) * stop)
    wanted = max(1.25 * now, LEAST, made_for)
    decade = 10.0 ** math.floor(math.log10(wanted))
    return float(next(decade * share for share in (1, 2, 5, 10) if decade * share >= wanted))
