"""Loss and metrics of whole parts of the data, in evaluation mode."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from playground.catalog.entry import family
from playground.catalog.facts import Facts
from playground.catalog.families import Loss, Metric
from playground.catalog.tensor import Mode
from playground.engine.examples import Examples
from playground.engine.model import Model
from playground.engine.parameters import to_numpy

EVALUATION = Mode(training=False)

_ROWS = 16_384
"""Examples computed at once, so that large parts do not need large memory."""


def logits_of(model: Model, x: Tensor) -> Tensor:
    """The logits of all examples in evaluation mode, shape (m, units)."""
    with torch.no_grad():
        pieces = [model.logits(rows, EVALUATION) for rows in torch.split(x, _ROWS)]
    return pieces[0] if len(pieces) == 1 else torch.cat(pieces)


def metrics_for(facts: Facts) -> dict[str, type[Metric]]:
    """The metrics that make sense for a task, by kind."""
    return {
        kind: entry
        for kind, entry in family("metrics").items()
        if issubclass(entry, Metric) and facts.task in entry.tasks
    }


def evaluate(
    model: Model, loss: type[Loss], settings: Any, facts: Facts, examples: Examples
) -> dict[str, dict[str, float]]:
    """For every part the mean ``loss`` without penalty, and every metric that fits the task, of one forward pass."""
    mean = loss.build(settings, facts)
    metrics = metrics_for(facts)
    parts = examples.looked_at
    logits = logits_of(model, examples.x)
    pieces = torch.split(logits, [part.size for part in parts.values()])
    losses = torch.stack([mean(piece, part.y) for piece, part in zip(pieces, parts.values(), strict=True)]).tolist()
    predictions = loss.predict(settings, facts, to_numpy(logits))
    found: dict[str, dict[str, float]] = {}
    done = 0
    for (name, part), value in zip(parts.items(), losses, strict=True):
        prediction = predictions[done : done + part.size]
        done += part.size
        values = {kind: float(metric.measure(prediction, examples.truths[name])) for kind, metric in metrics.items()}
        found[str(name)] = {"loss": value} | values
    return found
