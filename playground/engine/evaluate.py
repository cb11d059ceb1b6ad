"""Loss and metrics of whole parts of the data, in evaluation mode."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from playground.catalog.entry import family
from playground.catalog.facts import Facts
from playground.catalog.families import Loss, Metric
from playground.catalog.tensor import Mode
from playground.engine.examples import Batch
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
    model: Model, loss: type[Loss], settings: Any, facts: Facts, parts: Mapping[Any, Batch]
) -> dict[str, dict[str, float]]:
    """For every part the mean ``loss`` without penalty, and every metric that fits the task."""
    mean = loss.build(settings, facts)
    metrics = metrics_for(facts)
    found: dict[str, dict[str, float]] = {}
    for name, part in parts.items():
        logits = logits_of(model, part.x)
        values = {"loss": float(mean(logits, part.y))}
        prediction = loss.predict(settings, facts, to_numpy(logits))
        truth = to_numpy(part.y)
        values |= {kind: float(metric.measure(prediction, truth)) for kind, metric in metrics.items()}
        found[str(name)] = values
    return found
