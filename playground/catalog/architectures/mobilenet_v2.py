"""MobileNet v2."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from playground.catalog.architecture import Architecture
from playground.catalog.architectures._divisible import divisible
from playground.catalog.architectures._settings import (
    by_momentum,
    characters,
    experiment,
    form,
    noise,
    resolution,
    width,
)
from playground.catalog.draft import Draft
from playground.catalog.parts import inverted, normalized, pointwise
from playground.spec.experiment import Experiment, Network
from playground.spec.values import Choice, Values

RELU6 = Choice("relu6")
STAGES = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))
"""Expansion, filters, blocks and the first block's stride: the paper's table 2."""


class MobileNetV2(Architecture):
    """Seventeen inverted residual blocks."""

    kind = "mobilenet_v2"
    title = "MobileNet v2"
    summary = "Seventeen inverted residual blocks: narrow, wide, narrow, with a way round."
    help = (
        "A residual block turned inside out: what flows from block to block is narrow, inside it is made six times as "
        "wide, looked at by a cheap depthwise convolution, and made narrow again. The narrow ends have no activation, "
        "as ReLU would lose too much there. The way round joins the narrow ends."
    )
    formula = "conv 3×3/2 → 17 × [1×1 ·6 → depthwise 3×3 → 1×1] (+ x) → conv 1×1 → average → 1000"
    aliases = ("mobilenet", "mobilenet-v2", "sandler", "inverted", "bottleneck", "imagenet")
    order = 61
    year = 2018
    source = "Sandler and others: MobileNetV2, 2018, table 4: 3.4 million; 3,504,872 as in torchvision"
    sizes = Values(full=3_504_872, small=162_458)
    sees = Values(full="224×224×3", small="28×28×1")

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        form: Literal["full", "small"] = form()
        width: float = width()
        resolution: int = resolution()

    @classmethod
    def network(cls, p: Params) -> Network:
        """Small begins without strides and is a quarter as wide."""
        small = p.form == "small"
        wide = p.width * (0.25 if small else 1.0)
        draft = Draft()
        x = draft.add("input", id="input1")
        channels = divisible(32 * wide)
        with draft.group("stem", closed=False, stacked=True):
            x = normalized(draft, x, channels, 3, stride=1 if small else 2, activation=RELU6, id="conv1", name="conv1")
        for place, (expansion, unscaled, count, stride) in enumerate(STAGES, start=1):
            filters = divisible(unscaled * wide)
            first = 1 if small and place == 2 else stride
            with draft.group(f"{filters} filters", id=f"group_stage{place}", closed=False, stacked=True):
                x = blocks(draft, x, channels, filters, count, expansion=expansion, stride=first, place=place)
            channels = filters
        last = int(1280 * max(1.0, p.width) * (0.25 if small else 1.0))
        with draft.group("head", closed=False, stacked=True):
            x = pointwise(draft, x, last, activation=RELU6, id="conv_last")
            x = draft.add("global_pool", x, id="pool1", name="average pool")
            x = draft.add("dropout", x, id="dropout1", keep_prob=0.8)
        draft.add("output", x, id="output1")
        return draft.network()

    @classmethod
    def experiment(cls, p: Params) -> Experiment:
        """ImageNet's size without its pictures, or characters."""
        if p.form == "small":
            return experiment(cls.network(p), characters(), by_momentum(0.05, 32, 4))
        return experiment(cls.network(p), noise(p.resolution), by_momentum(0.05, 16))


def blocks(
    draft: Draft, x: str, channels: int, filters: int, count: int, *, expansion: int, stride: int, place: int
) -> str:
    """The first block of a stage, and the others, which are alike."""
    id = f"stage{place}_1"
    with draft.group(f"inverted {place}_1", id=f"group_{id}"):
        x = inverted(draft, x, channels, filters, expansion=expansion, stride=stride, activation=RELU6, id=id)
    if count > 1:
        id = f"stage{place}_2"
        name = f"inverted {place}_2" + (f" to {count}" if count > 2 else "")
        with draft.group(name, id=f"group_{id}", repeat=count - 1):
            x = inverted(draft, x, filters, filters, expansion=expansion, activation=RELU6, id=id)
    return x
