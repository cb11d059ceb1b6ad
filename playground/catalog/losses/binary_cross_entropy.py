"""Cross-entropy of two classes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from playground.catalog.facts import Facts
from playground.catalog.families import Loss
from playground.catalog.tensor import Array, Ints, Tensor


class BinaryCrossEntropy(Loss):
    """The loss of logistic regression."""

    kind = "binary_cross_entropy"
    title = "Binary cross-entropy"
    summary = "For two classes: one logit through a sigmoid."
    help = (
        "The negative log-likelihood of the labels when the sigmoid of the logit is the probability of the second "
        "class. With more than two classes each class gets a yes-or-no of its own."
    )
    formula = "−(y log ŷ + (1−y) log(1−ŷ)),  ŷ = σ(z)"
    aliases = ("log loss", "logistic", "bce", "sigmoid")
    tasks = frozenset({"classes"})
    order = 10

    @classmethod
    def units(cls, facts: Facts) -> int:
        """One logit for two classes, else one per class."""
        return 1 if facts.outputs == 2 else facts.outputs

    @classmethod
    def build(cls, p: Any, facts: Facts) -> Callable[[Tensor, Tensor], Tensor]:
        """Computed from the logit, so that it neither overflows nor loses digits."""
        from torch.nn.functional import binary_cross_entropy_with_logits, one_hot

        if cls.units(facts) == 1:
            return lambda logits, y: binary_cross_entropy_with_logits(logits[:, 0], y.to(logits.dtype))
        classes = facts.outputs
        return lambda logits, y: (
            binary_cross_entropy_with_logits(logits, one_hot(y, classes).to(logits.dtype)) * classes
        )

    @classmethod
    def value(cls, p: Any, facts: Facts, logits: Array, y: Ints | Array) -> float:
        """The plain formula, summed over the units and averaged over the examples."""
        probability = 1.0 / (1.0 + np.exp(-logits))
        truth = y[:, None] if cls.units(facts) == 1 else np.eye(facts.outputs)[y.astype(int)]
        losses = -(truth * np.log(probability) + (1 - truth) * np.log(1 - probability))
        return float(losses.sum(axis=1).mean())

    @classmethod
    def predict(cls, p: Any, facts: Facts, logits: Array) -> Array:
        """Probabilities; those of more than two classes are scaled to add up to one."""
        positive: Array = 0.5 * (1.0 + np.tanh(0.5 * logits))
        if cls.units(facts) == 1:
            return np.concatenate([1.0 - positive, positive], axis=1)
        total: Array = np.maximum(positive.sum(axis=1, keepdims=True), 1e-30)
        return positive / total
