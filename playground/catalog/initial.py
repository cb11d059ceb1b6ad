"""The first weights of an experiment, drawn in NumPy so that window and engine have the same without torch."""

from __future__ import annotations

import numpy as np

from playground.catalog.analysis import Analysis
from playground.catalog.entry import settle
from playground.catalog.families import Initializer
from playground.catalog.prepare import stream
from playground.catalog.tensor import Float32, fits_float32, lies_in
from playground.spec.experiment import Experiment


def initial_weights(experiment: Experiment, analysis: Analysis) -> dict[str, Float32]:
    """Parameters and buffers by ``"<node>.<name>"``, float32.

    Each array has a random stream of its own, made from the seed, the node's id and the array's name: adding or
    removing a block leaves the first weights of all others as they are. Learned numbers that were set by hand before
    the first step (`playground.spec.experiment.Touch`) have that value, whatever the seed; a touch that no longer fits
    is passed over.
    """
    weights: dict[str, Float32] = {}
    buffers: set[str] = set()
    for id in analysis.order:
        for parameter in analysis.signatures[id].parameters:
            initializer, p = settle(Initializer, parameter.initializer)
            rng = stream(experiment.seed, "weights", id, parameter.name)
            drawn = initializer.draw(p, parameter.shape, parameter.fan_in, parameter.fan_out, rng)
            weights[f"{id}.{parameter.name}"] = np.array(drawn, dtype=np.float32, order="C")
            if parameter.role == "buffer":
                buffers.add(f"{id}.{parameter.name}")
    for touch in experiment.touches:
        array = weights.get(touch.weight)
        if touch.step or array is None or touch.weight in buffers:
            continue
        if lies_in(touch.index, array.shape) and fits_float32(touch.value):
            array[touch.index] = touch.value
    return weights
