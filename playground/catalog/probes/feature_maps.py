"""What every filter makes of one picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.families import Probe
from playground.catalog.probes._picture import OfPicture, looked_at
from playground.catalog.view import View
from playground.spec.fields import param


class FeatureMaps(Probe):
    """The outputs of layers for one example, each channel a picture of its own."""

    kind = "feature_maps"
    title = "Feature maps"
    summary = "The outputs of layers for one picture: a small picture per channel."
    pace = 15.0
    help = (
        "Array `<node>` for every node that is asked for, of the shape of its output: (channels, height, width) behind "
        "a convolution or a pooling, (units,) behind a dense layer; 16-bit numbers, at most the first `most` channels. "
        "Fact `shown` has the true shape where not all of it is here. The array `picture` is the example itself, in "
        "the data's numbers. Nothing where there is no such example."
    )

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params(OfPicture):
        """Settings."""

        nodes: tuple[str, ...] = param((), help="The nodes whose outputs are wanted.")
        most: int = param(64, low=1, high=4096, unit="channels", help="At most so many channels of a node.")

    @classmethod
    def measure(cls, p: Params, view: View) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """In evaluation mode: no dropout, running averages in batch norm."""
        x = looked_at(p, view)
        if x is None:
            return {}, {}
        arrays: dict[str, NDArray[Any]] = {"picture": np.array(x[0], dtype=np.float32)}
        shown: dict[str, tuple[int, ...]] = {}
        for node, output in view.outputs(x, p.nodes).items():
            arrays[node] = view.half(output[0][: p.most])
            if len(output[0]) > p.most:
                shown[node] = tuple(output[0].shape)
        return arrays, {"shown": shown}
