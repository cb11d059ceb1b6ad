"""LeNet-5, the first convolutional network at work."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from playground.catalog.architecture import Architecture
from playground.catalog.architectures._settings import by_adam, by_momentum, characters, experiment
from playground.catalog.draft import Draft
from playground.spec.experiment import Experiment, Network
from playground.spec.fields import param
from playground.spec.values import Choice, Values


class LeNet5(Architecture):
    """Two convolutions with pooling, three dense layers."""

    kind = "lenet5"
    title = "LeNet-5"
    summary = "Two convolutions with pooling, three dense layers: reads single characters."
    help = (
        "Read the amounts on bank cheques from the nineties on. Pictures become smaller and deeper from layer to "
        "layer, 28×28×1 to 5×5×16, before dense layers decide: a pattern that has stayed. The classic form has tanh "
        "and average pooling, the modern one ReLU and max pooling."
    )
    formula = "conv 5×5×6 → pool → conv 5×5×16 → pool → dense 120 → dense 84 → 10"
    aliases = ("lenet", "lenet-5", "lecun", "mnist", "convnet", "cnn")
    order = 10
    year = 1998
    source = (
        "LeCun, Bottou, Bengio, Haffner: Gradient-based learning applied to document recognition, 1998: about 60,000; "
        "61,706 where the second convolution sees all six maps"
    )
    sizes = Values(modern=61_706, classic=61_706)
    sees = Values(modern="28×28×1", classic="28×28×1")

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        form: Literal["modern", "classic"] = param(
            "modern", effect="keep", help="ReLU and max pooling as today, or tanh and average pooling as in 1998."
        )

    @classmethod
    def network(cls, p: Params) -> Network:
        """The third layer sees all maps of the second; in the paper it sees only some of them, to save numbers."""
        classic = p.form == "classic"
        pool = "average_pool" if classic else "max_pool"
        layer: dict[str, Any] = (
            {"activation": Choice("tanh"), "weight_initializer": Choice("xavier")}
            if classic
            else {"activation": Choice("relu"), "weight_initializer": Choice("he_normal")}
        )
        draft = Draft()
        x = draft.add("input", id="input1")
        x = draft.add("conv", x, id="c1", name="C1", filters=6, kernel_size=5, padding="same", **layer)
        x = draft.add(pool, x, id="s2", name="S2", kernel_size=2)
        x = draft.add("conv", x, id="c3", name="C3", filters=16, kernel_size=5, **layer)
        x = draft.add(pool, x, id="s4", name="S4", kernel_size=2)
        x = draft.add("flatten", x, id="flatten1")
        x = draft.add("dense", x, id="c5", name="C5", units=120, **layer)
        x = draft.add("dense", x, id="f6", name="F6", units=84, **layer)
        draft.add("output", x, id="output1")
        network = draft.network()
        # Three rows: what each convolution makes of the picture, and what decides. They can be read in a small window.
        nodes = tuple(
            replace(node, position=(200 * (at % 3), 160 * (at // 3))) for at, node in enumerate(network.nodes)
        )
        return replace(network, nodes=nodes)

    @classmethod
    def experiment(cls, p: Params) -> Experiment:
        """Characters of 28×28."""
        training = by_momentum(0.02, 64, 12) if p.form == "classic" else by_adam(0.002, 64, 12)
        return experiment(cls.network(p), characters(), training)
