"""Cross-entropy of several classes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from playground.catalog.facts import Facts
from playground.catalog.families import Loss
from playground.catalog.tensor import Array, Ints, Tensor


class SoftmaxCrossEntropy(Loss):
    """The loss of softmax regression."""

    kind = "softmax_cross_entropy"
    title = "Softmax cross-entropy"
    summary = "For several classes: a logit each, compared by softmax."
    help = (
        "Softmax turns the logits into probabilities that add up to one; the loss is minus the logarithm of the "
        "right class's probability. Its gradient is simply ŷ − y. With two classes it is logistic regression with "
        "one logit too many."
    )
    formula = "−Σⱼ yⱼ log ŷⱼ,  ŷ = softmax(z)"
    aliases = ("categorical cross-entropy", "negative log likelihood", "multiclass", "log loss")
    tasks = frozenset({"classes"})
    order = 20

    @classmethod
    def units(cls, facts: Facts) -> int:
        """One logit per class."""
        return facts.outputs

    @classmethod
    def build(cls, p: Any, facts: Facts) -> Callable[[Tensor, Tensor], Tensor]:
        """Computed from the logits, so that it neither overflows nor loses digits."""
        from torch.nn.functional import cross_entropy

        return lambda logits, y: cross_entropy(logits, y)

    @classmethod
    def value(cls, p: Any, facts: Facts, logits: Array, y: Ints | Array) -> float:
        """Minus the logarithm of the right class's probability, averaged over the examples."""
        right = cls.predict(p, facts, logits)[np.arange(len(y)), y.astype(int)]
        return float(-np.log(right).mean())

    @classmethod
    def predict(cls, p: Any, facts: Facts, logits: Array) -> Array:
        """Softmax."""
        power = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares: Array = power / power.sum(axis=1, keepdims=True)
        return shares
