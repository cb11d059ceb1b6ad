"""VGG-16: nothing but 3×3 convolutions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from playground.catalog.architecture import Architecture
from playground.catalog.architectures._settings import by_adam, by_momentum, experiment, form, noise, shapes
from playground.catalog.draft import Draft
from playground.catalog.parts import LINEAR, RELU, batch_norm, convolution, max_pool
from playground.spec.experiment import Experiment, Network
from playground.spec.fields import param
from playground.spec.values import Choice, Values

STAGES = (2, 2, 3, 3, 3)
"""Convolutions before each pooling."""


class Vgg16(Architecture):
    """Thirteen convolutions in five stages, three dense layers."""

    kind = "vgg16"
    title = "VGG-16"
    summary = "Thirteen 3×3 convolutions in five stages, three dense layers."
    help = (
        "The same simple step again and again: two or three 3×3 convolutions, then a pooling that halves the sides "
        "while the channels double. Two 3×3 convolutions see as much as one 5×5 and have fewer numbers. Of its 138 "
        "million, 103 million lie in the first dense layer."
    )
    formula = "(conv 3×3)² → pool → (conv 3×3)² → pool → 3 × [(conv 3×3)³ → pool] → dense 4096 → dense 4096 → 1000"
    aliases = ("vgg", "vgg-16", "simonyan", "zisserman", "imagenet", "cnn")
    order = 30
    year = 2014
    source = (
        "Simonyan, Zisserman: Very deep convolutional networks for large-scale image recognition, 2015, table 2: 138 "
        "million; 138,357,544 as in torchvision, 138,365,992 with batch norm"
    )
    sizes = Values(full=138_357_544, small=239_278)
    sees = Values(full="224×224×3", small="32×32×3")

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        form: Literal["full", "small"] = form()
        batch_norm: bool = param(
            False, effect="keep", help="Batch norm behind every convolution, as it is trained more easily today."
        )

    @classmethod
    def network(cls, p: Params) -> Network:
        """Names as in the paper's table."""
        small = p.form == "small"
        filters = (8, 16, 32, 64, 64) if small else (64, 128, 256, 512, 512)
        units = 64 if small else 4096
        draft = Draft()
        x = draft.add("input", id="input1")
        for stage, (count, channels) in enumerate(zip(STAGES, filters, strict=True), start=1):
            with draft.group(f"conv{stage}", closed=False, stacked=True):
                for number in range(1, count + 1):
                    name = f"conv{stage}_{number}"
                    if p.batch_norm:
                        conv = convolution(draft, x, channels, 3, activation=LINEAR, id=name, name=name)
                        x = batch_norm(draft, conv, RELU, id=f"{name}_bn")
                    else:
                        x = convolution(draft, x, channels, 3, id=name, name=name)
                x = max_pool(draft, x, 2, 2, id=f"pool{stage}", name=f"pool{stage}")
        with draft.group("classifier", closed=False, stacked=True):
            x = draft.add("flatten", x, id="flatten1")
            for layer in ("fc6", "fc7"):
                he = Choice("he_normal")
                x = draft.add(
                    "dense", x, id=layer, name=layer, units=units, activation=Choice("relu"), weight_initializer=he
                )
                x = draft.add("dropout", x, id=f"{layer}_drop", keep_prob=0.8 if small else 0.5)
        draft.add("output", x, id="output1")
        return draft.network()

    @classmethod
    def experiment(cls, p: Params) -> Experiment:
        """ImageNet's size without its pictures, or coloured shapes."""
        if p.form == "small":
            return experiment(cls.network(p), shapes(), by_adam(0.001, 32, 8))
        return experiment(cls.network(p), noise(224), by_momentum(0.01, 8))
