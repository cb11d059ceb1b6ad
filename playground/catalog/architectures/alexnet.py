"""AlexNet, with which deep learning of pictures began."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from playground.catalog.architecture import Architecture
from playground.catalog.architectures._settings import by_momentum, experiment, form, noise, shapes
from playground.catalog.draft import Draft
from playground.catalog.parts import convolution, max_pool
from playground.spec.experiment import Experiment, Network
from playground.spec.values import Choice, Values


class AlexNet(Architecture):
    """Five convolutions, three dense layers."""

    kind = "alexnet"
    title = "AlexNet"
    summary = "Five convolutions and three dense layers: won ImageNet in 2012 by ten points."
    help = (
        "Much like LeNet-5 but a thousand times as large, with ReLU, dropout and two graphics cards: half of the "
        "channels lay on each, so the convolutions of two groups see only their own half. Nearly all of its numbers "
        "lie in the first dense layer."
    )
    formula = "conv 11×11/4 → conv 5×5 → 3 × conv 3×3 → dense 4096 → dense 4096 → 1000"
    aliases = ("krizhevsky", "imagenet", "cnn", "convnet")
    order = 20
    year = 2012
    source = (
        "Krizhevsky, Sutskever, Hinton: ImageNet classification with deep convolutional neural networks, 2012: 60 "
        "million (60,965,224 with its two groups); one tower: Krizhevsky 2014 as in torchvision, 61,100,840"
    )
    sizes = Values(full=60_965_224, one_tower=61_100_840, small=116_838)
    sees = Values(full="227×227×3", one_tower="224×224×3", small="32×32×3")

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        form: Literal["full", "one_tower", "small"] = form()

    @classmethod
    def network(cls, p: Params) -> Network:
        """Full: the paper's two towers as groups of the convolutions, and its normalization among channels."""
        full, small = p.form == "full", p.form == "small"
        filters = {
            "full": (96, 256, 384, 384, 256),
            "one_tower": (64, 192, 384, 256, 256),
            "small": (16, 32, 48, 48, 32),
        }
        one, two, three, four, five = filters[p.form]
        units = 128 if small else 4096
        towers = 2 if full else 1
        draft = Draft()
        x = draft.add("input", id="input1")
        with draft.group("conv1", closed=False, stacked=True):
            if small:
                x = convolution(draft, x, one, 5, id="conv1", name="conv1")
            elif full:
                x = draft.add("conv", x, id="conv1", name="conv1", filters=one, kernel_size=11, stride=4)
            else:
                settings: dict[str, Any] = {
                    "filters": one,
                    "kernel_size": 11,
                    "stride": 4,
                    "padding": "number",
                    "padding_size": 2,
                }
                x = draft.add("conv", x, id="conv1", name="conv1", **settings)
            x = draft.add("local_response_norm", x, id="norm1", name="norm1") if full else x
            x = max_pool(draft, x, 3, 2, id="pool1", name="pool1")
        with draft.group("conv2", closed=False, stacked=True):
            x = convolution(draft, x, two, 5, groups=towers, id="conv2", name="conv2")
            x = draft.add("local_response_norm", x, id="norm2", name="norm2") if full else x
            x = max_pool(draft, x, 3, 2, id="pool2", name="pool2")
        with draft.group("conv3 to conv5", id="group_conv345", closed=False, stacked=True):
            x = convolution(draft, x, three, 3, id="conv3", name="conv3")
            x = convolution(draft, x, four, 3, groups=towers, id="conv4", name="conv4")
            x = convolution(draft, x, five, 3, groups=towers, id="conv5", name="conv5")
            x = max_pool(draft, x, 3, 2, id="pool5", name="pool5")
        with draft.group("classifier", closed=False, stacked=True):
            x = draft.add("flatten", x, id="flatten1")
            for layer in ("fc6", "fc7"):
                x = draft.add("dropout", x, id=f"{layer}_drop", keep_prob=0.8 if small else 0.5)
                x = draft.add("dense", x, id=layer, name=layer, units=units, activation=Choice("relu"), **HE)
        draft.add("output", x, id="output1")
        return draft.network()

    @classmethod
    def experiment(cls, p: Params) -> Experiment:
        """ImageNet's size without its pictures, or coloured shapes."""
        if p.form == "small":
            return experiment(cls.network(p), shapes(), by_momentum(0.02, 32, 8))
        side = 227 if p.form == "full" else 224
        return experiment(cls.network(p), noise(side), by_momentum(0.01, 16))


HE: dict[str, Any] = {"weight_initializer": Choice("he_normal")}
