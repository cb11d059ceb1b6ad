"""Small experiments on which things are tried: points, signals, pictures and volumes, a few examples of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np

from playground.catalog.analysis import Analysis, analyse
from playground.catalog.entry import known
from playground.engine.self_test.trial import demand
from playground.engine.trainer import Trainer
from playground.engine.view import LiveView
from playground.spec.experiment import Data, Edge, Experiment, Network, Node, Training
from playground.spec.fields import Field
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, Values
from playground.spec.words import tr

EXAMPLES = 40
SIDE = 8
"""Pixels of a picture's side, and places of a signal."""
SIZES = {
    "samples": EXAMPLES,
    "height": SIDE,
    "width": SIDE,
    "depth": SIDE,
    "length": 4 * SIDE,
    "channels": 4,
    "classes": 4,
}
"""Settings of data sets that make them small, wherever they have them."""
KINDS = ("circle", "curve_1d", "signals", "noise_pictures", "volumes")
"""Data of each form of examples."""
RATE = Choice("gradient_descent", Values(learning_rate=0.01))


def smaller(kind: str) -> Choice:
    """A data set with few and small examples."""
    entry = known("datasets", kind)
    fields: Iterable[Field] = entry.fields() if entry is not None else ()
    return Choice(kind, Values({f.name: f.nearest(SIZES[f.name]) for f in fields if f.name in SIZES}))


def straight(*middle: Node, source: Choice, **training: Any) -> Experiment:
    """A chain of blocks between input and output, flattened before the output."""
    nodes = (
        Node(id="input", kind="input"),
        *middle,
        Node(id="flat", kind="flatten"),
        Node(id="output", kind="output"),
    )
    edges = tuple(Edge(source=a.id, target=b.id) for a, b in pairwise(nodes))
    return on(Network(nodes=nodes, edges=edges), source, **training)


def on(network: Network, source: Choice, **training: Any) -> Experiment:
    """The network on these data, trained by plain gradient descent unless told otherwise."""
    settings: dict[str, Any] = {"optimizer": RATE, "batch_size": 16} | training
    return Experiment(network=network, data=Data(source=source), training=Training(**settings), seed=3)


def with_output(experiment: Experiment, **settings: Any) -> Experiment:
    """The same with these settings of the output block."""
    nodes = tuple(
        replace(node, params=node.params | settings) if node.kind == "output" else node
        for node in experiment.network.nodes
    )
    return replace(experiment, network=replace(experiment.network, nodes=nodes))


def sources() -> Iterator[Choice]:
    """Small data of every form that there is, points first."""
    for kind in KINDS:
        if known("datasets", kind) is not None:
            yield smaller(kind)


def refusals(analysis: Analysis) -> list[str]:
    """Why it cannot be trained."""
    return [problem.sentence for problem in analysis.problems if problem.severity == "error"]


def first_that_fits(experiments: Iterable[Experiment]) -> Experiment:
    """The first experiment that can be trained.

    Raises:
        PlaygroundError: none can; the sentence has the reason of the last.

    """
    why = tr("there is nothing to try it on")
    for experiment in experiments:
        wrong = refusals(analyse(experiment))
        if not wrong:
            return experiment
        why = wrong[0]
    raise PlaygroundError(why)


def train(experiment: Experiment, steps: int = 2, **how: Any) -> Trainer:
    """Train so many steps one by one, and see that losses and weights are numbers and that something was learned."""
    trainer = Trainer(experiment, **({"device": "cpu", "stepper": "eager"} | how))
    before = {name: array.copy() for name, array in trainer.weights().items()}
    losses = trainer.train_steps(steps).loss
    demand(len(losses) == steps, tr("{done} of {count} steps were done", done=len(losses), count=steps))
    demand(bool(np.isfinite(losses).all()), tr("the loss is no number: {losses}", losses=losses.tolist()))
    after = trainer.weights()
    demand(all(bool(np.isfinite(array).all()) for array in after.values()), tr("a weight is no number"))
    changed = any(not np.array_equal(array, after[name]) for name, array in before.items())
    demand(changed or not before, tr("no weight was changed by training"))
    return trainer


@cache
def views() -> dict[str, LiveView]:
    """Networks that have been trained a little, to look at: on points, one feature, pictures and numbers."""
    dense = Node(id="dense1", kind="dense", params=Values(units=4))
    conv = Node(id="conv1", kind="conv", params=Values(filters=3))
    made = {}
    for kind, middle in (("circle", dense), ("curve_1d", dense), ("noise_pictures", conv), ("plane", dense)):
        if known("datasets", kind) is not None and known("blocks", middle.kind) is not None:
            made[kind] = LiveView(train(straight(middle, source=smaller(kind))))
    return made
