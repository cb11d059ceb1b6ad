"""Answers to what the windows of examples ask, as the engine gives them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from playground.catalog.entry import settle
from playground.catalog.families import Probe
from playground.engine.trainer import Trainer
from playground.engine.view import LiveView
from playground.spec.experiment import Experiment
from playground.spec.values import Choice, Values
from playground.wire.commands import Watch
from playground.wire.events import Picture
from playground.workbench.run import Run
from tests.engine import support
from tests.workbench.support import Recorder


def digits() -> Experiment:
    """A few units on the 8 × 8 digits as pictures."""
    return support.experiment(
        support.block("flat", "flatten"),
        support.dense("fc", 6),
        source=Choice("digits", Values(layout="picture")),
        data={"normalize": True},
    )


def asked(engine: Recorder, key: str) -> bool:
    """Whether the engine is asked for something under ``key``."""
    return any(watched.key == key for watched in engine.last(Watch).watched)


def answer(run: Run, engine: Recorder, qtbot: QtBot, key: str, trainer: Trainer) -> None:
    """Wait until it is asked under ``key``, and tell what the trainer's network says."""
    qtbot.waitUntil(lambda: asked(engine, key))
    command = engine.last(Watch)
    watched = next(watched for watched in command.watched if watched.key == key)
    probe, p = settle(Probe, Choice(watched.kind, watched.params))
    arrays, facts = probe.measure(p, LiveView(trainer))
    step = trainer.step_number
    run.handle(Picture(run_id=command.run_id, key=key, kind=watched.kind, step=step, arrays=arrays, facts=facts))


def logits(trainer: Trainer, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Of `digits` by the plain formula: one dense layer, tanh, and the output."""
    learned = {name: weight.astype(np.float64) for name, weight in trainer.weights().items()}
    x = trainer.prepared.inputs(rows).reshape(len(rows), -1).astype(np.float64)
    a = np.tanh(x @ learned["fc.weight"].T + learned["fc.bias"])
    found: NDArray[np.float64] = a @ learned["output.weight"].T + learned["output.bias"]
    return found
