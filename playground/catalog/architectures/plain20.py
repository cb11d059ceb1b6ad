"""Plain-20 for small pictures, the twin of ResNet-20."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from playground.catalog.architecture import Architecture
from playground.catalog.architectures._settings import by_momentum, experiment, form, noise, shapes
from playground.catalog.architectures._twins import FULL, SMALL, twin
from playground.spec.experiment import Experiment, Network
from playground.spec.values import Values


class Plain20(Architecture):
    """Twenty layers, one behind the other."""

    kind = "plain20"
    title = "Plain-20"
    summary = "Twenty layers for 32×32 pictures without ways round: the twin of ResNet-20."
    help = (
        "The same convolutions as in ResNet-20, without the ways round them. Twenty layers can still be trained, but "
        "to a higher loss: the deeper it is, the more the gradient and the good solutions get lost on the way."
    )
    formula = "conv 3×3 → 18 × conv 3×3 in 3 stages → average → 10"
    aliases = ("plain", "plain-20", "cifar", "he", "vgg")
    order = 53
    year = 2015
    source = "He, Zhang, Ren, Sun: Deep residual learning for image recognition, 2016, table 6: 0.27 million (269,722)"
    sizes = Values(full=269_722, small=67_918)
    sees = Values(full="32×32×3", small="32×32×3")

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        form: Literal["full", "small"] = form()

    @classmethod
    def network(cls, p: Params) -> Network:
        """16, 32 and 64 filters, or half as many."""
        return twin(SMALL if p.form == "small" else FULL, skip=False)

    @classmethod
    def experiment(cls, p: Params) -> Experiment:
        """Pictures of CIFAR's size; coloured shapes where it is to be trained."""
        if p.form == "small":
            return experiment(cls.network(p), shapes(), by_momentum(0.05, 64, 6))
        return experiment(cls.network(p), noise(32, classes=10), by_momentum(0.1, 32))
