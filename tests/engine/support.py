"""Small experiments for the engine's tests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import torch

from playground.catalog.prepare import epoch_order
from playground.engine.trainer import Trainer
from playground.spec.experiment import Data, Experiment, Network, Node, Training, chain, lay_out
from playground.spec.values import Choice, Values


def dense(id: str, units: int = 4, activation: str = "tanh", **more: Any) -> Node:
    return Node(id=id, kind="dense", params=Values(units=units, activation=Choice(activation), **more))


def block(id: str, kind: str, **params: Any) -> Node:
    return Node(id=id, kind=kind, params=Values(params))


def network(*middle: Node) -> Network:
    nodes = lay_out((Node(id="input", kind="input"), *middle, Node(id="output", kind="output")))
    return Network(nodes=nodes, edges=chain(*nodes))


def experiment(
    *middle: Node, source: Choice | str = "circle", data: dict[str, Any] | None = None, **training: Any
) -> Experiment:
    """A chain of ``middle`` on 100 points of a data set; plain gradient descent unless told otherwise."""
    if isinstance(source, str):
        source = Choice(source, Values(samples=100))
    training.setdefault("optimizer", sgd(0.1))
    layers: Iterable[Node] = middle or (dense("a", 4), dense("b", 2))
    return Experiment(
        network=network(*layers), data=Data(source=source, **(data or {})), training=Training(**training), seed=7
    )


def sgd(rate: float) -> Choice:
    return Choice("gradient_descent", Values(learning_rate=rate))


def retrained(old: Experiment, **training: Any) -> Experiment:
    return replace(old, training=replace(old.training, **training))


def batches(trainer: Trainer, epoch: int) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """The batches of an epoch by hand: the training part in the epoch's order, cut into pieces."""
    size, train = trainer.experiment.training.batch_size, trainer._examples.train
    order = torch.from_numpy(epoch_order(trainer.experiment.seed, epoch, train.size))
    return list(zip(torch.split(train.x[order], size), torch.split(train.y[order], size), strict=True))
