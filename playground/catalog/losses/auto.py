"""The loss that follows the task."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.catalog.entry import find
from playground.catalog.facts import Facts
from playground.catalog.families import Loss
from playground.catalog.tensor import Array, Ints, Tensor


class Auto(Loss):
    """Binary cross-entropy for two classes, softmax cross-entropy for more, squared error for numbers."""

    kind = "auto"
    title = "Follows the task"
    summary = "Cross-entropy for classes, squared error for numbers."
    help = "Two classes: binary cross-entropy. More classes: softmax cross-entropy. Numbers: squared error."
    formula = "by the data"
    tasks = frozenset({"classes", "regression"})
    order = 0

    @classmethod
    def pick(cls, facts: Facts) -> tuple[type[Loss], Any]:
        """The loss that serves these data, with its default settings."""
        if facts.task == "regression":
            kind = "squared"
        else:
            kind = "binary_cross_entropy" if facts.outputs == 2 else "softmax_cross_entropy"
        loss = find(Loss, kind)
        return loss, loss.read({})

    @classmethod
    def title_for(cls, facts: Facts) -> str:
        """The picked loss's."""
        return cls.pick(facts)[0].title

    @classmethod
    def units(cls, facts: Facts) -> int:
        """As the picked loss has it."""
        return cls.pick(facts)[0].units(facts)

    @classmethod
    def build(cls, p: Any, facts: Facts) -> Callable[[Tensor, Tensor], Tensor]:
        """The picked loss."""
        loss, settings = cls.pick(facts)
        return loss.build(settings, facts)

    @classmethod
    def value(cls, p: Any, facts: Facts, logits: Array, y: Ints | Array) -> float:
        """The picked loss."""
        loss, settings = cls.pick(facts)
        return loss.value(settings, facts, logits, y)

    @classmethod
    def predict(cls, p: Any, facts: Facts, logits: Array) -> Array:
        """The picked loss."""
        loss, settings = cls.pick(facts)
        return loss.predict(settings, facts, logits)
