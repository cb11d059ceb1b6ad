"""ResNet-20 for small pictures, the twin of Plain-20."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from playground.catalog.architecture import Architecture
from playground.catalog.architectures._settings import by_momentum, experiment, form, noise, shapes
from playground.catalog.architectures._twins import FULL, SMALL, twin
from playground.spec.experiment import Experiment, Network
from playground.spec.values import Values


class ResNet20(Architecture):
    """Twenty layers with ways round every two of them."""

    kind = "resnet20"
    title = "ResNet-20"
    summary = "Twenty layers for 32×32 pictures, with ways round every two convolutions."
    help = (
        "The experiment of the paper: this network and its plain twin have the same convolutions. Deep plain networks "
        "end at a higher training loss, so it is not overfitting: they are harder to train. The ways round mend that. "
        "Train both and pin the first run. Where shapes change, the way round has a 1×1 convolution."
    )
    formula = "conv 3×3 → 3 stages of 3 × g(F(x) + x) → average → 10"
    aliases = ("resnet", "resnet-20", "residual", "cifar", "he", "skip")
    order = 52
    year = 2015
    source = (
        "He, Zhang, Ren, Sun: Deep residual learning for image recognition, 2016, table 6: 0.27 million (272,474 with "
        "projections)"
    )
    sizes = Values(full=272_474, small=68_654)
    sees = Values(full="32×32×3", small="32×32×3")

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        form: Literal["full", "small"] = form()

    @classmethod
    def network(cls, p: Params) -> Network:
        """16, 32 and 64 filters, or half as many."""
        return twin(SMALL if p.form == "small" else FULL, skip=True)

    @classmethod
    def experiment(cls, p: Params) -> Experiment:
        """Pictures of CIFAR's size; coloured shapes where it is to be trained."""
        if p.form == "small":
            return experiment(cls.network(p), shapes(), by_momentum(0.05, 64, 6))
        return experiment(cls.network(p), noise(32, classes=10), by_momentum(0.1, 32))
