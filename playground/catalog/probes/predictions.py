"""Predictions beside the truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from playground.catalog.families import Probe
from playground.catalog.view import View
from playground.spec.fields import param


class Predictions(Probe):
    """What the network says of the examples of one part, and what is right."""

    kind = "predictions"
    title = "Predictions"
    summary = "Predictions beside the truth, and which classes are taken for which."
    pace = 15.0
    help = (
        "Classes: array `predicted` of shape (m,), the most probable class, `confidence` of shape (m,), its "
        "probability, `truth` of shape (m,), and `confusion` of shape (classes, classes): how many examples of the "
        "row's class were taken for the column's. Numbers: `predicted` and `truth` of shape (m, targets). Fact `part` "
        "is the part that was looked at. Nothing where the part is empty."
    )

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        part: Literal["train", "dev", "test"] = param("dev", help="The part of the data.")
        examples: int = param(5000, low=1, high=100_000, help="At most so many examples, the first ones.")

    @classmethod
    def measure(cls, p: Params, view: View) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """Nothing where the part is empty."""
        x, y = view.part(p.part)
        x, y = x[: p.examples], y[: p.examples]
        if not len(x):
            return {}, {}
        prediction = view.predict(view.logits(x))
        facts = {"part": p.part}
        if view.facts.task == "regression":
            return {"predicted": prediction.astype(np.float32), "truth": y.astype(np.float32)}, facts
        predicted = prediction.argmax(axis=1).astype(np.int64)
        truth = y.astype(np.int64)
        confusion = np.zeros((view.facts.outputs, view.facts.outputs), dtype=np.int64)
        np.add.at(confusion, (truth, predicted), 1)
        confidence = prediction.max(axis=1).astype(np.float32)
        return {"predicted": predicted, "confidence": confidence, "truth": truth, "confusion": confusion}, facts
