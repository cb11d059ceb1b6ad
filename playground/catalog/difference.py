"""The base class of losses that compare predictions with the truth by their difference."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from playground.catalog.facts import Facts
from playground.catalog.families import Loss
from playground.catalog.tensor import Array, Ints, Tensor


class DifferenceLoss(Loss):
    """The mean over the examples of a distance, summed over the numbers to predict.

    For classes the prediction is a probability per class (sigmoid of one logit for two classes, softmax of a logit
    per class for more) and the truth is 1 for the right class and 0 for the others.
    """

    tasks = frozenset({"classes", "regression"})

    @classmethod
    def distance(cls, p: Any) -> Callable[[Tensor], Tensor]:
        """From differences (prediction − truth) to distances, number by number, in torch."""
        raise NotImplementedError

    @classmethod
    def distance_value(cls, p: Any, difference: Array) -> Array:
        """The same in NumPy."""
        raise NotImplementedError

    @classmethod
    def units(cls, facts: Facts) -> int:
        """One per number to predict; one for two classes, else one per class."""
        return 1 if facts.task == "classes" and facts.outputs == 2 else facts.outputs

    @classmethod
    def build(cls, p: Any, facts: Facts) -> Callable[[Tensor, Tensor], Tensor]:
        """Sum over the units, mean over the examples."""
        from torch import sigmoid, softmax
        from torch.nn.functional import one_hot

        distance, classes = cls.distance(p), facts.outputs
        if facts.task == "regression":
            return lambda logits, y: distance(logits - y.to(logits.dtype)).sum(1).mean()
        if classes == 2:
            return lambda logits, y: distance(sigmoid(logits[:, 0]) - y.to(logits.dtype)).mean()
        return lambda logits, y: distance(softmax(logits, 1) - one_hot(y, classes).to(logits.dtype)).sum(1).mean()

    @classmethod
    def value(cls, p: Any, facts: Facts, logits: Array, y: Ints | Array) -> float:
        """Sum over the units, mean over the examples."""
        predicted = cls.predict(p, facts, logits)
        if facts.task == "regression":
            difference: Array = predicted - y
        elif facts.outputs == 2:
            difference = predicted[:, 1:] - y[:, None]
        else:
            difference = predicted - np.eye(facts.outputs)[y.astype(int)]
        return float(cls.distance_value(p, difference).sum(axis=1).mean())

    @classmethod
    def predict(cls, p: Any, facts: Facts, logits: Array) -> Array:
        """Numbers as they are; for classes sigmoid or softmax."""
        if facts.task == "regression":
            return logits
        if facts.outputs == 2:
            positive = 0.5 * (1.0 + np.tanh(0.5 * logits))
            return np.concatenate([1.0 - positive, positive], axis=1)
        power = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares: Array = power / power.sum(axis=1, keepdims=True)
        return shares
