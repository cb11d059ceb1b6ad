"""ResNet-50."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from playground.catalog.architecture import Architecture
from playground.catalog.architectures._resnet import resnet
from playground.catalog.architectures._settings import by_adam, by_momentum, experiment, form, noise, shapes
from playground.catalog.parts import bottleneck
from playground.spec.experiment import Experiment, Network
from playground.spec.values import Values


class ResNet50(Architecture):
    """Sixteen bottleneck blocks of three convolutions each."""

    kind = "resnet50"
    title = "ResNet-50"
    summary = "Sixteen bottleneck blocks of three convolutions, in four stages."
    help = (
        "A block first brings 256 channels down to 64 by a 1×1 convolution, works on them with 3×3, and goes back to "
        "256: the dear convolution sees few channels. So fifty layers cost little more than the thirty-four of simple "
        "blocks. The stride of a stage lies on its first 3×3 convolution."
    )
    formula = "conv 7×7/2 → pool → 3 + 4 + 6 + 3 × g(F(x) + x) → average → 1000,  F: 1×1 → 3×3 → 1×1"
    aliases = ("resnet", "resnet-50", "residual", "bottleneck", "he", "skip", "imagenet")
    order = 51
    year = 2015
    source = "He, Zhang, Ren, Sun: Deep residual learning for image recognition, 2016; 25,557,032 as in torchvision"
    sizes = Values(full=25_557_032, small=95_786)
    sees = Values(full="224×224×3", small="32×32×3")

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        form: Literal["full", "small"] = form()

    @classmethod
    def network(cls, p: Params) -> Network:
        """Names as in the paper's table 1."""
        small = p.form == "small"
        filters = (4, 8, 16, 32) if small else (64, 128, 256, 512)
        return resnet((3, 4, 6, 3), bottleneck, widening=4, small=small, filters=filters)

    @classmethod
    def experiment(cls, p: Params) -> Experiment:
        """ImageNet's size without its pictures, or coloured shapes."""
        if p.form == "small":
            return experiment(cls.network(p), shapes(), by_adam(0.003, 32, 6))
        return experiment(cls.network(p), noise(224), by_momentum(0.1, 8))
