"""What training leaves alone, as a mask over the row of learned numbers."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from playground.engine.parameters import Parameters
from playground.spec.experiment import Experiment
from playground.spec.frozen import understood


def frozen_numbers(experiment: Experiment, parameters: Parameters) -> Tensor | None:
    """True where the words of `playground.spec.frozen` name a number of theta, shape (n,); None where they name none.

    Words that fit no number are passed over: the network has changed since. Running averages (buffers) are never
    frozen, as in torch, where ``requires_grad = False`` does not stop them either.
    """
    frozen = np.zeros(parameters.theta.numel(), dtype=np.bool_)
    for node in experiment.network.nodes:
        words = [found for word in node.frozen if (found := understood(word)) is not None]
        if not words:
            continue
        head = f"{node.id}."
        for name, place in parameters.places.items():
            if place.node != node.id or place.role == "buffer":
                continue
            array = frozen[place.start : place.stop].reshape(place.shape)
            for word in words:
                if word.name not in ("", name.removeprefix(head)) or len(word.index) > array.ndim:
                    continue
                if all(at < size for at, size in zip(word.index, array.shape, strict=False)):
                    array[word.index] = True
    if not frozen.any():
        return None
    return torch.from_numpy(frozen).to(parameters.theta.device)
