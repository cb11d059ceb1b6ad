"""The batch of the next step as the network gets it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.families import Probe
from playground.catalog.view import View
from playground.spec.fields import param


class BatchPictures(Probe):
    """The pictures that the next step will learn from."""

    kind = "batch_pictures"
    title = "Batch as the network gets it"
    summary = "The pictures of the next step's batch, altered and normalized as the network gets them."
    pace = 2.0
    help = (
        "Arrays `inputs` of shape (m, channels, height, width), 16-bit numbers, normalized and, where pictures are "
        "altered while they are learned from, altered exactly as the next step will have them; and `y`, the targets, "
        "in the same order. At most the first `most` of them; fact `rows` is the true m. Nothing where the data are "
        "no pictures."
    )

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        most: int = param(512, low=1, high=10_000, help="The most pictures that are shown.")

    @classmethod
    def measure(cls, p: Params, view: View) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """Looking draws no random number: those of a batch depend on the number of its step alone."""
        if not view.facts.picture:
            return {}, {}
        inputs, (_, y) = view.batch_inputs(), view.batch()
        shape = (-1, view.facts.channels, *view.facts.picture)
        shown = view.half(inputs[: p.most].reshape(shape))
        return {"inputs": shown, "y": np.array(y[: p.most])}, {"rows": len(inputs)}
