"""Loss and metrics of whole parts of the data, in evaluation mode."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import Any, TypeVar

import torch
from torch import Tensor

from playground.catalog.entry import family
from playground.catalog.facts import Facts
from playground.catalog.families import Loss, Metric
from playground.catalog.prepare import MOST_LEARNED_FROM
from playground.catalog.tensor import Mode
from playground.engine.examples import Batch, Examples
from playground.engine.model import Model
from playground.engine.parameters import to_numpy

T = TypeVar("T")

EVALUATION = Mode(training=False)


def logits_of(model: Model, x: Tensor) -> Tensor:
    """The logits of all examples in evaluation mode, shape (m, units); piece by piece, so that memory stays small."""
    return result_of(_logits(model, [x]))


def _logits(model: Model, inputs: Iterable[Tensor]) -> Generator[None, None, Tensor]:
    """As `logits_of`, of several inputs one after the other, with a pause after each piece."""
    pieces = []
    for x in inputs:
        for rows in torch.split(x, model.rows_at_once):
            with torch.no_grad():
                pieces.append(model.logits(rows, EVALUATION))
            yield
    return pieces[0] if len(pieces) == 1 else torch.cat(pieces)


def result_of(work: Generator[None, None, T]) -> T:
    """What comes out in the end, without a pause."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            found: T = end.value
            return found


def metrics_for(facts: Facts) -> dict[str, type[Metric]]:
    """The metrics that make sense for a task, by kind."""
    return {
        kind: entry
        for kind, entry in family("metrics").items()
        if issubclass(entry, Metric) and facts.task in entry.tasks
    }


def evaluating(
    model: Model, loss: type[Loss], settings: Any, facts: Facts, examples: Examples
) -> Generator[None, None, dict[str, dict[str, float]]]:
    """For every part the mean ``loss`` without penalty, and every metric that fits the task, of one forward pass.

    Of many pictures to learn from a sample is taken, see `MOST_LEARNED_FROM`. It pauses after each piece of the work;
    the weights must not change until it is done.
    """
    mean = loss.build(settings, facts)
    metrics = metrics_for(facts)
    parts, truths = examples.looked_at, examples.truths
    whole = parts["train"]
    step = -(-whole.size // MOST_LEARNED_FROM) if whole.x.dim() > 2 else 1
    if step > 1:
        x, y = whole.x[::step], whole.y[::step]
        parts, truths = parts | {"train": Batch(x, y, len(y))}, truths | {"train": truths["train"][::step]}
    logits = yield from _logits(model, [examples.x] if step == 1 else [part.x for part in parts.values()])
    pieces = torch.split(logits, [part.size for part in parts.values()])
    losses = torch.stack([mean(piece, part.y) for piece, part in zip(pieces, parts.values(), strict=True)]).tolist()
    predictions = loss.predict(settings, facts, to_numpy(logits))
    found: dict[str, dict[str, float]] = {}
    done = 0
    for (name, part), value in zip(parts.items(), losses, strict=True):
        prediction = predictions[done : done + part.size]
        done += part.size
        values = {kind: float(metric.measure(prediction, truths[name])) for kind, metric in metrics.items()}
        found[str(name)] = {"loss": value} | values
    return found
