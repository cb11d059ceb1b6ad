"""ResNet-18."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from playground.catalog.architecture import Architecture
from playground.catalog.architectures._resnet import resnet
from playground.catalog.architectures._settings import by_momentum, experiment, form, noise, shapes
from playground.catalog.parts import residual
from playground.spec.experiment import Experiment, Network
from playground.spec.values import Values


class ResNet18(Architecture):
    """Eight residual blocks of two convolutions each."""

    kind = "resnet18"
    title = "ResNet-18"
    summary = "Eight residual blocks of two 3×3 convolutions, in four stages."
    help = (
        "Around every two convolutions leads a way that adds what came in to what goes out. The convolutions only have "
        "to learn what is to be changed, and the gradient has a way back that shrinks nowhere: so very deep networks "
        "can be trained. Where a stage halves the sides a 1×1 convolution brings the way round to the same shape."
    )
    formula = "conv 7×7/2 → pool → 4 stages of 2 × g(F(x) + x) → average → 1000"
    aliases = ("resnet", "resnet-18", "residual", "he", "skip", "imagenet")
    order = 50
    year = 2015
    source = "He, Zhang, Ren, Sun: Deep residual learning for image recognition, 2016; 11,689,512 as in torchvision"
    sizes = Values(full=11_689_512, small=176_142)
    sees = Values(full="224×224×3", small="32×32×3")

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        form: Literal["full", "small"] = form()

    @classmethod
    def network(cls, p: Params) -> Network:
        """Names as in the paper's table 1."""
        small = p.form == "small"
        filters = (8, 16, 32, 64) if small else (64, 128, 256, 512)
        return resnet((2, 2, 2, 2), residual, widening=1, small=small, filters=filters)

    @classmethod
    def experiment(cls, p: Params) -> Experiment:
        """ImageNet's size without its pictures, or coloured shapes."""
        if p.form == "small":
            return experiment(cls.network(p), shapes(), by_momentum(0.05, 32, 4))
        return experiment(cls.network(p), noise(224), by_momentum(0.1, 16))
