"""Pictures as the network gets them while it learns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.families import Probe
from playground.catalog.tensor import Array
from playground.catalog.view import View
from playground.spec.fields import param


class Augmented(Probe):
    """Some pictures of the training part, and what the augmentation makes of them."""

    kind = "augmented"
    title = "Augmented pictures"
    summary = "Pictures of the training part beside fresh examples of what augmentation makes of them."
    pace = 2.0
    help = (
        "Array `original` of shape (pictures, channels, height, width), bytes from black to white, and `fresh` of "
        "shape (pictures, times, channels, height, width). Without augmentation, and before the engine is up, only "
        "the originals; nothing where the data are no pictures."
    )

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        pictures: int = param(3, low=1, high=64, help="So many pictures, spread over the training part.")
        times: int = param(5, low=1, high=64, help="So many fresh examples of each.")
        round: int = param(0, low=0, high=2**31 - 1, help="Another number draws other examples.")

    @classmethod
    def measure(cls, p: Params, view: View) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """The same settings give the same examples, also while it trains."""
        x, _ = view.part("train")
        if not view.facts.picture or not len(x):
            return {}, {}
        x = x[np.linspace(0, len(x) - 1, min(len(x), p.pictures)).astype(np.int64)]
        low, high = view.facts.levels
        shape = (view.facts.channels, *view.facts.picture)
        arrays: dict[str, NDArray[Any]] = {"original": _bytes((x.reshape(len(x), *shape) - low) / (high - low))}
        fresh = view.augmented(x, p.times, p.round)
        if fresh is not None:
            arrays["fresh"] = _bytes(fresh)
        return arrays, {}


def _bytes(pixels: Array) -> NDArray[np.uint8]:
    return (np.clip(pixels, 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8)
